"""Recurring dates of a measure: the words as printed, their meaning, and that they are no deadlines."""

from __future__ import annotations

import pytest
from case_tables import load_cases

from extractor.attributes.deadline import Deadlines
from extractor.attributes.meanings import Cycle
from extractor.attributes.recurring import Recurrences
from extractor.lexicon import load
from extractor.model import Article, Block, BlockKind, Kind, Measure, Role, Span
from extractor.questions import QUESTIONS


def item(text: str) -> tuple[Article, Measure]:
    """An article of one line, and the measure that it is."""
    span = Span(0, len(text))
    article = Article("a", "a.txt", "txt", text, (Block(span, BlockKind.PARAGRAPH),), "", None)
    return article, Measure("a-0", Kind.ENUMERATED, Role.CORE, (), None, span, span, "lines")


@pytest.mark.parametrize(("text", "expected"), load_cases("recurring"))
def test_recurring_dates_of_an_item(text: str, expected: str) -> None:
    article, measure = item(text)
    found = Recurrences(article, [measure], load()).of(measure)
    assert " | ".join(f"{one.span.of(text)}={one.value}" for one in found) == expected


@pytest.mark.parametrize("text", ["每年2月底前报送", "每季度10日前缴清", "每月底前结算"])
def test_what_comes_back_is_no_deadline(text: str) -> None:
    article, measure = item(text)
    assert list(Deadlines(article, [measure], load()).of(measure)) == []


def test_every_cycle_is_a_label_of_the_word_list() -> None:
    assert set(Cycle) <= set(QUESTIONS["times"].labels)
    for cycle in Cycle:
        assert load().texts("times", cycle), cycle
