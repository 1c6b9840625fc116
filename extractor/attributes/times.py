"""Times as Chinese documents print them, read as stretches of the calendar (domain.md §4.2).

A `Moment` is a year, half, quarter, month, third of a month or day, as much of it as is printed:
``2025年``, ``6月底``, ``明年三季度``, ``“十四五”``, ``2025.6.30``. A `Time` is what stands around it:
``自…起``, ``到…``, ``…前``, ``…期间``, or two moments joined (``2021年12月11日至2022年3月25日``, ``3-5月``).
Which of them limit an action is not said here but in `extractor.attributes.deadline`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial

from extractor.attributes.meanings import Cycle
from extractor.lexicon import Lexicon
from extractor.model import Span
from extractor.numerals import to_int
from extractor.scanning import Scanner

_FIRST_PLAN = 1966  # the third five-year plan (三五) began in it; one every five years from then on
_ROC = 1911  # 民國元年 is 1912
_QUARTER = 3  # months
_THIRDS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "初": (1, 10)}


@dataclass(frozen=True, slots=True)
class Moment:
    """A printed stretch of the calendar; ``year`` is None where none is printed (``6月底``).

    ``ahead`` is 0 for 今年, 1 for 明年; ``years`` are 5 for a five-year plan, 2 for 今明两年; ``is_end``
    where the end of the stretch is named (底, 末).
    """

    year: int | None = None
    ahead: int | None = None
    years: int = 1
    months: tuple[int, int] = (1, 12)
    days: tuple[int, int] = (1, 31)
    is_end: bool = False

    @classmethod
    def on(cls, year: int, month: int, day: int = 0) -> Moment:
        """A month or, with a ``day``, a day of a year."""
        return cls(year, months=(month, month), days=(day, day) if day else (1, 31))

    @property
    def is_year(self) -> bool:
        """Whether nothing finer than a year is printed."""
        return self.months == (1, 12) and not self.is_end

    @property
    def is_quarter(self) -> bool:
        """Whether a quarter, a half or three quarters of a year are printed: ``下半年``, ``一季度``."""
        return (
            not self.is_end and self.days == (1, 31) and _QUARTER <= self.months[1] - self.months[0] + 1 < 12
        )

    def first(self, year: int) -> date | None:
        """The first day in ``year``, or None where the calendar has no such day."""
        return _make_date(year, self.months[0], self.days[0])

    def last(self, year: int) -> date | None:
        """The last day; ``year`` is the one in which the stretch begins."""
        year, month = year + self.years - 1, self.months[1]
        if self.days[1] < 31:
            return _make_date(year, month, self.days[1])
        return _make_date(year, month, monthrange(year, month)[1]) if 0 < year <= date.max.year else None


@dataclass(frozen=True, slots=True)
class Time:
    """A moment or two with the words around them; ``core`` covers the moments alone, ``span`` all.

    ``before`` and ``after`` are labels of ``lexicons/times.tsv`` or empty; ``every`` where it recurs,
    ``event`` where something that begins in it is named (``从2031年秋季学期起``).
    """

    span: Span
    core: Span
    first: Moment
    last: Moment | None = None
    before: str = ""
    after: str = ""
    every: bool = False
    event: bool = False


def find_times(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Time]:
    """All times in ``text[start:end]``, in order and disjoint.

    >>> from extractor.lexicon import load
    >>> text = "自2019年1月起，3-5月试行，“十四五”期间推开，年底前建成，每年2月底前报送，五年以上"
    >>> [time.span.of(text) for time in find_times(text, 0, len(text), load())]
    ['自2019年1月起', '3-5月', '“十四五”期间', '年底前', '每年2月底前']
    """
    words = _words(lexicon)
    for match in words.time.finditer(text, start, end):
        first, last = _moments(match, words)
        if first is None or (last is None and match["last"]):
            continue
        if match["closing"]:
            first = replace(first, is_end=True)
        ended = "last" if last else "closing" if match["closing"] else "first"
        core = Span(match.start("first"), match.end(ended))
        after = next((name for name in _AFTER if match[name]), "")
        before = _before(match)
        begin = min(
            match.start(name) for name in ("every", "since", "until", "report", "first") if match[name]
        )
        span = Span(begin, match.end(after) if after else match.end("hour"))
        yield Time(span, core, first, last, before, after, bool(match["every"]), bool(match["event"]))


def _before(match: re.Match[str]) -> str:
    if match["since"] or match["opened"]:
        return "since"
    return "until" if match["until"] else "report" if match["report"] else ""


_AFTER = ("before", "within", "from", "during", "era")


def _moments(match: re.Match[str], words: _Words) -> tuple[Moment | None, Moment | None]:
    """The two moments of a match; what one leaves out, the other says: ``2018—2020年``, ``3月1日至5日``,
    ``3月9至17日``.
    """
    first = words.read(match["first"]) or words.read(match["first"] + "日")
    last = words.read(match["last"] or "")
    if match["last"] and last is None and first:
        day = to_int(re.split("[日号號]", match["last"])[0].strip()) or 0
        return first, replace(first, days=(day, day)) if 1 <= day <= 31 else None
    if first is None and last:
        year, _, number = match["first"].rpartition("年")
        first = _complete(to_int(number.strip()) or 0, last)
        named = words.read(f"{year}年") if year else None
        if first and named:
            first = replace(first, year=named.year, ahead=named.ahead)
    return first, last


def _complete(number: int, last: Moment) -> Moment | None:
    """The moment of the same kind as ``last`` with another number."""
    if last.is_year:
        return Moment(number) if 1900 < number < 2100 else None
    if last.days == (1, 31):
        return replace(last, months=(number, number), is_end=False) if 1 <= number <= 12 else None
    return replace(last, days=(number, number)) if 1 <= number <= 31 else None


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that a lexicon gives: of times in a text, of the parts of a moment, of 明年."""

    time: Scanner
    moment: re.Pattern[str]
    next_year: re.Pattern[str]
    both_years: re.Pattern[str]

    def read(self, printed: str) -> Moment | None:
        """The moment that the printed words name, or None where the calendar has none such."""
        match = self.moment.fullmatch(printed) if printed else None
        if match is None:
            return None
        if match["plan"]:
            return Moment(_FIRST_PLAN + 5 * ((to_int(match["plan"]) or 0) - 3), years=5)
        if match["numeric"]:
            return _numeric(match["numeric"])
        year, ahead = self._year(match)
        is_end = bool(match["end"] or match["month_end"])
        if match["part"]:
            return Moment(year, ahead, months=_months(match["part"]))
        if not match["month"]:
            both = match["relative"] and self.both_years.match(match["relative"])
            return Moment(year, ahead, years=2 if both else 1, is_end=is_end)
        month = 1 if match["month"] == "元" else to_int(match["month"]) or 0
        days = _THIRDS.get(match["third"] or "", (1, 31))
        if match["day"]:
            days = (to_int(match["day"]) or 0,) * 2
        is_sound = 1 <= month <= 12 and 1 <= days[0] <= 31
        return Moment(year, ahead, months=(month, month), days=days, is_end=is_end) if is_sound else None

    def _year(self, match: re.Match[str]) -> tuple[int | None, int | None]:
        """The year as printed, or how far ahead of the document's year it is."""
        if match["year"]:
            return to_int(match["year"].replace("○", "〇")), None
        if match["roc"]:
            return _ROC + (to_int(match["roc"]) or 0), None
        if match["relative"]:
            return None, 1 if self.next_year.match(match["relative"]) else 0
        return None, None


