"""How fast a folder becomes a table: `jucuo extract` against what others do with the same text.

The yardstick is `jieba.lcut`, which only cuts words and finds nothing: every Chinese text study pays at
least that. Its dictionary is loaded before the clock starts. So jucuo is shown twice: the whole command, from
a cold start to the finished file, and the same without its start-up, which is what the same command takes for
two articles of a line or two. jieba and the commands run in turn, round by round, and medians are shown.

The other peers are slow and get articles drawn by lot, of `--sample` megabytes together; they are compared
with jieba over these articles: the spaCy pipeline `zh` that cuts words with jieba, and what jionlp offers to
find times (`ner.extract_time`) and places (`recognize_location`) in a text. Their first call, which loads
dictionaries, is not counted. Megabytes are those of the articles' text in UTF-8, without the HTML around it.

    python benchmarks/throughput.py [FOLDER] [--copies 200] [--workers 2] [--write]
"""

from __future__ import annotations

import argparse
import csv
import importlib
import logging
import random
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from commands import installed, jucuo, time_command, time_start_up
from results import show

SAMPLES = Path(__file__).parent.parent / "samples"
SHORT = "关于推广联网通办的通知：2025年6月底前，在北京市朝阳区建成3个服务站点。"
"""What a peer reads before the clock starts, so that it has loaded what it needs."""


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


def megabytes_of(texts: Sequence[str]) -> float:
    return sum(len(text.encode()) for text in texts) / 1e6


def draw(texts: Sequence[str], megabytes: float) -> list[str]:
    """Texts drawn by lot until they have so many megabytes; at least one."""
    drawn: list[str] = []
    for text in random.Random(0).sample(texts, len(texts)):
        drawn.append(text)
        if megabytes_of(drawn) >= megabytes:
            break
    return drawn


# ---- what others do with a text: how many things they find in it


def with_jieba() -> Callable[[str], int]:
    jieba: Any = importlib.import_module("jieba")
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    return lambda text: len(jieba.lcut(text))


def with_spacy() -> Callable[[str], int]:
    spacy: Any = importlib.import_module("spacy")
    pipeline = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    pipeline.max_length = sys.maxsize
    return lambda text: len(pipeline(text))


def with_times() -> Callable[[str], int]:
    jionlp: Any = importlib.import_module("jionlp")
    logging.disable(logging.ERROR)  # it logs the traceback of each time that it cannot read
    today = time.time()
    return lambda text: len(jionlp.ner.extract_time(text, time_base=today, with_parsing=True))


def with_places() -> Callable[[str], int]:
    jionlp: Any = importlib.import_module("jionlp")

    def find(text: str) -> int:
        found = jionlp.recognize_location(text)
        return sum(len(found[kind] or ()) for kind in ("domestic", "foreign"))

    return find


class Peer(NamedTuple):
    """Another library: the package, what it finds, and how to get the function that does."""

    package: str
    finds: str
    load: Callable[[], Callable[[str], int]]


PEERS = {
    "jieba.lcut": Peer("jieba", "words", with_jieba),
    "spaCy zh with jieba": Peer("spacy", "words", with_spacy),
    "jionlp, times": Peer("jionlp", "times", with_times),
    "jionlp, places": Peer("jionlp", "places", with_places),
}


class Reading(NamedTuple):
    """What a library did with texts: seconds, things found, texts at which it failed."""

    seconds: float
    found: int
    failed: int


def run_over(texts: Sequence[str], reader: Callable[[str], int]) -> Reading:
    """Give all texts to a reader, one after the other."""
    found = failed = 0
    start = time.perf_counter()
    for text in texts:
        try:
            found += reader(text)
        except Exception:
            failed += 1
    return Reading(time.perf_counter() - start, found, failed)


def loaded(names: Sequence[str]) -> Iterator[tuple[str, Callable[[str], int]]]:
    """Each named peer that is installed, ready to read."""
    for name in installed(names, {name: peer.package for name, peer in PEERS.items()}):
        with warnings.catch_warnings(action="ignore"), redirect_stdout(sys.stderr):
            reader = PEERS[name].load()
            reader(SHORT)
        yield name, reader


# ---- jucuo


class Command(NamedTuple):
    """A way of running `jucuo extract`: its options, whole and start-up seconds, and rows of the table."""

    options: tuple[str, ...]
    seconds: float
    start_up: float
    rows: int

    @property
    def net(self) -> float:
        """Seconds without start-up; on few articles it may be lost in the noise, and is a moment then."""
        return max(self.seconds - self.start_up, 0.001)

    @property
    def name(self) -> str:
        return " ".join(["`jucuo extract", *self.options]) + "`"


def time_jucuo(folder: Path, target: Path, options: Sequence[str]) -> Command:
    """One run of the command, and one over two tiny articles."""
    start_up = time_start_up(*options)
    seconds = time_command(jucuo("extract", folder, *options, "-o", target))
    with target.open(encoding="utf-8-sig", newline="") as lines:
        rows = sum(1 for _ in csv.DictReader(lines))
    return Command(tuple(options), seconds, start_up, rows)


