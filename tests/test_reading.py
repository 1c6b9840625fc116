"""Reading: one text an article, its lines by kind, its metadata, its furniture, and clear errors."""

from __future__ import annotations

import csv
import io
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractor.errors import ReadingError
from extractor.lexicon import load
from extractor.limits import Limits, using
from extractor.model import Article, BlockKind
from extractor.reading import dates, find_inputs, furniture, read, read_string
from extractor.reading.dates import parse_date
from extractor.reading.drafts import BOLD_OFF, BOLD_ON, clean_line
from extractor.reading.formats import BY_SUFFIX
from extractor.reading.html import read_page
from extractor.reading.markdown import parse as read_markdown

CASES = Path(__file__).parent / "cases"
GOLD = Path(__file__).parent.parent.parent / "shared" / "gold"
SEED = Path(__file__).parent.parent.parent / "shared" / "seed"


def load_cases(name: str) -> list[object]:
    """The rows of a case table as parameters; known failures are expected to fail."""
    with (CASES / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    known = pytest.mark.xfail(reason="known failure", strict=True)
    return [
        pytest.param(
            row["input"].encode("latin-1", "backslashreplace").decode("unicode_escape"),
            row["expected"],
            id=f"{row['origin']}: {row['note']}",
            marks=[known] if row["origin"] == "known-failure" else [],
        )
        for row in rows
    ]


def read_case(source: str) -> Article:
    """``html|<p>…`` is read as HTML, and so on."""
    name, _, text = source.partition("|")
    return read_string(text, format=name)


@pytest.mark.parametrize(("source", "expected"), load_cases("reading_lines"))
def test_lines_have_their_text_and_kind(source: str, expected: str) -> None:
    article = read_case(source)
    assert "/".join(f"{block.kind}:{block.span.of(article.text)}" for block in article.blocks) == expected


@pytest.mark.parametrize(("source", "expected"), load_cases("reading_metadata"))
def test_metadata_is_found_and_never_invented(source: str, expected: str) -> None:
    found = read_case(source)
    published = found.published.isoformat() if found.published else ""
    assert "|".join((found.title, published, found.issuer, found.document_number)) == expected


@pytest.mark.parametrize(("text", "expected"), load_cases("reading_dates"))
def test_dates_are_those_of_the_calendar(text: str, expected: str) -> None:
    found = parse_date(text)
    assert (found.isoformat() if found else "") == expected


LEXICON = load()


@pytest.mark.parametrize("term", LEXICON.terms("furniture"), ids=lambda term: term.text)
def test_each_furniture_term_is_proved_by_its_example(term) -> None:  # type: ignore[no-untyped-def]
    """The example is furniture on a page of content; the counter-example is not."""
    article = read_string(f"一、推进平台建设。\n{term.example}\n二、完善协调机制。")
    assert article.blocks[1].kind == BlockKind.FURNITURE
    if term.counter:
        article = read_string(f"一、推进平台建设。\n{term.counter}\n二、完善协调机制。")
        assert article.blocks[1].kind == BlockKind.PARAGRAPH


@pytest.mark.parametrize("term", LEXICON.terms("fields"), ids=lambda term: term.text)
def test_each_field_label_is_proved_by_its_example(term) -> None:  # type: ignore[no-untyped-def]
    spaced = term.example.replace(term.text, "　".join(term.text))
    for printed in (term.example, spaced):
        article = read_string(f"{printed}\n一、推进平台建设。", format="md")
        assert article.blocks[0].kind in (BlockKind.METADATA, BlockKind.FURNITURE)


def test_a_plain_text_keeps_the_offsets_of_the_file() -> None:
    source = "\ufeff关于推广的通知\r\n\r\n　　一、推\u200b广　联网。\r完"
    article = read_string(source)
    assert article.text == "关于推广的通知\n\n　　一、推\u200b广　联网。\n完"


@pytest.mark.parametrize(
    ("source", "format", "expected"),
    [
        ("<p>一、<b>推广</b>。<strong>完善</strong><b>机制</b></p>", "html", ["推广", "完善机制"]),
        (
            '<p><span style="font-weight: 700">推广</span><span style="font-weight:400">完善</span></p>',
            "html",
            ["推广"],
        ),
        ('<p><b>推<span style="font-weight:normal">广</span>完善</b></p>', "html", ["推", "完善"]),
        ("<p><b>  推广 </b> <b>完善</b></p>", "html", ["推广 完善"]),
        (
            '<p><font cms-style="font-L strong-Bold">推广</font><font cms-style="font-L">完善</font></p>',
            "html",
            ["推广"],
        ),
        ('<p><span class="bjh-strong">推广</span><span class="boldly">完善</span></p>', "html", ["推广"]),
        ("一、**推广**。**完善**__机制__", "md", ["推广", "完善"]),
        ("**一、推广****完善**", "md", ["一、推广完善"]),
        ("甲**乙", "md", []),
    ],
)
def test_bold_stretches_are_spans_of_the_text(source: str, format: str, expected: list[str]) -> None:  # noqa: A002
    article = read_string(source, format=format)
    assert [span.of(article.text) for span in article.bold] == expected


def test_cells_know_their_place_across_spans() -> None:
    article = read_string(
        "<table><thead><tr><th>类<th>项<th>责任</thead>"
        "<tr><td rowspan=2>甲<td>一<td>财政局<tr><td colspan=2>二<tr><td>乙<td>三<td>科技局</table>",
        format="html",
    )
    cells = {block.span.of(article.text): block.cell for block in article.blocks}
    places = {text: (cell.row, cell.column, cell.header) for text, cell in cells.items() if cell}
    assert places == {
        "类": (0, 0, True),
        "项": (0, 1, True),
        "责任": (0, 2, True),
        "甲": (1, 0, False),
        "一": (1, 1, False),
        "财政局": (1, 2, False),
        "二": (2, 1, False),
        "乙": (3, 0, False),
        "三": (3, 1, False),
        "科技局": (3, 2, False),
    }
    assert cells["甲"] is not None
    assert (cells["甲"].row_span, cells["甲"].table) == (2, 0)


def test_tables_are_numbered_through_a_document() -> None:
    article = read_string(
        "|甲|乙|\n|-|-|\n|丙|丁|\n\n<table><tr><td>一<td>二<tr><td>三<td>四</table>", format="md"
    )
    assert [block.cell.table for block in article.blocks if block.cell] == [0, 0, 0, 0, 1, 1, 1, 1]


def test_a_body_printed_twice_counts_once() -> None:
    body = "".join(
        f"<p>第{n}条，推进平台建设，完善协调机制，建立长效制度，优化服务流程。</p>"
        for n in "一二三四五六七八"
    )
    twice = read_string(f"<div class=pc>{body}</div><div class=mobile>{body}</div>", format="html")
    assert twice.text == read_string(body, format="html").text


def test_repeated_cells_are_no_second_copy() -> None:
    rows = "".join("<tr><td>推进平台建设，完善协调机制</td><td>是</td></tr>" for _ in range(30))
    article = read_string(f"<table>{rows}</table>", format="html")
    assert len(article.blocks) == 60


def test_the_id_depends_on_the_words_alone() -> None:
    one, two = read_string("一、推进\n\n二、完善"), read_string("　一、推进\n二、 完善\n", source="b.txt")
    assert one.id == two.id
    assert len(one.id) == 12
    assert one.id != read_string("一、推进\n二、完善三").id


@dataclass
class NamedBytes(io.BytesIO):
    """A stream that knows where it comes from."""

    data: bytes
    name: str

    def __post_init__(self) -> None:
        super().__init__(self.data)


@pytest.mark.parametrize(
    ("name", "data", "format"),
    [
        ("a.txt", "一、推进".encode(), "txt"),
        ("a.txt", b"---\ntitle: a\n---\n<p>" + "一、推进".encode() + b"</p>", "md"),
        ("a.txt", "<p>一、推进</p>\n<p>二、完善</p>".encode(), "html"),
        ("a.txt", "<通知> 一、推进".encode(), "txt"),
        ("a.md", "<!DOCTYPE html><html><body><p>一、推进</p></body></html>".encode(), "html"),
        ("a.md", "<!-- 转载 -->\n\n# 推广\n\n一、推进".encode(), "md"),
        ("a.md", "<!-- 转载 -->\n<html><body><p>一、推进</p></body></html>".encode(), "html"),
        ("a.HTML", "<p>一、推进</p>".encode(), "html"),
        ("a.html", "一、推进\n二、完善".encode(), "txt"),
        ("a", "# 推广\n\n一、推进".encode(), "md"),
        ("a.unknown", "一、推进".encode(), "txt"),
        ("<stdin>", b"<html><body>" + "一、推进".encode() + b"</body></html>", "html"),
    ],
)
def test_the_format_is_that_of_suffix_and_content(name: str, data: bytes, format: str) -> None:  # noqa: A002
    article = read(NamedBytes(data, name))
    assert (article.format, article.source) == (format, name)


def test_a_chosen_format_overrules_suffix_and_content(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# 一、推进", encoding="utf-8")
    assert read(path, format="txt").text == "# 一、推进"


def test_standard_input_is_read_as_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("一、简化流程。".encode("gb18030"))))
    article = read("-")
    assert (article.text, article.source, article.encoding) == ("一、简化流程。", "-", "gb18030")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \r\n\xe3\x80\x80", "holds no text"),
        ("a.html", b"<html><script>var a = 1</script></html>", "holds no text"),
        ("a.docx", b"PK\x03\x04rest", "the document is damaged"),
        ("a.xlsx", b"PK\x03\x04rest", r"\.xlsx is not read; read are \.txt"),
        ("a.txt", b"PK\x03\x04rest", "zip container"),
        ("a.html", b"%PDF-1.7", "the PDF is damaged"),
        ("a.txt", b"\x00\x01\x02\x03" * 9, "binary data"),
        ("a.txt", bytes(range(1, 9)) * 9, "control characters"),
        ("a.txt", "一、推进建设".encode() * 9 + b"\xff\xff" + "二、完善".encode(), "byte 162"),
        ("a.csv", b"a,b", r"\.csv is not read"),
    ],
)
def test_an_unreadable_file_gives_one_clear_sentence(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadingError, match=words) as caught:
        read(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_missing_paths_folders_and_formats_are_named(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="no such file"):
        read(tmp_path / "missing.txt")
    with pytest.raises(ReadingError, match="is a folder"):
        read(tmp_path)
    with pytest.raises(ReadingError, match="unknown format 'odp'; read are txt, md, html, docx"):
        read_string("一", format="odp")


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * 101)
    with using(Limits(document_bytes=100)):
        with pytest.raises(ReadingError, match="101 bytes are more than the 100"):
            read(path)
        with pytest.raises(ReadingError, match="more than the 100 bytes"):
            read(io.BytesIO(b"a" * 101))


