r"""Findings for the eye: tables on a terminal, plain tab-separated lines where something else reads along.

Text of a document is shown as it is and never obeyed: markup such as ``[red]`` stays text, and characters
that steer a terminal (escape sequences, other controls, changes of the writing direction) are left out.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from extractor.model import Count, Verdict

if TYPE_CHECKING:
    from extractor.exporting import Row
    from extractor.pipeline import Extraction

STEERING = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # colours, cursor movements
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)
WIDE = 100  # columns of a terminal that has room for action and object beside the measure

VERDICTS = {
    Verdict.MATCH: "✓ match",
    Verdict.SHORT: "✗ short",
    Verdict.OVER: "✗ over",
    Verdict.OPEN: "✓ as many or more",
    Verdict.PARTIAL: "– only a part is listed here",
    Verdict.NONE_LISTED: "– nothing is listed here",
    Verdict.NOT_APPLICABLE: "– counts something else",
}


SCOPES = {
    "document": "whole document",
    "other": "elsewhere",
    "subset": "a part",
    "changed": "before a change",
}


def printable(text: str) -> str:
    r"""A text without anything that a terminal would obey.

    >>> printable("推广\x1b[31m应用\x1b[0m\x07 [red]")
    '推广应用 [red]'
    """
    return STEERING.sub("", text)


def one_line(text: str) -> str:
    r"""A text fit for one cell of one line.

    >>> one_line("推广\t应用\n试点")
    '推广 应用 试点'
    """
    return " ".join(printable(text).split())


def show_extraction(extraction: Extraction, rows: Sequence[Row]) -> None:
    """The rows of one document under its title, in their groups, and what became of its announced numbers."""
    print(describe_document(extraction, len(rows)))
    if sys.stdout.isatty():
        _show_table(rows)
    else:
        for group, members in _grouped(rows):
            if group:
                print(f"  {group}")
            for row in members:
                print("\t".join(("", *_cells(row))))
    for count in extraction.counts:
        if count.verdict is not Verdict.NOT_APPLICABLE:
            print(f"  {describe_count(count)}")
    print()


def describe_document(extraction: Extraction, number: int | None = None) -> str:
    """The line over everything that is shown of a document."""
    article = extraction.article
    parts = [one_line(article.source) or "-", one_line(article.title)]
    if number is not None:
        parts.append(f"{number} measure{'' if number == 1 else 's'}")
    return " · ".join(part for part in parts if part)


def describe_count(count: Count) -> str:
    """A number that the document announces, against what was found, in words."""
    scope = one_line(SCOPES.get(count.scope, count.scope))
    announced = f"{count.declared} {one_line(count.unit)}"
    return f"{scope}: {announced} announced, {count.found} found {VERDICTS[count.verdict]}"


def show_table(
    head: Sequence[str],
    lines: Iterable[Sequence[str]],
    numbers: Collection[str] = (),
    stream: TextIO | None = None,
) -> None:
    """A small table: aligned and folded on a terminal, tab-separated elsewhere. Nothing is cut off.

    The columns named in ``numbers`` stand to the right and are never folded. ``stream``: standard output, if
    no other is given.
    """
    stream = stream or sys.stdout
    if not stream.isatty():
        for line in (head, *lines):
            print("\t".join(map(one_line, line)), file=stream)
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for name in head:
        number = name in numbers
        table.add_column(
            Text(name), "", overflow="fold", no_wrap=number, justify="right" if number else "left"
        )
    for line in lines:
        table.add_row(*(Text(one_line(cell)) for cell in line))
    Console(file=stream).print(table)


def _show_table(rows: Sequence[Row]) -> None:
    """The measures on a terminal, a line for each group; a narrow one drops what the measure says anyway."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = 5 if shutil.get_terminal_size().columns >= WIDE else 3
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, expand=False)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("number", no_wrap=True)
    for name, ratio in (("measure", 6), ("action", 1), ("object", 3))[: shown - 2]:
        table.add_column(name, overflow="fold", ratio=ratio)
    for group, members in _grouped(rows):
        if group:
            table.add_row("", "", Text(group, style="bold"))
        for row in members:
            table.add_row(*(Text(cell) for cell in _cells(row)[:shown]))
        table.add_section()
    if rows:
        Console().print(table)


def _grouped(rows: Sequence[Row]) -> Iterable[tuple[str, list[Row]]]:
    for labels, members in groupby(rows, key=lambda row: row["group"]):
        path = labels if isinstance(labels, list) else []
        yield " / ".join(map(one_line, path)), list(members)


def _cells(row: Row) -> list[str]:
    return [one_line(str(row[name])) for name in ("position", "number", "measure", "action", "object")]
