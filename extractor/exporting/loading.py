"""A written table → the rows it was made of, so that a table can be checked, compared and gone on with."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO, cast

from extractor.errors import ExportError
from extractor.exporting.cells import load_cell
from extractor.exporting.columns import Row
from extractor.exporting.writing import find_format

LARGEST_CELL = 2**31 - 1


def read_table(path: str | Path) -> Iterator[Row]:
    """The rows of a ``.csv`` or ``.jsonl`` table that this package wrote, one by one and as they were.

    Apostrophes that guarded a cell are taken away, joined lists are lists again. Raises `ExportError` with
    the line for a file that is no such table; columns of other programs are kept as strings.
    """
    read = _read_csv if find_format(path) == ".csv" else _read_json_lines
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            yield from read(file, str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise ExportError(f"{path}: cannot be read as a UTF-8 table ({error})") from error


def _read_csv(file: TextIO, name: str) -> Iterator[Row]:
    limit = csv.field_size_limit(LARGEST_CELL)  # a measure's text may be longer than csv's 128 KiB
    try:
        reader = csv.reader(file, strict=True)
        columns = next(reader, [])
        for cells in reader:
            if len(cells) != len(columns):
                raise ValueError(f"{len(cells)} cells where the head names {len(columns)}")
            yield {column: load_cell(column, cell) for column, cell in zip(columns, cells, strict=True)}
    except (ValueError, csv.Error) as error:
        raise ExportError(f"{name}:{reader.line_num}: no row of this table ({error})") from error
    finally:
        csv.field_size_limit(limit)


def _read_json_lines(file: TextIO, name: str) -> Iterator[Row]:
    for number, line in enumerate(file, start=1):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ExportError(f"{name}:{number}: no JSON object ({error})") from error
        if not isinstance(row, dict):
            raise ExportError(f"{name}:{number}: no JSON object, but a {type(row).__name__}")
        yield cast(Row, row)
