"""One article in every format gives the same rows: a reader is right when nobody can tell which one it was.

The article has what formats write differently: numbered headings, a table of tasks with bodies and limits, a
list inside a sentence, and an ordinal series. Compared is everything but where a row stands and how its
document is called.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from office import NO_OFFICE, save_as

from extractor import extract, reading
from extractor.model import Article
from extractor.reading import read
from extractor.reading.formats import BY_SUFFIX
from extractor.reading.office import find_program

TITLE = "澄湖市推进社区养老服务的若干措施"
HEADINGS = ("一、", "二、", "三、", "四、")
LINES = (
    TITLE,
    "各县（市、区）人民政府：",
    "为办好社区养老，现提出以下措施。",
    "一、增加服务供给",
    "（一）新建社区养老中心。2026年底前新建社区养老中心30家，每家补助20万元。（牵头单位：市民政局）",
    "（二）改造老旧院舍。对设施陈旧的院舍进行改造。（责任单位：市民政局、市财政局）",
    "二、降低服务成本",
    "（三）减免房屋租金。对国有房屋减免租金。（责任单位：市国资委）",
    "（四）给予用水用电优惠。措施包括：执行居民水价；减免有线电视费用；优先安装燃气管道。",
    "三、加强队伍建设",
    "一是开展护理员培训；二是建立从业补贴制度；三是设立师徒工作室。",
    "四、任务分工",
)
TASKS = (
    ("序号", "任务", "责任单位", "完成时限"),
    ("1", "编制社区养老设施布局规划", "市自然资源局", "2026年6月底前"),
    ("2", "开发养老服务信息平台", "市大数据局", "2026年9月底前"),
    ("3", "建立长期护理保险制度", "市医保局", "2026年12月底前"),
)
LAST = "本措施自印发之日起施行。"
LISTS = ((901, "%1、"), (902, "（%1）"))
_NUMBER = re.compile("[一二三四]、|（[一二三四]）")
WESTERN = {
    rb"\'02\'00\'3f;": rb"\'02\'00\u12289?;",
    rb"\'28\'00\'29": rb"\u-248?\'00\u-247?",
}
WHERE = {
    "document", "measure_id", "parent_id", "start", "end", "text_start", "text_end", "link",
}  # fmt: skip


def as_text() -> str:
    """Columns of the table are set apart with bars, as in texts copied from pages."""
    bars = [f"| {' | '.join(row)} |" for row in TASKS]
    return "\n\n".join((*LINES, "\n".join(bars), LAST)) + "\n"


def as_markdown() -> str:
    lines = [f"# {TITLE}", *(f"## {line}" if line.startswith(HEADINGS) else line for line in LINES[1:])]
    rows = [f"| {' | '.join(row)} |" for row in TASKS]
    rows.insert(1, "| --- " * len(TASKS[0]) + "|")
    return "\n\n".join((*lines, "\n".join(rows), LAST)) + "\n"


def as_html() -> str:
    lines = [f"<h2>{line}</h2>" if line.startswith(HEADINGS) else f"<p>{line}</p>" for line in LINES[1:]]
    rows = [f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in TASKS]
    body = f"<h1>{TITLE}</h1>{''.join(lines)}<table>{''.join(rows)}</table><p>{LAST}</p>"
    head = f'<meta charset="utf-8"><title>{TITLE}</title>'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def add_lists(document: Any) -> None:
    """Two lists, which Word counts itself: 一、 and （一）, the latter through all chapters."""
    numbering = document.part.numbering_part.element
    for at, (number, pattern) in enumerate(LISTS):
        level = f"<w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='{pattern}'/>"
        numbering.insert(
            at,
            parse_xml(
                f"<w:abstractNum {nsdecls('w')} w:abstractNumId='{number}'>"
                f"<w:lvl w:ilvl='0'>{level}</w:lvl></w:abstractNum>"
            ),
        )
        numbering.append(
            parse_xml(f"<w:num {nsdecls('w')} w:numId='{number}'><w:abstractNumId w:val='{number}'/></w:num>")
        )


def as_word(document: Any) -> bytes:
    """The numbers of headings and items are not in the text: Word makes them."""
    document.add_paragraph(TITLE, "Title")
    add_lists(document)
    for line in LINES[1:]:
        number = _NUMBER.match(line)
        words = line[number.end() :] if number else line
        paragraph = document.add_paragraph(words, "Heading 1" if line.startswith(HEADINGS) else None)
        if number:
            used, _ = LISTS[line.startswith("（")]
            use = parse_xml(f"<w:numPr {nsdecls('w')}><w:numId w:val='{used}'/></w:numPr>")
            paragraph._p.get_or_add_pPr().append(use)
    table = document.add_table(len(TASKS), len(TASKS[0]), "Table Grid")
    for row, words in zip(table.rows, TASKS, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    document.add_paragraph(LAST)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def write_text(folder: Path) -> Path:
    return write(folder / "article.txt", as_text().encode())


def write_markdown(folder: Path) -> Path:
    return write(folder / "article.md", as_markdown().encode())


def write_html(folder: Path) -> Path:
    return write(folder / "article.html", as_html().encode("gb18030").replace(b"utf-8", b"gb18030"))


def write_docx(folder: Path) -> Path:
    return write(folder / "article.docx", as_word(docx.Document()))


def write_through_office(suffix: str) -> Callable[[Path], Path]:
    def convert(folder: Path) -> Path:
        if not find_program():
            pytest.skip(NO_OFFICE)
        return save_as(write_docx(folder), suffix, folder / "old")

    return convert


def write_rtf(folder: Path) -> Path:
    """With the characters around automatic numbers as Word writes them.

    LibreOffice 7.4 writes them in a Western code page, as ? and half-width parentheses.
    """
    path = write_through_office("rtf")(folder)
    data = path.read_bytes()
    for western, chinese in WESTERN.items():
        data = data.replace(western, chinese)
    return write(path, data)


def write_mht(folder: Path) -> Path:
    message = MIMEMultipart("related", type="text/html")
    message["Snapshot-Content-Location"] = "https://www.chenghu.example/a.html"
    message["Date"] = "Mon, 20 Apr 2026 09:00:00 +0800"
    message.attach(MIMEText(as_html(), "html", "utf-8"))
    return write(folder / "article.mht", message.as_bytes())


def write_eml(folder: Path) -> Path:
    message = EmailMessage()
    message["Subject"] = TITLE
    message["From"] = "office@chenghu.example"
    message.set_content("见网页。")
    message.add_alternative(as_html(), subtype="html")
    return write(folder / "article.eml", message.as_bytes())


def write_pdf(folder: Path) -> Path:
    from reportlab.lib import pagesizes
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    plain = ParagraphStyle(
        "plain", fontName="STSong-Light", fontSize=12, leading=20, wordWrap="CJK", spaceAfter=6
    )
    large = ParagraphStyle("large", plain, fontSize=20, leading=30, alignment=1)
    path = folder / "article.pdf"
    grid = [("GRID", (0, 0), (-1, -1), 1, "black"), ("FONTNAME", (0, 0), (-1, -1), "STSong-Light")]
    story: list[Flowable] = [Paragraph(TITLE, large), *(Paragraph(line, plain) for line in LINES[1:])]
    story += [Table(TASKS, style=grid), Paragraph(LAST, plain)]
    SimpleDocTemplate(str(path), pagesize=pagesizes.A4).build(story)
    return path


def write_zip(folder: Path) -> Path:
    path = folder / "articles.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("article.html", as_html())
    return path


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


WRITERS = {
    ".txt": write_text,
    ".md": write_markdown,
    ".html": write_html,
    ".docx": write_docx,
    ".doc": write_through_office("doc"),
    ".rtf": write_rtf,
    ".odt": write_through_office("odt"),
    ".mht": write_mht,
    ".eml": write_eml,
    ".pdf": write_pdf,
}


def rows_of(document: Path | Article) -> list[dict[str, object]]:
    """The rows of an article without their places; a text may break its lines and cells as it likes."""
    article = document if isinstance(document, Article) else read(document)
    rows = extract(article, sub=True).rows()
    kept = [{name: value for name, value in row.items() if name not in WHERE} for row in rows]
    return [row | {"text": re.sub(r"[\s|]", "", str(row["text"]))} for row in kept]


def test_the_rows_of_the_article_are_those_that_it_announces(tmp_path: Path) -> None:
    rows = rows_of(write_html(tmp_path))
    assert [row["measure"] for row in rows] == [
        "新建社区养老中心",
        "改造老旧院舍",
        "减免房屋租金",
        "给予用水用电优惠",
        "开展护理员培训",
        "建立从业补贴制度",
        "设立师徒工作室",
        *(row[1] for row in TASKS[1:]),
    ]
    assert [row["bodies"] for row in rows[-3:]] == [[f"responsible:{row[2]}"] for row in TASKS[1:]]


def test_the_word_document_of_the_comparison_holds_no_number_as_text(tmp_path: Path) -> None:
    words = [paragraph.text for paragraph in docx.Document(str(write_docx(tmp_path))).paragraphs]
    assert "增加服务供给" in words
    assert not any(_NUMBER.match(line) for line in words)


@pytest.mark.parametrize("suffix", WRITERS)
def test_an_article_gives_the_same_rows_in_every_format(suffix: str, tmp_path: Path) -> None:
    if suffix not in BY_SUFFIX:
        pytest.skip(f"{suffix} is not read yet")
    expected = rows_of(write_html(tmp_path))
    assert rows_of(WRITERS[suffix](tmp_path)) == expected


def test_an_article_in_an_archive_gives_the_same_rows(tmp_path: Path) -> None:
    if not hasattr(reading, "read_all"):
        pytest.skip("archives are not read yet")
    (inside,) = reading.read_all(write_zip(tmp_path))
    assert rows_of(inside) == rows_of(write_html(tmp_path))
