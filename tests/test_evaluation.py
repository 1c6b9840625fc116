"""Found measures against labels: figures, rows that differ, what a change wins, mistakes in labels."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Command

from extractor import COLUMNS, LabelError, compare, evaluate, read_gold, write
from extractor.evaluation import Figures, Gold, Report, Score, Share, describe_changes, labelled_documents
from extractor.exporting import MEASURES, Row, Value
from extractor.pipeline import Failure

HEAD = "kind\tnumber\tgroup\thead\trole\tbodies\tdeadline\n"
RULES = """关于便利企业用电的若干措施

为便利企业用电，现提出以下四条措施。

一、优化办电服务

（一）推广充电桩联网通办。2025年底前办成，由市电力公司牵头，市财政局配合。

（二）开通“一网通办”窗口。全天受理企业报修。

二、降低用电成本

（三）减免偏远村庄的电表更换费用。对低收入家庭免收全部费用。

（四）发放节能家电补贴。每户不超过500元。
"""
RULES_LABELS = (
    "#id\trules\n#genre\tofficial_numbered\n#declared\t4\t条\tdocument\n#note\tfour\n"
    + HEAD
    + "enumerated\t（一）\t优化办电服务\t推广充电桩联网通办\tcore"
    + "\tlead:市电力公司;support:市财政局\t2025年底前\n"
    + "enumerated\t（二）\t优化办电服务\t开通“一网通办”窗口\tcore\t\t\n"
    + "enumerated\t（三）\t降低用电成本\t减免偏远村庄的电表更换费用\tcore\t\t\n"
    + "enumerated\t（四）\t降低用电成本\t发放节能家电补贴\tcore\t\t\n"
)
NEWS = "市水务集团推出三项举措，主要包括：建设社区取水点；简化临时用水手续；推行电子账单。\n"
NEWS_LABELS = (
    "#id\tnews\n#genre\tnews_inline_list\n"
    + HEAD
    + "enumerated\t\t\t建设社区取水点\tcore\t\t\n"
    + "enumerated\t\t\t简化临时用水手续\tcore\t\t\n"
    + "enumerated\t\t\t推行电子账单\tcore\t\t\n"
)
QUIET_LABELS = "#id\tquiet\n#genre\tnews_prose\n" + HEAD

Labels = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three labelled documents, the last without a measure, and one without labels."""
    documents, rows = tmp_path / "labelled" / "documents", tmp_path / "labelled" / "rows"
    documents.mkdir(parents=True)
    rows.mkdir()
    texts = {"rules": RULES, "news": NEWS, "quiet": "昨日天气晴朗，气温二十度。\n", "other": NEWS}
    for name, text in texts.items():
        (documents / f"{name}.txt").write_text(text, "utf-8")
    for name, labels in {"rules": RULES_LABELS, "news": NEWS_LABELS, "quiet": QUIET_LABELS}.items():
        (rows / f"{name}.tsv").write_text(labels, "utf-8")
    return documents.parent


def row(document: str, measure: str, **values: Value) -> Row:
    return {"document": document, "measure": measure, "kind": "enumerated", "role": "core"} | values


def whole(rows: list[Row]) -> list[Row]:
    """Rows with every column of the table, empty where nothing is said."""
    return [dict.fromkeys(COLUMNS, "") | given for given in rows]


FOUND = [
    row(
        "in/rules.txt",
        "推广充电桩联网通办。",
        number="(一)",
        group=["优化办电服务"],
        bodies=["lead:市电力公司", "lead:市财政局", "guide:市民政局"],
        deadline=["2025年底前=..2025-12-31"],
    ),
    row("in/rules.txt", "开通“一网通办”窗口 全天受理", group=["优化办电服务"], role="safeguard"),
    row("in/rules.txt", "发放节能家电补贴", number="（四）", group=["总则", "降低用电成本"]),
    row("in/rules.txt", "本措施自发布之日起施行"),
    row("in/news.txt", "建设社区取水点"),
    row("in/news.txt", "推行电子账单"),
    row("in/news.txt", "目前共有五个取水点", kind="stated"),
    row("in/other.txt", "不在标注之内"),
]


