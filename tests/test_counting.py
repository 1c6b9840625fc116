"""Declared counts, their scopes and verdicts, case by case."""

from __future__ import annotations

import pytest
from case_tables import load_cases
from test_structure import article, is_row

from extractor.counting import reconcile
from extractor.lexicon import load
from extractor.model import Measure
from extractor.pipeline import extract
from extractor.reading import read_string
from extractor.structure import find_candidates


@pytest.mark.parametrize(("text", "expected"), load_cases("counting"))
def test_counts_of_an_article(text: str, expected: str) -> None:
    read = article(text)
    measures = [
        Measure("", c.kind, c.role, c.group, c.marker, c.head, c.span, c.list_style, context=c.context)
        for c in find_candidates(read, load())
        if is_row(c)
    ]
    counts = reconcile(read, measures, load())
    assert " ‖ ".join(f"{c.scope} {c.declared} {c.found} {c.verdict.value}" for c in counts) == expected


def test_in_a_file_of_several_articles_a_number_counts_what_stands_under_its_heading() -> None:
    text = (
        "# 晚间要闻\n\n### 城东\n推出两项举措：延长开放时间；减免租金。\n### 城西\n共出台五条措施，即将公布。"
    )
    read = read_string(text, format="md")
    extraction = extract(read, load())
    found = [(c.scope, c.declared, c.found, c.verdict.value) for c in extraction.counts]
    assert found == [("城东", 2, 2, "match"), ("城西", 5, 0, "none_listed")]


def test_the_number_of_a_title_counts_the_document_though_a_group_is_named_like_it() -> None:
    rows = (
        "一、支持企业\n（一）减免租金。\n（二）发放补贴。\n二、优化服务\n（三）延长时间。\n（四）设立专员。\n"
    )
    counts = extract(read_string(f"某市支持企业四条措施\n{rows}", format="txt"), load()).counts
    assert [(c.scope, c.declared, c.found, c.verdict.value) for c in counts] == [("document", 4, 4, "match")]


@pytest.mark.parametrize(("pages", "verdicts"), [(1, ["short"]), (80, ["not_applicable"])])
def test_a_number_pages_before_the_first_row_counts_something_else(pages: int, verdicts: list[str]) -> None:
    """A report on a year tells of policies in its look back; a list begins soon behind its number."""
    story = "过去一年，全市经济平稳运行，港口吞吐量和居民收入继续增长。\n" * pages
    text = f"某市工作报告\n我们出台二十条措施。\n{story}一、新建码头。扩建泊位。\n二、开设夜校。每周两次。\n"
    counts = extract(read_string(text, format="txt"), load()).counts
    assert [count.verdict.value for count in counts] == verdicts
