"""TSV: the same as CSV with tabs between the cells, and so quoted and made harmless in the same way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from extractor.exporting import comma_separated
from extractor.exporting.columns import Row

TAB = "\t"


class Writer(comma_separated.Writer):
    """A TSV file; a cell that holds a tab, a quote or a line break is quoted."""

    delimiter = TAB


def read(path: Path, table: str = "") -> Iterator[Row]:
    """The rows of a TSV file; see `comma_separated.read`."""
    return comma_separated.read(path, table, TAB)
