"""What holds for every article, however it is put together; Hypothesis composes them from the snippets."""

from __future__ import annotations

import string
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from extractor import extract, read_string
from extractor.exporting import COLUMNS, FORMATS, Row, Value, read_table, rows, write
from extractor.exporting.cells import dump_cell, load_cell
from extractor.exporting.columns import DATES, DECIMALS, FLAGS, INTEGERS, LISTS, OPTIONAL
from extractor.lexicon import load
from extractor.model import Item, Kind
from extractor.pipeline import Extraction
from extractor.structure import outline

LEXICON = load()
HEADS = (
    "推广充电桩联网通办",
    "开通夜间抢修热线",
    "减免偏远村庄的电表更换费用",
    "建设社区充电驿站",
    "简化临时用电手续",
    "发放节能家电补贴",
    "推行电子发票",
    "深化“电力+社区”服务",
)
BODIES = (
    "",
    "2026年底前，由市电力公司牵头办成。",
    "对小微企业每户补贴不超过500元。",
    "各区按季度公布进展。（市财政局、市住建局负责）",
    "=SUM(A1)这一公式不作修改。",
)
GROUPS = ("优化办电服务", "降低用电成本", "保障可靠供电")
INTRODUCTIONS = ("", "为便利群众用电，现提出以下措施。", "2025年，全市新装充电桩三千个。")
UNRELATED = (
    "昨天傍晚，河边的柳树下有几位老人在下棋。",
    "晚霞映红了半边天，归巢的燕子掠过屋檐。",
    "他把茶杯放在窗台上，望着远处的雪山出神。",
)
HAN = "一二三四五六七八九"
SHIFTED = ("start", "end", "text_start", "text_end")
ABOUT_THE_DOCUMENT = (
    "document",
    "title",
    "published",
    "issuer",
    "document_number",
    "measure_id",
    "parent_id",
)

slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def outlines(draw: st.DrawFn) -> tuple[str, list[str]]:
    """An official outline (domain.md §1.1) and the heads of its items."""
    numbers = draw(
        st.sampled_from([lambda n: f"（{HAN[n]}）", lambda n: f"{n + 1}.", lambda n: f"({HAN[n]})"])
    )
    lines = ["关于便利群众用电的若干措施", draw(st.sampled_from(INTRODUCTIONS))]
    heads: list[str] = []
    unused = draw(st.permutations(HEADS))  # a measure that is printed twice would be one row
    for index in range(draw(st.integers(1, 3))):
        lines.append(f"{HAN[index]}、{GROUPS[index]}")
        members, unused = unused[: (size := draw(st.integers(2, 3)))], unused[size:]
        for number, head in enumerate(members):
            lines.append(f"{numbers(number)}{head}。{draw(st.sampled_from(BODIES))}")
        heads += members
    blank = draw(st.sampled_from(["\n", "\n\n"]))
    return blank.join(line for line in lines if line) + "\n", heads


