"""Reading: a path, a stream or a string becomes one `Article`, with one text for everything that follows.

    bytes → `encodings` → text → a format (`text`, `markdown`, `html`) → draft
    bytes → a format that is no text (`docx`) → draft
    draft → `furniture` → `metadata` → article

``read`` takes one source, ``read_string`` a text that is at hand, ``find_inputs`` opens folders. Every way in
which an input can fail raises `ReadingError` with one sentence that names the input and the way out.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

from extractor.errors import ReadingError
from extractor.lexicon import Lexicon, load
from extractor.model import Article
from extractor.reading import formats
from extractor.reading.drafts import Draft
from extractor.reading.encodings import decode
from extractor.reading.furniture import mark_furniture
from extractor.reading.inputs import MAX_BYTES, find_inputs, load_bytes
from extractor.reading.metadata import find_metadata

__all__ = ["MAX_BYTES", "find_inputs", "read", "read_string"]


def read(
    source: str | Path | BinaryIO,
    *,
    lexicon: Lexicon | None = None,
    format: str | None = None,  # noqa: A002 - the word that users know from the command line
    url: str = "",
) -> Article:
    """The article in a file, in a binary stream, or on standard input (``-``).

    ``format`` (``txt``, ``md``, ``html`` or ``docx``) overrules suffix and content; ``url`` is the address on
    the web and overrules the one that a page gives itself. Raises `ReadingError` for an input that is
    missing, a folder, unreadable, empty, too large (more than `MAX_BYTES`), binary, in an unknown encoding or
    format, damaged, locked with a password, or without text.
    """
    chosen = _choose(format)
    name = str(source) if isinstance(source, (str, Path)) else str(getattr(source, "name", "") or "<stream>")
    suffix = Path(name).suffix.lower()
    data, name = load_bytes(source)
    if not data:
        raise ReadingError(name, "the file is empty")
    kind = chosen or formats.recognise(data, suffix)
    if kind is not None and kind.binary:
        return _make_article(_draft_bytes(data, name, kind), name, kind, "", lexicon, url)
    if kind is None and suffix in formats.NOT_READ:
        raise ReadingError(name, f"{formats.explain_suffix(suffix)}")
    decoded = decode(data, name)
    kind = kind or formats.guess(decoded.text, suffix)
    return _make_article(kind.load()(decoded.text), name, kind, decoded.encoding, lexicon, url)


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
        url=url or draft.url,
    )


def _identify(draft: Draft) -> str:
    """Twelve hex digits that depend on the words alone, not on white space."""
    return hashlib.sha256("".join(draft.text.split()).encode("utf-8", "replace")).hexdigest()[:12]
