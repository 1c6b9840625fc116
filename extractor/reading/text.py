"""Plain text: the file itself, line by line.

Nothing is edited but the line ends, so an offset in the article is an offset in the decoded file. A
block is a line without the blanks at its ends; empty lines are in the text and in no block.
"""

from __future__ import annotations

import re

from extractor.model import Block, BlockKind, Span
from extractor.reading.drafts import BLANK, Draft

_LINE_ENDS = re.compile(r"\r\n?")
_LINE = re.compile(r"[^\n]+")


def parse(text: str) -> Draft:
    """The draft of a plain text.

    >>> draft = parse("关于印发方案的通知\\r\\n\\r\\n　　一、总体要求 ")
    >>> [block.span.of(draft.text) for block in draft.blocks]
    ['关于印发方案的通知', '一、总体要求']
    """
    text = _LINE_ENDS.sub("\n", text)
    blocks: list[Block] = []
    for match in _LINE.finditer(text):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip(BLANK))
        end = match.end() - (len(line) - len(line.rstrip(BLANK)))
        if start < end:
            blocks.append(Block(Span(start, end), BlockKind.PARAGRAPH))
    return Draft(text, tuple(blocks))
