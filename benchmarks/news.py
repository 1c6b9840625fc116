"""The items of a daily news programme, drawn by lot: general news without labels for `jucuo train --weak`.

A day is a Markdown file in which every item stands under a ``###`` heading. Which items are taken depends on
the names of the days and the seed alone, so that who has the same days gets the same files. Their names open
with letters, like those of labelled documents of the same programme: figures "on other sources" then leave
out both. Items with a sentence in news_labels.tsv are never drawn; `general_news.py` measures with them.

    python benchmarks/news.py DAYS -o DIR --items 1500 --prefix XW
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from pathlib import Path

SEED = 20260101
LABELS = Path(__file__).with_name("news_labels.tsv")
_ITEM = re.compile(r"^### ", re.MULTILINE)
_FOOT = re.compile(r"\n\[查看原文\]|\n---")


def items_of(day: str) -> list[str]:
    r"""The items of a day, each with its heading and without the links below it.

    >>> items_of("# 要闻\n\n### 雨\n\n下雨了。\n\n[查看原文](x)\n\n### 雪\n\n下雪了。\n\n---\n")
    ['### 雨\n\n下雨了。\n', '### 雪\n\n下雪了。\n']
    """
    starts = [match.start() for match in _ITEM.finditer(day)]
    parts = (day[start:end] for start, end in zip(starts, [*starts[1:], len(day)], strict=True))
    return [_FOOT.split(part)[0].rstrip() + "\n" for part in parts]


def read_days(days: Path) -> Iterator[tuple[str, str]]:
    """All items: their names, made of the day and the place in it, and their texts."""
    for day in sorted(days.rglob("*.md")):
        for place, item in enumerate(items_of(day.read_text(encoding="utf-8")), start=1):
            yield f"{day.stem}-{place:02}", item


def labelled_names() -> frozenset[str]:
    """The names of the items that `general_news.py` measures with."""
    lines = LABELS.read_text(encoding="utf-8").splitlines()
    return frozenset(line.split("\t")[0] for line in lines if not line.startswith(("#", "item\t")))


def drawn(days: Path, number: int, seed: int) -> Iterator[tuple[str, str]]:
    """The names and texts of as many items, drawn from all days but not from those that are labelled."""
    kept_apart = labelled_names()
    found = [(name, item) for name, item in read_days(days) if name not in kept_apart]
    yield from random.Random(seed).sample(found, min(number, len(found)))


def main() -> None:
    parser = argparse.ArgumentParser(description="items of a daily news programme, one file each")
    parser.add_argument("days", type=Path, help="the folder with a Markdown file for each day")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the folder to write")
    parser.add_argument("--items", type=int, default=1500, help="how many to draw (1500)")
    parser.add_argument("--prefix", default="", help="letters before each name")
    parser.add_argument("--seed", type=int, default=SEED, help="what the lot depends on")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    done = 0
    for name, text in drawn(options.days, options.items, options.seed):
        (options.output / f"{options.prefix}{name}.md").write_text(text, encoding="utf-8")
        done += 1
    print(f"{done} items")


if __name__ == "__main__":
    main()
