"""Which lines head a section without a number of their own?

What the reader knows as a heading, a line that is only the name of a section (``总　　则``), the lines below
one that looks back or tells what is aimed at, and those that stand between the numbers that run through them
(domain.md §1.1). In a text that lost its line breaks only headings of years can be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from extractor.lexicon import Lexicon
from extractor.model import Article, BlockKind, Role
from extractor.structure.lines import Lines
from extractor.structure.sections import lost_headings, may_head, role_of_line
from extractor.structure.tokens import DIGITS, STRONG, Place, Token

UNNUMBERED = 6
"""The level of a heading that has none."""

_LEADING = frozenset({Role.BACKGROUND, Role.FRAME, Role.GOAL})
"""Sections behind which others come."""
_SECTION_NAME = 20  # code points; 第七章 附则 has a number, 附　则 has none
_LONGEST = 30  # code points of a heading between numbers
_SEVERAL = 3  # headings between running numbers that show that they are some
_STOPPED = ("。", "！", "；", "）", ")", "】", "]")  # how a line ends that is no heading


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a heading begins, and how deep it stands: 1 is the highest."""

    start: int
    level: int


def find(article: Article, lines: Lines, tokens: Sequence[Token], lexicon: Lexicon) -> list[Heading]:
    """The headings without a number, in order; ``tokens`` are what may be numbers. No two begin alike."""
    finder = _Finder(article, lines, tokens, lexicon)
    found = {one.start: one for one in (*finder.between_numbers(), *finder.lost(), *finder.named())}
    return [found[start] for start in sorted(found)]


class _Finder:
    """Looks through the lines of one article."""

    def __init__(self, article: Article, lines: Lines, tokens: Sequence[Token], lexicon: Lexicon) -> None:
        self.text, self.lines, self.lexicon = article.text, lines, lexicon
        self.numbers = [one for one in tokens if one.place is Place.LINE]

    def named(self) -> Iterator[Heading]:
        """The lines that are headings by their kind or by their name.

        Below one that looks back (``2031年工作回顾``) or tells what is aimed at, lines that look like it open
        other sections.
        """
        is_open = False
        is_numbered = any(one.marker.style in STRONG for one in self.numbers)
        for block, following in zip_longest(self.lines.blocks, self.lines.blocks[1:]):
            if block.kind is BlockKind.HEADING:
                is_open = False
                yield Heading(block.span.start, block.level or UNNUMBERED)
            elif block.kind is BlockKind.PARAGRAPH and len(block.span) <= _SECTION_NAME:
                line = block.span.of(self.text)
                role = role_of_line(line, self.lexicon)
                is_above = following is not None and len(following.span) > len(block.span)
                if role is not None or (is_open and (is_above or is_numbered) and may_head(line)):
                    looks_back = role is Role.BACKGROUND
                    is_open = looks_back if is_numbered else is_open or role in _LEADING
                    yield Heading(block.span.start, block.level or UNNUMBERED)

    def lost(self) -> Iterator[Heading]:
        """The headings whose line has lost its break."""
        if line := self.lines.whole():
            for place in lost_headings(self.text, line, self.lexicon):
                yield Heading(place.start, UNNUMBERED)

    def between_numbers(self) -> Iterator[Heading]:
        """The lines that head parts of a series which runs through them.

        ``2.培训司机。轮训一遍。⏎改造站点⏎3.新建站房。``: a line that may be a heading, behind a sentence and
        right before the next number; of two such lines the first is the higher one. There must be several,
        since one may be anything.
        """
        values = {
            self.lines.index(one.marker.span.start): one.marker.value
            for one in self.numbers
            if one.marker.style in DIGITS
        }
        above = {place: self._above(place, is_first=values[place] == 1) for place in sorted(values)}
        running = sum(bool(found) and values[place] > 1 for place, found in above.items())
        if running >= _SEVERAL:
            for found in above.values():
                yield from found

    def _above(self, place: int, *, is_first: bool) -> list[Heading]:
        """The one or two lines right above another that may head it, behind the end of a sentence.

        Above the first number of a series a subtitle may stand as well.
        """
        top = place
        while place - top < 2 and top > 0 and self._may_head(top - 1):
            top -= 1
        if top == place or not (is_first or top == 0 or self._ends_sentence(top - 1)):
            return []
        lines = self.lines.spans[top:place]
        return [Heading(line.start, UNNUMBERED - (len(lines) - at)) for at, line in enumerate(lines, start=1)]

    def _may_head(self, place: int) -> bool:
        block = self.lines.blocks[place]
        is_short = block.kind is BlockKind.PARAGRAPH and len(block.span) <= _LONGEST
        return is_short and may_head(block.span.of(self.text))

    def _ends_sentence(self, place: int) -> bool:
        """Whether a line is no heading itself: it ends in a stop or says who is responsible."""
        line = self.lines.spans[place].of(self.text)
        return line.endswith(_STOPPED) or _assigned(self.lexicon).match(line) is not None


@lru_cache(maxsize=8)
def _assigned(lexicon: Lexicon) -> re.Pattern[str]:
    """What opens a line that only says who is responsible."""
    names = lexicon.alternation("responsibility", "lead", "responsible", "support")
    return re.compile(rf"[（(【\[]?{names}[^：:]{{0,4}}[：:]")
