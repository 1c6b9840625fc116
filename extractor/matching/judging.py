"""Evidence for and against each candidate, weighed: measures on one side, rejections on the other.

What the rules say of a candidate alone comes from `evidence`; its list, its document and the tables of
weights are heard here. A candidate's score is the sum of the weights of all rules that speak about it; from
`ACCEPTED` on it is a measure. A numbered item starts with +2, so that only clear evidence rejects it. A
member of a list inside a sentence starts from 0 and needs a verb, a measure's noun or a list whose other
members are measures; a plain sentence starts with -2 and needs a promise besides its verb (domain.md §2.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from extractor.lexicon import Lexicon
from extractor.matching.clauses import Clause
from extractor.matching.evidence import EvidenceCollector
from extractor.matching.items import Judged, Peers, doubt
from extractor.matching.members import (
    ACCEPTED,
    acts,
    opens_with_verbs,
    runs,
    say,
    score,
    with_acts,
    with_faults,
    with_parallels,
    with_persons,
    with_repeats,
    with_series,
    with_topics,
    with_trust,
)
from extractor.matching.statistics import (
    DECISIVE,
    ENUMERATED,
    STATED,
    probability,
    sentence_features,
    weigh,
    weights_of,
)
from extractor.model import Article, Candidate, Evidence, Kind, MarkerStyle, Measure, Rejection, Span
from extractor.numerals import count_pattern, to_int

_FAULT = 80  # code points of a head in which it tells what is wrong
_NO_ORDER = "[求急用]"  # 要求, 应急, 应用
_HARDLY = {"semicolons": -20, MarkerStyle.ORDINAL.value: -22}
"""How members of a list are listed, and the mean sum of weights below which it holds no measures: by tables
learnt without their documents (November 2026), 49 of the 51 labelled members of such lists were none."""


def match(
    article: Article, candidates: Iterable[Candidate], lexicon: Lexicon
) -> tuple[tuple[Measure, ...], tuple[Rejection, ...]]:
    """The candidates that are measures, and the others with what spoke against them; both in the order given.

    Every measure carries the evidence of the candidate and of all rules that spoke, spans in the article.
    """
    judge = _judge(lexicon)
    judged = [*with_parallels([judge.judge(article, candidate) for candidate in candidates])]
    judged = [*with_acts([*with_series(judged)])]
    judged = [*judge.with_likelihood(article, judged)]
    peers = Peers(article, _accepted(judged), lexicon)
    judged = [judge.with_doubt(one, said, peers) for one, said in with_topics(judged)]
    judged = [*with_faults(article.text, judge.fault, judged)]
    judged = [*with_persons(article.text, judge.person, judged)]
    judged = [*with_trust(judged)]
    listed = sum(one.kind is Kind.ENUMERATED and score(said) >= ACCEPTED for one, said in judged)
    judged = [(one, said + judge.announcement(article, one, said, listed)) for one, said in judged]
    judged = with_repeats(article.text, judged)
    measures: list[Measure] = []
    rejections: list[Rejection] = []
    heads: set[Span | None] = {None}
    for candidate, evidence in judged:
        if score(evidence) >= ACCEPTED and candidate.parent in heads:  # a point needs its row
            likely = judge.probability(candidate, evidence, peers)
            measures.append(_measure(article, candidate, evidence, likely))
            heads.add(candidate.head)
        else:
            rejections.append(Rejection(candidate, evidence))
    return tuple(measures), tuple(rejections)


class Seen(NamedTuple):
    """A candidate as the table of plain sentences sees it: ``rules`` are all that speak about the candidate
    as it is listed, ``features`` what is seen in its head read as a plain sentence."""

    candidate: Candidate
    rules: frozenset[str]
    features: tuple[str, ...]


def as_sentences(article: Article, candidates: Iterable[Candidate], lexicon: Lexicon) -> Iterator[Seen]:
    """All candidates on which the table of plain sentences could decide, in order, listed ones among them.

    Left out is what a section or a rule alone turns down.
    """
    judge = _judge(lexicon)
    for candidate in candidates:
        listed = candidate.kind is Kind.ENUMERATED
        plain = Candidate(Kind.STATED, candidate.head, candidate.span, "sentence", role=candidate.role)
        clause, said = judge.read(article, plain if listed else candidate)
        spoken = frozenset(one.rule for one in said)
        if clause and DECISIVE.isdisjoint(spoken):
            features = tuple(feature for feature, _ in sentence_features(clause, (one.rule for one in said)))
            own = judge.read(article, candidate)[1] if listed else said
            yield Seen(candidate, frozenset(one.rule for one in own), features)


def items(
    article: Article, candidates: Iterable[Candidate], lexicon: Lexicon
) -> Iterator[tuple[Candidate, tuple[str, ...]]]:
    """The numbered and listed measures by rules alone, in order, each with its features."""
    judge = _judge(lexicon)
    accepted = _accepted([*with_parallels([judge.judge(article, candidate) for candidate in candidates])])
    peers = Peers(article, accepted, lexicon)
    for candidate, evidence in accepted:
        yield candidate, tuple(peers.features(candidate, evidence))


def _accepted(judged: Iterable[Judged]) -> list[Judged]:
    """The numbered and listed candidates that the evidence makes measures, without the points inside them."""
    return [
        (one, said)
        for one, said in judged
        if one.kind is Kind.ENUMERATED and one.parent is None and score(said) >= ACCEPTED
    ]


def _measure(
    article: Article, candidate: Candidate, evidence: tuple[Evidence, ...], probability: float
) -> Measure:
    return Measure(
        id=_id(article, candidate.head),
        kind=candidate.kind,
        role=candidate.role,
        group=candidate.group,
        marker=candidate.marker,
        head=candidate.head,
        span=candidate.span,
        list_style=candidate.list_style,
        evidence=evidence,
        context=candidate.context,
        fields=candidate.fields,
        parent=_id(article, candidate.parent) if candidate.parent else "",
        probability=probability,
    )


def _id(article: Article, head: Span) -> str:
    return f"{article.id}-{head.start}"


def _launched(lexicon: Lexicon) -> re.Pattern[str]:
    """The end of a lead-in that names what is launched: 推出便民措施：, 规定了多项防控措施：."""
    launch, noun = lexicon.alternation("list_cues", "launch"), lexicon.alternation("count_units", "noun")
    several = lexicon.alternation("list_cues", "several")
    announces = rf"{lexicon.alternation('speakers', 'announces')}[^，。；：]{{0,16}}?{several}"
    return re.compile(rf"(?:{launch}了?|{announces})[^，。；：]{{0,24}}{noun}[：:]$")


def _fault(lexicon: Lexicon) -> re.Pattern[str]:
    """A head that tells what is missing or broken, and does not say then what must or must not be done:
    ``应设避难间的，未设置``, not ``未达标的，应当整改``.
    """
    orders = (lexicon.alternation("openers", "deontic"), lexicon.alternation("actions", "forbid"))
    fault = lexicon.alternation("telling", "fault")
    any_ = rf"[^。；\n]{{0,{_FAULT}}}?"
    return re.compile(rf"{any_}{fault}(?!{any_}(?:{'|'.join(orders)})(?!{_NO_ORDER}))")


def _person(lexicon: Lexicon) -> re.Pattern[str]:
    """A head that is the name of somebody and his offices, in either order; or of several."""
    office = rf"[^，。；：、\n]{{0,24}}?{lexicon.alternation('speech', 'post')}"
    name, note = r"[\u4e00-\u9fff]{2,3}", r"(?:[（(][^（）()\n]{0,24}[）)])?"
    behind = rf"{office}{note}{name}(?:、(?:{office})?{name})*(?=[，。；：、\n]|\Z)"
    before = rf"{name}(?:同志)?[：:，]?{office}{note}(?:、{office}{note})*(?=[，。；：\n]|\Z)"
    return re.compile(rf"(?!{lexicon.alternation('actions')})(?:{behind}|{before})")


@lru_cache(maxsize=4)
def _in_field(lexicon: Lexicon) -> re.Pattern[str]:
    """The beginning of a clause that says in what field something is done: ``在医疗方面，将新建``."""
    before, acts = (
        lexicon.alternation("openers", "adverb", "future", "deontic"),
        lexicon.alternation("actions"),
    )
    return re.compile(rf"在[^，。；：]{{2,24}}方面，(?:(?:重点|主要)是)?{before}{{0,3}}{acts}")


@lru_cache(maxsize=4)
def _judge(lexicon: Lexicon) -> _Judge:
    return _Judge(lexicon)


class _Judge:
    """The rules over one version of the lexicon; built once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._collector = EvidenceCollector(lexicon)
        self._count = count_pattern(lexicon)
        self._launched, self._in_field = _launched(lexicon), _in_field(lexicon)
        self.fault, self.person = _fault(lexicon), _person(lexicon)
        self._contents = re.compile(
            rf"{lexicon.alternation('list_cues', 'contents')}[^，。；：]{{0,6}}[：:]$"
        )
        self._stated, self._enumerated = weights_of(lexicon, STATED), weights_of(lexicon, ENUMERATED)

    def read(self, article: Article, candidate: Candidate) -> tuple[Clause | None, list[Evidence]]:
        """The words of a candidate and what the rules say of it alone (`EvidenceCollector.read`)."""
        return self._collector.read(article, candidate)

    def judge(self, article: Article, candidate: Candidate) -> Judged:
        """A candidate with everything that speaks for and against it alone: rules, and words of sentences."""
        clause, evidence = self.read(article, candidate)
        if clause and candidate.kind is Kind.STATED:
            return candidate, weigh(self._stated, candidate, clause, evidence)
        return candidate, tuple(evidence)

    def announcement(
        self, article: Article, candidate: Candidate, evidence: Iterable[Evidence], listed: int
    ) -> tuple[Evidence, ...]:
        """``市水务局发布二十条举措`` before or behind the twenty: it is told by them (GUIDE rule 8)."""
        if candidate.kind is Kind.STATED and listed > 1:
            for one in evidence:
                found = one.rule == "stated.counts" and self._count.match(article.text, one.span.start)
                if found and to_int(found["number"]) == listed:
                    return (say("stated.announces", one.span),)
        return ()

    def with_likelihood(self, article: Article, judged: Sequence[Judged]) -> Iterator[Judged]:
        """A list in running text whose members, as plain sentences, would hardly be measures holds none.

        Such lists name goods, cases, deeds or principles. Where most members open with a verb, a count
        announces them or their lead-in vows or launches something, the list is believed: the sentences of the
        table are longer than 开设夜校.
        """
        for run in runs(judged):
            if self._are_contents(article.text, run):
                run = [(one, (*said, say("list.contents", one.head))) for one, said in run]
            least = _HARDLY.get(run[0][0].list_style)
            taken = [one for one in run if score(one[1]) >= ACCEPTED]
            counted = 2 * len(taken) >= len(run) and self._is_counted(article, run)
            led_in = self._is_led_in(article.text, run[0][0])
            promised = 2 * len(taken) >= len(run) and led_in
            acting = opens_with_verbs(taken) or self._act_in_fields(article.text, taken)
            sure = len(run) == 1 or not taken or acting or counted or promised
            if least is None or sure:
                yield from run
                continue
            if sum(self._as_sentence(article, one) for one in taken) < least * len(taken):
                run = [(one, (*said, say("list.unlikely", one.head))) for one, said in run]
            yield from run

    def _act_in_fields(self, text: str, run: Sequence[Judged]) -> bool:
        """Whether most members open with their field and a verb: ``在教育方面，新建学校；在医疗方面，…``."""
        acting = (self._in_field.match(text, one.head.start, one.head.end) for one, _ in run)
        return 2 * sum(map(bool, acting)) > len(run)

    def _are_contents(self, text: str, run: Sequence[Judged]) -> bool:
        """Whether a list names what a document deals with: ``以下内容：一是适用范围。二是报送的情形。``."""
        style, lead = run[0][0].list_style, run[0][0].context
        if (
            style != MarkerStyle.ORDINAL
            or lead is None
            or not self._contents.search(text, lead.start, lead.end)
        ):
            return False
        return 2 * sum(acts(said) for _, said in run) <= len(run)

    def _is_led_in(self, text: str, candidate: Candidate) -> bool:
        """Whether a lead-in vows to act, or launches what it names before its colon: ``推出措施：…；…``."""
        lead = candidate.context
        launches = lead is not None and self._launched.search(text, lead.start, lead.end) is not None
        return launches or self._collector.is_vowed(text, candidate)

    def _is_counted(self, article: Article, run: Sequence[Judged]) -> bool:
        """Whether a lead-in counts the sides of just this list: ``从三个方面作出安排。首先是扩资源。…``."""
        style, lead = run[0][0].list_style, run[0][0].context
        if style != MarkerStyle.ORDINAL:  # 检查三个方面：责任落实情况；…
            return False
        counts = self._count.finditer(lead.of(article.text)) if lead else ()
        last = run[-1][0].marker
        return any(last and to_int(one["number"]) in (len(run), last.value) for one in counts)

    def _as_sentence(self, article: Article, judged: Judged) -> int:
        """The sum that the table of plain sentences gives to a member of a list."""
        candidate, said = judged
        clause = self._collector.words(article.text, candidate.head)
        features = sentence_features(clause, (one.rule for one in said))
        return self._stated.sum(feature for feature, _ in features)

    def with_doubt(self, candidate: Candidate, evidence: tuple[Evidence, ...], peers: Peers) -> Judged:
        """An item with what the table says against it, if the rules let it pass and the table does not.

        Lists whose members `with_likelihood` judges as sentences are left to it, and a heading that offers
        measures is believed.
        """
        is_item = candidate.kind is Kind.ENUMERATED and candidate.list_style not in _HARDLY
        is_passed = is_item and not candidate.parent and score(evidence) >= ACCEPTED
        is_offered = any(one.rule == "list.offered" for one in evidence)
        if not is_passed or is_offered or not peers.is_telling(candidate):
            return candidate, evidence
        features = tuple(peers.features(candidate, evidence))
        if self._enumerated.sum(features) >= self._enumerated.threshold:
            return candidate, evidence
        return candidate, (*evidence, doubt(candidate, features, self._enumerated.of))

    def probability(self, candidate: Candidate, evidence: Sequence[Evidence], peers: Peers) -> float:
        """How likely a measure is one, from 0 to 1."""
        if candidate.kind is Kind.STATED:
            return probability(score(evidence) - ACCEPTED + self._stated.threshold)
        return probability(self._enumerated.sum(peers.features(candidate, evidence)))
