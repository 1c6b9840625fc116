"""Markdown: its marks taken away, its lines and numbers left as they are.

Lines are handled here and not by a Markdown parser (markdown-it-py would be at hand) for two reasons. A
parser turns ``1.`` and ``2)`` into list structure and throws the printed number away, but the number is
what a measure is known by; and it joins neighbouring lines into a paragraph, while official texts saved
as Markdown have one item a line. So each source line stays a line, its number stays text, and only the
marks go: headings, bold, links, images, bullets, quotes, rules, tables, code fences. Regions of block HTML
are read by the HTML reader; front matter becomes fields. Every pattern is bounded, so no line explodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

from extractor.model import BlockKind, Cell
from extractor.reading.drafts import BLANK, BOLD_OFF, BOLD_ON, Draft, Line, assemble, clean_line

_HEADING = re.compile(r"(#{1,6})(?:[ \t\u3000]+|(?=[^#\s\w]|[\u4e00-\u9fff](?![^#]*#)))(.*)")
_HEADING_END = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_ATTRIBUTES = re.compile(r"[ \t]*\{[ \t]*(?:[#.][\w-]|[A-Za-z][\w-]{0,40}=)[^{}\n]{0,300}\}[ \t]*$")
"""What Pandoc and site generators write behind a heading for its look: ``{#id .class align="center"}``."""
_CONTAINER = re.compile(r":{3,}(?:[ \t]*[A-Za-z][^\n]{0,200})?")
"""The line that opens or closes a box of a site generator (``::: tip 说明``)."""
_CONTENTS = re.compile(r"\[{1,2}toc\]{1,2}", re.IGNORECASE)
_BULLET = re.compile(r"(?!-[ \t]*\d{1,3}[ \t]*-\s*$)[-*+](?:[ \t\u3000]+|\t)(?:\[[ xX]\][ \t]+)?(?=\S)")
_RULE = re.compile(r"(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}")
_UNDERLINE = re.compile(r"={3,}")
_FENCE = re.compile(r"```|~~~")
_QUOTE = re.compile(r"(?:>[ \t]?)+")
_DELIMITER_CELL = re.compile(r"[ \t]*:?-+:?[ \t]*")
_PIPE = re.compile(r"(?<!\\)\|")
_DEFINITION = re.compile(r"\[[^\[\]\n]{1,200}\]:[ \t]*\S{1,2000}[ \t]*(?:\"[^\"]{0,300}\")?[ \t]*")
_COMMENT = re.compile(r"<!--[^\n]*?-->")
_EMPHASIS = re.compile(r"(?<![*\w\\])\*(?=[^\s*])([^*\n]{1,300})(?<=[^\s\\])\*(?![*\w])")
_MARK = re.compile(r"[\\\[<*`&]")
_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<image>!?)\[(?P<label>[^\[\]\n]{0,1000})\]\((?P<url>[^()\s]{0,2000}(?:\([^()\s]{0,500}\)[^()\s]{0,500})?)"
    r"(?:[ \t]{1,20}[\"'][^\"'\n]{0,300}[\"'])?[ \t]{0,20}\)"
    r"|<(?P<auto>(?:https?://|ftp://|mailto:|//)[^<>\s]{1,2000})>"
    r"|<(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9]{0,20})\b[^<>]{0,2000}>"
    r"|(?P<stars>\*{2,3})"
    r"|`(?P<code>[^`\n]{1,500})`"
)
_BLOCK_HTML = re.compile(
    r"<(/?)(p|div|table|ul|ol|dl|pre|section|article|center|blockquote|h[1-6]|style|script|form|figure|tr|td|tbody|font"
    r"|html|body|head|main|header|footer|nav|aside|iframe)\b|<!--|<!doctype",
    re.IGNORECASE,
)
_UNTIL_CLOSED = frozenset(("table", "ul", "ol", "dl", "pre", "style", "script"))
_INDENT = 2  # blanks by which a bullet stands deeper than the one above
_LEADING = frozenset("`~[<:")
"""What a line begins with that is a fence, a definition, HTML or a box."""
_LEADING_MARKS = frozenset(">#-*+_=")
"""What a line begins with that is a quote, a heading, a bullet or a rule."""
_LONE_LINK = re.compile(r"\[([^\[\]\n\\<*`&]{1,1000})\]\([^()\s]{0,2000}\)")
"""A line that is one link and nothing else, its label without marks."""
_BETWEEN_LINKS = " \t\xa0\u3000|｜·•>»›<«/-—:：,，、"

