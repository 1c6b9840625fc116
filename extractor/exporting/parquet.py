"""Parquet: typed columns, real lists and dates, in groups of rows of bounded size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from extractor.errors import ExportError
from extractor.exporting.cells import typed
from extractor.exporting.columns import Row, Value
from extractor.exporting.schemas import Schema, Type, columns_of
from extractor.exporting.writers import Batches
from extractor.exporting.writers import Writer as AnyWriter

TYPES = {
    Type.TEXT: pa.string(),
    Type.LIST: pa.list_(pa.string()),
    Type.INTEGER: pa.int64(),
    Type.DECIMAL: pa.float64(),
    Type.FLAG: pa.bool_(),
    Type.DATE: pa.date32(),
}


class Writer(AnyWriter):
    """A Parquet file; rows are written in groups, compressed with Snappy as most readers expect."""

    def __init__(self, file: BinaryIO, schemas: Sequence[Schema]) -> None:
        super().__init__(file, schemas)
        (schema,) = self.schemas
        fields = [
            (heading, TYPES[schema.type_of(column)])
            for column, heading in zip(schema.columns, schema.headings, strict=True)
        ]
        self.fields = pa.schema(fields)
        self.groups = pq.ParquetWriter(file, self.fields)
        self.waiting = Batches()

    def put(self, schema: Schema, row: Row) -> None:
        """See `Writer.put`."""
        values = {column: row[column] for column in schema.columns}
        if self.waiting.add(values):
            self._write()

    def finish(self) -> None:
        """See `Writer.finish`."""
        self._write()
        self.groups.close()

    def close(self) -> None:
        """See `Writer.close`."""
        with suppress(OSError, ValueError, pa.ArrowException):
            self.groups.close()

    def _write(self) -> None:
        if rows := self.waiting.take():
            (schema,) = self.schemas
            columns = [
                pa.array([typed(row[column], schema.type_of(column)) for row in rows], field.type)
                for column, field in zip(schema.columns, self.fields, strict=True)
            ]
            self.groups.write_batch(pa.record_batch(columns, schema=self.fields))


def read(path: Path, table: str = "") -> Iterator[Row]:
    """The rows of a Parquet file. Raises `ExportError` for a file that is none."""
    del table
    with path.open("rb") as file:
        try:
            groups = pq.ParquetFile(file)
            columns = columns_of(groups.schema_arrow.names)
            for batch in groups.iter_batches(batch_size=Batches.ROWS):
                values = [column.to_pylist() for column in batch.columns]
                for cells in zip(*values, strict=True):
                    yield {column: _plain(cell) for column, cell in zip(columns, cells, strict=True)}
        except pa.ArrowException as error:
            raise ExportError(f"{path}: no Parquet table ({error})") from error


def _plain(value: Value | date) -> Value:
    return value.isoformat() if isinstance(value, date) else value
