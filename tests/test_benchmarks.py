"""What the comparisons rest on: the cases of Word's numbers, what counts as furniture of a page, made-up
articles; and a small size of each measurement of speed and memory, so that they stay alive."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, read_table

sys.path.insert(0, str(ROOT / "benchmarks"))

import articles
import commands
import docx_numbering
import labels
import memory
import pages
import reading
import resume
import stages
import throughput

from extractor import extract, load, read
from extractor.reading import read_string

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured through /proc")
posix_only = pytest.mark.skipif(os.name != "posix", reason="processes are killed as POSIX kills them")


@pytest.mark.parametrize("case", docx_numbering.CASES, ids=lambda case: case.name)
def test_the_numbers_of_word_are_read_and_are_not_in_the_file(case: docx_numbering.Case) -> None:
    assert docx_numbering.judge(case, docx_numbering.as_jucuo) == "right"
    assert docx_numbering.judge(case, docx_numbering.as_python_docx) != "right"


def test_labels_are_places_and_become_labels_again(tmp_path: Path) -> None:
    """A head with a blank, one that stands twice, and a document without any."""
    written = {
        "a.txt": ("一、公开清单。\n二、延长 时间。\n三、公开清单。", ["公开清单", "延长时间", "公开清单"]),
        "b.txt": ("这里没有举措。", []),
    }
    for folder in ("documents", "rows"):
        (tmp_path / folder).mkdir()
    for name, (text, heads) in written.items():
        rows = [f"enumerated\t\t\t{head}\tcore\t\t" for head in heads]
        (tmp_path / "documents" / name).write_text(text, encoding="utf-8")
        table = "\n".join(["\t".join(labels.COLUMNS), *rows, ""])
        (tmp_path / "rows" / f"{name[0]}.tsv").write_text(table, encoding="utf-8")
    (tmp_path / "places.tsv").write_text("\n".join(labels.places(tmp_path)), encoding="utf-8")
    kept = labels.read_labels(tmp_path / "places.tsv")
    assert {name: len(rows) for name, rows in kept.items()} == {"a.txt": 3, "b.txt": 0}
    contents = {name: text.encode() for name, (text, _) in written.items()}
    assert labels.write(kept, contents, tmp_path / "again") == (2, 0)
    again = (tmp_path / "again" / "rows" / "a.tsv").read_text(encoding="utf-8")
    assert [line.split("\t")[3].replace(" ", "") for line in again.splitlines()[1:]] == written["a.txt"][1]


def test_marks_of_markdown_do_not_count_and_other_numbers_do() -> None:
    case = next(case for case in docx_numbering.CASES if case.paragraphs == "1.0=一、 1.0=二、 1.0=三、")
    assert docx_numbering.judge(case, lambda _: "- 一、 推进\n## 二、推进\n**三、推进**") == "right"
    assert docx_numbering.judge(case, lambda _: "1. 推进\n2. 推进\n3. 推进") == "1. 2. 3."


def page(name: str, body: str, *heads: str) -> pages.Page:
    return pages.Page(name, body, pages.split_lines(body), heads)


def test_furniture_is_what_several_pages_have_beside_their_articles() -> None:
    bodies = ("新建食堂", "改造院舍", "减免租金")
    made = [
        page(
            f"{n}",
            f"<div><a>网站地图</a></div><p>主题词：</p><p>一、总体要求</p><p>推进改革</p><p>{body}</p>",
            "推进改革",
        )
        for n, body in enumerate(bodies)
    ]
    assert pages.find_furniture(made) == [{"网站地图"}] * 3
    assert pages.find_furniture(made[:2]) == [set()] * 2


def test_a_body_that_stands_twice_is_noticed_and_jucuo_reads_it_once() -> None:
    body = "".join(
        f"<p>{n}、推进第{n}项社区养老服务设施建设，完善服务网络。</p>" for n in "一二三四五六七八九"
    )
    twice = f"<div>{body}</div><div>{body}</div>"
    assert pages.is_doubled(pages.split_lines(twice))
    assert not pages.is_doubled(pages.with_jucuo(twice))
    assert not pages.is_doubled(pages.split_lines(body))


# ---- made-up articles


def test_made_up_articles_are_the_same_every_time_and_no_two_are_equal(tmp_path: Path) -> None:
    made = [articles.make_article(number) for number in range(200)]
    assert made == [articles.make_article(number) for number in range(200)]
    assert len(set(made)) == 200
    sizes = sorted(len(text.encode()) for text in made)
    assert sizes[0] >= articles.LEAST
    assert sizes[-1] < articles.MOST + 400  # a line more
    assert sizes[100] < 1500
    articles.write_folder(tmp_path / "many", 2001)
    assert [len(list(folder.iterdir())) for folder in sorted((tmp_path / "many" / "000").iterdir())] == [
        1000,
        1000,
        1,
    ]
    written = tmp_path / "many" / "000" / "0001" / "0001003.txt"
    assert written.read_text("utf-8") == articles.make_article(1003)


@pytest.mark.parametrize("kind", articles.LONG)
def test_long_articles_have_their_length(kind: str) -> None:
    text = articles.LONG[kind](20_000)
    assert 20_000 <= len(text.encode()) < 25_000
    assert ("\n" in text) == ("without" not in kind)


# ---- each command, small


def run(name: str, *options: str) -> str:
    """What a benchmark says."""
    command = [sys.executable, str(ROOT / "benchmarks" / f"{name}.py"), *options]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_cold_start_compares_four_commands() -> None:
    said = run("cold_start", "--runs", "1")
    assert said.startswith("## Cold start\n")
    assert "| `jucuo --help` | " in said
    assert "| `jucuo extract water-utility-20.md` | " in said


def test_throughput_keeps_start_up_apart_and_compares_peers_over_a_sample(tmp_path: Path) -> None:
    articles.write_folder(tmp_path / "some", 40)
    said = run("throughput", str(tmp_path / "some"), "--rounds", "1", "--peers", "spaCy zh with jieba")
    assert "`some`: 40 articles, 0.05 MB" in said
    assert said.count("| the same without start-up | ") == 3
    assert "| 2 workers are so many times as fast as 1 | " in said
    assert "## Throughput over some: others\n" in said
    assert "| spaCy zh with jieba (spacy " in said


def test_the_steps_are_those_of_the_pipeline(tmp_path: Path) -> None:
    folder = tmp_path / "some"
    articles.write_folder(folder, 20)
    said = run("stages", str(folder), "--rounds", "1")
    assert [line.split(" | ")[0] for line in said.splitlines() if line.startswith("| ")][1:] == [
        "| ---",
        *(f"| {step}" for step in stages.STEPS),
        "| all, from the files",
        "| all but reading, from the same text",
        "| `jieba.lcut`, from the text",
    ]
    for path in sorted(folder.rglob("*.txt")):
        found = extract(read(path), stated=False)
        assert stages.walk(path, load(), stages.Clock()) == len(found.rows())


def test_throughput_counts_what_peers_find_and_where_they_fail() -> None:
    def reader(text: str) -> int:
        if not text:
            raise ValueError("nothing")
        return len(text)

    assert throughput.run_over(["ab", "", "c"], reader)[1:] == (3, 1)
    drawn = throughput.draw(["一" * 100] * 50, 0.001)
    assert len(drawn) == 4  # 300 bytes each


def test_reading_compares_readers_over_what_none_of_them_failed_at(tmp_path: Path) -> None:
    said = run("reading", "--again", "1", "--readers", "jucuo")
    assert all(f"| {name}: jucuo | 0 of " in said for name in ("HTML", "Word", "PDF"))
    good, bad = tmp_path / "good.html", tmp_path / "bad.html"
    good.write_bytes(b"x" * 2_000_000)
    bad.write_bytes(b"x")
    picky = {"jucuo": lambda path: "some", "trafilatura": lambda path: "" if path == bad else "other"}
    outcome = reading.compare([good, bad], picky)
    assert outcome.seconds["trafilatura"][1] is None
    assert outcome.row("HTML", "jucuo")[:3] == ("HTML: jucuo", "0 of 2", "1, 2.00 MB")


@linux_only
@pytest.mark.parametrize("corpus", [False, True], ids=["files", "corpus"])
def test_memory_stays_flat_over_few_articles(tmp_path: Path, corpus: bool) -> None:
    runs = [memory.measure(number, tmp_path, corpus=corpus, workers=1) for number in (100, 400)]
    assert runs[0][1] > 300
    assert runs[1][1] > 3 * runs[0][1]
    for run, _ in runs:
        assert 30 < run.main < run.together
        assert 30 < run.worker < run.together
    assert max(memory.growth([run for run, _ in runs])) < memory.FLAT
    assert not list(tmp_path.iterdir())


@linux_only
def test_memory_of_processes_that_a_process_starts_is_seen() -> None:
    inner = "b = bytearray(200_000_000); import time; time.sleep(1)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    run = commands.watch([sys.executable, "-c", outer])
    assert run.main < 100
    assert 200 < run.worker < 300
    assert run.together > run.worker


def test_growth_is_the_largest_against_the_smallest() -> None:
    runs = [commands.Watched(1, 0, "", main, 200, main + 200) for main in (100, 150, 90)]
    assert memory.growth(runs) == (150 / 90, 1.0, 350 / 290)


def test_length_measures_each_kind_in_a_process_of_its_own() -> None:
    kind = "outline without line breaks"
    said = run("length", "--sizes", "5000", "20000", "--only", kind)
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in said.splitlines() if kind in line]
    assert [cells[0] for cells in rows] == [
        f"{kind}, 0.005 MB",
        f"{kind}, 0.02 MB",
        f"{kind}, longest against second",
    ]
    assert 5 < int(rows[0][5]) < int(rows[1][5])
    assert int(rows[1][3]) > 30
    assert rows[2][2] == "1.00"


@posix_only
def test_kills_and_broken_files_change_nothing_else(tmp_path: Path) -> None:
    verdict = resume.examine(tmp_path, 180, 2, 1, "--workers", "1")
    assert verdict.holds
    assert len(verdict.kills) == 2
    assert verdict.broken == 2


@posix_only
def test_resume_sees_differences(tmp_path: Path) -> None:
    one, two = (resume.Tables.at(tmp_path, name) for name in ("one", "two"))
    for path in (*one, *two):
        path.write_text("document,error\na.txt,\nb.txt,is empty\n", "utf-8")
    assert one.agree_with(two)
    assert resume.failed_in(one.documents) == {"b.txt"}
    two.documents.write_text("document,error\na.txt,\n", "utf-8")
    assert not one.agree_with(two)
    lives = resume.draw_lives(10, 60.0, 1.0, random.Random(3))
    assert len(lives) == 10
    assert 30 < sum(lives) < 72  # the last moment, and a start-up for each


@posix_only
def test_broken_files_lie_everywhere_and_each_fails(tmp_path: Path) -> None:
    articles.write_folder(tmp_path / "some", 2)
    put = resume.put_broken(tmp_path / "some", 5, random.Random(0))
    assert len(put) == 5
    table = resume.Tables.at(tmp_path, "t")
    subprocess.run(table.command(tmp_path / "some", "--workers", "1"), capture_output=True)
    assert resume.failed_in(table.documents) == put
    assert {row["document"] for row in read_table(table.documents) if not row["error"]} == {
        str(path) for path in (tmp_path / "some").rglob("000000?.txt")
    }


def test_made_up_articles_hold_measures() -> None:
    from extractor import extract

    article = read_string(articles.make_article(0))
    assert extract(article).measures
