"""The shadow of an article: plain print for the rules, printed words in the table."""

from __future__ import annotations

import time
from dataclasses import fields, is_dataclass

import pytest
from case_tables import load_cases
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.lexicon import load
from extractor.model import Article, Block, BlockKind, Count, Findings, Kind, Span, Verdict
from extractor.pipeline import Extraction, extract
from extractor.reading import read_string
from extractor.shadow import Shadow, cast

TRADITIONAL = """關於擴大夜間公共服務的措施

一、擴大夜間開放(共2項)
（一）延長圖書館開放時間。由市文化局牽頭。
（二）增加夜間公交班次。由市交通局牽頭。
二、提升(shēng)服務(wù)品質(zhì)
（一）優(yōu)化線上預約，，便利居民。
（二）公開「夜間地圖」。
"""

WRAPPED = """一、完善农村客运网络
（一）开行定制班线。对偏远行政村按照居民
的出行需求开行定制班线，支持企业利用返程
车辆运送农产品，相关线路给予运营补贴。
（二）改造提升乡镇客运站的候车和换乘条件
以及周边道路，设置母婴室和饮水点，为老年
旅客提供代购车票、引导乘车等服务，并与医
院、学校、商场的接驳班线相互衔接。
"""


def shown(article: Article) -> str:
    """The blocks as they stand in the text, one a line."""
    return "⏎".join(block.span.of(article.text) for block in article.blocks)


def heads(found: Extraction) -> list[str]:
    return [m.head.of(found.article.text) for m in found.measures if m.kind is Kind.ENUMERATED]


@pytest.mark.parametrize(("printed", "expected"), load_cases("shadow"))
def test_the_shadow_is_the_text_in_plain_print(printed: str, expected: str) -> None:
    shadow = cast(read_string(printed), load())
    assert shown(shadow.article) == expected.replace("　　", "")


@pytest.mark.parametrize(("printed", "expected"), load_cases("shadow", known_failures=False))
def test_a_shadow_throws_no_other(printed: str, expected: str) -> None:
    article = cast(read_string(printed), load()).article
    assert cast(article, load()).article == article


def test_an_article_in_plain_print_is_its_own_shadow() -> None:
    article = read_string("关于便民措施的通知\n\n一、推广智能水表。\n二、公开供热价格。")
    shadow = cast(article, load())
    assert shadow.article is article
    findings = Findings(article, ())
    assert shadow.restore(findings) is findings


def test_rows_of_a_traditional_text_are_printed_as_they_stand() -> None:
    found = extract(read_string(TRADITIONAL))
    assert heads(found) == [
        "延長圖書館開放時間",
        "增加夜間公交班次",
        "優(yōu)化線上預約，，便利居民",
        "公開「夜間地圖」",
    ]
    assert [m.group[0].text for m in found.measures] == ["擴大夜間開放"] * 2 + ["提升服務品質"] * 2
    assert found.article.text == TRADITIONAL
    assert found.article.title == "關於擴大夜間公共服務的措施"


def test_ids_are_those_of_the_printed_heads() -> None:
    found = extract(read_string(TRADITIONAL))
    assert [m.id for m in found.measures] == [f"{found.article.id}-{m.head.start}" for m in found.measures]


def test_values_of_attributes_are_printed_words() -> None:
    found = extract(read_string(TRADITIONAL))
    first = found.measures[0]
    assert [(a.name, a.value) for a in first.attributes if a.name in ("action", "object", "bodies")] == [
        ("action", "延長"),
        ("object", "圖書館開放時間"),
        ("bodies", "lead:市文化局"),
    ]


def test_the_scope_of_a_count_is_the_printed_label() -> None:
    found = extract(read_string(TRADITIONAL))
    count = next(count for count in found.counts if count.declared == 2)
    assert (count.scope, count.unit, count.span.of(found.article.text)) == ("擴大夜間開放", "項", "2項")


@pytest.mark.parametrize(
    "before", ["", "優(yōu)化營商環(huán)境，，擴大開放。\n", "優化營商環境，擴大開放試點範圍。\n"]
)
def test_a_label_in_plain_print_is_the_same_beside_other_print(before: str) -> None:
    """The name of a programme loses its quotes, and does not get them back on the way home."""
    plain = "围绕文化惠民，全省实施“五个一”工程，即：开通一条夜间热线；推行一批电子票务；减免一批剧场场租。"
    found = extract(read_string(before + plain), stated=False)
    assert [[label.text for label in m.group] for m in found.measures] == [["五个一工程"]] * 3


def test_heads_of_a_wrapped_text_run_over_the_break() -> None:
    found = extract(read_string(WRAPPED))
    assert heads(found)[0] == "开行定制班线"
    assert heads(found)[1].startswith("改造提升乡镇客运站的候车和换乘条件\n以及周边道路")


