"""Settings under which some documents do to their process what hostile ones do, for tests that it is borne.

A worker imports this module to unpack them, so it is a module and not a part of a test.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from extractor.batch.settings import Settings


@dataclass(frozen=True, slots=True)
class Hazards(Settings):
    """The name of a document says what happens when it is read; ``once`` is a file that a hazard deletes."""

    once: str = ""

    @property
    def address(self) -> Callable[[str], str]:
        """Looks like what gives addresses; is asked when a document has been read."""
        return self.happen

    def happen(self, source: str) -> str:
        """What the name says."""
        if "killed-once" in source and Path(self.once).exists():
            Path(self.once).unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        elif "killed-always" in source:
            os.kill(os.getpid(), signal.SIGKILL)
        elif "broken" in source:
            os.abort()
        elif "endless" in source:
            time.sleep(1000)
        elif "greedy" in source:
            bytearray(self.limits.worker_memory)
        elif "bug" in source:
            raise ZeroDivisionError("a bug")
        return ""
