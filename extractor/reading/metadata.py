"""Metadata: what the article is called, who issued it, when, under which number. Best effort, never invented.

Four places say it, and the surer one wins: front matter and the information block (`fields`), the headings
and first lines (`titles`), the signature and its date at the end, and what machines were told (meta
elements, the address). Lines that hold such fields become METADATA, title lines TITLE; a date must exist
in the calendar (domain.md §1.6, §4.6).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from extractor.lexicon import Lexicon
from extractor.model import Block, BlockKind
from extractor.reading.dates import parse_compact_date, parse_date, split_final_date, to_half_width
from extractor.reading.drafts import BLANK, Draft
from extractor.reading.fields import HEAD_ZONE, answer, find_fields
from extractor.reading.titles import find_title

MAX_FIELD_LINE = 200
"""Longer lines are content."""
MAX_SIGNATURE = 60
TAIL_ZONE = 6
"""So many last lines may hold the dateline of a page."""

FRONT_MATTER_KEYS: Mapping[str, str] = {
    "title": "title",
    "date": "published",
    "published": "published",
    "pubdate": "published",
    "publish_date": "published",
    "issuer": "issuer",
    "document_number": "document_number",
}
DATE_NAMES = (
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "article:published_time",
    "og:published_time",
    "datepublished",
    "og:release_date",
    "firstpublishedtime",
)

_SPACE = r"[\s\u3000\xa0]"
_NUMBER = re.compile(
    rf"[\u4e00-\u9fff]{{1,14}}{_SPACE}{{0,2}}[〔\[（(【﹝]{_SPACE}?(?:19|20)\d{{2}}{_SPACE}?年?[〕\]）)】﹞]"
    rf"{_SPACE}{{0,2}}第?{_SPACE}{{0,2}}\d{{1,5}}{_SPACE}{{0,2}}号"
)
_DECREE = re.compile(
    rf"(?:([\u4e00-\u9fff \u3000]{{2,40}})令)?{_SPACE}{{0,4}}"
    rf"第{_SPACE}?[\d一二三四五六七八九十百〇]{{1,6}}{_SPACE}?号"
)
_DECREE_HEAD = re.compile(r"([\u4e00-\u9fff \u3000]{2,40})令")
_ISSUER = re.compile(r"([\u4e00-\u9fff、 \u3000]{2,60}?)(?:关于|印发|转发|批转)")
_ORGANISATION = re.compile(r"[府厅局委会部院办行署室处司团心]$")
_DELIVERED = re.compile(r"[—–（(-]{0,3}\s{0,3}(?:19|20)\d{2}年\d{1,2}月\d{1,2}日在[^。；]{2,60}上[）)]?")
_OUTSIDE = (BlockKind.FURNITURE, BlockKind.METADATA)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of an article beside its text; empty where nothing sure was found."""

    title: str
    published: date | None
    issuer: str
    document_number: str
    blocks: tuple[Block, ...]


def find_metadata(draft: Draft, blocks: Sequence[Block], lexicon: Lexicon, source: str = "") -> Metadata:
    """Title, date, issuer and number of a draft, and its blocks with METADATA and TITLE marked.

    ``blocks`` are the draft's with furniture marked; ``source`` is the name of the input, searched for a
    date only where it is an address.
    """
    lines = [block.span.of(draft.text) if len(block.span) <= MAX_FIELD_LINE else "" for block in blocks]
    kinds = [block.kind for block in blocks]
    fields = _read_front_matter(draft, lexicon)
    for found in find_fields(blocks, lines, lexicon):
        kinds[found.index] = BlockKind.METADATA
        if found.value:
            fields.setdefault(found.label, found.value)
    numbered = _number_lines(kinds, lines)
    for index in numbered:
        kinds[index] = BlockKind.METADATA
    title, printed = find_title(draft, fields.get("title", ""), blocks, kinds, lines)
    for index in printed:
        kinds[index] = BlockKind.TITLE
    signed, signer = _find_signature(kinds, lines)
    return Metadata(
        title=title,
        published=_find_published(fields, signed, _find_dateline(kinds, lines), draft.meta, source),
        issuer=fields.get("issuer") or _issuer_of_title(title) or _issuer_of_decree(lines) or signer,
        document_number=_find_number(fields, numbered, lines),
        blocks=tuple(map(_with_kind, blocks, kinds)),
    )


def _with_kind(block: Block, kind: BlockKind) -> Block:
    if block.kind == kind:
        return block
    return replace(block, kind=kind, level=block.level if kind == BlockKind.TITLE else 0)


