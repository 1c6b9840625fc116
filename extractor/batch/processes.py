"""How processes begin, what bounds them, and how they ended. Imports nothing that is slow."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from time import sleep
from typing import TYPE_CHECKING

from extractor.errors import BatchError

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from extractor.batch.settings import Settings

_WARM = "extractor.batch.warm"
_GRACE = 2.0
"""Seconds that a process has to end by itself."""


def context() -> BaseContext:
    """How processes are started: from a server process that is warm and has no threads, or else anew."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    chosen = multiprocessing.get_context("forkserver")
    chosen.set_forkserver_preload([_WARM])
    return chosen


def launch_server() -> None:
    """Start the server process of `context` early: it gets warm while this process does other work."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context()
        from multiprocessing import forkserver

        forkserver.ensure_running()


def start_process(
    made_by: BaseContext, serve: Callable[[Connection, Settings], None], settings: Settings
) -> tuple[Connection, BaseProcess]:
    """A process that serves at the other end of a pipe. Raises `BatchError` when the system refuses it."""
    ours, theirs = made_by.Pipe()
    process = made_by.Process(target=serve, args=(theirs, settings), daemon=True)  # type: ignore[attr-defined]
    try:
        with _held_back(signal.SIGINT, signal.SIGTERM):
            process.start()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BatchError(f"a worker process cannot be started ({reason}); try fewer --workers") from error
    theirs.close()
    return ours, process


@contextmanager
def _held_back(*numbers: signal.Signals) -> Iterator[None]:
    """Signals that come meanwhile are raised behind it: a process whose master stops in the middle of telling
    it what to do ends with a traceback. Only the main thread gets signals.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    come: list[int] = []
    before = {number: signal.signal(number, lambda got, frame: come.append(got)) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for got in come:
            signal.raise_signal(got)


def prepare_process(memory: int) -> None:
    """Make a process fit to serve: Ctrl-C is for its master, with whom it ends, and memory has a bound."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    if master := multiprocessing.parent_process():
        threading.Thread(target=_end_with, args=(master,), daemon=True).start()
    gc.freeze()
    try:
        import resource
    except ImportError:  # Windows has no such bounds
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    bound = memory if most == resource.RLIM_INFINITY else min(memory, most)
    resource.setrlimit(resource.RLIMIT_AS, (bound, most))


def _end_with(master: BaseProcess) -> None:
    """End when the master has ended, however that was, as if somebody told us to."""
    wait([master.sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
    sleep(_GRACE)
    os._exit(1)


def end_process(process: BaseProcess) -> int:
    """End a process, if it has not ended, and give its exit code.

    It may put away what it began (a program that converts a document); one that does not is killed.
    """
    process.terminate()
    process.join(_GRACE)
    process.kill()
    process.join()
    return process.exitcode or 0


def how_it_ended(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
