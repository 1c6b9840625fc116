"""Who gains from a measure: the phrase in a complete frame, nobody when unsure."""

from __future__ import annotations

import pytest
from case_tables import load_cases
from hypothesis import given
from hypothesis import strategies as st

from extractor.attributes.beneficiary import Beneficiaries
from extractor.lexicon import load
from extractor.model import Article, Attribute, Kind, Measure, Role, Span

PIECES = [
    "对",
    "为",
    "向",
    "支持",
    "面向",
    "企业",
    "老人",
    "的",
    "、",
    "，",
    "。",
    "提供",
    "给予",
    "符合条件的",
    "可享受",
    "和",
    "新",
    "在",
]


def read_beneficiaries(text: str) -> list[Attribute]:
    """The beneficiaries of a measure that is the whole text."""
    span = Span(0, len(text))
    measure = Measure("a-0", Kind.ENUMERATED, Role.CORE, (), None, span, span, "digit_dot")
    return list(Beneficiaries(Article("a", "a.txt", "txt", text, ()), [measure], load()).of(measure))


@pytest.mark.parametrize(("text", "expected"), load_cases("beneficiary"))
def test_beneficiary(text: str, expected: str) -> None:
    found = [f"{each.rule.removeprefix('beneficiary.')}:{each.value}" for each in read_beneficiaries(text)]
    assert "|".join(found) == expected


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_values_are_the_words_at_their_places(pieces: list[str]) -> None:
    """Whatever the words: a value is what stands in the text at its span, never empty, never twice."""
    text = "".join(pieces)
    values = [each.value for each in read_beneficiaries(text)]
    assert len(set(values)) == len(values)
    for each in read_beneficiaries(text):
        assert each.value == each.span.of(text) != ""


def test_terms_carry_a_note_and_an_example_of_their_own() -> None:
    terms = load().terms("beneficiaries")
    assert all(term.note and term.note.isascii() and term.text in term.example for term in terms)
    assert len({term.example for term in terms}) == len(terms)


@pytest.mark.parametrize(
    "piece", ["对", "的", "企业", "企业、", "支持", "面向企业", "为企业提供", "对3万元以上的企业、"]
)
def test_time_grows_with_the_text(piece: str) -> None:
    """A hundred thousand characters of any of these are read within seconds."""
    text = (piece * 100_000)[:100_000]
    assert all(each.span.end <= len(text) for each in read_beneficiaries(text))
