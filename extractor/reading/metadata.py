"""Metadata: what the article is called, who issued it, when, under which number. Best effort, never invented.

Five places say it, and the surer one wins: front matter and the information block (`fields`), the headings
and first lines (`titles`, `numbers`, `addressees`), the history under the title of a law (`history`), the
signature at the end (`signatures`), and what machines were told (meta elements, the address). The title says
what kind of document it is (`kinds`), the last article when it applies (`validity`), several places who
issued it (`issuers`), and the names of the issuers at what level of the state they stand (`levels`). Lines
that hold such fields become METADATA, title lines TITLE; a date must exist in the calendar (domain.md §1.6,
§4.6).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from extractor.lexicon import Lexicon
from extractor.model import Block, BlockKind, Level
from extractor.reading.addressees import find_addressees, split_addressees
from extractor.reading.dates import (
    parse_compact_date,
    parse_date,
    to_half_width,
)
from extractor.reading.drafts import Draft
from extractor.reading.fields import HEAD_ZONE, answer, find_fields
from extractor.reading.history import MAX_NOTE, History, is_note, read_history
from extractor.reading.issuers import (
    are_organisations,
    choose,
    is_abridged,
    issuers_of_head,
    issuers_of_title,
    split_issuers,
)
from extractor.reading.kinds import find_kind, find_status
from extractor.reading.levels import find_level
from extractor.reading.numbers import cut_number, find_number, glued_number, issuer_of_number, number_lines
from extractor.reading.signatures import Signature, find_imprint, find_signature
from extractor.reading.titles import cut_source, find_title
from extractor.reading.validity import find_validity

MAX_FIELD_LINE = 200
"""Longer lines are content."""
MAX_DELAY = 92
"""So many days after it was written a document may be made public; later, a page was put up anew."""
MAX_HEAD = 600
"""So much of a first line is searched for a number that is glued to what follows."""
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
    "written": "written",
    "effective": "effective",
    "expires": "expires",
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

_DECREE = re.compile(r"([\u4e00-\u9fff \u3000]{2,40})令(?:[\s\u3000]{0,4}第.{1,10}号)?")

_ARTICLES = re.compile(r"第一[条章][\s\u3000]")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of an article beside its text; empty where nothing sure was found."""

    title: str
    published: date | None
    issuer: str
    document_number: str
    blocks: tuple[Block, ...]
    written: date | None = None
    effective: date | None = None
    expires: date | None = None
    addressees: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    document_type: str = ""
    issuer_level: Level | None = None


@dataclass(frozen=True, slots=True)
class _Dates:
    published: date | None
    written: date | None
    effective: date | None
    expires: date | None


def find_metadata(draft: Draft, blocks: Sequence[Block], lexicon: Lexicon, source: str = "") -> Metadata:
    """The metadata of a draft, and its blocks with METADATA and TITLE marked.

    ``blocks`` are the draft's with furniture marked; ``source`` is the name of the input, searched for a
    date only where it is an address.
    """
    text, spans = draft.text, [block.span for block in blocks]
    lines = [text[at.start : at.end] if at.end - at.start <= MAX_FIELD_LINE else "" for at in spans]
    kinds = [block.kind for block in blocks]
    fields = _read_front_matter(draft, lexicon)
    for found in find_fields(blocks, lines, lexicon):
        kinds[found.index] = BlockKind.METADATA
        if found.value:
            fields.setdefault(found.label, found.value)
    numbered = number_lines(blocks, kinds, lines)
    for index in numbered:
        kinds[index] = BlockKind.METADATA
    title, printed = find_title(draft, fields.get("title", ""), blocks, kinds, lines, lexicon)
    for index in printed:
        kinds[index] = BlockKind.TITLE
    for index in range(printed[0] if printed else 0):  # names of the site and its columns stand above
        kinds[index] = BlockKind.FURNITURE if kinds[index] is BlockKind.HEADING else kinds[index]
    title, cited = cut_number(cut_source(title, lexicon))

    history = read_history(_find_notes(draft, blocks, kinds, lexicon), lexicon)
    heads = [block.span.of(draft.text)[:MAX_HEAD] for block in blocks[:HEAD_ZONE]]
    others = (cited, history.document_number, glued_number(title, heads))
    number = find_number(fields, numbered, lines, others)
    signature = find_signature(kinds, lines)
    imprint = find_imprint(lines, lexicon)
    days = _tell_dates_apart(draft.text, fields, history, signature, imprint, lexicon)
    addressees = split_addressees(fields.get("addressees", "")) or find_addressees(
        draft.text, blocks, kinds, title, number, lexicon
    )
    signs = (number, addressees, days.written, days.effective, days.expires, signature.delivered)
    official = any(signs) or bool(_ARTICLES.search(draft.text[: MAX_HEAD * 5]))
    page_date = _find_dateline(kinds, lines) or imprint or _find_machine_date(draft.meta, source)
    issuers = _find_issuers(fields, title, cited or number, history, signature, lines, lexicon)
    return Metadata(
        title=title,
        published=days.published or page_date,
        issuer=";".join(issuers),
        document_number=number,
        blocks=tuple(
            block if block.kind is kind else _with_kind(block, kind)
            for block, kind in zip(blocks, kinds, strict=True)
        ),
        written=days.written,
        effective=days.effective,
        expires=days.expires,
        addressees=addressees,
        status=find_status(title, official, lexicon),
        document_type=find_kind(title, official, lexicon),
        issuer_level=find_level(issuers, lexicon),
    )


