"""Numbers with their units, as printed: ``3000万元``, ``五百万元``, ``１０％``, ``百分之三十``, ``三分之一``.

One compiled pattern walks over a stretch of text and stops at numbers only; what looks like a number but is a
date, an ordinal, a title or a code is matched first and thrown away (domain.md §4.3, false friends). Values
are exact: 万 and 亿 are multiplied out as `Decimal`, and ``三分之一`` stays a `Fraction`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from extractor.lexicon import Lexicon
from extractor.model import Span
from extractor.numerals import to_int

Value: TypeAlias = Decimal | Fraction

_PLACES = {"百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}
_SHARES = {"百": "%", "千": "‰"}
_FIRST = "一二三四五六七八九十两兩"
_HAN = f"{_FIRST}百千万萬亿億零〇"
_ARABIC = r"(?<!\d)(?:\d{1,3}(?:[,，]\d{3})+|\d{1,15})(?!\d)(?:[.．]\d{1,9})?(?!\d)"
_BLANK = r"[ \u3000\xa0]?"
_TIMES = rf"(?:{_BLANK}(?:千(?![瓦米克伏])|百(?!分)))?(?:{_BLANK}[万萬])?(?:{_BLANK}[亿億])?"
_CODE = r"[A-Za-z][A-Za-z0-9.+/-]{0,40}"
_YEAR = r"(?:[1１][9９]|[2２][0０])\d\d"
_TO = r"[-－—–~～至到、]{1,2}"
_PARTS = re.compile(
    rf"(?:(?P<arabic>{_ARABIC})|(?P<han>[{_HAN}]+)(?:[点點](?P<point>[{_HAN}]+))?)"
    r"(?P<open>[余餘多])?(?P<times>[^余餘多]*)(?P<more>[余餘多])?"
)
_LENGTHS = {"time", "year", "day"}
_MEASURED = ("money", "extent", "time", "year", "day", "people", "count", "per")
_KINDS = (*_MEASURED[:-1], "ratio", "none")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value and its unit: ``30%``, ``5000000元``, ``1/3``; the unit is empty where none is printed.

    >>> print(Quantity(Decimal("5E+6"), "元"), Quantity(Fraction(1, 3), ""), Quantity(Decimal("0.50"), "%"))
    5000000元 1/3 0.5%
    """

    value: Value
    unit: str

    def __str__(self) -> str:
        return _write(self.value) + self.unit


@dataclass(frozen=True, slots=True)
class Token:
    """A number of the text with its unit: where it stands, what it is worth, per what (``人``, ``月``).

    ``kind`` is the label of the unit in ``lexicons/units.tsv``, empty without a unit. ``scale`` is the power
    of ten printed as 千, 万 or 亿 behind the digits; ``is_open`` says that 余 or 多 makes it more than its
    value; ``numeral`` is the number as printed.
    """

    span: Span
    quantity: Quantity
    kind: str
    per: tuple[str, ...]
    numeral: str
    scale: int = 0
    is_open: bool = False


def find_numbers(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Token]:
    """The numbers of ``text[start:end]`` in their order, with or without a unit.

    >>> from extractor.lexicon import load
    >>> text = "2025年起给予第3类企业最高3000万元、人均五百元、2,500元/户·年"
    >>> [f"{token.quantity}/{'/'.join(token.per)}" for token in find_numbers(text, 0, len(text), load())]
    ['30000000元/', '500元/', '2500元/户/年']
    """
    grammar = _grammar(lexicon)
    for match in grammar.token.finditer(text, start, end):
        token = _token(match, grammar) if match["number"] or match["part"] else None
        if token:
            yield token


@dataclass(frozen=True, slots=True)
class _Grammar:
    """What a lexicon makes of the units; built once for each."""

    token: re.Pattern[str]
    per: re.Pattern[str]
    kinds: dict[str, str]


