"""How long a user waits: the help, and one short article, each in a new process.

Measured against what any program must pay that uses the same libraries: starting Python, importing spaCy.
The first run of each command warms the disk and is not counted; the median of the others is shown.

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


def measure(arguments: list[str], runs: int) -> list[float]:
    """Wall-clock seconds of each counted run; raises `CalledProcessError` when the command fails."""
    seconds = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        seconds.append(time.perf_counter() - start)
    return seconds[1:]


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
        times = {name: measure(arguments, options.runs) for name, arguments in commands.items()}
    spacy = median(times["`python -c 'import spacy'`"])
    rows = [
        (name, f"{median(all_):.2f}", f"{min(all_):.2f}", f"{max(all_):.2f}", f"{median(all_) / spacy:.2f}")
        for name, all_ in times.items()
    ]
    header = ("command", "median s", "fastest s", "slowest s", "against importing spaCy")
    show("Cold start", "python benchmarks/cold_start.py --write", header, rows, options.write)


if __name__ == "__main__":
    main()