def _tell_dates_apart(
    text: str,
    fields: Mapping[str, str],
    history: History,
    signature: Signature,
    imprint: date | None,
    lexicon: Lexicon,
) -> _Dates:
    """Publication, signing, beginning and end; where no publication is told, the next best day serves."""
    told = {label: _field_date(fields, label) for label in ("published", "issued", "effective", "expires")}
    written = _field_date(fields, "written") or (signature.day if signature.written else None)
    sent = told["issued"] or imprint or written or history.first
    public = _near(told["published"], written) or written or history.first or sent
    validity = find_validity(text, sent, public, lexicon)
    return _Dates(
        published=told["published"] or history.published or told["issued"] or written or signature.day,
        written=written,
        effective=told["effective"] or history.effective or validity.effective,
        expires=told["expires"] or validity.expires,
    )


def _with_kind(block: Block, kind: BlockKind) -> Block:
    return replace(block, kind=kind, level=block.level if kind == BlockKind.TITLE else 0)


def _read_front_matter(draft: Draft, lexicon: Lexicon) -> dict[str, str]:
    """The fields of front matter under the names of the answers; Chinese keys go through the lexicon."""
    fields: dict[str, str] = {}
    for key, value in draft.fields.items():
        label = FRONT_MATTER_KEYS.get(key) or answer(key, lexicon)
        if label and value:
            fields.setdefault(label, value)
    return fields


def _field_date(fields: Mapping[str, str], label: str) -> date | None:
    """The date that a field holds."""
    value = fields.get(label, "")
    return parse_date(value) or parse_compact_date(value[:40])


def _near(published: date | None, written: date | None) -> date | None:
    """A date of publication, unless it is of another year than the text: the page is then put up anew."""
    if published and written and not 0 <= (published - written).days <= MAX_DELAY:
        return None
    return published


def _find_machine_date(meta: Mapping[str, str], source: str) -> date | None:
    """The date in the meta elements of a page, else in its address."""
    for name in DATE_NAMES:
        found = parse_date(meta.get(name, "")) or parse_compact_date(meta.get(name, ""))
        if found:
            return found
    return parse_compact_date(source) if "://" in source else None


def _find_notes(
    draft: Draft, blocks: Sequence[Block], kinds: Sequence[BlockKind], lexicon: Lexicon
) -> list[str]:
    """The lines of the head that are the history of a law."""
    heads = [
        block.span.of(draft.text)
        for block, kind in zip(blocks[:HEAD_ZONE], kinds, strict=False)
        if kind != BlockKind.FURNITURE and len(block.span) <= MAX_NOTE
    ]
    return [head for head in heads if is_note(head, lexicon)]


def _find_issuers(
    fields: Mapping[str, str],
    title: str,
    number: str,
    history: History,
    signature: Signature,
    lines: Sequence[str],
    lexicon: Lexicon,
) -> tuple[str, ...]:
    """Who issued, by the surest source."""
    told = split_issuers(fields.get("issuer", ""))
    if told:
        return told
    if is_abridged(title) and len(signature.names) > 1:
        return signature.names
    named = (
        issuers_of_title(title, lexicon),
        issuers_of_head(lines[:HEAD_ZONE]),
        _issuer_of_decree(lines),
        split_issuers(issuer_of_number(number)),
        history.issuers,
        signature.names,
    )
    return choose(named)


def _find_dateline(kinds: Sequence[BlockKind], lines: Sequence[str]) -> date | None:
    """A date in the furniture at the head or the end of a page: 2011-09-27 来源：…"""
    for index, kind in enumerate(kinds):
        if kind == BlockKind.FURNITURE and not HEAD_ZONE <= index < len(kinds) - TAIL_ZONE:
            found = parse_date(lines[index])
            if found:
                return found
    return None


def _issuer_of_decree(lines: Sequence[str]) -> tuple[str, ...]:
    """Who issues a decree: 某部令 第3号 → 某部."""
    for line in lines[:3]:
        match = _DECREE.fullmatch(to_half_width(line))
        names = match.group(1) if match else ""
        if names and are_organisations(names):
            return split_issuers(names)
    return ()
