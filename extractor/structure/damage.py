"""Numbers that lost their digits: ``.指导思想``, ``()卫生部门…`` (domain.md §1.6, trap 23).

What is left of such a number says nothing but its style. Which number it was is told by its neighbours of
that style: between 2. and 4. stands 3., before 2. stands 1., behind the last one the next. Where they tell
nothing it was no number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from extractor.model import MarkerStyle
from extractor.structure.tokens import Place, Token

_STYLES = {
    MarkerStyle.DIGIT_DOT: (MarkerStyle.DIGIT_DOT,),
    MarkerStyle.DIGIT_COMMA: (MarkerStyle.HAN_COMMA, MarkerStyle.DIGIT_COMMA),
    MarkerStyle.DIGIT_PAREN: (MarkerStyle.HAN_PAREN, MarkerStyle.DIGIT_PAREN),
}
"""What the remains of a number may have been: of () either （一） or （1）."""

_POSSIBLE = frozenset(style for styles in _STYLES.values() for style in styles)
_Key: TypeAlias = tuple[MarkerStyle, str]


def repair(tokens: Sequence[Token]) -> Iterator[Token]:
    """The same tokens, damaged ones with the number that they must have had, or left out."""
    following = _next_of_each(tokens)
    last: dict[_Key, int] = {}
    for token, after in zip(tokens, following, strict=True):
        if token.is_damaged:
            repaired = _from_neighbours(token, last, after)
            if repaired is None:
                continue
            token = repaired
        if token.place is Place.LINE:
            last[token.key] = token.marker.value
        yield token


def _from_neighbours(token: Token, last: dict[_Key, int], after: dict[_Key, int]) -> Token | None:
    """The token with its number, if a style fits between the one before and the one after."""
    for style in _STYLES[token.marker.style]:
        key = (style, "")
        before, behind = last.get(key, 0), after.get(key, 0)
        if behind == 2 and before != 1:
            return _numbered(token, style, 1)
        if before and behind in (before + 2, 0, 1):
            return _numbered(token, style, before + 1)
    return None


def _numbered(token: Token, style: MarkerStyle, value: int) -> Token:
    return replace(token, marker=replace(token.marker, style=style, value=value))


def _next_of_each(tokens: Sequence[Token]) -> list[dict[_Key, int]]:
    """For each damaged token the next number of every style; nothing for the others."""
    coming: dict[_Key, int] = {}
    result: list[dict[_Key, int]] = []
    for token in reversed(tokens):
        result.append(dict(coming) if token.is_damaged else {})
        if token.marker.style in _POSSIBLE and token.place is Place.LINE and not token.is_damaged:
            coming[token.key] = token.marker.value
    return result[::-1]
