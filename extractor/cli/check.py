"""``jucuo check``: the numbers that a document announces, against what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from extractor.cli.options import Debug, IdColumn, Lexicons, LimitValues, Paths, TextColumn
from extractor.cli.running import Work, clear_errors, load_words
from extractor.cli.screen import VERDICTS, show_table
from extractor.counting import DOCUMENT, account_for
from extractor.limits import parse, using
from extractor.model import Kind, Role, Span

if TYPE_CHECKING:
    from extractor.pipeline import Extraction

HEAD = ("document", "scope", "announced", "found", "verdict", "words")
_BEFORE, _AFTER = 8, 4  # code points shown before and behind a number
_EDGE = re.compile(r"[。，；\n]")


def check(
    paths: Paths,
    text_column: TextColumn = "",
    id_column: IdColumn = "",
    lexicons: Lexicons = None,
    limit: LimitValues = None,
    debug: Debug = False,
) -> None:
    """Compare the number of measures that documents announce with the number found.

    A difference is a result and no failure: the exit code stays 0.
    """
    with clear_errors(debug), using(parse(limit or ())):
        words = load_words(lexicons)
        from extractor.pipeline import find_documents
        from extractor.reading import Columns

        columns = Columns(text_column, id_column)
        work = Work(list(find_documents(paths)), words, debug, stated=False, columns=columns)
        show_table(HEAD, (line for extraction in work.extractions() for line in _lines(extraction)))
        work.finish()


def _lines(extraction: Extraction) -> Iterator[tuple[str, ...]]:
    """A line for each announced number, or one that says that there is none."""
    article = extraction.article
    for count in extraction.counts:
        announced, found = str(count.declared), str(count.found)
        verdict = f"{VERDICTS[count.verdict]} {account_for(count, extraction.counts)}".rstrip()
        yield article.source, count.scope, announced, found, verdict, _words_around(count.span, article.text)
    if not extraction.counts:
        found = str(sum(m.kind is Kind.ENUMERATED and m.role is Role.CORE for m in extraction.measures))
        yield article.source, DOCUMENT, "", found, "– nothing announced", ""


def _words_around(span: Span, text: str) -> str:
    """The number with its neighbours in the sentence, so that one sees what it counts; … for the rest."""
    start, end = max(0, span.start - _BEFORE), min(len(text), span.end + _AFTER)
    *edge, before = _EDGE.split(text[start : span.start])
    after, *stop = _EDGE.split(text[span.end : end])
    goes_before = not edge and start > 0 and not _EDGE.match(text, start - 1)
    goes_on = not stop and end < len(text) and not _EDGE.match(text, end)
    return f"{'…' * goes_before}{before}{span.of(text)}{after}{'…' * goes_on}"
