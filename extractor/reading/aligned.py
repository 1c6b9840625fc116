"""Tables in plain text: lines whose cells stand apart by tabs or by two blanks and more.

Such lines come from pages and sheets that were copied as text. A table has at least three columns and two
rows below a line of short names; a line that fits into no column names a group of the rows below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.model import Cell, Span

_TAB = re.compile(r"(?<![ \u3000])[ \u3000]*+\t[ \u3000]*+")
_BLANKS = re.compile(r"[ \u3000]{2,}")
_SENTENCE = re.compile(r"[。；：，;:,]")
_LEAST_COLUMNS = 3
_LEAST_ROWS = 3  # the names of the columns, and two rows
_WIDEST = 60  # columns
_LONGEST_NAME = 12  # code points of the name of a column


@dataclass(frozen=True, slots=True)
class AlignedCell:
    """A cell of a line, its place, and where in the gap before it the line may be broken (-1: none)."""

    span: Span
    place: Cell
    cut: int


def find_cells(text: str, lines: Sequence[Span]) -> Iterator[list[AlignedCell]]:
    """The cells of each line that is a row of a table, in order; ``lines`` have no blanks at their ends.

    >>> text = "序号\\t任务\\t单位\\n1\\t修渠\\t水利局\\n2\\t植树\\t林业局"
    >>> lines = [Span(0, 8), Span(9, 17), Span(18, 26)]
    >>> [[cell.span.of(text) for cell in row] for row in find_cells(text, lines)][1]
    ['1', '修渠', '水利局']
    """
    at, table = 0, 0
    while at < len(lines):
        gap = _gap_of_header(text, lines[at])
        rows = list(_rows(text, lines, at, gap)) if gap else []
        if len(rows) < _LEAST_ROWS:
            at += 1
            continue
        for number, row in enumerate(rows):
            yield list(_placed(row, table, number, len(rows[0])))
        at += len(rows)
        table += 1


def _gap_of_header(text: str, line: Span) -> re.Pattern[str] | None:
    """What stands between the names of columns in a line; none where it names no columns."""
    for gap in (_TAB, _BLANKS):
        names = [cell.of(text) for cell in _split(text, line, gap)]
        if _LEAST_COLUMNS <= len(names) <= _WIDEST:
            short = all(0 < len(name) <= _LONGEST_NAME and not _SENTENCE.search(name) for name in names)
            return gap if short and len(set(names)) == len(names) else None
    return None


def _rows(text: str, lines: Sequence[Span], first: int, gap: re.Pattern[str]) -> Iterator[list[Span]]:
    """The cells of the lines of a table from its names on."""
    names = _split(text, lines[first], gap)
    yield names
    for at in range(first + 1, len(lines)):
        row = _split(text, lines[at], gap)
        if len(row) == 1 and at + 1 < len(lines) and _fits(_split(text, lines[at + 1], gap), names, gap):
            yield row  # the name of a group
        elif _fits(row, names, gap):
            yield row
        else:
            return


def _fits(row: Sequence[Span], names: Sequence[Span], gap: re.Pattern[str]) -> bool:
    """Whether a line has the cells of a row; behind tabs the last ones may be empty."""
    if gap is _TAB:
        return 1 < len(row) <= len(names)
    return len(row) == len(names)


def _split(text: str, line: Span, gap: re.Pattern[str]) -> list[Span]:
    cuts = [match.span() for match in gap.finditer(text, line.start, line.end)]
    starts = [line.start, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), line.end]
    return [Span(start, max(start, end)) for start, end in zip(starts, ends, strict=True)]


def _placed(row: Sequence[Span], table: int, number: int, width: int) -> Iterator[AlignedCell]:
    span = width if len(row) == 1 else 1
    for column, cell in enumerate(row):
        place = Cell(table, number, column, header=number == 0, column_span=span)
        yield AlignedCell(cell, place, cell.start - 1 if column else -1)
