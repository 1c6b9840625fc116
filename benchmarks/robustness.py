"""Whether the same text in another rendering gives the same rows (domain.md appendix B 10).

The text of every document is read as plain text, once as it is and once in each rendering: without line
breaks, wrapped hard after twenty characters, with half-width punctuation, with pinyin glosses, in traditional
characters, with a paragraph in front that has nothing to do with it. Nobody has to label anything: what is
compared is the program with itself. A document counts as the same when its enumerated rows have the same
numbers, heads and groups in the same order, after normalisation (`normalise`). Only without line breaks less
is asked: the same numbers in the same order, and heads that begin with the same `BEGINNING` characters (or
all of a shorter head). Where a heading without punctuation ends, and so what a group is called, nothing tells
any more. Documents that come with hard wraps are not wrapped again.

    python benchmarks/robustness.py FOLDER [--wrong] [--only RENDERING] [--write]
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from multiprocessing import Pool
from pathlib import Path

from results import show

from extractor.errors import ExtractorError
from extractor.lexicon import load
from extractor.model import Kind, Measure
from extractor.pipeline import extract
from extractor.reading import find_inputs, read, read_string
from extractor.shadow.wraps import find_wraps

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
_EDGES = " .,;:?!。、\"'“”‘’「」"

Row = tuple[str, str, tuple[str, ...]]


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


@dataclass(frozen=True, slots=True)
class Difference:
    """A document whose rows are not the same in a rendering: those lost and those new."""

    document: str
    rendering: str
    lost: tuple[Row, ...]
    new: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One document: how many rows it has, the renderings that were tried, and those that changed the rows."""

    document: str
    rows: int
    tried: tuple[str, ...]
    differences: tuple[Difference, ...]


def compare(name: str, text: str, renderings: Iterable[str] = RENDERINGS) -> Outcome:
    """Extract a text as it is and in each rendering; a text that is wrapped already is not wrapped again."""
    original = rows_of(text)
    differences = []
    tried = tuple(one for one in renderings if one != WRAPPED or not is_wrapped(text))
    for rendering in tried:
        found = rows_of(RENDERINGS[rendering](text))
        pairs = zip_longest(found, original, fillvalue=("", "", ()))
        if not all(is_same(new, old, rendering) for new, old in pairs):
            lost = tuple(old for old in original if not any(is_same(new, old, rendering) for new in found))
            new = tuple(new for new in found if not any(is_same(new, old, rendering) for old in original))
            differences.append(Difference(name, rendering, lost, new))
    return Outcome(name, len(original), tried, tuple(differences))


def is_wrapped(text: str) -> bool:
    """Whether the lines of a text are broken in mid-sentence as it comes."""
    article = read_string(text)
    return bool(find_wraps(article.text, article.blocks, load()).runs)


def texts_in(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and text of every readable document of a folder, in a fixed order."""
    for path in find_inputs([folder]):
        if isinstance(path, Path):
            try:
                yield path.name, read(path).text
            except ExtractorError as error:
                print(f"left out: {error}", file=sys.stderr)


def _compare(task: tuple[str, str, tuple[str, ...]]) -> Outcome:
    return compare(*task)


@dataclass(frozen=True, slots=True)
class Share:
    """How many documents a rendering was tried on and left the same: of all, and of those with rows."""

    rendering: str
    tried: int
    same: int
    with_rows: int
    same_with_rows: int


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
        )
        for share in shares(outcomes, renderings)
    ]
    header = ("rendering", "documents", "the same", "documents with rows", "the same")
    show("Robustness", "python benchmarks/robustness.py FOLDER --write", header, table, options.write)


if __name__ == "__main__":
    main()
