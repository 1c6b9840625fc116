"""Learning the tables of weights from labelled documents (`extractor.matching.statistics`).

Two models, both logistic regressions whose weights are rounded to integers, so that the same labels give
the same bytes. One says which plain sentences are measures; it learns from the documents in which sentences
may be measures at all (news, prose; gold/GUIDE.md rule 2). The other says how sure an enumerated row is,
and turns down the unlikely ones. How good they are is measured on documents that were not learnt from: by
folds that never part a document, and by folds that never part a source (the letters that open the names of
its documents).

scikit-learn is needed here and nowhere else.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from extractor import reading, shadow, structure
from extractor.errors import ExportError, ReadingError, UsageError
from extractor.evaluation import Gold, labelled_documents, read_gold
from extractor.evaluation.comparing import plain
from extractor.lexicon import WEIGHTS, Lexicon, load
from extractor.matching import SCALE, Weights, items, odds, probability, sentences, show_weights
from extractor.model import Kind
from extractor.pipeline import Failure

STRENGTH = 0.1
"""How freely weights may grow (the C of scikit-learn); of 0.03 to 1 the best on documents kept apart."""

FEWEST = 3
"""Documents in which a feature must be seen to get a weight."""

LEAST = 1 / 3
"""Probability below which an enumerated row is turned down: a measure that is lost costs more than a row too
many, so twice as many of what is lost should be none."""

FOLDS = 8
_NEAR = 2  # steps to either side of a threshold
_AS_GOOD = 0.002  # of F1: less than another parting into folds moves it
BINS = 10
_SOURCE = re.compile(r"[^\W\d]*")
_BEGINNING = 8  # characters by which a head is known again, as score.py and evaluate do


@dataclass(frozen=True, slots=True)
class Sample:
    """A candidate: what can be seen in it, whether it was labelled a measure, and where it comes from."""

    document: str
    features: tuple[str, ...]
    is_measure: bool

    @property
    def source(self) -> str:
        """The letters that open the name of its document (``XW`` of XW012)."""
        match = _SOURCE.match(self.document)
        return match[0] if match else ""


@dataclass(frozen=True, slots=True)
class Samples:
    """Everything to learn from: plain sentences and enumerated rows; ``labelled`` counts stated labels,
    also those of which no sentence was found."""

    sentences: tuple[Sample, ...]
    rows: tuple[Sample, ...]
    documents: int
    labelled: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How a model does on documents that it was not learnt from: at its threshold, and how far its
    probabilities are from the shares of measures (expected calibration error, ten bins)."""

    precision: float
    recall: float
    calibration: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Model:
    """A table and its figures by document and by source; ``learning`` are F1 for growing shares of it all;
    ``reliability`` the share of measures and how many candidates in each tenth of probability."""

    weights: Weights
    by_document: Figures
    by_source: Figures
    learning: tuple[tuple[int, float], ...]
    reliability: tuple[tuple[float, int], ...]


def collect(folders: Iterable[str | Path], lexicon: Lexicon | None = None) -> Samples:
    """The candidates of all labelled documents, in a fixed order; a later label of a document is left out.

    The tables that the lexicon has are put aside, so that what is learnt does not depend on what was.
    Raises `LabelError` for wrong labels and `ReadingError` for a document that cannot be read.
    """
    words = replace(load() if lexicon is None else lexicon, weights={})
    found: list[Sample] = []
    rows: list[Sample] = []
    seen: set[str] = set()
    labelled = 0
    for folder in folders:
        gold = read_gold(folder)
        for labels, document in zip(gold, labelled_documents(folder, gold), strict=True):
            if isinstance(document, Failure):
                raise ReadingError("", document.message)
            if labels.id not in seen:
                seen.add(labels.id)
                labelled += sum(entry.kind == Kind.STATED for entry in labels.entries)
                found += _sentences_of(labels, document, words)
                rows += _rows_of(labels, document, words)
    return Samples(tuple(found), tuple(rows), len(seen), labelled)


