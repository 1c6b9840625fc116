"""The formats of tables, read back by this package and by the programs for which they are made."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, Command

from extractor.errors import ExportError
from extractor.exporting import (
    COLUMNS,
    DOCUMENT_COLUMNS,
    DOCUMENTS,
    FORMATS,
    MEASURES,
    Row,
    databases,
    open_table,
    open_tables,
    read_table,
    stata,
    write,
    xlsx,
)
from extractor.exporting.columns import DATES, DECIMALS, FLAGS, INTEGERS, LISTS
from extractor.exporting.schemas import column_of, heading

KEPT = [one.suffixes[0] for one in FORMATS if one.kept]
TOGETHER = [one.suffixes[0] for one in FORMATS if one.together]
LINK = "https://example.org/a?b=1#:~:text=%E5%8A%9E%2D"
HOSTILE = (
    *("=1+1", "@x", "\t=x", "a\rb\r\nc\n", " a ", "a\0b", "\x07\x1b[31m", "\ufffe"),
    *("😀", "_x0041_", "a|b <b>", "'; --"),
)


def row(columns: tuple[str, ...] = COLUMNS, **cells: Any) -> Row:
    made: Row = {}
    for column in columns:
        if column in LISTS:
            made[column] = ["lead:甲;乙", "=1"]
        elif column in INTEGERS:
            made[column] = 3
        elif column in DECIMALS:
            made[column] = 0.5
        elif column in FLAGS:
            made[column] = True
        else:
            made[column] = "2025-03-01" if column in DATES else f"{column} 办"
    return made | cells


UNKNOWN = row(declared=None, score=None, published=None, in_quote=False, group=[], text="", link="")
ROWS = [row(), UNKNOWN, *(row(measure=text, group=[text], title=text) for text in HOSTILE), row(link=LINK)]


def both(target: Path, language: str = "en", measures: list[Row] | None = None) -> Path:
    documents = row(DOCUMENT_COLUMNS)
    with open_tables(target, [MEASURES.named(language), DOCUMENTS.named(language)]) as (first, second):
        second.write(documents)
        for one in ROWS if measures is None else measures:
            first.write(one)
    return target


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("suffix", KEPT)
def test_hostile_rows_come_back_from_every_format(tmp_path: Path, suffix: str, language: str) -> None:
    target = tmp_path / f"a{suffix}"
    assert write(ROWS, target, MEASURES.named(language)) == len(ROWS)
    assert list(read_table(target)) == ROWS
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize("suffix", KEPT)
def test_lone_surrogates_are_written_as_escapes(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"a{suffix}"
    write([row(document="\udcff.txt", rule=["\ud800"])], target)
    (back,) = read_table(target)
    if suffix == ".jsonl":  # JSON has an escape of its own for them
        assert (back["document"], back["rule"]) == ("\udcff.txt", ["\ud800"])
    else:
        assert (back["document"], back["rule"]) == (r"\udcff.txt", [r"\ud800"])


@pytest.mark.parametrize("suffix", KEPT)
def test_a_long_text_comes_back_or_is_told_to_be_cut(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"a{suffix}"
    long = row(text="办" * 40_000)
    with open_table(target) as table:
        table.write(long)
    (back,) = read_table(target)
    if suffix == ".xlsx":
        assert len(str(back["text"])) == xlsx.CHARACTERS
        assert str(back["text"]).endswith("办 …[cut: 40,000 characters]")
        assert re.search("1 cut; .csv, .parquet", table.notes[0])
    else:
        assert (back, table.notes) == (long, ())


@pytest.mark.parametrize("suffix", TOGETHER)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_tables_stand_in_one_file(tmp_path: Path, suffix: str, language: str) -> None:
    target = both(tmp_path / f"a{suffix}", language)
    assert list(read_table(target)) == list(read_table(target, "measures")) == ROWS
    assert list(read_table(target, "documents")) == [row(DOCUMENT_COLUMNS)]
    with pytest.raises(ExportError, match=r"has no (sheet|table) notes"):
        list(read_table(target, "notes"))


def test_a_format_with_one_table_takes_no_two(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="holds one table"):
        both(tmp_path / "a.csv")


def test_every_column_has_a_chinese_heading_of_its_own() -> None:
    columns = dict.fromkeys((*COLUMNS, *DOCUMENT_COLUMNS))
    chinese = [heading(column, "zh") for column in columns]
    assert len({*chinese, *columns}) == 2 * len(columns)
    assert [column_of(printed) for printed in chinese] == list(columns)
    lines = (ROOT / "lexicons" / "headers" / "zh.tsv").read_text("utf-8").splitlines()
    assert [line.split("\t")[0] for line in lines if not line.startswith("#")] == list(columns)


def test_parquet_has_types(tmp_path: Path) -> None:
    write(ROWS, tmp_path / "a.parquet")
    types = {field.name: str(field.type) for field in pq.read_schema(tmp_path / "a.parquet")}
    assert [types[name] for name in ("start", "score", "published", "in_quote", "measure")] == [
        "int64",
        "double",
        "date32[day]",
        "bool",
        "string",
    ]
    frame = pd.read_parquet(tmp_path / "a.parquet")
    assert list(frame.columns) == list(COLUMNS)
    assert list(frame["bodies"][0]) == ["lead:甲;乙", "=1"]
    assert frame["declared"].isna().tolist() == [False, True, *[False] * (len(ROWS) - 2)]


def test_parquet_is_written_in_groups(tmp_path: Path) -> None:
    write((row(position=number) for number in range(2500)), tmp_path / "a.parquet")
    file = pq.ParquetFile(tmp_path / "a.parquet")
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [1024, 1024, 452]
    assert [back["position"] for back in read_table(tmp_path / "a.parquet")] == list(range(2500))


def test_a_workbook_is_made_to_be_looked_at(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(both(tmp_path / "a.xlsx"))
    assert book.sheetnames == ["measures", "documents"]
    sheet = book["measures"]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:AH{len(ROWS) + 1}")
    text = sheet.cell(2, COLUMNS.index("text") + 1)
    assert text.alignment.wrap_text
    assert sheet.column_dimensions[text.column_letter].width == xlsx.WIDTHS["text"]
    assert sheet.cell(2, COLUMNS.index("published") + 1).is_date
    assert sheet.cell(2, COLUMNS.index("start") + 1).value == 3
    assert sheet.cell(3, COLUMNS.index("declared") + 1).value is None
    link = sheet.cell(len(ROWS) + 1, COLUMNS.index("link") + 1)
    assert link.value == LINK
    assert f"{link.hyperlink.target}#{link.hyperlink.location}" == LINK


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    both(tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["measures"]
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "d", "b"}
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    formula = sheet.cell(ROWS.index(row(measure="=1+1", group=["=1+1"], title="=1+1")) + 2, 13)
    assert (formula.value, formula.quotePrefix) == ("=1+1", True)


def test_rows_and_links_beyond_the_limits_of_excel_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "ROWS", 3)
    monkeypatch.setattr(xlsx, "LINKS", 1)
    target = tmp_path / "a.xlsx"
    made = [row(position=number, link=LINK) for number in range(5)]
    with open_table(target) as table:
        for one in made:
            table.write(one)
    assert openpyxl.load_workbook(target).sheetnames == ["measures", "measures 2", "measures 3"]
    assert list(read_table(target)) == made
    assert table.notes == ("more links than Excel takes: 2 are written as text",)


def test_a_workbook_that_somebody_edited_is_read(tmp_path: Path) -> None:
    write([row()], tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book["measures"]
    sheet.cell(2, COLUMNS.index("start") + 1).value = "12"
    sheet.cell(2, COLUMNS.index("number") + 1).value = 7
    sheet.append([None])
    book.save(tmp_path / "a.xlsx")
    (back,) = read_table(tmp_path / "a.xlsx")
    assert (back["start"], back["number"]) == (12, "7")
    sheet.cell(2, COLUMNS.index("start") + 1).value = "zwölf"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(ExportError, match=r"a\.xlsx: measures, row 2: .*zwölf"):
        list(read_table(tmp_path / "a.xlsx"))


def test_rows_that_say_nothing_keep_their_place_in_a_workbook(tmp_path: Path) -> None:
    made: list[Row] = [{"deadline": []}, {"deadline": ["年底前"]}, {"deadline": []}, {"deadline": ["长期"]}]
    write(made, tmp_path / "a.xlsx", ["deadline"])
    assert list(read_table(tmp_path / "a.xlsx")) == made


def test_sqlite_has_lists_indexes_and_views(tmp_path: Path) -> None:
    made = [
        row(group=["服务民生", "内"]),
        row(group=["服务民生"]),
        row(group=['it\'s "x"; --']),
        row(group=[]),
    ]
    with closing(sqlite3.connect(both(tmp_path / "a.db", measures=made))) as database:

        def ask(question: str) -> list[Any]:
            return database.execute(question).fetchall()

        assert ask('SELECT typeof(start), typeof("group"), typeof(score) FROM measures')[0] == (
            "integer",
            "text",
            "real",
        )
        assert ask("SELECT value FROM measures, json_each(bodies) LIMIT 2") == [("lead:甲;乙",), ("=1",)]
        assert ask("SELECT label, documents, rows FROM groups") == [
            ("服务民生", 1, 2),
            ('it\'s "x"; --', 1, 1),
        ]
        assert ask('SELECT count(*) FROM "group 服务民生"') == [(2,)]
        assert ask('SELECT count(*) FROM "group it\'s ""x""; --"') == [(1,)]
        indexes = {name for (name,) in ask("SELECT name FROM sqlite_schema WHERE type = 'index'")}
        assert indexes == {
            *("measures_document", "measures_measure_id", "measures_kind", "measures_group"),
            "documents_document",
        }
        assert "measures_group" in str(ask('EXPLAIN QUERY PLAN SELECT * FROM "group 服务民生"'))


def test_duckdb_has_lists_days_and_views(tmp_path: Path) -> None:
    made = [row(group=["服务民生", "内"]), row(group=["it's"]), UNKNOWN]
    with closing(duckdb.connect(both(tmp_path / "a.duckdb", measures=made), read_only=True)) as database:
        types = {line[0]: line[1] for line in database.execute("DESCRIBE measures").fetchall()}
        assert [types[name] for name in ("bodies", "published", "start", "in_quote")] == [
            "VARCHAR[]",
            "DATE",
            "BIGINT",
            "BOOLEAN",
        ]
        assert database.execute("SELECT label, rows FROM groups").fetchall() == [("it's", 1), ("服务民生", 1)]
        assert database.execute('SELECT count(*) FROM "group it\'s"').fetchone() == (1,)
        assert database.execute("SELECT unnest(bodies) FROM measures LIMIT 1").fetchone() == ("lead:甲;乙",)


@pytest.mark.parametrize("suffix", [".sqlite", ".duckdb"])
def test_views_of_groups_are_bounded(tmp_path: Path, suffix: str) -> None:
    many = [row(group=[f"组{number}{'长' * 100}"]) for number in range(databases.VIEWS + 20)]
    many += [row(group=["a\0b"])] * 2
    target = both(tmp_path / f"a{suffix}", measures=many)
    with closing((sqlite3 if suffix == ".sqlite" else duckdb).connect(target)) as database:  # type: ignore[attr-defined]
        source = "sqlite_schema" if suffix == ".sqlite" else "duckdb_views()"
        column = "name" if suffix == ".sqlite" else "view_name"
        names = [
            name
            for (name,) in database.execute(f"SELECT {column} FROM {source}").fetchall()
            if name.startswith("group ")
        ]
        # a label with a control character has none; SQLite takes U+0000 for the end of the label
        assert len(names) == databases.VIEWS - (suffix == ".duckdb")
        assert max(map(len, names)) == len("group ") + databases.LONGEST_NAME
        assert database.execute("SELECT count(*) FROM groups").fetchone() == (databases.VIEWS + 21,)


def test_a_database_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    for name, library in (("a.sqlite", sqlite3), ("a.duckdb", duckdb)):
        target = tmp_path / name
        with closing(library.connect(target)) as database:  # type: ignore[attr-defined]
            database.execute("CREATE TABLE addresses (name VARCHAR)")
            database.commit()
        before = target.read_bytes()
        with pytest.raises(ExportError, match=r"with other tables \(addresses\)"):
            write(ROWS, target)
        assert target.read_bytes() == before
        target.write_text("a letter")
        with pytest.raises(ExportError, match=r"is no (SQLite|DuckDB) database"):
            write(ROWS, target)
        target.unlink()
        both(target)
        both(target, "zh", ROWS[:1])  # our own is replaced as a whole
        assert list(read_table(target)) == ROWS[:1]
        beside = target.with_name(f"{name}{'-wal' if library is sqlite3 else '.wal'}")
        beside.touch()
        with pytest.raises(ExportError, match="open in another program"):
            write(ROWS, target)
        assert list(read_table(target)) == ROWS[:1] if library is sqlite3 else True
        beside.unlink()


def test_stata_opens_its_file(tmp_path: Path) -> None:
    target = tmp_path / "a.dta"
    write([row(text="办" * 3000), UNKNOWN], target)
    frame = pd.read_stata(target)
    assert [name for name in frame.columns if name not in COLUMNS] == ["_end"]
    assert frame["text"][0] == "办" * 3000
    assert str(frame["published"].dtype).startswith("datetime64")
    assert frame["declared"].isna().tolist() == [False, True]
    with pd.io.stata.StataReader(target) as reader:
        assert reader.variable_labels()["measure"] == "举措"
    write([row()], target, MEASURES.named("zh"))
    with pd.io.stata.StataReader(target) as reader:
        assert reader.variable_labels()["举措"] == "measure"


def test_stata_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stata, "LARGEST", 2)
    with pytest.raises(ExportError, match=r"at most 2 rows; write \.parquet"):
        write([row()] * 3, tmp_path / "a.dta")
    assert list(tmp_path.iterdir()) == []


def test_nothing_in_a_markdown_cell_is_markup(tmp_path: Path) -> None:
    import markdown_it

    write(ROWS, tmp_path / "a.md")
    text = (tmp_path / "a.md").read_text("utf-8")
    html = markdown_it.MarkdownIt("commonmark").enable("table").render(text)
    assert html.count("<tr>") == len(ROWS) + 1
    assert html.count("<td>") == len(ROWS) * len(COLUMNS)
    assert set(re.findall(r"</?(\w+)", html)) <= {"table", "thead", "tbody", "tr", "th", "td", "br", "a"}
    assert f'href="{LINK}"' in html
    with pytest.raises(ExportError, match="not read back"):
        list(read_table(tmp_path / "a.md"))


@pytest.mark.parametrize("suffix", KEPT)
def test_a_file_that_is_no_table_is_an_error_of_ours(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"a{suffix}"
    with pytest.raises(ExportError, match=r"a\."):
        list(read_table(target))
    target.write_bytes(b"\xff\xfenothing\0of the kind" * 100)
    with pytest.raises(ExportError, match=r"a\."):
        list(read_table(target))


@pytest.mark.parametrize("suffix", KEPT)
def test_a_failure_in_the_middle_leaves_the_old_file_alone(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"a{suffix}"
    write(ROWS[:1], target)

    def stop() -> None:
        with open_table(target) as table:
            table.write(ROWS[0])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert list(read_table(target)) == ROWS[:1]
    assert list(tmp_path.iterdir()) == [target]


FULL = """
import os, resource, signal, sys
sys.path.insert(0, "tests")
from test_formats import ROWS
from extractor.errors import ExportError
from extractor.exporting import write
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
write(ROWS[:1], sys.argv[1])  # whatever is loaded is loaded now
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    write([row | {"text": os.urandom(600).hex()} for row in ROWS * 40], sys.argv[1])
except ExportError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the size of files cannot be bounded")
@pytest.mark.parametrize("suffix", [one.suffixes[0] for one in FORMATS])
def test_a_file_that_grows_too_large_is_an_error_and_leaves_nothing(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / "out" / f"a{suffix}"
    target.parent.mkdir()
    command = [sys.executable, "-c", FULL, str(target)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert re.search(rf"a\{suffix}: cannot be written \(.+\); nothing was kept", done.stdout), done.stderr
    assert "Traceback" not in done.stderr
    assert list(target.parent.iterdir()) == [target]
    if suffix != ".md":
        assert list(read_table(target)) == ROWS[:1]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_a_stream_that_takes_no_bytes_keeps_its_error(suffix: str) -> None:
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError, match="No space"):
        write(ROWS * 200, full, format_name=suffix[1:])


@pytest.mark.parametrize(("suffix", "module"), [(".duckdb", "duckdb")])
def test_a_missing_library_is_named_with_the_way_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, f"extractor.exporting.{suffix[1:]}", raising=False)
    with pytest.raises(ExportError, match=rf"{module}, which is missing; .*'jucuo\[{suffix[1:]}\]'"):
        write(ROWS, tmp_path / f"a{suffix}")
    assert list(tmp_path.iterdir()) == []


