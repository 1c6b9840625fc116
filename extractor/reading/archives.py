"""Archives of documents: the members of a ZIP or TAR, one by one, each loaded only when it is wanted.

Nothing is ever written to disk, so a name is only a name: ``../../x`` is shown as ``x``. Names are UTF-8
where the archive says so; else what their bytes look like (GBK as Chinese Windows writes it, see
`encodings.decode_name`).

An archive is hostile until it is read: its directory, the number of its members, the size of each, the bytes
of all together (also of the archives inside) and the ratio of packing are bounded before anything of the
size is held in memory. Of the ways of packing only the usual one (deflate) is read: the others unpack a few
kilobytes to gigabytes in one step. What is wrong with one member is a fault of that member; what is wrong
with the archive raises `ReadingError` without a source.
"""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISLNK, S_ISREG
from typing import BinaryIO, cast

from extractor import limits
from extractor.errors import ReadingError
from extractor.reading import inputs
from extractor.reading.encodings import decode_name

ZIP = ".zip"
TAR = ".tar"
TAR_GZ = (".tar.gz", ".tgz")
SUFFIXES = (ZIP, TAR, *TAR_GZ)

ENTRY = 168
"""Bytes for each member that may be read, in the list of a ZIP: it is read before they are counted."""
HARMLESS = 1024 * 1024
"""Up to so many bytes a member may unpack to any ratio (a page of blanks is no bomb), and a list is read."""
MAX_NAME = 300
"""Longest name that is shown, in code points; longer ones lose their middle."""

MAX_PART = 256 * 1024
"""Most bytes of a TAR that are read at once, so the longest header; paths end at 4,096 bytes."""

_HIDDEN = (".", "~$")
_APPLE = "__MACOSX"
_LOCKED = 0x1
_UTF8 = 0x800
_UNICODE_PATH = 0x7075
_WAYS = {9: "deflate64", 12: "bzip2", 14: "lzma", 93: "zstandard", 95: "xz", 98: "ppmd"}
_OTHERS = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "AndroidManifest.xml")
_UNPACK = "unpack it and give the folder"
_BOMB = "look at where it comes from, or raise --limit archive_ratio"
_PIECE = 1024 * 1024
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, struct.error,
    EOFError, NotImplementedError, RuntimeError, ValueError, OSError,
)  # fmt: skip


class ArchiveError(ReadingError):
    """What is wrong with an archive as a whole: nothing more of it can be read."""


class ArchiveTooLargeError(ArchiveError):
    """The archive is too much, with all that is in it: nothing more of the outermost one is read."""


class Budget:
    """What may still be taken from an archive and the archives inside, in members and in bytes."""

    def __init__(self) -> None:
        self._most = limits.current()
        self._members = self._most.archive_members
        self._bytes = self._most.archive_bytes

    def count(self, members: int) -> None:
        """Take so many members. Raises `ArchiveTooLargeError`."""
        self._members -= members
        if self._members < 0:
            most = f"holds more than the {self._most.archive_members:,} files that are read"
            ways = f"{_UNPACK}, split the archive, or raise --limit archive_members"
            raise ArchiveTooLargeError("", f"{most}; {ways}")

    def spend(self, size: int) -> None:
        """Take so many bytes. Raises `ArchiveTooLargeError`."""
        self._bytes -= size
        if self._bytes < 0:
            most = f"unpacks to more than the {self._most.archive_bytes:,} bytes that are read"
            raise ArchiveTooLargeError("", f"{most}; split the archive, or raise --limit archive_bytes")


@dataclass(frozen=True, slots=True)
class Member:
    """A regular file, or something that is none, in an archive.

    ``name`` is its path in the archive, made harmless. ``load`` gives its bytes, as long as the next member
    was not asked for, and raises `ReadingError` without a source: `ArchiveError` where the fault is not of
    this member alone.
    """

    name: str
    load: Callable[[], bytes]

    @property
    def is_hidden(self) -> bool:
        """Whether a folder would not show it either: hidden files, locks of Word, what macOS adds."""
        return any(part.startswith(_HIDDEN) or part == _APPLE for part in self.name.split("/"))


