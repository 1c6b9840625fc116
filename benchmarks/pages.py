"""The article of a page without the page around it: what jucuo, trafilatura and readability keep.

    python benchmarks/pages.py FOLDER… [--write]

Each FOLDER holds `documents/` and `rows/` as `jucuo train` reads them (`benchmarks/labels.py` writes one).
Of its HTML documents are counted:

* heads: labelled measures whose head stands in the text, white space aside. What is lost here is lost for
  good. The labels of `labels.py` are places in jucuo's own text, so that its share is a whole by construction
  there; they compare the others.
* furniture: lines of the page that stand in at least two other documents of the folder too. They have at most
  60 characters, two of them Chinese; they open with no number and end with no colon, as headings, dates,
  addressees and labels do, and no labelled head is in them. No reader makes the lines, but a splitter here.
  The part behind the semicolon was added when it was seen that jucuo keeps headings, dates and the cells of
  information blocks, from which it reads issuers and days; without it jucuo keeps 61 % and trafilatura 3 %.
* doubled: documents in whose text three lines in a row (60 characters or more) stand twice, as where a page
  holds its body once for each kind of screen.

All get the same decoded page and their default settings; of jucuo the blocks that it does not mark as
furniture are counted. The row "whole page" is the page as it is.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import results
from lxml import html

from extractor.model import BlockKind
from extractor.reading import read_string
from extractor.reading.encodings import decode

COMMAND = "python benchmarks/pages.py FOLDER… --write"
MAX_LINE = 60
IN_OTHERS = 2
MIN_DOUBLED = 60
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "cite", "em", "font", "i", "img", "ins", "label", "mark", "s", "small", "span",
    "strong", "sub", "sup", "u", "var", "wbr",
))  # fmt: skip
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NUMBER = re.compile(r"[（(第]?[\d一二三四五六七八九十]{1,4}")
_NOT_SHOWN = frozenset(("script", "style", "noscript", "template", "head", "select", "textarea", "option"))


class Page(NamedTuple):
    """A document: its name, its markup, the lines of the page, and the heads labelled in it."""

    name: str
    source: str
    lines: tuple[str, ...]
    heads: tuple[str, ...]


def squeeze(text: str) -> str:
    return "".join(text.split())


def split_lines(source: str) -> tuple[str, ...]:
    """The lines of a page: text between two elements that are not inline; nothing is left out."""
    if not source.strip():
        return ()
    root = html.fromstring(source.encode(), parser=html.HTMLParser(encoding="utf-8", remove_comments=True))
    pieces: list[str] = []
    stack: list[tuple[str, object]] = [("open", root)]
    while stack:
        what, node = stack.pop()
        if what == "text":
            pieces.append(str(node))
            continue
        tag = node.tag if isinstance(node.tag, str) else "script"  # type: ignore[attr-defined]
        edge = "" if tag in _INLINE else "\n"
        pieces.append(edge)
        if tag in _NOT_SHOWN:
            continue
        stack.append(("text", edge))
        for child in reversed(node):  # type: ignore[call-overload]
            stack.append(("text", (child.tail or "").replace("\n", " ")))
            stack.append(("open", child))
        stack.append(("text", (node.text or "").replace("\n", " ")))  # type: ignore[attr-defined]
    return tuple(filter(None, map(squeeze, "".join(pieces).split("\n"))))


def load(folder: Path) -> list[Page]:
    """The HTML documents of a folder that have labels."""
    pages = []
    for path in sorted((folder / "documents").glob("*.htm*")):
        labels = folder / "rows" / f"{path.stem}.tsv"
        if labels.exists():
            lines = [line for line in labels.read_text("utf-8").splitlines() if not line.startswith("#")]
            rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            heads = tuple(squeeze(row["head"]) for row in rows if row["head"])
            source = decode(path.read_bytes(), path.name).text
            pages.append(Page(path.name, source, split_lines(source), heads))
    return pages


def find_furniture(pages: Sequence[Page]) -> list[frozenset[str]]:
    """For each page the lines that are furniture by the definition above."""
    standing = Counter(line for page in pages for line in set(page.lines))
    return [
        frozenset(
            line
            for line in set(page.lines)
            if standing[line] > IN_OTHERS and _may_be_furniture(line) and not _in_heads(line, page.heads)
        )
        for page in pages
    ]


def _may_be_furniture(line: str) -> bool:
    """Whether a line that stands in several documents is more than what all documents are made of."""
    said = len(_HAN.findall(line)) >= 2 and len(line) <= MAX_LINE
    return said and not _NUMBER.match(line) and not line.endswith(("：", ":"))


def _in_heads(line: str, heads: Iterable[str]) -> bool:
    return any(head in line or line in head for head in heads)


def is_doubled(lines: Sequence[str]) -> bool:
    """Whether three lines in a row, long enough to say something, stand twice."""
    runs = Counter(zip(lines, lines[1:], lines[2:], strict=False))
    return any(count > 1 and len("".join(set(run))) >= MIN_DOUBLED for run, count in runs.items())


def with_jucuo(source: str) -> tuple[str, ...]:
    article = read_string(source, format="html")
    shown = (block for block in article.blocks if block.kind != BlockKind.FURNITURE)
    return tuple(squeeze(block.span.of(article.text)) for block in shown)


def with_trafilatura(source: str) -> tuple[str, ...]:
    text = importlib.import_module("trafilatura").extract(source) or ""
    return tuple(filter(None, map(squeeze, text.splitlines())))


def with_readability(source: str) -> tuple[str, ...]:
    """Its own text is markup again; the title that it states apart is added as a line."""
    document = importlib.import_module("readability").Document(source)
    return (squeeze(document.title()), *split_lines(document.summary(html_partial=True)))


READERS: dict[str, Callable[[str], tuple[str, ...]]] = {
    "jucuo": with_jucuo,
    "trafilatura": with_trafilatura,
    "readability-lxml": with_readability,
}


def measure(
    name: str, reader: Callable[[str], tuple[str, ...]], pages: list[Page], verbose: bool
) -> list[str]:
    heads = kept_heads = furniture = kept_furniture = doubled = whole = 0
    for page, lines in zip(pages, find_furniture(pages), strict=True):
        found = reader(page.source)
        text = "".join(found)
        missing = [head for head in page.heads if head not in text]
        heads += len(page.heads)
        kept_heads += len(page.heads) - len(missing)
        whole += bool(page.heads) and not missing
        furniture += len(lines)
        noise = lines & set(found)
        kept_furniture += len(noise)
        doubled += is_doubled(found)
        if verbose and (missing or noise):
            print(
                f"{name} {page.name}: {len(missing)} heads lost {missing[:2]}, furniture {sorted(noise)[:9]}"
            )
    return [
        name,
        f"{kept_heads / max(heads, 1):.1%} of {heads:,}",
        f"{whole} of {sum(bool(page.heads) for page in pages)}",
        f"{kept_furniture / max(furniture, 1):.1%} of {furniture:,}",
        str(doubled),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="heads and furniture kept by readers of HTML")
    parser.add_argument("folders", type=Path, nargs="+", help="folders with documents/ and rows/")
    parser.add_argument("--write", action="store_true", help="keep the table in results.md")
    parser.add_argument("--verbose", action="store_true", help="name what each reader loses and keeps")
    options = parser.parse_args()
    rows = []
    for folder in options.folders:
        pages = load(folder)
        rows.append(
            [f"{folder.name}: whole page", *measure("", lambda source: split_lines(source), pages, False)[1:]]
        )
        for name, reader in READERS.items():
            try:
                label = name if name == "jucuo" else f"{name} {version(name)}"
            except PackageNotFoundError:
                print(f"{name} is left out: it is not installed (pip install --group peers)")
                continue
            figures = measure(name, reader, pages, options.verbose)
            rows.append([f"{folder.name}: {label}", *figures[1:]])
    header = ["reader", "heads kept", "documents with all heads", "furniture kept", "doubled documents"]
    results.show("The article of an HTML page", COMMAND, header, rows, options.write)


if __name__ == "__main__":
    main()
