"""Who is responsible: notes, cells, sentences, groups, and statements that hold for many items."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from case_tables import load_cases
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.attributes import tails
from extractor.attributes.bodies import Bodies
from extractor.enclosures import enclosed
from extractor.lexicon import Term, load
from extractor.model import Article, Attribute, Field, Kind, Label, Marker, MarkerStyle, Measure, Role, Span

FILES = ("responsibility", "bodies", "places")


def measure_at(text: str, start: int, end: int, **more: object) -> Measure:
    """An item whose head ends at its first 。 or line break."""
    stops = [text.find(mark, start, end) for mark in "。\n"]
    head = Span(start, min([stop for stop in stops if stop > 0], default=end))
    values: dict[str, object] = {"group": (), "fields": ()} | more
    return Measure(
        "m",
        Kind.ENUMERATED,
        Role.CORE,
        marker=None,
        head=head,
        span=Span(start, end),
        list_style="digit_dot",
        **values,  # type: ignore[arg-type]
    )


def find(text: str, measures: list[Measure]) -> list[list[Attribute]]:
    finder = Bodies(Article("a", "a.txt", "txt", text, ()), measures, load())
    return [list(finder.of(measure)) for measure in measures]


def find_in_items(items: str) -> tuple[str, list[list[Attribute]]]:
    """The bodies of each item of a text; ``‖`` stands between two items."""
    text, measures = "", list[Measure]()
    for item in items.split("‖"):
        text += item
    position = 0
    for item in items.split("‖"):
        measures.append(measure_at(text, position, position + len(item)))
        position += len(item)
    return text, find(text, measures)


def values(found: list[Attribute]) -> str:
    return ";".join(attribute.value for attribute in found)


@pytest.mark.parametrize(("items", "expected"), load_cases("bodies"))
def test_bodies_of_items(items: str, expected: str) -> None:
    text, found = find_in_items(items)
    assert " | ".join(map(values, found)).strip() == expected.strip()
    for attribute in (one for each in found for one in each):
        assert attribute.value.partition(":")[2] == attribute.span.of(text)


@pytest.mark.parametrize(
    ("items", "rules"),
    [
        ("建设社区食堂。（责任单位：市民政局、市商务局）", [["explicit", "explicit"]]),
        (
            "开放球场。（市教育局、市体育局负责，排在第一位的牵头，下同）‖修建绿道。（市林业局、市水利局负责）",
            [["positional", "explicit"], ["inherited", "explicit"]],
        ),
    ],
)
def test_the_rule_says_where_a_role_comes_from(items: str, rules: list[list[str]]) -> None:
    _, found = find_in_items(items)
    assert [[one.rule.removeprefix("bodies.") for one in each] for each in found] == rules


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("（区科技局牵头）\n", "lead:区科技局"),
        ("。\n（责任单位：区科技局、区教育局）\n", "responsible:区科技局;responsible:区教育局"),
        ("\n牵头单位：区科技局\n", "lead:区科技局"),
        ("（共两项）\n", ""),
        ("\n区科技局负责本节各项工作。\n", ""),
    ],
)
def test_items_without_bodies_take_those_of_their_group(note: str, expected: str) -> None:
    heading = "强化科技创新"
    text = heading + note + "开放实验室。\n建设夜校。（区教育局负责）"
    start, second = text.index("开放"), text.index("建设")
    group = (Label(heading, Span(0, len(heading))),)
    measures = [
        measure_at(text, start, second - 1, group=group),
        measure_at(text, second, len(text), group=group),
    ]
    without, own = find(text, measures)
    assert values(without) == expected
    assert {attribute.rule for attribute in without} <= {"bodies.group"}
    assert values(own) == "responsible:区教育局"


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("区科技局牵头工作", "lead:区科技局"),
        ("区科技局、区教育局负责的任务", "responsible:区科技局;responsible:区教育局"),
        ("强化牵头负责工作", ""),
        ("建立各部门牵头的制度", ""),
    ],
)
def test_the_name_of_a_group_may_say_whose_its_tasks_are(heading: str, expected: str) -> None:
    text = heading + "（8项）\n开放实验室。\n建设夜校。"
    group = (Label(heading, Span(0, len(heading))),)
    start = text.index("开放")
    (found,) = find(text, [measure_at(text, start, start + 6, group=group)])
    assert values(found) == expected


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([], ["responsible:区科技局"] * 2),
        (
            ["新建泵站。\n（责任单位：区水利局）\n", "清理河道。\n"],
            ["responsible:区水利局", "", "", "responsible:区科技局"],
        ),
    ],
)
def test_a_note_that_ends_the_last_point_is_its_own_where_points_have_notes(
    points: list[str], expected: list[str]
) -> None:
    points = [*points, "开放实验室。\n", "建设夜校。\n（责任单位：区科技局）\n"]
    text = "强化创新\n" + "".join(points)
    group, measures, start = (Label("强化创新", Span(0, 4)),), [], 5
    for point in points:
        measures.append(measure_at(text, start, start + len(point) - 1, group=group))
        start += len(point)
    assert [values(found) for found in find(text, measures)] == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("（责任单位：区科技局）", "responsible:区科技局"),
        ("区科技局负责以上工作。", ""),
        ("\n（责任单位：区科技局）", ""),
    ],
)
def test_a_note_alone_behind_the_points_of_a_group_holds_for_all(last: str, expected: str) -> None:
    text = f"强化创新\n开放实验室。\n建设夜校。\n{last}"
    group = (Label("强化创新", Span(0, 4)),)
    places = [(text.index(one), text.index(one) + len(one)) for one in ("开放实验室。", "建设夜校。")]
    found = find(text, [measure_at(text, *place, group=group) for place in places])
    assert [values(each) for each in found] == [expected, expected]


@pytest.mark.parametrize(
    ("name", "cell", "expected"),
    [
        ("lead", "市民政局、市文化和旅游局", "lead:市民政局;lead:市文化和旅游局"),
        ("guide", "教育部\n人力资源社会保障部", "guide:教育部;guide:人力资源社会保障部"),
        (
            "responsible",
            "市民政局 市商务局 各区政府",
            "responsible:市民政局;responsible:市商务局;local:各区政府",
        ),
        ("responsible", "市民政局（牵头）、市商务局", "lead:市民政局;responsible:市商务局"),
        ("responsible", "牵头单位：市民政局\n配合单位：市商务局", "lead:市民政局;support:市商务局"),
        ("responsible", "市民政局牵头，市商务局配合", "lead:市民政局;support:市商务局"),
        ("responsible", "1.市民政局；2.市商务局", "responsible:市民政局;responsible:市商务局"),
        ("deadline", "2025年底前", ""),
    ],
)
def test_cells_hold_only_names(name: str, cell: str, expected: str) -> None:
    text = "开放实验室\n" + cell
    field = Field(name, Span(len(text) - len(cell), len(text)))
    (found,) = find(text, [measure_at(text, 0, 5, fields=(field,))])
    assert values(found) == expected
    assert {attribute.rule for attribute in found} <= {"bodies.field"}


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "市民政局",
                    "各区",
                    "省、",
                    "和",
                    "等",
                    "有关部门",
                    "（",
                    "）",
                    "：",
                    "；",
                    "，",
                    "。",
                    "\n",
                ),
                *(
                    "负责",
                    "牵头",
                    "会同",
                    "联合",
                    "配合",
                    "责任单位：",
                    "由",
                    "请",
                    "要",
                    "下同",
                    "承担",
                    "责任",
                ),
                *(
                    "落实",
                    "在",
                    "指导下",
                    "与",
                    "协同",
                    "1.",
                    "排在第一位的牵头",
                    "（牵头）",
                    "〔",
                    "〕",
                    "部门",
                ),
            ]
        ),
        max_size=30,
    )
)
def test_values_are_the_words_at_their_places(pieces: list[str]) -> None:
    """Whatever the words: a name is what stands at its span, inside the item, and never given twice."""
    text = "建设食堂" + "".join(pieces)
    ((*found,),) = find(text, [measure_at(text, 0, len(text))])
    for attribute in found:
        role, _, name = attribute.value.partition(":")
        assert role in ("lead", "responsible", "support", "guide", "local")
        assert name == name.strip() == attribute.span.of(text) != ""
    assert len({attribute.value for attribute in found}) == len(found)


@pytest.mark.parametrize(
    "piece",
    [
        "（市民政局、",
        "（责任单位：市民政局）",
        "市民政局会同",
        "由市民政局牵头，",
        "共同",
        "各区、",
        "责任单位：",
        "在市民政局",
        "承担",
        "与市民政局",
        "请市民政局、",
        "牵头",
        "市民政局和",
        "（一）",
        "等",
    ],
)
def test_time_grows_with_the_text_and_not_faster(piece: str) -> None:
    def seconds(count: int) -> float:
        text = "建设食堂。" + piece * count
        start = time.process_time()
        find(text, [measure_at(text, 0, len(text))])
        return time.process_time() - start

    seconds(10)
    small, large = (min(seconds(count) for _ in range(3)) for count in (2_000, 8_000))
    assert large < 4 * 3 * small + 0.1


@pytest.mark.parametrize(("opening", "found"), [("（市民政局牵头）", ["lead:市民政局"]), ("（一）", [])])
def test_the_note_of_a_group_is_looked_for_where_it_opens(
    opening: str, found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where an article has no line breaks, the line of each group is the rest of the article."""
    lengths = []

    def counted(text: str) -> tuple[Span, ...]:
        lengths.append(len(text))
        return enclosed(text)

    monkeypatch.setattr(tails, "enclosed", counted)
    text = f"重点任务{opening}推广充电桩。" + "（二）建成监测中心（市水务局牵头）。" * 1000
    measure = measure_at(text, 4 + len(opening), 11 + len(opening), group=(Label("重点任务", Span(0, 4)),))
    assert [one.value for one in find(text, [measure])[0]] == found
    assert max(lengths) < 3_000 < len(text)


