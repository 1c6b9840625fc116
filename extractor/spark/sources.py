"""Any path that Spark reads → a data frame of the rows of a corpus, or of files, with a way to name them.

A corpus is read as a local run reads it: its columns are chosen by what the user says, else by their names
(``lexicons/corpora.tsv``), a row is called ``path#id``, and a second row with the id of another is a failure.
Only Parquet numbers its rows in Spark (``_metadata.row_index``); rows of other formats need ids.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - its name everywhere
from pyspark.sql.types import LongType, StructType

from extractor.batch.settings import Settings
from extractor.errors import ReadingError
from extractor.reading import Columns
from extractor.reading.corpora import COUNTED, Choice, Chooser
from extractor.spark.mapping import (
    CONTENT,
    FILE,
    LENGTH,
    NAME,
    PATH,
    POSITION,
    Extract,
    Files,
    NameRows,
    Rows,
)
from extractor.spark.places import Place, reason_of
from extractor.spark.shipping import Shipment

BINARY = "binaryFile"
PARQUET = "parquet"
MOST_REPEATED = 100_000
"""Names that several rows may share; with more of them the column is none of ids."""

_RECURSIVE = {"recursiveFileLookup": "true"}
_CSV = {"header": "true", "multiLine": "true", "escape": '"'}
_NANOSECONDS = re.compile(r"int64 (.+) \(TIMESTAMP\(NANOS")
_NANOS_AS_LONG = "spark.sql.legacy.parquet.nanosAsLong"


@dataclass(frozen=True, slots=True)
class Source:
    """A data frame and what makes findings of it on executors; see `mapping`."""

    frame: DataFrame
    extract: Extract


def open_corpus(
    session: SparkSession, path: str, settings: Settings, *, source_format: str = PARQUET
) -> Source:
    """The rows of a corpus: a file, a folder of files with the same columns, or a pattern.

    ``source_format`` is what Spark calls it (``parquet``, ``json``, ``orc``, ``csv`` …); ``settings.columns``
    says which columns count. Raises `ReadingError` where there is nothing, no column holds texts, rows have
    neither ids nor numbers, or ids are none.
    """
    place = _existing(session, path)
    frame = _load(session, place, source_format)
    choice = choose(frame, settings, path)
    numbered = source_format == PARQUET
    if not choice.id and not numbered:
        raise ReadingError(path, _unnumbered(settings.columns, source_format))
    nanoseconds = _find_nanoseconds(session, frame, choice.facts) if numbered else frozenset()
    metadata = frame.metadataColumn("_metadata")
    position = metadata.getField("row_index") if numbered else F.monotonically_increasing_id()
    cells = [_cell(name, name in nanoseconds).alias(f"v{at}") for at, name in enumerate(choice.names)]
    beside = [metadata.getField("file_path").alias(FILE), position.alias(POSITION)]
    rows = Rows(choice, place.naming(encoded=True), numbered)
    chosen = frame.select(*cells, *beside)
    if choice.id:
        rows = Rows(choice, rows.name_of, numbered, _find_repeated(chosen, rows, path, settings))
    return Source(chosen, Extract(Shipment.of(settings), rows))


def open_files(session: SparkSession, path: str, settings: Settings) -> Source:
    """The files of a folder in any format that is read, one by one, with those in folders below.

    Raises `ReadingError` where there is nothing.
    """
    place = _existing(session, path)
    frame = _load(session, place, BINARY)
    most = settings.limits.document_bytes
    small = frame.where(F.col(LENGTH) <= most).select(PATH, LENGTH, CONTENT)
    nothing = F.lit(None).cast("binary").alias(CONTENT)
    large = frame.where(F.col(LENGTH) > most).select(PATH, LENGTH, nothing)
    return Source(
        small.unionByName(large), Extract(Shipment.of(settings), Files(place.naming(encoded=False)))
    )


def of_frame(frame: DataFrame, settings: Settings) -> Source:
    """The rows of a data frame that is at hand; documents are called by their ids alone.

    Raises `ReadingError` where no column holds texts or ids.
    """
    choice = choose(frame, settings, "")
    if not choice.id:
        raise ReadingError("", _unnumbered(settings.columns, "a data frame"))
    cells = [_cell(name).alias(f"v{at}") for at, name in enumerate(choice.names)]
    return Source(frame.select(*cells), Extract(Shipment.of(settings), Rows(choice)))


def choose(frame: DataFrame, settings: Settings, name: str) -> Choice:
    """The columns of a data frame that are read. Raises `ReadingError` where none holds texts."""
    chooser = Chooser(settings.columns, settings.lexicon)
    try:
        choice = chooser.choose(frame.columns)
        if choice is None:
            raise chooser.refuse(frame.columns)
    except ReadingError as error:
        raise ReadingError(name, error.reason) from None
    if settings.columns.id not in ("", COUNTED) and not choice.id:
        raise ReadingError(name, f"has no column {settings.columns.id!r}; name one with --id-column")
    return choice


def map_batches(
    frame: DataFrame,
    function: Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]],
    schema: StructType | str,
) -> DataFrame:
    """``frame.mapInArrow``, without what it says of pandas, which has no part in it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return frame.mapInArrow(function, schema)


