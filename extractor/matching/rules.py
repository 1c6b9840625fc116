"""What can be said about a candidate: every rule with its id, its weight, an example and a counter-example.

A rule of words is a pattern for spaCy's `Matcher`, and this is the only file that knows spaCy: no pipeline
is loaded, a `Doc` is made from our own words for each clause (a Matcher's ``*`` would cross 。), and the
classes of the word lists are flags of the vocabulary, so that a pattern reads like a sentence about words.
The other rules are judgements about lists, sections and verbs; `extractor.matching.judging` makes them.
Weights add up to the score of a candidate: positive speaks for a measure, negative against.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.matching.clauses import END, NUMBER, PAUSES, START, TITLE, Clause, WordClass

if TYPE_CHECKING:
    from spacy.vocab import Vocab

Token = dict[Any, Any]
Pattern = list[Token]

MAX_WORDS_OF_VOCABULARY = 300_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what it says, how much it weighs, and a text in which it speaks and one in which it does not.

    Texts are written as candidates: ``|`` separates the members of a list, ``※`` a lead-in from its list, the
    head ends at the first 。.
    ``style`` is the list style that the texts are tried with.
    """

    id: str
    says: str
    weight: int
    example: str
    counter: str
    style: str = "digit_dot"
    patterns: Callable[[Flags], list[Pattern]] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a pattern fits: words ``first`` to before ``after`` of a clause."""

    rule: str
    first: int
    after: int


class Flags:
    """The classes of words as tokens of a pattern: ``flags(WordClass.LEAD, "*")``.

    Each class or set of signs that a pattern names becomes a boolean attribute of the vocabulary, which asks
    once for each new word.
    """

    def __init__(self, vocabulary: Vocab, classes: Mapping[str, WordClass]) -> None:
        self._vocabulary = vocabulary
        self._classes = classes
        self._ids: dict[WordClass | str, int] = {}

    def __call__(self, kind: WordClass, op: str = "1") -> Token:
        """A token of the class ``kind``."""
        return {self._id(kind): True, "OP": op}

    def one_of(self, signs: str) -> Token:
        """A token that is one of these characters."""
        return {self._id(signs): True}

    def inside(self, op: str = "*") -> Token:
        """Any token but a comma or the like: what stays in the same part of the sentence."""
        return {self._id(PAUSES): False, "OP": op}

    def pause(self, op: str = "1") -> Token:
        """A comma or the like."""
        return {self._id(PAUSES): True, "OP": op}

    def _id(self, kind: WordClass | str) -> int:
        if kind not in self._ids:
            self._ids[kind] = self._vocabulary.add_flag(self._getter(kind))
        return self._ids[kind]

    def _getter(self, kind: WordClass | str) -> Callable[[str], bool]:
        classes = self._classes
        if isinstance(kind, str):
            return lambda text: text in kind
        return lambda text: bool(classes.get(text, 0) & kind)


_BEGIN: Token = {"ORTH": START}


def word(text: str, op: str = "1") -> Token:
    """A token that is exactly ``text``."""
    return {"ORTH": text, "OP": op}


# ---- patterns of words


def _verb(f: Flags) -> list[Pattern]:
    verb = [f(WordClass.LEAD, "*"), f(WordClass.ACTION)]
    times = (f(WordClass.TIME), word(NUMBER))  # 年内，… and 2026年底前，…
    return [[_BEGIN, *verb], *([_BEGIN, time, f.inside(), f.pause(), *verb] for time in times)]


def _modal(f: Flags) -> list[Pattern]:
    return [[f(WordClass.MODAL), f(WordClass.LEAD, "*"), f(WordClass.ACTION)]]


def _disposal(f: Flags) -> list[Pattern]:
    moved = [f.one_of("将把"), f.inside("+")]
    return [[*moved, f(WordClass.ACTION), f.one_of("至到为给入于由")], [*moved, f(WordClass.SET)]]


def _past(f: Flags) -> list[Pattern]:
    return [[f(WordClass.PAST)], [word("了")]]


def _past_time(f: Flags) -> list[Pattern]:
    return [[_BEGIN, f.inside(), f(WordClass.PAST_TIME)]]


def _result(f: Flags) -> list[Pattern]:
    return [
        [f(WordClass.RESULT), f.inside(), word(NUMBER)],
        [_BEGIN, f(WordClass.LEAD, "*"), f(WordClass.RESULT)],
    ]


def _says(f: Flags) -> list[Pattern]:
    return [[f(WordClass.SAYS), f.pause()], [_BEGIN, f(WordClass.SAYS)]]


def _urges(f: Flags) -> list[Pattern]:
    return [[f(WordClass.URGES), f.pause()]]


def _requests(f: Flags) -> list[Pattern]:
    return [[_BEGIN, f(WordClass.LEAD, "*"), f(WordClass.REQUESTS)]]


def _document(f: Flags) -> list[Pattern]:
    lays_down = [f.inside(), word(TITLE), f(WordClass.LEAD, "*"), f(WordClass.LAYS_DOWN)]
    return [[_BEGIN, *lays_down], [_BEGIN, f.inside(), f.pause(), *lays_down]]


def _chain(f: Flags) -> list[Pattern]:
    step = [f(WordClass.LEAD, "*"), f(WordClass.ACTION), f.inside("+")]
    return [[_BEGIN, *step, f.pause(), *step]]


def _noun(kind: WordClass) -> Callable[[Flags], list[Pattern]]:
    return lambda f: [[f.inside("1"), f(kind), word(END)], [_BEGIN, f.inside("+"), f(kind), f.pause()]]


def _final_verb(f: Flags) -> list[Pattern]:
    return [[_BEGIN, f.inside("+"), f(WordClass.ACT), word(END)]]


# ---- the table

RULES: tuple[Rule, ...] = (
    # what the verb says
    Rule(
        "action.verb",
        "opens with the verb of a measure, after openers such as 进一步, 将, 要",
        2,
        "进一步推广社区助餐点",
        "社区助餐点的推广",
        patterns=_verb,
    ),
    Rule(
        "action.modal",
        "its subject will, must or may do something (X应当…, X可以…, X将…)",
        2,
        "物业公司应当公开维修账目",
        "物业公司的维修账目",
        patterns=_modal,
    ),
    Rule(
        "action.disposal",
        "moves or turns something by 将/把: the object stands before the verb",
        2,
        "将道路占用审批权限下放至各街道",
        "下放道路占用审批权限",
        patterns=_disposal,
    ),
    Rule(
        "action.after_frame",
        "the main verb stands after a phrase opened by 对, 为, 在, 由, 以 and the like",
        2,
        "对返乡创业的青年给予房租减免",
        "给予青年房租减免",
    ),
    Rule(
        "action.later",
        "the main verb stands after a subject or a condition",
        2,
        "当年新办托育园的，每个托位补助三千元",
        "每个托位的标准",
    ),
    Rule(
        "action.tagged",
        "opens with a word that the tokenizer takes for a verb and no list knows",
        1,
        "揭榜一批深海装备难题",
        "深海装备",
    ),
    Rule(
        "action.unsure",
        "has a word that may be a verb or a noun, but no sure verb",
        1,
        "村庄建设水平",
        "村庄水平",
    ),
    Rule(
        "action.body",
        "the head has no verb; the first verb of the item's body is taken instead",
        0,
        "青年夜校。面向新市民开设烘焙课程。",
        "开设青年夜校。面向新市民。",
    ),
    Rule("action.grant", "gives money, goods or rights", 1, "给予村医岗位补助", "推广村医签约"),
    Rule("action.permit", "allows or encourages", 0, "允许民宿跨区经营", "取消民宿备案"),
    Rule("action.forbid", "forbids or ends something", 1, "不再要求提交复印件", "要求提交复印件"),
    Rule(
        "object.fronted",
        "what is acted on stands between 将/把 and the verb",
        0,
        "将急诊病床信息纳入城市平台",
        "纳入城市平台",
    ),
    # what the noun says
    Rule(
        "noun.programme",
        "ends as the name of a programme (工程, 行动, 计划)",
        1,
        "老旧街区焕新工程",
        "焕新工程的进度",
        patterns=_noun(WordClass.PROGRAMME),
    ),
    Rule(
        "noun.institution",
        "ends as the name of a lasting arrangement (机制, 制度, 平台)",
        1,
        "外卖骑手休息制度",
        "休息制度的由来",
        patterns=_noun(WordClass.INSTITUTION),
    ),
    Rule(
        "noun.service",
        "ends as the name of a service (服务, 窗口, 通道)",
        1,
        "老年人上门助浴服务",
        "助浴服务的价格",
        patterns=_noun(WordClass.SERVICE),
    ),
    Rule(
        "noun.support",
        "ends as the name of a benefit (补贴, 公寓, 助学金)",
        1,
        "新就业青年公寓",
        "青年公寓的位置",
        patterns=_noun(WordClass.SUPPORT),
    ),
    Rule(
        "noun.verbal",
        "is a noun phrase that ends in its verb (…培养, …提升)",
        1,
        "乡村全科医生培养",
        "乡村全科医生",
        patterns=_final_verb,
    ),
    # what the list says
    Rule("list.marker", "is an item of a numbered outline", 2, "省外学校", "省外学校", "digit_dot"),
    Rule(
        "list.member",
        "is a member of a list inside a sentence",
        0,
        "开设夜校；开放球场",
        "开设夜校",
        "semicolons",
    ),
    Rule(
        "list.parallel",
        "most members of its list are measures, so it is taken for one",
        1,
        "开设夜校|开放校园球场|学生境外互访",
        "学生境外互访|村民合唱团|菜农",
        "semicolons",
    ),
    Rule(
        "list.announced",
        "its list is announced by the number of its measures, so what is in force or under way counts too",
        3,
        "采取三项措施：※出台了夜市管理办法",
        "采取措施：※出台了夜市管理办法",
        "semicolons",
    ),
    # what speaks against
    Rule(
        "achievement.past",
        "says that it is done already (已, 了, 先后)",
        -4,
        "已建成三座水厂",
        "对已投保的农户给予补贴",
        patterns=_past,
    ),
    Rule(
        "achievement.past_time",
        "speaks of a time before (截至, 去年, 以来)",
        -3,
        "截至六月新增泊位两千个",
        "对去年未享受补贴的农户给予补报机会",
        patterns=_past_time,
    ),
    Rule(
        "achievement.result",
        "counts a result (累计, 同比, 惠及 with a figure)",
        -3,
        "累计发放消费券两亿元",
        "发放消费券",
        patterns=_result,
    ),
    Rule(
        "achievement.past_year",
        "names a year before the article's own as the time of the action",
        -4,
        "2019年建成环湖步道",
        "2019年以前的老房列入改造",
    ),
    Rule(
        "speaker.says",
        "reports what somebody says",
        -3,
        "村民表示，路灯亮多了",
        "推广公交扫码",
        patterns=_says,
    ),
    Rule(
        "speaker.urges", "reports what a speaker urges", -2, "会议强调，安全第一", "强调安全", patterns=_urges
    ),
    Rule(
        "speaker.requests",
        "asks others to do something (请求, 建议, 希望)",
        -5,
        "建议在站前增设公厕",
        "采纳居民增设公厕的建议",
        patterns=_requests,
    ),
    Rule(
        "text.state",
        "only describes a state: it ends in an adjective (规划期限较长)",
        -3,
        "规划期限较长",
        "规划城市绿道",
        "semicolons",
    ),
    Rule(
        "text.principle",
        "is a frame sentence: a spirit to act in, no act (坚持…, 牢牢把握…); asked where no number stands",
        -3,
        "坚持问题导向，提高实效",
        "开设问题热线",
        "semicolons",
    ),
    Rule("text.definition", "says what a word means", -6, "本办法所称民宿是指利用自有住房的旅馆", "扶持民宿"),
    Rule("text.question", "asks", -6, "如何申领购车补贴？", "简化购车补贴申领"),
    Rule(
        "text.name",
        "is the name of an organisation",
        -4,
        "青山农机有限公司",
        "支持青山农机有限公司",
        patterns=_noun(WordClass.ORGANISATION),
    ),
    Rule(
        "text.matter",
        "is the subject of a report or a debate (…情况, …意见和建议)",
        -4,
        "公共厕所管理情况",
        "公开公共厕所管理办法",
        "semicolons",
        patterns=_noun(WordClass.MATTER),
    ),
    Rule("text.empty", "has no word in it", -9, "——", "推广夜校"),
    Rule(
        "text.topic",
        "is a mere topic, name or place: no verb and no noun of a measure",
        -1,
        "蔬菜",
        "供应平价蔬菜",
        "enumeration_commas",
    ),
    Rule("section.excluded", "stands in a section that holds no measures", -9, "优先发展", "优先发展教育"),
    # plain sentences
    Rule(
        "stated.sentence",
        "is a plain sentence: no number and no list",
        -2,
        "公园将开放夜场",
        "开放夜场",
        "sentence",
    ),
    Rule(
        "stated.promise",
        "promises or orders in so many words (将, 拟, 要, 须, 应)",
        1,
        "市图书馆将开放夜场阅览",
        "市图书馆开放夜场阅览",
        "sentence",
    ),
    Rule(
        "stated.document",
        "says what a document lays down (《通知》明确，…)",
        2,
        "《通知》明确，取消现场盖章",
        "取消现场盖章",
        "sentence",
        patterns=_document,
    ),
    Rule(
        "stated.chain",
        "is a chain of clauses that each open with a verb",
        1,
        "优化夜间公交，增设候车棚，公开发车时刻",
        "夜间公交线路较多",
        "sentence",
        patterns=_chain,
    ),
)

_BY_ID = {rule.id: rule for rule in RULES}


def describe_rule(rule_id: str) -> str:
    """What a rule says, in one line. Raises `KeyError` for an id that no rule has.

    >>> describe_rule("action.grant")
    'gives money, goods or rights'
    """
    return _BY_ID[rule_id].says


def weight(rule_id: str) -> int:
    """How much a rule weighs: positive for a measure, negative against."""
    return _BY_ID[rule_id].weight


class Finder:
    """All patterns of the table over one lexicon's classes."""

    def __init__(self, classes: Mapping[str, WordClass]) -> None:
        self._classes = classes
        self._build()

    def _build(self) -> None:
        from spacy.matcher import Matcher
        from spacy.vocab import Vocab

        self._vocabulary = Vocab()
        self._matcher = Matcher(
            self._vocabulary, validate=False
        )  # flags are numbers, which validation rejects
        flags = Flags(self._vocabulary, self._classes)
        for rule in RULES:
            if rule.patterns:
                self._matcher.add(rule.id, rule.patterns(flags))
        self._names = {self._vocabulary.strings[rule.id]: rule.id for rule in RULES if rule.patterns}

    def hits(self, clause: Clause) -> list[Hit]:
        """Where the patterns fit, in the order of the clause."""
        from spacy.tokens import Doc

        if len(self._vocabulary) > MAX_WORDS_OF_VOCABULARY:  # a long run of odd texts: start afresh
            self._build()
        doc = Doc(self._vocabulary, words=list(clause.words), spaces=[False] * len(clause.words))
        return [Hit(self._names[rule], first, after) for rule, first, after in self._matcher(doc)]
