"""Tables of one cell a line with a bar behind each, as text that was drawn from a page prints them.

::

    序号 |            |
    任务 |            序号
    责任单位 |        |
    1 |              任务 …

Nothing tells a row from the next but its cells: as many as the header has, or the numbers that stand among
them. Where the column of numbers has no name of its own, a cell before the number is that of several rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from extractor.model import Span
from extractor.numerals import HAN
from extractor.structure.columns import Columns

_BARS = "|｜"
_ONE_BAR = re.compile(rf"[^{_BARS}]*[{_BARS}]")
_NUMBER = re.compile(r"\d{1,3}")
_NUMBERED = re.compile(rf"\d|[（(]?[{HAN}]{{1,3}}[）)、.．]")
_FEWEST = 3  # columns
_WIDEST = 12  # columns
_TALLEST = 12  # lines of a cell

Cells = list["Span | None"]


class Fenced:
    """The table that begins with a line, if one does: ``rows``, in each the cells; ``width``, its columns;
    ``reached``, how many cells from above hold for each row."""

    def __init__(self, text: str, lines: Sequence[Span], first: int, columns: Columns) -> None:
        self.text, self.columns = text, columns
        self.rows: list[Cells] = []
        self.reached: list[int] = []
        self.width = 0
        if _ends_cell(text, lines, first) and self._may_begin(lines[first]):
            cells = _cells(text, lines, first)
            opening = [*islice(cells, _WIDEST + 1)]
            if header := self._header(opening):
                self._read(opening[:header], chain(opening[header:], cells))

    def _may_begin(self, line: Span) -> bool:
        name = line.of(self.text).strip(_BARS + " \u3000\xa0")
        return not name or bool(self.columns.label(name))

    def _header(self, cells: Cells) -> int:
        """How many cells the header has; 0 where there is none."""
        names = [cell.of(self.text) if cell else "" for cell in cells]
        end = next((at for at, name in enumerate(names) if not name or _NUMBERED.match(name)), len(names))
        return next((width for width in range(end, _FEWEST - 1, -1) if self._is_header(names[:width])), 0)

    def _is_header(self, names: Sequence[str]) -> bool:
        return self.columns.is_header(names, _FEWEST) and bool(self.columns.label(names[-1]))

    def _read(self, names: Cells, cells: Iterator[Span | None]) -> None:
        if self.columns.label(names[0].of(self.text) if names[0] else "") == "number":
            rows = self._of_width([*names], cells)
            self.width, self.reached = len(names), [0] * len(rows)
        else:
            rows = self._by_numbers([names[0], None, *names[1:]], cells)
            self.width, self.reached = len(names) + 1, [int(row[0] is None) for row in rows]
        self.rows = rows if len(rows) > 1 else []

    def _of_width(self, header: Cells, cells: Iterator[Span | None]) -> list[Cells]:
        """Rows that open with a number, each of so many cells; a cell before a number is the name of a group.

        Where a bar closes each line of the table too, an empty cell stands between two rows.
        """
        rows = [header]
        row: Cells = []
        for cell in cells:
            if self._is_number(cell):
                if len(row) == 1 and not self._is_number(row[0]):
                    rows.append(row)  # the name of a group
                elif row:
                    break  # a cell is missing, and nobody knows which
                row = [cell]
            elif row and not self._is_number(row[0]):
                break
            elif row or cell:
                row.append(cell)
            if len(row) == len(header):
                rows.append(row)
                row = []
        return rows

    def _by_numbers(self, header: Cells, cells: Iterator[Span | None]) -> list[Cells]:
        """Rows around numbers that no column names: a cell before the number holds for the rows below too."""
        width = len(header) - 1
        rows = [header]
        row: Cells = []
        group: Span | None = None
        for cell in filter(None, cells):
            if not row and self._is_number(cell):
                row = [group, cell]
                group = None
            elif row:
                row.append(cell)
            elif group:
                break
            else:
                group = cell
            if len(row) == width + 1:
                if len(rows) == 1 and row[0] is None:
                    break
                rows.append(row)
                row = []
        return rows

    def _is_number(self, cell: Span | None) -> bool:
        return cell is not None and _NUMBER.fullmatch(cell.of(self.text)) is not None


def _ends_cell(text: str, lines: Sequence[Span], at: int) -> bool:
    """Whether a bar stands behind the cell of a line, at its end or on the next line."""
    for line in lines[at : at + 2]:
        printed = line.of(text).strip()
        if _ONE_BAR.fullmatch(printed):
            return True
        if any(bar in printed for bar in _BARS):
            return False
    return False


def _cells(text: str, lines: Sequence[Span], first: int) -> Iterator[Span | None]:
    """What stands between the bars from a line on; of a last cell without its bar the first line."""
    parts: list[Span] = []
    is_open = False  # a bar at the very beginning closes no cell
    for at in range(first, len(lines)):
        printed = lines[at].of(text).strip()
        bars = sum(printed.count(bar) for bar in _BARS)
        if bars > 1 or (bars and printed[-1] not in _BARS) or len(parts) > _TALLEST:
            break
        if own := _without_bar(text, lines[at]):
            parts.append(own)
        if bars:
            if parts or is_open:
                yield Span(parts[0].start, parts[-1].end) if parts else None
            parts, is_open = [], True
    if parts:
        yield parts[0]


def _without_bar(text: str, line: Span) -> Span | None:
    printed = line.of(text)
    words = printed.strip().rstrip(_BARS).rstrip()
    start = line.start + len(printed) - len(printed.lstrip())
    return Span(start, start + len(words)) if words else None
