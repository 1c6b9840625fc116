"""The times in a piece of text that limit an action, each with its meaning and the rule that found it.

``deadline.by``, ``from``, ``period`` and ``target_year`` say what kind of time it is, ``field`` that it
stands in a column for times, ``ongoing`` that nothing ends it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from extractor.attributes.calendar import Calendar
from extractor.attributes.meanings import By, From, Meaning, Ongoing, Period, TargetYear
from extractor.attributes.surroundings import REACH, SENTENCE, Around, Surroundings
from extractor.attributes.times import Moment, Time, find_times
from extractor.lexicon import Lexicon
from extractor.model import Span
from extractor.numerals import to_int

_BEFORE_OCCASION = 16  # code points of a year or another occasion before one
_SOON = 60  # days
_SUBJECT = re.compile(r"[，,]?[^，,。；：、的]{0,12}[，,：:]?")
"""Who acts, behind a time that opens a lead-in."""
_DATE = re.compile(r"(20\d\d)[./](\d{1,2})(?:[./](\d{1,2}))?")
_DATES = re.compile(rf"(?<![\d./])({_DATE.pattern})(?:\s?[-—–~～至]{{1,2}}\s?({_DATE.pattern}))?(?![\d./])")


@dataclass(frozen=True, slots=True)
class Limit:
    """A time that limits an action: its words, its meaning (None: unknown), its rule.

    ``is_year`` where it is a plain year that opens its clause: such a year goes on in the next sentence.
    """

    span: Span
    meaning: Meaning | None
    rule: str
    is_year: bool = False


class Reader:
    """Reads pieces of one text with the calendar of its document."""

    def __init__(self, text: str, lexicon: Lexicon, calendar: Calendar) -> None:
        self.text, self.lexicon, self.calendar = text, lexicon, calendar

    @cached_property
    def last_aim(self) -> int | None:
        """The last year until which something is to be done (``到2015年``, ``2014年底前``).

        A text without a date of its own was surely written before it.
        """
        times = find_times(self.text, 0, len(self.text), self.lexicon)
        aims = (one for one in times if one.before == "until" or one.after == "before")
        return max((one.first.year for one in aims if one.first.year and not one.last), default=None)

    def is_aimed_at(self, time: Time) -> bool:
        """Whether a time in a text without a date ends in the last year that is an aim, or after it."""
        days = None if self.calendar.is_known else self.calendar.resolve(time, None)
        return days is not None and self.last_aim is not None and days[1].year >= self.last_aim

    def read(
        self,
        piece: Span,
        *,
        is_cell: bool = False,
        is_lead: bool = False,
        is_article: bool = False,
        without: Sequence[Span] = (),
    ) -> Iterator[Limit]:
        """The limits inside a piece, in order; of those that overlap, the first.

        ``is_cell`` says that it is a cell of a column for times, ``is_lead`` that it leads in to a list,
        ``is_article`` that it is an article of rules, whose days without a year come back in each,
        ``without`` which parts are read elsewhere.
        """
        place = Surroundings(self.text, piece, self.lexicon)
        found = _Piece(self, place, is_cell=is_cell, is_lead=is_lead, is_article=is_article).limits()
        end, parts = piece.start, sorted(without)
        for limit in sorted(found, key=lambda limit: (limit.span.start, -limit.span.end)):
            if limit.span.start >= end and not _holds(parts, limit.span):
                yield limit
                end = limit.span.end


def _holds(parts: list[Span], span: Span) -> bool:
    index = bisect_right(parts, span) - 1
    around = (parts[i] for i in (index, index + 1) if 0 <= i < len(parts))
    return any(part.covers(span) for part in around)


class _Piece:
    """One piece with what stands in it."""

    def __init__(
        self, reader: Reader, place: Surroundings, *, is_cell: bool, is_lead: bool, is_article: bool
    ) -> None:
        self.text, self.lexicon, self.calendar = reader.text, reader.lexicon, reader.calendar
        self.reader = reader
        self.place, self.is_cell, self.is_lead, self.is_article = place, is_cell, is_lead, is_article
        self.start, self.end = place.piece.start, place.piece.end

    def limits(self) -> Iterator[Limit]:
        """All that limits an action, in no order; some overlap."""
        yield from self._times()
        yield from self._spells()
        yield from self._years()
        yield from self._events()
        yield from self._occasions()
        yield from self._ongoing()
        if self.is_cell:
            yield from self._dates()

    def _times(self) -> Iterator[Limit]:
        """Times of the calendar; a month without a year is in the year named before it in the sentence."""
        hint: int | None = None
        reached = self.start
        for time in find_times(self.text, self.start, self.end, self.lexicon):
            if self.calendar.is_known and SENTENCE.search(self.text, reached, time.span.start):
                hint = None
            reached = time.span.end
            rule = self._rule(time, self.place.around(time.span))
            if rule:
                yield self._limit(time, rule, hint)
            year = time.first.year if time.first.years == 1 else None
            if year and not self.calendar.is_over(date(year, 12, 31)):
                hint = year

    def _rule(self, time: Time, around: Around) -> str:
        """Which limit a time is, or ``""`` where it is none."""
        place = self.place
        if time.every or place.words.not_after.match(around.clause_after):
            return ""
        if self.is_article and self._comes_back(time):
            return ""
        if self.is_cell:
            is_topic = time.first.is_year and time.span == time.core and not around.is_alone  # 2031年工作
            return "field" if place.is_in_cell(time.span, around) and not is_topic else ""
        if place.words.takes.search(around.clause_before) and not (time.before or time.after):
            return ""  # 将2031年的计划报送市局: it says which plan
        if (
            place.is_named(time.core.start)
            or place.is_effect(time.span, around)
            or place.is_condition(around)
        ):
            return ""
        if (place.is_past(around) or self._is_over(time)) and not place.has_caption(around):
            return ""
        rule = self._rule_of_words(time, around) or self._rule_of_place(time, around)
        holds = time.first.is_year and (self._holds_for_list(around) or self._opens_lead(time, around))
        holds = holds or (time.first.is_quarter and not self._is_begun(time) and self._holds_for_list(around))
        return rule or ("period" if holds else "")

    def _comes_back(self, time: Time) -> bool:
        """Whether a time of rules is none of one year: ``应当于年底前报告``, ``本年度内安排``."""
        is_own = self.place.words.own_year.match(self.text, time.core.start) is not None
        return is_own or (time.first.year is None and time.first.ahead is None)

    def _holds_for_list(self, around: Around) -> bool:
        """Whether a lead-in names the tasks of a time: ``2031年工作安排：``, ``对今后一年的任务进行部署：``.

        Or it opens with it and ends in its subject: ``未来五年，我市|将扩大…；新建…``.
        """
        if not self.is_lead:
            return False
        is_all = around.opens_clause and _SUBJECT.fullmatch(around.sentence_after) is not None
        return is_all or self.place.words.tasks.match(around.clause_after) is not None

    def _opens_lead(self, time: Time, around: Around) -> bool:
        """Whether a lead-in begins with a year that is not over: ``今年，某省以科技创新推动产业创新，|``."""
        opens = self.is_lead and not around.sentence_before.strip() and around.is_alone
        ahead = time.first.ahead is not None or self._is_current(time) or self._is_to_come(time)
        return opens and ahead and not self.place.is_told(around)

    def _rule_of_words(self, time: Time, around: Around) -> str:
        """Decided by the words right at the time: 前, 内, 起, 期间, 到."""
        if time.after in ("before", "within") and not time.last:
            return "by"
        if self.place.is_told(around):
            return ""
        if time.after == "during" or (time.last and (time.before or time.after)):
            return "period"
        if time.after == "from":
            return "from"
        if time.before in ("until", "report") and self._is_aim(time, around):
            return "target_year" if time.first.is_year else "by"
        return ""

    def _is_aim(self, time: Time, around: Around) -> bool:
        """Whether 到 or 至 name an aim; not ``由…增加到2015年``, nor 截至, which reports."""
        if time.before == "report":
            return bool(around.clause_before.strip()) and not around.clause_after.strip()
        is_free = around.opens_clause or self.place.words.aim.search(around.clause_before)
        return bool(is_free) or not time.first.is_year

    def _rule_of_place(self, time: Time, around: Around) -> str:
        """Decided by where it stands: before the verb, in an entry for times, alone in brackets."""
        place = self.place
        if time.before or time.after:
            return "period" if time.after == "era" and place.opens_action(around) else ""
        is_fine = not time.first.is_year
        is_done = is_fine and place.words.done.match(around.clause_after)
        stands = (
            is_done
            or place.is_entry(time.span, around)
            or (is_fine and (self._is_set(time, around) or place.is_fixed(around)))
            or self._are_years_ahead(time, around)
            or self._is_reached_then(time, around)
            or (place.opens_action(around, is_current=self._is_current(time)) and not self._is_begun(time))
        )
        ends = time.last is None and (time.first.is_end or is_done)
        return "" if not stands else "by" if ends else "period"

    def _is_set(self, time: Time, around: Around) -> bool:
        """Whether the place of what is finer than a year sets a date; a day in brackets dates a report."""
        place = self.place
        is_day = time.last is None and time.first.days[0] == time.first.days[1]
        if place.opens_line(time.span) or (place.is_alone_in_brackets(time.span) and not is_day):
            return True
        is_exact = time.last is not None and time.first.days != (1, 31)
        opens = around.is_alone and around.sentence_after.lstrip().startswith(("，", ","))
        is_ahead = is_exact or self._is_to_come(time) or self._is_soon(time)
        return opens and is_ahead and not place.is_told(around)

    def _are_years_ahead(self, time: Time, around: Around) -> bool:
        """``2012—2015年，年均新增就业5万人``: a stretch of years opens a sentence that tells nothing past."""
        if time.last is None or not around.is_alone:
            return False
        if not (self._is_to_come(time) or self.reader.is_aimed_at(time)):
            return False
        goes_on = around.sentence_after.lstrip().startswith(("，", ","))
        return goes_on and not self.place.words.has_past.search(around.sentence_after)

    def _is_reached_then(self, time: Time, around: Around) -> bool:
        """``2031年底城区门店完成改造``: an end to come that opens a clause, in which something is done."""
        is_end = time.last is None and time.first.is_end and around.opens_clause
        return is_end and self._is_to_come(time) and bool(self.place.words.done.search(around.clause_after))

    def _is_over(self, time: Time) -> bool:
        """Whether it lies before the document; what began the year before may still go on."""
        year = (time.last or time.first).year or time.first.year
        if year is None:
            return False
        if time.after == "from":
            return self.calendar.is_over(date(year + 1, 12, 31))
        last = (time.last or time.first).last(year)
        return last is not None and self.calendar.is_over(last)

    def _is_begun(self, time: Time) -> bool:
        """Whether a time without 前 or 到 ended before the very day of the document, or is that day."""
        days, today = self.calendar.resolve(time, None), self.calendar.today
        return days is not None and today is not None and (days[1] < today or days[0] == days[1] == today)

    def _is_current(self, time: Time) -> bool:
        days, today = self.calendar.resolve(time, None), self.calendar.today
        return days is not None and today is not None and days[0].year == today.year

    def _is_soon(self, time: Time) -> bool:
        """Whether a day without a year is one of the next days: ``4月20日，请师生参加…``."""
        days, today = self.calendar.resolve(time, None), self.calendar.today
        is_day = time.first.days[0] == time.first.days[1]
        return is_day and days is not None and today is not None and 0 < (days[1] - today).days <= _SOON

    def _is_to_come(self, time: Time) -> bool:
        days, today = self.calendar.resolve(time, None), self.calendar.today
        return time.first.year is not None and days is not None and today is not None and days[1] >= today

    def _limit(self, time: Time, rule: str, hint: int | None) -> Limit:
        is_unknown = time.event and time.first.is_year  # 从2031年秋季学期起: some day of the year
        days = None if is_unknown else self.calendar.resolve(time, hint)
        meaning = self._meaning(time, rule, *days) if days else None
        return Limit(time.span, meaning, rule, rule == "period" and time.first.is_year)

    def _meaning(self, time: Time, rule: str, first: date, last: date) -> Meaning:
        if rule == "target_year":
            return TargetYear(last.year)
        if rule == "from" or time.after == "from":
            return From(first)
        if rule == "field":
            ends = (
                time.before in ("until", "report") or time.after in ("before", "within") or time.first.is_end
            )
            rule = "by" if ends or self.place.words.done.match(self.text, time.span.end) else rule
        return By(last) if rule == "by" and not time.last else Period(first, last)

    def _spells(self) -> Iterator[Limit]:
        """Years, months or days from the document on: ``力争三年内``, ``今后五年``, ``印发之日起30日内``."""
        today = self.calendar.today
        for match in self.place.words.spell.finditer(self.text, self.start, self.end):
            name = "ahead" if match["ahead"] else "issued" if match["issued"] else "number"
            span = Span(match.start(name), match.end())
            if self.place.is_named(span.start):
                continue
            number = 0 if "工作" in match["unit"] else to_int(match["number"]) or 0
            last = self.calendar.later(number, match["unit"][-1]) if number else None
            if name != "ahead":
                yield Limit(span, By(last) if last else None, "by")
                continue
            around = self.place.around(span)
            if self.place.opens_action(around) or self._holds_for_list(around):
                yield Limit(span, Period(today, last) if today and last else None, "period")

    def _years(self) -> Iterator[Limit]:
        """Years from the document on that open a clause about what is done: ``，5年内引进100名专家``.

        What somebody gets or must not do in them (``3年内免征``, ``2年内不得转让``) is no limit of an action.
        """
        words, today = self.place.words, self.calendar.today
        for match in words.years.finditer(self.text, self.start, self.end):
            number = words.number_before.search(self.text, max(self.start, match.start() - 4), match.start())
            if number is None:
                continue
            span = Span(number.start(), match.end())
            around = self.place.around(span)
            acts = around.opens_clause and words.acts.match(around.sentence_after)
            is_other = self.place.is_told(around) or self.place.is_condition(around)
            if acts and not is_other and not self.place.is_named(span.start):
                last = self.calendar.later(to_int(number["number"]) or 0, "年") if today else None
                yield Limit(span, By(last) if last else None, "by")

    def _events(self) -> Iterator[Limit]:
        """From a day that is not of the calendar: ``自批准设立之日起，``, ``自印发次年起``, ``即日起``."""
        today = self.calendar.today
        for match in self.place.words.event.finditer(self.text, self.start, self.end):
            span = Span(*match.span())
            around = self.place.around(span)
            if self.place.is_named(span.start) or self.place.words.effect.match(around.clause_after):
                continue
            if match["now"]:
                yield self._from_now(span)
            elif match["issue"]:
                yield Limit(span, From(date(today.year + 1, 1, 1)) if today else None, "from")
            elif around.opens_clause and not self.place.words.whole.search(span.of(self.text)):
                yield Limit(span, None, "from")

    def _occasions(self) -> Iterator[Limit]:
        """Before or in what comes in each year: ``春节前完成清欠``, ``2031年春运期间加开列车``."""
        for match in self.place.words.occasion.finditer(self.text, self.start, self.end):
            reach = max(self.start, match.start() - _BEFORE_OCCASION)
            before = self.place.words.before_occasion.search(self.text, reach, match.start())
            if before is None or before["every"]:
                continue
            span = Span(before.start("own"), match.end())
            around = self.place.around(span)
            if self.place.is_named(span.start) or self.place.is_condition(around):
                continue
            is_entry = self.is_cell and around.is_alone
            if is_entry or (not self.place.is_past(around) and self.place.opens_action(around)):
                yield Limit(span, None, "period" if match["during"] else "by")

    def _from_now(self, now: Span) -> Limit:
        """``即日起``, with what follows in ``即日起至2025年12月31日``."""
        today = self.calendar.today
        until = next(find_times(self.text, now.end, min(self.end, now.end + REACH), self.lexicon), None)
        if until is None or until.span.start != now.end or until.before not in ("until", "report"):
            return Limit(now, From(today) if today else None, "from")
        days = self.calendar.resolve(until, None)
        meaning = Period(today, days[1]) if today and days and today <= days[1] else None
        return Limit(Span(now.start, until.span.end), meaning, "period")

    def _ongoing(self) -> Iterator[Limit]:
        """``长期`` as an entry of a column for times or of a bracket that names who is responsible.

        And ``全年：`` where it opens a line, as months do in the steps of a task.
        """
        for match in self.place.words.ongoing.finditer(self.text, self.start, self.end):
            span = Span(*match.span())
            around = self.place.around(span)
            is_year = self.lexicon.label("times", match[0]) == "all_year"
            is_entry = around.is_alone and (self.is_cell or self.place.is_entry(span, around))
            if is_entry or (is_year and self.place.opens_line(span)):
                yield self._all_year(span) if is_year else Limit(span, Ongoing(), "ongoing")

    def _all_year(self, span: Span) -> Limit:
        days = self.calendar.resolve(Time(span, span, Moment(ahead=0)), None)
        return Limit(span, Period(*days) if days else None, "field" if self.is_cell else "period")

    def _dates(self) -> Iterator[Limit]:
        """``2016.12`` and ``2016.3-2016.9`` in a column for times."""
        for match in _DATES.finditer(self.text, self.start, self.end):
            first, last = (match.group(2, 3, 4), match.group(6, 7, 8))
            moments = [Moment.on(*(int(part or 0) for part in parts)) for parts in (first, last) if parts[0]]
            span = Span(*match.span())
            yield self._limit(
                Time(span, span, moments[0], moments[1] if moments[1:] else None), "field", None
            )
