"""The instruments of a measure: which word tells, which is the main one, and how taxonomies change places."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_tables import load_cases

from extractor.attributes.instrument import Instruments
from extractor.errors import LexiconError
from extractor.exporting import document_row
from extractor.lexicon import Lexicon, Term, load, taxonomies
from extractor.model import Article, Kind, Measure, Role, Span
from extractor.pipeline import extract
from extractor.reading import read_string

LISTS = {"rothwell-zegveld": load(), **{name: load(folder) for name, folder in taxonomies().items()}}


def instruments_of(text: str, lexicon: Lexicon) -> list[str]:
    end = text.find("。")
    head = Span(0, end if end >= 0 else len(text))
    article = Article("a", "a.txt", "txt", text, ())
    measure = Measure("a-0", Kind.ENUMERATED, Role.CORE, (), None, head, Span(0, len(text)), "digit_dot")
    found = list(Instruments(article, [measure], lexicon).of(measure))
    for one in found:
        assert one.value == "unknown" or one.value.endswith(f":{one.span.of(text)}")
    return [one.value for one in found]


@pytest.mark.parametrize(("text", "expected"), load_cases("instrument"))
def test_instruments_of_a_measure(text: str, expected: str) -> None:
    assert " ".join(instruments_of(text, load())) == expected


@pytest.mark.parametrize("name", LISTS)
def test_every_trigger_tells_in_its_example(name: str) -> None:
    for term in LISTS[name].terms("instruments"):
        assert term.text in term.example
        assert f"{term.label}:" in "".join(instruments_of(term.example, LISTS[name])), term


def test_a_taxonomy_takes_the_place_of_the_other() -> None:
    kinds = {
        name: {t.label.split(".")[0] for t in words.terms("instruments")} for name, words in LISTS.items()
    }
    assert kinds == {
        "rothwell-zegveld": {"supply", "environment", "demand"},
        "howlett-ramesh": {"voluntary", "mixed", "compulsory"},
        "cci-mxi-voi": {"cci", "mxi", "voi"},
    }


def test_a_label_of_a_taxonomy_has_a_kind_and_perhaps_a_way(tmp_path: Path) -> None:
    (tmp_path / "instruments.tsv").write_text("补贴\tsupply.funds.more\n采购\n", encoding="utf-8")
    with pytest.raises(LexiconError) as raised:
        load(tmp_path)
    assert [(problem.line, problem.column) for problem in raised.value.problems] == [(1, 4), (2, 3)]


def test_the_table_of_documents_counts_main_instruments_and_shares() -> None:
    text = "方案\n\n一、发放补贴。责任单位：市农业局。\n二、奖励100万元。\n三、扩大采购。\n四、种植行道树。"
    row = document_row(extract(read_string(text)))
    assert row["instruments"] == ["supply=2", "demand=1", "unknown=1"]
    assert (row["with_bodies"], row["with_amounts"], row["with_deadline"]) == (0.25, 0.25, 0.0)


@pytest.mark.parametrize("term", load().terms("offices"), ids=lambda term: term.text)
def test_a_word_in_the_name_of_somebody_tells_of_nothing(term: Term) -> None:
    assert instruments_of(term.example, load()) == ["unknown"]
