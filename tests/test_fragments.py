"""Addresses that open a page at a row, matched as https://wicg.github.io/scroll-to-text-fragment/ says."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from time import process_time
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import extract, read_string
from extractor.exporting import document_row
from extractor.exporting.fragments import LONGEST_EXACT, Links, encode
from extractor.model import Span

CASES = Path(__file__).parent / "cases" / "fragments.tsv"
URL = "https://example.org/a"


def load_cases() -> list[object]:
    lines = CASES.read_text("utf-8").splitlines()[1:]
    return [pytest.param(*line.split("\t")[1:3], id=f"{n}-{line.split()[0]}") for n, line in enumerate(lines)]


def place(marked: str) -> tuple[str, Span]:
    """A text and the place that stands between brackets in it."""
    start, end = marked.index("["), marked.index("]") - 1
    return marked.replace("[", "", 1).replace("]", "", 1), Span(start, end)


def directive(text: str, span: Span) -> str:
    return Links(URL, text, [span]).to(span).removeprefix(f"{URL}#:~:text=")


@pytest.mark.parametrize(("marked", "expected"), load_cases())
def test_the_directive_of_a_place(marked: str, expected: str) -> None:
    text, span = place(marked.replace(r"\n", "\n"))
    found = directive(text, span)
    assert re.fullmatch(r"[A-Za-z0-9%.,_~-]+", found)
    shown = re.sub(r"%(?!2D|20|26|2C)[0-9A-F]{2}", lambda m: m[0].lower(), found)
    assert unquote(re.sub(r"%(2D|20|26|2C)", r"%25\1", shown)) == expected


def test_a_long_head_is_its_first_and_last_words() -> None:
    head = "推进城乡供水一体化建设，" + "完善管网并加强水质监测，" * 40 + "让群众喝上放心水"
    assert len(head) > LONGEST_EXACT
    text = f"一、{head}。\n二、推进。"
    assert unquote(directive(text, Span(2, 2 + len(head)))) == "推进城乡供水一体化建设,让群众喝上放心水"


def test_a_place_without_an_address_of_the_web_has_no_link() -> None:
    for url in ("", "file:///a.html", "javascript:alert(1)"):
        assert Links(url, "推广应用", [Span(0, 4)]).to(Span(0, 4)) == ""
    assert Links(URL, "推广  应用", [Span(2, 4)]).to(Span(2, 4)) == ""


@given(st.text())
def test_a_parameter_holds_nothing_that_the_syntax_knows(words: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9%._~]*", encode(words))


def matches(text: str, words: str) -> list[int]:
    """Where a directive without an end matches, by § 3.5.2 of the specification, without word boundaries."""
    parts = [unquote(part) for part in words.split(",")]
    prefix = parts.pop(0)[:-1] if words.split(",")[0].endswith("-") else ""
    suffix = parts.pop()[1:] if words.split(",")[-1].startswith("-") else ""
    (start,) = parts
    return [
        found.start()
        for found in re.finditer(f"(?={re.escape(start)})", text)
        if text[: found.start()].rstrip().endswith(prefix)
        and text[found.start() + len(start) :].lstrip().startswith(suffix)
    ]


@settings(deadline=None)
@given(st.text("推广办，。\n", min_size=12, max_size=60), st.data())
def test_a_directive_matches_at_its_place(text: str, data: st.DataObject) -> None:
    """Wherever context tells places apart, the directive matches at this place and at no other."""
    words = [found.span() for found in re.finditer("[推广办]{4,}", text)]
    if not words:
        return
    span = Span(*data.draw(st.sampled_from(words)))
    found = directive(text, span)
    assert span.start in matches(text, found)
    if "," in found:
        assert matches(text, found) == [span.start]


def test_rows_and_documents_of_a_page_have_their_addresses() -> None:
    text = "关于便民的措施\n一、推广电子发票。\n二、开通夜间热线。\n"
    plain = extract(read_string(text))
    found = replace(plain, article=replace(plain.article, url=f"{URL}#top"))
    assert {row["link"] for row in plain.rows()} == {""}
    assert [unquote(str(row["link"])) for row in found.rows()] == [
        f"{URL}#top:~:text=推广电子发票",
        f"{URL}#top:~:text=开通夜间热线",
    ]
    assert document_row(found)["url"] == f"{URL}#top"


def test_a_text_that_repeats_itself_costs_linear_time() -> None:
    def cost(times: int) -> float:
        text = "推广应用推广，" * times
        spans = [Span(at, at + 6) for at in range(0, len(text), 7)]
        began = process_time()
        links = Links(URL, text, spans)
        for span in spans:
            links.to(span)
        return process_time() - began

    small, large = cost(500), cost(2000)
    assert large < 10 * small + 1
