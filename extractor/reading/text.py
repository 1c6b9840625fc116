"""Plain text: the file itself, line by line.

Nothing is edited but the line ends, characters without width at the beginning of a line, which become
blanks, and a blank between two cells of a table, which becomes a line end: so an offset in the article is
an offset in the decoded file. A block is a line without the blanks at its ends, or a cell; empty lines are
in the text and in no block.
"""

from __future__ import annotations

import re

from extractor.model import Block, BlockKind, Span
from extractor.reading.aligned import find_cells
from extractor.reading.drafts import BLANK, INVISIBLE, Draft

_LINE_ENDS = re.compile(r"\r\n?")
_LINE = re.compile(r"[^\n]+")
_UNSEEN = re.compile(rf"\n[^\S\n{INVISIBLE}]*[{INVISIBLE}][\s{INVISIBLE}]*")
_TO_BLANKS = str.maketrans(dict.fromkeys(INVISIBLE, " "))


def parse(text: str) -> Draft:
    """The draft of a plain text.

    >>> draft = parse("关于印发方案的通知\\r\\n\\r\\n　　一、总体要求 ")
    >>> [block.span.of(draft.text) for block in draft.blocks]
    ['关于印发方案的通知', '一、总体要求']
    >>> parse("工作方案\\n\\u200b（一）巡河").text
    '工作方案\\n （一）巡河'
    """
    text = _LINE_ENDS.sub("\n", text)
    text = _UNSEEN.sub(lambda unseen: unseen[0].translate(_TO_BLANKS), text)
    lines: list[Span] = []
    for match in _LINE.finditer(text):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip(BLANK))
        end = match.end() - (len(line) - len(line.rstrip(BLANK)))
        if start < end:
            lines.append(Span(start, end))
    return _with_tables(text, lines)


def _with_tables(text: str, lines: list[Span]) -> Draft:
    """The draft of some lines; those of a table are broken between their cells."""
    rows = {row[0].span.start: row for row in find_cells(text, lines)}
    if not rows:
        return Draft(text, tuple(Block(line, BlockKind.PARAGRAPH) for line in lines))
    blocks: list[Block] = []
    characters = list(text)
    for line in lines:
        for cell in rows.get(line.start, ()):
            if cell.cut >= 0:
                characters[cell.cut] = "\n"
            if len(cell.span):
                blocks.append(Block(cell.span, BlockKind.CELL, 0, cell.place))
        if line.start not in rows:
            blocks.append(Block(line, BlockKind.PARAGRAPH))
    return Draft("".join(characters), tuple(blocks))
