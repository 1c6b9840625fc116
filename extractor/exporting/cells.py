r"""One value ↔ one cell of a CSV file, without loss in either direction.

Three things stand between a value and a cell. Lists become one string: groups joined with `` / ``, all
others with ``;``, and where a member contains the separator itself a backslash stands before it (``\;``, and
``\\`` for a backslash). Numbers stay numbers, and what is unknown is empty. And text that a spreadsheet would
run as a formula gets one apostrophe in front: every cell that starts with any of ``= + - @``, their
full-width forms, tab, carriage return or line feed, also behind apostrophes that were there before. To undo
it, take one apostrophe away from every cell that starts with apostrophes and then one of these characters:
that is what `load_cell` does. JSON Lines need none of this.
"""

from __future__ import annotations

import re

from extractor.exporting.columns import DECIMALS, FLAGS, INTEGERS, LISTS, OPTIONAL, Value

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
    escaped = (member.replace("\\", "\\\\") for member in members)
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
    text = unguard(cell)
    return split(column, text) if column in LISTS else text
