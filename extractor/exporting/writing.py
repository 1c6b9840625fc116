"""Rows → a file that is either complete or not there.

A table is written row by row into a new file beside its target, so a batch of any size needs little memory.
Only when the last row is safely on the disk does the new file take the target's name; if anything goes wrong
before, the new file is removed and an older target stays as it was. Nothing is ever appended: a file is
replaced as a whole, and a database that holds tables of somebody else is not replaced at all. What the
formats look like is the business of their modules; see `formats`.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from extractor.errors import ExportError
from extractor.exporting.columns import COLUMNS, Row
from extractor.exporting.formats import Format, find_format, named_format
from extractor.exporting.schemas import Schema
from extractor.exporting.writers import Writer

BUFFER = 1 << 16


class Table:
    """A table that is being written; ``written`` counts its rows, ``name`` is what errors call its file."""

    def __init__(self, writer: Writer, schema: Schema, name: str = "") -> None:
        self.schema = schema
        self.name = name
        self.written = 0
        self._writer = writer

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that a row must have; others are passed over."""
        return self.schema.columns

    @property
    def notes(self) -> tuple[str, ...]:
        """What the format could not hold as it is; known when the file is complete."""
        return tuple(self._writer.notes)

    def write(self, row: Row) -> None:
        """Append one row. Raises `KeyError` if it lacks a column, `ExportError` if the disk refuses it."""
        with _naming(self.name):
            self._writer.put(self.schema, row)
        self.written += 1


@contextmanager
def open_tables(
    target: str | Path | BinaryIO, schemas: Sequence[Schema], format_name: str = ""
) -> Iterator[tuple[Table, ...]]:
    """Tables of one file, to which rows are written one by one and in any order.

    The suffix of a path chooses the format, unless ``format_name`` does; a binary stream gets the named one,
    or CSV. Raises `ExportError` on entry for an unknown suffix, a format that holds one table only, a library
    that is not installed, an unwritable place or a database of somebody else, and later when the disk is
    full. An error inside the block removes the unfinished file and passes on.
    """
    if isinstance(target, str | Path) and not format_name:
        chosen = find_format(target)
    else:
        chosen = named_format(format_name or "csv")
    if len(schemas) > 1 and not chosen.together:
        raise ExportError(f"{target}: a {chosen.name} file holds one table; write each to a file of its own")
    if isinstance(target, str | Path):
        yield from _at(target, schemas, chosen)
    elif chosen.binary:
        yield from _through(target, schemas, chosen)
    else:
        yield from _into(target, schemas, chosen.writer(), "")


@contextmanager
def open_table(
    target: str | Path | BinaryIO, columns: Sequence[str] | Schema = COLUMNS, format_name: str = ""
) -> Iterator[Table]:
    """A table to which rows are written one by one; see `open_tables` for the formats and the errors.

    ``with open_table("out.csv") as table: table.write(row)``
    """
    schema = columns if isinstance(columns, Schema) else Schema.of(columns)
    with open_tables(target, [schema], format_name) as (table,):
        yield table


def write(
    rows: Iterable[Row],
    target: str | Path | BinaryIO,
    columns: Sequence[str] | Schema = COLUMNS,
    format_name: str = "",
) -> int:
    """Write all rows as one table and say how many there were; see `open_tables` for the errors."""
    with open_table(target, columns, format_name) as table:
        for row in rows:
            table.write(row)
    return table.written


def _at(target: str | Path, schemas: Sequence[Schema], chosen: Format) -> Iterator[tuple[Table, ...]]:
    """Write beside the target; only what is complete and safe takes its name."""
    name = str(target)
    kind = chosen.writer()
    place = Path(os.path.realpath(target))
    draft, file = _open_draft(place, name, kind)
    try:
        try:
            yield from _into(file, schemas, kind, name)
            with _naming(name):
                _keep(draft)
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


def _through(stream: BinaryIO, schemas: Sequence[Schema], chosen: Format) -> Iterator[tuple[Table, ...]]:
    """Write to a temporary file; only what is complete goes into the stream."""
    kind = chosen.writer()
    with tempfile.TemporaryDirectory(prefix="jucuo-") as folder:
        draft = Path(folder, f"table{chosen.suffixes[0]}")
        with draft.open("xb", buffering=BUFFER) as file:
            yield from _into(file, schemas, kind, "")
        with draft.open("rb") as file:
            shutil.copyfileobj(file, stream)
        stream.flush()


def _into(
    file: BinaryIO, schemas: Sequence[Schema], kind: type[Writer], name: str
) -> Iterator[tuple[Table, ...]]:
    """Tables that one writer puts into a file."""
    with _naming(name):
        writer = kind(file, schemas)
    try:
        yield tuple(Table(writer, schema, name) for schema in schemas)
        with _naming(name):
            writer.finish()
            file.flush()
    finally:
        writer.close()


def _open_draft(place: Path, name: str, kind: type[Writer]) -> tuple[Path, BinaryIO]:
    """A new file beside the target, with the permissions that any new file of this user has."""
    if place.is_dir():
        raise ExportError(f"{name}: is a folder; give the name of a file in it")
    if place.exists():
        if not (stat.S_ISREG(place.stat().st_mode) and os.access(place, os.W_OK)):
            raise ExportError(
                f"{name}: exists and cannot be replaced; choose another name or its permissions"
            )
        if place.stat().st_size and (reason := kind.refuse(place)):
            raise ExportError(f"{name}: {reason}")
    draft = place.with_name(f".{place.name[:40]}.{secrets.token_hex(4)}.tmp")
    try:
        return draft, draft.open("xb", buffering=BUFFER)
    except OSError as error:
        reason = "no such folder" if isinstance(error, FileNotFoundError) else _reason(error)
        raise ExportError(f"{name}: cannot write there ({reason}); choose another folder") from error


def _keep(draft: Path) -> None:
    """Put a complete file safely on the disk, whoever wrote it."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())


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
