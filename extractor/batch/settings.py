"""What decides on the rows of a batch besides the documents, in one value that a worker can be given.

The same settings, word lists and program give the same rows for the same document; a `fingerprint` says
whether they are the same. So rows of an earlier run may be taken over exactly when it agrees.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from extractor.lexicon import Lexicon, load
from extractor.limits import Limits
from extractor.model import Kind
from extractor.reading import Columns
from extractor.reading.addresses import address_finder

_LIBRARIES = (
    *("lxml", "olefile", "opencc", "pdfplumber", "pypdfium2", "python-docx", "rjieba", "spacy"),
    *("onnxruntime", "rapidocr"),
)
"""What reads documents or cuts words: another version may give other rows."""

_RESOURCES = ("article_seconds", "worker_memory", "office_seconds", "office_memory")
"""Limits that decide whether a document fails and never which rows it gives."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the documents of a batch are read and which rows they give.

    ``kinds``, ``min_score``, ``sub``, ``stated`` as in `extractor.extract` and its ``rows``; ``lexicons`` are
    folders that are laid over the built-in word lists, in order; ``columns`` are those of a corpus;
    ``base_url`` is where the folders ``tops`` stand on the web, or ``""``. A process makes its own lexicon of
    them, since compiled patterns do not travel.
    """

    kinds: tuple[Kind, ...] = (Kind.ENUMERATED,)
    min_score: float = 0.0
    sub: bool = False
    stated: bool = False
    lexicons: tuple[Path, ...] = ()
    columns: Columns = field(default_factory=Columns)
    tops: tuple[str, ...] = ()
    base_url: str = ""
    limits: Limits = field(default_factory=Limits)

    @property
    def lexicon(self) -> Lexicon:
        """The word lists. Raises `LexiconError` as `extractor.lexicon.load` does."""
        return load(*self.lexicons)

    @property
    def address(self) -> Callable[[str], str] | None:
        """What gives the source of a document its address on the web; None without ``base_url``."""
        return _finder(self.tops, self.base_url) if self.base_url else None

    def fingerprint(self) -> Mapping[str, str]:
        """What must be the same for rows to be the same, under the words by which a user knows it."""
        options = (self.kinds, self.min_score, self.sub, self.stated, self.columns, self.tops, self.base_url)
        bounds = replace(self.limits, **{name: getattr(Limits(), name) for name in _RESOURCES})
        return {
            "options": _digest(repr((*options, bounds)).encode("utf-8", "backslashreplace")),
            "word lists": self.lexicon.version,
            "program": _program(),
        }


@lru_cache(maxsize=4)
def _finder(tops: tuple[str, ...], base_url: str) -> Callable[[str], str]:
    return address_finder(tops, base_url)


@lru_cache(maxsize=1)
def _program() -> str:
    """The sources of this package and the versions of the libraries that it reads with."""
    root = Path(__file__).parent.parent
    sources = b"".join(path.read_bytes() for path in sorted(root.rglob("*.py")))
    return _digest(sources + "".join([platform.python_version(), *map(_version, _LIBRARIES)]).encode())


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)};"
    except PackageNotFoundError:
        return ""


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()
