"""Printed rows become paragraphs: the breaks that only the width of the page made are undone.

As a person would: a row ends its paragraph where what opens the next one would still have fitted into it. The
next row opens a paragraph where it is indented as paragraphs of its page are, where the gap above it is wider
than usual, where its characters have another size, or, on pages without indentation, where it opens with a
number behind a full stop. Titles, which are centred, keep their lines. A paragraph goes on on the next page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.numerals import HAN
from extractor.reading.drafts import Line, clean_line
from extractor.reading.glyphs import usual
from extractor.reading.printed import Row, is_wide

_OTHER_SIZE = 0.12
"""Sizes that differ by a larger share are different."""
_WIDER_GAP = 1.3
"""A gap so many times the usual one parts paragraphs."""
_SLACK = 0.55
"""Sizes that a full row may lack beside what did not fit: air in justified lines."""
_WORD = 9.0
"""Sizes of the longest word that is not torn at the margin; an address may be longer than a row."""
_INDENT = (0.9, 4.6)
"""Sizes by which the first row of a paragraph is indented."""
_DEEP = 7.0
"""Sizes from the left margin at which no paragraph begins, but signatures do."""
_OWN_ROWS = 10
"""A page of so many rows has margins of its own; scans are never quite straight."""
_FULL = 0.4
"""Share of full rows that makes a page one of text, not of a list."""
_STOPS = frozenset("。！？；：.!?;:")
_NEVER_BEGINS = frozenset("，。、；：？！）】》”’〕")
_NEVER_ENDS = frozenset("，、（《“【〔(")
_SURE_MARKER = re.compile(rf"[{HAN}]{{1,4}}、|[（(][{HAN}]{{1,4}}[)）]|第[{HAN}]{{1,6}}[章节篇编条]")
_MARKER = re.compile(
    rf"[{HAN}]{{1,4}}[、.．]|[（(](?:[{HAN}]{{1,4}}|\d{{1,3}})[)）]|\d{{1,3}}(?:[.．](?!\d)|、|[)）])"
    rf"|\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}(?![.\d%％])|第[{HAN}\d]{{1,6}}[章节篇编条]|[①-⒛㈠-㈩■●◆•▶]"
)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The column in which a row stands: its margins, the indentation of its paragraphs (0 for none), the
    distance between its rows in sizes."""

    left: float
    right: float
    indent: float
    pitch: float


Frames = dict[tuple[int, int], _Frame]


def join_rows(rows: Sequence[Row], frames: Frames) -> Iterator[list[Row]]:
    """The rows of each paragraph; ``frames`` are those of the whole document."""
    paragraph: list[Row] = []
    for row in rows:
        if paragraph and not _goes_on(paragraph, row, frames):
            yield paragraph
            paragraph = []
        paragraph.append(row)
    if paragraph:
        yield paragraph


def make_line(rows: Sequence[Row]) -> Line:
    """A paragraph as one line of the text; between two Latin words there is a blank instead of a break."""
    raw = rows[0].raw
    for above, row in pairwise(rows):
        raw += ("" if _are_glued(above.text, row.text) else " ") + row.raw
    text, bold = clean_line(raw)
    return Line(text, bold=bold)


def _are_glued(above: str, below: str) -> bool:
    one, other = above[-1:], below[:1]
    return is_wide(one) or is_wide(other) or not (one.isascii() and other.isascii() and _is_word(one, other))


def _is_word(one: str, other: str) -> bool:
    return (one.isalpha() or one in ",.;:") and other.isalnum()


def opens_item(text: str) -> bool:
    """Whether a row opens with a number as items do."""
    return bool(_MARKER.match(text))


def find_frames(rows: Sequence[Row]) -> Frames:
    """The frame of each column of each page."""
    size = usual([row.size for row in rows for _ in range(max(len(row.text), 1))], 0.25) or 1.0
    body = [row for row in rows if _alike(row.size, size)]
    shared: dict[tuple[int, int], list[Row]] = defaultdict(list)
    own: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in body:
        shared[row.page % 2, row.column].append(row)
        own[row.page, row.column].append(row)
    margins: dict[tuple[int, int], tuple[float, float]] = {}
    for page, column in dict.fromkeys((row.page, row.column) for row in rows):
        left, right = _margins(shared[page % 2, column] or list(rows), size)
        if len(own[page, column]) >= _OWN_ROWS:
            left, right = _own_margins(own[page, column], right - left, size)
        margins[page, column] = left, right
    pitch, indent = _pitch(body), _indent(body, margins, size)
    return {key: _Frame(left, right, indent, pitch) for key, (left, right) in margins.items()}


def _own_margins(rows: Sequence[Row], width: float, size: float) -> tuple[float, float]:
    """The margins of one page; where few of its rows are full, the right one is as far away as elsewhere."""
    left, right = _margins(rows, size)
    full = sum(row.x1 > right - 1.5 * size for row in rows)
    is_text = full >= _FULL * len(rows) and right - left > 0.5 * width
    return left, right if is_text else max(left + width, right)


