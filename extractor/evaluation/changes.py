"""Two tables of the same labelled documents: what the newer one has won and lost.

A row is gained when the older table has no row of the same kind with an equal head in the same document, and
lost the other way round; it is right when it is labelled. Whoever has changed a word wants many rows gained
right and lost wrong, and none gained wrong or lost right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.evaluation.comparing import Comparison, Report, exact, pair
from extractor.evaluation.labels import Entry


@dataclass(frozen=True, slots=True)
class Change:
    """A row that only one of two tables has, and whether it is labelled."""

    document: str
    entry: Entry
    gained: bool
    right: bool

    @property
    def name(self) -> str:
        """``gained right``, ``gained wrong``, ``lost right`` or ``lost wrong``."""
        return f"{'gained' if self.gained else 'lost'} {'right' if self.right else 'wrong'}"


NAMES = ("gained right", "gained wrong", "lost right", "lost wrong")


def compare(before: Report, after: Report) -> tuple[Change, ...]:
    """The rows that only one of two reports on the same labels has, document by document."""
    both = zip(before.comparisons, after.comparisons, strict=True)
    return tuple(change for old, new in both for change in _changes(old, new))


def describe_changes(before: Report, after: Report) -> dict[str, object]:
    """How many rows were gained and lost, the difference of each figure and the older figures, for JSON."""
    numbers = Counter(change.name for change in compare(before, after))
    difference = after.figures.since(before.figures)
    return {**{name: numbers[name] for name in NAMES}, "difference": difference, "before": before.values()}


def _changes(old: Comparison, new: Comparison) -> Iterator[Change]:
    pairs = pair(old.found, new.found, exact)
    kept_of_old, kept_of_new = {at for at, _ in pairs}, {at for _, at in pairs}
    for gained, side, kept in ((True, new, kept_of_new), (False, old, kept_of_old)):
        right = side.right
        for at, entry in enumerate(side.found):
            if at not in kept:
                yield Change(side.gold.id, entry, gained, at in right)
