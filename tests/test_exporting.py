"""The table: its columns, its cells, its files."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import ExportError
from extractor.exporting import (
    COLUMNS,
    DOCUMENT_COLUMNS,
    FORMATS,
    Row,
    document_row,
    failure_row,
    open_table,
    read_table,
    rows,
    to_frame,
    write,
)
from extractor.exporting.cells import dump_cell, guard, load_cell, unguard
from extractor.model import (
    Article,
    Attribute,
    Block,
    BlockKind,
    Count,
    Evidence,
    Findings,
    Kind,
    Label,
    Marker,
    MarkerStyle,
    Measure,
    Role,
    Span,
    Verdict,
)

CASES = Path(__file__).parent / "cases" / "exporting.tsv"
TEXT = (
    "推出“用电无忧”两项措施：\n（一）推广充电桩联网通办。2025年底前，由市电力公司牵头办成。\n"
    "（二）=开通“一网通办”窗口。\n我们还将延长夜间抢修服务。\n"
)


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def measure(head: str, whole: str, number: str = "", **fields: Any) -> Measure:
    marker = Marker(MarkerStyle.HAN_PAREN, 1, span(number)) if number else None
    values: dict[str, Any] = {
        "id": f"a1-{span(head).start}",
        "kind": Kind.ENUMERATED,
        "role": Role.CORE,
        "group": (Label("用电无忧", span("用电无忧")),),
        "marker": marker,
        "head": span(head),
        "span": span(whole),
        "list_style": "han_paren",
    }
    return Measure(**(values | fields))


@pytest.fixture
def findings() -> Findings:
    article = Article(
        id="a1",
        source="notices/用电.txt",
        format="txt",
        text=TEXT,
        blocks=(Block(Span(0, len(TEXT)), BlockKind.PARAGRAPH),),
        title="用电无忧措施",
        published=date(2025, 3, 1),
        issuer="市电力公司",
        document_number="电办〔2025〕7号",
        encoding="utf-8",
    )
    first = measure(
        "推广充电桩联网通办",
        "推广充电桩联网通办。2025年底前，由市电力公司牵头办成。",
        "（一）",
        evidence=(
            Evidence("series", span("（一）"), 2),
            Evidence("verb", span("推广")),
            Evidence("series", span("（一）")),
        ),
        attributes=(
            Attribute("action", "推广", span("推广"), "first-verb"),
            Attribute("object", "充电桩联网通办", span("充电桩联网通办"), "complement"),
            Attribute("bodies", "lead:市电力公司", span("市电力公司"), "lead"),
            Attribute("deadline", "..2025-12-31", span("2025年底前"), "by"),
        ),
    )
    second = measure("=开通“一网通办”窗口", "=开通“一网通办”窗口。", "（二）", role=Role.SAFEGUARD)
    stated = measure(
        "我们还将延长夜间抢修服务",
        "我们还将延长夜间抢修服务。",
        kind=Kind.STATED,
        group=(),
        list_style="sentence",
    )
    counts = (
        Count("other", 9, "项", 0, Verdict.NOT_APPLICABLE, span("两项")),
        Count("用电无忧", 2, "项", 2, Verdict.MATCH, span("两项")),
    )
    return Findings(article, (first, second, stated), (), counts)


def test_columns_are_the_contract(findings: Findings) -> None:
    """Names and order are promised to researchers' scripts; a new one may only come at the end."""
    promised = """
        document title published issuer document_number measure_id parent_id kind role group number position
        measure text action object bodies deadline amounts beneficiary instrument list_style declared
        count_check start end text_start text_end rule score
    """
    assert " ".join(COLUMNS).startswith(" ".join(promised.split()))
    assert [list(row) for row in rows(findings)] == [list(COLUMNS)] * 2
    assert list(document_row(findings)) == list(DOCUMENT_COLUMNS)
    assert list(failure_row("a", "b")) == list(DOCUMENT_COLUMNS)


def test_a_row_says_everything_that_is_known(findings: Findings) -> None:
    assert rows(findings)[0] == {
        "document": "notices/用电.txt",
        "title": "用电无忧措施",
        "published": "2025-03-01",
        "issuer": "市电力公司",
        "document_number": "电办〔2025〕7号",
        "measure_id": "a1-17",
        "parent_id": "",
        "kind": "enumerated",
        "role": "core",
        "group": ["用电无忧"],
        "number": "（一）",
        "position": 1,
        "measure": "推广充电桩联网通办",
        "text": "推广充电桩联网通办。2025年底前，由市电力公司牵头办成。",
        "action": "推广",
        "object": "充电桩联网通办",
        "bodies": ["lead:市电力公司"],
        "deadline": ["2025年底前=..2025-12-31"],
        "amounts": [],
        "beneficiary": [],
        "instrument": [],
        "list_style": "han_paren",
        "declared": 2,
        "count_check": "match",
        "start": 17,
        "end": 26,
        "text_start": 17,
        "text_end": 46,
        "rule": ["series", "verb"],
        "score": None,
        "recurring": [],
        "speaker": "",
        "in_quote": False,
        "link": "",
    }


