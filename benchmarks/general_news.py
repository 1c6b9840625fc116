"""How rare measures are in general news, and how many of them plain sentences give.

`news_labels.tsv` holds no text: for 260 sentences of a daily news programme the item in which they stand, the
place in the text that `jucuo text` prints, whether the sentence is a measure, and how many sentences of the
programme it stands for (they were drawn by lot, more of them where the table then in use saw measures). One
reader, a language model, went by the labelling guide and left 31 doubtful; these do not count. So the figures
are estimates: what is told apart is a half from a quarter, not 0.31 from 0.33.

    python benchmarks/general_news.py DAYS [--lexicons DIR] [--write]
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from labels import digits
from news import LABELS, read_days
from results import show

from extractor import extract, read
from extractor.lexicon import Lexicon, load
from extractor.model import Kind

COMMAND = "python benchmarks/general_news.py DAYS --write"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A labelled sentence: its item, its place there, its label, the sentences it stands for, and four
    digits of a hash of its text."""

    item: str
    start: int
    end: int
    label: str
    stands_for: int
    known: str


def read_labels() -> list[Sentence]:
    """The labelled sentences, without the doubtful ones."""
    found = []
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        if not line.startswith(("#", "item\t")):
            item, start, end, label, stands_for, known = line.split("\t")
            found.append(Sentence(item, int(start), int(end), label, int(stands_for), known))
    return [one for one in found if one.label != "doubtful"]


def judged(days: Path, lexicon: Lexicon) -> list[tuple[Sentence, bool]]:
    """Each labelled sentence whose text is still in its place, and whether it is a row."""
    wanted = {one.item: one for one in read_labels()}
    found = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "item.md"
        for name, text in read_days(days):
            if sentence := wanted.get(name):
                path.write_text(text, encoding="utf-8")
                article = read(path)
                if digits(article.text[sentence.start : sentence.end]) != sentence.known:
                    print(f"left out: {name} is read otherwise today", file=sys.stderr)
                    continue
                rows = {
                    one.head.start for one in extract(article, lexicon).measures if one.kind is Kind.STATED
                }
                found.append((sentence, sentence.start in rows))
    return found


def figures(found: list[tuple[Sentence, bool]]) -> tuple[str, ...]:
    """Sentences looked at, the share that is taken, the share of measures, precision, recall and F1."""
    everything = sum(one.stands_for for one, _ in found)
    taken = sum(one.stands_for for one, is_row in found if is_row)
    measures = sum(one.stands_for for one, _ in found if one.label == "measure")
    right = sum(one.stands_for for one, is_row in found if is_row and one.label == "measure")
    precision, recall = right / max(1, taken), right / max(1, measures)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    shares = (taken / max(1, everything), measures / max(1, everything))
    return (f"{len(found)}", *(f"{one:.3f}" for one in (*shares, precision, recall, f1)))


def main() -> None:
    parser = argparse.ArgumentParser(description="plain sentences of general news against labels")
    parser.add_argument("days", type=Path, help="the folder with a Markdown file for each day")
    parser.add_argument("--lexicons", type=Path, help="word lists and tables laid over the built-in ones")
    parser.add_argument("--write", action="store_true", help="keep the table in results.md")
    options = parser.parse_args()
    lexicon = load(options.lexicons) if options.lexicons else load()
    header = ("sentences", "taken", "measures", "P", "R", "F1")
    row = figures(judged(options.days, lexicon))
    show("Plain sentences of general news", COMMAND, header, [row], options.write)


if __name__ == "__main__":
    main()
