"""The official number of a document (发文字号), in all its prints, and where it stands.

The full form is a code, a year in brackets and a number (某政发〔2021〕3号); brackets of any shape, blanks
and full-width digits do not matter, a decree may have 令 in it, an announcement the year without brackets
(公告2021年第7号), and brackets or 号 may be lost (某政发20217). A number is given without blanks, its digits
half-width (domain.md §1.6, §4.6).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractor.model import Block, BlockKind
from extractor.reading.dates import to_half_width
from extractor.reading.drafts import BLANK
from extractor.reading.fields import HEAD_ZONE, squeeze

MAX_NUMBER = 60
MAX_GLUED = 300
"""So far before the body begins, a number may stand in one line with whom it addresses."""

_OPEN, _CLOSE = r"[〔\[（(【﹝［]", r"[〕\]）)】﹞］]"
_YEAR = r"(?:19|20)\d{2}"
_COUNT = r"第?\d{1,5}号令?"
_ORDINAL = r"第[\d一二三四五六七八九十百〇]{1,6}号"
_FULL = (
    rf"[\u4e00-\u9fff]{{1,40}}{_OPEN}{_YEAR}年?{_CLOSE}{_COUNT}"
    rf"|[\u4e00-\u9fff]{{2,24}}{_YEAR}年第\d{{1,5}}号"
    rf"|[\u4e00-\u9fff]{{2,40}}(?:令|公告){_OPEN}?{_ORDINAL}{_CLOSE}?"
)
_DAMAGED = (
    rf"[\u4e00-\u9fff]{{2,12}}(?:{_OPEN}{_YEAR}{_CLOSE}?\d{{1,4}}号?|{_YEAR}{_CLOSE}\d{{1,4}}号?|{_YEAR}\d{{1,4}}号)"
    rf"|[\u4e00-\u9fff]{{1,10}}[发函办字规]{_YEAR}\d{{1,4}}"
)
_NUMBER = re.compile(_FULL)
_SIGN = re.compile(rf"[\d号號]|{_OPEN}")
"""Without one of these no number begins in a line."""
_ALONE = re.compile(
    rf"(?:{_FULL}|{_DAMAGED}|{_ORDINAL}|{_YEAR}年第\d{{1,5}}号|{_OPEN}{_YEAR}{_CLOSE}{_COUNT}|[\u4e00-\u9fff]{{2,9}}第\d{{6,12}}[号號])"
)
_BRACKET = re.compile(r"\s?[（(]([^（()）]{4,100}|[^（()）]{2,50}[（(]\d{4}[）)][^（()）]{2,9})[）)]$")
_DECREE_HEAD = re.compile(r"[\d\-—]{0,4}([\u4e00-\u9fff]{2,40}(?:令|公告))")
_BREAK = re.compile(rf"[\u4e00-\u9fff]{{1,24}}{_OPEN}(?:\d{{0,3}}|{_YEAR}年?|{_YEAR}年?{_CLOSE}第?\d{{0,4}})")
"""Where a number may be torn: behind its opening bracket, in or behind its year, in its digits."""


def tidy(number: str) -> str:
    """A number without blanks and enclosing brackets, its digits half-width.

    >>> tidy("（某政发〔 ２０２１〕 3 号）")
    '某政发〔2021〕3号'
    """
    number = to_half_width(squeeze(number))
    inner = number[1:-1]
    if number[:1] in "（(" and number[-1:] in "）)" and not any(c in inner for c in "（）()"):
        return inner
    return number


def number_lines(blocks: Sequence[Block], kinds: Sequence[BlockKind], lines: Sequence[str]) -> dict[int, str]:
    """The lines of the head that hold nothing but a number, and the number that each begins or goes on.

    A number that was torn stands on two or three lines; each of them has it.
    """
    found: dict[int, str] = {}
    for index in range(min(HEAD_ZONE, len(lines))):
        joined = ""
        for row in range(index, min(index + 3, len(lines))):
            if row in found or not _may_hold(blocks[row], kinds[row], lines[row]):
                break
            if row == index and not _SIGN.search(lines[row]):
                break
            joined = tidy(joined + lines[row])
            if (_ALONE if row == index else _NUMBER).fullmatch(joined):
                found.update(dict.fromkeys(range(index, row + 1), joined))
                break
            if not _BREAK.fullmatch(joined):
                break
    return found


def _may_hold(block: Block, kind: BlockKind, line: str) -> bool:
    return 0 < len(line) <= MAX_NUMBER and kind != BlockKind.FURNITURE and block.cell is None


def cut_number(title: str) -> tuple[str, str]:
    """A title without the number behind it, and that number as printed.

    >>> cut_number("某局关于防火的通知（某局发〔2021〕3号）")
    ('某局关于防火的通知', '某局发〔2021〕3号')
    >>> cut_number("某部关于防火的公告 2021年第7号")
    ('某部关于防火的公告 2021年第7号', '')
    """
    bracket = _BRACKET.search(title[-MAX_NUMBER * 2 :])
    if bracket:
        before, number = title[: -len(bracket.group())], bracket.group(1)
    else:
        before, _, number = title.rpartition(" ")
    before = before.strip(BLANK)
    return (before, number) if before and _NUMBER.fullmatch(tidy(number)) else (title, "")


def find_number(
    fields: Mapping[str, str], numbered: Mapping[int, str], lines: Sequence[str], cited: Sequence[str]
) -> str:
    """The number: the field's, else the first line that is one with the …令 above it, else the first cited.

    A line that holds no more than 第3号 or 〔2021〕3号 gives way to a cited number with a name.
    """
    value = tidy(fields.get("document_number", ""))
    if any(c.isdigit() for c in value):
        return value
    named = [tidy(number) for number in cited if number]
    for index, number in sorted(numbered.items()):
        above = _DECREE_HEAD.fullmatch(value or squeeze(lines[index - 1])) if value or index else None
        if above and not _is_han(number[0]):
            return above.group(1) + number
        if _is_han(number[0]) or not named:
            return number
    return named[0] if named else ""


def _is_han(char: str) -> bool:
    """Whether a number begins with a code, and not with its year or 第."""
    return "\u4e00" <= char <= "\u9fff" and char != "第"


def glued_number(title: str, heads: Sequence[str]) -> str:
    """The number in a line that goes on with whom it addresses: 某政发〔2021〕3号各县人民政府：."""
    title = squeeze(title)
    for head in heads:
        if "号" not in head:
            continue
        text = to_half_width(squeeze(head[: MAX_GLUED * 2])).removeprefix(title)
        match = _NUMBER.match(text)
        if match and _is_head(text[match.end() : match.end() + MAX_GLUED]):
            return match.group()
    return ""


def _is_head(rest: str) -> bool:
    """Whether what follows a number is no sentence that cites it: an address up to a colon, or a bracket."""
    address, colon, _ = rest.replace("：", ":").partition(":")
    return rest[:1] in ("", "（") or (bool(colon) and "。" not in address and rest[:1] not in "文）)》，、")


def issuer_of_number(number: str) -> str:
    """Who gives a decree its number: 某部令〔2021〕第3号 → 某部; an ordinary code names nobody."""
    match = re.match(r"([\u4e00-\u9fff \u3000]{2,60}?)(?:令|公告)(?=\s?[〔\[（(【﹝［第\d])", number)
    return match.group(1) if match else ""
