"""The outline and its rows, case by case; time that grows with the length of the text and no faster."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from case_tables import load_cases
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractor import enclosures
from extractor.enclosures import Enclosures
from extractor.lexicon import Term, load
from extractor.matching import match
from extractor.model import Article, Block, BlockKind, Candidate, Item, Kind, MarkerStyle, Role, Span
from extractor.own_clauses import own_clauses
from extractor.structure import find_candidates, lists, outline, sections, sentences
from extractor.structure.digests import without_digests

DOCUMENTS = Path(__file__).parent.parent.parent / "shared" / "corpus" / "documents"


_TAGS = {
    "<b>": (BlockKind.PARAGRAPH, 0),
    "<li>": (BlockKind.LIST_ITEM, 0),
    "<li><li>": (BlockKind.LIST_ITEM, 1),
    "<h2>": (BlockKind.HEADING, 2),
    "<h3>": (BlockKind.HEADING, 3),
}


def article(source: str) -> Article:
    """An article of paragraphs, as the reader makes it; a tag before a line says that it is none, or bold."""
    blocks, lines, start = [], [], 0
    bold = []
    for line in source.split("\n"):
        tag = max((tag for tag in _TAGS if line.startswith(tag)), key=len, default="")
        kind, level = _TAGS.get(tag, (BlockKind.PARAGRAPH, 0))
        lines.append(line.removeprefix(tag))
        blocks.append(Block(Span(start, start + len(lines[-1])), kind, level))
        bold += [blocks[-1].span] if tag == "<b>" else []
        start += len(lines[-1]) + 1
    text = "\n".join(lines)
    shown = tuple(block for block in blocks if len(block.span))
    return Article("id", "case", "txt", text, shown, bold=tuple(bold))


def titled(title: str, text: str) -> Article:
    """An article of paragraphs with a title above them."""
    plain = article(f"{title}\n{text}")
    head = replace(plain.blocks[0], kind=BlockKind.TITLE)
    return replace(plain, title=title, blocks=(head, *plain.blocks[1:]))


def is_row(candidate: Candidate) -> bool:
    """Whether the structure alone says nothing against an enumerated candidate."""
    refused = any(one.weight < 0 for one in candidate.evidence)
    return candidate.kind is Kind.ENUMERATED and candidate.role.holds_measures and not refused


def shown(text: str, candidate: Candidate) -> str:
    group = f"[{' / '.join(label.text for label in candidate.group)}] " if candidate.group else ""
    number = f"{candidate.marker.span.of(text)} " if candidate.marker and candidate.marker.span else ""
    return f"{group}{number}{candidate.head.of(text)}"


@pytest.mark.parametrize(("text", "expected"), load_cases("structure"))
def test_rows_of_an_outline(text: str, expected: str) -> None:
    read = article(text)
    found = [c for c in find_candidates(read, load()) if is_row(c)]
    assert " ‖ ".join(shown(read.text, candidate) for candidate in found) == expected


@pytest.mark.parametrize(("text", "expected"), load_cases("topics"))
def test_a_topic_sentence_heads_its_paragraph(text: str, expected: str) -> None:
    read = article(text)
    plain = [c for c in find_candidates(read, load()) if c.kind is Kind.STATED]
    found = [c for c in plain if all(one.weight >= 0 for one in c.evidence)]
    assert " ‖ ".join(shown(read.text, candidate) for candidate in found) == expected


def labelled(file: str, label: str) -> list[Term]:
    return [term for term in load().terms(file) if term.label == label]


@pytest.mark.parametrize("term", labelled("list_cues", "several"), ids=lambda term: term.text)
def test_several_measures_and_a_colon_lead_in_to_a_list(term: Term) -> None:
    """Data that show something do not."""

    def listed(lead: str) -> list[str]:
        read = article(f"{lead}水库应当按季巡查，堤防应当加固；县局要公开名册。")
        return [c.head.of(read.text) for c in find_candidates(read, load()) if c.kind is Kind.ENUMERATED]

    assert listed(term.example) == ["水库应当按季巡查，堤防应当加固", "县局要公开名册"]
    assert listed(term.counter) != listed(term.example)


@pytest.mark.parametrize("term", labelled("labels", "kind"), ids=lambda term: term.text)
def test_a_heading_that_only_says_what_the_text_is_names_no_group(term: Term) -> None:
    def groups(heading: str) -> set[str]:
        read = article(f"<h2>{heading}\n1.新建泵站。\n2.清理河道。")
        return {label.text for c in find_candidates(read, load()) for label in c.group}

    assert groups(term.example) == set()
    assert groups(term.counter) == {term.counter}


@pytest.mark.parametrize("term", labelled("clauses", "interprets"), ids=lambda term: term.text)
def test_who_interprets_a_document_closes_it(term: Term) -> None:
    found = own_clauses(load()).search(term.example)
    assert found is not None
    assert found.lastgroup == "closing"
    assert own_clauses(load()).search(term.counter) is None


@pytest.mark.parametrize(
    "term", labelled("clauses", "agenda") + labelled("clauses", "meeting"), ids=lambda t: t.text
)
def test_what_a_meeting_dealt_with_is_told_behind_it(term: Term) -> None:
    found = [c for c in find_candidates(article(term.example), load()) if c.list_style == "semicolons"]
    assert found
    assert {tuple(one.rule for one in c.evidence) for c in found} == {("list.agenda",)}


@pytest.mark.parametrize("term", labelled("clauses", "convenes"), ids=lambda term: term.text)
@pytest.mark.parametrize(("behind", "told"), [("", True), ("会上通报了水情。", False)])
def test_a_sentence_on_a_meeting_is_no_promise_where_the_text_goes_on(
    term: Term, behind: str, told: bool
) -> None:
    first, _, rest = term.example.partition("。")
    found = find_candidates(article(f"{first}。{behind or rest}"), load())
    assert ("list.agenda" in {one.rule for c in found for one in c.evidence}) is told


@pytest.mark.parametrize(
    "term",
    [term for label in ("leader", "goes", "inspects") for term in labelled("clauses", label)],
    ids=lambda term: f"{term.label} {term.text}",
)
def test_what_a_leader_says_on_a_visit_is_no_measure(term: Term) -> None:
    """GUIDE, rule 7: speeches' exhortations by visiting leaders."""

    def refused(text: str) -> list[str]:
        read = article(text)
        return [
            c.head.of(read.text)
            for c in find_candidates(read, load())
            if any(one.rule == "sentence.visit" for one in c.evidence)
        ]

    assert refused(f"{term.example}要备足物资。") == ["李明强调，要加强巡查", "要备足物资"]
    assert refused(term.example.replace(term.text, "某某")) == []


