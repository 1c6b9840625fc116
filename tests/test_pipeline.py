"""From an article to its measures, through every room."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from extractor import extract, extract_all, read, read_string
from extractor.errors import ReadingError
from extractor.lexicon import Term, load
from extractor.model import Kind, Verdict
from extractor.pipeline import Extraction, Failure, extract_document, find_documents

SAMPLES = Path(__file__).parent.parent / "samples"
DOCUMENTS = Path(__file__).parent.parent.parent / "shared" / "corpus" / "documents"
OUTLINE = """关于便利企业用电的若干措施

为便利企业用电，现提出以下四条措施。

一、优化办电服务

（一）推广充电桩联网通办。2025年底前，由市电力公司牵头办成。

（二）开通夜间抢修热线。全天受理企业报修。

二、降低用电成本

（三）减免偏远村庄的电表更换费用。对低收入家庭免收全部费用。

（四）发放节能家电补贴。每户不超过500元。
"""
NEWS = (
    "本报讯 市电力公司推出“用电无忧”三项举措，主要包括：推广充电桩联网通办；开通夜间抢修热线；"
    "减免偏远村庄的电表更换费用。\n"
)


@pytest.fixture(scope="module")
def outline() -> Extraction:
    return extract(read_string(OUTLINE, source="outline.txt"))


def test_an_official_outline_gives_a_row_for_each_item(outline: Extraction) -> None:
    found = [(row["number"], row["group"], row["measure"]) for row in outline.rows()]
    assert found == [
        ("（一）", ["优化办电服务"], "推广充电桩联网通办"),
        ("（二）", ["优化办电服务"], "开通夜间抢修热线"),
        ("（三）", ["降低用电成本"], "减免偏远村庄的电表更换费用"),
        ("（四）", ["降低用电成本"], "发放节能家电补贴"),
    ]


def test_every_room_has_had_its_say(outline: Extraction) -> None:
    first = outline.rows()[0]
    assert first["action"] == "推广"
    assert first["object"] == "充电桩联网通办"
    assert first["rule"]
    assert (first["declared"], first["count_check"]) == (4, Verdict.MATCH.value)


def test_a_news_sentence_gives_a_row_for_each_member() -> None:
    extraction = extract(read_string(NEWS))
    assert [(row["group"], row["measure"]) for row in extraction.rows()] == [
        (["用电无忧"], "推广充电桩联网通办"),
        (["用电无忧"], "开通夜间抢修热线"),
        (["用电无忧"], "减免偏远村庄的电表更换费用"),
    ]


def test_a_member_that_says_what_shall_be_told_is_a_row() -> None:
    text = "试点推出三项举措：检查组应当说明处罚的理由和依据；各镇公开收支；增设信箱。"
    found = extract(read_string(text))
    assert found.rows()[0]["measure"] == "检查组应当说明处罚的理由和依据"


TOPICS = "1.绿色通道\n2.免费寄递\n3.首违不罚\n4.容缺受理\n"


OFFERS = [term for term in load().terms("list_cues") if term.label in ("offer", "offered")]


@pytest.mark.parametrize("term", OFFERS, ids=lambda term: term.text)
def test_numbered_topics_are_rows_where_their_heading_offers_them(term: Term) -> None:
    assert len(extract(read_string(f"{term.example}\n{TOPICS}")).rows()) == 4
    assert not extract(read_string(f"{term.counter or '常见名词'}\n{TOPICS}")).rows()


def test_topics_are_rows_behind_a_lead_in_that_offers_them() -> None:
    text = "关于优化窗口的通知\n窗口推出便民举措：1.绿色通道；2.免费寄递；3.首违不罚；4.容缺受理。\n"
    assert ["list.offered" in str(row["rule"]) for row in extract(read_string(text)).rows()] == [True] * 4


def test_what_is_done_each_day_is_a_row_without_a_known_verb() -> None:
    text = "关于校园管理的通知\n一、全体师生每日测温。\n二、教室每日消毒两次。\n三、宿舍长每日上报情况。\n"
    assert len(extract(read_string(text)).rows()) == 3


def test_nothing_announced_gives_no_row() -> None:
    text = "昨天傍晚，河边的柳树下有几位老人在下棋。晚霞映红了半边天。\n"
    extraction = extract(read_string(text))
    assert extraction.rows(tuple(Kind)) == []
    assert extraction.to_frame().empty


def test_bold_titles_without_numbers_are_rows_under_their_heading(tmp_path: Path) -> None:
    path = tmp_path / "意见.md"
    path.write_text(
        "# 关于古城保护更新的意见\n\n## 推进院落修缮\n\n"
        "**开展普查建档。** 六月底前完成全部传统院落的测绘和价值评估，建立数字档案。\n\n"
        "**实行修缮补助。** 产权人自行修缮的，按核定造价的四成给予补助。\n\n"
        "## 改善环境\n\n**本段只有一个标题。** 古城是历史文化名城的核心承载区，城墙周长五公里。\n",
        encoding="utf-8",
    )
    found = [(row["group"], row["measure"]) for row in extract(read(path)).rows()]
    assert found == [(["推进院落修缮"], "开展普查建档"), (["推进院落修缮"], "实行修缮补助")]


def test_bold_print_that_ends_within_a_sentence_is_no_title(tmp_path: Path) -> None:
    path = tmp_path / "举措.md"
    path.write_text(
        "# 推出三项举措\n\n● **设立服务中心**，集中受理首次贷款申请。随到随办。\n\n"
        "● **开通热线**解答疑问。全天有人接听。\n\n● **6月底前，**公布目录。\n",
        encoding="utf-8",
    )
    found = [row["measure"] for row in extract(read(path)).rows()]
    assert found == ["设立服务中心，集中受理首次贷款申请", "开通热线", "6月底前，公布目录"]


def test_counted_titles_in_bold_above_their_paragraphs_are_rows(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        "<h2>河湾医院改善服务</h2><p>医院研究制定了改善服务四条，自四月起施行。</p><h3>门诊服务</h3>"
        "<p><strong>推行分时段预约</strong><br>号源提前十四天开放，时段精确到二十分钟。</p>"
        "<p><strong>周末门诊不打烊。</strong>儿科、口腔科每周六、周日全天开诊，中午保留值班医生。</p>"
        "<p><strong>设立院长接待日</strong><br>每月首个周三，院领导在门诊一楼接待患者。</p>"
        "<p><strong>开设老年人窗口</strong><br>六十五岁以上患者优先就诊。</p>"
        "<h3>温馨提示</h3><p><strong>就诊证件</strong><br>就诊请携带证件。</p>",
        encoding="utf-8",
    )
    found = [(row["group"], row["measure"]) for row in extract(read(path)).rows()]
    titles = ("推行分时段预约", "周末门诊不打烊", "设立院长接待日", "开设老年人窗口")
    assert found == [(["门诊服务"], one) for one in titles]


def test_an_item_that_does_what_its_points_spell_out_is_the_row() -> None:
    text = (
        "关于乡村建设的实施方案\n一、重点任务\n（一）推进垃圾分类，推广“户分类”模式：一是安排经费；二是配齐保洁员。\n"
        "（二）推出以下便民措施：一是开通热线；二是增设窗口。\n"
    )
    assert [row["measure"] for row in extract(read_string(text)).rows()] == [
        "推进垃圾分类，推广“户分类”模式",
        "开通热线",
        "增设窗口",
    ]


def test_a_report_on_progress_announces_what_comes_next() -> None:
    text = (
        "关于巡视整改进展情况的通报\n一、整改情况\n（一）修订管理办法。已经印发。\n（二）清理低效资产。全部完成。\n"
        "二、下一步工作安排\n（一）健全长效机制。每季度调度一次。\n（二）开展内部巡察。年内覆盖全部单位。\n"
    )
    assert [row["measure"] for row in extract(read_string(text)).rows()] == ["健全长效机制", "开展内部巡察"]


def test_reading_again_gives_the_same_findings(outline: Extraction) -> None:
    again = extract(read_string(OUTLINE, source="outline.txt"), load())
    assert again == outline


def test_a_frame_holds_the_same_rows(outline: Extraction) -> None:
    frame = outline.to_frame()
    assert frame["measure"].tolist() == [row["measure"] for row in outline.rows()]


def test_many_articles_come_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "outline.txt").write_text(OUTLINE, encoding="utf-8")
    found = list(extract_all([read(tmp_path / "outline.txt"), read_string(NEWS)]))
    assert [len(extraction.rows()) for extraction in found] == [4, 3]


def test_a_document_given_twice_is_done_once(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "a: 1.txt", "a: 2.txt"):
        (tmp_path / name).write_text(NEWS, encoding="utf-8")
    (tmp_path / "out.csv").write_text("an older table", encoding="utf-8")
    paths = [
        tmp_path / "b.txt",
        tmp_path,
        "-",
        tmp_path / ".." / tmp_path.name / "a.txt",
        "-",
        tmp_path / "no.txt",
    ]
    found = list(find_documents(paths, exclude={(tmp_path / "out.csv").resolve()}))
    names = ["b.txt", "a.txt", "a: 1.txt", "a: 2.txt"]
    assert sorted(map(str, found[:4])) == sorted(str(tmp_path / name) for name in names)
    assert (found[0], found[4]) == (tmp_path / "b.txt", "-")
    missing = found[5]
    assert isinstance(missing, Failure)
    assert missing.source == str(tmp_path / "no.txt")
    assert len(found) == 6


@pytest.mark.parametrize(
    ("error", "expected", "words"),
    [
        (ReadingError("a.txt", "empty\nfile"), True, "a.txt: empty file"),
        (MemoryError(), True, "a.txt: too large"),
        (RecursionError("deep"), True, "a.txt: nested too deeply"),
        (
            ZeroDivisionError("by\nzero"),
            False,
            "a.txt: internal error (ZeroDivisionError: by zero); please report",
        ),
    ],
)
def test_whatever_a_document_does_becomes_one_line(
    monkeypatch: pytest.MonkeyPatch, error: Exception, expected: bool, words: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("extractor.reading.read", fail)
    failure = extract_document("a.txt", load())
    assert isinstance(failure, Failure)
    assert failure.expected is expected
    assert failure.message.startswith(words)
    assert "\n" not in failure.message


def test_the_end_of_the_program_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("extractor.reading.read", stop)
    with pytest.raises(KeyboardInterrupt):
        extract_document("a.txt", load())


PROSE = "市公园管理处将开放夜场。明年起，市图书馆将延长开放时间。\n\n有关措施包括：增设路灯；开通夜班公交。\n"


@pytest.mark.parametrize("text", [OUTLINE, NEWS, PROSE])
def test_without_stated_measures_the_enumerated_ones_and_the_counts_are_the_same(text: str) -> None:
    article = read_string(text)
    whole, part = extract(article), extract(article, stated=False)
    assert part.rows() == whole.rows()
    assert part.counts == whole.counts
    kinds = [measure.kind for measure in part.measures]
    kinds += [rejection.candidate.kind for rejection in part.rejections]
    assert Kind.STATED not in kinds


DAY = """# 云泊新闻 20250402

