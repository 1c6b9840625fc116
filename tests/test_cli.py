"""The command line, mostly in a process of its own: what it writes where, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractor.cli import app
from extractor.cli.check import _words_around
from extractor.cli.screen import one_line, printable
from extractor.exporting import COLUMNS, DOCUMENT_COLUMNS, read_table
from extractor.model import Span

ROOT = Path(__file__).parent.parent
OUTLINE = """关于便利企业用电的若干措施

为便利企业用电，现提出以下四条措施。

一、优化办电服务

（一）推广充电桩联网通办。2025年底前，由市电力公司牵头办成。

（二）开通“一网通办”窗口[red]。全天受理企业报修。

二、降低用电成本

（三）减免偏远村庄的电表更换费用。对低收入家庭免收全部费用。

（四）发放节能家电补贴。每户不超过500元。
"""
HEADS = ["推广充电桩联网通办", "开通“一网通办”窗口[red]", "减免偏远村庄的电表更换费用", "发放节能家电补贴"]
NEWS = "市电力公司推出三项举措，主要包括：建设社区充电驿站；简化临时用电手续；推行电子发票。\n"
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
COMMAND = [sys.executable, "-m", "extractor"]

posix_only = pytest.mark.skipif(os.name != "posix", reason="signals and terminals are those of POSIX")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two sound documents and a broken one."""
    place = tmp_path / "docs"
    place.mkdir()
    (place / "a.txt").write_text(OUTLINE, encoding="utf-8", newline="")
    (place / "b.txt").write_bytes(b"")
    (place / "c.txt").write_text(NEWS, encoding="utf-8", newline="")
    return place


def jucuo(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command beside the folder of documents."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder.parent,
        env=ENVIRONMENT,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=120,
    )


def lines_of(data: bytes) -> list[str]:
    return data.decode("utf-8").splitlines()


def test_a_bad_file_in_the_batch_does_not_stop_the_others(folder: Path) -> None:
    done = jucuo(folder, "extract", "docs", "-o", "out.csv", "--documents", "documents.jsonl")
    assert done.returncode == 1
    assert done.stdout == b""
    failure, summary = lines_of(done.stderr)
    assert failure.startswith(f"jucuo: {Path('docs', 'b.txt')}: ")
    assert summary.startswith("jucuo: 7 rows from 2 documents, 1 failed, ")
    assert summary.endswith("written to out.csv")
    rows = list(read_table(folder.parent / "out.csv"))
    assert [row["measure"] for row in rows[:4]] == HEADS
    assert len(rows) == 7
    documents = list(read_table(folder.parent / "documents.jsonl"))
    assert [list(row) for row in documents] == [list(DOCUMENT_COLUMNS)] * 3
    assert [row["enumerated"] for row in documents] == [4, None, 3]
    assert [bool(row["error"]) for row in documents] == [False, True, False]


def test_sound_inputs_end_with_zero_and_a_missing_one_with_one(folder: Path) -> None:
    assert jucuo(folder, "extract", "docs/a.txt", "-o", "out.jsonl").returncode == 0
    rows = [json.loads(line) for line in (folder.parent / "out.jsonl").read_text("utf-8").splitlines()]
    assert [row["measure"] for row in rows] == HEADS
    assert rows[0]["group"] == ["优化办电服务"]
    missing = jucuo(folder, "extract", "docs/a.txt", "docs/z.txt", "-o", "out.jsonl")
    assert missing.returncode == 1
    assert b"z.txt: no such file" in missing.stderr
    assert b"Traceback" not in missing.stderr


def test_standard_input_to_standard_output(folder: Path) -> None:
    """Rows go to standard output, everything for people to standard error."""
    done = jucuo(folder, "extract", "-", "-o", "-", stdin=OUTLINE.encode())
    assert done.returncode == 0
    assert done.stdout.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8-sig"), newline="")))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["measure"] for row in rows] == HEADS
    assert lines_of(done.stderr)[-1].endswith("written to standard output")


