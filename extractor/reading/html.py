"""HTML: what a reader of the page sees, line by line, without the page around it.

Two walks over one tree, neither of them recursive, so that ten thousand nested elements are no deeper
than ten: the `survey` says what is page and which tables hold data, the walk here writes lines as a
browser would break them. At last the second copy of a body goes, which a page carries for another kind of
screen. lxml does the parsing; it repairs broken markup, loads nothing and expands no entities. A piece of
nothing but paragraphs needs no tree; most HTML inside Markdown is such a piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from extractor.model import BlockKind, Cell
from extractor.numerals import HAN
from extractor.reading.addresses import page_address
from extractor.reading.drafts import BOLD_OFF, BOLD_ON, MARKS, Draft, Line, assemble, clean_line
from extractor.reading.survey import BLOCKS, NEVER_TEXT, Survey

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


MIN_REPEATED = 200
"""A repeated run of lines needs so many characters to be a second copy; shorter ones may be refrains."""
MAX_REFRAIN = 50
"""After so many lines a run that says too little is given up, else refrains would take quadratic time."""
MAX_SPAN = 1000
"""Largest column span, as browsers have it; a hostile page may ask for billions."""
MAX_OPEN_SPANS = 256

_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]*)[^<>]{3000,}>")
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)[^<>]*>")
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|normal|[1-9]00)", re.IGNORECASE)
_CALLED_BOLD = re.compile(r"\b(?:strong|bold)\b", re.IGNORECASE)
_WORDS = r"(?:[^<>&\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]++|&nbsp;)++"
_PARAGRAPHS = re.compile(
    rf"\s*+(?:<p>(?:{_WORDS}|<br ?/?>|<strong>{_WORDS}</strong>|<b>{_WORDS}</b>)*+</p>\s*+)++"
)
"""Well-formed paragraphs without attributes and entities (but ``&nbsp;``): what lxml would hand on."""
_PARAGRAPH_EDGE = re.compile(r"<(?:/?p|br ?/?)>")
_BLANK_LINE = re.compile(r"(?<=\S)[ \t\r]*\n[ \t\r\u3000]*\n\s*+(?=\S)")
_FEWEST_BLANK_LINES = 2
_FEWEST_NUMBERED = 2
_SECTION_LINE = re.compile(rf"\s*[{HAN}]{{1,3}}、[^\n。；：，]{{2,14}}\n")
_SHORT_LINE = 16  # code points of a heading; source that is folded has longer lines
_COMMAS = ("，", ",", "、")
_STOPS = ("。", "；", ";", "：", ":", "！", "!", "？", "?")
_NUMBERED_LINE = re.compile(
    rf"(?<=\S)[ \t\r\u3000]*\n\s*+(?=[（(][{HAN}\d]{{1,3}}[）)]|\d{{1,2}}[、.．](?!\d))"
    rf"|(?<=[。；;：:！!？?])[ \t\r\u3000]*\n\s*+(?=[{HAN}]{{1,3}}[、.．]|第[{HAN}]{{1,4}}[章条])"
)
_BETWEEN_LINKS = " \t\r\n\f\xa0\u3000|｜·•>»›<«/-—_:：,，、[]【】()（）"


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page and what its head says."""

    lines: tuple[Line, ...]
    meta: dict[str, str] = field(default_factory=dict)
    headline: str = ""
    title: str = ""
    url: str = ""


def parse(text: str) -> Draft:
    """The draft of an HTML page; broken markup is repaired as browsers do."""
    page = read_page(text)
    return assemble(page.lines, meta=page.meta, headline=page.headline, page_title=page.title, url=page.url)


def read_page(text: str, first_table: int = 0) -> Page:
    """The lines of a page or of a piece of one; tables are numbered from ``first_table``.

    >>> [line.text for line in read_page("<p><b>广州</b> 开放<br>深圳</p><p>佛山").lines]
    ['广州 开放', '深圳', '佛山']
    """
    if _PARAGRAPHS.fullmatch(text):
        return Page(tuple(_drop_second_copy(_paragraph_lines(text))))
    root = _parse_tree(text)
    if root is None:
        return Page(())
    survey = Survey(root)
    lines = _Walk(survey, first_table).lines(root)
    url = page_address((survey.canonical, survey.meta.get("og:url", "")), text)
    return Page(tuple(_drop_second_copy(lines)), survey.meta, survey.headline, survey.title, url)


