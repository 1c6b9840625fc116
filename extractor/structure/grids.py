"""Tables as grids of cells: those that the reader marked, and those that a crawler flattened.

A flattened table is one line a row with ``|`` or tabs between the cells, or one line a cell, also with a bar
behind each (`fenced`; domain.md §1.4). It is taken for a table only where its header is printed and its rows
keep to it: one cell a line needs a column of numbers that runs 1, 2, 3 through the lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from extractor.model import Article, Block, BlockKind, Cell, Span
from extractor.structure.columns import BODIES, Columns
from extractor.structure.fenced import Fenced

_BARS = "|｜\t"
_BAR = re.compile(f"[{_BARS}]")
_NUMBER = re.compile(r"(\d{1,3})[.．、]")
_NAME = 20  # code points of the name of a body in a cell
_FEWEST = 3  # columns of a flattened table; two words side by side are no header
_FEWEST_ROWS = 2
_WIDEST = 12  # columns of a flattened table


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell with text: where the text stands, and the place of the cell in its table."""

    span: Span
    place: Cell

    def lower(self, rows: int) -> GridCell:
        """The cell so many rows further down."""
        return replace(self, place=replace(self.place, row=self.place.row + rows))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows in order, in each the cells with text; every row has at least one."""

    rows: tuple[tuple[GridCell, ...], ...]

    @property
    def span(self) -> Span:
        """From the first to the last cell."""
        return Span(self.rows[0][0].span.start, self.rows[-1][-1].span.end)

    @property
    def width(self) -> int:
        """How many columns the first row has."""
        last = self.rows[0][-1].place
        return last.column + last.column_span

    @classmethod
    def of_parts(cls, parts: Sequence[Grid]) -> Grid:
        """One table of several, the rows of each below those of the one before."""
        rows: list[tuple[GridCell, ...]] = []
        for part in parts:
            below = rows[-1][0].place.row + 1 if rows else 0
            rows += (tuple(cell.lower(below) for cell in row) for row in part.rows)
        return cls(tuple(rows))


def marked(article: Article) -> list[Grid]:
    """The tables whose cells the reader knows, in order."""
    tables: dict[int, dict[tuple[int, int], list[Block]]] = {}
    for block in article.blocks:
        if block.cell is not None and block.kind is BlockKind.CELL:
            cells = tables.setdefault(block.cell.table, {})
            cells.setdefault((block.cell.row, block.cell.column), []).append(block)
    return [_grid(list(cells.values())) for cells in tables.values()]


def flattened(article: Article, columns: Columns) -> list[Grid]:
    """The tables that stand in lines of plain text, in order."""
    found: list[Grid] = []
    if not (any(map(article.text.__contains__, _BARS)) or columns.numbers_rows(article.text)):
        return found
    lines = [block.span for block in article.blocks if block.is_content and block.cell is None]
    at = 0
    while at < len(lines):
        grid = (
            _barred(article.text, lines, at, columns)
            or _fenced(article.text, lines, at, columns)
            or _stacked(article.text, lines, at, columns)
        )
        if grid:
            found.append(grid)
            while at < len(lines) and lines[at].start < grid.span.end:
                at += 1
        else:
            at += 1
    return found


def _grid(cells: Sequence[Sequence[Block]]) -> Grid:
    """A grid of cells, each of one or more lines."""
    rows: dict[int, list[GridCell]] = {}
    for blocks in cells:
        place = blocks[0].cell
        if place:
            cell = GridCell(Span(blocks[0].span.start, blocks[-1].span.end), place)
            rows.setdefault(place.row, []).append(cell)
    return Grid(tuple(tuple(row) for row in rows.values()))


def _barred(text: str, lines: Sequence[Span], first: int, columns: Columns) -> Grid | None:
    """A table of one line a row, its cells between bars or tabs; a line without a bar may be a group's."""
    if not _has_bar(text, lines, first):
        return None
    header = _split(text, lines[first])
    if not columns.is_header([span.of(text) for span in header if span], _FEWEST):
        return None
    rows: list[list[Span | None]] = [header]
    at = first + 1
    while at < len(lines) and (_has_bar(text, lines, at) or _has_bar(text, lines, at + 1)):
        rows.append(_split(text, lines[at]))
        at += 1
    if len(rows) < 2:
        return None
    reached = _reached(text, rows, len(header))
    rows = [[*[None] * missing, *row] for row, missing in zip(rows, reached, strict=True)]
    return _laid_out(rows, len(header), reached)


def _reached(text: str, rows: Sequence[Sequence[Span | None]], width: int) -> list[int]:
    """How many cells from above reach down to each row: those that it lacks, where its own stand to the left.

    The number that opens it shows that, if it goes on in a column to the right: ``二、网站 | 2.更新 | 科室``
    and below it ``3.反馈 | 科室 |``.
    """
    reached: list[int] = []
    last: dict[int, int] = {}  # the number that each column had last
    for row in rows:
        filled = next((at for at in range(len(row), 0, -1) if row[at - 1]), 0)
        missing = max(0, width - filled)
        numbers = {
            column: number for column, cell in enumerate(row) if cell and (number := _opens(text, cell))
        }
        goes_on = missing and numbers.get(0) and numbers[0] == last.get(missing, -1) + 1
        missing = missing if goes_on and last.get(0) != last[missing] else 0
        last |= {column + missing: number for column, number in numbers.items()}
        reached.append(missing)
    return reached


def _opens(text: str, cell: Span) -> int:
    """The number that opens a cell; 0 where none does."""
    found = _NUMBER.match(text, cell.start, cell.end)
    return int(found[1]) if found else 0


