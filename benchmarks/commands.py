"""Runs jucuo as a user does, in a process of its own, and watches how much memory its processes take; says
which peers are there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PARTIAL = 1
"""The exit code when some inputs failed and all others are done."""
_EVERY = 0.1
"""Seconds between two looks at the memory."""
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
_NOW = re.compile(r"VmRSS:\s+(\d+) kB")
TINY = ("关于推广联网通办的通知\n\n一、推广联网通办。\n二、建设服务站点。\n", "推进改革\n\n会议今天举行。\n")


def installed(names: Iterable[str], packages: Mapping[str, str]) -> Iterator[str]:
    """Those of the named peers whose package is there; of the others is said that they are left out."""
    for name in names:
        try:
            version(packages[name])
        except PackageNotFoundError:
            print(f"{name} is left out: it is not installed (pip install --group peers)", file=sys.stderr)
        else:
            yield name


def jucuo(*arguments: str | Path) -> list[str]:
    """The command line of jucuo in this environment."""
    return [sys.executable, "-m", "extractor", *map(str, arguments)]


def time_command(command: Sequence[str]) -> float:
    """Wall-clock seconds of a command; one that ends badly ends this program with what it said."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode not in (0, PARTIAL):
        sys.exit(f"{' '.join(command[1:4])} ended with {done.returncode}:\n{done.stderr}")
    return seconds


def time_start_up(*options: str) -> float:
    """The start-up of `jucuo extract` with these options: its seconds for two articles of a line or two."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "two")
        folder.mkdir()
        for number, text in enumerate(TINY):
            (folder / f"{number}.txt").write_text(text, "utf-8")
        return time_command(jucuo("extract", folder, *options, "-o", Path(scratch, "measures.csv")))


@dataclass(frozen=True, slots=True)
class Watched:
    """A run that is over: seconds, exit code, what it said, and megabytes (10⁶ bytes) of resident memory.

    ``main`` is the peak of the process that was started, ``worker`` the largest peak of those that it started
    (workers, what opens archives and corpora, and the server from which they are forked). ``together`` is the
    largest sum at one moment, in which memory that processes share is counted in each.
    """

    seconds: float
    code: int
    said: str
    main: float
    worker: float
    together: float


def watch(command: Sequence[str]) -> Watched:
    """Run a command and look at the memory of its processes all the time. Needs `/proc`, so Linux."""
    if not Path("/proc/self/status").exists():
        sys.exit("memory is measured through /proc, which only Linux has")
    with tempfile.TemporaryFile("w+") as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=said, text=True, start_new_session=True
        )
        session = _Session(process.pid)
        while process.poll() is None:
            session.look()
            time.sleep(_EVERY)
        seconds = time.perf_counter() - start
        said.seek(0)
        peaks = dict(session.peaks)
        main = peaks.pop(process.pid, 0.0)
        worker = max(peaks.values(), default=0.0)
        return Watched(seconds, process.returncode, said.read(), main, worker, session.together)


class _Session:
    """The processes of a session: each that is started by another stays in it, unless it says otherwise."""

    def __init__(self, leader: int) -> None:
        self.leader = leader
        self.peaks: dict[int, float] = {}
        self.together = 0.0
        self._strangers = {os.getpid()}

    def look(self) -> None:
        """Take down how large they are and were."""
        there = {int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()}
        self._strangers &= there
        together = 0.0
        for process in there - self._strangers:
            try:
                status = Path(f"/proc/{process}/status").read_text()
                is_ours = os.getsid(process) == self.leader
            except OSError:  # it has ended meanwhile
                continue
            peak, now = _PEAK.search(status), _NOW.search(status)
            if not is_ours:
                self._strangers.add(process)
            elif peak and now:
                self.peaks[process] = max(self.peaks.get(process, 0.0), int(peak[1]) * 1024 / 1e6)
                together += int(now[1]) * 1024 / 1e6
        self.together = max(self.together, together)
