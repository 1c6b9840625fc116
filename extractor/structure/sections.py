"""What part a section plays: frame, goal, scope, core, safeguard, closing, background or explanation.

The printed heading decides, not the content (domain.md §2.2). A term of ``lexicons/sections.tsv`` counts
where a heading, or one of its comma parts, begins or ends with it; the longest one wins. Safeguards are known
by the heading of a whole section only (GUIDE, decision on role): ``（三）加强组织领导`` inside 主要任务 is
core.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Role
from extractor.questions import QUESTIONS

_PARTS = re.compile(r"[，,、；;：:和与及\s]+")
_BLANKS = re.compile(r"\s+")
_SPELLED_OUT = ("frame", "goal")  # item heads that may run on: 指导思想以…为统领
_ALONE = "safeguard_alone"  # 保障 and 监督管理, but neither 社会保障 nor 许可证的监督管理
_LONGEST_HEADING = 40  # code points; a longer head is a sentence, and only its beginning may be a heading
_GLUED_HEADING = 24  # code points in which a heading without a break behind it ends


def role_of_heading(head: str, lexicon: Lexicon, *, is_section: bool) -> Role | None:
    """The role that a heading announces, or ``None``; ``is_section``: it heads a whole section.

    >>> from extractor.lexicon import load
    >>> [role_of_heading(h, load(), is_section=True) for h in ("强化保障措施", "总体要求", "壮大市场主体")]
    [<Role.SAFEGUARD: 'safeguard'>, <Role.FRAME: 'frame'>, None]
    >>> role_of_heading("加强组织领导", load(), is_section=False)
    """
    starts, ends = _patterns(lexicon)
    if is_section_heading(head, lexicon):
        head = _BLANKS.sub("", head)
    parts = [part for part in _PARTS.split(head) if part] if len(head) <= _LONGEST_HEADING else []
    found = [match[0] for match in [starts.match(head)] if match]
    if is_section:
        found += [match[0] for part in parts if (match := ends.search(part))]
        if any(lexicon.label("sections", part) == _ALONE for part in parts):
            return Role.SAFEGUARD
    elif not (parts and all(lexicon.label("sections", part) for part in parts)):
        found = [term for term in found if lexicon.label("sections", term) in _SPELLED_OUT]
    if not found:
        return None
    role = Role(lexicon.label("sections", max(found, key=len)))
    return role if is_section or role is not Role.SAFEGUARD else None


def heading_in(head: str, lexicon: Lexicon) -> str:
    """The heading that a head begins with, where the break behind it is lost.

    It ends with the name of a section that holds no measures; names of safeguards are everyday words and tell
    nothing in running text.

    >>> from extractor.lexicon import load
    >>> heading_in("去年工作回顾过去一年，全县经济平稳运行", load())
    '去年工作回顾'
    """
    for name in _patterns(lexicon)[0].finditer(head, 0, _GLUED_HEADING):
        if not Role(lexicon.label("sections", name[0])).holds_measures:
            return head[: name.end()]
    return head


def is_section_heading(line: str, lexicon: Lexicon) -> bool:
    """Whether a line is nothing but the name of a section: ``附则``, ``总　　则``."""
    return bool(lexicon.label("sections", _BLANKS.sub("", line)))


@lru_cache(maxsize=8)
def _patterns(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    labels = (label for label in QUESTIONS["sections"].labels if label != _ALONE)
    terms = lexicon.alternation("sections", *labels)
    return re.compile(terms), re.compile(f"{terms}$")
