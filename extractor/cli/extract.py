"""``jucuo extract``: documents in, one table of measures out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.options import (
    Debug,
    IdColumn,
    Kinds,
    Lexicons,
    LimitValues,
    MinScore,
    Paths,
    TextColumn,
    Wanted,
)
from extractor.cli.running import Work, clear_errors, load_words, say
from extractor.cli.screen import printable, show_extraction
from extractor.errors import UsageError
from extractor.exporting import (
    DOCUMENTS,
    MEASURES,
    Format,
    PmcIndex,
    Row,
    Schema,
    Table,
    choose_columns,
    document_row,
    failure_row,
    find_format,
    named_format,
    open_tables,
)
from extractor.limits import parse, using
from extractor.model import Kind

if TYPE_CHECKING:
    from extractor.pipeline import Extraction, Failure

STANDARD_OUTPUT = "-"


class Header(StrEnum):
    """The languages of headings."""

    EN = "en"
    ZH = "zh"


def extract(
    paths: Paths,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write .csv .tsv .jsonl .parquet .xlsx .sqlite .duckdb .dta or .md; - is standard output.",
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
    columns: Annotated[
        str | None,
        typer.Option("--columns", metavar="A,B,C", help="Only these columns of measures, in this order."),
    ] = None,
    header: Annotated[
        Header, typer.Option("--header", help="The language of the names over the columns.")
    ] = Header.EN,
    format_name: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="NAME", help="The format of what goes to standard output; else csv."
        ),
    ] = None,
    kind: Kinds = Wanted.ENUMERATED,
    min_score: MinScore = 0.0,
    sub: Annotated[
        bool, typer.Option("--sub", help="Also give the points inside an item, each with its parent_id.")
    ] = False,
    text_column: TextColumn = "",
    id_column: IdColumn = "",
    base_url: Annotated[
        str,
        typer.Option(
            "--base-url",
            metavar="URL",
            help="Where the given folders stand on the web: gives each document in them its address.",
            show_default=False,
        ),
    ] = "",
    lexicons: Lexicons = None,
    limit: LimitValues = None,
    debug: Debug = False,
) -> None:
    """Find the measures of documents and write them as rows of a table.

    Without -o the table is shown on the screen. A document that cannot be read does not stop the others.
    """
    with clear_errors(debug), using(parse(limit or ())):
        began = monotonic()
        targets = _check_targets(paths, {"-o": output, "--documents": documents, "--pmc": pmc})
        measures = replace(MEASURES, columns=choose_columns(columns)) if columns else MEASURES
        address = _find_address(paths, base_url)
        words = load_words(lexicons)
        index = PmcIndex.of(words) if pmc else None
        with ExitStack() as stack:
            opener = _Opener(stack, header.value, _streamed(format_name, (output, documents, pmc)))
            sink = _Sink(
                output=opener.open(output, measures, DOCUMENTS),
                documents=opener.open(documents, DOCUMENTS),
                pmc=opener.open(pmc, index.schema) if index else (),
                index=index,
                kind=kind,
                least=min_score,
            )
            from extractor.pipeline import find_documents
            from extractor.reading import Columns

            work = Work(
                find_documents(paths, targets),
                words,
                debug,
                sub=sub,
                stated=sink.needs_stated,
                columns=Columns(text_column, id_column),
                address=address,
            )
            for outcome in work.outcomes(quiet=sink.on_screen):
                sink.put(outcome)
        for note in sink.notes:
            say(note)
        place = output or documents or pmc
        work.finish(_summarise(work, sink.written, monotonic() - began, place) if place else "")


class _Sink:
    """Where outcomes go: a table of measures or the screen, and tables with a row for each document.

    All tables are opened at once, so that an unwritable place is known before the work starts.
    """

    def __init__(
        self,
        *,
        output: Sequence[Table],
        documents: Sequence[Table],
        pmc: Sequence[Table],
        index: PmcIndex | None,
        kind: Wanted,
        least: float,
    ) -> None:
        self.kinds = kind.kinds
        self.least = least
        self.written = 0
        self.measures = output[0] if output else None
        self.documents = (*output[1:], *documents)
        self.pmc = pmc[0] if pmc else None
        self.index = index
        self.on_screen = not output and sys.stdout.isatty()
        self.needs_stated = Kind.STATED in kind.kinds or bool(self.documents)  # that table counts them

    @property
    def notes(self) -> list[str]:
        """What the files could not hold as it is, each file once."""
        tables = (self.measures, *self.documents, self.pmc)
        noted = [f"{table.name or 'output'}: {note}" for table in tables if table for note in table.notes]
        return list(dict.fromkeys(noted))

    def put(self, outcome: Extraction | Failure) -> None:
        """Write or show one document."""
        from extractor.pipeline import Failure

        if isinstance(outcome, Failure):
            for table in self.documents:
                _write(table, failure_row(outcome.source, outcome.message))
            return
        rows = outcome.rows(self.kinds, self.least)
        self.written += len(rows)
        if self.measures:
            for row in rows:
                _write(self.measures, row)
        else:
            show_extraction(outcome, rows)
        document = document_row(outcome) if self.documents or self.pmc else {}
        for table in self.documents:
            _write(table, document)
        if self.pmc and self.index:
            _write(self.pmc, self.index.row(document, rows))


def _write(table: Table, row: Row) -> None:
    """Append a row; one that goes to a terminal loses what a terminal would obey."""
    if not table.name and sys.stdout.isatty():
        row = {name: printable(value) if isinstance(value, str) else value for name, value in row.items()}
    table.write(row)


@dataclass(frozen=True, slots=True)
class _Opener:
    """Opens the tables of a target, closed with the stack; none where none is wanted."""

    stack: ExitStack
    language: str
    streamed: Format

    def open(self, target: str | None, schema: Schema, also: Schema | None = None) -> tuple[Table, ...]:
        """The table at a place; where the format holds several in one file, ``also`` comes with it."""
        if not target:
            return ()
        chosen = self.streamed if target == STANDARD_OUTPUT else find_format(target)
        schemas = [schema, also] if also and chosen.together else [schema]
        named = [one.named(self.language) for one in schemas]
        place = sys.stdout.buffer if target == STANDARD_OUTPUT else target
        return self.stack.enter_context(open_tables(place, named, chosen.name))


def _streamed(name: str | None, targets: Sequence[str | None]) -> Format:
    """The format of standard output; a binary one is nothing for a terminal."""
    if name and STANDARD_OUTPUT not in targets:
        raise UsageError("--format is for standard output (-o -); the suffix of a file says what is written")
    chosen = named_format(name or "csv")
    if chosen.binary and sys.stdout.isatty():
        raise UsageError(f"{chosen.name} is nothing for a terminal; give a file: -o name{chosen.suffixes[0]}")
    return chosen


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


def _find_address(paths: Sequence[str], base: str) -> Callable[[str], str] | None:
    """What gives documents in the folders their addresses below ``base``."""
    if not base:
        return None
    from extractor.reading.addresses import address_finder, web_address

    if not web_address(base):
        raise UsageError(f"--base-url {base}: is no address; give one such as https://example.org/policies")
    return address_finder(paths, base)


def _summarise(work: Work, rows: int, seconds: float, place: str) -> str:
    where = "standard output" if place == STANDARD_OUTPUT else place
    failed = f", {len(work.failures)} failed" if work.failures else ""
    done = f"{_number(rows, 'row')} from {_number(work.done, 'document')}{failed}"
    return f"{done}, {seconds:.1f} s, written to {where}"


def _number(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
