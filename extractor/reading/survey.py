"""The survey of a page: what is article and what is page, and which tables hold data.

One walk weighs every element by the Chinese text in it. An element that names itself menu, share bar,
footer or the like, or that hides itself, is a suspect; suspects are dropped, unless one holds a good part
of the text or all of them together hold nearly everything, since on some pages the body itself stands in
a box called "sidebar". A table holds data unless it frames other tables, has a single column or row, or
keeps a whole text in one cell: then it only lays out the page. A large table with a small one in a cell is no
frame; the small one is then text of its cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml import etree

from extractor.reading.drafts import clean_line


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


NEVER_TEXT = _names(
    "script style noscript template svg math canvas audio video iframe object embed map select button "
    "textarea input datalist head link meta base rt rp frameset applet"
)
PAGE_TAGS = _names("nav header footer aside menu")
BLOCKS = _names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figure "
    "figcaption footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre "
    "section summary table tbody td tfoot th thead tr ul br"
)
PAGE_WORDS = _names(
    "nav navbar navi navigation breadcrumb breadcrumbs crumb crumbs position share bdshare jiathis aside "
    "sidebar footer foot copyright relate related recommend latest pager pagination toolbar menu banner "
    "login search qrcode erweima ewm backtop topbar comment comments ad ads advert friendlink links skip "
    "print pre_page next_page top_bar back_top prev_next xg_link"
)
"""Words of a class or id (ASCII only) that name a part of the page and not of the article."""

MAX_DROPPED_SHARE = 0.4
"""A box named as page furniture that holds more of the page's text than this is the article after all."""
LONG_CELL = 1200
"""Weight (about 600 Chinese characters) from which a cell of a small table is a text, the table its frame."""

LARGE_ROWS, LARGE_COLUMNS = 4, 3
"""Pages are laid out in a few rows and columns; a table from this size on may hold data and small tables."""

_WORDS = re.compile(r"[A-Za-z][a-z]*")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def _weigh(text: str | None) -> int:
    """Twice the number of Chinese characters, nearly: bytes beyond one per character, counted in C."""
    return 0 if not text or text.isascii() else len(text.encode("utf-8", "replace")) - len(text)


@dataclass(slots=True)
class _TableFacts:
    element: Any
    parent: Any = None
    start: int = 0
    inner: int = 0
    weight: int = 0
    nested: bool = False
    rows: int = 0
    cells: int = 0
    columns: int = 0
    heaviest: int = 0
    cell_start: int = 0
    titled: bool = False


