"""Pictures of pages: their characters by RapidOCR, which the extra ``ocr`` brings with its models.

What is recognised comes as boxes with a text; they make rows as the glyphs of a PDF do. Recognition errs
where a person would not, so a picture is read only where there is no text.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from extractor.errors import ReadingError
from extractor.reading.drafts import Draft, assemble
from extractor.reading.glyphs import Row
from extractor.reading.pages import Page, edges_of, paragraphs, without_furniture

MAX_PIXELS = 40_000_000
"""Pixels of a picture; a page of A4 at 300 dots an inch has 9 million."""
_DOTS = 200 / 72  # dots a point at which a page is drawn
_LEAST_SURE = 0.5
_LEVEL = 0.5  # of its height: so far from the middle of a box the next one is on the same level
_WAY_OUT = "pip install 'jucuo[ocr]' reads them"


def is_installed() -> bool:
    """Whether pictures can be read."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def explain_missing(what: str) -> str:
    """Why a document that needs OCR is not read, and the way out."""
    if is_installed():
        return f"{what}; print it as pictures, or save it anew with its fonts"
    return f"{what}; {_WAY_OUT}"


def parse(data: bytes) -> Draft:
    """The draft of a picture of one page. Raises `ReadingError` without a source."""
    if not is_installed():
        raise ReadingError("", f"is a picture; {_WAY_OUT}")
    image = _open(data)
    rows = tuple(_rows(image, 1.0))
    page = without_furniture([Page(rows, float(image.height))])[0]
    return assemble(paragraphs([page.rows], edges_of(page.rows)))


def rows_on(page: Any) -> Iterator[Row]:
    """The rows on a page of pypdfium2 that is a picture, in points."""
    width, height = page.get_size()
    scale = min(_DOTS, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    return _rows(page.render(scale=scale).to_pil(), scale)


def _open(data: bytes) -> Any:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ReadingError("", f"has more than {MAX_PIXELS:,} pixels; make it smaller")
            return image.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ReadingError("", "is damaged or no picture; open it and save it anew") from None


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical"})


def _rows(image: Any, scale: float) -> Iterator[Row]:
    """Recognised lines from top to bottom; those beside one another from left to right."""
    import numpy

    result = _engine()(numpy.asarray(image))
    boxes = result.boxes if result.boxes is not None else ()
    found = []
    for box, text, sure in zip(boxes, result.txts or (), result.scores or (), strict=False):
        if sure >= _LEAST_SURE and text.strip():
            across, down = [float(x) / scale for x, _ in box], [float(y) / scale for _, y in box]
            height = max(down) - min(down)
            found.append(Row(text.strip(), min(across), max(across), min(down), max(down), height))
    return in_order(found)


def in_order(rows: Iterable[Row]) -> Iterator[Row]:
    """Boxes from top to bottom; those whose middle lies within the one before, from left to right."""
    level: list[Row] = []
    for row in sorted(rows, key=_middle):
        if level and _middle(row) - _middle(level[0]) > _LEVEL * level[0].size:
            yield from sorted(level, key=lambda one: one.left)
            level = []
        level.append(row)
    yield from sorted(level, key=lambda one: one.left)


def _middle(row: Row) -> float:
    return (row.top + row.bottom) / 2
