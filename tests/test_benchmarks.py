"""What the comparisons rest on: the cases of Word's numbers, and what counts as furniture of a page."""

from __future__ import annotations

import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

import docx_numbering
import pages


@pytest.mark.parametrize("case", docx_numbering.CASES, ids=lambda case: case.name)
def test_the_numbers_of_word_are_read_and_are_not_in_the_file(case: docx_numbering.Case) -> None:
    assert docx_numbering.judge(case, docx_numbering.as_jucuo) == "right"
    assert docx_numbering.judge(case, docx_numbering.as_python_docx) != "right"


def test_marks_of_markdown_do_not_count_and_other_numbers_do() -> None:
    case = next(case for case in docx_numbering.CASES if case.paragraphs == "1.0=一、 1.0=二、 1.0=三、")
    assert docx_numbering.judge(case, lambda _: "- 一、 推进\n## 二、推进\n**三、推进**") == "right"
    assert docx_numbering.judge(case, lambda _: "1. 推进\n2. 推进\n3. 推进") == "1. 2. 3."


def page(name: str, body: str, *heads: str) -> pages.Page:
    return pages.Page(name, body, pages.split_lines(body), heads)


def test_furniture_is_what_several_pages_have_beside_their_articles() -> None:
    bodies = ("新建食堂", "改造院舍", "减免租金")
    made = [
        page(
            f"{n}",
            f"<div><a>网站地图</a></div><p>主题词：</p><p>一、总体要求</p><p>推进改革</p><p>{body}</p>",
            "推进改革",
        )
        for n, body in enumerate(bodies)
    ]
    assert pages.find_furniture(made) == [{"网站地图"}] * 3
    assert pages.find_furniture(made[:2]) == [set()] * 2


def test_a_body_that_stands_twice_is_noticed_and_jucuo_reads_it_once() -> None:
    body = "".join(
        f"<p>{n}、推进第{n}项社区养老服务设施建设，完善服务网络。</p>" for n in "一二三四五六七八九"
    )
    twice = f"<div>{body}</div><div>{body}</div>"
    assert pages.is_doubled(pages.split_lines(twice))
    assert not pages.is_doubled(pages.with_jucuo(twice))
    assert not pages.is_doubled(pages.split_lines(body))
