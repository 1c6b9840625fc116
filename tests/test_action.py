"""Action and object of a measure, cut out of its own words."""

from __future__ import annotations

import pytest
from case_tables import load_cases
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.attributes import describe
from extractor.lexicon import load
from extractor.matching import match
from extractor.model import Article, Candidate, Kind, Measure, Span


def read_measure(text: str) -> tuple[str, Measure]:
    """The only item of an outline, with its attributes; its head ends at the first 。."""
    head = Span(0, len(text.split("。")[0]))
    article = Article("a", "a.txt", "txt", text, ())
    candidate = Candidate(Kind.ENUMERATED, head, Span(0, len(text)), "han_paren")
    measures, _ = match(article, [candidate], load())
    (measure,) = describe(article, measures, load())
    return text, measure


@pytest.mark.parametrize(("text", "expected"), load_cases("action"))
def test_action_and_object(text: str, expected: str) -> None:
    _, measure = read_measure(text)
    action, thing = measure.attribute("action"), measure.attribute("object")
    values = (action.value if action else "", thing.value if thing else "", action.rule if action else "")
    assert "|".join(values) == expected


@settings(deadline=None)  # the first text loads the dictionary
@given(st.lists(st.sampled_from("将对为的，、推广开放夜校给予补贴（）“”已不得和 "), min_size=1, max_size=25))
def test_values_are_the_words_at_their_places(characters: list[str]) -> None:
    """Whatever the words: a value is what stands in the text at its span, and never empty."""
    text = "推广" + "".join(characters)
    article = Article("a", "a.txt", "txt", text, ())
    candidate = Candidate(Kind.ENUMERATED, Span(0, len(text)), Span(0, len(text)), "digit_dot")
    measures, _ = match(article, [candidate], load())
    for measure in describe(article, measures, load()):
        for attribute in (one for one in measure.attributes if one.name in ("action", "object")):
            assert attribute.value == attribute.span.of(text) != ""


def test_describing_changes_nothing_else() -> None:
    text, measure = read_measure("推广社区助餐点")
    assert (measure.id, measure.head.of(text), measure.kind) == ("a-0", text, Kind.ENUMERATED)
