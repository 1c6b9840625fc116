"""Bad input, one by one, through the command: a clear sentence, nothing half written, the others done.

Exit codes: 0 done, 1 some inputs failed, 2 wrong usage.
"""

from __future__ import annotations

import gzip
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Command, read_table

from extractor.lexicon import load
from extractor.pipeline import extract
from extractor.reading import read_string

GOOD = ROOT / "samples" / "school-meals-news.txt"
GOOD_ROWS = 5
MEGABYTE = 1 << 20


def make_missing(path: Path) -> None:
    """Nothing is there."""


def make_empty(path: Path) -> None:
    path.touch()


def make_spaces(path: Path) -> None:
    path.write_text(" \n\t\n　\n", "utf-8")


def make_binary(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(100_000))


def make_archive(path: Path) -> None:
    path.write_bytes(gzip.compress(GOOD.read_bytes() * 100))


def make_page_without_text(path: Path) -> None:
    path.write_text(
        "<html><head><title></title><script>一、推广</script></head><body><img></body></html>", "utf-8"
    )


BROKEN: list[tuple[str, Callable[[Path], None]]] = [
    ("missing.txt", make_missing),
    ("empty.txt", make_empty),
    ("empty.html", make_empty),
    ("spaces.md", make_spaces),
    ("binary.txt", make_binary),
    ("archive.txt", make_archive),
    ("no-text.html", make_page_without_text),
]


def is_one_clear_sentence(stderr: str, name: str) -> bool:
    """Whether exactly one line names the file, and nothing is a traceback."""
    return "Traceback" not in stderr and sum(name in line for line in stderr.splitlines()) == 1


@pytest.mark.parametrize(("name", "make"), BROKEN, ids=[name for name, _ in BROKEN])
def test_a_broken_input_is_named_and_the_others_are_done(
    name: str, make: Callable[[Path], None], jucuo: Command, tmp_path: Path
):
    make(tmp_path / name)
    target = tmp_path / "measures.csv"
    result = jucuo("extract", tmp_path / name, GOOD, "-o", target)
    assert result.returncode == 1
    assert is_one_clear_sentence(result.stderr, name), result.stderr
    assert len(read_table(target)) == GOOD_ROWS


