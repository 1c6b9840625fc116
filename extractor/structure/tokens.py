"""What looks like a marker, before its series decides whether it is one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from extractor.model import Marker, MarkerStyle

DIGITS = frozenset(
    {MarkerStyle.DIGIT_DOT, MarkerStyle.DIGIT_COMMA, MarkerStyle.DIGIT_PAREN, MarkerStyle.DIGIT_CLOSE}
)
"""Styles of plain digits: 1. 1、 (1) 1)."""

OPEN_DIGITS = frozenset({MarkerStyle.DIGIT_DOT, MarkerStyle.DIGIT_COMMA})
"""Those without a bracket: 1. 1、."""

STRONG = frozenset({MarkerStyle.CHAPTER, MarkerStyle.ARTICLE, MarkerStyle.HAN_COMMA, MarkerStyle.HAN_PAREN})
"""Styles that hardly are anything but numbers of an outline."""

NUMERO = r"(?:NO|No|no|№)\.?\s?\d{1,2}"
"""A pattern for ``NO.1``, as web editors number."""

NO_UNIT = r"(?![年月日个号元%％])"
"""Behind digits that may be a number of the outline: they count nothing."""

UNKNOWN = "\ufffd\ue000-\uf8ff"
"""What a conversion leaves of a character whose typeface it does not know, as inside ``[…]``."""


class Place(IntEnum):
    """Where a marker stands; the looser the place, the more its series must support it."""

    GLUED = 0  # in the middle of a clause: a text without line breaks, or no marker at all
    CLAUSE = 1  # after punctuation or a run of spaces
    LINE = 2  # at the start of a line


@dataclass(frozen=True, slots=True)
class Token:
    """A marker as printed, its place, where its content begins, and the family that numbers with it."""

    marker: Marker
    place: Place
    content: int
    family: str
    follows: bool = False  # 另外, 最后: takes the next number of an open series
    is_damaged: bool = False  # its digits are lost
    only_next: bool = False  # it counts only as the next number of an open series
    is_counted: bool = False  # the lines around it carry the numbers before or after it
    depth: int = 0  # of a bullet: in how many other lists its own stands
    inside: int = -1  # of a bullet: where the entry begins that holds its list

    @property
    def key(self) -> tuple[MarkerStyle, str]:
        """Markers of one series share this."""
        return self.marker.style, self.family
