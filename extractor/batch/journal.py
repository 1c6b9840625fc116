"""What a batch has done so far, on the disk: shards of outcomes, and a manifest that knows them.

A shard is an Arrow file with the outcomes of a chunk, written beside and renamed. Only when it is safely on
the disk does a transaction enter its documents into the manifest (SQLite), so after a power cut every
document is there once or not at all. A document is known by its name and its content; of a file that has the
size and the time of last time the content is not looked at again. Outcomes hold for one fingerprint of
settings, word lists and program: under another one the journal begins anew. Failures are not kept: they are
tried again.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import pyarrow as pa

from extractor.batch.chunks import Chunk, Stamp
from extractor.batch.outcomes import Outcome, digest_of
from extractor.batch.records import OUTPUT, restore
from extractor.errors import BatchError, ReadingError
from extractor.reading import Document, load_document

_FORMAT = "1"
_OPEN_SHARDS = 4
"""Shards whose outcomes are held in memory; they are asked for in about the order in which they were made."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
  name BLOB PRIMARY KEY, digest BLOB NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL,
  shard INTEGER NOT NULL, position INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_shard ON documents (shard);
"""


def folder_beside(target: str | Path) -> Path:
    """Where the journal of a table lies: hidden, beside it.

    >>> folder_beside("out/measures.csv").as_posix()
    'out/.measures.csv.jucuo'
    """
    path = Path(target)
    return path.with_name(f".{path.name}.jucuo")


class Journal:
    """The journal in a folder, held by one run at a time.

    ``known`` counts the documents that it knew when it was opened, ``changed`` says what differs from the run
    that wrote it, ``""`` if nothing does.
    """

    def __init__(self, folder: Path, fingerprint: Mapping[str, str], *, resume: bool) -> None:
        self.folder = folder
        self.known = 0
        self.changed = ""
        self._closed_with: int | None = None
        self._cache: OrderedDict[int, list[Outcome]] = OrderedDict()
        with self._explained():
            self._shards = folder / "shards"
            self._shards.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(folder / "manifest.sqlite", isolation_level=None, timeout=0)
            try:
                self._open(fingerprint, resume=resume)
            except BaseException:
                self._base.close()
                raise

    def _open(self, fingerprint: Mapping[str, str], *, resume: bool) -> None:
        for setting in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL"):
            self._base.execute(f"PRAGMA {setting}")
        self._base.execute("BEGIN EXCLUSIVE")
        self._base.execute("COMMIT")
        self._base.executescript(_SCHEMA)
        wanted = {"format": _FORMAT, **fingerprint}
        found = dict(self._base.execute("SELECT name, value FROM facts"))
        self.changed = ", ".join(name for name in wanted if found and found.get(name) != wanted[name])
        (before,) = self._base.execute("SELECT count(*) FROM documents").fetchone()
        if self.changed or not resume or not found:
            self._forget(wanted)
        else:
            self.known = before
        self.dropped = before - self.known
        self._remove_strays()
        (last,) = self._base.execute("SELECT coalesce(max(shard), 0) FROM documents").fetchone()
        self._next = last + 1

    def _forget(self, wanted: Mapping[str, str]) -> None:
        with self._transaction():
            self._base.execute("DELETE FROM documents")
            self._base.execute("DELETE FROM facts")
            self._base.executemany("INSERT INTO facts VALUES (?, ?)", wanted.items())

    def _remove_strays(self) -> None:
        """Delete shards that no document needs: of an earlier state, or never entered."""
        used = {shard for (shard,) in self._base.execute("SELECT DISTINCT shard FROM documents")}
        for path in self._shards.iterdir():
            if not (path.suffix == ".arrow" and path.stem.isdigit() and int(path.stem) in used):
                path.unlink()

    def find(self, document: Document, stamp: Stamp) -> Outcome | None:
        """What became of a document with the same name and content in an earlier run, if that is known."""
        if not self.known:
            return None
        key = os.fsencode(document.source)
        with self._explained():
            found = self._base.execute(
                "SELECT digest, size, modified, shard, position FROM documents WHERE name = ?", (key,)
            ).fetchone()
        if found is None:
            return None
        digest, size, modified, shard, position = found
        if document.content is not None or (size, modified) != (stamp.size, stamp.modified):
            try:
                if digest_of(load_document(document)) != digest:
                    return None
            except ReadingError:
                return None
            with self._explained():
                self._base.execute(
                    "UPDATE documents SET size = ?, modified = ? WHERE name = ?",
                    (stamp.size, stamp.modified, key),
                )
        outcomes = self._load(shard)
        return outcomes[position] if position < len(outcomes) else None

    def _load(self, shard: int) -> Sequence[Outcome]:
        """The outcomes in a shard; none if it is not there or broken."""
        if shard not in self._cache:
            try:
                with pa.memory_map(str(self._path(shard))) as file:
                    parts = pa.ipc.open_file(file)
                    batches = map(parts.get_batch, range(parts.num_record_batches))
                    self._cache[shard] = [one for batch in batches for one in restore(batch)]
            except (OSError, pa.ArrowException):
                self._cache[shard] = []
            if len(self._cache) > _OPEN_SHARDS:
                self._cache.popitem(last=False)
        self._cache.move_to_end(shard)
        return self._cache[shard]

    def keep(self, chunk: Chunk, batches: Sequence[pa.RecordBatch]) -> None:
        """Put the outcomes of a chunk safely on the disk. Raises `BatchError` when the disk refuses them."""
        errors, digests = (
            [value for batch in batches for value in batch.column(name).to_pylist()]
            for name in ("error", "digest")
        )
        shard, self._next = self._next, self._next + 1
        kept = [
            (os.fsencode(document.source), digest, stamp.size, stamp.modified, shard, position)
            for position, (document, stamp, error, digest) in enumerate(
                zip(chunk.documents, chunk.stamps, errors, digests, strict=True)
            )
            if not error
        ]
        if not kept:
            return
        with self._explained():
            self._write(shard, batches)
            with self._transaction():
                self._base.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?)", kept)

    def _write(self, shard: int, batches: Sequence[pa.RecordBatch]) -> None:
        path = self._path(shard)
        draft = path.with_suffix(".tmp")
        with draft.open("wb") as file:
            with pa.ipc.new_file(file, OUTPUT) as writer:
                for batch in batches:
                    writer.write_batch(batch)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(self._shards)

    def _path(self, shard: int) -> Path:
        return self._shards / f"{shard:08}.arrow"

    def count(self) -> int:
        """How many documents are known by now, or were when it was closed."""
        if self._closed_with is not None:
            return self._closed_with
        (number,) = self._base.execute("SELECT count(*) FROM documents").fetchone()
        return int(number)

    def close(self) -> None:
        """Let another run have the journal."""
        self._closed_with = self.count()
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def remove(self) -> None:
        """Close the journal and delete it: the table is complete, and nobody wants to go on from it."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what the disk or the database says into a `BatchError` with the way out."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                reason = "another run is writing this table; wait for it, or write to another file"
                raise BatchError(f"{self.folder}: {reason}") from error
            raise BatchError(
                f"{self.folder}: cannot be written ({error}); make room, or delete it"
            ) from error
        except sqlite3.DatabaseError as error:
            raise BatchError(f"{self.folder}: is damaged ({error}); delete it and start anew") from error
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise BatchError(
                f"{self.folder}: cannot be written ({reason}); make room, or put the table elsewhere"
            ) from error


def _sync_folder(folder: Path) -> None:
    """Make a renaming safe; systems that cannot do that for folders do it by themselves."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
