"""A scanner finds what its pattern finds: the characters that it is told leave nothing out."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.attributes import surroundings, times
from extractor.lexicon import load
from extractor.model import Span
from extractor.numerals import count_scanner
from extractor.scanning import Scanner
from extractor.structure import markers

SCANNERS = {
    "markers": markers._printed(load()),
    "counts": count_scanner(load()),
    "times": times._words(load()).time,
    "spells": surroundings.words_of(load()).spell,
    "events": surroundings.words_of(load()).event,
}
EXAMPLES = [term.example for _, term in load()]
PRINTED = st.text(
    "第一二十三、.．（）()1２是要条项年月日底前“”十四五季度上下半每自至到印发之起即今后力争内， \t\n①■—",
    max_size=30,
)


def found(matches: list[re.Match[str]]) -> list[dict[str, str | None]]:
    """What each match says, without the blanks with which one may begin."""
    return [match.groupdict() | {"all": match[0].lstrip()} for match in matches]


@pytest.mark.parametrize("scanner", SCANNERS.values(), ids=SCANNERS.keys())
def test_a_scanner_finds_what_its_pattern_finds_in_every_example_of_the_word_lists(scanner: Scanner) -> None:
    for text in EXAMPLES:
        plain = list(scanner.pattern.finditer(text))
        assert found(list(scanner.finditer(text, 0, len(text)))) == found(plain)


@pytest.mark.parametrize("name", SCANNERS)
@given(text=PRINTED)
@example(text="(1.")
def test_a_scanner_finds_what_its_pattern_finds_in_odd_texts(name: str, text: str) -> None:
    scanner = SCANNERS[name]
    plain = list(scanner.pattern.finditer(text))
    assert found(list(scanner.finditer(text, 0, len(text)))) == found(plain)


@pytest.mark.parametrize("name", SCANNERS)
@given(pieces=st.lists(PRINTED, min_size=1, max_size=5), skipped=st.sets(st.integers(0, 4)))
@example(pieces=["1一一", "1"], skipped=set())
def test_one_pass_finds_in_each_stretch_what_it_holds(
    name: str, pieces: list[str], skipped: set[int]
) -> None:
    scanner, text = SCANNERS[name], "".join(pieces)
    edges = [0, *accumulate(map(len, pieces))]
    stretches = [Span(a, b) for place, (a, b) in enumerate(pairwise(edges)) if place not in skipped and a < b]
    one_by_one = [
        (place, match.span())
        for place, stretch in enumerate(stretches)
        for match in scanner.finditer(text, stretch.start, stretch.end)
    ]
    assert [(place, match.span()) for place, match in scanner.scan(text, stretches)] == one_by_one
