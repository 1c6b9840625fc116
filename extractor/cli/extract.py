"""``jucuo extract``: documents in, one table of measures out."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.options import Debug, Kinds, Lexicons, MinScore, Paths, Wanted
from extractor.cli.running import Work, clear_errors, load_words
from extractor.cli.screen import printable, show_extraction
from extractor.errors import UsageError
from extractor.exporting import (
    COLUMNS,
    DOCUMENT_COLUMNS,
    PmcIndex,
    Row,
    Table,
    document_row,
    failure_row,
    open_table,
)
from extractor.model import Kind

if TYPE_CHECKING:
    from extractor.pipeline import Extraction, Failure

STANDARD_OUTPUT = "-"


def extract(
    paths: Paths,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write a .csv or .jsonl table; - is CSV to standard output.",
        ),
    ] = None,
    documents: Annotated[
        str | None,
        typer.Option("--documents", metavar="FILE", help="Also write a table with a row for each document."),
    ] = None,
    pmc: Annotated[
        str | None,
        typer.Option(
            "--pmc",
            metavar="FILE",
            help="Also write the 0/1 table of the PMC index, with a row for each document.",
        ),
    ] = None,
    kind: Kinds = Wanted.ENUMERATED,
    min_score: MinScore = 0.0,
    sub: Annotated[
        bool, typer.Option("--sub", help="Also give the points inside an item, each with its parent_id.")
    ] = False,
    lexicons: Lexicons = None,
    debug: Debug = False,
) -> None:
    """Find the measures of documents and write them as rows of a table.

    Without -o the table is shown on the screen. A document that cannot be read does not stop the others.
    """
    with clear_errors(debug):
        began = monotonic()
        targets = _check_targets(paths, {"-o": output, "--documents": documents, "--pmc": pmc})
        words = load_words(lexicons)
        index = PmcIndex.of(words) if pmc else None
        with ExitStack() as stack:
            sink = _Sink(
                output=_open(stack, output, COLUMNS),
                documents=_open(stack, documents, DOCUMENT_COLUMNS),
                pmc=_open(stack, pmc, index.columns if index else ()),
                index=index,
                kind=kind,
                least=min_score,
            )
            from extractor.pipeline import find_documents

            work = Work(find_documents(paths, targets), words, debug, sub=sub, stated=sink.needs_stated)
            for outcome in work.outcomes(quiet=sink.on_screen):
                sink.put(outcome)
        place = output or documents or pmc
        work.finish(_summarise(work, sink.written, monotonic() - began, place) if place else "")


class _Sink:
    """Where outcomes go: a table of measures or the screen, and tables with a row for each document.

    All tables are opened at once, so that an unwritable place is known before the work starts.
    """

    def __init__(
        self,
        *,
        output: Table | None,
        documents: Table | None,
        pmc: Table | None,
        index: PmcIndex | None,
        kind: Wanted,
        least: float,
    ) -> None:
        self.kinds = kind.kinds
        self.least = least
        self.written = 0
        self.measures = output
        self.documents = documents
        self.pmc = pmc
        self.index = index
        self.on_screen = output is None and sys.stdout.isatty()
        self.needs_stated = Kind.STATED in kind.kinds or documents is not None  # that table counts them

    def put(self, outcome: Extraction | Failure) -> None:
        """Write or show one document."""
        from extractor.pipeline import Failure

        if isinstance(outcome, Failure):
            if self.documents:
                _write(self.documents, failure_row(outcome.source, outcome.message))
            return
        rows = outcome.rows(self.kinds, self.least)
        self.written += len(rows)
        if self.measures:
            for row in rows:
                _write(self.measures, row)
        else:
            show_extraction(outcome, rows)
        document = document_row(outcome) if self.documents or self.pmc else {}
        if self.documents:
            _write(self.documents, document)
        if self.pmc and self.index:
            _write(self.pmc, self.index.row(document, rows))


def _write(table: Table, row: Row) -> None:
    """Append a row; one that goes to a terminal loses what a terminal would obey."""
    if not table.name and sys.stdout.isatty():
        row = {name: printable(value) if isinstance(value, str) else value for name, value in row.items()}
    table.write(row)


def _open(stack: ExitStack, target: str | None, columns: Sequence[str]) -> Table | None:
    """The table at a place, closed with the stack; None where none is wanted."""
    if not target:
        return None
    return stack.enter_context(
        open_table(sys.stdout.buffer if target == STANDARD_OUTPUT else target, columns)
    )


def _check_targets(paths: Sequence[str], targets: Mapping[str, str | None]) -> frozenset[Path]:
    """The files to be written, resolved; they must differ from one another and from what is read."""
    options: dict[str, str] = {}
    for option, target in targets.items():
        if target is not None and (other := options.setdefault(target, option)) != option:
            raise UsageError(f"{other} and {option} name the same place; give each table a file of its own")
    files = {Path(target).resolve() for target in options if target != STANDARD_OUTPUT}
    for path in paths:
        if path != STANDARD_OUTPUT and Path(path).resolve() in files:
            raise UsageError(f"{path}: is read and would be overwritten; write to another file")
    return frozenset(files)


def _summarise(work: Work, rows: int, seconds: float, place: str) -> str:
    where = "standard output" if place == STANDARD_OUTPUT else place
    failed = f", {len(work.failures)} failed" if work.failures else ""
    done = f"{_number(rows, 'row')} from {_number(work.done, 'document')}{failed}"
    return f"{done}, {seconds:.1f} s, written to {where}"


def _number(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
