"""Word documents: what Word and WPS show on the page, line by line, without headers, footers and notes.

One walk over the body in its order. A paragraph is a line, a line break ends one; what is printed but not
stored, the automatic number, is rebuilt (`numbering`) and stands in front. Tracked changes are read as
accepted: insertions stay, deletions go. Of the two copies that Word writes of a text box one is read, after
the paragraph to which it is tied. Contents lists are lines that are links, as on a page.

Of the properties of the file only the title is taken, and only where the text shows none. The day on which
the file was made is not: in no document that was looked at was it the day of publication.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from docx.oxml.ns import qn

from extractor import limits
from extractor.errors import ReadingError
from extractor.model import BlockKind, Cell
from extractor.reading.drafts import BOLD_OFF, BOLD_ON, Draft, Line, assemble, clean_line
from extractor.reading.numbering import Counters, is_on, print_symbol, read_uses, to_number, value_of
from extractor.reading.ooxml import Package, open_package
from extractor.reading.styles import BODY_TEXT, Style, Styles
from extractor.reading.titles import ARTICLE_TITLE, title_of_file

MAX_HEADING = 120
"""A longer paragraph is text, whatever its style says."""
MAX_SPAN = 1000
"""Largest column span; Word itself has 63 columns."""
LONG_CELL = 600
"""From so many characters on a cell of a table of few rows is a text, and the table its frame."""
FRAME_ROWS = 3
MAX_FIELDS = 32
"""Fields inside fields; Word itself allows twenty."""

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ALTERNATIVES = f"{_COMPATIBILITY}AlternateContent"
_P, _TBL, _TR, _TC = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_PROPERTIES, _RUN_PROPERTIES = qn("w:pPr"), qn("w:rPr")
_BOX, _CONTROL, _LINK, _RUN = qn("w:txbxContent"), qn("w:sdt"), qn("w:hyperlink"), qn("w:r")
_TEXTS = (qn("w:t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t")
_NOT_SHOWN = ("del", "moveFrom", "rubyPr", "rt")
_SETTINGS = ("pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr")
_LEFT_OUT = frozenset(qn(f"w:{name}") for name in (*_NOT_SHOWN, *_SETTINGS))
_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_FIELD, _INSTRUCTION, _SYMBOL = qn("w:fldChar"), qn("w:instrText"), qn("w:sym")
_LINKING = ("TOC", "HYPERLINK", "PAGEREF")
"""Fields whose results lead elsewhere."""


def parse(data: bytes) -> Draft:
    """The draft of a Word document. Raises `ReadingError` without a source, as `open_package` does."""
    package = open_package(data)
    reader = _Reader(package)
    lines = list(reader.read(package.document))
    title = "".join(reader.titles) if len(reader.titles) > 1 else ""
    return assemble(
        lines,
        meta={ARTICLE_TITLE: title} if title else {},
        headline=title_of_file(package.title, lines),
    )


def _blocks(parent: Any) -> Iterator[Any]:
    """The paragraphs and tables inside an element, also those in content controls and insertions."""
    yield from _find(parent, (_P, _TBL))


def _find(parent: Any, wanted: tuple[str, ...]) -> Iterator[Any]:
    """The elements of these names that stand in an element but not in one another."""
    for child in parent.iterchildren("*"):
        if child.tag in wanted:
            yield child
        elif child.tag == _ALTERNATIVES:
            yield from _find(_choose(child), wanted)
        elif child.tag not in _LEFT_OUT and not _is_placeholder(child):
            yield from _find(child, wanted)


def _choose(alternatives: Any) -> Any:
    """One of the copies of what an old Word cannot show: the first that holds text."""
    copies = list(alternatives.iterchildren("*"))
    with_text = (copy for copy in copies if next(copy.iter(*_TEXTS), None) is not None)
    return next(with_text, copies[0] if copies else alternatives)


def _is_placeholder(element: Any) -> bool:
    """Whether a content control shows only what should be written there."""
    if element.tag != _CONTROL:
        return False
    return is_on(element.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}"))


@dataclass(slots=True)
class _Fields:
    """The open fields, innermost last: the instruction of each, and whether its result has begun."""

    codes: list[str] = field(default_factory=list)
    shown: list[bool] = field(default_factory=list)

    def mark(self, kind: str) -> None:
        if kind == "begin" and len(self.codes) < MAX_FIELDS:
            self.codes.append("")
            self.shown.append(False)
        elif self.codes and kind == "separate":
            self.shown[-1] = True
        elif self.codes and kind == "end":
            self.codes.pop()
            self.shown.pop()

    def instruct(self, text: str) -> None:
        if self.codes and not self.shown[-1] and len(self.codes[-1]) < MAX_HEADING:
            self.codes[-1] += text

    def end_paragraph(self) -> None:
        """An instruction ends with its paragraph: where its end is lost, the text must not be."""
        self.shown = [True] * len(self.shown)

    @property
    def hide(self) -> bool:
        return bool(self.shown) and not all(self.shown)

    @property
    def link(self) -> bool:
        return any(code.lstrip().startswith(_LINKING) for code in self.codes)


class _Slot(NamedTuple):
    """A cell of a row before it is known how far down it reaches; ``merge``: ``restart`` or ``continue``."""

    column: int
    width: int
    merge: str
    lines: list[Line]


@dataclass(slots=True)
class _Placed:
    row: int
    slot: _Slot
    height: int = 1


class _Reader:
    """Writes the lines of one document; numbers and fields run on from paragraph to paragraph."""

    def __init__(self, package: Package) -> None:
        self.titles: list[str] = []
        self._styles = Styles(package.styles)
        self._counters = Counters(read_uses(package.numbering, self._styles.numbers()))
        self._fields = _Fields()
        self._tables = 0
        self._inside = 0
        self._written = 0
        self._most = limits.current().document_bytes
        self._titled = False

    def read(self, parent: Any) -> Iterator[Line]:
        for element in _blocks(parent):
            if element.tag == _P:
                yield from self._read_paragraph(element)
            elif self._inside:
                for row in self._rows(element):
                    yield from (line for slot in row for line in slot.lines)
            else:
                yield from self._read_table(element)

    def _read_paragraph(self, element: Any) -> Iterator[Line]:
        properties = element.find(_PROPERTIES)
        style = self._styles.of_paragraph(value_of(properties, "w:pStyle"))
        heading = _heading_level(properties, style)
        writer = _Writer(self._styles, self._fields, style.bold is True and not heading, style.is_contents)
        writer.write(element)
        self._fields.end_paragraph()
        empty = not "".join(writer.parts).strip(f" \t\n\xa0\u3000{BOLD_ON}{BOLD_OFF}")
        number = "" if empty and _is_deleted(properties) else self._count(properties, style)
        if not empty or self._inside:
            yield from self._lines(writer, number, heading, style)
        for box in writer.boxes:
            yield from self.read(box)

    def _lines(self, writer: _Writer, number: str, heading: int, style: Style) -> Iterator[Line]:
        raw = writer.parts
        place = next((i for i, part in enumerate(raw) if part.strip()), 0)
        raw[place:place] = [number] if number else []
        if number and place + 1 < len(raw) and raw[place + 1] == BOLD_ON:
            raw[place : place + 2] = [BOLD_ON, number]
        for text, bold in _break("".join(raw)):
            self._written += len(text)
            if self._written > self._most:  # automatic numbers are longer than what stands for them
                ways = "split the document, or raise --limit document_bytes"
                raise ReadingError("", f"has more than the {self._most:,} characters that are read; {ways}")
            self._note_title(text, style)
            kind = BlockKind.LIST_ITEM if number else BlockKind.PARAGRAPH
            level = heading if len(text) <= MAX_HEADING else 0
            yield Line(text, BlockKind.HEADING if level else kind, level, None, bold, writer.linked)

    def _note_title(self, text: str, style: Style) -> None:
        """The first lines in the style of titles that follow each other."""
        if style.is_title and not self._titled:
            self.titles.append(text)
        elif self.titles:
            self._titled = True

    def _count(self, properties: Any, style: Style) -> str:
        """The number in front of a paragraph: its own list, or the one that comes with its style."""
        own = properties.find(qn("w:numPr")) if properties is not None else None
        number = value_of(own, "w:numId") or style.number
        depth = value_of(own, "w:ilvl")
        if depth:
            return self._counters.count(number, to_number(depth, 0))
        use = self._counters.uses.get(number)
        by_style = use.level_of(style.id) if use and number == style.number else None
        return self._counters.count(number, by_style if by_style is not None else style.depth or 0)

    def _read_table(self, element: Any) -> Iterator[Line]:
        rows = list(self._rows(element))
        if not _holds_data(rows):
            yield from (line for row in rows for slot in row for line in slot.lines)
            return
        heads = _count_heads(element)
        heads = heads if heads < len(rows) else 0
        for placed in _place(rows):
            column, width, _, lines = placed.slot
            cell = Cell(self._tables, placed.row, column, placed.row < heads, placed.height, width)
            for line in lines:
                yield line._replace(kind=BlockKind.CELL, level=0, cell=cell)
        self._tables += 1

    def _rows(self, table: Any) -> Iterator[list[_Slot]]:
        self._inside += 1
        for row in _find(table, (_TR,)):
            properties = row.find(qn("w:trPr"))
            if properties is None or properties.find(qn("w:del")) is None:
                yield list(self._slots(row, to_number(value_of(properties, "w:gridBefore"), 0)))
        self._inside -= 1

    def _slots(self, row: Any, column: int) -> Iterator[_Slot]:
        column = min(column, MAX_SPAN)
        for cell in _find(row, (_TC,)):
            properties = cell.find(qn("w:tcPr"))
            width = min(max(to_number(value_of(properties, "w:gridSpan"), 1), 1), MAX_SPAN)
            merge = properties.find(qn("w:vMerge")) if properties is not None else None
            kind = "" if merge is None else merge.get(qn("w:val"), "continue")
            yield _Slot(column, width, kind, list(self.read(cell)))
            column += width


def _is_deleted(properties: Any) -> bool:
    """Whether the mark at the end of a paragraph is deleted: without text, the paragraph is gone."""
    return properties is not None and properties.find(f"{_RUN_PROPERTIES}/{qn('w:del')}") is not None


def _heading_level(properties: Any, style: Style) -> int:
    """1 to 6 for a heading, 0 for text, by the outline level of the paragraph or its style."""
    own = value_of(properties, "w:outlineLvl")
    outline = to_number(own, BODY_TEXT) if own else style.outline
    if outline is None or outline >= BODY_TEXT:
        return 1 if style.is_title else 0
    return min(outline + 1, 6)


def _break(raw: str) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """The lines of a paragraph that has line breaks, with their bold stretches."""
    bold = False
    for part in raw.split("\n"):
        text, stretches = clean_line((BOLD_ON if bold else "") + part)
        marks = part.rfind(BOLD_ON), part.rfind(BOLD_OFF)
        bold = marks[0] > marks[1] if max(marks) >= 0 else bold
        if text:
            yield text, stretches


def _holds_data(rows: list[list[_Slot]]) -> bool:
    """Whether a table is one: several rows and columns, and not a frame around text."""
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return False
    if len(rows) > FRAME_ROWS:
        return True
    return max(sum(len(line.text) for line in slot.lines) for row in rows for slot in row) <= LONG_CELL


def _count_heads(table: Any) -> int:
    """How many rows Word repeats on each page, from the first on."""
    count = 0
    for row in _find(table, (_TR,)):
        if not is_on(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}")):
            break
        count += 1
    return count


def _place(rows: list[list[_Slot]]) -> list[_Placed]:
    """The cells in order, each with the number of rows that it spans; the merged ones below are gone."""
    placed: list[_Placed] = []
    above: dict[int, _Placed] = {}
    for number, row in enumerate(rows):
        below: dict[int, _Placed] = {}
        for slot in row:
            first = above.get(slot.column) if slot.merge == "continue" else None
            if first is None:
                first = _Placed(number, slot)
                placed.append(first)
            else:
                first.height += 1
            if slot.merge:
                below[slot.column] = first
        above = below
    return placed


class _Writer:
    """Writes one paragraph: pieces of text with marks around what is bold, and the text boxes tied to it."""

    def __init__(self, styles: Styles, fields: _Fields, bold: bool, linked: bool) -> None:
        self.parts: list[str] = []
        self.boxes: list[Any] = []
        self._styles = styles
        self._fields = fields
        self._style_bold = bold
        self._is_bold = False
        self._links = int(linked)
        self._words = 0
        self._linked_words = 0

    @property
    def linked(self) -> bool:
        """Whether every word is a link."""
        return 0 < self._words == self._linked_words

    def write(self, parent: Any, bold: bool = False) -> None:
        for child in parent.iterchildren("*"):
            tag = child.tag
            if tag == _RUN:
                self._write_run(child)
            elif tag == _BOX:
                self.boxes.append(child)
            elif tag == _ALTERNATIVES:
                self.write(_choose(child), bold)
            elif tag in (_FIELD, _INSTRUCTION):
                self._write_field(child)
            elif tag in _TEXTS or tag in _CHARACTERS or tag == _SYMBOL:
                self._add(_read_text(child), bold)
            elif tag == _LINK:
                self._links += 1
                self.write(child, bold)
                self._links -= 1
            elif tag not in _LEFT_OUT and not _is_placeholder(child):
                self.write(child, bold)

    def _write_run(self, run: Any) -> None:
        properties = run.find(_RUN_PROPERTIES)
        if properties is None:
            self.write(run, self._style_bold)
        elif not is_on(properties.find(qn("w:vanish"))):
            own = properties.find(qn("w:b"))
            styled = self._styles.of_run(value_of(properties, "w:rStyle")).bold
            inherited = self._style_bold if styled is None else styled
            self.write(run, is_on(own) if own is not None else inherited)

    def _write_field(self, element: Any) -> None:
        if element.tag == _INSTRUCTION:
            self._fields.instruct(element.text or "")
        else:
            self._fields.mark(element.get(qn("w:fldCharType"), ""))

    def _add(self, text: str, bold: bool) -> None:
        if not text or self._fields.hide:
            return
        if bold != self._is_bold:
            self.parts.append(BOLD_ON if bold else BOLD_OFF)
            self._is_bold = bold
        self.parts.append(text)
        words = len(text.strip())
        self._words += words
        if self._links or self._fields.link:
            self._linked_words += words


def _read_text(element: Any) -> str:
    """What an element of a run prints; line breaks inside stored text only fold the file."""
    if element.tag == _SYMBOL:
        code = element.get(qn("w:char"), "")
        return print_symbol(chr(int(code, 16))) if _is_code(code) else ""
    if element.tag in _CHARACTERS:
        return _CHARACTERS[element.tag]
    text = element.text or ""
    return text.replace("\r", " ").replace("\n", " ").replace(BOLD_ON, "").replace(BOLD_OFF, "")


def _is_code(code: str) -> bool:
    return len(code) == 4 and all(digit in "0123456789abcdefABCDEF" for digit in code)
