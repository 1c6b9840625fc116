"""At what level of the state an issuer stands, by its name."""

from __future__ import annotations

import pytest
from case_tables import load_cases

from extractor.exporting import document_row, failure_row
from extractor.lexicon import Term, load
from extractor.model import Level
from extractor.pipeline import extract
from extractor.questions import QUESTIONS
from extractor.reading import read_string
from extractor.reading.levels import find_level, level_of

LEVELS = [term for term in load().terms("levels") if term.label in set(Level)]
OTHERS = [term for term in load().terms("levels") if term.label not in set(Level)]


@pytest.mark.parametrize(("issuers", "expected"), load_cases("levels"))
def test_the_name_tells_the_level(issuers: str, expected: str) -> None:
    assert (find_level(issuers.split(";"), load()) or "") == expected


@pytest.mark.parametrize("term", LEVELS, ids=lambda term: term.text)
def test_the_example_of_a_term_stands_at_its_level_and_the_counter_example_does_not(term: Term) -> None:
    assert level_of(term.example, load()) == term.label
    assert not term.counter or level_of(term.counter, load()) != term.label


@pytest.mark.parametrize("term", OTHERS, ids=lambda term: term.text)
def test_a_term_that_is_no_level_changes_what_its_example_tells(term: Term) -> None:
    """Without 协会 a city's association stands at the city, without 城乡 a ministry at a township."""
    lexicon = load()
    without = {name: dict(terms) for name, terms in lexicon.files.items()}
    del without["levels"][term.text]
    found = level_of(term.example, lexicon)
    assert found != level_of(term.example, type(lexicon)(without))
    assert (found is None) == (term.label == "none")


def test_the_levels_are_labels_of_the_word_list() -> None:
    assert set(Level) < set(QUESTIONS["levels"].labels)


@pytest.mark.parametrize("title", ["某省财政厅关于推广联网的通知", "关于推广联网的通知"])
def test_the_table_of_documents_has_it(title: str) -> None:
    row = document_row(extract(read_string(f"{title}\n一、推广联网。")))
    assert row["issuer_level"] == ("province" if row["issuer"] else "")
    assert failure_row("a.txt", "a.txt: no text")["issuer_level"] == ""
