"""Tables on pages of a PDF: the cells that ruling lines enclose, found by pdfplumber.

It is slow, so only pages with lines enough for a table are looked at. Coloured areas behind words are no
lines, a frame with one column is no table, and what a page repeats of a table's head on the next page counts
once.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

from extractor.model import BlockKind, Cell
from extractor.reading.drafts import Line
from extractor.reading.glyphs import Glyph, rows_of

MAX_PAGES = 400
"""Pages of a document on which tables are looked for."""
MAX_LINES = 4000
"""More lines on a page are a drawing."""
_THIN = 3.0  # points; a rectangle that is thinner is a line
_SAME = 4.0  # points by which edges of columns may differ on two pages


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from its top."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, glyph: Glyph) -> bool:
        """Whether the middle of a glyph lies inside."""
        across, down = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        return self.left <= across <= self.right and self.top <= down <= self.bottom


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table: each a box, the row and the column in which it begins, how many it spans."""

    box: Box
    cells: tuple[tuple[Box, int, int, int, int], ...]
    columns: tuple[float, ...]

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return max((row + height for _, row, _, height, _ in self.cells), default=0)


def find_grids(data: bytes, numbers: Iterable[int]) -> Mapping[int, tuple[Grid, ...]]:
    """The tables on some pages (numbers from 0), from top to bottom; none on a page that cannot be parsed."""
    chosen = sorted(numbers)[:MAX_PAGES]
    if not chosen:
        return {}
    import pdfplumber

    found: dict[int, tuple[Grid, ...]] = {}
    with _quiet():
        try:
            with pdfplumber.open(io.BytesIO(data), pages=[number + 1 for number in chosen]) as document:
                for number, page in zip(chosen, document.pages, strict=False):
                    found[number] = tuple(_grids(page))
                    page.close()
        except Exception:  # pdfminer fails in many ways on what pdfium still reads: the text is there without
            return found
    return found


@contextmanager
def _quiet() -> Iterator[None]:
    """pdfminer tells the log of every font that it does not like."""
    logger = logging.getLogger("pdfminer")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _grids(page: Any) -> list[Grid]:
    ruled = page.filter(_is_line)
    if not 4 <= len(ruled.edges) <= MAX_LINES:
        return []
    grids = [grid for table in ruled.find_tables() if (grid := _grid(table.cells))]
    return sorted(grids, key=lambda grid: grid.box.top)


def _is_line(thing: Mapping[str, Any]) -> bool:
    kind = thing["object_type"]
    return kind in ("line", "curve") or (kind == "rect" and min(thing["width"], thing["height"]) < _THIN)


def _grid(cells: Sequence[tuple[float, float, float, float]]) -> Grid | None:
    """Cells by rows and columns; None where there is only one of either."""
    columns = _edges([cell[0] for cell in cells])
    rows = _edges([cell[1] for cell in cells])
    if len(columns) < 2 or len(rows) < 2:
        return None
    placed = []
    for left, top, right, bottom in cells:
        row, column = _index(rows, top), _index(columns, left)
        height = sum(top + _SAME < edge < bottom - _SAME for edge in rows) + 1
        width = sum(left + _SAME < edge < right - _SAME for edge in columns) + 1
        placed.append((Box(left, top, right, bottom), row, column, height, width))
    placed.sort(key=lambda one: one[1:3])
    box = Box(*(min(c[i] for c in cells) for i in (0, 1)), *(max(c[i] for c in cells) for i in (2, 3)))
    return Grid(box, tuple(placed), tuple(columns))


def _edges(values: Sequence[float]) -> list[float]:
    """The places of edges, those that are nearly the same taken for one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SAME:
            found.append(value)
    return found


def _index(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - value))


def goes_on(grid: Grid, other: Grid) -> bool:
    """Whether a table at the top of the next page has the same columns."""
    same = len(grid.columns) == len(other.columns)
    return same and all(abs(a - b) <= _SAME * 2 for a, b in zip(grid.columns, other.columns, strict=True))


def cell_texts(grid: Grid, glyphs: Sequence[Glyph]) -> list[str]:
    """What stands in each cell of a grid, its rows joined."""
    texts = []
    for box, *_ in grid.cells:
        rows = rows_of(glyph for glyph in glyphs if box.holds(glyph))
        texts.append("".join(row.text for row in rows))
    return texts


def lines_of(table: int, grid: Grid, texts: Sequence[str], first_row: int = 0, skip: int = 0) -> list[Line]:
    """The cells of a table as lines; the grid begins in its row ``first_row``, without ``skip`` rows."""
    lines = []
    for (_, row, column, height, width), text in zip(grid.cells, texts, strict=True):
        if row >= skip and text:
            cell = Cell(table, first_row + row - skip, column, False, height, width)
            lines.append(Line(text, BlockKind.CELL, cell=cell))
    return lines
