"""PDF documents: paragraphs, tables and titles from characters that stand somewhere on pages."""

from __future__ import annotations

import random
import subprocess
import sys
import time
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from typeset import Pages, set_paragraphs

from extractor.errors import ReadingError
from extractor.limits import Limits, using
from extractor.model import Article, BlockKind
from extractor.reading import formats, glyphs, pdf, read, recognition
from extractor.reading.pages import drop_page_parts
from extractor.reading.printed import Row

LONG = (
    "（一）推广湖区夜航灯。在主航道两侧设置太阳能夜航灯120盏，由县交通运输局牵头，沿湖各镇配合，"
    "2027年底前完成安装，并为渔民夜间返航提供引导服务。"
)
PARAGRAPHS = [
    "湖区夜航三项举措",
    "一、设施建设",
    LONG,
    "（二）改造码头。增设充电桩。",
    "二、组织保障",
    LONG[3:] * 12,
]


def article(data: bytes) -> Article:
    return read(BytesIO(data))


def lines(data: bytes) -> list[str]:
    found = article(data)
    return [block.span.of(found.text) for block in found.blocks]


def refusal(data: bytes) -> str:
    with pytest.raises(ReadingError) as error:
        article(data)
    return str(error.value)


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "is_installed", lambda: False)


def test_wraps_are_joined_over_pages_and_what_belongs_to_the_page_is_gone():
    data = set_paragraphs(PARAGRAPHS, head="某县人民政府公报 2027年第3期")
    assert data.count(b"/Type /Page\n") > 1
    assert lines(data) == PARAGRAPHS


@pytest.mark.parametrize("number", ["－ {} －", "— {} —", "- {} -", "第{}页 共2页", "{}/2", "{}", "Page {}"])
def test_numbers_of_pages_go_in_every_shape(number: str):
    assert lines(set_paragraphs(PARAGRAPHS, number=number)) == PARAGRAPHS


def test_a_line_that_stands_once_at_the_top_is_no_running_head():
    rows = [[Row("一、总则", 80, 140, 60, 16, 16)], [Row("二、附则", 80, 140, 60, 16, 16, 1)]]
    assert drop_page_parts(rows, [842, 842]) == rows


def test_figures_at_the_foot_that_do_not_count_pages_stay():
    rows = [[Row(str(n), 80, 90, 800, 16, 16, page)] for page, n in enumerate((7, 2025, 30))]
    assert drop_page_parts(rows, [842] * 3) == rows


def test_paragraphs_without_indentation_part_where_a_line_is_not_full():
    assert lines(set_paragraphs(PARAGRAPHS, indent=0)) == PARAGRAPHS


def test_a_signature_at_the_right_margin_keeps_its_lines():
    pages = Pages()
    pages.paragraph(LONG)
    pages.line("溪口县人民政府办公室", 18 * 16)
    pages.line("2027年11月20日", 19 * 16)
    pages.paragraph("附件：任务清单")
    expected = [LONG, "溪口县人民政府办公室", "2027年11月20日", "附件：任务清单"]
    assert lines(pages.save()) == expected


def test_a_line_printed_twice_is_bold_and_once_in_the_text():
    pages = Pages()
    pages.paragraph("一、推广夜航灯。", doubled=True)
    pages.paragraph("灯灯相连，一一登记。")
    assert lines(pages.save()) == ["一、推广夜航灯。", "灯灯相连，一一登记。"]
    first = [glyphs.Glyph(c, 16.0 * n, 16.0 * n + 16, 100, 16) for n, c in enumerate("灯灯一一")]
    second = [glyph._replace(x0=glyph.x0 + 0.4, x1=glyph.x1 + 0.4) for glyph in first]
    assert list(glyphs._once([*first, *second])) == [glyph._replace(bold=True) for glyph in first]


def test_radicals_become_the_characters_they_look_like():
    """⼈ is U+2F08, ⻓ and ⺠ are of the supplement, which NFKC leaves as they are; ① must stay."""
    assert "".join(map(glyphs._plain, "⼈⼆⼀⾏⻓⺠⻋①Ａ")) == "人二一行长民车①Ａ"


def test_symbols_of_symbol_fonts_become_bullets():
    assert glyphs._plain("\uf0d8") == "▶"


TASKS = [["序号", "工作任务", "责任单位", "完成时限"]] + [
    [str(n), f"建设第{n}号浮动码头并配备救生设备和夜间照明设施，", "县交通运输局", "2027年6月底前"]
    for n in range(1, 22)
]


