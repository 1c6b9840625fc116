"""Where the time goes: what each step on the way from a file to its rows takes, in one process.

The steps are those of `extractor.pipeline`, called one by one as it calls them, for the rows that are written
by default. What is shown are the medians over rounds of all articles, so that a slower moment does not count.

    python benchmarks/stages.py FOLDER [--articles 300] [--rounds 3] [--write]
"""

from __future__ import annotations

import argparse
import logging
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TypeVar

from results import show

from extractor import attributes, counting, exporting, matching, reading, shadow, structure
from extractor.errors import ReadingError
from extractor.lexicon import Lexicon, load
from extractor.model import Findings

T = TypeVar("T")
STEPS = ("reading", "shadow", "structure", "matching", "attributes", "counting", "rows")


class Clock(Counter[str]):
    """Processor seconds for each step."""

    def time(self, step: str, work: Callable[[], T]) -> T:
        """What the work gives; its time is added to that of the step."""
        began = time.process_time()
        done = work()
        self[step] += time.process_time() - began  # type: ignore[assignment]
        return done


def walk(path: Path, lexicon: Lexicon, clock: Clock) -> int:
    """Read a document and find its measures, step by step; how many there are."""
    article = clock.time("reading", lambda: reading.read(path, lexicon=lexicon))
    cast = clock.time("shadow", lambda: shadow.cast(article, lexicon))
    plain = cast.article
    candidates = clock.time(
        "structure", lambda: structure.find_candidates(plain, lexicon, stated=False, refused=False)
    )
    matched, rejected = clock.time("matching", lambda: matching.match(plain, candidates, lexicon))
    measures = clock.time("attributes", lambda: attributes.describe(plain, matched, lexicon))
    counts = clock.time("counting", lambda: counting.reconcile(plain, measures, lexicon))
    findings = clock.time("shadow", lambda: cast.restore(Findings(plain, measures, rejected, counts)))
    return len(clock.time("rows", lambda: exporting.rows(findings)))


def time_jieba(texts: list[str]) -> float:
    """Processor seconds for cutting the texts into words."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    began = time.process_time()
    for text in texts:
        jieba.lcut(text)
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description="what each step takes")
    parser.add_argument("folder", type=Path, help="articles to read")
    parser.add_argument("--articles", type=int, default=300, help="drawn by lot (default: 300)")
    parser.add_argument("--rounds", type=int, default=3, help="of which the medians are shown (default: 3)")
    parser.add_argument("--write", action="store_true", help="keep the table in benchmarks/results.md")
    options = parser.parse_args()
    lexicon = load()
    paths: dict[Path, str] = {}
    for path in reading.find_inputs([options.folder]):
        if isinstance(path, Path):
            try:
                paths[path] = reading.read(path, lexicon=lexicon).text
            except ReadingError as error:
                print(f"left out: {error}")
    chosen = random.Random(1).sample(sorted(paths), min(options.articles, len(paths)))
    megabytes = sum(len(paths[path].encode()) for path in chosen) / 1e6
    for path in chosen[:10]:
        walk(path, lexicon, Clock())
    clocks, yardsticks, rows = [], [], 0
    for _ in range(options.rounds):
        clock = Clock()
        rows = sum(walk(path, lexicon, clock) for path in chosen)
        clocks.append(clock)
        yardsticks.append(time_jieba([paths[path] for path in chosen]))
    yardstick = median(yardsticks)
    seconds = {step: median(clock[step] for clock in clocks) for step in STEPS}
    seconds["all, from the files"] = whole = median(sum(clock.values()) for clock in clocks)
    seconds["all but reading, from the same text"] = whole - seconds["reading"]
    seconds["`jieba.lcut`, from the text"] = yardstick
    table = [
        (
            step,
            f"{1000 * taken / len(chosen):.2f}",
            f"{taken / whole:.0%}",
            "" if step in STEPS else f"{yardstick / taken:.2f}",
        )
        for step, taken in seconds.items()
    ]
    header = (
        f"`{options.folder.name}`: {len(chosen)} articles, {megabytes:.2f} MB, {rows} rows",
        "ms an article",
        "share",
        "times jieba's speed",
    )
    show("Steps", "python benchmarks/stages.py FOLDER --write", header, table, options.write)


if __name__ == "__main__":
    main()
