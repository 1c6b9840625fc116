"""Chunks: how many documents a worker is given at once.

One at a time would be slow where documents are short, many at a time unjust where one takes a minute, and a
killed run loses what is under way. So chunks begin with one document each and grow until one takes about a
second.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.batch.outcomes import Outcome
from extractor.reading import Document

MOST_DOCUMENTS = 512
MOST_BYTES = 1024 * 1024
"""Documents of a chunk, and bytes with which it is full."""
_TARGET = 1.0
"""Seconds that a chunk should take."""
_GROWTH = 2
"""A chunk is at most so many times larger than those before: the first documents may be no measure."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Size in bytes and time of the last change (nanoseconds) of a file; of a text at hand only the size."""

    size: int
    modified: int = 0

    @classmethod
    def of(cls, document: Document) -> Stamp:
        """The stamp of a document; that of a file that is not there has size -1."""
        if document.content is not None:
            return cls(len(document.content))
        try:
            status = os.stat(document.source)  # noqa: PTH116 - a Path for each of a million files is slow
        except (OSError, ValueError):
            return cls(-1)
        return cls(status.st_size, status.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Documents that go to a worker together, each with the stamp that it had before."""

    documents: Sequence[Document]
    stamps: Sequence[Stamp]


class Cutter:
    """Cuts a stream of documents into chunks and learns how large they may be."""

    def __init__(self) -> None:
        self._most = 1

    def cut(self, stream: Iterable[tuple[Document, Stamp] | Outcome]) -> Iterator[Chunk | Outcome]:
        """The documents in chunks, and what is known already in its place between them."""
        documents: list[Document] = []
        stamps: list[Stamp] = []
        size = 0
        for item in stream:
            if documents and (
                isinstance(item, Outcome) or len(documents) >= self._most or size >= MOST_BYTES
            ):
                yield Chunk(documents, stamps)
                documents, stamps, size = [], [], 0
            if isinstance(item, Outcome):
                yield item
            else:
                documents.append(item[0])
                stamps.append(item[1])
                size += max(0, item[1].size)
        if documents:
            yield Chunk(documents, stamps)

    def learn(self, chunk: Chunk, seconds: float) -> None:
        """Take into account how long a chunk took."""
        number = len(chunk.documents)
        fitting = int(_TARGET * number / max(seconds, 1e-6))
        self._most = max(1, min(fitting, MOST_DOCUMENTS, _GROWTH * max(number, self._most)))
