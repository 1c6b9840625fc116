r"""Excel workbooks (.xlsx): a sheet for each table, made to be looked at, written row by row by openpyxl.

The head is frozen and has a filter, columns are as wide as what they hold, long texts are wrapped, ``link``
and ``url`` can be clicked. Days are days and numbers are numbers. A text is a text, whatever it begins with:
it is stored as a string, never as a formula, and one that looks like a formula is marked so that it stays a
text when somebody edits the cell. Lists are joined with ``;``.

Excel's limits (Microsoft Support: "Excel specifications and limits") and what happens:

* 1,048,576 rows a sheet: the others go to ``measures 2``, ``measures 3`` …
* 32,767 characters a cell, counted in UTF-16: a longer text is cut, the cell says so and how long it was.
* 65,530 links a sheet, 2,079 characters each: the address is there, but cannot be clicked.
* no days before 1 March 1900: they are texts.

The last three are told as notes. Characters that XML cannot hold are written as ``_x0007_`` (ECMA-376,
ST_Xstring), which Excel shows as what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile

from lxml.etree import SerialisationError
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.hyperlink import Hyperlink

from extractor.errors import ExportError
from extractor.exporting.cells import FORMULA, YES, flat, load_cell, unflat
from extractor.exporting.columns import Row, Value
from extractor.exporting.schemas import TABLES, Schema, Type, columns_of, type_of
from extractor.exporting.writers import Writer as AnyWriter

ROWS = 1_048_576
CHARACTERS = 32_767
LINKS = 65_530
LONGEST_LINK = 2_079
FIRST_DAY = date(1900, 3, 1)
CUT = " …[cut: {:,} characters]"

WIDTHS = {
    "document": 28,
    "title": 40,
    "issuer": 24,
    "group": 28,
    "measure": 40,
    "text": 70,
    "object": 28,
    "bodies": 32,
    "deadline": 28,
    "amounts": 28,
    "instrument": 28,
    "rule": 24,
    "counts": 40,
    "error": 50,
    "addressees": 28,
    "link": 24,
    "url": 32,
}
"""Widths in characters; every other column is as wide as its heading, at least `NARROW`."""
NARROW = 10
WRAPPED = frozenset({"title", "group", "measure", "text", "object", "bodies", "counts", "error"})
CLICKED = frozenset({"link", "url"})

_TOP = Alignment(vertical="top")
_WRAP = Alignment(vertical="top", wrap_text=True)
_BOLD = Font(bold=True)
_SHADE = PatternFill("solid", fgColor="DDE6F0")
_BLUE = Font(color="0563C1", underline="single")
_DAY = "yyyy-mm-dd"
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NO_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class _Sheet:
    """The sheet of a table to which rows are written now, and how full it is."""

    schema: Schema
    number: int
    page: Any
    rows: int = 1
    links: int = 0


class Writer(AnyWriter):
    """A workbook with a sheet for each schema; rows go to a temporary file at once."""

    def __init__(self, file: BinaryIO, schemas: Sequence[Schema]) -> None:
        super().__init__(file, schemas)
        self.book = Workbook(write_only=True)
        self.every: list[_Sheet] = []
        self.sheets = {schema.name: self._begin(schema) for schema in self.schemas}
        self.cut = self.plain = 0

    def put(self, schema: Schema, row: Row) -> None:
        """See `Writer.put`."""
        sheet = self.sheets[schema.name]
        if sheet.rows == ROWS:
            sheet = self.sheets[schema.name] = self._begin(schema, sheet.number + 1)
        cells = [self._cell(sheet, column, row[column]) for column in schema.columns]
        with _disk():
            sheet.page.append(cells)
        sheet.rows += 1

    def finish(self) -> None:
        """See `Writer.finish`."""
        for sheet in self.every:
            last = get_column_letter(len(sheet.schema.columns))
            sheet.page.auto_filter.ref = f"A1:{last}{sheet.rows}"
        with _disk():
            self.book.save(self.file)
        if self.cut:
            what = f"more than {CHARACTERS:,} characters do not fit in a cell of Excel: {self.cut:,} cut"
            self.notes.append(f"{what}; .csv, .parquet and .sqlite hold them whole")
        if self.plain:
            self.notes.append(f"more links than Excel takes: {self.plain:,} are written as text")

    def close(self) -> None:
        """See `Writer.close`; the temporary files of sheets that were not saved are removed."""
        for page in self.book.worksheets:
            with suppress(Exception):  # whatever a half-written sheet says, its file goes
                page.close()
            with suppress(Exception):
                page._writer.cleanup()

    def _begin(self, schema: Schema, number: int = 1) -> _Sheet:
        page = self.book.create_sheet(schema.name if number == 1 else f"{schema.name} {number}")
        page.freeze_panes = "A2"
        for at, (column, printed) in enumerate(zip(schema.columns, schema.headings, strict=True), start=1):
            page.column_dimensions[get_column_letter(at)].width = WIDTHS.get(column) or _width(printed)
        page.append([self._head(page, printed) for printed in schema.headings])
        sheet = _Sheet(schema, number, page)
        self.every.append(sheet)
        return sheet

    def _head(self, page: Any, printed: str) -> Cell:
        cell = _text(page, printed)
        cell.font, cell.fill, cell.alignment = _BOLD, _SHADE, _TOP
        return cell

    def _cell(self, sheet: _Sheet, column: str, value: Value) -> Cell | None:
        kind = sheet.schema.type_of(column)
        if value is None or value == "" or value == []:
            return None
        if kind is Type.DATE and (day := date.fromisoformat(str(value))) >= FIRST_DAY:
            cell = WriteOnlyCell(sheet.page, day)
            cell.number_format = _DAY
        elif isinstance(value, bool | int | float):
            cell = WriteOnlyCell(sheet.page, value)
        else:
            cell = self._words(sheet, column, str(flat(column, value)))
        cell.alignment = _WRAP if column in WRAPPED else _TOP
        return cell

    def _words(self, sheet: _Sheet, column: str, text: str) -> Cell:
        length = _units(text)
        if length > CHARACTERS:
            self.cut += 1
            mark = CUT.format(len(text))
            cell = _text(sheet.page, _first(text, CHARACTERS - len(mark)) + mark)
        else:
            cell = _text(sheet.page, text)
        if column in CLICKED and text.startswith(("http://", "https://")):
            if sheet.links < LINKS and length <= LONGEST_LINK:
                page, _, place = text.partition("#")
                cell._hyperlink = Hyperlink(ref="", target=page, location=place or None)
                cell.font = _BLUE
                sheet.links += 1
            else:
                self.plain += 1
        return cell


@contextmanager
def _disk() -> Iterator[None]:
    """What lxml cannot write to a temporary file is a mistake of the disk."""
    try:
        yield
    except SerialisationError as error:
        raise OSError(f"no room for temporary files: {error}") from error


def _width(printed: str) -> int:
    """Room for a heading and its filter button; a Chinese character takes two places."""
    return max(NARROW, len(printed) + sum(not character.isascii() for character in printed) + 4)


def _text(page: Any, text: str) -> Cell:
    """A cell that is a text and nothing else; openpyxl would take ``=1`` for a formula and cut long ones."""
    cell = WriteOnlyCell(page)
    cell._value = escape(text)
    cell.data_type = "s"
    if FORMULA.match(text):
        cell.quotePrefix = True
    return cell


def escape(text: str) -> str:
    r"""A text as a workbook holds it.

    >>> escape("a\x07b"), escape("_x0041_")
    ('a_x0007_b', '_x005F_x0041_')
    """
    marked = _LOOKS_ESCAPED.sub("_x005F_", text)
    return _NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", marked)


def unescape(text: str) -> str:
    r"""Undo `escape`.

    >>> unescape("a_x0007_b"), unescape("_x005F_x0041_")
    ('a\x07b', '_x0041_')
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _units(text: str) -> int:
    """The length of a text as Excel counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def _first(text: str, units: int) -> str:
    """As much of the beginning of a text as fits."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def read(path: Path, table: str = "") -> Iterator[Row]:
    """The rows of a table of a workbook, also where it goes over several sheets.

    Cells may have been edited in Excel. Raises `ExportError` for a file that is no workbook, a workbook
    without such a sheet, and a cell that its column cannot hold.
    """
    with path.open("rb") as file:
        try:
            book = load_workbook(file, read_only=True, data_only=True)
        except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
            raise ExportError(f"{path}: no Excel workbook ({error})") from error
        try:
            for title in _titles(book.sheetnames, table, path):
                yield from _read(book[title], path)
        finally:
            book.close()


