"""Measures → rows → files: the only room that knows the columns of the table.

`rows` and `document_row` lay findings out, `open_table`, `open_tables` and `write` put rows into files of any
of the `FORMATS`, `read_table` takes them out again, `to_frame` gives a pandas DataFrame, and `PmcIndex` the
0/1 table of the PMC index.
"""

from __future__ import annotations

from extractor.exporting.columns import COLUMNS, DOCUMENT_COLUMNS, Row, Value
from extractor.exporting.formats import FORMATS, Format, find_format, named_format
from extractor.exporting.frame import to_frame
from extractor.exporting.layout import document_row, failure_row, rows
from extractor.exporting.loading import read_table
from extractor.exporting.pmc import PmcIndex
from extractor.exporting.schemas import DOCUMENTS, LANGUAGES, MEASURES, Schema, choose_columns
from extractor.exporting.writing import Table, open_table, open_tables, write

__all__ = [
    "COLUMNS",
    "DOCUMENTS",
    "DOCUMENT_COLUMNS",
    "FORMATS",
    "LANGUAGES",
    "MEASURES",
    "Format",
    "PmcIndex",
    "Row",
    "Schema",
    "Table",
    "Value",
    "choose_columns",
    "document_row",
    "failure_row",
    "find_format",
    "named_format",
    "open_table",
    "open_tables",
    "read_table",
    "rows",
    "to_frame",
    "write",
]