def test_without_output_the_table_is_shown_group_by_group(folder: Path) -> None:
    done = jucuo(folder, "extract", "docs/a.txt", "docs")
    lines = lines_of(done.stdout)
    assert lines[0].startswith("docs/a.txt · 关于便利企业用电的若干措施 · 4 measures")
    assert lines[1].strip() == "优化办电服务"
    assert lines[2].split("\t")[1:4] == ["1", "（一）", HEADS[0]]
    assert lines[3].split("\t")[3] == HEADS[1]
    assert "whole document: 4 条措施 announced, 4 found ✓ match" in done.stdout.decode()
    assert done.stdout.decode().count(HEADS[0]) == 1, "the same document must be done once"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Missing argument"),
        (["a.txt", "--kind", "every"], "every"),
        (["a.txt", "--no-such-option"], "No such option"),
        (["a.txt", "--lexicons", "nowhere"], "nowhere: no such folder"),
        (["a.txt", "-o", "out.xls"], ".csv, .tsv, .jsonl, "),
        (["a.txt", "-o", "no/such/folder/out.csv"], "no such folder"),
        (["a.txt", "-o", "folder.csv"], "is a folder"),
        (["a.txt", "-o", "a.txt"], "would be overwritten"),
        (["a.txt", "-o", "out.csv", "--documents", "out.csv"], "the same place"),
        (["a.txt", "-o", "-", "--documents", "-"], "the same place"),
        (["a.txt", "-o", "out.csv", "--pmc", "out.csv"], "-o and --pmc name the same place"),
        (["a.txt", "--pmc", "out.ods"], ".csv, .tsv, .jsonl, "),
        (["a.txt", "-o", "out.csv", "--columns", "mesure"], "did you mean 'measure'"),
        (["a.txt", "-o", "out.csv", "--columns", "document,举措,measure"], "'measure' twice"),
        (["a.txt", "-o", "out.csv", "--format", "csv"], "--format is for standard output"),
        (["a.txt", "-o", "-", "--format", "excel"], "no table format 'excel'; valid: csv, tsv"),
        (["a.txt", "-o", "out.csv", "--header", "fr"], "fr"),
        (["a.txt", "--resume"], "--resume is for a table; name one with -o FILE"),
        (["a.txt", "--fail-fast"], "--fail-fast is for a table"),
        (["a.txt", "--max-failures", "3"], "--max-failures is for a table"),
        (["a.txt", "--pmc", "a.csv", "--lexicons", "howlett-ramesh"], "instrument is never 'supply'"),
        (["a.txt", "-o", "out.csv", "--documents", "no/such/folder/out.csv"], "no such folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_ends_with_two_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    (tmp_path / "a.txt").write_text(OUTLINE, encoding="utf-8")
    (tmp_path / "folder.csv").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("extractor.pipeline.extract_document", None)  # whoever starts to work fails
    done = CliRunner().invoke(app, ["extract", *arguments])
    assert done.exit_code == 2
    assert words in done.stderr
    assert (done.stdout, "Traceback" in done.stderr) == ("", False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "folder.csv"]
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == OUTLINE


def test_wrong_usage_ends_with_two_in_a_real_process(folder: Path) -> None:
    done = jucuo(folder, "extract", "docs", "-o", "no/such/folder/out.csv")
    assert (done.returncode, done.stdout, len(lines_of(done.stderr))) == (2, b"", 1)


def test_an_older_table_in_the_folder_is_not_read_as_a_document(folder: Path) -> None:
    (folder / "b.txt").unlink()
    for _ in range(2):
        done = jucuo(folder, "extract", "docs", "-o", "docs/out.csv")
        assert done.returncode == 0, done.stderr
    assert len(list(read_table(folder / "out.csv"))) == 7


@posix_only
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "term"]
)
def test_stopped_in_the_middle_the_old_table_stays(folder: Path, number: signal.Signals, code: int) -> None:
    target = folder.parent / "out.csv"
    target.write_bytes(b"old")
    arguments = ["extract", "docs/a.txt", "-", "-o", "out.csv"]
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder.parent,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        wait_until(lambda: any(path.suffix == ".tmp" for path in folder.parent.iterdir()))
        time.sleep(0.3)
        process.send_signal(number)
        assert process.stderr is not None
        said = process.stderr.read()
        assert process.wait(30) == code
    assert b"Traceback" not in said
    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in folder.parent.iterdir()) == ["docs", "out.csv"]


def wait_until(condition: object) -> None:
    deadline = time.monotonic() + 30
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "nothing happened in 30 seconds"
        time.sleep(0.02)


