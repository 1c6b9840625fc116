"""Where a list betrays itself: a quick look that passes over most of a text.

Members of a list inside a sentence stand between ；, behind a strong cue (包括), behind a count and its
colon, between an announcement and the total or the 等措施 that closes it, in quotes side by side, or behind
a field (在X方面，) that is counted elsewhere (`lists`). So a sentence with a list has a ；, a strong cue, a
numeral and a unit near a noun or a colon, 等 before a noun, 方面 or two quotes that meet. One pass over the
text finds these places, and most sentences and many sections have none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property, lru_cache

from extractor.enclosures import QUOTES
from extractor.lexicon import Lexicon
from extractor.numerals import HAN
from extractor.scanning import find_spots

LEADS = ("cue", "announce", "launch", "assign", "introduce")
"""The words that lead in to a list wherever they stand before its colon."""

COLON_REACH = 25
"""Code points before a colon in which the cue or the count of its list stands."""

TOTAL_REACH = 8
"""Code points between the unit of a total (``等3个方面的重点工作``) and its noun."""


class Hints:
    """The hints in one text."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon

    @cached_property
    def _places(self) -> list[int]:
        return [match.start() for match in _hint(self._lexicon).finditer(self._text)]

    def any(self, start: int, end: int) -> bool:
        """Whether there is one in ``[start, end)``; without one no sentence in it holds a list."""
        index = bisect_left(self._places, start)
        return index < len(self._places) and self._places[index] < end

    def between(self, start: int, end: int) -> list[int]:
        """Where those in ``[start, end)`` are, in order."""
        return self._places[bisect_left(self._places, start) : bisect_left(self._places, end)]


@lru_cache(maxsize=8)
def _hint(lexicon: Lexicon) -> re.Pattern[str]:
    """One character at each place."""
    cues = lexicon.texts("list_cues", "cue")
    units = lexicon.texts("count_units", "measure", "classifier", "group")
    unit = "".join(sorted({re.escape(word[0]) for word in units}))
    colon = rf"[\s\S]{{0,{COLON_REACH}}}[：:]"
    reach = max(map(len, units), default=0) + TOTAL_REACH
    noun, several = lexicon.alternation("count_units", "noun"), lexicon.alternation("list_cues", "several")
    closing = rf"(?:新?{noun}{{1,2}}(?:[，。；]|$)|{several}[^，。；、]{{0,{TOTAL_REACH}}}{noun})"
    total = rf"[^，。；、]{{0,{reach}}}{noun}"
    follows = (
        ("；;", ""),
        ("方", "面[，,]"),
        ("等", closing),
        (unit, rf"(?:(?<=[\d{HAN}].)|(?<=[\d{HAN}][余多].))(?:{total}|{colon})"),
        (QUOTES, f"[{QUOTES}]"),
    )
    return find_spots(follows, cues)
