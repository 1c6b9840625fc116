"""How likely is a candidate a measure? Integers over what can be seen in it, learnt from labelled documents.

Plain sentences promise in too many ways for rules: 将继续…, 下一步…, a ministry 部署…. A table gives each
thing that can be seen in a sentence a weight: the rules that speak, its words, its first words and their
parts of speech, its length. The weights are added; a sentence whose sum reaches the threshold is a measure,
and the sum is the logarithm of its odds, `SCALE` steps to the unit (logistic regression; budoux keeps its
model so).

The tables stand in ``lexicons/weights`` and are written by ``jucuo train``; a person can read and diff them.
What the sum was made of becomes evidence: each rule with its weight, the heaviest words, the rest in one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from extractor.errors import LexiconError, Problem
from extractor.lexicon import Lexicon
from extractor.matching.clauses import Clause
from extractor.model import Candidate, Evidence, Span

SCALE = 10
"""Steps of a weight in one unit of the logarithm of the odds."""

STATED = "stated"
ENUMERATED = "enumerated"

RULES: Mapping[str, str] = MappingProxyType(
    {
        "words.for": "a word that measures have oftener than other sentences",
        "words.against": "a word that other sentences have oftener than measures",
        "words.others": "all its other words, parts of speech and its length together",
        "words.usual": "how rare measures are among plain sentences, and where the line is drawn",
    }
)
"""What the evidence says that a table gives."""

DECISIVE = frozenset(
    {
        "achievement.past_year",
        "achievement.result",
        "speaker.abroad",
        "speaker.requests",
        "stated.heading",
        "stated.tells",
        "stated.title",
        "text.field",
        "text.matter",
        "text.name",
        "text.principle",
        "text.state",
    }
)
"""Rules behind which hardly a sentence is a measure: too rare to be learnt, they decide alone (of 367 such
sentences of labelled documents, 5 were)."""

DECISIVE_FOR = frozenset({"stated.grants", "stated.vow"})
"""Rules behind which a sentence is a measure unless one of `DECISIVE` speaks: too rare to be learnt too (of
60 sentences of labelled documents that give a sum of money, 48 were)."""

_DECIDES, _DECIDES_FOR = -60, 30
_BIAS, _THRESHOLD = "bias", "threshold"
_SHOWN = 3  # words that become evidence of their own, on either side
_TAGGED, _BEGINNING = 4, 3  # words whose part of speech counts, and words that count as the first ones
_LENGTH, _LONGEST, _MOST_FIGURES = 20, 6, 3
_FIRST_HAN, _LAST_HAN = "\u4e00", "\u9fff"


@dataclass(frozen=True, slots=True)
class Weights:
    """A table: ``of`` maps a feature to its weight; sums from ``threshold`` on are measures."""

    bias: int
    threshold: int
    of: Mapping[str, int]

    def sum(self, features: Iterable[str]) -> int:
        """The weight of a candidate that has these features."""
        return self.bias + sum(self.of.get(feature, 0) for feature in features)


def probability(total: int) -> float:
    """What a sum of weights says: how likely it is a measure, from 0 to 1.

    >>> [round(probability(total), 2) for total in (-20, 0, 20)]
    [0.12, 0.5, 0.88]
    """
    return 1 / (1 + math.exp(-max(-600, min(600, total)) / SCALE))


def odds(likely: float) -> int:
    """The sum of weights that says a probability between 0 and 1.

    >>> odds(0.5), odds(0.12)
    (0, -20)
    """
    return round(SCALE * math.log(likely / (1 - likely)))


def sentence_features(clause: Clause, rules: Iterable[str]) -> Iterator[tuple[str, int]]:
    """What can be seen in a plain sentence: features, each once, and the place of its word (0: no word's).

    ``rule:`` a rule that speaks, ``word:`` a word, ``begins:`` one of the first three, ``first:`` the first,
    ``tag1:`` to ``tag4:`` the parts of speech of the first four, ``length:`` in twenties of characters,
    ``figures:`` how many words are numbers.
    """
    seen = set()
    for feature, place in _all_features(clause, rules):
        if feature not in seen:
            seen.add(feature)
            yield feature, place


def _all_features(clause: Clause, rules: Iterable[str]) -> Iterator[tuple[str, int]]:
    yield from ((f"rule:{rule}", 0) for rule in rules)
    words = clause.words[1:-1]
    places = [place if _FIRST_HAN <= word[0] <= _LAST_HAN else 0 for place, word in enumerate(words, 1)]
    yield from ((f"word:{word}", place) for word, place in zip(words, places, strict=True) if place)
    for word, place in zip(words[:_BEGINNING], places, strict=False):
        yield f"begins:{word}", place
    if words:
        yield f"first:{words[0]}", places[0]
    for place, tag in enumerate(clause.tags[1 : min(_TAGGED, len(words)) + 1], start=1):
        yield f"tag{place}:{tag}", 0
    length = clause.ends[-1] - clause.starts[0]
    yield f"length:{min(_LONGEST, length // _LENGTH)}", 0
    yield f"figures:{min(_MOST_FIGURES, sum(tag == 'm' for tag in clause.tags))}", 0


def weigh(
    weights: Weights, candidate: Candidate, clause: Clause, evidence: Iterable[Evidence]
) -> tuple[Evidence, ...]:
    """The evidence of a plain sentence, weighed by the table: it sums up to 1 or more for a measure."""
    said = list({one.rule: one for one in evidence}.values())
    given = {f"rule:{one.rule}": one for one in said}
    rest, words = 0, []
    for feature, place in sentence_features(clause, (one.rule for one in said)):
        weight = weights.of.get(feature, 0)
        if feature in given or not weight:
            continue
        if place:
            words.append((weight, place))
        else:
            rest += weight
    shown = _heaviest(words)
    rest += sum(weight for weight, _ in words) - sum(weight for weight, _ in shown)
    usual = weights.bias - weights.threshold + 1
    return (
        *(Evidence(one.rule, one.span, _weight(weights, name, one.rule)) for name, one in given.items()),
        *(_word(weight, clause.span(place, place + 1)) for weight, place in shown),
        Evidence("words.others", candidate.head, rest),
        Evidence("words.usual", candidate.head, usual),
    )


def _weight(weights: Weights, feature: str, rule: str) -> int:
    if rule in DECISIVE_FOR:
        return _DECIDES_FOR
    return _DECIDES if rule in DECISIVE else weights.of.get(feature, 0)


def _heaviest(words: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The heaviest words on either side: all features of one word are one weight."""
    of_place: dict[int, int] = {}
    for weight, place in words:
        of_place[place] = of_place.get(place, 0) + weight
    ranked = sorted(
        ((weight, place) for place, weight in of_place.items()), key=lambda one: (-one[0], one[1])
    )
    best = [one for one in ranked if one[0] > 0][:_SHOWN]
    worst = [one for one in ranked if one[0] < 0][-_SHOWN:]
    return best + worst


def _word(weight: int, span: Span) -> Evidence:
    return Evidence("words.for" if weight > 0 else "words.against", span, weight)


def weights_of(lexicon: Lexicon, name: str) -> Weights:
    """A table of a lexicon; one without weights where the lexicon has none. Raises `LexiconError`."""
    return read_weights(lexicon.weights[name]) if name in lexicon.weights else Weights(0, 0, {})


@lru_cache(maxsize=8)
def read_weights(path: Path) -> Weights:
    """Read a table. Raises `LexiconError` with its file and line where it is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError((Problem(path, 0, 0, f"cannot be read ({error}); run jucuo train"),)) from error
    values: dict[str, int] = {}
    problems = []
    for number, line in enumerate(lines, start=1):
        feature, tab, weight = line.partition("\t")
        if line.startswith("#") or (feature, weight) == ("feature", "weight"):
            continue
        try:
            values[feature] = int(weight)
        except ValueError:
            reason = "needs a feature, a tab and a whole number; run jucuo train again"
            problems.append(Problem(path, number, len(feature) + 1 + bool(tab), reason))
    if not problems and not {_BIAS, _THRESHOLD} <= values.keys():
        problems.append(Problem(path, 0, 0, "has no bias or no threshold; run jucuo train again"))
    if problems:
        raise LexiconError(tuple(problems))
    return Weights(values.pop(_BIAS), values.pop(_THRESHOLD), MappingProxyType(values))


def show_weights(weights: Weights, remarks: Iterable[str]) -> str:
    """The text of a table: remarks, the bias, the threshold, then the features in alphabetical order."""
    head = [f"# {remark}" for remark in remarks]
    rows = [(_BIAS, weights.bias), (_THRESHOLD, weights.threshold), *sorted(weights.of.items())]
    return "\n".join([*head, "feature\tweight", *(f"{name}\t{weight}" for name, weight in rows)]) + "\n"
