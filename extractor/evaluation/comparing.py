"""Rows of a table against labels: which are the same measure, and what is said of it differently.

A found row and a label are the same measure when their heads are equal as a reader sees them: full and half
width, white space and the punctuation around a head make no difference. Rows with equal heads are paired in
their order, each once. For attributes it is enough that heads start with the same characters: whether a
deadline is right has nothing to do with where a head ends.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import PurePosixPath

from extractor.evaluation.figures import Figures, Score, Share, rounded
from extractor.evaluation.labels import Entry, Gold, members
from extractor.exporting import Row, Value
from extractor.model import Kind, Role

EDGE = "。,、;:!?·“”‘’\"'《》〈〉「」『』()[]【】"
"""What may stand at the edge of a head without being part of it, after NFKC."""

PREFIX = 8
"""Characters that must be equal at the start of heads that are loosely the same."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WrongValue:
    """A value of a found measure that differs from its label."""

    document: str
    head: str
    column: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One labelled document and what was found in it; ``pairs`` are the places of equal heads in both."""

    gold: Gold
    found: tuple[Entry, ...]
    pairs: tuple[Pair, ...]
    figures: Figures
    wrong: tuple[WrongValue, ...]

    @property
    def missed(self) -> tuple[Entry, ...]:
        """Labels without a row."""
        hit = {at for at, _ in self.pairs}
        return tuple(entry for at, entry in enumerate(self.gold.entries) if at not in hit)

    @property
    def extra(self) -> tuple[Entry, ...]:
        """Rows without a label."""
        right = self.right
        return tuple(entry for at, entry in enumerate(self.found) if at not in right)

    @property
    def right(self) -> frozenset[int]:
        """The places of the found rows that are labelled."""
        return frozenset(at for _, at in self.pairs)


@dataclass(frozen=True, slots=True)
class Report:
    """All labelled documents, each with what was found in it."""

    comparisons: tuple[Comparison, ...]

    @property
    def figures(self) -> Figures:
        """The figures of all documents together."""
        return reduce(add, (comparison.figures for comparison in self.comparisons), Figures())

    @property
    def by_genre(self) -> dict[str, Figures]:
        """The figures of the documents of each genre, in sorted order."""
        genres: dict[str, Figures] = defaultdict(Figures)
        for comparison in self.comparisons:
            genres[comparison.gold.genre] += comparison.figures
        return dict(sorted(genres.items()))

    @property
    def wrong(self) -> tuple[WrongValue, ...]:
        """The values that differ from their labels, in the order of documents and texts."""
        return tuple(value for comparison in self.comparisons for value in comparison.wrong)

    def values(self) -> dict[str, object]:
        """The figures as rounded numbers, fit for JSON; by genre those of exact enumerated heads."""
        figures = {name: rounded(values) for name, values in self.figures.values().items()}
        heads = {genre: figures.enumerated_head_exact for genre, figures in self.by_genre.items()}
        genres = {genre: rounded(score.values()) for genre, score in heads.items()}
        return {"documents": len(self.comparisons), **figures, "by genre": genres}


def evaluate(gold: Iterable[Gold], rows: Iterable[Row]) -> Report:
    """Compare the rows of a table with the labels of some documents.

    ``gold`` comes from `read_gold`, ``rows`` from `read_table` or from ``Extraction.rows(list(Kind))``. A row
    belongs to the labels that have the name of its ``document``, less folders and suffixes; rows of documents
    without labels are left out, and a document without a row has all its labels missed. Raises `KeyError` for
    a row without ``document`` or ``measure``.
    """
    labels = tuple(gold)
    known = {document.id for document in labels}
    found: dict[str, list[Entry]] = defaultdict(list)
    for row in rows:
        found[find_id(str(row["document"]), known)].append(_entry(row))
    return Report(tuple(_compare(document, tuple(found[document.id])) for document in labels))


def find_id(document: str, known: Iterable[str]) -> str:
    """The id under which a document is labelled: its name less the suffix, or less all suffixes.

    A row of a corpus (``corpus.jsonl#A17``) is labelled under its own id.

    >>> find_id("docs/a.html", {"a"}), find_id(r"docs\\2024.5.html", {"2024.5"}), find_id("a.md.txt", {"a"})
    ('a', '2024.5', 'a')
    >>> find_id("corpus.jsonl#A17", {"A17"}), find_id("a.zip/b.html", {"b"}), find_id("c#.txt", {"c#"})
    ('A17', 'b', 'c#')
    """
    row = document.partition("#")[2]
    if row in known:
        return row
    path = PurePosixPath(document.replace("\\", "/"))
    return path.stem if path.stem in known else path.name.partition(".")[0]


def pair(left: Sequence[Entry], right: Sequence[Entry], key: Callable[[Entry], object]) -> list[Pair]:
    """The places of entries with the same key on both sides, each used once and in order."""
    waiting: dict[object, deque[int]] = defaultdict(deque)
    for at, entry in enumerate(right):
        waiting[key(entry)].append(at)
    keys = [key(entry) for entry in left]
    return [(at, waiting[same].popleft()) for at, same in enumerate(keys) if waiting[same]]


def exact(entry: Entry) -> tuple[str, str]:
    """What must be equal in two entries for the same measure."""
    return entry.kind, plain(entry.head)


def plain(text: str) -> str:
    """A text less what a reader would not call a difference.

    >>> plain(" “一网通办”（ＡＢ） 试点。")
    '一网通办”(AB)试点'
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).strip(EDGE)