@posix_only
def test_a_reader_that_hangs_up_is_no_error(folder: Path) -> None:
    """As in ``jucuo extract … | head -1``: quiet, whatever was still to be said."""
    with subprocess.Popen(
        [*COMMAND, "text", "docs/a.txt"],
        cwd=folder.parent,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(60) == 141
    assert said == b""


def test_text_is_the_text_that_offsets_refer_to(folder: Path) -> None:
    done = jucuo(folder, "text", "docs/a.txt")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == OUTLINE.encode()
    table = jucuo(folder, "extract", "docs", "-o", "out.jsonl", "--kind", "all")
    assert table.returncode == 1
    texts = {name: jucuo(folder, "text", name).stdout.decode() for name in ("docs/a.txt", "docs/c.txt")}
    rows = list(read_table(folder.parent / "out.jsonl"))
    assert rows
    for row in rows:
        assert texts[str(row["document"])][row["start"] : row["end"]] == row["measure"]  # type: ignore[index]
        assert texts[str(row["document"])][row["text_start"] : row["text_end"]] == row["text"]  # type: ignore[index]


def test_text_adds_no_line_end_and_fails_with_one(folder: Path) -> None:
    assert jucuo(folder, "text", "-", stdin="推广应用".encode()).stdout == "推广应用".encode()
    empty = jucuo(folder, "text", "docs/b.txt")
    assert (empty.returncode, empty.stdout) == (1, b"")
    assert len(lines_of(empty.stderr)) == 1


def test_explain_names_rules_words_and_offsets(folder: Path) -> None:
    done = jucuo(folder, "explain", "docs/a.txt")
    assert done.returncode == 0, done.stderr
    shown = done.stdout.decode()
    start = OUTLINE.index(HEADS[0])
    assert f"1. （一） ‘{HEADS[0]}’ [{start}:{start + len(HEADS[0])}]" in shown
    evidence = [line for line in lines_of(done.stdout) if line.startswith(("    +", "    -"))]
    assert evidence
    for line in evidence:
        weight_and_rule, words, meaning = line.strip().split("  ", 2)
        assert len(weight_and_rule.split()) == 2
        assert words.startswith("‘")
        assert meaning


def test_explain_says_why_a_candidate_is_no_row(folder: Path) -> None:
    done = jucuo(folder, "explain", "-", stdin=f"{OUTLINE}\n（五）已累计建成充电桩三千个。\n".encode())
    taken, _, refused = done.stdout.decode().partition("Not taken: 1\n")
    assert "已累计建成充电桩三千个" not in taken
    assert "（五） ‘已累计建成充电桩三千个’" in refused
    assert "\n    -" in refused


def test_check_compares_announced_and_found(folder: Path) -> None:
    (folder / "d.txt").write_text(
        "一、优化服务\n\n（一）推行电子发票。\n\n（二）建设充电驿站。\n", encoding="utf-8"
    )
    done = jucuo(folder, "check", "docs/a.txt", "docs/d.txt")
    assert done.returncode == 0
    table = [line.split("\t") for line in lines_of(done.stdout)]
    assert table[0] == ["document", "scope", "announced", "found", "verdict", "words"]
    assert ["docs/a.txt", "document", "4", "✓ match"] in [[*line[:2], *line[3:5]] for line in table]
    assert ["docs/d.txt", "document", "", "2", "– nothing announced"] in [line[:5] for line in table]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("甲。乙镇推出三条措施，惠及", "乙镇推出三条措施"),
        ("为了方便居民出行和企业用地推出三条措施来改善服务", "…行和企业用地推出三条措施来改善服…"),
        ("三条措施", "三条措施"),
    ],
)
def test_words_that_were_cut_say_so(text: str, shown: str) -> None:
    start = text.index("三条措施")
    assert _words_around(Span(start, start + 4), text) == shown


def test_lexicon_list_and_check(folder: Path) -> None:
    listed = jucuo(folder, "lexicon", "list")
    assert listed.returncode == 0
    assert any(line.startswith("actions\t") for line in lines_of(listed.stdout))
    terms = lines_of(jucuo(folder, "lexicon", "list", "sections.tsv").stdout)
    assert terms[0].split("\t") == ["term", "label", "note", "example", "counter"]
    assert any(line.startswith("保障措施\tsafeguard") for line in terms)
    unknown = jucuo(folder, "lexicon", "list", "actoins")
    assert unknown.returncode == 2
    assert b"did you mean actions?" in unknown.stderr
    sound = jucuo(folder, "lexicon", "check")
    assert (sound.returncode, len(lines_of(sound.stdout))) == (0, 1)


def test_lexicon_check_shows_every_mistake_at_its_place(folder: Path) -> None:
    words = folder.parent / "words"
    words.mkdir()
    (words / "actions.tsv").write_text("term\tlabel\n办成\tackt\n办妥\n", encoding="utf-8")
    done = jucuo(folder, "lexicon", "check", "words")
    assert done.returncode == 1
    first, second = lines_of(done.stdout)
    assert first.startswith(f"{Path('words', 'actions.tsv')}:2:4: ")
    assert second.startswith(f"{Path('words', 'actions.tsv')}:3:")
    assert done.stderr == b""
    used = jucuo(folder, "extract", "docs/a.txt", "--lexicons", "words")
    assert (used.returncode, len(lines_of(used.stderr))) == (2, 2)


