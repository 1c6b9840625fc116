"""Where the first member of a list between ； begins; what stands before it in its sentence leads in to it.

Behind a cue or a colon (``提出，|扩大投资；改善民生``), with the clause that opens like the others
(``山东…；安徽…``), or with its verb, behind the subject of all (``水利部|严格落实…；加强…``; domain.md §1.3).
"""

from __future__ import annotations

import re

from extractor.enclosures import Enclosures
from extractor.lexicon import Lexicon
from extractor.model import Span
from extractor.structure.hints import COLON_REACH
from extractor.structure.list_words import list_words
from extractor.structure.verbs import Verbs, verbs

EDGE = "。．，,、；;：:！!？? \t\n\u3000\u00a0"
"""What stands at the edges of a member and is no part of it."""
MANY = 5
"""Members of a list, of which one may be no action that is known."""
COMMA = re.compile(r"[，,]")
COLON = re.compile(r"(?<!\d)[：:]|[：:](?!\d)")
_LEAD_END = re.compile(rf"{COLON.pattern}|——")
_IN_FIELD = re.compile(r"在[^，。；：]{2,24}方面，")
_ABOUT = re.compile(r"就(?!业)|关于")  # 三地就推动教育协同发展签署协议
_CUE_END = "要：:，,"
_SPEAKER = 60  # code points before a cue in which somebody is named
_LEAST_ACT = 4  # code points of a verb with its object
_SUBJECT = 24  # code points in which a subject, its opener and its verb must stand
_ADDRESSEE = 14  # code points of whom somebody asks, behind 各 or 全市


