"""Who issued a document: one body or several, told apart (domain.md §4.6).

Joint issuers are printed with blanks or 、 between them; they are parted only where every part ends like the
name of a body. Sources, the surer first: the information block, the title (某局关于…), the letterhead or a
line of names above 关于…, the number of a decree, the history under the title of a law, the names above the
date at the end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from extractor.lexicon import Lexicon
from extractor.reading.drafts import BLANK

MAX_NAME = 40
MAX_ISSUERS = 40

_ORGANISATION = re.compile(r"[府厅局委会部院办行署室处司团心央]$")
_ABRIDGED = re.compile(r"等[\d一二三四五六七八九十]{0,3}(?:个|家)?(?:部门|单位)?$")
_BETWEEN = re.compile(r"[\s\u3000、,，;；]+")
_TERM = re.compile(r"第[\d一二三四五六七八九十]{1,4}届")
"""An assembly is named without its term: 某市第十三届人民代表大会."""
_LETTERHEAD = re.compile(r"([\u4e00-\u9fff \u3000]{2,60})文件")
_NAMES = r"[\u4e00-\u9fff\d、 \u3000]{2,400}?"


def is_organisation(name: str) -> bool:
    """Whether a text reads as the name of one body."""
    return (
        2 <= len(name) <= MAX_NAME
        and bool(_ORGANISATION.search(name))
        and not any(c in name for c in "，。：；,:;《》、")
    )


def split_issuers(text: str) -> tuple[str, ...]:
    """The bodies that a text names; one that cannot be parted for sure stays whole, ``()`` if it is empty.

    >>> split_issuers("某市财政局 某市民政局"), split_issuers("某市规划和 自然资源局")
    (('某市财政局', '某市民政局'), ('某市规划和 自然资源局',))
    """
    text = _TERM.sub("", text.strip(BLANK + "、,，;；\\"))
    parts = [part for part in _BETWEEN.split(text[: MAX_NAME * MAX_ISSUERS]) if part]
    if all(len(part) == 1 for part in parts):
        return ("".join(parts),) if parts else ()
    if all(map(is_organisation, parts)):
        return tuple(dict.fromkeys(parts))
    return (text,)


def are_organisations(text: str) -> bool:
    """Whether a line holds the names of bodies and nothing else."""
    return all(map(is_organisation, split_issuers(text))) and bool(text.strip(BLANK))


def issuers_of_title(title: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Who issues by the title: 某局 某委关于…的通知 → 某局, 某委."""
    match = _opening(lexicon).match(title)
    names = match.group(1) if match else ""
    return split_issuers(names) if are_organisations(names) else ()


@lru_cache(maxsize=8)
def _opening(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"({_NAMES})(?:关于|{lexicon.alternation('documents', 'send', 'issue')})")


def issuers_of_head(lines: Sequence[str]) -> tuple[str, ...]:
    """Who issues by the first lines: the letterhead 某府文件, or the names above a line that starts 关于…."""
    for above, line in pairwise(lines):
        letterhead = _LETTERHEAD.fullmatch(above)
        names = letterhead.group(1) if letterhead else above if line.startswith("关于") else ""
        if names and are_organisations(names):
            return split_issuers(names)
    return ()


def is_abridged(title: str) -> bool:
    """Whether a title names only the first of its issuers: 某部等九部门关于…."""
    return bool(_ABRIDGED.search(title.partition("关于")[0]))


def signers(lines: Sequence[str], last: int) -> tuple[str, ...]:
    """The bodies on the lines that end at ``last``, upwards until a line is something else."""
    found: list[str] = []
    for index in range(last, max(-1, last - MAX_ISSUERS), -1):
        line = lines[index].strip(BLANK + "\\")
        if not are_organisations(line):
            break
        found[:0] = split_issuers(line)
    return tuple(dict.fromkeys(found))


def choose(sources: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The first source that names anybody, in the fuller form of another one where the two are one body.

    >>> choose([(), ("市财政局",), ("某市财政局",)])
    ('某市财政局',)
    """
    chosen = next((names for names in sources if names), ())
    if len(chosen) != 1:
        return chosen
    fuller = (names for names in sources if len(names) == 1 and names[0].endswith(chosen[0]))
    return max(fuller, key=lambda names: len(names[0]))
