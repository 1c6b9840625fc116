"""What the kind of a document says against all that it lists: its title alone, or an author who says I.

Honours, minutes, reports on progress and what is told at a meeting announce nothing, however well they number
it (GUIDE rule 7, domain.md §2.2). Some of them hold measures all the same: what a report plans next, what a
calendar orders for the days that it names, what minutes say was decided.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Article, BlockKind, Candidate, Evidence, Kind, Label, Span
from extractor.numerals import HAN, count_pattern
from extractor.structure.verdicts import against

_FOREIGN = ("recognition", "progress", "minutes", "request", "drafting", "digest", "story", "calendar")
_BETWEEN = 30  # code points between 宣布 and the number of what is announced
_NEAR = 6  # code points between a speaker and its 将
_HOLIDAY = 8  # code points of the name of a holiday at most (国庆节、中秋节)


class Genre:
    """The kind of one article, and which of its candidates it leaves."""

    def __init__(self, article: Article, lexicon: Lexicon) -> None:
        self._text = article.text
        self._title = article.title
        self._printed = next((one.span for one in article.blocks if one.kind is BlockKind.TITLE), Span(0, 0))
        self._words = _words(lexicon)

    def against(self, candidate: Candidate) -> tuple[Evidence, ...]:
        """What the kind of the article says against a candidate."""
        if self._evidence:
            return () if self._is_spared(candidate) else self._evidence
        is_speech = candidate.kind is Kind.ENUMERATED and self._is_speech(candidate)
        return (against("list.speech", candidate.head),) if is_speech and not self._pledges(candidate) else ()

    def _is_speech(self, candidate: Candidate) -> bool:
        """Whether a list stands in a speech before others: what it lists is for all of them to do."""
        headings = (self._title, *(label.text for label in candidate.group))
        return any(self._words.speech.search(heading) for heading in headings)

    def _pledges(self, candidate: Candidate) -> bool:
        """Whether a member or its lead-in says what the speaker's own side will do, or announces measures."""
        stretches = (candidate.head, candidate.context) if candidate.context else (candidate.head,)
        return any(self._words.pledge.search(self._text, one.start, one.end) for one in stretches)

    @cached_property
    def _evidence(self) -> tuple[Evidence, ...]:
        """What a title like 通报表扬, or an author who speaks of himself, says against everything."""
        if self._words.foreign.search(self._title):
            return (against("document.genre", self._printed),)
        author = self._words.author.search(self._text)  # what he lists is his opinion
        return (against("document.author", Span(*author.span())),) if author else ()

    def _is_spared(self, candidate: Candidate) -> bool:
        """Whether a title that speaks against all else leaves this one."""
        if candidate.context and self._announces(candidate.context):
            return True
        if self._words.calendar.search(self._title):
            return not self._names_days(candidate.head)
        if candidate.kind is Kind.ENUMERATED and self._words.minutes.search(self._title):
            return self._is_decided(candidate.head)
        return self._words.progress.search(self._title) is not None and self._looks_ahead(candidate.group)

    def _is_decided(self, head: Span) -> bool:
        """Whether minutes say, in it or last before it, what was decided, and not what was urged."""
        at = bisect_left(self._sayings, (head.end,)) - 1
        return at >= 0 and self._sayings[at][1]

    @cached_property
    def _sayings(self) -> list[tuple[int, bool]]:
        """Where minutes say what was decided (``会议议定``) or urged (``会议强调``), and which of them."""
        return [
            (said.start(), said["decided"] is not None) for said in self._words.sayings.finditer(self._text)
        ]

    def _announces(self, lead: Span) -> bool:
        """Whether a lead-in announces measures, though the title tells of a visit: ``宣布6项务实举措。``."""
        return self._words.announced.search(self._text, lead.start, lead.end) is not None

    def _names_days(self, head: Span) -> bool:
        """Whether a head of a calendar names a holiday or days off: ``国庆节``, ``10月1日至7日放假调休``;
        not ``放假之前``.
        """
        return len(head) <= _HOLIDAY or bool(self._words.day_off.search(self._text, head.start, head.end))

    def _looks_ahead(self, group: Iterable[Label]) -> bool:
        """Whether a section says what will be done next, also in a report (下一步工作安排)."""
        return any(self._words.ahead.search(label.text) for label in group)


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that a lexicon gives: built once for each."""

    foreign: re.Pattern[str]
    author: re.Pattern[str]
    progress: re.Pattern[str]
    calendar: re.Pattern[str]
    day_off: re.Pattern[str]
    ahead: re.Pattern[str]
    speech: re.Pattern[str]
    pledge: re.Pattern[str]
    announced: re.Pattern[str]
    minutes: re.Pattern[str]
    sayings: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    limit = lexicon.alternation("times", "before", "during")
    forum, ceremony = lexicon.alternation("genres", "forum"), lexicon.alternation("genres", "ceremony")
    own, announces = lexicon.alternation("genres", "own"), lexicon.alternation("speakers", "announces")
    joint = lexicon.alternation("clauses", "joint")
    will = (
        rf"(?:{lexicon.alternation('openers', 'future')}|{lexicon.alternation('genres', 'will')}|{announces})"
    )
    announced = rf"{announces}[^。；：]{{0,{_BETWEEN}}}?{count_pattern(lexicon).pattern}"
    return _Words(
        foreign=re.compile(
            rf"(?<![{HAN}]){lexicon.alternation('genres', *_FOREIGN)}"
            rf"|{lexicon.alternation('genres', 'offer', 'case')}书?(?:[（(][^）)]{{1,4}}[）)])?$"
        ),
        author=re.compile(lexicon.alternation("genres", "author")),
        progress=re.compile(lexicon.alternation("genres", "progress")),
        calendar=re.compile(lexicon.alternation("genres", "calendar")),
        day_off=re.compile(rf"{lexicon.alternation('times', 'day_off')}(?!{limit})"),
        ahead=re.compile(lexicon.alternation("genres", "ahead")),
        speech=re.compile(rf"{forum}.*{ceremony}|{ceremony}.*{forum}"),
        pledge=re.compile(rf"{own}[^，。；：]{{0,{_NEAR}}}?(?!{joint}){will}|{announced}"),
        announced=re.compile(announced),
        minutes=re.compile(lexicon.alternation("genres", "minutes")),
        sayings=re.compile(
            rf"(?P<decided>{lexicon.alternation('genres', 'decided')})"
            rf"|{lexicon.alternation('genres', 'urged')}"
        ),
    )