# ---- figures --------------------------------------------------------------------------------------------


def test_each_figure_counts_what_it_says(folder: Path) -> None:
    figures = evaluate(read_gold(folder), FOUND).figures
    assert figures.enumerated_head_exact == Score(right=4, found=6, n=7)
    assert figures.enumerated_head_loose == Score(right=5, found=6, n=7)
    assert figures.stated_head_exact == Score(right=0, found=1, n=0)
    assert (figures.group, figures.number, figures.role) == (Share(4, 5), Share(4, 5), Share(4, 5))
    assert (figures.bodies, figures.names) == (Score(1, 3, 2), Score(2, 3, 2))
    assert figures.deadline == Score(1, 1, 1)
    assert figures.counts == Share(0, 1)


def test_everything_found_is_one_everywhere(folder: Path) -> None:
    gold = read_gold(folder)
    values = evaluate(gold, rows_of(gold)).figures.values()
    assert {figure.get("f1", figure.get("share")) for figure in values.values()} == {1.0}


def test_nothing_found_has_recall_zero_and_nothing_labelled_and_found_is_right(folder: Path) -> None:
    report = evaluate(read_gold(folder), [])
    assert report.figures.enumerated_head_exact.values() == {"p": 0.0, "r": 0.0, "f1": 0.0, "n": 7}
    assert report.by_genre["news_prose"].enumerated_head_exact.values() == {"p": 1, "r": 1, "f1": 1, "n": 0}
    assert Figures().values()["group"] == {"share": 0.0, "n": 0}


def test_documents_add_up_to_genres_and_genres_to_all(folder: Path) -> None:
    report = evaluate(read_gold(folder), FOUND)
    assert list(report.by_genre) == ["news_inline_list", "news_prose", "official_numbered"]
    assert report.by_genre["news_inline_list"].enumerated_head_exact == Score(2, 2, 3)
    assert sum(report.by_genre.values(), Figures()) == report.figures


def test_equal_heads_are_paired_once_and_in_order(folder: Path) -> None:
    report = evaluate(read_gold(folder), [row("news.md", "推行电子账单")] * 2)
    assert report.figures.enumerated_head_exact == Score(1, 2, 7)
    assert [entry.head for pair in report.comparisons for entry in pair.extra] == ["推行电子账单"]


def test_the_rows_and_values_that_differ_are_named(folder: Path) -> None:
    report = evaluate(read_gold(folder), FOUND)
    pairs = {pair.gold.id: pair for pair in report.comparisons}
    assert [entry.head for entry in pairs["news"].missed] == ["简化临时用水手续"]
    assert [entry.head for entry in pairs["news"].extra] == ["目前共有五个取水点"]
    assert [entry.line for entry in pairs["rules"].missed] == [7, 8]
    wrong = [(value.head, value.column, value.expected, value.found) for value in report.wrong]
    assert wrong == [
        (
            "推广充电桩联网通办",
            "bodies",
            "lead:市电力公司; support:市财政局",
            "lead:市电力公司; lead:市财政局; guide:市民政局",
        ),
        ("开通“一网通办”窗口", "number", "（二）", ""),
        ("开通“一网通办”窗口", "role", "core", "safeguard"),
        ("发放节能家电补贴", "group", "降低用电成本", "总则 / 降低用电成本"),
    ]


def test_a_row_without_a_head_of_its_own_is_no_row_of_a_table() -> None:
    with pytest.raises(KeyError, match="measure"):
        evaluate([], [{"document": "a.txt"}])


# ---- the same figures as the scorer beside the checkout -------------------------------------------------


def rows_of(gold: tuple[Gold, ...]) -> list[Row]:
    """A table that says what the labels say."""
    return whole(
        [
            row(
                f"in/{labels.id}.html",
                entry.head,
                kind=entry.kind,
                number=entry.number,
                group=entry.group.split(" / ") if entry.group else [],
                role=entry.role,
                bodies=list(entry.bodies),
                deadline=list(entry.deadline),
            )
            for labels in gold
            for entry in labels.entries
        ]
    )


