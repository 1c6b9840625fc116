"""Paragraphs without numbers of which each is a row.

They have titles, run in or alone on their lines (``压实责任。各区要…``), or a line above says what they are:
``会员履行下列义务：``, ``各科室职责分工如下：``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from extractor.model import Candidate, Item, Kind, Label, Span
from extractor.structure.decisions import Decisions
from extractor.structure.outline import Outline
from extractor.structure.points import start_of
from extractor.structure.prose import Prose

TITLE_LINE = 24
"""Code points of a title that stands alone."""
_PARAGRAPH = 60  # code points; a shorter line is a heading, a signature or a date

_RUN_IN_TITLE = re.compile(
    r"(?:(?:[^。，,：:；;\n]{3,16}|[^。，,：:；;\n]{3,6}，[^。，,：:；;\n]{3,6})。"
    r"|[^。，,：:；;（(\n]{3,12}[（(][^（()）\n]{0,24}\d[^（()）\n]{0,6}[)）][：:])(?=[^\n]{15})"
)


class Paragraphs:
    """Looks for them in the sections and items of one outline."""

    def __init__(self, outline: Outline, decisions: Decisions, prose: Prose) -> None:
        self._outline, self._decisions, self._prose = outline, decisions, prose
        self._text = outline.article.text

    def titled(self, item: Item, group: tuple[Label, ...]) -> Iterator[Candidate]:
        """Those of a numbered section with run-in titles: ``压实责任。各区要…`` (GUIDE, "Rows")."""
        lines = self._outline.lines.between(item.head.end, item.span.end)
        titles = [(line, match) for line in lines if (match := self._title(line))]
        if len(titles) < 2:
            return
        before = sum(len(line) > _PARAGRAPH for line in lines if line < titles[0][0])
        long = sum(len(line) > _PARAGRAPH for line in lines if titles[0][0] <= line <= titles[-1][0])
        if len(titles) < long + before - 1:
            return
        for line, match in titles:
            head = self._outline.heads.trimmed(line.start, match.end())
            yield self._row(head, line, item, group)

    def of_section(self, item: Item, group: tuple[Label, ...]) -> Iterator[Candidate]:
        """Those under a heading without a number, with titles (``建强园区。新建两处厂房。``) or duties.

        Titles are in bold, alone on their lines or not; or all of them act.
        """
        if item.marker is not None or any(child.marker for child in item.children):
            return
        if duties := list(self._duty_lines(item, group)):
            yield from duties
            return
        stop = start_of(item.children[0]) if item.children else item.span.end
        lines = self._outline.lines.between(item.head.end, stop)
        bold = self._bold_titles(lines)
        titles = bold or self._acting_titles(item, lines)
        if len(titles) < 2:
            return
        if titles[0].start != lines[0].start and not (
            self._are_counted_above(item, titles) or (bold and self._are_counted(titles))
        ):
            return
        starts, begins = [title.start for title in titles], [line.start for line in lines]
        count = self._prose.lists.announced.some(len(titles), before=titles[0].start)
        for title, end in zip(titles, [*starts[1:], stop], strict=True):
            head = self._outline.heads.trimmed(title.start, title.end)
            span = Span(title.start, lines[bisect_left(begins, end) - 1].end)
            yield self._row(head, span, item, group, count)

    def of_item(self, item: Item, group: tuple[Label, ...]) -> Iterator[Candidate]:
        """Those of an item that says what its lines are, which have neither numbers nor titles."""
        if item.children:
            return
        listed = list(self._listed_lines(item, group))
        yield from listed or self._duty_lines(item, group)

    def _listed_lines(self, item: Item, group: tuple[Label, ...]) -> Iterator[Candidate]:
        """``会员履行下列义务：`` above lines that lost their numbers: each is one."""
        if not self._decisions.points.names_duties(item.head):
            return
        lines = self._outline.lines.between(item.head.end, item.span.end)
        heads = [(line, self._outline.heads.trimmed(line.start, line.end)) for line in lines]
        members = [(line, head) for line, head in heads if line.start >= item.head.end and len(head)]
        for line, head in members if len(members) > 1 else ():
            yield self._row(head, line, item, group, item.head)

    def _duty_lines(self, item: Item, group: tuple[Label, ...]) -> Iterator[Candidate]:
        """``各科室职责分工如下：`` above lines that say what each body does: ``综合科负责值班。``"""
        if item.children or not self._decisions.points.is_duty_list(item.head):
            return
        lines = self._outline.lines.between(item.head.end, item.span.end)
        ends = (self._text[line.end - 1] for line in lines)
        cue = next((place for place, end in enumerate(ends) if end in "：:"), len(lines))
        members = [line for line in lines[cue + 1 :] if self._decisions.points.bears_duty(line)]
        for line in members if len(members) > 1 and 2 * len(members) >= len(lines) - cue else ():
            head = self._outline.heads.head(line.start, line.end, None, line.start)
            yield self._row(head, line, item, group)

    def _title(self, line: Span) -> re.Match[str] | None:
        """The title that a paragraph opens with; one of two parts acts (提高认识，加强领导).

        A step of a plan is dated and ends in a colon (``试点推进（2030年3月—9月）：``).
        """
        match = _RUN_IN_TITLE.match(self._text, line.start, line.end)
        if match and "，" in match[0] and not self._decisions.verbs.opens(self._text, *match.span()):
            return None
        return match

    def _are_counted(self, titles: Sequence[Span]) -> bool:
        """Whether the head of the article announces just so many titles, of which most act."""
        opens = self._prose.lists.verbs.opens
        if 2 * sum(opens(self._text, title.start, title.end) for title in titles) <= len(titles):
            return False
        return self._prose.lists.announced.just(len(titles), before=titles[0].start)

    def _are_counted_above(self, item: Item, titles: Sequence[Span]) -> bool:
        """Whether the heading, or what stands between it and the titles, announces just so many of them."""
        above = Span(item.head.start, titles[0].start)
        return len(titles) in self._prose.lists.announced.within(above)

    def _bold_titles(self, lines: Sequence[Span]) -> list[Span]:
        """Titles in bold: run into the paragraph, or above it where most act or a count announces them."""
        ends = self._bold_ends
        bold = [(line, ends[line.start]) for line in lines if line.start in ends]
        run_in = [
            Span(*title.span())
            for line, end in bold
            if (title := self._title(line)) and title.end() <= end < line.end
        ]
        above = [line for line, end in bold if end >= line.end and len(line) <= TITLE_LINE]
        titles = sorted([*run_in, *above])
        if not above:
            return titles
        if len(titles) < 2 or len(lines) <= len(above) + len(above) // 2:
            return []
        acting = sum(self._decisions.verbs.opens(self._text, title.start, title.end) for title in titles)
        is_sure = 2 * acting > len(titles) or self._prose.lists.announced.some(
            len(titles), before=titles[0].start
        )
        return titles if is_sure else []

    @cached_property
    def _bold_ends(self) -> dict[int, int]:
        """Where each stretch of bold print ends, by where it starts."""
        return {span.start: span.end for span in self._outline.article.bold}

    def _acting_titles(self, item: Item, lines: Sequence[Span]) -> list[Span]:
        """Titles of all paragraphs of a section, or of as many as it counts, if each opens with a verb."""
        if not (len(item.head) and lines):
            return []
        counts = self._prose.lists.announced.within(Span(item.head.start, lines[0].end))
        if not (counts or self._title(lines[0])):
            return []  # as in most
        titles = [Span(*title.span()) for line in lines if (title := self._title(line))]
        long = sum(len(line) > _PARAGRAPH for line in lines)
        acting = all(self._decisions.verbs.opens(self._text, title.start, title.end) for title in titles)
        return titles if acting and (len(titles) >= long or len(titles) in counts) else []

    def _row(
        self, head: Span, span: Span, item: Item, group: tuple[Label, ...], context: Span | None = None
    ) -> Candidate:
        return Candidate(Kind.ENUMERATED, head, span, "paragraphs", None, group, item.role, context)
