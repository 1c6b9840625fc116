"""What members of one list say about one another, and sentences that stand twice about themselves.

A candidate is judged by its own words first (`judging`); then most members decide for the few that have
neither a verb nor a noun of a measure, that open with a spirit, or that sound done.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from extractor.matching.items import RULES, Judged
from extractor.matching.rules import weight
from extractor.matching.styles import HEADED, INLINE, LISTED, OUTLINES, POINTS
from extractor.model import Candidate, Evidence, Kind, MarkerStyle, Span

ACCEPTED = 1
"""The sum of weights from which on a candidate is a measure."""
WEAK = frozenset({"text.topic", "text.bare", "text.doubtful"})
"""What stands against a candidate that has neither a verb nor a noun of a measure."""
PAST = frozenset({"achievement.past", "achievement.past_time", "achievement.result"})
"""What stands against one that sounds done."""

_LONG_RUN = 4  # members of a list of which half are enough
_LONG_SERIES = 5  # numbers that run through chapters, so that they speak for one another
OPENING = frozenset({"action.verb", "action.modal", "action.after_frame", "action.disposal"})
"""What speaks for a candidate that opens with a verb."""

_SEVERAL = 3  # members of a list that shows what they are
_JOINT = 8  # code points between two members of one list in a sentence: ；同时，
_OPENED = frozenset({"action.verb", "list.announced"})
_SPIRIT = "text.principle"


def score(evidence: Iterable[Evidence]) -> int:
    """The sum of the weights."""
    return sum(one.weight for one in evidence)


def say(rule: str, span: Span) -> Evidence:
    """The evidence of a rule for a stretch of the text, with the weight of the rule."""
    return Evidence(rule, span, weight(rule))


def with_parallels(judged: Sequence[Judged]) -> Iterator[Judged]:
    """Members without a verb or a noun are taken for measures where most members of their list are.

    Numbered topics need neighbours with a verb: a county profile numbers its products too. Of many sides
    (一是…四是) half are enough; 一方面 and 另一方面 often weigh something.
    """
    for run in runs(judged):
        plain = [not _is_weak(evidence) for _, evidence in run]
        speaking = plain
        if run[0][0].list_style in HEADED - POINTS:
            speaking = [_has_verb(evidence) for _, evidence in run]
        half = run[0][0].list_style == MarkerStyle.ORDINAL and len(run) >= _LONG_RUN
        most = len(run) > 1 and 2 * sum(speaking) >= len(run) + (not half)
        for (candidate, evidence), strong in zip(run, plain, strict=True):
            if most and not strong:
                evidence = _as_parallel(candidate, evidence)
            yield candidate, evidence


def _as_parallel(candidate: Candidate, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence of a candidate that lacks a verb or a noun, once its neighbours speak for it."""
    kept = tuple(one for one in evidence if one.rule not in WEAK)
    return (*kept, say("list.parallel", candidate.head))


def with_topics(judged: Sequence[Judged]) -> Iterator[Judged]:
    """Numbered topics of which most are nothing but that are all none, unless one opens with a verb.

    Of kinds of cases one may hold a word that is a verb elsewhere: ``1.个人信息类；2.假冒仿冒类；3.其他类``.
    """
    for run in runs(judged):
        first = run[0][0]
        if len(run) >= _SEVERAL and first.list_style in HEADED and first.parent is None:
            weak = [_is_weak(said) for _, said in run]
            if 2 * sum(weak) > len(run):
                run = [one if plain else _as_topic(*one) for one, plain in zip(run, weak, strict=True)]
        yield from run


def _as_topic(candidate: Candidate, evidence: tuple[Evidence, ...]) -> Judged:
    """A member of a list of topics with what that says against it, unless it opens with a verb."""
    opens = _holds(evidence, OPENING)
    return candidate, evidence if opens else (*evidence, say("list.topics", candidate.head))


def with_faults(text: str, fault: re.Pattern[str], judged: Sequence[Judged]) -> Iterator[Judged]:
    """A numbered list half of whose members tell what is missing or broken asks for nothing: ``1.消防泵房未
    张贴标识；2.指示标志缺失；3.堆放杂物``.
    """
    return _with_common(text, fault, "list.faults", POINTS, judged)


def with_persons(text: str, person: re.Pattern[str], judged: Sequence[Judged]) -> Iterator[Judged]:
    """A list half of whose members name somebody by an office says who is there, or who looks after what:
    ``一、张某某党组书记、局长。二、李某某副局长。``.
    """
    return _with_common(
        text, person, "list.persons", (OUTLINES - {MarkerStyle.ARTICLE.value}) | LISTED, judged
    )


def _with_common(
    text: str, pattern: re.Pattern[str], rule: str, styles: Collection[str], judged: Sequence[Judged]
) -> Iterator[Judged]:
    """What a rule says against all members of a list of which half begin with what a pattern finds."""
    for run in runs(judged):
        if len(run) >= _SEVERAL and run[0][0].list_style in styles:
            found = sum(pattern.match(text, one.head.start, one.head.end) is not None for one, _ in run)
            if 2 * found >= len(run):
                run = [(one, (*said, say(rule, one.head))) for one, said in run]
        yield from run


