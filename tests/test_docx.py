"""Word documents: what is shown is what is read. The documents are built here, from words of our own.

The case tables write XML without prefixes; `in_word` adds them.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from case_tables import load_cases
from conftest import ROOT
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

from extractor import extract, find_inputs, read
from extractor.errors import ReadingError
from extractor.limits import Limits, using
from extractor.model import Article, BlockKind, Cell
from extractor.reading import numbering, ooxml, read_string
from extractor.reading.numbering import print_number

PART = 48 * 1024 * 1024  # bytes: an unpacked part may have as many
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
OUR_TEXT = """云埠市关于推进社区食堂建设的若干措施

各县（市、区）人民政府：

为办好社区食堂，现提出以下措施。

一、完善布局

（一）新建社区食堂。2026年底前新建社区食堂30家。（牵头单位：市民政局）

（二）改造老旧食堂。改造设施陈旧的食堂。（责任单位：市商务局、市财政局）

二、降低成本

（三）减免房屋租金。对国有房屋减免租金。（责任单位：市国资委）
"""


def in_word(fragment: str) -> str:
    """XML without prefixes as the XML of Word: elements and attributes get their namespaces."""
    fragment = re.sub(r"<(/?)(AlternateContent|Choice|Fallback)\b", r"<\1mc:\2", fragment)
    fragment = re.sub(r"<(/?)(?!mc:)(?=\w)", r"<\1w:", fragment)
    return re.sub(r' (\w+)="', r' w:\1="', fragment)


def element(fragment: str) -> Any:
    """The elements of a fragment, inside one that holds them."""
    return parse_xml(f'<w:body {nsdecls("w")} xmlns:mc="{COMPATIBILITY}">{in_word(fragment)}</w:body>')


def build(body: str, numbering: str = "", styles: str = "") -> io.BytesIO:
    """A document with this body, these lists and these styles beside those of python-docx's template."""
    document = docx.Document()
    parts = [(document.element.body, body), (document.part.numbering_part.element, numbering)]
    for part, fragment in parts:
        for child in list(part):
            part.remove(child)
        part.extend(list(element(fragment)))
    document.styles.element.extend(list(element(styles)))
    stream = io.BytesIO()
    document.save(stream)
    stream.seek(0)
    stream.name = "article.docx"
    return stream


def lines(article: Article) -> list[str]:
    return [block.span.of(article.text) for block in article.blocks]


def paragraph(text: str, number: int | None = None, depth: int = 0, style: str = "") -> str:
    listed = "" if number is None else f'<numPr><ilvl val="{depth}"/><numId val="{number}"/></numPr>'
    named = f'<pStyle val="{style}"/>' if style else ""
    return f"<p><pPr>{named}{listed}</pPr><r><t>{text}</t></r></p>"


def level(depth: int, kind: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<lvl ilvl="{depth}"><start val="{start}"/><numFmt val="{kind}"/>{more}'
        f'<suff val="nothing"/><lvlText val="{text}"/></lvl>'
    )


def described(*levels: str, name: int = 0, more: str = "") -> str:
    return f'<abstractNum abstractNumId="{name}">{more}{"".join(levels)}</abstractNum>'


def use(number: int, name: int = 0, more: str = "") -> str:
    return f'<num numId="{number}"><abstractNumId val="{name}"/>{more}</num>'


@pytest.mark.parametrize(("body", "expected"), load_cases("reading_docx"))
def test_a_body_is_read_as_word_shows_it(body: str, expected: str) -> None:
    assert "\n".join(lines(read(build(body)))) == expected.replace("⏎", "\n")


@pytest.mark.parametrize(("case", "expected"), load_cases("reading_numbering"))
def test_a_number_is_printed_in_its_format(case: str, expected: str) -> None:
    """``format pattern values``; each value is the start of a list of one paragraph."""
    kind, text, *values = case.split(" ")
    text = chr(int(text[2:], 16)) if text.startswith("U+") else text
    lists = [described(level(0, kind, text, start=int(n)), name=i) for i, n in enumerate(values)]
    uses = [use(i + 1, i) for i in range(len(values))]
    body = "".join(paragraph("|", i + 1) for i in range(len(values)))
    printed = lines(read(build(body, "".join(lists + uses))))
    assert " ".join(line.removesuffix("|").replace(" ", "") for line in printed) == expected


