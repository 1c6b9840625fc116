"""Which places of the outline are rows: the lowest numbered or listed unit that is no group.

An item with numbered children is a group. （1）, ① and 一是 inside an item belong to it, unless the item only
introduces them. A section with running text instead of numbers is searched for lists; what is left of plain
prose are sentences. What the walk decides on its way stands in `extractor.structure.decisions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from extractor.model import Candidate, Item, Kind, Label, MarkerStyle, Role, Span
from extractor.numerals import HAN
from extractor.structure.decisions import SUB, Decisions
from extractor.structure.genres import Genre
from extractor.structure.outline import Outline
from extractor.structure.paragraphs import TITLE_LINE, Paragraphs
from extractor.structure.points import start_of
from extractor.structure.prose import Prose
from extractor.structure.tables import Tables
from extractor.structure.topics import Topics
from extractor.structure.verdicts import against

_LEAD = 300  # code points before a series in which its lead-in is looked for
_POINTS = frozenset(
    {MarkerStyle.DIGIT_PAREN, MarkerStyle.DIGIT_CLOSE, MarkerStyle.LETTER, MarkerStyle.CIRCLED}
)
_ORDERS = re.compile(rf"[{HAN}]+要")  # 一要, 二要
_DATED_LINE = 60  # code points of one with its days in brackets: 第一阶段（2031年3月1日至4月10日）：
_MERE_HEADING = re.compile(r"[^\s，。；：！？:;,.《》（）()\d]{4,16}")
_DATES = re.compile(r"[（(][^（）()\n]{0,30}\d[^（）()\n]{0,6}[)）]")


class Selector:
    """Walks an outline and yields its candidates in the order of the text."""

    def __init__(self, outline: Outline, tables: Tables, *, sub: bool = False, stated: bool = True) -> None:
        self.outline = outline
        self.tables = tables
        self.sub = sub
        self.text = outline.article.text
        self.decisions = Decisions(outline)
        self.genre = Genre(outline.article, outline.lexicon)
        self.prose = Prose(outline)
        self.paragraphs = Paragraphs(outline, self.decisions, self.prose)
        self.topics = Topics(self.text, outline.lines, self.prose.labels, outline.lexicon)
        self.stated = stated and not self._is_numbered()

    def _is_numbered(self) -> bool:
        """Whether the article is a numbered document, which says everything in its items."""
        return self.tables.hold_measures or self.decisions.has_numbered_rows(self.outline.root)

    def candidates(self) -> Iterator[Candidate]:
        """All candidates of the article; those that the structure itself refuses carry the reason."""
        for candidate in self.tables.joined(self._group(self.outline.root, ()), self.outline.root):
            said = self.genre.against(candidate)
            yield replace(candidate, evidence=said + candidate.evidence) if said else candidate

    def _group(self, item: Item, group: tuple[Label, ...]) -> Iterator[Candidate]:
        """What stands in a group: its numbered children, or its running text with the lists in it."""
        numbered = (child for child in item.children if child.marker and child.marker.style not in SUB)
        if any(item.marker or self.decisions.orders(child) for child in numbered):
            yield from self._numbered(item, group)
        else:
            yield from self._running_text(item, group)

    def _numbered(self, item: Item, group: tuple[Label, ...]) -> Iterator[Candidate]:
        """Series of numbered children, each with the lead-in that may name it (``严格落实“五个严禁”：``)."""
        position, addressed, previous = item.head.end, self._addressed(item), None
        for series in _series(item.children, self.text):
            begin = start_of(series[0])
            lead = self._lead_before(position, begin)
            if not lead and self.outline.lines.is_whole(begin):
                lead = self.prose.lead_inside(previous, begin)
            named = self.prose.labels.of_colon(lead) or addressed.get(start_of(series[0]))
            evidence = self.prose.foreign_numbered(lead)
            for child in series:
                if child.marker and child.marker.style is MarkerStyle.ORDINAL:
                    yield from self._listed(child, item, lead, group)
                    continue
                for found in self._item(child, item, (*group, named) if named else group):
                    yield replace(found, evidence=found.evidence + evidence) if evidence else found
            previous = series[-1]
            position = previous.span.end

    def _addressed(self, item: Item) -> dict[int, Label | None]:
        """The labels of series that stand below lines with a name and a colon (``后勤部：``), or below
        headings that nothing marks (``面向单位的政策⏎一、…⏎面向毕业生的政策⏎一、…``), by their start.

        There must be several, and more than those without.
        """
        starts = [start_of(one[0]) for one in _series(item.children, self.text) if one[0].marker]
        lines = [self.outline.lines.around(start, ahead=-1) for start in starts]
        named = {
            start: line for start, line in zip(starts, lines, strict=True) if self._is_address(line, item)
        }
        differ = len({line.of(self.text) for line in named.values()}) == len(named)
        if not differ or len(named) < 2 or 2 * len(named) <= len(starts):
            return {}
        return {start: self.prose.labels.of_heading(line) for start, line in named.items()}

    def _is_address(self, line: Span, item: Item) -> bool:
        if item.head.end > line.start or len(line) > _DATED_LINE:
            return False
        if not self._ends_in_colon(line):
            is_mere = _MERE_HEADING.fullmatch(self.text, line.start, line.end) is not None
            return is_mere and not self.decisions.names_document(line)  # of a second one in the file
        is_line = len(_DATES.sub("", line.of(self.text))) <= TITLE_LINE
        return is_line and not self.decisions.leads_in(Span(line.start, line.end - 1))

    def _lead_before(self, position: int, begin: int) -> Span:
        """The last sentence before a series; an empty span where there is none."""
        last = Span(begin, begin)
        for sentence in self.prose.sentences(max(position, begin - _LEAD), begin):
            last = sentence
        return last

    def _running_text(self, item: Item, group: tuple[Label, ...]) -> Iterator[Candidate]:
        """Sentences, and between them series of 一是…二是… with the sentence that leads in to each."""
        position, previous = item.head.end, None
        for candidate in self.paragraphs.of_section(item, group):
            yield candidate
            position = candidate.span.end
        stated = self._reads_sentences(item)
        introduces = item.marker is not None and self._is_over_paragraphs(item)
        for series in _series(item.children, self.text):
            begin = start_of(series[0])
            led = series[0].marker is not None  # a heading has no lead-in
            before = list(self.prose.sentences(position, begin, listing=not (stated or led)))
            lead = Span(begin, begin)
            if led:
                lead = before.pop() if before else self.prose.lead_inside(previous, begin)
            yield from self._sentences(() if introduces else before, item.role, group, stated=stated)
            for child in series:
                yield from self._listed(child, item, lead, group)
            previous = series[-1]
            position = previous.span.end
        rest = self.prose.sentences(position, item.span.end, listing=not stated)
        yield from self._sentences(rest, item.role, group, stated=stated)

    def _sentences(
        self, sentences: Iterable[Span], role: Role, group: tuple[Label, ...], *, stated: bool
    ) -> Iterator[Candidate]:
        """The lists in sentences and, where they are wanted, the sentences themselves under their topics."""
        if not stated:
            for sentence in sentences:
                yield from self.prose.candidates(sentence, role, group, stated=False)
            return
        for sentence, topics, is_topic in self.topics.over(sentences):
            for found in self.prose.candidates(sentence, role, group, stated=True):
                if found.kind is Kind.STATED:
                    evidence = (against("sentence.topic", found.head),) if is_topic else ()
                    if self.prose.is_of_visit(sentence):
                        evidence = (against("sentence.visit", found.head),)
                    found = replace(found, group=(*group, *topics), evidence=found.evidence + evidence)
                yield found

    def _is_over_paragraphs(self, item: Item) -> bool:
        """Whether a section is spelled out by paragraphs 第一，第二，: the prose above them gives no row."""
        ordinals = (child.marker and child.marker.style is MarkerStyle.ORDINAL for child in item.children)
        return bool(item.children) and all(ordinals) and self.decisions.are_paragraphs(item)

    def _reads_sentences(self, item: Item) -> bool:
        """Sentences are measures in news and prose only, never in numbered documents (GUIDE rule 2)."""
        heads = (
            item.marker is None or self.decisions.is_question(item) or self.decisions.is_mere_heading(item)
        )
        return self.stated and heads

    def _listed(self, child: Item, parent: Item, lead: Span, group: tuple[Label, ...]) -> Iterator[Candidate]:
        """A member of 一是…二是… with what its lead-in says: label, role, and whether it is foreign."""
        if child.marker and child.marker.style in _POINTS and not self._ends_in_colon(lead):
            lead = Span(lead.end, lead.end)  # the prose of a section, no lead-in
        label = self.prose.labels.of_lead(lead) if len(lead) else None
        inner = (label,) if label else group
        ordered = bool(child.marker and _ORDERS.fullmatch(child.marker.span.of(self.text)))
        evidence = self.prose.foreign(lead, ordered=ordered) if len(lead) else ()
        if self.decisions.points.is_case(child, lead):
            evidence = (*evidence, against("list.cases", lead))
        for found in self._item(self.prose.under(label, child, lead), parent, inner):
            context = found.context or (lead if len(lead) else None)
            if evidence or context is not found.context:
                found = replace(found, context=context, evidence=found.evidence + evidence)
            yield found

    def _ends_in_colon(self, lead: Span) -> bool:
        return len(lead) > 0 and self.text[lead.end - 1] in "：:"

    def _item(self, item: Item, parent: Item, group: tuple[Label, ...]) -> Iterator[Candidate]:
        if self._is_plain(item):
            return
        item = self.decisions.with_own_role(item)
        if self.decisions.is_paragraph(item):  # its first sentence is no heading
            item = replace(item, head=Span(item.span.start, item.span.start))
            yield from self._group(item, group)
        elif self.decisions.is_question(item):
            yield from self._group(item, group)
        elif self.decisions.is_mere_heading(item):
            yield from self._running_text(item, group)
        elif item.marker is None or self.decisions.is_group(item, parent):
            lead = self.decisions.lead_of_article(item)
            evidence = self.decisions.says_of_points(item)
            inner = group if self.decisions.only_leads_in(item) else self._inside(item, group)
            for found in self._group(item, inner):
                context = found.context or lead
                if evidence or context is not found.context:
                    found = replace(found, context=context, evidence=found.evidence + evidence)
                yield found
        else:
            yield from self._leaf(item, parent, group)

    def _is_plain(self, item: Item) -> bool:
        """Whether a section is running text without a list: it gives nothing where no sentence is wanted."""
        if self.stated or item.marker is not None or item.children:
            return False
        return not self.prose.lists.hints.any(item.head.end, item.span.end)

    def _inside(self, item: Item, group: tuple[Label, ...]) -> tuple[Label, ...]:
        """The group path inside an item."""
        label = self.prose.labels.of_heading(item.head)
        return (*group, label) if label else group

    def _leaf(self, item: Item, parent: Item, group: tuple[Label, ...]) -> Iterator[Candidate]:
        """A numbered item without numbered children: a list of its own, titled paragraphs, or one row."""
        inner = self._inside(item, group)
        members = list(self._announced_list(item, inner))
        members = members or list(self._titled_paragraphs(item, parent, inner))
        members = members or list(self.paragraphs.of_item(item, inner))
        if members:
            yield from members
        elif len(item.head) and item.marker:
            style, evidence = (
                item.marker.style.value,
                self.decisions.unlisted(item) + self.decisions.flags(item),
            )
            yield Candidate(
                Kind.ENUMERATED, item.head, item.span, style, item.marker, group, item.role, None, evidence
            )
            if self.sub:
                yield from self._points(item, group)

    def _points(self, item: Item, group: tuple[Label, ...]) -> Iterator[Candidate]:
        """（1）, ① and 一是 inside a row, each with the row that it belongs to (domain.md §2.5)."""
        for child in item.children:
            if len(child.head) and child.marker:
                style = child.marker.style.value
                yield Candidate(
                    Kind.ENUMERATED,
                    child.head,
                    child.span,
                    style,
                    child.marker,
                    group,
                    item.role,
                    parent=item.head,
                )
            yield from self._points(child, group)

    def _titled_paragraphs(self, item: Item, parent: Item, group: tuple[Label, ...]) -> Iterator[Candidate]:
        """A section of paragraphs with titles; one that has a number too is read as what is numbered."""
        if not self.decisions.is_section(item, parent):
            return
        numbered = {start_of(child): child for child in item.children if child.marker}
        for candidate in self.paragraphs.titled(item, group):
            if child := numbered.get(candidate.span.start):  # 一是压实责任。各区要…
                yield from self._item(child, item, group)
            else:
                yield candidate

    def _announced_list(self, item: Item, group: tuple[Label, ...]) -> Iterator[Candidate]:
        """``（一）知识产权方面5项：A；B；C。``: the members are the rows."""
        quoted = None if item.children else self.prose.lists.quoted(item.head, item.span.end)
        if quoted and len(quoted.members) in self.prose.lists.declared(item.head):
            yield from self.prose.members(quoted, item.role, group)
            return
        if self.decisions.is_bare_heading(item):
            yield from self._counted_list(item, group)
            return
        if not self.decisions.announces_list(item):
            return
        first = next(self.prose.sentences(item.head.start, item.span.end), None)
        found = self.prose.lists.find(first) if first else None
        if found and found.lead.end <= item.head.end + 1:
            yield from self.prose.members(found, item.role, group)

    def _counted_list(self, item: Item, group: tuple[Label, ...]) -> Iterator[Candidate]:
        """A heading over ``部署3项任务，包括：A；B；C。``: the count must be that of the members."""
        first = next(self.prose.sentences(item.head.end, item.span.end), None)
        found = self.prose.lists.find(first) if first else None
        if found and len(found.members) in self.prose.lists.declared(found.lead):
            yield from self.prose.members(found, item.role, group)


def _series(children: Sequence[Item], text: str) -> Iterator[list[Item]]:
    """Neighbouring children of one series together; a heading without a number stands alone."""
    run: list[Item] = []
    for child in children:
        if run and not _goes_on(run[-1], child, text):
            yield run
            run = []
        run.append(child)
    if run:
        yield run


def _goes_on(item: Item, after: Item, text: str) -> bool:
    """Whether an item is the next of a series; of two bullets, nothing may stand between them."""
    if item.marker is None or after.marker is None:
        return False
    bullets = [one.style is MarkerStyle.BULLET for one in (item.marker, after.marker)]
    if all(bullets):
        return not text[item.span.end : start_of(after)].strip()
    return not any(bullets) and after.marker.value > item.marker.value
