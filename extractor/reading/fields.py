"""The information block of a page: 索 引 号, 发文机关, 成文日期 …, in lines or in cells.

The labels stand in ``lexicons/fields.tsv``, each with the answer it gives; they match with blanks between
their characters. A field is a line that begins with a label and a colon, several such on one line, or a
label in one cell and its value in the next. Between two known fields at the head of a text, lines of the
same shape with a label that nobody listed are fields as well (domain.md §1.7, §4.6).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Block, BlockKind
from extractor.reading.dates import parse_date
from extractor.reading.drafts import BLANK

HEAD_ZONE = 25
"""So many first lines may belong to the head of a document."""
MIN_KNOWN = 2
"""So many known fields make a block in which unknown labels are believed."""

_SPACE = r"[\s\u3000\xa0]"
_CLOSE = re.compile(r"[：:】]")
_BEFORE_LABEL = BLANK + "[【（(·•*"
_UNLISTED = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff \u3000\xa0]{1,9}[：:][ \u3000]{0,4}\S.{0,100}")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,14}\s?[〔\[（(].{4,6}[〕\]）)]\s?第?\s?\d{1,5}\s?号")


@dataclass(frozen=True, slots=True)
class Field:
    """A block that is a field or the value of one: its index, what it answers, and the value in it."""

    index: int
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class _Labels:
    pattern: re.Pattern[str]
    answers: Mapping[str, str]


def squeeze(text: str) -> str:
    """The text without any white space, for comparing what is printed with blanks inside."""
    return "".join(text.split())


@lru_cache(maxsize=8)
def _labels(lexicon: Lexicon) -> _Labels:
    answers = {squeeze(term.text): term.label for term in lexicon.terms("fields")}
    longest_first = sorted(answers, key=lambda text: (-len(text), text))
    choice = "|".join(f"{_SPACE}{{0,6}}".join(map(re.escape, text)) for text in longest_first) or "(?!)"
    return _Labels(
        re.compile(rf"(?:^|(?<=[\s|｜;；\[【（(]))({choice}){_SPACE}{{0,4}}{_CLOSE.pattern}"), answers
    )


def answer(key: str, lexicon: Lexicon) -> str:
    """Which question a label answers (``title``, ``issuer`` …), or ``""`` for a label that is not listed."""
    return _labels(lexicon).answers.get(squeeze(key), "")


def find_fields(blocks: Sequence[Block], lines: Sequence[str], lexicon: Lexicon) -> list[Field]:
    """All fields of a text, in order. ``lines`` are the blocks' texts, ``""`` for those that are too long."""
    known = list(_find_known(blocks, lines, _labels(lexicon)))
    return sorted([*known, *_find_unlisted(blocks, lines, known)], key=lambda found: found.index)


def _find_known(blocks: Sequence[Block], lines: Sequence[str], labels: _Labels) -> Iterator[Field]:
    pending = ""
    tables = _information_tables(blocks, lines, labels)
    for index, line in enumerate(lines):
        block = blocks[index]
        if not (pending or block.cell or "：" in line or ":" in line or "】" in line):
            continue
        asked, pending = pending, ""
        if block.kind is BlockKind.FURNITURE or not line or _is_inner(block, index, len(lines)):
            continue
        found = [one for one in _split(line, labels) if one[0] != "title" or block.cell or index < HEAD_ZONE]
        bare = _bare_label(line, labels) if block.cell and block.cell.table in tables else ""
        if found:
            yield from (Field(index, label, value) for label, value in found)
            pending = "" if found[-1][1] else found[-1][0]
        elif bare and not (asked and _same_row(blocks[index - 1], block)):
            yield Field(index, bare, "")
            pending = bare
        elif asked and _is_value(asked, line, blocks[index - 1], block):
            yield Field(index, asked, line)


def _is_inner(block: Block, index: int, total: int) -> bool:
    """Whether a line stands in the middle of a text, where 名称：… is no field of the document."""
    return block.cell is None and HEAD_ZONE * 2 <= index < total - HEAD_ZONE


def _bare_label(line: str, labels: _Labels) -> str:
    return labels.answers.get(squeeze(line.strip(BLANK + "：:")), "")


def _information_tables(blocks: Sequence[Block], lines: Sequence[str], labels: _Labels) -> set[int]:
    """The tables in which labels need no colon: two or more rows begin with one."""
    rows = Counter(
        block.cell.table
        for block, line in zip(blocks, lines, strict=True)
        if block.cell and block.cell.column == 0 and len(line) <= 20 and _bare_label(line, labels)
    )
    return {table for table, count in rows.items() if count >= MIN_KNOWN}


def _split(line: str, labels: _Labels) -> Iterator[tuple[str, str]]:
    """The fields of a line that begins with a label."""
    if not _CLOSE.search(line):
        return
    begin = len(line) - len(line.lstrip(_BEFORE_LABEL))
    if not labels.pattern.match(line, begin):
        return
    matches = list(labels.pattern.finditer(line, begin))
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        value = line[match.end() : following.start() if following else len(line)]
        yield labels.answers[squeeze(match.group(1))], value.strip(BLANK + "|｜;；]】")


def _same_row(before: Block, block: Block) -> bool:
    if not (before.cell and block.cell):
        return False
    return (before.cell.table, before.cell.row) == (block.cell.table, block.cell.row)


def _is_value(label: str, line: str, before: Block, block: Block) -> bool:
    """Whether a line is the value of the label before it: the next cell of its row, or of the right shape."""
    if before.cell and block.cell:
        return _same_row(before, block)
    if label in ("published", "written"):
        return len(line) <= 30 and parse_date(line) is not None
    return label == "document_number" and bool(_NUMBER.fullmatch(line))


def _find_unlisted(blocks: Sequence[Block], lines: Sequence[str], known: Sequence[Field]) -> Iterator[Field]:
    """Lines of a field's shape that touch the known fields of the head, above or below."""
    fields = {found.index for found in known if found.index < HEAD_ZONE and blocks[found.index].cell is None}
    if len(fields) < MIN_KNOWN:
        return
    for start, step in ((min(fields), -1), (max(fields), 1), *((index, 1) for index in sorted(fields))):
        index = start + step
        while 0 <= index < min(len(lines), HEAD_ZONE) and index not in fields:
            if not _UNLISTED.fullmatch(lines[index]) or lines[index].endswith(("。", "；")):
                break
            if blocks[index].kind != BlockKind.FURNITURE:
                fields.add(index)
                yield Field(index, "other", "")
            index += step
