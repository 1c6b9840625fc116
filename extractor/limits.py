"""How much is read at most: every bound that a user may sensibly move, in one value.

Input is hostile until it is read, so a reader asks how much there is before it holds or computes anything of
that size. The defaults lie far above any article; who has a yearbook or a weak machine moves them. Bounds
that only guard the inside of a reader (ruling lines of a page, fields inside fields) stay with the reader.

The value reaches the readers as the context of `decimal` reaches its numbers: a reader asks `current` once
for each document, and `using` sets what it gets until a block ends.

>>> with using(Limits(pages=500)):
...     current().pages
500
>>> current().pages
2000

What counts is the value at the time of reading: a generator of articles must be run through inside the block.
A new thread and a new process begin with the defaults; whoever starts one hands `current` over, and `using`
sets it there. The value can be pickled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import Field, dataclass, field, fields, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from extractor.errors import UsageError

KB, MB, GB = 1024, 1024**2, 1024**3


class Unit(StrEnum):
    """What a limit counts. Bytes and numbers are integers, seconds may have a fraction."""

    BYTES = "bytes"
    NUMBER = "number"
    SECONDS = "seconds"


_SYMBOLS: Mapping[Unit, Mapping[str, int]] = MappingProxyType(
    {
        Unit.BYTES: {"GB": GB, "MB": MB, "KB": KB, "B": 1},
        Unit.NUMBER: {},
        Unit.SECONDS: {"min": 60, "s": 1},
    }
)
"""The units in which a value may be written, largest first; without one it counts in the `Unit` itself."""
_MOST = {Unit.BYTES: 1024**5, Unit.NUMBER: 10**12, Unit.SECONDS: 10**6}
"""More cannot be asked for: a petabyte, eleven days; beyond it systems have no numbers for it."""
_VALUE = re.compile(r"([+-]?[0-9][0-9_]*(?:\.[0-9]+)?)[ \t]*([A-Za-z]*)")


def _limit(default: float, unit: Unit, most: int = 0) -> Any:
    return field(default=default, metadata={"unit": unit, "most": most or _MOST[unit]})


def _fault(one: Field[Any], value: object) -> str:
    """What is wrong with a value, else empty."""
    unit, most = one.metadata["unit"], one.metadata["most"]
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return "it is no number"
    if value <= 0:
        return "a limit must be more than 0"
    if value > most:
        return f"this limit cannot be more than {write(one.name, most)}"
    if unit is not Unit.SECONDS and not isinstance(value, int):
        return "it must be a whole number"
    return ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read at most. What is not given keeps its default.

    Raises `UsageError` for a value that is not positive, is too large for any machine, or is no number of the
    kind that the limit needs.
    """

    document_bytes: int = _limit(32 * MB, Unit.BYTES)
    """A document, a file in an archive or a row of a corpus, in bytes; also the characters of the text that a
    Word document gives, and three times those of a text in a corpus. Default 32 MB: an article is held in
    memory several times over, and the longest policy documents have about 2 MB."""

    archive_depth: int = _limit(3, Unit.NUMBER, most=50)
    """Archives inside archives, the outermost being 1. Default 3: each level is held in memory, and nobody
    packs deeper on purpose."""

    archive_members: int = _limit(100_000, Unit.NUMBER)
    """Files in an archive, those of the archives inside included. Default 100,000: each takes about 1 KB of
    memory, since the list of a ZIP is held as a whole."""

    archive_bytes: int = _limit(4 * GB, Unit.BYTES)
    """What all the files of an archive unpack to together, in bytes. Default 4 GB: they are read one by one,
    so this bounds time and not memory."""

    archive_ratio: int = _limit(200, Unit.NUMBER)
    """To how many times its packed size a file in an archive may unpack, if it is larger than 1 MB. Default
    200: pages unpack to 5 to 20 times, a bomb to 1,032, which is the most that deflate can do."""

    part_bytes: int = _limit(48 * MB, Unit.BYTES)
    """An unpacked part of a Word document, in bytes; with it go 62,500 tags for each MB. Default 48 MB: an
    article of 35,000 characters has 0.2 MB, and each tag takes some hundred bytes of memory."""

    office_bytes: int = _limit(256 * MB, Unit.BYTES)
    """What an OpenDocument text unpacks to, pictures included, in bytes; the .docx that LibreOffice makes of
    an old document may have a quarter of it. Default 256 MB: LibreOffice unpacks the pictures too."""

    office_seconds: float = _limit(120.0, Unit.SECONDS)
    """How long LibreOffice may need for a document, in seconds. Default two minutes: the longest of those
    that were looked at needed three seconds (2026-11)."""

    office_memory: int = _limit(6 * GB, Unit.BYTES)
    """Address space of LibreOffice in bytes, where the system can bound it. Default 6 GB: starting takes
    about one and a half of it."""

    pages: int = _limit(2_000, Unit.NUMBER)
    """Pages of a PDF. Default 2,000: the longest plans have three hundred."""

    pdf_characters: int = _limit(1_000_000, Unit.NUMBER)
    """Characters of a PDF, with those that are printed twice. Default a million, a thousand full pages."""

    scanned_pages: int = _limit(200, Unit.NUMBER)
    """Pages of a PDF that are read from their pictures, and pages of a TIFF; those behind are left out.
    Default 200: each takes one to three seconds."""

    image_pixels: int = _limit(100_000_000, Unit.NUMBER, most=178_956_970)
    """Pixels of a picture. Default a hundred million: they take 0.3 GB, and an A3 sheet scanned at 600 dpi
    has seventy; the library that opens pictures takes none of more than 178,956,970."""

    article_seconds: float = _limit(600.0, Unit.SECONDS)
    """The longest time that one document of a run into a table may take, reading included, in seconds.
    Default ten minutes: a plan of 70,000 characters needs a tenth of a second, a scan of 200 pages eight
    minutes."""

    worker_memory: int = _limit(4 * GB, Unit.BYTES)
    """Address space of a worker process in bytes. Default 4 GB: with all libraries loaded,
    also the one that reads pictures, a process has two (2026-11)."""

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            if fault := _fault(one, value):
                raise UsageError(f"{one.name}={value!r}: {fault}")


