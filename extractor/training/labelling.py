"""Labels without a reader: rules that say measure, no measure or nothing, and how far they are trusted.

Each rule looks at what stands around a candidate or at its grammar, never at the table of weights that is
learnt from its labels: a number of an outline in a section that holds measures speaks for one, an
achievement, somebody's words or an article on other states against. How often a rule is right is counted on
human labels; a rule that is right too seldom (`TRUSTED`), or that was hardly ever checked, has no vote. The
votes on a candidate are added, each with the logarithm of its rule's odds; the sum must be as sure as one
trusted rule, or the candidate gets no label (the weighted majority of data programming; Ratner et al. 2016).

Sections that hold no measures give no labels: the table never decides on what stands in them, and a closing
article (本办法自…起施行) speaks like any other.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from extractor.lexicon import Lexicon
from extractor.matching import Seen
from extractor.model import Article, Candidate, Kind, MarkerStyle, Role

TRUSTED = 0.9
"""The share of human labels that a rule must meet to have a vote. To say no of every plain sentence would be
right in 87 %, so no rule is trusted for the rarity of measures alone."""

SEEN_IN = 3
"""Labelled documents in which a rule must have spoken to be trusted."""

_OUTLINE = frozenset({MarkerStyle.HAN_PAREN.value, MarkerStyle.DECIMAL.value, MarkerStyle.DIGIT_PAREN.value})
_NUMBERED = _OUTLINE | {MarkerStyle.ARTICLE.value}
_OPENS = frozenset({"action.verb", "action.modal", "action.after_frame", "action.disposal"})
_PAST = frozenset(
    {"achievement.past", "achievement.past_time", "achievement.result", "achievement.past_year"}
)
_PROMISES = frozenset(
    {"stated.promise", "stated.body", "stated.document", "stated.chain", "stated.counts", "action.modal"}
)
_SPEAKERS = frozenset({"speaker.says", "speaker.urges"})
_ABOUT_ACTS = ("action.", "noun.", "stated.promise", "stated.document")
_QUOTES = "“「『‘"


@dataclass(frozen=True, slots=True)
class View:
    """What a labelling rule may look at: a candidate, the rules that speak about it (`extractor.matching`)
    and about the plain sentence before it, its article, and whether that tells of other states."""

    candidate: Candidate
    rules: frozenset[str]
    before: frozenset[str]
    article: Article
    is_first: bool
    is_abroad: bool

    @property
    def is_plain(self) -> bool:
        """Whether it is a plain sentence, and no item."""
        return self.candidate.kind is Kind.STATED

    @property
    def style(self) -> str:
        """How it is listed."""
        return self.candidate.list_style

    def has(self, rules: frozenset[str]) -> bool:
        """Whether one of these rules speaks about it."""
        return not rules.isdisjoint(self.rules)


@dataclass(frozen=True, slots=True)
class LabellingRule:
    """A rule that votes ``measure`` where it speaks, or no measure; elsewhere it says nothing."""

    id: str
    says: str
    measure: bool
    speaks: Callable[[View], bool]


def _opens(view: View) -> bool:
    return view.has(_OPENS) and not view.has(_PAST)


def _promises(view: View) -> bool:
    return view.is_plain and not view.has(_PAST | _SPEAKERS)


RULES: tuple[LabellingRule, ...] = (
    LabellingRule(
        "item.article",
        "is an article (第四条) of a law or a list of measures",
        True,
        lambda view: view.style == MarkerStyle.ARTICLE,
    ),
    LabellingRule(
        "item.outline",
        "is numbered in an outline（（一）, 1.1）and opens like an action",
        True,
        lambda view: view.style in _OUTLINE and _opens(view),
    ),
    LabellingRule(
        "item.safeguard",
        "is an item of a section on organisation and support",
        True,
        lambda view: not view.is_plain and view.candidate.role is Role.SAFEGUARD,
    ),
    LabellingRule(
        "item.announced",
        "is a member of a list that a count announces",
        True,
        lambda view: "list.announced" in view.rules,
    ),
    LabellingRule(
        "item.action",
        "is numbered or listed in another way and opens like an action",
        True,
        lambda view: not view.is_plain and view.style not in _NUMBERED and _opens(view),
    ),
    LabellingRule(
        "sentence.document",
        "says what a document lays down",
        True,
        lambda view: _promises(view) and "stated.document" in view.rules,
    ),
    LabellingRule(
        "sentence.goes_on",
        "follows such a sentence and promises or opens like an action",
        True,
        lambda view: (
            _promises(view) and "stated.document" in view.before and view.has(_PROMISES | {"action.verb"})
        ),
    ),
    LabellingRule(
        "sentence.body",
        "says what a body will or must do",
        True,
        lambda view: _promises(view) and "stated.body" in view.rules,
    ),
    LabellingRule(
        "sentence.chain",
        "is a chain of clauses that each open with a verb",
        True,
        lambda view: _promises(view) and "stated.chain" in view.rules,
    ),
    LabellingRule(
        "sentence.past",
        "tells of what is done, and promises nothing",
        False,
        lambda view: view.is_plain and view.has(_PAST) and not view.has(_PROMISES),
    ),
    LabellingRule(
        "sentence.urged",
        "reports what a speaker urges",
        False,
        lambda view: view.is_plain and "speaker.urges" in view.rules,
    ),
    LabellingRule(
        "sentence.said",
        "reports what somebody says",
        False,
        lambda view: view.is_plain and "speaker.says" in view.rules,
    ),
    LabellingRule(
        "sentence.quoted",
        "stands in quotation marks",
        False,
        lambda view: view.is_plain and _is_quoted(view),
    ),
    LabellingRule(
        "sentence.idle",
        "has no word that acts, promises or names a measure",
        False,
        lambda view: view.is_plain and not any(rule.startswith(_ABOUT_ACTS) for rule in view.rules),
    ),
    LabellingRule(
        "article.opening",
        "opens its article, which tells the background, and promises nothing",
        False,
        lambda view: view.is_plain and view.is_first and not view.has(_PROMISES),
    ),
    LabellingRule(
        "article.abroad",
        "stands in an article on other states or diplomacy",
        False,
        lambda view: view.is_plain and view.is_abroad,
    ),
)

_BY_ID: Mapping[str, LabellingRule] = MappingProxyType({rule.id: rule for rule in RULES})


def _is_quoted(view: View) -> bool:
    start = view.candidate.head.start
    return start > 0 and view.article.text[start - 1] in _QUOTES


class Labeller:
    """The labelling rules over the candidates of one article, which are given in their order."""

    def __init__(self, article: Article, lexicon: Lexicon) -> None:
        self._article = article
        self._is_abroad = bool(_abroad(lexicon).search(article.text))
        self._before: frozenset[str] | None = None

    def rules(self, seen: Seen) -> tuple[str, ...]:
        """The ids of the rules that speak about the next candidate."""
        view = View(
            seen.candidate,
            seen.rules,
            self._before or frozenset(),
            self._article,
            self._before is None,
            self._is_abroad,
        )
        self._before = seen.rules
        return tuple(rule.id for rule in RULES if rule.speaks(view))


@lru_cache(maxsize=8)
def _abroad(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.alternation("speakers", "abroad"))


class Judged(Protocol):
    """A candidate with a human label and the rules that speak about it."""

    @property
    def document(self) -> str: ...  # noqa: D102
    @property
    def is_measure(self) -> bool: ...  # noqa: D102
    @property
    def rules(self) -> tuple[str, ...]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Tally:
    """How a rule does. On candidates without labels: on how many it ``speaks``, on how many of these others
    speak too (``overlaps``) and one of them says the contrary (``conflicts``). On human labels: how many it
    ``checked``, in how many ``documents``, and how many it got ``right``."""

    rule: LabellingRule
    speaks: int
    overlaps: int
    conflicts: int
    checked: int
    documents: int
    right: int

    @property
    def accuracy(self) -> float:
        """How often it is right, with one right and one wrong answer added: a rule that was hardly checked
        stays near the half."""
        return (self.right + 1) / (self.checked + 2)

    @property
    def is_trusted(self) -> bool:
        """Whether it has a vote."""
        return self.accuracy >= TRUSTED and self.documents >= SEEN_IN


def tally(labelled: Iterable[Judged], spoken: Iterable[Sequence[str]] = ()) -> tuple[Tally, ...]:
    """Count each rule on human labels, and on the rules ``spoken`` about candidates without any."""
    checked, right = Counter[str](), Counter[str]()
    documents: dict[str, set[str]] = defaultdict(set)
    for sample in labelled:
        for rule in sample.rules:
            checked[rule] += 1
            right[rule] += _BY_ID[rule].measure == sample.is_measure
            documents[rule].add(sample.document)
    speaks, overlaps, conflicts = Counter[str](), Counter[str](), Counter[str]()
    for rules in spoken:
        sides = {_BY_ID[rule].measure for rule in rules}
        for rule in rules:
            speaks[rule] += 1
            overlaps[rule] += len(rules) > 1
            conflicts[rule] += len(sides) > 1
    return tuple(
        Tally(
            rule,
            speaks[rule.id],
            overlaps[rule.id],
            conflicts[rule.id],
            checked[rule.id],
            len(documents[rule.id]),
            right[rule.id],
        )
        for rule in RULES
    )


def votes(tallies: Iterable[Tally]) -> Mapping[str, float]:
    """The vote of each trusted rule: the logarithm of its odds, positive for a measure, negative against."""
    return {
        one.rule.id: _odds(one.accuracy) * (1 if one.rule.measure else -1)
        for one in tallies
        if one.is_trusted
    }


def label(rules: Iterable[str], weights: Mapping[str, float]) -> bool | None:
    """What the rules that speak say together: a measure, none, or nothing sure (``None``).

    >>> weights = {"item.article": 3.0, "sentence.past": -2.5}
    >>> label(["item.article"], weights), label(["sentence.past"], weights)
    (True, False)
    >>> label(["item.article", "sentence.past"], weights)
    """
    total = sum(weights.get(rule, 0.0) for rule in rules)
    return total > 0 if abs(total) >= _odds(TRUSTED) else None


def _odds(share: float) -> float:
    return math.log(share / (1 - share))
