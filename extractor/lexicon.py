"""A folder of word lists, read once into one frozen value, or every mistake in it at once.

Each file answers one question and is tab-separated: ``term  label  note  example  counter``. The note says
what the word does here, the example is a sentence in which it works, the counter-example (needed only for
risky words) one in which it must not. Lines that start with ``#`` are comments. A folder given by the user
is laid over the built-in one: the same term with another label replaces it, the label ``off`` removes it.
Only a taxonomy (``instruments.tsv``) takes the place of the whole list below, for kinds are not mixed.
Its folder ``weights`` may hold tables that `jucuo train` wrote, its folder ``indices`` the variables of an
index; each takes the place of the one below.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from extractor.errors import LexiconError, Problem
from extractor.questions import QUESTIONS

COLUMNS = ("term", "label", "note", "example", "counter")
OFF = "off"
TAXONOMIES = "taxonomies"
WEIGHTS = "weights"
"""The folder of tables in a folder of word lists."""
INDICES = "indices"
"""The folder of variables in a folder of word lists."""
INDEX_NAMES = ("pmc",)
"""The indices whose variables are read."""

_KIND = re.compile(r"\w+(?:\.\w+)?")
_LINE_END = re.compile(r"\r\n|\r|\n")
ENCODING_HELP = "not UTF-8; save the file as UTF-8 (in Excel: CSV UTF-8, then tabs)"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a list; ``path`` and ``line`` (from 1) say where it stands."""

    text: str
    label: str
    note: str
    example: str
    counter: str
    path: Path
    line: int


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All word lists, frozen. Passed by argument, never global.

    >>> lexicon = load()
    >>> lexicon.label("sections", "保障措施")
    'safeguard'
    """

    files: Mapping[str, Mapping[str, Term]]
    version: str = field(default="")
    weights: Mapping[str, Path] = field(default_factory=dict)
    indices: Mapping[str, Path] = field(default_factory=dict)

    def terms(self, file: str, *labels: str) -> tuple[Term, ...]:
        """The terms of a file with one of the labels (all without labels), in the order of the file."""
        return tuple(t for t in self.files[file].values() if not labels or t.label in labels)

    def texts(self, file: str, *labels: str) -> tuple[str, ...]:
        """The words alone, in the order of the file."""
        return tuple(term.text for term in self.terms(file, *labels))

    def label(self, file: str, text: str) -> str:
        """The label of a term, or ``""`` where the file does not hold it."""
        term = self.files[file].get(text)
        return term.label if term else ""

    def alternation(self, file: str, *labels: str) -> str:
        """A regex fragment for any of the terms, the longest first; it never matches when there is none."""
        texts = sorted(self.texts(file, *labels), key=lambda text: (-len(text), text))
        return "(?:" + "|".join(map(re.escape, texts)) + ")" if texts else r"(?!)"

    def __iter__(self) -> Iterator[tuple[str, Term]]:
        for file, terms in self.files.items():
            for term in terms.values():
                yield file, term


def taxonomies() -> Mapping[str, Path]:
    """The taxonomies of instruments that come along besides the usual one: their names and folders."""
    return {path.name: path for path in sorted((builtin_folder() / TAXONOMIES).iterdir()) if path.is_dir()}


def find_folder(name: str | Path) -> Path:
    """The folder that a user means: a path, or the name of one of the `taxonomies`.

    >>> find_folder("howlett-ramesh").parent.name, find_folder("my-words").name
    ('taxonomies', 'my-words')
    """
    path = Path(name)
    return path if path.exists() else taxonomies().get(str(name), path)


def builtin_folder() -> Path:
    """The word lists inside the installed package, or those of the checkout."""
    packaged = Path(__file__).parent / "lexicons"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "lexicons"


@lru_cache(maxsize=8)
def load(*folders: Path) -> Lexicon:
    """Read the built-in lists and lay ``folders`` over them, in order.

    Raises `LexiconError` with every mistake of every folder: a missing folder, an unknown file, a line with
    too few or too many cells, an unknown label, a term that is empty, given twice or holds an invisible
    character, an ``off`` for a term that no list below holds, a text that is not UTF-8.
    """
    problems: list[Problem] = []
    files: dict[str, dict[str, Term]] = {name: {} for name in QUESTIONS}
    tables: dict[str, dict[str, Path]] = {WEIGHTS: {}, INDICES: {}}
    digest = hashlib.sha256()
    for folder in (builtin_folder(), *map(Path, folders)):
        for path in _list_files(folder, problems):
            data = _read_bytes(path, problems)
            digest.update(path.stem.encode() + b"\0" + data + b"\0")
            if not QUESTIONS[path.stem].labels:
                files[path.stem].clear()
            _lay_over(files[path.stem], _read_terms(path, data, problems), problems)
        for kind, known in tables.items():
            for path in sorted((folder / kind).glob("*.tsv")):
                digest.update(path.stem.encode() + b"\0" + _read_bytes(path, problems) + b"\0")
                known[path.stem] = path
        problems += [
            Problem(path, 0, 0, f"unknown index {name!r}{_nearest(name, INDEX_NAMES)}")
            for name, path in tables[INDICES].items()
            if name not in INDEX_NAMES
        ]
    if problems:
        raise LexiconError(tuple(problems))
    frozen = {name: MappingProxyType(terms) for name, terms in files.items()}
    weights, indices = (MappingProxyType(tables[kind]) for kind in (WEIGHTS, INDICES))
    return Lexicon(MappingProxyType(frozen), digest.hexdigest()[:12], weights, indices)


def _list_files(folder: Path, problems: list[Problem]) -> list[Path]:
    """The word lists of a folder in a fixed order; names that no question has are problems."""
    if not folder.is_dir():
        problems.append(
            Problem(
                folder,
                0,
                0,
                f"no such folder; give a folder with .tsv word lists, or one of {_names(taxonomies())}",
            )
        )
        return []
    paths: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".tsv" and path.stem in QUESTIONS:
            paths.append(path)
        elif path.suffix == ".tsv":
            message = f"unknown list {path.stem!r}{_nearest(path.stem, QUESTIONS)}"
            problems.append(Problem(path, 0, 0, message))
        elif path.stem in QUESTIONS:
            message = f"is not read; save it tab-separated as {path.stem}.tsv"
            problems.append(Problem(path, 0, 0, message))
    if (
        not paths
        and not any((folder / kind).is_dir() for kind in (WEIGHTS, INDICES))
        and all(problem.path.parent != folder for problem in problems)
    ):
        problems.append(Problem(folder, 0, 0, f"holds no .tsv word list; known names: {_names(QUESTIONS)}"))
    return paths


def _read_bytes(path: Path, problems: list[Problem]) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        problems.append(Problem(path, 0, 0, f"cannot be read ({error.strerror}); make it a readable file"))
        return b""


def _lay_over(terms: dict[str, Term], upper: Iterable[Term], problems: list[Problem]) -> None:
    """Put the terms of a file over those of the folders below; ``off`` takes one away."""
    for term in upper:
        if term.label != OFF:
            terms[term.text] = term
        elif terms.pop(term.text, None) is None:
            message = f"{term.text!r} is in no list below, so it cannot be turned off"
            near = get_close_matches(term.text, terms, n=1, cutoff=0.5)
            message += f"; did you mean {near[0]!r}?" if near else "; remove the line"
            problems.append(Problem(term.path, term.line, 1, message))


def _read_terms(path: Path, data: bytes, problems: list[Problem]) -> list[Term]:
    """The sound terms of one file; everything else becomes a problem."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line_number = data.count(b"\n", 0, error.start) + 1
        column = len(data[: error.start].rpartition(b"\n")[2].decode("utf-8-sig")) + 1
        problems.append(Problem(path, line_number, column, ENCODING_HELP))
        return []
    terms: dict[str, Term] = {}
    for number, line in enumerate(_LINE_END.split(text), start=1):
        if not line.strip() or line.startswith("#") or line.split("\t")[:2] == list(COLUMNS[:2]):
            continue
        term = _read_line(path, number, line, problems)
        if term is None:
            continue
        if term.text in terms:
            message = f"{term.text!r} stands already in line {terms[term.text].line}; keep one of the two"
            problems.append(Problem(path, number, 1, message))
        else:
            terms[term.text] = term
    return list(terms.values())