def test_folders_are_walked_in_order_and_errors_stand_in_place(tmp_path: Path) -> None:
    for name in ("b/2.md", "b/1.html", "a.txt", "c.odp", ".hidden/x.txt", "b/.x.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("一", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    found = [
        str(item) if isinstance(item, ReadingError) else item.relative_to(tmp_path).as_posix()
        for item in find_inputs([tmp_path, tmp_path / "missing", tmp_path / "empty", tmp_path / "c.odp"])
    ]
    assert found[:3] == ["a.txt", "b/1.html", "b/2.md"]
    assert "c.odp: .odp is not read" in found[3]
    assert "no such file or folder" in found[4]
    assert "holds no files" in found[5]
    assert found[6:] == ["c.odp"]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("一", encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert [item for item in find_inputs([tmp_path]) if isinstance(item, Path)] == [tmp_path / "a.txt"]


@pytest.mark.parametrize(
    ("source", "format"),
    [
        ("<div>" * 10_000 + "一、推进" + "</div>" * 10_000, "html"),
        ("<table><tr><td>" * 5_000 + "一、推进", "html"),
        ("<b>" * 30_000 + "一、推进", "html"),
        ("<p " + " ".join(f'a{n}="x"' for n in range(20_000)) + ">一、推进</p>", "html"),
        ("[" * 300_000 + "一、推进", "md"),
        ("*a" * 100_000 + "一、推进", "md"),
        ("一、推进" + " " * 1_000_000 + "完", "html"),
        ("推进项目建设，" * 300_000 + "一、推进", "md"),
        ("<p>一</p><p>二</p><p>三</p>" * 10_000 + "一、推进", "html"),
        ("<table>\n\n" * 5_000 + "一、推进", "md"),
        ("名\t" * 300_000 + "一、推进", "txt"),
        ("甲\t乙\t丙\n" * 50_000 + "一、推进", "txt"),
        ("甲" + " \u3000" * 500_000 + "乙  丙\n一、推进", "txt"),
    ],
    ids=[
        "elements",
        "tables",
        "bold",
        "attributes",
        "brackets",
        "stars",
        "blanks",
        "one line",
        "refrain",
        "open tables",
        "tabs",
        "aligned tables",
        "wide blanks",
    ],
)
def test_hostile_documents_are_read_in_linear_time(source: str, format: str) -> None:  # noqa: A002
    """Ten seconds are a hundred times what they take; a quadratic step would need minutes."""
    started = time.perf_counter()
    assert "一、推进" in read_string(source, format=format).text
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        (
            "序号\t任务\t单位\n1\t修渠\t水利局\n2\t植树\t\n",
            ["序号", "任务", "单位", "1", "修渠", "水利局", "2", "植树"],
        ),
        (
            "序号  任务　　单位\n\n1  修渠  水利局\n2  植树  林业局",
            ["序号", "任务", "单位", "1", "修渠", "水利局", "2", "植树", "林业局"],
        ),
        (
            "序号\t任务\t单位\n一、水利\n1\t修渠\t水利局\n",
            [*["序号", "任务", "单位", "一、水利", "1", "修渠", "水利局"]],
        ),
        ("张三  李四  王五\n2031年3月1日", []),
        ("序号\t任务\n1\t修渠\n2\t植树", []),
        ("第一，修渠；\t第二，植树；\t完\n1\t修渠\t水利局\n2\t植树\t林业局", []),
    ],
)
def test_lines_whose_cells_stand_apart_are_a_table(text: str, cells: list[str]) -> None:
    """A row of names, two rows of as many cells; offsets stay those of the file."""
    article = read_string(text, format="txt")
    found = [block for block in article.blocks if block.cell]
    assert [block.span.of(article.text) for block in found] == cells
    assert len(article.text) == len(text)
    assert all(block.span.of(text) == block.span.of(article.text) for block in found)