CHAPTERS = (
    level(0, "chineseCounting", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
)
DECIMALS = (
    level(0, "chineseCounting", "第%1章"),
    level(1, "decimal", "%1.%2", "<isLgl/>"),
    level(2, "decimal", "%2.%3"),
)


@pytest.mark.parametrize(
    ("lists", "listed", "expected"),
    [
        (described(*CHAPTERS) + use(1), "1.0 1.1 1.1 1.2 1.0 1.1", "一、 （一） （二） 1. 二、 （一）"),
        (
            described(*CHAPTERS[:1], level(1, "chineseCounting", "（%2）", '<lvlRestart val="0"/>')) + use(1),
            "1.0 1.1 1.1 1.0 1.1",
            "一、 （一） （二） 二、 （三）",
        ),
        (
            described(*CHAPTERS[:2], level(2, "decimal", "%3.", '<lvlRestart val="1"/>')) + use(1),
            "1.0 1.1 1.2 1.1 1.2 1.0 1.2",
            "一、 （一） 1. （二） 2. 二、 1.",
        ),
        (described(*DECIMALS) + use(1), "1.0 1.1 1.2 1.2 1.0 1.1", "第一章 1.1 1.1 1.2 第二章 2.1"),
        (described(*DECIMALS) + use(1), "1.1 1.0", "1.1 第一章"),
        (described(*CHAPTERS) + use(1) + use(2), "1.0 2.0 1.0", "一、 二、 三、"),
        (
            described(*CHAPTERS)
            + use(1)
            + use(2, more='<lvlOverride ilvl="0"><startOverride val="1"/></lvlOverride>'),
            "1.0 1.0 2.0 2.0",
            "一、 二、 一、 二、",
        ),
        (
            described(*CHAPTERS)
            + use(1, more=f'<lvlOverride ilvl="0">{level(0, "upperRoman", "%1.", start=4)}</lvlOverride>'),
            "1.0 1.0",
            "IV. V.",
        ),
        (described(*CHAPTERS) + use(1), "1.0 0.0 9.0 1.7 1.0", "一、    二、"),
        (described(level(0, "decimal", "")) + use(1), "1.0", ""),
    ],
    ids=[
        "levels begin anew",
        "runs through the chapters",
        "begins anew after the first level only",
        "numbers of levels above, legal ones in digits",
        "a level that was left out",
        "two uses count on together",
        "a use with a start of its own",
        "a use with a level of its own",
        "no list, an unknown list, an unknown level",
        "a pattern that prints nothing",
    ],
)
def test_numbers_count_as_in_word(lists: str, listed: str, expected: str) -> None:
    body = "".join(paragraph("|", *map(int, place.split("."))) for place in listed.split())
    assert " ".join(line.removesuffix("|") for line in lines(read(build(body, lists)))) == expected


def test_what_stands_behind_a_number_is_a_gap_or_nothing() -> None:
    lists = described(level(0, "decimal", "%1.")).replace("nothing", "{}") + use(1)
    for suffix, expected in (("tab", "1. 甲"), ("space", "1. 甲"), ("nothing", "1.甲")):
        assert lines(read(build(paragraph("甲", 1), lists.format(suffix)))) == [expected]


LISTED = '<pPr><numPr><numId val="1"/></numPr></pPr>'


def test_numbers_come_with_styles_and_their_chains() -> None:
    """A level may belong to a style; a style inherits its list; a paragraph can switch it off."""
    styles = (
        f'<style type="paragraph" styleId="Zhang"><name val="章"/>{LISTED}</style>'
        '<style type="paragraph" styleId="Jie"><name val="节"/><basedOn val="Zhang"/></style>'
        '<style type="paragraph" styleId="Xiang"><name val="项"/><basedOn val="Jie"/>'
        '<pPr><numPr><ilvl val="2"/></numPr></pPr></style>'
    )
    lists = described(
        level(0, "chineseCounting", "%1、", '<pStyle val="Zhang"/>'),
        level(1, "chineseCounting", "（%2）", '<pStyle val="Jie"/>'),
        level(2, "decimal", "%3."),
    ) + use(1)
    plain = '<p><pPr><pStyle val="Zhang"/><numPr><numId val="0"/></numPr></pPr><r><t>无</t></r></p>'
    named = [paragraph("|", style=name) for name in ("Zhang", "Jie", "Xiang", "Xiang", "Jie", "Zhang")]
    assert lines(read(build("".join(named) + plain, lists, styles))) == [
        "一、|", "（一）|", "1.|", "2.|", "（二）|", "二、|", "无",
    ]  # fmt: skip


def test_a_list_may_be_described_by_a_numbering_style() -> None:
    styles = f'<style type="numbering" styleId="L"><name val="l"/>{LISTED}</style>'
    lists = (
        described(*CHAPTERS, more='<styleLink val="L"/>')
        + described(name=1, more='<numStyleLink val="L"/>')
        + use(1)
        + use(2, 1)
    )
    assert lines(read(build(paragraph("|", 2), lists, styles))) == ["一、|"]


def test_deleted_and_empty_paragraphs() -> None:
    """What is deleted does not count, an empty paragraph counts, an empty cell shows its number."""
    deleted = '<p><pPr><numPr><numId val="1"/></numPr><rPr><del/></rPr></pPr></p>'
    empty = '<p><pPr><numPr><numId val="1"/></numPr></pPr></p>'
    row = f"<tr><tc>{empty}</tc><tc>{paragraph('乙')}</tc></tr>"
    body = paragraph("甲", 1) + deleted + empty + f"<tbl>{row}{row}</tbl>"
    article = read(build(body, described(level(0, "decimal", "%1.")) + use(1)))
    assert lines(article) == ["1.甲", "3.", "乙", "4.", "乙"]


def test_headings_titles_and_bold() -> None:
    document = docx.Document()
    document.add_paragraph("云埠市关于发展社区食堂的", "Title")
    document.add_paragraph("若干措施", "Title")
    document.add_heading("一、完善布局", 1)
    document.add_heading("（一）新建", 2)
    paragraph = document.add_paragraph("说明：")
    paragraph.add_run("新建食堂。").bold = True
    paragraph.add_run("每区一家。")
    document.add_heading("长" * 130, 3)
    article = read(saved(document))
    assert article.title == "云埠市关于发展社区食堂的若干措施"
    assert [(block.kind, block.level) for block in article.blocks] == [
        (BlockKind.TITLE, 1),
        (BlockKind.TITLE, 1),
        (BlockKind.HEADING, 1),
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, 0),
        (BlockKind.PARAGRAPH, 0),
    ]
    assert [span.of(article.text) for span in article.bold] == ["新建食堂。"]