class Survey:
    """What one walk over a page tells: its head, the ``page_parts`` to leave out, the ``data_tables``."""

    def __init__(self, root: Any) -> None:
        self.meta: dict[str, str] = {}
        self.canonical = ""
        self.headline = ""
        self.title = ""
        self.page_parts: set[Any] = set()
        self.data_tables: set[Any] = set()
        self._weight = 0
        self._suspects: list[tuple[Any, int, int]] = []
        self._tables: list[_TableFacts] = []
        self._closed: list[_TableFacts] = []
        self._survey(root)
        self._judge_suspects()
        self._judge_tables()

    def _survey(self, root: Any) -> None:
        open_suspects: list[tuple[Any, int]] = []
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if tag in NEVER_TEXT:
                    self._read_head(element, tag)
                    walk.skip_subtree()
                    continue
                if _is_suspect(element, tag):
                    open_suspects.append((element, self._weight))
                self._open(element, tag)
                self._weight += _weigh(element.text)
            else:
                if open_suspects and open_suspects[-1][0] is element:
                    self._suspects.append((element, open_suspects.pop()[1], self._weight))
                self._close(element, tag)
                self._weight += _weigh(element.tail)

    def _read_head(self, element: Any, tag: str) -> None:
        if tag == "head":
            for child in element.iterchildren("title", "meta", "link"):
                self._read_head(child, child.tag)
        elif tag == "title" and not self.title:
            self.title = clean_line(element.text or "")[0]
        elif tag == "link" and not self.canonical:
            if "canonical" in (element.get("rel") or "").lower().split():
                self.canonical = element.get("href") or ""
        elif tag == "meta":
            name = element.get("name") or element.get("property") or element.get("itemprop")
            content = (element.get("content") or "").strip()
            if name and content:
                self.meta.setdefault(name.strip().lower(), content)

    def _open(self, element: Any, tag: str) -> None:
        if tag == "h1" and not self.headline:
            self.headline = clean_line("".join(element.itertext()))[0]
        elif tag == "title" and not self.title:
            self.title = clean_line(element.text or "")[0]
        elif tag == "table":
            parent = self._tables[-1] if self._tables else None
            if parent:
                parent.nested = True
            self._tables.append(_TableFacts(element, parent and parent.element, self._weight))
        elif self._tables:
            self._open_in_table(tag)

    def _open_in_table(self, tag: str) -> None:
        facts = self._tables[-1]
        if tag == "tr":
            facts.rows += 1
            facts.cells = 0
        elif tag in ("td", "th"):
            facts.cells += 1
            facts.columns = max(facts.columns, facts.cells)
            facts.cell_start = self._weight
            facts.titled |= tag == "th"

    def _close(self, element: Any, tag: str) -> None:
        if not self._tables:
            return
        facts = self._tables[-1]
        if tag in ("td", "th"):
            facts.heaviest = max(facts.heaviest, self._weight - facts.cell_start)
        elif tag == "table" and facts.element is element:
            facts.weight = self._weight - facts.start
            self._closed.append(self._tables.pop())
            if self._tables:
                self._tables[-1].inner += facts.weight

    def _judge_suspects(self) -> None:
        total = max(self._weight, 1)
        small = [
            (e, end - start) for e, start, end in self._suspects if end - start <= total * MAX_DROPPED_SHARE
        ]
        if _outermost_weight(self._suspects, total) <= total * 0.8:
            self.page_parts = {element for element, _ in small}

    def _judge_tables(self) -> None:
        """Outer tables first: what stands inside a table of data is text of its cell."""
        inside: set[Any] = set()
        for facts in reversed(self._closed):
            if facts.parent in inside or facts.parent in self.data_tables:
                inside.add(facts.element)
            elif self._holds_data(facts):
                self.data_tables.add(facts.element)

    def _holds_data(self, facts: _TableFacts) -> bool:
        body = facts.heaviest > LONG_CELL and (facts.rows <= 3 or facts.heaviest > self._weight * 0.5)
        lone_row = facts.rows < 2 and not facts.titled
        return not (facts.columns < 2 or lone_row or body) and (not facts.nested or _is_large(facts))


def _is_large(facts: _TableFacts) -> bool:
    """Whether a table with others in its cells is too large, and they too small, for a frame."""
    size = facts.rows >= LARGE_ROWS and facts.columns >= LARGE_COLUMNS
    return size and facts.inner * 5 <= facts.weight and facts.heaviest * 2 <= facts.weight


def _outermost_weight(suspects: list[tuple[Any, int, int]], total: int) -> int:
    """The weight of all droppable suspects together, nested ones counted once (they come innermost first)."""
    covered, last_end = 0, 0
    for _, start, end in sorted(suspects, key=lambda suspect: (suspect[1], -suspect[2])):
        if end - start <= total * MAX_DROPPED_SHARE and end > last_end:
            covered += end - max(start, last_end)
            last_end = end
    return covered


def _is_suspect(element: Any, tag: str) -> bool:
    """Whether an element's name, class, id or style says that it is page, not article."""
    if tag in PAGE_TAGS or (tag == "label" and element.find("input") is not None):
        return True
    if not element.attrib:
        return False
    if tag in ("html", "body", "a", "table", "td", "tr", "tbody"):
        return _is_hidden(element)
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    return (len(name) > 1 and _names_page_part(name)) or _is_hidden(element)


def _is_hidden(element: Any) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDDEN.search(style))


@lru_cache(maxsize=2000)
def _names_page_part(names: str) -> bool:
    """Whether a class or id names a part of the page.

    >>> _names_page_part("news_breadcrumb"), _names_page_part("newsContent"), _names_page_part("pre_page")
    (True, False, True)
    """
    if len(names) > 300:
        return False
    if any(name.lower().replace("-", "_") in PAGE_WORDS for name in names.split()):
        return True
    return any(word.lower() in PAGE_WORDS for word in _WORDS.findall(names))