def _loose(entry: Entry) -> tuple[str, str]:
    kind, head = exact(entry)
    return kind, head[:PREFIX]


def _entry(row: Row) -> Entry:
    """A row of a table; its deadlines lose their meaning (``=..2025-12-31``) and keep their words."""
    group = row.get("group")
    return Entry(
        kind=str(row.get("kind", Kind.ENUMERATED.value)),
        head=str(row["measure"] or ""),
        number=str(row.get("number") or ""),
        group=" / ".join(group) if isinstance(group, list) else str(group or ""),
        role=str(row.get("role") or Role.CORE.value),
        bodies=_members(row.get("bodies")),
        deadline=tuple(words.partition("=")[0] for words in _members(row.get("deadline"))),
    )


def _members(value: Value) -> tuple[str, ...]:
    """The members of a list, also of one that another program joined."""
    if isinstance(value, list):
        return tuple(member for part in value if (member := part.strip()))
    return members(str(value or ""))


def _compare(gold: Gold, found: tuple[Entry, ...]) -> Comparison:
    labels = gold.entries
    pairs, near = pair(labels, found, exact), pair(labels, found, _loose)
    same = [(labels[a], found[b]) for a, b in near if labels[a].kind == Kind.ENUMERATED.value]
    figures = Figures(
        enumerated_head_exact=_heads(Kind.ENUMERATED, gold, found, pairs),
        enumerated_head_loose=_heads(Kind.ENUMERATED, gold, found, near),
        stated_head_exact=_heads(Kind.STATED, gold, found, pairs),
        stated_head_loose=_heads(Kind.STATED, gold, found, near),
        group=_share(plain(label.group) == plain(row.group) for label, row in same),
        number=_share(plain(label.number) == plain(row.number) for label, row in same),
        role=_share(label.role == row.role for label, row in same),
        bodies=_overlap((label.bodies, row.bodies) for label, row in same),
        names=_overlap((_names(label.bodies), _names(row.bodies)) for label, row in same),
        deadline=_overlap((_plain(label.deadline), _plain(row.deadline)) for label, row in same),
        counts=_share([_counted(found) == gold.announced] if gold.announced else []),
    )
    wrong = tuple(value for label, row in same for value in _differences(gold.id, label, row))
    return Comparison(gold, found, tuple(pairs), figures, wrong)


def _heads(kind: Kind, gold: Gold, found: Sequence[Entry], pairs: Iterable[Pair]) -> Score:
    return Score(
        right=sum(gold.entries[at].kind == kind.value for at, _ in pairs),
        found=sum(entry.kind == kind.value for entry in found),
        n=sum(entry.kind == kind.value for entry in gold.entries),
    )


def _share(equal: Iterable[bool]) -> Share:
    values = list(equal)
    return Share(sum(values), len(values))


def _overlap(both: Iterable[tuple[Sequence[str], Sequence[str]]]) -> Score:
    """Each member of a label's list against those of its row's, in any order."""
    scores = (Score((Counter(a) & Counter(b)).total(), len(b), len(a)) for a, b in both)
    return reduce(add, scores, Score())


def _counted(entries: Iterable[Entry]) -> int:
    return sum(entry.counted for entry in entries)


def _names(bodies: Iterable[str]) -> list[str]:
    """Bodies without what they do; a body without a colon is a name."""
    return [body.partition(":")[2] or body for body in bodies]


def _plain(values: Iterable[str]) -> list[str]:
    return [plain(value) for value in values]


def _differences(document: str, label: Entry, row: Entry) -> Iterator[WrongValue]:
    """The values of one measure that count as wrong, as they are printed."""
    single = (("group", plain), ("number", plain), ("role", str))
    for name, form in single:
        expected, value = getattr(label, name), getattr(row, name)
        if form(expected) != form(value):
            yield WrongValue(document, label.head, name, expected, value)
    for name, normal in (("bodies", list), ("deadline", _plain)):
        expected, value = getattr(label, name), getattr(row, name)
        if Counter(normal(expected)) != Counter(normal(value)):
            yield WrongValue(document, label.head, name, "; ".join(expected), "; ".join(value))