@pytest.mark.parametrize(
    ("line", "group"),
    [("关于做好二〇三一年度家电、数码等", []), ("关于做好线下门店征集", ["关于做好线下门店征集"])],
)
def test_a_line_of_the_title_that_stands_as_a_heading_is_no_group(line: str, group: list[str]) -> None:
    title = "关于做好二〇三一年度家电、数码等消费补贴工作的通知 - 湖滨市人民政府"
    read = titled(
        title, f"截止时间：见附件\n{line}\n消费补贴工作的通知\n一、公开验收结果。\n二、压缩办理时限。"
    )
    begin = read.text.index(f"\n{line}\n") + 1
    heading = Block(Span(begin, begin + len(line)), BlockKind.HEADING, 1)
    read = replace(read, blocks=tuple(heading if b.span == heading.span else b for b in read.blocks))
    assert [[label.text for label in c.group] for c in find_candidates(read, load())] == [group, group]


_SPEECH = [term for term in load().terms("genres") if term.label in ("forum", "ceremony", "own", "will")]
_GENRES = [
    term
    for term in load().terms("genres")
    if term not in _SPEECH and term.label not in ("paragraphs", "ahead", "so_far", "decided", "urged")
]
_AHEAD = [term for term in load().terms("genres") if term.label == "ahead"]


def refused_for(title: str, line: str = "") -> set[str]:
    """What is said against the rows of a document with this title, or with a line more."""
    found = find_candidates(titled(title, f"一、公开验收结果。\n二、压缩办理时限。\n{line}".strip()), load())
    assert found
    return {one.rule for candidate in found for one in candidate.evidence}


@pytest.mark.parametrize("term", _GENRES, ids=lambda term: term.text)
def test_a_genre_of_another_kind_gives_no_rows(term: Term) -> None:
    """Told by the title, or by the author where he speaks of himself; not by a title that only names it."""
    rule = "document.author" if term.label == "author" else "document.genre"
    place = ("关于湖滨节水的文章", term.example) if term.label == "author" else (term.example,)
    assert rule in refused_for(*place)
    assert not (term.counter and rule in refused_for(term.counter))
    assert rule not in refused_for("湖滨市节水十条措施")


_SAID = [term for term in load().terms("genres") if term.label in ("decided", "urged")]


