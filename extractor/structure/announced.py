"""How many measures does the head of an article announce? ``推出改善服务二十条``, ``4项简政放权措施``.

The number speaks for titles, paragraphs and clauses that are as many, or nearly (domain.md §3.1).
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from extractor.lexicon import Lexicon
from extractor.likeness import likeness
from extractor.model import Span
from extractor.numerals import HAN, count_scanner, to_int

_HEAD = 1_500  # code points at the head of an article, where it says how many measures it has
_SHARE = 6  # an announced number may be so many times that of the titles in one section
_OTHERS = 2  # titles beside those that a count announces (温馨提示)


class Announced:
    """The counts at the head of one article, found when they are first asked for."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text, self._lexicon = text, lexicon

    def some(self, number: int, *, before: int) -> Span | None:
        """Where so many measures before ``before`` are announced, or a few times more: the first such place.

        The rest may stand in other sections; what counts thousands (``1222项``) counts something else.
        """
        likely = range(number, _SHARE * number + 1)
        return next((count for count, counted in self._before(before) if counted in likely), None)

    def just(self, number: int, *, before: int) -> bool:
        """Whether just so many measures are announced before ``before``."""
        return any(counted == number for _, counted in self._before(before))

    def nearly(self, number: int, *, before: int) -> bool:
        """Whether so many measures are announced before ``before``, or one or two less, but several."""
        return any(1 < counted <= number <= counted + _OTHERS for _, counted in self._before(before))

    def of_field(self, field: str) -> int:
        """The number of measures that is announced for a field; 0 where none is."""
        shared = [(likeness(field, kind), number) for number, kind in self._kinds]
        most = max(shared, default=(0, 0))
        return most[1] if most[0] and sum(one[0] == most[0] for one in shared) == 1 else 0

    def within(self, place: Span) -> set[int]:
        """The numbers of measures that are announced in a stretch of the text: ``实施“四大工程”``."""
        return {counted for _, counted in self._found(place)}

    def _before(self, position: int) -> list[tuple[Span, int]]:
        return [(count, counted) for count, counted in self._counts if count.end <= position]

    @cached_property
    def _counts(self) -> list[tuple[Span, int]]:
        return self._found(Span(0, _HEAD))

    def _found(self, place: Span) -> list[tuple[Span, int]]:
        found = count_scanner(self._lexicon).finditer(self._text, place.start, place.end)
        return [(Span(*one.span()), to_int(one["number"]) or 0) for one in found if one["group"] is None]

    @cached_property
    def _kinds(self) -> list[tuple[int, str]]:
        """How many measures of which kind are announced: (4, 简政放权措施)."""
        kinds = _of_kind(self._lexicon).finditer(self._text, 0, min(len(self._text), _HEAD))
        return [(to_int(match["number"]) or 0, match["kind"]) for match in kinds]


@lru_cache(maxsize=8)
def _of_kind(lexicon: Lexicon) -> re.Pattern[str]:
    """A number and the kind of measures that it counts."""
    classifier = lexicon.alternation("count_units", "measure", "group")
    noun = lexicon.alternation("count_units", "noun")
    return re.compile(
        rf"(?P<number>\d{{1,2}}|[{HAN}]{{1,3}}){classifier}(?P<kind>[^，。；：、\d]{{3,12}}{noun})"
    )
