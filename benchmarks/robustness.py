"""Whether the same text in another rendering gives the same rows (domain.md appendix B 10).

The text of every document is read as plain text, once as it is and once in each rendering: without line
breaks, wrapped hard after twenty characters, with half-width punctuation, with pinyin glosses, in traditional
characters, with a paragraph in front that has nothing to do with it. Nobody has to label anything: what is
compared is the program with itself. A document counts as the same when its enumerated rows have the same
numbers, heads and groups in the same order, after normalisation (`normalise`). Only without line breaks less
is asked: the same numbers in the same order, and heads that begin with the same `BEGINNING` characters (or
all of a shorter head). Where a heading without punctuation ends, and so what a group is called, nothing tells
any more. What is lost with the breaks is left out on both sides, and documents that are the same only so are
counted apart:

- whether an item is a row, where its head had no end but its line (it is judged by its head, and runs on into
  a sentence now); the item itself must still be found, by its number and the beginning of its head;
- rows without a number that only the beginnings of their lines showed (run-in titles of paragraphs);
- rows whose number has run together with digits before it (the number of a page, ``1个⏎2.手电``).

Where lines are wrapped, a heading without punctuation that just fills its line goes on in the next one as a
sentence would; it and its name for a group are left out there.

Documents that come with hard wraps are not wrapped again.

    python benchmarks/robustness.py FOLDER [--wrong] [--only RENDERING] [--write]
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, zip_longest
from multiprocessing import Pool
from pathlib import Path

from results import show

from extractor.errors import ReadingError
from extractor.lexicon import load
from extractor.model import Kind, Measure
from extractor.numerals import HAN
from extractor.pipeline import extract
from extractor.reading import find_inputs, read_all, read_string
from extractor.shadow import cast
from extractor.shadow.wraps import find_wraps
from extractor.structure import outline

BEGINNING = 8
"""Characters of a head that must be the same where line breaks are lost."""

NO_BREAKS = "no line breaks"
WRAPPED = "20-character wrap"
WRAP = 20
FRONT = "清晨的湖边雾气还没有散，几位老人沿着木栈道慢慢走着，孩子们追着一群鸽子跑来跑去。"
SHOWN = 5
GLOSSES = {
    "优": "yōu",
    "业": "yè",
    "务": "wù",
    "发": "fā",
    "设": "shè",
    "产": "chǎn",
    "动": "dòng",
    "项": "xiàng",
    "会": "huì",
    "们": "men",
}
_WIDE = str.maketrans("，；：？！（）", ",;:?!()")
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_GLOSS = re.compile(rf"(?<=[\u3400-\u9fff])\([a-zü]*[{_TONES}]?[a-zü]*\)")
_STOPS = "。！？；：，、.!?;:,"
_MARKER = rf"\s*(?:[（(]?[{HAN}\d]{{1,3}}[)）、.．]|第[{HAN}]{{1,5}}[章节条])"
_EDGES = " .,;:?!。、\"'“”‘’「」"

Row = tuple[str, str, tuple[str, ...]]
Key = tuple[str, str]


@cache
def _converter(name: str) -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC(name).convert
    return convert


def without_breaks(text: str) -> str:
    """All lines in one, as crawlers deliver them."""
    return "".join(line.strip() for line in text.splitlines())


def wrapped(text: str) -> str:
    """Every line broken after `WRAP` characters, with no regard for punctuation."""
    lines = (line[at : at + WRAP] for line in text.splitlines() for at in range(0, len(line), WRAP))
    return "\n".join(lines)


def half_width(text: str) -> str:
    """Commas, colons, brackets and the like as ASCII."""
    return text.translate(_WIDE)


def glossed(text: str) -> str:
    """Some characters with their pinyin in brackets."""
    return "".join(f"{char}({GLOSSES[char]})" if char in GLOSSES else char for char in text)


def traditional(text: str) -> str:
    """The same text in traditional characters."""
    return _converter("s2t")(text)


def fronted(text: str) -> str:
    """A paragraph of something else before the article."""
    return f"{FRONT}\n{text}"


RENDERINGS: dict[str, Callable[[str], str]] = {
    NO_BREAKS: without_breaks,
    WRAPPED: wrapped,
    "half-width punctuation": half_width,
    "pinyin glosses": glossed,
    "traditional characters": traditional,
    "paragraph in front": fronted,
}


def normalise(text: str) -> str:
    """Simplified, without glosses, white space, differences of width, and punctuation at the edges.

    >>> normalise("優(yōu)化（試點）環\\n境。")
    '优化(试点)环境'
    """
    plain = unicodedata.normalize("NFKC", text)
    for way in ("t2s", "s2t", "t2s"):  # there and back again: 坐標 and 座標 are one word
        plain = _converter(way)(plain)
    return "".join(_GLOSS.sub("", plain).split()).strip(_EDGES)


def rows_of(text: str) -> list[Row]:
    """Number, head and groups of the enumerated rows of a plain text, normalised, in order."""
    article = read_string(text)
    found = (m for m in extract(article).measures if m.kind is Kind.ENUMERATED)
    return [_row(measure, article.text) for measure in found]


def _row(measure: Measure, text: str) -> Row:
    number = measure.marker.span.of(text) if measure.marker else ""
    groups = tuple(normalise(label.text) for label in measure.group)
    return normalise(number), normalise(measure.head.of(text)), groups


def is_same(found: Row, expected: Row, rendering: str) -> bool:
    """Whether a row is the same in a rendering, as far as the rendering lets one tell."""
    if rendering != NO_BREAKS:
        return found == expected
    return found[0] == expected[0] and found[1].startswith(expected[1][:BEGINNING])


def _key(number: str, head: str) -> Key:
    """By what a row or an item is known again: its number and the beginning of its head."""
    return normalise(number), normalise(head)[:BEGINNING]


def items_of(text: str) -> Iterator[tuple[Key, bool]]:
    """Every numbered item of a plain text, and whether its head had no end but its line."""
    article = read_string(text)
    plain = cast(article, load()).article
    stack = [*outline(plain, load())]
    while stack:
        item = stack.pop()
        stack += item.children
        if item.marker:
            key = _key(item.marker.span.of(plain.text), item.head.of(plain.text))
            yield key, plain.text[item.head.end : item.head.end + 1] == "\n"


def incomparable(text: str, changed: str) -> frozenset[Key]:
    """The rows of a text that can no more be told when its line breaks are lost: see the module."""
    kept = [key for key, _ in items_of(changed)]
    open_heads = {key for key, is_open in items_of(text) if is_open and _has(kept, key)}
    article = read_string(text)
    gone = set()
    for row in extract(article, stated=False).measures:
        number = row.marker.span.of(article.text) if row.marker else ""
        before = article.text[: row.marker.span.start].rstrip() if row.marker else ""
        run_together = number[:1].isdecimal() and before[-1:].isdecimal()
        if run_together or (row.marker is None and row.list_style == "paragraphs"):
            gone.add(_key(number, row.head.of(article.text)))
    return frozenset(open_heads | gone)


def full_headings(text: str) -> frozenset[Key]:
    """The headings of a text that fill the lines into which they are wrapped, to the last character."""
    keys = set()
    for line in text.splitlines():
        if line and len(line) % WRAP == 0 and line[-1] not in _STOPS:
            number = re.match(_MARKER, line)
            keys.add(_key(number[0], line[number.end() :]) if number else ("", normalise(line)[:BEGINNING]))
    return frozenset(keys)


def _has(keys: Iterable[Key], key: Key) -> bool:
    """Whether one of the keys has the number, and a head that goes on like it."""
    return any(number == key[0] and head.startswith(key[1]) for number, head in keys)


def _without(rows: Iterable[Row], keys: Collection[Key]) -> list[Row]:
    """The rows that are none of those, in groups that are called after none of them."""
    heads = tuple(head for _, head in keys)
    return [
        (number, head, tuple(label for label in groups if not (heads and label.startswith(heads))))
        for number, head, groups in rows
        if not any(number == n and head.startswith(beginning) for n, beginning in keys)
    ]


def _pairs_fit(found: Sequence[Row], expected: Sequence[Row], rendering: str) -> bool:
    """Whether all rows are the same, in the same order."""
    pairs = zip_longest(found, expected, fillvalue=("", "", ()))
    return all(is_same(new, old, rendering) for new, old in pairs)


@dataclass(frozen=True, slots=True)
class Difference:
    """A document whose rows are not the same in a rendering: those lost and those new."""

    document: str
    rendering: str
    lost: tuple[Row, ...]
    new: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One document: how many rows it has, the renderings that were tried, and those that changed the rows.

    ``spared`` are those where only rows changed that cannot be compared.
    """

    document: str
    rows: int
    tried: tuple[str, ...]
    differences: tuple[Difference, ...]
    spared: tuple[str, ...] = ()