SAMPLE = ROOT / "samples" / "cold-chain-measures.html"


def test_the_command_writes_both_sheets_in_chinese(jucuo: Command, tmp_path: Path) -> None:
    done = jucuo("extract", SAMPLE, "-o", tmp_path / "a.xlsx", "--header", "zh")
    assert done.returncode == 0, done.stderr
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True)
    assert book.sheetnames == ["measures", "documents"]
    assert next(book["documents"].values)[:2] == ("文件", "标题")
    assert len(list(read_table(tmp_path / "a.xlsx"))) == 12
    (document,) = read_table(tmp_path / "a.xlsx", "documents")
    assert document["enumerated"] == 12


def test_the_command_writes_the_chosen_columns_in_their_order(jucuo: Command) -> None:
    done = jucuo("extract", SAMPLE, "-o", "-", "--columns", "measure,分组,start", "--format", "tsv")
    lines = list(csv.reader(io.StringIO(done.stdout.removeprefix("\ufeff")), delimiter="\t"))
    assert lines[0] == ["measure", "group", "start"]
    assert len(lines) == 13


def test_a_database_goes_through_a_pipe_and_not_to_a_terminal(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "extractor", "extract", str(SAMPLE), "-o", "-", "--format", "sqlite"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    piped = subprocess.run(command, env=environment, capture_output=True, check=True)
    (tmp_path / "a.sqlite").write_bytes(piped.stdout)
    assert len(list(read_table(tmp_path / "a.sqlite"))) == 12
    assert len(list(read_table(tmp_path / "a.sqlite", "documents"))) == 1
    master, terminal = pty.openpty()
    shown = subprocess.run(command, env=environment, stdout=terminal, stderr=subprocess.PIPE, check=False)
    os.close(terminal)
    os.close(master)
    assert shown.returncode == 2
    assert b"sqlite is nothing for a terminal" in shown.stderr


def test_the_pmc_table_has_numbers_in_every_format(jucuo: Command, tmp_path: Path) -> None:
    done = jucuo("extract", SAMPLE, "--pmc", tmp_path / "p.parquet")
    assert done.returncode == 0, done.stderr
    frame = pd.read_parquet(tmp_path / "p.parquet")
    assert frame["PMC"].dtype == frame["X1-1"].dtype == "float64"
    assert json.loads(frame.to_json())["title"]["0"]
