"""What a page of a PDF prints: its characters with their places, and its ruling lines, as pdfium gives them.

A PDF has no words, only characters put somewhere. Blanks and line ends that pdfium guesses are left out:
`printed` judges by the places. Turned pages are turned back; characters at any other angle are stamps and
watermarks and go. So does the second copy of a character that was printed twice with a small shift to look
bold; the first one is bold then. Radicals that stand for the characters they look like (⼈ for 人, which some
programs write into the table of a font) become these; symbols of symbol fonts become common ones.

Coordinates are points (1/72 inch), x from left to right, y from top to bottom, of the turned page.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from extractor.errors import ReadingError
from extractor.reading.numbering import print_symbol

MAX_GLYPHS = 200_000
"""Most characters of a page; a page of a newspaper has 15,000."""
MAX_OBJECTS = 20_000
"""Most drawn objects that are searched for ruling lines; a page with more is a map or a drawing."""
MAX_SEGMENTS = 2_000
"""Most lines of one path; a grid of a table has some hundred."""
MAX_EDGES = 3_000
"""Most ruling lines of a page; with more it is a drawing."""
THIN = 3.0
"""A filled shape of at most so many points is a line."""
SHORTEST = 6.0
"""Ruling lines are at least so many points long."""
_OFF_ANGLE = 0.1  # radians
_SHIFT = 0.35  # of the size: the second copy of a bold character is no farther away
_BOLD_WEIGHT = 600
_STROKED_TOO = 2  # the rendering mode that fills and strokes, PDF 32000-1, 9.3.6
_MAX_DEPTH = 4
_HYPHEN = 2  # what pdfium gives for a hyphen at the end of a line

_RADICALS = dict(
    zip(
        "⺁⺇⺈⺌⺍⺝⺟⺠⺩⺫⺬⺭⺮⺶⺷⺹⺼⺽⻁⻂⻃⻄⻅⻆⻇⻉⻋⻌⻏⻐⻑⻒⻓⻔⻖⻘⻙⻚⻛⻜⻝⻠⻢⻣⻤⻥⻦⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂几刀小小月母民王目示示竹羊羊老肉臼虎衣西西见角角贝车辶邑钅長镸长门阜青韦页风飞食饣马骨鬼鱼鸟麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
"""The CJK Radicals Supplement (EquivalentUnifiedIdeograph.txt of Unicode); NFKC knows only two of them."""


class Glyph(NamedTuple):
    """A printed character: its left and right edge, its baseline, its size, whether it is bold."""

    character: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False

    @property
    def middle(self) -> float:
        """The height at which the middle of a Chinese character stands."""
        return self.y - self.size * 0.36


class Edge(NamedTuple):
    """A ruling line, upright or level."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def is_level(self) -> bool:
        """Whether it is level; else it is upright."""
        return self.x1 - self.x0 >= self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: what is printed on it. ``unknown`` is the share of characters that their font does not name,
    ``is_picture`` whether a picture covers most of it."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    edges: tuple[Edge, ...]
    unknown: float = 0.0
    is_picture: bool = False


def read_sheet(page: Any) -> Sheet:
    """The sheet of a page of pypdfium2. Raises `ReadingError` for one with more than `MAX_GLYPHS`."""
    text = page.get_textpage()
    try:
        turned, unknown = _turned_glyphs(text)
        quarter = max(turned, key=lambda key: len(turned[key]), default=0)
        frame = _turn(quarter, *page.get_bbox())
        glyphs = [
            glyph._replace(x0=glyph.x0 - frame[0], x1=glyph.x1 - frame[0], y=glyph.y - frame[1])
            for glyph in turned.get(quarter, ())
            if frame[0] <= (glyph.x0 + glyph.x1) / 2 <= frame[2] and frame[1] <= glyph.middle <= frame[3]
        ]
        edges, pictured = _draw(page, quarter, frame)
        area = (frame[2] - frame[0]) * (frame[3] - frame[1])
        return Sheet(
            frame[2] - frame[0],
            frame[3] - frame[1],
            tuple(_once(glyphs)),
            edges,
            unknown,
            pictured > area * 0.4,
        )
    finally:
        text.close()


