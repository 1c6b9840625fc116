"""Inputs that hold many documents: an archive and a corpus become a stream of documents with names.

A document in an archive is called ``archive.zip/folder/name.docx``, one in a corpus ``corpus.jsonl#ID``, one
in a corpus in an archive ``archive.zip/corpus.jsonl#ID``. The same name given as a path finds it again. What
happens to the members of an archive is what happens to the files of a folder: hidden ones are skipped, what
no reader knows is an error in its place. One document at a time is held in memory.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import BinaryIO

from extractor import limits
from extractor.errors import ReadingError
from extractor.lexicon import Lexicon
from extractor.reading import archives, corpora, formats, inputs
from extractor.reading.archives import ArchiveError, ArchiveTooLargeError, Budget, Member
from extractor.reading.corpora import Columns

SUFFIXES = (*archives.SUFFIXES, *corpora.SUFFIXES)
_MARKS = "/#" if os.sep == "/" else f"/#{os.sep}"


@dataclass(frozen=True, slots=True)
class Document:
    """A document to be read: its name, and its bytes or its text where they are at hand.

    Without ``content`` it is the file of that name, to be loaded when it is read.
    ``fields`` are what a row of a corpus says of it, as front matter would.
    """

    source: str
    content: bytes | str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


def find_suffix(name: str) -> str:
    """The suffix by which a file holds many documents, ``""`` if it has none of them.

    >>> find_suffix("政策.TAR.GZ"), find_suffix("a.csv"), find_suffix("a.gz"), find_suffix("a.zip.txt")
    ('.tar.gz', '.csv', '', '')
    """
    name = name.lower()
    return max((suffix for suffix in SUFFIXES if name.endswith(suffix)), key=len, default="")


def locate(source: str) -> tuple[Path, str] | None:
    """The file in which a named document is, and the rest of the name; None where no such file is.

    ``archive.zip/folder/a.docx`` → ``archive.zip``, ``folder/a.docx``. A path that exists is no such name.
    """
    if _is_file(source) or Path(source).is_dir():
        return None
    for end in range(len(source) - 1, 0, -1):
        if source[end] in _MARKS and _is_file(source[:end]) and find_kind(Path(source[:end])):
            return Path(source[:end]), source[end + 1 :]
    return None


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except OSError:  # too long to be the name of a file
        return False


def find_kind(path: Path) -> str:
    """One of `SUFFIXES` for a file that is an archive or a corpus, by its suffix, or without a known one by
    its content; ``""`` for one document, and for what cannot be opened."""
    if _is_document(path.name):
        return ""
    try:
        with path.open("rb") as stream:
            return _kind_of(stream, path.name)
    except (OSError, ValueError):
        return ""


def _kind_of(stream: BinaryIO, name: str) -> str:
    """As what a file is opened: one of `SUFFIXES`, or ``""`` for one document; the stream is at its start.

    A Word document is a ZIP too: one with the suffix of an archive is still a document. A ZIP with a suffix
    that says nothing is an archive, unless it is another kind of document in a ZIP.
    """
    if _is_document(name):
        return ""
    suffix = find_suffix(name)
    head = stream.read(4)
    stream.seek(0)
    if suffix == archives.ZIP and archives.is_zip(head):
        return "" if archives.holds_word(stream) else suffix
    if suffix or not archives.is_zip(head):
        return suffix
    return archives.ZIP if not archives.holds_word(stream) and archives.holds_files(stream) else ""


def _is_document(name: str) -> bool:
    """Whether the suffix of a name is that of one document: then its content need not be looked at."""
    suffix = PurePath(name).suffix.lower()
    return (suffix in formats.BY_SUFFIX or suffix in formats.NOT_READ) and not find_suffix(name)


def kind_of_bytes(data: bytes, name: str) -> str:
    """The same for bytes that are at hand."""
    return _kind_of(io.BytesIO(data), name)


def explain_container(name: str, suffix: str) -> str:
    """Why a container is not one article, and the way out."""
    what = f"{suffix} is not read as one article, since it holds many"
    one = f"{name}/NAME" if suffix in archives.SUFFIXES else f"{name}#ID"
    return f"{what}; name one as {one}, or read them all with read_all"


def open_documents(
    source: str | Path | BinaryIO, columns: Columns, lexicon: Lexicon
) -> Iterator[Document | ReadingError]:
    """The documents behind one input, in order, and a `ReadingError` in the place of each that is none.

    An input that holds one document gives just that, not yet loaded and perhaps not there.
    """
    if not isinstance(source, (str, Path)) or str(source) == inputs.STANDARD_INPUT:
        yield from _open_stream(source, columns, lexicon)
        return
    name = str(source)
    found = locate(name)
    if found:
        yield _find_one(name, found[0], columns, lexicon)
    elif _is_file(name) and find_kind(Path(name)):
        yield from _Walk(columns, lexicon).file(Path(name), name)
    else:
        yield Document(name)


def _open_stream(
    source: str | Path | BinaryIO, columns: Columns, lexicon: Lexicon
) -> Iterator[Document | ReadingError]:
    try:
        data, name = inputs.load_bytes(source)
    except ReadingError as error:
        yield error
        return
    suffix = kind_of_bytes(data, name)
    if suffix:
        yield from _Walk(columns, lexicon).container(io.BytesIO(data), name, suffix, 1)
    else:
        yield Document(name, data)


def _find_one(name: str, path: Path, columns: Columns, lexicon: Lexicon) -> Document | ReadingError:
    """The document of this name in a container, or the error that stands in its place or in its way."""
    near: ReadingError | None = None
    wanted = _plain(name)
    for found in _Walk(columns, lexicon, wanted).file(path, str(path)):
        source = _plain(found.source)
        if source == wanted:
            return found
        if isinstance(found, ReadingError) and _is_inside(wanted, source):
            near = found
    reason = f"there is no such document in {path}; the names are those of the column document"
    return near or ReadingError(name, reason)


def _plain(name: str) -> str:
    """A name as a path has it, without doubled slashes."""
    return str(PurePath(name))


def _is_inside(inner: str, outer: str) -> bool:
    return inner.startswith(outer) and inner[len(outer) : len(outer) + 1] in _MARKS


class _Walk:
    """One walk through a container and those inside it. ``wanted``: leave closed what leads elsewhere."""

    def __init__(self, columns: Columns, lexicon: Lexicon, wanted: str = "") -> None:
        self._columns = columns
        self._lexicon = lexicon
        self._wanted = wanted
        self._budget = Budget()

    def file(self, path: Path, name: str) -> Iterator[Document | ReadingError]:
        """All that a file holds; the end of the budget is one error of the file."""
        try:
            with path.open("rb") as stream:
                yield from self.container(stream, name, _kind_of(stream, path.name), 1)
        except OSError as error:
            yield ReadingError(name, f"cannot be read ({inputs.reason_of(error)})")

    def container(
        self, stream: BinaryIO, name: str, suffix: str, depth: int
    ) -> Iterator[Document | ReadingError]:
        """All that a stream holds."""
        if not stream.read(1):
            yield ReadingError(name, "the file is empty")
            return
        stream.seek(0)
        opened = (
            self._archive(stream, name, suffix, depth)
            if suffix in archives.SUFFIXES
            else self._corpus(stream, name, suffix)
        )
        try:
            yield from opened
        except ArchiveTooLargeError as error:
            if depth > 1:
                raise
            yield ReadingError(name, error.reason)
        except ReadingError as error:
            yield ReadingError(name, error.reason)

    def _archive(
        self, stream: BinaryIO, name: str, suffix: str, depth: int
    ) -> Iterator[Document | ReadingError]:
        is_empty = True
        seen: set[str] = set()
        for member in archives.open_members(stream, suffix, self._budget):
            if member.is_hidden:
                continue
            is_empty = False
            source = f"{name}/{member.name}"
            if member.name in seen:
                reason = (
                    "a second file in the archive has this name; only the first is read, rename the other"
                )
                yield ReadingError(source, reason)
            elif self._leads(source):
                yield from self._member(member, source, depth)
            seen.add(member.name)
        if is_empty:
            yield ReadingError(name, "the archive holds no files; hidden ones are skipped")

    def _leads(self, source: str) -> bool:
        source = _plain(source) if self._wanted else source
        return not self._wanted or source == self._wanted or _is_inside(self._wanted, source)

    def _member(self, member: Member, source: str, depth: int) -> Iterator[Document | ReadingError]:
        suffix = find_suffix(member.name)
        if not suffix and (reason := formats.explain_suffix(PurePath(member.name).suffix)):
            yield ReadingError(source, reason)
            return
        try:
            data = member.load()
        except ArchiveError:
            raise
        except ReadingError as error:
            yield ReadingError(source, error.reason)
            return
        kind = kind_of_bytes(data, member.name) if suffix else ""
        if not kind:
            yield Document(source, data)
        elif kind in archives.SUFFIXES and depth >= (most := limits.current().archive_depth):
            ways = "unpack the outer ones, or raise --limit archive_depth"
            yield ReadingError(source, f"lies more than {most} archives deep; {ways}")
        else:
            yield from self.container(io.BytesIO(data), source, kind, depth + 1)

    def _corpus(self, stream: BinaryIO, name: str, suffix: str) -> Iterator[Document | ReadingError]:
        for row in corpora.read_rows(stream, suffix, self._columns, self._lexicon):
            source = f"{name}#{row.key}"
            if row.fault:
                yield ReadingError(source, row.fault)
            elif self._leads(source):
                yield Document(source, row.text, row.facts)
