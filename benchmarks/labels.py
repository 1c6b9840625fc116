"""Labels of public documents, as places in their texts: who has them can learn and measure with them.

`labels.tsv` holds no text: the name of each document that was read, and for every measure where its head
begins and ends in the text that `jucuo text` prints, its kind, and four digits of a hash of the head, so that
a text that is read otherwise today is noticed. Readers went by the labelling guide of the gold documents;
they were language models, two for each of 72 documents, one for the others, and nobody adjudicated them.

    python benchmarks/labels.py DOCUMENTS -o DIR      then: jucuo train DIR, jucuo evaluate DIR
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
from collections import defaultdict
from pathlib import Path

LABELS = Path(__file__).with_name("labels.tsv")
COLUMNS = ("kind", "number", "group", "head", "role", "bodies", "deadline")


def digits(head: str) -> str:
    """Four digits by which a head is known again, whatever its white space."""
    return hashlib.sha256("".join(head.split()).encode()).hexdigest()[:4]


def read_labels() -> dict[str, list[tuple[int, int, str, str]]]:
    """For each document start, end, kind and digits of its measures; none for one that holds none."""
    found: dict[str, list[tuple[int, int, str, str]]] = defaultdict(list)
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        if line.startswith(("#", "document\t")):
            continue
        name, *cells = line.split("\t")
        rows = found[name]
        if cells[0]:
            rows.append((int(cells[0]), int(cells[1]), cells[2], cells[3]))
    return found


def write(documents: Path, target: Path) -> tuple[int, int]:
    """Write documents and label files as `jucuo train` reads them; how many, and the labels lost."""
    from extractor.reading import read

    for name in ("documents", "rows"):
        (target / name).mkdir(parents=True, exist_ok=True)
    done = lost = 0
    for name, rows in read_labels().items():
        source = documents / name
        if not source.exists():
            print(f"left out: {source} is not there", file=sys.stderr)
            continue
        text = read(source).text
        lines = ["\t".join(COLUMNS)]
        for start, end, kind, known in rows:
            head = "".join(text[start:end].split("\n"))
            if digits(head) == known:
                lines.append("\t".join((kind, "", "", head, "core", "", "")))
            else:
                lost += 1
        shutil.copy(source, target / "documents" / name)
        (target / "rows" / f"{source.stem}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        done += 1
    return done, lost


def main() -> None:
    parser = argparse.ArgumentParser(description="labels.tsv and the documents as a folder for jucuo train")
    parser.add_argument("documents", type=Path, help="the folder with the documents")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the folder to write")
    options = parser.parse_args()
    done, lost = write(options.documents, options.output)
    print(f"{done} documents, {lost} labels whose place in the text has changed")


if __name__ == "__main__":
    main()