@pytest.mark.parametrize(
    "term",
    [one for one in load().terms("responsibility") if one.label == "basis"],
    ids=lambda term: term.text,
)
def test_a_body_leads_though_a_reason_stands_between(term: Term) -> None:
    _, (found,) = find_in_items(f"公布结果。{term.example}")
    assert values(found).startswith(f"lead:{term.example.partition(term.text)[0]};support:市")


@pytest.mark.parametrize("file", FILES)
def test_terms_carry_a_note_and_an_example_of_their_own(file: str) -> None:
    terms = load().terms(file)
    for term in terms:
        assert term.note, term
        assert term.note.isascii() or "各" in term.note, term
        assert term.text in term.example, term
        assert not term.counter or term.text in term.counter, term
    assert len({term.example for term in terms}) == len(terms)


def test_all_paragraphs_of_an_article_speak_for_it() -> None:
    """What follows on further lines of another item with its sentence closes the document."""
    text = "第九条 渡口应当公示班次。班次每季更新。\n市交通局负责监督检查。"
    for style, expected in ((MarkerStyle.ARTICLE, ["responsible:市交通局"]), (MarkerStyle.HAN_COMMA, [])):
        item = replace(measure_at(text, 4, len(text)), marker=Marker(style, 9, Span(0, 3)))
        assert [[body.value for body in found] for found in find(text, [item])] == [expected]