def compare(name: str, text: str, renderings: Iterable[str] = RENDERINGS) -> Outcome:
    """Extract a text as it is and in each rendering; a text that is wrapped already is not wrapped again."""
    original = rows_of(text)
    differences = []
    spared = []
    tried = tuple(one for one in renderings if one != WRAPPED or not is_wrapped(text))
    for rendering in tried:
        changed = RENDERINGS[rendering](text)
        found, expected = rows_of(changed), original
        if _pairs_fit(found, expected, rendering):
            continue
        if rendering in (NO_BREAKS, WRAPPED):
            keys = incomparable(text, changed) if rendering == NO_BREAKS else full_headings(text)
            found, expected = _without(found, keys), _without(expected, keys)
            if _pairs_fit(found, expected, rendering):
                spared.append(rendering)
                continue
        lost = tuple(old for old in expected if not any(is_same(new, old, rendering) for new in found))
        new = tuple(new for new in found if not any(is_same(new, old, rendering) for old in expected))
        differences.append(Difference(name, rendering, lost, new))
    return Outcome(name, len(original), tried, tuple(differences), tuple(spared))


def is_wrapped(text: str) -> bool:
    """Whether the lines of a text are broken in mid-sentence as it comes."""
    article = read_string(text)
    return bool(find_wraps(article.text, article.blocks, load()).runs)


