"""The values that travel from room to room: spans of one text, and what we say about them.

An article is read once into one text. Everything after that is a `Span` of that text with a reason
attached. All types are frozen and complete when made; nothing is repaired later. Offsets are half-open
and count Unicode code points of ``Article.text``, as Python slices do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """A half-open stretch ``[start, end)`` of an article's text, in code points.

    >>> Span(2, 5).of("一是推广应用")
    '推广应'
    >>> Span(5, 2)
    Traceback (most recent call last):
    ...
    ValueError: a span needs 0 <= start <= end, not [5, 2)
    """

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        """Written out, since a page has hundreds of spans: generated code takes twice as long."""
        if not 0 <= start <= end:
            raise ValueError(f"a span needs 0 <= start <= end, not [{start}, {end})")
        _set_start(self, start)
        _set_end(self, end)

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of ``text`` that this span covers."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


_set_start, _set_end = vars(Span)["start"].__set__, vars(Span)["end"].__set__


class BlockKind(StrEnum):
    """What the reader knew about a line of the text."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    CELL = "cell"
    METADATA = "metadata"  # 索引号, 发文机关, 发布日期 …: read for the columns, never matched
    FURNITURE = "furniture"  # navigation, share bars, 责任编辑, 上一篇: kept in the text, never matched


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of a table cell: table number in the article, row and column from 0, rows it spans."""

    table: int
    row: int
    column: int
    header: bool = False
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the text. Blocks are in order and never overlap.

    ``level``: 1–6 for headings, for entries of lists how many others they stand in, else 0.
    """

    span: Span
    kind: BlockKind
    level: int = 0
    cell: Cell | None = None

    @property
    def is_content(self) -> bool:
        """Whether measures may stand here: neither furniture nor metadata."""
        return self.kind not in (BlockKind.FURNITURE, BlockKind.METADATA)


class Level(StrEnum):
    """At what level of the state an issuer stands, the highest first (政策力度, domain.md §2.6).

    The People's Congress; the centre of the party and the army; the State Council; its ministries and the
    other central organs; then the places, each with its party, government, assembly and bureaus. The name of
    a development zone does not tell its rank. Hong Kong, Macau and Taiwan stand outside this order.
    """

    LEGISLATURE = "legislature"
    CENTRE = "centre"
    STATE_COUNCIL = "state_council"
    MINISTRY = "ministry"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    ZONE = "zone"
    TOWNSHIP = "township"
    SAR = "sar"
    TAIWAN = "taiwan"


@dataclass(frozen=True, slots=True)
class Article:
    """One document as read: the only holder of text.

    ``id`` is derived from the content, so reading the same article again gives the same id.
    ``bold`` are the stretches that the source prints in bold, in order: run-in headings.
    Joint issuers stand in ``issuer`` with ``;`` between them. ``published`` is when the article was made
    public, ``written`` when it was signed, ``effective`` and ``expires`` from when until when it applies.
    ``addressees`` are the bodies to which it is sent, ``status`` the words of its title that make it a draft
    or a trial, ``document_type`` the kind that the title names (domain.md §4.6), ``issuer_level`` the highest
    level of an issuer, ``None`` where no name tells one. ``url`` is where it stands on the web.
    """

    id: str
    source: str
    format: str
    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    published: date | None = None
    issuer: str = ""
    document_number: str = ""
    encoding: str = ""
    bold: tuple[Span, ...] = ()
    written: date | None = None
    effective: date | None = None
    expires: date | None = None
    addressees: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    document_type: str = ""
    issuer_level: Level | None = None
    url: str = ""

    @property
    def dated(self) -> date | None:
        """The date from which its 今年 and 年底 count: when it was written, else when it was published."""
        return self.written or self.published


class MarkerStyle(StrEnum):
    """The families of numbering (domain.md §1.1, GB/T 9704—2012 §7.3.3), by what is printed."""

    CHAPTER = "chapter"  # 第一章 第一节 第一部分
    ARTICLE = "article"  # 第四条
    HAN_FORMAL = "han_formal"  # 壹、
    HAN_COMMA = "han_comma"  # 一、
    HAN_PAREN = "han_paren"  # （一）
    DIGIT_DOT = "digit_dot"  # 1.
    DIGIT_COMMA = "digit_comma"  # 1、
    DIGIT_PAREN = "digit_paren"  # （1）
    DIGIT_CLOSE = "digit_close"  # 1）
    LETTER = "letter"  # a)
    CIRCLED = "circled"  # ①
    DECIMAL = "decimal"  # 1.1
    NAMED = "named"  # 举措一：
    BOX = "box"  # 专栏1
    ORDINAL = "ordinal"  # 一是 首先 第一， 一方面 一要
    BULLET = "bullet"  # ■ • ——