def _without_code(text: str) -> str:
    """A page without what a server should have run (``<%@ page … %>``) and never did."""
    start = text.find("<%")
    if start < 0:
        return text
    parts, at = [], 0
    while start >= 0 and (end := text.find("%>", start)) >= 0:
        parts.append(text[at:start])
        at = end + 2
        start = text.find("<%", at)
    return "".join((*parts, text[at:]))


def _is_called_bold(element: Any) -> bool:
    """Whether an editor named the style of an element so (``class="bjh-strong"``, ``font-bold``)."""
    names = element.get("class") or element.get("cms-style")
    return names is not None and _CALLED_BOLD.search(names) is not None


def _paragraph_lines(text: str) -> list[Line]:
    """The lines of a text of nothing but paragraphs."""
    lines: list[Line] = []
    for raw in filter(None, _PARAGRAPH_EDGE.split(_with_marks(text))):
        for piece in _shown_lines(raw) if "\n" in raw else (raw,):
            words, bold = clean_line(piece)
            if words:
                lines.append(Line(words, BlockKind.PARAGRAPH, 0, None, bold))
    return lines


def _with_marks(text: str) -> str:
    """The source of paragraphs with marks for its bold tags."""
    text = text.replace("&nbsp;", "\xa0")
    for tag in ("b", "strong"):
        text = text.replace(f"<{tag}>", BOLD_ON).replace(f"</{tag}>", BOLD_OFF)
    return text


def _shown_lines(raw: str) -> Sequence[str]:
    """The lines that a paragraph's source shows; a stretch of bold is looked at by itself, as in a tree."""
    lines = [""]
    for piece in MARKS.split(raw):
        first, *others = (piece,) if piece in (BOLD_ON, BOLD_OFF) else _source_lines(piece)
        lines[-1] += first
        lines += others
    return lines


def _parse_tree(text: str, flat: bool = False) -> Any:
    """The root element, or None where there is nothing to parse.

    The text goes in as UTF-8 bytes, so that neither a meta element nor an XML declaration decodes it again.
    Very long start tags lose their attributes: libxml2 needs 22 s for one with 50,000 (2.14, 2026-11), and
    what is long in earnest are pictures inside the page.
    """
    text = _LONG_TAG.sub(
        r"<\1>", _without_code(text).replace("\0", "\ufffd").replace(BOLD_ON, "").replace(BOLD_OFF, "")
    )
    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    if not flat and any("xcessive depth" in entry.message for entry in parser.error_log):
        return _parse_tree(_flatten(text), flat=True)
    return root


def _flatten(text: str) -> str:
    """The page without its nesting: blocks become line breaks, the text stays.

    libxml2 stops at 2,048 levels (measured with 2.14, 2026-11) and would silently lose the rest.
    """
    return _TAG.sub(_flatten_tag, text)


def _flatten_tag(match: re.Match[str]) -> str:
    tag = match.group(1).lower()
    if tag in NEVER_TEXT or tag in ("p", "title"):
        return match.group()
    return "<br>" if tag in BLOCKS else ""


class _Grid:
    """Places the cells of one table, with their spans, while its rows go by."""

    __slots__ = ("_column", "_open", "_row", "number")

    def __init__(self, number: int) -> None:
        self.number = number
        self._row = -1
        self._column = 0
        self._open: list[tuple[int, int, int]] = []

    def start_row(self) -> None:
        self._row += 1
        self._column = 0
        self._open = [span for span in self._open if span[2] > self._row]

    def place(self, header: bool, row_span: int, column_span: int) -> Cell:
        """The next free place of the row; ``_open`` holds (first column, column after it, first free row)."""
        self._row = max(self._row, 0)
        for start, end, _ in self._open:
            if start <= self._column < end:
                self._column = end
        cell = Cell(self.number, self._row, self._column, header, row_span, column_span)
        if row_span > 1 and len(self._open) < MAX_OPEN_SPANS:
            self._open.append((self._column, self._column + column_span, self._row + row_span))
            self._open.sort()
        self._column += column_span
        return cell