def spoil(rows: list[Row]) -> list[Row]:
    """The same table with mistakes of every sort at regular places."""
    spoiled: list[Row] = []
    for number, given in enumerate(rows):
        values = dict(given)
        if number % 4 == 0:
            values["measure"] = f"{values['measure']}等"
        if number % 5 == 0:
            values |= {"group": [], "bodies": ["lead:市水务局", *list_of(values["bodies"])]}
        if number % 6 == 0:
            values |= {"role": "safeguard", "number": "九、"}
        if number % 9 == 0:
            values |= {"kind": "stated", "deadline": []}
        if number % 10 == 0:
            values["bodies"] = [body.replace("lead:", "guide:") for body in list_of(values["bodies"])]
        if list_of(values["deadline"]):
            values["deadline"] = [f"{words}=..2025-12-31" for words in list_of(values["deadline"])]
        spoiled += [values] * (2 if number % 11 == 0 else 0 if number % 7 == 0 else 1)
    return spoiled


def list_of(value: Value) -> list[str]:
    return value if isinstance(value, list) else []


def scores(shared: Path, table: Path) -> object:
    """The figures of the scorer that lies beside the labelled documents."""
    scorer = shared / "gold" / "score.py"
    if not scorer.is_file():
        pytest.skip(f"no scorer {scorer}")
    target = table.with_suffix(".scores.json")
    command = [sys.executable, scorer, table, shared / "gold" / "rows", "--json", target]
    subprocess.run(command, check=True, capture_output=True)
    return json.loads(target.read_text("utf-8"))


def test_the_figures_of_an_extraction_are_those_of_the_scorer(
    shared: Path, jucuo: Command, tmp_path: Path
) -> None:
    """From a run of its own, and from the table that the same documents give."""
    gold = shared / "gold"
    jucuo("extract", gold / "documents", "--kind", "all", "-o", tmp_path / "m.csv")
    expected = scores(shared, tmp_path / "m.csv")
    jucuo("evaluate", gold, "--json", tmp_path / "run.json")
    jucuo("evaluate", gold, "--rows", tmp_path / "m.csv", "--json", tmp_path / "table.json")
    assert json.loads((tmp_path / "run.json").read_text("utf-8")) == expected
    assert json.loads((tmp_path / "table.json").read_text("utf-8")) == expected


@pytest.mark.parametrize("change", [list, spoil, lambda rows: rows[::3], lambda rows: []])
def test_the_figures_of_any_table_are_those_of_the_scorer(
    change: Callable[[list[Row]], list[Row]], shared: Path, tmp_path: Path
) -> None:
    gold = read_gold(shared / "gold")
    rows = change(rows_of(gold))
    write(rows, tmp_path / "m.csv")
    assert evaluate(gold, rows).values() == scores(shared, tmp_path / "m.csv")


# ---- against an earlier table ---------------------------------------------------------------------------


def test_rows_gained_and_lost_are_right_when_they_are_labelled(folder: Path) -> None:
    gold = read_gold(folder)
    older = [*FOUND[:4], row("in/news.txt", "简化临时用水手续。"), row("in/news.txt", "读者来信")]
    before, after = evaluate(gold, older), evaluate(gold, FOUND)
    assert [(change.name, change.document, change.entry.head) for change in compare(before, after)] == [
        ("gained right", "news", "建设社区取水点"),
        ("gained right", "news", "推行电子账单"),
        ("gained wrong", "news", "目前共有五个取水点"),
        ("lost right", "news", "简化临时用水手续。"),
        ("lost wrong", "news", "读者来信"),
    ]
    told = describe_changes(before, after)
    assert [told[name] for name in ("gained right", "gained wrong", "lost right", "lost wrong")] == [
        2,
        1,
        1,
        1,
    ]
    assert told["before"] == before.values()
    difference = told["difference"]
    assert isinstance(difference, dict)
    assert difference["enumerated head exact"] == {"p": 0.1667, "r": 0.1429, "f1": 0.1538, "n": 0}


def test_a_table_differs_from_itself_in_nothing(folder: Path) -> None:
    report = evaluate(read_gold(folder), FOUND)
    assert compare(report, report) == ()
    gained = report.figures.since(report.figures)
    assert {value for values in gained.values() for value in values.values()} == {0}