@st.composite
def news(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A list inside a sentence (domain.md §1.3) and its members."""
    heads = draw(st.lists(st.sampled_from(HEADS), min_size=2, max_size=5, unique=True))
    before = draw(st.sampled_from(INTRODUCTIONS))
    text = f"{before}市电力公司推出{HAN[len(heads) - 1]}项举措，主要包括：{'；'.join(heads)}。\n"
    return text, heads


articles = st.one_of(outlines(), news())


def read_and_extract(text: str) -> Extraction:
    return extract(read_string(text, source="made-up.txt"), LEXICON)


@slow
@given(articles)
def test_every_composed_item_is_a_row(article: tuple[str, list[str]]) -> None:
    text, heads = article
    assert [row["measure"] for row in read_and_extract(text).rows()] == heads


@slow
@given(articles)
def test_spans_are_in_range_verbatim_and_in_order(article: tuple[str, list[str]]) -> None:
    extraction = read_and_extract(article[0])
    text = extraction.article.text
    last = 0
    for measure, row in zip(extraction.measures, rows(extraction, tuple(Kind)), strict=True):
        assert text[measure.head.start : measure.head.end] == row["measure"] != ""
        assert text[measure.span.start : measure.span.end] == row["text"]
        assert last <= measure.head.start
        assert measure.span.covers(measure.head)
        assert measure.span.end <= len(text)
        last = measure.head.end
        for attribute in measure.attributes:
            assert 0 <= attribute.span.start < attribute.span.end <= len(text)


@slow
@given(articles)
def test_children_lie_inside_their_parents_and_in_order(article: tuple[str, list[str]]) -> None:
    made = read_string(article[0])

    def check(items: tuple[Item, ...], start: int, end: int) -> None:
        for item in items:
            assert start <= item.span.start <= item.span.end <= end
            check(item.children, item.span.start, item.span.end)
            start = item.span.end

    check(outline(made, LEXICON), 0, len(made.text))


@slow
@given(articles)
def test_reading_is_deterministic(article: tuple[str, list[str]]) -> None:
    assert read_and_extract(article[0]) == read_and_extract(article[0])


@slow
@given(articles, st.sampled_from(UNRELATED))
def test_unrelated_text_before_an_article_only_shifts_offsets(
    article: tuple[str, list[str]], unrelated: str
) -> None:
    plain, moved = read_and_extract(article[0]), read_and_extract(f"{unrelated}\n\n{article[0]}")
    shift = len(moved.article.text) - len(plain.article.text)
    assert [_shift(row, shift) for row in plain.rows()] == [_shift(row, 0) for row in moved.rows()]


def _shift(row: Row, by: int) -> Row:
    kept = {name: value for name, value in row.items() if name not in ABOUT_THE_DOCUMENT}
    for name in SHIFTED:
        offset = kept[name]
        assert isinstance(offset, int)
        kept[name] = offset + by
    return kept


@slow
@given(st.lists(articles, max_size=3))
def test_export_and_load_give_the_same_rows(made: list[tuple[str, list[str]]]) -> None:
    written = [row for text, _ in made for row in read_and_extract(text).rows(tuple(Kind))]
    _assert_comes_back(written)


texts = st.text(
    st.one_of(
        st.sampled_from("=+-@'\t\r\n\\;/, \"＝办一" + string.ascii_lowercase), st.characters(codec="utf-8")
    )
)
members = texts.filter(bool)


def values(column: str) -> st.SearchStrategy[Value]:
    made: st.SearchStrategy[Value]
    if column in LISTS:
        made = st.lists(members, max_size=4)
    elif column in FLAGS:
        return st.booleans()
    elif column in INTEGERS:
        made = st.integers()
    elif column in DECIMALS:
        made = st.floats(allow_nan=False)
    else:
        made = members if column in OPTIONAL else texts
    return st.one_of(st.none(), made) if column in OPTIONAL else made


any_row = st.fixed_dictionaries({column: values(column) for column in COLUMNS})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(any_row, max_size=2))
def test_any_row_survives_export_and_load(made: list[Row]) -> None:
    """Also with formulas, separators, quotes, line breaks and control characters in every cell."""
    _assert_comes_back(made)


def _assert_comes_back(made: list[Row], suffixes: Sequence[str] = (".csv", ".tsv", ".jsonl")) -> None:
    with TemporaryDirectory() as folder:
        for suffix in suffixes:
            target = Path(folder, f"a{suffix}")
            write(made, target)
            assert list(read_table(target)) == made, suffix


KEPT = [one.suffixes[0] for one in FORMATS if one.kept]
LONG = 2**31 - 30  # Stata keeps the last values of a long for what is missing


def typed_values(column: str) -> st.SearchStrategy[Value]:
    """What a format with types can hold: days that are days, numbers of a bounded size and 15 digits."""
    made: st.SearchStrategy[Value] = values(column)
    if column in DATES:
        made = st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat))
    elif column in INTEGERS:
        made = st.one_of(st.none(), st.integers(-LONG, LONG))
    elif column in DECIMALS:
        made = st.one_of(
            st.none(), st.integers(-(10**6), 10**6).map(lambda n: n / 10**4)
        )  # Excel keeps 15 digits
    return made


typed_row = st.fixed_dictionaries({column: typed_values(column) for column in COLUMNS})


def bare_row(link: str) -> Row:
    """A row that holds nothing else."""
    empty: Row = {column: None if column in OPTIONAL else "" for column in COLUMNS}
    for column in COLUMNS:
        if column in LISTS:
            empty[column] = []
        elif column in FLAGS:
            empty[column] = False
    return empty | {"link": link}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(typed_row, max_size=2))
@example([bare_row("\u2400")])
@example([bare_row("_x2400_")])
def test_any_row_survives_every_format(made: list[Row]) -> None:
    """Also with formulas, line breaks, control characters and what XML cannot hold in every cell."""
    _assert_comes_back(made, KEPT)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["group", "bodies"]), st.lists(members, max_size=4))
def test_a_list_survives_its_cell(column: str, listed: list[str]) -> None:
    assert load_cell(column, str(dump_cell(column, listed))) == listed


@given(texts)
def test_no_cell_starts_as_a_formula(text: str) -> None:
    assert not str(dump_cell("measure", text)).startswith(tuple("=+-@\t\r\n＝＋－＠"))
