"""The 0/1 table of the PMC index: its questions, its variables, its file."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from case_tables import load_cases
from conftest import ROOT, Command, read_table

from extractor.errors import LexiconError
from extractor.exporting import COLUMNS as MEASURE_COLUMNS
from extractor.exporting import DOCUMENT_COLUMNS, PmcIndex, Row, document_row
from extractor.exporting.cells import load_cell
from extractor.exporting.conditions import DOCUMENTS, MEASURES, read_test
from extractor.lexicon import INDICES, builtin_folder, load
from extractor.model import Kind
from extractor.pipeline import extract
from extractor.reading import read, read_string

GOLDEN = ROOT / "tests" / "golden" / "pmc.csv"
ANSWERS = {True: "yes", False: "no", None: "unknown"}
INDEX = PmcIndex.of(load())
PARTS = [part for main in INDEX.variables for part in main.parts]


def row(columns: tuple[str, ...], cells: str) -> Row:
    """A row with these cells (``a=1, b=2``) and all others empty."""
    given = dict(cell.split("=", 1) for cell in cells.split(", ") if cell)
    return {column: load_cell(column, given.get(column, "")) for column in columns}


@pytest.mark.parametrize(("case", "expected"), load_cases("conditions"))
def test_a_test_is_answered_or_its_mistake_is_named(case: str, expected: str) -> None:
    text, document, *measures = (part.strip() for part in case.split("¦"))
    if expected.startswith("error: "):
        with pytest.raises(ValueError, match=re.escape(expected.removeprefix("error: "))):
            read_test(text, load())
        return
    rows = [row(MEASURE_COLUMNS, cells) for cells in measures if cells]
    assert ANSWERS[read_test(text, load()).answer(row(DOCUMENT_COLUMNS, document), rows)] == expected


def test_only_columns_of_the_tables_are_asked() -> None:
    assert set(MEASURES) <= set(MEASURE_COLUMNS)
    assert set(DOCUMENTS) <= set(DOCUMENT_COLUMNS)


def test_the_index_is_the_sum_of_the_means() -> None:
    """Ruiz Estrada 2011: all sub-variables weigh the same, and so do the main variables."""
    document = row(
        DOCUMENT_COLUMNS,
        "written=2024-03-01, published=2024-03-02, issuer=某省民政厅, issuer_level=province, "
        "document_type=意见, enumerated=2",
    )
    measures = [
        row(MEASURE_COLUMNS, "role=core, action=支持, instrument=supply.funds:补贴, beneficiary=企业"),
        row(MEASURE_COLUMNS, "role=safeguard, deadline=2024年底前=..2024-12-31, bodies=lead:省民政厅"),
    ]
    made = INDEX.row(document, measures)
    ones = {part.id for part in PARTS if made[part.id] == 1}
    assert ones == {"X1-2", "X1-3", "X2-3", "X3-3", "X5-1", "X6-1", "X7-2", "X7-3", "X8-1", "X8-5", "X10-1"}
    means = {
        "X1": 2 / 3,
        "X2": 1 / 3,
        "X3": 1 / 5,
        "X5": 1 / 3,
        "X6": 1 / 5,
        "X7": 1 / 2,
        "X8": 1 / 3,
        "X10": 1,
    }
    assert {main.id: made[main.id] for main in INDEX.variables} == pytest.approx(means, abs=1e-4)
    assert made["PMC"] == pytest.approx(sum(means.values()), abs=1e-4)


def test_what_is_unknown_stays_empty_up_to_the_index() -> None:
    made = INDEX.row(row(DOCUMENT_COLUMNS, "published=2024-03-02, enumerated=0"), [])
    assert [made[name] for name in ("X3-1", "X3", "PMC")] == [None, None, None]
    assert [made[name] for name in ("X1-1", "X1", "X10")] == [0, 0.0, 1.0]


@pytest.mark.parametrize(("case", "expected"), load_cases("pmc"))
def test_a_variable_is_decided_by_an_article(case: str, expected: str) -> None:
    name, suffix, text = case.split("|", 2)
    found = extract(read_string(text, format=suffix), load())
    value = INDEX.row(document_row(found), found.rows())[name]
    assert ("" if value is None else str(value)) == expected


def test_every_variable_has_an_example_and_a_counter_example() -> None:
    """A date that was not found is unknown, so nothing says no to X10-1."""
    cases = [(str(case.values[0]).split("|")[0], case.values[1]) for case in load_cases("pmc")]
    answers = {part.id: {answer for name, answer in cases if name == part.id} for part in PARTS}
    assert {name for name, found in answers.items() if not {"0", "1"} <= found} == {"X10-1"}


def test_the_samples_give_their_golden_table(jucuo: Command, tmp_path: Path) -> None:
    target = tmp_path / "pmc.csv"
    done = jucuo("extract", "samples", "-o", tmp_path / "measures.csv", "--pmc", target)
    assert done.returncode == 0, done.stderr
    assert read_table(target) == read_table(GOLDEN)


def test_json_lines_hold_numbers_and_null(jucuo: Command, tmp_path: Path) -> None:
    target = tmp_path / "pmc.jsonl"
    assert jucuo("extract", "samples/port-results.txt", "-o", "-", "--pmc", target).returncode == 0
    assert '"X1-1": 0' in target.read_text("utf-8")
    assert '"X3-1": null' in target.read_text("utf-8")


def test_the_questions_are_asked_of_the_rows_that_are_written(jucuo: Command, tmp_path: Path) -> None:
    """Without plain sentences nobody promises; with them the promise in the quotation counts."""
    article = tmp_path / "a.txt"
    article.write_text("澜州港办实事\n市港务局局长说，下一步将为渔民发放燃油补贴。\n", "utf-8")
    found = []
    for kind in ("enumerated", "all"):
        jucuo("extract", article, "-o", "-", "--kind", kind, "--pmc", tmp_path / "pmc.csv")
        (line,) = read_table(tmp_path / "pmc.csv")
        found.append(line["X8-1"])
    assert found == ["0", "1"]


def test_python_gives_the_same_row() -> None:
    found = extract(read(ROOT / "samples" / "cold-chain-measures.html"))
    made = INDEX.row(document_row(found), found.rows((Kind.ENUMERATED,)))
    (golden,) = [one for one in read_table(GOLDEN) if "cold-chain" in one["document"]]
    assert {name: golden[name] for name in INDEX.columns[2:]} == {
        name: "" if made[name] is None else str(made[name]) for name in INDEX.columns[2:]
    }


def test_a_file_of_ones_own_takes_the_place_of_the_built_in_one(jucuo: Command, tmp_path: Path) -> None:
    words = tmp_path / "my-words"
    (words / INDICES).mkdir(parents=True)
    (words / INDICES / "pmc.tsv").write_text("B\t\tbodies\t主体\nB-1\tbodies\tnamed\t有责任单位\n", "utf-8")
    done = jucuo(
        "extract", "samples/cold-chain-measures.html", "--lexicons", words, "--pmc", tmp_path / "p.csv"
    )
    assert done.returncode == 0, done.stderr
    (line,) = read_table(tmp_path / "p.csv")
    assert [line[name] for name in ("B-1", "B", "PMC")] == ["1", "1.0", "1.0"]
    assert jucuo("lexicon", "check", words).returncode == 0


def test_all_mistakes_of_a_file_come_at_once(jucuo: Command, tmp_path: Path) -> None:
    (tmp_path / INDICES).mkdir()
    lines = [
        "id\ttest\tenglish\tchinese\tnote",
        "X1-1\tbodies\tnamed",
        "X5\t\tinstruments",
        "X5-1\tinstrument=suply\tsupply",
        "X5-2\tinstrument=supply\tsupply",
        "X5-2\tinstrument=demand\tdemand",
        "X5-3\t\tno test",
        "PMC\t\tthe sum",
        "=1\t\ta formula",
        "X6-1\tbodies\tunder another one",
        "X7\t\ta\tb\tc\td",
    ]
    (tmp_path / INDICES / "pmc.tsv").write_text("\n".join(lines), "utf-8")
    with pytest.raises(LexiconError) as caught:
        PmcIndex.of(load(tmp_path))
    told = [str(one).removeprefix(f"{tmp_path / INDICES / 'pmc.tsv'}:") for one in caught.value.problems]
    assert [one.split(" ", 1) for one in sorted(told, key=lambda one: int(one.split(":")[0]))] == [
        ["2:1:", "'X1-1' stands under no main variable; put a line with its id and no test above it"],
        ["4:6:", "instrument is never 'suply'; did you mean 'supply'?"],
        ["6:1:", "'X5-2' stands already in line 5; keep one of the two"],
        ["7:1:", "'X5-3' is a sub-variable and has no test; write one, as in bodies"],
        ["8:1:", "'PMC' names no variable; give an id of its own, as in X5 and X5-1"],
        ["9:1:", "'=1' names no variable; give an id of its own, as in X5 and X5-1"],
        ["10:1:", "'X6-1' stands under no main variable; put a line with its id and no test above it"],
        ["11:1:", "has 6 cells; at most 5: id, test, english, chinese, note"],
    ]
    assert jucuo("lexicon", "check", tmp_path).returncode == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("pmc", b"X1\t\tempty\n", "pmc.tsv:1:1: X1 has no sub-variable; add one or take it away"),
        ("pmc", b"# nothing\n", "pmc.tsv: holds no variable; begin with the built-in file"),
        ("pmc", b"X1\t\t\xff\n", "pmc.tsv: cannot be read as UTF-8"),
        ("pcm", b"X1\t\tnature\n", "pcm.tsv: unknown index 'pcm'; did you mean 'pmc'?"),
    ],
    ids=["empty-main", "empty", "encoding", "name"],
)
def test_a_file_that_holds_no_index_is_a_mistake(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / INDICES).mkdir()
    (tmp_path / INDICES / f"{name}.tsv").write_bytes(content)
    with pytest.raises(LexiconError, match=message.split(" (")[0].replace(".", r"\.").replace("?", r"\?")):
        PmcIndex.of(load(tmp_path))


def test_another_taxonomy_needs_variables_of_its_own() -> None:
    """Its labels are others: zeros in all columns would be wrong without a word."""
    with pytest.raises(LexiconError, match="instrument is never 'supply'"):
        PmcIndex.of(load(builtin_folder() / "taxonomies" / "howlett-ramesh"))


def test_the_built_in_variables_have_names_in_two_languages_and_the_guide_names_the_main_ones() -> None:
    path = builtin_folder() / INDICES / "pmc.tsv"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    for line in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        assert line["english"].isascii(), line
        assert line["english"], line
        assert line["chinese"], line
        assert not line["chinese"].isascii(), line
    guide = (ROOT / "docs" / "pmc.md").read_text("utf-8")
    for main in INDEX.variables:
        assert f"| `{main.id}` {main.english} {main.chinese} |" in guide
        assert ", ".join(part.english for part in main.parts).replace(" term,", ",") in guide


def test_the_guide_names_every_column_that_can_be_asked() -> None:
    guide = (ROOT / "docs" / "pmc.md").read_text("utf-8").split("| what can be asked", 1)[1].split("\n\n")[0]
    assert sorted(
        name for name in guide.replace("`", " ").split() if name in {*MEASURES, *DOCUMENTS}
    ) == sorted({*MEASURES, *DOCUMENTS})


def test_the_example_of_the_guide_is_sound(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "pmc.md").read_text("utf-8")
    (tmp_path / INDICES).mkdir()
    (tmp_path / INDICES / "pmc.tsv").write_text(guide.split("```tsv\n", 1)[1].split("```", 1)[0], "utf-8")
    assert [main.id for main in PmcIndex.of(load(tmp_path)).variables] == ["X4", "X5", "X7"]
