"""What both databases have in common: statements with safe names, the views of groups, whose file it is.

There are as many group labels in a corpus as headings, and they come from the articles, so views of groups
are bounded and their names are quoted:

* The view ``groups`` has a row for each first label (the outermost heading) with the number of its documents
  and rows. It knows all labels.
* The `VIEWS` labels with the most rows also have a view each, ``group 服务民生``, with the rows below them:
  what a click in a database browser opens. The name is cut after `LONGEST_NAME` characters, and a label
  that a name cannot hold, or whose name is taken, has no view.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from extractor.errors import ExportError
from extractor.exporting.schemas import MEASURES, TABLES, Schema, Type, column_of, heading

VIEWS = 50
LONGEST_NAME = 60
GROUPS = "groups"
PREFIX = "group "
"""So begin the names of the views of groups; no table of anybody else is taken for one."""


def name(text: str) -> str:
    """A name for a statement of SQL, whatever it holds.

    >>> print(name('服务"; DROP TABLE measures'))
    "服务""; DROP TABLE measures"
    """
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text for a statement of SQL: views take no parameters.

    >>> print(literal("it's"))
    'it''s'
    """
    return "'" + text.replace("'", "''") + "'"


def create(schema: Schema, types: Mapping[Type, str]) -> str:
    """The statement that makes the table."""
    columns = ", ".join(
        f"{name(printed)} {types[schema.type_of(column)]}"
        for column, printed in zip(schema.columns, schema.headings, strict=True)
    )
    return f"CREATE TABLE {name(schema.name)} ({columns})"


def insert(schema: Schema, rows: int = 1) -> str:
    """The statement that takes so many rows, with a place for each value."""
    row = f"({', '.join('?' * len(schema.columns))})"
    return f"INSERT INTO {name(schema.name)} VALUES {', '.join([row] * rows)}"


def group_table(schema: Schema, label: str) -> str:
    """The statement for the view ``groups``; ``label`` is the expression for the first label of a row."""
    known = "document" in schema.columns
    documents = f"count(DISTINCT {name(heading('document', schema.language))})" if known else "NULL"
    return (
        f"CREATE VIEW {name(GROUPS)} AS SELECT {label} AS label, {documents} AS documents, count(*) AS rows"
        f" FROM {name(MEASURES.name)} WHERE {label} IS NOT NULL GROUP BY 1 ORDER BY 3 DESC, 1"
    )


def group_labels(label: str) -> str:
    """The question for the first labels that have views: those with the most rows."""
    return f"SELECT label FROM {name(GROUPS)} ORDER BY rows DESC, label LIMIT {VIEWS}"


def group_views(labels: Iterable[str], label: str) -> Iterator[str]:
    """The statements for the views of single groups."""
    taken = {GROUPS, *TABLES}
    for one in labels:
        called = f"{PREFIX}{one[:LONGEST_NAME]}"
        if any(unicodedata.category(character) in ("Cc", "Cs") for character in one):
            continue
        if called.casefold() in taken:
            continue
        taken.add(called.casefold())
        rows = f"SELECT * FROM {name(MEASURES.name)} WHERE {label} = {literal(one)}"
        yield f"CREATE VIEW {name(called)} AS {rows}"


def strangers(found: Sequence[tuple[str, str, str | None]]) -> str:
    """Why a database must not be replaced: it holds more than our tables; empty if it may be.

    ``found`` has a line for each column: the table or view, ``table`` or ``view``, the column.
    """
    tables: dict[str, set[str]] = {}
    for table, kind, column in found:
        if kind == "view":
            if table != GROUPS and not table.startswith(PREFIX):
                tables[table] = set()
        else:
            tables.setdefault(table, set()).add(column_of(column or ""))
    foreign = [table for table, columns in tables.items() if not _is_ours(table, columns)]
    if not foreign:
        return ""
    return f"is a database with other tables ({', '.join(sorted(foreign)[:3])}); choose another name"


def _is_ours(table: str, columns: Collection[str]) -> bool:
    known = {"measures": MEASURES.columns, "documents": ("article_id",), "pmc": ("PMC",)}.get(table, ())
    return any(column in known for column in columns)


def choose(tables: Collection[str], wanted: str, path: Path) -> str:
    """The table to be read: the wanted one, else the first of ours. Raises `ExportError` if there is none."""
    for table in (wanted,) if wanted else TABLES:
        if table in tables:
            return table
    raise ExportError(f"{path}: has no table {wanted or ' or '.join(TABLES)}; give a table of jucuo extract")
