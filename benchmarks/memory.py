"""Memory of `jucuo extract` over more and more articles: it must stay flat.

The articles are made up (`articles.py`): notices and news of 0.3 to 3 kB, as text files in nested folders of
a thousand, or with `--corpus` as the rows of one JSON Lines file. Shown are the peaks of resident memory of
the main process and of the largest other process, and the largest sum of all at one moment, in which shared
memory is counted once for each process. Ends with 1 if any of the three grows by more than a fifth.

    python benchmarks/memory.py [--sizes 10000 100000 1000000] [--corpus] [--workers 2] [--write]

A million articles take about 4 GB of disk as files, below `--scratch`, and are deleted after each size.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from articles import write_corpus, write_folder
from commands import Watched, jucuo, watch
from results import show

SIZES = (10_000, 100_000, 1_000_000)
FLAT = 1.2
"""The largest may be so many times the smallest."""
_ROOM = 8_000
"""Bytes of disk for each article, for its file, its rows and what is kept to go on from."""


def measure(number: int, scratch: Path, *, corpus: bool, workers: int) -> tuple[Watched, int]:
    """One run over so many articles, and how many rows it gave; what it needs on the disk is deleted."""
    free = shutil.disk_usage(scratch).free
    if free < number * _ROOM:
        sys.exit(f"{scratch} has {free / 1e9:.1f} GB free, of {number * _ROOM / 1e9:.1f} GB; try --scratch")
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        articles = Path(folder, "articles.jsonl" if corpus else "articles")
        if corpus:
            write_corpus(articles, number)
        else:
            write_folder(articles, number)
        table = Path(folder, "measures.csv")
        run = watch(jucuo("extract", articles, "--workers", str(workers), "-o", table))
        if run.code:
            sys.exit(f"{number} articles: jucuo ended with {run.code}:\n{run.said[-2000:]}")
        with table.open("rb") as lines:
            rows = sum(1 for _ in lines) - 1
    return run, rows


def growth(runs: Sequence[Watched]) -> tuple[float, float, float]:
    """How many times the smallest the largest is: the main process, the largest other one, all together."""
    peaks = ([run.main for run in runs], [run.worker for run in runs], [run.together for run in runs])
    main, worker, together = (max(values) / min(values) for values in peaks)
    return main, worker, together


def main() -> None:
    parser = argparse.ArgumentParser(description="peak memory over more and more articles")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of articles")
    parser.add_argument("--corpus", action="store_true", help="one JSON Lines file instead of folders")
    parser.add_argument("--workers", type=int, default=2, help="worker processes (default: 2)")
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()), help="where to write")
    parser.add_argument("--write", action="store_true", help="keep the table in benchmarks/results.md")
    options = parser.parse_args()
    runs, table = list[Watched](), list[Sequence[str]]()
    for number in options.sizes:
        run, rows = measure(number, options.scratch, corpus=options.corpus, workers=options.workers)
        runs.append(run)
        peaks = (f"{run.main:.0f}", f"{run.worker:.0f}", f"{run.together:.0f}")
        table.append(
            (f"{number:,}", *peaks, f"{rows:,}", f"{run.seconds:.0f}", f"{number / run.seconds:.0f}")
        )
        print(*table[-1], sep="\t", file=sys.stderr)
    grown = growth(runs)
    table.append(("largest against smallest", *(f"{ratio:.2f}" for ratio in grown), "", "", ""))
    first = f"{'rows of JSON Lines' if options.corpus else 'files'}, {options.workers} workers"
    header = (first, "main process, MB", "largest other, MB", "together, MB", "rows", "s", "articles/s")
    kind = " of a corpus" if options.corpus else ""
    command = f"python benchmarks/memory.py {'--corpus ' if options.corpus else ''}--write"
    show(f"Memory{kind}", command, header, table, options.write)
    if max(grown) > FLAT:
        sys.exit(f"not flat: {max(grown):.2f} times the smallest is more than {FLAT}")


if __name__ == "__main__":
    main()
