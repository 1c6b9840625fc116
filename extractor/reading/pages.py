"""What belongs to the page and not to the text: running heads and feet, numbers of pages.

Only the first and last rows of a page are looked at. A number of a page is one by its shape (－ 1 －,
第1页 共5页, 3/12), or is a bare figure that goes up from page to page. A running head is a row that stands at
the same height with the same words on several pages, figures in it apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from extractor.reading.printed import Row

EDGE_ROWS = 3
"""So many rows at the top and at the bottom of a page may belong to it."""
HEAD_ZONE = 0.16
"""Running heads and numbers stand in this share of the height, at the top or at the bottom."""
REPEATED = 0.4
"""Share of the pages on which a running head stands: odd and even pages may have their own."""

_DASHES = "-—–－―‐·•~～_一"  # as a picture is read, a dash may be the figure one, and a figure a letter
_NUMBER = re.compile(
    rf"[{_DASHES}]{{1,3}}\s?(?:[\dSOlI]\s?){{1,4}}\s?[{_DASHES}]{{1,3}}"
    r"|第?\s?\d{1,4}\s?页?\s?[/,，、(（|]?\s?共?\s?\d{1,4}\s?页\s?[)）]?|第\s?\d{1,4}\s?页"
    r"|(?:Page|page|PAGE|P\.?)\s?\d{1,4}(?:\s?(?:of|/)\s?\d{1,4})?|\d{1,4}\s?/\s?\d{1,4}"
)
_BARE = re.compile(r"\d{1,4}")
_FIGURES = re.compile(r"\d+")
_SAME_HEIGHT = 3.0  # points


def drop_page_parts(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> list[list[Row]]:
    """The rows of each page without its running heads, feet and number."""
    edges = [list(_edges(rows, height)) for rows, height in zip(pages, heights, strict=True)]
    repeated = _repeated(pages, edges)
    counted = _counted(pages, edges)
    kept: list[list[Row]] = []
    for number, rows in enumerate(pages):
        gone = {
            index
            for index in edges[number]
            if _NUMBER.fullmatch(rows[index].text)
            or _key(rows[index]) in repeated
            or (number, index) in counted
        }
        kept.append([row for index, row in enumerate(rows) if index not in gone])
    return kept


def _edges(rows: Sequence[Row], height: float) -> Iterator[int]:
    """The indices of the rows at the edges of a page, by their height."""
    by_height = sorted(range(len(rows)), key=lambda index: rows[index].y)
    first, last = by_height[:EDGE_ROWS], by_height[-EDGE_ROWS:]
    yield from (i for i in first if rows[i].y < height * HEAD_ZONE)
    yield from (i for i in last if rows[i].y > height * (1 - HEAD_ZONE) and i not in first)
    yield from (i for i in first if i in last and rows[i].y > height * (1 - HEAD_ZONE))


def _key(row: Row) -> tuple[str, int]:
    words = _FIGURES.sub("#", "".join(row.text.split()))
    return words, round(row.y / _SAME_HEIGHT)


def _repeated(pages: Sequence[Sequence[Row]], edges: Sequence[Sequence[int]]) -> set[tuple[str, int]]:
    """The rows at the edges that stand on several pages, by words and height."""
    counts = Counter(
        key for rows, indices in zip(pages, edges, strict=True) for key in {_key(rows[i]) for i in indices}
    )
    least = max(2, REPEATED * len(pages))
    found: set[tuple[str, int]] = set()
    for (words, height), count in counts.items():
        around = count + counts.get((words, height - 1), 0) + counts.get((words, height + 1), 0)
        if words != "#" and around >= least:
            found.add((words, height))
    return found


def _counted(pages: Sequence[Sequence[Row]], edges: Sequence[Sequence[int]]) -> set[tuple[int, int]]:
    """The places of bare figures that are always the same distance from the number of the page."""
    places: dict[int, list[tuple[int, int]]] = {}
    for number, (rows, indices) in enumerate(zip(pages, edges, strict=True)):
        for index in indices:
            text = rows[index].text
            if _BARE.fullmatch(text):
                places.setdefault(int(text) - number, []).append((number, index))
    least = max(2, REPEATED * len(pages))
    return {place for found in places.values() if len(found) >= least for place in found}
