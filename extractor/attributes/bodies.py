"""Who is responsible for a measure: as lead, responsible, support, guide or local (domain.md §4.1).

What a table's own column or a note of responsibility says comes first; only where both are silent the
sentences of the item speak, and only where these are silent the note behind the heading of its group. Some
statements hold for many items: ``排在第一位的为牵头部门，下同`` makes the first name of every later note the
leader. One that names somebody for all later items is marked once, where it stands (GUIDE, Bodies).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from extractor.attributes.formulas import Formulas
from extractor.attributes.tails import LONGEST, ROLES, Body, Tails
from extractor.enclosures import enclosed
from extractor.lexicon import Lexicon
from extractor.model import Article, Attribute, Kind, Label, MarkerStyle, Measure, Span

_LINE = re.compile(r"[^\n]*")
_BLANK = re.compile(r"\s*")
_COMMA = re.compile("[，,]")
_CLOSED = re.compile("[）)〕\n]")
_CLOSES = ("）", ")", "〕", "]", "】")
_CUSTOM = 3  # items that show how responsibility is written in an article
_JOINTS = "，,、；;和及 "
_LESSER = ("responsible", "support")
_NO_TEXT = " 。．.：:\u3000\t"


class Bodies:
    """Finds ``bodies``: ``role:name`` for each name, verbatim; the rule says where the role comes from."""

    def __init__(self, article: Article, measures: Sequence[Measure], lexicon: Lexicon) -> None:
        self.text = article.text
        self.measures = measures
        self.tails = Tails(article.text, lexicon)
        self.names = self.tails.names
        self.formulas = Formulas(article.text, self.tails, lexicon)
        self.first = self._statement(self.tails.words.first)
        self.commas = self._statement(self.tails.words.commas)
        self.alone = self._statement(self.tails.words.alone)
        self.others_help = self.tails.words.others_help.search(article.text) is not None
        self._of_label: dict[Span, tuple[Body, ...]] = {}
        self._numbers = {one.marker.span.start: one.list_style for one in measures if one.marker}

    def of(self, measure: Measure) -> Iterator[Attribute]:
        """Each name once for each part that it has, in the order of the text."""
        rule, found = self._found(measure)
        for body, source in self._judged(found, rule, measure.span):
            name = body.span.of(self.text)
            yield Attribute("bodies", f"{body.role}:{name}", body.span, source)

    def _found(self, measure: Measure) -> tuple[str, list[Body]]:
        """The bodies from the first source that names any, and its rule."""
        fields = [body for field in measure.fields for body in self._cell(field.name, field.span)]
        notes = self._declared(measure) if self._states(measure.span) else []
        notes = notes or list(self.tails.within(measure.span.start, measure.span.end))
        if fields or notes:
            return ("bodies.field" if fields else "bodies.explicit"), fields + notes
        end = self._own_end(measure)
        spoken = list(self.formulas.bodies(measure.head.start, end))
        if all(body.span.of(self.text) in measure.head.of(self.text) for body in spoken):
            spoken = list(self.formulas.named_by_head(measure.head, end)) or spoken
        if spoken:
            return "bodies.explicit", spoken
        if noted := self._noted(measure):
            return "bodies.explicit", noted
        for label in reversed(measure.group):
            if of_group := self._group(label, measure.head.start):
                return "bodies.group", list(of_group)
        if measure.group and (of_group := self._behind_last[measure.group[-1].span]):
            return "bodies.group", list(of_group)
        return "", []

    def _noted(self, measure: Measure) -> list[Body]:
        """The names in a bracket at the end of an item behind ``排在第一位的为牵头单位，下同``.

        Or where most items of the article end so: then nothing else can be meant.
        """
        said = (one for one in (self.first, self.commas) if one is not None)
        is_declared = any(one.start < measure.span.start for one in said)
        if is_declared and (declared := self._declared(measure)):
            return declared
        return self._bare(measure) if is_declared or self._are_bare else []

    def _declared(self, measure: Measure) -> list[Body]:
        return self.tails.declared(measure.head.start, self._own_end(measure))

    def _bare(self, measure: Measure) -> list[Body]:
        return self.tails.bare(measure.head.start, self._own_end(measure))

    @cached_property
    def _are_bare(self) -> bool:
        """Whether most items end in a bracket of names alone (``（市科委、市商务局）``), three at least."""
        listed = [one for one in self.measures if one.kind is Kind.ENUMERATED]
        ends = [self.text[max(0, one.span.end - 2) : one.span.end].rstrip("。；") for one in listed]
        closed = [one for one, end in zip(listed, ends, strict=True) if end.endswith(_CLOSES)]
        bare = sum(bool(self._bare(one)) for one in closed) if 2 * len(closed) > len(listed) else 0
        return bare >= _CUSTOM and 2 * bare > len(listed)

    def _cell(self, name: str, cell: Span) -> Iterator[Body]:
        return self.tails.bodies(cell.start, cell.end, name) if name in ROLES else iter(())

    def _own_end(self, measure: Measure) -> int:
        """Where the sentences of the item end: with its line, if they stand behind the head in it.

        What follows on further lines of such an item closes the section or the document; but the paragraphs
        of an article are all its own, and so are those before the next number.
        """
        if measure.marker and (measure.marker.style is MarkerStyle.ARTICLE or self._is_followed(measure)):
            return measure.span.end
        line = _LINE.match(self.text, measure.head.end, measure.span.end)
        end = line.end() if line else measure.span.end
        return end if self.text[measure.head.end : end].strip(_NO_TEXT) else measure.span.end

    def _is_followed(self, measure: Measure) -> bool:
        """Whether the next item of its kind stands right behind an item, so that all before is its own."""
        blank = _BLANK.match(self.text, measure.span.end)
        return blank is not None and self._numbers.get(blank.end()) == measure.list_style

    def _group(self, label: Label, before: int) -> tuple[Body, ...]:
        """The bodies of the note behind the label of a group, on its line or alone on the next; or in it."""
        if label.span not in self._of_label:
            end = self._end_of_line(label.span.end)
            found = tuple(self.tails.at(label.span.end, end))
            if not found and self.text.startswith("\n", end):
                following = self._end_of_line(end + 1)
                if following <= before:
                    found = tuple(self.tails.at(end + 1, following))
            self._of_label[label.span] = found or (*self.formulas.named_by_label(label.span),)
        return self._of_label[label.span]

    @cached_property
    def _behind_last(self) -> dict[Span, tuple[Body, ...]]:
        """The bodies of the note that stands alone on the line behind the last point of each group.

        Points of a line each end there, so that a note behind them is that of their group; so is one on the
        last line of the last point, where no other point numbered like it has a note.
        """
        members: dict[Span, list[Measure]] = {}
        for one in self.measures:
            if one.group:
                members.setdefault(one.group[-1].span, []).append(one)
        return {
            group: (*self._next_line(points[-1].span.end),) or (*self._last_line(points),)
            for group, points in members.items()
        }

    def _last_line(self, points: Sequence[Measure]) -> Iterator[Body]:
        """The note on a line of its own that ends the last of several points."""
        last = points[-1]
        start = self.text.rfind("\n", last.head.end, last.span.end) + 1
        if start and len(points) > 1 and last.list_style not in self._noted_styles:
            yield from self.tails.at(start, last.span.end)

    @cached_property
    def _noted_styles(self) -> frozenset[str]:
        """The styles in which an item before another of its group has a note."""
        return frozenset(
            one.list_style
            for one, following in pairwise(self.measures)
            if one.group == following.group and any(self.tails.within(one.span.start, one.span.end))
        )

    def _next_line(self, end: int) -> Iterator[Body]:
        if self.text.startswith("\n", end):
            yield from self.tails.at(end + 1, self._end_of_line(end + 1))

    def _end_of_line(self, start: int) -> int:
        """Where a line ends, or where no note goes on: a text without line breaks is a single line."""
        end = self.text.find("\n", start, start + LONGEST)
        return end if end >= 0 else min(start + LONGEST, len(self.text))

    def _judged(self, found: Sequence[Body], rule: str, item: Span) -> Iterator[tuple[Body, str]]:
        """The bodies with their final roles: the first leads where that is declared, 各区 are local."""
        bodies = [*self._with_neighbours([self._as_local(body) for body in self._somebody(found)])]
        leaders, source = self._leaders(bodies, item)
        said = self._said_by_longer(bodies)
        others_help = self.others_help or self.commas is not None
        parts = [self._part(body, leaders, helps=others_help and bool(leaders)) for body in bodies]
        leading = {
            body.span.of(self.text) for body, role in zip(bodies, parts, strict=True) if role == "lead"
        }
        seen: set[tuple[str, str]] = set()
        for body, role in zip(bodies, parts, strict=True):
            name = body.span.of(self.text)
            is_lesser = role in _LESSER and name in leading  # of another note of the item
            if (role, name) not in seen and not is_lesser and not (role == "local" and name in said):
                seen.add((role, name))
                yield replace(body, role=role), source if body.span in leaders else rule

    def _part(self, body: Body, leaders: set[Span], *, helps: bool) -> str:
        """The role of a body once it is known who leads by a statement."""
        if body.span in leaders:
            return "lead"
        return "support" if helps and body.role == "responsible" else body.role

    def _somebody(self, found: Sequence[Body]) -> list[Body]:
        """Without 有关部门 and the like, unless the measure names nobody else (GUIDE, Bodies)."""
        named = [body for body in found if not self.names.is_weak(body.span.of(self.text))]
        return named or list(found)

    def _as_local(self, body: Body) -> Body:
        return replace(body, role="local") if self.names.is_local(body.span.of(self.text)) else body

    def _with_neighbours(self, bodies: Sequence[Body]) -> Iterator[Body]:
        """Beside 各设区市政府 a government with a name is local too, and zones behind it:
        ``各设区市政府，韩城市政府，杨凌示范区配合``.
        """
        open_, before = False, -1
        for body in bodies:
            name = body.span.of(self.text)
            beside = 0 <= before <= body.span.start and not self.text[before : body.span.start].strip(_JOINTS)
            named = beside and self.names.is_named_government(name)
            if named or (open_ and beside and self.names.is_zone(name)):
                body, open_ = replace(body, role="local"), True
            else:
                open_ = False
            before = body.span.end if body.role == "local" else -1
            yield body

    def _said_by_longer(self, bodies: Sequence[Body]) -> set[str]:
        """What longer local names end in: beside 各地方人民政府, 地方人民政府 says nothing new."""
        names = {body.span.of(self.text) for body in bodies if body.role == "local"}
        return {name[cut:] for name in names for cut in range(1, len(name))}

    def _leaders(self, bodies: Sequence[Body], item: Span) -> tuple[set[Span], str]:
        """Who leads by a statement: the first if responsible, or all where nobody else leads."""
        responsible = [body for body in bodies if body.role == "responsible"]
        if not responsible or any(body.role == "lead" for body in bodies):
            return set(), ""
        if self.first is not None and self.first.start < item.end:
            is_own = len(self.first) > 0 and item.covers(self.first)
            leads = {
                one.span
                for one in self._first_of_notes(bodies)
                if not self.names.is_weak(one.span.of(self.text))
            }
            return leads, "bodies.positional" if is_own else "bodies.inherited"
        if self.commas is not None and self.commas.start < item.end:
            leaders = {body.span for body in responsible if self._opens_note(body.span.start)}
            return leaders, "bodies.positional" if self._states(item) else "bodies.inherited"
        if self.alone is not None and self.alone.start < item.end:
            return {body.span for body in responsible}, "bodies.inherited"
        return set(), ""

    def _first_of_notes(self, bodies: Sequence[Body]) -> Iterator[Body]:
        """The first of each note, if it is responsible: notes are parted by what closes a bracket."""
        end = 0
        for body in bodies:
            is_first = not end or _CLOSED.search(self.text, end, body.span.start)
            if is_first and body.role == "responsible":
                yield body
            end = body.span.end

    def _states(self, item: Span) -> bool:
        """Whether the statement on commas stands in a note of this item."""
        return self.commas is not None and len(self.commas) > 0 and item.covers(self.commas)

    def _opens_note(self, name: int) -> bool:
        """Whether no comma stands before a name in its bracket."""
        begin = max(0, name - LONGEST)
        opened = max(self.text.rfind(mark, begin, name) for mark in "。；\n（([")
        return _COMMA.search(self.text, max(opened, begin), name) is None

    def _statement(self, pattern: re.Pattern[str]) -> Span | None:
        """Where a statement for later items stands; one outside brackets holds for the whole document."""
        match = pattern.search(self.text)
        if not match:
            return None
        line_start = self.text.rfind("\n", 0, match.start()) + 1
        end_of_line = _LINE.match(self.text, line_start)
        line = self.text[line_start : end_of_line.end() if end_of_line else match.end()]
        position = match.start() - line_start
        inside = any(place.start < position < place.end for place in enclosed(line))
        return Span(*match.span()) if inside else Span(0, 0)