def _read_front_matter(draft: Draft, lexicon: Lexicon) -> dict[str, str]:
    """The fields of front matter under the names of the answers; Chinese keys go through the lexicon."""
    fields: dict[str, str] = {}
    for key, value in draft.fields.items():
        label = FRONT_MATTER_KEYS.get(key) or answer(key, lexicon)
        if label and value:
            fields.setdefault(label, value)
    return fields


def _find_published(
    fields: Mapping[str, str],
    signed: date | None,
    dateline: date | None,
    meta: Mapping[str, str],
    source: str,
) -> date | None:
    """The date of publication: told, else written, else signed, else the page's, else the machines'."""
    for label in ("published", "written"):
        value = fields.get(label, "")
        found = parse_date(value) or parse_compact_date(value[:40])
        if found:
            return found
    if signed or dateline:
        return signed or dateline
    for name in DATE_NAMES:
        found = parse_date(meta.get(name, "")) or parse_compact_date(meta.get(name, ""))
        if found:
            return found
    return parse_compact_date(source) if "://" in source else None


def _find_signature(kinds: Sequence[BlockKind], lines: Sequence[str]) -> tuple[date | None, str]:
    """The first line of content that is only a date, perhaps after the issuer's name, and who signs there.

    The first, not the last: a notice is signed and dated before its annexes, which may be dated too.
    """
    for index, line in enumerate(lines):
        if not line or len(line) > MAX_SIGNATURE or kinds[index] in _OUTSIDE:
            continue
        if index < HEAD_ZONE and _DELIVERED.fullmatch(line):
            return parse_date(line), ""
        final = split_final_date(line.strip(BLANK + "（）()"))
        if final is None or final[1] is None:
            continue
        before = final[0].strip(BLANK)
        if not before:
            above = lines[index - 1].strip(BLANK) if index else ""
            return final[1], above if _is_organisation(above) else ""
        if final[0] != before and _is_organisation(before):
            return final[1], before
    return None, ""


def _find_dateline(kinds: Sequence[BlockKind], lines: Sequence[str]) -> date | None:
    """A date in the furniture at the head or the end of a page: 2011-09-27 来源：…"""
    for index, kind in enumerate(kinds):
        if kind == BlockKind.FURNITURE and not HEAD_ZONE <= index < len(kinds) - TAIL_ZONE:
            found = parse_date(lines[index])
            if found:
                return found
    return None


def _is_organisation(name: str) -> bool:
    return (
        2 <= len(name) <= 40
        and bool(_ORGANISATION.search(name))
        and not any(c in name for c in "，。：；,:;")
    )


def _number_lines(kinds: Sequence[BlockKind], lines: Sequence[str]) -> list[int]:
    """The lines of the head that hold nothing but a document's number."""
    return [
        index
        for index, line in enumerate(lines[:HEAD_ZONE])
        if 3 <= len(line) <= 50 and kinds[index] != BlockKind.FURNITURE and _is_number(_bare(line))
    ]


def _bare(line: str) -> str:
    return line.strip(BLANK)


def _is_number(line: str) -> bool:
    line = to_half_width(line)
    return bool(_NUMBER.fullmatch(line) or _NUMBER.fullmatch(line.strip("（）()")) or _DECREE.fullmatch(line))


def _find_number(fields: Mapping[str, str], numbered: Sequence[int], lines: Sequence[str]) -> str:
    """The number as printed: the field's, else the first line that is one, with the …令 above it."""
    value = fields.get("document_number", "").strip(BLANK)
    if any(c.isdigit() for c in value):
        return value
    if not numbered:
        return ""
    index = numbered[0]
    number = _bare(lines[index])
    above = _bare(lines[index - 1]) if index else ""
    if number.startswith("第") and _DECREE_HEAD.fullmatch(above):
        return above + number
    return number.removeprefix("（").removesuffix("）") if number.startswith("（") else number


def _issuer_of_title(title: str) -> str:
    """Who issues by the title: X关于…的通知 → X, where X ends like an organisation."""
    match = _ISSUER.match(title)
    name = match.group(1).strip(BLANK + "、") if match else ""
    return name if _ORGANISATION.search(name) else ""


def _issuer_of_decree(lines: Sequence[str]) -> str:
    """Who issues a decree: 某部令 第3号 → 某部."""
    for line in lines[:3]:
        match = _DECREE_HEAD.fullmatch(line) or _DECREE.fullmatch(to_half_width(line))
        name = (match.group(1) or "").strip(BLANK) if match else ""
        if name and _ORGANISATION.search(name):
            return name
    return ""
