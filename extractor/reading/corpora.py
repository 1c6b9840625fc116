"""Corpora: files whose rows are articles (JSON Lines, CSV, TSV, Parquet), read row by row.

One column holds the texts, another may hold ids; which, the user says, or their names do
(``lexicons/corpora.tsv``). Columns for title, date, issuer, address and the like become fields of the
article, as front matter does. Nothing but the row at hand is held in memory, and a row is bounded. A bad row
is one fault and the next row is read; what is wrong with the file raises `ReadingError` without a source.

CSV is RFC 4180, with ``,`` ``;`` or tabs between cells, whichever the header has most of. A row that is still
open at the end of the file has a quotation mark too many and has swallowed others: it is a fault.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from extractor import limits
from extractor.errors import ReadingError
from extractor.lexicon import Lexicon
from extractor.reading.encodings import SAMPLE, decode
from extractor.reading.fields import answer
from extractor.reading.metadata import FRONT_MATTER_KEYS

JSON_LINES = (".jsonl", ".ndjson")
SEPARATED = (".csv", ".tsv")
PARQUET = ".parquet"
SUFFIXES = (*JSON_LINES, *SEPARATED, PARQUET)

COUNTED = "-"
"""As the id column: articles are known by the number of their row."""
SAME_ID = "has the id of another row; name another column with --id-column, or - for none"
"""Why a row is a fault whose id another one has: its measures could not be told from those of the other."""
MAX_ID = 200
"""Longer ids are cut (code points)."""
MAX_FACT = 2_000
"""More of a cell beside the text is no title, date, issuer or address (code points)."""
UNDECIDED = 20
"""After so many first rows of JSON without a text the file is taken for something else."""
BATCH = 16
"""Rows of Parquet that are unpacked at once."""
BYTES = 3
"""So many bytes count for each character of a text: as many as a Chinese one has in UTF-8."""
PIECE = 1024 * 1024
"""Bytes of a column of Parquet that are read at once; row groups may be as large as the file."""

_OWN = frozenset(("document", "measure"))
_OWN_TABLE = (
    "is a table of measures that jucuo wrote, not a corpus; name a column with --text-column to read it"
)
_SPLIT = "split the text, or raise --limit document_bytes"
_NO_TEXTS = "has no column of texts; name one with --text-column"
_SHOWN = 12
_MOST_OF_CSV = 2**31 - 1  # it keeps its limit in a C long
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold the texts and the ids; ``""``: by their names; ``-`` as ``id``: none, rows count."""

    text: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """An article of a corpus, or in ``fault`` why a row is none, with the line and the way out.

    ``key`` is its id, else the number of the row from 1 (of JSON Lines, that of the line); ``facts`` are the
    other columns that tell something of the article, names in lower case.
    """

    key: str
    text: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""


def read_rows(stream: BinaryIO, suffix: str, columns: Columns, lexicon: Lexicon) -> Iterator[Row]:
    """The rows of a corpus in their order. ``suffix`` is one of `SUFFIXES`, the stream stands at its start.

    Raises `ReadingError` without a source where no column holds texts, an encoding is unknown, a CSV ends
    inside quotes, or Parquet is damaged or cannot be read without its library.
    """
    chooser = Chooser(columns, lexicon)
    if suffix in JSON_LINES:
        rows = _read_json_lines(stream, chooser)
    elif suffix in SEPARATED:
        rows = _read_separated(stream, chooser, "\t" if suffix == ".tsv" else "")
    else:
        rows = _read_parquet(stream, chooser)
    return _with_distinct_keys(rows)


