"""What the rules say of one candidate before anything is weighed: its words, its verb, what stands around.

The cheap facts come first (its section, a question, a definition, a title); where they decide alone, the head
is not cut into words. Then the patterns of words (`rules`) speak, the verb that carries the head (`verbs`) or
what it has in place of one, and last how sure all that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.matching.clauses import PAUSES, Clause, WordClass, read_clause, word_classes
from extractor.matching.finder import Finder, Hit
from extractor.matching.members import OPENING, PAST, WEAK, say, score
from extractor.matching.plain import Plain
from extractor.matching.styles import HEADED, INLINE, LISTED, OUTLINES, POINTS, RUNNING
from extractor.matching.verbs import MainVerb, Parts, find_main_verb
from extractor.model import Article, Candidate, Evidence, Kind, MarkerStyle, Span
from extractor.numerals import HAN, count_pattern
from extractor.own_clauses import own_clauses
from extractor.segmentation import segmenter

_NAMES_ONLY = frozenset({"enumeration_commas", "commas"})  # between 、 a noun is more often a topic
_SENTENCE = re.compile(r"[\s。：:；;，,）】]*([^。；\n]+)")
_NEAR = 40  # code points at the end of a lead-in in which it says that somebody will act
_WILL = 4  # code points of 还将 and the like before the first member
_YEAR = re.compile(r"\D{0,12}?(?<!\d)((?:19|20)\d\d)年(?![以底前度起至])")
_QUESTION = re.compile("[？?]")
_WORD = re.compile(r"\w")
_TASKS = frozenset({"deadline", "lead", "responsible"})
"""Cells beside a task that say by when, or who: 教学工作大会, 4月."""
_ADVERBS = frozenset({"d", "zg"})  # as the tokenizer tags 很 and 较
_SURE = frozenset(
    {
        "action.verb",
        "action.after_frame",
        "action.disposal",
        "action.modal",
        "action.tagged",
        "action.forbid",
        "list.announced",
        "list.offered",
    }
)
_SURE_NOUNS = frozenset({"noun.programme", "noun.institution", "noun.service", "noun.support"})
_LABELS = (
    (WordClass.FORBID, "action.forbid"),
    (WordClass.GRANT, "action.grant"),
    (WordClass.PERMIT, "action.permit"),
)


class EvidenceCollector:
    """The rules about one candidate over one version of the lexicon; built once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._classes = word_classes(lexicon)
        self._finder = Finder(self._classes)
        self._segmenter = segmenter(lexicon)
        self._clauses = own_clauses(lexicon)
        self._body = _body_before(lexicon)
        self._degrees = re.compile(lexicon.alternation("clauses", "degree"))
        self._plain = Plain(lexicon)
        self._forbidden = re.compile(rf"[{HAN}\d]个?不|{lexicon.alternation('actions', 'forbid')}")
        self._denials = lexicon.texts("amounts", "not")
        self._count = count_pattern(lexicon)
        leads = lexicon.alternation("openers", "adverb", "time", "future", "deontic")
        self._became = _became(lexicon)
        self._slogan = re.compile(rf"[\u4e00-\u9fff]{{3}}，{leads}{{0,4}}{lexicon.alternation('actions')}")
        self._vows = _vows(lexicon)
        self._will = re.compile(rf"{lexicon.alternation('openers', 'future')}(?![来军领])")
        kind = lexicon.alternation("documents", "type", "law")
        self._title = re.compile(rf"《[^《》]+》|关于[^，。；：？]{{4,80}}的{kind}")
        self._ordered = _ordered(lexicon)
        self._tasks = _tasks(lexicon)
        self._offers = _offers(lexicon)
        self._principle = re.compile(
            rf"{leads}{{0,4}}{lexicon.alternation('clauses', 'principle', 'benefit')}"
        )
        self._benefit = re.compile(lexicon.alternation("clauses", "benefit"))
        why = lexicon.alternation("asked", "why")
        self._asking = re.compile(rf"\A{why}|{lexicon.alternation('clauses', 'asking')}")
        bears = lexicon.alternation("responsibility", "lead", "responsible")
        self._bears = re.compile(rf"[。：:\s]{{1,4}}{bears}")
        self._duties = re.compile(rf"{lexicon.alternation('points', 'duties')}$")
        self._assigned = re.compile(rf"{bears}[：:]")

    def words(self, text: str, head: Span) -> Clause:
        """A head as words with classes."""
        return read_clause(text, head, self._segmenter, self._classes)

    def read(self, article: Article, candidate: Candidate) -> tuple[Clause | None, list[Evidence]]:
        """The words of a candidate and what the rules say; no words where the first rules decide."""
        head, text = candidate.head, article.text
        evidence = [*candidate.evidence, say(_listing(candidate), head)]
        evidence += self._plain_facts(article, candidate)
        evidence += self._announcement(text, candidate)
        if score(evidence) <= -5:
            return None, evidence
        clause = self.words(text, head)
        hits = self._finder.hits(clause)
        verb = find_main_verb(clause, hits, _verb_region(candidate, hits))
        evidence += self._about_words(article, candidate, clause, hits)
        if verb:
            if verb.promised and candidate.list_style in OUTLINES:  # 应当依法取得许可证: 取得 is no result
                evidence = [one for one in evidence if one.rule not in PAST]
            evidence += _about_verb(candidate, clause, verb)
            evidence += self._about_subject(text, candidate, clause, verb)
            if _is_topic_of_report(candidate, clause, verb):
                evidence.append(say("text.matter", clause.span(len(clause.words) - 2, len(clause.words) - 1)))
            if _describes_state(clause, verb, self._degrees):
                evidence.append(say("text.state", clause.span(len(clause.words) - 2, len(clause.words) - 1)))
        elif self._is_refused(text, candidate):
            evidence.append(say("action.forbid", Span(head.start, head.start + 1)))
        else:
            evidence += self._without_verb(text, candidate, clause, hits)
        return clause, self._as_a_whole(article, candidate, clause, evidence)

    def _as_a_whole(
        self, article: Article, candidate: Candidate, clause: Clause, evidence: list[Evidence]
    ) -> list[Evidence]:
        """What is said of it, and what only all of that can say: a case, the title of a box, a doubt."""
        head = candidate.head
        if above := self._offered_by(article, candidate):
            evidence = [one for one in evidence if one.rule not in WEAK] + [say("list.offered", above)]
        if _is_case(candidate, clause, evidence):
            evidence.append(say("text.case", head))
        if candidate.list_style == MarkerStyle.BOX and not _is_act(clause, evidence):
            evidence.append(say("text.box", head))
        if _is_doubtful(candidate, evidence) and not self._is_sure(article.text, candidate, clause):
            evidence.append(say("text.doubtful", head))
        return evidence

    def _is_refused(self, text: str, candidate: Candidate) -> bool:
        """Whether it begins with 不 in a list whose label forbids: ``“七不准”：1.不以贷转存``."""
        named = candidate.group and self._forbidden.search(candidate.group[-1].text)
        return bool(named) and text.startswith("不", candidate.head.start)

    def _offered_by(self, article: Article, candidate: Candidate) -> Span | None:
        """Where a heading above a numbered item offers measures (惠企政策清单); the item for the title."""
        if candidate.list_style not in HEADED:
            return None
        near = candidate.group[-1].span if candidate.group else candidate.context
        above = near.of(article.text).rstrip("：:") if near else article.title
        return (near or candidate.head) if self._offers.search(above) else None

    def is_vowed(self, text: str, candidate: Candidate) -> bool:
        """Whether the lead-in of an ordinal says that somebody will act: ``公司表示，将落实部署。一是…``."""
        lead = candidate.context
        is_ordinal = candidate.list_style == MarkerStyle.ORDINAL
        return is_ordinal and lead is not None and self._vows.search(lead.of(text)) is not None

    def _is_sure(self, text: str, candidate: Candidate, clause: Clause) -> bool:
        """Whether more than its verb and noun make an item a measure: 应当, a slogan, who shall do it."""
        if clause.is_a(1, WordClass.ANNOUNCES):  # 要求公司每年开展评估
            return True
        if _has_duty(clause):
            return True
        head = candidate.head
        is_assigned = self._assigned.search(text, head.end, candidate.span.end) is not None
        return (
            is_assigned
            or self._ordered.match(text, head.end, candidate.span.end) is not None
            or self._slogan.match(text, head.start, head.end) is not None
            or self.is_vowed(text, candidate)
        )

    def _about_subject(
        self, text: str, candidate: Candidate, clause: Clause, verb: MainVerb
    ) -> Iterator[Evidence]:
        """Whether a body is what will act: 市民政局将新增…."""
        place = verb.first - 1
        if (
            candidate.kind is Kind.STATED
            and verb.rule == "action.modal"
            and clause.is_a(place, WordClass.MODAL)
        ):
            while clause.is_a(place - 1, WordClass.LEAD):
                place -= 1
            if found := self._body.search(text, candidate.head.start, clause.starts[place]):
                yield say("stated.body", Span(*found.span()))
                if clause.is_a(verb.first - 1, WordClass.FUTURE) or clause.is_a(place, WordClass.FUTURE):
                    yield say("stated.vow", clause.span(place, place + 1))

    def _plain_facts(self, article: Article, candidate: Candidate) -> Iterator[Evidence]:
        """What needs no words: the section, emptiness, a question, a definition."""
        head, text = candidate.head, article.text
        if not candidate.role.holds_measures:
            yield say("section.excluded", head)
        if not _WORD.search(text, head.start, head.end):
            yield say("text.empty", head)
        if self._title.fullmatch(text, head.start, head.end):
            yield say("text.title", head)
        asks = self._asking.search(head.of(text))
        if asks or (len(head) and _QUESTION.search(text, head.end - 1, head.end + 1)):
            yield say("text.question", head)
        clauses = self._clauses.finditer(text, head.start, head.end)
        if any(clause["definition"] for clause in clauses):
            yield say("text.definition", head)
        if candidate.list_style in RUNNING and self._became.fullmatch(text, head.start, head.end):
            yield say("text.became", head)
        spirits = self._principle if candidate.list_style in INLINE else self._benefit
        if candidate.list_style in LISTED and (spirit := spirits.match(text, head.start, head.end)):
            yield say("text.principle", Span(*spirit.span()))

    def _announcement(self, text: str, candidate: Candidate) -> Iterator[Evidence]:
        """``采取4项措施。一是出台了…``: adopted and in force is a measure (GUIDE, Conduct)."""
        if candidate.kind is Kind.STATED:
            yield from self._plain.says(text, candidate.head)
            return
        lead = candidate.context
        if lead is None or _listing(candidate) != "list.member":
            return
        if any(count["group"] is None for count in self._count.finditer(lead.of(text))):
            yield say("list.announced", lead)
        if self._tasks.search(text, lead.start, lead.end):
            yield say("list.tasks", lead)

    def _about_words(
        self, article: Article, candidate: Candidate, clause: Clause, hits: Sequence[Hit]
    ) -> Iterator[Evidence]:
        """What the patterns say against it, and about a plain sentence."""
        parts: Parts | None = None
        seen: set[str] = set()
        document = any(hit.rule == "stated.document" for hit in hits)
        for hit in hits:
            if hit.rule in seen:
                continue
            if hit.rule in PAST:
                if _is_ordered(candidate, clause, hit) or _is_aim(clause, hit):
                    continue
                is_result = hit.rule == "achievement.result"
                if is_result and clause.words[hit.first - 1].endswith(self._denials):  # 不超过50万元
                    continue
                if is_result and self._is_ahead(article.text, candidate):
                    continue
                parts = parts or Parts(clause)
                if parts.is_aside(hit.after - 1) or parts.describes(hit.after - 1):
                    continue
            elif not self._speaks(hit.rule, candidate, document):
                continue
            seen.add(hit.rule)
            yield say(hit.rule, clause.span(max(1, hit.first), hit.after))
        yield from _past_year(article, candidate)

    def _is_ahead(self, text: str, candidate: Candidate) -> bool:
        """Whether a list tells what somebody will do: ``电网将减免电费，惠及三万户；新建电站，惠及…``."""
        lead = candidate.context
        if lead is None or candidate.list_style != "semicolons":
            return False
        return self._will.search(text, max(lead.start, lead.end - _NEAR), lead.end + _WILL) is not None

    @staticmethod
    def _speaks(rule: str, candidate: Candidate, document: bool) -> bool:
        """Whether a pattern that is no action or noun concerns this candidate."""
        if rule in ("stated.document", "stated.chain", "speaker.abroad"):
            return candidate.kind is Kind.STATED
        return rule.startswith("speaker.") and not (document and rule == "speaker.urges")

    def _without_verb(
        self, text: str, candidate: Candidate, clause: Clause, hits: Sequence[Hit]
    ) -> Iterator[Evidence]:
        """What a head without a verb has: a verb unknown to the lists, a noun, a body with a verb."""
        speaking = ("noun.",) if _is_sentence(candidate, clause) else ("noun.", "text.")
        bears = self._bears.match(text, candidate.head.end, candidate.span.end)  # 渔业集团。负责值守…
        is_duty = bears or any(self._duties.search(label.text) for label in candidate.group[-1:])
        nouns = [
            hit for hit in hits if hit.rule.startswith(speaking) and not (is_duty and hit.rule == "text.name")
        ]
        if nouns:  # 养老服务 ends in a noun that is a verb too: the noun speaks
            hit = min(nouns, key=lambda hit: hit.rule == "noun.verbal")
            yield say(hit.rule, clause.span(hit.after - 2, hit.after - 1))
        unsure = next((i for i in range(1, len(clause.words)) if clause.is_a(i, WordClass.ACTION)), 0)
        if not nouns and unsure:
            yield say("action.unsure", clause.span(unsure, unsure + 1))
        elif not nouns and (tagged := _tagged_verb(clause)):
            yield say("action.tagged", clause.span(tagged, tagged + 1))
            return
        if _listing(candidate) == "list.member" and (
            not (nouns or unsure) or candidate.list_style in _NAMES_ONLY
        ):
            yield say("text.topic", candidate.head)
        body = [*self._from_body(text, candidate)]
        if is_duty and not body:
            body.append(say("action.body", Span(*bears.span()) if bears else candidate.head))
        yield from body
        is_item = candidate.list_style in OUTLINES and candidate.context is None and not _acts(clause)
        is_item = is_item and not any(cell.name in _TASKS for cell in candidate.fields)
        if is_item and not (nouns or unsure or body) and not _is_sentence(candidate, clause):
            yield say("text.bare", candidate.head)

    def _from_body(self, text: str, candidate: Candidate) -> Iterator[Evidence]:
        """The first verb of the body, for a head that is a noun phrase."""
        body = _first_sentence(text, Span(candidate.head.end, max(candidate.head.end, candidate.span.end)))
        if len(body) < 4:
            return
        clause = self.words(text, body)
        verb = find_main_verb(clause, self._finder.hits(clause))
        if verb:
            yield say("action.body", clause.span(verb.first, verb.after))
            if verb.fronted:
                yield say("object.fronted", clause.span(*verb.fronted))


