"""What the table of plain sentences is worth, and how near its probabilities come to the labels.

Tables are learnt from the same labelled documents: from the rules that speak alone, from words, parts of
speech and lengths alone, and from both; then from both with labelled items beside the sentences, and with
the labels that rules give to documents without any (``--weak``), which is the one that jucuo has. Each
sentence is judged by one that was learnt without its document, or without its whole source (which leaves out
the weak labels of that source too); "of the first folder" are the documents of the folder named first, judged
so. A probability is right when that share of the candidates with it are measures: a table compares the two,
the expected calibration error is the mean distance. The learning curve tells what is reached with the labels
of few documents, the mean of five choices of them.

    python benchmarks/weights.py FOLDER [FOLDER…] [--weak FOLDER]… [--write]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from results import show

from extractor.evaluation import read_gold
from extractor.model import Kind
from extractor.training import (
    LEAST,
    Beside,
    Figures,
    Model,
    Pool,
    Sample,
    Samples,
    collect,
    collect_unlabelled,
    documents_in,
    figures_within,
    learning_curve,
    tally,
    train,
)

COMMAND = "python benchmarks/weights.py FOLDER… --weak FOLDER… --write"
SIZES = (20, 50, 100, 200)
DRAWS = 5
KEPT: dict[str, Callable[[str], bool]] = {
    "rules only": lambda feature: feature.startswith("rule:"),
    "words only": lambda feature: not feature.startswith("rule:"),
    "both": lambda feature: True,
}


def restricted(samples: Sequence[Sample], keep: Callable[[str], bool]) -> list[Sample]:
    """The samples with only the features that are kept."""
    return [replace(one, features=tuple(filter(keep, one.features))) for one in samples]


def besides(samples: Samples, pool: Pool) -> Mapping[str, Beside]:
    """What may be learnt from beside the labelled sentences."""
    found = {"sentences": Beside(), "with items": Beside(samples.items)}
    if pool.candidates:
        found["with items and weak labels"] = Beside(samples.items, pool.candidates)
    return found


def compared(samples: Samples, pool: Pool, first: str) -> Iterator[tuple[str, Figures]]:
    """The figures of each table: on other documents, on other sources, on the documents of one folder."""
    gold = read_gold(first)
    documents = {one.id for one in gold}
    within = sum(entry.kind == Kind.STATED for one in gold for entry in one.entries)
    trials = [(name, restricted(samples.sentences, keep), Beside()) for name, keep in KEPT.items()]
    more = [
        (f"both, {name}", beside) for name, beside in besides(samples, pool).items() if name != "sentences"
    ]
    trials += [(name, list(samples.sentences), beside) for name, beside in more]
    for name, some, beside in trials:
        model = train(some, samples.labelled, beside)
        yield f"{name}: other documents", model.by_document
        yield f"{name}: other sources", model.by_source
        yield (
            f"{name}: other documents of the first folder",
            figures_within(some, samples.labelled, documents, within, beside),
        )


def reliability(model: Model) -> Iterator[tuple[str, str, str]]:
    """For each tenth of probability the share of measures and the number of candidates."""
    for tenth, (share, number) in enumerate(model.reliability):
        if number:
            yield f"{tenth / 10:.1f}–{tenth / 10 + 0.1:.1f}", f"{share:.2f}", f"{number}"


def curves(samples: Samples, pool: Pool) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The header and the rows of the learning curve: F1 for so many labelled documents."""
    names = sorted(samples.names)
    sizes = [*(size for size in SIZES if size < len(names)), len(names)]
    columns = besides(samples, pool)
    found = [
        list(learning_curve(samples.sentences, samples.labelled, names, sizes, beside, DRAWS))
        for beside in columns.values()
    ]
    rows = [(f"{size}", *(f"{one[at][1]:.3f}" for one in found)) for at, size in enumerate(sizes)]
    return ("documents", *columns), rows


def rules(samples: Samples, pool: Pool) -> Iterator[tuple[str, ...]]:
    """What each labelling rule says without labels, and how it does on human ones."""
    spoken = (one.rules for one in pool.candidates)
    for one in tally([*samples.sentences, *samples.items], spoken):
        yield (
            one.rule.id,
            "measure" if one.rule.measure else "none",
            f"{one.speaks}",
            f"{one.overlaps}",
            f"{one.conflicts}",
            f"{one.checked}",
            f"{one.right / max(1, one.checked):.3f}",
            "yes" if one.is_trusted else "no",
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", help="labelled documents, as jucuo evaluate reads them")
    parser.add_argument("--weak", action="append", default=[], help="documents without labels")
    parser.add_argument("--write", action="store_true", help="keep the tables in results.md")
    options = parser.parse_args()
    samples = collect(options.folders)
    pool = collect_unlabelled(documents_in(options.weak), samples)
    rows = [
        (name, *(f"{value:.3f}" for value in (one.precision, one.recall, one.f1, one.calibration)))
        for name, one in compared(samples, pool, options.folders[0])
    ]
    header = ("plain sentences judged by", "P", "R", "F1", "calibration error")
    show("Plain sentences: rules, words, both, weak labels", COMMAND, header, rows, options.write)
    if pool.candidates:
        counted = ("rule", "votes", "speaks", "with others", "against others", "checked", "right", "trusted")
        show("Labelling rules", COMMAND, counted, list(rules(samples, pool)), options.write)
    models = {
        "Reliability of plain sentences": train(
            samples.sentences, samples.labelled, Beside(samples.items, pool.candidates)
        ),
        "Reliability of enumerated rows": train(samples.rows, least=LEAST),
    }
    for title, model in models.items():
        tenths = ("probability", "share of measures", "candidates")
        show(title, COMMAND, tenths, list(reliability(model)), options.write)
    show("Learning curve of plain sentences", COMMAND, *curves(samples, pool), options.write)


if __name__ == "__main__":
    main()