def test_nothing_is_loaded_or_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    source = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "乙乙乙乙">]><p>甲&x;&y;&y;</p>'
    text = read_string(source, format="html").text
    assert "机密" not in text
    assert "乙乙乙乙乙" not in text


def test_the_seed_is_read_by_content() -> None:
    paths = sorted(SEED.glob("*.txt")) if SEED.is_dir() else []
    if not paths:
        pytest.skip(f"{SEED} is not here")
    article = read(paths[0])
    kinds = [block.kind for block in article.blocks]
    assert article.format == "md"
    assert article.title.endswith("三十条举措")
    assert str(article.published) == "2022-02-17"
    assert kinds[-3:] == [BlockKind.FURNITURE] * 3
    assert set(kinds[:-3]) == {BlockKind.PARAGRAPH}


def test_gold_heads_stand_in_lines_of_content() -> None:
    """Every head that the annotators copied is in the text, and not inside furniture, metadata or titles."""
    if not GOLD.is_dir():
        pytest.skip(f"{GOLD} is not here")
    outside = (BlockKind.FURNITURE, BlockKind.METADATA, BlockKind.TITLE)
    missing: list[str] = []
    for path in sorted((GOLD / "documents").iterdir()):
        if path.suffix not in BY_SUFFIX:
            continue
        article = read(path)
        lines = (block.span.of(article.text) for block in article.blocks if block.kind not in outside)
        content = "".join("".join(lines).split())
        rows = (GOLD / "rows" / f"{path.stem}.tsv").read_text(encoding="utf-8").splitlines()
        heads = [row.split("\t")[3] for row in rows if not row.startswith("#")][1:]
        missing += [f"{path.stem}: {head}" for head in heads if "".join(head.split()) not in content]
    assert missing == []


