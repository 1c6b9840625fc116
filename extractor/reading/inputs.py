"""Where articles come from: files and standard input. Bytes in, and every way that they fail to come."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from extractor.errors import ReadingError

MAX_BYTES = 32 * 1024 * 1024
"""Largest input in bytes; the longest policy documents have about 2 MB, and an article is held in memory."""

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
        if size > MAX_BYTES:
            raise ReadingError(
                name, f"{size:,} bytes are more than the {MAX_BYTES:,} that are read; split the file"
            )
        with path.open("rb") as stream:
            return _load_stream(stream, name)
    except FileNotFoundError:
        raise ReadingError(name, "no such file; check the spelling") from None
    except PermissionError:
        raise ReadingError(name, "may not be read; give yourself permission to read it") from None
    except (OSError, ValueError) as error:
        raise ReadingError(name, f"cannot be read ({reason_of(error)})") from None


def _load_stream(stream: BinaryIO, name: str) -> tuple[bytes, str]:
    data = stream.read(MAX_BYTES + 1)
    if isinstance(data, str):
        raise ReadingError(
            name, "gives text where bytes are needed; open it in binary mode, or use read_string"
        )
    if len(data) > MAX_BYTES:
        raise ReadingError(name, f"has more than the {MAX_BYTES:,} bytes that are read; split it")
    return data, name


def reason_of(error: Exception) -> str:
    """What the system says of an error, for the inside of a sentence."""
    return (getattr(error, "strerror", None) or str(error)).lower()
