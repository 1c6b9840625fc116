"""What every writer of a format can do: take rows, complete its file, let go of it.

A writer gets an empty file that nobody else looks at and need not care for what happens when it fails: that
is the business of `writing`. It may say afterwards what its format could not hold (`Writer.notes`).
"""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from extractor.exporting.columns import Row
from extractor.exporting.schemas import Schema


class Writer(ABC):
    """A file of one format while it is written, with a table for each schema.

    ``file`` is empty and open for bytes; a database opens it once more by its name. Everything that the disk
    refuses is an `OSError`, what the format refuses an `ExportError`.
    """

    def __init__(self, file: BinaryIO, schemas: Sequence[Schema]) -> None:
        self.file = file
        self.schemas = tuple(schemas)
        self.notes: list[str] = []
        """What a reader of the file should know: which cells were cut, which rows went elsewhere."""

    @abstractmethod
    def put(self, schema: Schema, row: Row) -> None:
        """Append a row to one of the tables. Raises `KeyError` if it lacks a column."""

    @abstractmethod
    def finish(self) -> None:
        """Write what is left; the file is complete then."""

    def close(self) -> None:  # noqa: B027 (most writers hold nothing but the file)
        """Let go of everything, complete or not; never raises."""

    @staticmethod
    def refuse(place: Path) -> str:
        """Why a file that exists must not be replaced; empty if it may be."""
        del place
        return ""


class TextWriter(Writer):
    """A writer of lines of UTF-8 with one table; the odd bytes of a file name appear as ``\\udcXX``."""

    def __init__(self, file: BinaryIO, schemas: Sequence[Schema]) -> None:
        super().__init__(file, schemas)
        self.lines = io.TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="")

    def finish(self) -> None:
        """See `Writer.finish`."""
        self.lines.flush()

    def close(self) -> None:
        """See `Writer.close`; the binary file stays open."""
        with suppress(OSError, ValueError):
            self.lines.detach()


class Batches:
    """Rows of one table that wait to be written together, bounded in number and in characters."""

    ROWS = 1024
    CHARACTERS = 8 * 1024 * 1024

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.characters = 0

    def add(self, row: Row) -> bool:
        """Keep a row; true when it is time to write."""
        self.rows.append(row)
        self.characters += sum(len(value) for value in row.values() if isinstance(value, str))
        return len(self.rows) >= self.ROWS or self.characters >= self.CHARACTERS

    def take(self) -> list[Row]:
        """All rows that wait; none is left."""
        taken, self.rows, self.characters = self.rows, [], 0
        return taken