_FRONT_MATTER = re.compile(
    r"\ufeff?(?:[ \t]*\n){0,3}---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_FIELD = re.compile(r"([A-Za-z_\u4e00-\u9fff][\w \u3000-]{0,40}?)[ \t]*[:：](?:[ \t]+|$)(.*)")
_BLOCK_SCALARS = (">", "|", ">-", "|-", ">+", "|+", "[]", "{}")
MAX_FRONT_MATTER = 20_000


def parse(text: str) -> Draft:
    """The draft of a Markdown text; what its front matter says stands in ``fields``.

    >>> draft = parse("---\\ntitle: 十条\\n---\\n## 一、**准入**\\n1. 放宽[条件](/a)\\n")
    >>> draft.text, dict(draft.fields)
    ('一、准入\\n1. 放宽条件', {'title': '十条'})
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(BOLD_ON, "").replace(BOLD_OFF, "")
    fields, start = read_front_matter(text)
    return assemble(_Reader(text[start:].split("\n")).lines(), fields=fields)


def read_front_matter(text: str) -> tuple[dict[str, str], int]:
    """The simple ``key: value`` pairs at the head of a text, and where the text after them starts.

    Keys are lower case; lists, nested values and comments are left out. Without front matter: ``({}, 0)``.
    """
    match = _FRONT_MATTER.match(text, 0, min(len(text), MAX_FRONT_MATTER))
    if not match:
        return {}, 0
    fields: dict[str, str] = {}
    for line in match.group(1).split("\n"):
        found = _FIELD.fullmatch(line.rstrip())
        if found:
            value = found.group(2).strip()
            if value in _BLOCK_SCALARS:
                continue
            if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
                value = value[1:-1].replace('\\"', '"').replace("''", "'")
            fields.setdefault(found.group(1).strip().lower(), value)
        elif line.strip() and line[0] not in " \t#-":
            return {}, 0
    return (fields, match.end()) if fields else ({}, 0)


class _Reader:
    """Goes over the source lines once; ``_at`` is the next line to read."""

    def __init__(self, source: list[str]) -> None:
        self._source = source
        self._at = 0
        self._tables = 0
        self._bullets: list[int] = []  # the indentations of the bullets above
        self._last_close: dict[str, int] = {}

    def lines(self) -> list[Line]:
        """The lines of the text; most have no mark at their head, and only their inline marks are read."""
        lines: list[Line] = []
        source, fenced = self._source, ""
        while self._at < len(source):
            line = source[self._at].strip(BLANK)
            if not line:
                self._at += 1
                continue
            leading = line[0] in _LEADING
            fence = _FENCE.match(line) if leading else None
            if fence and fenced in ("", fence.group()):
                fenced = "" if fenced else fence.group()
                self._at += 1
            elif fenced:
                self._at += 1
                lines.append(Line(line))
            elif leading and _says_nothing(line):
                self._at += 1
            elif leading and _BLOCK_HTML.match(line):
                lines += self._html_region()
            elif "|" in line and self._is_delimiter(self._at + 1):
                lines += self._table()
            else:
                self._at += 1
                if line[0] in _LEADING_MARKS or self._is_underlined():
                    lines += self._marked(line)
                else:
                    if self._bullets and source[self._at - 1][0] not in " \t":
                        self._bullets.clear()
                    lines += _inline(line, BlockKind.PARAGRAPH, 0)
        return lines

    def _depth(self) -> int:
        """In how many lists the list of the bullet stands whose line was read last, by its indentation."""
        line = self._source[self._at - 1].expandtabs(4)
        indent = len(line) - len(line.lstrip(" "))
        while self._bullets and self._bullets[-1] + _INDENT > indent:
            self._bullets.pop()
        self._bullets.append(indent)
        return len(self._bullets) - 1

    def _is_underlined(self) -> bool:
        """Whether the next line to read makes a heading of the one before it."""
        line = self._source[self._at] if self._at < len(self._source) else ""
        return "===" in line and _UNDERLINE.fullmatch(line.strip()) is not None

    def _marked(self, line: str) -> Iterable[Line]:
        """A line that is neither HTML nor a table: its leading mark decides its kind."""
        quote = _QUOTE.match(line)
        if quote:
            line = line[quote.end() :].strip(BLANK)
        if _RULE.fullmatch(line):
            return ()
        kind, level = BlockKind.PARAGRAPH, 0
        heading = _HEADING.fullmatch(line) if line.startswith("#") else None
        bullet = _BULLET.match(line)
        if heading:
            kind, level = BlockKind.HEADING, len(heading.group(1))
            line = heading.group(2)
            line = _ATTRIBUTES.sub("", line) if line.rstrip(BLANK).endswith("}") else line
            line = _HEADING_END.sub("", line) if "#" in line else line
        elif bullet:
            kind, level = BlockKind.LIST_ITEM, self._depth()
            line = line[bullet.end() :]
        elif self._is_underlined():
            kind, level = BlockKind.HEADING, 1
        return _inline(line, kind, level)

    def _html_region(self) -> Iterable[Line]:
        """Lines up to the blank line that ends an HTML block, or to the end tag of a list or table."""
        from extractor.reading.html import read_page

        start = self._at
        match = _BLOCK_HTML.match(self._source[start].strip(BLANK))
        tag = (match.group(2) or "").lower() if match else ""
        end = start
        if match and match.group().startswith("<!--"):
            end = self._find_end("-->", start)
        elif tag in _UNTIL_CLOSED:
            end = self._find_end(f"</{tag}", start)
        closed = end > start or not match or tag in _UNTIL_CLOSED or match.group().startswith("<!--")
        end += 1
        while end < len(self._source) and self._goes_on(self._source[end].strip(BLANK), closed):
            end += 1
        self._at = end
        page = read_page("\n".join(self._source[start : self._at]), self._tables)
        self._tables += 1 + max(
            (line.cell.table - self._tables for line in page.lines if line.cell), default=-1
        )
        return page.lines

    @staticmethod
    def _goes_on(line: str, closed: bool) -> bool:
        """Whether a line still belongs to an HTML region: after its end tag only what begins with a tag."""
        if closed or not line:
            return line.startswith("<")
        return line[0] != "#" or not _HEADING.fullmatch(line)

    def _find_end(self, mark: str, start: int) -> int:
        """The first line from ``start`` on that holds ``mark``, or ``start`` when none does."""
        if mark not in self._last_close:
            places = (i for i in range(len(self._source) - 1, -1, -1) if mark in self._source[i].lower())
            self._last_close[mark] = next(places, -1)
        if self._last_close[mark] < start:
            return start
        return next(i for i in range(start, len(self._source)) if mark in self._source[i].lower())

    def _is_delimiter(self, index: int) -> bool:
        line = self._source[index].strip() if index < len(self._source) else ""
        cells = _cells(line)
        return "-" in line and "|" in line and all(_DELIMITER_CELL.fullmatch(cell) for cell in cells)

    def _table(self) -> Iterator[Line]:
        """A pipe table: a header row, the delimiter row, and rows until a line without a pipe."""
        table, row = self._tables, 0
        self._tables += 1
        header = True
        while self._at < len(self._source) and "|" in self._source[self._at]:
            for column, cell in enumerate(_cells(self._source[self._at].strip(BLANK))):
                for line in _inline(cell.replace("\\|", "|"), BlockKind.CELL, 0):
                    place = Cell(table, row, column, header)
                    yield Line(line.text, line.kind, 0, place, line.bold, line.linked)
            self._at += 2 if header else 1
            header = False
            row += 1


def _says_nothing(line: str) -> bool:
    """Whether a line only tells a program something: the target of a link, a box, where contents go."""
    if line[0] == ":":
        return _CONTAINER.fullmatch(line) is not None
    return line[0] == "[" and bool(_DEFINITION.fullmatch(line) or _CONTENTS.fullmatch(line))


def _cells(line: str) -> list[str]:
    """The cells of a row; the pipes at its two ends are decoration."""
    line = line.removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return _PIPE.split(line)


def _inline(source: str, kind: BlockKind, level: int) -> Iterable[Line]:
    """The line or lines (at ``<br>``) of one source line without its inline marks."""
    if _MARK.search(source):
        if source[0] == "[" and (link := _LONE_LINK.fullmatch(source)):
            text, bold = clean_line(link.group(1))
            return (Line(text, kind, level, None, bold, True),) if text else ()
        return _without_marks(source, kind, level)
    text, _ = clean_line(source)
    return (Line(text, kind, level),) if text else ()


def _without_marks(source: str, kind: BlockKind, level: int) -> Iterator[Line]:
    source = _COMMENT.sub("", source).replace("****", "")
    source = _EMPHASIS.sub(r"\1", source)
    marks = _Inline(source)
    for raw in marks.raw.split("\n"):
        text, bold = clean_line(raw)
        if text:
            yield Line(text, kind, level, None, bold, marks.linked)


class _Inline:
    """One pass over a line: ``raw`` is the line with marks for bold, ``linked`` whether it is only links."""

    def __init__(self, source: str) -> None:
        self._parts: list[str] = []
        self._plain = False
        self._links = 0
        self._bold = False
        self._star_pairs = (
            sum(1 for m in _TOKEN.finditer(source) if m["stars"]) // 2 * 2 if "**" in source else 0
        )
        self._scan(source)
        self.raw = "".join(self._parts)
        self.linked = bool(self._links) and not self._plain

    def _scan(self, source: str) -> None:
        at = 0
        for match in _TOKEN.finditer(source):
            self._add(source[at : match.start()])
            self._token(match)
            at = match.end()
        self._add(source[at:])

    def _add(self, text: str) -> None:
        if text:
            self._parts.append(unescape(text) if "&" in text else text)
            self._plain = self._plain or bool(text.strip(_BETWEEN_LINKS))

    def _token(self, match: re.Match[str]) -> None:
        if match["escaped"]:
            self._add(match["escaped"])
        elif match["label"] is not None:
            self._link(match)
        elif match["auto"]:
            self._parts.append(match["auto"])
            self._links += 1
        elif match["tag"]:
            self._tag(match["tag"].lower(), bool(match["close"]))
        elif match["stars"]:
            self._stars(match["stars"])
        else:
            self._add(match["code"])

    def _link(self, match: re.Match[str]) -> None:
        label = match["label"].replace("**", "")
        if match["image"]:
            self._parts.append(f"\n{label}\n")
            self._plain = self._plain or bool(label)
        else:
            self._parts.append(label)
            self._links += 1

    def _tag(self, tag: str, closes: bool) -> None:
        if tag in ("b", "strong"):
            self._set_bold(not closes)
        elif tag in ("br", "p", "div", "li"):
            self._parts.append("\n")

    def _stars(self, stars: str) -> None:
        if self._star_pairs:
            self._star_pairs -= 1
            self._set_bold(not self._bold)
        else:
            self._add(stars)

    def _set_bold(self, bold: bool) -> None:
        self._bold = bold
        self._parts.append(BOLD_ON if bold else BOLD_OFF)
