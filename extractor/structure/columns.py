"""What the columns of a table hold, read off its header by ``lexicons/columns.tsv``.

A header cell means what the longest term means that it is or ends with; ``主 要 内 容`` is spaced, ``责任单位
（牵头在前）`` carries a note, ``责任单位及责任人`` names two things (domain.md §1.4). A header may have two
rows: the lower one says more, where it says anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.questions import QUESTIONS

BODIES = frozenset({"lead", "responsible", "support", "guide"})
"""Labels of the columns that name the bodies of a measure."""

_NOISE = re.compile(r"[（(][^（）()]*[）)]|[\s：:*＊]")
_AND = re.compile(r"[/／、及和与或]")
_LONGEST_NOTE = 40  # code points with the note in brackets
_LONGEST = 14  # code points; what is longer is no name of a column


class Columns:
    """Names columns by one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        terms = lexicon.alternation("columns", *(_LABELS))
        self._end = re.compile(f"{terms}$")
        lasting = lexicon.alternation("times", "ongoing", "all_year")
        within = lexicon.alternation("times", "within")
        self._time = re.compile(rf"\d{{1,2}}月|\d{{4}}年|年{within}|年[底前]|{lasting}")
        self._numbers = lexicon.texts("columns", "number")
        spaced = (r"\s*".join(map(re.escape, word)) for word in self._numbers)
        self._number = re.compile("|".join(spaced) or "(?!)")

    def numbers_rows(self, text: str) -> bool:
        """Whether a text has a word for a column of numbers (``序号``): without one no cells are stacked."""
        if not any(all(map(text.__contains__, word)) for word in self._numbers):
            return False
        return self._number.search(text) is not None

    def is_time(self, cell: str) -> bool:
        """Whether a cell tells a time: ``6月底前``, ``年内``, ``长期``."""
        return self._time.search(cell) is not None

    def label(self, header: str) -> str:
        """The label of a header cell, ``""`` for one that says nothing known.

        >>> from extractor.lexicon import load
        >>> columns = Columns(load())
        >>> [columns.label(h) for h in ("主 要 任 务", "市级责任单位及责任人", "完成情况", "乡镇")]
        ['measure', 'responsible', 'progress', '']
        """
        if len(header) > _LONGEST_NOTE:
            return ""
        name = _NOISE.sub("", header)
        if not name or len(name) > _LONGEST:
            return ""
        if whole := self._lexicon.label("columns", name):
            return whole if whole in _LABELS else ""
        labels = [label for part in _AND.split(name) if (label := self._of_end(part))]
        if not labels:
            return ""
        if len(set(labels)) > 1 and BODIES.issuperset(labels):
            return "responsible"
        dated = labels[0] == "detail" and "deadline" in labels  # 任务分解/时序进度: steps with their times
        return "deadline" if dated else labels[0]

    def _of_end(self, part: str) -> str:
        found = self._end.search(part)
        return self._lexicon.label("columns", found[0]) if found else ""

    def is_header(self, cells: Sequence[str], least: int) -> bool:
        """Whether plain cells are the header of a table of measures: at least ``least``, nearly all known."""
        if len(cells) < least:
            return False
        labels = [self.label(cell) for cell in cells]
        known = sum(bool(label) for label in labels)
        return known + 1 >= len(cells) and known >= 2 and "measure" in labels


_AROUND = ("annex", "lead_in")  # words of a line above a table, of none of its columns
_LABELS = tuple(label for label in QUESTIONS["columns"].labels if label not in _AROUND)


@lru_cache(maxsize=8)
def columns(lexicon: Lexicon) -> Columns:
    """The names for a lexicon, built once."""
    return Columns(lexicon)
