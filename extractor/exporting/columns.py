"""The names, the order and the types of the columns: the contract between jucuo and every table it writes.

A column that is not named below as something else holds a string, empty where nothing is known.
"""

from __future__ import annotations

from typing import TypeAlias

Value: TypeAlias = str | int | float | bool | list[str] | None
Row: TypeAlias = dict[str, Value]

COLUMNS: tuple[str, ...] = (
    "document",
    "title",
    "published",
    "issuer",
    "document_number",
    "measure_id",
    "parent_id",
    "kind",
    "role",
    "group",
    "number",
    "position",
    "measure",
    "text",
    "action",
    "object",
    "bodies",
    "deadline",
    "amounts",
    "beneficiary",
    "instrument",
    "list_style",
    "declared",
    "count_check",
    "start",
    "end",
    "text_start",
    "text_end",
    "rule",
    "score",
    "recurring",
    "speaker",
    "in_quote",
    "link",
)

DOCUMENT_COLUMNS: tuple[str, ...] = (
    "document",
    "title",
    "published",
    "issuer",
    "document_number",
    "article_id",
    "format",
    "encoding",
    "characters",
    "enumerated",
    "core",
    "safeguard",
    "stated",
    "rejected",
    "declared",
    "found",
    "count_check",
    "counts",
    "error",
    "written",
    "effective",
    "expires",
    "addressees",
    "status",
    "document_type",
    "instruments",
    "with_bodies",
    "with_deadline",
    "with_amounts",
    "issuer_level",
    "url",
)

LISTS = frozenset(
    {"group", "bodies", "deadline", "amounts", "beneficiary", "instrument", "rule", "counts"}
    | {"recurring", "addressees", "status", "instruments"},
)
INTEGERS = frozenset(
    {"position", "start", "end", "text_start", "text_end", "declared", "found", "characters"}
    | {"enumerated", "core", "safeguard", "stated", "rejected"},
)
DECIMALS = frozenset({"score", "with_bodies", "with_deadline", "with_amounts"})
FLAGS = frozenset({"in_quote"})
"""Columns that hold ``True`` or ``False``: ``yes`` or nothing in CSV, ``true`` or ``false`` in JSON."""
DATES = frozenset({"published", "written", "effective", "expires"})
OPTIONAL = INTEGERS | DECIMALS | DATES
"""Columns in which an unknown value is ``None``: nothing in a CSV cell, ``null`` in JSON."""
