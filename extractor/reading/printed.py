"""Printed lines: characters with places become rows in the order in which a person reads them.

Characters on one baseline are a row. A blank stands where the gap is too wide to be the air that printers
put between Chinese and Latin characters, or where the page has one itself. A page whose rows leave a gutter
in the middle has two columns; a row that crosses the gutter (a title) parts them: what stands above it is
read first, left before right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.reading.drafts import BOLD_OFF, BOLD_ON
from extractor.reading.glyphs import Glyph

_ONE_LINE = 0.45
"""Baselines that differ by less than this share of the size are one row: raised figures."""
_LATIN_GAP, _MIXED_GAP, _HAN_GAP = 0.18, 0.55, 0.7
"""Gaps, in sizes, from which on two characters have a blank between them."""
_SPREAD = 3.0
"""Sizes of a gap that parts a line."""
_STANDS_OUT = 0.22
"""So much wider than the gaps of its line is the gap of a blank between two Chinese characters."""
_LEAST_COLUMN = 6
"""Rows that each column has at least."""
_CROSSING = 0.2
"""Share of the rows that may cross the gutter."""
_BINS = 200
_OPENERS = frozenset("（《“‘【〔〈『「([")
_CLOSERS = frozenset("，。、；：？！）】》”’〕〉』」,.;:?!)]}%％…—·")


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line.

    ``raw`` holds its words with the marks of `drafts` around what is bold; ``size`` is the width of a Chinese
    character; ``opening`` the width of what would have to fit into the line above; ``is_spread`` says that a
    wide gap parts it, as a tabulator does.
    """

    raw: str
    x0: float
    x1: float
    y: float
    size: float
    opening: float
    page: int = 0
    column: int = 0
    is_spread: bool = False

    @property
    def text(self) -> str:
        """The words without marks."""
        return self.raw.replace(BOLD_ON, "").replace(BOLD_OFF, "").strip()


def is_wide(character: str) -> bool:
    """Whether a character is as wide as a Chinese one."""
    return character >= "\u2e80" or character in "“”‘’—…·※"


def find_rows(glyphs: Iterable[Glyph], page: int = 0, column: int = 0) -> list[Row]:
    """The rows of characters, from top to bottom."""
    return [_row(line, page, column) for line in _lines(glyphs) if any(g.character != " " for g in line)]


def order(glyphs: Sequence[Glyph], page: int) -> list[Row]:
    """The rows of a page in reading order, those of two columns one column after the other."""
    gutter = _gutter([line for line in _lines(glyphs) if any(g.character != " " for g in line)])
    if gutter is None:
        return find_rows(glyphs, page)
    rows: list[Row] = []
    left: list[Glyph] = []
    right: list[Glyph] = []

    def flush() -> None:
        rows.extend(find_rows(left, page, 1))
        rows.extend(find_rows(right, page, 2))
        left.clear()
        right.clear()

    for line in _lines(glyphs):
        if _crosses(line, gutter):
            flush()
            rows.extend(find_rows(line, page))
        else:
            left.extend(glyph for glyph in line if glyph.x1 <= gutter + 1)
            right.extend(glyph for glyph in line if glyph.x1 > gutter + 1)
    flush()
    return rows


