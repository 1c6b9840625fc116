"""What a group is called: from its heading, or from the lead-in of its list.

Labels carry no number, end punctuation, count or note of responsibility; a quoted slogan loses its quotes
(GUIDE rule 5): ``推出“服务民生”十项新举措`` → ``服务民生``, ``知识产权保护方面（共5项）`` →
``知识产权保护方面``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extractor.enclosures import Enclosures
from extractor.lexicon import Lexicon
from extractor.model import Label, Span
from extractor.numerals import count_pattern

TOPIC = r"(?:在|从)(?P<label>[^，,、：:；;。]{2,25}?)(?<!等)方面[，,：:]"
"""``在扩大准入方面，``: opens a list and names it; ``在海关、金融等方面，`` only says where."""

_EDGE = "。．，,、；;：:！!？? \t\n\u3000\u00a0"
_QUOTES = '“”「」『』"‘’'
_BLANKS = re.compile(r"\s+")
_LONGEST = 60  # code points; what is longer is a sentence, no label


class Labels:
    """Names the groups of one article."""

    def __init__(self, text: str, enclosures: Enclosures, lexicon: Lexicon) -> None:
        self.text = text
        self.enclosures = enclosures
        self.count_end, self.slogan, self.topic = _patterns(lexicon)

    def of_heading(self, head: Span) -> Label | None:
        """The label of a group that has a heading; ``None`` where the heading is a sentence."""
        place = self._stripped(head, _EDGE)
        count = self.count_end.search(self.text, place.start, place.end)
        place = self._stripped(Span(place.start, count.start()), _EDGE) if count else place
        return self._label(self._unquoted(place)) if len(place) <= _LONGEST else None

    def of_lead(self, lead: Span) -> Label | None:
        """The label that a lead-in gives its list: a slogan before a count, or ``在X方面``."""
        slogans = list(self.slogan.finditer(self.text, lead.start, lead.end))
        if slogans:
            return self._label(self._stripped(Span(*slogans[-1].span("label")), _QUOTES))
        topic = self.topic.match(self.text, lead.start, lead.end)
        return self._label(self._stripped(Span(*topic.span("label")), _EDGE)) if topic else None

    def _label(self, place: Span) -> Label | None:
        return Label(_BLANKS.sub(" ", place.of(self.text)), place) if len(place) else None

    def _stripped(self, place: Span, edge: str) -> Span:
        """The span without the characters of ``edge`` at its ends."""
        start, end = place.start, place.end
        while start < end and self.text[start] in edge:
            start += 1
        while end > start and self.text[end - 1] in edge:
            end -= 1
        return Span(start, end)

    def _unquoted(self, place: Span) -> Span:
        """Without quotes, where they hold the whole label."""
        label = place.of(self.text)
        quoted = len(label) > 2 and label[0] in _QUOTES and label[-1] in _QUOTES
        if quoted and not any(quote in label[1:-1] for quote in _QUOTES):
            return Span(place.start + 1, place.end - 1)
        return place


@lru_cache(maxsize=8)
def _patterns(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    count = re.sub(r"\(\?P<\w+>", "(?:", count_pattern(lexicon).pattern)  # unnamed, to stand inside another
    return (
        re.compile(rf"[（(]?共?(?:{count})[）)]?$"),
        re.compile(rf"(?P<label>[“”「\"][^“”「」\"，。；：]{{2,20}}[“”」\"])(?:{count})"),
        re.compile(f"{TOPIC}$"),
    )