@lru_cache(maxsize=8)
def _grammar(lexicon: Lexicon) -> _Grammar:
    wide = {"％": "%"}
    kinds = {term.text: term.label for term in lexicon.terms("units")}
    kinds |= {each: kinds[narrow] for each, narrow in wide.items() if narrow in kinds}
    unit = lexicon.alternation("units", *_KINDS).replace("%", "[%％]")
    noun = lexicon.alternation("units", *_MEASURED)
    per = rf"(?:\s?[/／]\s?(?:每)?{noun}(?:[/／·•]{noun})*|(?:每[个一]?{noun})+(?=[\s，。；、,;）)的]|$))"
    skipped = "|".join(
        (
            rf"第\s?[\d{_HAN}]{{1,9}}(?:{_TO}[\d{_HAN}]{{1,9}}){{0,30}}",
            r"《[^《》\n]{0,80}》",
            rf"[〔\[（(]{_YEAR}[〕\]）)]\s?(?:\d{{1,5}}号)?",
            rf"{_YEAR}(?:\s?年?{_TO}{_YEAR})?\s?年度?",
            rf"{_YEAR}{_TO}{_YEAR}",
            rf"[一二][〇零九][{_HAN}]{{2}}年",
            rf"(?<!\d)\d{{1,2}}(?:{_TO}\d{{1,2}}){{0,3}}月份?(?:\d{{1,2}}(?:{_TO}\d{{1,2}}){{0,3}}日)?",
            rf"[{_FIRST}]{{1,2}}月(?:[{_FIRST}]{{1,3}}日)?",
            r"\d{1,2}[:：]\d{2}",
            r"(?<!\d)\d{1,4}(?:[.．]\d{1,4}){2,9}",
            r"(?<!\d)\d{1,6}号",
            rf"{_CODE}",
            r"[+＋xX×*]\s?\d{1,9}",
        )
    )
    part = rf"[{_HAN}]{{1,5}}(?:[点點][{_HAN}]{{1,4}})?|{_ARABIC}"
    share = rf"(?P<whole>[{_HAN}]{{1,4}})分之(?P<part>{part})"
    han = rf"(?<![{_HAN}几幾数數])[{_FIRST}][{_HAN}]{{0,12}}(?:[点點][{_HAN}]{{1,6}})?"
    number = rf"(?P<number>(?:{_ARABIC}|{han})[余餘多]?{_TIMES}[余餘多]?)"
    begins = rf"(?=[第《〔\[（(A-Za-z+＋xX×*\d{_FIRST}百千])"
    return _Grammar(
        re.compile(rf"{begins}(?:{skipped}|(?:{share}|{number}){_BLANK}(?P<unit>{unit})?(?P<per>{per})?)"),
        re.compile(noun),
        kinds,
    )


def _token(match: re.Match[str], grammar: _Grammar) -> Token | None:
    """What the pattern has found as a value; ``None`` where the characters make no number."""
    per = tuple(grammar.per.findall(match["per"])) if match["per"] else ()
    printed = match["unit"] or ""
    unit, kind = printed.replace("％", "%"), grammar.kinds.get(printed, "")
    span = Span(*match.span())
    if match["part"]:
        share = _share(match["whole"], match["part"]) if not printed else None
        return Token(span, share, "ratio", per, match["part"]) if share else None
    parts = _PARTS.fullmatch(match["number"])
    value = _value(parts) if parts else None
    if parts is None or value is None:
        return None
    is_open = bool(parts["open"] or parts["more"])
    scale = _scale(parts["times"])
    quantity = Quantity(value.scaleb(scale) if scale else value, unit)
    return Token(span, quantity, kind, per, match["number"], scale, is_open)


def _share(whole: str, part: str) -> Quantity | None:
    """``百分之三十`` as 30%, ``千分之五`` as 5‰, ``三分之一`` as 1/3."""
    parts = _PARTS.fullmatch(part)
    value = _value(parts) if parts else None
    if value is None:
        return None
    if whole in _SHARES:
        return Quantity(value, _SHARES[whole])
    divisor = _han_value(whole)
    return Quantity(Fraction(value) / divisor, "") if divisor else None


def _value(parts: re.Match[str]) -> Decimal | None:
    """The number without what stands behind its digits."""
    if parts["arabic"]:
        arabic = parts["arabic"]
        return Decimal(arabic if arabic.isdecimal() else _ungrouped(arabic))
    whole = _han_value(parts["han"])
    if whole is None or not parts["point"]:
        return None if whole is None else Decimal(whole)
    digits = [to_int(character) for character in parts["point"]]
    if any(digit is None or digit > 9 for digit in digits):
        return None
    return Decimal(f"{whole}.{''.join(map(str, digits))}")


def _ungrouped(arabic: str) -> str:
    """``2，500．5`` as 2500.5."""
    return unicodedata.normalize("NFKC", arabic).replace(",", "")


def _han_value(numeral: str) -> int | None:
    """``三万五千`` as 35000: what stands before 亿 and 万 counts that often (`to_int` knows the rest)."""
    for marks in ("亿億", "万萬"):
        before, mark, after = numeral.partition(next((each for each in marks if each in numeral), marks))
        if mark:
            high, low = _han_value(before), _han_value(after.lstrip("零〇")) if after else 0
            return None if high is None or low is None else high * 10 ** _PLACES[mark] + low
    return to_int(numeral)


