"""Where articles come from: files and standard input. Bytes in, and every way that they fail to come."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from extractor import limits
from extractor.errors import ReadingError

PIECE = 32 * 1024 * 1024
"""Bytes that are asked of a stream at once: some set aside as much as is asked for, however little comes."""
FIRST_PIECE = 64 * 1024
"""So many are asked for at least: a pipe tells no size."""

STANDARD_INPUT = "-"


def load_bytes(source: str | Path | BinaryIO) -> tuple[bytes, str]:
    """The bytes of a source and its name. Raises `ReadingError` when they do not come or are too many."""
    if not isinstance(source, (str, Path)):
        return _load_stream(source, str(getattr(source, "name", "") or "<stream>"))
    if str(source) == STANDARD_INPUT:
        return _load_stream(sys.stdin.buffer, STANDARD_INPUT)
    path, name = Path(source), str(source)
    try:
        if path.is_dir():
            raise ReadingError(name, "is a folder; list its files with find_inputs, or give a file")
        size = path.stat().st_size
        if reason := explain_size(size):
            raise ReadingError(name, reason)
        with path.open("rb") as stream:
            return _load_stream(stream, name, size)
    except FileNotFoundError:
        raise ReadingError(name, "no such file; check the spelling") from None
    except PermissionError:
        raise ReadingError(name, "may not be read; give yourself permission to read it") from None
    except (OSError, ValueError) as error:
        raise ReadingError(name, f"cannot be read ({reason_of(error)})") from None


def explain_size(size: int) -> str:
    """Why so many bytes are no document, and the way out; empty where they are not too many."""
    most = limits.current().document_bytes
    if size <= most:
        return ""
    ways = "split the file, or raise --limit document_bytes"
    return f"{size:,} bytes are more than the {most:,} that are read; {ways}"


def _load_stream(stream: BinaryIO, name: str, size: int = PIECE) -> tuple[bytes, str]:
    """All bytes of a stream, of which about ``size`` are expected: so many and one more are asked for."""
    most = limits.current().document_bytes
    pieces: list[bytes] = []
    left = most + 1
    while left:
        asked = min(left, PIECE, max(size, FIRST_PIECE) + 1)
        piece = stream.read(asked)
        if isinstance(piece, str):
            raise ReadingError(
                name, "gives text where bytes are needed; open it in binary mode, or use read_string"
            )
        pieces.append(piece)
        left -= len(piece)
        if len(piece) < asked:
            return b"".join(pieces), name
    ways = "split it, or raise --limit document_bytes"
    raise ReadingError(name, f"has more than the {most:,} bytes that are read; {ways}")


def reason_of(error: Exception) -> str:
    """What the system says of an error, for the inside of a sentence."""
    return (getattr(error, "strerror", None) or str(error)).lower()
