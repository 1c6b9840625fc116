"""The arguments that several commands share, declared once so that they read the same everywhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from extractor.model import Kind

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH", help="Documents, folders, archives, corpora; - is standard input.", show_default=False
    ),
]
OnePath = Annotated[
    str, typer.Argument(metavar="PATH", help="A document; - is standard input.", show_default=False)
]
TextColumn = Annotated[
    str,
    typer.Option(
        "--text-column",
        metavar="NAME",
        help="The column of a corpus (.jsonl, .csv, .tsv, .parquet) that holds the texts; else by its name.",
        show_default=False,
    ),
]
IdColumn = Annotated[
    str,
    typer.Option(
        "--id-column",
        metavar="NAME",
        help="The column by which a corpus knows its articles; - is the number of the row.",
        show_default=False,
    ),
]
Lexicons = Annotated[
    Path | None,
    typer.Option(
        "--lexicons",
        metavar="DIR",
        help="Word lists of your own, laid over the built-in ones; or howlett-ramesh, cci-mxi-voi.",
    ),
]
LimitValues = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="NAME=VALUE",
        help="Move a limit of what is read, such as document_bytes=64MB or pages=5000. Can be given again.",
        show_default=False,
    ),
]
Debug = Annotated[bool, typer.Option("--debug", help="Show where in the program an error arose.")]


class Wanted(StrEnum):
    """Which kinds of measures become rows."""

    ENUMERATED = "enumerated"
    STATED = "stated"
    ALL = "all"

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of the model that are meant."""
        return tuple(Kind) if self is Wanted.ALL else (Kind(self.value),)


Kinds = Annotated[
    Wanted,
    typer.Option(
        "--kind",
        help="Measures that are numbered or listed, those that are stated in a plain sentence, or all.",
    ),
]
MinScore = Annotated[
    float,
    typer.Option(
        "--min-score",
        metavar="P",
        min=0.0,
        max=1.0,
        help="Only rows that are measures with this probability.",
    ),
]
