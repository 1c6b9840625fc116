"""Archives and corpora, opened in a process of its own: what breaks a library there breaks nothing here.

The documents in them come through a pipe, one at a time, so that no more is held than the pipe does. An
archive that ends its process, or gives nothing for longer than an article may take, is one failure; what it
gave before stays, and the next one is opened by a new process.
"""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from extractor.batch.processes import context, end_process, how_it_ended, prepare_process, start_process
from extractor.batch.settings import Settings
from extractor.errors import ReadingError
from extractor.limits import using
from extractor.reading import Document, open_documents

_TICK = 0.1
"""Seconds until a process that closed its pipe is surely dead."""


def serve(pipe: Connection, settings: Settings) -> None:
    """The life of the process: names of containers in, the documents in each out and None behind the last."""
    prepare_process(settings.limits.worker_memory)
    try:
        while name := pipe.recv():
            for found in _open(name, settings):
                pipe.send(found)
            pipe.send(None)
    except (EOFError, OSError):
        return  # the master has gone


def _open(name: str, settings: Settings) -> Iterator[Document | ReadingError]:
    try:
        with using(settings.limits):
            yield from open_documents(name, lexicon=settings.lexicon, columns=settings.columns)
    except MemoryError:
        yield ReadingError(name, "too large for the memory that a process may have; split it")
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        yield ReadingError(name, f"internal error ({what}); please report it with the file")


class Opener:
    """Opens containers one after the other, for as long as the ``with`` lasts."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def open(self, path: str | Path) -> Iterator[Document | ReadingError]:
        """The documents in a container, in order, and an error in the place of each that is none."""
        name = str(path)
        pipe = self._start()
        try:
            pipe.send(name)
            while True:
                if not pipe.poll(self.settings.limits.article_seconds):
                    self._stop()
                    yield ReadingError(name, self._too_late())
                    return
                found = pipe.recv()
                if found is None:
                    return
                yield found
        except (EOFError, OSError):
            code = self._stop()
            yield ReadingError(
                name, f"the process that opened it ended ({how_it_ended(code)}); get it anew, or unpack it"
            )

    def _start(self) -> Connection:
        if self._pipe is None:
            self._pipe, self._process = start_process(context(), serve, self.settings)
        return self._pipe

    def _stop(self) -> int:
        """End the process, if there is one, and say how it ended."""
        if self._pipe is None:
            return 0
        self._pipe.close()
        self._pipe = None
        self._process.join(_TICK)  # one that has just died says how
        return end_process(self._process)

    def _too_late(self) -> str:
        seconds = self.settings.limits.article_seconds
        return f"gives no document for {seconds:g} seconds; unpack it, or raise --limit article_seconds"
