"""``jucuo extract``: documents in, one table of measures out."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.batch import STANDARD_OUTPUT, Run, get_ready
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
    find_format,
    named_format,
    open_tables,
)
from extractor.lexicon import Lexicon, find_folder
from extractor.limits import parse, using
from extractor.model import Kind

if TYPE_CHECKING:
    from extractor.batch.outcomes import Outcome
    from extractor.batch.settings import Settings


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
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="N",
            min=1,
            help="So many processes read documents; default: one for each core.",
            show_default=False,
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on where an earlier run stopped; read only what is new or changed.",
        ),
    ] = False,
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", help="Stop at the first document that fails.")
    ] = False,
    max_failures: Annotated[
        int | None,
        typer.Option(
            "--max-failures", metavar="N", min=0, help="Stop when more than N fail.", show_default=False
        ),
    ] = None,
    lexicons: Lexicons = None,
    limit: LimitValues = None,
    debug: Debug = False,
) -> None:
    """Find the measures of documents and write them as rows of a table.

    Without -o the table is shown on the screen. A document that cannot be read does not stop the others.
    """
    with clear_errors(debug), using(parse(limit or ())) as limits:
        targets = _check_targets(paths, {"-o": output, "--documents": documents, "--pmc": pmc})
        if output or documents or pmc:
            get_ready(paths)
        measures = replace(MEASURES, columns=choose_columns(columns)) if columns else MEASURES
        _check_address(base_url)
        words = load_words(lexicons)
        from extractor.batch.settings import Settings
        from extractor.reading import Columns

        settings = Settings(
            kinds=kind.kinds,
            min_score=min_score,
            sub=sub,
            stated=Kind.STATED in kind.kinds or bool(documents) or _is_together(output),
            lexicons=(find_folder(lexicons),) if lexicons else (),
            columns=Columns(text_column, id_column),
            tops=tuple(paths) if base_url else (),
            base_url=base_url,
            limits=limits,
        )
        if not (output or documents or pmc):
            _check_screen(resume=resume, fail_fast=fail_fast, max_failures=max_failures is not None)
            _show(paths, settings, words, debug)
            return
        index = PmcIndex.of(words) if pmc else None
        run = Run(
            paths,
            settings,
            targets=targets,
            place=next((one for one in (output, documents, pmc) if one and one != STANDARD_OUTPUT), ""),
            workers=workers,
            resume=resume,
            most_failures=0 if fail_fast else max_failures,
            debug=debug,
        )
        with run.stoppable(), ExitStack() as stack:
            opener = _Opener(stack, header.value, _streamed(format_name, (output, documents, pmc)))
            sink = _Sink(
                output=opener.open(output, measures, DOCUMENTS),
                documents=opener.open(documents, DOCUMENTS),
                pmc=opener.open(pmc, index.schema) if index else (),
                index=index,
            )
            for outcome in run.outcomes(stack):
                sink.put(outcome)
        for note in sink.notes:
            say(note)
        run.finish(sink.written, output or documents or pmc or "")


def _check_screen(**given: bool) -> None:
    """Options that decide on a run into a table are nothing for the screen."""
    for name, is_given in given.items():
        if is_given:
            raise UsageError(f"--{name.replace('_', '-')} is for a table; name one with -o FILE")


def _show(paths: Sequence[str], settings: Settings, words: Lexicon, debug: bool) -> None:
    """Each document on the screen, in this process."""
    from extractor.pipeline import find_documents

    work = Work(
        list(find_documents(paths)),
        words,
        debug,
        sub=settings.sub,
        stated=settings.stated,
        columns=settings.columns,
        address=settings.address,
    )
    for extraction in work.extractions(quiet=sys.stdout.isatty()):
        show_extraction(extraction, extraction.rows(settings.kinds, settings.min_score))
    work.finish()


class _Sink:
    """Where outcomes go: a table of measures, and tables with a row for each document.

    All tables are opened at once, so that an unwritable place is known before the work starts.
    """

    def __init__(
        self,
        *,
        output: Sequence[Table],
        documents: Sequence[Table],
        pmc: Sequence[Table],
        index: PmcIndex | None,
    ) -> None:
        self.written = 0
        self.measures = output[0] if output else None
        self.documents = (*output[1:], *documents)
        self.pmc = pmc[0] if pmc else None
        self.index = index

    @property
    def notes(self) -> list[str]:
        """What the files could not hold as it is, each file once."""
        tables = (self.measures, *self.documents, self.pmc)
        noted = [f"{table.name or 'output'}: {note}" for table in tables if table for note in table.notes]
        return list(dict.fromkeys(noted))

    def put(self, outcome: Outcome) -> None:
        """Write what became of one document."""
        self.written += len(outcome.measures)
        if self.measures:
            for row in outcome.measures:
                _write(self.measures, row)
        for table in self.documents:
            _write(table, outcome.facts)
        if self.pmc and self.index and not outcome.error:
            _write(self.pmc, self.index.row(outcome.facts, outcome.measures))


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


def _check_address(base: str) -> None:
    from extractor.reading.addresses import web_address

    if base and not web_address(base):
        raise UsageError(f"--base-url {base}: is no address; give one such as https://example.org/policies")


def _is_together(output: str | None) -> bool:
    """Whether the table of documents comes along in the same file; it counts sentences too."""
    return output not in (None, "", STANDARD_OUTPUT) and find_format(str(output)).together
