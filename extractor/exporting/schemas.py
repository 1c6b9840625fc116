"""What a table is called, which columns it has, what each holds and what is printed over it.

A column has one name in this program and two headings for people: the name itself and a Chinese one
(``lexicons/headers/zh.tsv``). Both are understood when a table is read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import Enum
from functools import lru_cache
from types import MappingProxyType

from extractor.errors import UsageError
from extractor.exporting.columns import (
    COLUMNS,
    DATES,
    DECIMALS,
    DOCUMENT_COLUMNS,
    FLAGS,
    INTEGERS,
    LISTS,
)
from extractor.lexicon import builtin_folder

ENGLISH, CHINESE = "en", "zh"
LANGUAGES = (ENGLISH, CHINESE)


class Type(Enum):
    """What the cells of a column hold; numbers and dates may be unknown (``None``)."""

    TEXT = "text"
    LIST = "list"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLAG = "flag"
    DATE = "date"


_TYPES: Mapping[str, Type] = MappingProxyType(
    dict.fromkeys(LISTS, Type.LIST)
    | dict.fromkeys(INTEGERS, Type.INTEGER)
    | dict.fromkeys(DECIMALS, Type.DECIMAL)
    | dict.fromkeys(FLAGS, Type.FLAG)
    | dict.fromkeys(DATES, Type.DATE)
)


@dataclass(frozen=True, slots=True)
class Schema:
    """A table: its name, its columns in order, and the language of its headings (``en`` or ``zh``).

    ``decimals`` are columns of numbers that the contract does not know, such as the variables of an index.
    """

    name: str
    columns: tuple[str, ...]
    decimals: frozenset[str] = field(default=frozenset())
    language: str = ENGLISH

    @classmethod
    def of(cls, columns: Sequence[str]) -> Schema:
        """The table that these columns make: ``documents`` or, for all others, ``measures``."""
        return cls("documents" if tuple(columns) == DOCUMENT_COLUMNS else "measures", tuple(columns))

    @property
    def headings(self) -> tuple[str, ...]:
        """What is printed over the columns."""
        return tuple(heading(column, self.language) for column in self.columns)

    def type_of(self, column: str) -> Type:
        """What the cells of a column hold."""
        return Type.DECIMAL if column in self.decimals else type_of(column)

    def named(self, language: str) -> Schema:
        """The same table with headings in a language."""
        return replace(self, language=language)


MEASURES = Schema("measures", COLUMNS)
DOCUMENTS = Schema("documents", DOCUMENT_COLUMNS)
PMC = "pmc"
TABLES = (MEASURES.name, DOCUMENTS.name, PMC)
"""Every name that a table in a file of several tables may have."""


def type_of(column: str) -> Type:
    """What the cells of a column hold; a column that no contract knows holds text."""
    return _TYPES.get(column, Type.TEXT)


def heading(column: str, language: str) -> str:
    """What is printed over a column; one without a Chinese heading has its name there too.

    >>> heading("measure", "zh"), heading("measure", "en")
    ('举措', 'measure')
    """
    return _chinese().get(column, column) if language == CHINESE else column


def column_of(printed: str) -> str:
    """The column over which a heading is printed, in either language; a strange one stays as it is.

    >>> column_of("举措"), column_of("measure"), column_of("备注")
    ('measure', 'measure', '备注')
    """
    return _columns().get(printed, printed)


def choose_columns(wanted: str) -> tuple[str, ...]:
    """The columns named in a list with commas, in its order. Names and Chinese headings may be given.

    Raises `UsageError` for a column that the table of measures does not have, or that is named twice.

    >>> choose_columns("document, measure,举措")
    Traceback (most recent call last):
    ...
    extractor.errors.UsageError: --columns names 'measure' twice; name each column once
    """
    chosen: list[str] = []
    for name in (part.strip() for part in wanted.replace("，", ",").split(",")):
        column = column_of(name)
        if column not in COLUMNS:
            raise UsageError(f"--columns: there is no column {name!r}; {_nearest(name)}")
        if column in chosen:
            raise UsageError(f"--columns names {column!r} twice; name each column once")
        chosen.append(column)
    return tuple(chosen)


def _nearest(name: str) -> str:
    near = get_close_matches(name, [*COLUMNS, *map(_chinese().__getitem__, COLUMNS)], n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else f"valid: {', '.join(COLUMNS)}"


@lru_cache(maxsize=1)
def _chinese() -> Mapping[str, str]:
    """The Chinese heading of each column."""
    path = builtin_folder() / "headers" / "zh.tsv"
    lines = path.read_text("utf-8").splitlines()
    return MappingProxyType(dict(_cells(line) for line in lines if line and not line.startswith("#")))


def _cells(line: str) -> tuple[str, str]:
    column, printed, *_ = line.split("\t")
    return column, printed


@lru_cache(maxsize=1)
def _columns() -> Mapping[str, str]:
    return MappingProxyType({printed: column for column, printed in _chinese().items()})


def columns_of(printed: Iterable[object]) -> list[str]:
    """The columns over which these headings are printed."""
    return [column_of(str(name)) for name in printed]
