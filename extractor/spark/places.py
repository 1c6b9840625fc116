"""Paths of Spark: on this machine, in HDFS, in S3, OSS and others, all through Hadoop's file systems.

A path may hold patterns (``*``, ``?``, ``[…]``, ``{…}``) where nothing of that very name exists. Documents
are called after the path as it was given, as local runs do: below ``corpora/2024`` the file that Spark knows
as ``file:/data/corpora/2024/a.parquet`` is ``corpora/2024/a.parquet``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import unquote

from pyspark.sql import SparkSession

from extractor.errors import ReadingError

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]+):")
_PATTERN = re.compile(r"[*?\[\]{}\\]")
_ON_DISK = re.compile("file:/+")


@dataclass(frozen=True, slots=True)
class Naming:
    """What paths below ``root`` are called: ``shown`` takes its place. ``encoded``: paths are written as in
    an address (``%20``), as Spark does for rows and not for files."""

    root: str
    shown: str
    encoded: bool = False

    def __call__(self, path: str) -> str:
        """
        >>> Naming("/data/语料", "语料", encoded=True)("file:///data/语料/a%20b.parquet")
        '语料/a b.parquet'
        """
        path = _plain(unquote(path) if self.encoded else path)
        below = self.root.rstrip("/") + "/"
        if path == self.root:
            return self.shown
        return f"{self.shown.rstrip('/')}/{path.removeprefix(below)}" if path.startswith(below) else path


class Place:
    """A path as a person gives it: where it leads, and what Spark is to be told.

    Raises `ReadingError` where no file system knows its scheme.
    """

    def __init__(self, session: SparkSession, given: str) -> None:
        self.given = given
        jvm: Any = session.sparkContext._jvm
        configuration = session.sparkContext._jsc.hadoopConfiguration()
        try:
            self._path = jvm.org.apache.hadoop.fs.Path(given)
            self._system = self._path.getFileSystem(configuration)
            self._literal = bool(self._system.exists(self._path))
            found = None if self._literal else self._system.globStatus(self._path)
        except Exception as error:
            raise ReadingError(given, f"cannot be opened ({reason_of(error)}); look at the address") from None
        self.exists = self._literal or bool(found)
        """Whether there was something here when the place was looked at."""

    @property
    def address(self) -> str:
        """The whole path, with the scheme of its file system."""
        return str(self._system.makeQualified(self._path).toString())

    @property
    def pattern(self) -> str:
        """The same as Spark reads it, which takes ``*`` and the like for patterns."""
        return _PATTERN.sub(r"\\\g<0>", self.address) if self._literal else self.address

    def naming(self, *, encoded: bool) -> Naming:
        """What the files here are called."""
        given = self.given if _SCHEME.match(self.given) else str(PurePath(self.given))
        if self._literal:
            return Naming(_plain(self.address), given.rstrip("/") or "/", encoded)
        fixed = given[: _PATTERN.search(given).start()].rpartition("/")[0]  # type: ignore[union-attr]
        depth = given[len(fixed) :].strip("/").count("/") + 1
        root = self.address
        for _ in range(depth):
            root = root.rpartition("/")[0]
        return Naming(_plain(root), fixed, encoded)

    def holds(self, other: Place) -> bool:
        """Whether another path leads here or below."""
        return f"{_plain(other.address)}/".startswith(f"{_plain(self.address)}/")

    def below(self, name: str) -> str:
        """The whole path of what has a name here."""
        return f"{self.address.rstrip('/')}/{name}"

    def remove(self, name: str = "") -> None:
        """Delete what has a name here, or all, if it exists."""
        path = self._path.suffix(f"/{name}") if name else self._path
        self._system.delete(path, True)


def _plain(address: str) -> str:
    """A path on this machine without ``file:``, which Spark follows with one slash or with three."""
    return _ON_DISK.sub("/", address)


def reason_of(error: BaseException) -> str:
    """What Spark or Java says is the root of an error, on one line."""
    text = str(getattr(error, "desc", None) or error)
    java = getattr(error, "java_exception", None)
    while java is not None:
        text, java = str(java.getMessage() or java.toString()), java.getCause()
    causes = re.findall(r"^Caused by: (.*)", text, re.MULTILINE)
    first = causes[-1] if causes else text.strip().partition("\n")[0]
    return " ".join(re.sub(r"^(?:[\w$]+\.)+[\w$]+: ", "", first).split())[:300]
