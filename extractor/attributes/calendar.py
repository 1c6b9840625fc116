"""The calendar of one document: which year its 今年, 年底 and 6月底 belong to (domain.md §4.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from extractor.attributes.times import Moment, Time, find_times
from extractor.lexicon import Lexicon
from extractor.model import Article

_NUMBERED = re.compile(r"[〔\[（(【﹝［]((?:19|20)\d\d)[〕\]）)】﹞］]")
_LAST_LINES = 8
_LONGEST_DATE = 30
_LATE = timedelta(days=90)  # a page may be put on the net some weeks after what it orders
_OVER = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Calendar:
    """``today`` is the document's date, ``named_year`` the one year that its title names, or that of its
    number (``〔2031〕6号``) where there is neither; if known.
    """

    today: date | None
    named_year: int | None

    @classmethod
    def of(cls, article: Article, lexicon: Lexicon) -> Calendar:
        """The date is that of publication, or else the one that signs the text."""
        today = article.dated or _signature(article, lexicon)
        times = list(find_times(article.title, 0, len(article.title), lexicon))
        named = {one.first.year for one in times if one.last is None and one.first.years == 1} - {None}
        if any(one.last for one in times):
            named.clear()
        year = named.pop() if len(named) == 1 else None
        if today is None and year is None and (number := _NUMBERED.search(article.document_number)):
            year = int(number[1])
        return cls(today, year if year and (today is None or year >= today.year) else None)

    def resolve(self, time: Time, hint: int | None) -> tuple[date, date] | None:
        """First and last day of a time; None where its year is unknown. ``hint`` is a year named nearby."""
        year = self._year(time.first, hint)
        last = time.last or time.first
        if year is None:
            return None
        if last.year is not None or last.ahead is not None:
            end_year = self._year(last, hint) or year
        else:
            end_year = year + (last.months[1] < time.first.months[0])
        first, final = time.first.first(year), last.last(end_year)
        return (first, final) if first and final and first <= final else None

    @property
    def is_known(self) -> bool:
        """Whether anything says from which year the document is."""
        return self.today is not None or self.named_year is not None

    def is_over(self, day: date) -> bool:
        """Whether a day lies well before the document."""
        if self.today is None:
            return self.named_year is not None and day.year < self.named_year
        return day < self.today - _OVER

    def later(self, number: int, unit: str) -> date | None:
        """The day so many 年, 月 or 日 after the document's date."""
        if self.today is None:
            return None
        if unit == "日":
            return self.today + timedelta(days=number)
        years, month = divmod(self.today.month - 1 + (number if unit == "月" else 12 * number), 12)
        for day in range(self.today.day, 27, -1):
            try:
                return date(self.today.year + years, month + 1, day)
            except ValueError:
                continue
        return date(self.today.year + years, month + 1, self.today.day)

    def _year(self, moment: Moment, hint: int | None) -> int | None:
        if moment.year is not None:
            return moment.year
        base = self.named_year or (self.today.year if self.today else None)
        if moment.ahead is not None:
            return base + moment.ahead if base is not None else None
        if hint is not None or self.named_year is not None or self.today is None:
            return hint or self.named_year
        last = moment.last(self.today.year)
        return self.today.year + (last is not None and last < self.today - _LATE)


def _signature(article: Article, lexicon: Lexicon) -> date | None:
    """The last line that is nothing but a date, among the last lines of the text."""
    for line in islice(_last_lines(article), _LAST_LINES):
        for time in find_times(line, 0, len(line), lexicon):
            year, is_alone = time.first.year, time.core == time.span and time.span.of(line) == line.strip()
            if year and is_alone and time.first.first(year) == time.first.last(year):
                return time.first.first(year)
    return None


def _last_lines(article: Article) -> Iterator[str]:
    for block in reversed(article.blocks):
        if block.is_content and len(block.span) <= _LONGEST_DATE:
            yield block.span.of(article.text)