def test_an_outline_level_makes_a_heading_and_bold_goes_over_line_breaks() -> None:
    body = (
        '<p><pPr><outlineLvl val="1"/></pPr><r><t>完善布局</t></r></p>'
        "<p><r><rPr><b/></rPr><t>甲</t><br/><t>乙</t></r><r><t>丙</t></r></p>"
        '<p><pPr><outlineLvl val="9"/></pPr><r><rPr><b val="0"/></rPr><t>丁</t></r></p>'
    )
    article = read(build(body))
    assert [block.level for block in article.blocks] == [2, 0, 0, 0]
    assert [span.of(article.text) for span in article.bold] == ["甲", "乙"]


def saved(document: Any, name: str = "article.docx") -> io.BytesIO:
    stream = io.BytesIO()
    document.save(stream)
    stream.seek(0)
    stream.name = name
    return stream


def make_table(rows: Iterable[Iterable[str]]) -> Any:
    document = docx.Document()
    document.add_paragraph("云埠市社区食堂建设任务分工表")
    cells = [list(row) for row in rows]
    table = document.add_table(len(cells), len(cells[0]))
    for row, texts in zip(table.rows, cells, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return document


def test_merged_cells_have_their_spans() -> None:
    document = make_table([["类别", "任务", ""], ["甲", "一", "二"], ["", "三", "四"], ["乙", "五", "六"]])
    table = document.tables[0]
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(2, 0))
    article = read(saved(document))
    cells = {
        block.span.of(article.text): block.cell for block in article.blocks if block.kind is BlockKind.CELL
    }
    assert cells == {
        "类别": Cell(0, 0, 0),
        "任务": Cell(0, 0, 1, column_span=2),
        "甲": Cell(0, 1, 0, row_span=2),
        "一": Cell(0, 1, 1),
        "二": Cell(0, 1, 2),
        "三": Cell(0, 2, 1),
        "四": Cell(0, 2, 2),
        "乙": Cell(0, 3, 0),
        "五": Cell(0, 3, 1),
        "六": Cell(0, 3, 2),
    }


