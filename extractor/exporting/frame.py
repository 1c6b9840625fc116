"""Rows → a pandas DataFrame whose columns have the types that the table promises."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from extractor.exporting.columns import COLUMNS, DATES, DECIMALS, FLAGS, INTEGERS, LISTS
from extractor.exporting.layout import rows
from extractor.model import Findings, Kind

if TYPE_CHECKING:
    import pandas as pd


def to_frame(
    findings: Findings | Iterable[Findings],
    kinds: Collection[Kind] = (Kind.ENUMERATED,),
    min_score: float = 0.0,
) -> pd.DataFrame:
    """The measures of one or many documents as a frame with exactly the columns `COLUMNS`.

    Offsets and counts are ``Int64`` (``<NA>`` where nothing is declared), ``published`` is a date, ``group``,
    ``bodies`` and the other lists are Python lists, all else is text.
    """
    import pandas as pd  # takes 0.6 s, and only this function needs it

    every = (findings,) if isinstance(findings, Findings) else findings
    records = [[row[column] for column in COLUMNS] for one in every for row in rows(one, kinds, min_score)]
    frame = pd.DataFrame(records, columns=list(COLUMNS), dtype=object)
    types = {column: _type(column) for column in COLUMNS if column not in DATES}
    for column in DATES & set(COLUMNS):
        frame[column] = pd.to_datetime(frame[column])
    return frame.astype(types)


def _type(column: str) -> str:
    if column in LISTS:
        return "object"
    if column in DECIMALS:
        return "Float64"
    if column in FLAGS:
        return "bool"
    return "Int64" if column in INTEGERS else "str"
