"""The content lines of an article, found by position: every question is a binary search, never a scan."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import sub

from extractor.model import Article, BlockKind, Span

_UNBROKEN = 400  # code points; a line longer than this may have lost its breaks
_WHOLE = 100  # code points; so may a line that is all of the text
_MOST = 0.9  # share of the content in one line, from which the text has lost its breaks altogether
_OUTSIDE = frozenset({BlockKind.METADATA, BlockKind.FURNITURE, BlockKind.TITLE})


class Lines:
    """The lines in which measures may stand, in order; titles, metadata and furniture are left out."""

    __slots__ = ("_ends", "_starts", "blocks", "spans", "whole")

    def __init__(self, article: Article) -> None:
        self.blocks = [block for block in article.blocks if block.kind not in _OUTSIDE]
        self.spans = [block.span for block in self.blocks]
        self._starts = [span.start for span in self.spans]
        self._ends = [span.end for span in self.spans]
        self.whole = self._find_whole()
        """The line that is nearly all of the text, if there is one."""

    def between(self, start: int, end: int) -> list[Span]:
        """The parts of the lines that lie in ``[start, end)``; none is empty."""
        spans = self.spans[bisect_right(self._ends, start) : bisect_left(self._starts, end)]
        if spans and spans[0].start < start:
            spans[0] = Span(start, max(start, spans[0].end))
        if spans and spans[-1].end > end:
            spans[-1] = Span(spans[-1].start, max(spans[-1].start, end))
        return [span for span in spans if span.end > span.start]

    def around(self, position: int, *, ahead: int = 0) -> Span:
        """The line that holds ``position``, or the one ``ahead`` of it; an empty span where there is none."""
        index = self.index(position) + ahead
        if 0 <= index < len(self.spans) and (ahead or position <= self._ends[index]):
            return self.spans[index]
        return Span(position, position)

    def index(self, position: int) -> int:
        """The place among the lines of the last one that begins at or before ``position``; -1 for none."""
        return bisect_right(self._starts, position) - 1

    def is_unbroken(self, position: int) -> bool:
        """Whether the line at ``position`` may have lost its breaks: it is very long, or the whole text."""
        length = len(self.around(position))
        return length > _UNBROKEN or (len(self.blocks) == 1 and length > _WHOLE)

    def is_whole(self, position: int) -> bool:
        """Whether the line at ``position`` is nearly all of the text: then no heading ends with its line."""
        return self.whole is not None and self.around(position) == self.whole

    def _find_whole(self) -> Span | None:
        lengths = list(map(sub, self._ends, self._starts))
        longest = max(lengths, default=0)
        is_whole = longest > max(_WHOLE, _MOST * sum(lengths))
        return self.spans[lengths.index(longest)] if is_whole else None

    def content_end(self, start: int, end: int) -> int:
        """The end of the last content in ``[start, end)``: furniture behind it is no part of an item."""
        index = bisect_left(self._starts, end) - 1
        return max(start, min(end, self._ends[index])) if index >= 0 else start
