"""Amounts of a measure: which numbers, with which polarity, per what, and which are only a condition."""

from __future__ import annotations

from decimal import Decimal

import pytest
from case_tables import load_cases
from hypothesis import given
from hypothesis import strategies as st

from extractor.attributes.amounts import Amounts
from extractor.attributes.quantities import Quantity, find_numbers
from extractor.lexicon import load
from extractor.model import Article, Attribute, Kind, Measure, Role, Span

LISTS = ("amounts", "units")
MEASURED = ("money", "ratio", "extent", "time", "people", "count")
PIECES = [
    *"0123456789一二三十百千万亿元%年日家个每人月至到由、，。（）以上的 -第",
    "不超过",
    "调整为",
    "百分之",
]


def read_amounts(text: str) -> list[Attribute]:
    """The amounts of a measure that is the whole text."""
    span = Span(0, len(text))
    measure = Measure("a-0", Kind.ENUMERATED, Role.CORE, (), None, span, span, "digit_dot")
    return list(Amounts(Article("a", "a.txt", "txt", text, ()), [measure], load()).of(measure))


def write(text: str) -> str:
    """The amounts as the table shows them: the words, then the meaning where it differs."""
    pairs = ((found.span.of(text), found.value) for found in read_amounts(text))
    return ";".join(words if words == meaning else f"{words}={meaning}" for words, meaning in pairs)


@pytest.mark.parametrize(("text", "expected"), load_cases("amounts"))
def test_amounts(text: str, expected: str) -> None:
    assert write(text) == expected


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("补贴3元", "exact"),
        ("至少3人", "at_least"),
        ("最多3人", "at_most"),
        ("3至5人", "range"),
        ("3人增至5人", "from_to"),
    ],
)
def test_the_rule_names_the_kind_of_bounds(text: str, rule: str) -> None:
    assert [found.rule for found in read_amounts(text)] == [f"amounts.{rule}"]


def test_the_whole_item_is_searched_and_nothing_outside_it() -> None:
    text = "补贴5元。一、扶持农户。每户补贴300元。补贴7元"
    measure = Measure("a-0", Kind.ENUMERATED, Role.CORE, (), None, Span(8, 12), Span(8, 21), "han_comma")
    found = Amounts(Article("a", "a.txt", "txt", text, ()), [measure], load()).of(measure)
    assert [each.value for each in found] == ["300元/户"]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_amounts_lie_in_order_inside_the_item(pieces: list[str]) -> None:
    """Whatever the characters: spans do not overlap, stand in order, and hold a value."""
    text = "".join(pieces)
    edge = 0
    for found in read_amounts(text):
        assert edge <= found.span.start < found.span.end <= len(text)
        assert found.value
        edge = found.span.end


@given(st.integers(0, 10**9), st.sampled_from(["元", "万元", "亿元"]))
def test_values_are_multiplied_out_exactly(number: int, unit: str) -> None:
    text = f"补贴{number}{unit}"
    (token,) = find_numbers(text, 0, len(text), load())
    factor = {"元": 1, "万元": 10**4, "亿元": 10**8}[unit]
    assert token.quantity == Quantity(Decimal(number * factor), "元")


@pytest.mark.parametrize("unit", load().terms("units", *MEASURED), ids=lambda term: term.text)
def test_the_example_of_a_unit_holds_an_amount_in_it(unit) -> None:
    text = unit.example
    assert any(token.quantity.unit == unit.text for token in find_numbers(text, 0, len(text), load()))


@pytest.mark.parametrize("file", LISTS)
def test_terms_carry_a_note_and_an_example_of_their_own(file: str) -> None:
    terms = load().terms(file)
    assert all(term.note and term.note.isascii() and term.text in term.example for term in terms)
    assert len({term.example for term in terms}) == len(terms)


@pytest.mark.parametrize(
    "piece", ["1", "1、", "1-", "一", "十亿万", "每人每月", "最高", "由从自", "1元/人/", "《", "第1、"]
)
def test_time_grows_with_the_text(piece: str) -> None:
    """A hundred thousand characters of any of these are read within seconds."""
    text = (piece * 100_000)[:100_000]
    assert all(found.span.end <= len(text) for found in read_amounts(text))
