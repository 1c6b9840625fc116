"""What is done to what: the verb of a measure and its object, in the article's own words (domain.md §4.5).

The matcher has said which verb carries the measure; here its object is cut out. It runs from the verb to
the end of the clause, the first ，；。 outside quotes and brackets, except where 将 or 把 has put it before
the verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.enclosures import enclosed
from extractor.lexicon import Lexicon
from extractor.model import Article, Attribute, Evidence, Measure, Span

MAX_LENGTH = 400
"""Characters behind the verb in which the end of the clause is looked for."""

_VERBS = frozenset(
    {
        "action.verb",
        "action.modal",
        "action.disposal",
        "action.after_frame",
        "action.later",
        "action.tagged",
        "action.body",
    }
)
_STOP = re.compile(r"[，,；;。！？!?\n：:]")


class Actions:
    """Finds ``action`` and ``object``, as far as a measure has them; rule ``action.body`` means inferred."""

    def __init__(self, article: Article, measures: Sequence[Measure], lexicon: Lexicon) -> None:
        self.text = article.text

    def of(self, measure: Measure) -> Iterator[Attribute]:
        """The verb of the measure, then what it is done to."""
        verb = next((one for one in measure.evidence if one.rule in _VERBS), None)
        if verb is None:
            return
        yield Attribute("action", verb.span.of(self.text), verb.span, verb.rule)
        fronted = next((one for one in measure.evidence if one.rule == "object.fronted"), None)
        place = fronted.span if fronted else _complement(self.text, verb, measure)
        if place:
            rule = "object.fronted" if fronted else verb.rule
            yield Attribute("object", place.of(self.text), place, rule)


def _complement(text: str, verb: Evidence, measure: Measure) -> Span | None:
    """What stands behind the verb in its clause, without the space around it."""
    within = measure.head if measure.head.covers(verb.span) else measure.span
    return _trim(text, verb.span.end, _clause_end(text, verb.span.end, within.end))


def _clause_end(text: str, start: int, end: int) -> int:
    """The first stop outside enclosures from ``start`` on, or ``end``."""
    end = min(end, start + MAX_LENGTH)
    position = start
    for stretch in enclosed(text[start:end]):
        stop = _STOP.search(text, position, start + stretch.start)
        if stop:
            return stop.start()
        position = start + stretch.end
    stop = _STOP.search(text, position, end)
    return stop.start() if stop else end


def _trim(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    return Span(start, end) if start < end else None