BLANKS = (" ", "\n", "\u3000", "\xa0", "\u200b")
WORDS = (
    "推广",
    "联网 通办",
    "New Area",
    "，",
    "<br>",
    "<br/>",
    "<b>试点</b>",
    "<strong>\n试 点 </strong>",
    "&nbsp;",
)
PARAGRAPH = st.lists(st.sampled_from((*WORDS, *BLANKS)), max_size=8).map("".join)


@given(paragraphs=st.lists(PARAGRAPH, min_size=1, max_size=4))
@example(paragraphs=["推广\n\n推广\n\n<b>试点</b>"])
def test_plain_paragraphs_read_without_a_tree_are_what_the_tree_says(paragraphs: list[str]) -> None:
    piece = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    assert read_page(piece).lines == read_page(f"{piece}<i></i>").lines


@given(
    raw=st.text(
        st.sampled_from(["推", "广", "a", *BLANKS, "\t", "\r", "\x00", BOLD_ON, BOLD_OFF]), min_size=1
    )
)
def test_clean_lines_are_passed_over_without_a_change(raw: str) -> None:
    """Where only the ends of a line need cleaning it is passed over; marks without width forbid it."""
    assert clean_line(raw) == clean_line("\u200b".join([*raw, ""]))


@settings(max_examples=400)
@given(
    text=st.lists(
        st.sampled_from(["2", "１", "9", "９", "0", "二", "一", "〇", "年", "-", "月", "1", "日", " "]),
        max_size=12,
    ).map("".join)
)
@hypothesis.example(text="二〇二三年十一月二十日")
@hypothesis.example(text="１９98年１月1日")
def test_without_the_beginning_of_a_year_there_is_no_date(text: str) -> None:
    found = dates._DATE.search(dates.to_half_width(text)) or dates._HAN_DATE.search(text)
    assert dates.may_hold_date(text) or not found


