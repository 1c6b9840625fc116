"""Where the labelled documents stand, and whether the labels were copied from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from extractor.errors import LabelError, Problem, ReadingError
from extractor.evaluation.comparing import find_id
from extractor.evaluation.labels import Gold
from extractor.pipeline import Failure, find_documents

Document: TypeAlias = str | Path | Failure


def labelled_documents(folder: str | Path, gold: Sequence[Gold]) -> list[Document]:
    """The document of each label file, in their order, from ``folder/documents`` or ``folder`` itself.

    A document that is missing comes as a `Failure` in its place; documents without labels are left out.
    Raises `LabelError` where two documents have the name of one label file.
    """
    top = Path(folder)
    place = top / "documents" if (top / "documents").is_dir() else top
    known = {labels.id for labels in gold}
    named: dict[str, list[Document]] = defaultdict(list)
    for document in find_documents([place], exclude={labels.path.resolve() for labels in gold}):
        source = document.source if isinstance(document, Failure) else str(document)
        named[find_id(source, known)].append(document)
    if problems := [problem for labels in gold for problem in _check(labels, named[labels.id])]:
        raise LabelError(tuple(problems))
    return [_choose(labels, named[labels.id], place) for labels in gold]


def find_strangers(gold: Gold, text: str) -> Iterator[Problem]:
    """The heads that are not in the document's text: nothing that is found there can be equal to them.

    ``text`` is that of the article; white space makes no difference.
    """
    dense = "".join(text.split())
    for entry in gold.entries:
        if "".join(entry.head.split()) not in dense:
            yield Problem(gold.path, entry.line, 1, "this head is not in the document; copy it verbatim")


def _sound(documents: Sequence[Document]) -> list[Document]:
    return [document for document in documents if not isinstance(document, Failure)]


def _check(gold: Gold, documents: Sequence[Document]) -> Iterator[Problem]:
    if len(sound := _sound(documents)) > 1:
        both = " and ".join(map(str, sound[:2]))
        yield Problem(gold.path, 0, 0, f"labels both {both}; rename or remove one of them")


def _choose(gold: Gold, documents: Sequence[Document], place: Path) -> Document:
    """The one document with this name; a file that no reader knows matters only where there is no other."""
    if chosen := _sound(documents) or documents:
        return chosen[0]
    reason = f"labels no document; there is no {gold.id}.* in {place}"
    return Failure(str(gold.path), ReadingError(str(gold.path), reason))
