"""Sets texts as pages of a PDF, as an office does: A4, 28 characters a line, paragraphs indented by two.

The font is STSong-Light, which every PDF reader knows by name, so nothing is embedded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest

pytest.importorskip("reportlab", reason="PDFs for tests are set with reportlab")

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
NEVER_FIRST = frozenset("，。、；：？！）】》”’〕,.;:%％")
NEVER_LAST = frozenset("（《“【〔(")


@dataclass
class Pages:
    """A PDF in the making; ``y`` is the baseline of the line to come, from the top of the page."""

    size: float = 16
    per_line: int = 28
    pitch: float = 28
    left: float = 79
    top: float = 105
    bottom: float = 740
    head: str = ""
    number: str = "— {} —"
    indent: int = 2
    page_size: tuple[float, float] = A4
    page: int = 1
    y: float = 0
    title: str = ""
    encrypt: Any = None
    _buffer: BytesIO = field(default_factory=BytesIO)

    def __post_init__(self) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.canvas = Canvas(self._buffer, pagesize=self.page_size, invariant=1, encrypt=self.encrypt)
        self.canvas.setTitle(self.title)
        self.y = self.top

    @property
    def width(self) -> float:
        return self.per_line * self.size

    def paragraph(self, text: str, **options: Any) -> None:
        """A paragraph, broken at the right margin."""
        for number, line in enumerate(self._broken(text)):
            self.line(line, self.indent * self.size if not number else 0, **options)

    def title_line(self, text: str, size: float = 22) -> None:
        width = pdfmetrics.stringWidth(text, FONT, size)
        self.line(text, (self.width - width) / 2, size=size)

    def line(self, text: str, offset: float = 0, *, size: float = 0, doubled: bool = False) -> None:
        size = size or self.size
        if self.y > self.bottom:
            self.turn()
        for shift in (0, 0.35) if doubled else (0,):
            self.put(text, self.left + offset + shift, self.y, size)
        self.y += max(self.pitch, size * 1.6)

    def put(self, text: str, x: float, y: float, size: float = 0) -> None:
        self.canvas.setFont(FONT, size or self.size)
        self.canvas.drawString(x, self.page_size[1] - y, text)

    def turn(self) -> None:
        """Ends the page with its running head and number."""
        if self.head:
            self.put(self.head, self.left, 60, 9)
        if self.number:
            self.put(self.number.format(self.page), self.left + self.width / 2, self.page_size[1] - 50, 10)
        self.canvas.showPage()
        self.page += 1
        self.y = self.top

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[int], *, size: float = 10.5) -> None:
        """A ruled table; the first row comes again on each page. ``widths`` are characters."""
        edges = [self.left]
        for width in widths:
            edges.append(edges[-1] + width * size + 10)
        start = self.y - self.size
        self.y = start
        for number, row in enumerate(rows):
            lines = [
                list(_wrapped(cell, width * size, size)) for cell, width in zip(row, widths, strict=True)
            ]
            height = max(map(len, lines)) * size * 1.4 + 8
            if self.y + height > self.bottom + self.size:
                self.turn()
                if number:
                    self._row(
                        edges,
                        [list(_wrapped(c, w * size, size)) for c, w in zip(rows[0], widths, strict=True)],
                        size,
                    )
            self._row(edges, lines, size)
        self.y += self.pitch

    def _row(self, edges: Sequence[float], cells: Sequence[Sequence[str]], size: float) -> None:
        height = max(map(len, cells)) * size * 1.4 + 8
        for left, right, lines in zip(edges, edges[1:], cells, strict=False):
            self.canvas.rect(left, self.page_size[1] - self.y - height, right - left, height)
            for number, line in enumerate(lines):
                self.put(line, left + 5, self.y + 4 + size + number * size * 1.4, size)
        self.y += height

    def _broken(self, text: str) -> Iterator[str]:
        yield from _wrapped(text, self.width, self.size, self.indent * self.size)

    def save(self) -> bytes:
        self.turn()
        self.canvas.save()
        return self._buffer.getvalue()


def _cells(row: Sequence[str], widths: Sequence[int], size: float) -> list[list[str]]:
    return [list(_wrapped(cell, width * size, size)) for cell, width in zip(row, widths, strict=True)]


def _wrapped(text: str, width: float, size: float, indent: float = 0) -> Iterator[str]:
    """Lines that end before the margin; no comma begins one, no bracket ends one, no number is torn."""
    line, used = "", indent
    for unit in _units(text):
        wide = pdfmetrics.stringWidth(unit, FONT, size)
        if line and used + wide > width + 0.01:
            yield line
            line, used = "", 0.0
        line += unit
        used += wide
    if line:
        yield line


def _units(text: str) -> Iterator[str]:
    unit = ""
    for character in text:
        inside = unit and (
            character in NEVER_FIRST
            or unit[-1] in NEVER_LAST
            or (unit[-1].isascii() and character.isascii() and unit[-1].isalnum() and character.isalnum())
        )
        if unit and not inside:
            yield unit
            unit = ""
        unit += character
    if unit:
        yield unit


def set_paragraphs(paragraphs: Iterable[str], **options: Any) -> bytes:
    """A PDF of plain paragraphs, the first of which is the title."""
    pages = Pages(**options)
    for number, text in enumerate(paragraphs):
        if number == 0 and len(text) <= 20:
            pages.title_line(text)
        else:
            pages.paragraph(text)
    return pages.save()