def test_rows_are_verbatim(findings: Findings) -> None:
    for row in rows(findings, tuple(Kind)):
        assert TEXT[row["start"] : row["end"]] == row["measure"]  # type: ignore[index]
        assert TEXT[row["text_start"] : row["text_end"]] == row["text"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [((Kind.ENUMERATED,), [1, 2]), ((Kind.STATED,), [1]), (tuple(Kind), [1, 2, 3]), ((), [])],
)
def test_only_the_wanted_kinds_are_rows_and_positions_have_no_gaps(
    findings: Findings, kinds: tuple[Kind, ...], expected: list[int]
) -> None:
    chosen = rows(findings, kinds)
    assert [row["position"] for row in chosen] == expected
    assert {row["kind"] for row in chosen} == ({kind.value for kind in kinds})


def count(scope: str, verdict: Verdict, declared: int = 5) -> Count:
    return Count(scope, declared, "项", 2, verdict, Span(0, 1))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((), (None, "")),
        ((count("document", Verdict.SHORT),), (5, "short")),
        ((count("document", Verdict.SHORT), count("inner", Verdict.MATCH, 2)), (2, "match")),
        ((count("outer", Verdict.OVER, 1), count("document", Verdict.SHORT)), (1, "over")),
        ((count("outer", Verdict.OVER, 1), count("inner", Verdict.MATCH, 2)), (2, "match")),
        ((count("a neighbour", Verdict.MATCH), count("other", Verdict.MATCH)), (None, "")),
        ((count("inner", Verdict.NOT_APPLICABLE), count("document", Verdict.OPEN)), (5, "open")),
        ((count("document", Verdict.SHORT, 3), count("document", Verdict.MATCH, 30)), (30, "match")),
    ],
    ids=["none", "document", "group", "outer-group", "innermost", "elsewhere", "not-applicable", "finest"],
)
def test_a_row_carries_the_count_of_its_nearest_scope(
    findings: Findings, counts: tuple[Count, ...], expected: tuple[int | None, str]
) -> None:
    inside = replace(findings.measures[0], group=(Label("outer", Span(0, 1)), Label("inner", Span(0, 1))))
    row = rows(replace(findings, measures=(inside,), counts=counts))[0]
    assert (row["declared"], row["count_check"]) == expected


def test_document_row(findings: Findings) -> None:
    row = document_row(replace(findings, counts=(*findings.counts, count("document", Verdict.SHORT))))
    assert {name: row[name] for name in ("enumerated", "core", "safeguard", "stated", "rejected")} == {
        "enumerated": 2,
        "core": 1,
        "safeguard": 1,
        "stated": 1,
        "rejected": 0,
    }
    assert (row["declared"], row["found"], row["count_check"]) == (5, 2, "short")
    assert row["characters"] == len(TEXT)
    assert row["counts"] == [
        "other: 9项 declared, 0 found, not_applicable",
        "用电无忧: 2项 declared, 2 found, match",
        "document: 5项 declared, 2 found, short",
    ]


def load_cases() -> list[tuple[str, str, str]]:
    lines = CASES.read_text(encoding="utf-8").splitlines()[1:]
    escapes = {r"\t": "\t", r"\r": "\r", r"\n": "\n"}
    cases = []
    for line in lines:
        origin, *cells = line.split("\t")[:3]
        for escape, character in escapes.items():
            cells = [cell.replace(escape, character) for cell in cells]
        cases.append((origin, *cells))
    return cases  # type: ignore[return-value]


@pytest.mark.parametrize(("origin", "text", "cell"), load_cases())
def test_cells_that_a_spreadsheet_would_run_are_made_harmless_and_recoverable(
    origin: str, text: str, cell: str
) -> None:
    assert guard(text) == cell
    assert unguard(cell) == text
    assert (origin == "negative") <= (text == cell)


@pytest.mark.parametrize(
    ("column", "members", "cell"),
    [
        ("group", ["主要任务", "服务民生"], "主要任务 / 服务民生"),
        ("group", ["水/电/气", "a / b"], r"水/电/气 / a \/ b"),
        ("bodies", ["lead:甲;乙", "support:丙"], r"lead:甲\;乙;support:丙"),
        ("deadline", ["年底前\\"], "年底前\\\\"),
        ("rule", [], ""),
    ],
)
def test_lists_in_a_cell(column: str, members: list[str], cell: str) -> None:
    assert dump_cell(column, members) == cell
    assert load_cell(column, cell) == members