# ---- label files ----------------------------------------------------------------------------------------


def problems(folder: Path, labels: str | bytes) -> list[str]:
    """What is said of a label file, without its folder."""
    place = folder / "rows" / "news.tsv"
    place.write_bytes(labels.encode() if isinstance(labels, str) else labels)
    with pytest.raises(LabelError) as error:
        read_gold(folder)
    return [str(problem).removeprefix(f"{place.parent}{os.sep}") for problem in error.value.problems]


@pytest.mark.parametrize(
    ("labels", "place", "words"),
    [
        (HEAD.replace("\trole", ""), "news.tsv:1:1", "lacks role; it needs kind, number, group, head, role"),
        (HEAD + "listed\t\t\t推行\tcore\t\t\n", "news.tsv:2:1", "'listed'; use enumerated or stated"),
        ("#id\tnews\n" + HEAD + "stated\t1.\t\t推行\tcorre\t\t\n", "news.tsv:3:15", "unknown role 'corre'"),
        (HEAD + "enumerated\t（一）\t\t \tcore\t\t\n", "news.tsv:2:17", "has no head"),
        (HEAD + "enumerated\t\t\t推行\tcore\t市财政局\t\n", "news.tsv:2:22", "'市财政局' is no role:name"),
        (HEAD + "enumerated\t\t\t推行\tcore\tchief:市财政局\t\n", "news.tsv:2:22", "lead, responsible"),
        (HEAD + "enumerated\t\t\t推行\tcore\t\t\t2025年\n", "news.tsv:2:24", "8 cells where 7"),
        ("#declared\t4\t条\n" + HEAD, "news.tsv:1:1", "a count, a unit and a scope"),
        ("#id\tnews\n", "news.tsv", "has no line of columns"),
        ("", "news.tsv", "has no line of columns"),
        ("推行".encode("gb18030"), "news.tsv", "is no UTF-8 text"),
    ],
)
def test_a_mistake_in_a_label_file_is_told_with_its_place(
    labels: str | bytes, place: str, words: str, folder: Path
) -> None:
    told = problems(folder, labels)
    assert told[0].startswith(f"{place}: ")
    assert words in told[0]


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    rows = "listed\t\t\t推行\tcore\t\t\nenumerated\t\t\t\tcore\t\t\nstated\t\t\t推行\tgoal\t\t\n"
    assert [line.split(": ")[0] for line in problems(folder, HEAD + rows)] == [
        "news.tsv:2:1",
        "news.tsv:3:14",
        "news.tsv:4:13",
    ]


def test_marks_of_other_editors_make_no_difference(folder: Path) -> None:
    """A byte order mark, line ends of Windows, blank lines, cut tabs, a column of one's own, stray files."""
    lines = NEWS_LABELS.replace("\tdeadline\n", "\tdeadline\tdoubt\n").replace("\t\t\n", "\n").splitlines()
    text = "\r\n".join(["\ufeff" + lines[0], "", *lines[1:], ""])
    plain = read_gold(folder)[0]
    (folder / "rows" / "news.tsv").write_bytes(text.encode())
    (folder / "rows" / "._news.tsv").write_bytes(b"\x00\x05\x16\x07")
    labels = read_gold(folder)
    assert [document.id for document in labels] == ["news", "quiet", "rules"]
    assert [entry.head for entry in labels[0].entries] == [entry.head for entry in plain.entries]
    assert labels[0].genre == "news_inline_list"


def test_numbers_that_are_not_exact_are_not_compared(folder: Path) -> None:
    place = folder / "rows" / "rules.tsv"
    place.write_text(RULES_LABELS.replace("#declared\t4", "#declared\t近4"), "utf-8")
    assert evaluate(read_gold(folder), FOUND).figures.counts == Share(0, 0)


@pytest.mark.parametrize(("name", "words"), [("documents", "holds no labels"), ("nowhere", "is no folder")])
def test_a_folder_without_labels_says_what_it_needs(name: str, words: str, folder: Path) -> None:
    with pytest.raises(LabelError, match=words):
        read_gold(folder / name)