def test_own_words_change_the_rows(folder: Path) -> None:
    words = folder.parent / "words"
    words.mkdir()
    (words / "sections.tsv").write_text("优化办电服务\tsafeguard\t\t\t\n", encoding="utf-8")
    jucuo(folder, "extract", "docs/a.txt", "-o", "out.csv", "--lexicons", "words")
    assert [row["role"] for row in read_table(folder.parent / "out.csv")] == ["safeguard"] * 2 + ["core"] * 2


def test_no_arguments_is_help_and_version_is_a_line(folder: Path) -> None:
    bare = CliRunner().invoke(app, [])
    assert bare.exit_code == 0
    assert all(name in bare.stdout for name in ("extract", "text", "explain", "check", "lexicon"))
    version = CliRunner().invoke(app, ["--version"])
    assert version.exit_code == 0
    assert version.stdout.startswith("jucuo ")


@posix_only
@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")
@pytest.mark.parametrize(
    "error", [ZeroDivisionError("a bug"), MemoryError(), RecursionError("deep")], ids=repr
)
def test_a_bug_in_one_document_is_one_line_and_the_others_go_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    import extractor.matching

    match = extractor.matching.match

    def fail_on_news(article: object, *rest: object) -> object:
        if "建设社区充电驿站" in article.text:  # type: ignore[attr-defined]
            raise error
        return match(article, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("extractor.matching.match", fail_on_news)
    forked = multiprocessing.get_context("fork")  # such a worker has the bug too
    monkeypatch.setattr("extractor.batch.workers.context", lambda: forked)
    (folder / "b.txt").unlink()
    target = folder.parent / "out.csv"
    done = CliRunner().invoke(app, ["extract", str(folder), "-o", str(target)])
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert f"{folder / 'c.txt'}: " in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert [row["measure"] for row in read_table(target)] == HEADS
    shown = CliRunner().invoke(app, ["extract", str(folder), "-o", str(target), "--debug"])
    assert ("Traceback" in shown.stderr) == isinstance(error, ZeroDivisionError)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[red]红[/red] [link=http://a.invalid]链[/link]", "[red]红[/red] [link=http://a.invalid]链[/link]"),
        ("\x1b[2J\x1b[1;31m清屏\x1b[0m", "清屏"),
        ("\x1b]0;标题\x07正文", "]0;标题正文"),
        ("\x9b31m红", "31m红"),
        ("前\u202e后\u2066", "前后"),
        ("行一\r\n行二\t列", "行一\n行二\t列"),
    ],
)
def test_a_document_cannot_steer_the_terminal(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert "\n" not in one_line(text)


@posix_only
@pytest.mark.parametrize("columns", [80, 120])
def test_on_a_terminal_the_table_folds_and_says_text_verbatim(folder: Path, columns: int) -> None:
    hostile = OUTLINE.replace("窗口[red]", "窗口[red]\x1b]0;gone\x07")
    (folder / "a.txt").write_text(hostile.replace(HEADS[0], HEADS[0] * 12), encoding="utf-8")
    shown = on_terminal(folder, columns, "extract", "docs/a.txt")
    assert "窗口[red]" in shown
    assert "\x1b]" not in shown
    assert "\x07" not in shown
    assert ("object" in shown) == (columns > 100)
    assert shown.count("充电桩") >= 11, "a long measure must be folded and not cut off"
    assert max(map(width, shown.splitlines())) <= columns


def width(line: str) -> int:
    from rich.cells import cell_len

    return cell_len(line)


def on_terminal(folder: Path, columns: int, *arguments: str) -> str:
    """What the command prints on a terminal of that width, without its colours."""
    import fcntl
    import pty
    import re
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    environment = {name: value for name, value in ENVIRONMENT.items() if name not in ("COLUMNS", "NO_COLOR")}
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder.parent,
        env=environment | {"TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(theirs)
        data = b""
        while True:
            try:
                chunk = os.read(ours, 1 << 16)
            except OSError:  # how Linux says that the other end is closed
                break
            if not chunk:
                break
            data += chunk
        process.wait(60)
    os.close(ours)
    return re.sub(r"\x1b\[[0-9;]*m", "", data.decode("utf-8")).replace("\r\n", "\n")
