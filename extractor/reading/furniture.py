"""Furniture: lines of the page that are not the article, marked and kept.

The words stand in ``lexicons/furniture.tsv``; here stand the shapes. A furniture line is short: a long
paragraph that happens to begin with such a word is content. A line is furniture when it is such a word
(``line``), or several of them side by side, begins or ends with one (``start``, ``end``), or is very short
and holds one (``inside``); when it is nothing but an address; when it stands in a run of lines that are
only links; and when it is a short line after the last furniture word at the end of a page, where the
lists of other articles are (domain.md §1.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Block, BlockKind
from extractor.reading.drafts import BLANK, Draft

MAX_CHARACTERS = 60
"""A line that begins or ends with a furniture word is furniture only up to this length."""
MAX_INSIDE = 40
"""… and one that merely holds such a word only up to this one."""
MAX_NAME = 40
"""Longest name (or several) after a label that ends in a colon."""
MAX_ADDRESS_LINE = 2000
"""Longer lines are not even searched for addresses."""
MIN_LINK_RUN = 3
"""So many lines in a row that are only links make a menu or a list of other articles."""
TAIL_STARTS = 0.5
"""Lists of other articles stand after this share of the text."""

_EDGES = BLANK + "|｜·•:：,，。.、;；!！?？[]【】()（）〔〕<>《》«»›→←↑↓*■◆●▲★-—_=+/\\\"“”'‘’"
_BETWEEN = re.compile(r"[\s\u3000\xa0|｜·•/>»›→\\-]+")
_ADDRESS = re.compile(
    r"(?:(?:https?|ftp)://|(?<![:\w])//|(?<!\w)www\.)[^\s\u4e00-\u9fff，。；（）]{3,2000}"
    r"|(?<![\w.@-])[\w.-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}",
    re.ASCII,
)
_LABEL = re.compile(r"[\u4e00-\u9fff]{2,6}[：:]")
_DATE_BEFORE = re.compile(
    r"(?:19|20)\d{2}[-./年]\s?\d{1,2}[-./月]\s?\d{1,2}日?\s*(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?[\s|｜]*(?!\d)"
)
_PAGE_NUMBER = re.compile(
    r"[-—–－·]{1,2}\s?\d{1,4}\s?[-—–－·]{1,2}|\d{1,4}/\d{1,4}"
    r"|第\s?\d{1,4}\s?页(?:[，,/ ]{0,3}共\s?\d{1,4}\s?页)?"
)
_COLONS = ("：", ":")
_SENTENCE_END = tuple("。；！？;!?：:，,、")
_POINT_END = re.compile(r"[\u4e00-\u9fff）)]\.$")
"""A full stop that became a point, as in a sentence of a converted page."""
_NUMBERED = re.compile(
    r"[（(]?[一二三四五六七八九十百\d]{1,4}[)）、.．]|第[一二三四五六七八九十百\d]{1,5}[条章节]|附件|[①-⑳]"
)


class _Rules:
    """The words of one lexicon, ready for matching."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lines = frozenset(_squeeze(text) for text in lexicon.texts("furniture", "line"))
        self.start = re.compile(lexicon.alternation("furniture", "start"))
        self.ends = lexicon.texts("furniture", "end")
        self.inside = re.compile(lexicon.alternation("furniture", "inside"))
        words = {*lexicon.texts("furniture", "start", "end", "inside"), *self.lines}
        self.any = re.compile("|".join(map(re.escape, sorted(words))) or "(?!)")

    def may_match(self, text: str) -> bool:
        """Whether a line holds one of the words, perhaps with blanks inside it; without one it is content."""
        if self.any.search(text):
            return True
        pieces = text.split()
        return len(pieces) > 1 and self.any.search("".join(pieces)) is not None

    def match(self, text: str) -> bool:
        """Whether a line is furniture by its words; addresses and a date before the words do not count."""
        if len(text) > MAX_CHARACTERS:
            return False
        bare = text.lstrip(_EDGES)
        dated = _DATE_BEFORE.match(bare) if bare[:1] in ("1", "2") else None
        bare = bare[dated.end() :].lstrip(_EDGES) if dated else bare
        started = self.start.match(bare)
        if started and not (started[0].endswith(_COLONS) and _is_sentence(bare[started.end() :])):
            return True
        bare = bare.rstrip(_EDGES)
        if _squeeze(bare) in self.lines or self._is_bar(bare):
            return True
        if bare.endswith(self.ends):
            return True
        return len(bare) <= MAX_INSIDE and bool(self.inside.search(bare))

    def _is_bar(self, bare: str) -> bool:
        """Several furniture words side by side: 打印 关闭."""
        words = _BETWEEN.split(bare)
        return len(words) > 1 and all(not (one := word.strip(_EDGES)) or one in self.lines for word in words)