def test_all_paragraphs_before_the_next_number_speak_for_an_item() -> None:
    text = (
        "一、公示班次。班次每季更新。\n市交通局负责监督检查。\n二、修缮渡口。每季检修。\n市财政局负责审计。"
    )
    second = text.index("二、")
    items = [
        replace(measure_at(text, 2, second - 1), marker=Marker(MarkerStyle.HAN_COMMA, 1, Span(0, 2))),
        replace(
            measure_at(text, second + 2, len(text)),
            marker=Marker(MarkerStyle.HAN_COMMA, 2, Span(second, second + 2)),
        ),
    ]
    assert [[body.value for body in found] for found in find(text, items)] == [["responsible:市交通局"], []]


def test_a_head_that_is_a_body_has_the_duties_behind_its_colon() -> None:
    text = "市城市管理局：负责拆除广告牌；参与验收。"
    item = replace(measure_at(text, 0, len(text)), head=Span(0, 6))
    assert [[body.value for body in found] for found in find(text, [item])] == [["responsible:市城市管理局"]]


@pytest.mark.parametrize("word", load().texts("responsibility", "as"))
def test_what_a_body_leads_may_stand_before_the_word_for_it(word: str) -> None:
    for topic in ("", "林场电网改造的", "林场电网改造的总"):
        text = f"市林业局{word}{topic}牵头单位。"
        found = find(text, [measure_at(text, 0, len(text))])
        assert [[body.value for body in one] for one in found] == [["lead:市林业局"]], text