def _body_before(lexicon: Lexicon) -> re.Pattern[str]:
    """The name of a body at the end of a stretch, or 我们."""
    return re.compile(rf"{lexicon.alternation('bodies', 'ending', 'own')}(?:等[^，。；]{{0,6}})?\Z")


def _vows(lexicon: Lexicon) -> re.Pattern[str]:
    """What a lead-in says of what somebody will do: 公司将认真落实部署."""
    future, action = lexicon.alternation("openers", "future"), lexicon.alternation("actions")
    return re.compile(rf"(?:\A|[，,：:])[^，。；：]{{0,8}}?{future}[^。；：]{{0,60}}?{action}")


def _ordered(lexicon: Lexicon) -> re.Pattern[str]:
    """What says behind a topic and its colon who shall do something: ``：教师要提前告知平台``."""
    adverb, action = lexicon.alternation("openers", "adverb"), lexicon.alternation("actions")
    return re.compile(
        rf"[：:][^：:]{{0,90}}?{lexicon.alternation('openers', 'deontic')}{adverb}{{0,2}}{action}"
    )


def _tasks(lexicon: Lexicon) -> re.Pattern[str]:
    """The end of a lead-in that says what follows: 主要工作包括：, 具体措施如下：."""
    main, cue = lexicon.alternation("list_cues", "main"), lexicon.alternation("list_cues", "cue")
    noun = lexicon.alternation("count_units", "noun")
    return re.compile(rf"{main}[^，。；：]{{0,6}}?{noun}{cue}[：:]$")


