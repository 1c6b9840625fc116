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
from extractor.model import Span
from extractor.numerals import count_pattern

TOPIC = r"(?:在|从)(?P<label>[^，,、：:；;。]{2,25}?)(?<!等)方面[，,：:]"
"""``在扩大准入方面，``: opens a list and names it; ``在海关、金融等方面，`` only says where."""

_EDGE = "。．，,、；;：:！!？? \t\n\u3000\u00a0"
_QUOTES = '“”「」『』"‘’'
_LONGEST = 60  # code points; what is longer is a sentence, no label


class Labels:
    """Names the groups of one article."""

    def __init__(self, text: str, enclosures: Enclosures, lexicon: Lexicon) -> None:
        self.text = text
        self.enclosures = enclosures
        self.count_end, self.slogan, self.topic = _patterns(lexicon)

    def of_heading(self, head: Span) -> str:
        """The label of a group that has a heading; ``""`` where the heading is a sentence."""
        label = self.count_end.sub("", head.of(self.text).strip(_EDGE)).strip(_EDGE)
        label = _unquoted(re.sub(r"\s+", " ", label))
        return label if len(label) <= _LONGEST else ""

    def of_lead(self, lead: Span) -> str:
        """The label that a lead-in gives its list: a slogan before a count, or ``在X方面``."""
        text = lead.of(self.text)
        slogans = list(self.slogan.finditer(text))
        if slogans:
            return slogans[-1]["label"].strip(_QUOTES)
        topic = self.topic.match(text)
        return topic["label"].strip(_EDGE) if topic else ""


def _unquoted(label: str) -> str:
    """Without quotes, where they hold the whole label."""
    inner = label[1:-1]
    if (
        len(label) > 2
        and label[0] in _QUOTES
        and label[-1] in _QUOTES
        and not any(q in inner for q in _QUOTES)
    ):
        return inner
    return label


@lru_cache(maxsize=8)
def _patterns(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    count = re.sub(r"\(\?P<\w+>", "(?:", count_pattern(lexicon).pattern)  # unnamed, to stand inside another
    return (
        re.compile(rf"[（(]?共?(?:{count})[）)]?$"),
        re.compile(rf"(?P<label>[“”「\"][^“”「」\"，。；：]{{2,20}}[“”」\"])(?:{count})"),
        re.compile(f"{TOPIC}$"),
    )