def test_csv_is_what_excel_opens(findings: Findings, tmp_path: Path) -> None:
    """UTF-8 with a byte order mark, CRLF, a guard before the formula, and bare numbers."""
    target = tmp_path / "measures.csv"
    assert write(rows(findings), target) == 2
    data = target.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfdocument,title,")
    assert data.count(b"\r\n") == 3
    assert data.count(b"\n") == 3
    lines = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert lines[1]["measure"] == "'=开通“一网通办”窗口"
    assert (lines[0]["start"], lines[0]["group"], lines[0]["score"]) == ("17", "用电无忧", "")


def test_json_lines_keep_lists_numbers_and_text(findings: Findings, tmp_path: Path) -> None:
    target = tmp_path / "measures.JSONL"
    write(rows(findings), target)
    lines = target.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == rows(findings)
    assert json.loads(lines[1])["measure"].startswith("=开通")
    assert "推广充电桩联网通办" in lines[0]


@pytest.mark.parametrize("suffix", [one.suffixes[0] for one in FORMATS if one.kept])
def test_both_tables_come_back_as_they_were(findings: Findings, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"table{suffix}"
    write(rows(findings, tuple(Kind)), target)
    assert list(read_table(target)) == rows(findings, tuple(Kind))
    documents: list[Row] = [document_row(findings), failure_row("坏.doc", "坏.doc: no text")]
    write(documents, target, DOCUMENT_COLUMNS)
    assert list(read_table(target)) == documents


def test_a_text_longer_than_the_limit_of_csv_comes_back(findings: Findings, tmp_path: Path) -> None:
    long = rows(findings)[0] | {"text": "办" * 200_000}
    write([long], tmp_path / "a.csv")
    assert list(read_table(tmp_path / "a.csv")) == [long]


def test_a_file_name_that_is_no_utf8_can_be_written(findings: Findings, tmp_path: Path) -> None:
    odd = rows(findings)[0] | {"document": os.fsdecode(b"\xff.txt")}
    for name in ("a.csv", "a.jsonl"):
        write([odd], tmp_path / name)
        assert r"\udcff.txt" in (tmp_path / name).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("name", ["table.xls", "table", "table.csv.bak"])
def test_an_unknown_suffix_names_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match=r"\.csv, \.tsv, \.jsonl, .*\.dta or \.md"):
        write([], tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_an_unwritable_place_is_known_before_the_first_row(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for target, reason in (("missing/a.csv", "no such folder"), ("folder.csv", "is a folder")):
        with pytest.raises(ExportError, match=reason), open_table(tmp_path / target):
            pytest.fail("the block must not be entered")


def test_a_full_disk_is_an_error_that_names_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, findings: Findings
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(ExportError, match=r"measures\.csv: cannot be written \(No space left on device\)"):
        write(rows(findings), tmp_path / "measures.csv")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_an_error_in_the_middle_leaves_the_old_table_and_no_other_file(
    findings: Findings, tmp_path: Path, error: type[BaseException]
) -> None:
    target = tmp_path / "measures.csv"
    target.write_bytes(b"old")

    def stop_in_the_middle() -> None:
        with open_table(target) as table:
            table.write(rows(findings)[0])
            raise error

    with pytest.raises(error):
        stop_in_the_middle()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_nothing_is_at_the_target_before_the_last_row(findings: Findings, tmp_path: Path) -> None:
    target = tmp_path / "measures.csv"
    with open_table(target) as table:
        table.write(rows(findings)[0])
        assert not target.exists()
    assert list(tmp_path.iterdir()) == [target]


def test_a_replaced_table_keeps_its_permissions_and_its_link(tmp_path: Path) -> None:
    target, link = tmp_path / "real.csv", tmp_path / "link.csv"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    write([], link)
    assert link.is_symlink()
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_broken_table_is_refused_with_its_line(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("document,start\r\na,1\r\nb,one\r\n", encoding="utf-8")
    with pytest.raises(ExportError, match=r"a\.csv:3: .*one"):
        list(read_table(table))
    table.write_text("document,start\r\na\r\n", encoding="utf-8")
    with pytest.raises(ExportError, match=r"a\.csv:2: .*1 cells"):
        list(read_table(table))
    lines = tmp_path / "a.jsonl"
    lines.write_text('{"a": 1}\n[]\n', encoding="utf-8")
    with pytest.raises(ExportError, match=r"a\.jsonl:2"):
        list(read_table(lines))
    with pytest.raises(ExportError, match=r"b\.jsonl"):
        list(read_table(tmp_path / "b.jsonl"))


def test_a_frame_has_the_types_that_the_table_promises(findings: Findings) -> None:
    frame = to_frame([findings, findings])
    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == 4
    assert str(frame["start"].dtype) == str(frame["declared"].dtype) == "Int64"
    assert frame["published"].dt.year.tolist() == [2025] * 4
    assert frame["group"].tolist()[0] == ["用电无忧"]
    assert frame["score"].isna().all()
    empty = to_frame(replace(findings, measures=()))
    assert empty.dtypes.drop("published").equals(frame.dtypes.drop("published"))
    assert empty.empty