def _existing(session: SparkSession, path: str) -> Place:
    place = Place(session, path)
    if not place.exists:
        raise ReadingError(path, "no such file or folder; check the spelling")
    return place


def _load(session: SparkSession, place: Place, source_format: str) -> DataFrame:
    if source_format == PARQUET:
        session.conf.set(_NANOS_AS_LONG, "true")  # else it reads nothing of files with such times
    reader = session.read.format(source_format).options(**_RECURSIVE)
    reader = reader.options(**_CSV) if source_format == "csv" else reader
    try:
        return reader.load(place.pattern)
    except Exception as error:
        what = f"cannot be read as {source_format} ({reason_of(error)})"
        raise ReadingError(place.given, f"{what}; look at the path and at --format") from None


def _find_nanoseconds(session: SparkSession, frame: DataFrame, names: Iterable[str]) -> frozenset[str]:
    """Which of these columns of Parquet hold times in nanoseconds, as pandas writes them.

    Spark takes them for numbers, so the footer of a file is asked where there are numbers.
    """
    if not any(frame.schema[name].dataType == LongType() for name in names):
        return frozenset()
    row = frame.select(frame.metadataColumn("_metadata").getField("file_path")).first()
    if row is None:
        return frozenset()
    jvm: Any = session.sparkContext._jvm
    configuration = session.sparkContext._jsc.hadoopConfiguration()
    path = jvm.org.apache.hadoop.fs.Path(jvm.java.net.URI(row[0]))
    parquet = jvm.org.apache.parquet.hadoop
    reader = parquet.ParquetFileReader.open(parquet.util.HadoopInputFile.fromPath(path, configuration))
    try:
        return frozenset(_NANOSECONDS.findall(str(reader.getFileMetaData().getSchema().toString())))
    finally:
        reader.close()


def _cell(name: str, in_nanoseconds: bool = False) -> Column:
    quoted = "`" + name.replace("`", "``") + "`"
    return F.expr(f"timestamp_micros({quoted} div 1000)") if in_nanoseconds else F.col(quoted)


def _unnumbered(columns: Columns, what: str) -> str:
    numbers = f"rows of {what} have no numbers"
    reason = numbers if columns.id == COUNTED else f"has no column of ids, and {numbers}"
    return f"{reason}; name a column of ids with --id-column"


def _find_repeated(frame: DataFrame, rows: Rows, path: str, settings: Settings) -> dict[str, int]:
    """Names that several rows have, with the position of the first row that has a text: that one is read.

    A pass over the ids alone, as far as the format keeps columns apart.
    """
    text = F.col(f"v{rows.choice.names.index(rows.choice.text)}").cast("string")
    with_text = frame.where(text.rlike(r"(?U)\S") & (F.length(text) <= settings.limits.document_bytes // 3))
    named = (
        map_batches(with_text, NameRows(rows), f"{NAME} string, {POSITION} bigint")
        .where(F.col(NAME).isNotNull())
        .groupBy(NAME)
        .agg(F.min(POSITION).alias(POSITION), F.count("*").alias("rows"))
        .where("rows > 1")
        .limit(MOST_REPEATED + 1)
        .collect()
    )
    if len(named) > MOST_REPEATED:
        reason = (
            f"more than {MOST_REPEATED:,} ids in its column {rows.choice.id!r} are those of several rows; "
            "name another column with --id-column, or - for none"
        )
        raise ReadingError(path, reason)
    return {row[NAME]: row[POSITION] for row in named}