def _sentences_of(labels: Gold, document: str | Path, lexicon: Lexicon) -> Iterator[Sample]:
    article = shadow.cast(reading.read(document, lexicon=lexicon), lexicon).article
    left = Counter(_key(e.head) for e in labels.entries if e.kind == Kind.STATED)
    candidates = structure.find_candidates(article, lexicon)
    for candidate, features in sentences(article, candidates, lexicon):
        key = _key(candidate.head.of(article.text))
        yield Sample(labels.id, features, left[key] > 0)
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


def _key(head: str) -> str:
    return plain(head)[:_BEGINNING]


def train(samples: Sequence[Sample], labelled: int | None = None, *, least: float | None = None) -> Model:
    """Learn a table. ``labelled`` measures count for recall, also those without a candidate (default: all).

    The threshold is the best on other documents, or the sum of a probability of ``least``. Raises
    `UsageError` where there are too few documents or nothing to tell apart.
    """
    documents = sorted({sample.document for sample in samples})
    both = {sample.is_measure for sample in samples}
    if len(documents) < 2 or len(both) < 2:
        raise UsageError("labels of at least two documents, with and without measures, are needed to learn")
    total = sum(sample.is_measure for sample in samples) if labelled is None else labelled
    sums = _cross(samples, [sample.document for sample in samples])
    by_source = _cross(samples, [sample.source for sample in samples])
    threshold = _best_threshold(sums, samples, total) if least is None else odds(least)
    weights = _fit(samples)
    learning = tuple(_learn_part(samples, documents, share, total) for share in (0.25, 0.5, 0.75, 1.0))
    return Model(
        Weights(weights.bias, threshold, weights.of),
        _figures(sums, samples, threshold, total),
        _figures(by_source, samples, threshold, total),
        learning,
        tuple(_reliability(sums, samples)),
    )


def figures_within(
    samples: Sequence[Sample], labelled: int, documents: Container[str], labelled_within: int
) -> Figures:
    """How a table does on some ``documents`` alone, each judged by a table that was learnt without it.

    The threshold is that of all documents; ``labelled`` measures count in all, ``labelled_within`` in these.
    """
    sums = _cross(samples, [sample.document for sample in samples])
    threshold = _best_threshold(sums, samples, labelled)
    within = [index for index, sample in enumerate(samples) if sample.document in documents]
    chosen = [sums[index] for index in within], [samples[index] for index in within]
    return _figures(*chosen, threshold, labelled_within)


def _learn_part(
    samples: Sequence[Sample], documents: Sequence[str], share: float, total: int
) -> tuple[int, float]:
    """How many documents of a share, and the F1 on all that a table of as many others reaches."""
    few = max(2, round(share * len(documents)))
    step = len(documents) / few
    chosen = {documents[int(index * step)] for index in range(few)}
    sums = _cross(samples, [sample.document for sample in samples], chosen)
    return few, _figures(sums, samples, _best_threshold(sums, samples, total), total).f1


def _fit(samples: Sequence[Sample]) -> Weights:
    """The weights of a logistic regression, rounded; the threshold is that of even odds."""
    regression, vectorizer = _sklearn()
    seen: dict[str, set[str]] = defaultdict(set)
    for sample in samples:
        for feature in sample.features:
            seen[feature].add(sample.document)
    few = min(FEWEST, len({sample.document for sample in samples}))
    kept = {feature for feature, where in seen.items() if len(where) >= few}
    rows = [{feature: 1 for feature in sample.features if feature in kept} for sample in samples]
    matrix = vectorizer.fit_transform(rows)
    regression.fit(matrix, [sample.is_measure for sample in samples])
    steps = (round(float(weight) * SCALE) for weight in regression.coef_[0])
    of = {
        str(name): step for name, step in zip(vectorizer.get_feature_names_out(), steps, strict=True) if step
    }
    return Weights(round(float(regression.intercept_[0]) * SCALE), 0, of)