def _titles(titles: Sequence[str], wanted: str, path: Path) -> list[str]:
    for name in (wanted,) if wanted else TABLES:
        if name in titles:
            return [name, *(title for title in titles if re.fullmatch(rf"{re.escape(name)} \d+", title))]
    if not wanted and len(titles) == 1:
        return list(titles)
    raise ExportError(f"{path}: has no sheet {wanted or ' or '.join(TABLES)}; give a table of jucuo extract")


def _read(page: Any, path: Path) -> Iterator[Row]:
    lines = page.iter_rows(values_only=True)
    columns = columns_of(name or "" for name in next(lines, ()))
    blank = 0
    for number, cells in enumerate(lines, start=2):
        if all(cell is None for cell in cells):
            blank += 1  # a row of ours that says nothing, unless none comes behind it: Excel leaves such rows
            continue
        for _ in range(blank):
            yield {column: _load(column, None) for column in columns if column}
        blank = 0
        try:
            pairs = zip_longest(columns, cells[: len(columns)])  # a row ends with its last filled cell
            yield {column: _load(column, cell) for column, cell in pairs if column}
        except ValueError as error:
            raise ExportError(
                f"{path}: {page.title}, row {number}: no row of this table ({error})"
            ) from error


def _load(column: str, cell: Any) -> Value:
    kind = type_of(column)
    if kind is Type.FLAG:
        return cell is True or cell == YES
    if cell is None:
        return load_cell(column, "")
    if kind is Type.DATE:
        return str(cell)[:10]
    if kind is Type.INTEGER:
        return int(cell)
    if kind is Type.DECIMAL:
        return float(cell)
    return unflat(column, unescape(cell)) if isinstance(cell, str) else str(cell)
