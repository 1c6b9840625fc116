"""What importing costs: nothing heavy is loaded before a command needs it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import extractor

ROOT = Path(__file__).parent.parent
HEAVY = {"spacy", "pandas", "numpy", "jieba", "rjieba", "lxml", "opencc", "docx"}
HEAVY |= {"openpyxl", "pyarrow", "duckdb", "sqlite3", "pyspark", "py4j"}


def loaded_by(*arguments: str) -> set[str]:
    """The top-level modules that a fresh interpreter imports for these arguments."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(
        command, capture_output=True, env=environment, check=True, text=True, encoding="utf-8"
    )
    names = (
        line.rpartition("|")[2].strip()
        for line in done.stderr.splitlines()
        if line.startswith("import time:")
    )
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize(
    "arguments",
    [
        ("-c", "import extractor, extractor.cli"),
        ("-c", "import extractor.pipeline"),
        ("-m", "extractor", "--help"),
        ("-m", "extractor", "extract", "--help"),
        ("-m", "extractor", "evaluate", "--help"),
        ("-m", "extractor", "spark", "--help"),
        ("-m", "extractor", "lexicon", "list"),
    ],
    ids=" ".join,
)
def test_nothing_heavy_is_imported_early(arguments: tuple[str, ...]) -> None:
    loaded = loaded_by(*arguments)
    assert "extractor" in loaded
    assert not loaded & HEAVY


def test_only_the_rules_know_the_matcher_of_spacy() -> None:
    """import-linter keeps the other files from spaCy as a whole, but does not see parts of a library."""
    sources = (ROOT / "extractor").rglob("*.py")
    knowing = [path.name for path in sources if "spacy.matcher" in path.read_text("utf-8")]
    assert knowing == ["patterns.py"]


def test_importing_the_package_alone_imports_none_of_its_rooms() -> None:
    code = "import extractor, sys; print(*[m for m in sys.modules if m.startswith('extractor.')])"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environment, check=True, text=True
    )
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("name", extractor.__all__)
def test_every_public_name_is_there_and_is_the_one_of_its_room(name: str) -> None:
    value = getattr(extractor, name)
    home = getattr(value, "__module__", None)
    if home and home.startswith("extractor."):
        assert getattr(import_module(home), name) is value
    assert name in dir(extractor)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'extrakt'"):
        extractor.__getattr__("extrakt")


def test_the_version_is_that_of_the_project_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert extractor.__version__ == project["version"]