@pytest.mark.parametrize("term", _SAID, ids=lambda term: term.text)
def test_minutes_hold_what_was_decided_and_not_what_was_urged(term: Term) -> None:
    lines = f"一、{term.example}\n二、拆除旧泵站。\n三、新建泵站两座。"
    found = find_candidates(titled("县政府专题会议纪要", lines), load())
    refused = {one.rule for one in found[-1].evidence}
    assert ("document.genre" in refused) == (term.label == "urged")


@pytest.mark.parametrize(
    "term", [one for one in _SPEECH if one.label in ("forum", "ceremony")], ids=lambda term: term.text
)
def test_a_speech_before_others_lists_what_all_shall_do(term: Term) -> None:
    assert "list.speech" in refused_for(term.example)
    assert "list.speech" not in refused_for(term.example.replace(term.text, ""))
    assert not (term.counter and "list.speech" in refused_for(term.counter))


@pytest.mark.parametrize(
    "term", [one for one in _SPEECH if one.label in ("own", "will")], ids=lambda term: term.text
)
def test_a_speaker_promises_for_his_own_side(term: Term) -> None:
    assert refused_among("市长出席湖港合作论坛", term.example) == {"公开验收结果", "压缩办理时限"}
    assert refused_among("市长出席湖港合作论坛", term.example.replace(term.text, "各方")) > {"公开验收结果"}


def refused_among(title: str, line: str) -> set[str]:
    """The heads of a list in a document with this title that are refused; the line is its third item."""
    text = f"{title}\n一、公开验收结果。\n二、压缩办理时限。\n三、{line}"
    plain = article(text)
    titled = replace(
        plain, title=title, blocks=(replace(plain.blocks[0], kind=BlockKind.TITLE), *plain.blocks[1:])
    )
    return {
        c.head.of(text) for c in find_candidates(titled, load()) if any(one.weight < 0 for one in c.evidence)
    }


@pytest.mark.parametrize(
    "term", [one for one in load().terms("clauses") if one.label == "joint"], ids=lambda term: term.text
)
def test_what_two_sides_might_do_together_is_no_list_of_measures(term: Term) -> None:
    def said(text: str) -> set[str]:
        return {one.rule for each in find_candidates(article(text), load()) for one in each.evidence}

    assert "list.foreign" in said(term.example)
    assert "list.foreign" not in said(term.example.replace(term.text, "将同"))


@pytest.mark.parametrize(
    "term", [one for one in load().terms("labels") if one.label == "batch"], ids=lambda term: term.text
)
def test_a_batch_is_no_part_of_the_name_of_its_list(term: Term) -> None:
    found = find_candidates(article(f"{term.example}\n一是减免租金；\n二是设立基金。"), load())
    listed = [one for one in found if one.kind is Kind.ENUMERATED]
    assert [label.text for one in listed for label in one.group] == ["支持养殖业"] * 2


def test_who_speaks_in_the_record_of_a_conference_is_no_part_of_what_is_said() -> None:
    text = (
        "记者：有何打算？\n陈禾（湖滨市交通局新闻发言人）：我们将增开夜间公交。\n记者：还有吗？\n陈禾：我们将开放站台。\n"
        "第一阶段（5月至6月）：市里将检修水泵。"
    )
    said = [one.head.of(text) for one in find_candidates(article(text), load()) if one.kind is Kind.STATED]
    kept = {"我们将增开夜间公交", "我们将开放站台", "第一阶段（5月至6月）：市里将检修水泵"}
    assert kept <= set(said)


@pytest.mark.parametrize("term", labelled("points", "box"), ids=lambda term: term.text)
def test_a_box_stands_beside_the_items_and_groups_its_points(term: Term) -> None:
    lines = "一、加强研发\n1.开展攻关。组织揭榜。\n{}\n1.修建桥梁。\n2.疏浚河道。\n2.推广应用。建设场景。"
    title = term.example[4:]
    for printed, groups in (
        (term.example, ["", title, title, ""]),
        (term.example.replace(term.text, "有关"), []),
    ):
        found = [one for one in find_candidates(article(lines.format(printed)), load()) if is_row(one)]
        named = [" / ".join(label.text for label in one.group[1:]) for one in found]
        assert named == groups if groups else title not in named


@pytest.mark.parametrize(
    "term", labelled("points", "carries") + labelled("points", "carried"), ids=lambda term: term.text
)
def test_what_somebody_has_to_carry_out_is_told_point_by_point(term: Term) -> None:
    """The counter-example has contents, which belong to the article."""
    for said, rows in ((term.example, 2), (term.counter, 1)):
        lines = said.replace("：", "：\n").replace("。二", "。\n二")
        read = article(f"第六条 {lines}\n第七条 机关应当公开名录。")
        found = [one for one in find_candidates(read, load()) if is_row(one)]
        assert not said or len(found) == rows + 1, said


