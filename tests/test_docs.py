"""What the documentation says is what the code does: commands, columns, labels, links, output, versions."""

from __future__ import annotations

import doctest
import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from conftest import ROOT, Command, read_table

import extractor
from extractor.exporting import COLUMNS, DOCUMENT_COLUMNS
from extractor.lexicon import builtin_folder
from extractor.limits import Limits, parse, unit_of, write
from extractor.model import Kind, Level, Role, Verdict
from extractor.questions import QUESTIONS
from extractor.spacy_component import DEFAULTS

README = ROOT / "README.md"
CHINESE = ROOT / "README.zh-CN.md"
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [
    README,
    CHINESE,
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "benchmarks" / "README.md",
    *DOCS,
]

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")
HEADING = re.compile(r"^(#+) ", re.MULTILINE)


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    return [body for name, body in FENCE.findall(page.read_text("utf-8")) if name == language]


def table_after(page: Path, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its header; backticks are taken away."""
    text = page.read_text("utf-8").split(f"{heading}\n", 1)[1]
    lines = re.findall(r"^\|(.+)\|$", text.split("\n#", 1)[0], re.MULTILINE)
    return [[cell.strip().replace("`", "") for cell in line.split("|")] for line in lines[2:]]


def first_cells(page: Path, heading: str) -> list[str]:
    return [cells[0] for cells in table_after(page, heading)]


def run_on_a_screen(command: str) -> str:
    """What a command shows on a terminal of eighty columns that knows no colours."""
    arguments = [sys.executable, "-m", "extractor", *shlex.split(command)[1:]]
    environment = {**os.environ, "TERM": "dumb", "COLUMNS": "80", "PYTHONPATH": str(ROOT)}
    master, slave = pty.openpty()
    with subprocess.Popen(
        arguments, cwd=ROOT, env=environment, stdout=slave, stdin=slave, stderr=slave
    ) as process:
        os.close(slave)
        shown = b""
        while chunk := _read(master):
            shown += chunk
    os.close(master)
    assert process.returncode == 0, shown.decode()
    return shown.decode().replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    """The next bytes of a terminal; Linux reports its end as an error."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


def without_trailing_spaces(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path):
    links = LINK.findall(page.read_text("utf-8"))
    missing = [link for link in links if not (page.parent / link).exists()]
    assert missing == []


def test_the_guide_to_columns_is_the_contract():
    page = ROOT / "docs" / "columns.md"
    assert first_cells(page, "## Measures") == list(COLUMNS)
    assert first_cells(page, "## Documents") == list(DOCUMENT_COLUMNS)


def test_the_guide_to_columns_names_every_value_of_the_closed_ones():
    page = ROOT / "docs" / "columns.md"
    assert first_cells(page, "## Values of `kind`") == [kind.value for kind in Kind]
    assert first_cells(page, "## Values of `role`") == [role.value for role in Role if role.holds_measures]
    assert first_cells(page, "## Values of `count_check`") == [verdict.value for verdict in Verdict]
    assert first_cells(page, "## Values of `issuer_level`") == [level.value for level in Level]


@pytest.mark.parametrize("page", [README, CHINESE], ids=["en", "zh"])
def test_readme_names_every_column_in_order(page: Path):
    """The README groups the columns; together its groups are the contract."""
    heading = "## Columns" if page == README else "## 列"
    named = [name for cells in table_after(page, heading) for name in cells[0].split()]
    assert named == list(COLUMNS)


@pytest.mark.parametrize("page", [README, CHINESE], ids=["en", "zh"])
def test_readme_names_every_word_list(page: Path):
    heading = "## Edit the words" if page == README else "## 修改词表"
    assert first_cells(page, heading) == [f"{name}.tsv" for name in QUESTIONS]
    assert {path.stem for path in builtin_folder().glob("*.tsv")} == set(QUESTIONS)


def test_the_guide_to_word_lists_gives_the_questions_and_the_labels_of_the_code():
    expected = [
        [f"{name}.tsv", ask.text, ", ".join(ask.labels) or "those of its taxonomy"]
        for name, ask in QUESTIONS.items()
    ]
    assert table_after(ROOT / "docs" / "lexicons.md", "## The lists") == expected


def test_every_command_in_the_documentation_exists(jucuo: Command):
    help_text = jucuo("--help").stdout
    commands = set(re.findall(r"^\W*(\w+)  ", help_text.split("Commands", 1)[1], re.MULTILINE))
    assert {"extract", "text", "explain", "check", "evaluate", "lexicon", "spark"} <= commands
    for page in PAGES:
        text = page.read_text("utf-8")
        quoted = re.findall(r"`([^`\n]+)`", FENCE.sub("", text)) + re.findall(
            r"^\$ (.+)$", text, re.MULTILINE
        )
        used = {line.split()[1] for line in quoted if re.match(r"jucuo [a-z]", line)}
        assert used <= commands, f"{page.name}: {used - commands}"


@pytest.mark.parametrize("command", ["extract", "text", "explain", "check", "evaluate", "lexicon", "spark"])
def test_every_option_in_the_documentation_exists(command: str, jucuo: Command):
    known = set(re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", jucuo(command, "--help").stdout)) | {"--help"}
    for page in PAGES:
        for line in re.findall(rf"\bjucuo {command}\b([^`\n|#]*)", page.read_text("utf-8")):
            used = set(re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", line))
            assert used <= known, f"{page.name}: jucuo {command}{line}"


def screens() -> list[tuple[str, str]]:
    """Each command of the README's console blocks that is followed by what it shows."""
    found = []
    for block in blocks(README, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            if output.strip():
                found.append((command, output))
    return found


def test_readme_shows_the_screen():
    assert screens()


@pytest.mark.parametrize(("command", "output"), screens(), ids=[command for command, _ in screens()])
def test_the_screen_in_the_readme_is_what_the_command_shows(command: str, output: str):
    """A line of only … stands for lines that are left out."""
    shown = without_trailing_spaces(run_on_a_screen(command))
    for part in re.split(r"^…\n", output, flags=re.MULTILINE):
        lines = without_trailing_spaces(part)
        assert any(shown[at : at + len(lines)] == lines for at in range(len(shown))), "\n".join(shown)


def test_the_chinese_readme_has_the_same_sections_and_code():
    assert HEADING.findall(README.read_text("utf-8")) == HEADING.findall(CHINESE.read_text("utf-8"))
    assert FENCE.findall(README.read_text("utf-8")) == FENCE.findall(CHINESE.read_text("utf-8"))
    english, chinese = (LINK.findall(page.read_text("utf-8")) for page in (README, CHINESE))
    assert [CHINESE.name, *english[1:]] == english
    assert [README.name, *english[1:]] == chinese


def test_the_python_of_the_guide_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """All its examples, one after another, in a folder that holds what they name."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    shutil.copy(ROOT / "samples" / "civil-affairs-page.html", tmp_path / "article.html")
    (tmp_path / "my-words").mkdir()
    (tmp_path / "my-words" / "actions.tsv").write_text("宣讲\tact\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks(ROOT / "docs" / "python.md", "python"):
        exec(block, names)
    assert len(names["found"].rows()) == 10


def test_the_python_of_the_page_on_batches_runs(tmp_path: Path):
    program, pure = blocks(ROOT / "docs" / "batch.md", "python")
    script = tmp_path / "script.py"
    script.write_text(program, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(script)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert len(done.stdout.splitlines()) == len(list((ROOT / "samples").iterdir())), done.stderr
    last = pure.splitlines()[-1]
    names: dict[str, object] = {}
    exec(pure.removesuffix(f"{last}\n"), names)
    value, comment = last.split("  # ")
    assert eval(value, names) == eval(comment)


def test_the_examples_of_the_page_on_spacy_run():
    done = doctest.testfile(
        str(ROOT / "docs" / "spacy.md"),
        module_relative=False,
        optionflags=doctest.NORMALIZE_WHITESPACE,
        encoding="utf-8",
    )
    assert (done.failed, done.attempted > 0) == (0, True)


def test_the_page_on_spacy_names_every_setting_with_its_default():
    defaults = [[name, json.dumps(value)] for name, value in DEFAULTS.items()]
    table = table_after(ROOT / "docs" / "spacy.md", "## Settings")
    assert [[cells[0], cells[2]] for cells in table] == defaults


def test_the_page_on_limits_names_every_one_with_its_default_and_unit():
    names = [one.name for one in fields(Limits)]
    table = table_after(ROOT / "docs" / "limits.md", "# Limits")
    known = [[name, write(name, getattr(Limits(), name)), unit_of(name).value] for name in names]
    assert [cells[:3] for cells in table] == known
    assert parse(f"{name}={default}" for name, default, *_ in table) == Limits()


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_limit_in_the_documentation_exists(page: Path):
    """What stands behind the option can be parsed, and what links to the page on limits is a limit."""
    text = page.read_text("utf-8")
    for given in re.findall(r"--limit (?!NAME)(\S+=[^\s`]+)", text):
        parse([given])
    linked = re.findall(r"\[((?:`\w+`(?:, | or )?)+)\]\(limits\.md\)", text)
    names = {name for words in linked for name in re.findall(r"`(\w+)`", words)}
    assert names <= {one.name for one in fields(Limits)}


def test_versions_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == extractor.__version__
    assert re.search(
        rf"^## {re.escape(extractor.__version__)}\b", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M
    )


def test_every_dependency_is_explained():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {re.split(r"[<>=~ ]", requirement)[0].lower() for requirement in project["dependencies"]}
    table = table_after(ROOT / "docs" / "dependencies.md", "# What jucuo stands on, and why")
    explained = {re.sub(r"\[(.+?)\].*", r"\1", cells[0]).lower() for cells in table}
    assert explained == names


def test_the_list_of_samples_is_complete_and_counts_rightly():
    for name, *cells in table_after(ROOT / "docs" / "samples.md", "# The samples"):
        rows = read_table(ROOT / "tests" / "golden" / f"{Path(name).stem}.csv")
        enumerated = [row["role"] for row in rows if row["kind"] == "enumerated"]
        counts = [enumerated.count("core"), enumerated.count("safeguard"), len(rows) - len(enumerated)]
        assert [int(cell) for cell in cells[:3]] == counts, name
    listed = first_cells(ROOT / "docs" / "samples.md", "# The samples")
    assert sorted(listed) == sorted(path.name for path in (ROOT / "samples").iterdir())
