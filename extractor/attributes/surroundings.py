"""What stands around a time, and what that says of it (domain.md §4.2, traps 18 and 21).

Only a short window on both sides is looked at, so reading grows with the text alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from extractor.attributes.times import FIRST_PART
from extractor.enclosures import Enclosures
from extractor.lexicon import Lexicon
from extractor.model import Span
from extractor.scanning import Scanner

REACH = 60
"""Characters on either side of a time in which the words stand that say what it is."""

REPORT = 30
"""Characters behind a time in which a word says that the thing is done."""

NEAR = 6
"""Characters behind a time in which 的 makes it name a class: ``6月底前投产的机组``."""

SHORT_CELL = 16
"""Characters up to which a cell of a column for times holds nothing but times."""

SENTENCE = re.compile(r"[。；;！？!?\n]")
_CLAUSE = re.compile(r"[，,、：:（()）]")
_LINE = re.compile(r"[^\n]+")
_ENTRY = re.compile(r"\s{0,2}[:：]\s*\S")  # 3月：召开…
_NOTE = re.compile(r"^[（(][^（()）]{1,12}[)）]")  # 6月底前（含6月30日）取得…的


@dataclass(frozen=True, slots=True)
class Around:
    """The words on both sides of a time, in its sentence and in its clause."""

    sentence_before: str
    clause_before: str
    clause_after: str
    sentence_after: str

    @property
    def is_alone(self) -> bool:
        """Whether the time is a whole entry between commas, colons or brackets."""
        return not self.clause_before.strip() and not self.clause_after.strip()

    @property
    def opens_clause(self) -> bool:
        """Whether nothing stands before the time in its clause."""
        return not self.clause_before.strip()


class Surroundings:
    """One piece of a text, asked what stands around the times in it."""

    def __init__(self, text: str, piece: Span, lexicon: Lexicon) -> None:
        self.text, self.piece = text, piece
        self.words = words_of(lexicon)

    @cached_property
    def enclosures(self) -> Enclosures:
        """The quotes and brackets of each line; most pieces hold no time and are never asked for them."""
        lines = (Span(*match.span()) for match in _LINE.finditer(self.text, self.piece.start, self.piece.end))
        return Enclosures.find(self.text, lines)

    def around(self, span: Span) -> Around:
        """What stands on both sides of ``span``; a note in brackets right behind it is passed over."""
        before = self.text[max(self.piece.start, span.start - REACH) : span.start]
        after = _NOTE.sub("", self.text[span.end : min(self.piece.end, span.end + REACH)], count=1)
        before, after = SENTENCE.split(before)[-1], SENTENCE.split(after)[0]
        return Around(before, _CLAUSE.split(before)[-1], _CLAUSE.split(after)[0], after)

    def is_named(self, position: int) -> bool:
        """Whether it stands inside quotes, 《》 or square brackets, not merely in round ones."""
        around = self.enclosures.around(position)
        if around is None or around.start >= position:
            return False
        if self.text[around.start] not in "（(":
            return True
        inner = Span(around.start + 1, min(around.end - 1, around.start + 1 + 4 * REACH))
        return Enclosures.find(self.text, [inner]).is_inside(position)

    def is_effect(self, span: Span, around: Around) -> bool:
        """Whether the whole document takes effect or ends then (gold/GUIDE.md, Deadlines).

        Behind the head of an item ``自2031年起施行。`` says when the item does.
        """
        if self.words.validity.search(around.clause_before):
            return True
        if not self.words.effect.match(around.clause_after):
            return False
        before = around.sentence_before.strip()
        is_bare = not before and self.words.effect.fullmatch(around.sentence_after.strip())
        is_alone = is_bare and not self.text[self.piece.start : span.start].strip()
        return bool(is_alone or before.endswith("》") or self.words.whole.search(before))

    def is_condition(self, around: Around) -> bool:
        """Whether it tells who is meant: ``…前注册的企业``, ``对…前建成的``; not ``…前拆除废弃的亭子``, nor
        ``于…前将盖章的名单报送``.
        """
        after = around.clause_after.rstrip()
        if self.words.disposes.match(after) and self.words.aim.search(around.clause_before):
            return False
        opens = around.opens_clause or self.words.ensured.search(around.clause_before)
        return "的" in after and (
            after.endswith("的")
            or ("的" in after[:NEAR] and not (opens and self.words.thing.match(after)))
            or bool(self.words.condition.match(after))
            or bool(self.words.whom.match(around.clause_before))
        )

    def is_past(self, around: Around) -> bool:
        """Whether 已 stands right before or behind it, or 原定 before it in its sentence."""
        before = self.words.past_before.search(around.clause_before)
        once = self.words.once.search(around.sentence_before)
        return bool(before or once or self.words.past.match(around.clause_after))

    def is_fixed(self, around: Around) -> bool:
        """Whether 定于, 时间为 or 请…于 stands right before it, whatever verb follows."""
        return self.words.fixed.search(around.clause_before) is not None

    def is_told(self, around: Around) -> bool:
        """Whether it tells what happened: ``2018年至2019年安排了``."""
        return self.words.has_past.search(around.sentence_after[:REPORT]) is not None

    def opens_action(self, around: Around, *, is_current: bool = False) -> bool:
        """Whether what will be done follows: ``2025年，加快…``, ``我市今年将…``; not what was done.

        Behind its subject a time of the document's own year needs no 将: ``我市今年推出…``.
        """
        if self.is_told(around):
            return False
        if around.opens_clause or self.words.aim.search(around.clause_before):
            return bool(self.words.action.match(around.sentence_after))
        if self.words.will.match(around.sentence_after):
            return True
        is_name = "的" in around.clause_after[:NEAR] or self.words.verb_before.search(around.clause_before)
        return is_current and not is_name and bool(self.words.act.match(around.clause_after))

    def is_entry(self, span: Span, around: Around) -> bool:
        """Whether it fills an entry for times, or one of a bracket that names bodies (trap 18)."""
        return self.has_caption(around) or self._is_in_tail(span, around)

    def has_caption(self, around: Around) -> bool:
        """Whether a caption for times stands before it: ``完成时限：``."""
        return self.words.caption.search(around.sentence_before) is not None

    def is_in_cell(self, span: Span, around: Around) -> bool:
        """Whether it counts in a cell of a column for times: all of a short one, the steps of a long one."""
        is_step = _ENTRY.match(self.text, span.end, self.piece.end) is not None
        return is_step or around.opens_clause or len(self.piece) <= SHORT_CELL

    def opens_line(self, span: Span) -> bool:
        """``3月：召开…`` at the start of a line."""
        earliest = max(self.piece.start, span.start - REACH)
        line = self.text.rfind("\n", earliest, span.start) + 1 or earliest
        is_first = line > earliest or line == self.piece.start
        is_first = is_first and not self.text[line : span.start].strip()
        return is_first and _ENTRY.match(self.text, span.end, self.piece.end) is not None

    def is_alone_in_brackets(self, span: Span) -> bool:
        """Stages of a plan: ``组织实施（6月至9月）``."""
        around = self.enclosures.around(span.start)
        if around is None:
            return False
        words = self.text[around.start + 1 : around.end - 1]
        return words.strip() == span.of(self.text) if around.covers(span) else False

    def _is_in_tail(self, span: Span, around: Around) -> bool:
        bracket = self.enclosures.around(span.start)
        if not around.is_alone or bracket is None or self.text[bracket.start] not in "（(":
            return False
        end = min(bracket.end, bracket.start + 4 * REACH)
        return self.words.responsible.search(self.text, bracket.start, end) is not None


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns that a lexicon gives: built once for each."""

    not_after: re.Pattern[str]
    tasks: re.Pattern[str]
    past: re.Pattern[str]
    past_before: re.Pattern[str]
    once: re.Pattern[str]
    has_past: re.Pattern[str]
    done: re.Pattern[str]
    caption: re.Pattern[str]
    validity: re.Pattern[str]
    effect: re.Pattern[str]
    whole: re.Pattern[str]
    condition: re.Pattern[str]
    whom: re.Pattern[str]
    thing: re.Pattern[str]
    responsible: re.Pattern[str]
    aim: re.Pattern[str]
    ensured: re.Pattern[str]
    fixed: re.Pattern[str]
    own_year: re.Pattern[str]
    takes: re.Pattern[str]
    disposes: re.Pattern[str]
    action: re.Pattern[str]
    will: re.Pattern[str]
    act: re.Pattern[str]
    verb_before: re.Pattern[str]
    spell: Scanner
    years: re.Pattern[str]
    number_before: re.Pattern[str]
    acts: re.Pattern[str]
    event: Scanner
    occasion: re.Pattern[str]
    before_occasion: re.Pattern[str]
    ongoing: re.Pattern[str]


