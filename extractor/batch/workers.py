"""Worker processes: batches of documents go out, outcomes come back in the order of the documents.

Every worker has a pipe of its own and says which document it begins, so the pool knows what a worker was at
when it died (killed, out of memory, crashed in a library) or when a document takes too long. That document
costs a failure; what was with it in the batch is done again, and a new worker takes the place. A worker that
dies at a document for the first time may not have died of it, so it is tried once more, alone.

Not `concurrent.futures`: there one dead worker ends the whole pool, and a task cannot be stopped.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from time import monotonic
from types import TracebackType
from typing import Self

import pyarrow as pa

from extractor.batch.chunks import Chunk
from extractor.batch.outcomes import Outcome
from extractor.batch.processes import context, end_process, how_it_ended, prepare_process, start_process
from extractor.batch.records import dump, extract_batches, pack
from extractor.batch.settings import Settings
from extractor.errors import BatchError
from extractor.reading import Document

_AHEAD = 4
"""Chunks for each worker that may be under way or wait for an earlier one: bounds the memory."""
_LAUNCHES = 3
"""Workers that may die one after the other before they begin anything."""
_TICK = 0.5
"""Seconds between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a chunk, as record batches, and how many seconds it took."""

    chunk: Chunk
    batches: Sequence[pa.RecordBatch]
    seconds: float


@dataclass(slots=True)
class _Pending:
    """A chunk of which not all outcomes are there."""

    chunk: Chunk
    parts: dict[int, pa.RecordBatch] = field(default_factory=dict)
    seconds: float = 0.0

    def finish(self) -> Done | None:
        """All outcomes in their order, once they are there."""
        if sum(part.num_rows for part in self.parts.values()) < len(self.chunk.documents):
            return None
        return Done(self.chunk, [self.parts[start] for start in sorted(self.parts)], self.seconds)


@dataclass(slots=True)
class _Task:
    """A part of a chunk: documents from the place ``start`` on."""

    pending: _Pending
    start: int
    documents: Sequence[Document]
    retried: bool = False

    def keep(self, outcomes: pa.RecordBatch) -> None:
        """Enter what became of the documents."""
        self.pending.parts[self.start] = outcomes

    def without(self, row: int, reason: str) -> Iterator[_Task]:
        """What is left to do after a worker ended at a document, which fails if there is a ``reason`` and
        else is tried once more, alone."""
        if before := self.documents[:row]:
            yield _Task(self.pending, self.start, before)
        document, place = self.documents[row], self.start + row
        alone = _Task(self.pending, place, [document], retried=True)
        if reason:
            alone.keep(dump([Outcome.of_failure(document.source, f"{document.source}: {reason}")]))
        else:
            yield alone
        if after := self.documents[row + 1 :]:
            yield _Task(self.pending, place + 1, after)


def serve(pipe: Connection, settings: Settings) -> None:
    """The life of a worker: batches of documents in, a number for each that is begun and outcomes out."""
    prepare_process(settings.limits.worker_memory)

    def batches() -> Iterator[pa.RecordBatch]:
        while data := pipe.recv_bytes():
            with pa.ipc.open_stream(data) as stream:
                yield stream.read_next_batch()

    def started(row: int) -> None:
        pipe.send_bytes(row.to_bytes(4))

    try:
        for batch in extract_batches(batches(), settings, started):
            pipe.send_bytes(serialize(batch))
    except (EOFError, OSError):
        return  # the pool has gone


def serialize(batch: pa.RecordBatch) -> memoryview:
    """A record batch as the bytes of an Arrow stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return memoryview(sink.getvalue())


class _Worker:
    """A worker as its pool sees it."""

    def __init__(self, made_by: BaseContext, settings: Settings) -> None:
        self.pipe, self.process = start_process(made_by, serve, settings)
        self.task: _Task | None = None
        self.row: int | None = None
        self.since = monotonic()

    def give(self, task: _Task) -> bool:
        """Send a task; false if the worker is dead."""
        self.task, self.row, self.since = task, None, monotonic()
        try:
            self.pipe.send_bytes(serialize(pack(task.documents)))
        except OSError:
            return False
        return True

    def receive(self) -> pa.RecordBatch | None:
        """What the worker says: the outcomes of its task, or None when it has only begun a document.

        Raises `EOFError` or `OSError` when it is dead.
        """
        message = self.pipe.recv_bytes()
        self.since = monotonic()
        if len(message) == 4:
            self.row = int.from_bytes(message)
            return None
        with pa.ipc.open_stream(message) as stream:
            return stream.read_next_batch()

    def is_late(self, seconds: float) -> bool:
        """Whether it has been at one document for longer than that."""
        return self.task is not None and self.row is not None and monotonic() - self.since > seconds

    def end(self) -> int:
        """End it, if it has not ended; its exit code."""
        self.pipe.close()
        return end_process(self.process)