def test_labels_may_stand_beside_their_documents(folder: Path, jucuo: Command) -> None:
    for path in [*(folder / "rows").iterdir(), *(folder / "documents").iterdir()]:
        path.rename(folder / path.name)
    (folder / "rows").rmdir()
    (folder / "documents").rmdir()
    named = labelled_documents(folder, read_gold(folder))
    assert named == [folder / "news.txt", folder / "quiet.txt", folder / "rules.txt"]
    assert jucuo("evaluate", folder).returncode == 0


def test_two_documents_of_one_name_are_a_mistake(folder: Path) -> None:
    (folder / "documents" / "news.md").write_text(NEWS, "utf-8")
    (folder / "documents" / "rules.png").write_bytes(b"\x89PNG")
    with pytest.raises(LabelError, match=r"news\.tsv: labels both .*news\.md and .*news\.txt; rename or"):
        labelled_documents(folder, read_gold(folder))


def test_a_label_file_without_a_document_stands_as_a_failure_in_its_place(folder: Path) -> None:
    (folder / "documents" / "quiet.txt").unlink()
    missing = labelled_documents(folder, read_gold(folder))[1]
    assert isinstance(missing, Failure)
    assert re.search(
        r"quiet\.tsv: labels no document; there is no quiet\.\* in .*documents$", missing.message
    )


# ---- the command ----------------------------------------------------------------------------------------


def table(output: str, title: str) -> list[list[str]]:
    """The lines under a title, without the line of columns, as cells."""
    lines = output.split(f"{title}", 1)[1].split("\n\n", 1)[0].splitlines()
    return [line.split("\t") for line in lines[2:]]


def test_the_command_shows_figures_and_what_differs(folder: Path, jucuo: Command) -> None:
    write(whole(FOUND), folder / "m.csv")
    done = jucuo("evaluate", folder, "--rows", folder / "m.csv")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].split("\t") == ["figure", "P", "R", "F1", "share", "n"]
    assert lines[1].split("\t") == ["enumerated head exact", "0.667", "0.571", "0.615", "", "7"]
    assert lines[5].split("\t") == ["group", "", "", "", "0.800", "5"]
    assert table(done.stdout, "by genre")[0] == ["news_inline_list", "1", "1.000", "0.667", "0.800", "3"]
    assert table(done.stdout, "rows missed: 3")[0] == ["news", "enumerated", "简化临时用水手续"]
    assert table(done.stdout, "rows extra: 3")[0] == ["news", "stated", "目前共有五个取水点"]
    wrong = table(done.stdout, "values wrong: 4")
    assert wrong[1] == ["rules", "开通“一网通办”窗口", "number", "（二）", "–"]


def test_less_is_shown_on_request(folder: Path, jucuo: Command) -> None:
    write(whole(FOUND), folder / "m.jsonl")
    done = jucuo("evaluate", folder, "--rows", folder / "m.jsonl", "--no-by-genre", "--show", "1")
    assert "by genre" not in done.stdout
    assert len(table(done.stdout, "rows missed: 3, the first 1")) == 1
    none = jucuo("evaluate", folder, "--rows", folder / "m.jsonl", "--show", "0").stdout
    assert none.endswith("\nrows missed: 3\n\nrows extra: 3\n\nvalues wrong: 4\n")


def test_the_command_reads_the_documents_itself(folder: Path, jucuo: Command) -> None:
    done = jucuo("evaluate", folder, "--json", folder / "f.json")
    assert done.returncode == 0
    assert done.stderr == "jucuo: documents labelled: 3, read: 3\n"
    figures = json.loads((folder / "f.json").read_text("utf-8"))
    assert figures["documents"] == 3
    assert figures["enumerated head exact"] == {"p": 1.0, "r": 1.0, "f1": 1.0, "n": 7}
    assert figures["counts"] == {"share": 1.0, "n": 1}
    assert [path.name for path in folder.iterdir() if path.is_file()] == ["f.json"]


def test_figures_alone_go_to_standard_output(folder: Path, jucuo: Command) -> None:
    assert json.loads(jucuo("evaluate", folder, "--json", "-").stdout)["documents"] == 3