def open_members(stream: BinaryIO, suffix: str, budget: Budget) -> Iterator[Member]:
    """The members of an archive in its order, folders left out. ``suffix`` is one of `SUFFIXES`.

    Raises `ArchiveError` without a source for an archive that is damaged, cut off or too large.
    """
    members = _members_of_zip(stream, budget) if suffix == ZIP else _members_of_tar(stream, suffix, budget)
    try:
        yield from members
    except _DAMAGED as error:
        raise _broken(error) from None


def _broken(error: BaseException) -> ArchiveError:
    return ArchiveError("", f"the archive is damaged or cut off ({_explain(error)}); get it anew")


def is_zip(head: bytes) -> bool:
    """Whether bytes begin as a ZIP does."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def holds_word(stream: BinaryIO) -> bool:
    """Whether a ZIP is one Word document; the stream is left at its start."""
    return any(name.startswith("word/document") for name in _names(stream, needed="[Content_Types].xml"))


def holds_files(stream: BinaryIO) -> bool:
    """Whether a ZIP is an archive, and not a document (xlsx, epub, odt …) or a program in a ZIP."""
    names = _names(stream)
    return bool(names) and not any(name in names for name in _OTHERS)


def _names(stream: BinaryIO, needed: str = "") -> list[str]:
    """The names in a ZIP, none where it cannot be opened or one is missing."""
    try:
        with zipfile.ZipFile(_Careful(stream)) as archive:
            names = archive.namelist()
    except (*_DAMAGED, ArchiveError):
        names = []
    stream.seek(0)
    return names if not needed or needed in names else []


def _explain(error: BaseException) -> str:
    return " ".join(str(error).lower().split()) or type(error).__name__


class _Careful(io.RawIOBase):
    """A stream that gives no more at once than the list of so many members as are read may have."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._most = max(HARMLESS, ENTRY * limits.current().archive_members)

    def read(self, size: int | None = -1) -> bytes:
        if size is None or size < 0:
            size = self._most
        if size > self._most:
            most = f"its list of files has more than the {self._most:,} bytes that are read"
            raise ArchiveError("", f"{most}; {_UNPACK}, or raise --limit archive_members")
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


