"""Sentences that only name what the rest of their paragraph spells out: they are groups, no measures.

``《意见》提出，完善护路机制。组织专兼职队伍加强巡查。…``: the first sentence is one short clause behind a
document and a word like 提出, and the next ones say how. It heads its paragraph up to the next sentence that
cites a document; a short sentence right behind it heads a part, as later ones do then
(``增强供应能力。``; GUIDE, decision on groups).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest

from extractor.lexicon import Lexicon
from extractor.model import Label, Span
from extractor.structure.labels import Labels
from extractor.structure.lines import Lines

_SHORTEST, _LONGEST = 4, 22  # code points of what a topic sentence says
_LONGEST_PART = 14  # code points of a sentence that heads a part of a paragraph
_FEWEST = 2  # sentences that spell a topic out
_SPELT_OUT = 20  # code points of the sentence behind it, at least


@dataclass(slots=True)
class Topics:
    """Follows the sentences of an article and keeps what heads the paragraph they stand in."""

    text: str
    lines: Lines
    labels: Labels
    lexicon: Lexicon
    _line: Span = field(default=Span(0, 0))
    _above: tuple[Label, ...] = ()
    _in_parts: bool = False

    def over(self, sentences: Iterable[Span]) -> Iterator[tuple[Span, tuple[Label, ...], bool]]:
        """Each sentence with the topics above it, and whether it is a topic itself; all in order."""
        found = list(sentences)
        for sentence, *behind in zip_longest(found, found[1:], found[2:]):
            if not self._line.covers(sentence):
                self._line, self._above, self._in_parts = self.lines.around(sentence.start), (), False
            below = [one for one in behind if one is not None and self._line.covers(one)]
            is_topic = self._is_topic(sentence, below) or self._leads_to_list(sentence, below)
            yield sentence, self._above, is_topic

    def _leads_to_list(self, sentence: Span, below: Sequence[Span]) -> bool:
        """Whether a sentence names the list that the next one is: behind ``具体举措包括：``, or of acts alone
        (``新建泵站；清理河道。``).
        """
        if not below or self.labels.said_by(sentence) is None:
            return False
        if self._lists_acts(below[0]):
            return self.labels.of_paragraph(below[0].start) is not None
        colon = self.text.find("：", below[0].start, below[0].end) + 1
        return colon > 0 and self.labels.leads_barely(Span(below[0].start, colon))

    def _is_topic(self, sentence: Span, below: Sequence[Span]) -> bool:
        """Whether a sentence is a topic: then it is kept, and a document that is cited again ends it."""
        words = _words(self.lexicon)
        if words.cites.match(self.text, sentence.start, sentence.end):
            topic = words.topic.fullmatch(self.text, sentence.start, sentence.end)
            cited = any(words.cites.match(self.text, one.start, one.end) for one in below)
            is_spelt_out = len(below) == _FEWEST and not cited
            label = self._label(topic) if topic and is_spelt_out else None
            self._above, self._in_parts = (label,) if label else (), label is not None
            return label is not None
        part = words.part.fullmatch(self.text, sentence.start, sentence.end) if self._in_parts else None
        label = self._label(part) if part and below and len(below[0]) > _SPELT_OUT else None
        if label:
            self._above = (self._above[0], label)
        self._in_parts = label is not None or len(self._above) > 1
        return label is not None

    def _lists_acts(self, sentence: Span) -> bool:
        is_list = "；" in sentence.of(self.text)
        return is_list and self.labels.verbs.opens_plainly(self.text, sentence.start, sentence.end)

    def _label(self, match: re.Match[str]) -> Label | None:
        """The label of what a sentence says, if it opens with a verb."""
        place = Span(*match.span("label"))
        opens = self.labels.verbs.opens_plainly(self.text, place.start, place.end)
        return self.labels.of_heading(place) if opens else None


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that a lexicon gives: built once for each."""

    cites: re.Pattern[str]
    topic: re.Pattern[str]
    part: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    announce = lexicon.alternation("list_cues", "announce")
    deontic = lexicon.alternation("openers", "deontic")
    kind = lexicon.alternation("documents", "type", "law")
    cites = rf"(?:[^，。；：《]{{1,4}}，)?(?:《[^《》]{{1,40}}》|{kind})[^，。；：《》]{{0,2}}{announce}"
    clause = rf"(?P<label>[^，。；：、？！]{{{_SHORTEST},{_LONGEST}}})。"
    return _Words(
        cites=re.compile(cites),
        topic=re.compile(rf"{cites}，?{deontic}?{clause}"),
        part=re.compile(rf"(?P<label>[^，。；：、？！]{{{_SHORTEST},{_LONGEST_PART}}})。"),
    )