def test_a_table_is_cells_and_goes_on_on_the_next_page_without_its_repeated_header():
    pages = Pages(head="某县人民政府公报")
    pages.title_line("任务清单")
    pages.table(TASKS, [3, 16, 8, 9])
    pages.paragraph("联系电话另行公布。")
    found = article(pages.save())
    cells = [(b.cell.row, b.cell.column, b.span.of(found.text)) for b in found.blocks if b.cell]
    assert {b.cell.table for b in found.blocks if b.cell} == {0}
    assert cells == [(r, c, text) for r, row in enumerate(TASKS) for c, text in enumerate(row)]
    assert {b.cell.row for b in found.blocks if b.cell and b.cell.header} == {0}
    assert [b.span.of(found.text) for b in found.blocks if not b.cell] == ["任务清单", "联系电话另行公布。"]


def test_a_frame_around_text_is_no_table():
    pages = Pages()
    pages.canvas.rect(60, 100, 480, 680)
    pages.paragraph("一、推广夜航灯。")
    pages.paragraph(LONG)
    found = article(pages.save())
    assert [b.span.of(found.text) for b in found.blocks] == ["一、推广夜航灯。", LONG]
    assert not any(b.cell for b in found.blocks)


def test_cells_that_span_rows_and_columns():
    pages = Pages()
    height = pages.page_size[1]
    for x, y, width, rows, text in (
        (80, 100, 100, 2, "基础设施"), (180, 100, 200, 1, "建设浮动码头"), (180, 130, 200, 1, "安装夜航灯"),
        (80, 160, 300, 1, "合计两项"), (80, 190, 100, 1, "备注"), (180, 190, 200, 1, "无"),
    ):  # fmt: skip
        pages.canvas.rect(x, height - y - 30 * rows, width, 30 * rows)
        pages.put(text, x + 5, y + 20, 12)
    found = article(pages.save())
    spans = {b.span.of(found.text): (b.cell.row_span, b.cell.column_span) for b in found.blocks if b.cell}
    assert spans["基础设施"] == (2, 1)
    assert spans["合计两项"] == (1, 2)
    assert spans["安装夜航灯"] == (1, 1)


def test_two_columns_are_read_one_after_the_other_below_a_title_over_both():
    pages = Pages(size=10, per_line=20, pitch=15, left=60)
    left, right = LONG * 4, LONG.replace("夜航灯", "救生圈") * 4
    pages.put("湖区安全设施建设方案全文公布如下", 180, 80, 16)
    for x, text in ((60, left), (320, right)):
        pages.left, pages.y = x, 120
        pages.paragraph(text)
    assert lines(pages.save()) == ["湖区安全设施建设方案全文公布如下", left, right]


def test_a_list_with_figures_at_its_right_is_no_page_of_two_columns():
    pages = Pages(number="")
    for n in range(1, 12):
        pages.put(f"第{n}号码头", 80, 100 + 28 * n)
        pages.put(f"{n}个泊位", 400, 100 + 28 * n)
    assert lines(pages.save())[0] == "第1号码头 1个泊位"


def test_a_turned_page_is_read_as_it_is_seen():
    pages = Pages(page_size=(842, 595), bottom=500, per_line=40)
    pages.canvas.setPageRotation(90)
    pages.canvas.translate(842, 0)
    pages.canvas.rotate(90)
    pages.page_size = (595, 842)
    pages.per_line = 28
    pages.paragraph("一、推广夜航灯。")
    pages.paragraph(LONG)
    pages.number = ""
    assert lines(pages.save()) == ["一、推广夜航灯。", LONG]


def test_slanting_words_are_a_watermark():
    pages = Pages()
    pages.paragraph("一、推广夜航灯。")
    pages.canvas.saveState()
    pages.canvas.translate(200, 300)
    pages.canvas.rotate(45)
    pages.canvas.drawString(0, 0, "内部资料")
    pages.canvas.restoreState()
    assert lines(pages.save()) == ["一、推广夜航灯。"]


def test_the_title_of_the_file_serves_only_where_the_text_has_none():
    body = [LONG, "（二）改造码头。增设充电桩。"]
    assert article(set_paragraphs(body, title="湖区夜航三项惠民举措")).title == "湖区夜航三项惠民举措"
    named = ["关于推广湖区夜航灯的通知", "一、设施建设", *body]
    assert article(set_paragraphs(named, title="某某模板文件稿纸")).title == "关于推广湖区夜航灯的通知"


def test_the_content_tells_a_pdf_whatever_its_suffix(tmp_path: Path):
    path = tmp_path / "notice.txt"
    path.write_bytes(b"\n\n" + set_paragraphs(PARAGRAPHS))
    assert read(path).format == "pdf"
    assert formats.recognise(b"x" * 1100 + b"%PDF-1.4", ".txt") is None


def test_a_locked_pdf_needs_no_password_to_say_so():
    from reportlab.lib.pdfencrypt import StandardEncryption

    lock = StandardEncryption("secret", ownerPassword="owner")
    assert "password" in refusal(set_paragraphs(PARAGRAPHS, encrypt=lock))


