"""Counts of what is right, and the figures made of them.

Only counts are kept, so that figures of documents add up to those of a genre and of all; precision, recall
and F1 are made when somebody looks. Where nothing was labelled and nothing found, precision and recall are 1.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeAlias

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Score:
    """Found things against labelled ones: ``right`` are both, ``n`` is the number of labelled ones."""

    right: int = 0
    found: int = 0
    n: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.found + other.found, self.n + other.n)

    @property
    def precision(self) -> float:
        """How much of what was found is right."""
        return self.right / self.found if self.found else float(not self.n)

    @property
    def recall(self) -> float:
        """How much of what is labelled was found."""
        return self.right / self.n if self.n else float(not self.found)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def values(self) -> dict[str, float]:
        """The figures by their short names."""
        return {"p": self.precision, "r": self.recall, "f1": self.f1, "n": self.n}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of ``n`` things are right."""

    right: int = 0
    n: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.n + other.n)

    @property
    def share(self) -> float:
        """The right ones among all; 0 where there are none."""
        return self.right / self.n if self.n else 0.0

    def values(self) -> dict[str, float]:
        """The figures by their short names."""
        return {"share": self.share, "n": self.n}


Figure: TypeAlias = Score | Share


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is counted in one document, or in many.

    Heads are exact when they are equal but for white space, width and edge punctuation, and loose when they
    start with the same characters. The others look at the enumerated rows with loosely equal heads:
    ``group``, ``number`` and ``role`` say how many values are equal; of ``bodies`` (role and name), ``names``
    (of bodies) and ``deadline`` each member counts. ``counts`` looks at the documents that announce how many
    measures they have and list them all: in how many of them this number was found.
    """

    enumerated_head_exact: Score = Score()
    enumerated_head_loose: Score = Score()
    stated_head_exact: Score = Score()
    stated_head_loose: Score = Score()
    group: Share = Share()
    number: Share = Share()
    role: Share = Share()
    bodies: Score = Score()
    names: Score = Score()
    deadline: Score = Score()
    counts: Share = Share()

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    def by_name(self) -> dict[str, Figure]:
        """Each figure under its name in words: ``enumerated head exact``."""
        return {field.name.replace("_", " "): getattr(self, field.name) for field in fields(self)}

    def values(self) -> dict[str, dict[str, float]]:
        """All figures by their names."""
        return {name: figure.values() for name, figure in self.by_name().items()}

    def since(self, before: Figures) -> dict[str, dict[str, float]]:
        """What each figure has gained since ``before``, negative where it has lost, rounded."""
        older = before.values()
        return {
            name: rounded({key: value - older[name][key] for key, value in values.items()})
            for name, values in self.values().items()
        }


def rounded(values: dict[str, float]) -> dict[str, float]:
    """The same figures as people compare them."""
    return {name: round(value, DIGITS) for name, value in values.items()}
