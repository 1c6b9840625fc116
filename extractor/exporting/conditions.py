"""Questions to the columns of a document's tables, in a small closed language: the tests of an index.

    instrument=supply.funds            some measure has it, or a way within it
    deadline=1y..5y or expires=1y..5y  some deadline, or the end of the document, lies so far ahead
    issuer_level=province|city         one of several values
    enumerated>=10                     a number
    bodies                             the cell of some measure is not empty

A column is one of the table of measures (then it is asked of each measure, and one is enough) or of the table
of documents. Everything that cannot be meant is an error with the nearest word: an unknown column, a relation
that the column does not have, a value that it never holds. The answer is yes, no, or unknown (``None``) where
the document does not say what the question needs: no issuer for a level, no day from which years count, no
date of publication (which does not make it secret). Words are asked for in simplified characters and found in
traditional ones too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import Enum
from operator import ge, gt, le, lt

from extractor.exporting.columns import Row, Value
from extractor.lexicon import Lexicon
from extractor.model import Kind, Level, Role, Verdict
from extractor.script import outside, simplified

ROLES = ("lead", "responsible", "support", "guide", "local")
"""What a body may be in ``bodies``."""


class How(Enum):
    """How a column is compared."""

    PRESENT = "takes no value"
    EXACT = "one of the values: =a|b"
    LABEL = "a label or the beginning of one: =a|b"
    WORDS = "words that it holds: =a|b"
    NUMBER = "a number: >=, <=, > or <"
    YEARS = "years ahead: <=1y, >5y or =1y..5y"


MEASURES = {
    "kind": How.EXACT,
    "role": How.EXACT,
    "group": How.WORDS,
    "measure": How.WORDS,
    "text": How.WORDS,
    "action": How.EXACT,
    "object": How.WORDS,
    "bodies": How.LABEL,
    "deadline": How.YEARS,
    "amounts": How.PRESENT,
    "beneficiary": How.WORDS,
    "instrument": How.LABEL,
    "recurring": How.PRESENT,
}
DOCUMENTS = {
    "title": How.WORDS,
    "published": How.PRESENT,
    "issuer": How.WORDS,
    "document_number": How.PRESENT,
    "enumerated": How.NUMBER,
    "core": How.NUMBER,
    "safeguard": How.NUMBER,
    "declared": How.NUMBER,
    "found": How.NUMBER,
    "count_check": How.EXACT,
    "written": How.PRESENT,
    "effective": How.PRESENT,
    "expires": How.YEARS,
    "addressees": How.PRESENT,
    "status": How.EXACT,
    "document_type": How.EXACT,
    "with_bodies": How.NUMBER,
    "with_deadline": How.NUMBER,
    "with_amounts": How.NUMBER,
    "issuer_level": How.EXACT,
}
COLUMNS = MEASURES | DOCUMENTS
"""The columns that can be asked, and how."""

_NEEDS = {"issuer_level": "issuer", "published": "published"}
"""Columns of documents whose empty cell may be a lack of the page, and the one that must not be empty."""

_BEGINNINGS = ("written", "published", "effective")
"""The days from which years ahead are counted, the surest first."""

_TEST = re.compile(r"([a-z_]+)\s*(?:(>=|<=|=|>|<)\s*(.+))?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_AHEAD = re.compile(r"(\d{1,3})y")
_BETWEEN = re.compile(r"(\d{1,3})y\.\.(\d{1,3})y")
_RELATIONS = {">=": ge, "<=": le, ">": gt, "<": lt}
_END = re.compile(r"(?:[\d-]*\.\.)?(\d{4}-\d\d-\d\d)")
_ONGOING = "ongoing"


@dataclass(frozen=True, slots=True)
class Condition:
    """One question: a column and what is asked of it.

    ``values`` are alternatives; ``relation`` with ``number`` compares; ``years`` is a stretch of time ahead,
    beyond the first and up to the second (``None``: open).
    """

    column: str
    values: tuple[str, ...] = ()
    relation: str = ""
    number: float = 0.0
    years: tuple[int | None, int | None] | None = None

    def answer(self, document: Row, measures: Sequence[Row]) -> bool | None:
        """Yes, no, or None where the document does not say what the question needs."""
        if self.years is not None:
            return self._lies_ahead(document, measures)
        if self.column in MEASURES:
            return any(self._holds(row[self.column]) for row in measures)
        if self.column in _NEEDS and not document[_NEEDS[self.column]]:
            return None
        return self._holds(document[self.column])

    def _holds(self, value: Value) -> bool:
        if self.relation:
            return isinstance(value, int | float) and _RELATIONS[self.relation](value, self.number)
        if not self.values:
            return value is not None and value != "" and value != []
        cells = [simplified(cell) if outside(cell) else cell for cell in _cells(value)]
        return any(_fits(COLUMNS[self.column], cell, wanted) for cell in cells for wanted in self.values)

    def _lies_ahead(self, document: Row, measures: Sequence[Row]) -> bool | None:
        rows = measures if self.column in MEASURES else [document]
        cells = [cell for row in rows for cell in _cells(row[self.column])]
        after, until = self.years or (None, None)
        if until is None and any(cell.endswith(f"={_ONGOING}") for cell in cells):
            return True
        ends = [end for cell in cells if (end := _end(cell))]
        begin = next((day for name in _BEGINNINGS if (day := _day(document[name]))), None)
        if begin is None:
            return None if ends else False
        first, last = (None if number is None else _later(begin, number) for number in (after, until))
        return any((first is None or end > first) and (last is None or end <= last) for end in ends)


@dataclass(frozen=True, slots=True)
class Test:
    """Questions of which one is enough."""

    conditions: tuple[Condition, ...]

    __test__ = False  # the name is no sign for pytest

    def answer(self, document: Row, measures: Sequence[Row]) -> bool | None:
        """Yes if one says yes; else unknown if one does not know."""
        answers = [condition.answer(document, measures) for condition in self.conditions]
        return True if True in answers else None if None in answers else False


def read_test(text: str, lexicon: Lexicon) -> Test:
    """The test that a text asks for. Raises `ValueError` with what is wrong with it and the way out.

    >>> from extractor.lexicon import load
    >>> read_test("enumerated>=10 or bodies", load()).conditions[0]
    Condition(column='enumerated', values=(), relation='>=', number=10.0, years=None)
    """
    return Test(tuple(_read(part.strip(), lexicon) for part in text.split(" or ")))


def _read(text: str, lexicon: Lexicon) -> Condition:
    found = _TEST.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no test; write a column, or a column and a value: role=safeguard")
    column, relation, value = found[1], found[2] or "", (found[3] or "").strip()
    how = COLUMNS.get(column)
    if how is None:
        raise ValueError(f"no column {column!r} can be asked{_nearest(column, COLUMNS)}")
    if not relation:
        return Condition(column)
    if how is How.NUMBER and relation in _RELATIONS and _NUMBER.fullmatch(value):
        return Condition(column, relation=relation, number=float(value))
    if how is How.YEARS and (years := _read_years(relation, value)):
        return Condition(column, years=years)
    if how in (How.NUMBER, How.YEARS, How.PRESENT) or relation != "=":
        raise ValueError(f"{text!r}: {column} {_asks(how)}")
    values = tuple(one.strip() for one in value.split("|"))
    for one in values:
        _check(column, one, lexicon)
    return Condition(column, values)


def _asks(how: How) -> str:
    return how.value if how is How.PRESENT else f"is asked for {how.value}"


def _read_years(relation: str, value: str) -> tuple[int | None, int | None] | None:
    between = _BETWEEN.fullmatch(value)
    if relation == "=" and between and int(between[1]) < int(between[2]):
        return int(between[1]), int(between[2])
    ahead = _AHEAD.fullmatch(value)
    if ahead and relation == "<=":
        return None, int(ahead[1])
    return (int(ahead[1]), None) if ahead and relation == ">" else None


def _check(column: str, value: str, lexicon: Lexicon) -> None:
    """Raise `ValueError` for a value that the column never holds."""
    known = _values(column, lexicon)
    word = value.partition(":")[0] if COLUMNS[column] is How.LABEL else value
    if not value or (known and word not in known):
        raise ValueError(f"{column} is never {value!r}{_nearest(word, known)}")


def _values(column: str, lexicon: Lexicon) -> tuple[str, ...]:
    """All values that a closed column may hold; () for the others."""
    match column:
        case "kind":
            return tuple(kind.value for kind in Kind)
        case "role":
            return tuple(role.value for role in Role if role.holds_measures)
        case "count_check":
            return tuple(verdict.value for verdict in Verdict)
        case "issuer_level":
            return tuple(level.value for level in Level)
        case "bodies":
            return ROLES
        case "document_type":
            return lexicon.texts("documents", "type", "law")
        case "status":
            return lexicon.texts("documents", "draft", "trial")
        case "instrument":
            return tuple(dict.fromkeys(_labels(lexicon)))
    return ()


def _labels(lexicon: Lexicon) -> Iterator[str]:
    """The kinds of the taxonomy, and the ways within them."""
    for term in lexicon.terms("instruments"):
        yield term.label.partition(".")[0]
        yield term.label


def _fits(how: How, cell: str, wanted: str) -> bool:
    if how is How.WORDS:
        return wanted in cell
    if how is How.LABEL:
        label = cell.partition(":")[0]
        return wanted in (cell, label) or label.startswith(f"{wanted}.")
    return cell == wanted


def _cells(value: Value) -> list[str]:
    if isinstance(value, list):
        return value
    return [str(value)] if value else []


def _end(cell: str) -> date | None:
    """The last day of a deadline (``2025年底前=..2025-12-31``) or of a day."""
    found = _END.fullmatch(cell.rpartition("=")[2])
    return date.fromisoformat(found[1]) if found else None


def _day(value: Value) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def _later(day: date, years: int) -> date:
    """The same day so many years later; 28 February for the 29th, and the last day that there is."""
    year = day.year + years
    if year > date.max.year:
        return date.max
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _nearest(word: str, known: Iterable[str]) -> str:
    names = list(known)
    near = get_close_matches(word, names, n=1, cutoff=0.5)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; known are {', '.join(names)}" if names else "; give a word"
