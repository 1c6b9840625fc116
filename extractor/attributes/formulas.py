"""Which sentences make somebody responsible?

``由X会同Y制定``, ``X牵头，Y配合``, ``X负责实施``, ``X对…负责``, ``X是…责任主体``, ``成立X，负责…``,
``X承担…责任`` or ``职责``, ``请X落实``. A body that merely acts as the subject of its sentence is not marked;
weak words (配合, 参与, 指导, 协同) count only behind 牵头, in ``在X指导下`` and in ``与X协同`` (GUIDE, Bodies
and Weak words). Names must end as names of bodies do, because nothing else parts them from the sentence
around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractor.attributes.names import BRACKET, PREPOSITION
from extractor.attributes.tails import COLONS, ROLES, Body, Tails
from extractor.lexicon import Lexicon
from extractor.model import Span

_CLAUSE = re.compile(r"[^，,。；;：:！？!?\n\u3000]+")
_SENTENCE = re.compile(r"[^。；;！？!?\n\u3000]+")
_OPENING = re.compile(
    r".*(?<!自)(?:[由请](?!贸)|经(?![济贸信办]|开区|[发合促商]局))(?:所?涉及的)?|[^，。]{0,12}[建成设]立(?=[^，。]*$)"
)
_UNDER = re.compile(r"在(?P<who>[^，。；]{2,40}?)的?指导下")
_WITH = re.compile(r"与(?P<who>[^，。；与]{2,40}?)(?:协同|联合)(?=[^，。；、])")
_LED = re.compile(r"(?P<who>[^，。；]{2,40}?)(?:在[^，。；]{2,24}领导下|(?:是|[作设]?为)[^。；]{2,60})，$")
_OVER = re.compile(r"(?P<who>[^，。；]{2,40}?)对[^。；]{2,120}，$")  # X对…实施监督，负责…
_UNDER_LEAD = re.compile(r"(?:在[^，。；]{2,24}领导下)?")
_PLEASE = re.compile(r"请(?P<who>[^，。；]{2,80}?)落实")
_FRAME = r"指导下|协同|联合|请"  # what the three above have in common
_ETC = re.compile(r"[^，。；]{2,80}?等[^，。；]{0,8}?[门位面构]")
_OPEN = re.compile(r"等[^，。；等的]{0,6}[门位面构](?:[（(][^（）()]{1,6}[）)])?$")
_TOLD = re.compile(r"(?<![为除罢])了(?!解)")
_RELATIVE = re.compile(r"的(?=[^，。]{2})|、|[^，。；、]{1,14}的[部单机工]")
_EXAMPLE = re.compile(r"(?:[例比]?如|其中)[，,：]")
_FOR_WHAT = re.compile(r"对[^，。；]{1,40}$")
_TOWARDS = re.compile(
    r"对[^，。；]{1,40}(?=负[总主]?责$)|(?:作为|是)[^，。；]{0,40}(?=责任主体$|第一责任人$)"
)
_CREATED = re.compile(r"(?:[成设]立|组建)(?P<who>[^，。；]{2,60})$")
_ALIAS = re.compile(r"[（(][^（）()]{0,6}称[^（）()]*[）)]$")  # （以下简称…）; not 市发展改革委（市粮食局）
_OFTEN = ("yearly", "termly", "half_yearly", "quarterly", "monthly", "weekly")
_SHORT_NAME = 6  # code points of a field that stands for who looks after it: 发展改革
_SHORT = 8  # code points of a word, or of the rest of a name
_LONG = 16  # code points in which 有关部门 ends: 国务院煤炭管理有关部门
_WEAK = 24  # code points in which 各成员单位 ends behind the name of their body
_REACH = 200  # code points in front of a word in which its names may stand


class Formulas:
    """Reads the sentences of one article."""

    def __init__(self, text: str, tails: Tails, lexicon: Lexicon) -> None:
        self.text = text
        self.tails = tails
        self.names = tails.names
        self.lexicon = lexicon
        self.words = _words(lexicon)

    def bodies(self, start: int, end: int) -> Iterator[Body]:
        """The bodies that the sentences of ``text[start:end]`` make responsible, in their order."""
        if not self._may_speak(start, end):
            return
        if hosts := self.words.hosts.search(self.text, start, end):
            yield from (Body("lead", name) for name in self._all(*hosts.span("who")))
            yield from (Body("support", name) for name in self._all(*hosts.span("helpers")))
        for sentence in _SENTENCE.finditer(self.text, start, end):
            start, end = sentence.span()
            if self._may_speak(start, end) and not _EXAMPLE.match(self.text, start, end):
                yield from self._sentence(start, end)

    def named_by_label(self, label: Span) -> Iterator[Body]:
        """Whose the tasks of a group are by its name: ``市教育局牵头工作``, ``各区负责任务``."""
        match = self.words.whose.fullmatch(self.text, label.start, label.end)
        if match:
            role = "lead" if self.words.lead.match(match["role"]) else "responsible"
            yield from (Body(role, name) for name in self._all(*match.span("who")))

    def named_by_head(self, head: Span, end: int) -> Iterator[Body]:
        """The bodies whose name is the head of an item that says in its first sentences what is theirs.

        ``街道消防办。牵头开展检查，协助社区登记。`` and ``派出所：配合检查，负责确认隐患。``.
        """
        if not self._may_speak(head.end, end):
            return
        verb = self.words.verb.match(self.text, head.start, head.end)
        acts = verb is not None and self.names.is_name(self.text[verb.end() : head.end])  # 组建工作专班
        names = [] if acts else self._all(head.start, head.end)
        for clause in self._of_head(head.end, end) if names else ():
            match = self.words.role.search(self.text, *clause.span())
            role = self.lexicon.label("responsibility", match[0]) if match else ""
            if match and self.tails.without_manner(clause.start(), match.start()) == clause.start():
                acting = self._is_acting(role, match)
                behind = acting and self.words.lead.match(self.text, match.end(), clause.end())  # 负责牵头
                leads = role == "lead" or behind
                if leads or acting:
                    yield from (Body("lead" if leads else "responsible", name) for name in names)
                    return

    def _of_head(self, start: int, end: int) -> Iterator[re.Match[str]]:
        """The clauses of ``text[start:end]`` but those of sentences that open with a subject of their own."""
        start += self.text.startswith(COLONS, start)
        for sentence in _SENTENCE.finditer(self.text, start, end):
            if self.words.verb.match(self.text, *sentence.span()):
                yield from _CLAUSE.finditer(self.text, *sentence.span())

    def _may_speak(self, start: int, end: int) -> bool:
        """Whether a text has one of the words without which nobody is responsible; most have none."""
        return self.words.any.search(self.text, start, end) is not None

    def _sentence(self, start: int, end: int) -> Iterator[Body]:
        subject: list[Span] = []
        created: list[Body] = []
        led = False
        for clause in _CLAUSE.finditer(self.text, start, end):
            place = Span(*clause.span())
            if self._may_speak(*clause.span()):
                found = list(self._clause(place, led=led)) or list(self._duty(place, subject))
                found = found or list(self._by_subject(place, start)) or self._goes_to(created, place)
                yield from found
                led = led or any(body.role == "lead" for body in found)
            subject = subject or self._opening_subject(place)
            created = created or list(self._created(place))

    def _clause(self, clause: Span, *, led: bool) -> Iterator[Body]:
        yield from self._phrase(_UNDER, clause, "guide")
        yield from self._phrase(_WITH, clause, "support", at_start=True)
        yield from self._phrase(_PLEASE, clause, "responsible")
        position = clause.start
        matches = list(self.words.role.finditer(self.text, clause.start, clause.end))
        for index, match in enumerate(matches):
            following = matches[index + 1].start() if index + 1 < len(matches) else clause.end
            role = self.lexicon.label("responsibility", match[0])
            if role in ("with", "joint"):
                if following > match.end():  # else 联合牵头
                    yield from self._with(position, match, clause, led=led)
                    return
            elif (role == "support" and led) or role == "lead" or self._is_acting(role, match):
                who = self._before(position, match.start())
                yield from (Body(role, name) for name in who)
                led = led or bool(who and role == "lead")
                position = match.end() if who else position

    def _with(self, position: int, match: re.Match[str], clause: Span, *, led: bool) -> Iterator[Body]:
        """``X会同Y``: X leads, Y helps; ``，联合Y`` behind it goes on, but ``X联合Y`` alone says nothing."""
        if _TOLD.search(self.text, match.end(), clause.end):  # 会同有关部门提出了意见
            return
        is_weak = self.lexicon.label("responsibility", match[0]) == "joint"
        helpers = list(self._after(match.end(), clause.end))
        goes_on = led and self.tails.without_manner(position, match.start()) == position
        if is_weak and not goes_on and not (helpers and self._is_ordered(position, match.start())):
            return
        leaders = self._before(position, match.start())
        if leaders or goes_on:
            yield from (Body("lead", name) for name in leaders)
            yield from (Body("support", name) for name in helpers)

    def _is_ordered(self, start: int, end: int) -> bool:
        """Whether 由 or 要 says that somebody shall do it."""
        if self.text.startswith("、", end - 1):
            return False
        return bool(_OPENING.match(self.text, start, end) or self.words.shall.search(self.text, start, end))

    def _duty(self, clause: Span, subject: list[Span]) -> Iterator[Body]:
        """``X承担属地责任``, ``X承担检查工作``: responsible, or guide where the duty is 指导; not 法律责任
        and its like.

        ``X落实主体责任`` says so only of places: elsewhere it is a phrase.
        """
        match = self.words.duty.search(self.text, clause.start, clause.end)
        if match is None and (match := self.words.task.search(self.text, clause.start, clause.end)):
            subject = []  # whose clause it is must be said in it
        if not match or self.words.liability.search(match["what"]):
            return
        role = "guide" if self.words.guide.search(match["what"]) else "responsible"
        towards = _FOR_WHAT.search(self.text, clause.start, match.start())
        own = self._before(clause.start, towards.start() if towards else match.start())
        bears = self.lexicon.label("responsibility", match["verb"]) == "bears"
        for name in own or subject:
            if (own and bears) or self.names.is_local(name.of(self.text)):
                yield Body(role, name)

    def _by_subject(self, clause: Span, sentence: int) -> Iterator[Body]:
        """Laws name a body by its place: all that stands before 负责 or 应当, whatever it is called.

        ``市、县（区）教育行政部门负责…``, ``市、县财政部门应当…，会同有关部门…``, ``区民政局自接到异议
        之日起十日内，会同区残联…``. A sentence that opens with 会同 leaves out who acts.
        """
        match = self.words.role.search(self.text, clause.start, min(clause.end, sentence + _REACH))
        role = self.lexicon.label("responsibility", match[0]) if match else ""
        if match and self._is_acting(role, match) and clause.start == sentence:
            towards = _TOWARDS.search(self.text, sentence, clause.end)
            yield from self._whole("responsible", sentence, towards.start() if towards else match.start())
        acts = match and self._is_acting(role, match) and self._opens(clause, match.start())
        if led := _LED.match(self.text, sentence, clause.start) if acts else None:  # X在市政府领导下，负责…
            yield from self._whole("responsible", *led.span("who"))
        elif over := _OVER.match(self.text, sentence, clause.start) if acts else None:
            yield from self._whole("responsible", *over.span("who"))
        opens = match and self.tails.without_manner(clause.start, match.start()) == clause.start
        if match and role == "with" and opens:
            leaders = self._subject(sentence, match.start())
            if not leaders and clause.start != sentence:
                return
            yield from leaders
            yield from (Body("support", name) for name in self._after(match.end(), clause.end))

    def _opens(self, clause: Span, word: int) -> bool:
        """Whether a word opens its clause, behind 全面 and the like or 在X领导下 at most."""
        under = _UNDER_LEAD.match(self.text, clause.start, word)
        start = under.end() if under else clause.start
        return self.tails.without_manner(start, word) == start

    def _subject(self, start: int, end: int) -> list[Body]:
        """Who acts in a sentence whose later clause opens with 会同: before 应当, 自接到… or 根据…."""
        duty = self.words.duties.search(self.text, start, end)
        if not duty:
            return []
        clause = max(start, self.text.rfind("，", start, duty.start()) + 1)
        return list(self._whole("lead", clause, duty.start(), by=True))

    def _created(self, clause: Span) -> Iterator[Body]:
        """``成立评审委员会（以下简称…）``: the body that a clause sets up."""
        match = _CREATED.search(self.text, *_without_alias(self.text, clause))
        if match and self.names.fills(match["who"]):
            yield Body("responsible", Span(*match.span("who")))

    def _goes_to(self, created: list[Body], clause: Span) -> list[Body]:
        """What was set up in a clause before, where this one opens with what it is for: ``，负责评审``."""
        match = self.words.role.search(self.text, clause.start, clause.end)
        role = self.lexicon.label("responsibility", match[0]) if match else ""
        acts = match and self._is_acting(role, match) and self._opens(clause, match.start())
        return created if acts else []

    def _whole(self, role: str, start: int, end: int, *, by: bool = False) -> Iterator[Body]:
        """The names that fill ``text[start:end]``, or the one; without 依法 and （以下简称…） behind it.

        With ``by`` they may stand behind 由.
        """
        opening = _OPENING.match(self.text, start, end) if by else None
        start = opening.end() if opening else start
        how = self.words.how.search(self.text, start, end)
        end = self.tails.without_manner(start, how.start() if how else end)
        start, end = _without_alias(self.text, Span(start, end))
        if names := self._all(start, end):
            yield from (Body(role, name) for name in names)
        elif start < end and self._fills(self.text[start:end]):
            yield Body(role, Span(start, end))

    def _fills(self, words: str) -> bool:
        """Whether words are the name of a body, and not just of a part (牵头单位)."""
        return self.names.fills(words) and not self.words.part.fullmatch(words)

    def _opening_subject(self, clause: Span) -> list[Span]:
        """``各省人民政府作为…主体，要…``: the names that open a sentence before 作为."""
        found = self.text.find("作为", clause.start, clause.end)
        return self._before(clause.start, found) if found > 0 else []

    def _phrase(
        self, pattern: re.Pattern[str], clause: Span, role: str, *, at_start: bool = False
    ) -> Iterator[Body]:
        search = pattern.match if at_start else pattern.search
        match = search(self.text, clause.start, clause.end)
        if match:
            start, end = match.span("who")
            end = self.tails.without_manner(start, end)
            yield from (Body(role, name) for name in self._all(start, end))

    def _before(self, start: int, end: int) -> list[Span]:
        """The names that fill ``text[start:end]``, behind 由 or 强化; none where other words do."""
        start, end = _without_alias(self.text, Span(max(start, end - _REACH), end))
        opening = _OPENING.match(self.text, start, end) or self.words.stress.match(self.text, start, end)
        start = opening.end() if opening else start
        return self._all(start, self.tails.without_manner(start, end))

    def _all(self, start: int, end: int) -> list[Span]:
        """The names of a stretch if it holds nothing else."""
        found = list(self.names.split(self.text, start, end))
        values = [name.of(self.text) for name in found]
        is_open = bool(_OPEN.search(self.text, max(start, end - _LONG), end))
        if (
            not values
            or self.words.permit.match(values[0])
            or any(map(self.words.part.fullmatch, values))
            or not self.names.is_list(values, is_open=is_open)
        ):
            return []
        return found

    def _after(self, start: int, end: int) -> Iterator[Span]:
        """The names that follow 会同: up to 等部门, or up to the verb of the sentence."""
        etc = _ETC.match(self.text, start, end)
        if etc:
            yield from self.names.split(self.text, start, etc.end())
            return
        last: Span | None = None
        for piece in self.names.split(self.text, start, min(end, start + _REACH)):
            name = self._up_to_verb(piece)
            if name:
                last = name
            elif last is None and piece.end < end:
                last = piece  # 会同民政、残联发放: a field before a body
            if name != piece and (name or len(piece) > _SHORT_NAME):
                break
        if last:
            yield from self.names.split(self.text, start, last.end)

    def _up_to_verb(self, piece: Span) -> Span | None:
        """The name that opens a piece: to the first end of a name that a verb or nothing follows."""
        weak = self.names.weak.search(self.text, piece.start, min(piece.end, piece.start + _WEAK))
        if weak:
            return Span(piece.start, weak.end())
        found = self.names.ending.finditer(self.text, piece.start, piece.end)
        ends = [match for match in found if match.end() - piece.start > 1]
        stop = next((match for match in ends if self._is_followed_by_verb(match, piece.end)), None)
        stop = stop or next((m for m in ends if not self.lexicon.label("places", m[0])), None)
        return Span(piece.start, self._with_bracket(stop.end(), piece.end)) if stop else None

    def _with_bracket(self, stop: int, end: int) -> int:
        """Where a name ends that says more of itself in a bracket: ``各镇（经开区）``."""
        bracket = BRACKET.match(self.text, stop, end)
        return bracket.end() if bracket else stop

    def _is_followed_by_verb(self, match: re.Match[str], end: int) -> bool:
        stop = self._with_bracket(match.end(), end)
        if PREPOSITION.match(self.text, stop, end):
            return True
        verb = self.words.verb.match(self.text, stop, end)
        inside = self.names.ending.match(self.text, verb.end(), end) if verb else None
        if inside and self.words.verb.match(self.text, inside.start(), end):  # 共同|组织
            inside = None
        if self.lexicon.label("places", match[0]):
            inside = inside or self.names.ending.search(self.text, stop, min(end, stop + _SHORT))
        return stop == end or bool(verb and not inside)

    def _is_acting(self, role: str, match: re.Match[str]) -> bool:
        """``X负责实施``, but ``X负责的规划`` and ``X负责编制的规划`` only say whose the plan is."""
        if role != "responsible" or _RELATIVE.match(self.text, match.end()):
            return False
        says_what = self.words.verb.search(match[0], 1)  # 负责制定|统一的规划
        return says_what is not None or self.words.done.match(self.text, match.end()) is None


def _without_alias(text: str, place: Span) -> tuple[int, int]:
    """Start and end of a stretch without （以下简称…） behind it."""
    alias = _ALIAS.search(text, place.start, place.end)
    return place.start, alias.start() if alias else place.end


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that a lexicon gives: built once for each."""

    any: re.Pattern[str]
    role: re.Pattern[str]
    verb: re.Pattern[str]
    done: re.Pattern[str]
    permit: re.Pattern[str]
    duty: re.Pattern[str]
    task: re.Pattern[str]
    liability: re.Pattern[str]
    guide: re.Pattern[str]
    shall: re.Pattern[str]
    duties: re.Pattern[str]
    lead: re.Pattern[str]
    stress: re.Pattern[str]
    part: re.Pattern[str]
    whose: re.Pattern[str]
    how: re.Pattern[str]
    hosts: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    def any_of(*labels: str) -> str:
        return lexicon.alternation("responsibility", *labels)

    verbs = [lexicon.alternation(file) for file in ("actions", "openers", "frames")]
    verbs.append(lexicon.alternation("times", *_OFTEN))  # 会同市通管办|每季召开…
    verbs.append(
        any_of("act", "after", "bears", "fulfils", "manner", "as", "lead", "responsible", "support", "guide")
    )
    what = r"[起好到位]*(?!的)(?P<what>[^，。；]{0,20}?)(?:责任|职责)(?![人制书追的])"
    roles = ("lead", "responsible", "support", "with", "joint", "none")
    words = lexicon.texts("responsibility", *roles, "bears", "fulfils")
    members = lexicon.texts("bodies", "weak", "member")
    parts = [one for one in lexicon.texts("responsibility", *ROLES) if one not in members]  # 牵头单位
    return _Words(
        any=re.compile(f"{'|'.join(map(re.escape, words))}|{_FRAME}"),
        role=re.compile(any_of(*roles)),
        verb=re.compile("|".join(verbs)),
        done=re.compile(rf"{lexicon.alternation('actions')}的"),
        permit=re.compile(lexicon.alternation("actions", "permit")),
        duty=re.compile(rf"(?P<verb>{any_of('bears', 'fulfils')}){what}"),
        task=re.compile(
            rf"(?P<verb>{any_of('bears')})(?P<what>[^，。；]{{1,40}}){any_of('after')}(?=[，。；]|$)"
        ),
        liability=re.compile(any_of("liability")),
        guide=re.compile(any_of("guide")),
        lead=re.compile(any_of("lead")),
        how=re.compile(f"{any_of('after')}+$"),
        hosts=re.compile(  # 由经济部主办；内政部协办
            rf"由(?P<who>[^，。；：]{{2,60}}?){any_of('host')}[，；]"
            rf"(?P<helpers>[^，。；：]{{2,80}}?){any_of('support')}(?![^。；，])"
        ),
        stress=re.compile(any_of("stress")),
        part=re.compile(rf"{lexicon.alternation('places', 'every')}?(?:{'|'.join(map(re.escape, parts))})"),
        whose=re.compile(
            rf"由?(?P<who>[^，。；]{{2,80}}?)(?P<role>{any_of('lead')}(?:负责)?|负责)的?"
            rf"(?:重点)?{lexicon.alternation('count_units', 'noun')}"
        ),
        duties=re.compile(
            rf"{any_of('basis')}|{lexicon.alternation('openers', 'deontic', 'future')}"
            r"|于(?=每?年|\d{1,4}[年月日])"
        ),
        shall=re.compile(f"{lexicon.alternation('openers', 'deontic', 'future')}$"),
    )
