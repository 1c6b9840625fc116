"""What a title says of its document: the kind (文种) and the status (征求意见稿, 试行 …).

The kind is the word that ends the title, without the brackets behind it. Headlines of news end in such words
too, so a title without 关于…的 needs other signs of a document. A status counts in brackets, in a name
(暂行办法) or at the end, where it is part of the name of the document or of the one that it sends out; inside
《…》 that is only named, changed or repealed it does not. The words are those of ``lexicons/documents.tsv``
(domain.md §4.6).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractor.lexicon import Lexicon

MAX_TITLE = 300
"""More of a title is not looked at."""

_BRACKET = re.compile(r"\s?[（(〔\[][^（()）〔〕\[\]]{0,60}[)）〕\]]$")
_ABOUT = re.compile(r"关于.{2,}的")
_FILLER = "＿"


@dataclass(frozen=True, slots=True)
class _Words:
    kind: re.Pattern[str]
    law: re.Pattern[str]
    plain: re.Pattern[str]
    status: re.Pattern[str]
    sent: re.Pattern[str]
    consult: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    def choice(*labels: str) -> str:
        return lexicon.alternation("documents", *labels)

    bracketed = rf"[（(](?:(?P<draft>{choice('draft')})|(?P<trial>{choice('trial')}))[）)]"
    named = rf"(?P<named>{choice('trial')})(?=[\u4e00-\u9fff]{{0,4}}{choice('type')})"
    return _Words(
        re.compile(choice("type") + "$"),
        re.compile(rf"{choice('state')}.*(?P<law>{choice('law')})"),
        re.compile(choice("plain")),
        re.compile(rf"{bracketed}|{named}|(?P<last>{choice('draft')})$"),
        re.compile(rf"(?:{choice('send', 'issue')}[\u4e00-\u9fff、]{{0,2}}|[》、和])$"),
        re.compile(choice("consult")),
    )


def find_kind(title: str, official: bool, lexicon: Lexicon) -> str:
    """The kind of document that a title names at its end, or ``""``.

    ``official`` says that there are other signs of a document (a number, a signature, articles): without
    them a title needs 关于…的 before its kind.
    """
    words = _words(lexicon)
    title = _bare(title[:MAX_TITLE])
    match = words.kind.search(_mask(title, words))
    if match and match.start() and (official or _ABOUT.search(title)):
        return match.group()
    law = words.law.fullmatch(title) if not match else None
    return law.group("law") if law else ""


def ends_as_document(title: str, lexicon: Lexicon) -> bool:
    """Whether a line ends as titles do: with a kind of document, perhaps a bracket behind it."""
    words = _words(lexicon)
    title = _bare(title)
    return bool(words.kind.search(_mask(title, words)) or words.law.fullmatch(title))


def find_status(title: str, official: bool, lexicon: Lexicon) -> tuple[str, ...]:
    """The words of a title that say it is a draft, on trial or for the time being, in order, each once."""
    words = _words(lexicon)
    title = _mask(title[:MAX_TITLE], words)
    found = [
        match.group(match.lastgroup or 0)
        for match in words.status.finditer(title)
        if (official or match.lastgroup != "last") and _counts(title, match, words)
    ]
    return tuple(dict.fromkeys(found))


def _counts(title: str, match: re.Match[str], words: _Words) -> bool:
    before = title[: match.start()]
    if before.count("《") <= before.count("》"):
        return True
    start = title.index("《") if before.count("《") - before.count("》") > 1 else before.rindex("《")
    consults = match.lastgroup == "draft" and bool(words.consult.search(title))
    return start == 0 or consults or bool(words.sent.search(title[:start]))


def _bare(title: str) -> str:
    """A title without what is behind its kind: brackets, the quotes around the whole of it."""
    title = title.strip()
    for _ in range(3):
        title = _BRACKET.sub("", title)
    if title.startswith("《") and title.endswith("》") and "》" not in title[:-1]:
        return _bare(title[1:-1])
    return title


def _mask(title: str, words: _Words) -> str:
    return words.plain.sub(lambda match: _FILLER * len(match.group()), title)
