"""Printed numerals as integers (``十二``, ``１２``, ``三百二十``, ``贰``, ``③``), and what a number of
measures looks like.

Chinese numerals are read by cn2an; this module only folds the forms that it does not know (traditional
financial characters, 廿, circled and full-width digits) and remembers what it has seen.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from extractor.lexicon import Lexicon

HAN = "零〇一二两三四五六七八九十百千廿"
_ATTRIBUTE = 8  # code points between a classifier and its noun: 12项针对性政策举措
FORMAL = "壹贰貳叁參参肆伍陆陸柒捌玖拾"
_FOLD = str.maketrans("〇貳參陸", "零贰叁陆")


@lru_cache(maxsize=4096)
def to_int(numeral: str) -> int | None:
    """The value of a numeral without its unit, or ``None`` if it is none.

    >>> [to_int(n) for n in ("三十", "十二", "１２", "廿三", "貳", "⑫", "二〇二五", "三是")]
    [30, 12, 12, 23, 2, 12, 2025, None]
    """
    numeral = unicodedata.normalize("NFKC", numeral)
    if numeral.isdecimal():
        return int(numeral) if len(numeral) <= 9 else None
    return _han_to_int(numeral.translate(_FOLD).replace("廿", "二十"))


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
    attribute = rf"[^\s，。；：、！？“”（）()\d中]{{0,{_ATTRIBUTE}}}?"
    number = rf"\d{{1,4}}|[{HAN}]{{1,5}}"
    measures = rf"(?:{alone}|{classifier}){attribute}{noun}|{alone}(?=$|[\s，。；：:、！？”“’）)+＋])"
    never = lexicon.alternation("count_units", "never")
    return re.compile(
        rf"(?<![第\d.．+＋—\-{HAN}])(?P<number>{number})(?P<open>[余多])?(?!{never})"
        rf"(?P<unit>(?P<group>{group})|{measures})(?P<more>[+＋])?"
    )


def _han_to_int(numeral: str) -> int | None:
    if not numeral or any(char not in HAN + FORMAL for char in numeral):
        return None
    import cn2an  # 0.2 s at import, needed only once a numeral is met

    try:
        return int(cn2an.cn2an(numeral, "smart"))
    except ValueError:
        return None
