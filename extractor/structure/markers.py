"""Printed numbers that may open an item: ``一、`` ``（二）`` ``3.`` ``第四条`` ``五是`` ``举措六`` ``⑦``
``——``.

This module only says what looks like a marker and where it stands; whether it is one is decided by its
series (`extractor.structure.membership`). Sources: domain.md §1.1–1.3 and appendix A, GB/T 9704—2012 §7.3.3.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from heapq import merge

from extractor.enclosures import Enclosures
from extractor.lexicon import Lexicon
from extractor.model import Article, Block, BlockKind, Marker, MarkerStyle, Span
from extractor.numerals import POINTS, to_int
from extractor.questions import QUESTIONS
from extractor.scanning import Scanner, find_spots
from extractor.structure.lines import Lines
from extractor.structure.loose_numbers import find_loose, find_points
from extractor.structure.tokens import NO_UNIT, UNKNOWN, Place, Token
from extractor.structure.verbs import verbs

_HAN = "[一二三四五六七八九十百廿零〇两]"
_FORMAL = "[壹贰貳叁參参肆伍陆陸柒捌玖拾]"
_ENCLOSED = "㈠-㈩⑴-⒇⒈-⒛①-⑳"
_BULLETS = f"{POINTS}—"
_BOUNDARY = "。；;：:，,！!？?”’"
_COLONS = ("：", ":")
_WIDE_SPACE = "\u3000\u00a0 \t"


_HEADLINES = 4  # numbered titles that show whether they are news
_CHAPTER_NUMBER = "chapter_number"
"""The group of the pattern for ``4 应急响应``: a number without a mark over 4.1, 4.2."""
_STYLE_OF = {style.value: style for style in MarkerStyle} | {_CHAPTER_NUMBER: MarkerStyle.DECIMAL}


def find_tokens(article: Article, lines: Lines, enclosures: Enclosures, lexicon: Lexicon) -> Iterator[Token]:
    """All possible markers of the content lines, in order; none inside quotes or brackets."""
    spans = [block.span for block in lines.blocks]
    text = article.text
    cut = (line for line in spans if text[line.start] in _LOST_BEGINS)
    remains = [token for line in cut if (token := _remains(text, line))]
    if remains and any(line.of(article.text) == "、" for line in spans):  # links cut sentences into lines
        remains = [token for token in remains if token.marker.style is not MarkerStyle.DIGIT_COMMA]
    printed = _find_printed(article, spans, lines, enclosures, lexicon)
    found = merge(remains, printed, key=_start_of) if remains else printed
    return _with_lists(article, lines, found, lexicon)


def _start_of(token: Token) -> int:
    return token.marker.span.start


def _with_lists(article: Article, lines: Lines, tokens: Iterable[Token], lexicon: Lexicon) -> Iterator[Token]:
    """The tokens, with the bullets that a page shows before the entries of its lists (``<li>``) and that its
    text does not hold; bullets of one list are one family.
    """
    listed = [_listed(block) for block in lines.blocks if block.kind is BlockKind.LIST_ITEM]
    loose = _without_headlines(find_loose(article.text, lines.spans), article.text, lines, lexicon)
    if lines.whole:
        loose = [*merge(loose, _lost_points(article.text, lines.whole, lexicon), key=_start_of)]
    if listed or loose:
        tokens = _first_of_each_place(merge(loose, tokens, listed, key=_start_of))
    at, number = -1, 0
    entries: dict[int, int] = {}  # where the last entry of each depth begins
    for token in tokens:
        if token.marker.style is MarkerStyle.BULLET:
            index = lines.index(_start_of(token))
            above = lines.spans[index - 1].of(article.text) if index - at > 1 and index else ""
            number += above.endswith(_COLONS)
            inside = entries.get(token.depth - 1, -1)
            family = f"{number}/{token.depth}/{inside}" if token.depth else str(number)
            entries = {depth: start for depth, start in entries.items() if depth < token.depth}
            entries[token.depth] = _start_of(token)
            at, token = index, replace(token, family=family, inside=inside)
        yield token


def _without_headlines(tokens: list[Token], text: str, lines: Lines, lexicon: Lexicon) -> list[Token]:
    """The tokens without those of a digest: ``NO.1`` numbers news where most titles do not act."""
    named = [token for token in tokens if token.marker.style is MarkerStyle.NAMED]
    opens = verbs(lexicon).opens
    acting = sum(opens(text, token.content, lines.around(token.content).end) for token in named)
    if len(named) < _HEADLINES or 2 * acting >= len(named):
        return tokens
    return [token for token in tokens if token.marker.style is not MarkerStyle.NAMED]


def _lost_points(text: str, line: Span, lexicon: Lexicon) -> list[Token]:
    """The points in a line that lost its breaks: ``。- ``, and what a conversion left of them if most act."""
    points = find_points(text, line)
    opens = verbs(lexicon).opens
    acting = sum(opens(text, point.content, line.end) for point in points)
    return [point for point in points if 2 * acting > len(points) or text[_start_of(point)].isascii()]


def _first_of_each_place(tokens: Iterable[Token]) -> Iterator[Token]:
    """Of several readings of the same characters the first."""
    before = -1
    for token in tokens:
        if _start_of(token) != before:
            yield token
        before = _start_of(token)


def _listed(block: Block) -> Token:
    """A bullet that is shown and not printed."""
    start = block.span.start
    marker = Marker(MarkerStyle.BULLET, 0, Span(start, start))
    return Token(marker, Place.LINE, start, "", depth=block.level)


def _find_printed(
    article: Article, spans: Sequence[Span], lines: Lines, enclosures: Enclosures, lexicon: Lexicon
) -> Iterator[Token]:
    """The markers that kept their numbers."""
    after_bold = frozenset(span.end for span in article.bold)
    for index, match in _printed(lexicon).scan(article.text, spans):
        start = match.start()
        line_start = spans[index].start
        place = _place(article.text, line_start, start, after_bold)
        lost = place is not Place.LINE and lines.is_whole(start) and _opened_line(match, place)
        token = _token(article.text, match, Place.LINE if lost else place, lexicon)
        if token is None or (start > line_start and enclosures.is_inside(start)):
            continue
        yield replace(token, place=Place.CLAUSE) if lost else token


_LOST_BEGINS = ".．、（("
_REMAINS = re.compile(
    r"(?:(?P<digit_dot>[.．])|(?P<digit_comma>、)|(?P<digit_paren>[（(]\s{0,2}[)）]))(?=[^\W\da-zA-Z])"
)


def _remains(text: str, line: Span) -> Token | None:
    """What is left at the start of a line of a number that lost its digits: ``.指导思想``, ``()会同…``."""
    match = _REMAINS.match(text, line.start, line.end)
    if not match:
        return None
    marker = Marker(MarkerStyle(match.lastgroup or ""), 0, Span(*match.span()))
    return Token(marker, Place.LINE, match.end(), "", is_damaged=True)


def _opened_line(match: re.Match[str], place: Place) -> bool:
    """Whether a bullet or a decimal number opened a line that is lost: ``。——`` ``• `` ``　5.4　``."""
    text, start, after = match.string, match.start(), match.string[match.end() : match.end() + 1]
    if match.lastgroup == MarkerStyle.BULLET:
        is_shown = match[0][0] not in _DASHES and after.isspace()
        return is_shown or _END.search(text, max(0, start - 2), start) is not None
    is_decimal = match.lastgroup in (MarkerStyle.DECIMAL, _CHAPTER_NUMBER)
    return is_decimal and (after == "\u3000" or (place is Place.CLAUSE and after.isspace()))


_END = re.compile(r"[。；！][”’」』）)]?$")
_DASHES = "—·-"
"""Bullets that stand between words, too."""
_NUMBERED_WORDS = tuple(label for label in QUESTIONS["ordinals"].labels if label != "named")


@lru_cache(maxsize=8)
def _printed(lexicon: Lexicon) -> Scanner:
    """What looks like a number or a bullet: one alternation over all styles."""
    named = lexicon.alternation("ordinals", "named")
    words = lexicon.alternation("ordinals", *_NUMBERED_WORDS)
    marker = re.compile(
        rf"""
        (?P<chapter>第\ ?{_HAN}{{1,4}}\ ?[章节篇编](?![到至、])|第{_HAN}{{1,3}}部分(?![到至、]))
        |(?P<article>第\ ?(?:{_HAN}{{1,6}}|\d(?:\ ?\d){{0,2}})\ ?条)
        |(?P<han_formal>{_FORMAL}{{1,3}}、)
        |(?P<ordinal>第{_HAN}{{1,3}}(?:个?(?:是|要(?!求))|[，,、])|(?<!第){_HAN}{{1,3}}(?:是|要(?!求)|為|为)
            |(?:{words})(?:是(?!否)|要(?!求))?)
        |(?P<han_comma>{_HAN}{{1,4}}(?:\ ?、|[．.](?!\d)))
        |(?P<han_paren>[（(]\s?{_HAN}{{1,4}}\s?[)）]|[㈠-㈩])
        |(?P<digit_paren>[（(]\d{{1,3}}[)）]|[⑴-⒇])
        |(?P<decimal>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}(?![\d%％月亿]))
        |(?P<{_CHAPTER_NUMBER}>\d{{1,2}}(?=[\ \u3000]{{1,4}}[^\s\d。；，]{{2,24}}
            (?:$|[\ \u3000]*\d{{1,2}}[.．]1(?!\d)))
            |(?<![^\n])\d{{1,2}}(?={NO_UNIT}[\u4e00-\u9fff]{{2,16}}$))
        |(?P<digit_dot>\d{{1,3}}(?:[.．](?!\d{{1,2}}亿)|\ ．|\ \.(?=[^\d\s]))|\d{{1,2}}。(?=\S)|[⒈-⒛])
        |(?P<digit_comma>\d{{1,3}}(?:、|\ 、(?=[^\d\s])))
        |(?P<digit_close>\d{{1,3}}[)）])
        |(?P<letter>[a-z][)）](?![\w.]*@))
        |(?P<circled>[①-⑳])
        |(?P<named>{named}(?:{_HAN}{{1,3}}|\d{{1,2}})(?=[：:是，“"”‘\s])
            |(?<![\u4e00-\u9fff]){named}(?:{_HAN}{{1,3}}|\d{{1,2}})(?=、)
            |【{named}(?:{_HAN}{{1,3}}|\d{{1,2}})】|第{_HAN}{{1,3}}[件项条个大]{named}(?=[：:]))
        |(?P<bullet>[{POINTS}]\ufe0f?|——|—(?!—)|-{{2,8}}(?=[\u4e00-\u9fff“]))
        """,
        re.VERBOSE,
    )
    numeral = rf"[\d{_HAN[1:-1]}]"
    follows = (
        (r"\d", r"(?<!\d\d)\d{0,2}[.．。、)）\ \u3000]"),
        (r"\d", r"(?<![^\n]\d)\d?[\u4e00-\u9fff]{2}"),  # 3组织体系
        (r"\-", r"(?<!--)-{1,7}[\u4e00-\u9fff“]"),
        (_HAN[1:-1], rf"{_HAN}{{0,3}}\ ?[、．.是要為为]"),
        (_FORMAL[1:-1], rf"{_FORMAL}{{0,2}}、"),
        ("（(", rf"\s?{numeral}{{1,4}}\s?[)）]"),
        ("第", rf"[\ {numeral[1:-1]}]{{1,8}}[章节篇编部条件项大个是要，,、]"),
        ("a-z", "[)）]"),
        ("【", named),
        (f"{_ENCLOSED}{_BULLETS}", ""),
        *((word[0], f"{re.escape(word[1:])}{numeral}") for word in lexicon.texts("ordinals", "named")),
    )
    return Scanner(marker, find_spots(follows, lexicon.texts("ordinals", *_NUMBERED_WORDS)))


_AT_LINES = (MarkerStyle.BULLET, MarkerStyle.DECIMAL, MarkerStyle.LETTER)
"""Styles that only number lines."""
_PAGE = 9  # code points of the number of a page
_PAGE_NUMBER = re.compile(r"[-—–－]\s?\d{1,3}\s?[-—–－]\s?")
_OCCASION = rf"—{{1,2}}\s?(?:\d{{4}}|{_HAN[:-1]}○]{{4}})年[^\s，。；]{{1,3}}月[^\s，。；]{{1,3}}日[在于]"
_NO_BULLET = re.compile(rf"{_PAGE_NUMBER.pattern}|{_OCCASION}")
"""The number of a page, or when and where a speech was given: ``——2030年2月4日在县人民代表大会上``."""
_ADDRESS = 300  # code points of an address that a browser prints, with the number of the page
_PRINTED_BELOW = re.compile(r"https?://[^\s\u4e00-\u9fff]+\s\d{1,3}/\d{1,3}\Z")
_LOST = f"?？{UNKNOWN}"  # what conversions leave of a blank that they did not know
_SEPARATORS = re.compile(rf"[\s：:，、．.{_LOST}]*")
_SEPARATED = frozenset(  # （一）、 第四条：
    {MarkerStyle.NAMED, MarkerStyle.HAN_PAREN, MarkerStyle.DIGIT_PAREN, MarkerStyle.ARTICLE}
)
_DOUBLED = frozenset({MarkerStyle.ARTICLE, MarkerStyle.CHAPTER, MarkerStyle.HAN_PAREN})
_TOLD_OF = frozenset({MarkerStyle.ARTICLE, MarkerStyle.CHAPTER})
_TOLD = re.compile(r"为?[“「][^”」\n]{1,24}[”」][，,；;。、]")  # 第二章“职责”，规定…: tells of another text
_PART_OF_ARTICLE = re.compile(rf"第{_HAN}{{1,3}}[款项]")  # 第十条第二项规定的情形 is cited
_THINGS = re.compile(r"(?:\d{1,2}[、和及])*\d{1,2}(?:号|[路栋期](?!\d))")
_SPACES = re.compile(rf"[\s{_LOST}]*")
_DIGITS = re.compile(rf"\d+|{_HAN}+|{_FORMAL}+")


def _numbers_things(text: str, begin: int, value: int) -> bool:
    """Whether a digit before 、 counts no item but names things with others: ``1、2号线延长至23:30``."""
    if not _THINGS.match(text, begin):
        return False
    neighbours = re.compile(rf"(?:^|\n)\s{{0,20}}(?:{value - 1}|{value + 1})、")
    return neighbours.search(text) is None


def _token(text: str, match: re.Match[str], place: Place, lexicon: Lexicon) -> Token | None:
    style = _STYLE_OF[match.lastgroup or ""]
    if place is not Place.LINE and style in _AT_LINES:
        return None
    if match[0].endswith("。") and place is not Place.LINE:
        return None  # a figure ends a sentence; at a line its point was printed as 。
    if style is MarkerStyle.BULLET and _NO_BULLET.match(text, match.start()):
        return None
    if style is MarkerStyle.ORDINAL:
        return _ordinal(text, match, place, lexicon)
    marker = Marker(style, _value(match[0], style), Span(match.start(), match.end()))
    separators = _SEPARATORS if style in _SEPARATED else _SPACES
    begin = match.end()
    if not text[begin : begin + 1].isalnum():  # as mostly
        content = separators.match(text, begin)
        begin = content.end() if content else begin
    if style in _TOLD_OF and _TOLD.match(text, begin):
        return None
    if style is MarkerStyle.ARTICLE and _PART_OF_ARTICLE.match(text, match.end()):
        return None
    at_line = place is Place.LINE and style is MarkerStyle.DIGIT_COMMA
    if at_line and _numbers_things(text, begin, marker.value):
        return None
    if style in _DOUBLED and text.startswith(match[0], begin):  # 第八条 第八条　消费者…: printed twice
        again = separators.match(text, begin + len(match[0]))
        begin = again.end() if again else begin + len(match[0])
        place = max(place, Place.CLAUSE)  # nothing in a sentence is said so
    return Token(marker, place, begin, _family_of(match[0], style))


def _family_of(printed: str, style: MarkerStyle) -> str:
    """What the numbers of one series share besides their style: 第…章, 举措…, 4.2. of 4.2.1."""
    if style is MarkerStyle.DECIMAL:
        number = printed.replace("．", ".")
        return number[: number.rfind(".") + 1]
    return re.sub(rf"\d+|{_HAN}+", "", printed) if style in (MarkerStyle.NAMED, MarkerStyle.CHAPTER) else ""


def _place(text: str, line_start: int, start: int, after_bold: frozenset[int]) -> Place:
    if start == line_start or _is_page_number(text, line_start, start):
        return Place.LINE
    if start in after_bold:  # a title in bold, then the list, without a mark between them
        return Place.CLAUSE
    before = text[start - 1]
    if before in _BOUNDARY or before in "）)" or before in _WIDE_SPACE:
        return Place.CLAUSE
    return Place.GLUED


def _is_page_number(text: str, line_start: int, start: int) -> bool:
    """``- 4 -第八条``, ``4第八条``: the number of a page, between the lines of a text from a PDF.

    ``https://… 3/13第八条`` is what a browser prints below a page (domain.md §1.6).
    """
    if start - line_start > _PAGE:
        below = text[start - 1].isdecimal() and _PRINTED_BELOW.search(
            text, max(line_start, start - _ADDRESS), start
        )
        return bool(below)
    return bool(_PAGE_NUMBER.fullmatch(text, line_start, start)) or (
        text.startswith("第", start) and text[line_start:start].isdecimal()
    )


@lru_cache(maxsize=4096)
def _value(printed: str, style: MarkerStyle) -> int:
    if style is MarkerStyle.BULLET:
        return 0
    if style is MarkerStyle.LETTER:
        return ord(printed[0]) - ord("a") + 1
    if style is MarkerStyle.DECIMAL:
        return int(re.split(r"[.．]", printed)[-1])
    plain = unicodedata.normalize("NFKC", printed).replace(" ", "")  # ㈠ ⑴ ⒈ ① become (一) (1) 1. 1
    digits = _DIGITS.search(plain)
    return (to_int(digits[0]) if digits else None) or 0


_RANK = {"first": 1, "second": 2, "third": 3, "one_side": 1, "other_side": 2}
_SIDES = ("one_side", "other_side")


def _ordinal(text: str, match: re.Match[str], place: Place, lexicon: Lexicon) -> Token | None:
    """一是, 第二， and 首先; the comma of 第一， is no part of it. In a clause only 一是 may be one."""
    if place is Place.GLUED and not match[0].startswith("一"):
        return None
    printed = match[0]
    end = match.end() - (1 if printed[-1] in "，,、" else 0)
    word = re.sub("[是要]$", "", printed)
    label = lexicon.label("ordinals", word)
    digits = _DIGITS.search(printed)
    value = _RANK.get(label, 0) if label else (to_int(digits[0]) if digits else None) or 0
    follows = label in ("next", "last")
    if not value and not follows:
        return None
    content = _SEPARATORS.match(text, end)
    marker = Marker(MarkerStyle.ORDINAL, value, Span(match.start(), end))
    return Token(marker, place, content.end() if content else end, _family(printed, label), follows)


def _family(printed: str, label: str) -> str:
    """Which ordinals number together: 一是, 一要, 一方面, 第一…, or spoken 首先 / 第二个是 / 另外."""
    if label in _SIDES:
        return "方面"
    if label:
        return "第"
    return "第" if printed.startswith("第") else printed[-1]