def _sklearn() -> tuple[Any, Any]:
    try:
        from sklearn.feature_extraction import DictVectorizer
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise UsageError("training needs scikit-learn: pip install 'jucuo[train]'") from error
    return LogisticRegression(C=STRENGTH, max_iter=2000), DictVectorizer()


def _cross(samples: Sequence[Sample], groups: Sequence[str], learnt: set[str] | None = None) -> list[int]:
    """The sum of each sample under a table learnt without its group, from the documents ``learnt`` only."""
    names = sorted(set(groups))
    fold = {name: index % min(FOLDS, len(names)) for index, name in enumerate(names)}
    sums = [0] * len(samples)
    for number in range(min(FOLDS, len(names))):
        others = [
            sample
            for sample, group in zip(samples, groups, strict=True)
            if fold[group] != number and (learnt is None or sample.document in learnt)
        ]
        if len({sample.is_measure for sample in others}) < 2:
            continue
        weights = _fit(others)
        for index, group in enumerate(groups):
            if fold[group] == number:
                sums[index] = weights.sum(samples[index].features)
    return sums


def _best_threshold(sums: Sequence[int], samples: Sequence[Sample], total: int) -> int:
    """The least sum from which on sentences are taken so that F1 is greatest, there and next to it.

    One sum alone can be best by chance; so the mean with its neighbours counts. Of those as good as the best,
    within what chance moves, the lowest: ``--min-score`` can leave rows out, and nothing brings them back.
    """
    f1 = {least: _figures(sums, samples, least, total).f1 for least in sorted(set(sums))}

    def around(least: int) -> float:
        near = [f1[one] for one in range(least - _NEAR, least + _NEAR + 1) if one in f1]
        return sum(near) / len(near)

    means = {least: around(least) for least in f1}
    return min(least for least, mean in means.items() if mean >= max(means.values()) - _AS_GOOD)


def _figures(sums: Sequence[int], samples: Sequence[Sample], threshold: int, total: int) -> Figures:
    taken = [sample.is_measure for one, sample in zip(sums, samples, strict=True) if one >= threshold]
    right = sum(taken)
    return Figures(
        right / len(taken) if taken else 0.0, right / total if total else 0.0, _calibration(sums, samples)
    )


def _calibration(sums: Sequence[int], samples: Sequence[Sample]) -> float:
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for one, sample in zip(sums, samples, strict=True):
        likely = probability(one)
        bins[min(BINS - 1, int(likely * BINS))].append((likely, sample.is_measure))
    gaps = (abs(sum(p for p, _ in some) - sum(y for _, y in some)) for some in bins.values())
    return sum(gaps) / max(1, len(samples))


def _reliability(sums: Sequence[int], samples: Sequence[Sample]) -> Iterator[tuple[float, int]]:
    bins: dict[int, list[bool]] = defaultdict(list)
    for one, sample in zip(sums, samples, strict=True):
        bins[min(BINS - 1, int(probability(one) * BINS))].append(sample.is_measure)
    for number in range(BINS):
        some = bins[number]
        yield (sum(some) / len(some) if some else 0.0), len(some)


def write_tables(folder: Path, models: Mapping[str, Model], remarks: Iterable[str]) -> Iterator[Path]:
    """Write each model's table into ``folder/weights``, beside its place and then into it; yield the paths.

    Raises `ExportError` where that cannot be.
    """
    place = folder / WEIGHTS
    told = tuple(remarks)
    for name, model in models.items():
        path = place / f"{name}.tsv"
        draft = path.with_suffix(".tmp")
        try:
            place.mkdir(parents=True, exist_ok=True)
            draft.write_text(show_weights(model.weights, told), encoding="utf-8", newline="\n")
            draft.replace(path)
        except OSError as error:
            raise ExportError(f"{path}: cannot be written ({error.strerror or error})") from error
        yield path
