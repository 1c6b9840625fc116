"""From when until when a document applies: 自2021年3月1日起施行，有效期5年 (domain.md §4.2, §4.6).

Only the head and the end of a text are searched, and only sentences in which the document speaks of itself
(本办法, 现予公布): others tell of other documents. 自印发之日起施行 means the day of issue, so it needs one
that is printed in the document; a number of years ends on the same day of the year, as the registers count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.numerals import to_int
from extractor.reading.dates import find_dates
from extractor.reading.fields import squeeze

HEAD, TAIL = 2000, 6000
"""So many characters at the head and at the end of a text are searched."""
MAX_SENTENCE = 400
MAX_YEARS = 30

_NUMERAL = r"\d{1,2}|[一二两三四五六七八九十]{1,2}"


@dataclass(frozen=True, slots=True)
class Validity:
    """When a document begins and ends to apply; ``None`` where it does not say."""

    effective: date | None = None
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class _Patterns:
    own: re.Pattern[str]
    timed: re.Pattern[str]
    effect: re.Pattern[str]
    begins: re.Pattern[str]
    begins_issued: re.Pattern[str]
    period: re.Pattern[str]
    years: re.Pattern[str]
    sent: frozenset[str]


@lru_cache(maxsize=8)
def _patterns(lexicon: Lexicon) -> _Patterns:
    def choice(*labels: str) -> str:
        return lexicon.alternation("documents", *labels)

    effect, period = choice("effect", "trial"), choice("period")
    return _Patterns(
        re.compile(rf"本[《“]?[\u4e00-\u9fff]{{0,10}}?{choice('type', 'law')}|{choice('own')}"),
        re.compile(choice("effect", "trial", "period")),
        re.compile(effect),
        re.compile(rf"(?:起|开始|起开始)(?:正式)?{effect}"),
        re.compile(rf"(?:自|从)(?P<act>{choice('send', 'issue', 'adopt')})之?日起(?:正式)?{effect}"),
        re.compile(period),
        re.compile(
            rf"{period}(?:[为是]|暂定){{0,2}}(?P<years>{_NUMERAL})年|(?:暂定|试行)(?P<trial>{_NUMERAL})年"
        ),
        frozenset(lexicon.texts("documents", "send")),
    )


def find_validity(text: str, sent: date | None, public: date | None, lexicon: Lexicon) -> Validity:
    """When a text says that it applies.

    ``sent`` is the day on which it was sent out (自印发之日起), ``public`` the one on which it was made
    public or adopted (自公布之日起), where the document prints them.
    """
    patterns = _patterns(lexicon)
    begun: list[date] = []
    at_once: date | None = None
    ends: date | None = None
    years = 0
    for sentence in _own_sentences(text, patterns):
        begun += _find_starts(sentence, patterns)
        issue = patterns.begins_issued.search(sentence)
        if issue:
            at_once = sent if issue.group("act") in patterns.sent else public
        ends = _find_end(sentence, patterns) or ends
        years = _find_years(sentence, patterns) or years
    start = begun[-1] if begun else at_once
    if ends is None and start and years:
        ends = _add_years(start, years)
    return Validity(start, ends if not (start and ends and ends < start) else None)


def _own_sentences(text: str, patterns: _Patterns) -> Iterator[str]:
    """The sentences of the head and the end in which the document speaks of itself and of its time."""
    parts = [text] if len(text) <= HEAD + TAIL else [text[:HEAD], text[-TAIL:]]
    for part in map(squeeze, parts):
        end = 0
        for found in patterns.timed.finditer(part):
            if found.start() < end:
                continue  # in the sentence before
            start, end = part.rfind("。", end, found.start()) + 1, part.find("。", found.end())
            end = end if end >= 0 else len(part)
            sentence = part[start:end][-MAX_SENTENCE:]
            if patterns.timed.search(sentence) and patterns.own.search(sentence):
                yield sentence


def _find_starts(sentence: str, patterns: _Patterns) -> list[date]:
    """The dates of 自…起施行, also where 起 is missing."""
    return [
        day
        for day, start, end in find_dates(sentence)
        if patterns.begins.match(sentence, end)
        or (sentence[start - 1 : start] == "自" and patterns.effect.match(sentence, end))
    ]


def _find_end(sentence: str, patterns: _Patterns) -> date | None:
    """The last date of 有效期至…, 执行期限为…至…, 起施行，至…止."""
    words = patterns.period.search(sentence) or patterns.begins.search(sentence)
    if not words:
        return None
    for day, start, end in find_dates(sentence):
        until = re.search(r"[至到—–-]$|截至$", sentence[max(0, start - 2) : start])
        bounded = patterns.period.search(sentence, 0, start) or sentence[end : end + 1] == "止"
        if start >= words.end() and until and bounded:
            return day
    return None


def _find_years(sentence: str, patterns: _Patterns) -> int:
    match = patterns.years.search(sentence)
    years = to_int(match.group("years") or match.group("trial")) if match else None
    return years if years and years <= MAX_YEARS else 0


def _add_years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
