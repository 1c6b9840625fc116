"""A run that is killed again and again must give the table of an undisturbed one, and 1 % broken files fail.

Over a folder of made-up articles (`articles.py`) and the samples:

1. an undisturbed run;
2. a run with `--resume` that is killed (SIGKILL, all its processes) at moments drawn by lot over the time
   that the undisturbed one took, start-up aside; each time the same command goes on, the last time to its
   end;
3. a run over the same folder after broken files were put into it, one for each 99 articles: an empty file, a
   Word document cut in half, a PDF with nothing behind its first line, a page of zeros, and a Word document
   that is none.

Both tables, of measures and of documents, must be equal byte by byte after the kills. Exactly the broken
files must fail, and the table of measures must be the same again. Ends with 1 if anything differs.

    python benchmarks/resume.py [--articles 5000] [--kills 10] [--seed 0] [--write]
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from articles import write_folder
from commands import PARTIAL, jucuo, time_command, time_start_up
from results import show

SAMPLES = Path(__file__).parent.parent / "samples"
GOOD_FOR_EACH_BROKEN = 99
_START_UP = (0.5, 1.2)
"""Each life lasts its share of the run and between so much and so much of a start-up."""


class Tables(NamedTuple):
    """The two files that a run writes."""

    measures: Path
    documents: Path

    @classmethod
    def at(cls, folder: Path, name: str) -> Tables:
        return cls(folder / f"{name}.csv", folder / f"{name}-documents.csv")

    def command(self, articles: Path, *options: str) -> list[str]:
        return jucuo("extract", articles, "-o", self.measures, "--documents", self.documents, *options)

    def agree_with(self, other: Tables) -> bool:
        """Whether both files are the same byte by byte."""
        return all(one.read_bytes() == two.read_bytes() for one, two in zip(self, other, strict=True))


class Kill(NamedTuple):
    """A kill: after how many seconds of its run, how many documents were known then, and whether the run had
    ended before."""

    seconds: float
    known: int
    too_late: bool


def fill(folder: Path, articles: int) -> Path:
    """A folder with made-up articles and the samples."""
    write_folder(folder, articles)
    shutil.copytree(SAMPLES, folder / "samples")
    return folder


def kill_again_and_again(tables: Tables, articles: Path, lives: Sequence[float], *options: str) -> list[Kill]:
    """Start the command with `--resume` for each life and kill it after so many seconds; then let it end."""
    kills = []
    command = tables.command(articles, "--resume", *options)
    for seconds in lives:
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(seconds)
        ended = process.poll() is not None
        if not ended:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        kills.append(Kill(seconds, count_known(tables.measures), ended))
    time_command(command)
    return kills


def draw_lives(kills: int, working: float, start_up: float, chance: random.Random) -> list[float]:
    """How long each run lives, so that the kills fall on moments drawn by lot over the working seconds."""
    moments = sorted(chance.uniform(0, working) for _ in range(kills))
    return [
        start_up * chance.uniform(*_START_UP) + after - before for before, after in pairwise([0.0, *moments])
    ]


def count_known(table: Path) -> int:
    """How many documents the journal beside a table knows; looked at in a copy, so that nothing heals it."""
    from extractor.batch.journal import folder_beside

    with tempfile.TemporaryDirectory() as scratch:
        for path in folder_beside(table).glob("manifest.sqlite*"):
            shutil.copy(path, scratch)
        base = sqlite3.connect(Path(scratch, "manifest.sqlite"))
        try:
            (number,) = base.execute("SELECT count(*) FROM documents").fetchone()
        except sqlite3.OperationalError:  # killed before it had begun
            return 0
        finally:
            base.close()
    return int(number)


# ---- broken files


def _half_a_word_document() -> bytes:
    data = (SAMPLES / "old-wells.docx").read_bytes()
    return data[: len(data) // 2]


BROKEN: Sequence[tuple[str, Callable[[], bytes]]] = (
    (".txt", lambda: b""),
    (".docx", _half_a_word_document),
    (".pdf", lambda: b"%PDF-1.7\n"),
    (".html", lambda: bytes(1000)),
    (".docx", lambda: "推进改革。\n".encode() * 40),
)


def put_broken(folder: Path, number: int, chance: random.Random) -> set[str]:
    """Put so many broken files into the folder and those in it, and give their paths."""
    folders = [folder, *sorted(path for path in folder.rglob("*") if path.is_dir())]
    put = set()
    for one in range(number):
        suffix, make = BROKEN[one % len(BROKEN)]
        path = chance.choice(folders) / f"{chance.randrange(10**7):07}-broken-{one}{suffix}"
        path.write_bytes(make())
        put.add(str(path))
    return put


def failed_in(table: Path) -> set[str]:
    """The documents that failed by a table of documents."""
    with table.open(encoding="utf-8-sig", newline="") as lines:
        return {row["document"] for row in csv.DictReader(lines) if row["error"]}


class Verdict(NamedTuple):
    """What was seen: kills, documents and rows of the whole, and what must be true."""

    seconds: float
    kills: Sequence[Kill]
    documents: int
    same_after_kills: bool
    broken: int
    exactly_broken: bool
    same_beside_broken: bool

    @property
    def holds(self) -> bool:
        return self.same_after_kills and self.exactly_broken and self.same_beside_broken


def examine(scratch: Path, articles: int, kills: int, seed: int, *options: str) -> Verdict:
    """All three runs over a folder below ``scratch``."""
    chance = random.Random(seed)
    folder = fill(scratch / "articles", articles)
    undisturbed, killed, beside = (Tables.at(scratch, name) for name in ("whole", "killed", "broken"))
    start_up = time_start_up(*options)
    seconds = time_command(undisturbed.command(folder, *options))
    lives = draw_lives(kills, max(seconds - start_up, 0.0), start_up, chance)
    killed_at = kill_again_and_again(killed, folder, lives, *options)
    with undisturbed.documents.open("rb") as lines:
        documents = sum(1 for _ in lines) - 1
    broken = put_broken(folder, max(1, round(documents / GOOD_FOR_EACH_BROKEN)), chance)
    done = subprocess.run(beside.command(folder, *options), capture_output=True, text=True)
    same = beside.measures.read_bytes() == undisturbed.measures.read_bytes()
    return Verdict(
        seconds,
        killed_at,
        documents,
        killed.agree_with(undisturbed),
        len(broken),
        done.returncode == PARTIAL and failed_in(beside.documents) == broken,
        same,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="kills and broken files change nothing else")
    parser.add_argument("--articles", type=int, default=5000, help="made-up articles (default: 5000)")
    parser.add_argument("--kills", type=int, default=10, help="how often the run is killed (default: 10)")
    parser.add_argument("--workers", default="2", help="worker processes (default: 2)")
    parser.add_argument("--seed", type=int, default=0, help="draws other moments and places")
    parser.add_argument("--write", action="store_true", help="keep the table in benchmarks/results.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        verdict = examine(
            Path(scratch), options.articles, options.kills, options.seed, "--workers", options.workers
        )
    table = [
        (
            f"kill {number}" + (", too late" if kill.too_late else ""),
            f"{kill.seconds:.1f}",
            f"{kill.known:,}",
            f"{kill.known / verdict.documents:.0%}",
        )
        for number, kill in enumerate(verdict.kills, start=1)
    ]
    table += [
        ("undisturbed run", f"{verdict.seconds:.1f}", f"{verdict.documents:,}", "100%"),
        ("tables after the kills are the same", "", "", _yes(verdict.same_after_kills)),
        (f"exactly the {verdict.broken} broken files fail", "", "", _yes(verdict.exactly_broken)),
        ("the measures beside them are the same", "", "", _yes(verdict.same_beside_broken)),
    ]
    header = ("run", "s", "documents done", "of all")
    show("Kills and broken files", "python benchmarks/resume.py --write", header, table, options.write)
    if not verdict.holds:
        sys.exit("something differs")


def _yes(true: bool) -> str:
    return "yes" if true else "NO"


if __name__ == "__main__":
    main()
