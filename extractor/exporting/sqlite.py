"""SQLite: tables, indexes and views in one file, with the standard library alone.

Lists are JSON text (``["a", "b"]``), which SQLite's own functions take apart: ``json_each(bodies)``. Dates
are text (``2025-04-21``), as its date functions want them; true and false are 1 and 0, what is unknown is
null. Which views there are says `views`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from extractor.errors import ExportError
from extractor.exporting import databases
from extractor.exporting.cells import encodable, settled
from extractor.exporting.columns import Row, Value
from extractor.exporting.databases import name
from extractor.exporting.schemas import MEASURES, Schema, Type, columns_of, heading, type_of
from extractor.exporting.writers import Writer as AnyWriter

TYPES = {
    Type.TEXT: "TEXT NOT NULL",
    Type.LIST: "TEXT NOT NULL",
    Type.INTEGER: "INTEGER",
    Type.DECIMAL: "REAL",
    Type.FLAG: "INTEGER NOT NULL",
    Type.DATE: "TEXT",
}
INDEXED = ("document", "measure_id", "kind")
FIRST_LABEL = "json_extract({}, '$[0]')"
BESIDE = ("-wal", "-journal")
"""What stands beside a database that another program has open or left behind in the middle."""


class Writer(AnyWriter):
    """A database with a table for each schema.

    Nobody sees the file before it is complete, so no journal is kept.
    """

    def __init__(self, file: BinaryIO, schemas: Sequence[Schema]) -> None:
        super().__init__(file, schemas)
        with _disk():
            self.database = sqlite3.connect(file.name, isolation_level=None)
            self.database.execute("PRAGMA journal_mode = OFF")
            self.database.execute("PRAGMA synchronous = OFF")
            self.database.execute("BEGIN")
            for schema in self.schemas:
                self.database.execute(databases.create(schema, TYPES))
        self.insert = {schema.name: databases.insert(schema) for schema in self.schemas}

    def put(self, schema: Schema, row: Row) -> None:
        """See `Writer.put`."""
        values = [_value(settled(row[column], schema.type_of(column))) for column in schema.columns]
        with _disk():
            self.database.execute(self.insert[schema.name], values)

    def finish(self) -> None:
        """See `Writer.finish`; indexes and views are made when all rows are there."""
        with _disk():
            for schema in self.schemas:
                for statement in self._statements(schema):
                    self.database.execute(statement)
            self.database.execute("COMMIT")
            self.database.close()

    def close(self) -> None:
        """See `Writer.close`."""
        with suppress(sqlite3.Error):
            self.database.close()

    def _statements(self, schema: Schema) -> Iterator[str]:
        for column, printed in zip(schema.columns, schema.headings, strict=True):
            if column in INDEXED:
                index = name(f"{schema.name}_{column}")
                yield f"CREATE INDEX {index} ON {name(schema.name)} ({name(printed)})"
        if schema.name == MEASURES.name and "group" in schema.columns:
            label = FIRST_LABEL.format(name(heading("group", schema.language)))
            yield f"CREATE INDEX {name('measures_group')} ON {name(MEASURES.name)} ({label})"
            yield databases.group_table(schema, label)
            labels = self.database.execute(databases.group_labels(label)).fetchall()
            yield from databases.group_views([one for (one,) in labels], label)

    @staticmethod
    def refuse(place: Path) -> str:
        """A file that is no database, one with other tables, and one in use are left alone."""
        if any(place.with_name(place.name + ending).exists() for ending in BESIDE):
            return "is open in another program; close it there"
        try:
            with closing(_open(place)) as database:
                found = database.execute(
                    "SELECT m.name, m.type, c.name FROM sqlite_schema m LEFT JOIN pragma_table_info(m.name) c"
                    " WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                ).fetchall()
        except sqlite3.Error:
            return "is no SQLite database; choose another name"
        return databases.strangers(found)


def read(path: Path, table: str = "") -> Iterator[Row]:
    """The rows of a table of a database. Raises `ExportError` for a file that has none of ours."""
    path.open("rb").close()
    try:
        with closing(_open(path)) as database:
            tables = [
                one for (one,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            ]
            cursor = database.execute(f"SELECT * FROM {name(databases.choose(tables, table, path))}")
            columns = columns_of(one[0] for one in cursor.description)
            for cells in cursor:
                yield {column: _load(column, cell) for column, cell in zip(columns, cells, strict=True)}
    except (sqlite3.Error, ValueError) as error:
        raise ExportError(f"{path}: no database of these tables ({error})") from error


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _value(value: Value) -> str | int | float | None:
    if isinstance(value, list):
        return json.dumps([encodable(member) for member in value], ensure_ascii=False)
    return encodable(value) if isinstance(value, str) else value


def _load(column: str, cell: str | int | float | None) -> Value:
    kind = type_of(column)
    if kind is Type.LIST:
        listed: list[str] = json.loads(str(cell))
        return listed
    return bool(cell) if kind is Type.FLAG else cell


@contextmanager
def _disk() -> Iterator[None]:
    """What the database cannot write is a mistake of the disk."""
    try:
        yield
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
