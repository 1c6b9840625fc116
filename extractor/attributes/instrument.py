"""By what means a measure works: the instruments that its words tell of (domain.md §4.5, appendix A).

``lexicons/instruments.tsv`` is a taxonomy: each term is a trigger, its label a kind and a way within it
(``补贴`` supply.funds). The usual one is that of Rothwell and Zegveld (1985), which most studies of Chinese
policy code by; ``lexicons/taxonomies`` holds others, and a list of one's own takes its place as a whole.

The head is read, and where it tells of none the first sentence behind it. The main instrument comes first:
the last trigger of the first clause that has any, because the noun that says what something is stands last
(``公共数据平台建设标准`` is a standard). The others follow in their order, each label once. A measure without
a trigger is ``unknown``: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Article, Attribute, Measure, Span

UNKNOWN = "unknown"
_CLAUSE = re.compile(r"[^，,；;：:。\n]+")
_SENTENCE = re.compile(r"[\s。：:；;，,）】]*([^。；\n]+)")


class Instruments:
    """Finds ``instrument``: ``label:trigger``, the main one first; the rule is ``instrument.head``, ``.body``
    or ``.unknown``.
    """

    def __init__(self, article: Article, measures: Sequence[Measure], lexicon: Lexicon) -> None:
        self.text = article.text
        self.lexicon = lexicon
        self.triggers = _triggers(lexicon)
        self.names = _names(lexicon)

    def of(self, measure: Measure) -> Iterator[Attribute]:
        """The instruments of one measure; one that says ``unknown`` where no word tells."""
        found = self._ranked(measure.head)
        rule = "instrument.head"
        if not found and (body := _SENTENCE.match(self.text, measure.head.end, measure.span.end)):
            if not self.names.fullmatch(body[1]):
                found = self._ranked(Span(*body.span(1)))
            rule = "instrument.body"
        seen: set[str] = set()
        for span in found:
            trigger = span.of(self.text)
            label = self.lexicon.label("instruments", trigger)
            if label not in seen:
                seen.add(label)
                yield Attribute("instrument", f"{label}:{trigger}", span, rule)
        if not found:
            yield Attribute("instrument", UNKNOWN, measure.head, "instrument.unknown")

    def _ranked(self, within: Span) -> list[Span]:
        """The triggers in a stretch: the last of the first clause that has one, then all in their order."""
        ranked: list[Span] = []
        for clause in _CLAUSE.finditer(self.text, within.start, within.end):
            found = [Span(*m.span()) for m in self.triggers.finditer(self.text, *clause.span())]
            if found and not ranked:
                ranked.append(found[-1])
            ranked += found
        return ranked


@lru_cache(maxsize=4)
def _triggers(lexicon: Lexicon) -> re.Pattern[str]:
    """Any trigger, the longest first; none in the name of somebody (``教育主管部门``, ``文化和旅游局``)."""
    rank, office = (lexicon.alternation("offices", label) for label in ("rank", "office"))
    field = r"(?:[和与、][\u4e00-\u9fff]{2})?"
    return re.compile(rf"{lexicon.alternation('instruments')}(?!{field}{rank}{{0,3}}{office})")


@lru_cache(maxsize=4)
def _names(lexicon: Lexicon) -> re.Pattern[str]:
    """A cell that holds names of offices alone (``市文化广电旅游局、市财政局``)."""
    name = rf"[\u4e00-\u9fff]{{1,16}}?{lexicon.alternation('offices', 'office')}"
    return re.compile(rf"{name}(?:[、，,\s]{name})*")