_DEFAULTS = Limits()
_FIELDS: Mapping[str, Field[Any]] = MappingProxyType({one.name: one for one in fields(Limits)})
_CURRENT: ContextVar[Limits] = ContextVar("limits", default=_DEFAULTS)


def current() -> Limits:
    """What holds now: the value of the innermost `using`, else the defaults."""
    return _CURRENT.get()


@contextmanager
def using(limits: Limits) -> Iterator[Limits]:
    """A block inside which ``limits`` hold, in this thread or task; then those that held before do again."""
    token = _CURRENT.set(limits)
    try:
        yield limits
    finally:
        _CURRENT.reset(token)


using_limits = using
"""`using` under a name that stands alone, which the package exports."""


def unit_of(name: str) -> Unit:
    """What the limit of this name counts. Raises `KeyError` for a name that is none."""
    unit: Unit = _FIELDS[name].metadata["unit"]
    return unit


def write(name: str, value: float) -> str:
    """A value of a limit in the form that `parse` reads, in the largest unit that leaves it whole.

    >>> write("document_bytes", 33_554_432), write("pages", 2_000), write("office_seconds", 90.0)
    ('32MB', '2_000', '90s')
    """
    for symbol, size in _SYMBOLS[unit_of(name)].items():
        if value >= size and not value % size:
            return f"{value // size:_.0f}{symbol}"
    return f"{value:_}" if isinstance(value, int) else f"{Decimal(repr(value)):f}s"


def parse(given: Iterable[str]) -> Limits:
    """The defaults with what is given as ``name=value``; of a name that is given twice the last value holds.

    A value is a number, in which ``_`` may stand, with or without a unit: B, KB, MB and GB (each 1,024 of the
    one before) for bytes, s and min for seconds, none for numbers. Raises `UsageError` for an unknown name,
    with the nearest one and all others, for a unit that does not fit, and for what is no positive number.

    >>> limits = parse(["document_bytes=64MB", "pages=1_500", "office_seconds=5min"])
    >>> limits.document_bytes, limits.pages, limits.office_seconds
    (67108864, 1500, 300.0)
    >>> parse(["page=7"])
    Traceback (most recent call last):
    ...
    extractor.errors.UsageError: --limit page=7: there is no limit 'page'; did you mean pages? Limits are \
document_bytes=32MB, archive_depth=3, archive_members=100_000, archive_bytes=4GB, archive_ratio=200, \
part_bytes=48MB, office_bytes=256MB, office_seconds=2min, office_memory=6GB, pages=2_000, \
pdf_characters=1_000_000, scanned_pages=200, image_pixels=100_000_000, article_seconds=10min, \
worker_memory=4GB
    """
    changes: dict[str, Any] = {}
    for one in given:
        name, _, value = (part.strip() for part in one.partition("="))
        try:
            changes[name] = _read(_field(name), value)
        except ValueError as error:
            raise UsageError(f"--limit {one}: {error}") from None
    return replace(_DEFAULTS, **changes)


def _field(name: str) -> Field[Any]:
    """The field of a limit. Raises `ValueError` with the nearest name and all the others."""
    if name in _FIELDS:
        return _FIELDS[name]
    from difflib import get_close_matches

    near = get_close_matches(name, _FIELDS, n=1, cutoff=0.5)
    meant = f"did you mean {near[0]}? Limits are" if near else "limits are"
    known = ", ".join(f"{one}={write(one, getattr(_DEFAULTS, one))}" for one in _FIELDS)
    raise ValueError(f"there is no limit {name!r}; {meant} {known}")


def _read(one: Field[Any], text: str) -> float:
    """A value as it is written, in the unit of its limit. Raises `ValueError` with what is wrong with it."""
    unit = one.metadata["unit"]
    symbols = {symbol.lower(): size for symbol, size in _SYMBOLS[unit].items()} | {"": 1}
    match = _VALUE.fullmatch(text)
    if not match:
        such = f"give one such as {one.name}={write(one.name, getattr(_DEFAULTS, one.name))}"
        raise ValueError(f"{text!r} is no number; {such}" if text else f"it has no value; {such}")
    size = symbols.get(match[2].lower())
    if size is None:
        allowed = " or ".join(_SYMBOLS[unit])
        what = f"counts {unit}; write {allowed}" if allowed else "is a plain number; leave the unit out"
        raise ValueError(f"{match[2]!r} does not fit, {one.name} {what}")
    value = Decimal(match[1].replace("_", "")) * size
    is_whole = unit is Unit.BYTES or (unit is Unit.NUMBER and value == value.to_integral_value())
    number = int(value) if is_whole and value < 2 * one.metadata["most"] else float(value)
    if fault := _fault(one, number):
        raise ValueError(fault)
    return number
