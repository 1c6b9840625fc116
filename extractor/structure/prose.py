"""Running text: its sentences, the lists and speeches in them, and what a lead-in says about its list.

The dateline of a news agency is no part of a sentence; a speech counts without its quotation marks; a list
whose lead-in names causes, merits or wishes is marked as foreign (domain.md §2.3, §5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from extractor.enclosures import Enclosures
from extractor.lexicon import Lexicon
from extractor.model import Candidate, Evidence, Item, Kind, Label, Role, Span
from extractor.structure.labels import Labels
from extractor.structure.lists import InlineList, ListFinder
from extractor.structure.outline import Outline
from extractor.structure.sections import role_of_heading
from extractor.structure.sentences import runs, sentences_of, sentences_with
from extractor.structure.verdicts import against
from extractor.structure.visits import Visits

_CLAUSE = re.compile(r"[。，,；;\n]")
_EDGE = "：:，,。 \n\u3000"
_NAMED = 6  # code points at the end of a lead-in, in which it says what its list holds
_FEW = 8  # code points of a line that is too short for a sentence
_STOP = 6  # code points of a full stop, a closing quote and blanks
_MOST_PARAGRAPHS = 20  # below a lead-in that counts them, and one more
_TAIL = 2  # code points of 是 or 包括 behind what it says
_MOST_EXPERTS = 100  # known by their names in one article
_NAMED_LAST = re.compile(r"(?:[的项条]|方面)(?P<name>[^，。；：:的、]{2,8})[：:]$")
_NAMED_REACH = 20  # code points at the end of a lead-in that say what it leads to
_MINUTES = 200  # code points behind an agenda in which the text goes on to what was said
_ASKED = 4  # code points at its start, in which it says that somebody asks
_SPEAKER = re.compile(
    r"^[ \t\u3000]*(?P<name>[\u4e00-\u9fff]{2,4})[（(][^（）()\d\n]{4,40}[）)][：:](?=.)", re.MULTILINE
)
_SPEAKER_ENDS = re.compile("[）)][：:]")
_PLACE = 30  # code points of medium, place and day before 消息 and the like
_DATELINE = _PLACE + 4
_OPENS = r"(?:\A|(?<=[。；，,！？”\s]))"  # where a clause opens


class Prose:
    """Reads the running text of one article."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.text = outline.article.text
        self.lists = ListFinder(self.text, outline.enclosures, outline.lexicon, outline.hints)
        self.labels = Labels(self.text, outline.lexicon)
        self.words = _words(outline.lexicon)
        self.visits = Visits(self.text, outline.lexicon)
        self._listed = 0  # where the sentences end that were members of a list

    def sentences(self, start: int, end: int, *, listing: bool = False) -> Iterator[Span]:
        """The sentences of the content lines in ``[start, end)``, cut off at both ends.

        With ``listing`` only those that may hold a list: most lines need not be cut then.
        """
        hints = self.lists.hints
        if listing and not hints.any(start, end):
            return
        for run in runs(self.text, self.outline.lines.between(start, end)):
            if not listing:
                yield from sentences_of(self.text, run, self.outline.enclosures)
            elif places := hints.between(run.start, run.end):
                yield from sentences_with(self.text, run, self.outline.enclosures, places)

    def candidates(
        self, sentence: Span, role: Role, group: tuple[Label, ...], *, stated: bool
    ) -> Iterator[Candidate]:
        """The members of the sentence's list; else, where ``stated`` ones are wanted, the sentence itself."""
        if sentence.start < self._listed or self._is_asked(sentence):
            return
        sentence = self._without_dateline(self._without_speaker(sentence))
        found = self._of_sentences(sentence) or self._of_line_below(sentence) or self.lists.find(sentence)
        if found:
            yield from self.members(found, role, group)
        elif stated:
            for said in self._said(sentence):
                head = self.outline.heads.trimmed(said.start, said.end)
                if len(head) and not self._is_heading(head):
                    evidence = self._agenda_of(head)
                    yield Candidate(Kind.STATED, head, said, "sentence", None, group, role, evidence=evidence)

    def _is_heading(self, head: Span) -> bool:
        """Whether a few characters stand alone on their line, without a stop: ``申请方式``."""
        if len(head) > _FEW:
            return False
        line = self.outline.lines.around(head.start)
        return line.end - line.start <= len(head) + _STOP and not self.text[head.end : line.end].strip()

    def _of_sentences(self, sentence: Span) -> InlineList | None:
        """The list of a lead-in that counts the sentences behind it in its line, or the paragraphs below it;
        they stand in no other.
        """
        line = self.outline.lines.around(sentence.start)
        lead = self.lists.counted_lead(sentence)
        if lead is None and self._ends_line(sentence.end, line):
            counted = self.lists.counted_sentence(sentence)
            return self._of_paragraphs(counted) if counted else None
        if lead is None:
            return None
        behind = Span(lead.end, line.end)
        if not self.text[behind.start : behind.end].strip():
            return self._of_paragraphs(lead)
        found = self.lists.of_sentences(lead, sentences_of(self.text, behind, self.outline.enclosures))
        self._listed = behind.end if found else self._listed
        return found

    def _ends_line(self, end: int, line: Span) -> bool:
        """Whether nothing but a full stop and blanks stands between the end of a sentence and of its line."""
        return line.end - end <= _STOP and not self.text[end : line.end].strip("。 \u3000")

    def _of_line_below(self, lead: Span) -> InlineList | None:
        """The list in the first sentence of the line below a lead-in that ends its own line in a colon."""
        if not self.lists.opens_line_below(lead) or lead.end < self.outline.lines.around(lead.start).end:
            return None
        below = self.outline.lines.index(lead.start) + 1
        if below == len(self.outline.lines.spans):
            return None
        sentences = sentences_of(self.text, self.outline.lines.spans[below], self.outline.enclosures)
        first = next(sentences, None)
        found = self.lists.of_line_below(lead, first) if first else None
        self._listed = found.members[-1].end if found else self._listed
        return found

    def _of_paragraphs(self, lead: Span) -> InlineList | None:
        """The list of the paragraphs below a lead-in that counts them."""
        first = self.outline.lines.index(lead.start) + 1
        lines = self.outline.lines.spans[first : first + _MOST_PARAGRAPHS]
        heads = [self.outline.heads.head(line.start, line.end, None, line.start) for line in lines]
        found = self.lists.of_paragraphs(lead, lines, heads)
        self._listed = found.spans[-1].end if found else self._listed
        return found

    def is_of_visit(self, sentence: Span) -> bool:
        """Whether a sentence is what a leader says to those whom he visits; sentences come in order."""
        return self.visits.urges(sentence, self.outline.lines.around(sentence.start))

    def _is_asked(self, sentence: Span) -> bool:
        """Whether a sentence stands in a line that asks: ``问：会议提出，要扩大内需。有什么安排？``"""
        line = self.outline.lines.around(sentence.start)
        asks = self.words.asks.match(self.text, line.start, sentence.end)
        return asks is not None and self.words.answers.search(self.text, asks.end(), sentence.end) is None

    def members(self, found: InlineList, role: Role, group: tuple[Label, ...]) -> Iterator[Candidate]:
        """The members of a list under the label of its lead-in, under 保障措施 where these are counted, or
        under the topic that the sentence before names.
        """
        label = self.labels.of_lead(found.lead) or self._section_named(found.kind)
        if label is None and not len(found.lead):
            label = self.labels.of_paragraph(found.lead.start)
        evidence, start = self.foreign(found.lead) or self._agenda(found), found.lead.start
        role = self._role_of(label) or role
        title = None if label else self.labels.of_title(self.outline.lines.around(start), start)
        inner = (label,) if label else (*group, title) if title else group
        for member, span in zip(found.members, found.spans or found.members, strict=True):
            yield Candidate(
                Kind.ENUMERATED, member, span, found.style, None, inner, role, found.lead, evidence
            )

    def _section_named(self, kind: Span | None) -> Label | None:
        """The label of members that a total calls what only the heading of a section calls them."""
        label = Label(kind.of(self.text), kind) if kind else None
        return label if self._role_of(label) is Role.SAFEGUARD else None

    def _agenda(self, found: InlineList) -> tuple[Evidence, ...]:
        """What speaks against members that only say what a meeting dealt with, before the text tells it.

        ``某某主持召开会议，部署防汛工作；听取扩建港口汇报。会议指出，…``.
        """
        end = found.members[-1].end
        is_meeting = self.words.met.search(self.text, found.lead.start, found.lead.end)
        if not (is_meeting and all(self.words.dealt.match(self.text, one.start) for one in found.members)):
            return ()
        return (against("list.agenda", found.lead),) if self._goes_on(end) else ()

    def _agenda_of(self, head: Span) -> tuple[Evidence, ...]:
        """The same against a whole sentence: ``某某主持召开会议，部署防汛工作，研究决定扩建港口。``"""
        met = self.words.convened.search(self.text, head.start, head.end)
        return (against("list.agenda", head),) if met and self._goes_on(head.end) else ()

    def _goes_on(self, end: int) -> bool:
        """Whether the text goes on to what the meeting said."""
        return self.words.told.search(self.text, end, end + _MINUTES) is not None

    def under(self, label: Label | None, item: Item, lead: Span) -> Item:
        """The item with the role that the label of its list gives it, or the name at the end of its lead-in:
        ``明确了四个方面的保障措施：``.
        """
        named = _NAMED_LAST.search(self.text, max(lead.start, lead.end - _NAMED_REACH), lead.end)
        is_safeguard = named and self.outline.lexicon.label("sections", named["name"]) == Role.SAFEGUARD
        role = Role.SAFEGUARD if is_safeguard else self._role_of(label)
        return replace(item, role=role) if role and item.role is Role.CORE else item

    def foreign(self, lead: Span, *, ordered: bool = False) -> tuple[Evidence, ...]:
        """What speaks against a list whose lead-in says that it holds causes, merits or wishes.

        What is ``ordered`` by its numbers (一要) is none of the first two: ``形成新的优势。一要整合资源。``

        Or that it is what somebody asks for (``你省请求，完善有关政策：``), what two sides might do together
        (``我方愿同各方加强合作。``), or what an expert thinks.
        """
        last = _CLAUSE.split(lead.of(self.text).rstrip(_EDGE))[-1]
        found: object = not ordered and (self._names_other(last) or self.words.looks_back.search(last))
        found = found or self.words.requested.search(self.text, lead.start, lead.end)
        found = found or self.words.joint.search(self.text, lead.start, lead.end)
        found = found or self.words.opinion.search(self.text, lead.start, lead.end)
        found = found or (self._known_expert and self._known_expert.search(self.text, lead.start, lead.end))
        found = found or self.visits.leads(lead)
        return (against("list.foreign", lead),) if found else ()

    def _names_other(self, clause: str) -> re.Match[str] | None:
        """The word for causes and the like at an end of a lead-in; not ``结合特点细化了要求``.

        Nor where it only says what is acted on: ``做好停车问题整治工作``.
        """
        words = (
            w
            for w in self.words.other_list.finditer(clause)
            if not self.words.acted_on.match(clause, w.end())
        )
        return next((w for w in words if w.start() <= _ASKED or w.end() >= len(clause) - _NAMED), None)

    def foreign_numbered(self, lead: Span) -> tuple[Evidence, ...]:
        """What a lead-in says against all that is numbered behind it: ``发出倡议：`` (GUIDE rule 7).

        Or that it names goals, merits and the like at its very end (``主要目标是：``).
        """
        found = self.words.foreign_end.search(self.text, lead.start, lead.end)
        printed = lead.of(self.text)
        if not found and printed.endswith(("：", ":")) and not self.words.measures.search(printed):
            found = self._ends_in_other(_CLAUSE.split(printed.rstrip(_EDGE))[-1])
        return (against("list.foreign", lead),) if found else ()

    def _ends_in_other(self, clause: str) -> re.Match[str] | None:
        """The word for goals, merits and the like that ends a clause; not ``应注意以下两个问题``."""
        unsure = self.words.unsure if self.words.deontic.search(clause) else ()
        words = self.words.other_list.finditer(clause)
        return next((w for w in words if w.end() >= len(clause) - _TAIL and w[0] not in unsure), None)

    @cached_property
    def _known_expert(self) -> re.Pattern[str] | None:
        """Those who were introduced as experts (``教授李明辉说，``) and speak by their names alone later."""
        names = {re.escape(found["name"]) for found in self.words.introduced.finditer(self.text)}
        if not names:
            return None
        return re.compile(
            rf"{_OPENS}(?:{'|'.join(sorted(names)[:_MOST_EXPERTS])})[^，。；：]{{0,12}}{self.words.speaks}[，,：:]"
        )

    def lead_inside(self, previous: Item | None, begin: int) -> Span:
        """In a text without line breaks the lead-in is the last sentence behind the previous series."""
        lines = self.outline.lines.between(previous.span.start, begin) if previous else []
        found = list(runs(self.text, lines))
        last = list(sentences_of(self.text, found[-1], self.outline.enclosures)) if found else []
        return last[-1] if last and len(found) + len(last) > 2 else Span(begin, begin)

    def _role_of(self, label: Label | None) -> Role | None:
        """The role that a label gives its list; 为压缩办理时间 ends like a heading of scope and is none."""
        role = role_of_heading(label.text, self.outline.lexicon, is_section=True) if label else None
        return None if role is Role.SCOPE else role

    def _said(self, sentence: Span) -> Iterator[Span]:
        """The sentence, or those of the speech that it opens with: ``“我们将…。”负责人介绍说。``"""
        quote = self.outline.enclosures.around(sentence.start)
        if quote is None or quote.start != sentence.start or len(quote) * 2 < len(sentence):
            yield sentence
            return
        inner = Span(quote.start + 1, quote.end - 1)
        yield from sentences_of(self.text, inner, Enclosures.find(self.text, [inner]))

    def _without_speaker(self, sentence: Span) -> Span:
        """The sentence without who says it in the record of a conference: ``陈禾（发言人）：``."""
        match = self._speakers.match(self.text, sentence.start, sentence.end) if self._speakers else None
        return Span(match.end(), sentence.end) if match else sentence

    @cached_property
    def _speakers(self) -> re.Pattern[str] | None:
        """The labels of those who are introduced by their offices at the beginning of a line."""
        found = _SPEAKER.finditer(self.text) if _SPEAKER_ENDS.search(self.text) else ()
        names = {re.escape(one["name"]) for one in found}
        if not names:
            return None
        return re.compile(
            rf"\s*(?:{'|'.join(sorted(names)[:_MOST_EXPERTS])})(?:[（(][^（）()\n]{{2,40}}[）)])?[：:]\s*"
        )

    def _without_dateline(self, sentence: Span) -> Span:
        if answers := self.words.answers.match(self.text, sentence.start, sentence.end):
            return Span(answers.end(), sentence.end)
        if byline := self.words.byline.match(self.text, sentence.start, sentence.end):
            sentence = Span(byline.end(), sentence.end)
        zone = min(sentence.end, sentence.start + _DATELINE)
        if not self.words.agency.search(self.text, sentence.start, zone):  # as in most sentences
            return sentence
        match = self.words.dateline.match(self.text, sentence.start, sentence.end)
        is_told = match and self.words.announces.search(match[0])  # 省教育厅发布消息，决定…
        return Span(match.end(), sentence.end) if match and not is_told else sentence


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that a lexicon gives: built once for each."""

    other_list: re.Pattern[str]
    acted_on: re.Pattern[str]
    met: re.Pattern[str]
    dealt: re.Pattern[str]
    convened: re.Pattern[str]
    told: re.Pattern[str]
    looks_back: re.Pattern[str]
    requested: re.Pattern[str]
    joint: re.Pattern[str]
    foreign_end: re.Pattern[str]
    unsure: frozenset[str]
    measures: re.Pattern[str]
    deontic: re.Pattern[str]
    opinion: re.Pattern[str]
    introduced: re.Pattern[str]
    speaks: str
    agency: re.Pattern[str]
    dateline: re.Pattern[str]
    announces: re.Pattern[str]
    byline: re.Pattern[str]
    asks: re.Pattern[str]
    answers: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    agency = lexicon.alternation("clauses", "dateline")
    expert = lexicon.alternation("clauses", "expert")
    speaks = lexicon.alternation("speakers", "says", "urges", "requests")
    meeting = lexicon.alternation("clauses", "meeting")
    past = lexicon.texts("achievements", "past_time")
    months = "|".join(word for word in past if word.startswith("前"))  # 前8个月, 前三季度
    return _Words(
        other_list=re.compile(lexicon.alternation("clauses", "other_list")),
        met=re.compile(rf"{meeting}[，,：:]?$"),
        dealt=re.compile(lexicon.alternation("clauses", "agenda")),
        convened=re.compile(
            rf"{lexicon.alternation('clauses', 'convenes')}[^，。；]{{0,20}}?{meeting}[，,]"
            rf"{lexicon.alternation('clauses', 'agenda')}"
        ),
        told=re.compile(
            rf"{meeting}[^，。；：]{{0,4}}(?:{speaks}|{lexicon.alternation('speakers', 'announces')})[，：]"
        ),
        acted_on=re.compile(rf"{lexicon.alternation('actions')}{lexicon.alternation('labels', 'plain')}$"),
        looks_back=re.compile(rf"{lexicon.alternation('clauses', 'looks_back')}|(?:{months})$"),
        joint=re.compile(lexicon.alternation("clauses", "joint")),
        requested=re.compile(
            rf"{_OPENS}[^，,。；的将\s]{{1,6}}{lexicon.alternation('speakers', 'requests')}[，,：:]"
        ),
        unsure=frozenset(term.text for term in lexicon.terms("clauses", "other_list") if term.counter),
        measures=re.compile(lexicon.alternation("points", "act")),
        deontic=re.compile(lexicon.alternation("openers", "deontic")),
        foreign_end=re.compile(
            rf"{lexicon.alternation('clauses', 'foreign')}[^，。；]{{0,6}}(?:。|(?<=[：:]))$"
        ),
        opinion=re.compile(
            rf"{expert}[^，。；：]{{0,12}}(?!据){speaks}"
            rf"|{lexicon.alternation('clauses', 'addressed')}[^。]{{0,80}}"
            rf"{lexicon.alternation('speakers', 'announces')}[，：:]?$"
        ),
        introduced=re.compile(rf"{expert}(?P<name>[一-龥]{{2,4}}?){speaks}"),
        speaks=speaks,
        agency=re.compile(agency),
        byline=re.compile(
            rf"[（(][^（）()]{{0,8}}{lexicon.alternation('clauses', 'byline')}[^（）()]{{0,24}}[）)]\s*"
        ),
        asks=re.compile(rf"{lexicon.alternation('clauses', 'asks')}[：:]"),
        answers=re.compile(rf"{lexicon.alternation('clauses', 'answers')}[：:]"),
        announces=re.compile(lexicon.alternation("speakers", "announces")),
        dateline=re.compile(
            rf"[^。，：:]{{0,{_PLACE}}}{agency}(?!{speaks})(?:\s?[（(][^（）()]{{1,20}}[）)])?[：:，,\s]*"
        ),
    )
