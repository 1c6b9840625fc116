"""``jucuo evaluate``: found measures against labelled ones, and what a change has won and lost."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.figures import show_changes, show_report, show_rows
from extractor.cli.options import Debug, Lexicons, LimitValues
from extractor.cli.running import Work, clear_errors, load_words, say
from extractor.errors import ExportError, Problem, UsageError
from extractor.exporting import Row, read_table
from extractor.limits import parse, using
from extractor.model import Kind

if TYPE_CHECKING:
    from extractor.evaluation import Comparison, Gold, Report

STANDARD_OUTPUT = "-"
SEVERAL = 5  # documents that a message names


def evaluate(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="Labelled documents: a folder with documents and rows.", show_default=False
        ),
    ],
    rows: Annotated[
        Path | None,
        typer.Option("--rows", metavar="FILE", help="Look at this table and do not read the documents."),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against", metavar="FILE", help="An earlier table: show what was gained and lost since."
        ),
    ] = None,
    by_genre: Annotated[bool, typer.Option(help="Show the figures of each genre.")] = True,
    show: Annotated[
        int, typer.Option("--show", metavar="N", min=0, help="How many rows to show of each sort.")
    ] = 20,
    output: Annotated[
        str | None,
        typer.Option("--json", metavar="FILE", help="Also write the figures; - shows nothing else."),
    ] = None,
    lexicons: Lexicons = None,
    limit: LimitValues = None,
    debug: Debug = False,
) -> None:
    """Compare the measures found in labelled documents with their labels.

    A table for --rows or --against is one that jucuo extract --kind all wrote.
    """
    with clear_errors(debug), using(parse(limit or ())):
        from extractor.evaluation import read_gold

        if rows and lexicons:
            raise UsageError("--lexicons changes nothing in the table that --rows names; leave one out")
        gold = read_gold(folder)
        source = _Table(rows, gold) if rows else _Documents(folder, gold, lexicons, debug)
        _check_target(output, (against, *source.places, *(labels.path for labels in gold)))
        before = _Table(against, gold).report() if against else None
        report = source.report()
        if output != STANDARD_OUTPUT:
            show_report(report, by_genre)
            if before:
                show_changes(before, report, str(against), show)
            show_rows(report, show)
        if output:
            _write_figures(output, report, before)
        source.finish()


class _Documents:
    """The labelled documents, to be read now."""

    def __init__(self, folder: Path, gold: Sequence[Gold], lexicons: Path | None, debug: bool) -> None:
        from extractor.evaluation import labelled_documents

        self.gold = gold
        self.work = Work(labelled_documents(folder, gold), load_words(lexicons), debug)
        self.places = [Path(document) for document in self.work.documents if isinstance(document, str | Path)]
        self.strangers: list[Problem] = []
        self.missed = 0

    def report(self) -> Report:
        """The report on all documents; one that cannot be read has all its labels missed."""
        from extractor.evaluation import evaluate, find_strangers
        from extractor.pipeline import Failure

        rows: list[Row] = []
        for labels, outcome in zip(self.gold, self.work.single_outcomes(), strict=True):
            if isinstance(outcome, Failure):
                self.missed += len(labels.entries)
            else:
                rows += outcome.rows(list(Kind))
                self.strangers += find_strangers(labels, outcome.article.text)
        return evaluate(self.gold, rows)

    def finish(self) -> None:
        """Tell which labels are not in their documents and which documents could not be read, and exit."""
        for problem in self.strangers:
            say(str(problem))
        labelled = f"documents labelled: {len(self.gold):,}, read: {self.work.done:,}"
        missed = f"; labels of the others, all missed: {self.missed:,}" if self.work.failures else ""
        self.work.finish(labelled + missed)


class _Table:
    """A table that was written before."""

    def __init__(self, path: Path, gold: Sequence[Gold]) -> None:
        self.path = path
        self.gold = gold
        self.places = [path]

    def report(self) -> Report:
        """The report on the table, and a word on standard error about labels for which it can have no row."""
        from extractor.evaluation import evaluate

        report = evaluate(self.gold, self._rows())
        for doubt in self._doubts(report.comparisons):
            say(f"{self.path}: {doubt}")
        return report

    def finish(self) -> None:
        """All was told."""

    def _rows(self) -> list[Row]:
        from extractor.evaluation import find_id

        known = {labels.id for labels in self.gold}
        rows = list(read_table(self.path))
        documents: dict[str, str] = {}
        for number, row in enumerate(rows, start=1):
            if missing := [name for name in ("document", "measure") if name not in row]:
                reason = f"row {number} has no {missing[0]}; give a table of jucuo extract"
                raise ExportError(f"{self.path}: {reason}")
            document = str(row["document"])
            label = find_id(document, known)
            first = documents.setdefault(label, document)
            if label in known and first != document:
                reason = f"holds {first} and {document}, but {label}.tsv labels one document"
                raise ExportError(f"{self.path}: {reason}")
        return rows

    def _doubts(self, comparisons: Sequence[Comparison]) -> Iterator[str]:
        if absent := [pair.gold.id for pair in comparisons if pair.gold.entries and not pair.found]:
            more = f" and {len(absent) - SEVERAL} more" if len(absent) > SEVERAL else ""
            names = ", ".join(absent[:SEVERAL])
            yield f"holds no row of {names}{more}; what is labelled there counts as missed"
        labelled = {entry.kind for pair in comparisons for entry in pair.gold.entries}
        found = {entry.kind for pair in comparisons for entry in pair.found}
        for kind in sorted(labelled - found) if found else ():
            yield f"holds no {kind} rows, but some are labelled; jucuo extract --kind all writes all"


def _check_target(target: str | None, read: Iterable[Path | None]) -> None:
    """A place for the figures must not be one that is read, and must be one where a file can be."""
    if target is None or target == STANDARD_OUTPUT:
        return
    place = Path(target)
    if place.resolve() in {path.resolve() for path in read if path}:
        raise UsageError(f"{target}: is read and would be overwritten; write to another file")
    if place.is_dir():
        raise ExportError(f"{target}: is a folder; give the name of a file in it")
    if not place.parent.is_dir():
        raise ExportError(f"{target}: cannot write there (no such folder); choose another folder")


def _write_figures(target: str, report: Report, before: Report | None) -> None:
    """The figures as JSON; a file is written beside its place and then takes it."""
    from extractor.evaluation import describe_changes

    values = report.values() | ({"against": describe_changes(before, report)} if before else {})
    text = json.dumps(values, ensure_ascii=False, indent=1)
    if target == STANDARD_OUTPUT:
        print(text)
        return
    place = Path(target).resolve()
    draft = place.with_name(f".{place.name[:40]}.{secrets.token_hex(4)}.tmp")
    try:
        draft.write_text(f"{text}\n", encoding="utf-8")
        draft.replace(place)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExportError(f"{target}: cannot be written ({reason}); nothing was kept") from error
    finally:
        draft.unlink(missing_ok=True)
