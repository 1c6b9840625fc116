"""``jucuo train``: labelled documents in, tables of weights out, with what they are worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.options import Debug, Lexicons
from extractor.cli.running import clear_errors, load_words, say
from extractor.cli.screen import show_table

if TYPE_CHECKING:
    from extractor.training import Model, Samples

NUMBERS = ("P", "R", "F1", "ECE", "documents", "likely", "are", "candidates")


def train(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="DIR…", help="Labelled documents, as jucuo evaluate reads them.", show_default=False
        ),
    ],
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
    debug: Debug = False,
) -> None:
    """Learn from labelled documents which plain sentences are measures, and how sure each row is.

    Use the tables with --lexicons DIR. Needs scikit-learn: pip install 'jucuo[train]'.
    """
    with clear_errors(debug):
        from extractor.errors import UsageError
        from extractor.training import LEAST, collect, train, write_tables

        samples = collect(folders, load_words(lexicons))
        models = {"stated": train(samples.sentences, samples.labelled)}
        if len({row.is_measure for row in samples.rows}) == 2:
            models["enumerated"] = train(samples.rows, least=LEAST)
        for name, model in models.items():
            _show(name, model)
        if output:
            if output.exists() and not output.is_dir():
                raise UsageError(f"{output}: is a file; give a folder")
            for path in write_tables(output, models, _remarks(samples)):
                say(f"{path} written")


def _remarks(samples: Samples) -> list[str]:
    """What a table was learnt from."""
    stated = sum(sample.is_measure for sample in samples.sentences)
    right = sum(row.is_measure for row in samples.rows)
    labelled = f"measures among them: {stated} of {samples.labelled} labelled"
    return [
        f"written by jucuo train from {samples.documents} labelled documents",
        f"plain sentences: {len(samples.sentences)}, {labelled}",
        f"enumerated rows: {len(samples.rows)}, measures among them: {right}",
    ]


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