def test_rows_that_word_repeats_are_headers_and_a_frame_is_no_table() -> None:
    cell = "<tc><p><r><t>{}</t></r></p></tc>"
    head = f"<tr><trPr><tblHeader/></trPr>{cell.format('任务')}{cell.format('单位')}</tr>"
    row = f"<tr>{cell.format('新建食堂')}{cell.format('市民政局')}</tr>"
    frame = f"<tbl><tr>{cell.format('框里的正文')}</tr></tbl>"
    article = read(build(f"{frame}<tbl>{head}{row}</tbl><tbl>{head}</tbl>"))
    assert [block.cell.header if block.cell else None for block in article.blocks] == [
        None, True, True, False, False, None, None,
    ]  # fmt: skip


def test_the_tasks_of_a_table_are_rows_with_bodies_and_deadlines() -> None:
    document = make_table(
        [
            ["重点任务", "具体举措", "责任单位", "完成时限"],
            ["完善布局", "新建社区食堂", "市民政局", "2026年12月底前"],
            ["", "改造老旧食堂", "市商务局", "2026年6月底前"],
            ["降低成本", "减免房屋租金", "市国资委", "2026年9月底前"],
        ]
    )
    table = document.tables[0]
    table.cell(1, 0).merge(table.cell(2, 0))
    rows = extract(read(saved(document))).rows()
    assert [(row["measure"], row["group"], row["bodies"], row["deadline"]) for row in rows] == [
        ("新建社区食堂", ["完善布局"], ["responsible:市民政局"], ["2026年12月底前=..2026-12-31"]),
        ("改造老旧食堂", ["完善布局"], ["responsible:市商务局"], ["2026年6月底前=..2026-06-30"]),
        ("减免房屋租金", ["降低成本"], ["responsible:市国资委"], ["2026年9月底前=..2026-09-30"]),
    ]


COMPARED = ("measure", "text", "number", "group", "bodies", "deadline", "amounts", "kind", "role", "action")


def test_the_same_article_gives_the_same_rows_as_a_text_and_in_word(tmp_path: Path) -> None:
    """With typed numbers, under heading styles, and with automatic numbers, which are nowhere in the file."""
    found = [line for line in OUR_TEXT.splitlines() if line]
    styles = ["Title", None, None, "Heading 1", "Heading 2", "Heading 2", "Heading 1", "Heading 2"]
    typed, styled = docx.Document(), docx.Document()
    for line, style in zip(found, styles, strict=True):
        typed.add_paragraph(line)
        styled.add_paragraph(line, style)
    lists = described(CHAPTERS[0], level(1, "chineseCounting", "（%2）", '<lvlRestart val="0"/>')) + use(1)
    body = "".join(map(_listed, found))
    (tmp_path / "a.txt").write_text(OUR_TEXT, "utf-8")
    typed.save(str(tmp_path / "typed.docx"))
    styled.save(str(tmp_path / "styled.docx"))
    (tmp_path / "listed.docx").write_bytes(build(body, lists).getvalue())
    (tmp_path / "tab.docx").write_bytes(build(body, lists.replace("nothing", "tab")).getvalue())
    tables = []
    for name in ("a.txt", "typed.docx", "styled.docx", "listed.docx", "tab.docx"):
        article = read(tmp_path / name)
        assert article.title == found[0]
        assert article.addressees == ("各县（市、区）人民政府",)
        tables.append([{name: row[name] for name in COMPARED} for row in extract(article).rows()])
    assert [row["number"] for row in tables[0]] == ["（一）", "（二）", "（三）"]
    assert all(table == tables[0] for table in tables)


def _listed(line: str) -> str:
    """A line with its printed number as a list of Word."""
    match = re.match(r"(（.）)|(.、)", line)
    return paragraph(line[match.end() :], 1, 1 if match[1] else 0) if match else paragraph(line)


