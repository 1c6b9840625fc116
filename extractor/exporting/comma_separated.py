"""CSV: RFC 4180 with a byte order mark, by which Excel knows UTF-8; formulas are made harmless (`cells`)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, TextIO

from extractor.errors import ExportError
from extractor.exporting.cells import dump_cell, load_cell
from extractor.exporting.columns import Row
from extractor.exporting.schemas import Schema, columns_of
from extractor.exporting.writers import TextWriter

LARGEST_CELL = 2**31 - 1


class Writer(TextWriter):
    """A CSV file; a cell that holds a separator, a quote or a line break is quoted."""

    delimiter = ","

    def __init__(self, file: BinaryIO, schemas: Sequence[Schema]) -> None:
        super().__init__(file, schemas)
        self.lines.write("\ufeff")
        self.cells = csv.writer(self.lines, delimiter=self.delimiter)
        self.cells.writerow(self.schemas[0].headings)

    def put(self, schema: Schema, row: Row) -> None:
        """See `Writer.put`."""
        self.cells.writerow([dump_cell(column, row[column]) for column in schema.columns])


def read(path: Path, table: str = "", delimiter: str = Writer.delimiter) -> Iterator[Row]:
    """The rows of a CSV file, which holds one table; apostrophes that guarded a cell are taken away.

    Raises `ExportError` with the line for a file that is no such table.
    """
    del table
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from _read(file, str(path), delimiter)


def _read(file: TextIO, name: str, delimiter: str) -> Iterator[Row]:
    limit = csv.field_size_limit(LARGEST_CELL)  # a measure's text may be longer than csv's 128 KiB
    try:
        reader = csv.reader(file, strict=True, delimiter=delimiter)
        columns = columns_of(next(reader, []))
        for cells in reader:
            if len(cells) != len(columns):
                raise ValueError(f"{len(cells)} cells where the head names {len(columns)}")
            yield {column: load_cell(column, cell) for column, cell in zip(columns, cells, strict=True)}
    except UnicodeDecodeError:
        raise
    except (ValueError, csv.Error) as error:
        raise ExportError(f"{name}:{reader.line_num}: no row of this table ({error})") from error
    finally:
        csv.field_size_limit(limit)
