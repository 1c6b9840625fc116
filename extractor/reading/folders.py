"""Which inputs stand behind paths: a file is itself, a folder is all that lies in it.

A folder is walked in sorted order without following links to folders; what cannot be read comes out in
its place as an error, so that a batch can list it and go on.
"""

from __future__ import annotations

import os
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


def count_inputs(paths: Iterable[str | Path]) -> int:
    """About how many inputs there are, faster than they are found: files are counted and not looked at."""
    number = 0
    for path in paths:
        if not Path(path).is_dir():
            number += 1
        for _, folders, files in os.walk(path):
            folders[:] = [name for name in folders if not is_hidden(name)]
            number += sum(not is_hidden(name) for name in files)
    return number


def is_hidden(name: str) -> bool:
    """Whether a walk passes a file or folder of this name over.

    >>> is_hidden(".git"), is_hidden("~$notice.docx"), is_hidden("notice.docx")
    (True, True, False)
    """
    return name.startswith(_HIDDEN)


def _walk(top: Path) -> Iterator[Path | ReadingError]:
    """All files below ``top``. Of each folder on the way only the names are held, on a stack, so that no
    depth is too deep and a million files are not many."""
    found = False
    stack = [_inside(top)]
    while stack:
        try:
            path = next(stack[-1], None)
        except OSError as error:
            stack.pop()
            found = True
            yield ReadingError(str(error.filename), f"the folder cannot be opened ({reason_of(error)})")
            continue
        if path is None:
            stack.pop()
        elif path.is_dir():
            if not path.is_symlink():
                stack.append(_inside(path))
        elif path.is_file():
            found = True
            reason = "" if containers.find_suffix(path.name) else explain_suffix(path.suffix)
            yield ReadingError(str(path), f"{reason}") if reason else path
    if not found:
        yield ReadingError(str(top), "the folder holds no files; hidden ones are skipped")


def _inside(folder: Path) -> Iterator[Path]:
    """What lies in a folder, sorted, without what is hidden. Raises `OSError` where it cannot be opened."""
    names = os.listdir(folder)  # noqa: PTH208 - a million strings take a quarter of the room of paths
    for name in sorted(name for name in names if not is_hidden(name)):
        yield folder / name
