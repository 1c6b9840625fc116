"""How a command runs and ends: errors become one line and an exit code, never a traceback.

A document that fails does not stop the others: it is told at the end, in one line on standard error. Ctrl-C
and a terminated process leave through the same door, so that unfinished files are removed; a reader that
hangs up (``| head``) is no error to talk about.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from extractor.cli.progress import with_progress
from extractor.errors import ExtractorError, ReadingError
from extractor.lexicon import Lexicon, find_folder, load

if TYPE_CHECKING:
    from extractor.pipeline import Extraction, Failure
    from extractor.reading import Columns

INPUT_FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM
READER_GONE = 141  # 128 + SIGPIPE, which not every system names


def prepare_streams() -> None:
    """UTF-8 for whoever reads our output, whatever the locale says; no character can make printing fail."""
    for stream in (sys.stdout, sys.stderr):
        encoding = None if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace")  # type: ignore[union-attr]


def run(command: Callable[[], object]) -> NoReturn:
    """Run the command line and exit, quietly even where the reader of our output has gone."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(TERMINATED))
    signal.signal(signal.SIGINT, _interrupt)
    try:
        command()
        code: int | str | None = 0
    except SystemExit as end:
        code = end.code
    except KeyboardInterrupt:
        code = INTERRUPTED
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = READER_GONE
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


class _Interrupt(KeyboardInterrupt):
    """Ctrl-C. Behind a plain KeyboardInterrupt Python may end by the signal and not with our exit code."""


def _interrupt(number: int, frame: object) -> NoReturn:
    raise _Interrupt


@contextmanager
def clear_errors(debug: bool) -> Iterator[None]:
    """Whatever goes wrong inside becomes a clear line and an exit code; ``debug`` shows the traceback."""
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt:
        say("stopped; nothing was left half written")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        raise typer.Exit(READER_GONE) from None
    except ExtractorError as error:
        _show_traceback(error, debug)
        say(str(error))
        raise typer.Exit(INPUT_FAILED if isinstance(error, ReadingError) else WRONG_USAGE) from None
    except Exception as error:
        _show_traceback(error, debug)
        say(f"internal error ({type(error).__name__}: {error}); please report it; --debug shows where")
        raise typer.Exit(INPUT_FAILED) from None


def say(message: str) -> None:
    """A message for people on standard error, without anything that a terminal would obey."""
    from extractor.cli.screen import printable

    for line in message.splitlines():
        print(f"jucuo: {printable(line)}", file=sys.stderr)


def load_words(folder: Path | None) -> Lexicon:
    """The built-in word lists, with the user's folder laid over them, or a taxonomy that comes along."""
    return load(find_folder(folder)) if folder else load()


class Work:
    """One pass over many documents, in order: findings are handed out, failures kept and told at the end.

    ``done`` counts the documents that were read; ``columns`` and ``address`` as in `extract_documents`.
    """

    def __init__(
        self,
        documents: Sequence[str | Path | Failure],
        lexicon: Lexicon,
        debug: bool,
        *,
        sub: bool = False,
        stated: bool = True,
        columns: Columns | None = None,
        address: Callable[[str], str] | None = None,
    ) -> None:
        self.columns = columns
        self.address = address
        self.done = 0
        self.sub = sub
        self.stated = stated
        self.documents = documents
        self.lexicon = lexicon
        self.debug = debug
        self.failures: list[Failure] = []

    def outcomes(self, quiet: bool = False) -> Iterator[Extraction | Failure]:
        """Every document's outcome; a progress bar shows on a terminal unless ``quiet``.

        An archive or a corpus gives the outcomes of all that is in it.
        """
        for document in self.documents if quiet else with_progress(self.documents):
            yield from self._counted(self._open(document))

    def single_outcomes(self) -> Iterator[Extraction | Failure]:
        """One outcome for each of the documents; an archive or a corpus is a failure."""
        from extractor.pipeline import extract_document

        for document in with_progress(self.documents):
            outcome = extract_document(document, self.lexicon, sub=self.sub, stated=self.stated)
            yield from self._counted([outcome])

    def _open(self, document: str | Path | Failure) -> Iterator[Extraction | Failure]:
        from extractor.pipeline import extract_documents

        return extract_documents(
            document,
            self.lexicon,
            sub=self.sub,
            stated=self.stated,
            columns=self.columns,
            address=self.address,
        )

    def _counted(self, outcomes: Iterable[Extraction | Failure]) -> Iterator[Extraction | Failure]:
        from extractor.pipeline import Failure

        for outcome in outcomes:
            if not self.done and not self.failures:
                gc.freeze()  # word lists and patterns live to the end: no collection needs to look at them
            if isinstance(outcome, Failure):
                self.failures.append(outcome)
            else:
                self.done += 1
            yield outcome

    def extractions(self, quiet: bool = False) -> Iterator[Extraction]:
        """The outcomes that are no failures."""
        from extractor.pipeline import Failure

        for outcome in self.outcomes(quiet):
            if not isinstance(outcome, Failure):
                yield outcome

    def finish(self, summary: str = "") -> None:
        """Tell what failed and then how it went, and exit with 1 if anything failed."""
        for failure in self.failures:
            _show_traceback(failure.error, self.debug and not failure.expected)
            say(failure.message)
        if not self.documents:
            say("no document found; give a file, a folder with documents, or - for standard input")
        if summary:
            say(summary)
        if self.failures or not self.documents:
            raise typer.Exit(INPUT_FAILED)


def _show_traceback(error: BaseException, wanted: bool) -> None:
    if wanted:
        traceback.print_exception(error, file=sys.stderr)
