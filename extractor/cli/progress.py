"""How far a long piece of work is, on standard error, and only where a person looks at it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds before a progress bar is worth its place."""


def with_progress(documents: Sequence[T]) -> Iterator[T]:
    """The same documents, with a bar on standard error once they take longer than `PATIENCE`."""
    if not sys.stderr.isatty():
        yield from documents
        return
    from rich.console import Console
    from rich.progress import Progress

    began, started = monotonic(), False
    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task("documents", total=len(documents))
    try:
        for number, document in enumerate(documents):
            if not started and monotonic() - began > PATIENCE:
                bar.start()
                started = True
            bar.update(task, completed=number)
            yield document
    finally:
        if started:
            bar.stop()


class BatchProgress:
    """Documents, rows, failures, speed and time left of a batch, once it takes longer than `PATIENCE`.

    ``count`` says how many inputs there are; it is asked only where the bar is shown. Where archives or
    corpora turn out to hold more, the total grows.
    """

    def __init__(self, stack: ExitStack, count: Callable[[], int]) -> None:
        self._stack = stack
        self._count = count
        self._began = monotonic()
        self._bar: Progress | None = None
        self._total = 0
        self._hidden = not sys.stderr.isatty()

    def show(self, documents: int, rows: int, failures: int, inside: int) -> None:
        """What is done by now: so many documents, rows and failures, ``inside`` of them beyond the inputs."""
        if self._hidden or (self._bar is None and monotonic() - self._began < PATIENCE):
            return
        if self._bar is None:
            self._bar = self._start(documents)
        speed = documents / max(monotonic() - self._began, 0.001)
        found = f"{rows:,} rows, {failures:,} failed, {speed:,.0f} documents/s"
        total = max(self._total + inside, documents)
        self._bar.update(self._bar.task_ids[0], completed=documents, total=total, found=found)

    def _start(self, documents: int) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._total = self._count()
        columns = BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[found]}"), TimeRemainingColumn()
        bar = Progress(*columns, console=Console(stderr=True), transient=True)
        bar.add_task("documents", total=self._total, completed=documents, found="")
        return self._stack.enter_context(bar)
