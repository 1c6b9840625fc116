"""A written table → the rows it was made of, so that a table can be checked, compared and gone on with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from extractor.errors import ExportError
from extractor.exporting.columns import Row
from extractor.exporting.formats import find_format


def read_table(path: str | Path, table: str = "") -> Iterator[Row]:
    """The rows of a table that this package wrote, one by one and as they were.

    The suffix says how to read it; headings may be English or Chinese. ``table`` chooses among the tables of
    a workbook or a database (``measures``, ``documents``, ``pmc``); without it the first of them is read.
    Joined lists are lists again, in every format. Raises `ExportError` with the place for a file that is no
    such table, or whose format is not read back; columns of other programs are kept as they are.
    """
    place = Path(path)
    try:
        yield from find_format(place).reader(place)(place, table)
    except UnicodeDecodeError as error:
        raise ExportError(f"{path}: cannot be read as a UTF-8 table ({error})") from error
    except OSError as error:
        raise ExportError(f"{path}: cannot be read as a table ({error})") from error
