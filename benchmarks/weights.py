"""What the table of plain sentences is worth, and how near its probabilities come to the labels.

Three tables are learnt from the same labelled documents: from the rules that speak alone, from words, parts
of speech and lengths alone, and from both, which is the one that jucuo has. Each sentence is judged by one
that was learnt without its document, or without its whole source; "of the first folder" are the documents of
the folder named first, judged so. A probability is right when that share of the candidates with it are
measures: the second table compares the two, the expected calibration error is the mean distance.

    python benchmarks/weights.py FOLDER [FOLDER…] [--write]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from results import show

from extractor.evaluation import read_gold
from extractor.model import Kind
from extractor.training import LEAST, Figures, Model, Sample, collect, figures_within, train

COMMAND = "python benchmarks/weights.py FOLDER… --write"
KEPT: dict[str, Callable[[str], bool]] = {
    "rules only": lambda feature: feature.startswith("rule:"),
    "words only": lambda feature: not feature.startswith("rule:"),
    "both": lambda feature: True,
}


def restricted(samples: Sequence[Sample], keep: Callable[[str], bool]) -> list[Sample]:
    """The samples with only the features that are kept."""
    return [replace(one, features=tuple(filter(keep, one.features))) for one in samples]


def compared(samples: Sequence[Sample], labelled: int, first: str) -> Iterator[tuple[str, Figures]]:
    """The figures of each table: on other documents, on other sources, on the documents of one folder."""
    gold = read_gold(first)
    documents = {one.id for one in gold}
    within = sum(entry.kind == Kind.STATED for one in gold for entry in one.entries)
    for name, keep in KEPT.items():
        some = restricted(samples, keep)
        model = train(some, labelled)
        yield f"{name}, other documents", model.by_document
        yield f"{name}, other sources", model.by_source
        yield (
            f"{name}, other documents of the first folder",
            figures_within(some, labelled, documents, within),
        )


def reliability(model: Model) -> Iterator[tuple[str, str, str]]:
    """For each tenth of probability the share of measures and the number of candidates."""
    for tenth, (share, number) in enumerate(model.reliability):
        if number:
            yield f"{tenth / 10:.1f}–{tenth / 10 + 0.1:.1f}", f"{share:.2f}", f"{number}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", help="labelled documents, as jucuo evaluate reads them")
    parser.add_argument("--write", action="store_true", help="keep the tables in results.md")
    options = parser.parse_args()
    samples = collect(options.folders)
    rows = [
        (name, *(f"{value:.3f}" for value in (one.precision, one.recall, one.f1, one.calibration)))
        for name, one in compared(samples.sentences, samples.labelled, options.folders[0])
    ]
    header = ("plain sentences judged by", "P", "R", "F1", "calibration error")
    show("Plain sentences: rules, words, both", COMMAND, header, rows, options.write)
    models = {
        "Reliability of plain sentences": train(samples.sentences, samples.labelled),
        "Reliability of enumerated rows": train(samples.rows, least=LEAST),
    }
    for title, model in models.items():
        tenths = ("probability", "share of measures", "candidates")
        show(title, COMMAND, tenths, list(reliability(model)), options.write)
    model = models["Reliability of plain sentences"]
    learning = [(f"{documents}", f"{f1:.3f}") for documents, f1 in model.learning]
    show("Learning curve of plain sentences", COMMAND, ("documents", "F1"), learning, options.write)


if __name__ == "__main__":
    main()
