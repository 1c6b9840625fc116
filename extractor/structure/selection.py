"""Which places of the outline are rows: the lowest numbered or listed unit that is no group.

The decisions are those of gold/GUIDE.md (rule 1 and "Groups") and domain.md §2.5. An item with numbered
children is a group. （1）, ① and 一是 inside an item belong to it, unless the item only introduces them. A
section with running text instead of numbers is searched for lists; what is left of plain prose are sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extractor.enclosures import Enclosures
from extractor.lexicon import Lexicon
from extractor.model import BlockKind, Candidate, Evidence, Item, Kind, Marker, MarkerStyle, Role, Span
from extractor.numerals import count_pattern
from extractor.structure.labels import Labels
from extractor.structure.lists import InlineList, ListFinder
from extractor.structure.outline import Outline
from extractor.structure.sections import role_of_heading
from extractor.structure.sentences import sentences
from extractor.structure.verdicts import against

_SUB = frozenset(
    {
        MarkerStyle.DIGIT_PAREN,
        MarkerStyle.DIGIT_CLOSE,
        MarkerStyle.CIRCLED,
        MarkerStyle.ORDINAL,
        MarkerStyle.BULLET,
    }
)
_CHAPTERS = frozenset({MarkerStyle.CHAPTER, MarkerStyle.HAN_FORMAL, MarkerStyle.HAN_COMMA})
_CLAUSE_ROLES = {"frame": Role.FRAME, "definition": Role.EXPLANATION, "closing": Role.CLOSING}
_CLAUSE = re.compile(r"[。，,；;\n]")
_EDGE = "：:，,。 \n\u3000"
_STOP = re.compile(r"[。！？]")
_RUN_IN_TITLE = re.compile(r"[^。，,：:；;\n]{3,16}。(?=[^\n]{15})")
_PARAGRAPH = 60  # code points; a shorter line is a heading, a signature or a date
_SHORT_LEAD = 2  # sentences before the first ordinal of a chapter that only introduces


class Selector:
    """Walks an outline and yields its candidates in the order of the text."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.article = outline.article
        self.text = outline.article.text
        self.enclosures = outline.enclosures
        self.lists = ListFinder(self.text, self.enclosures, outline.lexicon)
        self.labels = Labels(self.text, self.enclosures, outline.lexicon)
        self.words = _words(outline.lexicon)
        self.lines = outline.lines
        self.is_numbered = self._has_numbered_rows(outline.root)

    def candidates(self) -> Iterator[Candidate]:
        """All candidates of the article."""
        genre = self.words.foreign.search(self.article.title)
        evidence = (against("document.genre", self._title()),) if genre else ()
        for candidate in self._group(self.outline.root, ()):
            yield replace(candidate, evidence=evidence + candidate.evidence) if genre else candidate

    def _title(self) -> Span:
        """Where the title is printed; nowhere when it stands in the front matter."""
        return next((b.span for b in self.article.blocks if b.kind is BlockKind.TITLE), Span(0, 0))

    def _group(self, item: Item, group: tuple[str, ...]) -> Iterator[Candidate]:
        """What stands in a group: its numbered children, or its running text with the lists in it."""
        if any(child.marker and child.marker.style not in _SUB for child in item.children):
            for child in item.children:
                yield from self._item(child, item, group)
        else:
            yield from self._running_text(item, group)

    def _running_text(self, item: Item, group: tuple[str, ...]) -> Iterator[Candidate]:
        """Sentences, and between them series of 一是…二是… with the sentence that leads in to each."""
        position, previous = item.head.end, None
        for series in _series(item.children):
            begin = series[0].marker.span.start if series[0].marker else series[0].span.start
            before = list(self._sentences(position, begin))
            lead = before.pop() if before and series[0].marker else self._lead_inside(previous, begin)
            yield from self._prose(before, item, group)
            label = self.labels.of_lead(lead)
            foreign = self._foreign(lead)
            for child in series:
                inner = (*group, label) if label else group
                for found in self._item(self._under(label, child), item, inner):
                    context = found.context or (lead if len(lead) else None)
                    yield replace(found, context=context, evidence=found.evidence + foreign)
            previous = series[-1]
            position = previous.span.end
        yield from self._prose(self._sentences(position, item.span.end), item, group)

    def _item(self, item: Item, parent: Item, group: tuple[str, ...]) -> Iterator[Candidate]:
        item = self._with_own_role(item)
        if item.marker is None or self._is_question(item):
            label = () if self._is_question(item) else self._label(item)
            yield from self._group(item, (*group, *label))
        elif self._is_group(item, parent):
            yield from self._group(item, (*group, *self._label(item)))
        else:
            yield from self._leaf(item, parent, group)

    def _leaf(self, item: Item, parent: Item, group: tuple[str, ...]) -> Iterator[Candidate]:
        """A numbered item without numbered children: a list of its own, titled paragraphs, or one row."""
        inner = (*group, *self._label(item))
        members = list(self._announced_list(item, inner)) or list(
            self._titled_paragraphs(item, parent, inner)
        )
        if members:
            yield from members
        elif len(item.head) and item.marker:
            style = item.marker.style.value
            evidence = self._unlisted(item)
            yield Candidate(
                Kind.ENUMERATED, item.head, item.span, style, item.marker, group, item.role, None, evidence
            )

    def _is_group(self, item: Item, parent: Item) -> bool:
        if not item.children:
            return False
        if any(child.marker is None or child.marker.style not in _SUB for child in item.children):
            return not self._only_conditions(item)
        return self._only_introduces(item, parent)

    def _only_introduces(self, item: Item, parent: Item) -> bool:
        """Whether nothing but a title or a lead-in ending in ： stands before the first sub-item."""
        if not item.children:
            return False
        first = item.children[0]
        start = first.marker.span.start if first.marker else first.span.start
        lead = self.text[item.head.end : start].strip("。；;：: \n\t\u3000")
        if not lead:
            return not self._only_conditions(item)
        is_chapter = (
            item.marker is not None and item.marker.style in _CHAPTERS and parent is self.outline.root
        )
        if is_chapter and first.marker and first.marker.style is MarkerStyle.ORDINAL:
            return len(_STOP.findall(lead)) < _SHORT_LEAD
        return bool(self.words.introduces.search(lead)) and not self._only_conditions(item)

    def _only_conditions(self, item: Item) -> bool:
        """``对达到下列标准之一的单位，给予补助：`` and conditions or classes below (GUIDE, Groups)."""
        if any(child.children for child in item.children):
            return False
        first = item.children[0]
        start = first.marker.span.start if first.marker else first.span.start
        lead = _STOP.split(self.text[item.span.start : start].rstrip())[-1]
        if not lead.endswith(("：", ":")) or self.words.promises_list.search(lead[:-1]):
            return False
        if self.words.classes.search(lead):
            return not all(self.words.grants.search(child.head.of(self.text)) for child in item.children)
        if not self.words.points.search(lead):
            return False
        acting = sum(self._acts(child) for child in item.children)
        return acting * 2 < len(item.children)

    def _acts(self, item: Item) -> bool:
        """Whether a sub-item grants, orders or does something of its own."""
        head = item.head
        if self.words.grants.search(head.of(self.text)):
            return True
        is_condition = self.text.startswith("的", head.end - 1)  # 年产值超过一亿元的；
        return not is_condition and self.lists.verbs.opens(self.text, head.start, head.end)

    def _has_numbered_rows(self, item: Item) -> bool:
        """Whether items outside running text are numbered; numbered questions are none."""
        return any(
            self._has_numbered_rows(child)
            if child.marker is None
            else child.marker.style not in _SUB and not self._is_question(child)
            for child in item.children
        )

    def _is_question(self, item: Item) -> bool:
        return self.text[item.head.end : item.head.end + 1] in ("？", "?")

    def _with_own_role(self, item: Item) -> Item:
        """An article that gives a purpose, a definition or a validity is no measure (GUIDE rule 6)."""
        if item.marker is None or (item.children and not self._only_conditions(item)):
            return item
        sentence = _STOP.split(item.span.of(self.text), maxsplit=1)[0]
        clause = self.words.clause.search(sentence)
        if clause:
            return replace(item, role=_CLAUSE_ROLES[self.outline.lexicon.label("clauses", clause[0])])
        if self.words.overlap.match(sentence) or self._is_penalty_or_creed(item.marker, sentence):
            return replace(item, role=Role.CLOSING)
        return item

    def _is_penalty_or_creed(self, marker: Marker, sentence: str) -> bool:
        """Articles of a law that punish or only name principles (GUIDE rule 6)."""
        return marker.style is MarkerStyle.ARTICLE and bool(
            self.words.penalty.search(sentence) or self.words.creed.search(sentence)
        )

    def _unlisted(self, item: Item) -> tuple[Evidence, ...]:
        """``（四）军民融合方面6项。``: a count whose list is not printed (domain.md §7, trap 7)."""
        rest = self.text[item.head.end : item.span.end].strip(_EDGE)
        if not rest and self._ends_in_count(item.head.of(self.text)):
            return (against("list.unlisted", item.head),)
        return ()

    def _ends_in_count(self, head: str) -> bool:
        return any(match.end() == len(head) for match in self.words.counted.finditer(head))

    def _label(self, item: Item) -> tuple[str, ...]:
        label = self.labels.of_heading(item.head)
        return (label,) if label else ()

    def _lead_inside(self, previous: Item | None, begin: int) -> Span:
        """In a text without line breaks the lead-in is the last sentence behind the previous series."""
        found = list(self._sentences(previous.span.start, begin)) if previous else []
        return found[-1] if len(found) > 1 else Span(begin, begin)

    def _role_of(self, label: str) -> Role | None:
        return role_of_heading(label, self.outline.lexicon, is_section=True) if label else None

    def _under(self, label: str, item: Item) -> Item:
        """The item with the role that the label of its list gives it."""
        role = self._role_of(label)
        return replace(item, role=role) if role and item.role is Role.CORE else item

    def _foreign(self, lead: Span) -> tuple[Evidence, ...]:
        """What speaks against a list whose lead-in says that it holds causes, merits or wishes."""
        last_clause = _CLAUSE.split(lead.of(self.text).rstrip(_EDGE))[-1]
        found = self.words.other_list.search(last_clause)
        return (against("list.foreign", lead),) if found else ()

    def _announced_list(self, item: Item, group: tuple[str, ...]) -> Iterator[Candidate]:
        """``（一）知识产权方面5项：A；B；C。``: the head announces a list, the members are the rows."""
        after = self.text[item.head.end : item.head.end + 1]
        if after not in ("：", ":") or item.children:
            return
        head = item.head.of(self.text)
        if not (self._ends_in_count(head) or self.words.lead_end.search(head)):
            return
        first = next(self._sentences(item.head.start, item.span.end), None)
        found = self.lists.find(first) if first else None
        if found and found.lead.end <= item.head.end + 1:
            yield from self._members(found, group, item.role)

    def _titled_paragraphs(self, item: Item, parent: Item, group: tuple[str, ...]) -> Iterator[Candidate]:
        """A section of paragraphs with run-in titles: ``压实责任。各区要…`` (GUIDE, numbered sections)."""
        if parent is not self.outline.root or not item.marker or item.marker.style not in _CHAPTERS:
            return
        lines = self.lines.between(item.head.end, item.span.end)
        titles = [(line, m) for line in lines if (m := _RUN_IN_TITLE.match(self.text, line.start, line.end))]
        long = sum(len(line) > _PARAGRAPH for line in lines)
        if len(titles) < 2 or len(titles) < long - 1:
            return
        for line, match in titles:
            head = self.outline.heads.trimmed(line.start, match.end())
            yield Candidate(Kind.ENUMERATED, head, line, "paragraphs", None, group, item.role)

    def _prose(self, found: Iterable[Span], item: Item, group: tuple[str, ...]) -> Iterator[Candidate]:
        """Lists and, outside numbered documents, single sentences of running text."""
        for sentence in found:
            yield from self._sentence(sentence, item, group)

    def _sentence(self, sentence: Span, item: Item, group: tuple[str, ...]) -> Iterator[Candidate]:
        sentence = self._without_dateline(sentence)
        found = self.lists.find(sentence)
        if found:
            label = self.labels.of_lead(found.lead)
            role = self._role_of(label) or item.role
            for member in self._members(found, (*group, label) if label else group, role):
                yield replace(member, evidence=self._foreign(found.lead))
        elif not self.is_numbered and (item.marker is None or self._is_question(item)):
            for said in self._said(sentence):
                head = self.outline.heads.trimmed(said.start, said.end)
                if len(head):
                    yield Candidate(Kind.STATED, head, said, "sentence", None, group, item.role)

    def _said(self, sentence: Span) -> Iterator[Span]:
        """The sentence, or those of the speech that it opens with: ``“我们将…。”负责人介绍说。``"""
        quote = self.enclosures.around(sentence.start)
        if quote is None or quote.start != sentence.start or len(quote) * 2 < len(sentence):
            yield sentence
            return
        inner = Span(quote.start + 1, quote.end - 1)
        yield from sentences(self.text, [inner], Enclosures.find(self.text, [inner]))

    def _without_dateline(self, sentence: Span) -> Span:
        match = self.words.dateline.match(self.text, sentence.start, sentence.end)
        return Span(match.end(), sentence.end) if match else sentence

    def _members(self, found: InlineList, group: tuple[str, ...], role: Role) -> Iterator[Candidate]:
        for member in found.members:
            yield Candidate(Kind.ENUMERATED, member, member, found.style, None, group, role, found.lead)

    def _sentences(self, start: int, end: int) -> Iterator[Span]:
        """The sentences of the content lines in ``[start, end)``, cut off at both ends."""
        yield from sentences(self.text, self.lines.between(start, end), self.enclosures)


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that a lexicon gives: built once for each."""

    foreign: re.Pattern[str]
    clause: re.Pattern[str]
    other_list: re.Pattern[str]
    dateline: re.Pattern[str]
    introduces: re.Pattern[str]
    promises_list: re.Pattern[str]
    counted: re.Pattern[str]
    lead_end: re.Pattern[str]
    overlap: re.Pattern[str]
    penalty: re.Pattern[str]
    creed: re.Pattern[str]
    classes: re.Pattern[str]
    points: re.Pattern[str]
    grants: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    lead = lexicon.alternation("list_cues")
    agency = lexicon.alternation("clauses", "dateline")
    return _Words(
        foreign=re.compile(lexicon.alternation("genres")),
        clause=re.compile(lexicon.alternation("clauses", "frame", "definition", "closing")),
        other_list=re.compile(lexicon.alternation("clauses", "other_list")),
        dateline=re.compile(rf"[^。，：:]{{0,30}}{agency}(?:[（(][^（）()]{{1,20}}[）)])?[：:\s]*"),
        introduces=re.compile(rf"{lexicon.alternation('list_cues', 'introduce', 'cue')}[^。]{{0,6}}$"),
        promises_list=re.compile(rf"{lexicon.alternation('list_cues', 'introduce')}[^。]{{0,6}}$"),
        counted=count_pattern(lexicon),
        lead_end=re.compile(rf"{lead}$"),
        overlap=re.compile(rf"[同本].*{lexicon.alternation('clauses', 'overlap')}"),
        penalty=re.compile(lexicon.alternation("clauses", "penalty")),
        creed=re.compile(rf"{lexicon.alternation('clauses', 'creed')}$"),
        classes=re.compile(rf"{lexicon.alternation('clauses', 'class')}[^。]{{0,60}}$"),
        points=re.compile(rf"{lexicon.alternation('clauses', 'points')}[^。]{{0,60}}$"),
        grants=re.compile(lexicon.alternation("actions", "grant", "forbid")),
    )


def _series(children: Sequence[Item]) -> Iterator[list[Item]]:
    """Neighbouring children of one series together; a heading without a number stands alone."""
    run: list[Item] = []
    for child in children:
        if run and (
            child.marker is None or run[-1].marker is None or child.marker.value <= run[-1].marker.value
        ):
            yield run
            run = []
        run.append(child)
    if run:
        yield run
