"""A guide that explains a text, and the text itself below it: only the text gives measures.

Collections of policies print 解析, a form with what a policy asks and grants, and behind a line 原文内容
the policy itself. Both tell the same, and the text tells it fully (GUIDE rule 8, and rule 6 on 解读). A guide
that stands before another text than the one it explains is believed: hardly any of its words come again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Article, Candidate, Span
from extractor.structure.lines import Lines
from extractor.structure.sections import original_in
from extractor.structure.verdicts import against

_WORDS = 6  # code points that seldom come again by chance
_SHARE = (
    0.15  # of a guide that comes again in its text; those looked at had 0.2 to 0.6, and 0.06 before another
)


def without_guide(candidates: Iterable[Candidate], article: Article, lexicon: Lexicon) -> Iterator[Candidate]:
    """The candidates; those of a guide carry ``list.repeated`` where the text below it has some as well."""
    line = _line_above(article, lexicon)
    if line is None or not _retells(article.text, line):
        yield from candidates
        return
    found = list(candidates)
    told = any(one.marker and one.role.holds_measures and one.head.start > line.end for one in found)
    for one in found:
        is_of_guide = told and one.head.start < line.start
        yield (
            replace(one, evidence=(*one.evidence, against("list.repeated", one.head))) if is_of_guide else one
        )


def _line_above(article: Article, lexicon: Lexicon) -> Span | None:
    """The line that stands above a text, also where its breaks are lost."""
    text, line = article.text, _line(lexicon)
    for name in _names(lexicon).finditer(text):
        if found := line.match(text, text.rfind("\n", 0, name.start()) + 1):
            return Span(*found.span())
    whole = Lines(article).whole
    return original_in(text, whole, lexicon) if whole else None


def _retells(text: str, line: Span) -> bool:
    """Whether a good part of what stands above a line comes again below it, wherever lines are broken."""
    guide, original = ("".join(part.split()) for part in (text[: line.start], text[line.end :]))
    known = {original[at : at + _WORDS] for at in range(len(original) - _WORDS + 1)}
    pieces = [guide[at : at + _WORDS] for at in range(len(guide) - _WORDS + 1)]
    return sum(piece in known for piece in pieces) > _SHARE * len(pieces)


@lru_cache(maxsize=8)
def _names(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.alternation("labels", "original"))


@lru_cache(maxsize=8)
def _line(lexicon: Lexicon) -> re.Pattern[str]:
    names = lexicon.alternation("labels", "original")
    return re.compile(rf"^[ \t\u3000]*[（(【\[]?{names}[)）】\]]?[：:]?[ \t\u3000]*$", re.MULTILINE)