def _is_sentence(words: str) -> bool:
    """Whether words after a label (审核：) say something instead of naming somebody.

    Behind a name another label may stand (``李明 来源：本站``).
    """
    is_long = len(words) > MAX_NAME and not _LABEL.search(words)
    return is_long or words.rstrip(BLANK).endswith(("。", "；"))


@lru_cache(maxsize=8)
def _rules(lexicon: Lexicon) -> _Rules:
    return _Rules(lexicon)


def _squeeze(text: str) -> str:
    return "".join(text.split())


def mark_furniture(draft: Draft, lexicon: Lexicon) -> tuple[Block, ...]:
    """The draft's blocks, those that are furniture with that kind and no level or cell."""
    rules = _rules(lexicon)
    text, blocks = draft.text, draft.blocks
    longest = MAX_ADDRESS_LINE if _may_address(text) else MAX_CHARACTERS
    marked = {
        i
        for i, block in enumerate(blocks)
        if block.span.end - block.span.start <= longest and _is_furniture(block, text, rules)
    }
    marked |= set(_link_runs(draft, marked))
    marked |= set(_tail(draft, marked))
    if not marked or len(marked) == len(blocks):
        return blocks
    return tuple(
        Block(block.span, BlockKind.FURNITURE) if i in marked else block for i, block in enumerate(blocks)
    )


def _is_furniture(block: Block, text: str, rules: _Rules) -> bool:
    if block.cell is not None:
        return False
    line = text[block.span.start : block.span.end]
    addressed = _may_address(line)
    if len(line) > MAX_CHARACTERS and not addressed:
        return False
    words = _ADDRESS.sub("", line) if addressed else line
    if _PAGE_NUMBER.fullmatch(words.strip(BLANK)):
        return True
    bare = words.strip(_EDGES)
    if not bare:
        return len(words) < len(line)
    return rules.may_match(words) and rules.match(words)


def _may_address(text: str) -> bool:
    """Whether a text may hold an address: without one, a long line is no furniture."""
    return "/" in text or "@" in text or "www" in text


def _link_runs(draft: Draft, marked: set[int]) -> Iterator[int]:
    """Blocks in runs of links, unless most of the text is links: then these are the article."""
    if len(draft.linked) < MIN_LINK_RUN:
        return
    linked = sum(len(draft.blocks[i].span) for i in draft.linked)
    if linked * 2 > sum(len(block.span) for block in draft.blocks):
        return
    run: list[int] = []
    for index in range(len(draft.blocks) + 1):
        if index in draft.linked or (run and index in marked):
            run.append(index)
            continue
        if sum(1 for i in run if i in draft.linked) >= MIN_LINK_RUN:
            yield from run
        run = []


def _tail(draft: Draft, marked: set[int]) -> Iterator[int]:
    """The short lines at the end of a text that follow furniture: related articles, footers.

    Goes up from the last line over short unnumbered ones; all from the highest furniture on is furniture.
    """
    blocks, text = draft.blocks, draft.text
    begin = len(blocks)
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if block.span.start < len(text) * TAIL_STARTS or not (index in marked or _may_trail(block, text)):
            break
        if index in marked:
            begin = index
    yield from range(begin, len(blocks))


def _may_trail(block: Block, text: str) -> bool:
    line = block.span.of(text) if len(block.span) <= MAX_CHARACTERS else ""
    if not line or block.cell or line.endswith(_SENTENCE_END):
        return False
    return not (_POINT_END.search(line) or _NUMBERED.match(line))
