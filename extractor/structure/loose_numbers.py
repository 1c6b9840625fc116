"""Numbers that only a series of lines makes numbers: ``01 `` ``一　`` ``NO.3`` ``Ⅱ、`` ``B.`` ``(a)``.

Such characters open many a line that has no number (``3 月``, ``A股``). They count where at least two lines
carry them in order, the first with 1. Sources: domain.md §1.3 (marks of web editors), §8 (NO.1).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from string import ascii_uppercase

from extractor.model import Marker, MarkerStyle, Span
from extractor.numerals import HAN, to_int
from extractor.structure.tokens import NO_UNIT, NUMERO, UNKNOWN, Place, Token

_TITLE = r"(?=[“《「【]?[\u4e00-\u9fff])"
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_DARK = "❶❷❸❹❺❻❼❽❾❿"
_FIRST_UNKNOWN = "\ue000"  # the first of the characters that may be `UNKNOWN`
_PATTERN = re.compile(
    rf"""
    (?P<digits>0\d(?=\s+{_TITLE})
        |\d{{1,2}}(?=[\ \u3000\u00a0]{{1,4}}{NO_UNIT}{_TITLE}|[：:，]\s{{0,2}}{_TITLE}))[\s：:，]{{1,4}}
    |(?P<padded>0[1-9]|[1-9]\d)(?=[\u4e00-\u9fff]){NO_UNIT}
    |(?P<point>[-–*])[\ \u3000\u00a0]{{1,4}}{_TITLE}
    |(?P<lost>[{UNKNOWN}])[\ \u3000\u00a0\t]{{1,4}}{_TITLE}
    |(?P<keycap>\d\ufe0f?\u20e3)\s{{0,2}}
    |(?P<number>{NUMERO})[\s：:.、]{{0,3}}
    |(?P<boxed>[【\[]\d{{1,2}}[】\]])\s{{0,2}}{_TITLE}
    |(?P<han>[{HAN}]{{1,3}})(?:[\ \u3000\u00a0]{{1,4}}{NO_UNIT}{_TITLE}|[）)，]\s{{0,2}}{_TITLE})
    |(?P<roman>[{_ROMAN}]|(?:I{{1,3}}|IV|VI{{0,3}}|IX|X)(?=[.、．\ ]))[.、．\ ]\s{{0,2}}{_TITLE}
    |(?P<upper>[A-Z])[.、．）)]\s{{0,2}}{_TITLE}
    |(?P<small_roman>[(（](?:i{{1,3}}|iv|vi{{0,3}}|ix|x)[)）])\s{{0,2}}{_TITLE}
    |(?P<small>[(（][a-z][)）])\s{{0,2}}{_TITLE}
    |(?P<stem>[{_STEMS}])、\s{{0,2}}
    |(?P<dark>[{_DARK}])\s{{0,2}}
    """,
    re.VERBOSE,
)
_POINT = re.compile(rf"(?:(?<=[。；！])[-–*]|(?<![{UNKNOWN}])[{UNKNOWN}])[\ \u3000\u00a0\t]{{1,4}}{_TITLE}")
"""A point behind a sentence, or what is left of one anywhere."""
_STYLES = {
    "digits": MarkerStyle.DIGIT_DOT,
    "padded": MarkerStyle.DIGIT_DOT,
    "keycap": MarkerStyle.DIGIT_DOT,
    "number": MarkerStyle.NAMED,
    "boxed": MarkerStyle.DIGIT_DOT,
    "han": MarkerStyle.HAN_COMMA,
    "roman": MarkerStyle.HAN_COMMA,
    "upper": MarkerStyle.LETTER,
    "small": MarkerStyle.LETTER,
    "small_roman": MarkerStyle.LETTER,
    "stem": MarkerStyle.LETTER,
    "point": MarkerStyle.BULLET,
    "lost": MarkerStyle.BULLET,
    "dark": MarkerStyle.CIRCLED,
}
_BEGINS = frozenset(f"0123456789Nn№【[{HAN}{_ROMAN}{_STEMS}{_DARK}{ascii_uppercase}-–*(（")
_PRINTED_WITH = frozenset("、.．）)，")
"""What belongs to the number: ``A.``, but not ``1：``."""
_COLUMNS = re.compile(r"\t|[ \u3000]{3,}")
_BRACKETS = "()（）"
_ASCII_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_FAMILY = "loose "
_MISPRINTS = {
    f"{_FAMILY}han，": MarkerStyle.HAN_COMMA,
    f"{_FAMILY}han）": MarkerStyle.HAN_PAREN,
    f"{_FAMILY}han)": MarkerStyle.HAN_PAREN,
}
"""A comma for the mark of a number (``五，`` between ``四、`` and ``六、``), a bracket that lost the other
(``三）`` between ``（二）`` and ``（四）``)."""


def find_loose(text: str, lines: Sequence[Span]) -> list[Token]:
    """The loose numbers at the beginnings of lines that stand in order, two at least."""
    found: dict[str, list[Token]] = {}
    for line in lines:
        if (text[line.start] in _BEGINS or text[line.start] >= _FIRST_UNKNOWN) and (
            token := _token(text, line)
        ):
            found.setdefault(token.family, []).append(token)
    kept = [token for tokens in found.values() for token in _in_order(tokens)]
    counted = {token.marker.span.start for token in kept}
    alone = [
        replace(token, marker=replace(token.marker, style=style), family="", is_counted=False, only_next=True)
        for family, style in _MISPRINTS.items()
        for token in found.get(family, ())
        if token.marker.span.start not in counted
    ]
    return sorted((*kept, *alone), key=lambda token: token.marker.span.start)


def find_points(text: str, line: Span) -> list[Token]:
    """The points inside a line that holds a whole text: each may have opened a line of its own."""
    return [
        Token(
            Marker(MarkerStyle.BULLET, 0, Span(match.start(), match.start() + 1)),
            Place.CLAUSE,
            match.end(),
            "",
        )
        for match in _POINT.finditer(text, line.start, line.end)
    ]


def _token(text: str, line: Span) -> Token | None:
    match = _PATTERN.match(text, line.start, line.end + 2)
    if not match or _COLUMNS.search(text, match.end(), line.end):
        return None
    kind = match.lastgroup or ""
    printed = match[kind]
    separator = text[match.end(kind) : match.end()].strip(" \u3000\u00a0")[:1]
    is_chapter = kind == "digits" and not separator and printed[0] != "0"
    style = MarkerStyle.DECIMAL if is_chapter else _STYLES[kind]
    end = match.end(kind) + (separator in _PRINTED_WITH and text.startswith(separator, match.end(kind)))
    marker = Marker(style, _value(printed, kind), Span(match.start(kind), end))
    family = "" if is_chapter else f"{_FAMILY}{kind}{separator}"
    return Token(marker, Place.LINE, match.end(), family, is_counted=True)


def _value(printed: str, kind: str) -> int:
    if kind in ("point", "lost"):
        return 0
    if kind in ("upper", "small"):
        return ascii_uppercase.index(printed.strip(_BRACKETS).upper()) + 1
    if kind == "stem":
        return _STEMS.index(printed) + 1
    if kind in ("roman", "small_roman", "dark"):
        return _ASCII_ROMAN.get(printed.strip(_BRACKETS).upper()) or int(unicodedata.numeric(printed))
    digits = re.search(rf"\d+|[{HAN}]+", printed)
    return (to_int(digits[0]) if digits else None) or 0


def _in_order(tokens: Sequence[Token]) -> Iterator[Token]:
    """Those that count up by one, each run from 1 and of two members at least."""
    run: list[Token] = []
    for token in tokens:
        if token.marker.style is MarkerStyle.BULLET:
            yield token
        elif run and token.marker.value == run[-1].marker.value + 1:
            run.append(token)
        elif token.marker.value == 1:
            yield from run if len(run) > 1 else ()
            run = [token]
    yield from run if len(run) > 1 else ()
