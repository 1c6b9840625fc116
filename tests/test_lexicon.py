"""Folders of word lists: read whole, laid over one another, and every mistake in them pointed at."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from case_tables import load_cases

from extractor.errors import LexiconError
from extractor.lexicon import load
from extractor.questions import QUESTIONS

OWN_LISTS = ("actions", "openers", "nouns", "achievements", "speakers", "columns", "levels")


def problems(folder: Path) -> list[str]:
    """Every mistake of a folder, with paths relative to it."""
    with pytest.raises(LexiconError) as caught:
        load(folder)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return [str(problem).removeprefix(f"{folder}").removeprefix("/") for problem in caught.value.problems]


@pytest.mark.parametrize(("content", "expected"), load_cases("lexicon"))
def test_a_line_is_sound_or_every_mistake_is_reported(tmp_path: Path, content: str, expected: str) -> None:
    (tmp_path / "actions.tsv").write_text(content + "\n", encoding="utf-8")
    if expected == "ok":
        assert load(tmp_path).files["actions"]
    else:
        assert problems(tmp_path) == [f"actions.tsv:{each}" for each in expected.split(" ¦ ")]


def test_mistakes_of_all_files_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "actions.tsv").write_text("推广\tatc\n开放\n", encoding="utf-8")
    (tmp_path / "nouns.tsv").write_bytes("夜校\tservice\n公".encode() + b"\xff\n")
    (tmp_path / "verbs.tsv").write_text("推广\tact\n", encoding="utf-8")
    (tmp_path / "openers.csv").write_text("再\tadverb\n", encoding="utf-8")
    found = problems(tmp_path)
    assert [problem.split(" ")[0] for problem in found] == [
        "openers.csv:",
        "verbs.tsv:",
        "actions.tsv:1:4:",
        "actions.tsv:2:3:",
        "nouns.tsv:2:2:",
    ]
    assert "save it tab-separated as openers.tsv" in found[0]
    assert "not UTF-8" in found[-1]


@pytest.mark.parametrize(
    ("name", "advice"), [("action", "did you mean 'actions'?"), ("zzz", "valid: actions,")]
)
def test_an_unknown_list_points_to_the_nearest(tmp_path: Path, name: str, advice: str) -> None:
    (tmp_path / f"{name}.tsv").write_text("推广\tact\n", encoding="utf-8")
    assert advice in problems(tmp_path)[0]


def test_a_missing_or_empty_folder_is_a_mistake(tmp_path: Path) -> None:
    assert "no such folder" in problems(tmp_path / "nowhere")[0]
    assert "holds no .tsv word list" in problems(tmp_path)[0]


def test_a_folder_in_place_of_a_file_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "actions.tsv").mkdir()
    assert "cannot be read" in problems(tmp_path)[0]


def test_a_users_folder_lies_over_the_built_in_one(tmp_path: Path) -> None:
    """It adds a term, gives another a new label, turns a third off, and leaves the rest."""
    lines = "﻿焕亮\tact\r\n推广\tgrant\r\n开放\toff\r\n"
    (tmp_path / "actions.tsv").write_bytes(lines.encode())
    lexicon = load(tmp_path)
    assert [lexicon.label("actions", text) for text in ("焕亮", "推广", "开放", "实施")] == [
        "act",
        "grant",
        "",
        "act",
    ]
    assert load().label("actions", "推广") == "act"
    assert lexicon.version != load().version


def test_the_same_words_have_the_same_version(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "nouns.tsv").write_text("夜校\tservice\n", encoding="utf-8")
    assert load(tmp_path / "a").version == load(tmp_path / "b").version


def test_alternation_prefers_the_longest_and_never_matches_nothing() -> None:
    lexicon = load()
    longest = re.match(lexicon.alternation("actions"), "做大做强物流业")
    assert longest is not None
    assert longest[0] == "做大做强"
    assert re.search(lexicon.alternation("actions", "no such label"), "推广") is None


def test_the_built_in_lists_answer_every_label() -> None:
    for file in OWN_LISTS:
        labels = {term.label for term in load().terms(file)}
        assert labels == set(QUESTIONS[file].labels or labels), file


@pytest.mark.parametrize("file", OWN_LISTS)
def test_terms_carry_a_note_and_an_example_that_contains_them(file: str) -> None:
    for term in load().terms(file):
        assert term.note.isascii(), term
        assert term.note, term
        assert term.text in term.example, term
        assert not term.counter or term.text in term.counter, term


@pytest.mark.parametrize("file", OWN_LISTS)
def test_no_example_is_written_twice(file: str) -> None:
    examples = [term.example for term in load().terms(file)]
    assert len(set(examples)) == len(examples)