def _offers(lexicon: Lexicon) -> re.Pattern[str]:
    """The heading of a list of what is offered: ``便民举措清单``, ``惠企政策一览表``."""
    offer, offered = (lexicon.alternation("list_cues", label) for label in ("offer", "offered"))
    return re.compile(rf"{offer}[^，。；：]{{0,6}}{offered}[^，。；：]{{0,4}}$")


def _is_act(clause: Clause, evidence: Iterable[Evidence]) -> bool:
    """Whether a title says what is done: it opens with a verb, or is the name of a programme."""
    names = clause.is_a(len(clause.words) - 2, WordClass.PROGRAMME)
    return names or any(one.rule in OPENING for one in evidence)


def _is_doubtful(candidate: Candidate, evidence: Iterable[Evidence]) -> bool:
    """Whether nothing sure speaks for a member of 一是…二是… or for what 1. numbers.

    A verb behind a subject tells of a state as often as of an act (源头防控压力大, 一方面…成本上升).
    A numbered topic whose body acts is sure (of 145 such items of labelled documents, 137 were measures).
    """
    rules = {one.rule for one in evidence}
    if rules & (_SURE | _SURE_NOUNS) or rules & WEAK:
        return False
    if candidate.list_style in POINTS:
        if candidate.context is not None:  # 禁止行为：1.携带火种进入林区
            return False
        return rules.isdisjoint({"action.later", "action.body"})
    return candidate.list_style == MarkerStyle.ORDINAL