def _lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """The characters by baselines, from top to bottom, in each from left to right."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: one.y):
        first = next((line for line in reversed(lines[-3:]) if _is_beside(line[0], glyph)), None)
        if first is None:
            lines.append([glyph])
        else:
            first.append(glyph)
    for line in lines:
        line.sort(key=lambda glyph: (glyph.x0, glyph.x1))
    return lines


def _is_beside(first: Glyph, glyph: Glyph) -> bool:
    return abs(first.y - glyph.y) <= _ONE_LINE * max(first.size, glyph.size)


def _row(line: list[Glyph], page: int, column: int) -> Row:
    while line[0].character == " ":
        line = line[1:]
    while line[-1].character == " ":
        line = line[:-1]
    size = _size(line)
    air = _air(line)
    pieces: list[str] = []
    bold = False
    last: Glyph | None = None
    for glyph in line:
        if (
            last is not None
            and " " not in (last.character, glyph.character)
            and _is_apart(last, glyph, size, air)
        ):
            pieces.append(" ")
        if glyph.bold != bold and glyph.character != " ":
            pieces.append(BOLD_ON if glyph.bold else BOLD_OFF)
            bold = glyph.bold
        pieces.append(glyph.character)
        last = glyph
    if bold:
        pieces.append(BOLD_OFF)
    is_spread = any(b.x0 - a.x1 > _SPREAD * size for a, b in pairwise(line))
    y = median(glyph.y for glyph in line)
    return Row("".join(pieces), line[0].x0, line[-1].x1, y, size, _opening(line), page, column, is_spread)


def _size(line: Sequence[Glyph]) -> float:
    """The width of a Chinese character in a line; without one, what its height makes likely."""
    wide = [g.x1 - g.x0 for g in line if g.character >= "\u2e80" and g.x1 - g.x0 > 0.5 * g.size]
    return median(wide) if wide else median(g.size for g in line if g.character != " ")


def _air(line: Sequence[Glyph]) -> float:
    """The usual gap between two Chinese characters of a line, which may be spaced out."""
    gaps = [b.x0 - a.x1 for a, b in pairwise(line) if is_wide(a.character) and is_wide(b.character)]
    return max(median(gaps), 0.0) if gaps else 0.0


def _is_apart(one: Glyph, other: Glyph, size: float, air: float) -> bool:
    """Whether there is a blank between two characters of a line."""
    if " " in (one.character, other.character):
        return False
    wide = is_wide(one.character) + is_wide(other.character)
    gap = other.x0 - one.x1
    if wide == 2 and one.character.isalnum() and other.character.isalnum():
        return gap > air + _STANDS_OUT * size
    return gap > (_LATIN_GAP, _MIXED_GAP, max(_HAN_GAP, 2 * air / size))[wide] * size


def _opening(line: Sequence[Glyph]) -> float:
    """How wide the first characters of a line are that cannot be parted."""
    end = _inseparable("".join(glyph.character for glyph in line))
    return line[end - 1].x1 - line[0].x0


def opening_of(text: str) -> float:
    """The same in characters of the usual width, where only the words are known."""
    return sum(1.0 if is_wide(character) else 0.5 for character in text[: _inseparable(text)])


def _inseparable(text: str) -> int:
    """How many characters at the head stay together: a number, a word, a bracket with what it opens."""
    end = 1
    while end < len(text) and text[end - 1] in _OPENERS:
        end += 1
    while end < len(text) and not is_wide(text[end - 1]) and not is_wide(text[end]) and text[end] != " ":
        end += 1
    while end < len(text) and text[end] in _CLOSERS:
        end += 1
    return end


def _gutter(lines: Sequence[Sequence[Glyph]]) -> float | None:
    """Where the gutter between two columns stands; ``None`` where the page has one column."""
    if len(lines) < _LEAST_COLUMN:
        return None
    x0 = min(line[0].x0 for line in lines)
    width = max(line[-1].x1 for line in lines) - x0
    if width <= 0:
        return None
    crossed = [0] * (_BINS + 1)
    for line in lines:
        for start, end in _stretches(line):
            first, last = (int((x - x0) / width * _BINS) for x in (start, end))
            for place in range(max(first, 0), min(last, _BINS) + 1):
                crossed[place] += 1
    middle = range(int(_BINS * 0.38), int(_BINS * 0.62))
    least = min(crossed[place] for place in middle)
    if least > _CROSSING * len(lines):
        return None
    places = [place for place in middle if crossed[place] == least]
    gutter = x0 + width * (places[len(places) // 2] + 0.5) / _BINS
    return gutter if _are_columns(lines, gutter, x0, width) else None


def _stretches(line: Sequence[Glyph]) -> Iterator[tuple[float, float]]:
    """The parts of a line without a gap that is wider than a character."""
    start, end = line[0].x0, line[0].x1
    for glyph in line[1:]:
        if glyph.character == " ":
            continue
        if glyph.x0 - end > 0.9 * glyph.size:
            yield start, end
            start = glyph.x0
        end = max(end, glyph.x1)
    yield start, end


def _are_columns(lines: Sequence[Sequence[Glyph]], gutter: float, x0: float, width: float) -> bool:
    """Whether both sides of a gutter are filled with text, not with a list and its figures."""
    for left, right in ((x0, gutter), (gutter, x0 + width)):
        widths = [
            sum(end - start for start, end in _stretches(line) if left - 1 <= start and end <= right + 1)
            for line in lines
        ]
        filled = sum(one > 0.75 * (right - left) for one in widths)
        if filled < _LEAST_COLUMN or filled < 0.4 * sum(one > 0 for one in widths):
            return False
    return True


def _crosses(line: Sequence[Glyph], gutter: float) -> bool:
    """Whether a line stands on both sides without a gap at the gutter."""
    return any(start < gutter - 1 and end > gutter + 1 for start, end in _stretches(line))
