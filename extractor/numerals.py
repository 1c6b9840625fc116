"""Printed numerals as integers (``十二``, ``１２``, ``贰``), and what a number of measures looks like.

The value of each character comes from the Unicode database (`unicodedata.numeric`: 三, 叁, 參, 廿, 佰), so
all forms and scripts are one; this module only puts the characters together.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.scanning import Scanner

POINTS = "■●◆★▶▪•·◎○□▲△▷▸▹►➢➤◇◈❖☆⭐✦✧※☞√✓✔✅☑➡→🔶🔷🔸🔹"
"""What a list shows in place of numbers, for a class of characters in a pattern."""

HAN = "零〇一二两三四五六七八九十百千廿"
_MOST_DIGITS = 9
_SHORT_ATTRIBUTE = 4
_ATTRIBUTE = 12  # code points between a classifier and its noun: 12项针对性政策举措


@lru_cache(maxsize=4096)
def to_int(numeral: str) -> int | None:
    """The value of a numeral without its unit (below a million), or ``None`` if it is none.

    >>> [to_int(n) for n in ("三十", "一百零五", "１２", "廿三", "貳", "⑫", "二〇二五", "两", "三是", "百")]
    [30, 105, 12, 23, 2, 12, 2025, 2, None, None]
    """
    numeral = unicodedata.normalize("NFKC", numeral)
    if numeral.isdecimal():
        return int(numeral) if len(numeral) <= _MOST_DIGITS else None
    values = [2 if char in "两兩" else int(unicodedata.numeric(char, -1)) for char in numeral]
    if not values or len(values) > _MOST_DIGITS or min(values) < 0:
        return None
    if len(values) > 1 and max(values) < 10:
        return int("".join(map(str, values)))  # 二〇二五: digit by digit
    return _by_place(values)


def _by_place(values: list[int]) -> int | None:
    """三百二十一 as 3·100 + 2·10 + 1; places fall from left to right, only 十 may stand without a digit."""
    total, digit, place = 0, 0, 1_000_000
    for value in values:
        if value < 10:
            digit = value
        elif value < 100 and value != 10:
            total += value  # 廿, 卅
        elif value >= place or (not digit and value != 10):
            return None
        else:
            total, digit, place = total + (digit or 1) * value, 0, value
    return total + digit


@lru_cache(maxsize=8)
def count_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """A number of measures or of groups of measures: ``三十条举措``, ``10项``, ``5方面``, ``30条+``
    (domain.md §3.2).

    Groups: ``number``, ``open`` (余, 多 or + after it), ``unit``, ``group`` (the unit, where it counts
    groups). A classifier counts measures where a noun of measures follows, at most a short attribute between
    them, or nothing that could be another noun; numbers inside ``10+10``, ``2018—2020`` and ``第五`` are
    none.

    >>> from extractor.lexicon import load
    >>> text = "围绕三个方面推出十八条举措、12项惠企新政策，惠及90余项活动、5项。“1+6”"
    >>> [match[0] for match in count_pattern(load()).finditer(text)]
    ['三个方面', '十八条举措', '12项惠企新政策', '5项']
    """
    alone = lexicon.alternation("count_units", "measure")
    classifier = lexicon.alternation("count_units", "classifier")
    noun = lexicon.alternation("count_units", "noun")
    group = lexicon.alternation("count_units", "group")
    mark = r"\s，。；：、！？“”（）()\d"
    long, short = (
        rf"[^{mark}中]{{0,{_ATTRIBUTE}}}?",
        rf"[^{mark}的出以]{{0,{_SHORT_ATTRIBUTE}}}?",
    )  # 二十大以来的工作
    number = rf"\d{{1,4}}|[{HAN}]{{1,5}}"
    measures = (
        rf"(?:{alone}{long}|{classifier}{short}){noun}{{1,2}}|{alone}(?=$|[\s，。；：:、！？”“’）)+＋])"
    )
    never = lexicon.alternation("count_units", "never")
    return re.compile(
        rf"(?<![第\d.．+＋—\-{HAN}])(?P<number>{number})(?P<open>[余多])?(?!{never})"
        rf"(?P<unit>(?P<group>{group})|{measures})(?P<more>[+＋])?"
    )


@lru_cache(maxsize=8)
def count_scanner(lexicon: Lexicon) -> Scanner:
    """The `count_pattern` for long texts: numbers are many, and few stand before a unit."""
    units = {re.escape(unit[0]) for unit in lexicon.texts("count_units", "measure", "classifier", "group")}
    number = re.compile(rf"[\d{HAN}]{{1,5}}[余多]?$")
    unit = re.compile(rf"[{''.join(sorted(units))}](?<=[\d{HAN}余多].)")
    return Scanner(count_pattern(lexicon), unit, number)
