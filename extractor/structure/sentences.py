"""Sentences of running text: cut after 。！？ outside quotes and brackets, and at the end of a line.

A quote that closes with its own 。 ends the sentence too (``“…。”``). A lead-in line that ends in ： and
lines that end in ； go on in the next line: a list may be printed one member a line (domain.md §1.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from extractor.enclosures import Enclosures
from extractor.model import Span

_STOP = re.compile(r"[。！？!?]")
_FULL_STOPS = "。！？"
_CLOSERS = "”」』"
_GOES_ON = tuple("，,、；;：")
_OPEN_END = "；;"
_MARKS = "。！？；：，、.!?;:,）)”"
_HEADING = 20  # code points; a shorter line without a mark above a longer one heads it
_LEAD_END = "：:"


def sentences_of(text: str, run: Span, enclosures: Enclosures) -> Iterator[Span]:
    """The sentences of one of the `runs`, in order: with their end punctuation, without the space around."""
    start = run.start
    for stop in _stops(text, run, enclosures):
        yield from _stripped(text, start, stop)
        start = stop
    yield from _stripped(text, start, run.end)


def sentences_with(text: str, run: Span, enclosures: Enclosures, places: Iterable[int]) -> Iterator[Span]:
    """Those of the `sentences_of` a run that hold one of some places, which are in the run and in order.

    Only the stops around the places are looked at: whether a sentence ends at one depends on no other.
    """
    end = run.start
    for place in places:
        if place < end:
            continue
        before = _STOP.finditer(text, max(run.start, end - 1), place)  # a stop makes one or two ends
        start, stops = end, [match.start() for match in before]
        for stop in reversed(stops):
            if ends := [one for one in _ends_at(text, stop, run, enclosures) if one <= place]:
                start = ends[-1]
                break
        ends_behind = (
            one
            for match in _STOP.finditer(text, max(run.start, place - 1), run.end)
            for one in _ends_at(text, match.start(), run, enclosures)
            if one > place
        )
        end = next(ends_behind, run.end)
        yield from _stripped(text, start, end)


def runs(text: str, lines: Sequence[Span]) -> Iterator[Span]:
    """Lines, joined where the first one asks for a continuation; no sentence goes beyond one of them."""
    start: int | None = None
    for line, after, later in zip_longest(lines, lines[1:], lines[2:]):
        start = line.start if start is None else start
        if after is not None and len(line):
            last, end = text[line.end - 1], text[after.end - 1]
            if (last in _OPEN_END and not _heads(text, after, later)) or (
                last in _LEAD_END and end in _OPEN_END
            ):
                continue
        yield line if start == line.start else Span(start, line.end)
        start = None


def _heads(text: str, line: Span, later: Span | None) -> bool:
    """Whether a line without a mark heads the longer one below it."""
    is_short = len(line) <= _HEADING and text[line.end - 1] not in _MARKS
    return is_short and later is not None and len(later) > _HEADING


def _stops(text: str, run: Span, enclosures: Enclosures) -> Iterator[int]:
    for match in _STOP.finditer(text, run.start, run.end):
        yield from _ends_at(text, match.start(), run, enclosures)


def _ends_at(text: str, stop: int, run: Span, enclosures: Enclosures) -> Iterator[int]:
    """The ends of sentences that a stop makes: behind it, or behind the quote that it closes."""
    end = stop + 1
    if enclosures.around(stop) is None:
        yield end
    if end < run.end and text[end] in _CLOSERS and text[stop] in _FULL_STOPS:
        around = enclosures.around(end)
        if around is None or (around.end == end + 1 and not text.startswith(_GOES_ON, end + 1)):
            yield end + 1  # the closing mark of a quote that holds whole sentences


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)
