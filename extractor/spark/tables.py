"""Findings → the two tables, with counters, in one pass over the documents.

Findings are written down once, in a hidden folder of the output; only when all of them are there are the
tables made of them. So nothing is found twice for the second table, an executor that dies afterwards costs
nothing, and older tables stay as they were until the new ones are complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from uuid import uuid4

from py4j.protocol import Py4JError
from pyspark.sql import DataFrame, Observation, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - its name everywhere
from pyspark.sql.pandas.types import from_arrow_schema

from extractor.batch.records import OUTPUT
from extractor.batch.settings import Settings
from extractor.errors import ExportError, UsageError
from extractor.exporting import DOCUMENTS, MEASURES
from extractor.reading import Columns
from extractor.spark.places import Place
from extractor.spark.sessions import apart, explained
from extractor.spark.sources import BINARY, PARQUET, Source, map_batches, of_frame, open_corpus, open_files

_FOUND = "_found"
_SHOWN = 20
_TASKS_PER_CORE = 4
"""So many parts at least: a part that is lost is done again, and parts of unequal length fill all cores."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a pass gave: rows of measures, documents that were read, and those that failed.

    ``failed`` are some of the reasons, one line each, in the order of the documents' names.
    """

    rows: int
    documents: int
    failures: int
    failed: Sequence[str] = ()

    @classmethod
    def of(cls, counters: Observation) -> Counts:
        """The counters of `extract_dataframe`, once an action is done; waits for it."""
        got = counters.get
        return cls(got["rows"], got["documents"], got["failures"])


def extract_dataframe(
    frame: DataFrame,
    settings: Settings | None = None,
    *,
    text_column: str = "",
    id_column: str = "",
    counters: Observation | None = None,
) -> DataFrame:
    """What becomes of the articles in the rows of a data frame: a row for each, with the columns of
    `extractor.batch.records.OUTPUT`; a lazy transformation, as all of Spark's.

    ``text_column`` holds the texts, ``id_column`` what the documents are called; without them
    ``lexicons/corpora.tsv`` and ``settings.columns`` decide. Columns for title, date, issuer and address are
    taken as of a corpus. ``counters`` gets ``documents``, ``rows`` and ``failures`` with the first action.
    That ids are unique is not looked at. Raises `ReadingError` where no column holds texts or ids.
    """
    settings = settings or Settings(stated=True)
    columns = Columns(text_column or settings.columns.text, id_column or settings.columns.id)
    return _extract(of_frame(frame, replace(settings, columns=columns)), counters)


def measures_of(found: DataFrame) -> DataFrame:
    """The table of measures in the findings of `extract_dataframe`, with the columns of the contract."""
    rows = found.select(F.explode("measures").alias("row"))
    return rows.select(*(F.col("row").getField(column).alias(column) for column in MEASURES.columns))


def documents_of(found: DataFrame) -> DataFrame:
    """The table of documents, failed ones too, with the columns of the contract."""
    return found.select(*(F.col("facts").getField(column).alias(column) for column in DOCUMENTS.columns))


def extract_files(
    session: SparkSession,
    path: str,
    output: str,
    settings: Settings | None = None,
    *,
    source_format: str = PARQUET,
    partitions: int = 0,
    overwrite: bool = False,
) -> Counts:
    """Write ``output/measures`` and ``output/documents`` as Parquet, and say how many there were.

    ``path`` and ``output`` are paths of Spark. ``source_format`` as in `open_corpus`, or ``binaryFile`` for
    files of any format. ``partitions`` is the number of parts of the work, 0 for a good one. Raises
    `ExportError` for an output that exists unless ``overwrite``, `UsageError` for one that holds the input or
    lies in it, `ReadingError` for an input that cannot be read as a whole, `BatchError` when Spark gives up.
    """
    settings = settings or Settings(stated=True)
    with explained():
        target = _free(session, path, output, overwrite=overwrite)
        if source_format.lower() == BINARY.lower():
            source = open_files(session, path, settings)
        else:
            source = open_corpus(session, path, settings, source_format=source_format.lower())
        counters = Observation()
        found = _extract(_spread(session, source, partitions), counters)
        with _cleared(session, target):
            found.write.mode("overwrite").parquet(target.below(_FOUND))
            written = session.read.schema(found.schema).parquet(target.below(_FOUND))
            for name, table in (("measures", measures_of(written)), ("documents", documents_of(written))):
                table.write.mode("overwrite").parquet(target.below(name))
            failed = written.where("error is not null").select("document", "error").orderBy("document")
            reasons = [row["error"] for row in failed.limit(_SHOWN).collect()]
        return replace(Counts.of(counters), failed=reasons)


def _free(session: SparkSession, path: str, output: str, *, overwrite: bool) -> Place:
    """The place of the output, if it may be written."""
    source, target = Place(session, path), Place(session, output)
    if target.holds(source) or source.holds(target):
        raise UsageError(f"{output}: holds what is read, or lies in it; write to another folder")
    if target.exists and not overwrite:
        raise ExportError(f"{output}: exists; choose another folder, or --overwrite to replace its tables")
    return target


@contextmanager
def _cleared(session: SparkSession, target: Place) -> Iterator[None]:
    """What is unfinished goes with the block; if that fails or is stopped, its jobs go too, and all of an
    output that was not there before."""
    tag = f"jucuo-{uuid4()}"
    session.addTag(tag)
    try:
        yield
    except BaseException:
        unfinished = _FOUND if target.exists else ""
        apart(lambda: session.interruptTag(tag), lambda: target.remove(unfinished))
        raise
    finally:
        with suppress(Py4JError):
            session.removeTag(tag)
    target.remove(_FOUND)


def _spread(session: SparkSession, source: Source, partitions: int) -> Source:
    """The same documents in more parts where they are in few."""
    least = _TASKS_PER_CORE * session.sparkContext.defaultParallelism
    wanted = partitions or (least if source.frame.rdd.getNumPartitions() < least else 0)
    return replace(source, frame=source.frame.repartition(wanted)) if wanted else source


def _extract(source: Source, counters: Observation | None) -> DataFrame:
    found = map_batches(source.frame, source.extract, from_arrow_schema(OUTPUT))
    if counters is None:
        return found
    failed = F.col("error").isNotNull()
    return found.observe(
        counters,
        F.count_if(~failed).alias("documents"),
        F.coalesce(F.sum(F.size("measures")), F.lit(0)).alias("rows"),
        F.count_if(failed).alias("failures"),
    )
