"""What several tests share: where the samples stand, the documents beside the checkout, the command."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

TOGETHER = {
    "test_formats_agree.py": "office",
    "test_golden.py": "golden",
    "test_office.py": "office",
    "test_spark.py": "spark",
    "test_wheel.py": "wheel",
}
"""Files whose tests share what is costly to make: those of one name go to one worker, one after another."""

Command = Callable[..., subprocess.CompletedProcess[str]]
Table = list[dict[str, str]]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Each test goes to the next free worker, those of `TOGETHER` to the same one."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduler(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return TOGETHER.get(Path(nodeid.partition("::")[0]).name, nodeid)

    return Scheduler(config, log)


def read_table(path: Path) -> Table:
    """The rows of an exported CSV table; a byte-order mark and the RFC 4180 quoting are undone."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of labelled public documents beside the checkout; they are no part of the project."""
    if not SHARED.is_dir():
        pytest.skip(f"no folder {SHARED}: the labelled documents are kept beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def jucuo() -> Command:
    """Runs the command as a user does, in a process of its own, and returns what it said."""
    places = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places))}

    def run(
        *arguments: str | Path, cwd: Path = ROOT, stdin: str = "", timeout: int = 300
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "extractor", *map(str, arguments)],
            cwd=cwd,
            env=environment,
            input=stdin,
            timeout=timeout,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return run
