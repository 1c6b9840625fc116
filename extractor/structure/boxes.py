"""Boxes inside a plan: ``专栏1 重点工程`` stands beside the items, and its points number what it lists.

The numbers of the outline go on behind a box as if it were not there (1. 专栏 1. 2. 3. 2.). It has no printed
end, so that its numbers tell where it ends: at the first that neither begins a series nor goes on with one.
A box with points is a group, any other a unit of its own (GUIDE, Unit).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from heapq import merge

from extractor.lexicon import Lexicon
from extractor.model import Marker, MarkerStyle, Span
from extractor.numerals import HAN, to_int
from extractor.structure.tokens import Place, Token

_NEAR = 160
"""Code points between the number of a box and the first of its points: its title, and a lead-in."""
_INNER = "box/"


def with_boxes(text: str, tokens: Iterable[Token], lexicon: Lexicon) -> Iterator[Token]:
    """The tokens with those of the boxes, in order; numbers inside a box are a family of their own."""
    has_word = any(word in text for word in lexicon.texts("points", "box"))  # as in hardly any
    boxes = [*_find(text, lexicon)] if has_word else []
    if not boxes:
        yield from tokens
        return
    last: dict[object, int] = {}  # the last number of each series in the open box
    box: Token | None = None
    is_open = False
    for token in merge(boxes, tokens, key=lambda token: token.marker.span.start):
        if token.marker.style is MarkerStyle.BOX:
            if is_open and box and box.marker.value == token.marker.value:
                continue  # printed again on the next page
            box, last, is_open = token, {}, True
        elif box and is_open:
            is_near = token.marker.span.start - box.content <= _NEAR and token.marker.value == 1
            is_open = (bool(last) or is_near) and _goes_on(token, last)
        if is_open and token.marker.style is MarkerStyle.ORDINAL:
            continue  # 一是 is no unit inside a unit
        if is_open and token.marker.style is not MarkerStyle.BOX:
            last[token.key] = token.marker.value
            token = replace(token, family=f"{_INNER}{token.family}")
        yield token


def is_inside(token: Token) -> bool:
    """Whether a token numbers a point of a box."""
    return token.family.startswith(_INNER)


def _goes_on(token: Token, last: dict[object, int]) -> bool:
    """Whether a number begins a series of the box or is the next of one; what has no number belongs to it."""
    return token.marker.value <= 1 or token.marker.value == last.get(token.key, 0) + 1


def _find(text: str, lexicon: Lexicon) -> Iterator[Token]:
    """The number of each box, at the beginning of a line or behind a sentence."""
    for match in _title(lexicon).finditer(text):
        marker = Marker(MarkerStyle.BOX, to_int(match["number"]) or 0, Span(*match.span("printed")))
        place = Place.LINE if match.start() == 0 or text[match.start() - 1] == "\n" else Place.CLAUSE
        yield Token(marker, place, match.end(), "")


@lru_cache(maxsize=8)
def _title(lexicon: Lexicon) -> re.Pattern[str]:
    box = lexicon.alternation("points", "box")
    number = rf"(?P<number>\d{{1,2}}|[{HAN}]{{1,3}})(?![、。》）)\d]|之)"
    return re.compile(rf"(?:(?m:^)|(?<=。))[ \t\u3000]*(?P<printed>{box}\s?{number})[\s：:]*")