@pytest.mark.parametrize("name", ["water-utility-20.md", "cold-chain-measures.html"])
def test_a_sample_copied_into_word_gives_its_measures(name: str) -> None:
    article = read(ROOT / "samples" / name)
    document = docx.Document()
    for line in lines(article):
        document.add_paragraph(line)
    heads = [[row["measure"] for row in extract(one).rows()] for one in (article, read(saved(document)))]
    assert heads[0] == heads[1] != []


def test_a_list_of_contents_is_furniture() -> None:
    begin = '<r><fldChar fldCharType="begin"/></r><r><instrText>TOC \\o</instrText></r>'
    entries = ["一、完善布局 1", "二、降低成本 2", "三、加强监管 3"]
    contents = begin + '<r><fldChar fldCharType="separate"/></r>'
    body = f"<p>{contents}<r><t>{entries[0]}</t></r></p>" + "".join(map(paragraph, entries[1:]))
    body += '<p><r><fldChar fldCharType="end"/></r></p>'
    body += "".join(paragraph(f"{entry[:-2]}。办好社区食堂，方便居民用餐。") for entry in entries)
    kinds = [block.kind for block in read(build(body)).blocks]
    assert kinds == [BlockKind.FURNITURE] * 3 + [BlockKind.PARAGRAPH] * 3


@pytest.mark.parametrize(
    ("stated", "text", "expected"),
    [
        ("云埠市社区食堂建设方案", "新建食堂。", "云埠市社区食堂建设方案"),
        ("文档1", "新建食堂。", ""),
        ("Microsoft Word - 1.doc", "新建食堂。", ""),
        (
            "云埠市旧年度工作方案",
            "关于推进社区食堂建设的通知\n各区：\n新建食堂。",
            "关于推进社区食堂建设的通知",
        ),
        ("推进社区食堂建设", "关于推进社区食堂建设的通知\n各区：\n新建食堂。", "关于推进社区食堂建设的通知"),
    ],
)
def test_the_title_of_the_file_serves_only_where_the_text_has_none(
    stated: str, text: str, expected: str
) -> None:
    document = docx.Document()
    document.core_properties.title = stated
    document.core_properties.created = datetime(2013, 5, 6)
    for line in text.splitlines():
        document.add_paragraph(line)
    article = read(saved(document))
    assert article.title == expected
    assert article.published is None


def test_headers_footers_notes_and_comments_are_left_out() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    document.add_paragraph("新建食堂。")
    assert lines(read(saved(document))) == ["新建食堂。"]