def _acts(clause: Clause) -> bool:
    """Whether a head opens like an action (及时报告险情), has a verb that no list knows (午间不休息), or says
    how often something is done."""
    return clause.is_a(1, WordClass.LEAD) or "v" in clause.tags[1:-1] or _recurs(clause)


def _recurs(clause: Clause) -> bool:
    """Whether it says how often something is done: ``教室每日消毒两次``."""
    places = range(1, len(clause.words) - 1)
    return any(clause.is_a(i, WordClass.TIME) and clause.words[i].startswith("每") for i in places)


def _is_sentence(candidate: Candidate, clause: Clause) -> bool:
    """Whether an item says more than its topic: its last noun (…听取意见, 向…报告情况) names none."""
    if candidate.list_style == MarkerStyle.ARTICLE or _has_duty(clause):
        return True
    parted = any(word in PAUSES for word in clause.words[1:-1])
    return candidate.list_style in OUTLINES and (parted or clause.is_a(1, WordClass.FRAME))


def _has_duty(clause: Clause) -> bool:
    """Whether somebody shall or may do something: ``应当说明处罚的依据``, not ``需要说明的问题``."""
    places = (place for place in range(1, len(clause.words) - 1) if clause.is_a(place, WordClass.MODAL))
    return any("的" not in clause.words[place + 2 : place + 3] for place in places)