@pytest.mark.parametrize(
    "term", [one for one in labelled("articles", "creed") if "：" in one.example], ids=lambda term: term.text
)
def test_an_article_that_names_principles_point_by_point_has_no_row(term: Term) -> None:
    lines = term.example.replace("（", "\n（")
    for said, rows in ((lines, 1), (lines.replace("原则", "规定"), 3)):
        found = find_candidates(article(f"{said}\n第七条 机关应当公开名录。"), load())
        assert len([one for one in found if is_row(one)]) == rows, said


@pytest.mark.parametrize("term", labelled("list_cues", "contents"), ids=lambda term: term.text)
def test_the_contents_of_a_document_are_no_measures(term: Term) -> None:
    for said, kept in ((term.example, False), (term.counter, True)):
        read = article(said)
        measures, _ = match(read, find_candidates(read, load()), load())
        assert bool(measures) == kept


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("市长说，各方可以从两个方面发力：一是共建航线网络；二是共享航运数据。", True),
        ("市长说，我们将从两个方面发力：一是增开航线；二是派出医疗队。", False),
        ("市长宣布两项助企措施：一是减免泊位费；二是开放数据。", False),
        ("市长说，我们愿同各方从两个方面发力：一是共建航线；二是共享数据。", True),
    ],
)
def test_a_lead_in_promises_in_a_speech(text: str, *, refused: bool) -> None:
    assert ("list.speech" in told("市长在湖港合作峰会上致辞", text)) == refused


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("市长宣布支持邻市防汛的两项务实举措：一是增派排水队伍；二是免费提供水泵。", False),
        ("市长介绍两市合作的两个方面：一是增派排水队伍；二是免费提供水泵。", True),
    ],
)
def test_measures_are_announced_at_a_meeting_of_two_sides(text: str, *, refused: bool) -> None:
    assert ("document.genre" in told("市长会见邻市代表团", text)) == refused


def told(title: str, text: str) -> set[str]:
    """What is said against the lists of a document with this title and one paragraph."""
    plain = article(f"{title}\n{text}")
    titled = replace(
        plain, title=title, blocks=(replace(plain.blocks[0], kind=BlockKind.TITLE), *plain.blocks[1:])
    )
    listed = [c for c in find_candidates(titled, load()) if c.kind is Kind.ENUMERATED]
    assert listed
    return {one.rule for candidate in listed for one in candidate.evidence}


_DAYS_OFF = [term for term in load().terms("times") if term.label == "day_off"]


@pytest.mark.parametrize(
    ("line", "is_order"),
    [
        *((term.example.removeprefix("一、"), False) for term in _DAYS_OFF),
        *((term.counter, True) for term in _DAYS_OFF if term.counter),
        ("国庆节：10月1日至7日放假调休，共7天。", False),
        ("2月10日至16日放假调休，共7天。", False),
        ("春节期间校区将关闭出入口。请做好安排。", True),
        ("各单位在放假之前进行一次安全检查，并报保卫处备案。", True),
    ],
)
def test_a_calendar_names_days_and_orders_the_rest(line: str, is_order: bool) -> None:
    title = "关于2031年春节放假安排的通知"
    plain = article(f"{title}\n一、{line}\n二、{line}")
    head = Block(Span(0, len(title)), BlockKind.TITLE)
    found = find_candidates(replace(plain, title=title, blocks=(head, *plain.blocks[1:])), load())
    assert [is_row(one) for one in found] == [is_order] * 2


@pytest.mark.parametrize(
    ("lead", "ban"),
    [
        ("第一条 任何单位不得有下列行为：", "不得有下列行为"),
        ("第一条 严禁下列损害古树名木的行为：", "严禁下列损害古树名木的行为"),
        ("第一条 物业公司应当履行下列职责：", ""),
        ("第一条 发现禁止行为的，应当采取下列措施：", ""),
    ],
)
def test_points_that_their_lead_in_forbids_are_told_to_be_bans(lead: str, ban: str) -> None:
    read = article(f"{lead}\n（一）占用消防通道；\n（二）清除灭火器材。\n第二条 公布检查结果。")
    points = [one for one in find_candidates(read, load()) if one.marker.style is MarkerStyle.HAN_PAREN]
    told = [
        [one.span.of(read.text) for one in point.evidence if one.rule == "lead.forbids"] for point in points
    ]
    assert told == [[ban] if ban else []] * 2