def _with_distinct_keys(rows: Iterable[Row]) -> Iterator[Row]:
    """A second row with the id of another is a fault: its measures could not be told from the others."""
    seen: set[int] = set()
    number = 0
    for number, row in enumerate(rows, start=1):
        if row.fault:
            yield row
        elif (mark := hash(row.key)) in seen:
            yield Row(row.key, fault=f"row {number} {SAME_ID}")
        else:
            seen.add(mark)
            yield row
    if not number:
        raise ReadingError("", "holds no articles: there is no row")


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns of a file or of a row that are read; ``id`` is ``""`` where there is none."""

    text: str
    id: str
    facts: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys(name for name in (self.text, self.id, *self.facts) if name))

    def key(self, values: Mapping[str, object]) -> str:
        """The id of the row with these values, ``""`` where it has none."""
        return _show_key(_write(values.get(self.id)))

    def row(self, number: int, values: Mapping[str, object], place: str) -> Row:
        """The row with these values; ``place`` says where it stands in the file."""
        key = self.key(values) or str(number)
        text = values.get(self.text)
        if isinstance(text, bytes):
            text = text.decode("utf-8", "replace")
        if not isinstance(text, str) or not text.strip():
            return Row(
                key, fault=f"{place} has no text in its column {self.text!r}; fill it, or take the row out"
            )
        if len(text) > (most := limits.current().document_bytes // BYTES):
            size = f"{len(text):,} characters are more than the {most:,} that are read"
            return Row(key, fault=f"{place}: {size}; {_SPLIT}")
        facts = {name.strip().lower(): _write(values.get(name))[:MAX_FACT].strip() for name in self.facts}
        return Row(key, _sound(text), {name: _sound(fact) for name, fact in facts.items() if fact})


class Chooser:
    """Chooses columns by what the user says, else by the names in ``lexicons/corpora.tsv``."""

    def __init__(self, columns: Columns, lexicon: Lexicon) -> None:
        self._columns = columns
        self._lexicon = lexicon

    def choose(self, names: Sequence[str]) -> Choice | None:
        """The columns among ``names``; None where none holds texts.

        Raises `ReadingError` for a table that this package wrote: its column ``text`` holds measures.
        """
        if not self._columns.text and set(names) >= _OWN:
            raise ReadingError("", _OWN_TABLE)
        text = self._find(names, self._columns.text, "text")
        if not text:
            return None
        wanted = self._columns.id
        key = "" if wanted == COUNTED else self._find(names, wanted, "id")
        facts = [name for name in names if name not in (text, key) and self._is_fact(name.strip().lower())]
        return Choice(text, key, tuple(dict.fromkeys(facts)))

    def refuse(self, names: Sequence[str]) -> ReadingError:
        """What to say of a file in which no column holds texts."""
        if not names:
            return ReadingError("", _NO_TEXTS)
        shown = ", ".join(" ".join(name[:40].split()) for name in names[:_SHOWN])
        more = " …" if len(names) > _SHOWN else ""
        wanted = self._columns.text
        what = f"has no column {wanted!r}; name one with --text-column" if wanted else _NO_TEXTS
        return ReadingError("", f"{what}: {shown}{more}")

    def _find(self, names: Sequence[str], wanted: str, label: str) -> str:
        """The column that the user wants, else the one whose name stands first in the list."""
        if wanted in names:
            return wanted
        known = {name.strip().lower(): name for name in reversed(names)}
        if wanted:
            return known.get(wanted.strip().lower(), "")
        return next((known[term] for term in self._lexicon.texts("corpora", label) if term in known), "")

    def _is_fact(self, name: str) -> bool:
        is_address = self._lexicon.label("corpora", name) == "url"
        return name in FRONT_MATTER_KEYS or is_address or bool(answer(name, self._lexicon))


def _sound(text: str) -> str:
    """A text without halves of characters, which JSON can hold and no file can."""
    return _HALF.sub("\ufffd", text)


def _write(value: object) -> str:
    """A cell as text; lists and the like are none."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else "" if value != value else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _show_key(key: str) -> str:
    """An id on one line, without what a terminal would obey."""
    key = " ".join(key[: 4 * MAX_ID].split())
    return "".join(c for c in key if unicodedata.category(c)[0] != "C")[:MAX_ID].strip()


