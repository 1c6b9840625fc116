"""What can be learnt from: candidates of documents with labels, and of documents without.

A plain sentence of a labelled document is a measure if the labels say so. A numbered or listed item teaches
the same words, so its head is read as a plain sentence too and becomes a sample of its own kind (``listed``).
In a document without labels nobody says what a measure is; its candidates keep the names of the labelling
rules that speak about them (`extractor.training.labelling`), and may be given a label by these later.

Human labels always win: a document that has them gives no candidate without one, whatever it is called where
it stands a second time, and no sentence that stands in a labelled document comes back from another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from extractor import reading, shadow, structure
from extractor.errors import ExtractorError, ReadingError, UsageError
from extractor.evaluation import Gold, labelled_documents, read_gold
from extractor.evaluation.comparing import find_id, plain
from extractor.lexicon import Lexicon, load
from extractor.matching import as_sentences, items
from extractor.model import Article, Kind
from extractor.pipeline import Failure, find_documents
from extractor.training.labelling import Labeller

_SOURCE = re.compile(r"[^\W\d]*")
_BEGINNING = 8  # characters by which a head is known again, as score.py and evaluate do
_TELLING = 12  # characters from which a head is hardly the same in two documents by chance


@dataclass(frozen=True, slots=True)
class Sample:
    """A candidate: what can be seen in it, whether it is a measure, and where it comes from.

    ``rules`` are the labelling rules that speak about it; ``listed``: it is an item and no plain sentence;
    ``folder`` is the name of the folder of its labels.
    """

    document: str
    features: tuple[str, ...]
    is_measure: bool
    rules: tuple[str, ...] = ()
    listed: bool = False
    folder: str = ""

    @property
    def source(self) -> str:
        """The letters that open the name of its document (``XW`` of XW012)."""
        return source_of(self.document)


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """A candidate of a document without labels; ``folder`` is the name of the folder that was given."""

    folder: str
    document: str
    features: tuple[str, ...]
    rules: tuple[str, ...]
    listed: bool

    @property
    def source(self) -> str:
        """The letters that open the name of its document."""
        return source_of(self.document)


@dataclass(frozen=True, slots=True)
class Samples:
    """What labelled documents hold: plain sentences, items read as such, and enumerated rows.

    ``labelled`` counts stated labels, also those of which no sentence was found; ``names`` are the documents,
    ``heads`` all their heads, by which the same text is known again.
    """

    sentences: tuple[Sample, ...]
    items: tuple[Sample, ...]
    rows: tuple[Sample, ...]
    labelled: int
    names: frozenset[str]
    heads: frozenset[str]

    @property
    def documents(self) -> int:
        """How many documents have labels."""
        return len(self.names)


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates of documents without labels; ``known`` documents were left out because they are
    labelled, ``unread`` ones because no reader could read them."""

    candidates: tuple[Unlabelled, ...] = ()
    documents: int = 0
    known: int = 0
    unread: int = 0


class Found(NamedTuple):
    """A candidate of a document before anything is known of its label."""

    kind: Kind
    head: str
    features: tuple[str, ...]
    rules: tuple[str, ...]


def source_of(document: str) -> str:
    """The letters that open the name of a document.

    >>> source_of("XW012"), source_of("2024-05")
    ('XW', '')
    """
    match = _SOURCE.match(document)
    return match[0] if match else ""


def collect(folders: Iterable[str | Path], lexicon: Lexicon | None = None) -> Samples:
    """The candidates of all labelled documents, in a fixed order; a later label of a document is left out.

    The tables that the lexicon has are put aside, so that what is learnt does not depend on what was.
    Raises `LabelError` for wrong labels and `ReadingError` for a document that cannot be read.
    """
    words = _without_tables(lexicon)
    samples: list[Sample] = []
    rows: list[Sample] = []
    names: set[str] = set()
    heads: set[str] = set()
    labelled = 0
    for folder in folders:
        gold = read_gold(folder)
        for labels, document in zip(gold, labelled_documents(folder, gold), strict=True):
            if isinstance(document, Failure):
                raise ReadingError("", document.message)
            if labels.id not in names:
                names.add(labels.id)
                labelled += sum(entry.kind == Kind.STATED for entry in labels.entries)
                found = list(candidates_of(reading.read(document, lexicon=words), words))
                heads.update(_dense(one.head) for one in found)
                samples += _labelled(labels, found, _name(folder))
                rows += _rows_of(labels, document, words)
    sentences = tuple(sample for sample in samples if not sample.listed)
    listed = tuple(sample for sample in samples if sample.listed)
    return Samples(sentences, listed, tuple(rows), labelled, frozenset(names), frozenset(heads))


