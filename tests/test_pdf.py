"""PDF documents: rows become paragraphs again, pages lose what they repeat. The documents are drawn here."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence

import pytest
from conftest import ROOT
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from extractor import extract, read
from extractor.errors import ReadingError
from extractor.model import Article, BlockKind
from extractor.reading import pdf, pictures
from extractor.reading.glyphs import Glyph, Read, Row, rows_of
from extractor.reading.pictures import in_order

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
BODY = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
FLUSH = ParagraphStyle("flush", parent=BODY, firstLineIndent=0)
CELL = ParagraphStyle("cell", parent=FLUSH, leading=15)
RULED = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONTNAME", (0, 0), (-1, -1), FONT)]
TEXT = (
    "一、修缮渡口",
    "（一）加固码头。对石坎松动、栏杆锈蚀和照明不足的十二处老渡口逐一加固，更换防滑踏板，雨季到来之前完成施工，公布绕行办法。",
    "（二）更新渡船。淘汰超过十五年的木质渡船，换用电动渡船。",
)


def stream(data: bytes, name: str = "article.pdf") -> io.BytesIO:
    found = io.BytesIO(data)
    found.name = name
    return found


def laid_out(story: Sequence[object], head: str = "", name: str = "article.pdf") -> io.BytesIO:
    """The story on pages of A4 with a running head and a number below."""

    def frame(canvas: Canvas, page: SimpleDocTemplate) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawString(72, 800, head)
        canvas.drawCentredString(297, 40, f"— {page.page} —")

    target = io.BytesIO()
    SimpleDocTemplate(target, pagesize=A4, title="", author="jucuo").build(
        list(story), onFirstPage=frame, onLaterPages=frame
    )
    return stream(target.getvalue(), name)


def drawn(draw: Callable[[Canvas], None], **options: object) -> io.BytesIO:
    """One page on which something is drawn."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, **options)
    canvas.setFont(FONT, 12)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return stream(target.getvalue())


def lines(article: Article) -> list[str]:
    return [block.span.of(article.text) for block in article.blocks]


def paragraphs(texts: Sequence[str], style: ParagraphStyle = BODY) -> list[Paragraph]:
    return [Paragraph(text, style) for text in texts]


@pytest.mark.parametrize("style", [BODY, FLUSH], ids=["indented", "flush"])
def test_rows_are_paragraphs_again(style: ParagraphStyle) -> None:
    assert lines(read(laid_out(paragraphs(TEXT, style)))) == list(TEXT)


def test_a_paragraph_goes_on_over_the_page_without_its_furniture() -> None:
    lot = random.Random(3)
    letters = "修缮渡口加固码头更换防滑踏板公布施工进度淘汰木质船"
    texts = ["".join(lot.choices(letters, k=lot.randint(10, 150))) + "。" for _ in range(40)]
    article = read(laid_out(paragraphs(texts), head="青禾市人民政府公报 2026年第3期"))
    assert lines(article) == texts


def test_a_line_that_stands_at_the_edge_once_stays() -> None:
    article = read(laid_out([*paragraphs(TEXT)], head="青禾市交通运输局"))
    assert lines(article)[0] == "青禾市交通运输局"


def test_offsets_and_rows_of_a_pdf() -> None:
    found = extract(read(laid_out(paragraphs(TEXT))))
    assert [row["measure"] for row in found.rows()] == ["加固码头", "更新渡船"]
    for row in found.rows():
        assert found.article.text[row["start"] : row["end"]] == row["measure"]


def test_a_line_printed_twice_to_look_bold_counts_once() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "加固老渡口")
        canvas.drawString(100.4, 700, "加固老渡口")
        canvas.drawString(100, 600, "加固加固")

    assert lines(read(drawn(draw))) == ["加固老渡口", "加固加固"]


def test_justified_gaps_are_no_blanks_and_wide_ones_are() -> None:
    def draw(canvas: Canvas) -> None:
        for at, letter in enumerate("政府公报"):
            canvas.drawString(100 + 17 * at, 700, letter)
        canvas.drawString(100, 650, "市水利局")
        canvas.drawString(180, 650, "市交通局")

    assert lines(read(drawn(draw))) == ["政府公报", "市水利局 市交通局"]


def test_columns_are_read_one_behind_the_other() -> None:
    def draw(canvas: Canvas) -> None:
        for left, column in ((80, "左栏"), (330, "右栏")):
            for at in range(3):
                canvas.drawString(left, 700 - 20 * at, f"{column}第{at + 1}行")

    assert lines(read(drawn(draw))) == [f"{side}第{at}行" for side in ("左栏", "右栏") for at in (1, 2, 3)]


def test_rows_written_from_below_are_read_from_above() -> None:
    def draw(canvas: Canvas) -> None:
        for at in range(6, 0, -1):
            canvas.drawString(80, 700 - 20 * at, f"第{at}行")

    assert lines(read(drawn(draw))) == [f"第{at}行" for at in range(1, 7)]


def test_radicals_become_characters() -> None:
    glyphs = [Glyph(text, 10.0 * at, 10.0 * at + 10, 0, 10, 10, False) for at, text in enumerate("工作")]
    assert rows_of(glyphs)[0].text == "工作"
    assert lines(read(drawn(lambda canvas: canvas.drawString(100, 700, "⼯作⽇"))))[0] in ("工作日", "作")


