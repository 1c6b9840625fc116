"""What every format hands over: lines with what the markup said of them, and the draft they make.

A format reader knows markup and no words; the rooms after it (`furniture`, `metadata`) know words and
no markup. Between them stands the `Draft`: one text, its blocks, its bold stretches, which blocks are
nothing but links, and the fields that stand outside the text (front matter, meta elements).

A raw line may carry the two marks ``BOLD_ON`` and ``BOLD_OFF``; `clean_line` turns them into offsets, so
that white space can be collapsed first and no offset ever needs repair.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.model import Block, BlockKind, Cell, Span

BOLD_ON = "\x01"
BOLD_OFF = "\x02"
MARKS = re.compile(f"([{BOLD_ON}{BOLD_OFF}])")

INVISIBLE = "\xad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
"""Characters without width: dropped in HTML and Markdown, kept inside a plain text."""

BLANK = " \t\n\r\f\v\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
BLANK += "\u2009\u200a\u2028\u2029\u202f\u205f\u3000" + INVISIBLE
"""Everything that a line loses at its two ends: white space, ideographic and no-break space, zero width."""

_INVISIBLE = re.compile(f"[{INVISIBLE}\x00\x03-\x08\x0e-\x1f\x7f]+")
_SPACES = re.compile(r"[ \t\r\n\f\x01\x02]{2,}|[\t\r\n\f]")  # all but a lone blank or mark
_UNTIDY = re.compile(f"[{INVISIBLE}\x00-\x1f\x7f]")
"""A line without one of these and without two blanks side by side is clean but for its two ends."""
_WIDE_BELOW_CJK = frozenset("“”‘’—…·※①②③④⑤⑥⑦⑧⑨⑩")


class Line(NamedTuple):
    """One line of the text to be: what it says and what the markup said of it.

    ``bold`` are half-open offsets within the line; ``linked`` says that every word of it is a link.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    cell: Cell | None = None
    bold: tuple[tuple[int, int], ...] = ()
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A text with everything that its format knew. ``linked`` are the indices of blocks made only of links.

    ``fields`` come from front matter, ``meta`` from meta elements; both map the name as written (lower case)
    to its value. ``headline`` is the first h1 (even a hidden one), ``page_title`` the title of the window,
    ``url`` the address that the page gives itself.
    """

    text: str
    blocks: tuple[Block, ...]
    bold: tuple[Span, ...] = ()
    linked: frozenset[int] = frozenset()
    fields: Mapping[str, str] = field(default_factory=dict)
    meta: Mapping[str, str] = field(default_factory=dict)
    headline: str = ""
    page_title: str = ""
    url: str = ""


def clean_line(raw: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A raw line as a browser shows it, and its bold stretches.

    White space collapses to one space; a line break of the source between two wide characters leaves
    nothing, since it only folded the source. Invisible characters go, blanks at both ends too.

    >>> clean_line("  推广\\n  联网通办 \\x01 试点\\x02 ")
    ('推广联网通办 试点', ((7, 9),))
    """
    line = raw.strip(BLANK)
    if "  " not in line and not _UNTIDY.search(line):
        return line, ()
    line = _SPACES.sub(_collapse, _INVISIBLE.sub("", raw).strip(BLANK))
    if BOLD_ON not in line and BOLD_OFF not in line:
        return line, ()
    text, stretches = _take_marks(line)
    lead = len(text) - len(text.lstrip(BLANK))
    text = text.strip(BLANK)
    return text, _tidy_stretches(text, [(start - lead, end - lead) for start, end in stretches])


def _collapse(match: re.Match[str]) -> str:
    run = match.group()
    marks = "".join(mark for mark in run if mark in (BOLD_ON, BOLD_OFF))
    if len(marks) == len(run):
        return run
    if "\n" in run or "\r" in run:
        text = match.string
        before = text[match.start() - 1 : match.start()]
        after = text[match.end() : match.end() + 1]
        if before and after and _is_wide(before) and _is_wide(after):
            return marks
    return " " + marks


def _is_wide(character: str) -> bool:
    return character >= "\u2e80" or character in _WIDE_BELOW_CJK


def _take_marks(raw: str) -> tuple[str, list[tuple[int, int]]]:
    """The line without marks, and the stretches between them."""
    if raw.count(BOLD_ON) == raw.count(BOLD_OFF) == 1 and (start := raw.index(BOLD_ON)) < raw.index(BOLD_OFF):
        return raw.replace(BOLD_ON, "").replace(BOLD_OFF, ""), [(start, raw.index(BOLD_OFF) - 1)]
    parts: list[str] = []
    stretches: list[tuple[int, int]] = []
    offset, opened = 0, -1
    for part in MARKS.split(raw):
        if part == BOLD_ON:
            opened = offset
        elif part == BOLD_OFF:
            if opened >= 0:
                stretches.append((opened, offset))
            opened = -1
        else:
            parts.append(part)
            offset += len(part)
    if opened >= 0:
        stretches.append((opened, offset))
    return "".join(parts), stretches


def _tidy_stretches(text: str, stretches: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Stretches inside the text, without blanks at their ends, neighbours joined."""
    tidy: list[tuple[int, int]] = []
    for start, end in stretches:
        start, end = max(start, 0), min(end, len(text))
        while start < end and text[start] in BLANK:
            start += 1
        while start < end and text[end - 1] in BLANK:
            end -= 1
        if start >= end:
            continue
        if tidy and not text[tidy[-1][1] : start].strip(BLANK):
            start = tidy.pop()[0]
        tidy.append((start, end))
    return tuple(tidy)


def assemble(
    lines: Iterable[Line],
    *,
    fields: Mapping[str, str] | None = None,
    meta: Mapping[str, str] | None = None,
    headline: str = "",
    page_title: str = "",
    url: str = "",
) -> Draft:
    """Lay lines under one another as one text, one block a line; empty lines vanish."""
    blocks: list[Block] = []
    bold: list[Span] = []
    linked: set[int] = set()
    parts: list[str] = []
    offset = 0
    for line in lines:
        text, kind, level, cell, stretches, is_linked = line
        if not text:
            continue
        if is_linked:
            linked.add(len(blocks))
        end = offset + len(text)
        blocks.append(Block(Span(offset, end), kind, level, cell))
        if stretches:
            bold += [Span(offset + first, offset + last) for first, last in stretches]
        parts.append(text)
        offset = end + 1
    return Draft(
        "\n".join(parts),
        tuple(blocks),
        tuple(bold),
        frozenset(linked),
        fields or {},
        meta or {},
        headline,
        page_title,
        url,
    )