def _is_ordered(candidate: Candidate, clause: Clause, hit: Hit) -> bool:
    """Whether what sounds done is laid down: in an article of a law, or behind 应当 (应当取得许可证)."""
    if candidate.list_style == MarkerStyle.ARTICLE:
        return True
    ordered = any(clause.is_a(place, WordClass.DEONTIC) for place in range(1, hit.first))
    return ordered and candidate.list_style in OUTLINES


def _is_aim(clause: Clause, hit: Hit) -> bool:
    """Whether figures that sound like a result are moved or are a limit.

    ``将标准由超过100亿元提高至超过120亿元``, ``累计不少于10次``.
    """
    if any(word.startswith("不") for word in clause.words[hit.first : hit.after]):  # 累计不少于10次
        return True
    ahead = (clause.is_a(place, WordClass.FUTURE | WordClass.MOVER) for place in range(1, hit.first))
    return hit.rule == "achievement.result" and any(ahead)


def _verb_region(candidate: Candidate, hits: Sequence[Hit]) -> int:
    """The word from which on the main verb is looked for: behind 《…》提出 in a plain sentence."""
    if candidate.kind is not Kind.STATED:
        return 1
    return next((hit.after for hit in hits if hit.rule == "stated.document"), 1)


def _describes_state(clause: Clause, verb: MainVerb, degrees: re.Pattern[str]) -> bool:
    """Whether a verb that may be a noun opens a clause whose last word is an adjective (规划期限较长)."""
    last = len(clause.words) - 2
    degree = clause.tags[last - 1] in _ADVERBS or bool(degrees.match(clause.words[last]))
    adjective = clause.tags[last] == "a" and degree
    return adjective and clause.is_a(verb.first, WordClass.RISKY)


