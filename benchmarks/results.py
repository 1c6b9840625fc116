"""How a benchmark shows what it measured: the machine and the versions above, a Markdown table below.

`--write` puts the same text into results.md, in the place of the section with the same title.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

import extractor

RESULTS = Path(__file__).parent / "results.md"
INTRODUCTION = "# Last results\n\nEach section is written by the command that it names, with `--write`.\n"
LIBRARIES = ("jieba", "rjieba", "spacy", "pandas", "lxml", "opencc")


def show(title: str, command: str, header: Sequence[str], rows: Sequence[Sequence[str]], write: bool) -> None:
    """Print a table with its surroundings; with ``write`` also keep it in results.md."""
    section = f"## {title}\n\n`{command}`\n\n{_surroundings()}\n\n{_table(header, rows)}\n"
    print(section)
    if write:
        text = RESULTS.read_text("utf-8") if RESULTS.exists() else INTRODUCTION
        RESULTS.write_text(replace_section(text, section), "utf-8")
        print(f"written to {RESULTS}")


def replace_section(text: str, section: str) -> str:
    """Put a section into a text in the place of the one with the same title, or at the end.

    >>> replace_section("# All\\n\\n## A\\n\\nold\\n\\n## B\\n\\nkept\\n", "## A\\n\\nnew\\n")
    '# All\\n\\n## A\\n\\nnew\\n\\n## B\\n\\nkept\\n'
    """
    title = section.split("\n", 1)[0]
    first, *others = re.split(r"\n(?=## )", text)
    kept = [section if other.split("\n", 1)[0] == title else other for other in others]
    if section not in kept:
        kept.append(section)
    return "\n".join([first.rstrip("\n") + "\n", *(part.rstrip("\n") + "\n" for part in kept)])


def _surroundings() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{date.today():%Y-%m-%d}, {_processor()}, {os.cpu_count()} cores, {platform.system()},"
        f" Python {platform.python_version()}, jucuo {extractor.__version__}, {libraries}"
    )


def _processor() -> str:
    """The name of the processor; Linux tells it in a file, others through `platform`."""
    information = Path("/proc/cpuinfo")
    if information.exists():
        found = re.search(r"model name\s*: (.+)", information.read_text())
        if found:
            return found[1]
    return platform.processor() or platform.machine()


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---"] + ["---:"] * (len(header) - 1)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (header, rule, *rows))
