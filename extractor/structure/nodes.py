"""A place in the outline while it is being built, and what two of them have to do with each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.model import Marker, MarkerStyle
from extractor.structure.tokens import Token

RANK = {
    MarkerStyle.CHAPTER: 1,
    MarkerStyle.ARTICLE: 2,
    MarkerStyle.HAN_FORMAL: 3,
    MarkerStyle.HAN_COMMA: 4,
    MarkerStyle.HAN_PAREN: 5,
    MarkerStyle.NAMED: 5,
    MarkerStyle.BOX: 5,
    MarkerStyle.DECIMAL: 6,
    MarkerStyle.DIGIT_DOT: 6,
    MarkerStyle.DIGIT_COMMA: 6,
    MarkerStyle.DIGIT_PAREN: 7,
    MarkerStyle.LETTER: 7,
    MarkerStyle.DIGIT_CLOSE: 8,
    MarkerStyle.CIRCLED: 9,
    MarkerStyle.ORDINAL: 10,
    MarkerStyle.BULLET: 11,
}
"""Depth that a style has by convention (GB/T 9704—2012 §7.3.3): the deeper opens inside the higher."""


@dataclass(slots=True)
class Node:
    """A place in the outline while it is being built; ``end`` is known when all tokens are placed."""

    token: Token | None
    start: int
    level: float = 0  # of a heading without a number
    end: int = 0
    until: int = 0  # where the sentence ends in which its series stands: 报告分两部分：一、回顾；二、展望。
    is_last: bool = False  # no number follows it that would be the next of its series
    children: list[Node] = field(default_factory=list)

    @property
    def marker(self) -> Marker | None:
        """The printed number, if there is one."""
        return self.token.marker if self.token else None

    @property
    def content(self) -> int:
        """Where the text behind the marker begins."""
        return self.token.content if self.token else self.start

    @property
    def rank(self) -> int:
        """Depth that the style has by convention; headings without a number stand above all."""
        return RANK[self.token.marker.style] if self.token else 0


def are_bullets(node: Node, after: Node) -> bool:
    """Whether both are members of one list that shows points and no numbers."""
    if node.token is None or after.token is None or node.token.key != after.token.key:
        return False
    return node.token.marker.style is MarkerStyle.BULLET


def is_same_series(first: Node, node: Node) -> bool:
    """Whether a node goes on in the series that another one opened."""
    if first.token is None or node.token is None or first.token.key != node.token.key:
        return False
    return node.token.marker.value > first.token.marker.value or are_bullets(first, node)
