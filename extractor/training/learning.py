"""Learning the tables of weights from samples (`extractor.matching.statistics`).

Two models, both logistic regressions whose weights are rounded to integers, so that the same labels give
the same bytes. One says which plain sentences are measures; it learns from the documents in which sentences
may be measures at all (news, prose; gold/GUIDE.md rule 2), with less weight from items, which speak the same
language (`ITEM`), and with little from candidates to which labelling rules give a label (`WEAK`). Measures
are far more common among items than among sentences: a feature of their own, which never reaches the table,
takes that difference. The other says how sure an enumerated row is, and turns down the unlikely ones.

How good they are is measured on documents that were not learnt from: by folds that never part a document, and
by folds that never part a source (the letters that open the names of its documents). In each fold the
labelling rules are checked on the labels that may be learnt from, and no candidate of a held source is used.

scikit-learn is needed here and nowhere else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from extractor.errors import ExportError, UsageError
from extractor.lexicon import WEIGHTS
from extractor.matching import SCALE, Weights, odds, probability, show_weights
from extractor.training.labelling import label, tally, votes
from extractor.training.samples import Sample, Unlabelled

STRENGTH = 0.1
"""How freely weights may grow (the C of scikit-learn); of 0.03 to 1 the best on documents kept apart."""

ITEM = 0.3
"""How much a labelled item counts beside a labelled plain sentence; of 0.1 to 1 the best on documents and
sources kept apart."""

WEAK = 0.05
"""How much a candidate without a human label counts; of 0.02 to 0.3 the best on documents and
sources kept apart, together."""

FEWEST = 3
"""Documents in which a feature must be seen to get a weight."""

LEAST = 1 / 3
"""Probability below which an enumerated row is turned down: a measure that is lost costs more than a row too
many, so twice as many of what is lost should be none."""

FOLDS = 8
BINS = 10
_NEAR = 2  # steps to either side of a threshold
_AS_GOOD = 0.002  # of F1: less than another parting into folds moves it
_LISTED = "listed"

Learnable: TypeAlias = Sample | Unlabelled


@dataclass(frozen=True, slots=True)
class Beside:
    """What is learnt from beside labelled plain sentences: labelled items, and candidates without labels,
    each of which counts ``weight`` where the labelling rules give it a label."""

    items: tuple[Sample, ...] = ()
    unlabelled: tuple[Unlabelled, ...] = ()
    weight: float = WEAK


NOTHING = Beside()


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


def train(
    samples: Sequence[Sample],
    labelled: int | None = None,
    beside: Beside = NOTHING,
    *,
    least: float | None = None,
) -> Model:
    """Learn a table. ``labelled`` measures count for recall, also those without a candidate (default: all).

    The threshold is the best on other documents, or the sum of a probability of ``least``. Raises
    `UsageError` where there are too few documents or nothing to tell apart.
    """
    both = {sample.is_measure for sample in samples}
    if len({sample.document for sample in samples}) < 2 or len(both) < 2:
        raise UsageError("labels of at least two documents, with and without measures, are needed to learn")
    course = _Course(samples, beside)
    total = sum(sample.is_measure for sample in samples) if labelled is None else labelled
    sums = course.cross(_document)
    threshold = _best_threshold(sums, samples, total) if least is None else odds(least)
    weights = course.learn()
    documents = course.documents
    sizes = [max(2, round(share * len(documents))) for share in (0.25, 0.5, 0.75, 1.0)]
    return Model(
        Weights(weights.bias, threshold, weights.of),
        _figures(sums, samples, threshold, total),
        _figures(course.cross(_source), samples, threshold, total),
        tuple((few, course.f1_of(_evenly(documents, few), total)) for few in sizes),
        tuple(_reliability(sums, samples)),
    )


def figures_within(
    samples: Sequence[Sample],
    labelled: int,
    documents: Container[str],
    labelled_within: int,
    beside: Beside = NOTHING,
) -> Figures:
    """How a table does on some ``documents`` alone, each judged by a table that was learnt without it.

    The threshold is that of all documents; ``labelled`` measures count in all, ``labelled_within`` in these.
    """
    sums = _Course(samples, beside).cross(_document)
    threshold = _best_threshold(sums, samples, labelled)
    within = [index for index, sample in enumerate(samples) if sample.document in documents]
    chosen = [sums[index] for index in within], [samples[index] for index in within]
    return _figures(*chosen, threshold, labelled_within)


def learning_curve(
    samples: Sequence[Sample],
    labelled: int,
    documents: Sequence[str],
    sizes: Iterable[int],
    beside: Beside = NOTHING,
    draws: int = 1,
) -> Iterator[tuple[int, float]]:
    """The F1 on all sentences that is reached with the labels of so many ``documents``, for each size.

    It is the mean of ``draws`` choices of documents, which lie evenly in the order given.
    """
    course = _Course(samples, beside)
    for few in sizes:
        few = min(few, len(documents))
        chosen = (_evenly(documents, few, draw / draws) for draw in range(draws))
        yield few, sum(course.f1_of(some, labelled) for some in chosen) / draws


def _evenly(documents: Sequence[str], few: int, shift: float = 0.0) -> frozenset[str]:
    step = len(documents) / few
    return frozenset(documents[int((index + shift) * step)] for index in range(few))


def given_labels(beside: Beside, samples: Iterable[Sample]) -> tuple[bool | None, ...]:
    """What the labelling rules say of each candidate without a label, checked on all these labels."""
    trusted = votes(tally([*samples, *beside.items]))
    return tuple(label(one.rules, trusted) for one in beside.unlabelled)


def _document(one: Learnable) -> str:
    return one.document


def _source(one: Learnable) -> str:
    return one.source


class _Course:
    """Everything that can be learnt from, in a matrix of candidates and features that is made once."""

    def __init__(self, samples: Sequence[Sample], beside: Beside) -> None:
        self._samples = samples
        self._beside = beside
        self._human = [*samples, *beside.items]
        self._all: list[Learnable] = [*self._human, *beside.unlabelled]
        self.documents = sorted({one.document for one in self._human})

    def cross(self, group: Callable[[Learnable], str], learnt: Container[str] | None = None) -> list[int]:
        """The sum of each sentence under a table learnt without its group; of the labelled documents only
        from those ``learnt``."""
        names = sorted({group(sample) for sample in self._samples})
        folds = [frozenset(names[number::FOLDS]) for number in range(min(FOLDS, len(names)))]
        sums = [0] * len(self._samples)
        for held in folds:
            weights = self.learn(group, held, learnt)
            for index, sample in enumerate(self._samples):
                if group(sample) in held:
                    sums[index] = weights.sum(sample.features)
        return sums

    def f1_of(self, learnt: Container[str], total: int) -> float:
        """The F1 on all sentences that is reached with the labels of the documents ``learnt`` alone."""
        sums = self.cross(_document, learnt)
        return _figures(sums, self._samples, _best_threshold(sums, self._samples, total), total).f1

    def learn(
        self,
        group: Callable[[Learnable], str] = _document,
        held: Container[str] = frozenset(),
        learnt: Container[str] | None = None,
    ) -> Weights:
        """The rounded weights of a logistic regression over all but the groups ``held``, of the labelled
        documents only over those ``learnt``; the threshold is that of even odds.

        Without measures and others among the labelled sentences no weight is learnt.
        """
        human = [
            at
            for at, one in enumerate(self._human)
            if group(one) not in held and (learnt is None or one.document in learnt)
        ]
        labels = {at: self._human[at].is_measure for at in human}
        if len({labels[at] for at in human if at < len(self._samples)}) < 2:
            return Weights(0, 0, {})
        trusted = votes(tally(self._human[at] for at in human))
        for at, candidate in enumerate(self._beside.unlabelled, start=len(self._human)):
            said = label(candidate.rules, trusted) if group(candidate) not in held else None
            if said is not None:
                labels[at] = said
        return self._fit(labels)

    def _fit(self, labels: Mapping[int, bool]) -> Weights:
        matrix, names = self._matrix
        rows = list(labels)
        chosen = matrix[rows]
        columns = self._common(rows, chosen)
        regression, _ = _sklearn()
        weights = [self._weight(at) for at in rows]
        regression.fit(chosen[:, columns], list(labels.values()), sample_weight=weights)
        steps = (round(float(weight) * SCALE) for weight in regression.coef_[0])
        named = zip((names[column] for column in columns), steps, strict=True)
        of = {name: step for name, step in named if step and name != _LISTED}
        return Weights(round(float(regression.intercept_[0]) * SCALE), 0, of)

    def _weight(self, at: int) -> float:
        if at < len(self._samples):
            return 1.0
        return ITEM if at < len(self._human) else self._beside.weight

    def _common(self, rows: Sequence[int], chosen: Any) -> list[int]:
        """The features that are seen in enough documents."""
        seen: dict[str, set[int]] = defaultdict(set)
        for at, row in zip(rows, range(len(rows)), strict=True):
            seen[self._all[at].document].update(
                chosen.indices[chosen.indptr[row] : chosen.indptr[row + 1]].tolist()
            )
        count = [0] * chosen.shape[1]
        for columns in seen.values():
            for column in columns:
                count[column] += 1
        few = min(FEWEST, len(seen))
        return [column for column, number in enumerate(count) if number >= few]

    @cached_property
    def _matrix(self) -> tuple[Any, list[str]]:
        _, vectorizer = _sklearn()
        features = (
            dict.fromkeys((*one.features, *((_LISTED,) if one.listed else ())), 1) for one in self._all
        )
        matrix = vectorizer.fit_transform(features)
        return matrix, [str(name) for name in vectorizer.get_feature_names_out()]


def _sklearn() -> tuple[Any, Any]:
    """A logistic regression and what makes a matrix of features, both fresh."""
    try:
        from sklearn.feature_extraction import DictVectorizer
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise UsageError("training needs scikit-learn: pip install 'jucuo[train]'") from error
    return LogisticRegression(C=STRENGTH, max_iter=2000), DictVectorizer()


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
