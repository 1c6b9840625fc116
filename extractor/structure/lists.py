"""Lists inside a sentence: ``主要包括：A；B；C。``, ``采取A、B等措施``, ``在X方面，A；B``, ``“A”“B”“C”等``.

A list needs a lead-in (a cue, a colon, a declared count) or, for ； alone, members that all open like
measures. ； is tried first, then 、 when every member is an action, ， only when a declared count equals the
number of members (GUIDE, "Which lists count"; domain.md §1.3, §5). Nothing is cut inside quotes or brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from extractor.enclosures import QUOTES, Enclosures
from extractor.lexicon import Lexicon
from extractor.model import Span
from extractor.numerals import to_int
from extractor.structure.announced import Announced
from extractor.structure.first_member import COLON, COMMA, EDGE, MANY, FirstMember, split, without_edge
from extractor.structure.hints import COLON_REACH, Hints
from extractor.structure.list_words import list_words
from extractor.structure.verbs import Verbs, verbs

_SEMICOLON = re.compile(r"[；;]")
_PAUSE = re.compile(r"、")
_NAMES = re.compile(r"[”」』》]、?[“「『《]")
_JOINT = re.compile(r"[。：:、，,；;\s]{0,3}")
_FIELD = 60  # code points at the head of a sentence in which it names its field
_JOINED = ("、", "和", "及")  # what stands before a member that is no lead-in
_OBJECT = 6  # code points of an object beside another: 居留便利
_LEAST = 3  # code points of an action on each side of a joint
_MOST_SENTENCES = 40  # members of a list whose members are sentences


@dataclass(frozen=True, slots=True)
class InlineList:
    """A list found in a sentence: its lead-in, its members as printed, how they are separated, and what the
    total behind them calls them (保障措施 in 等5项保障措施), if there is one. ``spans`` are the paragraphs
    that members open."""

    lead: Span
    members: tuple[Span, ...]
    style: str
    kind: Span | None = None
    spans: tuple[Span, ...] = ()


class ListFinder:
    """Finds the list of a sentence, if it holds one."""

    def __init__(
        self, text: str, enclosures: Enclosures, lexicon: Lexicon, hints: Hints | None = None
    ) -> None:
        self.text = text
        self.hints = hints or Hints(text, lexicon)
        self.enclosures = enclosures
        self.verbs: Verbs = verbs(lexicon)
        self.words = list_words(lexicon)
        self.announced = Announced(text, lexicon)
        self._first = FirstMember(text, enclosures, lexicon)

    def find(self, sentence: Span) -> InlineList | None:
        """The list that the sentence is or holds; the lead-in may be empty."""
        if not self.hints.any(sentence.start, sentence.end):
            return None
        if self.enclosures.search(_SEMICOLON, self.text, sentence.start, sentence.end):
            return self._spelt_out(sentence) or self._semicolons(sentence)
        return self._quotes(sentence) or self._after_cue(sentence) or self._of_counted_field(sentence)

    def counted_lead(self, sentence: Span) -> Span | None:
        """The beginning of a sentence up to a colon, if it counts measures there: ``这三项政策包括：``."""
        colon = self.enclosures.search(COLON, self.text, sentence.start, sentence.end)
        lead = Span(sentence.start, colon.end()) if colon else None
        return lead if lead and self.declared(lead) else None

    def counted_sentence(self, sentence: Span) -> Span | None:
        """A sentence that says so many measures ahead: ``下一步，我市将从三方面发力，完善机制。``"""
        ahead = self.words.future.search(self.text, sentence.start, sentence.end)
        return sentence if ahead and self.declared(sentence) else None

    def of_sentences(self, lead: Span, sentences: Iterable[Span]) -> InlineList | None:
        """``这三项政策包括：下调利率。设立基金。延长期限。``: as many sentences as their lead-in counts.

        No more of them are asked for than a list has, since every lead-in of a long line may ask.
        """
        members = self._members(list(islice(sentences, _MOST_SENTENCES + 1)))
        if len(members) < 2 or len(members) not in self.declared(lead) or not self._are_actions(members):
            return None
        return InlineList(lead, members, "sentences")

    def opens_line_below(self, lead: Span) -> bool:
        """Whether a line leads in to what the next one lists: ``主要措施包括：`` at its end."""
        colon = lead.end - 1
        if lead.end <= lead.start or self.text[colon] not in "：:":
            return False
        printed = self.text[max(lead.start, colon - COLON_REACH) : lead.end]
        return self.words.before_colon.search(printed) is not None

    def of_line_below(self, lead: Span, sentence: Span) -> InlineList | None:
        """``A；B；C。`` on the line below a lead-in that ends in a colon."""
        pieces = split(self.enclosures, self.text, _SEMICOLON, sentence.start, sentence.end)
        members = self._members(pieces, self.words.last)
        return InlineList(lead, members, "semicolons") if len(members) > 1 else None

    def of_paragraphs(self, lead: Span, lines: Sequence[Span], heads: Sequence[Span]) -> InlineList | None:
        """``将从以下三方面发力：`` above as many paragraphs that open with a verb, and no more.

        Or above some of those counted: ``将采取十项措施，其中包括：``.
        ``lines`` are those behind the lead-in, ``heads`` what stands before their first stops.
        """
        acting = (self.verbs.opens_plainly(self.text, head.start, head.end) for head in heads)
        members = tuple(head for head, _ in takewhile(lambda pair: pair[1], zip(heads, acting, strict=False)))
        declared = self.declared(lead)
        some = self.words.among_them.search(self.text, lead.start, lead.end)
        are_some = some is not None and len(members) < max(declared, default=0)
        if len(members) < 2 or not (are_some or len(members) in declared):
            return None
        return InlineList(lead, members, "paragraphs", spans=tuple(lines[: len(members)]))

    def _spelt_out(self, sentence: Span) -> InlineList | None:
        """``突出改革；聚焦两大领域，包括A、B、C、D、E等``: of two parts, the second lists."""
        parts = split(self.enclosures, self.text, _SEMICOLON, sentence.start, sentence.end)
        found = self._after_cue(parts[1]) if len(parts) == 2 else None
        if found is None or found.style != "enumeration_commas" or len(found.members) < MANY:
            return None
        return InlineList(Span(sentence.start, found.lead.end), found.members, found.style)

    def _semicolons(self, sentence: Span) -> InlineList | None:
        pieces = split(self.enclosures, self.text, _SEMICOLON, sentence.start, sentence.end)
        begin = self._first.begin(pieces)
        if begin is None and self.announced.just(len(pieces), before=sentence.start):
            begin = self._first.of_counted(pieces)
        if begin is None:
            return None
        members = self._members([Span(begin, pieces[0].end), *pieces[1:]], self.words.last)
        if len(members) < 2:
            return None
        return InlineList(Span(sentence.start, begin), members, "semicolons")

    def _after_cue(self, sentence: Span) -> InlineList | None:
        """Members after an explicit cue, separated by 、 or, when a count says so, by ，."""
        begin = self._start_after_cue(sentence)
        if begin is None:
            return self._before_total(sentence)
        if self.enclosures.search(self.words.fields, self.text, begin, sentence.end):
            return None
        lead = Span(sentence.start, begin)
        declared = self.declared(lead)
        if not declared and "、" not in self.text[begin : sentence.end]:
            return None
        end = max(begin, self._list_end(begin, self._trimmed(sentence).end))
        total = self.enclosures.search(self.words.total, self.text, begin, end)
        rest = Span(begin, total.start() if total else end)
        for pattern, style in ((_PAUSE, "enumeration_commas"), (COMMA, "commas")):
            members = self._members(split(self.enclosures, self.text, pattern, rest.start, rest.end))
            members = self._with_objects(self._with_joined(members, declared), declared)
            actions = self._are_actions(members)
            fits = len(members) in declared
            if len(members) >= 2 and (fits or (actions and style == "enumeration_commas")):
                return InlineList(lead, members, style)
        return None

    def _with_joined(self, members: tuple[Span, ...], declared: set[int]) -> tuple[Span, ...]:
        """``A、B和C``: the last two apart, where two of three hold: 以及 joins them, the count says so, both
        act.
        """
        if len(members) < 2:
            return members
        last = members[-1]
        for joint in self.words.joint.finditer(self.text, last.start + _LEAST, last.end - _LEAST):
            before, after = self._trimmed(Span(last.start, joint.start())), Span(joint.end(), last.end)
            signs = (joint["last"], len(members) + 1 in declared, self._are_actions((before, after)))
            if sum(map(bool, signs)) > 1:
                return (*members[:-1], before, after)
        return members

    def _with_objects(self, members: tuple[Span, ...], declared: set[int]) -> tuple[Span, ...]:
        """``A、提供签证、居留便利``: short pieces without a verb go on the object before them, where the
        members are as many as declared then.
        """
        whole: list[Span] = []
        for member in members:
            is_object = len(member) <= _OBJECT and not self.verbs.opens(self.text, member.start, member.end)
            if whole and is_object:
                member = Span(whole.pop().start, member.end)
            whole.append(member)
        return tuple(whole) if len(whole) in declared else members

    def _are_actions(self, members: Sequence[Span]) -> bool:
        """Whether each member opens with a verb; of many, one may open with a verb that no list knows."""
        acting = sum(self.verbs.opens_plainly(self.text, m.start, m.end) for m in members)
        return acting >= len(members) - (len(members) >= MANY)

    def _before_total(self, sentence: Span) -> InlineList | None:
        """Actions between an announcing verb and what closes them: ``部署了A、B、C等10个方面的任务``,
        ``提出A、B、C等措施``; behind commas as many as it counts (``提出A，B，C和D等四方面任务``).
        """
        for cue in self.enclosures.finditer(self.words.announced, self.text, sentence.start, sentence.end):
            total = self.enclosures.search(self.words.closes, self.text, cue.end(), sentence.end)
            is_member = self.text.endswith(_JOINED, 0, cue.start())  # 挖掘潜力、推动融合、深化改革等工作
            if total is None or is_member:
                continue
            lead, number = Span(sentence.start, cue.end()), to_int(total["number"] or "")
            kind = Span(*total.span("kind")) if number else None
            members = self._members(split(self.enclosures, self.text, _PAUSE, cue.end(), total.start()))
            joined = {number or len(members) + 1}
            members = self._with_joined(members, joined)
            is_one_clause = bool(members) and not COMMA.search(
                self.text, *without_edge(self.text, members[0])
            )
            if len(members) > 2 and is_one_clause and self._are_actions(members):
                return InlineList(lead, members, "enumeration_commas", kind)
            members = self._members(split(self.enclosures, self.text, COMMA, cue.end(), total.start()))
            members = self._with_joined(members, joined)
            if len(members) > 1 and len(members) == number and self._are_actions(members):
                return InlineList(lead, members, "commas", kind)
        return None

    def _start_after_cue(self, sentence: Span) -> int | None:
        """Behind 包括 and the like, or behind a declared count and its colon."""
        for cue in self.enclosures.finditer(self.words.cue, self.text, sentence.start, sentence.end):
            if cue["strong"]:
                return cue.end()
        for colon in self.enclosures.finditer(COLON, self.text, sentence.start, sentence.end):
            lead = self.text[max(sentence.start, colon.start() - COLON_REACH) : colon.start()]
            if self.words.count.search(lead):
                return colon.end()
        return None

    def _of_counted_field(self, sentence: Span) -> InlineList | None:
        """``在简政放权方面，将试点A，优化B，更好服务群众。`` where the head of the article counts
        ``2项简政放权措施``: so many clauses are members, what follows them is their purpose.
        """
        field = self.words.topic.search(self.text, sentence.start, min(sentence.end, sentence.start + _FIELD))
        count = self.announced.of_field(field["label"]) if field else 0
        if field is None or count < 2:
            return None
        begin = field.end()
        clauses = split(self.enclosures, self.text, COMMA, begin, self._trimmed(sentence).end)
        members = self._members(clauses)[:count]
        if len(members) < count or not self._are_actions(members):
            return None
        return InlineList(Span(sentence.start, begin), members, "commas")

    def _quotes(self, sentence: Span) -> InlineList | None:
        """``包括“A”“B”“C”等``: quoted members side by side, each an action; 《》 name documents."""
        for cue in self.enclosures.finditer(self.words.cue, self.text, sentence.start, sentence.end):
            members: list[Span] = []
            position = cue.end()
            while (
                (quote := self.enclosures.around(position))
                and quote.start == position
                and self.text[position] in QUOTES
                and quote.end - position > 2
            ):
                members.append(Span(quote.start + 1, quote.end - 1))
                position = quote.end
            if len(members) >= 2 and all(self.verbs.opens(self.text, m.start, m.end) for m in members):
                return InlineList(Span(sentence.start, cue.end()), tuple(members), "quotes")
        return None

    def quoted(self, lead: Span, end: int) -> InlineList | None:
        """``（4项）。“A”、“B”等``: what stands in quotes side by side right behind a heading."""
        members: list[Span] = []
        position = lead.end
        while joint := _JOINT.match(self.text, position, end):
            quote = self.enclosures.around(joint.end())
            if quote is None or quote.start != joint.end() or self.text[quote.start] not in QUOTES:
                break
            members.append(Span(quote.start + 1, quote.end - 1))
            position = quote.end
        return InlineList(lead, tuple(members), "quotes") if len(members) >= 2 else None

    def _list_end(self, start: int, end: int) -> int:
        """Where 等举措 and the like close the list before the sentence ends."""
        tail = self.enclosures.search(self.words.tail, self.text, start, end)
        if tail is None or self._closes_names(start, tail, end):
            return end
        return tail.start()

    def _end_of_last(self, member: Span) -> int:
        """A last member ends before the tail of its list; ``在社区、学校等方面发挥专长`` is its own."""
        end = self._list_end(member.start, member.end)
        is_counted = self.words.count.match(self.text, end + 1, member.end) is not None  # 等17项措施
        goes_on = self.text[end : end + 1] == "等" and self._goes_on(end, member.end) and not is_counted
        clause = self.text[max(self.text.rfind("，", member.start, end), member.start) : end]
        return member.end if goes_on and "、" in clause else end

    def _goes_on(self, tail: int, end: int) -> bool:
        """Whether a part of the sentence goes on behind a tail: ``等方面发挥专长``, not ``等工作，``."""
        found = self.words.tail.match(self.text, tail, end)
        return found is not None and found.end() < end and self.text[found.end()] not in EDGE

    def _closes_names(self, start: int, tail: re.Match[str], end: int) -> bool:
        """Whether 等政策 closes names inside a member, which goes on: ``抓好“甲”“乙”等政策落实，…``."""
        return self._goes_on(tail.start(), end) and _NAMES.search(self.text, start, tail.start()) is not None

    def declared(self, lead: Span) -> set[int]:
        """The numbers of measures that a lead-in declares, or of those among them: ``其中有六项``."""
        printed = lead.of(self.text)
        counts = (*self.words.count.finditer(printed), *self.words.among.finditer(printed))
        found = (to_int(m["number"]) for m in counts)
        return {number for number in found if number}

    def _members(self, pieces: list[Span], joiner: re.Pattern[str] | None = None) -> tuple[Span, ...]:
        """The pieces without joiners, list tails and punctuation at their edges; empty ones fall away.

        ``joiner``: what is taken from their heads; members between ； keep 同时 and 并 (GUIDE rule 3).
        """
        joiner = joiner or self.words.joiner
        members = [self._trimmed(piece, joiner) for piece in pieces]
        if members:
            last = members[-1]
            members[-1] = self._trimmed(Span(last.start, self._end_of_last(last)), joiner)
        return tuple(member for member in members if len(member))

    def _trimmed(self, piece: Span, joiner: re.Pattern[str] | None = None) -> Span:
        start, end = piece.start, piece.end
        while start < end and self.text[start] in EDGE:
            start += 1
        joint = (joiner or self.words.joiner).match(self.text, start, end)
        start = joint.end() if joint else start
        while end > start and self.text[end - 1] in EDGE:
            end -= 1
        return Span(start, end)
