"""Tables of a PDF: where ruling lines cross, pdfplumber finds cells; the characters inside are their text.

The lines are those that pdfium draws, so nothing is parsed twice and both stand in the same coordinates. The
corners of cells give the rows and columns of the grid, and how many of them a cell spans. A frame around
text, one cell or a few long ones, is no table. A table goes on on the next page where nothing stands between
and its upright lines are the same; then a repeated header is dropped and marked, and a torn row made whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from extractor.model import BlockKind, Cell
from extractor.reading.drafts import BOLD_ON, Line
from extractor.reading.glyphs import Edge, Glyph, Sheet
from extractor.reading.paragraphs import make_line, opens_item
from extractor.reading.printed import Row, find_rows

MAX_CROSSINGS = 20_000
"""Level lines times upright lines of a page; a page of a hundred rows and twelve columns has 1,300."""
LONG_CELL = 600
"""From so many characters on a cell of a table of few rows is a text, and the table its frame."""
FRAME_ROWS = 3

_SNAP = 3.0  # points: lines that are so near are one
_SAME_PLACE = 4.0  # points: upright lines of a table on two pages
_STOPS = frozenset("。！？；.!?;")
_NEVER_BEGINS = frozenset("，。、；：？！）】》”’〕")
_SLACK = 1.3  # sizes: the air beside the text of a cell

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class _Slot:
    """A cell: its place in the grid, the lines in it, whether all of it is bold."""

    row: int
    column: int
    height: int
    width: int
    rows: list[list[Row]]

    @property
    def text(self) -> str:
        return "".join("".join(row.text.split()) for part in self.rows for row in part)

    @property
    def is_bold(self) -> bool:
        return all(row.raw.startswith(BOLD_ON) for part in self.rows for row in part)


@dataclass(slots=True)
class Ruled:
    """A table on one page: its top, its upright lines, its cells in order, the number of its rows."""

    top: float
    columns: tuple[float, ...]
    slots: list[_Slot]
    height: int
    heads: int = field(default=0)


def find_tables(sheet: Sheet) -> tuple[list[Ruled], list[Glyph]]:
    """The tables of a page and the characters outside them."""
    rest = list(sheet.glyphs)
    tables: list[Ruled] = []
    for boxes in _cells(sheet.edges):
        table = _lay_out(boxes, rest)
        if table is not None:
            area = (
                min(b[0] for b in boxes),
                min(b[1] for b in boxes),
                max(b[2] for b in boxes),
                max(b[3] for b in boxes),
            )
            rest = [glyph for glyph in rest if not _holds(area, glyph)]
            tables.append(table)
    return tables, rest


def _cells(edges: Sequence[Edge]) -> list[list[Box]]:
    """The cells of each table: left, top, right, bottom."""
    if sum(edge.is_level for edge in edges) < 2 or sum(not edge.is_level for edge in edges) < 3:
        return []
    from pdfplumber import table as plumber

    merged = plumber.merge_edges([_described(edge) for edge in edges], _SNAP, _SNAP, _SNAP, _SNAP)
    level = sum(edge["orientation"] == "h" for edge in merged)
    if level * (len(merged) - level) > MAX_CROSSINGS:
        return []
    crossings = plumber.edges_to_intersections(merged, _SNAP, _SNAP)
    return [list(cells) for cells in plumber.cells_to_tables(plumber.intersections_to_cells(crossings))]


def _described(edge: Edge) -> dict[str, Any]:
    """A line as pdfplumber knows it: without thickness."""
    x0, top, x1, bottom = edge
    if edge.is_level:
        top = bottom = (top + bottom) / 2
    else:
        x0 = x1 = (x0 + x1) / 2
    return {
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": "h" if edge.is_level else "v",
    }


def _holds(box: Box, glyph: Glyph) -> bool:
    x = (glyph.x0 + glyph.x1) / 2
    return box[0] <= x <= box[2] and box[1] <= glyph.middle <= box[3]


def _lay_out(boxes: list[Box], glyphs: list[Glyph]) -> Ruled | None:
    """A table with its text, or None for what is a frame or empty."""
    columns = _lines(x for box in boxes for x in (box[0], box[2]))
    levels = _lines(y for box in boxes for y in (box[1], box[3]))
    if len(columns) < 3:
        return None
    slots: list[_Slot] = []
    for box in sorted(boxes, key=lambda one: (one[1], one[0])):
        row, column = _place(levels, box[1]), _place(columns, box[0])
        height, width = _place(levels, box[3]) - row, _place(columns, box[2]) - column
        inside = [glyph for glyph in glyphs if _holds(box, glyph)]
        slots.append(_Slot(row, column, max(height, 1), max(width, 1), list(_parts(find_rows(inside), box))))
    if not any(slot.rows for slot in slots):
        return None
    slots.sort(key=lambda slot: (slot.row, slot.column))
    table = Ruled(levels[0], tuple(columns), slots, len(levels) - 1)
    table.heads = _bold_heads(table)
    return table


def _lines(values: Iterator[float]) -> list[float]:
    """The different places of lines, in order."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _SNAP:
            places.append(value)
    return places


