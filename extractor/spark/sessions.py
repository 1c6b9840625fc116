"""Spark, started so that a person sees nothing of it, and its errors in one sentence.

Spark talks on standard error from its first moment, before any setting of its own counts; so its process gets
a file to talk to instead, of which the end is shown where it does not start.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from extractor.errors import BatchError, ExtractorError
from extractor.spark.places import reason_of

SETTINGS: Mapping[str, str] = {
    "spark.log.level": "ERROR",
    "spark.sql.caseSensitive": "true",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "64",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.showConsoleProgress": "false",
}
"""Columns are told apart as a local run tells them, times are days where a local run sees them, and a task
holds few documents at once."""

NO_JAVA = (
    "Spark needs Java 17 or newer, and none was found; install one (Debian, Ubuntu: apt install "
    "openjdk-17-jre-headless), or say in JAVA_HOME where it is"
)
_COMPLAINT = re.compile(
    r"^(?:.* ERROR \S+: |Exception in thread \S+ (?:[\w.$]+: )?|Error: )(.+)", re.MULTILINE
)
_OURS = re.compile(r"^extractor\.errors\.\w+: (.+)$", re.MULTILINE)
_MISSING = re.compile(r"^ModuleNotFoundError: No module named '(\w+)", re.MULTILINE)


def start_session(
    master: str = "", settings: Mapping[str, str] | None = None, *, quiet: bool = True
) -> SparkSession:
    """A session of Spark, or the one that this process has.

    ``master`` is where it runs (``local[4]``, ``spark://host:7077``, ``yarn``, ``k8s://…``); without one,
    what Spark's own settings say, else all cores of this machine. ``settings`` are Spark's, over `SETTINGS`.
    With ``quiet`` its process says nothing on standard error. Raises `BatchError` where it does not start.
    """
    if not has_java():
        raise BatchError(NO_JAVA)
    builder = SparkSession.builder.appName("jucuo")
    if master:
        builder = builder.master(master)
    if master.startswith("local") or not master:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    for name, value in {**SETTINGS, **(settings or {})}.items():
        builder = builder.config(name, value)
    with tempfile.TemporaryFile() as log:
        try:
            with _said_to(log) if quiet else warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of pandas, which is not used
                return builder.getOrCreate()
        except Exception as error:
            reason = _last_words(log) or reason_of(error)
            raise BatchError(f"Spark does not start ({reason}); look at --master and --conf") from None


def has_java() -> bool:
    """Whether there is a Java that Spark would start."""
    home = os.environ.get("JAVA_HOME")
    return bool(shutil.which(str(Path(home, "bin", "java")) if home else "java"))


@contextmanager
def _said_to(log: BinaryIO) -> Iterator[None]:
    """What this process and those that it starts say on standard error goes into a file."""
    sys.stderr.flush()
    kept = os.dup(2)
    os.dup2(log.fileno(), 2)
    try:
        with warnings.catch_warnings():
            yield
    finally:
        sys.stderr.flush()
        os.dup2(kept, 2)
        os.close(kept)


def _last_words(log: BinaryIO) -> str:
    """Why Java says that it ended, if it says so.

    >>> import io
    >>> said = b"Using ...\\n26/11/28 09:54:54 ERROR Backend: All masters are silent!\\n\\tat java\\n"
    >>> _last_words(io.BytesIO(said))
    'All masters are silent!'
    """
    log.seek(0)
    said = _COMPLAINT.search(log.read().decode("utf-8", "replace"))
    return " ".join(said[1].split())[:300] if said else ""


def apart(*steps: Callable[[], object]) -> None:
    """Say the last words to Spark in a thread of its own, each whether or not the one before was heard.

    A thread that was interrupted while it waited for an answer cannot ask anything any more.
    """

    def say() -> None:
        for step in steps:
            with suppress(PySparkException, Py4JError, OSError):
                step()

    thread = threading.Thread(target=say)
    thread.start()
    thread.join()


@contextmanager
def explained() -> Iterator[None]:
    """Turn what Spark raises into one sentence: our own error where it comes from an executor, else a
    `BatchError` with what Spark takes for the root of it."""
    try:
        yield
    except ExtractorError:
        raise
    except (PySparkException, Py4JError) as error:
        raise _explain(error) from None


def _explain(error: Exception) -> ExtractorError:
    text = str(getattr(error, "desc", None) or error)
    if ours := _OURS.search(text):
        return BatchError(ours[1])
    if missing := _MISSING.search(text):
        return BatchError(
            f"{missing[1]} is not installed on the executors; install jucuo there, or ship an environment "
            "that has it (docs/scale.md)"
        )
    return BatchError(f"Spark gave up ({reason_of(error)}); what was there before is unchanged")
