"""Which inputs stand behind paths: a file is itself, a folder is all that lies in it.

A folder is walked in sorted order without following links to folders; what cannot be read comes out in
its place as an error, so that a batch can list it and go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.errors import ReadingError
from extractor.reading import containers
from extractor.reading.formats import explain_suffix
from extractor.reading.inputs import STANDARD_INPUT, reason_of

_HIDDEN = (".", "~$")
"""``~$name.docx`` says that Word has the document open; Windows does not show it."""


def find_inputs(paths: Iterable[str | Path]) -> Iterator[Path | ReadingError]:
    """The files that ``paths`` name, folders opened recursively in sorted order.

    Hidden files and folders inside a folder are skipped. A missing path, a folder that cannot be opened or
    holds nothing, and a file in a folder whose suffix no reader knows come out as `ReadingError` in place.
    ``-`` (standard input), archives, corpora and the names of documents in them are passed on.
    """
    for path in map(Path, paths):
        if str(path) == STANDARD_INPUT or path.is_file() or containers.locate(str(path)):
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
                yield ReadingError(str(path), f"the folder cannot be opened ({reason_of(error)})")
                found = True
                continue
            stack.extend(child for child in inside if not child.name.startswith(_HIDDEN))
        elif path.is_file():
            found = True
            reason = "" if containers.find_suffix(path.name) else explain_suffix(path.suffix)
            yield ReadingError(str(path), f"{reason}") if reason else path
    if not found:
        yield ReadingError(str(top), "the folder holds no files; hidden ones are skipped")
