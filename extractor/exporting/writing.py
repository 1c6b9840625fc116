"""Rows → a file that is either complete or not there.

A table is written row by row into a new file beside its target, so a batch of any size needs little memory.
Only when the last row is safely on the disk does the new file take the target's name; if anything goes wrong
before, the new file is removed and an older target stays as it was.
"""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
import shutil
import stat
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO

from extractor.errors import ExportError
from extractor.exporting.cells import dump_cell
from extractor.exporting.columns import COLUMNS, Row

BUFFER = 1 << 16


class Table(ABC):
    """A table that is being written; ``written`` counts its rows, ``name`` is what errors call it."""

    def __init__(self, stream: TextIO, columns: Sequence[str], name: str = "") -> None:
        self.stream = stream
        self.columns = tuple(columns)
        self.name = name
        self.written = 0
        with _naming(name):
            self._begin()

    def write(self, row: Row) -> None:
        """Append one row. Raises `KeyError` if it lacks a column, `ExportError` if the disk refuses it."""
        with _naming(self.name):
            self._put(row)
        self.written += 1

    def _begin(self) -> None:  # noqa: B027 (a format without a head has nothing to do here)
        """Write what stands before the first row."""

    @abstractmethod
    def _put(self, row: Row) -> None: ...


class CsvTable(Table):
    """RFC 4180 with a byte order mark, by which Excel knows UTF-8; formulas are made harmless."""

    def _begin(self) -> None:
        self.stream.write("\ufeff")
        self.writer = csv.writer(self.stream)
        self.writer.writerow(self.columns)

    def _put(self, row: Row) -> None:
        self.writer.writerow([dump_cell(column, row[column]) for column in self.columns])


class JsonLinesTable(Table):
    """One JSON object a line: real lists and numbers, ``null`` for what is unknown, text untouched."""

    def _put(self, row: Row) -> None:
        record = {column: row[column] for column in self.columns}
        self.stream.write(json.dumps(record, ensure_ascii=False) + "\n")


FORMATS: dict[str, type[Table]] = {".csv": CsvTable, ".jsonl": JsonLinesTable}


def find_format(path: str | Path) -> str:
    """The suffix by which a path names its format; raises `ExportError` where no format has it."""
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        known = " or ".join(FORMATS)
        what = f"unknown table format {suffix!r}" if suffix else "no suffix that names a table format"
        raise ExportError(f"{path}: {what}; end the name in {known}")
    return suffix


@contextmanager
def open_table(target: str | Path | BinaryIO, columns: Sequence[str] = COLUMNS) -> Iterator[Table]:
    """A table to which rows are written one by one.

    ``with open_table("out.csv") as table: table.write(row)``

    The suffix of the path chooses the format (``.csv``, ``.jsonl``); a binary stream gets CSV. Raises
    `ExportError` on entry for an unknown suffix or an unwritable place, and later when the disk is full. An
    error inside the block removes the unfinished file and passes on.
    """
    if not isinstance(target, str | Path):
        with _text(target) as stream:
            yield CsvTable(stream, columns)
        return
    kind = FORMATS[find_format(target)]
    name = str(target)
    place = Path(os.path.realpath(target))
    draft, file = _open_draft(place, name)
    try:
        try:
            with _text(file) as stream:
                yield kind(stream, columns, name)
                with _naming(name):
                    stream.flush()
                    os.fsync(file.fileno())
        finally:
            with suppress(OSError):  # all that matters was flushed above, and its error told
                file.close()
        with _naming(name):
            if place.exists():
                shutil.copymode(place, draft)
            draft.replace(place)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write(rows: Iterable[Row], target: str | Path | BinaryIO, columns: Sequence[str] = COLUMNS) -> int:
    """Write all rows as one table and say how many there were; see `open_table` for the errors."""
    with open_table(target, columns) as table:
        for row in rows:
            table.write(row)
    return table.written


def _open_draft(place: Path, name: str) -> tuple[Path, BinaryIO]:
    """A new file beside the target, with the permissions that any new file of this user has."""
    if place.is_dir():
        raise ExportError(f"{name}: is a folder; give the name of a file in it")
    if place.exists() and not (stat.S_ISREG(place.stat().st_mode) and os.access(place, os.W_OK)):
        raise ExportError(f"{name}: exists and cannot be replaced; choose another name or its permissions")
    draft = place.with_name(f".{place.name[:40]}.{secrets.token_hex(4)}.tmp")
    try:
        return draft, draft.open("xb", buffering=BUFFER)
    except OSError as error:
        reason = "no such folder" if isinstance(error, FileNotFoundError) else _reason(error)
        raise ExportError(f"{name}: cannot write there ({reason}); choose another folder") from error


@contextmanager
def _text(binary: BinaryIO) -> Iterator[TextIO]:
    """UTF-8 over a binary stream that stays open; the odd bytes of a file name appear as ``\\udcXX``."""
    stream = io.TextIOWrapper(binary, encoding="utf-8", errors="backslashreplace", newline="")
    try:
        yield stream
        stream.flush()
    finally:
        with suppress(OSError, ValueError):
            stream.detach()


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Turn a failing disk into an `ExportError` that names the table; a nameless stream keeps its error."""
    try:
        yield
    except OSError as error:
        if not name:
            raise
        raise ExportError(f"{name}: cannot be written ({_reason(error)}); nothing was kept") from error


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
