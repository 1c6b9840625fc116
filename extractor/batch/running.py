"""A batch: inputs stream in, outcomes stream out in the same order, whatever becomes of single documents.

    paths → documents (archives and corpora opened) → known from the journal, or → chunks → workers → journal

Nothing is held but the chunks under way, so memory does not grow with the number of documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from extractor.batch.chunks import Cutter, Stamp
from extractor.batch.journal import Journal
from extractor.batch.opening import Opener
from extractor.batch.outcomes import Outcome, outcome_of
from extractor.batch.records import restore
from extractor.batch.settings import Settings
from extractor.batch.workers import Pool
from extractor.errors import ReadingError
from extractor.pipeline import Failure
from extractor.reading import Document, holds_many, open_documents
from extractor.reading.inputs import STANDARD_INPUT


class Batch:
    """One pass over many documents with worker processes; to be asked once for its `outcomes`.

    ``taken`` counts the documents whose outcome the journal knew, ``inside`` those that archives and corpora
    held beyond the one input that each of them is.
    """

    def __init__(
        self,
        inputs: Iterable[str | Path | Failure],
        settings: Settings,
        *,
        workers: int,
        journal: Journal | None = None,
    ) -> None:
        self.settings = settings
        self.workers = workers
        self.journal = journal
        self.taken = 0
        self.inside = 0
        self._inputs = inputs
        self._cutter = Cutter()

    def outcomes(self) -> Iterator[Outcome]:
        """What became of each document, in the order of the inputs.

        Raises `BatchError` when workers do not start or the journal cannot be written.
        """
        with ExitStack() as stack:
            opener = stack.enter_context(Opener(self.settings))
            pool = stack.enter_context(Pool(self.settings, self.workers))
            for done in pool.run(self._cutter.cut(self._stream(opener))):
                if isinstance(done, Outcome):
                    yield done
                    continue
                self._cutter.learn(done.chunk, done.seconds)
                if self.journal:
                    self.journal.keep(done.chunk, done.batches)
                for batch in done.batches:
                    yield from restore(batch)

    def _stream(self, opener: Opener) -> Iterator[tuple[Document, Stamp] | Outcome]:
        """Each document with its stamp, or what is known of it already."""
        for found in self._documents(opener):
            if not isinstance(found, Document):
                yield found
                continue
            stamp = Stamp.of(found)
            known = self.journal.find(found, stamp) if self.journal else None
            self.taken += known is not None
            yield known or (found, stamp)

    def _documents(self, opener: Opener) -> Iterator[Document | Outcome]:
        """The documents behind the inputs; each that is none is a failure."""
        for one in self._inputs:
            if isinstance(one, Failure):
                yield outcome_of(one, self.settings)
            elif one == STANDARD_INPUT:
                settings = self.settings
                found = open_documents(one, lexicon=settings.lexicon, columns=settings.columns)
                yield from self._opened(found)
            elif holds_many(one):
                yield from self._opened(opener.open(one))
            else:
                yield Document(str(one))

    def _opened(self, found: Iterable[Document | ReadingError]) -> Iterator[Document | Outcome]:
        for number, one in enumerate(found):
            self.inside += number > 0
            yield one if isinstance(one, Document) else Outcome.of_failure(one.source, str(one))
