"""One run over many documents as a person sees it: progress, failures, how it ended and how to go on."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import typer

from extractor.batch.processes import launch_server
from extractor.cli.progress import BatchProgress
from extractor.cli.running import INPUT_FAILED, INTERRUPTED, TERMINATED, say
from extractor.errors import UsageError

if TYPE_CHECKING:
    from extractor.batch.journal import Journal
    from extractor.batch.outcomes import Outcome
    from extractor.batch.settings import Settings
    from extractor.pipeline import Failure

STANDARD_OUTPUT = "-"


def get_ready(paths: Sequence[str]) -> None:
    """Begin what takes a second and will be needed, if the paths may lead to more than one document."""
    if len(paths) > 1 or any(Path(path).is_dir() for path in paths):
        launch_server()


class Run:
    """One pass over the documents behind paths; failures are kept and told at the end.

    ``targets`` are the resolved files that the run writes. ``place`` is the table beside which the journal
    lies, ``""`` where none is written to a file. More than ``most_failures`` failures end the run.
    """

    def __init__(
        self,
        paths: Sequence[str],
        settings: Settings,
        *,
        targets: Collection[Path],
        place: str,
        workers: int | None,
        resume: bool,
        most_failures: int | None,
        debug: bool,
    ) -> None:
        if resume and not place:
            raise UsageError("--resume needs a table in a file (-o FILE): what is done is kept beside it")
        self.paths = paths
        self.settings = settings
        self.targets = targets
        self.place = place
        self.workers = workers or _cores()
        self.resume = resume
        self.most_failures = most_failures
        self.debug = debug
        self.done = 0
        self.rows = 0
        self.failures: list[tuple[str, str]] = []
        """Why each failed, and where in the program if that is to blame."""
        self.journal: Journal | None = None
        self._began = monotonic()

    def outcomes(self, stack: ExitStack) -> Iterator[Outcome]:
        """What became of each document, in order; what is done is kept until ``stack`` closes.

        Leaves by `typer.Exit` when too many fail.
        """
        from extractor.pipeline import find_documents

        inputs = find_documents(self.paths, self.targets)
        first = list(islice(inputs, 2))
        if len(first) == 1 and not self.resume and _is_one_text(first[0]):
            yield from self._counted(self._alone(first[0]))
            return
        self.journal = journal = stack.enter_context(self._open_journal()) if self.place else None
        from extractor.batch.running import Batch

        batch = Batch(chain(first, inputs), self.settings, workers=self.workers, journal=journal)
        progress = BatchProgress(stack, self._count)
        for outcome in self._counted(batch.outcomes()):
            yield outcome
            progress.show(self.done + len(self.failures), self.rows, len(self.failures), batch.inside)

    def _alone(self, document: str | Path | Failure) -> Iterator[Outcome]:
        """A single text, or what comes from standard input, in this process."""
        from extractor.batch.outcomes import Outcome, extract_outcome, outcome_of
        from extractor.pipeline import Failure
        from extractor.reading import Document, open_documents

        if isinstance(document, Failure):
            yield outcome_of(document, self.settings)
            return
        columns, lexicon = self.settings.columns, self.settings.lexicon
        for found in open_documents(document, lexicon=lexicon, columns=columns):
            if isinstance(found, Document):
                yield extract_outcome(found, self.settings)
            else:
                yield Outcome.of_failure(found.source, str(found))

    def _open_journal(self) -> Journal:
        from extractor.batch.journal import Journal, folder_beside

        journal = Journal(folder_beside(self.place), self.settings.fingerprint(), resume=self.resume)
        if journal.known:
            say(f"going on: {journal.known:,} documents are known from earlier runs")
        elif journal.dropped and journal.changed and self.resume:
            say(f"other {journal.changed} than last time: everything is read again")
        elif journal.dropped and not journal.changed:
            say(f"{journal.dropped:,} documents of an earlier run are read again; --resume would go on")
        return journal

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """Ctrl-C and a terminated process end with what is done kept, and with how to go on.

        To be put around all that a run opens, for both may come while a row or the end of a table is written.
        """
        try:
            yield
        except KeyboardInterrupt:
            self._say_stopped()
            raise typer.Exit(INTERRUPTED) from None
        except SystemExit as end:
            if end.code == TERMINATED:
                self._say_stopped()
            raise

    def _say_stopped(self) -> None:
        say(
            f"stopped after {self.journal.count() if self.journal else self.done:,} documents{self._way_on()}"
        )

    def _way_on(self) -> str:
        """How to go on from here; a journal of nothing goes."""
        if self.journal and self.journal.count():
            return "; the same command with --resume goes on"
        if self.journal:
            self.journal.remove()
        return "; nothing was left half written"

    def _counted(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        for outcome in outcomes:
            if outcome.error:
                self.failures.append((outcome.error, outcome.trace))
                if self.most_failures is not None and len(self.failures) > self.most_failures:
                    self._tell_failures()
                    done = f"{len(self.failures):,} failed, {self.done:,} documents are done"
                    say(f"stopped: {done}{self._way_on()}")
                    raise typer.Exit(INPUT_FAILED)
            else:
                self.done += 1
                self.rows += len(outcome.measures)
            yield outcome

    def _count(self) -> int:
        from extractor.reading import count_inputs

        return count_inputs(self.paths)

    def _tell_failures(self) -> None:
        for error, trace in self.failures:
            if self.debug and trace:
                print(trace, file=sys.stderr)
            say(error)

    def finish(self, rows: int, place: str) -> None:
        """The tables are complete: tell what failed and then how it went, and exit with 1 if anything did."""
        if self.journal and not self.resume:
            self.journal.remove()
        self._tell_failures()
        where = "standard output" if place == STANDARD_OUTPUT else place
        failed = f", {len(self.failures)} failed" if self.failures else ""
        done = f"{number_of(rows, 'row')} from {number_of(self.done, 'document')}{failed}"
        is_empty = not (self.done or self.failures)
        if is_empty:
            say("no document found; give a file, a folder with documents, or - for standard input")
        say(f"{done}, {monotonic() - self._began:.1f} s, written to {where}")
        if self.failures or is_empty:
            raise typer.Exit(INPUT_FAILED)


def _is_one_text(document: str | Path | Failure) -> bool:
    """Whether an input is one text, which is read in this process: what may break a library or never end,
    and what holds many documents, is not. Standard input is not looked at."""
    from extractor.pipeline import Failure
    from extractor.reading import holds_many, is_text

    if isinstance(document, Failure) or document == STANDARD_OUTPUT:
        return True
    return is_text(document) and not holds_many(document)


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def number_of(number: int, thing: str) -> str:
    """So many things, in words: ``1 row``, ``1,200 rows``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
