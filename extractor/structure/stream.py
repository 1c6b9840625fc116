"""The tokens of an article that may be numbers of a series, in order, and which is the next of which.

What is surely none is left out before any series is built: the numbers of annexes that a line lists, and
digits and numerals that are part of a longer number (``3.5%``, ``二、三、四中学``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Article, MarkerStyle, Span
from extractor.numerals import HAN, to_int
from extractor.structure.lines import Lines
from extractor.structure.sections import BEFORE_NAME, find_notes
from extractor.structure.tokens import DIGITS, Place, Token

HEADING = 30
"""Code points of a heading that has lost the break behind it."""
MARK = re.compile(r"[。；;：:！？\n]")
"""What no heading without a break holds."""

_CODE = re.compile(r"[0-9０-９A-Za-z.．%％〔\[第图表至—–\-]")  # what stands before the digits of a number
_SECOND = 2
_SENTENCE = 200  # code points before a word that numbers, in which its first word stands
_NOTE = re.compile(rf"\s*[（(]?(\d{{1,2}})[.．、）)]{BEFORE_NAME}")
_NUMERALS = re.compile(rf"[{HAN}]、")
_NEXT_NUMERAL = re.compile(rf"([{HAN}]{{1,2}})(?:(?![{HAN}是、])|、[{HAN}](?![{HAN}是]))")


class TokenStream:
    """The tokens in their order; ``index`` is always the place of a token among them."""

    def __init__(self, article: Article, lines: Lines, tokens: Sequence[Token], lexicon: Lexicon) -> None:
        self._text = article.text
        self._lines = lines
        self._bold_starts = frozenset(span.start for span in article.bold)
        notes = list(self._notes(lexicon))
        begins = frozenset(token.marker.span.start for token in tokens)
        self.tokens = [
            self._promote(token)
            for token in tokens
            if not (
                _is_in(notes, token.marker.span.start)
                or self._is_part_of_number(token)
                or self._is_of_words(token, begins, lexicon)
            )
        ]
        self.firm_next: dict[int, Token] = {}
        """By the start of each token the next one of its key that stands behind a mark."""
        self._next = self._successors()

    def behind(self, index: int) -> Token | None:
        """The token right behind another, of whatever key."""
        return self.tokens[index + 1] if index + 1 < len(self.tokens) else None

    def next(self, index: int) -> Token | None:
        """The next token of the same key."""
        at = self._next[index]
        return None if at is None else self.tokens[at]

    def goes_on(self, index: int, value: int) -> bool:
        """Whether the next token of the same key is the next sibling of one with such a value.

        The value is that of the token without the number of a page that has run together with it.
        """
        successor = self.next(index)
        return successor is not None and successor.marker.value == value + 1

    def run(self, index: int, most: int) -> int:
        """How many tokens count on from one, itself among them; no more than ``most`` are looked at."""
        members = 1
        while members < most and (at := self._next[index]) is not None:
            if self.tokens[at].marker.value != self.tokens[index].marker.value + 1:
                break
            index, members = at, members + 1
        return members

    def _notes(self, lexicon: Lexicon) -> Iterator[Span]:
        """The lines that list notes or annexes: ``附件：1.…`` and below it ``2.…``."""
        opening = {
            line.start
            for place in find_notes(self._text, lexicon)
            if not self._text[(line := self._lines.around(place)).start : place].strip()
        }
        value = -1  # of the last note; -1 outside notes
        for block in self._lines.blocks if opening else ():
            line = block.span
            number = _NOTE.match(self._text, line.start, line.end)
            if line.start in opening:
                value = 0 if line.of(self._text).rstrip().endswith(("：", ":")) else 1
            elif number and int(number[1]) == value + 1:
                value += 1
            else:
                value = -1
            if value >= 0:
                yield line

    def _promote(self, token: Token) -> Token:
        """A number in bold behind running text opens a paragraph that lost its break."""
        in_line = token.place is not Place.LINE and token.marker.style is not MarkerStyle.ORDINAL
        if in_line and token.marker.span.start in self._bold_starts:
            return replace(token, place=Place.LINE)
        return token

    def _is_part_of_number(self, token: Token) -> bool:
        """Whether digits in the middle of a clause belong to a number or a code: ``3.5%``, ``2025.``.

        Or numerals to an enumeration: ``二、三、四中学``, ``二、三级公司``, ``。一、二、三产业``.
        """
        if token.place is not Place.LINE and token.marker.style is MarkerStyle.HAN_COMMA:
            after = _NEXT_NUMERAL.match(self._text, token.content)
            around = (token.content, max(0, token.marker.span.start - 2))
            listed = any(_NUMERALS.match(self._text, at) for at in around)
            return (listed and token.place is Place.GLUED) or (
                after is not None and to_int(after[1]) == token.marker.value + 1
            )
        if token.place is not Place.GLUED or token.marker.style not in DIGITS:
            return False
        text, place = self._text, token.marker.span
        decimal = token.marker.style is MarkerStyle.DIGIT_DOT and text[place.end : place.end + 1].isdecimal()
        return decimal or _CODE.match(text, place.start - 1) is not None

    def _successors(self) -> list[int | None]:
        """For each token the place of the next one of the same key.

        Where the breaks are lost, words like 统一、 stand between the numbers of the chapters: one in the
        middle of a clause counts as the next only if it counts on.
        """
        following: dict[object, int] = {}
        firm: dict[object, int] = {}
        counted: dict[object, int] = {}
        result: list[int | None] = [None] * len(self.tokens)
        for index in range(len(self.tokens) - 1, -1, -1):
            token = self.tokens[index]
            after = following.get(token.key)
            if after is not None and self._is_word(token, self.tokens[after]):
                after = firm.get(token.key)
            if self.has_number(token):
                after = self._counted_next(token, after, counted.get(token.key))
                counted[token.key] = index
            result[index] = after
            if token.key in firm:
                self.firm_next[token.marker.span.start] = self.tokens[firm[token.key]]
            is_glued = token.place is Place.GLUED
            if not ((is_glued and token.marker.style is MarkerStyle.ORDINAL) or token.only_next):
                following[token.key] = index
            if not is_glued:
                firm[token.key] = index
        return result

    def _is_of_words(self, token: Token, begins: Container[int], lexicon: Lexicon) -> bool:
        """Whether 其次 belongs to a 首先 of its sentence that is no number: ``要首先是…，其次是…``."""
        is_second = token.marker.style is MarkerStyle.ORDINAL and token.marker.value == _SECOND
        if not is_second or token.place is Place.LINE or self.has_number(token):
            return False
        start = token.marker.span.start
        begin = self._text.rfind("。", max(0, start - _SENTENCE), start) + 1
        words = _first_words(lexicon).finditer(self._text, begin or max(0, start - _SENTENCE), start)
        before = [match.start() for match in words]
        return bool(before) and before[-1] not in begins

    def is_heading_between(self, token: Token, after: Token) -> bool:
        """Whether a short heading without a stop is all that stands between two numbers."""
        heading = self._text[token.content : after.marker.span.start].strip()
        return 0 < len(heading) <= HEADING and not MARK.search(heading)

    def has_number(self, token: Token) -> bool:
        """Whether an ordinal is printed with its number (第一，), and is no word like 首先."""
        return token.marker.style is MarkerStyle.ORDINAL and self._text[token.marker.span.start] == "第"

    def _counted_next(self, token: Token, after: int | None, counted: int | None) -> int | None:
        """第二， behind 第一，, where only a word that could open a series of its own stands between them:
        ``第一，加强巡查，首先要摸清底数。第二，…``.
        """
        if after is None or counted is None or self.tokens[after].marker.value > 1:
            return after
        return counted if self.tokens[counted].marker.value == token.marker.value + 1 else after

    def _is_word(self, token: Token, after: Token) -> bool:
        """Whether what looks like the next number is the end of a word: ``统一、规范``."""
        is_word = after.place is Place.GLUED and after.marker.style is MarkerStyle.HAN_COMMA
        counts_on = after.marker.value == token.marker.value + 1
        return is_word and not counts_on and self._lines.is_whole(token.marker.span.start)


@lru_cache(maxsize=8)
def _first_words(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.alternation("ordinals", "first"))


def _is_in(lines: Sequence[Span], position: int) -> bool:
    """Whether a position stands in one of some lines, which are in order."""
    index = bisect_right(lines, position, key=lambda line: line.start) - 1
    return index >= 0 and position <= lines[index].end
