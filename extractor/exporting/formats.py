"""The formats of tables, in one list: a new format is one row here and one file beside.

A format is a module with a class ``Writer`` and, where its files can be read back, a function ``read``. It is
imported when the first file is opened, so that asking for help never loads a spreadsheet library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import cast

from extractor.errors import ExportError, UsageError
from extractor.exporting.columns import Row
from extractor.exporting.writers import Writer

Reader = Callable[[Path, str], Iterator[Row]]
"""Rows of a file: its path and the name of a table in it, empty for the first one."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the suffixes it goes by, and the module that knows it.

    ``together``: one file holds the tables of measures and of documents. ``binary``: it is nothing for a
    terminal, and only complete files leave by standard output. ``extra`` is the part of an installation that
    it needs, if it needs one. ``kept`` is false for a format that is written for people and not read back.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    together: bool = False
    binary: bool = False
    extra: str = ""
    kept: bool = True

    def writer(self) -> type[Writer]:
        """The class that writes it; raises `ExportError` where a library for it is not installed."""
        return cast("type[Writer]", self._load().Writer)

    def reader(self, path: Path) -> Reader:
        """The function that reads ``path``; raises `ExportError` where there is none."""
        if not self.kept:
            raise ExportError(f"{path}: a {self.name} table is for people and is not read back; give another")
        return cast(Reader, self._load().read)

    def _load(self) -> ModuleType:
        try:
            return import_module(f"extractor.exporting.{self.module}")
        except ModuleNotFoundError as error:
            if not self.extra:
                raise
            way = f"install it with: pip install 'jucuo[{self.extra}]'"
            raise ExportError(
                f"{self.suffixes[0]} tables need {error.name}, which is missing; {way}"
            ) from error


FORMATS = (
    Format("csv", (".csv",), "comma_separated"),
    Format("tsv", (".tsv",), "tab_separated"),
    Format("jsonl", (".jsonl", ".ndjson"), "json_lines"),
    Format("parquet", (".parquet",), "parquet", binary=True),
    Format("xlsx", (".xlsx",), "xlsx", together=True, binary=True),
    Format("sqlite", (".sqlite", ".sqlite3", ".db"), "sqlite", together=True, binary=True),
    Format("duckdb", (".duckdb",), "duckdb", together=True, binary=True, extra="duckdb"),
    Format("stata", (".dta",), "stata", binary=True),
    Format("markdown", (".md",), "markdown", kept=False),
)
BY_NAME = {one.name: one for one in FORMATS}
BY_SUFFIX = {suffix: one for one in FORMATS for suffix in one.suffixes}


def find_format(path: str | Path) -> Format:
    """The format that the suffix of a path names; raises `ExportError` where it names none."""
    suffix = Path(path).suffix.lower()
    if suffix not in BY_SUFFIX:
        *first, last = (one.suffixes[0] for one in FORMATS)
        what = f"unknown table format {suffix!r}" if suffix else "no suffix that names a table format"
        raise ExportError(f"{path}: {what}; end the name in {', '.join(first)} or {last}")
    return BY_SUFFIX[suffix]


def named_format(name: str) -> Format:
    """The format of that name; raises `UsageError` where there is none."""
    if name not in BY_NAME:
        raise UsageError(f"there is no table format {name!r}; valid: {', '.join(BY_NAME)}")
    return BY_NAME[name]