def _place(places: Sequence[float], value: float) -> int:
    return min(range(len(places)), key=lambda index: abs(places[index] - value))


def _parts(rows: list[Row], box: Box) -> Iterator[list[Row]]:
    """The paragraphs in a cell."""
    part: list[Row] = []
    right = max((row.x1 for row in rows), default=box[2])
    for row in rows:
        if part and not _goes_on(part[-1], row, box, right):
            yield part
            part = []
        part.append(row)
    if part:
        yield part


def _goes_on(last: Row, row: Row, box: Box, right: float) -> bool:
    """Whether a row of a cell goes on where the row above it ended: that one was full, or a word was torn."""
    if row.text[0] in _NEVER_BEGINS:
        return True
    ended = last.text[-1] in _STOPS
    if opens_item(row.text) and (ended or row.x0 > box[0] + 2 * row.size):
        return False
    room = box[2] - last.x1 - (last.x0 - box[0] if last.x1 < right - row.size else 0.0)
    return room < row.opening + _SLACK * row.size


def _bold_heads(table: Ruled) -> int:
    """1 where all cells of the first row, and not all of the second, are bold; else 0."""
    first, second = ([slot for slot in table.slots if slot.row == number and slot.rows] for number in (0, 1))
    bold = bool(first) and all(slot.is_bold for slot in first)
    return int(bold and bool(second) and not all(slot.is_bold for slot in second))


class TableWriter:
    """Writes the cells of tables, those of a table that goes on on the next page with the first."""

    def __init__(self) -> None:
        self._open: Ruled | None = None
        self._number = 0

    @property
    def is_open(self) -> bool:
        """Whether a table waits for what may follow on the next page."""
        return self._open is not None

    def add(self, table: Ruled) -> Iterator[Line]:
        """Take a table; the lines of the one before it come out where that one is complete."""
        if self._open is not None and _same_columns(self._open, table):
            _append(self._open, table)
            return
        yield from self.close()
        self._open = table

    def close(self) -> Iterator[Line]:
        """The lines of the table that is complete."""
        if self._open is None:
            return
        table, number = self._open, self._number
        self._open = None
        if not _holds_data(table):
            yield from (make_line(part) for slot in table.slots for part in slot.rows)
            return
        self._number += 1
        for slot in table.slots:
            cell = Cell(number, slot.row, slot.column, slot.row < table.heads, slot.height, slot.width)
            for part in slot.rows:
                yield make_line(part)._replace(kind=BlockKind.CELL, cell=cell)


def _holds_data(table: Ruled) -> bool:
    """Whether a table is one: several rows, and not a frame around text."""
    longest = max(len(slot.text) for slot in table.slots)
    return table.height > 1 and not (table.height <= FRAME_ROWS and longest > LONG_CELL)


def _same_columns(above: Ruled, below: Ruled) -> bool:
    if len(above.columns) != len(below.columns):
        return False
    shift = below.columns[0] - above.columns[0]
    pairs = zip(above.columns, below.columns, strict=True)
    return all(abs(one + shift - other) <= _SAME_PLACE for one, other in pairs)


def _append(table: Ruled, more: Ruled) -> None:
    """Put the rows of a table behind those of the page before."""
    repeated = _repeated_heads(table, more)
    table.heads = max(table.heads, repeated)
    slots = [slot for slot in more.slots if slot.row >= repeated]
    torn = repeated < more.height and _is_torn(table, slots, repeated)
    shift = table.height - repeated - int(torn)
    last = {slot.column: slot for slot in table.slots if slot.row + slot.height == table.height}
    for slot in slots:
        above = last.get(slot.column)
        if torn and slot.row == repeated and above is not None:
            above.height += slot.height - 1
            if above.rows and slot.rows and above.rows[-1][-1].text[-1] not in _STOPS:
                above.rows[-1] += slot.rows[0]
                above.rows += slot.rows[1:]
            else:
                above.rows += slot.rows
            continue
        slot.row += shift
        table.slots.append(slot)
    table.slots.sort(key=lambda slot: (slot.row, slot.column))
    table.height += more.height - repeated - int(torn)


def _repeated_heads(table: Ruled, more: Ruled) -> int:
    """How many rows at the top of a page repeat those at the top of the table."""
    count = 0
    for number in range(min(table.height, more.height)):
        one, other = (
            [(slot.column, slot.text) for slot in part.slots if slot.row == number] for part in (table, more)
        )
        if one != other or not any(text for _, text in one):
            break
        count = number + 1
    return count if count < max(table.height, 2) else 0


def _is_torn(table: Ruled, slots: Sequence[_Slot], first: int) -> bool:
    """Whether the first row of a page is the rest of the last one before: its first cell is empty, and a cell
    that goes on had no end."""
    row = [slot for slot in slots if slot.row == first]
    if not row or row[0].rows or row[0].column or table.height <= table.heads:
        return False
    last = {slot.column: slot for slot in table.slots if slot.row + slot.height == table.height}
    filled = [slot for slot in row if slot.rows]
    if not filled or not all(slot.column in last for slot in row):
        return False
    return any(last[slot.column].rows and last[slot.column].text[-1] not in _STOPS for slot in filled)