def _is_case(candidate: Candidate, clause: Clause, evidence: Iterable[Evidence]) -> bool:
    """Whether an item ends in 的 without an act or a duty: ``冒用健康码的；`` is punished below."""
    return (
        candidate.list_style in OUTLINES - {"table"}
        and clause.words[-2] == "的"
        and not _has_duty(clause)
        and not any(one.rule in OPENING and one.rule != "action.after_frame" for one in evidence)
    )


def _is_topic_of_report(candidate: Candidate, clause: Clause, verb: MainVerb) -> bool:
    """Whether a heading names what is told below: 处理情况, 水资源利用情况, but not 公开处理情况."""
    last = len(clause.words) - 2
    if candidate.list_style not in HEADED or not clause.is_a(last, WordClass.MATTER) or _recurs(clause):
        return False
    parted = any(word in PAUSES or word == "、" for word in clause.words[1:-1])
    return not parted and (verb.rule == "action.later" or verb.after == last)


def _tagged_verb(clause: Clause) -> int:
    """The place of a verb that only the tokenizer knows, behind openers and before something; or 0."""
    place = 1
    while clause.is_a(place, WordClass.LEAD):
        place += 1
    return place if clause.tags[place] == "v" and place + 2 < len(clause.words) else 0


def _listing(candidate: Candidate) -> str:
    if candidate.kind is Kind.STATED:
        return "stated.sentence"
    return "list.marker" if candidate.list_style in OUTLINES else "list.member"


def _about_verb(candidate: Candidate, clause: Clause, verb: MainVerb) -> Iterator[Evidence]:
    """The main verb, what it does to its object, and whether it promises."""
    span = clause.span(verb.first, verb.after)
    yield say(verb.rule, span)
    for kind, rule in _LABELS:
        if clause.is_a(verb.first, kind):
            yield say(rule, span)
            break
    if verb.fronted:
        yield say("object.fronted", clause.span(*verb.fronted))
    if candidate.kind is Kind.STATED and (verb.promised or _is_foreseen(clause, verb)):
        yield say("stated.promise", span)


def _is_foreseen(clause: Clause, verb: MainVerb) -> bool:
    """Whether 将 or 拟 stands before the verb with more between them: ``财政部将在年内按程序下达``."""
    return verb.fronted is None and any(clause.is_a(i, WordClass.FUTURE) for i in range(1, verb.first))


def _past_year(article: Article, candidate: Candidate) -> Iterator[Evidence]:
    """A year before the article's own that opens the head."""
    if article.dated is None:
        return
    found = _YEAR.match(article.text, candidate.head.start, candidate.head.end)
    if found and int(found[1]) < article.dated.year:
        yield say("achievement.past_year", Span(found.start(1), found.end()))


@lru_cache(maxsize=8)
def _became(lexicon: Lexicon) -> re.Pattern[str]:
    """``基础设施不断完善``, ``项目引进实现新突破``; not ``推动基础设施不断完善`` and ``持续改善``."""
    moves, steadily, became, leaps = (
        lexicon.alternation("clauses", one) for one in ("moves", "steadily", "became", "leaps")
    )
    went = rf"(?:{steadily}{{1,2}}{became}|{leaps}[^，。；：]{{1,4}})"
    return re.compile(rf"(?:(?!{moves})[^，。；：]){{2,24}}?{went}")


def _first_sentence(text: str, span: Span) -> Span:
    found = _SENTENCE.match(text, span.start, span.end)
    return Span(*found.span(1)) if found else Span(span.start, span.start)