def _numeric(printed: str) -> Moment | None:
    """``2031.6`` and ``2031-06-30`` as tables print them; None where the calendar has none such."""
    year, month, *day = map(int, _POINT.split(printed))
    is_sound = 1 <= month <= 12 and (not day or 1 <= day[0] <= 31)
    return Moment.on(year, month, *day) if is_sound else None


def _months(part: str) -> tuple[int, int]:
    """The months of a half or a quarter."""
    if part[0] in "上下":
        return (1, 6) if part[0] == "上" else (7, 12)
    quarter = to_int(part.removeprefix("第")[0]) or 1
    return 3 * quarter - 2, 3 * quarter


_POINT = re.compile("[./．-]")
_OPENING = (*Cycle, "since", "until", "report", "this_year", "own_year", "next_year", "both_years")
_GAP = r"\s{0,2}"
_DASH = r"[-—–―~～－─]{1,2}"
_HAN = "〇零○一二三四五六七八九十"
_CLOCK = r"\d{1,2}(?:[时時点點]|[:：]\d\d)"
_PLAN = r"[“‘\"「]?(?P<plan>[六七八九]|十[一二三四五六七八九])五[”’\"」]?"
_YEAR = rf"(?<!\d)(?P<year>[1１][9９]\d\d|[2２][0０]\d\d|[一二][九〇零○][{_HAN}]{{2}}){_GAP}年(?![代度])"
_ROC_YEAR = (
    rf"(?<!\d)(?:民[國国]{_GAP}(?P<roc>1[01]\d){_GAP}年度?"
    rf"|1[01]\d{_GAP}年(?:度|(?={_GAP}(?:\d{{1,2}}{_GAP}月|底))))"
)
_PART = rf"(?<![前\d])(?P<part>[上下]半年|第?[一二三四1-4]{_GAP}季度)"
FIRST_PART = rf"(?:\d{{1,2}}|[{_HAN}]{{1,2}})个?[月季]"
"""Behind 前, the part of a year that begins it: 前8个月, 前三季度."""
_WEEKDAY = rf"(?:{_GAP}[（(](?:[上下本这這]?(?:星期|[周週]))?[一二三四五六日天][)）])?"
_DAY = rf"(?P<day>\d{{1,2}}|[{_HAN}]{{1,3}}){_GAP}[日号號]{_WEEKDAY}"
_MONTH = (  # behind a point it is a decimal (1.5月), unless a day follows: 1．3月8日
    rf"(?<![\d第])(?:(?<![.．])|(?=\d{{1,2}}月[\d初中末底上下]))(?P<month>\d{{1,2}}|[{_HAN}]{{1,2}}|元(?=月)){_GAP}月份?"
    rf"(?:{_GAP}(?:(?P<third>上旬|中旬|下旬|初)|(?P<month_end>[底末])|{_DAY}))?"
)
_BY_MARK = "|".join(rf"[{mark}]\d{{1,2}}(?:[{mark}]\d{{1,2}})?" for mark in (".．", "/", "-"))
_NO_DATE = rf"(?!\d|[年月%％]|[./．]\d|{_DASH}\d{{1,2}}(?!\d))"  # the end of 2031.3-12 says too little
_NUMERIC = rf"(?<![\d.．/])(?P<numeric>(?:[1１][9９]|[2２][0０])\d\d(?:{_BY_MARK})){_NO_DATE}"
_END = r"(?P<end>年?[底末终終])"
_BARE = rf"(?<![\d{_HAN}两多几幾数干半上去前每当當历往全今明本青 \u3000\xa0])年"


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    word = partial(lexicon.alternation, "times")
    relative = rf"(?P<relative>{word('this_year', 'own_year', 'next_year', 'both_years')})"
    detail = rf"(?:{_GAP}(?:{_PART}|{_MONTH}|{_END}|年(?={word('within')})))?"
    moment = _anonymous(
        rf"(?:{_PLAN}(?=期末|末|{word('during', 'era')})|(?:{_YEAR}|{_ROC_YEAR}|{relative}){detail}"
        rf"|{_PART}|{_MONTH}|{_BARE}(?:[底末终終]|(?={word('within')}))|{_NUMERIC})"
    )
    stretch = rf"{_GAP}(?:{_DASH}|{word('until')}){_GAP}"
    year = rf"(?:(?:{_anonymous(_YEAR)}|{word('this_year', 'own_year', 'next_year')}){_GAP})"
    count = rf"(?:\d{{1,4}}|[{_HAN}]{{1,2}})"
    number = rf"(?<![\d{_HAN}第.．—-]){count}(?={stretch}{count}{_GAP}[年月日号號])"
    month_day = rf"\d{{1,2}}{_GAP}月{_GAP}\d{{1,2}}"
    begun = rf"{year}?(?<!\d){month_day}(?={stretch}(?:{month_day}|\d{{1,2}}){_GAP}[日号號])"  # 3月9至17日
    time = (
        rf"(?P<every>{word(*Cycle)}的?{_GAP})?(?P<since>{word('since')}{_GAP})?(?:(?P<until>{word('until')})|(?P<report>{word('report')}))?{_GAP}"
        rf"(?P<first>{begun}|{year}?{number}|{moment})(?P<closing>(?:期|{word('during', 'era')})?末)?"
        rf"(?:(?P<opened>{_GAP}{word('from')})?{stretch}(?P<last>{moment}|\d{{1,2}}{_GAP}[日号號]{_WEEKDAY}))?"
        rf"(?P<hour>(?:{_GAP}{word('hour')})?(?:{_GAP}{_CLOCK})?){_GAP}(?:(?P<before>{word('before')}(?![三两几期]|{FIRST_PART}))|(?P<within>{word('within')})"
        rf"|(?P<from>(?(since)(?P<event>{word('event')})?){word('from')})|(?P<during>{word('during')})|(?P<era>{word('era')}))?"
    )
    roc = rf"(?:民[國国]{_GAP})?(?P<roc>1[01]\d){_GAP}年度?"
    year = rf"(?:(?:{_YEAR}|{roc}|{relative}){_GAP})?"
    named = rf"{_PLAN}|{_NUMERIC}|{year}(?:{_PART}|{_MONTH}|{_END}|(?P<bare>年))?"
    opening = ("元月", *lexicon.texts("times", *_OPENING))
    scanner = Scanner.of(re.compile(time), rf"\d{_HAN}“‘\"「第上下民年", opening)
    return _Words(scanner, re.compile(named), re.compile(word("next_year")), re.compile(word("both_years")))


def _anonymous(pattern: str) -> str:
    """The same pattern without the names of its groups, so that it may stand twice."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)
