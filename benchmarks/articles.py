"""Articles made up by lot, for measurements that need more of them, or longer ones, than anybody has.

They look like notices and news: a title, an opening, measures in one of several forms of lists or plain
sentences, a closing. What is in them is drawn from `articles.tsv`; names of places and bodies are drawn
character by character, so that new words keep coming as they do in real texts. The same number gives the
same article on every machine.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count, cycle
from pathlib import Path

from extractor.reading.numbering import print_number

PIECES = Path(__file__).with_suffix(".tsv")
LEAST, MOST = 300, 3000
"""Bytes of an article: about as many between 300 and 950 as between 950 and 3000."""
PER_FOLDER = 1000
_SLOT = re.compile(r"\{(\w+)\}")
_ITEMS = 5
"""Items of a group and sentences of a paragraph, in the long articles."""


@lru_cache(maxsize=1)
def pieces() -> Mapping[str, Sequence[str]]:
    """The pieces of each kind. Raises `ValueError` for a line that is none."""
    found: dict[str, list[str]] = {}
    lines = [line for line in PIECES.read_text("utf-8").split("\n") if line and not line.startswith("#")]
    for line in lines[1:]:
        kind, text = line.split("\t")
        found.setdefault(kind, []).append(text)
    return found


class Lot:
    """Draws pieces of text; the same seed draws the same."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)
        self._pieces = pieces()

    def draw(self, kind: str) -> str:
        """A piece of a kind with its slots filled."""
        if kind == "name":
            return "".join(self.chance.choices(self._pieces["character"][0], k=self.chance.choice((2, 2, 3))))
        if kind == "number":
            return str(self.chance.randint(2, 980))
        if kind == "year":
            return str(self.chance.randint(2019, 2030))
        if kind == "day":
            return f"{self.draw('year')}年{self.chance.randint(1, 12)}月{self.chance.randint(1, 28)}日"
        return self.fill(self.chance.choice(self._pieces[kind]))

    def fill(self, piece: str) -> str:
        """A piece with its slots filled."""
        return _SLOT.sub(lambda slot: self.draw(slot[1]), piece)

    def measure(self) -> str:
        """An announced measure as one sentence."""
        return f"{self.draw('verb')}{self.draw('place')}{self.draw('thing')}{self.draw('tail')}。"

    def item(self) -> str:
        """A measure and mostly a sentence behind it."""
        return self.measure() + (self.draw("more") if self.chance.random() < 0.7 else "")


def _han(value: int) -> str:
    return print_number(value, "chineseCountingThousand")


def _grouped(lot: Lot) -> Iterator[str]:
    for group in count(1):
        yield f"{_han(group)}、{lot.draw('head')}"
        for item in range(1, lot.chance.randint(3, 7)):
            yield f"（{_han(item)}）{lot.item()}"


def _numbered(lot: Lot) -> Iterator[str]:
    return (f"{number}．{lot.item()}" for number in count(1))


def _counted(lot: Lot) -> Iterator[str]:
    return (f"{_han(number)}是{lot.measure()}" for number in count(1))


def _plain(lot: Lot) -> Iterator[str]:
    while True:
        yield "".join(lot.draw("plain") for _ in range(lot.chance.randint(1, 4)))


def _mixed(lot: Lot) -> Iterator[str]:
    yield lot.draw("plain")
    yield from (f"{_han(number)}、{lot.item()}" for number in range(1, lot.chance.randint(3, 9)))
    yield from _plain(lot)


FORMS: Sequence[Callable[[Lot], Iterator[str]]] = (_grouped, _numbered, _counted, _mixed, _plain)


def _until(lines: Iterator[str], size: int, between: str = "\n") -> Iterator[str]:
    """Lines until they have so many bytes in UTF-8 with what stands between them, the last one whole."""
    while size > 0 and (line := next(lines, None)) is not None:
        size -= len((line + between).encode())
        yield line


def make_article(number: int, seed: int = 0) -> str:
    """The article with a number: 300 to 3000 bytes, and the rest of the line with which it is full."""
    lot = Lot(f"{seed}:{number}")
    size = int(LEAST * (MOST / LEAST) ** lot.chance.random())
    front = [lot.draw("title"), "", lot.draw("opening")]
    closing = lot.draw("closing")
    size -= len("\n".join([*front, closing]).encode())
    return "\n".join([*front, *_until(lot.chance.choice(FORMS)(lot), size), closing, ""])


def write_folder(folder: Path, number: int) -> None:
    """So many articles as files in nested folders of at most a thousand."""
    for start in range(0, number, PER_FOLDER):
        inner = folder / f"{start // PER_FOLDER // 10:03}" / f"{start // PER_FOLDER:04}"
        inner.mkdir(parents=True)
        for one in range(start, min(start + PER_FOLDER, number)):
            (inner / f"{one:07}.txt").write_text(make_article(one), "utf-8")


def write_corpus(path: Path, number: int) -> None:
    """So many articles as rows of JSON Lines."""
    with path.open("w", encoding="utf-8") as lines:
        for one in range(number):
            row = {"id": f"A{one:07}", "text": make_article(one)}
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


# ---- one long article


def _outline(lot: Lot) -> Iterator[str]:
    """Groups whose headings take turns, so that each stretch holds as many measures as another."""
    for group, head in enumerate(cycle(pieces()["head"]), start=1):
        yield f"{_han(group)}、{lot.fill(head)}"
        for item in range(1, _ITEMS + 1):
            yield f"（{_han(item)}）{lot.measure()}"
            yield from (f"{point}．{lot.item()}" for point in range(1, 4))


def _running(lot: Lot) -> Iterator[str]:
    while True:
        yield "".join(lot.draw("plain") for _ in range(_ITEMS))


def make_outline(size: int) -> str:
    """An article with groups, items and points, of so many bytes."""
    return _long(size, _outline, "\n")


def make_running(size: int) -> str:
    """An article of plain sentences in paragraphs, without numbers before them."""
    return _long(size, _running, "\n")


def make_line(size: int) -> str:
    """The outline without its line breaks."""
    return _long(size, _outline, "")


def _long(size: int, lines: Callable[[Lot], Iterator[str]], between: str) -> str:
    lot = Lot("long")
    front = [lot.draw("title"), lot.draw("opening")]
    return between.join([*front, *_until(lines(lot), size - len(between.join(front).encode()), between)])


LONG: Mapping[str, Callable[[int], str]] = {
    "outline": make_outline,
    "running text": make_running,
    "outline without line breaks": make_line,
}
