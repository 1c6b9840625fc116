"""Whom a document addresses (主送机关): the line above the body that ends with a colon (domain.md §4.6).

各县（市、区）人民政府，市级各部门： names bodies and nothing else. The line may be torn over several, or run
on into the body. Speeches address persons, and other lines introduce a list: these are no addressees.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Block, BlockKind
from extractor.reading.dates import to_half_width
from extractor.reading.drafts import BLANK
from extractor.reading.fields import squeeze

MAX_ADDRESS = 600
MAX_LINES = 10
ZONE = 5
"""The address is among so many first lines of content under the title."""
HEAD = 60

_SENTENCE = re.compile(r"[。！？!?《》“【】]|关于")
_OUTER = re.compile(r"[，,；;]")


@dataclass(frozen=True, slots=True)
class _Words:
    ending: re.Pattern[str]
    named: re.Pattern[str]
    every: re.Pattern[str]
    salutation: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    names = lexicon.alternation("bodies", "ending")
    return _Words(
        re.compile(rf"(?:{names}|[府厅局委会部院办行署司团])(?:[）)]|[\u4e00-\u9fff]{{0,3}}[)）])?$"),
        re.compile(r"[府厅局委会部院署]$"),
        re.compile(lexicon.alternation("documents", "every")),
        re.compile(lexicon.alternation("documents", "salutation")),
    )


def find_addressees(
    text: str, blocks: Sequence[Block], kinds: Sequence[BlockKind], title: str, number: str, lexicon: Lexicon
) -> tuple[str, ...]:
    """The bodies of the address as printed, parted at its commas; ``()`` where the text has none."""
    above = (squeeze(title), to_half_width(number))
    for zone in _zones(kinds[:HEAD]):
        for place in range(min(ZONE, len(zone))):
            address, closed = _address(text, blocks, zone[place : place + MAX_LINES], above)
            if address and _is_address(address, closed, lexicon):
                return split_addressees(address)
    return ()


def _zones(kinds: Sequence[BlockKind]) -> tuple[list[int], list[int]]:
    """The content under the title, and that above it: a notice may have no title of its own."""
    titles = [index for index, kind in enumerate(kinds) if kind == BlockKind.TITLE]
    content = [i for i, kind in enumerate(kinds) if kind not in (BlockKind.FURNITURE, BlockKind.METADATA)]
    if not titles:
        return content, []
    return [i for i in content if i > titles[-1]], [i for i in content if i < titles[0]]


def _address(
    text: str, blocks: Sequence[Block], zone: Sequence[int], above: tuple[str, str]
) -> tuple[str, bool]:
    """What stands from the first of some lines to the first colon, or nothing where a sentence ends before.

    The title and the number (``above``) before it in the same line are no part of it. The second value
    says whether it is closed in: by the end of its line, by these two, or by a text without line breaks.
    """
    joined, glued = "", len(blocks) == 1
    for index in zone:
        joined += squeeze(blocks[index].span.of(text)[:MAX_ADDRESS])
        if index == zone[0]:
            head = _length_above(to_half_width(joined), *above)
            glued = glued or head > 0
            joined = joined[head:]
        before, colon, body = joined.replace(":", "：").partition("：")
        if colon or _SENTENCE.search(joined) or len(joined) > MAX_ADDRESS:
            found = colon and not _SENTENCE.search(before)
            return (before.strip(BLANK) if found else ""), glued or not body
    return "", False


def _length_above(line: str, title: str, number: str) -> int:
    """How much of a line is the title and, perhaps in brackets, the number."""
    end = len(title) if line.startswith(title) else 0
    end += line.startswith(("（", "("), end)
    end += len(number) if line.startswith(number, end) else 0
    return end + line.startswith(("）", ")"), end)


def _is_address(address: str, closed: bool, lexicon: Lexicon) -> bool:
    """Whether a text names bodies; one that is not closed in must begin with all of a kind."""
    words = _words(lexicon)
    if address[0].isdigit() or words.salutation.search(address) or not (closed or words.every.match(address)):
        return False
    named = words.named.search(address) or words.every.search(address)
    return bool(named and words.ending.search(_OUTER.split(address)[-1]))


def split_addressees(address: str) -> tuple[str, ...]:
    """The parts of an address between its commas; brackets are not opened.

    >>> split_addressees("各县（市，区）人民政府，市级各部门：")
    ('各县（市，区）人民政府', '市级各部门')
    """
    parts, depth, start = [], 0, 0
    address = address.strip(BLANK + "：:。")
    for index, char in enumerate(address):
        depth += (char in "（(") - (char in "）)")
        if depth <= 0 and _OUTER.match(char):
            parts.append(address[start:index])
            start = index + 1
    parts.append(address[start:])
    return tuple(part.strip(BLANK) for part in parts if part.strip(BLANK))