def _bounded_lines(read: Callable[[int], Any]) -> Iterator[Any]:
    """The lines that ``read`` gives, None for one that is longer than an input may be."""
    limit = limits.current().document_bytes
    while line := read(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        end = line[:0] + (b"\n" if isinstance(line, bytes) else "\n")
        while line and not line.endswith(end):
            line = read(limit)
        yield None


def _read_json_lines(stream: BinaryIO, chooser: Chooser) -> Iterator[Row]:
    early: list[Row] = []
    names: list[str] = []
    decided = False
    for number, line in enumerate(_bounded_lines(stream.readline), start=1):
        if line is not None and not line.strip():
            continue
        values, fault = _parse_line(line, number)
        choice = chooser.choose(list(values)) if values else None
        if choice:
            decided = True
            yield from early
            early = []
            yield choice.row(number, values, f"line {number}")
            continue
        names = names or list(values)
        row = Row(
            str(number), fault=fault or f"line {number} has no key that holds a text; {_key_advice(values)}"
        )
        if decided:
            yield row
            continue
        early.append(row)
        if len(early) >= UNDECIDED:
            break
    if not decided and names:
        raise chooser.refuse(names)
    if len(early) >= UNDECIDED:
        raise ReadingError("", f"is no JSON Lines: {early[0].fault}")
    yield from early


def _key_advice(values: Mapping[str, object]) -> str:
    return "name it with --text-column, or take the line out" if values else "take the line out"


def _parse_line(line: bytes | None, number: int) -> tuple[dict[str, object], str]:
    """The values of a line of JSON, or why there are none."""
    if line is None:
        most = limits.current().document_bytes
        return {}, f"line {number} has more than the {most:,} bytes that are read; {_SPLIT}"
    try:
        values = json.loads(decode(line, f"line {number}").text)
    except ReadingError as error:
        return {}, f"line {number}: {error.reason}"
    except RecursionError:
        return {}, f"line {number} is nested too deeply; an article is one object with a text"
    except ValueError as error:
        reason = f"{error.msg}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else error
        return {}, f"line {number} is no JSON ({reason}); mend the line, or write the file anew as JSON Lines"
    if not isinstance(values, dict):
        return {}, f"line {number} is no JSON object; an article is one object with a text"
    return values, "" if values else f"line {number} is an empty object; take the line out"


class _OneRow:
    """The lines of a CSV, with what a reader of rows does not tell: where a row begins, whether it ended."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._lines = _bounded_lines(text.readline)
        self.line = 0
        self.begun = 1
        self.has_ended = False
        self._most = limits.current().document_bytes
        self._left = self._most

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines, "")
        self.line += 1
        self._left -= self._most + 1 if line is None else len(line)
        if self._left < 0:
            most = f"has more than the {self._most:,} characters that are read"
            ways = "look for a quotation mark that is not closed, or raise --limit document_bytes"
            raise ReadingError("", f"the row that begins in line {self.begun} {most}; {ways}")
        if not line:
            self.has_ended = True
            raise StopIteration
        return str(line)

    def next_row(self) -> None:
        """What comes now belongs to another row."""
        self.begun = self.line + 1
        self._left = self._most


def _read_separated(stream: BinaryIO, chooser: Chooser, delimiter: str) -> Iterator[Row]:
    encoding = _find_encoding(stream)
    escape = "replace" if encoding.startswith("utf-16") else "surrogateescape"
    text = io.TextIOWrapper(stream, encoding, errors=escape, newline="")
    lines = _OneRow(text)
    try:
        header, choice, reader = _read_header(lines, chooser, delimiter)
        number = 0
        for cells in _cells_of_rows(reader):
            place = f"line {lines.begun}"
            if lines.has_ended:
                raise ReadingError(
                    "",
                    f"the row that begins in {place} ends inside quotes; close its quotation mark, or double "
                    "those inside the text",
                )
            if cells:
                number += 1
                yield _row_of_cells(number, cells, header, choice, place)
            lines.next_row()
    finally:
        text.detach()


def _find_encoding(stream: BinaryIO) -> str:
    """The encoding of a text by its head; the stream is left at its start."""
    head = stream.read(3 * SAMPLE)
    stream.seek(0)
    if not head:
        raise ReadingError("", "the file is empty")
    found = decode(head, "").encoding
    marked = {"utf-8": "utf-8-sig", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}
    is_marked = head.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    return marked.get(found, found) if is_marked else "cp950" if found == "big5" else found


def _cells_of_rows(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows, with a limit of csv that fits articles: it has one for the whole process, and it is low."""
    most = min(limits.current().document_bytes, _MOST_OF_CSV)
    while True:
        limit = csv.field_size_limit(most)
        try:
            cells = next(reader, None)
        except (csv.Error, UnicodeError) as error:
            raise ReadingError("", f"is no CSV ({error}); write it anew") from None
        finally:
            csv.field_size_limit(limit)
        if cells is None:
            return
        yield cells


def _read_header(
    lines: _OneRow, chooser: Chooser, delimiter: str
) -> tuple[list[str], Choice, Iterator[list[str]]]:
    """The names of the columns, those that are read, and the rows below."""
    first = next(lines, "")
    if not delimiter:
        delimiter = max(",;\t", key=first.count)

    def again() -> Iterator[str]:
        yield first
        yield from lines

    reader = csv.reader(again(), delimiter=delimiter)
    header = [name.strip() for name in next(_cells_of_rows(reader), [])]
    lines.next_row()
    choice = chooser.choose(header)
    if choice is None:
        raise chooser.refuse(header)
    return header, choice, reader


def _row_of_cells(
    number: int, cells: Sequence[str], header: Sequence[str], choice: Choice, place: str
) -> Row:
    values: dict[str, object] = {}
    for name, cell in zip(header, cells, strict=False):
        values.setdefault(name, cell)
    row = choice.row(number, values, place)
    if len(cells) > len(header) and any(cells[len(header) :]):
        surplus = f"has {len(cells)} cells below a header of {len(header)}"
        return Row(row.key, fault=f"{place} {surplus}; put the text between quotation marks")
    if any(map(_HALF.search, cells)):
        return Row(row.key, fault=f"{place} holds bytes in another encoding; save the file as UTF-8")
    return row


def _read_parquet(stream: BinaryIO, chooser: Chooser) -> Iterator[Row]:
    """Of the footer only the names of columns are asked: asked for their sizes, the library ends the process
    on some damaged ones (pyarrow 26, one of 1,500 mutated files, 2026-11)."""
    import pyarrow as arrow
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(stream, buffer_size=PIECE, pre_buffer=False)
        names = list(file.schema_arrow.names)
        choice = chooser.choose(names)
        if choice is None:
            raise chooser.refuse(names)
        number = 0
        for batch in file.iter_batches(batch_size=BATCH, columns=list(choice.names), use_threads=False):
            for values in batch.to_pylist():
                number += 1
                yield choice.row(number, values, f"row {number}")
    except (arrow.ArrowException, OSError, ValueError, OverflowError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ReadingError("", f"the Parquet file is damaged ({reason}); write it anew") from None
