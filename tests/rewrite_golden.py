"""Writes the golden tables anew (`make golden`); read the diff before you commit it.

Rows that stand as known failures in `test_golden.py` are kept as a person wrote them.
"""

from __future__ import annotations

from test_golden import KNOWN_FAILURES, PMC, SAMPLES, golden_of

from extractor import extract, read
from extractor.exporting import COLUMNS, PmcIndex, document_row, open_table, read_table, rows
from extractor.exporting.columns import LISTS, Row
from extractor.lexicon import load
from extractor.model import Kind


def main() -> None:
    for sample in SAMPLES:
        target = golden_of(sample)
        kept = {}
        if target.exists():
            kept = {
                row["start"]: row for row in read_table(target) if _is_known(sample.stem, row["position"])
            }
        found = extract(read(sample))
        new = {row["start"]: row for row in rows(found, tuple(Kind))}
        with open_table(target, COLUMNS) as table:
            for start in sorted({*kept, *new}, key=lambda value: int(str(value))):
                table.write(
                    _complete(kept.get(start) or {**new[start], "document": f"samples/{sample.name}"})
                )
    index = PmcIndex.of(load())
    with open_table(PMC, index.columns) as table:
        for sample in SAMPLES:
            found = extract(read(sample))
            row = index.row(document_row(found), rows(found))
            table.write(row | {"document": f"samples/{sample.name}"})


def _complete(row: Row) -> Row:
    """A row that was kept from before a column came in."""
    return {column: row.get(column, [] if column in LISTS else None) for column in COLUMNS}


def _is_known(sample: str, position: object) -> bool:
    return (sample, str(position)) in KNOWN_FAILURES


if __name__ == "__main__":
    main()
