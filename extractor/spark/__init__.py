"""Corpora that lie on a cluster: documents in, rows of both tables out, with PySpark (the extra ``spark``).

sources  → any path of Spark → a data frame of rows or of files, named as a local run names them
mapping  → `batch.records.extract_batches`, the function that the local pool uses too, on executors
shipping → settings and word lists of your own on their way there
tables   → findings → the tables of measures and of documents, and counters, in one pass
sessions → Spark started quietly, and its errors in one sentence

``extract_dataframe(frame)`` is all that a pipeline of one's own needs; ``extract_files`` is the command.
"""

from __future__ import annotations

from extractor.spark.sessions import start_session
from extractor.spark.sources import open_corpus, open_files
from extractor.spark.tables import (
    Counts,
    documents_of,
    extract_dataframe,
    extract_files,
    measures_of,
)

__all__ = [
    "Counts",
    "documents_of",
    "extract_dataframe",
    "extract_files",
    "measures_of",
    "open_corpus",
    "open_files",
    "start_session",
]