def _turned_glyphs(text: Any) -> tuple[dict[int, list[Glyph]], float]:
    """The characters by the quarter turns of their text, and the share of those without a name."""
    count = text.count_chars()
    if count > MAX_GLYPHS:
        raise ReadingError(
            "", f"a page has {count:,} characters, more than the {MAX_GLYPHS:,} that are read; split the page"
        )
    turned: dict[int, list[Glyph]] = defaultdict(list)
    fonts = _Fonts(text)
    unknown = known = 0
    for index, character in _characters(text, count):
        if _is_nameless(character) or pdfium.FPDFText_HasUnicodeMapError(text, index) == 1:
            unknown += 1
            if not "\ue000" <= character <= "\uf8ff":
                continue
        known += 1
        place = _place(text, index)
        if place is not None:
            quarter, x0, x1, base, size = place
            turned[quarter].append(Glyph(_plain(character), x0, x1, base, size, fonts.is_bold(index)))
    return turned, unknown / (known + unknown) if known + unknown else 0.0


def _characters(text: Any, count: int) -> Iterator[tuple[int, str]]:
    """The printed characters with their indices; of a pair of surrogates the second index."""
    high = 0
    for index in range(count):
        if pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        code = pdfium.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code, high = (0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD), 0
        character = "-" if code == _HYPHEN else chr(code) if 0 < code < 0x110000 else "\ufffd"
        yield index, " " if character.isspace() else character


def _place(text: Any, index: int) -> tuple[int, float, float, float, float] | None:
    """The quarter turns of a character, its edges, baseline and size; None where it slants or has no size."""
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    turn = -pdfium.FPDFText_GetCharAngle(text, index) / (math.pi / 2)  # it counts clockwise
    if not math.isfinite(turn) or not pdfium.FPDFText_GetLooseCharBox(text, index, box):
        return None
    quarter = round(turn)
    if abs(turn - quarter) * (math.pi / 2) > _OFF_ANGLE:
        return None
    pdfium.FPDFText_GetCharOrigin(text, index, x, y)
    quarter %= 4
    x0, top, x1, bottom = _turn(quarter, box.left, box.bottom, box.right, box.top)
    base = _turn(quarter, x.value, y.value, x.value, y.value)[1]
    size = bottom - top
    return (quarter, x0, x1, base, size) if size > 0 and math.isfinite(x0 + x1 + base + size) else None


def _turn(
    quarter: int, left: float, bottom: float, right: float, top: float
) -> tuple[float, float, float, float]:
    """A box of the page, whose text runs after so many quarter turns, as left, top, right, bottom."""
    if quarter == 1:
        return bottom, left, top, right
    if quarter == 2:
        return -right, bottom, -left, top
    if quarter == 3:
        return -top, -right, -bottom, -left
    return left, -top, right, -bottom


def _is_nameless(character: str) -> bool:
    """Whether a character says nothing: private use, not assigned, a control character."""
    return character == "\ufffd" or unicodedata.category(character) in ("Co", "Cn", "Cc")


def _plain(character: str) -> str:
    if "\u2f00" <= character <= "\u2fd5":
        return unicodedata.normalize("NFKC", character)
    return _RADICALS.get(character) or print_symbol(character)


class _Fonts:
    """Which characters are bold: by the name of the font, its weight, or because their edge is drawn too."""

    def __init__(self, text: Any) -> None:
        self._text = text
        self._name = ctypes.create_string_buffer(128)
        self._known: dict[int, bool] = {}

    def is_bold(self, index: int) -> bool:
        item = pdfium.FPDFText_GetTextObject(self._text, index)
        if not item:
            return False
        key = ctypes.cast(item, ctypes.c_void_p).value or 0
        if key not in self._known:
            self._known[key] = self._look(index, item)
        return self._known[key]

    def _look(self, index: int, item: Any) -> bool:
        if pdfium.FPDFTextObj_GetTextRenderMode(item) == _STROKED_TOO:
            return True
        if pdfium.FPDFText_GetFontWeight(self._text, index) >= _BOLD_WEIGHT:
            return True
        pdfium.FPDFText_GetFontInfo(self._text, index, self._name, len(self._name), ctypes.c_int())
        return b"bold" in self._name.value.lower()