def _margins(rows: Sequence[Row], size: float) -> tuple[float, float]:
    """The left and the right margin: where most rows begin and end; a few may stand out."""
    step = size / 2
    lefts = Counter(round(row.x0 / step) for row in rows)
    least = max(2, 0.08 * len(rows))
    crowded = [place for place, count in lefts.items() if count + lefts.get(place + 1, 0) >= least]
    start = min(crowded, default=min(lefts)) * step
    left = min((row.x0 for row in rows if row.x0 >= start - size / 4), default=start)
    rights = Counter(round(row.x1 / step) for row in rows)
    place = max(rights, key=lambda one: (rights[one] + rights.get(one + 1, 0) + rights.get(one - 1, 0), one))
    full = [row.x1 for row in rows if abs(row.x1 / step - place) <= 1.5]
    return left, max(full if len(full) >= 0.2 * len(rows) else [row.x1 for row in rows])


def _pitch(rows: Sequence[Row]) -> float:
    """The usual distance between rows, in sizes."""
    gaps = [
        (below.y - above.y) / below.size
        for above, below in pairwise(rows)
        if (above.page, above.column) == (below.page, below.column) and 0 < below.y - above.y < 5 * below.size
    ]
    return usual(gaps, 0.1) or 1.5


def _indent(rows: Sequence[Row], margins: dict[tuple[int, int], tuple[float, float]], size: float) -> float:
    """How far the first rows of paragraphs are indented, in points; 0 where they are not."""
    least, most = (share * size for share in _INDENT)
    places = Counter[int]()
    for row in rows:
        offset = row.x0 - margins[row.page, row.column][0]
        if least <= offset <= most and row.x1 - row.x0 > 4 * size:
            places[round(offset / (size / 2))] += 1
    if not places:
        return 0.0
    place, count = places.most_common(1)[0]
    return place * size / 2 if count >= max(2, 0.06 * len(rows)) else 0.0


def _alike(one: float, other: float) -> bool:
    return abs(one - other) <= _OTHER_SIZE * max(one, other)


def _same_size(one: Row, other: Row) -> bool:
    """Whether two rows are printed alike; where no Chinese character tells the size it is but a guess."""
    guessed = one.text.isascii() or other.text.isascii()
    return abs(one.size - other.size) <= (2 if guessed else 1) * _OTHER_SIZE * max(one.size, other.size)


def _goes_on(paragraph: Sequence[Row], row: Row, frames: Frames) -> bool:
    """Whether a row belongs to the paragraph whose rows come before it."""
    last = paragraph[-1]
    frame, other = frames[last.page, last.column], frames[row.page, row.column]
    if last.is_spread or row.is_spread or not _same_size(last, row) or _is_far(last, row, frame):
        return False
    if not _is_full(last, row, frame) or _is_centred(last, frame):
        return False
    if _is_centred(row, other) and last.x0 - frame.left <= _INDENT[1] * row.size:
        return last.text[-1] not in _STOPS  # the rest of a long title
    if max(last.x0 - frame.left, row.x0 - other.left) > _DEEP * row.size:
        return False  # a signature at the right ends there whether it is full or not
    if row.text[0] in _NEVER_BEGINS or last.text[-1] in _NEVER_ENDS:
        return True
    offset = row.x0 - other.left
    if other.indent and abs(offset - other.indent) <= 0.6 * row.size:
        return _hangs(paragraph, row, frame)
    if offset > 0.9 * row.size:
        return last.text[-1] not in _STOPS and not opens_item(row.text)
    if other.indent:
        return True
    return not (opens_item(row.text) if last.text[-1] in _STOPS else _SURE_MARKER.match(row.text))


def _hangs(paragraph: Sequence[Row], row: Row, frame: _Frame) -> bool:
    """Whether rows go on under the text of a number that is hung out: all but the first are indented."""
    first, last = paragraph[0], paragraph[-1]
    hung = first.x0 - frame.left < 0.6 * row.size and opens_item(first.text)
    aligned = len(paragraph) == 1 or abs(last.x0 - row.x0) < 0.6 * row.size
    return hung and aligned and last.text[-1] not in _STOPS and not opens_item(row.text)


def _is_far(last: Row, row: Row, frame: _Frame) -> bool:
    """Whether more than the usual gap parts two rows of a page."""
    if (last.page, last.column) != (row.page, row.column):
        return False
    gap = row.y - last.y
    return gap <= 0 or gap > _WIDER_GAP * frame.pitch * row.size


def _is_full(last: Row, row: Row, frame: _Frame) -> bool:
    """Whether the first characters of a row had no place in the row before it."""
    torn = last.text[-1] == "/" and row.text[0].isascii()  # an address
    return torn or frame.right - last.x1 < min(row.opening, _WORD * row.size) + _SLACK * row.size


def _is_centred(row: Row, frame: _Frame) -> bool:
    """Whether a row stands in the middle, with the same space on both sides of it."""
    left, right = row.x0 - frame.left, frame.right - row.x1
    return min(left, right) > 2.5 * row.size and abs(left - right) <= 1.2 * row.size