@pytest.mark.parametrize(
    "term", [one for one in load().terms("genres") if one.label == "so_far"], ids=lambda term: term.text
)
def test_what_heads_the_work_so_far_does_so_before_the_work_ahead(term: Term) -> None:
    def rows(behind: str) -> list[str]:
        read = article(f"{term.example}\n（一）制定标准。\n（二）检查小区。\n三、{behind}\n（一）新建码头。")
        return [c.head.of(read.text) for c in find_candidates(read, load()) if is_row(c)]

    assert rows("下一步打算") == ["新建码头"]
    assert rows("重大项目") == ["制定标准", "检查小区", "新建码头"]


@pytest.mark.parametrize("term", _AHEAD, ids=lambda term: term.text)
def test_a_report_is_believed_where_it_looks_ahead(term: Term) -> None:
    heading = term.example.partition("、")[2]
    lines = (
        "整改进展情况",
        "一、整改情况",
        "（一）公开结果。",
        "（二）压缩时限。",
        f"二、{heading}",
        "（一）增设窗口。",
    )
    plain = article("\n".join(lines))
    head = Block(Span(0, len(lines[0])), BlockKind.TITLE)
    found = find_candidates(replace(plain, title=lines[0], blocks=(head, *plain.blocks[1:])), load())
    assert [bool(one.evidence) for one in found] == [True, True, False]


def test_sentences_below_a_point_that_heads_paragraphs_of_the_press_are_read() -> None:
    paragraph = (
        "县里近年来走访了各村的居民，居民普遍反映办理手续的时间较长、材料较多，也有人担心今后的费用由谁承担。"
    )
    point = ["——放宽城镇落户限制", paragraph, "意见提出，取消城镇落户的年限要求。", paragraph, paragraph]
    plain = article("\n".join(["县里近日发布意见。", *point, point[0].replace("落户", "购房"), *point[1:]]))
    heads = [one.head.of(plain.text) for one in find_candidates(plain, load()) if one.kind is Kind.STATED]
    assert heads.count("意见提出，取消城镇落户的年限要求") == 2


def test_a_digest_is_left_out_but_for_its_first_lines() -> None:
    """With what stands in it under lower headings, up to the next heading of its level."""
    lines = [
        "县内新闻",
        "新闻摘要",
        "本期内容：",
        "1.清理河道；",
        "2.加固堤岸；",
        "短讯",
        "3.增设水尺；",
        "详细新闻",
        "将增设窗口。",
    ]
    plain = article("\n".join(lines))
    levels = {"县内新闻": 1, "新闻摘要": 2, "短讯": 3, "详细新闻": 2}
    blocks = tuple(
        replace(block, kind=BlockKind.HEADING, level=level) if (level := levels.get(line)) else block
        for block, line in zip(plain.blocks, lines, strict=True)
    )
    kept = without_digests(replace(plain, blocks=blocks), load()).blocks
    assert [block.span.of(plain.text) for block in kept] == [*lines[:5], *lines[7:]]
    assert without_digests(plain, load()) is plain


def test_a_story_under_a_heading_of_a_page_gives_no_rows() -> None:
    """A day of news has headings: what is told below 县长会见代表团 is no measure, the rest is untouched."""
    lines = ["县长会见代表团", "双方要：扩大贸易；增开航班。", "县里推出新举措", "将：增设窗口；延长时间。"]
    plain = article("\n".join(lines))
    blocks = [replace(b, kind=BlockKind.HEADING, level=2) if len(b.span) < 8 else b for b in plain.blocks]
    found = find_candidates(replace(plain, blocks=tuple(blocks)), load(), stated=False)
    said = {c.head.of(plain.text): {one.rule for one in c.evidence} for c in found}
    assert {head for head, rules in said.items() if "document.genre" in rules} == {"扩大贸易", "增开航班"}
    assert {"增设窗口", "延长时间"} <= said.keys()


