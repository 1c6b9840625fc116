"""Pictures of pages: rapidocr finds the printed lines and reads them; the rest is as with any page of a PDF.

The extra ``ocr`` installs it with its models (PP-OCRv6, small), which are inside the wheel: nothing is
downloaded. Its boxes are lines, so a row's size is its width by its characters. Ruling lines of a table in
a picture are not seen; its cells come out as lines of text.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from itertools import islice
from statistics import median
from typing import Any

from extractor import limits
from extractor.errors import ReadingError
from extractor.reading.drafts import Draft, assemble
from extractor.reading.pages import drop_page_parts
from extractor.reading.paragraphs import find_frames, join_rows, make_line
from extractor.reading.printed import Row, opening_of

PIXELS = 2_500_000
"""So many pixels a page is drawn with, or scaled down to: 160 dpi for A4 found most lines (2026-11)."""
LEAST_SCORE = 0.5
"""Lines that are less sure are noise."""
_ONE_ROW = 0.5


def is_installed() -> bool:
    """Whether the extra ``ocr`` is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def parse(data: bytes) -> Draft:
    """The draft of a picture of a page, or of several in one TIFF.

    Raises `ReadingError` without a source: without the extra ``ocr``, for what is no picture, is damaged or
    has too many pixels.
    """
    if not is_installed():
        raise ReadingError("", "is a picture; pip install 'jucuo[ocr]' reads the text in it")
    found = [(_read(picture, number), float(picture.height)) for number, picture in enumerate(_frames(data))]
    kept = drop_page_parts([rows for rows, _ in found], [height for _, height in found])
    rows = [row for page in kept for row in page]
    frames = find_frames(rows)
    return assemble(make_line(paragraph) for paragraph in join_rows(rows, frames))


def _frames(data: bytes) -> Iterator[Any]:
    """The pages of a picture file, scaled down, one at a time."""
    import warnings

    from PIL import Image, ImageSequence

    most = limits.current()
    too_many = (
        f"more than the {most.image_pixels:,} that are read; scale it down, or raise --limit image_pixels"
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data)) as picture:
                for frame in islice(ImageSequence.Iterator(picture), most.scanned_pages):
                    if frame.width * frame.height > most.image_pixels:
                        size = f"{frame.width:,} × {frame.height:,} pixels"
                        raise ReadingError("", f"has {size}, {too_many}")
                    yield _scaled(frame)
    except ReadingError:
        raise
    except Image.DecompressionBombError:
        raise ReadingError("", f"has too many pixels, {too_many}") from None
    except Exception:  # Pillow's plugins raise whatever they like for damaged files, in words for programmers
        raise ReadingError(
            "", "the picture is damaged, or none by its content; open it and save it anew as .png"
        ) from None


def _scaled(picture: Any) -> Any:
    factor = (PIXELS / max(picture.width * picture.height, 1)) ** 0.5
    if factor < 1:
        size = max(int(picture.width * factor), 1), max(int(picture.height * factor), 1)
        return picture.convert("RGB").resize(size)
    return picture.convert("RGB")


def read_page(page: Any, number: int) -> tuple[list[Row], float]:
    """The rows of a page of pypdfium2 as it looks, and its height in the same measure."""
    width, height = page.get_size()
    scale = (PIXELS / max(width * height, 1.0)) ** 0.5
    picture = page.render(scale=min(scale, 4.0)).to_pil().convert("RGB")
    return _read(picture, number), float(picture.height)


def _read(picture: Any, number: int) -> list[Row]:
    import numpy

    found = _engine()(numpy.asarray(picture))
    if found.boxes is None or found.txts is None:
        return []
    lines = [
        (text.strip(), min(p[0] for p in box), max(p[0] for p in box), _middle(box), _height(box))
        for box, text, score in zip(found.boxes.tolist(), found.txts, found.scores, strict=True)
        if text.strip() and score >= LEAST_SCORE
    ]
    return _rows(lines, number)


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "critical", "Global.use_cls": False})
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return engine


def _middle(box: Sequence[Sequence[float]]) -> float:
    return sum(point[1] for point in box) / len(box)


def _height(box: Sequence[Sequence[float]]) -> float:
    return (box[3][1] + box[2][1] - box[0][1] - box[1][1]) / 2


def _rows(lines: list[tuple[str, float, float, float, float]], number: int) -> list[Row]:
    """Boxes side by side are one row; all rows of about the usual size get just that."""
    lines.sort(key=lambda line: line[3])
    groups: list[list[tuple[str, float, float, float, float]]] = []
    for line in lines:
        if groups and abs(groups[-1][0][3] - line[3]) <= _ONE_ROW * min(groups[-1][0][4], line[4]):
            groups[-1].append(line)
        else:
            groups.append([line])
    body = median(line[4] for line in lines) if lines else 1.0
    return [_row(sorted(group, key=lambda line: line[1]), body, number) for group in groups]


def _row(group: list[tuple[str, float, float, float, float]], body: float, number: int) -> Row:
    text = " ".join(line[0] for line in group)
    high = max(line[4] for line in group)
    size = high if high > 1.35 * body else body
    width = opening_of(text) * size
    return Row(text, group[0][1], group[-1][2], median(line[3] for line in group), size, width, number)
