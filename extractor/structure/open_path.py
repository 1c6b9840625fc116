"""The numbers and headings that are open at a place of a text, from the root down, and what closes them.

A heading closes those of its level; a series that was one sentence ends with it, a spoken one (一是…三是)
with its paragraph, or where a meeting turns to its next topic; a list of paragraphs before running text
(domain.md §1.3).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from extractor.lexicon import Lexicon
from extractor.model import Article, MarkerStyle
from extractor.structure.boxes import is_inside
from extractor.structure.endings import SEVERAL, are_lines
from extractor.structure.lines import Lines
from extractor.structure.nodes import RANK, Node, is_same_series
from extractor.structure.tokens import Place, Token

_SPOKEN = 2000  # code points of a spoken series that is one sentence, or several
_FAR = 10  # times as far behind the last of a series as its longest member reaches
_ITEM = 6  # the lowest rank of an item: 1.
_LOOKED_AT = 50  # members that show how far a member reaches


class OpenPath:
    """``nodes`` begins with the root; each is opened and closed once at most, so that time is linear."""

    def __init__(self, article: Article, lines: Lines, lexicon: Lexicon) -> None:
        self._text, self._lines = article.text, lines
        self._next_topic = _next_topic(lexicon)
        self.root = Node(None, 0, level=-1, end=len(article.text))
        self.nodes = [self.root]
        self.last: dict[object, int] = {}  # the number of the newest marker of each key
        self._suspended: dict[object, Node] = {}  # by key the last of a series that began again inside itself
        self._box: Node | None = None
        self._beside: Node | None = None  # the item that the open box stands behind
        self._deepest: int | None = None  # where at most the number behind a box belongs

    def open_heading(self, node: Node) -> None:
        """Open a heading without a number, which closes all numbers and the headings of its level."""
        while len(self.nodes) > 1 and (self.nodes[-1].token or self.nodes[-1].level >= node.level):
            self.nodes.pop()
        self.push(node)

    def leave_headings(self, level: float, token: Token) -> None:
        """Close the headings without a number that one of the same or a higher level with a number ends, but
        not those in which its series is open.
        """
        for depth, node in enumerate(self.nodes[1:], start=1):
            if node.token and node.token.key == token.key:
                return
            if node.token is None and node.level >= level:
                if all(one.token is None or one.token.key != token.key for one in self.nodes[depth:]):
                    del self.nodes[depth:]
                return

    def push(self, node: Node) -> None:
        """Open a node below the last one."""
        self.nodes[-1].children.append(node)
        self.nodes.append(node)
        if node.token:
            self.last[node.token.key] = node.token.marker.value

    def suspend(self, depth: int, token: Token) -> None:
        """Remember the series at a depth that begins again there: its points may be numbered like it."""
        before = self.nodes[depth] if depth < len(self.nodes) else None
        is_outline = token.marker.style is not MarkerStyle.ORDINAL
        again = before and before.token and before.token.key == token.key and token.marker.value == 1
        if before and again and is_outline:
            self._suspended[token.key] = before

    def resumes(self, token: Token) -> int | None:
        """The depth at which a number goes on behind points that are numbered like its own series:
        ``1、减租 1、镇属物业 2、村属物业 2、扶持``. They stand below the item before it then.
        """
        before = self._suspended.get(token.key) if self._suspended else None
        if before is None or before.marker is None or token.place is not Place.LINE:
            return None
        depth = next((at for at, one in enumerate(self.nodes) if one.token and one.token.key == token.key), 0)
        inner = self.nodes[depth].marker
        if (
            inner is None
            or token.marker.value != before.marker.value + 1
            or token.marker.value == inner.value + 1
        ):
            return None
        siblings = self.nodes[depth - 1].children
        at = next((at for at in range(len(siblings) - 1, -1, -1) if siblings[at] is before), None)
        del self._suspended[token.key]
        if at is None:  # it stood below another item
            return None
        before.children += siblings[at + 1 :]
        del siblings[at + 1 :]
        return depth

    def open_box(self, token: Token, after: Token | None) -> None:
        """Open a box beside the innermost item, or inside a section whose first item comes ``after`` it."""
        self.leave_box()
        depth = next((at for at in range(len(self.nodes) - 1, 0, -1) if self.nodes[at].rank <= _ITEM), 0)
        node = self.nodes[depth]
        is_above = after is not None and after.marker.value == 1 and RANK[after.marker.style] > node.rank
        self._beside = None if node.token is None or is_above else node
        del self.nodes[depth + (self._beside is None) :]
        self._box = Node(token, token.marker.span.start)
        self.push(self._box)

    def leave_box(self) -> None:
        """Close the open box before a number that is none of its points: the item that it stands behind is
        open again, for what comes beside it.
        """
        at = self._depth_of_box()
        if at:
            del self.nodes[at:]
            self.nodes += [self._beside] if self._beside else []
            self._deepest = at
        self._box = None

    def depth_by_box(self, depth: int, token: Token) -> int:
        """Where a number belongs: a point of a box inside it, the first number behind it beside it."""
        if is_inside(token):
            at = self._depth_of_box()
            return max(depth, at + 1) if at else depth
        deepest, self._deepest = self._deepest, None
        return depth if deepest is None else min(depth, deepest)

    def _depth_of_box(self) -> int:
        """How deep the open box stands; 0 where none is open."""
        if self._box is None:
            return 0
        return next((at for at, node in enumerate(self.nodes) if node is self._box), 0)

    def leave_article(self) -> None:
        """Close the open article, so that what comes next stands beside it."""
        for depth, node in enumerate(self.nodes):
            if node.token and node.token.marker.style is MarkerStyle.ARTICLE:
                del self.nodes[depth:]
                return

    def leave_sentence(self, token: Token) -> None:
        """Close a series that stood in one sentence, once that has ended; one that it cut into may go on."""
        for depth, node in enumerate(self.nodes):
            ended = 0 < node.until <= token.marker.span.start and node.is_last
            if ended and node.token and node.token.marker.value > 1:
                self._leave(depth, node.token)
                return

    def _leave(self, depth: int, token: Token) -> None:
        """Close the series that ends with a token; one of its kind that it cut into may go on."""
        siblings, members = self.nodes[depth - 1].children, token.marker.value
        before = siblings[-members - 1].token if len(siblings) > members else None
        if before and before.key == token.key:
            self.last[token.key] = before.marker.value
        del self.nodes[depth:]

    def leave_line(self, token: Token) -> None:
        """Close a spoken series (第一…第三) that ended before the paragraph in which another begins, and a
        list of paragraphs.

        Where the breaks are lost, before the sentence, or far before it. What a meeting says next opens a
        series of its own in the same paragraph too (``四要强化责任。会议确定，一是…``).
        """
        if token.marker.style is not MarkerStyle.ORDINAL or token.marker.value > 1:
            return
        start = token.marker.span.start
        line = self._lines.around(start).start
        is_lost = self._lines.is_whole(start)
        for depth, node in enumerate(self.nodes):
            in_line = node.start >= line
            if node.token and node.token.marker.style is MarkerStyle.ORDINAL and self._goes_on(node, start):
                self._leave(depth, node.token)
                return
            if not (node.token and node.is_last and (is_lost or not in_line)):
                continue
            if self._is_over(depth, start, is_lost=in_line):
                self._leave(depth, node.token)
                return

    def _goes_on(self, node: Node, start: int) -> bool:
        """Whether a meeting goes on to speak of something else between an open member and what begins."""
        begin = max(node.content, start - _SPOKEN)
        return node.is_last and self._next_topic.search(self._text, begin, start) is not None

    def _is_over(self, depth: int, start: int, *, is_lost: bool) -> bool:
        """Whether the series of the open number at a depth, which is the last of it, ended before a place."""
        node = self.nodes[depth]
        siblings, members = self.nodes[depth - 1].children, node.marker.value if node.marker else 0
        first = siblings[-members] if 0 < members <= len(siblings) else node
        is_spoken = node.marker is not None and node.marker.style is MarkerStyle.ORDINAL
        if is_lost:
            is_over = is_spoken and self._is_sentence(first, node, members, start)
            return is_over or (is_same_series(first, node) and self._is_far_behind(siblings, members, start))
        if is_spoken:
            return True
        return is_same_series(first, node) and are_lines(node, first, members, self._text, self._lines)

    def _is_sentence(self, first: Node, last: Node, members: int, start: int) -> bool:
        """Whether a series is one sentence, or several of its members are one each, and the sentence of the
        last is over.
        """
        text = self._text
        if last.start - first.start > _SPOKEN:
            return False
        stops = text.count("。", first.start, last.start)
        is_single = stops == 0 or SEVERAL <= members > stops
        return is_single and text.find("。", last.content, min(start, last.content + _SPOKEN)) >= 0

    def _is_far_behind(self, siblings: Sequence[Node], members: int, start: int) -> bool:
        """Whether so much running text stands behind the last of several short members that what begins there
        cannot be part of it; of many only the last are looked at.
        """
        if members < SEVERAL:
            return False
        starts = [one.start for one in siblings[-min(members, _LOOKED_AT) :]]
        longest = max(after - one for one, after in pairwise(starts))
        return start - starts[-1] > _FAR * longest


@lru_cache(maxsize=8)
def _next_topic(lexicon: Lexicon) -> re.Pattern[str]:
    """The beginning of a sentence with which a meeting turns to its next topic: ``会议指出，``."""
    speaks = lexicon.alternation("speakers", "says", "urges", "requests", "announces")
    verb = rf"(?:{speaks}|{lexicon.alternation('clauses', 'agenda')})"
    return re.compile(rf"。{lexicon.alternation('clauses', 'meeting')}[^，。；：]{{0,4}}{verb}[，：]")