def _where(lexicon: Lexicon) -> str:
    """Which places or levels are to act, between a time and the verb: ``5年内市、县两级重点支持…``."""
    levels = "|".join(word for word in lexicon.texts("places", "government") if len(word) > 1)
    every, place = (lexicon.alternation("places", *labels) for labels in (("every",), ("place", "zone")))
    return rf"(?:[^，。；：\d]{{0,10}}?(?:{levels})|{every}{place}(?:、{place})*)?"


@lru_cache(maxsize=8)
def words_of(lexicon: Lexicon) -> Words:
    """The patterns of a lexicon. A spell is a number of years, months or days from the document on."""
    word = partial(lexicon.alternation, "times")
    past = lexicon.alternation("achievements", "past", "reached")
    future = lexicon.alternation("openers", "future")
    no_will = "[可得]|将至(?!少)"  # 可再生, 获得, 春节将至
    will = rf"(?!{no_will}){lexicon.alternation('openers', 'future', 'deontic')}"
    adverb = lexicon.alternation("openers", "adverb")
    verb = lexicon.alternation("actions")
    others = rf"{verb}|{will}|{lexicon.alternation('beneficiaries', 'noun', 'generic')}"
    edition = rf"{word('edition')}(?:[的版稿本]|(?![\u4e00-\u9fff]))"  # 标准（2031年修订）, 修订的标准
    han = "一二三四五六七八九十两兩"
    number = rf"(?P<number>\d{{1,3}}|[{han}]{{1,3}})"
    no_act = rf"(?!(?:{adverb}|{will})*{lexicon.alternation('actions', 'grant', 'forbid')})"
    start = lexicon.texts("times", "ahead", "goal", "whole", "issue")
    issued = rf"(?P<issued>(?:自|自?(?:{word('whole')}|本\w{{2,4}}?)){word('issue')}(?:之日)?[起后]?\s?)"
    frame, field = lexicon.alternation("frames", "frame"), lexicon.alternation("frames", "end")
    return Words(
        not_after=re.compile(rf"{word('not_after')}|{edition}|{word('before')}{FIRST_PART}"),
        tasks=re.compile(rf"[的度]?[^，。；：]{{0,10}}?{word('tasks')}"),
        past=re.compile(rf"[^，。；]{{0,3}}{past}"),
        past_before=re.compile(rf"{past}[于在]?\s*$"),
        once=re.compile(rf"{word('once')}[^，。；]{{0,40}}$"),
        has_past=re.compile(rf"{past}|了(?!解)"),
        done=re.compile(rf"{adverb}?{word('done')}"),
        caption=re.compile(rf"{word('caption')}[：:为]?\s*$"),
        validity=re.compile(rf"(?:{word('whole')}[^，。；]{{0,10}}|有效期?[限]?)$"),
        effect=re.compile(rf"[^，。；]{{0,4}}{word('effect')}"),
        whole=re.compile(word("whole")),
        condition=re.compile(rf"[^，。；]{{0,6}}{word('condition')}[^，。；]{{0,16}}的"),
        whom=re.compile(rf"\s*{word('whom')}"),
        thing=re.compile(
            rf"{lexicon.alternation('actions', 'act')}(?!的)[^，。；的]{{1,8}}的(?![^，。；]*?(?:{others}))"
        ),
        responsible=re.compile(lexicon.alternation("responsibility")),
        aim=re.compile(rf"(?:{word('goal')}|{future}|[在并]|(?<!关)于)\s*$"),
        ensured=re.compile(rf"(?:^|[，,]){word('goal')}在?\s*$"),
        fixed=re.compile(
            rf"(?:{word('fixed')}|{lexicon.alternation('openers', 'asked')}[^，。；、]{{0,10}}于)\s*$"
        ),
        own_year=re.compile(word("own_year")),
        takes=re.compile(rf"{word('takes')}$"),
        disposes=re.compile(word("takes")),
        action=re.compile(
            rf"[，,]?\s*(?:(?:{adverb}|{will})*{verb}|[^，。；]{{0,16}}?{will}|{frame}[^，。；]{{1,24}}?{verb})"
        ),
        will=re.compile(will),
        act=re.compile(rf"(?:{adverb}|{will})*{verb}(?!性)"),
        verb_before=re.compile(rf"(?:{verb}|[的比较])\s*$"),
        years=re.compile(f"年{word('within')}"),
        number_before=re.compile(rf"(?<![第.．—\-\d{han}]){number}\s?$"),
        acts=re.compile(
            rf"[，,]?{no_act}{_where(lexicon)}(?:{frame}[^，。；\d]{{1,40}}?{field})?{no_act}"
            rf"(?:(?:{adverb}|{will})*{verb}|[将把])"
        ),
        spell=Scanner.of(
            re.compile(
                rf"(?:(?P<ahead>{word('ahead')})|(?<!费){word('goal')}在?|{issued})[ \u3000]?{number}\s?"
                rf"(?P<unit>个?工作日|个月|[年天]|[月日](?={word('within')}))(?:左右)?(?:的?时间)?{word('within')}?"
            ),
            "自本",
            start,
        ),
        event=Scanner.of(
            re.compile(
                rf"(?P<now>[自从]?{word('now')}|[自从][^，。；：\d]{{0,6}}?{word('issue')}之日起?(?={word('until')}\d))|自(?P<issue>{word('issue')})[次下][年月]起"
                rf"|自[^，。；：\n]{{2,30}}?之日起(?=[，,](?!第|每|满|\d))"
            ),
            "自从",
            lexicon.texts("times", "now"),
        ),
        occasion=re.compile(
            rf"(?:{word('occasion')}[”’]?|{word('day_off')})"
            rf"(?:{word('before')}(?!{FIRST_PART})|(?P<during>{word('during')}))"
        ),
        before_occasion=re.compile(
            rf"(?P<every>每年)?(?P<own>(?:(?:\d{{4}}年|{word('this_year', 'own_year', 'next_year')})的?)?"
            rf"(?:{word('occasion')}[、和])?[“‘]?)\Z"
        ),
        ongoing=re.compile(word("ongoing", "all_year")),
    )