def with_series(judged: Sequence[Judged]) -> Iterator[Judged]:
    """Topics are taken for measures where numbers run through chapters, most of whose items are measures.

    The chapter alone may hold too few of them: ``4．创业初始阶段支持``, first of two in a series of thirty.
    """
    sure: set[Span] = set()
    for series in _series(judged):
        taken = sum(score(said) >= ACCEPTED and not _is_weak(said) for _, said in series)
        is_through = len({one.group for one, _ in series}) > 1
        if is_through and len(series) >= _LONG_SERIES and 3 * taken >= 2 * len(series):
            sure |= {one.head for one, _ in series}
    for candidate, said in judged:
        yield candidate, _as_parallel(candidate, said) if candidate.head in sure and _is_weak(said) else said


def _series(judged: Sequence[Judged]) -> Iterator[list[Judged]]:
    """Numbers of one style that count on by one, whatever headings stand between them."""
    open_: dict[str, list[Judged]] = {}
    for one in judged:
        candidate = one[0]
        if candidate.context is None and candidate.list_style in HEADED and candidate.marker:
            series = open_.setdefault(candidate.list_style, [])
            if series and candidate.marker.value != _value(series[-1]) + 1:
                yield series
                series = open_[candidate.list_style] = []
            series.append(one)
    yield from open_.values()


def _value(judged: Judged) -> int:
    marker = judged[0].marker
    return marker.value if marker else 0


def with_acts(judged: Sequence[Judged]) -> Iterator[Judged]:
    """Members that open with a spirit and act (坚持不懈抓好…) count where most of their list only acts.

    What is told as done counts where most of an announced list is taken (``设置了…；构建了…``).
    """
    for run in runs(judged):
        is_inline = run[0][0].list_style in INLINE
        few_spirits = is_inline and 2 * sum(_holds(said, {_SPIRIT}) for _, said in run) < len(run)
        taken = [said for _, said in run if score(said) >= ACCEPTED and _holds(said, {"list.announced"})]
        done = is_inline and 2 * len(taken) > len(run) and any(_holds(said, PAST) for said in taken)
        for candidate, said in run:
            if few_spirits and _has_verb(said):
                said = tuple(one for one in said if one.rule != _SPIRIT)
            if done and score(said) < ACCEPTED:
                said = tuple(one for one in said if one.rule not in PAST)
            yield candidate, said


def with_trust(judged: Sequence[Judged]) -> Iterator[Judged]:
    """An item with nothing but its company against it is believed where most of its list are measures."""
    for run in runs(judged):
        if any(_holds(said, RULES) for _, said in run):
            taken = sum(score(said) >= ACCEPTED for _, said in run)
            if 2 * taken > len(run):
                run = [(candidate, _without_doubt(said)) for candidate, said in run]
        yield from run


def _without_doubt(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence without what speaks against the company of an item, if nothing else is against it."""
    against = {one.rule for one in evidence if one.weight < 0}
    return tuple(one for one in evidence if one.rule not in RULES) if against <= RULES.keys() else evidence


def with_repeats(text: str, judged: Sequence[Judged]) -> list[Judged]:
    """A plain sentence that stands again below, as that of a summary does, counts there (GUIDE rule 8)."""
    below: set[str] = set()
    kept: list[Judged] = []
    for candidate, said in reversed(judged):
        if candidate.kind is Kind.STATED and score(said) >= ACCEPTED:
            words = "".join(candidate.head.of(text).split())
            said = (*said, say("stated.repeated", candidate.head)) if words in below else said
            below.add(words)
        kept.append((candidate, said))
    return kept[::-1]


def _holds(evidence: tuple[Evidence, ...], rules: Collection[str]) -> bool:
    """Whether one of some rules spoke."""
    return any(one.rule in rules for one in evidence)


def opens_with_verbs(run: Sequence[Judged]) -> bool:
    """Whether most members open like measures, or a count announces them."""
    return 2 * sum(any(one.rule in _OPENED for one in said) for _, said in run) > len(run)


def _has_verb(evidence: tuple[Evidence, ...]) -> bool:
    """Whether a verb speaks for a candidate, in its head or in its body."""
    return any(one.rule.startswith("action.") for one in evidence)


def acts(evidence: Iterable[Evidence]) -> bool:
    """Whether a known verb speaks for a candidate, in its head."""
    return any(one.rule in ("action.verb", "action.modal", "action.later") for one in evidence)


def _is_weak(evidence: tuple[Evidence, ...]) -> bool:
    """Whether nothing but the lack of a verb or a noun stands against a candidate."""
    return any(one.rule in WEAK for one in evidence)


def runs(judged: Sequence[Judged]) -> Iterator[list[Judged]]:
    """Runs of neighbours that were listed in the same way in the same place."""
    run: list[Judged] = []
    for one in judged:
        if run and not _continues(run[-1][0], one[0]):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _continues(before: Candidate, after: Candidate) -> bool:
    same = (before.list_style, before.context, before.group) == (after.list_style, after.context, after.group)
    if same and before.marker and after.marker and before.marker.value:
        return after.marker.value > before.marker.value
    is_bare = before.context is None and before.marker is None and before.list_style in INLINE
    if is_bare and after.head.start - before.span.end > _JOINT:
        return False  # another list in the same paragraph
    return same and before.kind is Kind.ENUMERATED
