"""Label files → what a person found in each document; every mistake in them is told at once, with its line.

A folder of labels holds one ``<id>.tsv`` for each document, tab-separated UTF-8: first lines that start with
``#`` (``#genre`` and ``#declared`` are read, all others are for people), then the line of the columns, then
one line for each measure in the order of the text. Cells are taken as they are: nothing is quoted or escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import LabelError, Problem
from extractor.model import Kind, Role

COLUMNS = ("kind", "number", "group", "head", "role", "bodies", "deadline")
ROLES = (Role.CORE, Role.SAFEGUARD)
BODY_ROLES = ("lead", "responsible", "support", "guide", "local")
WHOLE_DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Entry:
    """One measure, as labels and tables both describe it; ``line`` is that of the label file, 0 in a table.

    ``group`` holds the labels joined with `` / ``, ``bodies`` holds ``role:name``, ``deadline`` the words.
    """

    kind: str
    head: str
    number: str = ""
    group: str = ""
    role: str = Role.CORE.value
    bodies: tuple[str, ...] = ()
    deadline: tuple[str, ...] = ()
    line: int = 0

    @property
    def counted(self) -> bool:
        """Whether announced numbers count it: numbered or listed, and no safeguard."""
        return self.kind == Kind.ENUMERATED.value and self.role == Role.CORE.value


@dataclass(frozen=True, slots=True)
class Declared:
    """An announced number, as labelled: ``近40`` is no exact number and ``exact`` then ``None``."""

    count: str
    unit: str
    scope: str

    @property
    def exact(self) -> int | None:
        """The number, if it is one."""
        return int(self.count) if self.count.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Gold:
    """The labels of one document; ``id`` is the name of the label file and of the document, less suffixes."""

    id: str
    path: Path
    genre: str
    declared: tuple[Declared, ...]
    entries: tuple[Entry, ...]

    @property
    def announced(self) -> int | None:
        """The number of labelled measures, if the document announces just this number for itself."""
        counted = sum(entry.counted for entry in self.entries)
        whole = {declared.exact for declared in self.declared if declared.scope == WHOLE_DOCUMENT}
        return counted if counted and counted in whole else None


def members(cell: str) -> tuple[str, ...]:
    """The members of a cell that are joined with ``;``.

    >>> members("lead:市财政局; support:市水务局;")
    ('lead:市财政局', 'support:市水务局')
    """
    return tuple(member for part in cell.split(";") if (member := part.strip()))


def read_gold(folder: str | Path) -> tuple[Gold, ...]:
    """The labels in ``folder/rows``, or in ``folder`` itself where it has no such place, in sorted order.

    Raises `LabelError` with every mistake in every file; also for a folder without labels.
    """
    top = Path(folder)
    place = top / "rows" if (top / "rows").is_dir() else top
    paths = sorted(path for path in place.glob("*.tsv") if not path.name.startswith("."))
    if not paths:
        reason = "holds no labels; put a file <id>.tsv for each document into its folder rows"
        missing = "is no folder; give the one that holds documents and rows"
        raise LabelError((Problem(top, 0, 0, reason if top.is_dir() else missing),))
    problems: list[Problem] = []
    gold = tuple(_read_file(path, problems) for path in paths)
    if problems:
        raise LabelError(tuple(problems))
    return gold


def _read_file(path: Path, problems: list[Problem]) -> Gold:
    """The labels of one file; its mistakes are added to ``problems``."""
    genre = ""
    declared: list[Declared] = []
    entries: list[Entry] = []
    columns: list[str] | None = None
    for number, line in _lines(path, problems):
        cells = line.split("\t")
        if line.startswith("#genre\t"):
            genre = genre or cells[1]
        elif line.startswith("#declared\t"):
            declared += _declared(path, number, cells, problems)
        elif line.startswith("#"):
            continue
        elif columns is None:
            columns = [cell.strip() for cell in cells]
            problems += _check_columns(path, number, columns)
        elif set(COLUMNS) <= set(columns):
            problems += _check_row(path, number, columns, cells)
            entries.append(_entry(number, dict(zip(columns, cells, strict=False))))
    if columns is None:
        problems.append(Problem(path, 0, 0, f"has no line of columns; it needs {_listed(COLUMNS)}"))
    return Gold(path.stem, path, genre, tuple(declared), tuple(entries))


def _lines(path: Path, problems: list[Problem]) -> Iterator[tuple[int, str]]:
    """The lines that hold something, with their numbers; none of a file that cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem(path, 0, 0, "is no UTF-8 text; save it as tab-separated UTF-8"))
    except OSError as error:
        problems.append(Problem(path, 0, 0, f"cannot be read ({error.strerror}); look at its permissions"))
    else:
        numbered = enumerate(text.split("\n"), start=1)
        yield from ((number, line) for number, line in numbered if line.strip())


def _declared(path: Path, number: int, cells: Sequence[str], problems: list[Problem]) -> Iterator[Declared]:
    if len(cells) < 4:
        reason = "#declared needs a count, a unit and a scope, with tabs between them"
        problems.append(Problem(path, number, 1, reason))
    else:
        yield Declared(*cells[1:4])


def _entry(number: int, row: dict[str, str]) -> Entry:
    return Entry(
        kind=row.get("kind", ""),
        head=row.get("head", ""),
        number=row.get("number", ""),
        group=row.get("group", ""),
        role=row.get("role", ""),
        bodies=members(row.get("bodies", "")),
        deadline=members(row.get("deadline", "")),
        line=number,
    )


def _check_columns(path: Path, number: int, columns: Sequence[str]) -> Iterator[Problem]:
    if missing := [name for name in COLUMNS if name not in columns]:
        reason = f"the line of columns lacks {_listed(missing)}; it needs {_listed(COLUMNS)}"
        yield Problem(path, number, 1, reason)


def _check_row(path: Path, number: int, columns: list[str], cells: list[str]) -> Iterator[Problem]:
    """What is wrong with one row: each mistake at the column where its cell starts."""
    if len(cells) > len(columns):
        reason = f"{len(cells)} cells where {len(columns)} columns are named; take the tab away"
        yield Problem(path, number, _start(cells, len(columns)), reason)
    row = dict(zip(columns, cells, strict=False))
    for name, check in CHECKS.items():
        if reason := check(row.get(name, "")):
            yield Problem(path, number, _start(cells, columns.index(name)), reason)


def _start(cells: Sequence[str], at: int) -> int:
    """The column of the line, from 1, where a cell starts."""
    return sum(len(cell) + 1 for cell in cells[:at]) + 1


def _check_kind(kind: str) -> str:
    return "" if kind in list(Kind) else f"unknown kind {kind!r}; use {_listed(list(Kind), 'or')}"


def _check_role(role: str) -> str:
    return "" if role in ROLES else f"unknown role {role!r}; use {_listed(ROLES, 'or')}"


def _check_head(head: str) -> str:
    return "" if head.strip() else "the row has no head; copy it from the document, or take the line away"


def _check_bodies(cell: str) -> str:
    for body in members(cell):
        role, _, name = body.partition(":")
        if role not in BODY_ROLES or not name:
            return f"{body!r} is no role:name; the role is {_listed(BODY_ROLES, 'or')}"
    return ""


CHECKS = {"kind": _check_kind, "head": _check_head, "role": _check_role, "bodies": _check_bodies}
"""What is wrong with the cell of a column, in words; nothing if it is sound."""


def _listed(names: Sequence[str], joint: str = "and") -> str:
    """Names in a row, for people: ``a, b and c``."""
    return f" {joint} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
