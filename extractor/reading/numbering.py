"""Automatic numbering: what Word prints in front of a paragraph and does not store in it.

A document says only ``level 0 of list 3``; the part ``numbering.xml`` says what that looks like. A ``num``
is one use of an ``abstractNum``, which describes nine levels, each with a first value, a number format and a
pattern such as ``第%1条`` or ``%1.%2``. All uses of one ``abstractNum`` count on together; a use with a start
of its own begins anew when it is first met. A level begins anew after each paragraph of a higher level,
unless ``lvlRestart`` says otherwise. Source: ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (formats).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

LEVELS = 9
MAX_LABEL = 64
"""Longer patterns are cut: no document prints them, and each paragraph would repeat them."""
MAX_SPELLED = 9_999
"""Larger numbers are printed in digits in every format."""
MAX_LETTERS = 780
"""Word repeats letters (aa, bbb) up to thirty times."""

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_LEGAL_JAPANESE = "〇壱弐参四伍六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_HAN_DIGITS = str.maketrans("0123456789", _DIGITS)
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip

_BULLET = "•"
_SYMBOLS = {
    "\uf06c": "●", "\uf06e": "■", "\uf06f": "□", "\uf071": "□", "\uf075": "◆", "\uf076": "◆", "\uf0a7": "▪",
    "\uf0a8": "□", "\uf0d8": "▶", "\uf0fc": "√", "\uf0fe": "☑", "\uf052": "☑", "\uf0b7": "•", "\uf0b2": "★",
    "\uf0ab": "★",
}  # fmt: skip
"""Characters of the fonts Symbol and Wingdings, stored in the private use area, as what they look like."""


def print_symbol(character: str) -> str:
    """A character of a symbol font as a common one; private ones that are not known are bullets.

    >>> print_symbol("\\uf0d8"), print_symbol("\\uf012"), print_symbol("–")
    ('▶', '•', '–')
    """
    private = "\ue000" <= character <= "\uf8ff"
    return _SYMBOLS.get(character, _BULLET) if private else character


def print_number(value: int, format: str) -> str:  # noqa: A002 - the standard's word
    """A number in one of the formats of the standard; in a format that is not known, in digits.

    >>> [print_number(21, name) for name in ("chineseCounting", "decimalZero", "upperRoman", "bahtText")]
    ['二十一', '21', 'XXI', '21']
    """
    printer = _FORMATS.get(format)
    return printer(value) if printer and 0 <= value <= MAX_SPELLED else str(value)


def _by_place(value: int, digits: str, units: str, zero: str, bare: bool | None) -> str:
    """Digits with 千 百 十 behind them; 一 before them falls away always, never, or (None) in 十 to 十九."""
    parts: list[str] = []
    gap = False
    for place, unit in zip((1000, 100, 10, 1), (*units, ""), strict=True):
        digit = value // place % 10
        if not digit:
            gap = bool(parts)
            continue
        parts.append(zero if gap else "")
        gap = False
        drop = digit == 1 and unit and (bare or (bare is None and place == 10 and value < 20))
        parts.append(unit if drop else digits[digit] + unit)
    return "".join(parts) or digits[0]


def _count_thousand(value: int) -> str:
    return _by_place(value, _DIGITS, "千百十", "零", None)


def _count(value: int) -> str:
    """As far as 九十九 with 十, from there on digit by digit."""
    return _count_thousand(value) if value < 100 else str(value).translate(_HAN_DIGITS)


def _legal(digits: str, units: str, zero: str = "零") -> Callable[[int], str]:
    return lambda value: _by_place(value, digits, units, zero, False)


def _one_of(characters: Sequence[str]) -> Callable[[int], str]:
    """A character for each number, digits where they end."""
    return lambda value: characters[value - 1] if 1 <= value <= len(characters) else str(value)


def _from(first: str, count: int) -> Callable[[int], str]:
    return _one_of("".join(chr(ord(first) + step) for step in range(count)))


def _letters(value: int) -> str:
    if not 1 <= value <= MAX_LETTERS:
        return str(value)
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _roman(value: int) -> str:
    parts: list[str] = []
    for worth, letters in _ROMAN:
        parts.append(letters * (value // worth))
        value %= worth
    return "".join(parts)


def _full_width(value: int) -> str:
    return str(value).translate(_FULL_WIDTH)


def _han_digits(value: int) -> str:
    return str(value).translate(_HAN_DIGITS)


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "none": lambda value: "",
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "numberInDash": lambda value: f"- {value} -",
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "chineseCounting": _count,
    "chineseCountingThousand": _count_thousand,
    "taiwaneseCounting": _count,
    "taiwaneseCountingThousand": _count_thousand,
    "japaneseCounting": lambda value: _by_place(value, _DIGITS, "千百十", "", True),
    "ideographDigital": _han_digits,
    "taiwaneseDigital": _han_digits,
    "japaneseDigitalTenThousand": _han_digits,
    "ideographEnclosedCircle": _from("㊀", 10),
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "ideographZodiacTraditional": _one_of([_STEMS[n % 10] + _BRANCHES[n % 12] for n in range(60)]),
    "chineseLegalSimplified": _legal(_LEGAL, "仟佰拾"),
    "ideographLegalTraditional": _legal(_LEGAL_TRADITIONAL, "仟佰拾"),
    "japaneseLegal": _legal(_LEGAL_JAPANESE, "阡百拾", ""),
}


@dataclass(frozen=True, slots=True)
class Level:
    """How one level counts and prints; ``restart``: the level from 1 after which it begins anew, 0 never."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """A ``num``: the list with which it counts, its levels, and where it begins anew when first met."""

    counts_with: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int] = field(default_factory=dict)

    def level_of(self, style: str) -> int | None:
        """The level that belongs to a paragraph style, if one does."""
        return next((number for number, level in self.levels.items() if style and level.style == style), None)


class Counters:
    """The running numbers of one document; paragraphs must be counted in their order."""

    def __init__(self, uses: Mapping[str, Use]) -> None:
        self.uses = uses
        self._values: dict[str, dict[int, int]] = {}
        self._met: set[str] = set()

    def count(self, number: str, depth: int) -> str:
        """What stands in front of the next paragraph of this list and level, with the blank behind it.

        Empty where nothing is printed: for a list or a level that the document does not describe.
        """
        use = self.uses.get(number)
        level = use.levels.get(depth) if use else None
        if use is None or level is None:
            return ""
        values = self._values.setdefault(use.counts_with, {})
        if number not in self._met:
            self._met.add(number)
            for restarted in use.starts:
                values.pop(restarted, None)
        values[depth] = values[depth] + 1 if depth in values else use.starts.get(depth, level.start)
        for deeper in [one for one in values if one > depth]:
            restart = use.levels[deeper].restart if deeper in use.levels else None
            if depth < (deeper if restart is None else restart):
                del values[deeper]
        return _print_label(use, depth, values)


def _print_label(use: Use, depth: int, values: Mapping[int, int]) -> str:
    level = use.levels[depth]
    if level.format == "bullet":
        text = "○" if level.text == "o" else "".join(map(print_symbol, level.text))
    else:
        head, *rest = level.text.split("%")
        text = head + "".join(_fill(part, use, level, values) for part in rest)
    return text + {"tab": "\t", "space": " "}.get(level.suffix, "") if text else ""


def _fill(part: str, use: Use, level: Level, values: Mapping[int, int]) -> str:
    """A piece of a pattern that stood behind a ``%``: its digit replaced by the number of that level."""
    if not ("1" <= part[:1] <= "9"):
        return "%" + part
    depth = int(part[0]) - 1
    counted = use.levels.get(depth, Level())
    value = values.get(depth, use.starts.get(depth, counted.start))
    return print_number(value, "decimal" if level.legal else counted.format) + part[1:]


def read_uses(root: Any, style_numbers: Mapping[str, str]) -> dict[str, Use]:
    """The lists of a numbering part by ``numId``; ``root`` is its root element, None if there is none.

    ``style_numbers`` gives the ``numId`` of numbering styles, to which a list may refer (``numStyleLink``).
    """
    if root is None:
        return {}
    lists = {one.get(_ID, ""): one for one in root.iterchildren(qn("w:abstractNum"))}
    nums = {one.get(qn("w:numId"), ""): one for one in root.iterchildren(qn("w:num"))}
    described: dict[str, Mapping[int, Level]] = {}
    uses: dict[str, Use] = {}
    for number, num in nums.items():
        name = _describing(value_of(num, "w:abstractNumId"), lists, nums, style_numbers)
        if name not in lists:
            continue
        if name not in described:
            described[name] = _read_levels(lists[name])
        uses[number] = _read_use(num, name, described[name])
    return uses


_ID = qn("w:abstractNumId")


def _describing(
    name: str, lists: Mapping[str, Any], nums: Mapping[str, Any], styles: Mapping[str, str]
) -> str:
    """The list that describes the levels: this one, or the one of the numbering style to which it refers."""
    link = value_of(lists[name], "w:numStyleLink") if name in lists else ""
    num = nums.get(styles.get(link, "")) if link else None
    return value_of(num, "w:abstractNumId") if num is not None else name


def _read_use(num: Any, name: str, levels: Mapping[int, Level]) -> Use:
    own = dict(levels)
    starts: dict[int, int] = {}
    for override in num.iterchildren(qn("w:lvlOverride")):
        depth = to_number(override.get(qn("w:ilvl")), -1)
        if not 0 <= depth < LEVELS:
            continue
        own |= _read_levels(override, depth)
        start = value_of(override, "w:startOverride")
        if start:
            starts[depth] = to_number(start, 1)
    return Use(name, own, starts)


def _read_levels(parent: Any, only: int | None = None) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for element in parent.iterchildren(qn("w:lvl")):
        depth = to_number(element.get(qn("w:ilvl")), -1) if only is None else only
        if 0 <= depth < LEVELS:
            levels[depth] = _read_level(element)
    return levels


def _read_level(element: Any) -> Level:
    printed = element.find(qn("w:numFmt"))
    if printed is None:  # a format of a newer Word, and what an older one is to print instead
        printed = element.find(f"{{{_COMPATIBILITY}}}AlternateContent/{{{_COMPATIBILITY}}}Fallback/{_FORMAT}")
    restart = value_of(element, "w:lvlRestart")
    return Level(
        start=to_number(value_of(element, "w:start"), 0),
        format=printed.get(qn("w:val"), "decimal") if printed is not None else "decimal",
        text=value_of(element, "w:lvlText")[:MAX_LABEL],
        suffix=value_of(element, "w:suff") or "tab",
        restart=to_number(restart, 0) if restart else None,
        legal=is_on(element.find(qn("w:isLgl"))),
        style=value_of(element, "w:pStyle"),
    )


_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_FORMAT = qn("w:numFmt")


def value_of(parent: Any, name: str) -> str:
    """The ``w:val`` of a child, empty where either is missing."""
    child = parent.find(qn(name)) if parent is not None else None
    return child.get(qn("w:val"), "") if child is not None else ""


def is_on(element: Any) -> bool:
    """Whether a switch is there and not switched off (``w:val="0"``)."""
    return element is not None and element.get(qn("w:val"), "1") not in ("0", "false", "off", "none")


def to_number(value: str | None, otherwise: int) -> int:
    """A whole number of at most nine digits; anything else is ``otherwise``."""
    value = (value or "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else otherwise
