"""Where articles come from: files, folders, standard input. Bytes in, and every way that they fail to come.

A folder is walked in sorted order without following links to folders; what cannot be read comes out in
its place as an error, so that a batch can list it and go on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from extractor.errors import ReadingError
from extractor.reading.formats import explain_suffix

MAX_BYTES = 32 * 1024 * 1024
"""Largest input in bytes; the longest policy documents have about 2 MB, and an article is held in memory."""

STANDARD_INPUT = "-"
_HIDDEN = (".", "~$")
"""``~$name.docx`` says that Word has the document open; Windows does not show it."""


def find_inputs(paths: Iterable[str | Path]) -> Iterator[Path | ReadingError]:
    """The files that ``paths`` name, folders opened recursively in sorted order.

    Hidden files and folders inside a folder are skipped. A missing path, a folder that cannot be opened or
    holds nothing, and a file in a folder whose suffix no reader knows come out as `ReadingError` in place.
    ``-`` (standard input) is passed on.
    """
    for path in map(Path, paths):
        if str(path) == STANDARD_INPUT or path.is_file():
            yield path
        elif path.is_dir():
            yield from _walk(path)
        elif path.exists():
            yield ReadingError(
                str(path), "is neither a file nor a folder; give files, folders or - for standard input"
            )
        else:
            yield ReadingError(str(path), "no such file or folder; check the spelling")


def _walk(top: Path) -> Iterator[Path | ReadingError]:
    """All files below ``top``, deepest last on a stack, so that no depth of folders is too deep."""
    found = False
    stack = [top]
    while stack:
        path = stack.pop()
        if path.is_dir() and (path == top or not path.is_symlink()):
            try:
                inside = sorted(path.iterdir(), reverse=True)
            except OSError as error:
                yield ReadingError(str(path), f"the folder cannot be opened ({_reason(error)})")
                found = True
                continue
            stack.extend(child for child in inside if not child.name.startswith(_HIDDEN))
        elif path.is_file():
            found = True
            reason = explain_suffix(path.suffix)
            yield ReadingError(str(path), f"{reason}") if reason else path
    if not found:
        yield ReadingError(str(top), "the folder holds no files; hidden ones are skipped")


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
        raise ReadingError(name, f"cannot be read ({_reason(error)})") from None


def _load_stream(stream: BinaryIO, name: str) -> tuple[bytes, str]:
    data = stream.read(MAX_BYTES + 1)
    if isinstance(data, str):
        raise ReadingError(
            name, "gives text where bytes are needed; open it in binary mode, or use read_string"
        )
    if len(data) > MAX_BYTES:
        raise ReadingError(name, f"has more than the {MAX_BYTES:,} bytes that are read; split it")
    return data, name


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
