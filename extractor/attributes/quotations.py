"""Which stretches of a text are quoted, also over several paragraphs.

A quotation that goes on prints its opening mark again at the beginning of each paragraph and the closing mark
only at its end (GB/T 15834—2011 §4.8.3):

    “我们将……。        opened, closed nowhere in its line
    “还将……。”         opened again, closed

Within a line marks pair by nesting; where they are not printed so (``”1+N“``), `enclosures` pairs them. Lines
are read when they are asked for, each once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.enclosures import Enclosures
from extractor.model import Span

_BREAK = re.compile(r"\n")
_MARK = re.compile("[“”]")
_QUOTES = '“”"「『'
_TEXT = re.compile(r"\S")
_LONGEST = 60
"""Paragraphs of one quotation that are followed."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quoted stretch of one line, its marks included; ``goes_on``: it is closed in a later line."""

    span: Span
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    quotations: tuple[Quotation, ...]

    @property
    def goes_on(self) -> bool:
        return bool(self.quotations) and self.quotations[-1].goes_on

    def before(self, position: int) -> Quotation | None:
        """The last quotation that opens at a position or before it."""
        index = bisect_right(self.quotations, position, key=lambda one: one.span.start)
        return self.quotations[index - 1] if index else None


class Quotations:
    """The quotations of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in _BREAK.finditer(text))]
        self._lines: dict[int, _Line] = {}

    def around(self, span: Span) -> Quotation | None:
        """The quotation between whose marks a stretch lies, or None."""
        quotation = self._line(span.start).before(span.start)
        if quotation is None:
            return None
        last = quotation.span.end - (not quotation.goes_on)
        return quotation if quotation.span.start < span.start and span.end <= last else None

    def at(self, position: int) -> Quotation | None:
        """The quotation that opens at a position, or None."""
        quotation = self._line(position).before(position)
        return quotation if quotation and quotation.span.start == position else None

    def whole(self, quotation: Quotation) -> Span:
        """From the first opening mark to the last closing one, over the paragraphs of a quotation."""
        start, end = quotation.span.start, quotation.span.end
        for line in self._before(start):
            start = line.quotations[-1].span.start
        if quotation.goes_on:
            for line in self._after(end):
                end = line.quotations[0].span.end
        return Span(start, end)

    def _before(self, start: int) -> Iterator[_Line]:
        """The lines before one that opens with a mark, as long as their quotation goes on."""
        for _ in range(_LONGEST):
            here = self._line(start)
            above = self._above(here)
            if not _opens(self.text, here) or start != here.quotations[0].span.start or not above:
                return
            if not above.goes_on:
                return
            yield above
            start = above.quotations[-1].span.start

    def _after(self, end: int) -> Iterator[_Line]:
        """The lines behind one whose quotation goes on, up to the one that closes it."""
        for _ in range(_LONGEST):
            found = _TEXT.search(self.text, end)
            line = self._line(found.start()) if found else None
            if line is None or not _opens(self.text, line):
                return
            yield line
            if not line.quotations[0].goes_on:
                return
            end = line.span.end

    def _above(self, line: _Line) -> _Line | None:
        """The line of text above one."""
        position = line.span.start - 1
        while position >= 0 and self.text[position].isspace():
            position -= 1
        return self._line(position) if position >= 0 else None

    def _line(self, position: int) -> _Line:
        index = bisect_right(self._starts, position)
        if index not in self._lines:
            end = self._starts[index] - 1 if index < len(self._starts) else len(self.text)
            span = Span(self._starts[index - 1], end)
            self._lines[index] = _Line(span, tuple(self._read(span)))
        return self._lines[index]

    def _read(self, line: Span) -> Iterator[Quotation]:
        pairs, opened = self._nested(line)
        if pairs is None:
            spans = Enclosures.find(self.text, [line]).spans
            pairs = [span for span in spans if self.text[span.start] in _QUOTES]
        yield from map(Quotation, pairs)
        if opened is not None and self._goes_on(line):
            yield Quotation(Span(opened, line.end), goes_on=True)

    def _nested(self, line: Span) -> tuple[list[Span] | None, int | None]:
        """The outermost pairs, and an opener without a closer; None where the marks do not nest or there are
        none of these."""
        pairs: list[Span] = []
        opened: list[int] = []
        found = False
        for mark in _MARK.finditer(self.text, line.start, line.end):
            found = True
            if mark[0] == "“":
                opened.append(mark.start())
            elif not opened:
                return None, None
            else:
                start = opened.pop()
                if not opened:
                    pairs.append(Span(start, mark.end()))
        if not found or len(opened) > 1:
            return None, None
        return pairs, opened[0] if opened else None

    def _goes_on(self, line: Span) -> bool:
        """Whether the next line of text opens with a mark."""
        found = _TEXT.search(self.text, line.end)
        return found is not None and found[0] == "“"


def _opens(text: str, line: _Line) -> bool:
    """Whether a line opens with a quotation."""
    return bool(line.quotations) and not text[line.span.start : line.quotations[0].span.start].strip()
