"""The outline of an article as a tree of items with heads and section roles.

Roles are read off the printed headings and inherited downwards: what stands in 总体要求 stays frame, what
stands in 保障措施 is safeguard (domain.md §2.2). A table of contents is dropped: of two items with the same
head in one article, the one without a body.
"""

from __future__ import annotations

import re

from extractor.enclosures import Enclosures
from extractor.lexicon import Lexicon
from extractor.model import Article, Item, MarkerStyle, Role, Span
from extractor.structure.heads import Heads
from extractor.structure.lines import Lines
from extractor.structure.markers import find_tokens
from extractor.structure.sections import role_of_heading
from extractor.structure.series import Node, build

_SPACES = re.compile(r"\s+")
_SENTENCES = (MarkerStyle.ORDINAL, MarkerStyle.ARTICLE)
_BARE_NAME = 10  # code points; 强化组织实施, but not 强化政策保障，加强财税支持
_DEEPEST = 40  # levels; no document nests deeper, a hostile one may


class Outline:
    """The tree of one article, and the tools that its readers share."""

    def __init__(self, article: Article, lexicon: Lexicon) -> None:
        self.article = article
        self.lexicon = lexicon
        self.lines = Lines(article)
        self.enclosures = Enclosures.find(article.text, (block.span for block in self.lines.blocks))
        self.heads = Heads(article, self.enclosures, lexicon)
        root = build(
            article, self.lines, tuple(find_tokens(article, self.lines, self.enclosures, lexicon)), lexicon
        )
        self.bodied = self._bodied_heads(root)
        self.root = self._item(root, Role.CORE, 0)

    def _item(self, node: Node, inherited: Role, depth: int) -> Item:
        head = self._head(node)
        role = self._own_role(head.of(self.article.text), node, depth) or inherited
        if depth > 1 and not inherited.holds_measures:
            role = inherited
        marker = node.marker
        is_level = marker is None or depth == 0  # headings without a number only group what follows
        children = tuple(
            self._item(child, role, depth if is_level and depth == 0 and child.token is None else depth + 1)
            for child in node.children
            if depth < _DEEPEST and not self._is_contents_entry(child)
        )
        return Item(
            marker, head, Span(node.content, self.lines.content_end(node.content, node.end)), children, role
        )

    def _own_role(self, head: str, node: Node, depth: int) -> Role | None:
        """The role that the head gives; 一是 and 第一条 open sentences, no headings but bare names."""
        role = role_of_heading(head, self.lexicon, is_section=depth == 1)
        is_sentence = node.marker is not None and node.marker.style in _SENTENCES
        return None if is_sentence and len(head) > _BARE_NAME else role

    def _head(self, node: Node) -> Span:
        if node.token is None and node.level < 0:
            return Span(node.start, node.start)
        style = node.marker.style if node.marker else None
        start = node.content
        limit = min([node.end, *(child.start for child in node.children[:1])])
        return self.heads.head(start, max(start, limit), style, node.start)

    def _bodied_heads(self, root: Node) -> frozenset[str]:
        """The heads, without white space, of all items that hold more than their head."""
        bodied = set()
        stack = [root]
        while stack:
            node = stack.pop()
            stack += node.children
            if node.token and not self._is_bare(node):
                bodied.add(self._key(node))
        return frozenset(bodied)

    def _key(self, node: Node) -> str:
        return _SPACES.sub("", self._head(node).of(self.article.text))

    def _is_bare(self, node: Node) -> bool:
        rest = self.article.text[self._head(node).end : node.end]
        return not node.children and len(rest.strip("。；;：: \n\t\u3000.…·0123456789")) == 0

    def _is_contents_entry(self, node: Node) -> bool:
        return bool(node.token) and self._is_bare(node) and self._key(node) in self.bodied
