"""What a group is called: from its heading, or from the lead-in of its list.

Labels carry no number, end punctuation, count or note of responsibility; a quoted slogan loses its quotes
(GUIDE rule 5): ``推出“服务民生”十项新举措`` → ``服务民生``, ``知识产权保护方面（共5项）`` →
``知识产权保护方面``. A label names a topic: ``提出6方面20项重点任务`` gives none, ``明确了加强队伍建设的工作
任务`` gives ``加强队伍建设``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Label, Span
from extractor.numerals import HAN, count_pattern
from extractor.structure.heads import NAME
from extractor.structure.verbs import Verbs, verbs

TOPIC = r"(?:在|从)(?P<label>[^，,、：:；;。]{2,25}?)(?<!等)方面[，,：:]"
"""``在扩大准入方面，``: opens a list and names it; ``在海关、金融等方面，`` only says where."""

_ABOUT = re.compile(r"(?:关于|对于)(?P<label>[^，、：；。您你]{2,20})，[^。；]{2,60}[，：]$")
"""``对于巡视的重点，《意见》提出，开展工作，``: what the list is about."""
_PLAN = re.compile(rf"十[{HAN}]五(?:时期)?规划(?:纲要)?")  # a period that the lead-in names
_TIME = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+[\d:：]{4,8})?")  # 2018年08月16日 09:00:00
_NOTE = re.compile(r"[（(][^（）()]{1,100}[)）]")  # （2031年1月20日全体会议通过）
_DAYS = re.compile(
    r"(?<=.)[（(](?=[^（）()]*[月日旬])[\d\s年月日上中下旬初底末半季度至到起前后以及今明本即—–~～.．/、，-]{2,40}[)）]$"
)
_EDGE = "。．，,、；;：:！!？? \t\n\u3000\u00a0"
_COMMA = re.compile("[，,；;]")
_QUOTES = '“”「」『』"‘’'
_BLANKS = re.compile(r"\s+")
_CLAUSE = re.compile(r"[^，,。；;：:！？!?\n]+")
_LONGEST = 120  # code points; what is longer is a paragraph, no label
_TITLE_MARK = re.compile(r"[，,、：:；;《“\d]")
_LONGEST_TOPIC = 22  # code points of a sentence that only names what is listed behind it
_LONGEST_LEAD = 300  # code points; what is longer leads in to nothing
_TWICE = re.compile(r"(?P<label>[^\n]{2,40}?)\s{1,4}第?\S{1,4}\s{1,4}(?P=label)")  # 总则 第一章　总则
_WE = r"(?:我[\u4e00-\u9fff])"
"""Who leads on, in a speech: ``构建政策体系，我们将做好以下工作：``, 我省, 我局."""
_LEFT = re.compile(r"如[左下次]$")
_REACH = 150  # code points before ``这四项措施是：`` in which the topic was named
_ACT = r"[^，。；：、]{0,6}?"  # before the verb of what is announced: 金融|支持小企业发展
_CLAUSE_LONG = 20  # code points of a clause of it
_NAMED = 12  # code points that say which measures are announced, before their noun


class Labels:
    """Names the groups of one article."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.verbs: Verbs = verbs(lexicon)
        self.words = _words(lexicon)

    def of_heading(self, head: Span) -> Label | None:
        """The label of a group that has a heading; ``None`` where the heading is a sentence."""
        place = self._stripped(self._with_name(head), _EDGE)
        if field := self.words.of_field.fullmatch(self.text, *_ends(place)):
            return self._label(Span(*field.span("label")))
        names_nothing = _TIME.fullmatch(self.text, *_ends(place)) or _NOTE.fullmatch(self.text, *_ends(place))
        names_nothing = names_nothing or self.words.kind.fullmatch(_BLANKS.sub("", place.of(self.text)))
        if names_nothing or self._greets(place):
            return None
        place = self._without_time(place)
        count = self.words.count_end.search(self.text, place.start, place.end)
        place = self._stripped(Span(place.start, count.start()), _EDGE) if count else place
        twice = _TWICE.fullmatch(self.text, place.start, place.end)
        place = Span(*twice.span("label")) if twice else place
        if points := _LEFT.search(self.text, place.start, place.end):
            if _COMMA.search(self.text, place.start, points.start()):
                return self.of_lead(head)  # 自3月1日起，津贴调整如下：
            place = Span(place.start, points.start())
        return self._label(self._unquoted(place)) if len(place) <= _LONGEST else None

    def _without_time(self, place: Span) -> Span:
        """The name of a stage without its days: ``集中整治阶段（2031年4月至6月）``."""
        days = _DAYS.search(self.text, place.start, place.end)
        return self._stripped(Span(place.start, days.start()), _EDGE) if days else place

    def _with_name(self, head: Span) -> Span:
        """A heading and what its line tells behind ： and nothing else: ``（一）第一阶段：集中攻坚``."""
        name = NAME.match(self.text, head.end)
        return Span(head.start, name.end()) if name and len(head) > 0 else head

    def _greets(self, place: Span) -> bool:
        """Whether a heading speaks to somebody: ``各县人民政府，各部门：``; not ``各部门履行下列职责：``."""
        is_named = self.text.startswith("各", place.start) and self.text[place.end : place.end + 1] in "：:"
        return is_named and self.words.points.search(self.text, place.start, place.end) is None

    def of_lead(self, lead: Span) -> Label | None:
        """The label that a lead-in gives its list, if it names a topic.

        A slogan before a count (``“服务民生”十项``), ``在X方面``, ``在X方面推出5项``, what is announced
        (``提出方便办事的三项举措``, ``就规范收费作出规定``), the aim (``为强化保障，提出4个方面要求``) or a
        programme (``实施“三个一”工程``). ``这三项措施是：`` takes up the topic of the sentence before.
        """
        if len(lead) > _LONGEST_LEAD:
            lead = Span(lead.end - _LONGEST_LEAD, lead.end)
        if slogan := self._slogan(lead):
            return slogan
        topic = self.words.topic.match(self.text, lead.start, lead.end)
        topic = topic or self.words.bare_topic.match(self.text, lead.start, lead.end)
        topic = topic or _ABOUT.match(self.text, lead.start, lead.end)
        topic = topic or self.words.inner_topic.search(self.text, lead.start, lead.end)
        if topic := topic or self.words.inner_bare_topic.search(self.text, lead.start, lead.end):
            return self._label(self._stripped(Span(*topic.span("label")), _EDGE))
        if aspect := self.words.aspect.search(self.text, lead.start, lead.end):
            return self._label(self._unquoted(Span(*aspect.span("label"))))
        if self.leads_barely(lead):
            return self._said_before(lead)
        if taken_up := self.words.taken_up.search(self.text, lead.start, lead.end):
            return self._label(Span(*taken_up.span("label")))
        if self.words.anaphor.match(self.text, lead.start, lead.end):
            start = self.text.rfind("\n", max(0, lead.start - _REACH), lead.start) + 1
            lead = Span(max(start, lead.start - _REACH, 0), lead.start)
        named = self._announced(lead) or self._aim(lead) or self._programme(lead)
        return named or self._slogan_at_end(lead) or self._said(lead)

    def _slogan(self, lead: Span) -> Label | None:
        """``“服务民生”十项新举措``, ``“改善服务20条”``: the last one."""
        found = list(self.words.slogan.finditer(self.text, lead.start, lead.end))
        if not found:
            return None
        return self._label(self._stripped(Span(*found[-1].span(found[-1].lastgroup or 0)), _QUOTES))

    def of_paragraph(self, start: int) -> Label | None:
        """What the sentence right before a list, in its line, says in a word: ``《意见》提出，支持创新。``"""
        label = self._said_before(Span(start, start))
        is_topic = label and len(label.span) <= _LONGEST_TOPIC and not _COMMA.search(label.text)
        return label if is_topic else None

    def of_title(self, line: Span, before: int) -> Label | None:
        """The title that runs on into its paragraph, above a list: ``优化就医服务。十所医院延长门诊；…``."""
        stop = self.text.find("。", line.start, min(before, line.start + _LONGEST_TOPIC + 1))
        title = Span(line.start, max(stop, line.start))
        is_short = len(title) > 0 and not _TITLE_MARK.search(self.text, title.start, title.end)
        acts = is_short and self.verbs.opens_plainly(self.text, title.start, title.end)
        return self._label(title) if acts else None

    def leads_barely(self, lead: Span) -> bool:
        """Whether a lead-in is nothing but ``具体举措包括：``."""
        return self.words.bare_lead.fullmatch(self.text, lead.start, lead.end) is not None

    def _said(self, lead: Span) -> Label | None:
        """What a whole short sentence says before its list.

        Behind 提出 in one clause (``《通知》提出，便利老年人消费。``), or else what it calls a task.
        """
        if self.text[lead.end - 1] != "。":
            return None
        place = self.said_by(lead)
        if place is None or _COMMA.search(self.text, *_ends(place)):
            place = self._called(lead)
        return self._label(place) if place else None

    def _called(self, lead: Span) -> Span | None:
        """What a sentence calls a task (``发展夜间经济，是促消费的重要举措。``), or what somebody shall do
        (``各地要应对干旱，减轻损失。``).
        """
        says = self.words.says.match(self.text, lead.start, lead.end)
        start = says.end() if says else lead.start
        found = self.words.called.match(self.text, start, lead.end) or self.words.urged.fullmatch(
            self.text, start, lead.end
        )
        if found is None or self.words.no_topic.search(self.text, *found.span("label")):
            return None
        opens = self.verbs.opens_plainly(self.text, *found.span("label"))
        return Span(*found.span("label")) if opens else None

    def said_by(self, sentence: Span) -> Span | None:
        """What is said in a sentence behind 提出， and the like, if it opens with a verb."""
        says = self.words.says.match(self.text, sentence.start, sentence.end)
        place = self._stripped(Span(says.end(), sentence.end), _EDGE) if says else Span(0, 0)
        opens = self.verbs.opens_plainly(self.text, place.start, place.end)
        lists = self.words.counts_or_lists.search(self.text, place.start, place.end)
        return place if opens and not lists and len(place) <= _LONGEST else None

    def _said_before(self, lead: Span) -> Label | None:
        """What the sentence before ``具体举措包括：`` says: ``《意见》要求，完善融资制度。``"""
        earliest = max(0, lead.start - _LONGEST_LEAD)
        line = max(self.text.rfind("\n", earliest, lead.start) + 1, earliest)
        stop = self.text.rfind("。", line, lead.start)
        start = max(self.text.rfind("。", line, max(stop, line)) + 1, line)
        if stop <= start:
            return None
        place = self.said_by(Span(start, stop))
        return self._label(place) if place else self._slogan(Span(start, stop))

    def of_colon(self, lead: Span) -> Label | None:
        """The slogan at the end of a lead-in with a colon, for numbered items: ``严格落实“五个严禁”：``.

        Or what it says is announced: ``会议确定了金融支持小企业发展的政策措施：``.
        """
        if not (len(lead) and self.text[lead.end - 1] in "：:"):
            return None
        if what := self.words.what.search(self.text, max(lead.start, lead.end - _LONGEST), lead.end):
            return self._label(Span(*what.span("label")))
        return self._slogan_at_end(Span(max(lead.start, lead.end - _LONGEST), lead.end))

    def _announced(self, lead: Span) -> Label | None:
        """``提出方便办事的三项举措``, ``从5个方面，明确了X的主要内容``, ``制定了十二项主要应对措施``.

        Or ``出台一系列稳定生产政策``, whatever the sentence goes on to say.
        """
        counted, before = False, Span(lead.start, lead.start)
        for clause in self._clauses(lead):
            if self._leads_on(clause) and self._acts(before):
                return self._label(before)
            before = clause
            for topic in self._topics(clause):
                if topic.opens:
                    return self._label(topic.place)
                if counted:
                    return self._label(topic.whole)
            field = self.words.field.search(self.text, clause.start, clause.end)
            if field and self.verbs.opens_plainly(self.text, *field.span("label")):
                return self._label(Span(*field.span("label")))
            package = self.words.package.search(self.text, clause.start, clause.end)
            if package and self.verbs.opens_plainly(self.text, *package.span("label")):
                return self._label(Span(*package.span("label")))
            if named := self.words.named.search(self.text, clause.start, clause.end):
                return self._label(Span(*named.span("label")))
            counted = bool(self.words.groups.search(self.text, clause.start, clause.end))
        if what := self.words.what.search(self.text, lead.start, lead.end):
            return self._label(Span(*what.span("label")))
        about = self.words.about.search(self.text, lead.start, lead.end)
        opens = about and self.verbs.opens_plainly(self.text, *about.span("label"))
        return self._label(Span(*about.span("label"))) if about and opens else None

    def _leads_on(self, clause: Span) -> bool:
        """Whether a clause only counts what is to be done for the one before: ``将主要聚焦以下五项工作``."""
        return self.words.leads_on.match(self.text, clause.start, clause.end) is not None

    def _acts(self, clause: Span) -> bool:
        """Whether a clause opens with a verb and nothing before it."""
        is_opened = self.words.opener.match(self.text, clause.start, clause.end)  # 今年, 要
        return not is_opened and self.verbs.opens_plainly(self.text, clause.start, clause.end)

    def _topics(self, clause: Span) -> Iterator[_Topic]:
        """What stands behind 明确了 and, in a clause that ends in 的N项措施, at its beginning."""
        end = self.words.of_list.search(self.text, clause.start, clause.end)
        for verb in self.words.announce.finditer(self.text, clause.start, clause.end):
            whole = self._stripped(Span(verb.end(), clause.end), _EDGE)
            place = Span(verb.end(), end.start()) if end and end.start() > verb.end() else whole
            opens = end is not None and self.verbs.opens_plainly(self.text, place.start, place.end)
            yield _Topic(place, whole, opens)
        counted = self.words.of_counted.search(self.text, clause.start, clause.end)
        if counted and self.verbs.opens_plainly(self.text, clause.start, counted.start()):
            place = Span(clause.start, counted.start())
            yield _Topic(place, place, True)

    def _aim(self, lead: Span) -> Label | None:
        """``为强化实施保障，《意见》提出4个方面要求``: a short aim before a count."""
        aim = self.words.aim.search(self.text, lead.start, lead.end)
        if not aim or not self.words.count.search(self.text, aim.end(), lead.end):
            return None
        place = Span(*aim.span("label"))
        return self._label(place) if self.verbs.opens_plainly(self.text, place.start, place.end) else None

    def _programme(self, lead: Span) -> Label | None:
        """``实施“三个一”工程``, ``实行分级补助政策：``."""
        programmes = list(self.words.programme.finditer(self.text, lead.start, lead.end))
        if not programmes:
            return None
        label = self._label(Span(*programmes[-1].span("label")))
        name = _without_quotes(label.text) if label else ""
        return Label(name, label.span) if label and not _PLAN.fullmatch(name) else None

    def _slogan_at_end(self, lead: Span) -> Label | None:
        """``严格落实“五个严禁”：``, ``在“三保障”上：``, but no mere count (``“八项措施”分别是：``)."""
        slogan = self.words.at_end.search(self.text, lead.start, lead.end)
        if slogan is None or self.words.count.fullmatch(self.text, *slogan.span("label")):
            return None
        return self._label(Span(*slogan.span("label")))

    def _clauses(self, lead: Span) -> Iterator[Span]:
        for match in _CLAUSE.finditer(self.text, lead.start, lead.end):
            yield self._stripped(Span(*match.span()), _EDGE)

    def _label(self, place: Span) -> Label | None:
        """The label of a place, if it names anything: 以下工作 does not."""
        if not len(place) or self.words.plain_lead.fullmatch(self.text, place.start, place.end):
            return None
        if self.words.points_end.search(self.text, place.start, place.end):
            return None
        return Label(_BLANKS.sub(" ", place.of(self.text)), place)

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