def _scale(times: str) -> int:
    return sum(_PLACES[character] for character in times if character in _PLACES)


def _write(value: Value) -> str:
    """An exact number without needless zeros."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


class Link(StrEnum):
    """How a number hangs together with the next one."""

    LIST = "list"  # 70、40、30个工作日
    RANGE = "range"  # 3万元—5万元
    CLASS = "class"  # 20万元以上、50万元以下
    CHANGE = "change"  # 7天调整为5天


@dataclass(frozen=True, slots=True)
class Phrase:
    """Numbers that stand together; ``links[i]`` ties ``tokens[i]`` to the next.

    A number without a unit has taken that of the number it is tied to (``500—1000万元``); ``printed`` is how
    many of the tokens have their own.
    """

    tokens: tuple[Token, ...]
    links: tuple[Link, ...]
    printed: int


def find_phrases(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Phrase]:
    """The numbers of ``text[start:end]``, those that hang together in one phrase, in their order.

    >>> from extractor.lexicon import load
    >>> text = "分别压缩至70、40、30个工作日，补贴3—5万元，由7天调整为5天"
    >>> for phrase in find_phrases(text, 0, len(text), load()):
    ...     print(*(token.quantity for token in phrase.tokens), [link.value for link in phrase.links])
    70个工作日 40个工作日 30个工作日 ['list', 'list']
    30000元 50000元 ['range']
    7天 5天 ['change']
    """
    ties = _ties(lexicon)
    tokens: list[Token] = []
    links: list[Link] = []
    for token in find_numbers(text, start, end, lexicon):
        link = _link(text, tokens[-1], token, ties) if tokens else None
        if tokens and link is None:
            yield _phrase(tokens, links)
            tokens, links = [], []
        if link is not None:
            links.append(link)
        tokens.append(token)
    if tokens:
        yield _phrase(tokens, links)


def _link(text: str, first: Token, second: Token, ties: re.Pattern[str]) -> Link | None:
    """What ties two neighbours, if anything."""
    gap = ties.fullmatch(text, first.span.end, second.span.start)
    if gap is None or not gap.lastgroup or second.kind == "none":
        return None
    link = Link(gap.lastgroup)
    same = second.quantity.unit.startswith(first.quantity.unit) and (not first.per or bool(first.kind))
    if link is Link.CHANGE:
        alike = first.kind == second.kind or {first.kind, second.kind} <= _LENGTHS
        return link if second.kind and (alike or not first.kind) else None
    return link if same else None


@lru_cache(maxsize=8)
def _ties(lexicon: Lexicon) -> re.Pattern[str]:
    """The words between two numbers, one group for each `Link`."""
    other = r"[^，,。；;：:、！!？?\n（）()“”\d]"
    least = lexicon.alternation("amounts", "at_least_after")
    change = lexicon.alternation("amounts", "change", "fall")
    return re.compile(
        rf"{_BLANK}(?:(?P<range>[-－—–~～]{{1,2}}|至|到)|(?P<list>[、/]|和|或|及)|(?P<class>{least}[，、,至到]?)"
        rf"|(?P<change>{other}{{0,4}}?{change}{other}{{0,8}}?)){_BLANK}"
    )


def _phrase(tokens: Sequence[Token], links: Sequence[Link]) -> Phrase:
    """The tokens with the units that they take from their right neighbours."""
    printed = sum(bool(token.kind) for token in tokens)
    if not links:
        return Phrase((*tokens,), (), printed)
    completed = [tokens[-1]]
    for token, link in zip(reversed(tokens[:-1]), reversed(links), strict=True):
        completed.append(_take_unit(token, completed[-1], link))
    return Phrase(tuple(reversed(completed)), tuple(links), printed)


def _take_unit(token: Token, right: Token, link: Link) -> Token:
    """``500`` before ``—1000万元`` is as many 万元; ``8000`` before ``—1万元`` is not.

    So does a unit that is the beginning of the other: ``0.9个、1.1个百分点``.
    """
    if token.kind:
        unit = right.quantity.unit
        if link is Link.CHANGE or not unit.startswith(token.quantity.unit):
            return token
        return replace(token, quantity=Quantity(token.quantity.value, unit), kind=right.kind)
    value = token.quantity.value
    is_small = link is not Link.RANGE or value * 10**right.scale < right.quantity.value
    if is_small and not token.scale and isinstance(value, Decimal):
        value = value.scaleb(right.scale)
    return replace(token, quantity=Quantity(value, right.quantity.unit), kind=right.kind)
