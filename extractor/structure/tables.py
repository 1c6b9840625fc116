"""Measures that stand in the rows of a table.

A table is read where its header names a column of measures (改革举措, 工作任务) and nothing says that it
reports what has been done. One cell of that column is one row of ours (GUIDE, "Tables"): its head is the
cell up to its first stop, its span the printed row or rows, its fields the other cells, those that span
several rows included. Rows that hold nothing but a name, and a column of classes, are the groups. What a row
does not say it has from above: a row without a measure of its own goes on with the one before it.

The cells of tables are no running text: they leave the outline, and their rows come back in order between
the rest. A measure that stands in the text too is kept once, where it is told more fully (GUIDE rule 8).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from extractor.lexicon import Lexicon
from extractor.model import Article, Block, BlockKind, Candidate, Item, Label, MarkerStyle, Role, Span
from extractor.numerals import HAN
from extractor.structure.columns import Columns, columns
from extractor.structure.grids import Grid, grids
from extractor.structure.labels import Labels
from extractor.structure.lines import Lines
from extractor.structure.points import start_of
from extractor.structure.repeats import key_of
from extractor.structure.rows import Header, RowReader, Tools, read_header
from extractor.structure.verdicts import against

_DATE = re.compile(rf"[\d〇○{HAN}]{{4}}年[\d{HAN}]{{1,3}}月[\d{HAN}]{{1,3}}日")
_SHORT = 15  # code points; tables of shorter cells hold names and figures
_LEAD = 60  # code points between a heading and the table that it heads
_REACH = 200  # code points behind a heading in which its text is counted
_FEW = 4  # rows that may have the numbers of other items by chance
_RUNNING = (
    (MarkerStyle.DIGIT_DOT, MarkerStyle.DIGIT_COMMA),
    (MarkerStyle.HAN_PAREN,),
    (MarkerStyle.NAMED,),
)
"""Styles that number tasks through the chapters of a plan, each with those that stand for it."""
_OUTSIDE = (BlockKind.METADATA, BlockKind.FURNITURE, BlockKind.TITLE)


class Tables:
    """The tables of one article. ``rest`` is the article without their cells: what the outline is made of."""

    def __init__(self, article: Article, lexicon: Lexicon) -> None:
        self._article = article
        self._lexicon = lexicon
        self._found: list[tuple[Grid, Header]] = []
        taken: set[int] = set()
        names = columns(lexicon)
        parts = list(grids(article, names))
        for grid in _whole(parts, article, names) if parts else ():
            header = read_header(grid, article.text, names)
            if header and header.has_measures:
                self._found.append((grid, header))
            if header or _is_data(grid):
                taken.update(cell.span.start for row in grid.rows for cell in row)
        self.rest = _without(article, taken) if taken else article
        self._taken = taken

    @cached_property
    def _rows(self) -> list[tuple[Grid, list[Candidate]]]:
        """The candidates of every table that gives some."""
        if not self._found:
            return []
        tools = Tools.of(replace(self._article, blocks=self._cells()), self._lexicon)
        read = ((grid, list(RowReader(grid, header, tools).candidates())) for grid, header in self._found)
        return [(grid, rows) for grid, rows in read if rows]

    def _cells(self) -> tuple[Block, ...]:
        """What each cell holds: the lines of a marked one, or what stands between two bars."""
        marked = [block for block in _only(self._article, self._taken) if block.cell]
        starts = {block.span.start for block in marked}
        cells = (cell for grid, _ in self._found for row in grid.rows for cell in row)
        flattened = [Block(cell.span, BlockKind.CELL) for cell in cells if cell.span.start not in starts]
        return tuple(sorted([*marked, *flattened], key=lambda block: block.span.start))

    @property
    def hold_rows(self) -> bool:
        """Whether a table gives candidates."""
        return bool(self._rows)

    @property
    def hold_measures(self) -> bool:
        """Whether a table gives rows: then the article is no news."""
        return any(not row.evidence for _, rows in self._rows for row in rows)

    def joined(self, candidates: Iterable[Candidate], root: Item) -> Iterator[Candidate]:
        """The candidates of the outline with the rows of the tables among them, in the order of the text.

        Headings that only lead in to a table are no candidates; of a measure that stands in the text and in
        a table, the poorer one carries the evidence ``list.repeated``.
        """
        if not self._rows:
            yield from candidates
            return
        around = _Surroundings(self.rest, root, self._lexicon)
        placed: list[Candidate] = []
        headings: set[int] = set()
        for grid, rows in self._rows:
            place = around.of(grid.span.start)
            placed += (place.around(row) for row in rows)
            if place.heading is not None and not rows[0].evidence:
                headings.add(place.heading.head.start)
        told = [one for one in candidates if one.head.start not in headings]
        both = _without_repeats(self._article.text, told, placed)
        yield from sorted(both, key=lambda one: one.head.start)


def _whole(parts: Sequence[Grid], article: Article, names: Columns) -> Iterator[Grid]:
    """The tables, those that were cut at a page break in one: a part without a header goes on with the last.

    Parts of one table have the same width and nothing between them.
    """
    lines = Lines(article)
    runs: list[list[Grid]] = []
    for grid in parts:
        if runs and _goes_on(runs[-1], grid, article.text, lines, names):
            runs[-1].append(grid)
        else:
            runs.append([grid])
    return map(Grid.of_parts, runs)


def _goes_on(run: Sequence[Grid], grid: Grid, text: str, lines: Lines, names: Columns) -> bool:
    """Whether a part without a header follows a table with one."""
    if run[0].width != grid.width or lines.between(run[-1].span.end, grid.span.start):
        return False
    return read_header(run[0], text, names) is not None and read_header(grid, text, names) is None


def _is_data(grid: Grid) -> bool:
    """Whether a table without a known header is one of names and figures, and no text laid out in columns."""
    cells = [cell for row in grid.rows for cell in row]
    if any(cell.place.header for cell in cells):
        return True
    return 4 * sum(len(cell.span) <= _SHORT for cell in cells) >= 3 * len(cells)


def _without(article: Article, taken: set[int]) -> Article:
    """The article without the lines of the taken cells."""
    kept = {id(block) for block in _only(article, taken)}
    return replace(article, blocks=tuple(block for block in article.blocks if id(block) not in kept))


def _only(article: Article, taken: set[int]) -> tuple[Block, ...]:
    """The lines of the taken cells: all lines of marked ones, the whole line of flattened ones."""
    starts = sorted(taken)
    places = {
        (b.cell.table, b.cell.row, b.cell.column) for b in article.blocks if b.cell and b.span.start in taken
    }

    def is_taken(block: Block) -> bool:
        if block.cell:
            return (block.cell.table, block.cell.row, block.cell.column) in places
        index = bisect_right(starts, block.span.end) - 1
        return index >= 0 and starts[index] >= block.span.start

    return tuple(b for b in article.blocks if b.kind not in _OUTSIDE and is_taken(b))


@dataclass(frozen=True, slots=True)
class _Where:
    """What stands around a table: its groups, its role, and the heading that only leads in to it."""

    group: tuple[Label, ...] = ()
    role: Role = Role.CORE
    heading: Item | None = None

    def around(self, row: Candidate) -> Candidate:
        """The row with what stands around its table; the group of a row may say more about its role."""
        role = row.role if self.role is Role.CORE else self.role
        return replace(row, group=self.group + row.group, role=role)


class _Surroundings:
    """Finds the sections in which tables stand; an annex or a date of signature ends them all."""

    def __init__(self, rest: Article, root: Item, lexicon: Lexicon) -> None:
        self.text = rest.text
        self.root = root
        self.lines = Lines(rest)
        self.labels = Labels(rest.text, lexicon)
        self.lead_in = re.compile(lexicon.alternation("columns", "lead_in"))
        annex = re.compile(lexicon.alternation("columns", "annex"))
        self.breaks = [
            block.span.start
            for block in rest.blocks
            if annex.match(rest.text, block.span.start, block.span.end)
            or _DATE.fullmatch(rest.text, block.span.start, block.span.end)
        ]

    def of(self, start: int) -> _Where:
        """What stands around the table that begins at ``start``."""
        path = self._path(start)
        broken = bisect_right(self.breaks, start) - 1
        if path and broken >= 0 and self.breaks[broken] >= start_of(path[0]):
            path = [item for item in path if start_of(item) > self.breaks[broken]]
        if not path:
            return _Where()
        last = path[-1]
        end = self._end_of_heading(last)
        heads = self._leads_in(Span(end, min(start, end + _REACH)))
        group = [
            label for item in (path if heads else path[:-1]) if (label := self.labels.of_heading(item.head))
        ]
        role = last.role if heads or not last.role.holds_measures else Role.CORE
        is_leaf = heads and last.marker is not None and not last.children
        return _Where(tuple(group), Role.CORE if role is Role.CLOSING else role, last if is_leaf else None)

    def _end_of_heading(self, item: Item) -> int:
        """Where its head ends, with the stop of a printed heading: ``### 推进算力布局。``"""
        stop = item.head.end + self.text.startswith("。", item.head.end)
        index = self.lines.index(item.head.start)
        return stop if self.lines.blocks[index].kind is BlockKind.HEADING else item.head.end

    def _leads_in(self, between: Span) -> bool:
        """Whether behind a heading stands nothing but the caption of a table or words that lead in to it."""
        lines = self.lines.between(between.start, between.end)
        if sum(map(len, lines)) > _LEAD:
            return False
        said = "".join(line.of(self.text) for line in lines)
        return "。" not in said or bool(self.lead_in.search(said))

    def _path(self, start: int) -> list[Item]:
        """The items that begin before the table and that no later one closes, outermost first."""
        path: list[Item] = []
        item = self.root
        while True:
            index = bisect_right(item.children, start, key=start_of) - 1
            if index < 0:
                return path
            item = item.children[index]
            path.append(item)