class Pool:
    """Worker processes for as long as the ``with`` lasts."""

    def __init__(self, settings: Settings, workers: int) -> None:
        self.settings = settings
        self.size = workers
        self._context = context()
        self._workers: list[_Worker] = []
        self._queue: deque[_Task] = deque()
        self._stillborn = 0

    def __enter__(self) -> Self:
        self._workers = [_Worker(self._context, self.settings) for _ in range(self.size)]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            worker.end()

    def run(self, chunks: Iterable[Chunk | Outcome]) -> Iterator[Done | Outcome]:
        """What became of each chunk, in the order of the chunks; an `Outcome` among them is passed on.

        Chunks are asked for when there is room for them. Raises `BatchError` when workers do not start.
        """
        source = iter(chunks)
        line: deque[_Pending | Outcome] = deque()
        more = True
        while more or line:
            while more and self._has_room(line):
                item = next(source, None)
                if item is None:
                    more = False
                else:
                    line.append(self._enlist(item))
            self._hand_out()
            while line and (done := _finished(line[0])):
                line.popleft()
                yield done
            if any(worker.task for worker in self._workers):
                self._listen()

    def _has_room(self, line: Sequence[_Pending | Outcome]) -> bool:
        """Whether another chunk may be begun: for each worker a few, and nothing known without end."""
        return len(self._queue) < self.size and len(line) < _AHEAD * self.size

    def _enlist(self, item: Chunk | Outcome) -> _Pending | Outcome:
        if isinstance(item, Outcome):
            return item
        pending = _Pending(item)
        self._queue.append(_Task(pending, 0, item.documents))
        return pending

    def _hand_out(self) -> None:
        for index, worker in enumerate(self._workers):
            if worker.task is None and self._queue and not worker.give(self._queue.popleft()):
                self._bury(index)

    def _listen(self) -> None:
        """Take what workers say until there is something, and look after those that say nothing."""
        ready = wait([worker.pipe for worker in self._workers if worker.task], _TICK)
        for index, worker in enumerate(self._workers):
            if worker.pipe in ready:
                self._hear(index, worker)
            elif worker.is_late(self.settings.limits.article_seconds):
                self._bury(index, late=True)

    def _hear(self, index: int, worker: _Worker) -> None:
        began = worker.since
        try:
            outcomes = worker.receive()
        except (EOFError, OSError):
            self._bury(index)
            return
        self._stillborn = 0
        if worker.task:
            worker.task.pending.seconds += worker.since - began
            if outcomes is not None:
                worker.task.keep(outcomes)
                worker.task = worker.row = None

    def _bury(self, index: int, *, late: bool = False) -> None:
        """A worker is dead, or must die for being late: another takes its place and the rest of its task."""
        worker = self._workers[index]
        code = worker.end()
        self._workers[index] = _Worker(self._context, self.settings)
        if worker.task and worker.row is not None:
            reason = self._too_late() if late else _died(code) if worker.task.retried else ""
            self._queue.extendleft(reversed([*worker.task.without(worker.row, reason)]))
        elif worker.task:
            self._stillborn += 1
            if self._stillborn > _LAUNCHES * self.size:
                raise BatchError(
                    f"worker processes end before they begin ({how_it_ended(code)}); "
                    "look at the memory of this machine, or try --workers 1"
                )
            self._queue.appendleft(worker.task)

    def _too_late(self) -> str:
        seconds = self.settings.limits.article_seconds
        return f"takes more than {seconds:g} seconds; split it, or raise --limit article_seconds"


def _finished(item: _Pending | Outcome) -> Done | Outcome | None:
    """What there is to tell of the next item, if that is known."""
    return item if isinstance(item, Outcome) else item.finish()


def _died(code: int) -> str:
    return (
        f"ended the process that read it, twice ({how_it_ended(code)}); it needs more memory than there is, "
        "or breaks a library: leave it out, or save it in another format"
    )