@pytest.mark.parametrize(
    ("headings", "group"),
    [
        (["湖滨市发展和改革局关于降低", "停车收费等有关问题的通知"], ""),
        (["4月2日，湖滨市交通局表示，将认真落实市里的决策，尽快推动以下各项便民措施落地。"], ""),
        (["便民服务"], "便民服务"),
    ],
)
def test_headings_below_the_title_may_be_a_part_of_it(headings: list[str], group: str) -> None:
    lines = ["湖滨市发展和改革局文件", *headings, "一、公开验收结果。", "二、压缩办理时限。"]
    plain = article("\n".join(lines))
    kinds = [BlockKind.TITLE, *[BlockKind.HEADING] * len(headings)]
    top = [replace(one, kind=kind, level=3) for one, kind in zip(plain.blocks, kinds, strict=False)]
    found = find_candidates(replace(plain, title=lines[0], blocks=(*top, *plain.blocks[len(top) :])), load())
    assert {" / ".join(label.text for label in one.group) for one in found} == {group}


@pytest.mark.parametrize(("text", "expected"), load_cases("structure", known_failures=False))
def test_spans_are_verbatim_and_in_order(text: str, expected: str) -> None:
    """Heads lie inside their items; items of the outline lie inside their parents, in order."""
    read = article(text)
    text = read.text
    for candidate in find_candidates(read, load()):
        assert candidate.span.covers(candidate.head)
        assert candidate.head.of(text).strip() == candidate.head.of(text) != ""

    def check(items: tuple[Item, ...], outer: Span) -> None:
        for item, after in pairwise(items):
            assert item.span.end <= after.span.start
        for item in items:
            assert outer.covers(item.span)
            check(item.children, item.span)

    check(outline(read, load()), Span(0, len(text)))


HOSTILE = [
    "（",
    "“",
    "”“",
    "《〈",
    "(（)",
    "一是",
    "（一）",
    "1.",
    "一、",
    "第一条",
    "；",
    "、推广A",
    "包括：",
    "A；",
    "——",
    "在方面，",
    "“A”",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_repetition_is_read(unit: str) -> None:
    """Repeated openers, quotes and markers neither fail nor nest without bound."""
    text = unit * 2000
    assert all(c.head.end <= len(text) for c in find_candidates(article(text), load()))


def test_enclosures_are_disjoint_and_ordered() -> None:
    text = "（一（二）“三（四”五）《六》”七“" * 50
    spans = Enclosures.find(text, [Span(0, len(text))]).spans
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize("marks", ["（）", "“”", '""'])
def test_a_mark_without_its_partner_does_not_take_in_what_follows(marks: str) -> None:
    """Its closer would be that of another pair, farther off than anybody quotes."""
    text = f"推广{marks[0]}新型电表{'，延长服务时间，公开收费标准' * 40}，推广试点{marks[1]}"
    near = f"推广{marks[0]}新型电表{marks[1]}。"
    assert not any(span.start < 5 for span in Enclosures.find(text, [Span(0, len(text))]).spans)
    assert [span.of(near) for span in Enclosures.find(near, [Span(0, len(near))]).spans] == [near[2:-1]]


@given(text=st.text(st.sampled_from('推广（）()《》【】[]「」“”‘’"。'), max_size=24))
def test_plain_pairs_are_what_reading_every_mark_gives(text: str) -> None:
    """Lines of pairs with nothing inside them, which most are, are read faster, to the same end."""
    whole = Span(0, len(text))
    slow = enclosures._outermost(enclosures._pairs(text, whole)) if enclosures._ANY.search(text) else ()
    assert tuple(enclosures._enclosed_in(text, whole)) == slow


LISTED = st.text(
    st.sampled_from("推进提出包括：；、，。”“ 一三5项个方面等工作措施即"), min_size=1, max_size=30
)


@given(text=LISTED)
@example(text="会议提出推进改革、推进开放、推进建设等三个方面的重点工作。")
@example(text="措施包括“推进改革”“推进开放”等。")
@example(text="提出三项措施：推进改革，推进开放，推进建设。")
def test_where_nothing_betrays_a_list_there_is_none(text: str) -> None:
    """Sentences without a hint are passed over: told to look at them all, the finder finds no more."""
    whole = Span(0, len(text))
    finder, thorough = (
        lists.ListFinder(text, Enclosures(text, [whole]), load()),
        lists.ListFinder(text, Enclosures(text, [whole]), load()),
    )
    thorough.hints.__dict__["_places"] = list(range(len(text)))
    assert finder.find(whole) == thorough.find(whole)


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason=f"{DOCUMENTS} is not here")
def test_where_nothing_betrays_a_list_there_is_none_in_documents() -> None:
    for path in sorted(DOCUMENTS.glob("*.md"))[:60]:
        text = path.read_text(encoding="utf-8")
        lines = [Span(*match.span()) for match in re.finditer(r"[^\n]+", text)]
        finder, thorough = (lists.ListFinder(text, Enclosures(text, lines), load()) for _ in range(2))
        thorough.hints.__dict__["_places"] = list(range(len(text)))
        assert [finder.find(line) for line in lines] == [thorough.find(line) for line in lines]