def _without_repeats(text: str, told: Sequence[Candidate], rows: Sequence[Candidate]) -> Iterator[Candidate]:
    """Both lists; what stands in both with the same head is refused where it says less (GUIDE rule 8)."""
    sound = [row for row in rows if not row.evidence and row.role.holds_measures]
    first = {key_of(text, row): row for row in reversed(sound)}
    first.pop("", None)
    pairs = [(one, first[key]) for one in told if (key := key_of(text, one)) in first]
    pairs = pairs or _by_numbers(text, told, sound)
    fuller = sum(len(row.span) - len(one.span) for one, row in pairs) >= 0
    poorer = {id(pair[0 if fuller else 1]) for pair in pairs}
    for one in (*told, *rows):
        if id(one) in poorer:
            yield replace(one, evidence=(*one.evidence, against("list.repeated", one.head)))
        else:
            yield one


def _by_numbers(
    text: str, told: Sequence[Candidate], rows: Sequence[Candidate]
) -> list[tuple[Candidate, Candidate]]:
    """Items and rows of a table with the same numbers (few lost), most of which say the same otherwise."""
    listed = {row.marker.value: row for row in rows if row.marker}
    if len(listed) < _FEW or len(listed) != len(rows):
        return []
    for styles in _RUNNING:
        numbered = {one.marker.value: one for one in told if one.marker and one.marker.style in styles}
        if numbered.keys() <= listed.keys() and 4 * len(numbered) >= 3 * len(listed):
            pairs = [(one, listed[value]) for value, one in numbered.items()]
            if 2 * sum(_alike(text, one, row) for one, row in pairs) > len(pairs):
                return pairs
    return []


def _alike(text: str, one: Candidate, other: Candidate) -> bool:
    """Whether the shorter of two heads has most of its characters in the other (建设基地, 基地建设)."""
    short, long = sorted((set(c.head.of(text)) for c in (one, other)), key=len)
    return 5 * len(short & long) >= 3 * len(short)
