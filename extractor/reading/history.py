"""The history under the title of a law: when and by whom it was adopted, made public and revised.

（2016年3月1日某市人大常委会第二次会议通过　2020年5月6日修正）, or one such line for each date, or the
dateline of a standard (2023-08-03 发布). The last date that is not one of coming into force is when this text
was made public; who issued it and under which number stands by the date on which it was first made public, or
adopted (domain.md §4.6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.reading.dates import find_dates
from extractor.reading.issuers import are_organisations, split_issuers
from extractor.reading.numbers import MAX_NUMBER, tidy

MAX_NOTE = 2000
MAX_VERB = 12
"""So far from the end of a note its last verb may stand: 第二次修正　根据."""

PUBLIC = ("send", "issue", "adopt")
"""The labels of verbs by which a text is made public."""

_QUOTED = re.compile(r"《[^《》]*》")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff \u3000]{2,40}(?:令|公告)\s?(?:[〔\[（(【]\d{4}[〕\]）)】])?"
    r"[\[（(]?第[\d一二三四五六七八九十百〇]{1,6}号[\]）)]?"
)
_ACTOR = (
    r"(?:以|经|由)?([\u4e00-\u9fff、 \u3000]{{2,60}}?)"
    r"(?:令|公告|第[\d一二三四五六七八九十百]{{1,4}}次|{verb})"
)


@dataclass(frozen=True, slots=True)
class History:
    """What a history says; empty where it says nothing. ``first`` is when a first text was made public."""

    published: date | None = None
    first: date | None = None
    effective: date | None = None
    issuers: tuple[str, ...] = ()
    document_number: str = ""


@dataclass(frozen=True, slots=True)
class _Event:
    day: date
    verb: str
    clause: str


@lru_cache(maxsize=8)
def _patterns(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    verb = lexicon.alternation("documents", "send", "issue", "adopt", "effect", "trial")
    named = lexicon.alternation("documents", "send", "issue", "adopt")
    return (
        re.compile(rf"{verb}[\s\u3000）)】]{{0,4}}(?:[\u4e00-\u9fff]{{0,3}}[\s）)]{{0,2}})?$"),
        re.compile(verb),
        re.compile(_ACTOR.format(verb=named)),
    )


def is_note(line: str, lexicon: Lexicon) -> bool:
    """Whether a line is history and nothing else: a date begins it, such a verb ends it, without 。 in it."""
    if not 8 <= len(line) <= MAX_NOTE or "。" in line:
        return False
    start = next((start for _, start, _ in find_dates(line[:40])), None)
    if start is None or line[:start].strip(" \u3000（(【[") not in ("", "根据"):
        return False
    return bool(_patterns(lexicon)[0].search(line[-MAX_VERB * 2 :]))


def read_history(notes: Sequence[str], lexicon: Lexicon) -> History:
    """What the notes under a title say together, in their order."""
    events = [event for note in notes for event in _events(note, lexicon)]
    public = [event for event in events if _label(event, lexicon) in PUBLIC]
    begun = [event for event in events if event not in public]
    if not public:
        return History(effective=begun[-1].day if begun else None)
    issued = [event for event in public if _label(event, lexicon) != "adopt"]
    first = (issued or public)[0]
    actor = _patterns(lexicon)[2].match(first.clause.strip(" \u3000"))
    number = _NUMBER.search(first.clause[: MAX_NUMBER * 2])
    names = actor.group(1) if actor else ""
    return History(
        published=max(event.day for event in public),
        first=first.day,
        effective=begun[-1].day if begun else None,
        issuers=split_issuers(names) if are_organisations(names) else (),
        document_number=tidy(number.group().strip().removeprefix("以")) if number and issued else "",
    )


def _label(event: _Event, lexicon: Lexicon) -> str:
    return lexicon.label("documents", event.verb)


def _events(note: str, lexicon: Lexicon) -> Iterator[_Event]:
    """The dates of a note, each with the words up to the next one and the verb that ends them.

    发布施行 is two events of one day; verbs in the names of other documents do not count.
    """
    dates = list(find_dates(note))
    for (day, _, start), following in zip(dates, [*dates[1:], None], strict=True):
        clause = note[start : following[1] if following else len(note)]
        clause = _QUOTED.sub("", _QUOTED.sub("", clause))
        begins = None
        for verb in reversed(_patterns(lexicon)[1].findall(clause)):
            event = _Event(day, verb, clause)
            if _label(event, lexicon) in PUBLIC:
                yield event
                break
            begins = begins or event
        if begins:
            yield begins
