"""Labels of public documents, as places in their texts: who has them can learn and measure with them.

`labels.tsv` and `news_items.tsv` hold no text: the name of each document that was read, or of an item of the
daily news (`news.py`), and for every measure where its head begins and ends in the text that `jucuo text`
prints, its kind, and four digits of a hash of the head, so that one notices a text that is read otherwise
today. Readers went by the labelling guide of the gold documents; they were language models, two for each of
72 documents, one for the others, and nobody adjudicated them. The tables of weights were learnt from
labels.tsv alone: with news_items.tsv they are measured.

    python benchmarks/labels.py DOCUMENTS -o DIR      then: jucuo train DIR, jucuo evaluate DIR
    python benchmarks/labels.py --days DAYS -o DIR    the items of the news instead of the documents
    python benchmarks/labels.py --places DIR          the lines for the labels of a folder of your own
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from news import read_days

LABELS = Path(__file__).with_name("labels.tsv")
NEWS = Path(__file__).with_name("news_items.tsv")
COLUMNS = ("kind", "number", "group", "head", "role", "bodies", "deadline")

Rows = list[tuple[int, int, str, str]]


def digits(head: str) -> str:
    """Four digits by which a head is known again, whatever its white space."""
    return hashlib.sha256("".join(head.split()).encode()).hexdigest()[:4]


def read_labels(path: Path = LABELS) -> dict[str, Rows]:
    """For each document start, end, kind and digits of its measures; none for one that holds none."""
    found: dict[str, Rows] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("#", "document\t")):
            continue
        name, *cells = line.split("\t")
        rows = found[name]
        if cells[0]:
            rows.append((int(cells[0]), int(cells[1]), cells[2], cells[3]))
    return found


def write(labels: Mapping[str, Rows], contents: Mapping[str, bytes], target: Path) -> tuple[int, int]:
    """Write documents and label files as `jucuo train` reads them; how many, and the labels lost."""
    from extractor.reading import read

    for name in ("documents", "rows"):
        (target / name).mkdir(parents=True, exist_ok=True)
    done = lost = 0
    for name, rows in labels.items():
        if name not in contents:
            print(f"left out: {name} is not there", file=sys.stderr)
            continue
        copy = target / "documents" / name
        copy.write_bytes(contents[name])
        text = read(copy).text
        lines = ["\t".join(COLUMNS)]
        for start, end, kind, known in rows:
            head = "".join(text[start:end].split("\n"))
            if digits(head) == known:
                lines.append("\t".join((kind, "", "", head, "core", "", "")))
            else:
                lost += 1
        (target / "rows" / f"{copy.stem}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        done += 1
    return done, lost


def places(folder: Path) -> Iterator[str]:
    """The lines for the labels of a folder with ``documents`` and ``rows``: heads are looked for in order."""
    from extractor.evaluation import read_gold
    from extractor.reading import read

    documents = {path.stem: path for path in sorted((folder / "documents").iterdir())}
    for gold in read_gold(folder):
        path = documents[gold.id]
        text = read(path).text
        printed = [at for at, character in enumerate(text) if not character.isspace()]
        bare, position, found = "".join(text.split()), 0, 0
        for entry in gold.entries:
            head = "".join(entry.head.split())
            at = bare.find(head, position)
            if at < 0:
                print(f"left out: {path.name} does not hold {entry.head[:20]} in its place", file=sys.stderr)
                continue
            position, found = at + len(head), found + 1
            start, end = printed[at], printed[position - 1] + 1
            yield f"{path.name}\t{start}\t{end}\t{entry.kind}\t{digits(head)}"
        if not found:
            yield f"{path.name}\t\t\t\t"


def main() -> None:
    parser = argparse.ArgumentParser(
        description="labels as places, and their documents as a folder for jucuo"
    )
    parser.add_argument("documents", type=Path, nargs="?", help="the folder with the documents")
    parser.add_argument("--days", type=Path, help="the folder with a Markdown file for each day of the news")
    parser.add_argument("-o", "--output", type=Path, help="the folder to write")
    parser.add_argument("--places", type=Path, help="print the labels of this folder as places")
    options = parser.parse_args()
    if options.places:
        print("\n".join(places(options.places)))
        return
    if options.output is None or (options.documents is None) == (options.days is None):
        parser.error("give a folder with documents, or --days, and -o DIR")
    if options.days:
        labels = read_labels(NEWS)
        contents = {f"{name}.md": item.encode() for name, item in read_days(options.days)}
    else:
        labels = read_labels()
        contents = {name: path.read_bytes() for name in labels if (path := options.documents / name).exists()}
    done, lost = write(labels, contents, options.output)
    print(f"{done} documents, {lost} labels whose place in the text has changed")


if __name__ == "__main__":
    main()
