"""The formats that are read, in one table; a new format is one row here and one file beside.

A reader is a module with ``parse``: from the decoded text (or from the bytes, where ``binary``) to a `Draft`.
It is imported when its first document comes, so that asking for help never loads a parser. The suffix says
which reader to take, but the content may overrule it: much of what is saved as .txt is Markdown with front
matter or a page's HTML, some .html files hold no element at all, and some .doc files are .docx inside.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from extractor.reading.drafts import Draft
from extractor.reading.magic import holds_word, is_mail, name_office


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name in the results, the suffixes it goes by, the module that reads it."""

    name: str
    suffixes: tuple[str, ...]
    module: str
    binary: bool = False

    def load(self) -> Callable[[str | bytes], Draft]:
        """The function that turns content into a draft."""
        return cast("Callable[[str | bytes], Draft]", import_module(self.module).parse)


PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")

FORMATS = (
    Format("txt", (".txt", ".text"), "extractor.reading.text"),
    Format("md", (".md", ".markdown"), "extractor.reading.markdown"),
    Format("html", (".html", ".htm", ".xhtml", ".shtml"), "extractor.reading.html"),
    Format("docx", (".docx", ".docm"), "extractor.reading.docx", binary=True),
    Format("pdf", (".pdf",), "extractor.reading.pdf", binary=True),
    Format("image", PICTURES, "extractor.reading.recognition", binary=True),
    Format("doc", (".doc", ".dot", ".wps", ".wpt"), "extractor.reading.office", binary=True),
    Format("rtf", (".rtf",), "extractor.reading.office", binary=True),
    Format("odt", (".odt", ".ott"), "extractor.reading.office", binary=True),
    Format("mht", (".mht", ".mhtml"), "extractor.reading.mail", binary=True),
    Format("eml", (".eml",), "extractor.reading.mail", binary=True),
)
BY_NAME = {one.name: one for one in FORMATS}
BY_SUFFIX = {suffix: one for one in FORMATS for suffix in one.suffixes}

_NOT_READ = """
.ofd .ceb .caj .epub .mobi .xls .xlsx .xlsm .et
.ods .csv .tsv .ppt .pptx .dps .odp .zip .rar .7z .gz .tar .gif
.mp3 .mp4 .json .jsonl .xml .sqlite .db .parquet
"""
NOT_READ = frozenset(_NOT_READ.split())
"""Suffixes of documents that people do have, but that no reader here knows yet."""

_MAYBE_TEXT = ("doc", "rtf", "mht", "eml")
"""Formats whose suffix pages and texts have too: Word opens them all, and browsers save as they please."""
_ZIP = b"PK\x03\x04"
_WORD_PART = b"word/document"
_PDF = b"%PDF-"
_PDF_ZONE = 1024  # bytes in which readers look for it
SNIFFED = 64 * 1024
"""Bytes or characters at the beginning that tell the format."""
CHARACTERS_PER_ELEMENT = 1600
"""A text that starts with ``<`` is HTML if it closes an element at least once in so many characters."""
_HTML_START = re.compile(
    r"[\s\ufeff]*(?:<!--|<\?xml|<!doctype\s+html|<html|<head|<body|<meta)", re.IGNORECASE
)
_PAGE_START = re.compile(
    r"[\s\ufeff]*(?:<!--(?:(?!-->).){0,3000}-->\s*){0,9}(?:<\?xml|<!doctype\s+html|<html|<head|<body|<meta)",
    re.IGNORECASE | re.DOTALL,
)
"""How a page begins that was saved as Markdown; a comment alone may head a text of either kind."""
_HTML_ELEMENT = re.compile(
    r"</(?:p|div|td|li|span|h[1-6]|body|html|strong|table)\s*>|<br\s*/?>", re.IGNORECASE
)
_ANY_ELEMENT = re.compile(r"<[A-Za-z!/][^<>]{0,3000}>")
_FRONT_MATTER = re.compile(
    r"\ufeff?(?:[ \t]*\r?\n){0,3}---[ \t]*\r?\n(?:[^\n]*\n){0,60}?[A-Za-z_\u4e00-\u9fff][\w-]*[ \t]*[:：]"
)
_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)


def known_suffixes() -> str:
    """The suffixes that are read, for messages."""
    return ", ".join(BY_SUFFIX)


def explain_suffix(suffix: str) -> str:
    """Why a file with this suffix is not read and the way out; empty if it is read."""
    if suffix.lower() in BY_SUFFIX:
        return ""
    kind = f"{suffix} is not read" if suffix else "a file without a suffix is not read from a folder"
    return f"{kind}; read are {known_suffixes()}: open the document and save it as one of these"


def recognise(data: bytes, suffix: str) -> Format | None:
    """The format of what is no text, by content first and then by suffix; None for all texts."""
    if data.startswith(_ZIP) and _WORD_PART in data:
        return BY_NAME["docx"]
    if _PDF in data[:_PDF_ZONE]:
        return BY_NAME["pdf"]
    named = BY_SUFFIX.get(suffix.lower())
    office = name_office(data)
    if office and (office != "doc" or holds_word(data) or _is_by_name(named, "doc")):
        return BY_NAME[office]
    if is_mail(data):
        return named if _is_by_name(named, "mht", "eml") else BY_NAME["mht"]
    if _is_by_name(named, *_MAYBE_TEXT) and not data.startswith(_ZIP):
        return None
    return named if named and named.binary else None


def _is_by_name(named: Format | None, *names: str) -> bool:
    return named is not None and named.name in names


def guess(text: str, suffix: str) -> Format:
    """The format of a decoded text: what its suffix says unless its content says otherwise."""
    named = BY_SUFFIX.get(suffix.lower())
    named = None if named and named.binary else named
    head = text[:SNIFFED].replace("\r\n", "\n").replace("\r", "\n")
    if _FRONT_MATTER.match(head) and (named is None or named.name == "txt"):
        return BY_NAME["md"]
    if named is None and _HEADING.search(head) and not _PAGE_START.match(head):
        return BY_NAME["md"]
    if named is not None and named.name == "html":
        return named if _ANY_ELEMENT.search(text) else BY_NAME["txt"]
    if _PAGE_START.match(head) if named and named.name == "md" else _is_html(head):
        return BY_NAME["html"]
    return named or BY_NAME["txt"]


def _is_html(head: str) -> bool:
    """Whether a text is HTML by content: it starts as a page, or with an element and goes on in elements."""
    if _HTML_START.match(head):
        return bool(_HTML_ELEMENT.search(head))
    return head.lstrip()[:1] == "<" and len(_HTML_ELEMENT.findall(head)) * CHARACTERS_PER_ELEMENT >= len(head)
