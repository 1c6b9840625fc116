"""How long a user waits: the help, and one short article, each in a new process.

Measured against what any program must pay that uses the same libraries: starting Python, importing spaCy.
The commands run in turn, round by round, so that a slower minute of the machine hits them all; the first
round warms the disk and is not counted. Shown are medians, the ratio as the median of the rounds' ratios.

    python benchmarks/cold_start.py [--runs 7] [--write]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from results import show

SAMPLE = Path(__file__).parent.parent / "samples" / "water-utility-20.md"


def measure(arguments: list[str]) -> float:
    """Wall-clock seconds of one run; raises `CalledProcessError` when the command fails."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


def _row(name: str, rounds: list[dict[str, float]]) -> tuple[str, ...]:
    seconds = [one[name] for one in rounds]
    ratio = median(one[name] / one["`python -c 'import spacy'`"] for one in rounds)
    return name, f"{median(seconds):.2f}", f"{min(seconds):.2f}", f"{max(seconds):.2f}", f"{ratio:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description="time jucuo from a cold start")
    parser.add_argument("--runs", type=int, default=7, help="counted runs of each command (default: 7)")
    parser.add_argument("--write", action="store_true", help="keep the table in benchmarks/results.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "`python -c pass`": ["-c", "pass"],
            "`python -c 'import spacy'`": ["-c", "import spacy"],
            "`jucuo --help`": ["-m", "extractor", "--help"],
            f"`jucuo extract {SAMPLE.name}`": [
                "-m",
                "extractor",
                "extract",
                str(SAMPLE),
                "-o",
                f"{folder}/measures.csv",
            ],
        }
        rounds = [
            {name: measure(arguments) for name, arguments in commands.items()}
            for _ in range(options.runs + 1)
        ][1:]
    rows = [_row(name, rounds) for name in commands]
    header = ("command", "median s", "fastest s", "slowest s", "against importing spaCy")
    show("Cold start", "python benchmarks/cold_start.py --write", header, rows, options.write)


if __name__ == "__main__":
    main()