def test_a_pdf_that_only_forbids_printing_is_read():
    from reportlab.lib.pdfencrypt import StandardEncryption

    lock = StandardEncryption("", ownerPassword="owner", canPrint=0)
    assert lines(set_paragraphs(PARAGRAPHS, encrypt=lock)) == PARAGRAPHS


def test_what_is_damaged_or_no_pdf_is_told(tmp_path: Path):
    assert "damaged" in refusal(b"%PDF-1.7\n" + b"\0" * 500)
    path = tmp_path / "page.pdf"
    path.write_text("一、推广夜航灯。", "utf-8")
    with pytest.raises(ReadingError, match=r"page\.pdf: is no PDF by its content"):
        read(path)


def test_a_cut_pdf_ends_in_its_text_or_in_a_sentence():
    data = set_paragraphs(PARAGRAPHS)
    reasons: list[str] = []
    for share in (0.2, 0.5, 0.9, 0.99):
        try:
            assert article(data[: int(len(data) * share)]).text
        except ReadingError as error:
            reasons.append(str(error))
    assert all("damaged" in reason or "no text" in reason for reason in reasons)


def picture_page(pages: Pages) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = Image.effect_noise((300, 420), 60)
    pages.canvas.drawImage(ImageReader(picture), 0, 0, *pages.page_size)
    pages.turn()


@pytest.mark.usefixtures("without_ocr")
def test_pages_of_pictures_need_the_extra_and_the_others_are_read_without():
    pages = Pages(number="")
    picture_page(pages)
    picture_page(pages)
    pages.put(" ", 10, 10)
    assert "has no text, only pictures of pages; pip install 'jucuo[ocr]'" in refusal(pages.save())
    mixed = Pages(number="")
    picture_page(mixed)
    mixed.paragraph("一、推广夜航灯。")
    assert lines(mixed.save()) == ["一、推广夜航灯。"]


@pytest.mark.usefixtures("without_ocr")
def test_a_picture_needs_the_extra(tmp_path: Path):
    from PIL import Image

    Image.new("RGB", (40, 40)).save(tmp_path / "scan.png")
    with pytest.raises(ReadingError, match=r"scan\.png: is a picture; pip install 'jucuo\[ocr\]'"):
        read(tmp_path / "scan.png")


@pytest.mark.usefixtures("without_ocr")
def test_fonts_that_do_not_say_their_characters_are_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(glyphs, "_is_nameless", lambda character: character > "~")
    assert "fonts of this PDF do not say" in refusal(set_paragraphs(PARAGRAPHS))


def test_a_damaged_picture_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(recognition, "is_installed", lambda: True)
    with pytest.raises(ReadingError, match="the picture is damaged"):
        recognition.parse(b"\x89PNG\r\n\x1a\n broken")
    from PIL import Image

    stream = BytesIO()
    Image.new("RGB", (40, 40)).save(stream, "png")
    with using(Limits(image_pixels=100)), pytest.raises(ReadingError, match="40 × 40 pixels"):
        recognition.parse(stream.getvalue())


def test_lines_of_a_picture_are_put_together_like_printed_ones(monkeypatch: pytest.MonkeyPatch):
    """What the recogniser gives: boxes with words. The third row is full, the second is a heading."""
    places: list[tuple[str, float, float, float]] = [
        ("一、设施建设", 140, 400, 100),
        ("（一）推广湖区夜航灯。在主航道两侧设置", 140, 880, 170),
        ("太阳能夜航灯一百二十盏，由县交通运输局", 60, 880, 240),
        ("牵头办理。", 60, 260, 310),
    ]

    class Found:
        txts = tuple(text for text, *_ in places)
        scores = (0.99,) * len(places)

        class boxes:  # noqa: N801 - stands for an array
            @staticmethod
            def tolist() -> list[Any]:
                return [[[a, y], [b, y], [b, y + 40], [a, y + 40]] for _, a, b, y in places]

    monkeypatch.setattr(recognition, "_engine", lambda: lambda _: Found)
    from PIL import Image

    rows = recognition._read(Image.new("RGB", (940, 1300)), 0)
    found = [
        recognition.make_line(p).text for p in recognition.join_rows(rows, recognition.find_frames(rows))
    ]
    assert found == ["一、设施建设", "".join(text for text, *_ in places[1:])]


def test_a_picture_is_read_where_the_extra_is_installed(tmp_path: Path):
    pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    from PIL import Image, ImageDraw, ImageFont

    fonts = sorted(Path("/usr/share/fonts").rglob("*CJK*Regular*.tt[cf]"))
    if not fonts:
        pytest.skip("no Chinese font on this machine")
    picture = Image.new("RGB", (1000, 600), "white")
    font = ImageFont.truetype(str(fonts[0]), 32)
    for number, text in enumerate(("推广湖区夜航灯", "改造沿湖码头")):
        ImageDraw.Draw(picture).text((100, 100 + 70 * number), text, font=font, fill="black")
    picture.save(tmp_path / "scan.png")
    found = read(tmp_path / "scan.png")
    assert found.format == "image"
    assert found.text.replace("\n", "") == "推广湖区夜航灯改造沿湖码头"


