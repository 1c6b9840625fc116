"""PDF documents: what is printed on their pages, put together as the paragraphs that were written.

    page → `glyphs` → `ruled` (tables) and `printed` (rows) → `pages` (without heads and numbers)
         → `paragraphs` → draft

Everything about the looks of a page is decided by places and sizes. A page that is a picture is read by
`recognition` where the extra ``ocr`` is installed, and so is one whose fonts do not say their characters.
Nothing is run, loaded or followed: scripts, forms, links and embedded files are not touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extractor import limits
from extractor.errors import ReadingError
from extractor.reading import recognition
from extractor.reading.drafts import Draft, Line, assemble
from extractor.reading.glyphs import Sheet, read_sheet
from extractor.reading.pages import drop_page_parts
from extractor.reading.paragraphs import Frames, find_frames, join_rows, make_line
from extractor.reading.printed import Row, order
from extractor.reading.ruled import Ruled, TableWriter, find_tables
from extractor.reading.titles import title_of_file

MAX_STREAM = 64 * 1024 * 1024
"""Most bytes to which a packed stream that is no picture may unpack."""
UNKNOWN = 0.3
"""From this share of characters without a name on a page is no text but a picture of one."""
FEWEST = 12
"""A page with a picture and fewer characters than this is a scan."""

_STREAM = re.compile(rb"stream\r?\n(?=\x78[\x01\x5e\x9c\xda])")
_PICTURE = re.compile(rb"/Subtype\s*/Image")
_SITE = re.compile(r"[_|]")


@dataclass(slots=True)
class _Page:
    """A page while it is read: its rows, its tables, whether it must be read from its picture."""

    height: float
    rows: list[Row]
    tables: list[Ruled] = field(default_factory=list)
    blind: bool = False
    nameless: bool = False


def parse(data: bytes) -> Draft:
    """The draft of a PDF document.

    Raises `ReadingError` without a source: for what is no PDF, is damaged or locked, is beyond the limits
    that hold, and for a document of nothing but pictures where the extra ``ocr`` is not installed.
    """
    _refuse_bombs(data)
    document = _open(data)
    try:
        pages = _read_pages(document)
        title = document.get_metadata_value("Title")
    except pypdfium2.PdfiumError as error:
        raise ReadingError("", f"the PDF is damaged ({str(error).rstrip('.').lower()}); {_REPAIR}") from None
    finally:
        document.close()
    lines = list(_lines(pages))
    if not lines:
        _explain_nothing(pages)
    return assemble(lines, headline="" if _SITE.search(title) else title_of_file(title, lines))


_REPAIR = "open it in a PDF reader and print it to a new PDF, or get the file anew"


def _open(data: bytes) -> Any:
    if b"%PDF-" not in data[:1024]:
        raise ReadingError(
            "", "is no PDF by its content; give it the suffix of what it is, or save it as PDF"
        )
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            reason = "is locked with a password; open it in a PDF reader, print it to a new PDF and give that"
        else:
            reason = f"the PDF is damaged or cut off; {_REPAIR}"
        raise ReadingError("", reason) from None
    if not 0 < count <= (most := limits.current().pages):
        document.close()
        ways = "split the document, or raise --limit pages"
        raise ReadingError(
            "",
            f"has {count:,} pages, more than the {most:,} that are read; {ways}"
            if count
            else f"the PDF has no pages; {_REPAIR}",
        )
    return document


def _refuse_bombs(data: bytes) -> None:
    """Raise for a packed stream of text that would unpack to more than `MAX_STREAM`."""
    import zlib

    for match in _STREAM.finditer(data):
        if _PICTURE.search(data, max(match.start() - 400, 0), match.start()):
            continue
        stream, size, rest = zlib.decompressobj(), 0, data[match.end() : match.end() + MAX_STREAM // 500]
        try:
            while rest and not stream.eof and size <= MAX_STREAM:
                size += len(stream.decompress(rest, 1 << 20))
                rest = stream.unconsumed_tail
        except zlib.error:
            continue
        if size > MAX_STREAM:
            raise ReadingError(
                "",
                f"a page unpacks to more than the {MAX_STREAM:,} bytes that are read; print it anew",
            )


def _read_pages(document: Any) -> list[_Page]:
    pages: list[_Page] = []
    most = limits.current().pdf_characters
    characters = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            continue  # a page that is lost does not lose the others
        try:
            sheet = read_sheet(page)
            characters += len(sheet.glyphs)
            if characters > most:
                ways = "split the document, or raise --limit pdf_characters"
                raise ReadingError("", f"has more than the {most:,} characters that are read; {ways}")
            pages.append(_read_page(sheet, number))
        finally:
            page.close()
    if not pages:
        raise ReadingError("", f"the PDF is damaged: none of its pages opens; {_REPAIR}")
    kept = drop_page_parts([page.rows for page in pages], [page.height for page in pages])
    for page, rows in zip(pages, kept, strict=True):
        page.rows = rows
    _recognise(document, pages)
    return pages


def _read_page(sheet: Sheet, number: int) -> _Page:
    if sheet.unknown >= UNKNOWN:
        return _Page(sheet.height, [], blind=True, nameless=True)
    tables, rest = find_tables(sheet)
    return _Page(sheet.height, order(rest, number), tables, blind=sheet.is_picture)


def _recognise(document: Any, pages: list[_Page]) -> None:
    """Read the pages that are pictures, if that can be done here."""
    for page in pages:
        words = sum(len(row.text) for row in page.rows)
        page.blind = page.nameless or (page.blind and not page.tables and words < FEWEST)
    blind = [number for number, page in enumerate(pages) if page.blind]
    if not blind or not recognition.is_installed():
        return
    blind = blind[: limits.current().scanned_pages]
    found = [recognition.read_page(document[number], number) for number in blind]
    kept = drop_page_parts([rows for rows, _ in found], [height for _, height in found])
    for number, rows in zip(blind, kept, strict=True):
        pages[number].rows = rows


def _lines(pages: list[_Page]) -> Iterator[Line]:
    """The lines of the text: paragraphs, and the cells of the tables in their places between them."""
    frames = find_frames([row for page in pages for row in page.rows])
    writer = TableWriter()
    waiting: list[Row] = []
    for page in pages:
        for piece in _in_order(page):
            if isinstance(piece, Row):
                yield from writer.close()
                waiting.append(piece)
                continue
            yield from _paragraphs(waiting, frames)
            waiting = []
            yield from writer.add(piece)
    yield from writer.close()
    yield from _paragraphs(waiting, frames)


def _in_order(page: _Page) -> Iterator[Row | Ruled]:
    """The rows of a page with its tables before the first row of the full width that stands below them."""
    tables = sorted(page.tables, key=lambda table: table.top)
    for row in page.rows:
        while tables and tables[0].top < row.y and not row.column:
            yield tables.pop(0)
        yield row
    yield from tables


def _paragraphs(rows: list[Row], frames: Frames) -> Iterator[Line]:
    return (make_line(paragraph) for paragraph in join_rows(rows, frames))


def _explain_nothing(pages: list[_Page]) -> None:
    """Raise with the reason why nothing was read and the way out; say nothing for a blank document."""
    if recognition.is_installed() or not any(page.blind for page in pages):
        return
    if any(page.nameless for page in pages):
        raise ReadingError(
            "",
            "the fonts of this PDF do not say which characters they print; "
            "pip install 'jucuo[ocr]' reads them from the picture of the page",
        )
    raise ReadingError("", "has no text, only pictures of pages; pip install 'jucuo[ocr]' reads them")