class _Walk:
    """The second walk: writes lines. ``_kinds`` is what the open elements say of the line, innermost last."""

    def __init__(self, survey: Survey, first_table: int) -> None:
        self._survey = survey
        self._next_table = first_table
        self._lines: list[Line] = []
        self._parts: list[str] = []
        self._kinds: list[tuple[Any, BlockKind, int]] = []
        self._weights: list[tuple[Any, bool]] = []
        self._grids: list[_Grid] = []
        self._cells: list[tuple[Any, Cell]] = []
        self._heads: int = 0
        self._inner_tables = 0
        self._anchors = 0
        self._items = 0  # open entries of lists
        self._preformatted = 0
        self._bold_written = False
        self._words = 0
        self._linked_words = 0

    def lines(self, root: Any) -> list[Line]:
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped: Any = None
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if tag in NEVER_TEXT or element in self._survey.page_parts:
                    skipped = element
                    walk.skip_subtree()
                    if tag in BLOCKS:
                        self._end_line()
                    continue
                self._open(element, tag)
                self._add(element.text)
            else:
                if element is skipped:
                    skipped = None
                else:
                    self._close(element, tag)
                self._add(element.tail)
        self._end_line()
        return self._lines

    def _open(self, element: Any, tag: str) -> None:
        if tag in BLOCKS:
            self._end_line()
            self._open_block(element, tag)
        elif tag == "a":
            self._anchors += 1
        self._open_weight(element, tag)

    def _open_block(self, element: Any, tag: str) -> None:
        if tag in HEADINGS:
            self._kinds.append((element, BlockKind.HEADING, HEADINGS[tag]))
        elif tag == "li":
            self._kinds.append((element, BlockKind.LIST_ITEM, self._items))
            self._items += 1
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "table" and element in self._survey.data_tables:
            self._grids.append(_Grid(self._next_table))
            self._next_table += 1
        elif tag == "table" and self._grids:
            self._inner_tables += 1
        elif self._grids and not self._inner_tables:
            self._open_in_grid(element, tag)

    def _open_in_grid(self, element: Any, tag: str) -> None:
        if tag == "thead":
            self._heads += 1
        elif tag == "tr":
            self._grids[-1].start_row()
        elif tag in ("td", "th"):
            header = tag == "th" or self._heads > 0
            cell = self._grids[-1].place(header, _span(element, "rowspan"), _span(element, "colspan"))
            self._cells.append((element, cell))

    def _open_weight(self, element: Any, tag: str) -> None:
        style = element.get("style")
        match = _WEIGHT.search(style) if style else None
        if match:
            value = match.group(1).lower()
            self._weights.append((element, value == "bold" or (value.isdigit() and int(value) >= 600)))
        elif tag in ("b", "strong") or (tag in ("span", "font") and _is_called_bold(element)):
            self._weights.append((element, True))

    def _close(self, element: Any, tag: str) -> None:
        if tag in BLOCKS:
            self._end_line()
            self._close_block(element, tag)
        elif tag == "a":
            self._anchors -= 1
        if self._weights and self._weights[-1][0] is element:
            self._weights.pop()

    def _close_block(self, element: Any, tag: str) -> None:
        self._items -= tag == "li"
        if self._kinds and self._kinds[-1][0] is element:
            self._kinds.pop()
        elif tag == "pre":
            self._preformatted -= 1
        elif self._cells and self._cells[-1][0] is element:
            self._cells.pop()
        elif self._grids and tag == "table":
            if element in self._survey.data_tables:
                self._grids.pop()
            else:
                self._inner_tables -= 1
        elif self._grids and tag == "thead" and not self._inner_tables:
            self._heads -= 1

    def _add(self, text: str | None) -> None:
        """Write text into the open line; in preformatted text its line breaks end lines."""
        if not text:
            return
        if "\n" not in text:
            self._add_piece(text)
            return
        first, *others = text.split("\n") if self._preformatted else _source_lines(text)
        self._add_piece(first)
        for other in others:
            self._end_line()
            self._add_piece(other)

    def _add_piece(self, text: str) -> None:
        bold = bool(self._weights) and self._weights[-1][1]
        if bold != self._bold_written:
            self._parts.append(BOLD_ON if bold else BOLD_OFF)
            self._bold_written = bold
        self._parts.append(text)
        words = len(text.strip(_BETWEEN_LINKS))
        if self._anchors:
            self._linked_words += words
        elif not any(map(str.isalpha, text)):  # the number or the date of a link: 1、<a>…</a> 2026-03-09
            words = 0
        self._words += words

    def _end_line(self) -> None:
        if self._words or self._parts:
            text, bold = clean_line("".join(self._parts))
            if text:
                self._lines.append(self._make_line(text, bold))
            self._parts = []
        self._bold_written = False
        self._words = self._linked_words = 0

    def _make_line(self, text: str, bold: tuple[tuple[int, int], ...]) -> Line:
        linked = 0 < self._words == self._linked_words
        if self._cells:
            return Line(text, BlockKind.CELL, 0, self._cells[-1][1], bold, linked)
        element, kind, level = self._kinds[-1] if self._kinds else (None, BlockKind.PARAGRAPH, 0)
        if kind is BlockKind.LIST_ITEM:  # one bullet is shown, however many lines follow
            self._kinds[-1] = (element, BlockKind.PARAGRAPH, 0)
        return Line(text, kind, level, None, bold, linked)


