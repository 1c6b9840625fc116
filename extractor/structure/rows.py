"""The rows of one table: which column holds the measures, what belongs to each, and in which group it stands.

Of several columns of measures the leftmost that has a cell for every number is read: where one task has three
numbered 措施 these are the rows, else the task is (GUIDE, "Tables": a task is one row, its steps are not). A
cell that spans several rows holds for all of them; a printed row without a measure of its own goes on with
the row above, whose steps or whose rest behind a page break it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from extractor.enclosures import Enclosures
from extractor.lexicon import Lexicon
from extractor.model import Article, Candidate, Evidence, Field, Kind, Label, Marker, MarkerStyle, Role, Span
from extractor.numerals import HAN, to_int
from extractor.structure.columns import BODIES, Columns
from extractor.structure.grids import Grid, GridCell
from extractor.structure.heads import Heads
from extractor.structure.labels import Labels
from extractor.structure.lines import Lines
from extractor.structure.markers import find_tokens
from extractor.structure.sections import role_of_heading
from extractor.structure.tokens import OPEN_DIGITS, Place, Token
from extractor.structure.verbs import verbs
from extractor.structure.verdicts import against

_NUMBER = re.compile(
    rf"(?P<open>[（(])?(?P<digits>\d{{1,3}}(?:[.．-]\d{{1,3}}){{0,3}}|[{HAN}]{{1,4}})[）)]?[.．、]?"
)
_LETTER = re.compile(r"[^\W\d_]")
_STOPPED = re.compile(r"[。；;！!]$")
_HEADER_ROWS = 4  # rows in which the header is looked for; titles may stand above it
_WIDEST = 60  # columns
_FEW_LETTERS = 4  # a cell with fewer is a figure or a code
_SHORT = 15  # code points; tables of shorter cells hold names and figures
_CHOICE = re.compile(r"已(\w{2,4})\s*未\1")
"""The two answers of a form, none of which is chosen: 已完成 未完成."""
_REACH = 200  # code points of a cell in which letters are looked for
_GROUPS = frozenset(
    {MarkerStyle.HAN_COMMA, MarkerStyle.HAN_PAREN, MarkerStyle.CHAPTER, MarkerStyle.HAN_FORMAL}
)
_FIELDS = (
    frozenset({"detail", "scope", "deadline", "person", "contact", "figure", "other", "progress"}) | BODIES
)


@dataclass(slots=True)
class Row:
    """A measure while its table is read: its cell and its number, what it covers, its groups and fields."""

    cell: GridCell
    number: GridCell | None
    span: Span
    group: tuple[Label, ...]
    fields: list[Field] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Header:
    """The label of each column, and the row in which the data begin."""

    labels: Mapping[int, str]
    first: int

    @property
    def has_measures(self) -> bool:
        """Whether a column holds measures, or something that may be one with a body beside it."""
        values = set(self.labels.values())
        return "measure" in values or ("item" in values and not BODIES.isdisjoint(values)) or self.spells_out

    @property
    def spells_out(self) -> bool:
        """``序号｜考核项目｜考核指标``: the column of classes alone can hold measures; another says more."""
        values = set(self.labels.values())
        return {"number", "group", "detail"} <= values and values.isdisjoint(("measure", "item"))

    @property
    def sets_tasks(self) -> bool:
        """Whether a column holds measures for certain: by its name, or with who does it by when beside it."""
        values = set(self.labels.values())
        sets = not values.isdisjoint(("deadline", "detail"))
        return "measure" in values or (sets and not BODIES.isdisjoint(values))

    def of(self, *labels: str) -> list[int]:
        """The columns with one of the labels, from left to right."""
        return sorted(column for column, label in self.labels.items() if label in labels)


def read_header(grid: Grid, text: str, names: Columns) -> Header | None:
    """The header of a table: the first row with two known names, and the row below its joined cells."""
    for index, row in enumerate(grid.rows[:_HEADER_ROWS]):
        known = [cell for cell in row if names.label(cell.span.of(text))]
        marked = len(row) > 1 and all(cell.place.header for cell in row) and known
        if len(known) < 2 and not marked:
            continue
        height = max(min(cell.place.row_span, _HEADER_ROWS) for cell in row)
        labels: dict[int, str] = {}
        first = index
        while first < len(grid.rows) and grid.rows[first][0].place.row < row[0].place.row + height:
            for cell in grid.rows[first]:
                end = min(cell.place.column + cell.place.column_span, _WIDEST)
                if label := names.label(cell.span.of(text)):
                    labels.update(dict.fromkeys(range(cell.place.column, end), label))
            first += 1
        return Header(_with_tasks(labels), first) if first < len(grid.rows) else None
    return None


def _with_tasks(labels: Mapping[int, str]) -> Mapping[int, str]:
    """The labels of the columns; what says more of tasks names them where no other column does.

    ``序号｜具体内容｜责任单位｜时限``, but not ``序号｜类别｜考核指标`` (`Header.spells_out`).
    """
    values = list(labels.values())
    alone = values.count("detail") == 1 and not BODIES.isdisjoint(values)
    if not alone or any(label in values for label in ("measure", "item", "group")):
        return labels
    return {column: "item" if label == "detail" else label for column, label in labels.items()}


@dataclass(frozen=True, slots=True)
class Tools:
    """What reading a cell needs: the text, its heads and labels, and the numbers that open its lines."""

    text: str
    heads: Heads
    labels: Labels
    lexicon: Lexicon
    bodies: re.Pattern[str]
    tokens: Mapping[int, Token]
    starts: Sequence[tuple[object, int, int]]

    @classmethod
    def of(cls, cells: Article, lexicon: Lexicon) -> Tools:
        """The tools for an article that is nothing but the cells of its tables."""
        lines = Lines(cells)
        enclosures = Enclosures.find(cells.text, (block.span for block in lines.blocks))
        tokens = list(find_tokens(cells, lines, enclosures, lexicon))
        opening = {token.marker.span.start: token for token in tokens if token.place is Place.LINE}
        starts = sorted((str(token.key), token.marker.span.start, token.marker.value) for token in tokens)
        return cls(
            cells.text,
            Heads(cells, enclosures, lexicon),
            Labels(cells.text, lexicon),
            lexicon,
            _short_names(lexicon),
            opening,
            starts,
        )

    def token(self, cell: GridCell) -> Token | None:
        """The number that opens a cell."""
        return self.tokens.get(cell.span.start)

    def goes_on(self, token: Token, end: int) -> bool:
        """Whether the next number of the same kind stands before ``end``: the cell holds several points."""
        index = bisect_right(self.starts, (str(token.key), token.marker.span.end, 0))
        if index == len(self.starts):
            return False
        key, start, value = self.starts[index]
        return key == str(token.key) and start < end and value == token.marker.value + 1

    def content(self, cell: GridCell) -> Span:
        """The cell without the number that opens it."""
        token = self.token(cell)
        return Span(min(token.content, cell.span.end), cell.span.end) if token else cell.span

    def is_body(self, cell: GridCell) -> bool:
        """Whether a cell is the short name of a body."""
        return self.bodies.fullmatch(cell.span.of(self.text)) is not None

    def letters(self, cell: GridCell) -> int:
        """How many letters the beginning of a cell has, up to a few."""
        found = _LETTER.finditer(self.text, cell.span.start, min(cell.span.end, cell.span.start + _REACH))
        return sum(1 for _, _ in zip(range(_FEW_LETTERS), found, strict=False))


@lru_cache(maxsize=8)
def _short_names(lexicon: Lexicon) -> re.Pattern[str]:
    """``县农业局``; 部门 and 单位 say what kind of bodies stand in a class."""
    endings = "".join(ending for ending in lexicon.texts("bodies", "ending") if len(ending) == 1)
    return re.compile(rf"[\u4e00-\u9fff]{{2,10}}[{endings}]")


class RowReader:
    """Reads the rows of one table."""

    def __init__(self, grid: Grid, header: Header, tools: Tools) -> None:
        self.grid = grid
        self.header = header
        self.tools = tools
        self.text = tools.text
        lowest = grid.rows[header.first - 1]
        self.names = {cell.place.column: cell.span.of(self.text) for cell in lowest}
        joined = self._joined(lowest)
        rows = (row for row in grid.rows[header.first :] if not self._repeats_header(row))
        self.data = [[_moved(cell, joined) for cell in row] for row in rows] if joined else list(rows)
        self.width = max(header.labels) + 1
        self.inner = self._inner_numbers()
        if self.inner:
            self.header = Header({**header.labels, self.inner: "number"}, header.first)
        self.numbers = frozenset(self.header.of("number"))
        self.are_digits = any(
            cell.span.of(self.text)[:1].isdigit()
            for row in self.data
            for cell in row
            if self._is_number(cell)
        )
        self.column = self._measure_column()
        self.groups = self._group_columns()
        self.above: list[tuple[MarkerStyle | None, Label]] = []
        self.spanning: dict[int, GridCell] = {}

    def candidates(self) -> Iterator[Candidate]:
        """The rows of the table as candidates; none where it holds no measures."""
        rows = self._rows() if self.column >= 0 else []
        found = [candidate for row in rows if (candidate := self._candidate(row))]
        is_sure = self.header.sets_tasks and not self.header.spells_out
        if not (is_sure or self._open_with_verbs(found)):
            return
        evidence = self._against_progress()
        for candidate in found:
            yield replace(candidate, evidence=evidence) if evidence else candidate

    def _joined(self, names: Sequence[GridCell]) -> dict[int, int]:
        """Columns that share one name of measures: the first, and over how many it stands."""
        places = (cell.place for cell in names if self.header.labels.get(cell.place.column) == "measure")
        return {place.column: place.column_span for place in places if place.column_span > 1}

    def _inner_numbers(self) -> int:
        """The column between fewer tasks and what they are made of, if it holds nothing but 1, 2, 3; else 0.

        It has no name of its own: ``工作任务`` spans it, or it stands between the names.
        """
        labels = self.header.labels
        for column in self.header.of("detail"):
            before = labels.get(column - 2, "")
            if before == "measure" and labels.get(column - 1, before) == before:
                printed = [cell.span.of(self.text).strip() for cell in self._column(column - 1)]
                runs = printed == [str(number) for number in range(1, len(printed) + 1)]
                if runs and len(self._column(column - 2)) < len(printed) == len(self._column(column)):
                    return column - 1
        return 0

    def _column(self, column: int) -> list[GridCell]:
        """The cells of a column in rows of several."""
        return [cell for row in self.data if len(row) > 1 for cell in row if cell.place.column == column]

    def _measure_column(self) -> int:
        """The column of measures, or -1: of several the leftmost that has a cell for every row.

        ``重点任务｜具体措施``: where one task spans several numbered 措施, these are the rows and the task is
        their group; where each task has one cell of them, the task is the row.
        """
        if self.inner:
            return self.inner + 1
        possible = self.header.of("measure") or self._items()
        if self.header.spells_out:
            possible = self.header.of("group")
        possible = [column for column in possible if self._is_text(column)]
        if not possible:
            return -1
        rows = sum(self._is_number(cell) for row in self.data for cell in row) if self.numbers else 0
        beside = self.header.of(*BODIES, "deadline")
        need = rows or max((self._filled(column) for column in beside), default=self._filled(possible[-1]))
        enough = [column for column in possible if 5 * self._filled(column) >= 4 * need]
        once = [column for column in enough if not self._repeats(column)]
        column = (once or enough or [max(possible, key=self._filled)])[0]
        return next((one for one in self.header.of("detail") if self._are_tasks(one, column)), column)

    def _are_tasks(self, column: int, tasks: int) -> bool:
        """Whether numbers run through a column, each with its own body, below fewer tasks in the other."""
        cells = self._column(column)
        tokens = [self.tools.token(cell) for cell in cells]
        values = [one.marker.value for one in tokens if one and one.marker.style in OPEN_DIGITS]
        bodies = max((self._filled(one) for one in self.header.of(*BODIES)), default=0)
        fewer = 5 * self._filled(tasks) < 4 * len(cells) <= 5 * bodies
        return fewer and values == list(range(1, len(cells) + 1))

    def _items(self) -> list[int]:
        """Columns like 项目, where no figures or telephone numbers say that the table is none of measures."""
        return [] if self.header.of("figure", "contact") else self.header.of("item")

    def _filled(self, column: int) -> int:
        return len(self._column(column))

    def _repeats(self, column: int) -> bool:
        """Whether a column says the same in neighbouring rows: cells that were joined before a conversion."""
        said = [cell.span.of(self.text).strip() for cell in self._column(column)]
        return any(above == below for above, below in pairwise(said))

    def _is_text(self, column: int) -> bool:
        cells = self._column(column)
        return 2 * sum(self.tools.letters(cell) >= _FEW_LETTERS for cell in cells) >= max(1, len(cells))

    def _is_number(self, cell: GridCell) -> bool:
        text = cell.span.of(self.text) if len(cell.span) <= _SHORT else ""
        return cell.place.column in self.numbers and bool(_NUMBER.fullmatch(text.strip()))

    def _is_spelt(self, cell: GridCell) -> bool:
        """Whether a cell is a number in characters (``一、``), as groups have above rows with digits."""
        return self._is_number(cell) and not any(map(str.isdecimal, cell.span.of(self.text)))

    def _repeats_header(self, row: Sequence[GridCell]) -> bool:
        """Whether a row prints the header again, as on every page of a long table."""
        return len(row) > 1 and all(
            self.names.get(cell.place.column) == cell.span.of(self.text) for cell in row
        )

    def _open_with_verbs(self, found: Sequence[Candidate]) -> bool:
        test = verbs(self.tools.lexicon)
        acting = sum(test.opens(self.text, one.head.start, one.head.end) for one in found)
        return 2 * acting >= len(found)

    def _against_progress(self) -> tuple[Evidence, ...]:
        """What a filled column of results says against a table that assigns nothing (domain.md §1.4)."""
        if self.header.of("deadline") and self.header.of(*BODIES):
            return ()
        for column in self.header.of("progress"):
            told = [cell for cell in self._column(column) if not _CHOICE.search(cell.span.of(self.text))]
            if 2 * len(told) >= self._filled(self.column):
                first = self.grid.rows[self.header.first - 1][0]
                return (against("table.progress", first.span),)
        return ()

    def _rows(self) -> list[Row]:
        rows: list[Row] = []
        last: Row | None = None
        for cells in self.data:
            self._forget(cells[0].place.row)
            own = next((cell for cell in cells if cell.place.column == self.column), None)
            if name := self._group_name(cells, own, last):
                self._open_group(name)
                last = None
            elif own and not self._continues(cells, last):
                last = self._row(cells, own)
                rows.append(last)
            elif last:
                self._extend(last, cells)
            for cell in cells:
                if cell.place.row_span > 1 and cell.place.column < _WIDEST:
                    self.spanning[cell.place.column] = cell
        return rows

    def _forget(self, row: int) -> None:
        """Cells from above that end before this row."""
        over = [
            column for column, cell in self.spanning.items() if cell.place.row + cell.place.row_span <= row
        ]
        for column in over:
            del self.spanning[column]

    def _row(self, cells: Sequence[GridCell], own: GridCell) -> Row:
        outside = {*self.numbers, *self.groups}
        start = min(cell.span.start for cell in cells if cell is own or cell.place.column not in outside)
        number = next((cell for cell in self._all(cells) if self._is_number(cell)), None)
        if number and start <= number.span.start < own.span.start:
            start = own.span.start
        row = Row(own, number, Span(start, cells[-1].span.end), tuple(label for _, label in self.above))
        row.fields += self._fields(self._all(cells), own)
        for cell in self._all(cells):
            if cell.place.column in self.groups:
                self._class(row, cell)
        return row

    def _class(self, row: Row, cell: GridCell) -> None:
        """What a column of classes says of a row: its group, or who is told to do it (县农业局)."""
        if not self.header.of(*BODIES) and self.tools.is_body(cell):
            row.fields.append(Field("responsible", cell.span))
            return
        label = self.tools.labels.of_heading(self.tools.content(cell))
        if label and all(label.text != other.text for other in row.group):
            row.group += (label,)

    def _all(self, cells: Sequence[GridCell]) -> list[GridCell]:
        """The cells of a row with those that reach down to it, from left to right."""
        held = {cell.place.column for cell in cells}
        reaching = [cell for column, cell in self.spanning.items() if column not in held]
        return sorted([*cells, *reaching], key=lambda cell: cell.place.column) if reaching else list(cells)

    def _group_columns(self) -> list[int]:
        """Columns of classes, and tasks left of the column that is read, where a task has several rows."""
        rows = self._filled(self.column)
        left = [column for column in self.header.of("measure", "item") if column < self.column]
        classes = [column for column in self.header.of("group") if column != self.column]
        above = [one for one in left if self.inner or 5 * self._filled(one) < 4 * rows or self._repeats(one)]
        return sorted([*classes, *above])

    def _fields(self, cells: Iterable[GridCell], own: GridCell) -> Iterator[Field]:
        for cell in cells:
            label = self.header.labels.get(cell.place.column, "")
            if label in ("measure", "item") and cell.place.column not in self.groups:
                label = "detail"
            if cell is not own and cell.place.column != self.column and label in _FIELDS:
                yield Field(label, cell.span)

    def _extend(self, row: Row, cells: Sequence[GridCell]) -> None:
        """A further printed row of the same measure: its steps, or what a page break cut off."""
        row.span = Span(row.span.start, max(row.span.end, cells[-1].span.end))
        row.fields += self._fields(cells, row.cell)

    def _continues(self, cells: Sequence[GridCell], last: Row | None) -> bool:
        """Whether a cell alone in a row of a numbered table goes on with the sentence of the row above."""
        if last is None or len(cells) > 1 or not self.are_digits or self.numbers & self.spanning.keys():
            return False
        return not _STOPPED.search(last.cell.span.of(self.text)[-1:])

    def _group_name(
        self, cells: Sequence[GridCell], own: GridCell | None, last: Row | None
    ) -> GridCell | None:
        """The cell that names a group, where a row has nothing else but figures (``一、准入（共3项）``)."""
        if any(column not in self.groups for column in self.spanning):
            return None  # a cell from above reaches down to this row: it is one of several
        if len(cells) == 1 and not self._is_number(cells[0]):
            cell = cells[0]
            token = self.tools.token(cell)
            is_wide = cell.place.column_span > 1 and 2 * cell.place.column_span >= self.width
            is_named = token is not None and token.marker.style in _GROUPS
            is_first = cell.place.column == 0 and self.column > 0 and not self.spanning
            return cell if is_wide or is_named or is_first else None
        if own is None and self.are_digits and any(map(self._is_spelt, cells)):
            return next((cell for cell in cells if self.tools.letters(cell) >= _FEW_LETTERS), None)
        figures = self.header.of("figure")
        others = [cell for cell in cells if cell is not own and cell.place.column not in figures]
        if own and self.are_digits and len(others) == 1 and self._is_number(others[0]):
            return own if not others[0].span.of(self.text).strip("（(")[:1].isdigit() else None
        return None

    def _open_group(self, cell: GridCell) -> None:
        """Put a group under those that are open; one with the same kind of number closes its sister."""
        token = self.tools.token(cell)
        style = token.marker.style if token else None
        styles = [other for other, _ in self.above]
        if style in styles:
            del self.above[styles.index(style) :]
        elif style is None:
            self.above.clear()
        if label := self.tools.labels.of_heading(self.tools.content(cell)):
            self.above.append((style, label))

    def _candidate(self, row: Row) -> Candidate | None:
        token = self.tools.token(row.cell)
        content = self.tools.content(row.cell)
        head = self.tools.heads.head(content.start, content.end, in_cell=True)
        if not len(head):
            return None
        marker = _marker(self.text, row.number) if row.number else None
        if marker is None and token and self._numbers_row(token, row.cell):
            marker = token.marker
        start = content.start if row.span.start == row.cell.span.start else row.span.start
        span = Span(min(start, head.start), row.span.end)
        role = self._role(row.group)
        return Candidate(
            Kind.ENUMERATED, head, span, "table", marker, row.group, role, fields=tuple(row.fields)
        )

    def _numbers_row(self, token: Token, cell: GridCell) -> bool:
        """Whether the number in front of a cell is that of its row: no star, and not of its first point."""
        return token.marker.style is not MarkerStyle.BULLET and not self.tools.goes_on(token, cell.span.end)

    def _role(self, group: tuple[Label, ...]) -> Role:
        """The role that a group of the table announces: 六、保障措施."""
        roles = (role_of_heading(label.text, self.tools.lexicon, is_section=True) for label in group)
        return next((role for role in roles if role), Role.CORE)


def _moved(cell: GridCell, joined: Mapping[int, int]) -> GridCell:
    """A cell over all columns that share a name, in the last of them: a task that is not divided."""
    place = cell.place
    if place.column_span == 1 or joined.get(place.column) != place.column_span:
        return cell
    return replace(cell, place=replace(place, column=place.column + place.column_span - 1, column_span=1))


def _marker(text: str, cell: GridCell) -> Marker | None:
    """The number of a row as printed in its own cell."""
    found = _NUMBER.match(text, cell.span.start, cell.span.end)
    if not found:
        return None
    digits = re.split(r"[.．-]", found["digits"])
    is_digit = digits[-1].isdigit()
    if found["open"]:
        style = MarkerStyle.DIGIT_PAREN if is_digit else MarkerStyle.HAN_PAREN
    elif len(digits) > 1:
        style = MarkerStyle.DECIMAL
    else:
        style = MarkerStyle.DIGIT_DOT if is_digit else MarkerStyle.HAN_COMMA
    return Marker(style, to_int(digits[-1]) or 0, Span(*found.span()))
