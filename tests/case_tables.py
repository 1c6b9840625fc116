"""Cases are rows of tables (`tests/cases/*.tsv`): ``origin  input  expected  note``, sorted by origin.

``⏎`` stands for a line break and ``→`` for a tab. A row whose origin is ``known-failure`` must fail: once
mended, it has to be moved.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet


def load_cases(name: str, *, known_failures: bool = True) -> list[ParameterSet]:
    """The rows of ``cases/<name>.tsv`` as (input, expected), with ids that say where they stand."""
    path = Path(__file__).parent / "cases" / f"{name}.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        pytest.param(
            row["input"].replace("⏎", "\n").replace("→", "\t"),
            row["expected"] or "",
            id=f"{name}:{number}-{row['origin']}",
            marks=[pytest.mark.xfail(reason=row["note"], strict=True)]
            if row["origin"] == "known-failure"
            else [],
        )
        for number, row in enumerate(rows, start=2)
        if known_failures or row["origin"] != "known-failure"
    ]