def rezip(
    data: bytes, change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None
) -> bytes:
    """A container whose members went through a function; those for which it gives None are gone."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            blob = change(info.filename, old.read(info))
            if blob is not None:
                new.writestr(info.filename, blob)
        for name, blob in (more or {}).items():
            new.writestr(name, blob)
    return stream.getvalue()


GOOD = build(paragraph("新建食堂。")).getvalue()


def in_document(change: Callable[[bytes], bytes]) -> bytes:
    return rezip(GOOD, lambda name, blob: change(blob) if name == "word/document.xml" else blob)


def with_doctype(entities: str) -> bytes:
    return in_document(
        lambda blob: blob.replace(
            b"<w:document", f"<!DOCTYPE d [{entities}]><w:document".encode(), 1
        ).replace("新建".encode(), b"&x;")
    )


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LAUGHS = '<!ENTITY l0 "哈">' + "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
HOSTILE = {
    "locked": (OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
    "old": (OLE, "an old document"),
    "text": (OUR_TEXT.encode(), "no Word document by its content"),
    "cut": (GOOD[: len(GOOD) // 2], "is damaged"),
    "cut at the end": (GOOD[:-8], "is damaged"),
    "a flipped byte": (in_document(lambda blob: blob.replace(b"<w:body>", b"<w:bdoy>")), "is damaged"),
    "spreadsheet": (rezip(GOOD, lambda name, blob: None if "document" in name else blob), "without a Word"),
    "empty": (build("<p/>").getvalue(), r"holds no text \(docx\)"),
    "file of this machine": (with_doctype('<!ENTITY x SYSTEM "file:///etc/hostname">'), "document type"),
    "laughs": (with_doctype(LAUGHS + '<!ENTITY x "&l9;">'), "document type|is damaged"),
    "deep": (in_document(lambda blob: blob.replace(b"<w:p>", b"<w:p>" * 3000, 1)), "is damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_end_in_one_clear_sentence(name: str, tmp_path: Path) -> None:
    data, words = HOSTILE[name]
    path = tmp_path / "article.docx"
    path.write_bytes(data)
    with pytest.raises(ReadingError, match=words) as caught:
        read(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_bombs_are_refused_by_what_they_unpack(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = in_document(lambda blob: blob.replace("新建".encode(), b" " * (PART + 1)))
    assert len(bomb) < 1_000_000
    with pytest.raises(ReadingError, match="more than the 50,331,648 bytes"):
        read(io.BytesIO(bomb), format="docx")
    tags = in_document(lambda blob: blob.replace(b"<w:p>", b"<w:p/>" * 3_000_001 + b"<w:p>", 1))
    with pytest.raises(ReadingError, match="more than the 3,000,000 tags"):
        read(io.BytesIO(tags), format="docx")
    monkeypatch.setattr(ooxml, "MAX_MEMBERS", 3)
    with pytest.raises(ReadingError, match="more than the 3 that are read"):
        read(io.BytesIO(GOOD), format="docx")


def test_what_is_not_read_is_not_unpacked() -> None:
    """A picture that is a bomb, macros that are none, a relation to nowhere."""
    more = {"word/media/image1.png": bytes(PART * 2), "word/vbaProject.bin": b"\0macro"}
    relation = b'<Relationship Id="r99" Type="http://x/image" Target="NULL"/></Relationships>'
    data = rezip(
        GOOD,
        lambda name, blob: blob.replace(b"</Relationships>", relation) if name.endswith(".rels") else blob,
        more,
    )
    assert lines(read(io.BytesIO(data))) == ["新建食堂。"]


def test_automatic_numbers_cannot_fill_the_memory() -> None:
    """The file is small; its text, with the numbers that Word makes, has more characters than may be read."""
    lists = described(level(0, "decimal", "第%1项任务" + "很长" * 25)) + use(1)
    file = build(paragraph("甲", 1) * 1_000, lists)
    assert len(file.getvalue()) < 50_000
    with (
        using(Limits(document_bytes=50_000)),
        pytest.raises(ReadingError, match="more than the 50,000 characters"),
    ):
        read(file)
    file.seek(0)
    assert len(read(file).text) > 50_000


@pytest.mark.parametrize(
    "body",
    [
        paragraph("推进建设") * 10_000,
        '<p><r><fldChar fldCharType="begin"/></r></p>' * 10_000 + paragraph("推进建设"),
        "<tbl><tr>" + "<tc><p><r><t>推</t></r></p></tc>" * 10_000 + "</tr></tbl>",
        "<tbl>" + "<tr><tc><tcPr><vMerge/></tcPr><p/></tc></tr>" * 10_000 + "</tbl>" + paragraph("推进建设"),
        "<p><r>" + "<t>推</t><br/>" * 20_000 + "</r></p>",
    ],
    ids=["paragraphs", "fields", "cells", "merged rows", "breaks"],
)
def test_large_documents_are_read_in_linear_time(body: str) -> None:
    """Ten seconds of the processor are many times what they take; a quadratic step would need minutes."""
    stream = build(body)
    started = time.process_time()
    assert "推" in read(stream).text
    assert time.process_time() - started < 10


def test_strict_macro_and_renamed_documents_are_read(tmp_path: Path) -> None:
    """Word's strict kind has other namespaces; what a document is says its content."""
    strict = rezip(
        GOOD,
        lambda name, blob: blob.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    for name, data in (("strict.docx", strict), ("macros.docm", GOOD), ("a.doc", GOOD), ("b.txt", GOOD)):
        (tmp_path / name).write_bytes(data)
        article = read(tmp_path / name)
        assert (lines(article), article.format, article.encoding) == (["新建食堂。"], "docx", "")
    (tmp_path / "~$macros.docm").write_bytes(b"lock")
    assert [Path(str(found)).name for found in find_inputs([tmp_path])][1:] == [
        "b.txt", "macros.docm", "strict.docx",
    ]  # fmt: skip


def test_a_string_is_no_document() -> None:
    with pytest.raises(ReadingError, match="docx is no text"):
        read_string("一", format="docx")


def test_numbers_never_fail() -> None:
    for kind in numbering._FORMATS:
        assert all(isinstance(print_number(value, kind), str) for value in (-1, 0, 1, 60, 61, 9999, 10**9))