def test_a_table_over_two_pages_is_one_with_its_head_once() -> None:
    head = [Paragraph(text, CELL) for text in ("序号", "工作任务", "责任单位")]
    tasks = [[f"{at}", Paragraph(f"修缮第{at}号渡口的候船亭", CELL), "市交通局"] for at in range(1, 41)]
    table = Table([head, *tasks], colWidths=(50, 250, 120), style=RULED, repeatRows=1)
    article = read(laid_out([Paragraph("附件：任务分工表", BODY), table]))
    cells = [block.cell for block in article.blocks if block.kind is BlockKind.CELL]
    assert {cell.table for cell in cells if cell} == {0}
    assert max(cell.row for cell in cells if cell) == 40
    assert article.text.count("责任单位") == 1
    found = extract(article).rows()
    assert len(found) == 40
    assert found[0]["measure"] == "修缮第1号渡口的候船亭"
    assert found[39]["bodies"] == ["responsible:市交通局"]


def test_a_cell_over_several_rows_counts_for_each() -> None:
    rows = [
        ["任务", "责任单位"],
        ["加固渡口石坎", "市水利局"],
        ["更换渡口栏杆", ""],
        ["增设渡口路灯", "市城管局"],
    ]
    table = Table(rows, colWidths=(200, 120), style=[*RULED, ("SPAN", (1, 1), (1, 2))])
    bodies = [row["bodies"] for row in extract(read(laid_out([table]))).rows()]
    assert bodies == [["responsible:市水利局"], ["responsible:市水利局"], ["responsible:市城管局"]]


def test_coloured_areas_and_frames_are_no_tables() -> None:
    def draw(canvas: Canvas) -> None:
        for at in range(8):
            canvas.setFillGray(0.9)
            canvas.rect(90, 695 - 20 * at, 300, 18, stroke=0, fill=1)
            canvas.setFillGray(0)
            canvas.drawString(100, 700 - 20 * at, f"第{at}行")
        canvas.rect(80, 500, 400, 250)

    article = read(drawn(draw))
    assert not any(block.cell for block in article.blocks)
    assert len(lines(article)) == 8


def test_the_title_of_the_file_counts_where_the_text_has_none() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle("关于修缮老渡口的通知")
        canvas.drawString(100, 700, "一、加固码头。")

    assert read(drawn(draw)).title == "关于修缮老渡口的通知"


def test_content_decides_and_not_the_suffix() -> None:
    data = laid_out(paragraphs(TEXT)).getvalue()
    assert read(stream(data, "article.txt")).format == "pdf"


def locked() -> bytes:
    return drawn(lambda c: c.drawString(9, 9, "渡口"), encrypt=StandardEncryption("secret")).getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (locked(), "is locked with a password"),
        (b"%PDF-1.7\nnothing more", "is damaged or no PDF"),
        (b"no such thing", "is damaged or no PDF"),
        (laid_out(paragraphs(TEXT)).getvalue()[:300], "is damaged or no PDF"),
        (drawn(lambda canvas: None).getvalue(), "holds no text"),
    ],
    ids=["locked", "head-only", "mislabelled", "truncated", "blank"],
)
def test_what_cannot_be_read_is_told_in_one_sentence(data: bytes, reason: str) -> None:
    with pytest.raises(ReadingError, match=reason) as caught:
        read(stream(data))
    assert str(caught.value).startswith("article.pdf: ")


@pytest.mark.parametrize("limit", ["MAX_PAGES", "MAX_GLYPHS"])
def test_limits_are_told(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, limit, 1)
    with pytest.raises(ReadingError, match="split it"):
        read(laid_out(paragraphs(TEXT * 9)))


def test_fonts_that_do_not_tell_their_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "read_glyphs", lambda page, limit: Read([], 50))
    with pytest.raises(ReadingError, match="fonts that do not tell their characters"):
        read(laid_out(paragraphs(TEXT)))


def scan() -> bytes:
    """A page that is a picture of a page."""
    import pypdfium2

    page = pypdfium2.PdfDocument(laid_out(paragraphs(TEXT)))[0]
    picture = io.BytesIO()
    page.render(scale=2).to_pil().save(picture, "png")
    return picture.getvalue()


def scanned() -> io.BytesIO:
    from reportlab.lib.utils import ImageReader

    return drawn(lambda canvas: canvas.drawImage(ImageReader(io.BytesIO(scan())), 0, 0, *A4))


def test_a_scan_without_ocr_says_what_would_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "is_installed", lambda: False)
    with pytest.raises(ReadingError, match=r"only pictures of pages; pip install 'jucuo\[ocr\]' reads them"):
        read(scanned())
    with pytest.raises(ReadingError, match=r"is a picture; pip install 'jucuo\[ocr\]' reads them"):
        read(stream(scan(), "page.png"))


@pytest.mark.skipif(not pictures.is_installed(), reason="needs rapidocr and onnxruntime: the extra ocr")
@pytest.mark.filterwarnings("ignore")
def test_a_scan_is_read_by_ocr() -> None:
    for source in (scanned(), stream(scan(), "page.png")):
        found = extract(read(source)).rows()
        assert [row["measure"] for row in found] == ["加固码头", "更新渡船"]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\nbroken", b"GIF89a", b""], ids=["png", "gif", "empty"])
def test_damaged_pictures(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "is_installed", lambda: True)
    with pytest.raises(ReadingError, match=r"is damaged or no picture|is empty"):
        read(stream(data, "page.png"))


def test_boxes_of_a_crooked_scan_are_read_in_rows() -> None:
    boxes = [Row("丙", 10, 50, 30, 42, 12), Row("乙", 60, 99, 8, 20, 12), Row("甲", 10, 50, 12, 24, 12)]
    assert "".join(row.text for row in in_order(boxes)) == "甲乙丙"


def test_samples_in_pdf_keep_no_furniture() -> None:
    for sample in (ROOT / "samples").glob("*.pdf"):
        assert "第1页" not in read(sample).text
