"""``jucuo text``: the one text of a document, to which all offsets refer."""

from __future__ import annotations

import sys

from extractor.cli.options import Debug, IdColumn, LimitValues, OnePath, TextColumn
from extractor.cli.running import clear_errors
from extractor.cli.screen import printable
from extractor.limits import parse, using


def text(
    path: OnePath,
    text_column: TextColumn = "",
    id_column: IdColumn = "",
    limit: LimitValues = None,
    debug: Debug = False,
) -> None:
    """Print the text that offsets refer to, exactly: UTF-8, nothing added at its end.

    Only on a terminal are control characters left out and a last line ended.
    """
    with clear_errors(debug), using(parse(limit or ())):
        from extractor.reading import Columns, read

        content = read(path, columns=Columns(text_column, id_column)).text
        if sys.stdout.isatty():
            print(printable(content), end="" if content.endswith("\n") else "\n")
        else:  # "replace" keeps one character for one, so offsets hold even for what UTF-8 cannot say
            sys.stdout.buffer.write(content.encode("utf-8", "replace"))
            sys.stdout.buffer.flush()
