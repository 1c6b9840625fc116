"""What does a note of responsibility say? ``（牵头单位：甲、乙；配合单位：丙）``, ``（甲牵头，乙、丙配合）``.

The role stands before its names (with ：) or behind them. Names before ，may wait for the word that a later
clause brings (``甲、乙，各区负责``), and those before helpers act (``甲、乙，各区配合``). 会同 makes
leaders of the names before it and helpers of those behind it.
Times, remarks and statements for later items stand in the same note and hold no names (domain.md §1.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractor.attributes.names import Names, names
from extractor.enclosures import enclosed
from extractor.lexicon import Lexicon
from extractor.model import Span

_CLAUSE_END = re.compile(r"[；;，,。]|(?<=[^\d])\.(?=\s)|\s(?=[^：:，,。；;、\s]{2,14}[：:])")
_SENTENCE = re.compile(r"[^\n。；;]+")
_LINE = re.compile(r"[^\n。]*")
_BY = re.compile(r"(?<!自)[由请](?!贸)")
_BARE = re.compile(
    r"[（(〔\[【](?P<who>[^（()）。；：]{2,200}?(?:[（(][^（()）]{1,30}[)）][^（()）。；：]{0,100}?){0,8})[】\]〕)）][。.\s]*\Z"
)
_DECLARED = re.compile(
    r"(?:(?<=[。；])[（(\[]|[（(\[](?=[^（()）\n]{2,200}[)）\]][。.；;\s]*\Z))"
    r"(?P<who>[^（()）。；：\n]{2,200}?(?:[（(][^（()）]{1,60}[)）][^（()）。；：\n]{0,200}?){0,8})"
    r"(?:[。；][^（()）\n]{2,60})?[)）\]]"
)
"""A bracket of names behind a sentence, or at the very end; a statement on them may follow in it."""
_LABEL = re.compile(
    r"[\s\d.、·（(【\[]*(?P<label>[^：:，,。；;、（）()]{2,14})(?:[（(][^（）()]{1,8}[）)])?[】\])）]?\s*(?:[：:]|(?<=[位门])[为是])"
)
_OWN_ROLE = re.compile(r"[（(〔\[]([^（）()]{2,6})[）)〕\]]$")
_OPENERS = "（(〔[【"
_CLOSERS = ("）", ")", "〕", "〉")
_BLANK = " 。\u3000\n"
COLONS = ("：", ":")
LONGEST = 2_000
"""Code points of a note behind the label of a group."""
_REACH = 60  # code points in front of a word in which 按职责分工 and the like may stand
_LABEL_WORD = 4  # code points of a word that is a label wherever a colon follows: 责任单位, not 负责
_ABOUT = 20  # code points of what somebody leads: 为全省林场电网改造的总牵头单位
ROLES = ("lead", "responsible", "support", "guide")
_ACTS = ("act", "fulfils")  # labels of what makes somebody responsible at the end of a clause: （各镇落实）


@dataclass(frozen=True, slots=True)
class Body:
    """A name and the part that it has: lead, responsible, support or guide."""

    role: str
    span: Span


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns that a lexicon gives for notes and sentences: built once for each."""

    role: re.Pattern[str]
    clause_end: re.Pattern[str]
    label_inside: re.Pattern[str]
    manner: re.Pattern[str]
    goes_on: re.Pattern[str]
    first: re.Pattern[str]
    alone: re.Pattern[str]
    commas: re.Pattern[str]
    others_help: re.Pattern[str]
    later: re.Pattern[str]


