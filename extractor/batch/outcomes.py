"""What becomes of one document in a batch: its rows, or one line that says why there are none."""

from __future__ import annotations

import hashlib
import traceback
from dataclasses import dataclass, field

from extractor.batch.settings import Settings
from extractor.exporting import Row, document_row, failure_row
from extractor.limits import using
from extractor.pipeline import Extraction, Failure, extract_loaded
from extractor.reading import Document, load_document


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document.

    ``error`` is empty, or one line that says why there are no rows; ``expected`` is false where the program
    and not the document is to blame, and ``trace`` says where then. ``facts`` is the row of the table of
    documents, ``measures`` are the rows of the table of measures, ``digest`` is that of the content.
    """

    document: str
    error: str = ""
    expected: bool = True
    trace: str = ""
    digest: bytes = b""
    facts: Row = field(default_factory=dict)
    measures: tuple[Row, ...] = ()

    @classmethod
    def of_failure(cls, document: str, error: str, *, expected: bool = True, trace: str = "") -> Outcome:
        """A document that gave nothing."""
        return cls(document, error, expected, trace, b"", failure_row(document, error))


def extract_outcome(document: Document, settings: Settings) -> Outcome:
    """What becomes of one document."""
    digest = b""
    found: Extraction | Failure
    try:
        with using(settings.limits):
            loaded = load_document(document)
            digest = digest_of(loaded)
            found = extract_loaded(
                loaded,
                settings.lexicon,
                sub=settings.sub,
                stated=settings.stated,
                address=settings.address,
            )
    except Exception as error:
        found = Failure(document.source, error)
    return outcome_of(found, settings, digest)


def outcome_of(found: Extraction | Failure, settings: Settings, digest: bytes = b"") -> Outcome:
    """The outcome of a document whose findings, or whose failure, are at hand."""
    if isinstance(found, Extraction):
        rows = tuple(found.rows(settings.kinds, settings.min_score))
        return Outcome(found.article.source, digest=digest, facts=document_row(found), measures=rows)
    trace = "" if found.expected else "".join(traceback.format_exception(found.error))
    return Outcome.of_failure(found.source, found.message, expected=found.expected, trace=trace)


def digest_of(document: Document) -> bytes:
    """What tells a content from every other one: of the bytes or the text, and of what is said of it."""
    content = document.content or b""
    kind, data = (b"b", content) if isinstance(content, bytes) else (b"t", content.encode("utf-8", "replace"))
    digest = hashlib.blake2b(kind, digest_size=16)
    digest.update(data)
    digest.update(repr(sorted(document.fields.items())).encode("utf-8", "backslashreplace"))
    return digest.digest()
