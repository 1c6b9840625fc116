"""The way back from a shadow to the printed words.

The shadow is the printed text with characters exchanged and stretches cut out, so an offset of the shadow is
brought home by adding what was cut before it: a binary search among the cuts. A span comes home from its
first to its last character; what was cut at its edges is no part of it, what was cut inside is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from itertools import accumulate
from operator import is_
from typing import TYPE_CHECKING, TypeVar

from extractor.model import Article, Attribute, BlockKind, Count, Findings, Label, Measure, Rejection, Span

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")

_BLANKS = re.compile(r"\s+")
_PRINTED = frozenset({"action", "object", "bodies", "beneficiary", "speaker"})
"""Attributes whose value is printed words, perhaps behind ``role:``; all others are values of our own."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """An article as printed and its shadow. ``cuts`` are stretches of the printed text, in order and apart.

    ``kept`` is the printed text without the cuts: character for character as long as the text of the shadow.
    Where the print is plain already, an article is its own shadow.
    """

    printed: Article
    article: Article
    cuts: tuple[Span, ...] = ()
    kept: str = ""

    def without(self, rewritten: Article, cuts: Iterable[Span]) -> Shadow:
        """A shadow of this shadow: ``rewritten``, which has the same offsets, without some more cuts."""
        home, away = _Offsets(self.cuts), _Offsets(cuts := _disjoint(cuts))
        all_cuts = _disjoint([*self.cuts, *map(home.home, cuts)]) if cuts else self.cuts
        if cuts:
            rewritten = replace(
                rewritten,
                text=_without(rewritten.text, cuts),
                blocks=tuple(replace(block, span=away.away(block.span)) for block in rewritten.blocks),
                bold=tuple(map(away.away, rewritten.bold)),
            )
        return Shadow(self.printed, rewritten, all_cuts, _without(self.printed.text, all_cuts))

    def restore(self, findings: Findings) -> Findings:
        """What was found in the shadow, as findings of the printed article: spans, labels, values, ids."""
        return findings if self.article is self.printed else _Home(self).findings(findings)


def _disjoint(cuts: Iterable[Span]) -> tuple[Span, ...]:
    kept: list[Span] = []
    for cut in sorted(cuts):
        if not kept or cut.start > kept[-1].end:
            kept.append(cut)
        elif cut.end > kept[-1].end:
            kept[-1] = Span(kept[-1].start, cut.end)
    return tuple(kept)


def _without(text: str, cuts: Sequence[Span]) -> str:
    edges = [0, *(edge for cut in cuts for edge in (cut.start, cut.end)), len(text)]
    return "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


class _Offsets:
    """Carries spans over the cuts, away into the shadow and home again."""

    def __init__(self, cuts: Sequence[Span]) -> None:
        self.starts = [cut.start for cut in cuts]
        self.ends = [cut.end for cut in cuts]
        self.sums = [0, *accumulate(len(cut) for cut in cuts)]
        self.places = [start - gone for start, gone in zip(self.starts, self.sums, strict=False)]

    def away(self, span: Span) -> Span:
        """The span of the shadow that shows a span of the printed text."""
        return Span(self._away(span.start), self._away(span.end))

    def _away(self, offset: int) -> int:
        index = bisect_right(self.ends, offset)
        if index < len(self.starts) and self.starts[index] < offset:
            return self.places[index]
        return offset - self.sums[index]

    def home(self, span: Span) -> Span:
        """The printed stretch from the first to the last character of a span of the shadow."""
        start = self._home(span.start)
        return Span(start, self._home(span.end - 1) + 1 if len(span) else start)

    def _home(self, offset: int) -> int:
        return offset + self.sums[bisect_right(self.places, offset)]


class _Home:
    """Brings the findings of one shadow home."""

    def __init__(self, shadow: Shadow) -> None:
        self.shadow = shadow
        self.offsets = _Offsets(shadow.cuts)
        self.scopes: dict[str, str] = {}
        for block in shadow.article.blocks:
            if block.kind is BlockKind.HEADING:
                self.scopes.setdefault(block.span.of(shadow.article.text), self.words(block.span))

    def findings(self, findings: Findings) -> Findings:
        """The findings of the printed article."""
        if self.shadow.cuts:
            measures = tuple(map(self.measure, findings.measures))
            rejections = self.value(findings.rejections)
        else:
            measures = tuple(map(self.worded, findings.measures))
            rejections = tuple(map(self.refused, findings.rejections))
        counts = tuple(map(self.count, findings.counts))
        return Findings(self.shadow.printed, measures, rejections, counts)

    def worded(self, measure: Measure) -> Measure:
        """A measure where nothing was cut: only words can differ."""
        group, attributes = self.value(measure.group), self.value(measure.attributes)
        if group is measure.group and attributes is measure.attributes:
            return measure
        return replace(measure, group=group, attributes=attributes)

    def refused(self, rejection: Rejection) -> Rejection:
        """A rejection where nothing was cut."""
        group = self.value(rejection.candidate.group)
        if group is rejection.candidate.group:
            return rejection
        return replace(rejection, candidate=replace(rejection.candidate, group=group))

    def value(self, value: T) -> T:
        """A value of the model with every span in it, however deep, brought home."""
        if isinstance(value, Span):
            return self.offsets.home(value)  # type: ignore[return-value]
        if isinstance(value, tuple):
            members = tuple(map(self.value, value))
            return value if all(map(is_, members, value)) else members  # type: ignore[return-value]
        if isinstance(value, Label):
            return self.label(value)  # type: ignore[return-value]
        if isinstance(value, Attribute):
            return self.attribute(value)  # type: ignore[return-value]
        if is_dataclass(value) and not isinstance(value, type):
            parts = {name: getattr(value, name) for name in _names(type(value))}
            moved = {name: new for name, old in parts.items() if (new := self.value(old)) is not old}
            return replace(value, **moved) if moved else value
        return value

    def measure(self, measure: Measure) -> Measure:
        """A measure with its spans, its words, and the ids that tell where heads begin."""
        home = self.value(measure)
        return replace(home, id=self.identity(home.id), parent=self.identity(home.parent))

    def identity(self, identity: str) -> str:
        """Article and start of the head, as printed."""
        article, dash, start = identity.rpartition("-")
        return f"{article}{dash}{self.offsets.home(Span(int(start), int(start))).start}" if dash else identity

    def label(self, label: Label) -> Label:
        """A label in printed words, which also names the scope of a count.

        Where its words are printed plainly it stays as it is: it may lack the quotes of “五个一”工程.
        """
        printed = self.words(label.span)
        is_plain = printed == label.span.of(self.shadow.article.text).replace("\n", " ")
        words = label.text if is_plain else _BLANKS.sub(" ", printed)
        self.scopes[label.text] = words
        if words == label.text and not self.shadow.cuts:
            return label
        return Label(words, self.offsets.home(label.span))

    def attribute(self, attribute: Attribute) -> Attribute:
        """An attribute; its value changes only where it is made of printed words."""
        span = attribute.span
        value = self.quoted(attribute.value, span) if attribute.name in _PRINTED else attribute.value
        if value == attribute.value and not self.shadow.cuts:
            return attribute
        return replace(attribute, value=value, span=self.offsets.home(span))

    def quoted(self, value: str, span: Span) -> str:
        """``lead:`` and the printed words, where the words stand in the span; else the value as it is."""
        role, colon, words = value.rpartition(":")
        start = self.shadow.article.text.find(words, span.start, span.end)
        if not words or start < 0:
            return value
        return f"{role}{colon}{self.words(Span(start, start + len(words)))}"

    def count(self, count: Count) -> Count:
        """A count with the printed scope and unit."""
        scope = self.scopes.get(count.scope, count.scope)  # a label, a heading, or a word of our own
        start = self.shadow.article.text.find(count.unit, count.span.start, count.span.end)
        unit = self.words(Span(start, start + len(count.unit))) if start >= 0 else count.unit
        return replace(self.value(count), scope=scope, unit=unit)

    def words(self, span: Span) -> str:
        """The printed words of a span of the shadow, without what was cut out of them, on one line."""
        return span.of(self.shadow.kept).replace("\n", " ")


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))