def texts_in(folder: Path, every: int = 1) -> Iterator[tuple[str, str]]:
    """Name and text of every readable document of a folder, those of corpora too, in a fixed order.

    Of the files only one in ``every`` is read.
    """
    for path in islice(find_inputs([folder]), 0, None, every):
        for found in read_all(path) if isinstance(path, Path) else ():
            if isinstance(found, ReadingError):
                print(f"left out: {found}", file=sys.stderr)
            else:
                yield Path(found.source).name, found.text


def _compare(task: tuple[str, str, tuple[str, ...]]) -> Outcome:
    return compare(*task)


@dataclass(frozen=True, slots=True)
class Share:
    """How many documents a rendering was tried on and left the same: of all, and of those with rows.

    ``spared`` of the same ones are so only without the rows that cannot be compared.
    """

    rendering: str
    tried: int
    same: int
    with_rows: int
    same_with_rows: int
    spared: int


def shares(outcomes: Sequence[Outcome], renderings: Iterable[str]) -> Iterator[Share]:
    """The shares of documents that stay the same."""
    for rendering in renderings:
        tried = [one for one in outcomes if rendering in one.tried]
        same = [one for one in tried if all(d.rendering != rendering for d in one.differences)]
        yield Share(
            rendering,
            len(tried),
            len(same),
            sum(one.rows > 0 for one in tried),
            sum(one.rows > 0 for one in same),
            sum(rendering in one.spared for one in tried),
        )


def show_differences(outcomes: Iterable[Outcome]) -> None:
    """The documents that do not stay the same, with the first rows lost (-) and new (+)."""
    for outcome in outcomes:
        for difference in outcome.differences:
            print(f"{outcome.document}\t{difference.rendering}\t{outcome.rows} rows")
            for sign, rows in (("-", difference.lost), ("+", difference.new)):
                for number, head, groups in rows[:SHOWN]:
                    print(f"  {sign} {number} {head[:40]} [{' / '.join(groups)[:40]}]")


def main() -> None:
    parser = argparse.ArgumentParser(description="whether other renderings of a text give the same rows")
    parser.add_argument("folder", type=Path, help="documents of any format that jucuo reads")
    parser.add_argument("--only", choices=RENDERINGS, help="one rendering")
    parser.add_argument("--wrong", action="store_true", help="list the rows that differ")
    parser.add_argument("--write", action="store_true", help="keep the table in benchmarks/results.md")
    options = parser.parse_args()
    renderings = (options.only,) if options.only else tuple(RENDERINGS)
    tasks = [(name, text, renderings) for name, text in texts_in(options.folder)]
    with Pool() as pool:
        outcomes = pool.map(_compare, tasks, chunksize=8)
    if options.wrong:
        show_differences(outcomes)
    table = [
        (
            share.rendering,
            str(share.tried),
            f"{share.same / max(1, share.tried):.1%}",
            str(share.with_rows),
            f"{share.same_with_rows / max(1, share.with_rows):.1%}",
            str(share.spared),
        )
        for share in shares(outcomes, renderings)
    ]
    header = ("rendering", "documents", "the same", "documents with rows", "the same", "only in part")
    show("Robustness", "python benchmarks/robustness.py FOLDER --write", header, table, options.write)


if __name__ == "__main__":
    main()
