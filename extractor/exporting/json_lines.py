"""JSON Lines: one object a line; real lists and numbers, ``null`` for what is unknown, text untouched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from extractor.errors import ExportError
from extractor.exporting.columns import Row
from extractor.exporting.schemas import Schema, column_of
from extractor.exporting.writers import TextWriter


class Writer(TextWriter):
    """A file of JSON objects, whose keys stand in the order of the columns."""

    def put(self, schema: Schema, row: Row) -> None:
        """See `Writer.put`."""
        values = (row[column] for column in schema.columns)
        record = dict(zip(schema.headings, values, strict=True))
        self.lines.write(json.dumps(record, ensure_ascii=False) + "\n")


def read(path: Path, table: str = "") -> Iterator[Row]:
    """The rows of a JSON Lines file. Raises `ExportError` with the line that is no JSON object."""
    del table
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, line in enumerate(file, start=1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ExportError(f"{path}:{number}: no JSON object ({error})") from error
            if not isinstance(row, dict):
                raise ExportError(f"{path}:{number}: no JSON object, but a {type(row).__name__}")
            yield {column_of(name): value for name, value in row.items()}