def _once(glyphs: list[Glyph]) -> Iterator[Glyph]:
    """The characters without second copies at nearly the same place; a first one with a copy is bold."""
    places: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    kept: list[Glyph] = []
    for glyph in glyphs:
        if glyph.character == " ":
            kept.append(glyph)
            continue
        cell = max(glyph.size, 1.0)
        column, row = int(glyph.x0 // cell), int(glyph.y // cell)
        first = next(
            (
                index
                for dx in (-1, 0, 1)
                for dy in (-1, 0, 1)
                for index in places.get((glyph.character, column + dx, row + dy), ())[-8:]
                if _is_copy(kept[index], glyph)
            ),
            None,
        )
        if first == len(kept) - 1 and kept[first].x0 == glyph.x0:
            first = None  # one shape for two characters (——, ff)
        if first is not None:
            shifted = abs(kept[first].x0 - glyph.x0) + abs(kept[first].y - glyph.y) > 0.01
            kept[first] = kept[first]._replace(bold=kept[first].bold or shifted)
            continue
        places[glyph.character, column, row].append(len(kept))
        kept.append(glyph)
    yield from kept


def _is_copy(first: Glyph, second: Glyph) -> bool:
    """Whether a character is printed over the same one; a narrow one (l) must be nearer."""
    most = _SHIFT * min(first.size, first.x1 - first.x0 or first.size)
    same = abs(first.size - second.size) <= 0.2 * first.size
    return same and abs(first.x0 - second.x0) <= most and abs(first.y - second.y) <= _SHIFT * first.size


Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _draw(
    page: Any, quarter: int, frame: tuple[float, float, float, float]
) -> tuple[tuple[Edge, ...], float]:
    """The ruling lines of a page, and how much of it pictures cover, in square points."""
    edges: list[Edge] = []
    pictured = 0.0
    for seen, (item, kind, matrix) in enumerate(_objects(page, pdfium.FPDFPage_CountObjects(page))):
        if seen > MAX_OBJECTS or len(edges) > MAX_EDGES:
            return (), pictured
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            x0, top, x1, bottom = _turn(quarter, *_box(_bounds(item), matrix))
            width = min(x1, frame[2]) - max(x0, frame[0])
            height = min(bottom, frame[3]) - max(top, frame[1])
            pictured += max(width, 0.0) * max(height, 0.0)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            for box in _strokes(item, matrix):
                x0, top, x1, bottom = _turn(quarter, *box)
                if max(x1 - x0, bottom - top) >= SHORTEST:
                    edges.append(Edge(x0 - frame[0], top - frame[1], x1 - frame[0], bottom - frame[1]))
    return tuple(edges), pictured


def _objects(page: Any, count: int) -> Iterator[tuple[Any, int, Matrix]]:
    """The drawn objects with their kinds and matrices, those inside forms too."""
    stack: list[tuple[Any, bool, int, int, Matrix]] = [(page, True, 0, count, _SAME)]
    while stack:
        parent, is_page, index, most, matrix = stack.pop()
        if index >= most:
            continue
        stack.append((parent, is_page, index + 1, most, matrix))
        get = pdfium.FPDFPage_GetObject if is_page else pdfium.FPDFFormObj_GetObject
        item = get(parent, index)
        if not item:
            continue
        kind = pdfium.FPDFPageObj_GetType(item)
        yield item, kind, matrix
        if kind == pdfium.FPDF_PAGEOBJ_FORM and len(stack) <= _MAX_DEPTH:
            inner = _times(_matrix(item), matrix)
            stack.append((item, False, 0, pdfium.FPDFFormObj_CountObjects(item), inner))


def _matrix(item: Any) -> Matrix:
    values = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, values):
        return _SAME
    return values.a, values.b, values.c, values.d, values.e, values.f


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _bounds(item: Any) -> list[tuple[float, float]]:
    values = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *values):
        return [(0.0, 0.0)]
    left, bottom, right, top = (value.value for value in values)
    return [(left, bottom), (right, top)]


def _box(points: list[tuple[float, float]], matrix: Matrix) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of points that a matrix moves."""
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x, y in points]
    ys = [b * x + d * y + f for x, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _strokes(item: Any, matrix: Matrix) -> Iterator[tuple[float, float, float, float]]:
    """The boxes of the level and upright lines of a path: what is drawn, or filled and thin."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(item, fill, stroke) or not (fill.value or stroke.value):
        return
    count = pdfium.FPDFPath_CountSegments(item)
    if not 2 <= count <= MAX_SEGMENTS:
        return
    own = _times(_matrix(item), matrix)
    for points in _subpaths(item, count):
        whole = _box(points, own)
        if min(whole[2] - whole[0], whole[3] - whole[1]) <= THIN and len(points) <= 6:
            yield whole
        elif stroke.value:
            for one, other in pairwise(points):
                box = _box([one, other], own)
                if min(box[2] - box[0], box[3] - box[1]) <= 0.5:
                    yield box


def _subpaths(item: Any, count: int) -> Iterator[list[tuple[float, float]]]:
    """The corners of each stretch of a path, the first one again where it is closed."""
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        if not segment or not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append((x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points


def usual(values: Iterator[float] | list[float], step: float = 0.5) -> float:
    """The commonest of some numbers, which differ by less than a step; 0 without any."""
    counts = Counter(round(value / step) for value in values)
    return max(counts, key=lambda key: (counts[key], key)) * step if counts else 0.0
