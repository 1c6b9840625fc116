"""Asks every rule of words where in a clause it speaks.

A rule is asked only where the clause has a word of the class that it ``needs``, so that the Matcher sees few
clauses.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import NamedTuple

from extractor.matching.clauses import Clause, WordClass
from extractor.matching.patterns import Patterns
from extractor.matching.rules import RULES


class Hit(NamedTuple):
    """A place where a rule of words speaks: words ``first`` to before ``after`` of a clause."""

    rule: str
    first: int
    after: int


class Finder:
    """All rules of words over one lexicon's classes."""

    def __init__(self, classes: Mapping[str, WordClass]) -> None:
        self._simple = [(rule.id, rule.needs._value_, rule.finds) for rule in RULES if rule.finds]
        self._needs = reduce(or_, (rule.needs._value_ for rule in RULES if rule.patterns))
        self._patterns = Patterns({rule.id: rule.patterns for rule in RULES if rule.patterns}, classes)

    def hits(self, clause: Clause) -> list[Hit]:
        """Where the rules of words speak, in the order of the clause."""
        found = [
            Hit(rule, first, after)
            for rule, needs, find in self._simple
            if clause.kinds & needs
            for first, after in find(clause)
        ]
        if clause.kinds & self._needs:
            found += [Hit(*match) for match in self._patterns.matches(clause)]
        return sorted(found, key=lambda hit: (hit.after, hit.first))
