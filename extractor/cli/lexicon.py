"""``jucuo lexicon``: look at the word lists, and check those of your own."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.options import Debug, Lexicons
from extractor.cli.running import INPUT_FAILED, clear_errors, load_words
from extractor.cli.screen import printable, show_table
from extractor.errors import LexiconError, UsageError
from extractor.exporting import PmcIndex
from extractor.lexicon import INDICES, builtin_folder, load
from extractor.questions import QUESTIONS

app = typer.Typer(help="List and check the word lists.", no_args_is_help=True)


@app.command("list")
def list_words(
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="A word list, e.g. actions.", show_default=False)
    ] = None,
    lexicons: Lexicons = None,
    debug: Debug = False,
) -> None:
    """Show the word lists with the question that each answers, or the terms of one of them."""
    with clear_errors(debug):
        words = load_words(lexicons)
        if file is None:
            lines = [(name, str(len(words.terms(name))), QUESTIONS[name].text) for name in words.files]
            show_table(("list", "terms", "question"), lines)
            return
        terms = words.terms(_find_list(file))
        show_table(
            ("term", "label", "note", "example", "counter"),
            [(term.text, term.label, term.note, term.example, term.counter) for term in terms],
        )


@app.command("check")
def check_words(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]", help="A folder of word lists; the built-in one if left out.", show_default=False
        ),
    ] = None,
    debug: Debug = False,
) -> None:
    """Read word lists and show every mistake with file, line and column; exit with 1 if there is any."""
    with clear_errors(debug):
        try:
            words = load(folder) if folder else load()
            if folder is None or (folder / INDICES).is_dir():
                PmcIndex.of(words)
        except LexiconError as error:
            for problem in error.problems:
                print(printable(str(problem)))
            raise typer.Exit(INPUT_FAILED) from None
        total = sum(1 for _ in words)
        place = printable(str(folder or builtin_folder()))
        print(f"{place}: sound; {total:,} terms in {len(words.files)} lists")


def _find_list(name: str) -> str:
    """The list that is meant: ``actions`` or ``actions.tsv``."""
    stem = Path(name).name.removesuffix(".tsv")
    if stem in QUESTIONS:
        return stem
    near = get_close_matches(stem, QUESTIONS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(QUESTIONS)}"
    raise UsageError(f"no word list is called {stem!r}; {hint}")
