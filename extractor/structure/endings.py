"""Where each item of an outline ends: before the next one, unless running text goes on behind a series.

A spoken series (一是…二是…), points and a list of paragraphs have no end mark of their own; that of the last
of them shows in those before it: what was one sentence or one line is so to the end (domain.md §1.3).
"""

from __future__ import annotations

from itertools import zip_longest

from extractor.model import MarkerStyle
from extractor.structure.lines import Lines
from extractor.structure.nodes import Node, are_bullets, is_same_series

SEVERAL = 3
"""Members of a series that show how long each is."""

SHORT_LINE = 40
"""Code points; an ordinal with so short a line has its body in the next one."""


def close(root: Node, text: str, lines: Lines) -> None:
    """Give every node its end: where the next node begins that is not inside it."""
    stack = [(root, root.end)]
    while stack:
        node, limit = stack.pop()
        node.end = _trim(text, node.start, limit)
        first, members = node, 0  # of the series that is being read
        for child, after in zip_longest(node.children, node.children[1:]):
            first, members = (first, members + 1) if is_same_series(first, child) else (child, 1)
            end = after.start if after else node.end
            if _ends_run(child, after):
                end = min(end, _end_of_last(child, first, members, text, lines))
            stack.append((child, max(end, child.content)))


def _ends_run(node: Node, after: Node | None) -> bool:
    """Whether a number is the last of its series."""
    if node.marker is None:
        return False
    if after is None or after.marker is None:
        return True
    if node.marker.style is MarkerStyle.BULLET:
        return not are_bullets(node, after)
    return after.marker.value <= node.marker.value


def _end_of_last(node: Node, first: Node, members: int, text: str, lines: Lines) -> int:
    """Where the last of a series ends at the latest: running text goes on behind ordinals, behind points of
    which each is a line, and behind a series inside one sentence.
    """
    if node.marker and node.marker.style is MarkerStyle.ORDINAL:
        return _end_of_ordinal(node, first, members, text, lines)
    if are_bullets(node, first):
        has_lines_alone = len(lines.between(first.start, node.start)) < members
        return lines.around(node.start).end if members > 1 and has_lines_alone else len(text)
    if are_lines(node, first, members, text, lines) and not node.children:
        return lines.around(node.start).end
    return min(node.until, lines.around(node.start).end) if members > 1 and node.until else len(text)


def are_lines(node: Node, first: Node, members: int, text: str, lines: Lines) -> bool:
    """Whether a number is the last of several that are one paragraph each; the first and the last end there
    with their sentence.
    """
    if members < SEVERAL or lines.index(node.start) - lines.index(first.start) != members - 1:
        return False
    ends = (lines.around(one.start).end for one in (first, node))
    return all(text[end - 1] in "。；" for end in ends)


def _end_of_ordinal(node: Node, first: Node, members: int, text: str, lines: Lines) -> int:
    """The end of its line, or of the next one where the heads of its series stand alone on theirs.

    In a line that may have lost its breaks it is the end of its sentence, where several members before it are
    one sentence each, or all of them one; ``members`` counts it and them.
    """
    line = lines.around(node.start)
    stops = text.count("。", first.start, node.start)
    is_sentence = stops == 0 and members > 1 and lines.is_whole(node.start)
    is_single = stops < members and members >= SEVERAL and lines.is_unbroken(node.start)
    if is_sentence or is_single:
        stop = text.find("。", node.content, line.end)
        return stop + 1 if stop >= 0 else line.end
    alone = first is not node and lines.around(first.start).end - first.start < SHORT_LINE
    return max(line.end, lines.around(node.start, ahead=1).end) if alone else line.end


def _trim(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
