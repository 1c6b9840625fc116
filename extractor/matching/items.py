"""What can be seen of a numbered or listed candidate, of its list and of its document?

Rules judge an item by its own words. Whether a list holds measures at all shows in its company as well: an
essay, a tender and the profile of a county number their paragraphs like a plan does, but few of their items
open with a verb, and nobody is told to do them. These things are features of a table of weights
(`extractor.matching.statistics`); an item whose sum stays below the threshold of the table is turned down,
and the evidence says what weighed most against it. An item with hardly any company is left to the rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

from extractor.lexicon import Lexicon
from extractor.model import Article, Candidate, Evidence

Judged: TypeAlias = tuple[Candidate, tuple[Evidence, ...]]

RULES: Mapping[str, str] = MappingProxyType(
    {
        "unlikely.document": "few items of its document open with a verb",
        "unlikely.list": "its list is of a kind that seldom holds measures, as few members open with a verb",
        "unlikely.words": "it says neither who shall do it nor that anybody shall",
    }
)
"""What speaks against an item by the company that it keeps: the heaviest of three sorts of features."""

_FAMILIES = {
    "unlikely.document": ("acting", "rows"),
    "unlikely.list": ("style", "role", "members", "opening", "grouped"),
    "unlikely.words": ("rule", "head", "ordered", "charged"),
}
_AGAINST = -20  # outweighs whatever its words say
_VERBS = frozenset(
    {"action.verb", "action.modal", "action.disposal", "action.forbid", "action.grant", "action.permit"}
)
_QUARTERS, _MOST, _LENGTH, _DOUBLINGS = 4, 8, 8, 6
_SEVERAL = 3  # members of a list that is known by its company
_BEGINNING = 80  # code points in which 应当 or 鼓励 stands


class Peers:
    """How the items of one article are listed together: how many, and how many of them open with a verb."""

    def __init__(self, article: Article, items: Sequence[Judged], lexicon: Lexicon) -> None:
        self.text = article.text
        self.words = _words(lexicon)
        self.members = Counter(_list_of(one) for one, _ in items)
        self.acting = Counter(_list_of(one) for one, said in items if _acts(said))
        self.all_members, self.all_acting = self.members.total(), self.acting.total()

    def is_telling(self, candidate: Candidate) -> bool:
        """Whether enough others stand in its list to know it by them."""
        return self.members[_list_of(candidate)] >= _SEVERAL

    def features(self, candidate: Candidate, evidence: Iterable[Evidence]) -> Iterator[str]:
        """``rule:``, ``style:``, ``role:`` of the item; ``head:`` its length in eights of code points;
        ``ordered:`` and ``charged:`` whether 应当 or 鼓励, 牵头 or 负责 stands in it; ``grouped:`` whether it
        has a group; ``members:`` and ``opening:`` how many its list has, and which quarter opens with a verb;
        ``rows:`` and ``acting:`` how many rows the document has (doublings), and which quarter of all opens
        with a verb."""
        span = candidate.span
        ordered = self.words.ordered.search(self.text, span.start, min(span.end, span.start + _BEGINNING))
        charged = self.words.charged.search(self.text, span.start, span.end)
        key = _list_of(candidate)
        yield from (f"rule:{rule}" for rule in dict.fromkeys(one.rule for one in evidence))
        yield f"style:{candidate.list_style}"
        yield f"role:{candidate.role.value}"
        yield f"head:{min(_MOST, len(candidate.head) // _LENGTH)}"
        yield f"ordered:{'yes' if ordered else 'no'}"
        yield f"charged:{'yes' if charged else 'no'}"
        yield f"grouped:{'yes' if candidate.group else 'no'}"
        yield f"members:{min(_MOST, self.members[key])}"
        yield f"opening:{_quarter(self.acting[key], self.members[key])}"
        yield f"rows:{min(_DOUBLINGS, self.all_members.bit_length())}"
        yield f"acting:{_quarter(self.all_acting, self.all_members)}"


def doubt(candidate: Candidate, features: Iterable[str], weights: Mapping[str, int]) -> Evidence:
    """The evidence against an item that the table holds for none: the sort of features that weighs most."""
    seen = tuple(features)

    def weight(rule: str) -> int:
        return sum(weights.get(one, 0) for one in seen if one.partition(":")[0] in _FAMILIES[rule])

    return Evidence(min(_FAMILIES, key=weight), candidate.head, _AGAINST)


def _list_of(candidate: Candidate) -> tuple[str, tuple[str, ...]]:
    """Items listed alike in one group are one list."""
    return candidate.list_style, tuple(label.text for label in candidate.group)


def _acts(evidence: Iterable[Evidence]) -> bool:
    return any(one.rule in _VERBS for one in evidence)


def _quarter(part: int, whole: int) -> int:
    return _QUARTERS * part // whole if whole else 0


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that a lexicon gives: built once for each."""

    ordered: re.Pattern[str]
    charged: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    orders = (
        lexicon.alternation("openers", "deontic", "future"),
        lexicon.alternation("actions", "permit", "forbid"),
    )
    return _Words(
        ordered=re.compile("|".join(orders)),
        charged=re.compile(lexicon.alternation("responsibility", "lead", "responsible")),
    )
