"""Lists inside a sentence: ``主要包括：A；B；C。``, ``采取A、B等措施``, ``在X方面，A；B``, ``“A”“B”“C”等``.

A list needs a lead-in (a cue, a colon, a declared count) or, for ； alone, members that all open like
measures. ； is tried first, then 、 when every member is an action, ， only when a declared count equals the
number of members (GUIDE, "Which lists count"; domain.md §1.3, §5). Nothing is cut inside quotes or brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, takewhile

from extractor.enclosures import QUOTES, Enclosures
from extractor.lexicon import Lexicon
from extractor.likeness import likeness
from extractor.model import Span
from extractor.numerals import HAN, count_pattern, count_scanner, to_int
from extractor.structure.hints import COLON_REACH, LEADS, TOTAL_REACH, Hints
from extractor.structure.labels import TOPIC
from extractor.structure.verbs import Verbs, verbs

_SEMICOLON = re.compile(r"[；;]")
_PAUSE = re.compile(r"、")
_COMMA = re.compile(r"[，,]")
_COLON = re.compile(r"(?<!\d)[：:]|[：:](?!\d)")
_LEAD_END = re.compile(rf"{_COLON.pattern}|——")
_NAMES = re.compile(r"[”」』》]、?[“「『《]")
_EDGE = "。．，,、；;：:！!？? \t\n\u3000\u00a0"
_JOINT = re.compile(r"[。：:、，,；;\s]{0,3}")
_IN_FIELD = re.compile(r"在[^，。；：]{2,24}方面，")
_CUE_END = "要：:，,"
_FIELD = 60  # code points at the head of a sentence in which it names its field
_LEAST_ACT = 4  # code points of a verb with its object
_SHARE = 6  # an announced number may be so many times that of the titles in one section
_LEAST = 3  # code points of an action on each side of a joint
_MANY = 5  # members of a list, of which one may be no action that is known
_MOST_SENTENCES = 40  # members of a list whose members are sentences
_SUBJECT = 24  # code points in which a subject, its opener and its verb must stand
_ADDRESSEE = 14  # code points of whom somebody asks, behind 各 or 全市
_HEAD = 1_500  # code points at the head of an article, where it says how many measures it has


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


def announced_counts(text: str, lexicon: Lexicon) -> list[tuple[Span, int]]:
    """The numbers of measures that an article announces at its head, by `count_scanner`."""
    found = (m for m in count_scanner(lexicon).finditer(text, 0, _HEAD) if m["group"] is None)
    return [(Span(*m.span()), to_int(m["number"]) or 0) for m in found]


class ListFinder:
    """Finds the list of a sentence, if it holds one."""

    def __init__(
        self, text: str, enclosures: Enclosures, lexicon: Lexicon, hints: Hints | None = None
    ) -> None:
        self.text = text
        self.hints = hints or Hints(text, lexicon)
        self.enclosures = enclosures
        self.verbs: Verbs = verbs(lexicon)
        self.words = _words(lexicon)
        self._lexicon = lexicon

    def find(self, sentence: Span) -> InlineList | None:
        """The list that the sentence is or holds; the lead-in may be empty."""
        if not self.hints.any(sentence.start, sentence.end):
            return None
        if self.enclosures.search(_SEMICOLON, self.text, sentence.start, sentence.end):
            return self._spelt_out(sentence) or self._semicolons(sentence)
        return self._quotes(sentence) or self._after_cue(sentence) or self._of_counted_field(sentence)

    def counted_lead(self, sentence: Span) -> Span | None:
        """The beginning of a sentence up to a colon, if it counts measures there: ``这三项政策包括：``."""
        colon = self.enclosures.search(_COLON, self.text, sentence.start, sentence.end)
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
        printed = self.text[max(lead.start, colon - COLON_REACH) : colon]
        return self.words.before_colon.search(printed) is not None

    def of_line_below(self, lead: Span, sentence: Span) -> InlineList | None:
        """``A；B；C。`` on the line below a lead-in that ends in a colon."""
        pieces = self._split(_SEMICOLON, sentence.start, sentence.end)
        members = self._members(pieces, self.words.last)
        return InlineList(lead, members, "semicolons") if len(members) > 1 else None

    def of_paragraphs(self, lead: Span, lines: Sequence[Span], heads: Sequence[Span]) -> InlineList | None:
        """``将从以下三方面发力：`` above as many paragraphs that open with a verb, and no more.

        ``lines`` are those behind the lead-in, ``heads`` what stands before their first stops.
        """
        acting = (self.verbs.opens_plainly(self.text, head.start, head.end) for head in heads)
        members = tuple(head for head, _ in takewhile(lambda pair: pair[1], zip(heads, acting, strict=False)))
        if len(members) < 2 or len(members) not in self.declared(lead):
            return None
        return InlineList(lead, members, "paragraphs", spans=tuple(lines[: len(members)]))

    def _spelt_out(self, sentence: Span) -> InlineList | None:
        """``突出改革；聚焦两大领域，包括A、B、C、D、E等``: of two parts, the second lists."""
        parts = self._split(_SEMICOLON, sentence.start, sentence.end)
        found = self._after_cue(parts[1]) if len(parts) == 2 else None
        if found is None or found.style != "enumeration_commas" or len(found.members) < _MANY:
            return None
        return InlineList(Span(sentence.start, found.lead.end), found.members, found.style)

    def _semicolons(self, sentence: Span) -> InlineList | None:
        pieces = self._split(_SEMICOLON, sentence.start, sentence.end)
        begin = self._start_of_places(pieces)
        if begin is None:
            begin = self._start_of_fields(pieces)
        if begin is None:
            begin = self._start_after_lead(pieces[0], pieces[1])
            if begin is not None:
                begin = self._behind_request(
                    self._behind_own_lead(Span(begin, pieces[0].end), pieces[1]), pieces
                )
        if begin is None:
            begin = self._start_of_verbs(pieces)
        elif (
            begin > sentence.start
            and not self.verbs.place.match(self.text, begin)
            and self._is_chance(Span(begin, pieces[0].end), pieces)
        ):
            return None
        if begin is None:
            return None
        members = self._members([Span(begin, pieces[0].end), *pieces[1:]], self.words.last)
        if len(members) < 2:
            return None
        return InlineList(Span(sentence.start, begin), members, "semicolons")

    def _start_of_places(self, pieces: list[Span]) -> int | None:
        """``山东提出…；安徽则推进…``: members that open with the names of places are whole sentences."""
        if not all(self.verbs.place.match(self.text, *_inner(self.text, piece)) for piece in pieces[1:]):
            return None
        return self._first_clause(self.verbs.place, pieces[0])

    def _start_of_fields(self, pieces: list[Span]) -> int | None:
        """``在教育方面，…；在医疗方面，…``: members that open with their fields."""
        if not all(_IN_FIELD.match(self.text, *_inner(self.text, piece)) for piece in pieces[1:]):
            return None
        return self._first_clause(_IN_FIELD, pieces[0])

    def _first_clause(self, opening: re.Pattern[str], piece: Span) -> int | None:
        """Where the first clause of a piece begins that opens so."""
        for clause in self._split(_COMMA, piece.start, piece.end):
            if opening.match(self.text, _inner(self.text, clause)[0], piece.end):
                return clause.start
        return None

    def _is_chance(self, first: Span, pieces: list[Span]) -> bool:
        """Whether what follows 指出， and the like is no list: most of it does not open like measures."""
        if self.text[first.start - 1 : first.start] in ("：", ":"):
            return False
        members = [first, *pieces[1:]]
        if all(self.verbs.opens_by_duty(self.text, *_inner(self.text, member)) for member in members):
            return False
        acting = sum(self._acts(*_inner(self.text, member)) for member in members)
        return 2 * acting < len(members)

    def _acts(self, start: int, end: int) -> bool:
        opens = self.verbs.opens(self.text, start, end) or self.verbs.opens_by_body(self.text, start, end)
        return opens or self._addresses(start, end)

    def _start_after_lead(self, piece: Span, following: Span) -> int | None:
        """Where the first member begins behind a colon or a cue; a cue that comes again is no lead-in."""
        for colon in self.enclosures.finditer(_LEAD_END, self.text, piece.start, piece.end):
            lead = self.text[max(piece.start, colon.start() - COLON_REACH) : colon.start()]
            if self.words.before_colon.search(lead) or self.words.count.search(lead):
                return colon.end()
        for cue in self.enclosures.finditer(self.words.cue, self.text, piece.start, piece.end):
            if cue["strong"] is None and cue[0].rstrip(_CUE_END) in following.of(self.text):
                return piece.start
            opens = self.verbs.opens(self.text, cue.end(), piece.end) or self._addresses(cue.end(), piece.end)
            opens = opens or self._says_duties(cue, piece)
            if opens or cue["comma"] or cue["weak"]:
                is_end = cue["strong"] is None and piece.end - cue.end() < _LEAST_ACT  # 提出|申请
                return piece.start if is_end else cue.end()
        topic = self.words.topic.match(self.text, piece.start, piece.end)
        if topic and self.enclosures.around(topic.end() - 1) is None:
            return topic.end()
        return None

    def _says_duties(self, cue: re.Match[str], piece: Span) -> bool:
        """Whether somebody says before a cue who must do what: ``《通知》还明确|媒体不得宣传…；…``."""
        if not self.verbs.opens_by_duty(self.text, cue.end(), piece.end):
            return False
        start = max(piece.start, cue.start() - _FIELD)
        begin = max(start, *(self.text.rfind(comma, start, cue.start()) + 1 for comma in "，,"))
        return self.words.openers.fullmatch(self.text, begin, cue.start()) is None

    def _addresses(self, start: int, end: int) -> bool:
        """Whether everybody of a kind is asked to do something: ``要求|各医院延长时间；…``."""
        addressed = self.words.every.match(self.text, start, end)
        if addressed is None:
            return False
        starts = range(addressed.end() + 1, min(end, addressed.end() + _ADDRESSEE))
        return any(self.verbs.opens_plainly(self.text, start, end) for start in starts)

    def _behind_own_lead(self, first: Span, following: Span) -> int:
        """Behind the colon that only the first has: ``报告提出，要做好各项工作：|扩大投资；改善民生``."""
        start = self._after_colon(first)
        only_first = self._after_colon(following) == following.start
        return start if only_first and self.verbs.opens(self.text, start, first.end) else first.start

    def _behind_request(self, begin: int, pieces: list[Span]) -> int:
        """Behind what the first member says that somebody asks: ``指出，隐患仍在，要求各地|排查隐患；…``."""
        asked = self.enclosures.search(self.words.asked, self.text, begin, pieces[0].end)
        if asked is None or any(
            self.words.asked.search(self.text, piece.start, piece.end) for piece in pieces[1:]
        ):
            return begin
        return asked.end() if self.verbs.opens(self.text, asked.end(), pieces[0].end) else begin

    def _start_of_verbs(self, pieces: list[Span]) -> int | None:
        """Without a lead-in: all later members open with a verb, the first one perhaps behind its subject.

        Of many, one may open with a verb that no list knows (``力争“十五五”末，产量达到…``). It does not
        begin with 并 (``某局增加额度，并扩大范围；…``).
        """
        opening = sum(self.verbs.opens(self.text, piece.start, piece.end) for piece in pieces[1:])
        if opening < len(pieces) - 1 - (len(pieces) >= _MANY):
            return None
        first = pieces[0]
        done = all(self.words.done.match(self.text, *_inner(self.text, piece)) for piece in pieces[1:])
        if done and (begin := self._first_clause(self.words.done, first)) is not None:
            return begin
        before = first.start
        for clause in self._split(_COMMA, first.start, first.end):
            start = self._after_colon(clause)
            if self.words.since.search(self.text, clause.start, clause.end):
                continue
            if self.words.launched.search(self.text, clause.start, clause.end) and clause.end < first.end:
                before = clause.end + 1
                continue
            start = self._behind_time_and_place(start, clause.end)
            if self.verbs.opens(self.text, start, first.end):
                return before if self.words.goes_on.match(self.text, start) else start
            before = start
            if self.words.result.search(self.text, clause.start, clause.end):
                continue
            verb = self._verb_behind_subject(start, clause.end)
            if verb is not None:
                return verb
        return None

    def _behind_time_and_place(self, start: int, end: int) -> int:
        """``今年|将建设…``, ``湖南|深化…``: a time and the name of a place that acts stand in the lead-in."""
        inner = _inner(self.text, Span(start, end))
        found = self.words.ahead.match(self.text, *inner)
        if found is None and not self.verbs.opens(self.text, *inner):
            found = self.verbs.acting_place.match(self.text, *inner)
        return found.end() if found else start

    def _verb_behind_subject(self, start: int, end: int) -> int | None:
        """Where an opener and its verb begin behind a short subject: ``水利部|严格落实…``.

        Without an opener the subject stays: 建设 in 生产建设兵团 builds nothing.
        """
        found = self.verbs.opener_and_verb.search(self.text, start, min(end, start + _SUBJECT))
        return self._with_openers(start, found.start()) if found else None

    def _with_openers(self, start: int, verb: int) -> int:
        """``国家|还将加快…``: short adverbs before the opener belong to the member too."""
        while verb - 1 > start and self.words.adverb.match(self.text, verb - 1, verb):
            verb -= 1
        return verb

    def _after_colon(self, clause: Span) -> int:
        """Behind the last colon of a clause: what stands before it is no part of a member."""
        start = clause.start
        for colon in self.enclosures.finditer(_COLON, self.text, clause.start, clause.end):
            start = colon.end()
        return start

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
        for pattern, style in ((_PAUSE, "enumeration_commas"), (_COMMA, "commas")):
            members = self._members(self._split(pattern, rest.start, rest.end))
            members = self._with_joined(members, declared)
            actions = self._are_actions(members)
            fits = len(members) in declared
            if len(members) >= 2 and (fits or (actions and style == "enumeration_commas")):
                return InlineList(lead, members, style)
        return None

    def _with_joined(self, members: tuple[Span, ...], declared: set[int]) -> tuple[Span, ...]:
        """``A、B和C``: the last two apart, where both act and 以及 joins them or the count says so."""
        if len(members) < 2:
            return members
        last = members[-1]
        for joint in self.words.joint.finditer(self.text, last.start + _LEAST, last.end - _LEAST):
            before, after = self._trimmed(Span(last.start, joint.start())), Span(joint.end(), last.end)
            sure = joint["last"] or len(members) + 1 in declared
            if sure and self._are_actions((before, after)):
                return (*members[:-1], before, after)
        return members

    def _are_actions(self, members: Sequence[Span]) -> bool:
        """Whether each member opens with a verb; of many, one may open with a verb that no list knows."""
        acting = sum(self.verbs.opens_plainly(self.text, m.start, m.end) for m in members)
        return acting >= len(members) - (len(members) >= _MANY)

    def _before_total(self, sentence: Span) -> InlineList | None:
        """Actions between an announcing verb and what closes them: ``部署了A、B、C等10个方面的任务``,
        ``提出A、B、C等措施``; behind commas as many as it counts (``提出A，B，C和D等四方面任务``).
        """
        for cue in self.enclosures.finditer(self.words.announced, self.text, sentence.start, sentence.end):
            total = self.enclosures.search(self.words.closes, self.text, cue.end(), sentence.end)
            if total is None:
                continue
            lead, number = Span(sentence.start, cue.end()), to_int(total["number"] or "")
            kind = Span(*total.span("kind")) if number else None
            members = self._members(self._split(_PAUSE, cue.end(), total.start()))
            joined = {number or len(members) + 1}
            members = self._with_joined(members, joined)
            is_one_clause = bool(members) and not _COMMA.search(self.text, *_inner(self.text, members[0]))
            if len(members) > 2 and is_one_clause and self._are_actions(members):
                return InlineList(lead, members, "enumeration_commas", kind)
            members = self._members(self._split(_COMMA, cue.end(), total.start()))
            members = self._with_joined(members, joined)
            if len(members) > 1 and len(members) == number and self._are_actions(members):
                return InlineList(lead, members, "commas", kind)
        return None

    def _start_after_cue(self, sentence: Span) -> int | None:
        """Behind 包括 and the like, or behind a declared count and its colon."""
        for cue in self.enclosures.finditer(self.words.cue, self.text, sentence.start, sentence.end):
            if cue["strong"]:
                return cue.end()
        for colon in self.enclosures.finditer(_COLON, self.text, sentence.start, sentence.end):
            lead = self.text[max(sentence.start, colon.start() - COLON_REACH) : colon.start()]
            if self.words.count.search(lead):
                return colon.end()
        return None

    def _of_counted_field(self, sentence: Span) -> InlineList | None:
        """``在简政放权方面，将试点A，优化B，更好服务群众。`` where the head of the article counts
        ``2项简政放权措施``: so many clauses are members, what follows them is their purpose.
        """
        field = self.words.topic.search(self.text, sentence.start, min(sentence.end, sentence.start + _FIELD))
        count = self._count_of_field(field["label"]) if field else 0
        if field is None or count < 2:
            return None
        opener = self.words.future.match(self.text, field.end(), sentence.end)
        begin = opener.end() if opener else field.end()
        members = self._members(self._split(_COMMA, begin, self._trimmed(sentence).end))[:count]
        if len(members) < count or not self._are_actions(members):
            return None
        return InlineList(Span(sentence.start, begin), members, "commas")

    def _count_of_field(self, field: str) -> int:
        """The number of measures that the head of the article gives for a field; 0 where it gives none."""
        shared = [(likeness(field, kind), number) for number, kind in self._counted_kinds]
        most = max(shared, default=(0, 0))
        return most[1] if most[0] and sum(one[0] == most[0] for one in shared) == 1 else 0

    @cached_property
    def _counted_kinds(self) -> list[tuple[int, str]]:
        """How many measures of which kind the head of the article names: (4, 简政放权措施)."""
        kinds = self.words.of_kind.finditer(self.text, 0, min(len(self.text), _HEAD))
        return [(to_int(match["number"]) or 0, match["kind"]) for match in kinds]

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
        return found is not None and found.end() < end and self.text[found.end()] not in _EDGE

    def _closes_names(self, start: int, tail: re.Match[str], end: int) -> bool:
        """Whether 等政策 closes names inside a member, which goes on: ``抓好“甲”“乙”等政策落实，…``."""
        return self._goes_on(tail.start(), end) and _NAMES.search(self.text, start, tail.start()) is not None

    def declared(self, lead: Span) -> set[int]:
        """The numbers of measures that a lead-in declares, or of those among them: ``其中有六项``."""
        printed = lead.of(self.text)
        counts = (*self.words.count.finditer(printed), *self.words.among.finditer(printed))
        found = (to_int(m["number"]) for m in counts)
        return {number for number in found if number}

    def count_before(self, end: int, least: int) -> Span | None:
        """Where an article announces, at its head, so many measures (``改善服务二十条``) or a few times more.

        The rest may stand in other sections; what counts thousands (``1222项``) counts something else.
        """
        some = range(least, _SHARE * least + 1)
        return next((count for count, number in self._counts if count.end <= end and number in some), None)

    def announces(self, number: int, *, before: int) -> bool:
        """Whether an article announces, at its head, just so many measures."""
        return any(count.end <= before and counted == number for count, counted in self._counts)

    @cached_property
    def _counts(self) -> list[tuple[Span, int]]:
        return announced_counts(self.text, self._lexicon)

    def _split(self, pattern: re.Pattern[str], start: int, end: int) -> list[Span]:
        cuts = [match.start() for match in self.enclosures.finditer(pattern, self.text, start, end)]
        edges = [start, *(cut + 1 for cut in cuts)]
        return [Span(a, b) for a, b in zip(edges, [*cuts, end], strict=True)]

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
        while start < end and self.text[start] in _EDGE:
            start += 1
        joint = (joiner or self.words.joiner).match(self.text, start, end)
        start = joint.end() if joint else start
        while end > start and self.text[end - 1] in _EDGE:
            end -= 1
        return Span(start, end)


def _inner(text: str, piece: Span) -> tuple[int, int]:
    """A piece without the punctuation and blanks before it."""
    start = piece.start
    while start < piece.end and text[start] in _EDGE:
        start += 1
    return start, piece.end


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that a lexicon gives: built once for each."""

    before_colon: re.Pattern[str]
    cue: re.Pattern[str]
    announced: re.Pattern[str]
    closes: re.Pattern[str]
    topic: re.Pattern[str]
    tail: re.Pattern[str]
    total: re.Pattern[str]
    fields: re.Pattern[str]
    of_kind: re.Pattern[str]
    future: re.Pattern[str]
    joiner: re.Pattern[str]
    last: re.Pattern[str]
    joint: re.Pattern[str]
    count: re.Pattern[str]
    among: re.Pattern[str]
    adverb: re.Pattern[str]
    asked: re.Pattern[str]
    done: re.Pattern[str]
    since: re.Pattern[str]
    every: re.Pattern[str]
    goes_on: re.Pattern[str]
    ahead: re.Pattern[str]
    launched: re.Pattern[str]
    result: re.Pattern[str]
    openers: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    cue = lexicon.alternation("list_cues", "cue")
    number, future = rf"(?:[{HAN}]+|\d+)", lexicon.alternation("openers", "future")
    says = lexicon.alternation("list_cues", "announce", "launch")
    lead = lexicon.alternation("list_cues", *LEADS)
    named = "".join(f"(?<!{re.escape(word)})" for word in lexicon.texts("list_tails", "noun"))  # 各项要求
    classifier = lexicon.alternation("count_units", "measure", "group")
    nouns_only = lexicon.alternation("count_units", "noun")
    several = lexicon.alternation("list_cues", "several")
    counted = lexicon.alternation("count_units", "measure", "classifier", "group")
    nouns = classifier + ".{0,4}" + nouns_only
    joiners = lexicon.texts("list_tails", "joiner", "last", "counted")
    openers = set(lexicon.texts("openers", "adverb", "time")) - set(joiners)
    begun = "|".join(sorted(re.escape(one) for one in openers if one.startswith(joiners))) or "$^"  # 及时
    tails = sorted(set(lexicon.texts("list_tails", "glue")) - {"等"}, key=len, reverse=True)
    last = rf"(?!{begun}){lexicon.alternation('list_tails', 'last', 'counted')}(?=\S)"
    return _Words(
        before_colon=re.compile(
            rf"{lead}|{lexicon.alternation('points', 'points')}[^，。；：]{{0,{TOTAL_REACH}}}{nouns_only}$"
            rf"|{lexicon.alternation('list_cues', 'several')}[^，。；：]{{0,{TOTAL_REACH}}}{nouns_only}$"
        ),
        cue=re.compile(
            rf"(?P<strong>{cue})(?P<comma>[：:，,]?)要?|{named}{says}(?P<weak>(?!{cue})[：:，,]|)要?"
        ),
        announced=re.compile(
            rf"{lexicon.alternation('list_cues', 'announce', 'launch', 'assign', 'push')}了?"
        ),
        closes=re.compile(
            rf"等?(?P<number>{number})(?:{counted})的?(?P<kind>[^，。；、]{{0,{TOTAL_REACH}}}{nouns_only})"
            rf"|等新?{nouns_only}{{1,2}}(?=[，。；]|$)"
            rf"|等{several}[^，。；、]{{0,{TOTAL_REACH}}}{nouns_only}"
        ),
        topic=re.compile(TOPIC),
        tail=re.compile("|".join(map(re.escape, tails)) + rf"|等$|等(?=[，,]|{number}{classifier})"),
        total=re.compile(rf"等?{number}(?:{nouns})$"),
        fields=re.compile(  # A、B等四方面20条措施: what the measures are about
            rf"等{number}个?{lexicon.alternation('count_units', 'group')}[^，。；、]{{0,3}}{number}"
            rf"{lexicon.alternation('count_units', 'measure')}"
        ),
        of_kind=re.compile(
            rf"(?P<number>\d{{1,2}}|[{HAN}]{{1,3}}){classifier}(?P<kind>[^，。；：、\d]{{3,12}}{nouns_only})"
        ),
        future=re.compile(future),
        joiner=re.compile(rf"{lexicon.alternation('list_tails', 'joiner')}(?=\S)|{last}"),
        last=re.compile(last),
        joint=re.compile(
            rf"(?P<last>{lexicon.alternation('list_tails', 'last')})"
            rf"|{lexicon.alternation('list_tails', 'counted')}"
        ),
        count=count_pattern(lexicon),
        among=re.compile(
            rf"{lexicon.alternation('count_scopes', 'subset')}有?(?P<number>{number}){classifier}"
        ),
        adverb=re.compile(lexicon.alternation("openers", "adverb")),
        asked=re.compile(rf"[，,]并?{says}{lexicon.alternation('list_tails', 'addressee')}"),
        done=re.compile(
            rf"{lexicon.alternation('openers', 'adverb')}{{0,2}}{lexicon.alternation('actions')}了"
        ),
        since=re.compile(lexicon.alternation("achievements", "past_time")),
        every=re.compile(lexicon.alternation("places", "every")),
        goes_on=re.compile(lexicon.alternation("list_tails", "joiner")),
        ahead=re.compile(
            rf"{lexicon.alternation('times', 'this_year', 'own_year', 'next_year')}(?={future})"
        ),
        launched=re.compile(rf"{says}了?[^，。；：]{{0,4}}?{count_pattern(lexicon).pattern}"),
        result=re.compile(lexicon.alternation("achievements", "result")),
        openers=re.compile(rf"\s*(?:{lexicon.alternation('openers', 'adverb', 'future')})*"),
    )
