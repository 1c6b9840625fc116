"""Dates as Chinese documents print them, and nothing that the calendar does not have.

2019年1月12日, 2019-01-12, 2019/1/12, 2019.1.12, full-width digits, blanks inside (2019 年 1 月), and the
Han form 二〇一九年一月十二日 with its many zeros (〇 零 ○ Ｏ 0). Every pattern is bounded; callers hand in
short lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

MAX_CHARACTERS = 200
"""Only so much of a text is searched; a date line is short."""

_HAN_DIGITS = "〇一二三四五六七八九"
_HAN_ZEROS = str.maketrans("零○Ｏ０OＯ◯", "〇〇〇〇〇〇〇")
_WIDE = re.compile(r"[０-９．／－：]")
_SIGN = re.compile(
    r"[12１２一二](?:(?<=[1１])[9９]|(?<=[2２])[0０]|(?<=[一二])[〇零○Ｏ０OＯ◯一二三四五六七八九])"
)
"""The first two digits of a year. Without them there is no date."""
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．／－：", "0123456789./-:")
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s{0,3}(?:年\s{0,3}(\d{1,2})\s{0,3}月\s{0,3}(\d{1,2})\s{0,3}(?:日|(?!\d))"
    r"|([-./])(\d{1,2})\4(\d{1,2})(?!\d))"
)
_HAN_DATE = re.compile(
    r"([一二][〇零○Ｏ０OＯ◯一二三四五六七八九]{3})\s{0,3}年\s{0,3}([一二三四五六七八九十]{1,2})\s{0,3}月\s{0,3}"
    r"([一二三四五六七八九十]{1,3})\s{0,3}日"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_/]?(0[1-9]|1[0-2])[-_/]?(0[1-9]|[12]\d|3[01])(?!\d)")
_TIME = re.compile(r"\s{0,3}\d{1,2}:\d{2}(?::\d{2})?")


def to_half_width(text: str) -> str:
    """The text with half-width digits and separators, one character for one character."""
    return text.translate(_HALF_WIDTH) if _WIDE.search(text) else text


def may_hold_date(text: str) -> bool:
    """Whether a text has what a year begins with: a quick test for lines of which most hold no date."""
    return _SIGN.search(text) is not None


def parse_date(text: str) -> date | None:
    """The first date in a text, or None.

    >>> parse_date("二〇二三年十一月二十日"), parse_date("发布于 2019-1-8 09:30"), parse_date("2019年2月30日")
    (datetime.date(2023, 11, 20), datetime.date(2019, 1, 8), None)
    """
    found = _search(text)
    return found[0] if found else None


def find_dates(text: str) -> Iterator[tuple[date, int, int]]:
    """Every date of a text with its offsets, in order; callers hand in no more than a few pages.

    >>> [(str(day), text) for day, *text in find_dates("2020年1月1日至2022年12月31日")]
    [('2020-01-01', [0, 9]), ('2022-12-31', [10, 21])]
    """
    if not may_hold_date(text):
        return
    half_width = to_half_width(text)
    matches = [*_DATE.finditer(half_width), *_HAN_DATE.finditer(text)]
    for match in sorted(matches, key=lambda match: match.start()):
        day = _value(match)
        if day:
            yield day, match.start(), match.end()


def split_final_date(line: str) -> tuple[str, date | None] | None:
    """What stands before the date (and time) that ends a line, and that date; None where no date ends it.

    >>> split_final_date("某市人民政府 2019年1月8日")
    ('某市人民政府 ', datetime.date(2019, 1, 8))
    >>> split_final_date("自2019年1月8日起施行") is None
    True
    """
    found = _search(line)
    if found is None:
        return None
    value, start, end = found
    rest = to_half_width(line[end:])
    if rest and not _TIME.fullmatch(rest):
        return None
    return line[:start], value


def parse_compact_date(text: str) -> date | None:
    """A date without separators, as addresses hold it (``t20230830_``), or None.

    >>> parse_compact_date("https://example.org/art/2021/1/t20210121_99.html")
    datetime.date(2021, 1, 21)
    """
    match = _COMPACT.search(text[:2000])
    return _make_date(*map(int, match.groups())) if match else None


def _search(text: str) -> tuple[date | None, int, int] | None:
    text = text[:MAX_CHARACTERS]
    if not may_hold_date(text):
        return None
    match = _DATE.search(to_half_width(text)) or _HAN_DATE.search(text)
    return (_value(match), match.start(), match.end()) if match else None


def _value(match: re.Match[str]) -> date | None:
    """The day of a match of either pattern, if the calendar has it."""
    if match.re is _DATE:
        year, by_han_month, by_han_day, _, month, day = match.groups()
        return _make_date(int(year), int(by_han_month or month), int(by_han_day or day))
    digits = match.group(1).translate(_HAN_ZEROS)
    year = "".join(str(_HAN_DIGITS.index(digit)) for digit in digits)
    return _make_date(int(year), _han_number(match.group(2)), _han_number(match.group(3)))


def _han_number(text: str) -> int:
    """A Chinese number below 100: 三, 十二, 二十, 三十一."""
    tens, ten, ones = text.rpartition("十")
    value = (_HAN_DIGITS.find(tens) if tens else 1) * 10 if ten else 0
    return value + (_HAN_DIGITS.find(ones) if ones else 0)


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
