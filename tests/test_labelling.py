"""Labelling rules: on which candidates each speaks, how far it is trusted, and what the votes come to."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from case_tables import load_cases

from extractor.lexicon import load
from extractor.reading import read_string
from extractor.training import RULES, label, tally, votes
from extractor.training.samples import candidates_of

CASES = load_cases("labelling")


@dataclass(frozen=True, slots=True)
class Checked:
    """A human label and the rules that speak about it."""

    document: str
    is_measure: bool
    rules: tuple[str, ...]


def checked(rule: str, right: int, wrong: int, documents: int) -> list[Checked]:
    """As many human labels, spread over the documents, that a rule against measures meets and misses."""
    return [Checked(f"D{at % documents}", at >= right, (rule,)) for at in range(right + wrong)]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_rules_that_speak_about_the_last_candidate(text: str, expected: str) -> None:
    spoken = [one.rules for one in candidates_of(read_string(text), load())][-1]
    wanted = {rule[1:] for rule in expected.split() if rule[0] == "+"}
    unwanted = {rule[1:] for rule in expected.split() if rule[0] == "-"}
    assert wanted <= set(spoken)
    assert not unwanted & set(spoken)


def test_every_rule_has_its_example_and_its_counter_example() -> None:
    claimed = {rule for case in CASES for rule in str(case.values[1]).split()}
    assert claimed == {sign + rule.id for rule in RULES for sign in "+-"}


def test_a_rule_is_trusted_that_is_right_often_and_in_several_documents() -> None:
    def trusted(right: int, wrong: int, documents: int) -> bool:
        (one,) = [
            t
            for t in tally(checked("sentence.past", right, wrong, documents))
            if t.rule.id == "sentence.past"
        ]
        return one.is_trusted

    assert trusted(95, 5, 10)
    assert not trusted(85, 15, 10)
    assert not trusted(95, 5, 2), "hardly any document"
    assert not trusted(6, 0, 6), "hardly ever checked"


def test_what_is_counted_without_labels() -> None:
    spoken = [("sentence.past",), ("sentence.past", "article.abroad"), ("sentence.past", "sentence.body"), ()]
    counted = {one.rule.id: (one.speaks, one.overlaps, one.conflicts) for one in tally([], spoken)}
    assert counted["sentence.past"] == (3, 2, 1)
    assert counted["article.abroad"] == (1, 1, 0)
    assert counted["sentence.body"] == (1, 1, 1)
    assert counted["item.article"] == (0, 0, 0)


def test_votes_are_as_heavy_as_their_rules_are_right() -> None:
    human = checked("sentence.past", 93, 7, 9) + checked("sentence.idle", 99, 1, 9)
    weights = votes(tally(human + checked("sentence.said", 60, 40, 9)))
    assert weights["sentence.idle"] < weights["sentence.past"] < 0
    assert "sentence.said" not in weights
    assert label(["sentence.past"], weights) is False


def test_rules_that_contradict_each_other_give_no_label() -> None:
    weights = {"item.article": 3.0, "article.abroad": -2.9, "sentence.idle": -4.5, "sentence.past": -2.5}
    assert label(["item.article"], weights) is True
    assert label(["item.article", "article.abroad"], weights) is None
    assert label(["item.article", "sentence.idle", "sentence.past"], weights) is False
    assert label(["sentence.body"], weights) is None, "a rule without a vote"
    assert label([], weights) is None