def middle(runs: Sequence[Command]) -> Command:
    """The medians of several runs of the same command."""
    seconds, start_up = median(one.seconds for one in runs), median(one.start_up for one in runs)
    return runs[0]._replace(seconds=seconds, start_up=start_up)


def measure(
    folder: Path, texts: Sequence[str], ways: Sequence[Sequence[str]], rounds: int
) -> tuple[Reading, list[Command]]:
    """jieba over the texts and each way of running jucuo over the folder: medians of the rounds."""
    reader = with_jieba()
    cut, runs = [], []
    with tempfile.TemporaryDirectory() as scratch:
        for _ in range(rounds):
            cut.append(run_over(texts, reader))
            runs.append([time_jucuo(folder, Path(scratch, "measures.csv"), options) for options in ways])
    jieba = cut[0]._replace(seconds=median(one.seconds for one in cut))
    return jieba, [middle(same) for same in zip(*runs, strict=True)]


def compare_whole(
    texts: Sequence[str], jieba: Reading, commands: Sequence[Command], what: str
) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Header and rows of the table of whole folders."""
    megabytes = megabytes_of(texts)

    def line(name: str, seconds: float, found: str) -> Sequence[str]:
        speeds = (f"{megabytes / seconds:.2f}", f"{len(texts) / seconds:.0f}")
        return name, f"{seconds:.1f}", *speeds, f"{jieba.seconds / seconds:.2f}", found

    rows = [line("`jieba.lcut`", jieba.seconds, f"{jieba.found:,} words")]
    for one in commands:
        rows.append(line(one.name, one.seconds, f"{one.rows:,} rows"))
        rows.append(line("the same without start-up", one.net, f"start-up {one.start_up:.2f} s"))
    single, several = commands[0], commands[1]
    ratio = f"{single.seconds / several.seconds:.2f} ({single.net / several.net:.2f} without start-up)"
    rows.append((f"{several.options[-1]} workers are so many times as fast as 1", "", "", "", "", ratio))
    first = f"{what}: {len(texts):,} articles, {megabytes:.2f} MB"
    return (first, "s", "MB/s", "articles/s", "times jieba's speed", "found"), rows


def compare_sample(
    texts: Sequence[str], readers: Iterator[tuple[str, Callable[[str], int]]]
) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Header and rows of the table of peers over a sample; jieba comes first."""
    megabytes, jieba, rows = megabytes_of(texts), 0.0, list[Sequence[str]]()
    for name, reader in readers:
        with warnings.catch_warnings(action="ignore"):
            done = run_over(texts, reader)
        jieba = jieba or done.seconds
        found = f"{done.found:,} {PEERS[name].finds}" + (f", {done.failed} failed" if done.failed else "")
        rows.append(
            (
                f"{name} ({PEERS[name].package} {version(PEERS[name].package)})",
                f"{done.seconds:.1f}",
                f"{megabytes / done.seconds:.2f}",
                f"{jieba / done.seconds:.2f}",
                found,
            )
        )
    first = f"{len(texts):,} articles drawn by lot, {megabytes:.2f} MB"
    return (first, "s", "MB/s", "times jieba's speed", "found"), rows


def main() -> None:
    parser = argparse.ArgumentParser(description="megabytes and articles per second against bare jieba")
    parser.add_argument("folder", nargs="?", type=Path, help="articles to read (default: repeated samples)")
    parser.add_argument("--copies", type=int, default=200, help="copies of each sample (default: 200)")
    parser.add_argument("--workers", type=int, default=2, help="workers compared with one (default: 2)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of jieba and jucuo (default: 3)")
    parser.add_argument("--sample", type=float, default=1.0, help="megabytes for slow peers (default: 1)")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=[*PEERS], help="all unless named")
    parser.add_argument("--write", action="store_true", help="keep the tables in benchmarks/results.md")
    options = parser.parse_args()
    ways = (
        ("--workers", "1"),
        ("--workers", str(options.workers)),
        ("--kind", "all", "--workers", "1"),
    )
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or repeat_samples(Path(scratch), options.copies)
        texts = read_texts(folder)
        jieba, commands = measure(folder, texts, ways, options.rounds)
    what = f"`{options.folder.name}`" if options.folder else f"samples × {options.copies}"
    command = f"python benchmarks/throughput.py {'FOLDER ' if options.folder else ''}--write"
    header, rows = compare_whole(texts, jieba, commands, what)
    title = f"Throughput{f' over {options.folder.name}' if options.folder else ''}"
    show(title, command, header, rows, options.write)
    names = dict.fromkeys(("jieba.lcut", *options.peers))
    header, rows = compare_sample(draw(texts, options.sample), loaded([*names]))
    show(f"{title}: others", command, header, rows, options.write)


if __name__ == "__main__":
    main()
