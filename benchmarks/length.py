"""Time and memory for one article of 10 kB, 100 kB, 1 MB and 10 MB: they must grow as it does.

Three kinds of made-up articles (`articles.py`): an outline with groups, items and points; running text
without numbers; and the outline without its line breaks. Each is read from its file and all its measures
become rows, in a process of its own that has read short articles before, so that start-up is kept apart;
short ones are read several times and the fastest counts. Seconds are those of the processor, which other
work on the machine changes less. Memory is the peak of that process and what the article added to it. Ends
with 1 if a megabyte of the longest article takes more than twice what it takes in the second size.

    python benchmarks/length.py [--sizes 10000 100000 1000000 10000000] [--only KIND] [--write]
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from articles import LONG, make_article
from results import show

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
LINEAR = 2.0
"""The seconds for each megabyte of the longest article may be so many times those of the second size."""
LONGEST = 900.0
"""Seconds after which an article counts as never read."""
_ENOUGH = 1.0
"""Seconds that short articles are read again and again."""


class Cost(NamedTuple):
    """The cost of an article: processor seconds, rows, megabytes (10⁶ bytes) at the peak and before."""

    seconds: float
    rows: int
    peak: float
    before: float


def read_once(path: Path) -> Cost:
    """The cost of an article in this process, which should read nothing else."""
    from extractor.batch.outcomes import extract_outcome
    from extractor.batch.settings import Settings
    from extractor.model import Kind
    from extractor.reading import Document

    settings = Settings(kinds=tuple(Kind), stated=True)
    for number in range(20):
        extract_outcome(Document("", make_article(number)), settings)
    before = _peak()
    began = time.perf_counter()
    fastest, rows = math.inf, 0
    while True:
        start = time.process_time()
        outcome = extract_outcome(Document(str(path)), settings)
        fastest = min(fastest, time.process_time() - start)
        if outcome.error:
            sys.exit(outcome.error)
        rows = len(outcome.measures)
        if time.perf_counter() - began > _ENOUGH:
            return Cost(fastest, rows, _peak(), before)


def _peak() -> float:
    """The peak of the resident memory of this process so far, in megabytes."""
    import resource  # Windows has none

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def measure(kind: str, size: int) -> Cost | None:
    """The cost of a made-up article, in a process of its own; None if it takes too long."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "article.txt")
        path.write_text(LONG[kind](size), "utf-8")
        command = [sys.executable, __file__, "--one", str(path)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST)
        except subprocess.TimeoutExpired:
            return None
        if done.returncode:
            sys.exit(f"{kind} of {size:,} bytes: {done.stderr}")
        return Cost(*json.loads(done.stdout))


def main() -> None:
    parser = argparse.ArgumentParser(description="growth with the length of one article")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="bytes of the articles")
    parser.add_argument("--only", choices=LONG, help="one kind of article")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--write", action="store_true", help="keep the table in benchmarks/results.md")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(read_once(options.one)))
        return
    table, steep = [], []
    for kind in [options.only] if options.only else LONG:
        speeds: list[float] = []
        for size in options.sizes:
            cost = measure(kind, size)
            name = f"{kind}, {size / 1e6:g} MB"
            speeds.append(cost.seconds / size * 1e6 if cost else LONGEST)
            table.append((name, *(_cells(cost, size) if cost else (f"over {LONGEST:.0f}", *["–"] * 4))))
            print(*table[-1], sep="\t", file=sys.stderr)
        ratio = speeds[-1] / speeds[min(1, len(speeds) - 1)]
        table.append((f"{kind}, longest against second", "", f"{ratio:.2f}", "", "", ""))
        if ratio > LINEAR:
            steep.append(f"{kind} ({ratio:.2f})")
    header = ("one article", "s", "s for each MB", "peak, MB", "of it for the article, MB", "rows")
    show("Length of an article", "python benchmarks/length.py --write", header, table, options.write)
    if steep:
        sys.exit(f"not linear, more than {LINEAR:g} times as slow: {', '.join(steep)}")


def _cells(cost: Cost, size: int) -> tuple[str, ...]:
    speed = cost.seconds / size * 1e6
    return (
        f"{cost.seconds:.2f}",
        f"{speed:.2f}",
        f"{cost.peak:.0f}",
        f"{cost.peak - cost.before:.0f}",
        f"{cost.rows:,}",
    )


if __name__ == "__main__":
    main()
