"""PDF documents: the text of their pages, as paragraphs and tables, without what pages repeat.

    pypdfium2 → `glyphs` → rows → `pages` → lines          pdfplumber → `rulings` → cells

Pages that are pictures (scans) are read by `pictures` where OCR is installed. A document all of whose pages
are pictures, or whose fonts do not say which characters they show, says so; in one that mixes both kinds of
pages the pictures are left out without OCR. Headers, page numbers and notes of a scanner are left out as in
Word documents; the title in the properties is taken only where the text shows none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.errors import ReadingError
from extractor.reading import pictures
from extractor.reading.drafts import Draft, Line, assemble
from extractor.reading.glyphs import Glyph, Row, read_glyphs, rows_of
from extractor.reading.pages import Page, edges_of, paragraphs, without_furniture
from extractor.reading.rulings import Grid, cell_texts, find_grids, goes_on, lines_of
from extractor.reading.titles import title_of_file

MAX_PAGES = 3000
MAX_GLYPHS = 4_000_000
"""Most pages of a document and most characters of all; the longest policy documents have 400 pages."""
MAX_OBJECTS = 20_000
"""Things on a page (words, lines, pictures) that are looked at for lines and pictures."""
_RULED = 4  # lines on a page from which a table may be there
_FEW = 40  # characters of a page that is a picture: the mark of a scanner
_COVERED = 0.4  # share of the page that its picture covers
_UNKNOWN = 0.3  # share of characters without a meaning from which a text is none


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is found on one page before its rows are told apart."""

    glyphs: tuple[Glyph, ...]
    height: float
    is_ruled: bool
    is_picture: bool
    rows: tuple[Row, ...] = ()  # of a picture


def parse(data: bytes) -> Draft:
    """The draft of a PDF document.

    Raises `ReadingError` without a source for one that is locked, damaged, too large, made of pictures
    (without OCR) or of fonts that do not say their characters.
    """
    document = _open(data)
    try:
        sheets = _sheets(document)
        title = document.get_metadata_dict().get("Title", "")
    finally:
        document.close()
    if (
        sheets
        and all(sheet.is_picture and not sheet.rows for sheet in sheets)
        and not pictures.is_installed()
    ):
        raise ReadingError("", pictures.explain_missing("has no text, only pictures of pages"))
    lines = list(_lines(data, sheets))
    return assemble(lines, headline=title_of_file(title, lines))


def _open(data: bytes) -> Any:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadingError("", "is locked with a password; open it and save it without one") from None
        raise ReadingError("", "is damaged or no PDF; open it in a reader and print it anew") from None
    if count > MAX_PAGES:
        document.close()
        raise ReadingError("", f"{count:,} pages are more than the {MAX_PAGES:,} that are read; split it")
    return document


def _sheets(document: Any) -> list[_Sheet]:
    import pypdfium2

    sheets: list[_Sheet] = []
    left = MAX_GLYPHS
    known = unknown = 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            continue  # a page that is lost; the others are there
        read = read_glyphs(page, left)
        left -= len(read.glyphs) + read.unknown
        if left <= 0:
            raise ReadingError("", f"has more than the {MAX_GLYPHS:,} characters that are read; split it")
        known, unknown = known + len(read.glyphs), unknown + read.unknown
        sheets.append(_sheet(page, read.glyphs))
        page.close()
    if unknown > _UNKNOWN * (known + unknown):
        raise ReadingError("", pictures.explain_missing("has fonts that do not tell their characters"))
    return sheets


def _sheet(page: Any, glyphs: Sequence[Glyph]) -> _Sheet:
    import pypdfium2.raw as pdfium

    lines, covered = 0, 0.0
    width, height = page.get_size()
    for number, thing in enumerate(page.get_objects(max_depth=2)):
        if number >= MAX_OBJECTS:
            break
        lines += thing.type == pdfium.FPDF_PAGEOBJ_PATH
        if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            covered = max(covered, abs((right - left) * (top - bottom)))
    is_picture = len(glyphs) < _FEW and covered >= _COVERED * width * height
    rows = tuple(pictures.rows_on(page)) if is_picture and pictures.is_installed() else ()
    return _Sheet(tuple(glyphs), height, lines >= _RULED, is_picture, rows)


def _lines(data: bytes, sheets: Sequence[_Sheet]) -> Iterator[Line]:
    """The text in its order: paragraphs between tables, tables cell by cell."""
    grids = find_grids(
        data, [number for number, sheet in enumerate(sheets) if sheet.is_ruled and sheet.glyphs]
    )
    pages = without_furniture([_page(sheet, grids.get(at, ())) for at, sheet in enumerate(sheets)])
    edges = edges_of([row for page in pages for row in page.rows])
    tables = _Tables()
    open_parts: list[Sequence[Row]] = []
    for number, page in enumerate(pages):
        for rows, grid in _parts(page.rows, grids.get(number, ())):
            if rows:
                open_parts.append(rows)
                tables.interrupt()
            if grid:
                yield from paragraphs(open_parts, edges)
                open_parts = []
                yield from tables.lines(grid, sheets[number].glyphs)
    yield from paragraphs(open_parts, edges)


def _page(sheet: _Sheet, grids: Sequence[Grid]) -> Page:
    """The rows of a page outside its tables; a picture without OCR has none."""
    if sheet.is_picture:
        return Page(sheet.rows, sheet.height)
    free = (glyph for glyph in sheet.glyphs if not any(grid.box.holds(glyph) for grid in grids))
    return Page(tuple(rows_of(free)), sheet.height)


def _parts(rows: Sequence[Row], grids: Sequence[Grid]) -> Iterator[tuple[list[Row], Grid | None]]:
    """The rows before each table with that table, and the rows behind the last."""
    left = list(rows)
    for grid in grids:
        before = [row for row in left if row.bottom <= grid.box.bottom]
        left = [row for row in left if row.bottom > grid.box.bottom]
        yield before, grid
    yield left, None


class _Tables:
    """The tables of a document: one that goes on at the top of the next page keeps its number."""

    def __init__(self) -> None:
        self._number = -1
        self._rows = 0
        self._open: Grid | None = None
        self._head: Mapping[int, str] = {}

    def interrupt(self) -> None:
        """Text stands behind the last table: the next one is another."""
        self._open = None

    def lines(self, grid: Grid, glyphs: Sequence[Glyph]) -> list[Line]:
        """The cells of the next table, or of what goes on of the last one."""
        texts = cell_texts(grid, glyphs)
        head = {
            column: text for (_, row, column, *_), text in zip(grid.cells, texts, strict=True) if row == 0
        }
        skip = 0
        if self._open and goes_on(self._open, grid):
            skip = int(head == self._head)
        else:
            self._number, self._rows, self._head = self._number + 1, 0, head
        lines = lines_of(self._number, grid, texts, self._rows, skip)
        self._rows += grid.rows - skip
        self._open = grid
        return lines
