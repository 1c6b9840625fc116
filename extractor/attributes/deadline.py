"""Until when, from when or in which time a measure is to be done (domain.md §4.2, gold/GUIDE.md rule 10).

A time limits an action when the words around it say so: ``…前``, ``自…起``, ``到…``, ``…期间``, a year or
month that opens a clause about what will be done, an entry or a table column for times. It does not in a
quoted name, where it is over, where it comes back (``每年2月底前``), where it tells who is meant
(``2018年底前注册的企业``), or where the whole document takes effect then.

The words stay as printed. Their meaning is a type of `extractor.attributes.meanings`: what lacks a year gets
it from its sentence, the title or the document's date; without any the meaning is empty.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from extractor.attributes.calendar import Calendar
from extractor.attributes.limits import Limit, Reader
from extractor.lexicon import Lexicon
from extractor.model import Article, Attribute, MarkerStyle, Measure, Span

LINE = 600
"""Characters before an item in which its line is taken to begin."""

_BARE = 6  # code points of 具体包括： and the like
_DAYS = re.compile(r"\s{0,2}[（(][^（）()\n]{2,40}[)）]")
_LABEL = re.compile(r"[^，。；：:\n]{1,20}[:：]\s*\S")  # 5月：1、…；2、…


class Deadlines:
    """Finds ``deadline``: before the item, in the whole of it, and in the cells of a column for times."""

    def __init__(self, article: Article, measures: Sequence[Measure], lexicon: Lexicon) -> None:
        self.text = article.text
        self.reader = Reader(article.text, lexicon, Calendar.of(article, lexicon))
        self.ends = _ends_of_last(article.text, measures)
        self.leads = dict(self._leads(measures, lexicon))
        self.known: dict[tuple[Span, bool], tuple[Limit, ...]] = {}

    def of(self, measure: Measure) -> Iterator[Attribute]:
        """The deadlines of a measure in the order of the text, the same words once."""
        seen: set[str] = set()
        for limit in self._limits(measure):
            words = "".join(limit.span.of(self.text).split())
            if words not in seen:
                seen.add(words)
                yield Attribute("deadline", str(limit.meaning or ""), limit.span, f"deadline.{limit.rule}")

    def _limits(self, measure: Measure) -> Iterator[Limit]:
        yield from self._before(measure)
        cells = [cell.span for cell in measure.fields if cell.name == "deadline"]
        item = Span(measure.span.start, self.ends.get(measure.id, measure.span.end))
        found = [limit for cell in cells for limit in self.reader.read(cell, is_cell=True)]
        is_article = measure.marker is not None and measure.marker.style is MarkerStyle.ARTICLE
        found += self.reader.read(item, is_article=is_article, without=cells)
        yield from sorted(found, key=lambda limit: limit.span)

    def _before(self, measure: Measure) -> Iterator[Limit]:
        """What stands before the item and holds for it."""
        yield from self._of_stage(measure)
        lead = measure.context
        if lead is not None and (not lead or self._is_bare(lead)):
            yield from (limit for limit in self._once(self._sentence_before(lead.start)) if limit.is_year)
        elif lead is not None and not measure.span.covers(lead):
            yield from self._once(lead) or self._once(lead, is_lead=True)
        elif measure.marker:
            begin = measure.marker.span.start
            line = self._line_before(begin)
            label = _LABEL.match(self.text, line, begin)
            yield from self._once(Span(line, label.end())) if label else ()
            yield from self._of_lead(self.leads[measure.id]) if measure.id in self.leads else ()

    def _is_bare(self, lead: Span) -> bool:
        """Whether a lead-in says nothing itself: ``即：``, ``具体包括：``."""
        return len(lead) <= _BARE and self.text[lead.end - 1] in "：:" and not self._once(lead)

    def _of_stage(self, measure: Measure) -> Iterator[Limit]:
        """The days in brackets behind the names of its groups: ``集中整治阶段（2031年4月至6月）``."""
        for label in measure.group:
            days = _DAYS.match(self.text, label.span.end)
            if days:
                stage = Span(label.span.start, days.end())
                yield from (limit for limit in self._once(stage) if limit.span.start >= label.span.end)

    def _leads(self, measures: Sequence[Measure], lexicon: Lexicon) -> Iterator[tuple[str, Span]]:
        """The line that leads in to a numbered list: ``今年要抓好以下九方面工作。`` holds for each of it.

        So does a line whose last sentence names nothing that is done by then: ``力争今年上半年全面完成。``
        """
        for begin, series in _numbered(measures):
            before = self.text[max(0, begin - LINE) : self._line_before(begin)]
            end = self._line_before(begin) - len(before) + len(before.rstrip())
            line = Span(self._line_before(end), end)
            leads = _lead_in(lexicon).search(self.text, line.start, line.end)
            if leads or _all_done(lexicon).search(self.text, line.start, line.end):
                yield from ((measure.id, line) for measure in series)

    def _of_lead(self, line: Span) -> Iterator[Limit]:
        """The limits in the last sentence of a line, and the years before it, which go on.

        Not what else it tells first: ``1月9日，某校发生火灾。现就以下工作通知如下：``.
        """
        last = self.text.rfind("。", line.start, max(line.start, line.end - 1))
        yield from (limit for limit in self._once(line) if limit.is_year or limit.span.start > last)

    def _once(self, piece: Span, *, is_lead: bool = False) -> tuple[Limit, ...]:
        """The limits of a piece that many measures share, read once."""
        if (piece, is_lead) not in self.known:
            self.known[piece, is_lead] = (*self.reader.read(piece, is_lead=is_lead),)
        return self.known[piece, is_lead]

    def _sentence_before(self, begin: int) -> Span:
        """The sentence before a list without a lead-in: its year goes on (``2025年，…。将提高…；扩大…``)."""
        line = self._line_before(begin)
        end = max(self.text.rfind("。", line, begin), line)
        return Span(max(self.text.rfind("。", line, end) + 1, line), end)

    def _line_before(self, end: int) -> int:
        return self.text.rfind("\n", max(0, end - LINE), end) + 1 or max(0, end - LINE)


@lru_cache(maxsize=8)
def _lead_in(lexicon: Lexicon) -> re.Pattern[str]:
    """``…以下九方面工作。`` at the end of a line."""
    return re.compile(rf"{lexicon.alternation('points', 'points')}[^。：\n]{{0,16}}[。：]$")


@lru_cache(maxsize=8)
def _all_done(lexicon: Lexicon) -> re.Pattern[str]:
    """A last sentence of a time and 完成 with nothing behind it, alone on its line or behind others."""
    return re.compile(rf"(?:(?m:^)|。)[^。，：；\n]{{2,20}}?{lexicon.alternation('times', 'done')}。$")


def _numbered(measures: Sequence[Measure]) -> Iterator[tuple[int, list[Measure]]]:
    """The measures of each list that begins with 1, alike in style and group, and where its number stands."""
    for _, run in groupby(measures, lambda one: (one.list_style, one.group)):
        series = [one for one in run if one.marker and one.context is None]
        first = series[0].marker if series else None
        if first and first.value == 1:
            yield first.span.start, series


def _ends_of_last(text: str, measures: Sequence[Measure]) -> dict[str, int]:
    """Where the last item of a series ends if all before it are one paragraph each.

    It runs to the end of its section, and so over closing paragraphs that are not its own.
    """
    series: dict[MarkerStyle, list[Measure]] = defaultdict(list)
    for measure in measures:
        if measure.marker:
            series[measure.marker.style].append(measure)
    ends = {}
    for *others, last in series.values():
        if len(others) >= 2 and not any("\n" in one.span.of(text).strip() for one in others):
            ends[last.id] = last.span.start + len(last.span.of(text).partition("\n")[0])
    return ends