class FirstMember:
    """Looks for it in the sentences of one text."""

    def __init__(self, text: str, enclosures: Enclosures, lexicon: Lexicon) -> None:
        self._text, self._enclosures = text, enclosures
        self._verbs: Verbs = verbs(lexicon)
        self._words = list_words(lexicon)

    def begin(self, pieces: list[Span]) -> int | None:
        """Where it begins in the first of the pieces between ；; none where they are no list."""
        first = pieces[0]
        begin = self._of_places(pieces)
        if begin is None:
            begin = self._of_fields(pieces)
        if begin is None:
            begin = self._after_lead(first, pieces[1])
            if begin is not None:
                begin = self._behind_request(self._behind_own_lead(Span(begin, first.end), pieces[1]), pieces)
        if begin is None:
            return self._of_verbs(pieces)
        is_led = begin > first.start and not self._verbs.place.match(self._text, begin)
        return None if is_led and self._is_chance(Span(begin, first.end), pieces) else begin

    def of_counted(self, pieces: list[Span]) -> int | None:
        """Where the list begins of which a sentence above counts the members, if all later ones but one act:
        behind what asks for it (``公司要求|各厂对泵站进行检修；清理…``), else with its sentence."""
        first, *later = pieces
        acting = sum(self._acts(*without_edge(self._text, piece)) for piece in later)
        if acting < max(2, len(later) - 1):
            return None
        cue = self._enclosures.search(self._words.cue, self._text, first.start, first.end)
        return cue.end() if cue and cue["strong"] is None else first.start

    def _of_places(self, pieces: list[Span]) -> int | None:
        """``山东提出…；安徽则推进…``: members that open with the names of places are whole sentences."""
        if not all(
            self._verbs.place.match(self._text, *without_edge(self._text, piece)) for piece in pieces[1:]
        ):
            return None
        return self._first_clause(self._verbs.place, pieces[0])

    def _of_fields(self, pieces: list[Span]) -> int | None:
        """``在教育方面，…；在医疗方面，…``: members that open with their fields."""
        if not all(_IN_FIELD.match(self._text, *without_edge(self._text, piece)) for piece in pieces[1:]):
            return None
        return self._first_clause(_IN_FIELD, pieces[0])

    def _first_clause(self, opening: re.Pattern[str], piece: Span) -> int | None:
        """Where the first clause of a piece begins that opens so."""
        for clause in split(self._enclosures, self._text, COMMA, piece.start, piece.end):
            if opening.match(self._text, without_edge(self._text, clause)[0], piece.end):
                return clause.start
        return None

    def _is_chance(self, first: Span, pieces: list[Span]) -> bool:
        """Whether what follows 指出， and the like is no list: most of it does not open like measures."""
        if self._text[first.start - 1 : first.start] in ("：", ":"):
            return False
        members = [first, *pieces[1:]]
        if all(
            self._verbs.opens_by_duty(self._text, *without_edge(self._text, member)) for member in members
        ):
            return False
        acting = sum(self._acts(*without_edge(self._text, member)) for member in members)
        return 2 * acting < len(members)

    def _acts(self, start: int, end: int) -> bool:
        tests = (self._verbs.opens, self._verbs.opens_by_body, self._verbs.disposes)
        return any(opens(self._text, start, end) for opens in tests) or self._addresses(start, end)

    def _after_lead(self, piece: Span, following: Span) -> int | None:
        """Where the first member begins behind a colon or a cue; a cue that comes again is no lead-in."""
        for colon in self._enclosures.finditer(_LEAD_END, self._text, piece.start, piece.end):
            lead = self._text[max(piece.start, colon.start() - COLON_REACH) : colon.end()]
            if self._words.before_colon.search(lead) or self._words.count.search(lead):
                return colon.end()
        for cue in self._enclosures.finditer(self._words.cue, self._text, piece.start, piece.end):
            if cue["strong"] is None and cue[0].rstrip(_CUE_END) in following.of(self._text):
                return piece.start
            if cue["comma"] or cue["weak"] or self._leads_in(cue, piece):
                is_end = cue["strong"] is None and piece.end - cue.end() < _LEAST_ACT  # 提出|申请
                return piece.start if is_end else cue.end()
        topic = self._words.topic.match(self._text, piece.start, piece.end)
        if topic and self._enclosures.around(topic.end() - 1) is None:
            return topic.end()
        return None

    def _leads_in(self, cue: re.Match[str], piece: Span) -> bool:
        """Whether an act follows a cue, perhaps behind who acts or is asked to."""
        start, end = cue.end(), piece.end
        if self._verbs.opens(self._text, start, end) or self._addresses(start, end):
            return True
        is_led = cue["strong"] is not None and self._verb_behind_subject(start, end) is not None
        return is_led or self._says_duties(cue, piece)

    def _says_duties(self, cue: re.Match[str], piece: Span) -> bool:
        """Whether somebody says before a cue who must do what: ``《通知》还明确|媒体不得宣传…；…``."""
        if not self._verbs.opens_by_duty(self._text, cue.end(), piece.end):
            return False
        start = max(piece.start, cue.start() - _SPEAKER)
        begin = max(start, *(self._text.rfind(comma, start, cue.start()) + 1 for comma in "，,"))
        return self._words.openers.fullmatch(self._text, begin, cue.start()) is None

    def _addresses(self, start: int, end: int) -> bool:
        """Whether everybody of a kind is asked to do something: ``要求|各医院延长时间；…``."""
        addressed = self._words.every.match(self._text, start, end)
        if addressed is None:
            return False
        starts = range(addressed.end() + 1, min(end, addressed.end() + _ADDRESSEE))
        return any(self._verbs.opens_plainly(self._text, start, end) for start in starts)

    def _behind_own_lead(self, first: Span, following: Span) -> int:
        """Behind the colon that only the first has: ``报告提出，要做好各项工作：|扩大投资；改善民生``."""
        start = self._after_colon(first)
        only_first = self._after_colon(following) == following.start
        return start if only_first and self._verbs.opens(self._text, start, first.end) else first.start

    def _behind_request(self, begin: int, pieces: list[Span]) -> int:
        """Behind what the first member says that somebody asks: ``指出，隐患仍在，要求各地|排查隐患；…``."""
        asked = self._enclosures.search(self._words.asked, self._text, begin, pieces[0].end)
        if asked is None or any(
            self._words.asked.search(self._text, piece.start, piece.end) for piece in pieces[1:]
        ):
            return begin
        return asked.end() if self._verbs.opens(self._text, asked.end(), pieces[0].end) else begin

    def _of_verbs(self, pieces: list[Span]) -> int | None:
        """Without a lead-in: all later members open with a verb, the first one perhaps behind its subject.

        Of many, one may open with a verb that no list knows (``力争“十五五”末，产量达到…``). It does not
        begin with 并 (``某局增加额度，并扩大范围；…``).
        """
        opening = sum(self._verbs.opens(self._text, piece.start, piece.end) for piece in pieces[1:])
        if opening < len(pieces) - 1 - (len(pieces) >= MANY):
            return None
        first = pieces[0]
        done = all(
            self._words.done.match(self._text, *without_edge(self._text, piece)) for piece in pieces[1:]
        )
        if done and (begin := self._first_clause(self._words.done, first)) is not None:
            return begin
        before = first.start
        for clause in split(self._enclosures, self._text, COMMA, first.start, first.end):
            start = self._after_colon(clause)
            if self._words.since.search(self._text, clause.start, clause.end):
                continue
            if self._words.launched.search(self._text, clause.start, clause.end) and clause.end < first.end:
                before = clause.end + 1
                continue
            if self._words.meanwhile.search(self._text, clause.start, clause.end) and clause.end < first.end:
                continue
            start = self._behind_time_and_place(start, clause.end)
            if self._verbs.opens(self._text, start, first.end):
                return before if self._words.goes_on.match(self._text, start) else start
            before = start
            if self._words.result.search(self._text, clause.start, clause.end):
                continue
            verb = self._verb_behind_subject(start, clause.end)
            if verb is not None:
                return verb
        return None

    def _behind_time_and_place(self, start: int, end: int) -> int:
        """``今年|将建设…``, ``湖南|深化…``: a time and the name of a place that acts stand in the lead-in."""
        place = without_edge(self._text, Span(start, end))
        found = self._words.ahead.match(self._text, *place)
        if found is None and not self._verbs.opens(self._text, *place):
            found = self._verbs.acting_place.match(self._text, *place)
        return found.end() if found else start

    def _verb_behind_subject(self, start: int, end: int) -> int | None:
        """Where an opener and its verb begin behind a short subject: ``水利部|严格落实…``.

        Without an opener the subject stays: 建设 in 生产建设兵团 builds nothing.
        """
        found = self._verbs.opener_and_verb.search(self._text, start, min(end, start + _SUBJECT))
        if found is None or _ABOUT.search(self._text, start, found.start()):
            return None
        return self._with_openers(start, found.start())

    def _with_openers(self, start: int, verb: int) -> int:
        """``国家|还将加快…``: short adverbs before the opener belong to the member too."""
        while (
            verb - 1 > start
            and self._text[verb - 1] != "地"
            and self._words.adverb.match(self._text, verb - 1, verb)
        ):
            verb -= 1
        return verb

    def _after_colon(self, clause: Span) -> int:
        """Behind the last colon of a clause: what stands before it is no part of a member."""
        start = clause.start
        for colon in self._enclosures.finditer(COLON, self._text, clause.start, clause.end):
            start = colon.end()
        return start


def split(enclosures: Enclosures, text: str, pattern: re.Pattern[str], start: int, end: int) -> list[Span]:
    """The pieces of a stretch between what a pattern finds, outside quotes and brackets."""
    cuts = [match.start() for match in enclosures.finditer(pattern, text, start, end)]
    edges = [start, *(cut + 1 for cut in cuts)]
    return [Span(a, b) for a, b in zip(edges, [*cuts, end], strict=True)]


def without_edge(text: str, piece: Span) -> tuple[int, int]:
    """A piece without the punctuation and blanks before it."""
    start = piece.start
    while start < piece.end and text[start] in EDGE:
        start += 1
    return start, piece.end