def test_broken_files_in_a_folder_do_not_stop_it(jucuo: Command, tmp_path: Path):
    """Among them an article with a suffix that no reader has: named, it would be tried; found, it is told."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, make in BROKEN:
        make(folder / name)
    for name in ("good.txt", "article.xyz"):
        (folder / name).write_bytes(GOOD.read_bytes())
    target = tmp_path / "measures.csv"
    result = jucuo("extract", folder, "-o", target)
    assert result.returncode == 1
    for path in folder.iterdir():
        assert is_one_clear_sentence(result.stderr, path.name) == (path.name != "good.txt"), result.stderr
    assert len(read_table(target)) == GOOD_ROWS


def test_the_encodings_of_chinese_pages_are_read(jucuo: Command, tmp_path: Path):
    folder = tmp_path / "articles"
    folder.mkdir()
    encodings = ("utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030")
    for encoding in encodings:
        (folder / f"{encoding}.txt").write_bytes(GOOD.read_text("utf-8").encode(encoding))
    result = jucuo("extract", folder, "-o", tmp_path / "measures.csv")
    assert result.returncode == 0, result.stderr
    read = Counter(Path(row["document"]).stem for row in read_table(tmp_path / "measures.csv"))
    assert read == dict.fromkeys(encodings, GOOD_ROWS)


def test_a_text_cut_inside_a_character_ends_in_rows_or_in_a_sentence(jucuo: Command, tmp_path: Path):
    """The last byte of a download is often lost: that may cost a character, never all rows in silence."""
    (tmp_path / "cut.txt").write_bytes(GOOD.read_bytes().rstrip()[:-1])
    result = jucuo("extract", tmp_path / "cut.txt", "-o", tmp_path / "measures.csv")
    assert "Traceback" not in result.stderr
    if result.returncode == 0:
        assert len(read_table(tmp_path / "measures.csv")) == GOOD_ROWS
    else:
        assert is_one_clear_sentence(result.stderr, "cut.txt"), result.stderr


@pytest.mark.parametrize(("megabytes", "code"), [(20, 0), (65, 1)])
def test_a_huge_line_is_read_or_refused_with_its_size(
    megabytes: int, code: int, jucuo: Command, tmp_path: Path
):
    """A text without a single line break; the other input is done either way."""
    words = "新学期临近".encode()
    with (tmp_path / "huge.txt").open("wb") as file:
        for _ in range(megabytes):
            file.write(words * (MEGABYTE // len(words) + 1))
    target = tmp_path / "measures.csv"
    result = jucuo("extract", tmp_path / "huge.txt", GOOD, "-o", target)
    assert result.returncode == code, result.stderr
    if code:
        assert is_one_clear_sentence(result.stderr, "huge.txt"), result.stderr
        assert re.search(r"[\d,]{5,} bytes", result.stderr)
    assert [row["document"] for row in read_table(target)] == [str(GOOD)] * GOOD_ROWS


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td"])
def test_ten_thousand_nested_tags_end_in_rows_or_in_a_sentence(tag: str, jucuo: Command, tmp_path: Path):
    (tmp_path / "deep.html").write_text(f"<{tag}>" * 10_000 + "一、推广智能水表。", "utf-8")
    target = tmp_path / "measures.csv"
    result = jucuo("extract", tmp_path / "deep.html", GOOD, "-o", target)
    assert "Traceback" not in result.stderr
    assert result.returncode in (0, 1)
    if result.returncode:
        assert is_one_clear_sentence(result.stderr, "deep.html"), result.stderr
    assert sum(row["document"] == str(GOOD) for row in read_table(target)) == GOOD_ROWS


def test_entities_are_not_expanded(jucuo: Command, tmp_path: Path):
    """A billion laughs and a file of this machine: neither grows nor leaks into the table."""
    (tmp_path / "secret.txt").write_text("机密内容", "utf-8")
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    page = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "哈">{laughs}'
        f'<!ENTITY s SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
        "<html><body><p>推出两项举措：开通热线；公开价格。</p><p>&l9;&s;</p></body></html>"
    )
    (tmp_path / "laughs.html").write_text(page, "utf-8")
    result = jucuo("text", tmp_path / "laughs.html", timeout=60)
    assert result.returncode == 0, result.stderr
    assert "开通热线" in result.stdout
    assert "机密" not in result.stdout
    assert len(result.stdout) < 10 * len(page)


def test_every_mistake_in_a_lexicon_is_shown_at_once(jucuo: Command, tmp_path: Path):
    lexicons = tmp_path / "lexicons"
    lexicons.mkdir()
    lines = ["term\tlabel\tnote", "推广\tact", "推行\tatc", "孤立的词", "推广\tgrant"]
    (lexicons / "actions.tsv").write_text("\n".join(lines), "utf-8")
    (lexicons / "akcions.tsv").write_text("推广\tact\n", "utf-8")
    target = tmp_path / "measures.csv"
    result = jucuo("extract", GOOD, "--lexicons", lexicons, "-o", target)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    flat = "".join(result.stderr.split())
    for expected in (
        "actions.tsv:3:",
        "actions.tsv:4:",
        "actions.tsv:5:",
        "akcions.tsv",
        "'act'",
        "'actions'",
    ):
        assert expected in flat
    assert not target.exists()


@pytest.mark.parametrize("place", ["a file as folder", "a folder as file", "an unknown format"])
def test_an_unwritable_table_is_refused_before_anything_is_written(
    place: str, jucuo: Command, tmp_path: Path
):
    (tmp_path / "file").write_text("kept", "utf-8")
    (tmp_path / "folder.csv").mkdir()
    targets = {
        "a file as folder": tmp_path / "file" / "measures.csv",
        "a folder as file": tmp_path / "folder.csv",
        "an unknown format": tmp_path / "measures.xyz",
    }
    before = sorted(tmp_path.rglob("*"))
    result = jucuo("extract", GOOD, "-o", targets[place])
    assert result.returncode in (1, 2)
    assert "Traceback" not in result.stderr
    assert targets[place].name in "".join(result.stderr.split())
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "file").read_text("utf-8") == "kept"


def test_an_older_table_survives_a_run_that_fails(jucuo: Command, tmp_path: Path):
    target = tmp_path / "measures.csv"
    target.write_text("older", "utf-8")
    result = jucuo("extract", GOOD, "--lexicons", tmp_path / "nowhere", "-o", target)
    assert result.returncode == 2
    assert target.read_text("utf-8") == "older"


@pytest.mark.parametrize("arguments", [["extract"], ["extrakt", "a"], ["extract", "a", "--kind", "many"]])
def test_wrong_usage_ends_with_two(arguments: list[str], jucuo: Command):
    result = jucuo(*arguments)
    assert result.returncode == 2
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr


HOSTILE = {
    "open brackets": "（",
    "brackets": "（（））",
    "open quotes": "“",
    "reversed quotes": "”推广“",
    "book titles": "《〈",
    "enumeration commas": "推广甲、",
    "semicolons": "推广甲；",
    "commas": "推广甲，",
    "colons": "主要包括：",
    "cues": "推出十项举措，包括",
    "counted sentences": "这三项措施包括：推广良种。",
    "spoken sentences": "首先推广良种。其次，推广农机。",
    "annexes": "2031年5月4日附件",
    "same marker": "一、",
    "ordinals": "一是推广；",
    "ordinals again": "一是二是",
    "bracketed numbers": "（一）",
    "digits": "1.",
    "numerals": "一百",
    "arabic": "12",
    "years": "2025年底前",
    "sums": "不超过100万元",
    "bodies": "（责任单位：市财政局、",
    "counts": "三方面十项",
    "speakers": "陈禾表示，将推广联网；他说，将修桥。",
    "pronouns": "他说，",
    "speakers in one list": "一是陈禾表示，推广联网；",
    "quotations": "“我们将推广联网。”陈禾说。",
    "open quotations": "“我们将推广联网。\n",
    "names": "陈禾",
    "plus": "10+",
    "spaces": "推　 ",
    "lists": "推动管网延伸；建成监测中心，提高利用能力。",
    "prose": "新学期临近，学生在校用餐安全备受关注。",
    "letters": "a",
    "one character": "推",
    "lines": "一、推广\n",
    "headings": "保障措施\n",
    "dashes": "——",
    "full stops": "。",
    "tails": "等举措，让",
}
SMALL, GROWTH = 8_000, 8
FLOOR = 0.1  # seconds below which a ratio says nothing


def cpu_seconds(text: str) -> float:
    """The processor time of a whole extraction, the better of two runs."""
    lexicon = load()
    times = []
    for _ in range(2):
        start = time.process_time()
        extract(read_string(text, lexicon=lexicon), lexicon)
        times.append(time.process_time() - start)
    return min(times)


def test_a_head_ends_before_thousands_of_notes() -> None:
    """They are taken off one after the other, however many there are."""
    text = "一、改造管网" + "（市水务局牵头）" * 1500 + "\n二、增设泵站"
    found = extract(read_string(text, lexicon=load()), load())
    assert [one.head.of(text) for one in found.measures] == ["改造管网", "增设泵站"]


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_text_and_not_faster(name: str):
    """Eight times the text may take at most sixteen times as long; a quadratic rule would take sixty-four."""
    unit = HOSTILE[name]
    cpu_seconds(unit * 10)  # loads dictionaries and compiles patterns
    small = cpu_seconds(unit * (SMALL // len(unit)))
    large = cpu_seconds(unit * (GROWTH * SMALL // len(unit)))
    assert large <= 2 * GROWTH * small + FLOOR, f"{small:.3f} s became {large:.3f} s"