@dataclass(frozen=True, slots=True)
class _Topic:
    """What is announced: up to 的N项措施, or to the end of the clause; whether it opens with a verb."""

    place: Span
    whole: Span
    opens: bool


def _ends(place: Span) -> tuple[int, int]:
    return place.start, place.end


def _without_quotes(label: str) -> str:
    return "".join(character for character in label if character not in _QUOTES)


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that a lexicon gives: built once for each."""

    count: re.Pattern[str]
    plain_lead: re.Pattern[str]
    kind: re.Pattern[str]
    points: re.Pattern[str]
    points_end: re.Pattern[str]
    leads_on: re.Pattern[str]
    opener: re.Pattern[str]
    groups: re.Pattern[str]
    count_end: re.Pattern[str]
    slogan: re.Pattern[str]
    at_end: re.Pattern[str]
    topic: re.Pattern[str]
    bare_topic: re.Pattern[str]
    inner_topic: re.Pattern[str]
    inner_bare_topic: re.Pattern[str]
    aspect: re.Pattern[str]
    taken_up: re.Pattern[str]
    anaphor: re.Pattern[str]
    bare_lead: re.Pattern[str]
    counts_or_lists: re.Pattern[str]
    says: re.Pattern[str]
    no_topic: re.Pattern[str]
    called: re.Pattern[str]
    urged: re.Pattern[str]
    announce: re.Pattern[str]
    of_list: re.Pattern[str]
    of_counted: re.Pattern[str]
    of_field: re.Pattern[str]
    field: re.Pattern[str]
    what: re.Pattern[str]
    about: re.Pattern[str]
    package: re.Pattern[str]
    named: re.Pattern[str]
    aim: re.Pattern[str]
    programme: re.Pattern[str]


@lru_cache(maxsize=8)
def said_of_field(lexicon: Lexicon) -> re.Pattern[str]:
    """What leads in to a list of the field ``label``: ``在创新方面，报告表示``."""
    return re.compile(rf"在(?P<label>[^，。；：]{{2,40}}){says_of_it(lexicon)}")


def says_of_it(lexicon: Lexicon) -> str:
    """The end of such a lead-in, as a pattern: ``方面，报告表示``."""
    says = rf"{lexicon.alternation('speakers', 'says')}|{lexicon.alternation('labels', 'announce')}"
    return rf"(?<!等)方面，[^，。；：]{{2,8}}(?:{says})"


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    count = re.sub(r"\(\?P<\w+>", "(?:", count_pattern(lexicon).pattern)  # unnamed, to stand inside another
    noun = lexicon.alternation("count_units", "noun")
    group = lexicon.alternation("count_units", "group")
    points = lexicon.alternation("points", "points")
    plain = lexicon.alternation("labels", "plain")
    nameless = lexicon.alternation("labels", "nameless", "original")
    announce = lexicon.alternation("labels", "announce")
    launch = lexicon.alternation("labels", "launch")
    programme = lexicon.alternation("nouns", "programme", "support", "institution")
    cue = lexicon.alternation("list_cues", "cue")
    number = rf"(?:\d{{1,3}}|[{HAN}]{{1,3}})"
    several = lexicon.alternation("list_cues", "several")
    own = lexicon.alternation("genres", "own")
    batch = rf"(?:{lexicon.alternation('labels', 'batch')})?"
    future = lexicon.alternation("openers", "future")
    about = lexicon.alternation("labels", "about")
    shall = lexicon.alternation("openers", "future", "deontic")
    verb = lexicon.alternation("actions")
    bare_topic = (
        rf"(?!{number}{group}|{plain})(?P<label>[^，,、：:；;。个各在从有相]{{2,12}}?)(?<!等)方面[，,：:]$"
    )
    return _Words(
        count=re.compile(count),
        plain_lead=re.compile(rf"{points}[^，。]{{0,6}}|[（(【]?{nameless}[)）】]?"),
        kind=re.compile(lexicon.alternation("labels", "kind")),
        points=re.compile(points),
        points_end=re.compile(rf"{points}$"),
        leads_on=re.compile(
            rf"{_WE}?{shall}[^，。；：]{{0,8}}?(?:(?:{count}|{number}个?{group})[^，。；：]{{0,6}}|{points}{noun})$"
        ),
        opener=re.compile(lexicon.alternation("openers", "future", "deontic", "time")),
        groups=re.compile(rf"{number}{group}"),
        count_end=re.compile(rf"[（(]?共?(?:{count})[）)]?$"),
        slogan=re.compile(
            rf"(?P<label>[“”「」\"][^“”「」\"，。；：]{{2,20}}[“”」\"])(?:{count})"
            rf"|[“「\"](?P<counted>[^“”「」\"，。；：\d{HAN}]{{2,16}})(?:{count})[+＋]?[”」\"]"
        ),
        at_end=re.compile(r"[“”「\"](?P<label>[^“”「」\"，。；：]{2,12})[“”」\"][^，。：；]{0,4}[：:，]?$"),
        topic=re.compile(rf"{TOPIC}{future}?$"),
        bare_topic=re.compile(bare_topic),
        inner_topic=re.compile(rf"(?<=[，：]){TOPIC}{future}?$"),
        inner_bare_topic=re.compile(rf"(?<=[，：]){bare_topic}"),
        aspect=re.compile(rf"在(?P<label>[^，。：；、]{{2,16}}?)(?<!等)方面{announce}了?{number}[项条个]"),
        taken_up=re.compile(  # 这八项出入境便利措施是：
            rf"[这该此]{{1,2}}{number}[项条](?!{plain}{{0,3}}{noun})"
            rf"(?P<label>[^，。；：、]{{2,{_NAMED}}}{noun})[是有][：:]?$"
        ),
        anaphor=re.compile(rf"[这该此]{{1,2}}(?:{count})"),
        counts_or_lists=re.compile(rf"、|{count}"),
        bare_lead=re.compile(
            rf"\s*{plain}{{0,2}}(?:{noun}{{0,2}}{plain}?{cue}|{noun}{{1,2}}[有是])[：:，]?\s*"
        ),
        says=re.compile(
            rf"[^。；：]{{0,30}}?{lexicon.alternation('list_cues', 'announce')}，?"
            rf"{lexicon.alternation('openers', 'deontic')}?"
        ),
        no_topic=re.compile(
            rf"{points}|{count}|{number}个?{group}|{lexicon.alternation('clauses', 'principle')}"
        ),
        called=re.compile(rf"(?P<label>[^，。：；、]{{4,20}})，?是[^。；：]{{4,120}}{noun}。$"),
        urged=re.compile(
            rf"[^，。：；、]{{2,12}}?{shall}(?P<label>[^，。：；、]{{4,20}}(?:，[^，。：；、]{{4,20}})?)。"
        ),
        announce=re.compile(rf"{announce}了?(?!的)(?:{own})?"),
        of_list=re.compile(rf"的{batch}[“\"]?(?:{count}|{plain}{{0,3}}{noun}{{1,2}})[”\"]?[是为]?$"),
        of_counted=re.compile(rf"的{batch}[“\"]?(?:{count})[”\"]?[是为]?$"),
        of_field=said_of_field(lexicon),
        field=re.compile(rf"(?:就|在)(?P<label>[^，。]{{4,30}}?)(?:方面)?{announce}"),
        what=re.compile(  # 确定了缓解企业困难，保持贸易稳定增长的政策措施。
            rf"{announce}了?(?={_ACT}{verb})(?P<label>[^，。；：、]{{4,{_CLAUSE_LONG}}}(?:，[^，。；：、]{{4,{_CLAUSE_LONG}}})?)"
            rf"的{plain}{{0,3}}{noun}{{1,2}}[。：:]?$"
        ),
        about=re.compile(
            rf"{about}(?P<label>[^，。；：]{{4,30}}?)，?{announce}了?{number}个?(?:{group}|[点项条])"
        ),
        package=re.compile(rf"{announce}了?{several}(?P<label>[^，。：；、的]{{4,16}}{noun})$"),
        named=re.compile(
            rf"(?:{announce}了?(?:{number}[项条]|{points})|的{several})(?!{plain}{{0,3}}{noun})"
            rf"(?P<label>[^，。；：、]{{2,{_NAMED}}}{noun})$"
        ),
        aim=re.compile(r"(?:^|[：:。])为了?(?P<label>[^，。]{4,12})，"),
        programme=re.compile(
            rf"{launch}(?P<label>[“\"][^”\"，。]{{2,10}}[”\"]{programme}|[^，。“”]{{2,16}}{noun}(?=[：:]$))"
        ),
    )
