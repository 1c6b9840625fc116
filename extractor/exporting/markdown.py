r"""Markdown: a pipe table (GitHub Flavored Markdown § 4.10) for reports and tickets, read by people.

Nothing in a cell is markup: characters that HTML or Markdown would obey are written as entities or behind a
backslash, a line break becomes ``<br>``, which is the only element in the file. An address is a link.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import BinaryIO

from extractor.exporting.cells import flat
from extractor.exporting.columns import Row
from extractor.exporting.schemas import Schema
from extractor.exporting.writers import TextWriter

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:@])")
_LINE_END = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_ADDRESS = re.compile(r"https?://[^\s<>|\\\x00-\x20\x7f]+")


class Writer(TextWriter):
    """A file with one pipe table."""

    def __init__(self, file: BinaryIO, schemas: Sequence[Schema]) -> None:
        super().__init__(file, schemas)
        self._line([cell(name) for name in self.schemas[0].headings])
        self._line(["---"] * len(self.schemas[0].columns))

    def put(self, schema: Schema, row: Row) -> None:
        """See `Writer.put`."""
        self._line([cell(str(flat(column, row[column]))) for column in schema.columns])

    def _line(self, cells: Sequence[str]) -> None:
        self.lines.write(f"| {' | '.join(cells)} |\n")


def cell(text: str) -> str:
    r"""A text as the cell of a pipe table.

    >>> print(cell("a|b <b>*c*\nhttps"))
    a\|b &lt;b&gt;\*c\*<br>https
    >>> print(cell("https://example.org/a_b"))
    <https://example.org/a_b>
    """
    if _ADDRESS.fullmatch(text):
        return f"<{text}>"
    marked = _MARKUP.sub(r"\\\1", escape(_CONTROL.sub("\ufffd", _LINE_END.sub("\n", text)), quote=False))
    return " ".join(marked.replace("\t", " ").strip(" ").split("\r")).replace("\n", "<br>")