## 新闻摘要

1.市水务局启动清淤；

2.市公园管理处开放夜场；

## 详细新闻

### 清淤启动

市水务局采取三项措施：一是清理河道。二是加固堤岸。三是增设水尺。

## 新闻摘要

1.全市将清理河道；

2.全市将加固堤岸；
"""


@pytest.mark.parametrize("source", [DAY, *sorted(SAMPLES.iterdir())], ids=str)
def test_without_stated_measures_samples_give_the_same_rows(source: str | Path) -> None:
    """What is then passed over, sections without a list and what a heading rejects, gives no row."""
    article = read_string(source, format="md") if isinstance(source, str) else read(source)
    whole, part = extract(article), extract(article, stated=False)
    assert (part.rows(), part.counts) == (whole.rows(), whole.counts)
    assert {one.candidate for one in part.rejections} <= {one.candidate for one in whole.rejections}
    assert source != DAY or len(part.rejections) < len(whole.rejections)


def test_the_headlines_of_a_digest_make_no_numbered_document() -> None:
    """The sentences of a day of news are read, as those of each of its items are."""
    told = "### 夜间公交\n\n市交通局将增设三条夜间公交线路。\n"
    found = extract(read_string(f"{DAY}\n## 详细新闻\n\n{told}", format="md"))
    stated = [row["measure"] for row in found.rows((Kind.STATED,))]
    assert stated == ["市交通局将增设三条夜间公交线路"]


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason=f"{DOCUMENTS} is not here")
def test_without_stated_measures_documents_give_the_same_rows() -> None:
    for path in sorted(DOCUMENTS.glob("*.md"))[::3]:
        article = read(path)
        whole, part = extract(article), extract(article, stated=False)
        assert (part.rows(), part.counts) == (whole.rows(), whole.counts), path


def test_stated_measures_are_found_unless_they_are_not_wanted() -> None:
    article = read_string(PROSE)
    assert [measure.kind for measure in extract(article).measures].count(Kind.STATED) == 2
    assert len(extract(article, stated=False).measures) == 2


def test_numbers_of_paragraphs_count_no_measures() -> None:
    """In a policy address of Hong Kong 2. is the second paragraph (domain.md §1.1, trap 20)."""
    text = (
        "2025年施政報告\n\n1. 這是我的第二份施政報告。\n2. 政府將增設兩間社區診所，方便長者就近求診。\n"
        "3. 我們將延長租金寬免期。\n"
    )
    extraction = extract(read_string(text))
    assert extraction.rows((Kind.ENUMERATED,)) == []
    stated = [row["measure"] for row in extraction.rows((Kind.STATED,))]
    assert stated == ["政府將增設兩間社區診所，方便長者就近求診", "我們將延長租金寬免期"]


POINTS = """关于改进窗口服务的两项措施

