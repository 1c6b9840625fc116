"""``jucuo spark``: documents that lie on a cluster, read where they lie."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.batch import number_of
from extractor.cli.options import Debug, IdColumn, Kinds, Lexicons, LimitValues, MinScore, TextColumn, Wanted
from extractor.cli.running import INPUT_FAILED, clear_errors, load_words, say
from extractor.errors import BatchError, UsageError
from extractor.lexicon import find_folder
from extractor.limits import parse, using

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_TICK = 0.5
"""Seconds between two looks at how far Spark is."""


def spark(
    source: Annotated[
        str,
        typer.Argument(
            metavar="INPUT", help="A file or folder that Spark reads; hdfs://, s3a:// …", show_default=False
        ),
    ],
    output: Annotated[
        str,
        typer.Argument(
            metavar="OUTPUT", help="The folder that gets measures/ and documents/.", show_default=False
        ),
    ],
    source_format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="NAME",
            help="What the input is: parquet, json, orc, csv …; binaryFile for files of any kind.",
        ),
    ] = "parquet",
    text_column: TextColumn = "",
    id_column: IdColumn = "",
    kind: Kinds = Wanted.ENUMERATED,
    min_score: MinScore = 0.0,
    sub: Annotated[
        bool, typer.Option("--sub", help="Also give the points inside an item, each with its parent_id.")
    ] = False,
    lexicons: Lexicons = None,
    limit: LimitValues = None,
    master: Annotated[
        str,
        typer.Option(
            "--master",
            metavar="URL",
            help="Where Spark runs: local[4], spark://host:7077, yarn …; else as it is set up.",
            show_default=False,
        ),
    ] = "",
    partitions: Annotated[
        int,
        typer.Option(
            "--partitions",
            metavar="N",
            min=0,
            help="Into so many parts the work is cut; default: as many as all cores need.",
            show_default=False,
        ),
    ] = 0,
    conf: Annotated[
        list[str] | None,
        typer.Option("--conf", metavar="NAME=VALUE", help="A setting of Spark; may be given again."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the tables of an OUTPUT that exists.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Find the measures of documents on a Spark cluster and write both tables as Parquet.

    Needs pip install 'jucuo[spark]' and Java. A document that cannot be read does not stop the others.
    """
    with clear_errors(debug), using(parse(limit or ())) as limits:
        load_words(lexicons)
        settings = _settings(conf or ())
        from extractor.batch.settings import Settings
        from extractor.reading import Columns

        began = monotonic()
        chosen = Settings(
            kinds=kind.kinds,
            min_score=min_score,
            sub=sub,
            stated=True,  # the table of documents counts sentences
            lexicons=(find_folder(lexicons),) if lexicons else (),
            columns=Columns(text_column, id_column),
            limits=limits,
        )
        extract_files, start_session, apart = _import()
        if not debug:
            logging.disable()  # PySpark logs errors that it also raises
        interrupt = signal.getsignal(signal.SIGINT)
        session = start_session(master, settings, quiet=not debug)
        signal.signal(signal.SIGINT, interrupt)  # that of Spark waits for an answer, in vain
        with _until_done(session, apart):
            counts = extract_files(
                session,
                source,
                output,
                chosen,
                source_format=source_format,
                partitions=partitions,
                overwrite=overwrite,
            )
        for reason in counts.failed:
            say(reason)
        if counts.failures > len(counts.failed):
            more = counts.failures - len(counts.failed)
            say(f"… and {more:,} more: see the column error of {output}/documents")
        failed = f", {counts.failures:,} failed" if counts.failures else ""
        done = f"{number_of(counts.rows, 'row')} from {number_of(counts.documents, 'document')}{failed}"
        is_empty = not (counts.documents or counts.failures)
        if is_empty:
            say(f"{source}: no document found")
        say(f"{done}, {monotonic() - began:.1f} s, written to {output}")
        if counts.failures or is_empty:
            raise typer.Exit(INPUT_FAILED)


def _import() -> tuple[Any, Any, Any]:
    """What needs PySpark."""
    try:
        from extractor.spark import extract_files, start_session
        from extractor.spark.sessions import apart
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] in ("pyspark", "py4j"):
            raise BatchError(
                "jucuo spark needs PySpark, which is missing; install it with: pip install 'jucuo[spark]'"
            ) from error
        raise
    return extract_files, start_session, apart


def _settings(given: list[str] | tuple[()]) -> Mapping[str, str]:
    """Settings of Spark, given as ``name=value``."""
    settings = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not (name.strip() and equals):
            raise UsageError(f"--conf {one}: is no setting; give NAME=VALUE, as in spark.executor.cores=4")
        settings[name.strip()] = value.strip()
    return settings


@contextmanager
def _until_done(session: SparkSession, stop: Callable[..., None]) -> Iterator[None]:
    """Ends a session with its work; a person sees how far that is."""
    ended = threading.Event()
    watch = threading.Thread(target=_show_progress, args=(session, ended), daemon=True)
    if sys.stderr.isatty():
        watch.start()
    try:
        yield
    finally:
        ended.set()
        if watch.is_alive():
            watch.join()
        stop(session.stop)


def _show_progress(session: SparkSession, ended: threading.Event) -> None:
    """A bar of the parts of the work that are done, on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    tracker = session.sparkContext.statusTracker()
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("parts", total=None)
        while not ended.wait(_TICK):
            stages = [tracker.getStageInfo(number) for number in tracker.getActiveStageIds()]
            if running := [stage for stage in stages if stage]:
                done, total = sum(s.numCompletedTasks for s in running), sum(s.numTasks for s in running)
                bar.update(task, completed=done, total=total)
