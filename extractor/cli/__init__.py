"""The command ``jucuo``: one short file for each command, and nothing that the library cannot do without it.

Only this room prints, colours and exits. What a command found goes to standard output, everything that is
said to people goes to standard error. Exit codes: 0 done; 1 some inputs failed, all others are done; 2 wrong
usage, wrong word lists or an output that cannot be written; 130 stopped with Ctrl-C.
"""

from __future__ import annotations

from typing import Annotated

import typer

import extractor
from extractor.cli import lexicon
from extractor.cli.check import check
from extractor.cli.evaluate import evaluate
from extractor.cli.explain import explain
from extractor.cli.extract import extract
from extractor.cli.running import prepare_streams, run
from extractor.cli.spark import spark
from extractor.cli.text import text
from extractor.cli.train import train

app = typer.Typer(
    name="jucuo",
    help="Read Chinese policy articles and write every announced measure (举措) as a row of a table.",
    epilog="Try: jucuo extract article.html · jucuo extract folder -o measures.csv",
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(extract)
app.command()(text)
app.command()(explain)
app.command()(check)
app.command()(evaluate)
app.command()(train)
app.command()(spark)
app.add_typer(lexicon.app, name="lexicon")


def main() -> None:
    """Run the command line of this process and exit."""
    prepare_streams()
    run(app)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"jucuo {extractor.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _start(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