def test_what_cannot_be_read_is_told_and_its_labels_are_missed(folder: Path, jucuo: Command) -> None:
    (folder / "documents" / "news.txt").write_bytes(b"")
    (folder / "documents" / "rules.txt").unlink()
    done = jucuo("evaluate", folder, "--json", folder / "f.json")
    assert done.returncode == 1
    empty, missing, summary = done.stderr.splitlines()
    assert empty.startswith(f"jucuo: {folder / 'documents' / 'news.txt'}: ")
    assert missing.startswith(
        f"jucuo: {folder / 'rows' / 'rules.tsv'}: labels no document; there is no rules.*"
    )
    assert summary == "jucuo: documents labelled: 3, read: 1; labels of the others, all missed: 7"
    assert json.loads((folder / "f.json").read_text("utf-8"))["enumerated head exact"]["r"] == 0.0


def test_a_head_that_is_not_in_the_document_is_told(folder: Path, jucuo: Command) -> None:
    place = folder / "rows" / "news.tsv"
    place.write_text(NEWS_LABELS.replace("推行电子账单", "推行电子帐单"), "utf-8")
    done = jucuo("evaluate", folder)
    assert done.returncode == 0
    told = f"jucuo: {place}:6:1: this head is not in the document; copy it verbatim"
    assert done.stderr.splitlines()[0] == told


def test_a_change_of_words_shows_what_it_wins_and_loses(folder: Path, jucuo: Command) -> None:
    """A heading that is said to hold background loses its two measures."""
    words = folder / "words"
    words.mkdir()
    (words / "sections.tsv").write_text("term\tlabel\n降低用电成本\tbackground\n", "utf-8")
    jucuo("extract", folder / "documents", "--kind", "all", "-o", folder / "old.csv")
    options = ("--lexicons", words, "--against", folder / "old.csv", "--json", folder / "f.json")
    done = jucuo("evaluate", folder, *options)
    assert done.returncode == 0, done.stderr
    assert table(done.stdout, "rows gained and lost since") == [["gained", "0", "0"], ["lost", "2", "0"]]
    changed = table(done.stdout, "rows that changed: 2")
    assert changed[1] == ["lost right", "rules", "enumerated", "发放节能家电补贴"]
    assert table(done.stdout, "change since")[0] == [
        "enumerated head exact",
        "=",
        "-0.286",
        "-0.167",
        "",
        "=",
    ]
    told = json.loads((folder / "f.json").read_text("utf-8"))["against"]
    assert (told["gained right"], told["lost right"], told["lost wrong"]) == (0, 2, 0)
    assert told["difference"]["enumerated head exact"] == {"p": 0.0, "r": -0.2857, "f1": -0.1667, "n": 0}
    assert told["before"]["enumerated head exact"]["f1"] == 1.0
    same = jucuo("evaluate", folder, "--against", folder / "old.csv").stdout
    assert table(same, "change since")[0] == ["enumerated head exact", "=", "=", "=", "", "="]
    assert "rows that changed: 0\n" in same


def test_a_table_in_another_format_gives_the_same_figures(folder: Path, jucuo: Command) -> None:
    """Also as the earlier one, and with headings in Chinese."""
    write(whole(FOUND[:4]), folder / "old.csv")
    said = set()
    for suffix in (".csv", ".xlsx", ".duckdb"):
        table = folder / f"m{suffix}"
        write(whole(FOUND), table, MEASURES.named("zh"))
        done = jucuo("evaluate", folder, "--rows", table, "--against", folder / "old.csv", "--json", "-")
        assert done.returncode == 0, done.stderr
        said.add(done.stdout)
    assert len(said) == 1
    done = jucuo("evaluate", folder, "--rows", folder / "m.csv", "--against", folder / "m.xlsx")
    assert done.returncode == 0, done.stderr


