"""Documents in, findings out, as Arrow record batches: the one function that every way of running shares.

A row of the input is a document: a file by its path, or bytes, or a text that is at hand. A row of the output
is what became of it: its rows of the two tables as nested columns, or the reason why it gave nothing. So a
batch of rows is all that goes between processes, into a shard on the disk, and through Spark.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa

from extractor.batch.outcomes import Outcome, extract_outcome
from extractor.batch.settings import Settings
from extractor.exporting import DOCUMENTS, MEASURES, Row, Schema
from extractor.exporting.cells import encodable, typed
from extractor.exporting.columns import DATES
from extractor.exporting.parquet import TYPES
from extractor.reading import Document


def _struct(schema: Schema) -> pa.StructType:
    return pa.struct([(column, TYPES[schema.type_of(column)]) for column in schema.columns])


INPUT = pa.schema(
    [
        pa.field("document", pa.binary(), nullable=False),  # a path may hold bytes that are no text
        pa.field("content", pa.large_binary()),
        pa.field("text", pa.large_string()),
        pa.field("fields", pa.map_(pa.string(), pa.string())),
    ]
)
"""A document: its name (of a file, its path) and, unless the file is to be loaded, its bytes or its text.

``fields`` are what a row of a corpus says of it. A ``document`` that comes as a string is taken as well."""

OUTPUT = pa.schema(
    [
        pa.field("document", pa.string(), nullable=False),
        pa.field("error", pa.string()),
        pa.field("expected", pa.bool_(), nullable=False),
        pa.field("trace", pa.string()),
        pa.field("digest", pa.binary()),
        pa.field("facts", _struct(DOCUMENTS), nullable=False),
        pa.field("measures", pa.list_(_struct(MEASURES)), nullable=False),
    ]
)
"""What became of a document: see `Outcome`."""

_DAYS = {schema: tuple(c for c in schema.columns if c in DATES) for schema in (DOCUMENTS, MEASURES)}


def pack(documents: Iterable[Document]) -> pa.RecordBatch:
    """Documents as a record batch with the schema `INPUT`."""
    rows = [
        {
            "document": os.fsencode(one.source),
            "content": one.content if isinstance(one.content, bytes) else None,
            "text": encodable(one.content) if isinstance(one.content, str) else None,
            "fields": list(one.fields.items()) or None,
        }
        for one in documents
    ]
    return pa.RecordBatch.from_pylist(rows, schema=INPUT)


def unpack(batch: pa.RecordBatch) -> Iterator[Document]:
    """The documents of a record batch, one at a time; columns other than ``document`` may be missing."""
    columns = [batch.column(name) if name in batch.schema.names else None for name in INPUT.names]
    for row in range(batch.num_rows):
        name, content, text, fields = (column and column[row].as_py() for column in columns)
        source = os.fsdecode(name) if isinstance(name, bytes) else str(name)
        yield Document(source, text if text is not None else content, dict(fields or ()))


def extract_batches(
    batches: Iterable[pa.RecordBatch],
    settings: Settings | None = None,
    started: Callable[[int], None] = lambda row: None,
) -> Iterator[pa.RecordBatch]:
    """What becomes of the documents of record batches: of each ``INPUT`` batch an `OUTPUT` batch with as many
    rows, in their order. Depends on nothing but the documents and the settings; keeps nothing.

    A document that fails is a row with its ``error``; nothing is raised for it. ``started`` is told the row
    that is begun.
    """
    settings = settings or Settings()
    for batch in batches:
        outcomes = []
        for row, document in enumerate(unpack(batch)):
            started(row)
            outcomes.append(extract_outcome(document, settings))
        yield dump(outcomes)


def dump(outcomes: Sequence[Outcome]) -> pa.RecordBatch:
    """Outcomes as a record batch with the schema `OUTPUT`; odd bytes of names appear as ``\\udcXX``."""
    try:
        return _dump(outcomes, _dated)
    except UnicodeEncodeError:  # rare, and looking at each text costs more than all the rest
        return _dump([_encodable(one) for one in outcomes], _typed)


def _dump(
    outcomes: Sequence[Outcome], laid_out: Callable[[Row, Schema], dict[str, object]]
) -> pa.RecordBatch:
    columns: dict[str, list[Any]] = {
        "document": [one.document for one in outcomes],
        "error": [one.error or None for one in outcomes],
        "expected": [one.expected for one in outcomes],
        "trace": [one.trace or None for one in outcomes],
        "digest": [one.digest or None for one in outcomes],
        "facts": [laid_out(one.facts, DOCUMENTS) for one in outcomes],
        "measures": [[laid_out(row, MEASURES) for row in one.measures] for one in outcomes],
    }
    arrays = [pa.array(columns[field.name], field.type) for field in OUTPUT]
    return pa.record_batch(arrays, schema=OUTPUT)


def restore(batch: pa.RecordBatch) -> list[Outcome]:
    """The outcomes in a record batch: `dump` undone."""
    columns = [batch.column(name).to_pylist() for name in OUTPUT.names]
    return [
        Outcome(
            document=document,
            error=error or "",
            expected=expected,
            trace=trace or "",
            digest=digest or b"",
            facts=_plain(facts),
            measures=tuple(map(_plain, measures)),
        )
        for document, error, expected, trace, digest, facts, measures in zip(*columns, strict=True)
    ]


def _dated(row: Row, schema: Schema) -> dict[str, object]:
    """A row whose days are days."""
    dated: dict[str, object] = {**row}
    for column in _DAYS[schema]:
        if day := row[column]:
            dated[column] = date.fromisoformat(str(day))
    return dated


def _typed(row: Row, schema: Schema) -> dict[str, object]:
    return {column: typed(row[column], schema.type_of(column)) for column in schema.columns}


def _encodable(one: Outcome) -> Outcome:
    document, error, trace = map(encodable, (one.document, one.error, one.trace))
    return replace(one, document=document, error=error, trace=trace)


def _plain(row: dict[str, Any]) -> Row:
    """A row as it was laid out: its days are text again."""
    for column in DATES & row.keys():
        if isinstance(row[column], date):
            row[column] = row[column].isoformat()
    return row
