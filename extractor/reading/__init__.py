"""Reading: a path, a stream or a string becomes one `Article`, with one text for everything that follows.

    an archive or a corpus → `containers` → many documents, each bytes or text
    bytes → `encodings` → text → a format (`text`, `markdown`, `html`) → draft
    bytes → a format that is no text (`docx`, `office`, `mail`) → draft
    draft → `furniture` → `metadata` → article

``read`` takes one source, ``read_all`` one that may hold many, ``read_string`` a text that is at hand,
``find_inputs`` opens folders. Every way in which an input can fail raises `ReadingError` with one sentence
that names the input and the way out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from extractor.errors import ReadingError
from extractor.lexicon import Lexicon, load
from extractor.model import Article
from extractor.reading import containers, formats
from extractor.reading.addresses import find_address
from extractor.reading.containers import Document
from extractor.reading.corpora import Columns
from extractor.reading.drafts import Draft
from extractor.reading.encodings import decode
from extractor.reading.folders import count_inputs, find_inputs, is_hidden
from extractor.reading.furniture import mark_furniture
from extractor.reading.inputs import load_bytes
from extractor.reading.metadata import find_metadata

__all__ = [
    "Columns",
    "Document",
    "count_inputs",
    "find_inputs",
    "holds_many",
    "is_hidden",
    "is_text",
    "load_document",
    "open_documents",
    "read",
    "read_all",
    "read_document",
    "read_string",
]


def read(
    source: str | Path | BinaryIO,
    *,
    lexicon: Lexicon | None = None,
    format: str | None = None,  # noqa: A002 - the word that users know from the command line
    url: str = "",
    columns: Columns | None = None,
) -> Article:
    """The article in a file, in a binary stream, or on standard input (``-``).

    The name of a document in an archive or a corpus (``archive.zip/a.docx``, ``corpus.jsonl#7``) is a path
    too; ``columns`` says which columns of a corpus count. ``format`` (a name of `formats.FORMATS`)
    overrules suffix and content; ``url`` is the address on the web and overrules the one that a page gives
    itself. Raises `ReadingError` for an input that is missing, a folder, an archive or a corpus, unreadable,
    empty, too large (`extractor.limits`), binary, in an unknown encoding or format, damaged, locked with a
    password, or without text.
    """
    chosen = _choose(format)
    if isinstance(source, (str, Path)) and containers.locate(str(source)):
        found = next(open_documents(source, lexicon=lexicon, columns=columns))
        if isinstance(found, ReadingError):
            raise found
        return _read_content(found, chosen, lexicon, url)
    if isinstance(source, (str, Path)) and not chosen and (kind := containers.find_kind(Path(source))):
        raise ReadingError(str(source), containers.explain_container(str(source), kind))
    data, name = load_bytes(source)
    if not chosen and (kind := containers.kind_of_bytes(data, name)):
        raise ReadingError(name, containers.explain_container(name, kind))
    return _read_content(Document(name, data), chosen, lexicon, url)


def read_all(
    source: str | Path | BinaryIO, *, lexicon: Lexicon | None = None, columns: Columns | None = None
) -> Iterator[Article | ReadingError]:
    """The articles behind one source, in order: all of an archive or a corpus, else the one that it holds.

    What cannot be read comes as a `ReadingError` in its place. Sources of articles are names such as
    ``archive.zip/folder/a.docx`` and ``corpus.jsonl#ID``, which `read` takes; of a corpus ``columns`` says
    which columns count. One document at a time is held in memory.
    """
    for found in open_documents(source, lexicon=lexicon, columns=columns):
        if isinstance(found, ReadingError):
            yield found
            continue
        try:
            yield read_document(found, lexicon=lexicon)
        except ReadingError as error:
            yield error


def open_documents(
    source: str | Path | BinaryIO, *, lexicon: Lexicon | None = None, columns: Columns | None = None
) -> Iterator[Document | ReadingError]:
    """The documents behind one source as in `read_all`, each still to be given to `read_document`."""
    return containers.open_documents(source, columns or Columns(), lexicon or load())


def holds_many(path: str | Path) -> bool:
    """Whether a path leads to an archive or a corpus, or into one."""
    return containers.locate(str(path)) is not None or bool(containers.find_kind(Path(path)))


def is_text(path: str | Path) -> bool:
    """Whether a file is read as text, by its beginning and its suffix: no library for documents opens it."""
    try:
        with Path(path).open("rb") as stream:
            head = stream.read(formats.SNIFFED)
    except (OSError, ValueError):
        return True  # not opened by anything
    return formats.recognise(head, Path(path).suffix) is None


def read_document(document: Document, *, lexicon: Lexicon | None = None) -> Article:
    """The article of a document. Raises `ReadingError` as `read` does."""
    return _read_content(load_document(document), None, lexicon, "")


def load_document(document: Document) -> Document:
    """The same document with its content at hand. Raises `ReadingError` as `read` does for what cannot be
    loaded or holds many documents."""
    if document.content is not None:
        return document
    data, name = load_bytes(document.source)
    if kind := containers.kind_of_bytes(data, name):
        raise ReadingError(name, containers.explain_container(name, kind))
    return replace(document, content=data)


def read_string(
    text: str,
    *,
    source: str = "",
    format: str = "txt",  # noqa: A002 - as in `read`
    lexicon: Lexicon | None = None,
    url: str = "",
) -> Article:
    """The article in a text that is at hand already; ``source`` becomes its name, ``format`` is believed, and
    ``url`` is its address on the web.

    Raises `ReadingError` for an unknown format, for one that is no text (``docx``) and for a text without a
    word.

    >>> article = read_string("关于推广联网通办的通知\\n\\n一、推广充电桩联网通办。")
    >>> article.title, [block.kind.value for block in article.blocks]
    ('关于推广联网通办的通知', ['title', 'paragraph'])
    """
    kind = _choose(format) or formats.BY_NAME["txt"]
    if kind.binary:
        raise ReadingError(source, f"{kind.name} is no text; give the file or its bytes as a stream to read")
    return _make_article(kind.load()(text.removeprefix("\ufeff")), source, kind, "", lexicon, url)


def _choose(name: str | None) -> formats.Format | None:
    if name is None:
        return None
    chosen = formats.BY_NAME.get(name.lower().removeprefix("."))
    if chosen is None:
        raise ReadingError("", f"unknown format {name!r}; read are {', '.join(formats.BY_NAME)}")
    return chosen


def _read_content(
    document: Document, chosen: formats.Format | None, lexicon: Lexicon | None, url: str
) -> Article:
    """The article in bytes, whose name has a suffix, or in a cell of a corpus, which has none."""
    data, name = document.content, document.source
    if isinstance(data, str):
        kind = chosen or formats.guess(data, "")
        if kind.binary:
            raise ReadingError(
                name, f"a cell of a corpus is text, and {kind.name} is none; leave the format out"
            )
        draft = kind.load()(data.removeprefix("\ufeff"))
        draft = replace(draft, fields={**document.fields, **draft.fields, **document.fields})
        return _make_article(draft, name, kind, "", lexicon, url)
    if not data:
        raise ReadingError(name, "the file is empty")
    suffix = Path(name).suffix.lower()
    binary = chosen or formats.recognise(data, suffix)
    if binary is not None and binary.binary:
        return _make_article(_draft_bytes(data, name, binary), name, binary, "", lexicon, url)
    if binary is None and suffix in formats.NOT_READ:
        raise ReadingError(name, f"{formats.explain_suffix(suffix)}")
    decoded = decode(data, name)
    kind = chosen or formats.guess(decoded.text, suffix)
    return _make_article(kind.load()(decoded.text), name, kind, decoded.encoding, lexicon, url)


def _draft_bytes(data: bytes, name: str, kind: formats.Format) -> Draft:
    """What a reader makes of bytes; it does not know the name of the input, so errors get it here."""
    try:
        return kind.load()(data)
    except ReadingError as error:
        raise ReadingError(name, error.reason) from None


def _make_article(
    draft: Draft, source: str, kind: formats.Format, encoding: str, lexicon: Lexicon | None, url: str
) -> Article:
    lexicon = lexicon or load()
    if not draft.blocks:
        raise ReadingError(source or "the text", f"holds no text ({kind.name})")
    blocks = mark_furniture(draft, lexicon)
    facts = find_metadata(draft, blocks, lexicon, source)
    return Article(
        id=_identify(draft),
        source=source,
        format=kind.name,
        title=facts.title,
        text=draft.text,
        blocks=facts.blocks,
        published=facts.published,
        issuer=facts.issuer,
        document_number=facts.document_number,
        encoding=encoding,
        bold=draft.bold,
        written=facts.written,
        effective=facts.effective,
        expires=facts.expires,
        addressees=facts.addressees,
        status=facts.status,
        document_type=facts.document_type,
        issuer_level=facts.issuer_level,
        url=url or find_address(draft.fields, lexicon) or draft.url,
    )


def _identify(draft: Draft) -> str:
    """Twelve hex digits that depend on the words alone, not on white space."""
    return hashlib.sha256("".join(draft.text.split()).encode("utf-8", "replace")).hexdigest()[:12]