def _split(text: str, line: Span) -> list[Span | None]:
    """The cells of a line, ``None`` for an empty one; bars at the two ends are decoration."""
    start, end = line.start, line.end
    edges = [match.start() for match in _BAR.finditer(text, start, end)]
    pieces = [
        _stripped(text, a, b) for a, b in zip([start, *(e + 1 for e in edges)], [*edges, end], strict=True)
    ]
    if edges and pieces[0] is None and text[edges[0]] != "\t":
        pieces = pieces[1:]
    if edges and pieces and pieces[-1] is None and text[edges[-1]] != "\t":
        pieces = pieces[:-1]
    return pieces


def _fenced(text: str, lines: Sequence[Span], first: int, columns: Columns) -> Grid | None:
    """A table of one cell a line with a bar behind each."""
    found = Fenced(text, lines, first, columns)
    return _laid_out(found.rows, found.width, found.reached) if found.rows else None


def _stacked(text: str, lines: Sequence[Span], first: int, columns: Columns) -> Grid | None:
    """A table of one line a cell: its column names, then 1, 2, 3, each with the cells of its row.

    Between a task and its time several bodies may stand, each on its line; a number may hold two tasks.
    """
    if columns.label(lines[first].of(text)) != "number":
        return None
    width = 1
    while first + width < len(lines) and width < _WIDEST and columns.label(lines[first + width].of(text)):
        width += 1
    header = list(lines[first : first + width])
    if not columns.is_header([span.of(text) for span in header], _FEWEST):
        return None
    rows: list[list[Span | None]] = [list(header)]
    at, number = first + width, 1
    bodies = _bodies_before_time([columns.label(span.of(text)) for span in header])
    while at < len(lines):
        if _says(text, lines, at, number):
            number += 1
            ahead = lines[at : at + 2 * width + _WIDEST]
            printed = [line.of(text).strip() for line in ahead]
            found, height = _rows_before(ahead, printed, number, bodies, columns, width)
            if not found:
                return None
            rows += found
            at += height
        elif _says(text, lines, at + 1, number):
            rows.append([lines[at]])  # the name of a group
            at += 1
        else:
            break
    return _laid_out(rows, width) if number > _FEWEST_ROWS else None


def _rows_before(
    lines: Sequence[Span], printed: Sequence[str], number: int, bodies: int, columns: Columns, width: int
) -> tuple[list[list[Span | None]], int]:
    """The row that opens some lines, with a second one where both stand before ``number``, and how many lines
    they take; none where a cell is missing, since nobody knows which.
    """
    if str(number) in printed[1:width]:
        return [], 0
    first: list[Span | None] = list(lines[:width])
    if not bodies:
        return [first], width
    more = _more_bodies(printed, width, number, columns)
    if more:
        name = Span(lines[bodies].start, lines[bodies + more].end)
        first = [*lines[:bodies], name, lines[width - 1 + more]]
    height = width + more
    second = lines[height:][: _second_task(printed[height : height + width], number, columns)]
    rest: list[Span | None] = [None, *second[:-1], *[None] * (width - 1 - len(second)), *second[-1:]]
    return ([first, rest] if second else [first]), height + len(second)


def _bodies_before_time(labels: Sequence[str]) -> int:
    """The column of bodies that stands right before that of times, the last one; 0 for none."""
    is_so = len(labels) > 2 and labels[-1] == "deadline" and labels[-2] in BODIES
    return len(labels) - 2 if is_so else 0


def _more_bodies(printed: Sequence[str], width: int, number: int, columns: Columns) -> int:
    """How many lines more than columns a row has up to the next number, all names of bodies but the last."""
    reach = printed[: width + _WIDEST]
    end = reach.index(str(number), width) if str(number) in reach[width:] else width
    are_names = all(len(one) <= _NAME and not columns.is_time(one) for one in printed[width - 2 : end - 1])
    is_timed = len(printed) >= end and columns.is_time(printed[end - 1])
    return end - width if are_names and is_timed else 0


def _second_task(printed: Sequence[str], number: int, columns: Columns) -> int:
    """How many lines stand before the next number besides a row: one task more of the same number, up to its
    time.
    """
    end = printed.index(str(number)) if str(number) in printed else 0
    return end if end > 1 and columns.is_time(printed[end - 1]) else 0


def _has_bar(text: str, lines: Sequence[Span], at: int) -> bool:
    return at < len(lines) and bool(_BAR.search(text, lines[at].start, lines[at].end))


def _says(text: str, lines: Sequence[Span], at: int, number: int) -> bool:
    """Whether a line is nothing but the number."""
    return at < len(lines) and lines[at].of(text).strip() == str(number)


def _laid_out(rows: Sequence[Sequence[Span | None]], width: int, reached: Sequence[int] = ()) -> Grid:
    """The grid of rows of cells; a row of a single cell spans all columns.

    ``reached``: how many cells from above reach down to each row.
    """
    laid: list[tuple[GridCell, ...]] = []
    for number, row in enumerate(rows):
        wide = width if len(row) == 1 else 1
        below = reached[number + 1 :]
        cells = [
            GridCell(span, Cell(0, number, column, number == 0, 1 + _run(below, column), wide))
            for column, span in enumerate(row)
            if span
        ]
        if cells:
            laid.append(tuple(cells))
    return Grid(tuple(laid))


def _run(reached: Sequence[int], column: int) -> int:
    """To how many rows in a row the cell of a column reaches down."""
    return sum(1 for _ in takewhile(lambda missing: missing > column, reached))


def _stripped(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def grids(article: Article, columns: Columns) -> Iterator[Grid]:
    """All tables of an article, in order."""
    yield from sorted([*marked(article), *flattened(article, columns)], key=lambda grid: grid.span.start)
