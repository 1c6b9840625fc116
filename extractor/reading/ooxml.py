"""The container of a Word document: a zip of XML parts that refer to each other.

Only the parts that hold text, styles, numbers and the title are unpacked, each up to a limit, so neither
pictures nor macros nor a bomb cost memory. python-docx parses them: entities stay unresolved, nothing is
loaded. A part with a document type is refused, since the standard knows none (ECMA-376 part 2, 8.1.4).
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree

from extractor import limits
from extractor.errors import ReadingError

MAX_MEMBERS = 10_000
"""A document with thousands of pictures has a few thousand members."""
TAGS = 62_500
"""Most tags of a part for each MB that it may have: each element takes some hundred bytes of memory."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MEMBER = b"PK\x01\x02"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError
)  # fmt: skip
_SPLIT = "split the document, or raise --limit part_bytes"
_REPAIR = "open it in Word or WPS, let it be repaired and save it as .docx, or get the file anew"


@dataclass(frozen=True, slots=True)
class Package:
    """The root elements of the parts that are read; ``None`` where a document lacks one."""

    document: Any
    styles: Any
    numbering: Any
    title: str


def open_package(data: bytes) -> Package:
    """The parts of a Word document (.docx, .docm, also of the strict kind).

    Raises `ReadingError` without a source: for what is no such container, is encrypted, damaged, too large
    when unpacked, or holds another kind of document.
    """
    _refuse_others(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _Container(archive).package()
    except _DAMAGED as error:
        raise ReadingError("", f"the document is damaged ({_explain(error)}); {_REPAIR}") from None


def _explain(error: Exception) -> str:
    return " ".join(str(error).lower().split()) or type(error).__name__


def _refuse_others(data: bytes) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            reason = "is locked with a password; open it in Word or WPS, remove the password and save it"
        else:
            reason = "is an old document (doc, wps) by its content; open it in Word or WPS, save it as .docx"
        raise ReadingError("", reason)
    if not data.startswith(b"PK"):
        raise ReadingError(
            "", "is no Word document by its content; give it the suffix of what it is, or save it as .docx"
        )
    members = data.count(_MEMBER)
    if members > MAX_MEMBERS:
        raise ReadingError(
            "", f"packs {members:,} files, more than the {MAX_MEMBERS:,} that are read; save it anew as .docx"
        )


class _Container:
    """A zip whose members are found by the names that parts have for each other, in any case."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {
            info.filename.replace("\\", "/").lstrip("/").lower(): info for info in archive.infolist()
        }

    def package(self) -> Package:
        outer = self._relations("")
        name = outer.get("officeDocument", "word/document.xml")
        document = self._part(name)
        if document is None or document.tag != qn("w:document"):
            raise ReadingError(
                "", "is a container without a Word document (a spreadsheet, an archive?); save it as .docx"
            )
        inner = self._relations(name)
        core = self._part(outer.get("core-properties", ""))
        return Package(
            document,
            self._part(inner.get("styles", "")),
            self._part(inner.get("numbering", "")),
            (core.findtext(qn("dc:title")) or "").strip() if core is not None else "",
        )

    def _relations(self, name: str) -> dict[str, str]:
        """The parts to which a part refers, by the last word of the relation's type."""
        folder, base = posixpath.split(name)
        root = self._part(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, str] = {}
        for one in root.iterchildren("*") if root is not None else ():
            kind = one.get("Type", "").rpartition("/")[2]
            target = one.get("Target", "").replace("\\", "/")
            if one.get("TargetMode") != "External":
                found.setdefault(kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
        return found

    def _part(self, name: str) -> Any:
        """The root element of a part, or None if there is no such part."""
        info = self._members.get(name.lower()) if name else None
        if info is None:
            return None
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ReadingError("", f"packs {name} in a way that Word does not; {_REPAIR}")
        most = limits.current().part_bytes
        with self._archive.open(info) as stream:
            blob = stream.read(most + 1)
        if len(blob) > most:
            raise ReadingError(
                "", f"{name} has more than the {most:,} bytes that are read unpacked; {_SPLIT}"
            )
        if blob.count(b"<") > (tags := most * TAGS // limits.MB):
            raise ReadingError("", f"{name} has more than the {tags:,} tags that are read; {_SPLIT}")
        return _parse(blob, name)


def _parse(blob: bytes, name: str) -> Any:
    try:
        root: Any = parse_xml(blob.replace(_STRICT, _TRANSITIONAL))
    except etree.XMLSyntaxError as error:
        raise ReadingError("", f"the document is damaged ({name}: {_explain(error)}); {_REPAIR}") from None
    if root.getroottree().docinfo.doctype:
        raise ReadingError("", f"{name} declares a document type, which no Word document does; {_REPAIR}")
    return root