def test_an_article_goes_on_behind_an_empty_line_beside_its_number() -> None:
    """A tool prints a number in bold as a line of its own, with empty lines around what stands beside it."""
    lines = (
        "湖滨市渡口管理办法\n第一条\n\n渡口的经营者应当在显著位置公布班次、票价和乘\n\n客须知，"
        "并按照规定配备救生设备，每个航次由专人清点登船人\n数，遇有大风大雾的，应当停航并及时告知候船的乘客，"
        "不得擅\n自恢复航行。\n第二条\n\n交通部门应当每月检查渡船的技术状况以及消防设\n\n备，对发现的隐患提出"
        "整改要求并在十日之内复查，复查仍不合\n格的渡船不得载客，经营者应当用合格的渡船顶替，不得减少已\n"
        "经公布的班次，也不得提高票价。\n第三条\n\n鼓励乘客监督。\n\n监督电话向社会公布。\n"
    )
    assert ["".join(head.split()) for head in heads(extract(read_string(lines)))] == [
        (
            "渡口的经营者应当在显著位置公布班次、票价和乘客须知，并按照规定配备救生设备，"
            "每个航次由专人清点登船人数，遇有大风大雾的，应当停航并及时告知候船的乘客，不得擅自恢复航行"
        ),
        (
            "交通部门应当每月检查渡船的技术状况以及消防设备，对发现的隐患提出整改要求并在十日之内复查，"
            "复查仍不合格的渡船不得载客，经营者应当用合格的渡船顶替，不得减少已经公布的班次，也不得提高票价"
        ),
        "鼓励乘客监督",
    ]


def test_a_heading_in_larger_print_goes_on_inside_its_quotes() -> None:
    cut = WRAPPED.replace("一、完善农村客运网络", "一、完善农村客运网络，织密出行“幸\n福线”")
    for measure in extract(read_string(cut)).measures[:1]:
        assert ["".join(label.text.split()) for label in measure.group] == [
            "完善农村客运网络，织密出行“幸福线”"
        ]


def test_a_number_of_two_digits_opens_a_paragraph_behind_a_full_line() -> None:
    full = WRAPPED.replace("线路给予", "线路可给予").replace("（一）", "01 ").replace("（二）", "02 ")
    first, second = heads(extract(read_string(full)))
    assert first == "开行定制班线"
    assert second.startswith("改造提升乡镇客运站")


def test_metadata_and_tables_are_not_joined() -> None:
    article = read_string(WRAPPED)
    first, *others = article.blocks
    labelled = Article("a", "a.txt", "txt", article.text, (Block(first.span, BlockKind.METADATA), *others))
    assert cast(labelled, load()).article.blocks[0].kind is BlockKind.METADATA


def test_characters_that_no_encoding_knows_do_no_harm() -> None:
    text = "推動優化\ud800擴大試點與開放"
    shadow = cast(Article("a", "", "txt", text, (Block(Span(0, len(text)), BlockKind.PARAGRAPH),)), load())
    assert len(shadow.article.text) == len(text)


def spans_in(value: object) -> list[Span]:
    """Every span in a value of the model, however deep."""
    if isinstance(value, Span):
        return [value]
    if isinstance(value, tuple):
        return [span for one in value for span in spans_in(one)]
    if is_dataclass(value):
        return [span for one in fields(value) for span in spans_in(getattr(value, one.name))]
    return []


PIECES = [
    "推广",
    "擴大",
    "優(yōu)",
    "(huì)",
    ",，",
    "。",
    "\n",
    "一、",
    "（一）",
    "服務",
    "环境",
    "；",
    "A",
    " ",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=60))
def test_whatever_is_printed_every_span_comes_home(pieces: list[str]) -> None:
    """No span leaves the printed text, no head is empty, and each character of a shadow has a printed one."""
    text = "推广" + "".join(pieces)
    article = read_string(text)
    shadow = cast(article, load())
    found = extract(article)
    assert found.article is article
    for span in spans_in((found.measures, found.rejections, found.counts)):
        assert span.end <= len(text)
    assert all(len(measure.head) for measure in found.measures)
    assert shadow.article is article or len(shadow.kept) == len(shadow.article.text)


@given(
    st.text("甲乙丙丁", min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 4)), max_size=6),
)
def test_what_is_left_of_a_text_finds_its_place_again(text: str, cuts: list[tuple[int, int]]) -> None:
    stretches = [Span(min(at, len(text)), min(at + size, len(text))) for at, size in cuts]
    article = Article("a", "", "txt", text, ())
    shadow = Shadow(article, article).without(Article("a", "", "txt", text, ()), filter(len, stretches))
    left = [place for place in range(len(text)) if not any(c.start <= place < c.end for c in stretches)]
    assert shadow.article.text == "".join(text[place] for place in left)
    for place, printed in enumerate(left):
        count = Count("other", 2, "", 0, Verdict.MATCH, Span(place, place + 1))
        home = shadow.restore(Findings(shadow.article, (), (), (count,)))
        assert home.counts[0].span == Span(printed, printed + 1)


@pytest.mark.parametrize(
    "unit", ["優(yōu)化，，", "（", "推广\n", "推广智能水表和二次供水设备以及周边的\n", "（一）", "(yōu", ","]
)
def test_time_grows_with_the_text_and_not_faster(unit: str) -> None:
    def seconds(copies: int) -> float:
        article = read_string("推" + unit * copies)
        start = time.process_time()
        cast(article, load())
        return time.process_time() - start

    seconds(10)
    small = min(seconds(20_000 // len(unit)) for _ in range(2))
    assert min(seconds(160_000 // len(unit)) for _ in range(2)) <= 16 * small + 0.1