FURNITURE_WORDS = [word for text in load().texts("furniture") for word in (text, " ".join(text))]


@settings(max_examples=400)
@given(
    pieces=st.lists(st.sampled_from([*FURNITURE_WORDS, " ", "|", "：", "推广", "2026-01-02 "]), max_size=4)
)
def test_a_line_without_a_word_of_furniture_is_none(pieces: list[str]) -> None:
    rules, line = furniture._rules(load()), "".join(pieces)
    assert rules.may_match(line) or not rules.match(line)


@pytest.mark.parametrize(
    ("lead", "kinds"),
    [
        ("{}、", {"furniture"}),
        ("[2026-03-0{}] ", {"furniture"}),
        ("第{}期简报：", {"list_item"}),
    ],
    ids=["numbers", "dates", "words"],
)
def test_links_behind_numbers_and_dates_are_links_alone(lead: str, kinds: set[str]) -> None:
    links = "".join(
        f'<li>{lead.format(at)}<a href="/{at}">桥头镇修桥见闻之{at}</a></li>' for at in range(1, 6)
    )
    text = "<p>镇里要修缮三座老桥，方便两岸居民来往，工程年内开工，明年汛期之前全部通车。</p>" * 4
    article = read_string(f"<html><body>{text}<ul>{links}</ul></body></html>", format="html")
    found = {block.kind.value for block in article.blocks if "见闻" in block.span.of(article.text)}
    assert found == kinds


LABEL = st.text(st.sampled_from("推广 ：|》\u3000\u200b_#0a-"), max_size=8)


@given(label=LABEL, url=st.text(st.sampled_from("/a.0:_-"), max_size=6))
def test_a_lone_link_is_read_like_one_with_another_mark(label: str, url: str) -> None:
    """A link with a title goes the longer way of all other marks, to the same line."""
    lone, marked = (read_markdown(f"首行\n[{label}]({url}{end})") for end in ("", ' "题"'))
    assert (lone.text, lone.blocks, lone.linked) == (marked.text, marked.blocks, marked.linked)