def test_a_table_that_lacks_labelled_rows_is_doubted(folder: Path, jucuo: Command) -> None:
    """Tables of numbered measures only, and of fewer documents, are the usual slips."""
    with (folder / "rows" / "rules.tsv").open("a", encoding="utf-8") as labels:
        labels.write("stated\t\t\t全天受理企业报修\tcore\t\t\n")
    write(whole(FOUND[:4]), folder / "m.csv")
    done = jucuo("evaluate", folder, "--rows", folder / "m.csv")
    assert done.returncode == 0
    absent, kind = done.stderr.splitlines()
    assert absent.endswith("m.csv: holds no row of news; what is labelled there counts as missed")
    assert "holds no stated rows, but some are labelled" in kind


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "nowhere: is no folder"),
        ([".", "--rows", "m.txt"], "m.txt: unknown table format"),
        ([".", "--rows", "none.csv"], "none.csv: cannot be read"),
        ([".", "--rows", "odd.csv"], "odd.csv: row 1 has no measure"),
        ([".", "--rows", "twice.csv"], "a/news.txt and b/news.txt, but news.tsv labels one document"),
        ([".", "--against", "odd.csv"], "odd.csv: row 1 has no measure"),
        ([".", "--rows", "m.csv", "--lexicons", "words"], "leave one out"),
        ([".", "--rows", "m.csv", "--json", "m.csv"], "m.csv: is read and would be overwritten"),
        ([".", "--json", "documents/news.txt"], "documents/news.txt: is read and would be overwritten"),
        ([".", "--json", "rows/news.tsv"], "rows/news.tsv: is read and would be overwritten"),
        ([".", "--json", "rows"], "rows: is a folder"),
        ([".", "--json", "no/f.json"], "no/f.json: cannot write there"),
        ([".", "--show", "-1"], "--show"),
    ],
)
def test_wrong_usage_is_two_and_says_the_way_out(
    arguments: list[str], words: str, folder: Path, jucuo: Command
) -> None:
    write(whole(FOUND), folder / "m.csv")
    (folder / "odd.csv").write_text("document,title\nnews.txt,举措\n", "utf-8")
    write(whole([row(f"{place}/news.txt", "推行电子账单") for place in "ab"]), folder / "twice.csv")
    before = sorted(folder.rglob("*"))
    done = jucuo("evaluate", *arguments, cwd=folder)
    assert done.returncode == 2
    assert words in done.stderr.replace("\\", "/")
    assert "Traceback" not in done.stderr
    assert sorted(folder.rglob("*")) == before


def test_mistakes_in_labels_are_wrong_usage_with_file_and_line(folder: Path, jucuo: Command) -> None:
    (folder / "rows" / "news.tsv").write_text(NEWS_LABELS.replace("\tcore\t", "\tkern\t"), "utf-8")
    done = jucuo("evaluate", folder)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 3
    assert f"{folder / 'rows' / 'news.tsv'}:4:22: unknown role 'kern'; use core or safeguard" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="the terminal is that of POSIX")
def test_figures_are_not_folded_on_a_narrow_terminal(folder: Path) -> None:
    import pty

    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "46", "LINES": "40", "PYTHONPATH": str(ROOT)}
    environment |= {"NO_COLOR": "1"}
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "extractor", "evaluate", str(folder)]
    with subprocess.Popen(command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
    os.close(ours)
    assert running.returncode == 0
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode()).splitlines()
    assert max(map(len, lines)) <= 46
    assert sum(line.count("1.000") for line in lines) > 20


def _read(descriptor: int) -> bytes:
    """The next bytes of a terminal; Linux reports its end as an error."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


# ---- the guide ------------------------------------------------------------------------------------------


def test_the_guide_shows_the_columns_and_its_example_is_sound(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "evaluate.md").read_text("utf-8")
    (example,) = re.findall(r"^```tsv\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "example.tsv").write_text(example, "utf-8")
    (labels,) = read_gold(tmp_path)
    assert len(labels.entries) == 3
    assert labels.announced is not None
    assert f"`{HEAD.strip()}`".replace("\t", "` `") in page


def test_the_python_of_the_guide_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(whole(FOUND), folder.parent / "measures.csv")
    write(whole(FOUND[:4]), folder.parent / "before.csv")
    monkeypatch.chdir(folder.parent)
    page = (ROOT / "docs" / "evaluate.md").read_text("utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)
    assert isinstance(names["report"], Report)
