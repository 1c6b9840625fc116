r"""One value ↔ one cell of a CSV file, without loss in either direction.

Three things stand between a value and a cell. Lists become one string: groups joined with `` / ``, all
others with ``;``, and where a member contains the separator itself a backslash stands before it (``\;``, and
``\\`` for a backslash). Numbers stay numbers, and what is unknown is empty. And text that a spreadsheet would
run as a formula gets one apostrophe in front: every cell that starts with any of ``= + - @``, their
full-width forms, tab, carriage return or line feed, also behind apostrophes that were there before. To undo
it, take one apostrophe away from every cell that starts with apostrophes and then one of these characters:
that is what `load_cell` does. JSON Lines need none of this. Formats that know a text from a formula take
`flat` cells, those that have lists and dates of their own `typed` ones.
"""

from __future__ import annotations

import re
from datetime import date

from extractor.exporting.columns import DECIMALS, FLAGS, INTEGERS, LISTS, OPTIONAL, Value
from extractor.exporting.schemas import Type

FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
LONE_SLASH = re.compile(r"(?<!\S)/(?!\S)")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
YES = "yes"
MEMBER = re.compile(r"(?:[^;\\]|\\.)+", re.DOTALL)


def guard(text: str) -> str:
    """Make a text harmless for a spreadsheet.

    >>> guard("=HYPERLINK(1)"), guard("'=1"), guard("推广应用")
    ("'=HYPERLINK(1)", "''=1", '推广应用')
    """
    return "'" + text if FORMULA.match(text) else text


def unguard(text: str) -> str:
    """Undo `guard`.

    >>> unguard("'=HYPERLINK(1)"), unguard("''=1"), unguard("'推广'")
    ('=HYPERLINK(1)', "'=1", "'推广'")
    """
    return text[1:] if GUARDED.match(text) else text


def join(column: str, members: list[str]) -> str:
    r"""The members of a list in one string.

    >>> join("group", ["主要任务", "服务民生"]), join("bodies", ["lead:市发展改革委", "support:市财政局"])
    ('主要任务 / 服务民生', 'lead:市发展改革委;support:市财政局')
    """
    escaped = (encodable(member).replace("\\", "\\\\") for member in members)
    if column == "group":
        return " / ".join(LONE_SLASH.sub(r"\\/", member) for member in escaped)
    return ";".join(member.replace(";", "\\;") for member in escaped)


def split(column: str, text: str) -> list[str]:
    """Undo `join`.

    >>> split("group", "主要任务 / 服务民生"), split("bodies", "")
    (['主要任务', '服务民生'], [])
    """
    members = (text.split(" / ") if text else []) if column == "group" else MEMBER.findall(text)
    return [ESCAPED.sub(r"\1", member) for member in members]


def dump_cell(column: str, value: Value) -> str | int | float:
    """A value as the cell of a CSV file; numbers are left as they are."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else ""
    if isinstance(value, list):
        return guard(join(column, value))
    return guard(value) if isinstance(value, str) else value


def flat(column: str, value: Value) -> str | int | float:
    """A value as one cell of a format without lists that runs no text: `dump_cell` without apostrophes."""
    if isinstance(value, list):
        return join(column, value)
    if isinstance(value, str):
        return encodable(value)
    return dump_cell(column, value)


def settled(value: Value, kind: Type) -> Value:
    """A value of the type of its column: rows that somebody put together have "" for all that is unknown.

    >>> settled("", Type.LIST), settled("", Type.INTEGER), settled("", Type.TEXT)
    ([], None, '')
    """
    if value != "" or kind is Type.TEXT:
        return value
    return [] if kind is Type.LIST else False if kind is Type.FLAG else None


def typed(value: Value, kind: Type) -> Value | date:
    """A value for a format with types: lists are lists, and days are days."""
    value = settled(value, kind)
    if isinstance(value, list):
        return [encodable(member) for member in value]
    if isinstance(value, str):
        return date.fromisoformat(value) if kind is Type.DATE else encodable(value)
    return value


def encodable(text: str) -> str:
    r"""A text that UTF-8 can hold: the odd bytes of a file name appear as ``\udcXX``.

    >>> print(encodable("a\udcff"), encodable("推广"))
    a\udcff 推广
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def load_cell(column: str, cell: str) -> Value:
    """Undo `dump_cell`. Raises `ValueError` where a column of numbers holds something else."""
    if not cell and column in OPTIONAL:
        return None
    if column in FLAGS:
        return cell == YES
    if column in INTEGERS:
        return int(cell)
    if column in DECIMALS:
        return float(cell)
    return unflat(column, unguard(cell))


def unflat(column: str, text: str) -> str | list[str]:
    """Undo `flat` in a column of texts or of lists."""
    return split(column, text) if column in LISTS else text
