"""What an article says it announces, against what was found: one `Count` for each declared number.

A count is a number with a unit that counts measures or groups (``三十条``, ``10项``, ``五方面17条``). Its
scope is a group (the list or heading that it stands before), the document, or another set that is not listed
here (``此前推出的八项``, ``“10+10”成果``). A count never adds, drops or merges a row; it only says whether
they agree (domain.md §3).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.likeness import likeness
from extractor.model import Article, Block, BlockKind, Count, Kind, MarkerStyle, Measure, Role, Span, Verdict
from extractor.numerals import HAN, count_scanner, to_int

DOCUMENT, OTHER, SUBSET, CHANGED = "document", "other", "subset", "changed"
"""Scopes besides the labels of groups: of all, of a set that is not listed here (another one, a part of this
one, the number before a change)."""

_OUTSIDE = frozenset({BlockKind.METADATA, BlockKind.FURNITURE})
_OUTLINES = frozenset(MarkerStyle) - {MarkerStyle.ORDINAL, MarkerStyle.BULLET}
_CLAUSE_EDGE = re.compile(r"[。；;！？!?\n]")
_COMMA = re.compile(r"[，,]")
_REACH = 40  # code points before a number in which a word says whose measures it counts
_AHEAD = 2000  # code points between what announces a list and its first member, at most
_BARE = 1  # code points of a unit without a noun: 30条, 8件
_CLAUSES = "commas"  # the style of a list that only its count tells from a sentence
_QUOTES = '“”"「」'
_LABEL_EDGE = '（(共 　“”"「」'


@dataclass(frozen=True, slots=True)
class _Declared:
    """A number of measures or groups as printed, and the words of its clause before and after it."""

    number: int
    unit: str
    is_group: bool
    is_open: bool
    in_title: bool
    before: str
    after: str
    span: Span


def reconcile(article: Article, measures: Sequence[Measure], lexicon: Lexicon) -> tuple[Count, ...]:
    """The declared counts of the article in the order of the text, each with what was found in its scope.

    The same number declared twice for the same scope counts once; points inside a row are not counted.
    """
    listed = [m for m in measures if m.kind is Kind.ENUMERATED and not m.parent]
    scopes = _Scopes(article, listed, _words(lexicon))
    counts: dict[tuple[str, int, bool], Count] = {}
    for declared in _declared(article, lexicon):
        count = scopes.compare(declared)
        counts.setdefault((count.scope, count.declared, declared.is_group), count)
    return tuple(_without_unlisted(list(counts.values())))


def _without_unlisted(counts: Sequence[Count]) -> Iterator[Count]:
    """``6方面20项任务`` where just the six are printed: the twenty are another set, not listed here."""
    for place, count in enumerate(counts):
        before = counts[place - 1] if place else None
        joined = before and before.span.end == count.span.start and before.scope == count.scope
        if (
            joined
            and before
            and before.verdict is Verdict.MATCH
            and count.found == before.found != count.declared
        ):
            yield Count(OTHER, count.declared, count.unit, 0, Verdict.NOT_APPLICABLE, count.span)
        else:
            yield count


def _declared(article: Article, lexicon: Lexicon) -> Iterator[_Declared]:
    blocks = [block for block in article.blocks if block.kind not in _OUTSIDE]
    for index, match in count_scanner(lexicon).scan(article.text, [block.span for block in blocks]):
        number = to_int(match["number"])
        if not number or number < 2:
            continue
        block, (start, end) = blocks[index], match.span()
        before = article.text[max(block.span.start, start - _REACH) : start]
        after = article.text[end : min(block.span.end, end + _REACH)]
        yield _Declared(
            number,
            match["unit"],
            match["group"] is not None,
            bool(match["open"] or match["more"]),
            block.kind is BlockKind.TITLE,
            _CLAUSE_EDGE.split(before)[-1],
            _CLAUSE_EDGE.split(after)[0],
            Span(start, end),
        )


def account_for(count: Count, counts: Sequence[Count]) -> str:
    """How a count hangs together with those of the groups, in a few words; may be empty.

    Groups that add up to the total, or the groups in which measures are missing (domain.md §3.3, step 4).
    """
    if count.scope != DOCUMENT or count.verdict is Verdict.NOT_APPLICABLE:
        return ""
    groups = [c for c in counts if c.scope not in (DOCUMENT, OTHER, SUBSET, CHANGED)]
    if len(groups) > 1 and sum(group.declared for group in groups) == count.declared:
        return "= " + " + ".join(str(group.declared) for group in groups)
    lacking = [group.scope for group in groups if group.verdict is Verdict.SHORT]
    return "missing in " + ", ".join(lacking) if lacking else ""


class _Scopes:
    """Finds for a declared number the set of measures that it counts."""

    def __init__(self, article: Article, listed: Sequence[Measure], words: _Words) -> None:
        self.article = article
        self.listed = listed
        self.words = words
        self.starts = [measure.head.start for measure in listed]
        numbered = sum(measure.list_style in _OUTLINES for measure in listed)
        self.is_numbered = 2 * numbered > len(listed)
        self.by_label: dict[str, list[Measure]] = defaultdict(list)
        self.by_lead: dict[Span, list[Measure]] = defaultdict(list)
        for measure in listed:
            for label in measure.group:
                self.by_label[label.text].append(measure)
            if measure.context is not None:
                self.by_lead[measure.context].append(measure)
        self.leads = sorted(self.by_lead)
        self.headings = [block for block in article.blocks if block.kind is BlockKind.HEADING]
        self.heading_starts = [block.span.start for block in self.headings]

    def compare(self, declared: _Declared) -> Count:
        """The count with its verdict: of a group, of a list, of the document, or of something else."""
        words = self.words
        lead = self._lead_around(declared.span) or self._lead_closed(declared.span)
        is_all = declared.in_title and len(self._whole(declared, self.listed)) == declared.number
        label = "" if declared.is_group or is_all else self._label_before(declared)
        if words.change.search(declared.after):
            return self._count(CHANGED, declared, None)
        if words.foreign.match(declared.after) or words.law.search(declared.before):
            return self._count(OTHER, declared, None)
        if label:
            return self._count(label, declared, self.by_label[label])
        if field := self._field_of(declared):
            return self._count(field, declared, self.by_label[field])
        if lead is not None and not self._is_name(declared):
            members = self.by_lead[lead]
            shared = set.intersection(*({label.text for label in measure.group} for measure in members))
            named = next((label.text for label in members[0].group if label.text in shared), "")
            alone = len(members) == len(self.listed) and self._heading_over(declared.span) is None
            return self._count(DOCUMENT if alone or not named else named, declared, members)
        if words.subset.search(_COMMA.split(declared.before)[-1]):
            return self._count(SUBSET, declared, None)
        if series := self._of_series(declared):
            return series
        if self._is_inside_measure(declared.span) or not self._is_own(declared):
            return self._count(OTHER, declared, None)
        group = self._group_around(declared)
        if group:
            return self._count(group, declared, self._whole(declared, self.by_label[group]))
        return self._of_document_or_section(declared)

    def _field_of(self, declared: _Declared) -> str:
        """The group whose kind the number names: ``4项简政放权措施`` for 推进简政放权, a list of clauses."""
        fitting = [
            label
            for label, members in self.by_label.items()
            if len(members) == declared.number and members[0].list_style == _CLAUSES
        ]
        like = max(fitting, key=lambda label: likeness(label, declared.unit), default="")
        return like if likeness(like, declared.unit) else ""

    def _group_around(self, declared: _Declared) -> str:
        """The group whose heading stands before the number and whose first measure stands behind it."""
        index = bisect_left(self.starts, declared.span.end)
        if declared.in_title or index == len(self.listed):
            return ""
        following = self.listed[index]
        for label in reversed(following.group):
            if label.span.end <= declared.span.start and self.by_label[label.text][0] is following:
                return label.text
        return ""

    def _of_series(self, declared: _Declared) -> Count | None:
        """The numbers from 1 on right behind it, if they are as many as it says and not all that is listed.

        ``将做好以下九个方面工作：（一）…（九）`` behind four points of a preface; the title of an annex.
        """
        behind = self._series_behind(declared)
        if len(behind) != declared.number or len(self._whole(declared, self.listed)) == declared.number:
            return None
        groups = [label.text for label in behind[0].group[::-1]]
        heading = self._heading_over(declared.span)
        headings = [heading.span.of(self.article.text)] if heading else []
        scopes = (*groups, *headings, self._line_of(declared.span), DOCUMENT)
        return self._count(next(filter(None, scopes)), declared, behind)

    def _line_of(self, span: Span) -> str:
        """The line in which a number stands alone as in a title: ``2031年十件实事``; may be empty."""
        text = self.article.text
        start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
        line = text[start : end if end >= 0 else len(text)].strip()
        return line if len(line) <= _REACH and not _CLAUSE_EDGE.search(line) and line[-1] not in ":：" else ""

    def _series_behind(self, declared: _Declared) -> list[Measure]:
        """The rows of one style and group that count on from 1, where the number opens their list.

        Of more than it says, one more.
        """
        index = bisect_left(self.starts, declared.span.end)
        series: list[Measure] = []
        if self._opens_a_list(declared):
            first = self.listed[index]
            for value, measure in enumerate(self.listed[index : index + declared.number + 1], 1):
                alike = (measure.list_style, measure.group) == (first.list_style, first.group)
                if not alike or measure.marker is None or measure.marker.value != value:
                    break
                series.append(measure)
        return series

    def _of_document_or_section(self, declared: _Declared) -> Count:
        """The whole document; in a file of several articles, what stands under the number's heading."""
        whole = self._whole(declared, self.listed)
        heading = self._heading_over(declared.span)
        if heading is None or len(whole) == declared.number:
            return self._count(DOCUMENT, declared, whole)
        start, end = heading.span.end, self._end_of_section(heading)
        inside = [measure for measure in self.listed if start <= measure.head.start < end]
        label = heading.span.of(self.article.text)
        return self._count(label, declared, self._whole(declared, inside))

    def _heading_over(self, span: Span) -> Block | None:
        """The unnumbered heading that the number stands under; none where the text has fewer than two."""
        index = bisect_right(self.heading_starts, span.start) - 1
        return self.headings[index] if index >= 0 and len(self.headings) > 1 else None

    def _end_of_section(self, heading: Block) -> int:
        index = bisect_right(self.heading_starts, heading.span.start)
        later = (b.span.start for b in self.headings[index:] if b.level <= heading.level)
        return next(later, len(self.article.text))

    def _lead_around(self, span: Span) -> Span | None:
        """The lead-in of a list in which the number stands, or that begins right behind it."""
        index = bisect_right(self.leads, Span(span.start, len(self.article.text))) - 1
        if index >= 0 and (self.leads[index].covers(span) or self.leads[index].end == span.start):
            return self.leads[index]
        return None

    def _lead_closed(self, span: Span) -> Span | None:
        """The lead-in of a list that the number closes: ``提出A、B和C等三项措施``."""
        index = bisect_left(self.starts, span.start) - 1
        last = self.listed[index] if index >= 0 else None
        if last is None or last.head.end > span.start:  # the number stands inside it
            return None
        return last.context if self.article.text[last.head.end : span.start] in ("", "等") else None

    def _is_inside_measure(self, span: Span) -> bool:
        """Whether the number stands in the body of a row: it counts something of that row."""
        index = bisect_right(self.starts, span.start) - 1
        return index >= 0 and self.listed[index].span.covers(span)

    def _label_before(self, declared: _Declared) -> str:
        """The group whose label ends right before the number: ``“服务民生”十项``, ``保护方面（共5项``."""
        before = declared.before.rstrip(_LABEL_EDGE)
        return next((before[cut:] for cut in range(len(before)) if before[cut:] in self.by_label), "")

    def _is_name(self, declared: _Declared) -> bool:
        """Whether a bare or quoted number stands behind no verb that announces: 规章8件, 对照“二十条措施”."""
        is_quoted = declared.before[-1:] in tuple(_QUOTES) and declared.after[:1] in tuple(_QUOTES)
        return (len(declared.unit) <= _BARE or is_quoted) and not self.words.directly.search(declared.before)

    def _is_own(self, declared: _Declared) -> bool:
        """Whether nothing in its clause says that another set is counted, and something that this one is."""
        near = _COMMA.split(declared.before)[-1]
        if self.words.other.search(near):
            return False
        if declared.in_title:
            return True
        if self._is_name(declared) or self._is_far_ahead(declared):
            return False
        if self._opens_a_list(declared):
            return True
        if self.is_numbered and self.starts[0] < declared.span.start:
            return False  # behind the first item of a numbered document its parts count other things
        if declared.is_group:
            opens = self.words.own.search(near) or self.words.field.search(near)
            return bool(opens and self.words.work.search(near + declared.after))
        return bool(self.words.own.search(near))

    def _is_far_ahead(self, declared: _Declared) -> bool:
        """Whether the first row stands so far behind the number that it opens no list of that length.

        A report on the work of a year tells of ``20条政策措施`` in pages that look back (domain.md §3.2).
        """
        ahead = self.starts[0] - declared.span.end if self.starts else 0
        return ahead > _AHEAD and len(self.listed) != declared.number

    def _opens_a_list(self, declared: _Declared) -> bool:
        """Whether the first row stands right behind the number (``三项措施：一是…``)."""
        index = bisect_left(self.starts, declared.span.end)
        return index < len(self.starts) and self.starts[index] - declared.span.end < _REACH

    def _whole(self, declared: _Declared, listed: Sequence[Measure]) -> list[Measure]:
        """Groups for 方面, measures for 条 (domain.md §3.3)."""
        return self._fitting(declared, self._heads_of_groups(listed) if declared.is_group else listed)

    @staticmethod
    def _heads_of_groups(listed: Sequence[Measure]) -> Sequence[Measure]:
        """The first measure of each outer group; every measure where there are no groups."""
        first: dict[str, Measure] = {}
        for measure in listed:
            if measure.group:
                first.setdefault(measure.group[0].text, measure)
        return list(first.values()) if len(first) > 1 else listed

    @staticmethod
    def _fitting(declared: _Declared, found: Sequence[Measure]) -> list[Measure]:
        """Those that are no safeguards, or all where just that makes the number."""
        core = [measure for measure in found if measure.role is Role.CORE]
        return list(found) if declared.number == len(found) else core

    def _count(self, scope: str, declared: _Declared, members: Sequence[Measure] | None) -> Count:
        found = len(members) if members is not None else 0
        verdict = Verdict.NOT_APPLICABLE if members is None else self._verdict(declared, members)
        return Count(scope, declared.number, declared.unit, found, verdict, declared.span)

    def _verdict(self, declared: _Declared, members: Sequence[Measure]) -> Verdict:
        if declared.is_open:
            return Verdict.OPEN
        if len(members) == declared.number:
            return Verdict.MATCH
        if not members:
            return Verdict.NONE_LISTED
        if len(members) > declared.number:
            return Verdict.OVER
        end = max(measure.head.end for measure in members)
        is_partial = bool(
            self.words.and_so_on.match(self.article.text, end) or self.words.such.search(declared.before)
        )
        return Verdict.PARTIAL if is_partial else Verdict.SHORT


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that a lexicon gives: built once for each."""

    own: re.Pattern[str]
    field: re.Pattern[str]
    directly: re.Pattern[str]
    work: re.Pattern[str]
    law: re.Pattern[str]
    such: re.Pattern[str]
    other: re.Pattern[str]
    subset: re.Pattern[str]
    change: re.Pattern[str]
    foreign: re.Pattern[str]
    and_so_on: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    foreign = lexicon.alternation("clauses", "other_list")
    noun = lexicon.alternation("count_units", "noun")
    announced = lexicon.alternation("count_scopes", "own")
    group = rf"(?:(?:[{HAN}]+|\d+){lexicon.alternation('count_units', 'group')}(?:的|共)?)?"
    return _Words(
        field=re.compile(lexicon.alternation("count_scopes", "field")),
        directly=re.compile(rf"{announced}[了出过]?(?:共|共计|以下|下列)?{group}[“\"]?$"),
        work=re.compile(
            rf"{noun}|{lexicon.alternation('list_cues')}|{lexicon.alternation('labels', 'announce')}"
        ),
        law=re.compile(rf"{lexicon.alternation('count_scopes', 'law')}》?(?:全文)?共?{group}$"),
        such=re.compile(rf"等{group}[^，。]{{0,6}}$"),
        own=re.compile(lexicon.alternation("count_scopes", "own")),
        other=re.compile(lexicon.alternation("count_scopes", "other")),
        subset=re.compile(lexicon.alternation("count_scopes", "subset")),
        change=re.compile(lexicon.alternation("count_scopes", "change")),
        foreign=re.compile(rf"{lexicon.alternation('count_scopes', 'other')}|[^，。；：]{{0,4}}{foreign}"),
        and_so_on=re.compile(lexicon.alternation("list_tails", "glue")),
    )