def _read_line(path: Path, number: int, line: str, problems: list[Problem]) -> Term | None:
    """The term of a line, or ``None`` and a problem for each of its mistakes."""
    mistakes = list(_find_mistakes(path.stem, line))
    problems.extend(Problem(path, number, column, message) for column, message in mistakes)
    if mistakes:
        return None
    text, label, note, example, counter, *_ = *(cell.strip() for cell in line.split("\t")), "", "", ""
    return Term(text, label, note, example, counter, path, number)


def _find_mistakes(file: str, line: str) -> Iterator[tuple[int, str]]:
    """Column (from 1) and message of every mistake in a line."""
    cells = line.split("\t")
    labels = (*QUESTIONS[file].labels, OFF) if QUESTIONS[file].labels else ()
    if not cells[0].strip():
        yield 1, "the term is empty"
    for column, character in enumerate(cells[0], start=1):
        if unicodedata.category(character) in ("Cc", "Cf"):
            yield column, f"the term holds an invisible character (U+{ord(character):04X}); delete it"
    if len(cells) < 2:
        valid = _names(labels) or "a kind, or a kind and a way, as in supply.funds"
        yield len(line) + 1, f"needs a tab and a label after the term; valid: {valid}"
    elif not labels:
        if not _KIND.fullmatch(cells[1].strip()):
            message = f"unknown label {cells[1].strip()!r}; give a kind, or a kind and a way: supply.funds"
            yield len(cells[0]) + 2, message
    elif cells[1].strip() not in labels:
        label = cells[1].strip()
        yield len(cells[0]) + 2, f"unknown label {label!r}{_nearest(label, labels)}"
    if len(cells) > len(COLUMNS):
        column = len("\t".join(cells[: len(COLUMNS)])) + 1
        yield column, f"has {len(cells)} cells; at most {len(COLUMNS)}: {_names(COLUMNS)}"


def _nearest(word: str, valid: Iterable[str]) -> str:
    near = get_close_matches(word, list(valid), n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else f"; valid: {_names(valid)}"


def _names(words: Iterable[str]) -> str:
    return ", ".join(words)
