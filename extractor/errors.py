"""Everything that can go wrong for a user, as a few named errors.

Each error is one clear sentence that says what is wrong, where, and the way out. The library raises
them and never prints; ``extractor.cli`` turns them into a line on stderr and an exit code.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class ExtractorError(Exception):
    """Base of all errors of this package; ``str(error)`` is fit to be shown to a user."""


class ReadingError(ExtractorError):
    """An input cannot be turned into an article: missing, empty, binary, too large, without text.

    ``source`` is the input as given, ``reason`` what is wrong with it and the way out.
    """

    def __init__(self, source: str, reason: str) -> None:
        self.source = source
        self.reason = reason
        super().__init__(f"{source}: {reason}" if source else reason)

    def __reduce__(self) -> tuple[type[ReadingError], tuple[str, str]]:
        """For the way between processes."""
        return type(self), (self.source, self.reason)


class ExportError(ExtractorError):
    """A table cannot be written: unknown format, unwritable place."""


class BatchError(ExtractorError):
    """A batch cannot go on: workers that do not start, a state that is in use or cannot be written."""


class UsageError(ExtractorError):
    """An option or a combination of options that makes no sense."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in words or labels: ``line`` and ``column`` count from 1; 0 stands for the whole file."""

    path: Path
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}" if self.line else str(self.path)
        return f"{place}: {self.message}"


class FolderError(ExtractorError):
    """A folder of files with mistakes: ``problems`` holds every one of them, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class LexiconError(FolderError):
    """A lexicon folder with mistakes."""


class LabelError(FolderError):
    """A folder of labelled documents with mistakes in its label files."""
