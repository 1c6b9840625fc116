"""Stata (.dta, version 118: Unicode, Stata 14 and later), written and read by pandas.

Long texts are ``strL``, days are daily dates, true and false are 1 and 0; what is unknown is missing. Lists
are joined with ``;``. Every variable is labelled with its heading in the other language. Names follow Stata's
rules: at most 32 characters, letters, digits and ``_``; its reserved words get a ``_`` in front, so that
``end`` is ``_end``.

The format begins with what is known only at the end, so the rows wait in memory, and there is a bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from extractor.errors import ExportError
from extractor.exporting.cells import flat, settled, unflat
from extractor.exporting.columns import Row, Value
from extractor.exporting.schemas import CHINESE, ENGLISH, Schema, Type, columns_of, heading, type_of
from extractor.exporting.writers import Writer as AnyWriter

if TYPE_CHECKING:
    import pandas as pd

LARGEST = 200_000
"""The most rows of a table: they take about two gigabytes of memory (November 2026)."""
LONGEST_FIXED = 244
"""Texts of so many bytes stand in the row; a column with a longer one is strL."""
LONGEST_NAME = 32
NUL = "\u2400"
"""What stands for U+0000, which ends a text in Stata."""
VERSION: Final = 118

_LOOKS_ESCAPED = re.compile(r"_(?=x(?:2400|005F)_)")
_ESCAPED = re.compile(r"_x(2400|005F)_")
_NO_NAME = re.compile(r"\W")
_RESERVED = re.compile(
    r"\d.*|str\d+|_all|_n|_N|_b|_coef|_cons|_pi|_pred|_rc|_skip|aggregate|array|boolean|break|byte|case|catch"
    r"|class|colvector|complex|const|continue|default|delegate|delete|do|double|else|eltypedef|end|enum"
    r"|explicit|export|external|float|for|friend|function|global|goto|if|in|inline|int|local|long|NULL"
    r"|pragma|protected|quad|rowvector|short|strL|typedef|typename|using|virtual|with"
)


class Writer(AnyWriter):
    """A Stata file, written as a whole when its rows are complete."""

    def __init__(self, file: BinaryIO, schemas: Sequence[Schema]) -> None:
        super().__init__(file, schemas)
        self.rows: list[list[Value]] = []

    def put(self, schema: Schema, row: Row) -> None:
        """See `Writer.put`. Raises `ExportError` for a row too many."""
        if len(self.rows) == LARGEST:
            way = "write .parquet or .csv, or fewer documents at a time"
            raise ExportError(f"a .dta table is made in memory and holds at most {LARGEST:,} rows; {way}")
        self.rows.append([settled(row[column], schema.type_of(column)) for column in schema.columns])

    def finish(self) -> None:
        """See `Writer.finish`."""
        import pandas as pd

        (schema,) = self.schemas
        cells = list(zip(*self.rows, strict=True)) or [()] * len(schema.columns)
        self.rows = []
        names = stata_names(schema.headings)
        series = {
            called: _series(column, schema.type_of(column), values)
            for called, column, values in zip(names, schema.columns, cells, strict=True)
        }
        other = ENGLISH if schema.language == CHINESE else CHINESE
        pd.DataFrame(series).to_stata(
            self.file,
            write_index=False,
            version=VERSION,
            convert_strl=[called for called in names if _is_long(series[called])],
            convert_dates={
                called: "td"
                for called, column in zip(names, schema.columns, strict=True)
                if schema.type_of(column) is Type.DATE
            },
            variable_labels={
                called: heading(column, other) for called, column in zip(names, schema.columns, strict=True)
            },
        )


def stata_names(headings: Sequence[str]) -> list[str]:
    """Names that Stata allows, all different.

    >>> stata_names(["measure", "X1-1", "X1_1", "double"])
    ['measure', 'X1_1', 'X1_1_2', '_double']
    """
    names: list[str] = []
    for printed in headings:
        called = _NO_NAME.sub("_", printed)
        called = (f"_{called}" if _RESERVED.fullmatch(called) else called)[:LONGEST_NAME]
        number = 2
        while called in names:
            called = f"{called[: LONGEST_NAME - 4]}_{number}"
            number += 1
        names.append(called)
    return names


def _unmarked(called: str) -> str:
    """Undo what `stata_names` does to a reserved word (``_end``)."""
    return called[1:] if called.startswith("_") and _RESERVED.fullmatch(called[1:]) else called


def _series(column: str, kind: Type, values: Sequence[Value]) -> pd.Series[Any]:
    import pandas as pd

    if kind is Type.DATE:
        return pd.to_datetime(pd.Series(list(map(_text, values)), dtype=object))
    if kind is Type.INTEGER:
        return pd.Series(values, dtype="Int64")
    if kind is Type.DECIMAL:
        return pd.Series(values, dtype="float64")
    if kind is Type.FLAG:
        return pd.Series([int(bool(value)) for value in values], dtype="int8")
    return pd.Series([_held(str(flat(column, value))) for value in values], dtype=object)


def _held(text: str) -> str:
    r"""A text as Stata holds it; a ``␀`` of its own is told apart from the one that stands for U+0000.

    >>> _held("a\0"), _held("\u2400")
    ('a␀', '_x2400_')
    """
    return _LOOKS_ESCAPED.sub("_x005F_", text).replace(NUL, "_x2400_").replace("\0", NUL)


def _printed(text: str) -> str:
    r"""Undo `_held`.

    >>> [_printed(_held(text)) for text in ("a\0b", "\u2400", "_x2400_")]
    ['a\x00b', '␀', '_x2400_']
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text.replace(NUL, "\0"))


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def _is_long(series: pd.Series[Any]) -> bool:
    return series.dtype == object and any(len(text.encode()) > LONGEST_FIXED for text in series)


def read(path: Path, table: str = "") -> Iterator[Row]:
    """The rows of a Stata file. Raises `ExportError` for a file that is none."""
    del table
    import pandas as pd

    path.open("rb").close()
    try:
        frame = pd.read_stata(path, convert_categoricals=False)
    except (ValueError, KeyError) as error:
        raise ExportError(f"{path}: no Stata table ({error})") from error
    columns = columns_of(_unmarked(str(called)) for called in frame.columns)
    for cells in frame.itertuples(index=False, name=None):
        yield {column: _load(column, cell) for column, cell in zip(columns, cells, strict=True)}


def _load(column: str, cell: Any) -> Value:
    import pandas as pd

    kind = type_of(column)
    if kind in (Type.INTEGER, Type.DECIMAL, Type.DATE) and pd.isna(cell):
        return None
    if kind is Type.DATE:
        return str(cell.date().isoformat())
    if kind is Type.INTEGER:
        return int(cell)
    if kind is Type.FLAG:
        return bool(cell)
    return unflat(column, _printed(cell)) if isinstance(cell, str) else float(cell)
