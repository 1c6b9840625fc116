"""From rows on pages to lines of a text: what every page repeats goes, paragraphs are whole again.

Furniture of a page (running heads, page numbers, the mark of a scanner) is what stands at its edge and comes
again on other pages, numbers aside; a lone number at the edge is one too. A row goes on in the next one if it
is full and the next one is not indented, also over the end of a page. Where no paragraph begins with an
indent, a full row that ends a sentence may end its paragraph too, and ends it. No words are known here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.reading.drafts import Line
from extractor.reading.glyphs import Row, is_wide

_EDGE = 0.17  # share of the height of a page in which its furniture stands
_AT_EDGE = 3  # rows at either end of a page that may be furniture
_AGAIN = 0.3  # share of the pages on which furniture comes again
_LONGEST = 60  # characters of such a row
_NUMBER = re.compile(r"\d+")
_NUMBER_ALONE = re.compile(r"[\W_一]*\d{1,4}(?:[\W_]*\d{1,4})?[\W_一]*")  # 一 is what OCR makes of a dash
_FULL = 1.7  # of its size: so much may miss at the end of a full row
_SHORTEST = 14.0  # of its size; shorter rows are full in no layout
_INDENT = (0.9, 7.0)  # of the size: what an indent is
_INDENTED = 0.06  # share of rows from which on paragraphs are told by indents
_ENDS = ("。", "；", "：", "！", "？", ".", ";", ":")
_OTHER_SIZE = 0.15
_PITCH = 1.6  # of the usual distance: more is a new paragraph
_SEVERAL = 8  # rows by which the edges of one page are known
_WIDE = 0.7  # of the widest row: what such rows are


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page, without those of its tables, and its height in points."""

    rows: tuple[Row, ...]
    height: float


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without what they repeat at their edges."""
    seen = Counter(key for page in pages for key in {_key(row.text) for row in _at_edge(page)})
    least = max(2, _AGAIN * len(pages))
    return [
        Page(tuple(row for row in page.rows if row not in gone), page.height)
        for page in pages
        for gone in [{row for row in _at_edge(page) if _is_furniture(row, seen, least)}]
    ]


def _at_edge(page: Page) -> list[Row]:
    rows = sorted(page.rows, key=lambda row: row.top)
    upper, lower = _EDGE * page.height, (1 - _EDGE) * page.height
    found = [row for row in rows[:_AT_EDGE] if row.bottom <= upper]
    return found + [row for row in rows[-_AT_EDGE:] if row.top >= lower]


def _is_furniture(row: Row, seen: Counter[str], least: float) -> bool:
    if len(row.text) > _LONGEST:
        return False
    return bool(_NUMBER_ALONE.fullmatch(row.text)) or seen[_key(row.text)] >= least


def _key(text: str) -> str:
    return _NUMBER.sub("#", text.replace(" ", ""))


@dataclass(frozen=True, slots=True)
class Edges:
    """Where full rows begin and end, the usual distance between rows, and whether indents open paragraphs."""

    left: float
    right: float
    pitch: float
    has_indents: bool


def paragraphs(parts: Iterable[Sequence[Row]], usual: Edges) -> Iterator[Line]:
    """The lines that rows make; each part holds those of a page, or of a stretch of one between tables.

    >>> rows = [Row("市水务局要", 100, 200, 0, 12, 12)]
    >>> [line.text for line in paragraphs([rows], edges_of(rows))]
    ['市水务局要']
    """
    open_rows: list[Row] = []
    for part in parts:
        edges = edges_of(part, usual)
        for row in part:
            if open_rows and not _goes_on(open_rows[-1], row, edges):
                yield _line(open_rows)
                open_rows = []
            open_rows.append(row)
    if open_rows:
        yield _line(open_rows)


def edges_of(rows: Sequence[Row], usual: Edges | None = None) -> Edges:
    """The edges of these rows; those that are ``usual`` where the rows are too few to tell."""
    widest = max((row.right - row.left for row in rows), default=0.0)
    wide = [row for row in rows if row.right - row.left > _WIDE * widest]
    if usual and len(wide) < _SEVERAL:
        return usual
    if not wide:
        return Edges(0.0, 0.0, 0.0, False)
    lefts = Counter(round(row.left / 2) * 2 for row in wide)
    left = min(edge for edge, number in lefts.items() if number >= max(lefts.values()) * 0.3)
    rights = sorted(row.right for row in wide)
    right = rights[int(0.9 * (len(rights) - 1))]
    steps = sorted(b.top - a.top for a, b in pairwise(rows) if b.top > a.top)
    indented = sum(_is_indented(row, left) for row in rows)
    has_indents = usual.has_indents if usual else indented > _INDENTED * len(rows)
    return Edges(left, right, steps[len(steps) // 2] if steps else 0.0, has_indents)


def _is_indented(row: Row, left: float) -> bool:
    return _INDENT[0] * row.size < row.left - left < _INDENT[1] * row.size


def _goes_on(row: Row, other: Row, edges: Edges) -> bool:
    """Whether the paragraph of a row goes on in the other one."""
    if abs(row.size - other.size) > _OTHER_SIZE * row.size:
        return False
    if row.right - row.left < _SHORTEST * row.size:
        return False
    if not edges.has_indents and row.text.endswith(_ENDS):
        return False
    if row.right < edges.right - _FULL * row.size or other.left - edges.left > _INDENT[0] * other.size:
        return False
    step = other.top - row.top  # negative at the top of the next page
    return step < _PITCH * edges.pitch if step > 0 and edges.pitch else True


def _line(rows: Sequence[Row]) -> Line:
    text, bold = "", list[tuple[int, int]]()
    for row in rows:
        if text and not (is_wide(text[-1]) or is_wide(row.text[0])):
            text += " "
        bold += ((start + len(text), end + len(text)) for start, end in row.bold)
        text += row.text
    return Line(text, bold=tuple(bold))
