"""Marker tokens become a tree: each that is a number takes its place among the series that are open.

Whether a token is one at all is asked of `extractor.structure.membership`, what closes a series of
`extractor.structure.open_path`; here a number that continues a series is put beside the one before it, and
one that starts a series below what it stands in. Where a style opens inside another follows GB/T 9704—2012
unless the document shows otherwise (domain.md §1.1).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.lexicon import Lexicon
from extractor.model import Article, MarkerStyle
from extractor.structure import headings
from extractor.structure.boxes import is_inside
from extractor.structure.endings import close
from extractor.structure.headings import UNNUMBERED
from extractor.structure.lines import Lines
from extractor.structure.membership import Membership
from extractor.structure.nodes import RANK, Node
from extractor.structure.open_path import OpenPath
from extractor.structure.points import COLONS
from extractor.structure.sections import heading_behind, opens_annex
from extractor.structure.stream import TokenStream
from extractor.structure.tokens import DIGITS, OPEN_DIGITS, STRONG, Place, Token

_LOWER = DIGITS | {MarkerStyle.HAN_PAREN}
_STOP = re.compile(r"[。\n]")
_INSIDE = (*COLONS, "，", ",")
_BLANKS = " \u3000"
_BEFORE = 8  # code points before a number in which its colon stands


def build(article: Article, lines: Lines, tokens: Sequence[Token], lexicon: Lexicon) -> Node:
    """The tree of all accepted tokens and of the headings without a number, under one root."""
    return _Builder(article, lines, tokens, lexicon).tree()


class _Builder:
    """Walks the tokens once; every token is pushed and popped at most once, so time is linear."""

    def __init__(self, article: Article, lines: Lines, tokens: Sequence[Token], lexicon: Lexicon) -> None:
        self.article = article
        self.lines = lines
        self.lexicon = lexicon
        self.stream = TokenStream(article, lines, tokens, lexicon)
        self.open = OpenPath(article, lines, lexicon)
        self.root, self.path, self.last = self.open.root, self.open.nodes, self.open.last
        self.membership = Membership(article, lines, self.stream, self.open, lexicon)
        self.headings = self._bullets_above()
        self.annexes = [
            line.start
            for line in lines.spans
            if article.text[line.start] == "附" and opens_annex(line.of(article.text))
        ]
        self.sentence_end = 0  # of the sentence that was looked through last

    def tree(self) -> Node:
        found = headings.find(self.article, self.lines, self.stream.tokens, self.lexicon)
        titles = {token.content for token in self.stream.tokens if token.marker.style is MarkerStyle.BOX}
        waiting = [
            Node(None, one.start, level=one.level) for one in reversed(found) if one.start not in titles
        ]
        for index, token in enumerate(self.stream.tokens):
            start = token.marker.span.start
            while waiting and waiting[-1].start < start:
                self.open.open_heading(waiting.pop())
            if waiting and waiting[-1].start == start:
                self.open.leave_headings(waiting[-1].level, token)
            is_placed = self._place(index, token)
            if is_placed and waiting and waiting[-1].start == start:
                waiting.pop()  # it has a number
        while waiting:
            self.open.open_heading(waiting.pop())
        close(self.root, self.article.text, self.lines)
        return self.root

    def _place(self, index: int, token: Token) -> bool:
        """Whether a token is a marker; then it has its place in the tree."""
        token = self.membership.as_expected(token)
        if token.marker.style is MarkerStyle.BOX:
            self.open.open_box(token, self._behind_box(index))
            return True
        if not is_inside(token):
            self.open.leave_box()
        if not self.membership.is_heard(index, token):
            return False
        self._open_heading_behind(token)
        if self._heads_articles(index, token):
            self.open.leave_article()
        depth = self.open.resumes(token)
        if depth is None:
            depth = self.membership.continues(index, token)
        if depth is None:
            self.open.leave_sentence(token)
            self.open.leave_line(token)
        if depth is None and self.membership.starts(index, token):
            depth = self._depth_of_start(index, token)
        if depth is None:
            return False
        depth = self.open.depth_by_box(depth, token)
        self.open.suspend(depth, token)
        del self.path[depth:]
        until, last = self._sentence_of(token), not self.stream.goes_on(index, token.marker.value)
        self.open.push(Node(self._numbered(token), token.marker.span.start, until=until, is_last=last))
        return True

    def _behind_box(self, index: int) -> Token | None:
        """The first number behind a box that is none of its points."""
        tokens = self.stream.tokens
        return next((tokens[at] for at in range(index + 1, len(tokens)) if not is_inside(tokens[at])), None)

    def _open_heading_behind(self, token: Token) -> None:
        """Open the heading without a number that stands right before the first number of a lost line.

        Chapters are below no such heading: an annex with chapters is a text of its own.
        """
        start = token.marker.span.start
        if token.marker.value != 1 or token.marker.style is MarkerStyle.CHAPTER:
            return
        heading = (
            heading_behind(self.article.text, start, self.lexicon) if self.lines.is_whole(start) else None
        )
        if heading is not None and (len(self.path) == 1 or heading > self.path[-1].start):
            self.open.open_heading(Node(None, heading, level=UNNUMBERED))

    def _heads_articles(self, index: int, token: Token) -> bool:
        """``（二）绩效奖励`` alone on its line before 第四条: articles number through such headings."""
        after = self.stream.behind(index)
        if after is None or token.marker.style is MarkerStyle.ARTICLE or after.place is not Place.LINE:
            return False
        runs_on = after.marker.value == self.last.get(after.key, 0) + 1
        if after.marker.style is not MarkerStyle.ARTICLE or not runs_on or token.place is not Place.LINE:
            return False
        return self.stream.is_heading_between(token, after) and not self._is_listed(token)

    def _is_listed(self, token: Token) -> bool:
        """Whether the list of a number began behind a colon: its last point may have lost its 。"""
        first = token.marker.span.start
        for above, node in pairwise(self.path):
            if node.token and node.token.key == token.key:
                first = above.children[0].start
        return self.article.text[max(0, first - _BEFORE) : first].rstrip().endswith(COLONS)

    def _sentence_of(self, token: Token) -> int:
        """The end of the sentence in which the series so far stands, behind a colon or a comma; else 0."""
        if token.marker.style is MarkerStyle.ORDINAL or token.place is Place.LINE:
            return 0
        before = self.path[-1].children[-1] if self.path[-1].children else None
        if token.marker.value > 1 and before:
            return before.until if token.content <= before.until else 0
        start = token.marker.span.start
        if not self.article.text[max(0, start - _BEFORE) : start].rstrip(_BLANKS).endswith(_INSIDE):
            return 0
        if self.sentence_end <= start:  # tokens come in their order: each sentence is looked through once
            stop = _STOP.search(self.article.text, start)
            self.sentence_end = stop.end() if stop else len(self.article.text)
        return self.sentence_end

    def _depth_of_start(self, index: int, token: Token) -> int:
        """Under the innermost open item; but a restart, or a higher style, first closes what it ends.

        Articles may stand inside any of these; ``第二条 收费政策`` heads （三） where that follows （二）.
        """
        if self._begins_annex(token):
            return 1
        rank = RANK[token.marker.style]
        opens_line = token.place is Place.LINE or self.lines.is_whole(token.marker.span.start)
        is_chapter = token.marker.style is MarkerStyle.CHAPTER and opens_line
        for depth in range(1, len(self.path)):
            node = self.path[depth]
            if node.token is None:
                if is_chapter and node.level == UNNUMBERED:  # 总则, whose own number is lost
                    return depth
                continue
            are_bullets = node.token.marker.style is token.marker.style is MarkerStyle.BULLET
            of_list = are_bullets and node.token.depth >= token.depth
            if node.token.key == token.key or of_list or _is_past(node.token, token):
                return depth
            if (node.start in self.headings and token.marker.style in _LOWER) or self._leads_in(node, token):
                continue
            is_article = token.marker.style is MarkerStyle.ARTICLE and not self._ends_points(node, token)
            if rank < node.rank and not (is_article and not self._interrupts(index, node.token)):
                return depth
        return len(self.path)

    def _leads_in(self, node: Node, token: Token) -> bool:
        """Whether an open 1. ends in a colon right before （一）, which stands below it then, whatever the
        standard says: ``33. 政府推行以下措施：⏎(一) 宽减差饷；``.
        """
        if node is not self.path[-1] or node.marker is None or node.marker.style not in OPEN_DIGITS:
            return False
        start = token.marker.span.start
        is_first = token.marker.style is MarkerStyle.HAN_PAREN and token.marker.value == 1
        before = self.article.text[max(node.content, start - _BEFORE) : start]
        return is_first and before.rstrip().endswith(COLONS)

    def _ends_points(self, node: Node, token: Token) -> bool:
        """Whether a text begins in the points of an article: ``（六）乱倒垃圾；⏎（七）其他。⏎第十条 …``."""
        start = token.marker.span.start
        before = self.article.text[max(node.content, start - _BEFORE) : start]
        is_point = node is self.path[-1] and node.rank >= RANK[MarkerStyle.HAN_PAREN]
        return is_point and token.marker.value > 1 and before.rstrip().endswith("。")

    def _begins_annex(self, token: Token) -> bool:
        """Whether 附件 or the title of a document stands between what is open and a first chapter."""
        if token.marker.value != 1 or token.marker.style not in STRONG:
            return False
        start = token.marker.span.start
        before = self.annexes[max(0, bisect_left(self.annexes, start) - 1)] if self.annexes else 0
        is_below = self.path[-1].start < before < start
        return is_below or headings.title_between(
            self.article, self.lines, self.path[-1].content, start, self.lexicon
        )

    def _bullets_above(self) -> frozenset[int]:
        """Where points begin that head numbers (``■ 推動包租代管⏎1. …⏎■ 擴大參與⏎1. …``), two at least."""
        above = [
            token.marker.span.start
            for token, after in pairwise(self.stream.tokens)
            if token.marker.style is MarkerStyle.BULLET is not after.marker.style
            and after.marker.value == 1
            and after.place is Place.LINE
            and self.stream.is_heading_between(token, after)
        ]
        return frozenset(above) if len(above) > 1 else frozenset()

    def _interrupts(self, index: int, open_token: Token) -> bool:
        """Whether right behind a heading the number comes that is next to an open one."""
        after = self.stream.behind(index)
        if after is None or after.key != open_token.key:
            return False
        counts_on = after.marker.value == open_token.marker.value + 1
        return counts_on and self.stream.is_heading_between(self.stream.tokens[index], after)

    def _numbered(self, token: Token) -> Token:
        """另外 and 最后 take the number after the one before them."""
        if not token.follows:
            return token
        value = self.last[token.key] + 1
        return replace(token, marker=replace(token.marker, value=value))


def _is_past(open_token: Token, token: Token) -> bool:
    """``5.1`` closes 4.2.3, ``4.2.1`` stands inside 4.2."""
    if open_token.marker.style is not MarkerStyle.DECIMAL or token.marker.style is not MarkerStyle.DECIMAL:
        return False
    return not token.family.startswith(f"{open_token.family}{open_token.marker.value}.")
