"""How fast documents become text with their structure: jucuo's readers against others.

    python benchmarks/reading.py [FOLDER] [--most 100] [--write]

Of each format (HTML, Word, PDF) up to `--most` documents of the folder are drawn by lot, or the samples are
read again and again. Each reader gets them in turn, document by document, from files that are in the cache of
the disk; the first document is read once before the clock starts. Readers that are not installed are left
out; each reads only the formats that it is for. Counted as failed is a document that ends in an error or
gives no text; the time is that of the documents that no reader failed at, so that all did the same work.
jucuo reads as without its extra `ocr`: to recognise the characters of a picture takes seconds a page, and no
other reader here does it.

jucuo gives blocks with their kinds, title, dates and issuer; trafilatura and readability-lxml the article of
a page as text or markup; markitdown and docling (its reader of Word documents) Markdown.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import random
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from commands import installed
from results import show

SAMPLES = Path(__file__).parent.parent / "samples"
FORMATS: Mapping[str, tuple[str, ...]] = {
    "HTML": (".html", ".htm"),
    "Word": (".docx",),
    "PDF": (".pdf",),
}
AGAIN = 20
"""So many times the samples are read, without a folder."""

Read = Callable[[Path], str]


def with_jucuo() -> Read:
    read: Any = importlib.import_module("extractor.reading").read
    recognition: Any = importlib.import_module("extractor.reading.recognition")
    recognition.is_installed = lambda: False
    return lambda path: str(read(path).text)


def with_trafilatura() -> Read:
    trafilatura: Any = importlib.import_module("trafilatura")
    return lambda path: trafilatura.extract(path.read_bytes()) or ""


def with_readability() -> Read:
    readability: Any = importlib.import_module("readability")
    encodings: Any = importlib.import_module("extractor.reading.encodings")

    def read(path: Path) -> str:
        source = encodings.decode(path.read_bytes(), path.name).text
        return str(readability.Document(source).summary(html_partial=True))

    return read


def with_markitdown() -> Read:
    converter: Any = importlib.import_module("markitdown").MarkItDown()
    return lambda path: str(converter.convert(path).text_content)


def with_docling() -> Read:
    formats: Any = importlib.import_module("docling.datamodel.base_models")
    documents: Any = importlib.import_module("docling.datamodel.document")
    backend: Any = importlib.import_module("docling.backend.msword_backend").MsWordDocumentBackend

    def read(path: Path) -> str:
        source = documents.InputDocument(
            path_or_stream=path, format=formats.InputFormat.DOCX, backend=backend, filename=path.name
        )
        return str(backend(source, path).convert().export_to_markdown())

    return read


class Reader(NamedTuple):
    """A library: its package, the formats that it is for, and how to get the function that reads."""

    package: str
    formats: tuple[str, ...]
    load: Callable[[], Read]


READERS: Mapping[str, Reader] = {
    "jucuo": Reader("jucuo", ("HTML", "Word", "PDF"), with_jucuo),
    "trafilatura": Reader("trafilatura", ("HTML",), with_trafilatura),
    "readability-lxml": Reader("readability-lxml", ("HTML",), with_readability),
    "markitdown": Reader("markitdown", ("HTML", "Word", "PDF"), with_markitdown),
    "docling": Reader("docling-slim", ("Word",), with_docling),
}


def documents_in(folder: Path, format_name: str, most: int) -> list[Path]:
    """Documents of a format, drawn by lot if there are more than ``most``."""
    suffixes = FORMATS[format_name]
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in suffixes)
    return found if len(found) <= most else sorted(random.Random(0).sample(found, most))


class Outcome(NamedTuple):
    """What readers did with documents: seconds of each for each document, None where it failed."""

    documents: Sequence[Path]
    seconds: Mapping[str, Sequence[float | None]]

    def row(self, format_name: str, name: str) -> tuple[str, ...]:
        """The row of a reader in the table."""
        common = [all(times) for times in zip(*self.seconds.values(), strict=True)]
        size = sum(path.stat().st_size for path, kept in zip(self.documents, common, strict=True) if kept)
        spent = self._spent(name, common)
        own = self._spent("jucuo", common)
        failed = sum(one is None for one in self.seconds[name])
        return (
            f"{format_name}: {name}" + ("" if name == "jucuo" else f" {version(READERS[name].package)}"),
            f"{failed} of {len(self.documents)}",
            f"{sum(common)}, {size / 1e6:.2f} MB",
            f"{spent:.2f}",
            f"{size / 1e6 / spent:.2f}" if spent else "–",
            f"{own / spent:.2f}" if spent else "–",
        )

    def _spent(self, name: str, kept: Sequence[bool]) -> float:
        return sum(one or 0.0 for one, wanted in zip(self.seconds[name], kept, strict=True) if wanted)


def compare(documents: Sequence[Path], readers: Mapping[str, Read], again: int = 1) -> Outcome:
    """Let each reader read each document ``again`` and again; the mean time counts."""
    for read in readers.values():
        _time(read, documents[0])
    seconds: dict[str, list[float | None]] = {name: [] for name in readers}
    for path in documents:
        for name, read in readers.items():
            times = [_time(read, path) for _ in range(again)]
            counted = [one for one in times if one is not None]
            seconds[name].append(sum(counted) / len(counted) if len(counted) == again else None)
    return Outcome(documents, seconds)


def _time(read: Read, path: Path) -> float | None:
    """Seconds for one document; None where it fails."""
    start = time.perf_counter()
    try:
        text = read(path)
    except Exception:
        return None
    return time.perf_counter() - start if text.strip() else None


def load(names: Sequence[str]) -> dict[str, Read]:
    """The readers that are installed."""
    packages = {name: reader.package for name, reader in READERS.items()}
    return {name: READERS[name].load() for name in installed(names, packages)}


def main() -> None:
    parser = argparse.ArgumentParser(description="how fast documents become text")
    parser.add_argument("folder", nargs="?", type=Path, help="documents (default: repeated samples)")
    parser.add_argument("--most", type=int, default=100, help="documents of each format (default: 100)")
    parser.add_argument("--again", type=int, help=f"reads of each (default: 1, of the samples {AGAIN})")
    parser.add_argument("--readers", nargs="+", choices=READERS, default=[*READERS], help="all unless named")
    parser.add_argument("--write", action="store_true", help="keep the table in benchmarks/results.md")
    options = parser.parse_args()
    logging.disable(logging.ERROR)
    warnings.simplefilter("ignore")
    again = options.again or (1 if options.folder else AGAIN)
    readers = load([*dict.fromkeys(("jucuo", *options.readers))])
    table = []
    for format_name in FORMATS:
        documents = documents_in(options.folder or SAMPLES, format_name, options.most)
        if not documents:
            print(f"{format_name} is left out: there is no such document", file=sys.stderr)
            continue
        able = {name: read for name, read in readers.items() if format_name in READERS[name].formats}
        outcome = compare(documents, able, again)
        table += [outcome.row(format_name, name) for name in able]
    what = f"`{options.folder.name}`" if options.folder else f"samples, mean of {again}"
    header = (what, "failed", "documents that all read", "s", "MB/s", "times jucuo's speed")
    title = "Reading documents" if options.folder else "Reading the samples"
    command = f"python benchmarks/reading.py {'FOLDER ' if options.folder else ''}--write"
    show(title, command, header, table, options.write)


if __name__ == "__main__":
    main()