def test_limits_end_in_a_sentence(monkeypatch: pytest.MonkeyPatch):
    with using(Limits(pages=1)):
        assert "has 2 pages" in refusal(set_paragraphs(PARAGRAPHS))
    with using(Limits(pdf_characters=100)):
        assert "more than the 100 characters" in refusal(set_paragraphs(PARAGRAPHS))
    monkeypatch.setattr(glyphs, "MAX_GLYPHS", 50)
    assert "a page has" in refusal(set_paragraphs(PARAGRAPHS))


def raw_pdf(content: bytes, box: str = "0 0 595 842", *, packed: bool = False) -> bytes:
    """A PDF of one page with the given content stream."""
    body = zlib.compress(content) if packed else content
    extra = b" /Filter /FlateDecode" if packed else b""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R "
        "/Resources << /Font << /F 5 0 R >> >> >>".encode(),
        b"<< /Length " + str(len(body)).encode() + extra + b" >>\nstream\n" + body + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + part + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\n".encode()
    return out + f"startxref\n{start}\n%%EOF\n".encode()


def test_a_bomb_is_refused_before_it_unpacks(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf, "MAX_STREAM", 1 << 20)
    assert "unpacks to more than" in refusal(raw_pdf(b"q Q\n" * (1 << 19), packed=True))


def test_a_page_of_a_million_characters_is_refused_in_time():
    shown = b"".join(b"1 0 0 1 %d %d Tm (abcdefghij) Tj " % (n % 500, n // 500) for n in range(100_000))
    data = raw_pdf(b"BT /F 1 Tf " + shown + b"ET", packed=True)
    start = time.perf_counter()
    assert "characters, more than" in refusal(data)
    assert time.perf_counter() - start < 20


def test_a_huge_page_and_ten_thousand_lines_are_read_in_time():
    drawn = b"".join(
        b"%d 0 m %d 800 l S 0 %d m 590 %d l S\n" % (n % 590, n % 590, n % 800, n % 800) for n in range(5_000)
    )
    start = time.perf_counter()
    assert article(raw_pdf(b"BT /F 12 Tf 100 700 Td (measure one) Tj ET " + drawn)).text == "measure one"
    assert article(raw_pdf(b"BT /F 12 Tf 100 700 Td (two) Tj ET", "0 0 99999999 99999999")).text == "two"
    assert time.perf_counter() - start < 20


def test_changed_bytes_end_in_an_article_or_in_one_sentence():
    """A thousand PDFs with some bytes changed; neither a crash nor a hang, nor any other error."""
    pages = Pages()
    pages.paragraph(LONG)
    pages.table(TASKS[:3], [3, 16, 8, 9])
    grid = b"".join(b"%d 100 m %d 400 l S 100 %d m 400 %d l S\n" % ((100 * n,) * 4) for n in range(1, 5))
    plain = raw_pdf(b"BT /F 12 Tf 110 350 Td (measure one) Tj 100 0 Td (by 2027) Tj ET\n" + grid)
    whole = pages.save()
    chance = random.Random(7)
    start = time.perf_counter()
    read_whole = 0
    reasons: set[str] = set()
    for data in [plain] * 900 + [whole] * 100:
        changed = bytearray(data)
        for _ in range(chance.choice((1, 3, 20))):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        try:
            pdf.parse(bytes(changed))
            read_whole += 1
        except ReadingError as error:
            reasons.add(error.reason)
    assert all(reasons)
    assert time.perf_counter() - start < 60
    assert read_whole > 100


def test_nothing_of_it_is_loaded_before_a_pdf_comes():
    heavy = ("pypdfium2", "pdfplumber", "PIL")
    code = f"import extractor.cli, extractor.reading, sys; print([m for m in {heavy} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert result.stdout.strip() == "[]"


def test_real_pdfs_keep_their_paragraphs(shared: Path):
    """A notice of five pages: its headings are lines of their own, no page number stands in a sentence."""
    path = shared / "corpus" / "documents" / "GD001.pdf"
    if not path.exists():
        pytest.skip(f"no {path}")
    found = read(path)
    printed = [b.span.of(found.text) for b in found.blocks if b.kind != BlockKind.FURNITURE]
    headings = [line for line in printed if line[0] in "一二三四五（" and not line.endswith("。")]
    assert len(headings) == 14
    assert not any("— " in line for line in printed)
