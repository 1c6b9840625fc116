"""The wheel as a user gets it: built, installed into an empty environment, used away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, read_table

from extractor.questions import QUESTIONS

SAMPLE = ROOT / "samples" / "cold-chain-measures.html"


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A command that sees nothing of the checkout; its output is shown when it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    result = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, encoding="utf-8", timeout=600
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, ROOT, cwd=folder)
    (built,) = folder.glob("jucuo-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment that holds the wheel and what it asks for, and nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    return programs


def test_the_wheel_holds_the_word_lists_the_licence_and_no_tests(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"extractor/lexicons/{name}.tsv" for name in QUESTIONS} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"extractor", "jucuo"}


def test_the_installed_command_gives_the_golden_table(installed: Path, tmp_path: Path):
    (tmp_path / "samples").mkdir()
    article = Path("samples") / SAMPLE.name
    (tmp_path / article).write_bytes(SAMPLE.read_bytes())
    run(installed / "jucuo", "extract", article, "--kind", "all", "-o", "measures.csv", cwd=tmp_path)
    golden = ROOT / "tests" / "golden" / f"{SAMPLE.stem}.csv"
    assert read_table(tmp_path / "measures.csv") == read_table(golden)


def test_the_installed_pipe_is_found_by_spacy(installed: Path, tmp_path: Path):
    code = (
        "import spacy; nlp = spacy.blank('zh'); nlp.add_pipe('policy_measures')\n"
        "doc = nlp('三项措施\\n一、开通夜间服务窗口。\\n二、减免证照工本费。\\n三、推行电子营业执照。')\n"
        "print(len(doc.spans['measures']), doc._.measure_counts[0]['verdict'])"
    )
    found = run(installed / "python", "-c", code, cwd=tmp_path)
    assert found.stdout.split() == ["3", "match"]


def test_the_installed_package_stands_away_from_the_checkout(installed: Path, tmp_path: Path):
    where = run(
        installed / "python",
        "-c",
        "import extractor.lexicon; print(extractor.lexicon.builtin_folder())",
        cwd=tmp_path,
    )
    folder = Path(where.stdout.strip())
    assert folder.is_relative_to(installed.parent)
    assert {path.stem for path in folder.glob("*.tsv")} == set(QUESTIONS)