def _members_of_zip(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    with zipfile.ZipFile(_Careful(stream)) as archive:
        infos = [info for info in archive.infolist() if not _is_folder(info)]
        budget.count(len(infos))
        for info in infos:
            yield Member(_harmless(_name_in_zip(info)), _loader(archive, info, budget))


def _is_folder(info: zipfile.ZipInfo) -> bool:
    """Some packers on Windows write backslashes, also at the end of folders."""
    return info.orig_filename.endswith(("/", "\\")) and not info.file_size


def _name_in_zip(info: zipfile.ZipInfo) -> str:
    """The name as the packer meant it; zipfile gives code page 437 where the flag of UTF-8 is missing."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    return _unicode_path(info.extra, raw) or decode_name(raw)


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """The name in UTF-8 that Info-ZIP writes beside the other (APPNOTE.TXT 4.6.9), if it belongs to that."""
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(field) > 5:
            version, checksum = struct.unpack("<BL", field[:5])
            if version == 1 and checksum == zlib.crc32(raw):
                return field[5:].decode("utf-8", "replace")
    return ""


def _loader(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Callable[[], bytes]:
    def load() -> bytes:
        mode = info.external_attr >> 16
        _refuse(info, S_ISLNK(mode) or (mode > 0o7777 and not S_ISREG(mode)))
        budget.spend(info.file_size)
        try:
            with archive.open(info) as member:
                data = b"".join(iter(lambda: member.read(_PIECE), b""))
        except _DAMAGED as error:
            raise ReadingError("", f"is damaged in the archive ({_explain(error)}); pack it anew") from None
        if len(data) < info.file_size:
            raise ReadingError("", f"is cut off after {len(data):,} bytes in the archive; pack it anew")
        return data

    return load


def _refuse(info: zipfile.ZipInfo, special: bool) -> None:
    if special:
        raise ReadingError("", "is a link or a device in the archive; pack the file itself")
    if info.flag_bits & _LOCKED:
        raise ReadingError("", "is locked with a password; unpack the archive with it and give the folder")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        way = _WAYS.get(info.compress_type, f"method {info.compress_type}")
        raise ReadingError("", f"is packed in a way that is not read ({way}); {_UNPACK}")
    _refuse_size(info.file_size)
    if info.file_size > max(HARMLESS, info.compress_size * limits.current().archive_ratio):
        raise ReadingError(
            "",
            f"unpacks from {info.compress_size:,} to {info.file_size:,} bytes, as no document does; {_BOMB}",
        )


def _refuse_size(size: int) -> None:
    if reason := inputs.explain_size(size):
        raise ReadingError("", reason)


class _Unpacked(io.RawIOBase):
    """The bytes of a TAR as they are unpacked, read forwards, their sum and their ratio bounded.

    Members are read in parts; what else asks for more than `MAX_PART` at once is no sound header, and would
    make tarfile slow or large.
    """

    def __init__(self, stream: BinaryIO, packed: bool, budget: Budget) -> None:
        self._packed = stream
        self._plain = cast("BinaryIO", gzip.GzipFile(fileobj=stream)) if packed else stream
        self._is_packed = packed
        self._ratio = limits.current().archive_ratio
        self._budget = budget
        self._spent = 0
        self._last = b""

    @property
    def has_ended(self) -> bool:
        """Whether a block of zeros was read last, with which every TAR ends; tarfile does not ask."""
        return bool(self._last) and not self._last.strip(b"\0")

    def read(self, size: int | None = -1) -> bytes:
        if size is None or not 0 <= size <= MAX_PART:
            raise tarfile.ReadError("a part of it claims an impossible size")
        self._last = self._plain.read(size)
        self._spend(len(self._last))
        return self._last

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or not self._is_packed:
            return self._plain.seek(offset, whence)
        if offset < self._plain.tell():
            raise tarfile.ReadError("a part of it claims to be before another")
        while (step := min(offset - self._plain.tell(), MAX_PART)) and self.read(step):
            pass
        return self._plain.tell()

    def tell(self) -> int:
        return self._plain.tell()

    def _spend(self, size: int) -> None:
        self._budget.spend(size)
        self._spent += size
        if self._is_packed and self._spent > max(16 * HARMLESS, self._ratio * self._packed.tell()):
            raise ArchiveError(
                "", f"unpacks to more than {self._ratio:,} times its size, as no documents do; {_BOMB}"
            )

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


def _members_of_tar(stream: BinaryIO, suffix: str, budget: Budget) -> Iterator[Member]:
    unpacked = _Unpacked(stream, suffix in TAR_GZ, budget)
    with closing(tarfile.TarFile.open(fileobj=cast("BinaryIO", unpacked), mode="r:")) as archive:
        while (info := archive.next()) is not None:
            archive.members.clear()  # type: ignore[attr-defined]  # it remembers all of them
            budget.count(1)
            if not info.isdir():
                yield Member(_harmless(_name_in_tar(info)), _tar_loader(archive, info))
        if not unpacked.has_ended:
            raise tarfile.ReadError("it ends before its end mark")


def _name_in_tar(info: tarfile.TarInfo) -> str:
    return decode_name(info.name.encode("utf-8", "surrogateescape"))


def _tar_loader(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[], bytes]:
    def load() -> bytes:
        if not info.isreg():
            raise ReadingError("", "is a link or a device in the archive; pack the file itself")
        _refuse_size(info.size)
        try:
            member = archive.extractfile(info)
            return b"".join(iter(lambda: member.read(MAX_PART), b"")) if member else b""
        except _DAMAGED as error:
            raise _broken(error) from None

    return load


def _harmless(name: str) -> str:
    """A name as a relative path that leads nowhere: no drive, no ``..``, nothing that a terminal obeys.

    >>> _harmless("..\\\\..\\\\政策\\\\a.txt"), _harmless("/etc/./passwd"), _harmless("C:/a\\x1b.txt")
    ('政策/a.txt', 'etc/passwd', 'a.txt')
    """
    name = "".join(
        character if character in "\\/" or unicodedata.category(character)[0] != "C" else ""
        for character in name[: 100 * MAX_NAME]
    )
    parts = [part.strip() for part in name.replace("\\", "/").split("/")]
    if len(parts[0]) == 2 and parts[0].endswith(":"):
        parts[0] = ""
    name = "/".join(part for part in parts if part not in ("", ".", "..")) or "unnamed"
    if len(name) <= MAX_NAME:
        return name
    tail = Path(name).name[-MAX_NAME // 3 :]
    return f"{name[: MAX_NAME - len(tail) - 1]}…{tail}"
