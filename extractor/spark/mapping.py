"""What runs on executors: record batches of rows or of files → documents → record batches of findings.

Both are values that Spark pickles and calls with the batches of a partition. They make documents, as
`extractor.reading` does of a corpus and of a folder, and give them to `extract_batches`. A row or a file that
is no document is a failure in its place; nothing but a wrong installation ends a task.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa

from extractor.batch.outcomes import Outcome
from extractor.batch.records import dump, extract_batches, pack
from extractor.batch.settings import Settings
from extractor.errors import ReadingError
from extractor.limits import using
from extractor.reading import Document, is_hidden, open_documents
from extractor.reading.containers import find_suffix
from extractor.reading.corpora import SAME_ID, Choice
from extractor.reading.formats import explain_suffix
from extractor.reading.inputs import explain_size
from extractor.spark.shipping import Shipment

FILE, POSITION = "file", "position"
"""Columns beside those of a corpus: the file in which a row stands, and its place there, from 0."""
PATH, LENGTH, CONTENT = "path", "length", "content"
"""Columns of Spark's source ``binaryFile``."""
NAME = "name"

MOST_DOCUMENTS = 64
MOST_SIZE = 4 * 1024 * 1024
"""Documents of a batch of findings, and characters or bytes with which it is full."""

NameOf = Callable[[str], str]
"""What a path of Spark is called in the column ``document``."""


def _as_it_is(path: str) -> str:
    return path


@dataclass(frozen=True, slots=True)
class Rows:
    """How rows of a corpus become documents.

    ``choice`` says what its columns hold; the columns of a batch are those of the choice, in its order, and
    where rows stand in files, `FILE` and `POSITION`. ``numbered``: positions are numbers of rows, by which
    rows without an id are known. ``repeated`` holds the names that several rows have, each with the position
    of the one row that is read.
    """

    choice: Choice
    name_of: NameOf = _as_it_is
    numbered: bool = False
    repeated: Mapping[str, int] = field(default_factory=dict)

    def documents(self, batch: pa.RecordBatch, settings: Settings) -> Iterator[Document | Outcome]:
        """The documents of a batch, and failures; the columns were chosen by the ``settings`` before."""
        del settings
        for key, name, position, values in self._rows(batch):
            yield self._document(key, name, position, values)

    def names(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The name and the position of each row, without a name where it has no id: `NAME`, `POSITION`."""
        rows = [(name if key else None, position) for key, name, position, _ in self._rows(batch)]
        names, positions = ([row[column] for row in rows] for column in (0, 1))
        arrays = [pa.array(names, pa.string()), pa.array(positions, pa.int64())]
        return pa.record_batch(arrays, names=[NAME, POSITION])

    def _rows(self, batch: pa.RecordBatch) -> Iterator[tuple[str, str, int, dict[str, Any]]]:
        """Id (or number), name, position and values of each row, one at a time; an id may be ``""``."""
        names = self.choice.names
        for row in range(batch.num_rows):
            cells = [column[row].as_py() for column in batch.columns]
            values = dict(zip(names, cells, strict=False))
            file, position = cells[len(names) :] or (None, -1)
            key = self.choice.key(values) or (str(position + 1) if self.numbered else "")
            where = self.name_of(file) if file else ""
            yield key, f"{where}#{key}" if where and key else where or key, position, values

    def _document(self, key: str, name: str, position: int, values: dict[str, Any]) -> Document | Outcome:
        place = f"row {position + 1}" if self.numbered else "the row"
        row = self.choice.row(position + 1, values, place)
        fault = row.fault
        if not key:
            fault = f"a row has no id in its column {self.choice.id!r}; fill it, or take the row out"
        elif not fault and self.repeated.get(name, position) != position:
            fault = f"{place} {SAME_ID}"
        if fault:
            return _failure(name, fault)
        return Document(name, row.text, row.facts)


class _NamedBytes(io.BytesIO):
    """Bytes that are read as the file of that name."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name


@dataclass(frozen=True, slots=True)
class Files:
    """How files become documents, as the files of a folder do: archives and corpora among them are opened.

    The columns of a batch are `PATH`, `LENGTH` and `CONTENT`; of a file that is too large the last is null.
    """

    name_of: NameOf = _as_it_is

    def documents(self, batch: pa.RecordBatch, settings: Settings) -> Iterator[Document | Outcome]:
        """The documents of a batch, and failures."""
        for row in range(batch.num_rows):
            path, length, content = (column[row].as_py() for column in batch.columns)
            yield from self._open(self.name_of(path), length, content, settings)

    def _open(
        self, name: str, length: int, content: bytes | None, settings: Settings
    ) -> Iterator[Document | Outcome]:
        path = PurePosixPath(name)
        if is_hidden(path.name):
            return
        if reason := "" if find_suffix(path.name) else explain_suffix(path.suffix):
            yield _failure(name, reason)
            return
        if content is None:
            yield _failure(name, explain_size(length))
            return
        lexicon, columns = settings.lexicon, settings.columns
        for found in open_documents(_NamedBytes(content, name), lexicon=lexicon, columns=columns):
            yield found if isinstance(found, Document) else Outcome.of_failure(found.source, str(found))


@dataclass(frozen=True, slots=True)
class Extract:
    """Rows of a corpus or files in, findings (`OUTPUT`) out."""

    shipment: Shipment
    source: Rows | Files

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """What becomes of the documents of a partition."""
        settings = self.shipment.unpack()
        with using(settings.limits):
            for batch in batches:
                yield from extract_found(self.source.documents(batch, settings), settings)


@dataclass(frozen=True, slots=True)
class NameRows:
    """Rows of a corpus in, their names and positions out."""

    rows: Rows

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The names of the rows of a partition."""
        return map(self.rows.names, batches)


def extract_found(found: Iterable[Document | Outcome], settings: Settings) -> Iterator[pa.RecordBatch]:
    """What becomes of documents, and failures that are known already, in batches of bounded size."""
    for some in _cut(found):
        documents = [one for one in some if isinstance(one, Document)]
        failures = [one for one in some if isinstance(one, Outcome)]
        if documents:
            yield from extract_batches([pack(documents)], settings)
        if failures:
            yield dump(failures)


def _cut(found: Iterable[Document | Outcome]) -> Iterator[list[Document | Outcome]]:
    some: list[Document | Outcome] = []
    size = 0
    for one in found:
        some.append(one)
        size += len(one.content or "") if isinstance(one, Document) else 0
        if len(some) >= MOST_DOCUMENTS or size >= MOST_SIZE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _failure(name: str, reason: str) -> Outcome:
    return Outcome.of_failure(name, str(ReadingError(name, reason)))
