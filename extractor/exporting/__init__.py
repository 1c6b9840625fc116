"""Measures → rows → files: the only room that knows the columns of the table.

`rows` and `document_row` lay findings out, `open_table` and `write` put rows into ``.csv`` or ``.jsonl``
files, `read_table` takes them out again, `to_frame` gives a pandas DataFrame, and `PmcIndex` the 0/1 table of
the PMC index.
"""

from __future__ import annotations

from extractor.exporting.columns import COLUMNS, DOCUMENT_COLUMNS, Row, Value
from extractor.exporting.frame import to_frame
from extractor.exporting.layout import document_row, failure_row, rows
from extractor.exporting.loading import read_table
from extractor.exporting.pmc import PmcIndex
from extractor.exporting.writing import FORMATS, Table, find_format, open_table, write

__all__ = [
    "COLUMNS",
    "DOCUMENT_COLUMNS",
    "FORMATS",
    "PmcIndex",
    "Row",
    "Table",
    "Value",
    "document_row",
    "failure_row",
    "find_format",
    "open_table",
    "read_table",
    "rows",
    "to_frame",
    "write",
]
