"""A report of `extractor.evaluation` for the eye: figures first, then the rows and the values that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from extractor.cli.screen import one_line, show_table

if TYPE_CHECKING:
    from extractor.evaluation import Figures, Report

VALUES = {"p": "P", "r": "R", "f1": "F1", "share": "share", "n": "n"}
NUMBERS = (*VALUES.values(), "docs", "right", "wrong")
NOTHING = "–"


def show_report(report: Report, by_genre: bool) -> None:
    """The figures of all documents, and those of each genre."""
    show_table(("figure", *VALUES.values()), _figures(report.figures), NUMBERS)
    if not by_genre:
        return
    print("\nenumerated head exact, by genre")
    documents = Counter(comparison.gold.genre for comparison in report.comparisons)
    lines = []
    for genre, figures in report.by_genre.items():
        values = figures.enumerated_head_exact.values()
        lines.append((genre or NOTHING, str(documents[genre]), *_cells(values, ("p", "r", "f1", "n"))))
    show_table(("genre", "docs", "P", "R", "F1", "n"), lines, NUMBERS)


def show_changes(before: Report, after: Report, name: str, show: int) -> None:
    """What is different from an earlier table, and the first of the rows that were gained and lost."""
    from extractor.evaluation import compare

    print(f"\nchange since {one_line(name)}")
    show_table(("figure", *VALUES.values()), _differences(after.figures, before.figures), NUMBERS)
    found = compare(before, after)
    numbers = Counter(change.name for change in found)
    print("\nrows gained and lost since")
    sides = [
        (side, *(f"{numbers[f'{side} {what}']:,}" for what in ("right", "wrong")))
        for side in ("gained", "lost")
    ]
    show_table(("rows", "right", "wrong"), sides, NUMBERS)
    lines = [(change.name, change.document, change.entry.kind, change.entry.head) for change in found]
    _show_list("rows that changed", ("change", "document", "kind", "head"), lines, show)


def show_rows(report: Report, show: int) -> None:
    """The first rows that only the labels have, that only the table has, and of which a value differs."""
    head = ("document", "kind", "head")
    missed = [(c.gold.id, entry.kind, entry.head) for c in report.comparisons for entry in c.missed]
    extra = [(c.gold.id, entry.kind, entry.head) for c in report.comparisons for entry in c.extra]
    wrong = [(w.document, w.head, w.column, w.expected or NOTHING, w.found or NOTHING) for w in report.wrong]
    _show_list("rows missed", head, missed, show)
    _show_list("rows extra", head, extra, show)
    _show_list("values wrong", ("document", "head", "column", "expected", "found"), wrong, show)


def _figures(figures: Figures) -> Iterable[tuple[str, ...]]:
    return ((name, *_cells(values, VALUES)) for name, values in figures.values().items())


def _differences(after: Figures, before: Figures) -> Iterable[tuple[str, ...]]:
    return ((name, *_cells(values, VALUES, "+")) for name, values in after.since(before).items())


def _cells(values: dict[str, float], keys: Iterable[str], sign: str = "") -> Iterable[str]:
    """The values as they are printed; a difference of nothing is ``=``."""
    for key in keys:
        if key not in values:
            yield ""
        elif sign and not values[key]:
            yield "="
        else:
            yield format(values[key], f"{sign},d" if key == "n" else f"{sign}.3f")


def _show_list(title: str, head: Sequence[str], lines: Sequence[tuple[str, ...]], show: int) -> None:
    """The first lines under their number; no table where there is nothing to show."""
    shown = f", the first {show}" if 0 < show < len(lines) else ""
    print(f"\n{title}: {len(lines):,}{shown}")
    if lines[:show]:
        show_table(head, lines[:show])