def _source_lines(text: str) -> list[str]:
    """The lines of a piece of text that its source shows: numbered ones, or those with a blank one between.

    Pages keep them by their style (``pre-line``) or lost their ``<br>``; else a line break only folds the
    source. Where several are numbered, and each other one is short or ends as a sentence does, all are lines.

    >>> _source_lines("通知如下：\\n一、设立窗口。\\n二、公布时间，\\n每周一次。")
    ['通知如下：', '一、设立窗口。', '二、公布时间，\\n每周一次。']
    """
    if len(_BLANK_LINE.findall(text)) >= _FEWEST_BLANK_LINES:
        return _BLANK_LINE.split(text)
    numbered = _NUMBERED_LINE.split(text)
    shown = len(numbered) > _FEWEST_NUMBERED or _SECTION_LINE.match(text)
    lines = [line.strip() for line in text.strip().split("\n")] if shown else []
    ended = (
        line.endswith(_STOPS) or (len(line) <= _SHORT_LINE and line[-1:] not in _COMMAS) for line in lines
    )
    return lines if lines and all(ended) else numbered


def _span(element: Any, name: str) -> int:
    value = (element.get(name) or "").strip()[:6]
    return min(max(int(value), 1), MAX_SPAN) if value.isascii() and value.isdigit() else 1


def _drop_second_copy(lines: list[Line]) -> Iterable[Line]:
    """Lines without runs that repeat an earlier one word for word: a page has a body for each screen size.

    Where no line comes twice nothing is repeated.
    """
    return lines if len({line.text for line in lines}) == len(lines) else _without_copies(lines)


def _without_copies(lines: list[Line]) -> Iterator[Line]:
    first: dict[str, int] = {}
    index = 0
    while index < len(lines):
        earlier = first.get(lines[index].text)
        length = _repeated(lines, earlier, index) if earlier is not None else 0
        if length:
            index += length
            continue
        if lines[index].cell is None:
            first.setdefault(lines[index].text, index)
        yield lines[index]
        index += 1


def _repeated(lines: list[Line], earlier: int, later: int) -> int:
    """How many lines from ``later`` on repeat those from ``earlier`` on, or 0 if too few to be a copy.

    Only different lines count: a column of 是 是 是 repeats itself and is no copy.
    """
    length = 0
    seen: set[str] = set()
    characters = 0
    while later + length < len(lines) and earlier + length < later:
        text = lines[later + length].text
        if text != lines[earlier + length].text or lines[later + length].cell:
            break
        if text not in seen:
            seen.add(text)
            characters += len(text)
        length += 1
        if length > MAX_REFRAIN and (len(seen) < 3 or characters < MIN_REPEATED):
            return 0
    return length if len(seen) >= 3 and characters >= MIN_REPEATED else 0
