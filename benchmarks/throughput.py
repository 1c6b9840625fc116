"""How fast a folder becomes a table: `jucuo extract` against bare `jieba.lcut` over the same text.

jieba only cuts words and finds nothing; it is the yardstick because every Chinese text study pays at least
that. Its dictionary is loaded before the clock starts, while jucuo's time includes starting Python.
Megabytes are those of the articles' text in UTF-8, without the HTML around it.

    python benchmarks/throughput.py [FOLDER] [--copies 200] [--write]
"""

from __future__ import annotations

import argparse
import csv
import logging
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from results import show

SAMPLES = Path(__file__).parent.parent / "samples"
KINDS = {"enumerated": "jucuo extract", "all": "jucuo extract --kind all"}
PARTIAL = 1  # the exit code when some inputs failed and all others are done


def repeat_samples(folder: Path, copies: int) -> Path:
    """Fill a folder with copies of every sample."""
    for sample in sorted(SAMPLES.iterdir()):
        for copy in range(copies):
            shutil.copy(sample, folder / f"{copy:04}-{sample.name}")
    return folder


def read_texts(folder: Path) -> list[str]:
    """The text of every article in the folder that can be read."""
    from extractor.errors import ReadingError
    from extractor.reading import find_inputs, read

    texts = []
    for path in find_inputs([folder]):
        if isinstance(path, Path):
            try:
                texts.append(read(path).text)
            except ReadingError as error:
                print(f"left out: {error}", file=sys.stderr)
    return texts


def time_jieba(texts: list[str]) -> tuple[float, int]:
    """Seconds for cutting all texts into words, and how many words."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    start = time.perf_counter()
    words = sum(len(jieba.lcut(text)) for text in texts)
    return time.perf_counter() - start, words


def time_jucuo(folder: Path, target: Path, kind: str) -> tuple[float, int]:
    """Seconds for the whole command, from a cold start to the finished file, and how many rows it wrote."""
    arguments = ["extract", str(folder), "--kind", kind, "-o", str(target)]
    start = time.perf_counter()
    result = subprocess.run([sys.executable, "-m", "extractor", *arguments], capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if result.returncode not in (0, PARTIAL):
        sys.exit(f"jucuo ended with {result.returncode}:\n{result.stderr}")
    with target.open(encoding="utf-8-sig", newline="") as lines:
        return seconds, sum(1 for _ in csv.DictReader(lines))


def main() -> None:
    parser = argparse.ArgumentParser(description="measure articles per second against bare jieba")
    parser.add_argument("folder", nargs="?", type=Path, help="articles to read (default: repeated samples)")
    parser.add_argument("--copies", type=int, default=200, help="copies of each sample (default: 200)")
    parser.add_argument("--write", action="store_true", help="keep the table in benchmarks/results.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        articles = Path(scratch) / "articles"
        articles.mkdir()
        folder = options.folder or repeat_samples(articles, options.copies)
        texts = read_texts(folder)
        megabytes = sum(len(text.encode()) for text in texts) / 1e6
        jieba_seconds, words = time_jieba(texts)
        target = Path(scratch) / "measures.csv"
        runs = {kind: time_jucuo(folder, target, kind) for kind in KINDS}
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024

    def line(name: str, seconds: float, found: str) -> tuple[str, ...]:
        speeds = (f"{megabytes / seconds:.2f}", f"{len(texts) / seconds:.0f}")
        return name, f"{seconds:.1f}", *speeds, f"{jieba_seconds / seconds:.2f}", found

    table = [line("`jieba.lcut`", jieba_seconds, f"{words} words")]
    for kind, (seconds, rows) in runs.items():
        table.append(line(f"`{KINDS[kind]}`", seconds, f"{rows} rows, {rows / seconds:.0f} a second"))
    what = f"`{options.folder}`" if options.folder else f"samples × {options.copies}"
    first = f"{what}: {len(texts)} articles, {megabytes:.2f} MB; peak {memory:.0f} MB"
    header = (first, "s", "MB/s", "articles/s", "times jieba's speed", "found")
    show("Throughput", "python benchmarks/throughput.py --write", header, table, options.write)


if __name__ == "__main__":
    main()