1.延长服务时间。各窗口做到：
（1）午间不休息。
（2）周六上午照常办理。
2.减少材料。一是取消复印件；二是推行容缺受理。
"""


def test_points_of_an_item_are_rows_only_on_request() -> None:
    read = read_string(POINTS)
    items = extract(read).rows()
    with_points = extract(read, sub=True).rows()
    assert [row["number"] for row in items] == ["1.", "2."]
    assert [row["number"] for row in with_points] == ["1.", "（1）", "（2）", "2.", "一是", "二是"]
    ids = {row["number"]: row["measure_id"] for row in with_points}
    parents = [row["parent_id"] for row in with_points]
    assert parents == ["", ids["1."], ids["1."], "", ids["2."], ids["2."]]


def test_points_are_not_counted() -> None:
    counts = extract(read_string(POINTS), sub=True).counts
    assert [(count.declared, count.found, count.verdict.value) for count in counts] == [(2, 2, "match")]


def test_a_document_counts_its_years_from_when_it_was_written() -> None:
    """The page of 2018 shows a letter of 1996: its 1996 is no past year."""
    read = read_string("一、从1996年起，安排专项资金。\n二、从1997年起，提高补助标准。\n")
    letter = replace(read, published=date(2018, 12, 3), written=date(1996, 2, 9))
    assert [row["deadline"] for row in extract(letter).rows()] == [
        ["从1996年起=1996-01-01.."],
        ["从1997年起=1997-01-01.."],
    ]


def test_a_count_alone_does_not_make_creeds_measures() -> None:
    text = (
        "政府工作报告\n当前形势复杂，我们必须突出抓好三个方面。一是坚持稳中求进、以进促稳。把稳增长摆在突出位置。"
        "二是坚持就业优先、民生为大。就业是民生。三是坚持守牢底线、防范风险。把底线思维贯穿始终。\n"
        "重点做好两项工作：\n一、新建水厂。\n二、更换旧管。\n"
    )
    assert [row["measure"] for row in extract(read_string(text)).rows()] == ["新建水厂", "更换旧管"]


@pytest.mark.parametrize(("column", "expected"), [("完成时间", 2), ("备注", 0)])
def test_a_noun_in_a_column_of_tasks_is_one_where_a_cell_says_by_when(column: str, expected: int) -> None:
    rows = "<tr><td>读书大会</td><td>四月</td></tr><tr><td>双语人才</td><td>九月</td></tr>"
    page = f"<h1>2031年任务</h1><table><tr><th>工作任务</th><th>{column}</th></tr>{rows}</table>"
    assert len(extract(read_string(page, format="html")).rows()) == expected
