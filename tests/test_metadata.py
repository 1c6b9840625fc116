"""Metadata of whole documents: title, number, issuers, dates told apart, addressees, status, kind."""

from __future__ import annotations

from datetime import date

import pytest
from case_tables import load_cases

from extractor.exporting import document_row, failure_row
from extractor.model import Article
from extractor.pipeline import extract
from extractor.reading import read_string


def cell(article: Article, name: str) -> str:
    value = getattr(article, name)
    if isinstance(value, tuple):
        return ";".join(value)
    return value.isoformat() if isinstance(value, date) else value or ""


@pytest.mark.parametrize(("source", "expected"), load_cases("metadata"))
def test_metadata(source: str, expected: str) -> None:
    suffix, _, text = source.partition("|")
    article = read_string(text, format=suffix)
    wanted = dict(pair.split("=", 1) for pair in expected.split("|"))
    assert {name: cell(article, name) for name in wanted} == wanted


def test_the_table_of_documents_has_them() -> None:
    head = "某局关于印发《办法（试行）》的通知\n各县财政局，各单位：\n"
    text = head + "本办法自印发之日起施行，有效期2年。\n某局\n2024年2月29日"
    row = document_row(extract(read_string(text)))
    assert {name: row[name] for name in ("written", "effective", "expires")} == {
        "written": "2024-02-29",
        "effective": "2024-02-29",
        "expires": "2026-02-28",
    }
    assert (row["addressees"], row["status"], row["document_type"]) == (
        ["各县财政局", "各单位"],
        ["试行"],
        "通知",
    )
    empty = failure_row("a.txt", "a.txt: no text")
    assert (empty["written"], empty["addressees"], empty["status"]) == (None, [], [])
