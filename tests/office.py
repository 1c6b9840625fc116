"""What tests need to make office documents: LibreOffice the other way round, and a container of old ones."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

import pytest

from extractor.reading.office import VARIABLE, find_program

NO_OFFICE = f"LibreOffice is not installed, and {VARIABLE} names none"
needs_office = pytest.mark.skipif(not find_program(), reason=NO_OFFICE)


def save_as(source: Path, suffix: str, folder: Path) -> Path:
    """The document in another format, written by LibreOffice into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = (folder / "profile").as_uri()
    command = [find_program(), f"-env:UserInstallation={profile}", "--headless", "--convert-to", suffix]
    subprocess.run(
        [*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=180
    )
    return folder / f"{source.stem}.{suffix}"


def make_container(*names: str, content: bytes = bytes(4096)) -> bytes:
    """An OLE container with these streams, all of the same content ([MS-CFB] 2.2 to 2.6)."""
    free, end, fat, none = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    content = content.ljust(4096, b"\0")
    sectors = len(content) // 512
    entries = [_entry("Root Entry", 5, end, 0, child=1)]
    table = [fat, end]
    for number, name in enumerate(names):
        first = len(table)
        entries.append(
            _entry(name, 2, first, len(content), right=number + 2 if number + 1 < len(names) else none)
        )
        table += [*range(first + 1, first + sectors), end]
    entries += [bytes(128)] * (4 - len(entries))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    body = struct.pack("<128I", *table, *[free] * (128 - len(table))) + b"".join(entries)
    return header + body + content * len(names)


def _entry(
    name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF
) -> bytes:
    label = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ", label, len(label), kind, 1, 0xFFFFFFFF, right, child, 0, start, size
    )
