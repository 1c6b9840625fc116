"""When does what a measure orders come back: ``每年2月底前``, ``每季度第1个月的20日前`` (domain.md §4.2)?

Such a date limits each round and not the action, so it is no ``deadline`` (gold/GUIDE.md, Deadlines) but an
attribute of its own. A cycle alone (``每年开展一次``) sets no date, nor does ``每月1000元``: a place within
the cycle must be printed. The words stay as printed; their meaning is `Recurring`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extractor.attributes.meanings import Cycle, Recurring
from extractor.lexicon import Lexicon
from extractor.model import Article, Attribute, Measure, Span
from extractor.numerals import to_int

_GAP = r"\s{0,2}"
_NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_DAY = rf"(?P<day>{_NUMBER}){_GAP}[日号號]"
_MONTH = rf"(?P<month>{_NUMBER}){_GAP}月份?的?(?:{_GAP}(?:(?P<third>[上中下])旬|(?P<edge>[初底末])|{_DAY}))?"
_NTH = (
    rf"第{_GAP}(?P<nth>{_NUMBER}){_GAP}[个個]月的?"
    rf"(?:{_GAP}(?:(?P<nth_edge>[初底末])|(?P<nth_day>{_NUMBER}){_GAP}[日号號]))?"
)
_WHOLE = r"(?P<whole>(?:学年|學年|学期|學期|年|季|月)?[初底末])(?![级步中])"
_THIRDS = {"上": 10, "中": 20, "下": 31}
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Recurrences:
    """Finds ``recurring`` in the whole of an item."""

    def __init__(self, article: Article, measures: Sequence[Measure], lexicon: Lexicon) -> None:
        self.text, self.lexicon = article.text, lexicon
        self.pattern, self.cycles = _pattern(lexicon)

    def of(self, measure: Measure) -> Iterator[Attribute]:
        """The recurring dates of a measure in the order of the text, the same words once."""
        start, end = measure.span.start, measure.span.end
        if not self.cycles.search(self.text, start, end):
            return
        seen: set[str] = set()
        for match in self.pattern.finditer(self.text, start, end):
            if match[0] not in seen and (meaning := self._meaning(match)):
                seen.add(match[0])
                yield Attribute("recurring", str(meaning), Span(*match.span()), f"recurring.{meaning.cycle}")

    def _meaning(self, match: re.Match[str]) -> Recurring | None:
        """What the words mean; None where the calendar has no such day."""
        cycle = Cycle(self.lexicon.label("times", match["cycle"]))
        until = bool(match["before"])
        if match["whole"]:
            return _edge(cycle, match["whole"][-1], until=until)
        month = to_int(match["month"] or match["nth"] or "")
        day = to_int(match["day"] or match["nth_day"] or match["only"] or "")
        if not (1 <= (month or 1) <= (3 if match["nth"] else 12) and 1 <= (day or 1) <= 31):
            return None
        if day is None and month and (match["edge"] or match["nth_edge"] or match["third"] or until):
            edge = match["edge"] or match["nth_edge"]
            longest = 31 if match["nth"] else _LONGEST[month - 1]
            day = 1 if edge == "初" else min(longest, _THIRDS.get(match["third"], longest))
            until = until or edge in ("底", "末")
        return Recurring(cycle, month, day, until=until)


def _edge(cycle: Cycle, edge: str, *, until: bool) -> Recurring:
    """The first or the last day of a cycle."""
    if edge == "初":
        return Recurring(cycle, 1 if cycle.has_months else None, 1, until=until)
    return Recurring(cycle, cycle.months if cycle.has_months else None, cycle.last_day, until=True)


@lru_cache(maxsize=8)
def _pattern(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Cycles with a place in them, and the words for cycles alone."""
    cycle = lexicon.alternation("times", *Cycle)
    before = lexicon.alternation("times", "before")
    only = rf"(?P<only>{_NUMBER}){_GAP}[日号號]"
    place = rf"(?:{_NTH}|{_MONTH}|{only}|{_WHOLE})"
    pattern = rf"(?P<cycle>{cycle})的?{_GAP}{place}(?:{_GAP}(?P<before>{before}(?![三两几期])))?"
    return re.compile(pattern), re.compile(cycle)
