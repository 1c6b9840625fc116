"""The end of a document: who signs it, on which day, and when it was printed and sent out.

A signature is a line of content that is only a date, with names above it or in front of it; the imprint
(版记) is a last line that ends with a date and 印发 (domain.md §1.7, §4.6).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import BlockKind
from extractor.reading.dates import find_dates, may_hold_date, parse_date, split_final_date
from extractor.reading.drafts import BLANK
from extractor.reading.fields import HEAD_ZONE
from extractor.reading.issuers import are_organisations, signers, split_issuers

MAX_SIGNATURE = 60
IMPRINT_ZONE = 12
"""So many last lines may hold the imprint."""

_DELIVERED = re.compile(r"[—–（(-]{0,3}\s{0,3}(?:19|20)\d{2}年\d{1,2}月\d{1,2}日在[^。；]{2,60}上[）)]?")
_TAIL = re.compile(r"[（(][^（()）\d]{2,20}[）)]$")
_OUTSIDE = (BlockKind.FURNITURE, BlockKind.METADATA)


@dataclass(frozen=True, slots=True)
class Signature:
    """The first line that is only a date: that date, of what it is the day, the names by it."""

    day: date | None = None
    written: bool = False
    names: tuple[str, ...] = ()
    delivered: bool = False


def find_signature(kinds: Sequence[BlockKind], lines: Sequence[str]) -> Signature:
    """The first line of content that is only a date, perhaps after the issuer's name, and who signs there.

    The first, not the last: a notice is signed and dated before its annexes, which may be dated too. A date
    in figures or with a time is one of a page, and so is the day on which a report was delivered.
    """
    for index, line in enumerate(lines):
        if len(line) > MAX_SIGNATURE or not may_hold_date(line) or kinds[index] in _OUTSIDE:
            continue
        if index < HEAD_ZONE and _DELIVERED.fullmatch(line):
            return Signature(parse_date(line), delivered=True)
        final = split_final_date(_TAIL.sub("", line).strip(BLANK + "（）()"))
        if final is None or final[1] is None:
            continue
        written = "年" in line and ":" not in line and "：" not in line
        before = final[0].strip(BLANK)
        if not before:
            return Signature(final[1], written, signers(lines, index - 1))
        if final[0] != before and are_organisations(before):
            return Signature(final[1], written, split_issuers(before))
    return Signature()


def find_imprint(lines: Sequence[str], lexicon: Lexicon) -> date | None:
    """The day in the last lines on which a document was printed and sent out: 某府办公室 2021年3月5日印发."""
    issue = _issue(lexicon)
    for line in reversed(lines[-IMPRINT_ZONE:]):
        last = list(find_dates(line[: MAX_SIGNATURE * 2]))[-1:] if issue.search(line) else []
        if last and issue.fullmatch(line[last[0][2] :].strip(BLANK)):
            return last[0][0]
    return None


@lru_cache(maxsize=8)
def _issue(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.alternation("documents", "send", "issue"))
