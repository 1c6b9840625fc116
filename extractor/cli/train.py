"""``jucuo train``: labelled documents in, tables of weights out, with what they are worth."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.options import Debug, Lexicons, LimitValues
from extractor.cli.progress import with_progress
from extractor.cli.running import clear_errors, load_words, say
from extractor.cli.screen import show_table
from extractor.limits import parse, using

if TYPE_CHECKING:
    from extractor.lexicon import Lexicon
    from extractor.training import Beside, Model, Pool, Samples, Tally

NUMBERS = ("P", "R", "F1", "ECE", "documents", "likely", "are", "candidates")
COUNTS = ("speaks", "with others", "against others", "checked", "right")


def train(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="DIR…", help="Labelled documents, as jucuo evaluate reads them.", show_default=False
        ),
    ],
    weak: Annotated[
        list[Path] | None,
        typer.Option(
            "--weak",
            metavar="DIR",
            help="Documents without labels, which rules label where they are sure. Can be given again.",
        ),
    ] = None,
    weak_weight: Annotated[
        float | None,
        typer.Option(
            "--weak-weight",
            metavar="W",
            min=0.0,
            max=1.0,
            help="How much such a label counts beside one of yours; 0.05 if not given.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="A folder of word lists; the tables go into its folder weights. Without it only figures.",
        ),
    ] = None,
    lexicons: Lexicons = None,
    limit: LimitValues = None,
    debug: Debug = False,
) -> None:
    """Learn from labelled documents which plain sentences are measures, and how sure each row is.

    Use the tables with --lexicons DIR. Needs scikit-learn: pip install 'jucuo[train]'.
    """
    with clear_errors(debug), using(parse(limit or ())):
        from extractor.errors import UsageError
        from extractor.training import LEAST, WEAK, Beside, collect, train, write_tables

        if output and output.exists() and not output.is_dir():
            raise UsageError(f"{output}: is a file; give a folder")
        words = load_words(lexicons)
        samples = collect(folders, words)
        pool = _read_unlabelled(weak or [], samples, words)
        weight = WEAK if weak_weight is None else weak_weight
        beside = Beside(samples.items, pool.candidates, weight)
        told = _told(samples)
        remarks = {"stated": [*told, *_told_weak(samples, beside, pool)], "enumerated": told}
        models = {"stated": train(samples.sentences, samples.labelled, beside)}
        if len({row.is_measure for row in samples.rows}) == 2:
            models["enumerated"] = train(samples.rows, least=LEAST)
        for name, model in models.items():
            _show(name, model)
        if output:
            for name, model in models.items():
                for path in write_tables(output, {name: model}, remarks[name]):
                    say(f"{path} written")


def _read_unlabelled(folders: Sequence[Path], samples: Samples, lexicon: Lexicon) -> Pool:
    """The candidates of documents without labels, and on standard error what was left out."""
    from extractor.training import collect_unlabelled, documents_in

    pool = collect_unlabelled(with_progress(documents_in(folders)), samples, lexicon)
    if pool.known or pool.unread:
        left_out = f"{pool.known} that have labels, {pool.unread} that cannot be read"
        say(f"documents in --weak folders left out: {left_out}")
    return pool


def _told(samples: Samples) -> list[str]:
    """What a table was learnt from: human labels, each kind with the folders that they come from."""
    stated = sum(sample.is_measure for sample in samples.sentences)
    right = sum(row.is_measure for row in samples.rows)
    taught = sum(item.is_measure for item in samples.items)
    sentences = _by_folder((one.folder, one.is_measure) for one in samples.sentences)
    items = _by_folder((one.folder, one.is_measure) for one in samples.items)
    labelled = f"measures among them: {stated} of {samples.labelled} labelled"
    return [
        f"written by jucuo train from {samples.documents} labelled documents",
        f"plain sentences: {len(samples.sentences)}, {labelled} ({sentences})",
        f"items read as sentences: {len(samples.items)}, measures among them: {taught} ({items})",
        f"enumerated rows: {len(samples.rows)}, measures among them: {right}",
    ]


def _told_weak(samples: Samples, beside: Beside, pool: Pool) -> list[str]:
    """What a table was learnt from besides, if anything; the labelling rules are shown on standard error."""
    from extractor.training import given_labels, tally

    if not pool.documents:
        return []
    human = [*samples.sentences, *samples.items]
    rules = tally(human, (one.rules for one in pool.candidates))
    _show_rules(rules)
    labels = given_labels(beside, samples.sentences)
    given = [
        (one.folder, said) for one, said in zip(pool.candidates, labels, strict=True) if said is not None
    ]
    measures = sum(said for _, said in given)
    silent = len(labels) - len(given)
    say(f"{len(given)} labels by rules ({_by_folder(given)}); {silent} candidates got none")
    trusted = ", ".join(f"{one.rule.id} {one.accuracy:.3f}" for one in rules if one.is_trusted)
    among = f"measures among them: {measures} ({_by_folder(given)}), each counts {beside.weight:g}"
    return [
        f"labels by rules in {pool.documents} documents: {len(given)}, {among}",
        f"rules trusted: {trusted or 'none'}",
    ]


def _by_folder(labels: Iterable[tuple[str, bool]]) -> str:
    """How many measures of how many labels come from each folder: ``news 3 of 40, gold 5 of 9``."""
    labels = list(labels)
    of, all_ = Counter(folder for folder, said in labels if said), Counter(folder for folder, _ in labels)
    return ", ".join(f"{folder} {of[folder]} of {number}" for folder, number in sorted(all_.items()))


def _show_rules(tallies: Iterable[Tally]) -> None:
    """The labelling rules: on how many candidates each speaks, with and against others, how often rightly."""
    say("labelling rules, counted on documents without labels and checked on yours")
    rows = [
        (
            one.rule.id,
            "measure" if one.rule.measure else "none",
            f"{one.speaks}",
            f"{one.overlaps}",
            f"{one.conflicts}",
            f"{one.checked}",
            f"{one.right / one.checked:.2f}" if one.checked else "–",
            "yes" if one.is_trusted else "no",
            one.rule.says,
        )
        for one in tallies
    ]
    show_table(("rule", "votes", *COUNTS, "trusted", "a candidate that"), rows, COUNTS, sys.stderr)


def _show(name: str, model: Model) -> None:
    """What a table is worth on documents that it was not learnt from."""
    print(f"\n{name}: {len(model.weights.of)} weights, threshold {model.weights.threshold}")
    folds = {"documents": model.by_document, "sources": model.by_source}
    rows = [
        (f"other {what}", *(f"{value:.3f}" for value in (f.precision, f.recall, f.f1, f.calibration)))
        for what, f in folds.items()
    ]
    show_table(("on", "P", "R", "F1", "ECE"), rows, NUMBERS)
    learning = [(f"{documents}", f"{f1:.3f}") for documents, f1 in model.learning]
    show_table(("documents", "F1"), learning, NUMBERS)
    tenths = [
        (f"{tenth / 10:.1f}–{tenth / 10 + 0.1:.1f}", f"{share:.2f}", f"{number}")
        for tenth, (share, number) in enumerate(model.reliability)
        if number
    ]
    show_table(("likely", "are", "candidates"), tenths, NUMBERS)