def collect_unlabelled(
    documents: Iterable[tuple[str, str | Path | Failure]], samples: Samples, lexicon: Lexicon | None = None
) -> Pool:
    """The candidates of ``documents``, each with the name of its folder, that ``samples`` do not know.

    A document is known by its name, or because half of its heads or more stand in labelled documents.
    What no reader can read is counted and left out.
    """
    words = _without_tables(lexicon)
    found: list[Unlabelled] = []
    read = known = unread = 0
    for folder, document in documents:
        try:
            if isinstance(document, Failure):
                raise document.error
            article = reading.read(document, lexicon=words)
        except ExtractorError:
            unread += 1
            continue
        name = find_id(str(document), samples.names)
        fresh = None if name in samples.names else _fresh(candidates_of(article, words), samples.heads)
        if fresh is None:
            known += 1
            continue
        read += 1
        found += (
            Unlabelled(folder, name, one.features, one.rules, one.kind is Kind.ENUMERATED) for one in fresh
        )
    return Pool(tuple(found), read, known, unread)


def documents_in(folders: Iterable[str | Path]) -> list[tuple[str, str | Path | Failure]]:
    """The documents in folders, each with the name of its folder. Raises `UsageError` for what is none."""
    found: list[tuple[str, str | Path | Failure]] = []
    for folder in map(Path, folders):
        if not folder.is_dir():
            raise UsageError(f"{folder}: is no folder; give one with documents that have no labels")
        found += ((_name(folder), document) for document in find_documents([folder]))
    return found


def _fresh(candidates: Iterable[Found], heads: frozenset[str]) -> list[Found] | None:
    """The candidates that stand in no labelled document; ``None`` where the whole document is labelled."""
    found = list(candidates)
    telling = [_dense(one.head) in heads for one in found if len(_dense(one.head)) >= _TELLING]
    if telling and 2 * sum(telling) >= len(telling):
        return None
    return [one for one in found if _dense(one.head) not in heads]


def _without_tables(lexicon: Lexicon | None) -> Lexicon:
    return replace(load() if lexicon is None else lexicon, weights={})


def candidates_of(article: Article, lexicon: Lexicon) -> Iterator[Found]:
    """Everything in an article that the table could decide on, with the labelling rules that speak."""
    cast = shadow.cast(article, lexicon).article
    labeller = Labeller(cast, lexicon)
    for seen in as_sentences(cast, structure.find_candidates(cast, lexicon), lexicon):
        head = seen.candidate.head.of(cast.text)
        yield Found(seen.candidate.kind, head, seen.features, labeller.rules(seen))


def _labelled(labels: Gold, candidates: Iterable[Found], folder: str) -> Iterator[Sample]:
    left = Counter((entry.kind, _key(entry.head)) for entry in labels.entries)
    for one in candidates:
        key = (one.kind.value, _key(one.head))
        is_listed = one.kind is Kind.ENUMERATED
        yield Sample(labels.id, one.features, left[key] > 0, one.rules, is_listed, folder)
        left[key] -= 1


def _rows_of(labels: Gold, document: str | Path, lexicon: Lexicon) -> Iterator[Sample]:
    cast = shadow.cast(reading.read(document, lexicon=lexicon), lexicon)
    printed = cast.kept or cast.article.text
    left = Counter(_key(e.head) for e in labels.entries if e.kind == Kind.ENUMERATED)
    candidates = structure.find_candidates(cast.article, lexicon, stated=False)
    for candidate, features in items(cast.article, candidates, lexicon):
        key = _key(candidate.head.of(printed))
        yield Sample(labels.id, features, left[key] > 0)
        left[key] -= 1


def _name(folder: str | Path) -> str:
    return Path(folder).resolve().name


def _key(head: str) -> str:
    return plain(head)[:_BEGINNING]


def _dense(text: str) -> str:
    return "".join(text.split())
