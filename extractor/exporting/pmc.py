"""The 0/1 table of the PMC index (Policy Modelling Consistency), one row for each document.

Ruiz Estrada, M. A. (2011): Policy modeling: Definition, classification and evaluation. Journal of Policy
Modeling 33(4), 523–536, doi:10.1016/j.jpolmod.2011.02.003. Each sub-variable is 1 or 0 and weighs the same;
a main variable is the mean of its sub-variables, and the index is the sum of the main variables:

    PMC = Σ_t ( Σ_j X_tj / T_t ),  X_tj ∈ {0, 1},  T_t = number of sub-variables of X_t

Which variables there are is data: ``lexicons/indices/pmc.tsv``, or a file of that name in a folder of one's
own. Each has a test in the language of `conditions`. Where a document does not say what a test needs, the
cell stays empty, and so do the mean and the sum that would need it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import fmean

from extractor.errors import LexiconError, Problem
from extractor.exporting.columns import Row, Value
from extractor.exporting.conditions import Test, read_test
from extractor.exporting.schemas import Schema
from extractor.lexicon import Lexicon

PMC = "pmc"
"""The name of the file, without its suffix."""
INDEX = "PMC"
"""The column of the index itself."""
KEYS = ("document", "title")
"""The columns that say which document a row belongs to."""

_CELLS = ("id", "test", "english", "chinese", "note")
_DIGITS = 4
_ID = re.compile(r"[A-Za-z]\w*(?:-\w+)?")


@dataclass(frozen=True, slots=True)
class Variable:
    """A sub-variable: its id (``X5-1``), what decides on it, and its name in two languages."""

    id: str
    test: Test
    english: str
    chinese: str


@dataclass(frozen=True, slots=True)
class MainVariable:
    """A main variable and its sub-variables, in the order of the file."""

    id: str
    english: str
    chinese: str
    parts: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class PmcIndex:
    """The variables of one lexicon; makes a row for each document."""

    variables: tuple[MainVariable, ...]

    @classmethod
    def of(cls, lexicon: Lexicon) -> PmcIndex:
        """The index of a lexicon. Raises `LexiconError` with every mistake of its file."""
        return cls(_read(lexicon.indices[PMC], lexicon))

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns: the document, all sub-variables, the main variables, the index."""
        parts = (part.id for main in self.variables for part in main.parts)
        return (*KEYS, *parts, *(main.id for main in self.variables), INDEX)

    @property
    def schema(self) -> Schema:
        """The table: all columns but those that name the document hold numbers."""
        return Schema(PMC, self.columns, frozenset(self.columns) - frozenset(KEYS))

    def row(self, document: Row, measures: Sequence[Row]) -> Row:
        """The row of a document, from its row in the table of documents and the rows of its measures.

        Sub-variables are 1 or 0, main variables 0 to 1; ``None`` is unknown.
        """
        row: Row = {key: document[key] for key in KEYS}
        means: dict[str, Value] = {}
        total: float | None = 0.0
        for main in self.variables:
            answers = [part.test.answer(document, measures) for part in main.parts]
            known = [answer for answer in answers if answer is not None]
            row |= {
                part.id: None if answer is None else int(answer)
                for part, answer in zip(main.parts, answers, strict=True)
            }
            mean = fmean(known) if len(known) == len(answers) else None
            means[main.id] = None if mean is None else round(mean, _DIGITS)
            total = None if mean is None or total is None else total + mean
        return row | means | {INDEX: None if total is None else round(total, _DIGITS)}


@lru_cache(maxsize=8)
def _read(path: Path, lexicon: Lexicon) -> tuple[MainVariable, ...]:
    problems: list[Problem] = []
    lines = [*_lines(path, problems)]
    mains: list[MainVariable] = []
    seen: dict[str, int] = {}
    for number, cells in lines:
        name, test, english, chinese, _ = cells
        mistake = _misplaced(name, test, mains, seen)
        seen.setdefault(name, number)
        if mistake:
            problems.append(Problem(path, number, 1, mistake))
        elif not test:
            mains.append(MainVariable(name, english, chinese, ()))
        else:
            try:
                part = Variable(name, read_test(test, lexicon), english, chinese)
            except ValueError as error:
                problems.append(Problem(path, number, len(name) + 2, str(error)))
                continue
            last = mains.pop()
            mains.append(MainVariable(last.id, last.english, last.chinese, (*last.parts, part)))
    if not problems:
        problems += [
            Problem(path, seen[main.id], 1, f"{main.id} has no sub-variable; add one or take it away")
            for main in mains
            if not main.parts
        ]
        if not mains:
            problems.append(Problem(path, 0, 0, "holds no variable; begin with the built-in file"))
    if problems:
        raise LexiconError(tuple(problems))
    return tuple(mains)


def _misplaced(name: str, test: str, mains: Sequence[MainVariable], seen: dict[str, int]) -> str:
    """What is wrong with the id of a line, where it stands."""
    if name in seen:
        return f"{name!r} stands already in line {seen[name]}; keep one of the two"
    if not _ID.fullmatch(name) or name in (*KEYS, INDEX):
        return f"{name!r} names no variable; give an id of its own, as in X5 and X5-1"
    if test and not (mains and name.startswith(f"{mains[-1].id}-")):
        return f"{name!r} stands under no main variable; put a line with its id and no test above it"
    if not test and "-" in name:
        return f"{name!r} is a sub-variable and has no test; write one, as in bodies"
    return ""


def _lines(path: Path, problems: list[Problem]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The lines that hold variables, each with its number and five cells."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(path, 0, 0, f"cannot be read as UTF-8 ({error})"))
        return
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in line.split("\t")]
        if not line.strip() or line.startswith("#") or cells[:2] == list(_CELLS[:2]):
            continue
        if len(cells) > len(_CELLS):
            message = f"has {len(cells)} cells; at most {len(_CELLS)}: {', '.join(_CELLS)}"
            problems.append(Problem(path, number, 1, message))
            continue
        yield number, (*cells, *[""] * (len(_CELLS) - len(cells)))