@dataclass(frozen=True, slots=True)
class Marker:
    """A printed number: ``（十二）`` is (HAN_PAREN, 12, …). ``value`` is 0 where none is printed."""

    style: MarkerStyle
    value: int
    span: Span


class Role(StrEnum):
    """The part that a section plays in its document (domain.md §2.2)."""

    CORE = "core"
    SAFEGUARD = "safeguard"
    FRAME = "frame"
    GOAL = "goal"
    SCOPE = "scope"
    CLOSING = "closing"
    BACKGROUND = "background"
    EXPLANATION = "explanation"

    @property
    def holds_measures(self) -> bool:
        """Whether items of such a section are measures at all."""
        return self in (Role.CORE, Role.SAFEGUARD)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a rule or a statistic says about a span.

    ``rule`` is its id, ``weight`` its strength: positive for a measure, negative against.
    """

    rule: str
    span: Span
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """A node of the outline: everything from its marker to the next sibling.

    ``head`` is the title or first sentence without its end punctuation, ``span`` the whole item without
    the marker, ``children`` the items inside it. Headings without a number have no marker.
    """

    marker: Marker | None
    head: Span
    span: Span
    children: tuple[Item, ...] = ()
    role: Role = Role.CORE


class Kind(StrEnum):
    """``enumerated``: numbered or a member of a list; ``stated``: promised in a plain sentence."""

    ENUMERATED = "enumerated"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class Label:
    """What a group is called: the printed words at ``span``, white space inside them made one blank."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Field:
    """A part of an item that its column names: the 责任单位 cell of a table row.

    ``name`` is a label of ``lexicons/columns.tsv``, ``span`` what the cell holds.
    """

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch that may be a measure, with everything that the structure knows of it.

    ``group`` are the labels of the enclosing groups, outermost first. ``context`` is the sentence or
    heading that introduces it (the cue of a list), if any. ``list_style`` names how it was listed. ``fields``
    are the other cells of a table row; ``parent`` is the head of the item of which this is a point.
    """

    kind: Kind
    head: Span
    span: Span
    list_style: str
    marker: Marker | None = None
    group: tuple[Label, ...] = ()
    role: Role = Role.CORE
    context: Span | None = None
    evidence: tuple[Evidence, ...] = ()
    fields: tuple[Field, ...] = ()
    parent: Span | None = None


@dataclass(frozen=True, slots=True)
class Attribute:
    """A fact about a measure whose quoted words can always be recovered from ``span``."""

    name: str
    value: str
    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the table; ``context`` and ``fields`` as in `Candidate`.

    ``id`` is the article's id and the start of the head; ``parent`` is the id of the row of which this one is
    a point (（1） inside 1.), empty for all others; ``probability`` is how likely it is a measure.
    """

    id: str
    kind: Kind
    role: Role
    group: tuple[Label, ...]
    marker: Marker | None
    head: Span
    span: Span
    list_style: str
    evidence: tuple[Evidence, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    parent: str = ""
    context: Span | None = None
    fields: tuple[Field, ...] = ()
    probability: float | None = None

    def attribute(self, name: str) -> Attribute | None:
        """The first attribute of that name, if there is one."""
        return next((a for a in self.attributes if a.name == name), None)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A candidate that is no measure, and what spoke against it."""

    candidate: Candidate
    evidence: tuple[Evidence, ...]


class Verdict(StrEnum):
    """How a declared count compares with what was found in its scope (domain.md §3.3)."""

    MATCH = "match"
    SHORT = "short"
    OVER = "over"
    OPEN = "open"
    PARTIAL = "partial_listed"
    NONE_LISTED = "none_listed"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Count:
    """A number of measures that the article announces, and what was found in the same scope.

    ``scope`` is ``document``, a group's label, or what is not listed here: ``other`` (another set),
    ``subset`` (a part of this one), ``changed`` (the number before a change).
    """

    scope: str
    declared: int
    unit: str
    found: int
    verdict: Verdict
    span: Span


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is known of one article: its measures in order, what was rejected and why, its counts."""

    article: Article
    measures: tuple[Measure, ...]
    rejections: tuple[Rejection, ...] = ()
    counts: tuple[Count, ...] = ()