class Tails:
    """Reads the notes of one article."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.names: Names = names(lexicon)
        self.words = words(lexicon)

    def within(self, start: int, end: int) -> Iterator[Body]:
        """The bodies of every note in ``text[start:end]``: brackets, and lines that open with a label.

        No note is without a word that gives a role; most texts have none.
        """
        if not self.words.role.search(self.text, start, end):
            return
        taken = start
        for bracket in self._brackets(start, end):
            yield from self._lines(taken, bracket.start)
            yield from self.bodies(bracket.start + 1, bracket.end - 1)
            taken = bracket.end
        yield from self._lines(taken, end)

    def bare(self, start: int, end: int) -> list[Body]:
        """The bodies of a bracket at the end of ``text[start:end]`` that holds nothing but their names.

        It makes nobody responsible by itself; a statement for all notes (排在第一位的为牵头单位，下同) does.
        """
        note = _BARE.search(self.text, max(start, end - LONGEST), end)
        found = list(self.names.split(self.text, *note.span("who"))) if note else []
        known = all(self._is_somebody(name.of(self.text)) for name in found)
        return [Body("responsible", name) for name in found] if known else []

    def declared(self, start: int, end: int) -> list[Body]:
        """The same for all such brackets behind sentences, once a statement says what they are: then of
        several names half must be known. The statement may stand in the bracket, behind the names.
        """
        found: list[Body] = []
        for note in _DECLARED.finditer(self.text, start, end):
            names = list(self.names.split(self.text, *note.span("who")))
            known = sum(self._is_somebody(name.of(self.text)) for name in names)
            found += [Body("responsible", name) for name in names if 2 * known >= len(names)]
        return found

    def at(self, start: int, end: int) -> Iterator[Body]:
        """The bodies of the note that opens ``text[start:end]``; nothing where none stands there."""
        if bracket := self._first_bracket(start, end):
            yield from self.bodies(bracket.start + 1, bracket.end - 1)
        elif self.label(start, end):
            yield from self.bodies(start, end)

    def _first_bracket(self, start: int, end: int) -> Span | None:
        """The bracket with which ``text[start:end]`` opens, if it holds a note. No more than the longest note
        is looked at: where an article has no line breaks, the end is that of the article."""
        first = start
        while first < end and self.text[first] in _BLANK:
            first += 1
        if first == end or self.text[first] not in _OPENERS:
            return None
        bracket = next(self._brackets(start, min(end, first + LONGEST)), None)
        return bracket if bracket and bracket.start == first else None

    def label(self, start: int, end: int) -> str:
        """The role that a label at ``start`` gives (``牵头单位：``); empty for another label or none."""
        match = _LABEL.match(self.text, start, end)
        return self._role_of(match["label"]) if match else ""

    def bodies(self, start: int, end: int, role: str = "") -> Iterator[Body]:
        """The bodies in the content of a note or a cell; ``role`` is that of names which have no word."""
        given, waiting, led = role, list[Span](), False
        for clause, after_stop in _clauses(self.text, start, end, self.words.clause_end):
            if after_stop:
                given, waiting = role, []
            if self.words.first.search(self.text, *_ends(clause)) or self.words.alone.search(
                self.text, *_ends(clause)
            ):
                continue
            if self._is_for_all(clause):
                yield from self._for_all(clause)
                continue
            label = _LABEL.match(self.text, clause.start, clause.end)
            own = self._role_of(label["label"]) if label else ""
            if label and (own or label[0][-1] in COLONS):
                given, waiting = own or "none", []
                clause = Span(label.end(), clause.end)
            found = self._spoken(clause, is_list=bool(given), led=led)
            if found:
                part = "responsible" if found[0].role == "support" and not led else found[0].role
                yield from (Body(part, name) for name in waiting)
                waiting, led = [], led or any(body.role == "lead" for body in found)
                yield from found
            elif given:
                yield from self._given(given, clause)
            else:
                waiting += [name for name in self._listed(clause) if not self._leads(name)]

    def _given(self, role: str, place: Span) -> Iterator[Body]:
        """The names behind a label, each with its own role where brackets give one (``甲（牵头）``)."""
        start, end = _ends(place)
        for name in self._listed(Span(start, self.without_manner(start, end))):
            own = _OWN_ROLE.search(self.text[name.start : name.end])
            own_role = self._role_of(own[1]) if own else ""
            if own and own_role:
                yield Body(own_role, Span(name.start, name.start + own.start()))
            elif role in ROLES:
                yield Body(role, name)

    def _spoken(self, clause: Span, *, is_list: bool, led: bool) -> list[Body]:
        """The bodies of words like 牵头 in a clause.

        In a list behind a label only a word at the very end counts: 指导中心 is a part of a name. Where
        somebody leads already (``led``), ``，会同甲`` names helpers.
        """
        found: list[Body] = []
        position, joined = clause.start, False
        matches = list(self.words.role.finditer(self.text, clause.start, clause.end))
        for index, match in enumerate(matches):
            role = self.role(match[0])
            if role == "none" or not self._stands_alone(match, clause, is_list):
                continue
            if self.names.weak.fullmatch(match[0]):
                continue  # 市应急委成员单位 names them
            if role == "with" and index + 1 < len(matches) and matches[index + 1].start() == match.end():
                continue  # 联合牵头
            strict = bool(found) or self._is_act(match[0])
            who = list(self._before(position, match.start(), strict=strict))
            if not who and role == "lead" and self._is_last(match, clause):
                unknown = self._listed(Span(position, match.start()))
                who = [name for name in unknown if self.names.may_lead(name.of(self.text))]
            found += (Body("support" if joined else "lead" if role == "with" else role, name) for name in who)
            joined = (role == "with" and bool(who or found or led)) or (joined and not who)
            position = match.end()
        if joined:
            found += (Body("support", name) for name in self._before(position, clause.end, strict=True))
        return found

    def _stands_alone(self, match: re.Match[str], clause: Span, is_list: bool) -> bool:
        """Whether a word gives a role here and is no part of a name or of another word."""
        rest = self.text[match.end() : clause.end]
        if not rest.strip() or is_list or self._is_act(match[0]):
            return not rest.strip() or (is_list and rest[0] in " \n")
        strong = self.role(match[0]) in ("lead", "responsible", "with")
        return strong or bool(self.words.goes_on.match(rest.strip()))

    def _leads(self, place: Span) -> bool:
        """Whether a stretch ends in a word like 牵头, before which nobody is known: it is no name."""
        found = list(self.words.role.finditer(self.text, place.start, place.end))
        return bool(found) and found[-1].end() == place.end and self.role(found[-1][0]) == "lead"

    def _is_last(self, match: re.Match[str], clause: Span) -> bool:
        """Whether nothing follows a word in its clause: ``（某铁塔公司牵头，…）``."""
        return not self.text[match.end() : clause.end].strip()

    def _before(self, start: int, end: int, *, strict: bool) -> Iterator[Span]:
        """The names that end where a word like 牵头 begins."""
        by = list(_BY.finditer(self.text, start, end))
        start = by[-1].end() if by else start
        end = self.without_manner(start, end)
        found = self._listed(Span(start, end))
        sure = [name for name in found if self._is_somebody(name.of(self.text))]
        yield from sure if strict or not sure else found

    def without_manner(self, start: int, end: int) -> int:
        """The end of the names in front of 按职责分工, 共同, 要 and the like."""
        manner = self.words.manner.search(self.text, max(start, end - _REACH), end)
        return manner.start() if manner else end

    def _listed(self, place: Span) -> list[Span]:
        found = self.names.split(self.text, place.start, place.end)
        return [name for name in found if self.names.may_be_name(name.of(self.text))]

    def _is_somebody(self, name: str) -> bool:
        return self.names.is_name(name) or self.names.is_local(name)

    def _is_for_all(self, clause: Span) -> bool:
        """Whether a clause says who carries out all later items; not ``各区〈含开发区，下同〉``."""
        found = self.words.later.search(self.text, *_ends(clause))
        return found is not None and not self.text.startswith(_CLOSERS, found.end(), clause.end)

    def _for_all(self, clause: Span) -> Iterator[Body]:
        """Who carries out all later items (``以下均需各镇落实，不再列出``)."""
        start = max(match.end() for match in self.words.later.finditer(self.text, clause.start, clause.end))
        stop = self.words.goes_on.search(self.text, start, clause.end)
        for name in self._listed(Span(start, stop.start() if stop else clause.end)):
            if self._is_somebody(name.of(self.text)):
                yield Body("responsible", name)

    def _role_of(self, label: str) -> str:
        """The role of a label that ends in a word, by its first word; empty for others (``完成时限``)."""
        found = list(self.words.role.finditer(label))
        if not found or found[-1].end() != len(label) or self._is_act(found[0][0]):
            return ""
        role = self.role(found[0][0])
        return role if role in ROLES else ""

    def role(self, word: str) -> str:
        """The role of a word in a note: who hosts leads, who acts jointly with others leads them, who carries
        out is responsible.
        """
        label = self.lexicon.label("responsibility", word)
        return {"host": "lead", "joint": "with"}.get(label, "responsible" if label in _ACTS else label)

    def _is_act(self, word: str) -> bool:
        """``（市公安局牵头，各区政府组织落实）``: an act tells whose it is only at the end of a clause."""
        return self.lexicon.label("responsibility", word) in _ACTS

    def _brackets(self, start: int, end: int) -> Iterator[Span]:
        """The brackets that hold a note: with a label, or at the end of a sentence and with a word."""
        for place in enclosed(self.text[start:end]):
            bracket = Span(start + place.start, start + place.end)
            if self.text[bracket.start] in _OPENERS and self._is_note(bracket, start, end):
                yield bracket

    def _is_note(self, bracket: Span, start: int, end: int) -> bool:
        if self.label(bracket.start + 1, bracket.end - 1):
            return True
        before = self.text[max(start, bracket.start - 2) : bracket.start].rstrip(" ")
        after = self.text[bracket.end : min(end, bracket.end + 1)]
        at_edge = not before or before[-1] in "。；！？;.\n）)" or not after or after in "。；;\n （("
        return at_edge and bool(self.words.role.search(self.text, bracket.start, bracket.end))

    def _lines(self, start: int, end: int) -> Iterator[Body]:
        """Notes without brackets: ``责任单位：甲、乙`` at the start of a line, behind 。, or behind another
        fact in its line (``投资：三千万元，责任单位：甲``).
        """
        for match in _SENTENCE.finditer(self.text, start, end):
            inside = self.words.label_inside.search(self.text, *match.span())
            at = match.start() if self.label(*match.span()) else inside.end() if inside else None
            if at is not None:
                line = _LINE.match(self.text, at, end)
                yield from self.bodies(at, line.end() if line else match.end())


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _clauses(text: str, start: int, end: int, clause_end: re.Pattern[str]) -> Iterator[tuple[Span, bool]]:
    """The clauses of a note outside inner brackets, and whether a full stop stands before each."""
    kept = [Span(start + place.start, start + place.end) for place in enclosed(text[start:end])]
    position, index, after_stop = start, 0, False
    for match in clause_end.finditer(text, start, end):
        while index < len(kept) and kept[index].end <= match.start():
            index += 1
        if index < len(kept) and kept[index].start <= match.start():
            continue
        if position < match.start():
            yield Span(position, match.start()), after_stop
        after_stop = match[0] in ("。", ".")
        position = match.end()
    if position < end:
        yield Span(position, end), after_stop


@lru_cache(maxsize=8)
def words(lexicon: Lexicon) -> Words:
    """The patterns of a lexicon, made once."""
    role = lexicon.alternation("responsibility", *ROLES, *_ACTS, "host", "with", "joint", "none")
    named = lexicon.alternation("responsibility", "as")
    manner = lexicon.alternation("responsibility", "manner", "joint", "as")
    after = lexicon.alternation("responsibility", "act", "after", "bears", "fulfils")
    ends = "".join(sorted({ending[-1] for ending in lexicon.texts("bodies", "ending")}))
    role_label = lexicon.alternation("responsibility", *ROLES)
    labels = sorted(word for word in lexicon.texts("responsibility", *ROLES) if len(word) >= _LABEL_WORD)
    caption = lexicon.alternation("times", "caption")
    return Words(
        role=re.compile(role),
        clause_end=re.compile(
            rf"{_CLAUSE_END.pattern}|(?<=[{ends}])(?={role_label}[：:])|(?<=[\u4e00-\u9fff）)])(?={caption}[：:])"
        ),
        label_inside=re.compile(rf"[，,\s](?=(?:{'|'.join(labels)})[：:])"),
        manner=re.compile(rf"(?:{manner}+|{named}[^，。；、]{{1,{_ABOUT}}}的总?)$"),
        goes_on=re.compile(rf"(?:{after}|{role})"),
        first=re.compile(lexicon.alternation("responsibility", "first")),
        commas=re.compile(
            rf"{lexicon.alternation('responsibility', 'commas')}[^。；，]{{0,8}}"
            rf"{lexicon.alternation('responsibility', 'lead')}"
        ),
        others_help=re.compile(
            rf"{lexicon.alternation('responsibility', 'first')}[^。；]{{0,20}}"
            rf"{lexicon.alternation('responsibility', 'rest')}[^。；，]{{0,6}}"
            rf"{lexicon.alternation('responsibility', 'support')}"
        ),
        alone=re.compile(lexicon.alternation("responsibility", "alone")),
        later=re.compile(lexicon.alternation("responsibility", "later")),
    )