@settings(max_examples=400)
@given(text=st.text(st.sampled_from("推广。！？”“」」（） \n"), min_size=1, max_size=24), data=st.data())
def test_sentences_with_some_places_are_those_of_all(text: str, data: st.DataObject) -> None:
    run = Span(0, len(text))
    marks = Enclosures(text, [run])
    places = sorted(data.draw(st.sets(st.integers(0, len(text) - 1), max_size=3)))
    cut = list(sentences.sentences_of(text, run, marks))
    wanted = [one for one in cut if any(one.start <= place < one.end for place in places)]
    found = list(sentences.sentences_with(text, run, marks, places))
    assert [one for one in found if one in wanted] == wanted
    assert all(one in cut for one in found)


@pytest.mark.parametrize(
    ("lines", "runs"),
    [
        (["对院士给予百万元；", "B类人才", "对专家给予五十万元，并每年发放六万元人才津贴。"], 3),
        (["对院士给予百万元；", "对专家给予五十万元；", "对博士给予十万元。"], 1),
        (["将实施：", "改造厂房；", "清理河道"], 1),
        (["将实施：", "改造厂房。", "清理河道。"], 3),
    ],
)
def test_lines_go_on_behind_a_semicolon_but_not_into_a_heading(lines: list[str], runs: int) -> None:
    text = "\n".join(lines)
    spans = [block.span for block in article(text).blocks]
    assert len(list(sentences.runs(text, spans))) == runs


@given(part=st.text(st.sampled_from("总体要求保障措施组织领导附则主任务目标"), min_size=1, max_size=8))
def test_the_end_of_a_heading_is_the_longest_name_that_it_ends_with(part: str) -> None:
    names = [term.text for term in load().terms("sections") if term.label in sections._NAMES]
    longest = max((name for name in names if part.endswith(name)), key=len, default="")
    assert sections._ends(load()).of(part) == longest


def named(label: str) -> list[tuple[str, str]]:
    """Examples and counter-examples of the terms of sections with a label, as headings without a number."""
    number = re.compile(r"[（(]?[一二三四五六七八九十]+[)）、是]|——")
    terms = load().terms("sections")
    return [(number.sub("", t.example), number.sub("", t.counter)) for t in terms if t.label == label]


@pytest.mark.parametrize("label", ["background_end", "background_rise", "background_degree"])
def test_words_for_results_end_headings_that_tell_one(label: str) -> None:
    for heading, _ in named(label):
        assert sections.tells_result(heading, load()), heading


@pytest.mark.parametrize("label", ["scope_end", "goal_end"])
def test_words_that_end_a_fact_do_so_and_not_behind_a_verb(label: str) -> None:
    for heading, counter in named(label):
        assert sections.role_of_heading(heading, load(), is_section=True) == label.removesuffix("_end"), (
            heading
        )
        assert sections.role_of_heading(counter, load(), is_section=True) is None, counter


@pytest.mark.parametrize("heading", [heading for heading, _ in named("frame_listed")])
def test_what_is_thought_of_a_time_ahead_is_work_where_it_is_listed(heading: str) -> None:
    def rows(below: str) -> list[str]:
        read = article(f"一、{heading}\n{below}\n二、扩建码头\n增加泊位。")
        return [c.head.of(read.text) for c in find_candidates(read, load()) if is_row(c)]

    assert rows("（一）新建厂房。\n（二）改善民生。") == ["新建厂房", "改善民生", "扩建码头"]
    assert rows("坚持稳中求进。") == ["扩建码头"]


@pytest.mark.parametrize("heading", [heading for heading, _ in named("scope_of")])
def test_a_fact_may_be_that_of_an_act(heading: str) -> None:
    assert sections.role_of_heading(heading, load(), is_section=True) == "scope"
    assert sections.role_of_line(heading[:2], load()) is None


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("禁火时间", "scope"),
        ("监督名单", None),
        ("整治时间及实施步骤", "safeguard"),
        ("承诺事项的起迄时间", "scope"),
        ("推进项目落地的时间", None),
        ("延长时间", None),
    ],
)
def test_a_heading_that_only_says_when_is_no_measure(heading: str, role: str | None) -> None:
    assert sections.role_of_heading(heading, load(), is_section=True) == role


