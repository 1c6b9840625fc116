"""Deadlines of a measure: which times limit it, what they mean, and where they are looked for."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from case_tables import load_cases
from hypothesis import given
from hypothesis import strategies as st

from extractor.attributes.deadline import Deadlines
from extractor.attributes.meanings import By, From, Ongoing, Period, TargetYear
from extractor.attributes.times import find_times
from extractor.lexicon import Term, load
from extractor.model import (
    Article,
    Attribute,
    Block,
    BlockKind,
    Field,
    Kind,
    Label,
    Marker,
    MarkerStyle,
    Measure,
    Role,
    Span,
)
from extractor.questions import QUESTIONS


def article(text: str, published: date | None = None, title: str = "") -> Article:
    lines = re.finditer(r"[^\n]+", text)
    blocks = tuple(Block(Span(*line.span()), BlockKind.PARAGRAPH) for line in lines)
    return Article("a", "a.txt", "txt", text, blocks, title, published)


def measure(text: str, words: str, **more: object) -> Measure:
    """The measure whose item is the first occurrence of ``words``."""
    span = Span(text.index(words), text.index(words) + len(words))
    measure = Measure(f"a-{span.start}", Kind.ENUMERATED, Role.CORE, (), None, span, span, "lines")
    return Measure(**{name: getattr(measure, name) for name in Measure.__slots__} | more)  # type: ignore[arg-type]


def deadlines(whole: Article, one: Measure, *others: Measure) -> list[Attribute]:
    return list(Deadlines(whole, (*others, one), load()).of(one))


def show(text: str, attributes: list[Attribute]) -> str:
    """``words=value:rule``, joined with a blank and a bar."""
    return " | ".join(f"{a.span.of(text)}={a.value}:{a.rule.removeprefix('deadline.')}" for a in attributes)


def found(line: str) -> str:
    """The deadlines of an item; a date before `` | `` is that of its document."""
    day, bar, text = line.partition(" | ")
    published, text = (date.fromisoformat(day), text) if bar else (None, line)
    return show(text, deadlines(article(text, published), measure(text, text)))


@pytest.mark.parametrize(("line", "expected"), load_cases("deadline"))
def test_deadlines_of_an_item(line: str, expected: str) -> None:
    assert found(line) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("集中整治（2031年4月至6月）", "2031年4月至6月=2031-04-01..2031-06-30:period"),
        ("集中整治（试行）", ""),
        ("2031年集中整治（第二批）", ""),
    ],
)
def test_the_days_of_a_stage_hold_for_what_stands_below_it(heading: str, expected: str) -> None:
    text = f"（二）{heading}\n1.逐户登记"
    name = heading.partition("（")[0]
    label = Label(name, Span(text.index(name), text.index(name) + len(name)))
    one = measure(text, "逐户登记", group=(label,))
    assert show(text, deadlines(article(text, date(2031, 2, 10)), one)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("下一级平安办应当于年底前向上一级平安办报告工作", ""),
        ("用人单位应当在本年度内安排职工休假", ""),
        ("市水务局应当在6月30日前清理河障", ""),
        ("市水务局应当在2031年底前建成泵站", "2031年底前=..2031-12-31:by"),
        ("市水务局应当在今年底前建成泵站", "今年底前=..2031-12-31:by"),
    ],
)
def test_what_has_no_year_comes_back_in_each_in_an_article_of_rules(text: str, expected: str) -> None:
    """An item of a plan does it once."""
    whole, line = article(f"第十二条 {text}", date(2031, 2, 10)), f"第十二条 {text}"
    number = Marker(MarkerStyle.ARTICLE, 12, Span(0, 4))
    assert show(line, deadlines(whole, measure(line, text, marker=number))) == expected
    item = replace(number, style=MarkerStyle.HAN_COMMA)
    assert show(line, deadlines(whole, measure(line, text, marker=item))) != ""


def test_what_the_lead_in_says_holds_for_every_member() -> None:
    text = "今年将抓好以下工作：清理河障；修复堤防"
    lead, day = Span(0, 10), date(2031, 2, 10)
    for words in ("清理河障", "修复堤防"):
        one = measure(text, words, context=lead)
        assert show(text, deadlines(article(text, day), one)) == "今年=2031-01-01..2031-12-31:period"


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("院长报告了2031年工作安排：", "2031年"),
        ("县里对今年工作作出部署：", "今年"),
        ("2031年底前要完成全年任务：", "2031年底前"),  # another limit says more
        ("院长对今后一年的任务进行部署：", "今后一年"),
        ("未来五年，湖滨", "未来五年"),  # its subject, and nothing else
        ("水利局介绍，今年，全市", "今年"),
        ("今年", "今年"),
        ("未来五年，湖滨的人口预计达到", ""),
        ("水利局今年", ""),
        ("院长报告了2031年收支：", ""),
        ("院长回顾了2030年工作：", ""),  # over
        ("今年，某市以科技创新推动产业创新，", "今年"),
        ("2029年，某市以科技创新推动产业创新，", ""),
        ("某市今年以科技创新推动产业创新，", ""),
    ],
)
def test_a_lead_in_names_the_year_of_the_tasks(lead: str, expected: str) -> None:
    text = f"{lead}清理河障；修复堤防"
    one = measure(text, "修复堤防", context=Span(0, len(lead)))
    assert "".join(a.span.of(text) for a in deadlines(article(text, date(2031, 2, 10)), one)) == expected


def test_a_year_goes_on_into_the_next_sentence_but_nothing_else_does() -> None:
    text = "2031年，我市将扩大内需。提高补贴标准；增开夜市"
    lead = Span(text.index("提高"), text.index("提高"))
    one = measure(text, "增开夜市", context=lead)
    assert show(text, deadlines(article(text), one)) == "2031年=2031-01-01..2031-12-31:period"
    text = text.replace("2031年，我市", "6月底前，我市")
    one = measure(text, "增开夜市", context=Span(lead.start + 1, lead.start + 1))
    assert deadlines(article(text), one) == []


@pytest.mark.parametrize(
    ("bare", "expected"),
    [("即：", "2031年=2031-01-01..2031-12-31:period"), ("市里计划采取这些办法：", "")],
)
def test_a_year_goes_on_behind_a_lead_in_that_says_nothing(bare: str, expected: str) -> None:
    text = f"2031年，公司将改善服务。{bare}压降停电时长；推行代办"
    one = measure(text, "推行代办", context=Span(text.index(bare), text.index("压降")))
    assert show(text, deadlines(article(text), one)) == expected


def test_the_label_of_a_line_holds_for_the_items_on_it() -> None:
    text = "5月：1、检修泵站；2、清点物资⏎6月：1、演练".replace("⏎", "\n")
    marker = Marker(MarkerStyle.DIGIT_COMMA, 2, Span(text.index("2、"), text.index("2、") + 2))
    one = measure(text, "清点物资", marker=marker)
    assert show(text, deadlines(article(text, date(2031, 2, 10)), one)) == (
        "5月=2031-05-01..2031-05-31:period"
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2031年6月底前", "2031年6月底前=..2031-06-30:field"),
        ("2031.6完成", "2031.6=..2031-06-30:field"),
        ("2031.3-2031.9", "2031.3-2031.9=2031-03-01..2031-09-30:field"),
        (
            "3月：召开全市动员大会并部署年度各项重点任务 6—7月：按照方案逐户入户核查登记并公示核查结果",
            "3月=2031-03-01..2031-03-31:field | 6—7月=2031-06-01..2031-07-31:field",
        ),
        ("2031/6/15", "2031/6/15=2031-06-15..2031-06-15:field"),
        ("9月完成", "9月=..2031-09-30:field"),
        ("长期", "长期=ongoing:ongoing"),
        ("全年", "全年=2031-01-01..2031-12-31:field"),
        ("2031年", "2031年=2031-01-01..2031-12-31:field"),
        ("5月：布置2031年老干部工作，做好年终考核", "5月=2031-05-01..2031-05-31:field"),
        ("持续推进", "持续推进=ongoing:ongoing"),
        ("年底前", "年底前=..2031-12-31:field"),
        ("国庆节前", "国庆节前=:by"),
        ("每月底前", ""),
        ("按进度", ""),
        (
            "3月：召开大会⏎4月—12月：推进",
            "3月=2031-03-01..2031-03-31:field | 4月—12月=2031-04-01..2031-12-31:field",
        ),
    ],
)
def test_a_column_for_times(cell: str, expected: str) -> None:
    cell = cell.replace("⏎", "\n")
    text = f"改造农贸市场\n{cell}"
    place = Span(text.index("\n") + 1, len(text))
    one = measure(text, "改造农贸市场", fields=(Field("deadline", place), Field("responsible", place)))
    assert show(text, deadlines(article(text, date(2031, 2, 10)), one)) == expected


def test_the_last_item_does_not_reach_into_the_closing_paragraphs() -> None:
    text = "一、修路。\n二、架桥。\n三、通水。\n各地于2031年6月底前报送情况。"
    style = MarkerStyle.HAN_COMMA
    items = [
        measure(text, words, marker=Marker(style, number, Span(start, start + 2)))
        for number, words, start in ((1, "修路。\n", 0), (2, "架桥。\n", 6), (3, text[14:], 12))
    ]
    *others, last = items
    assert deadlines(article(text), last, *others) == []
    assert deadlines(article(text), last) != []


@pytest.mark.parametrize(
    ("published", "title", "signature", "expected"),
    [
        (date(2031, 2, 10), "", "", "..2031-06-30"),
        (date(2030, 12, 28), "2031年工作要点", "", "..2031-06-30"),
        (date(2031, 2, 10), "关于2030年工作的情况", "", "..2031-06-30"),
        (None, "2031年工作要点", "", "..2031-06-30"),
        (None, "2031—2035年工作要点", "", ""),
        (None, "", "2031年2月10日", "..2031-06-30"),
        (None, "", "自2031年2月10日起", ""),
        (None, "", "", ""),
    ],
)
def test_the_year_of_a_month(published: date | None, title: str, signature: str, expected: str) -> None:
    """It is that of the title, of publication, or of the date that signs the text; else nobody knows."""
    text = f"6月底前完成改造\n{signature}" if signature else "6月底前完成改造"
    (one,) = deadlines(article(text, published, title), measure(text, "6月底前完成改造"))
    assert (one.value, one.span.of(text)) == (expected, "6月底前")


def test_meanings_print_as_intervals_and_a_period_has_an_order() -> None:
    first, last = date(2031, 1, 1), date(2031, 6, 30)
    meanings = (By(last), From(first), Period(first, last), TargetYear(2035), Ongoing())
    assert [str(meaning) for meaning in meanings] == [
        "..2031-06-30",
        "2031-01-01..",
        "2031-01-01..2031-06-30",
        "..2035-12-31",
        "ongoing",
    ]
    with pytest.raises(ValueError, match="first <= last"):
        Period(last, first)


@given(
    st.lists(
        st.sampled_from("自到至于每今明年月日底前内起期间0123十四五，。；（）“”—-：将完成的\n"), max_size=40
    )
)
def test_deadlines_are_words_of_the_text_in_order_and_disjoint(characters: list[str]) -> None:
    text = "建成" + "".join(characters)
    spans = [one.span for one in deadlines(article(text, date(2031, 2, 10)), measure(text, text))]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    times = [time.span for time in find_times(text, 0, len(text), load())]
    assert all(left.end <= right.start for left, right in pairwise(times))


def test_the_words_of_the_list_answer_every_label_with_an_example() -> None:
    terms = load().terms("times")
    assert {term.label for term in terms} == set(QUESTIONS["times"].labels)
    assert all(term.text in term.example and term.note for term in terms)
    assert all(not term.counter or term.text in term.counter for term in terms)
    assert len({term.example for term in terms}) == len(terms)


@pytest.mark.parametrize(
    "term", [term for term in load().terms("times") if term.label == "occasion"], ids=lambda term: term.text
)
def test_before_an_occasion_of_each_year_is_a_limit(term: Term) -> None:
    assert found(term.example) == f"{term.text}前=:by"


@pytest.mark.parametrize(
    "term", [term for term in load().terms("times") if term.label == "caption"], ids=lambda term: term.text
)
def test_what_stands_behind_a_caption_for_times_is_a_deadline(term: Term) -> None:
    assert found(f"2031-06-10 | 做好对接。{term.example}").startswith(term.example.partition("：")[2])


@pytest.mark.parametrize(
    "term", [term for term in load().terms("times") if term.label == "fixed"], ids=lambda term: term.text
)
def test_the_day_that_is_fixed_is_a_limit(term: Term) -> None:
    assert found(f"2031-02-10 | {term.example}").endswith(":period")


@pytest.mark.parametrize(
    "term", [term for term in load().terms("times") if term.label == "edition"], ids=lambda term: term.text
)
def test_an_edition_is_no_limit_and_its_verb_has_one(term: Term) -> None:
    assert found(f"2031-02-10 | 执行{term.example}") == ""
    assert found(f"2031-02-10 | {term.counter}") == "2031年底前=..2031-12-31:by"


def test_a_cell_inside_the_item_is_read_once() -> None:
    text = "改造冷库\n3月：定点位 4—6月：施工\n验收单"
    cell = Span(text.index("3月"), text.index("\n验收"))
    one = measure(text, text, fields=(Field("deadline", cell),))
    assert show(text, deadlines(article(text, date(2031, 2, 10)), one)) == (
        "3月=2031-03-01..2031-03-31:field | 4—6月=2031-04-01..2031-06-30:field"
    )


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("2031年要着重抓好以下两方面工作。", ["2031年"] * 2),
        ("2031年要着重抓好以下两方面工作。\n　　\n", ["2031年"] * 2),  # an empty line stands between
        ("一年来，主要做了以下两方面工作。", [""] * 2),
        ("2031年要抓好各项工作。", [""] * 2),  # leads in to nothing
        ("局长对下半年对标工作提出以下两点要求。", ["下半年"] * 2),  # part of a year
        ("2030年下半年对标工作着重抓好以下两方面。", [""] * 2),  # which is over
        ("2031年，要扩大内需。着重抓好以下两方面工作。", ["2031年"] * 2),  # a year goes on
        ("深入开展需求论证。力争今年上半年全面完成。", ["今年上半年"] * 2),  # all of it
        ("力争今年上半年全面完成。", ["今年上半年"] * 2),  # a line of its own
        ("深入开展需求论证。2031年6月底前完成普查。", [""] * 2),  # one thing of it
        ("2月20日起，全县普降大雨。为此，着重抓好以下两方面工作。", [""] * 2),  # what happened does not
    ],
)
def test_the_line_that_leads_in_to_a_numbered_list_holds_for_each(lead: str, expected: list[str]) -> None:
    """GUIDE, Deadlines: phrases that a lead-in gives to all members count for each."""
    whole = article(f"{lead}\n（一）开设社区食堂。\n（二）修建口袋公园。\n", date(2031, 2, 10))
    members = [
        measure(whole.text, words, marker=Marker(MarkerStyle.HAN_PAREN, number, Span(place, place + 3)))
        for number, words in enumerate(("开设社区食堂", "修建口袋公园"), start=1)
        if (place := whole.text.index(words) - 3)
    ]
    seen = Deadlines(whole, members, load())
    assert ["".join(a.span.of(whole.text) for a in seen.of(one)) for one in members] == expected


@pytest.mark.parametrize(
    ("number", "expected"), [("湖发〔2031〕6号", "6月底前=..2031-06-30:by"), ("", "6月底前=:by")]
)
def test_the_year_of_its_number_dates_a_document_without_a_date(number: str, expected: str) -> None:
    text = "修缮渡口。6月底前完工。"
    undated = replace(article(text, date(2031, 2, 10)), published=None, document_number=number)
    assert show(text, deadlines(undated, measure(text, text))) == expected
