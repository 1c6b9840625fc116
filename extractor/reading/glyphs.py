"""What stands on a page of a PDF: its characters with their boxes, and the rows that they make.

A PDF knows no words, lines or paragraphs, only glyphs at places, so everything is told by geometry. Glyphs
come in the order in which the page was written, which also keeps columns apart; one that goes on to the right
on the same height goes on in the row. Blanks are not believed: what a justified line spreads is no blank
between two Han characters, and a wide gap is one even where none is stored. A glyph that is printed twice
with a small shift, to look bold, counts once. All measures are points (1/72 inch); ``top`` and ``bottom``
count downwards from the top of the page.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

_BOLD_WEIGHT = 600
_NAME = 128  # bytes of a font's name that are looked at
_TWICE = 0.4  # of its size: a glyph so near to the same one is its shadow
_LEVEL = 0.5  # of the lower of two: so much of their heights is shared within a row
_BACK = 0.6  # of its size: so far a glyph may stand before the end of the one before it
_WIDE_GAP = 0.8
_MIXED_GAP = 0.6
_NARROW_GAP = 0.15
"""Of the size: gaps that are a blank between two wide characters, a wide and a narrow one, two narrow."""
_FAR = 4.0  # of the size: what stands farther to the right is no part of the row
_UPWARD = 0.25  # share of steps upwards from which the order of a page is none
_RADICALS = re.compile("[\u2e80-\u2fdf]")


class Glyph(NamedTuple):
    """A character and its box."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of glyphs: its text and box, the size of its letters, its bold stretches (offsets in it)."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: tuple[tuple[int, int], ...] = ()


class Read(NamedTuple):
    """The glyphs of a page, and how many characters its fonts do not tell."""

    glyphs: list[Glyph]
    unknown: int


def read_glyphs(page: Any, limit: int) -> Read:
    """The visible glyphs of a page of pypdfium2, in the order of the page, at most ``limit`` characters."""
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    height = page.get_height()
    box, name = pdfium.FS_RECTF(), ctypes.create_string_buffer(_NAME)
    found: list[Glyph] = []
    near = _Shadows()
    unknown = 0
    try:
        for index in range(min(text.count_chars(), limit)):
            code = pdfium.FPDFText_GetUnicode(text, index)
            unknown += _is_unknown(code)
            letter = _letter(code)
            if not letter or not pdfium.FPDFText_GetLooseCharBox(text, index, box):
                continue
            size = abs(box.top - box.bottom)
            bold = _is_bold(pdfium, text, index, name)
            glyph = Glyph(letter, box.left, box.right, height - box.top, height - box.bottom, size, bold)
            if size > 0 and not near.has(glyph):
                found.append(glyph)
    finally:
        text.close()
    return Read(found, unknown)


def _is_unknown(code: int) -> bool:
    """Whether a font gives a code that is no character: none, a private one, or the sign for such."""
    return code == 0xFFFD or 0xE000 <= code < 0xF900 or (code < 32 and code not in (2, 9, 10, 13))


def _letter(code: int) -> str:
    """A visible character; radicals, which fonts confuse with characters, become these (domain.md §1.6)."""
    if not 32 < code < 0x110000 or 0xD800 <= code < 0xE000:
        return ""
    letter = chr(code)
    if _RADICALS.match(letter):
        letter = unicodedata.normalize("NFKC", letter)
    return "" if letter.isspace() or unicodedata.category(letter[0]) in ("Cc", "Cf", "Cn") else letter


def _is_bold(pdfium: Any, text: Any, index: int, name: Any) -> bool:
    if pdfium.FPDFText_GetFontWeight(text, index) >= _BOLD_WEIGHT:
        return True
    length = pdfium.FPDFText_GetFontInfo(text, index, name, _NAME, None)
    return b"bold" in name.raw[: min(length, _NAME)].lower()


class _Shadows:
    """The glyphs so far, by letter and place, to know one that is printed again beside itself."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, int, int], Glyph] = {}

    def has(self, glyph: Glyph) -> bool:
        """Whether the same letter stands there already; if not, it does from now on."""
        step = max(glyph.size * _TWICE, 0.1)
        column, row = int(glyph.left / step), int(glyph.top / step)
        around = ((column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1))
        for place in around:
            other = self._places.get((glyph.text, *place))
            if other and abs(other.left - glyph.left) < step and abs(other.top - glyph.top) < step:
                return True
        self._places[glyph.text, column, row] = glyph
        return False


def rows_of(glyphs: Iterable[Glyph]) -> list[Row]:
    """The rows that glyphs make, from the top to the bottom of each column."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs and _goes_on(runs[-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    runs = [*_joined(_in_order(runs))]
    return [row for run in runs if (row := _row(run)).text]


def _goes_on(run: Sequence[Glyph], glyph: Glyph) -> bool:
    last = run[-1]
    shared = min(last.bottom, glyph.bottom) - max(last.top, glyph.top)
    if shared < _LEVEL * min(last.bottom - last.top, glyph.bottom - glyph.top):
        return False
    gap = glyph.left - last.right
    return -_BACK * last.size <= gap <= _FAR * max(last.size, glyph.size)


def _in_order(runs: list[list[Glyph]]) -> list[list[Glyph]]:
    """The runs as written; where they jump up again and again, as they stand on the page."""
    steps = [other[0].top < one[0].top - one[0].size for one, other in pairwise(runs)]
    if len(steps) < 4 or sum(steps) <= _UPWARD * len(steps):
        return runs
    return sorted(runs, key=lambda run: (round(run[0].bottom / max(run[0].size, 1)), run[0].left))


def _joined(runs: Iterable[list[Glyph]]) -> Iterator[list[Glyph]]:
    """Neighbours that stand on the same height beside one another are one row."""
    open_run: list[Glyph] = []
    for run in runs:
        if open_run and _goes_on(open_run, run[0]):
            open_run = [*open_run, *run]
            continue
        if open_run:
            yield open_run
        open_run = run
    if open_run:
        yield open_run


def _row(run: Sequence[Glyph]) -> Row:
    parts: list[str] = []
    bold: list[tuple[int, int]] = []
    length = 0
    for before, glyph in zip((None, *run), run, strict=False):
        if before and _is_apart(before, glyph):
            parts.append(" ")
            length += 1
        if glyph.bold:
            start = bold.pop()[0] if bold and bold[-1][1] >= length - 1 else length
            bold.append((start, length + len(glyph.text)))
        parts.append(glyph.text)
        length += len(glyph.text)
    sizes = sorted(glyph.size for glyph in run)
    return Row(
        "".join(parts),
        min(glyph.left for glyph in run),
        max(glyph.right for glyph in run),
        min(glyph.top for glyph in run),
        max(glyph.bottom for glyph in run),
        sizes[len(sizes) // 2],
        tuple(bold),
    )


def _is_apart(one: Glyph, other: Glyph) -> bool:
    wide = is_wide(one.text[-1]) + is_wide(other.text[0])
    least = (_NARROW_GAP, _MIXED_GAP, _WIDE_GAP)[wide]
    return other.left - one.right > least * min(one.size, other.size)


def is_wide(letter: str) -> bool:
    """Whether a character fills a square, as Han characters and their punctuation do.

    >>> is_wide("政"), is_wide("，"), is_wide("a")
    (True, True, False)
    """
    return unicodedata.east_asian_width(letter) in "WFA"