@pytest.mark.parametrize("term", load().terms("asked"), ids=lambda term: term.text)
def test_headings_that_ask_for_reasons_and_benefits_hold_no_measures(term: Term) -> None:
    assert sections.role_of_heading(term.example, load(), is_section=True) == "background"
    assert not term.counter or sections.role_of_heading(term.counter, load(), is_section=True) is None


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("保障措施\n1.成立专班。明确专人。\n2.落实资金。列入预算。", ["safeguard", "safeguard"]),
        ("一、重点任务\n（一）加强组织领导。成立专班。\n（二）改造管网。更换旧管。", ["core", "core"]),
        ("一、重点任务\n（一）改造管网。\n二、保障措施\n（二）压实责任。", ["core", "safeguard"]),
        ("会议部署两项工作。一是更换旧管。二是加强组织实施。", ["core", "safeguard"]),
        ("会议部署两项工作。一是更换旧管。二是明确任务，狠抓落实。", ["core", "core"]),
        ("会议部署两项工作。一是更换旧管。二是加强监督检查。", ["core", "core"]),
        ("一、总体要求和重点任务\n（一）改造管网。\n（二）更换旧管。", ["core", "core"]),
        ("一、重点任务\n（一）改造管网。\n二、强化监督检查\n（一）开展抽查。", ["core", "safeguard"]),
        (
            "第一章 统筹与保障\n第一条 设立专项资金。\n第二章 完善社会保障\n第二条 提高补贴标准。",
            ["safeguard", "core"],
        ),
        ("一是强化政策保障，加强财税支持。二是优化服务。", ["core", "core"]),
        ("第一条 本措施由区商务局负责组织实施，每年公布申报指南。\n第二条 发放补贴。", ["core", "core"]),
    ],
)
def test_a_role_follows_the_heading_of_the_section(text: str, roles: list[str]) -> None:
    """The printed heading decides, not the content of an item (domain.md §2.2)."""
    assert [c.role.value for c in find_candidates(article(text), load()) if is_row(c)] == roles


@pytest.mark.parametrize(
    "closing",
    [
        "附件：任务分工表",
        "联系人：王某，电话见公告。",
        "本措施自2025年5月1日起施行，有效期3年。",
        "（此件公开发布）",
        "云泊市人民政府办公室\n2025年4月21日",
        "二〇二五年四月二十一日",
    ],
)
def test_what_closes_a_document_is_no_part_of_its_last_item(closing: str) -> None:
    text = f"一、增设站点。在新城增设三处。\n二、公布时刻。每季更新。\n实时信息同步上网。\n{closing}"
    found = [c for c in find_candidates(article(text), load()) if is_row(c)]
    assert found[-1].span.of(text) == "公布时刻。每季更新。\n实时信息同步上网。"


@pytest.mark.parametrize(
    ("lead", "role"),
    [
        ("《方案》明确了四个方面的保障措施：", Role.SAFEGUARD),
        ("《方案》提出了四项重点任务：", Role.CORE),
        ("《方案》完善保障措施体系：", Role.CORE),
    ],
)
def test_a_lead_in_that_calls_its_list_safeguards_makes_them_so(lead: str, role: Role) -> None:
    read = article(f"{lead}一是加强学校党建。二是健全教育制度。三是完善经费投入。")
    found = [candidate for candidate in find_candidates(read, load()) if is_row(candidate)]
    assert [candidate.role for candidate in found] == [role] * 3


@pytest.mark.parametrize("number", ["（{}）", "{}）", "{}、"])
@pytest.mark.parametrize(
    "text",
    [
        "一、扩大供给，拓宽渠道⏎@1完善机制⏎设立专员。⏎@2扩大投放⏎增加额度。⏎二、健全保障，促进增值⏎@3推进创新⏎开发。⏎@4加强管理",
        "第一条 应当爱护公物，不得有下列行为：⏎@1损座；⏎@2攀树。⏎第二条 遵守下列规定：⏎@1排队；⏎@2让行。",
    ],
)
def test_digits_number_an_official_document_as_characters_do(text: str, number: str) -> None:
    """A head of two acts is itself the measure only where it does not stand alone or lead to what follows."""

    def heads(style: str, digits: str) -> list[str]:
        printed = re.sub(r"@(\d)", lambda found: style.format(digits[int(found[1])]), text)
        read = replace(article(printed.replace("⏎", "\n")), document_type="意见")
        return [c.head.of(read.text) for c in find_candidates(read, load()) if is_row(c)]

    assert heads(number, "01234") == heads("（{}）", "〇一二三四")
    assert len(heads(number, "01234")) == 4
