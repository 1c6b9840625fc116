"""How much: sums, shares, quantities and time limits, each with its polarity (domain.md §4.3).

A number with its unit (`quantities`) is read together with the words around it: what stands before it
(``最高不超过``, ``每平方米``, ``由``) and behind it (``以上``, ``左右``). Both are looked for in short
windows, so the time grows with the text alone. The meaning is written in a notation that a person and a
program can read:

    150000元            exactly            ~30户               about
    >=30%               at least           >100户              more than
    <=5个工作日         at most            <18周岁             less than
    30%..50%            from … to …, both included
    7天->5天            changed from … to …
    3000元/平方米       per square metre;  /人/月  per person and month
    condition:>=100人   a threshold that somebody must meet, no entitlement
    aim:>=75%           力争; also expected: (预期), ensured: (确保), in_principle: (原则上)

万 and 亿 are multiplied out. Not read: numbers that count measures, dates, ordinals, names with digits, and
terms of years without a word that makes them a length (the deadline owns ``三年内``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeAlias

from extractor.attributes.quantities import Link, Phrase, Quantity, Token, find_phrases
from extractor.lexicon import Lexicon
from extractor.model import Article, Attribute, Measure, Span

_BEFORE = 28  # code points before a number in which its comparator and 每人每月 may stand
_BEHIND = 26  # code points behind it in which the bearer of a condition may stand
_CLAUSE = 44  # code points before it in which a modality or the subject of a condition may stand
_LARGE = 4  # 万: a number without a unit is an amount from here on (奖励50万)
_STOPS = r"，,。；;：:、！!？?\n（）()“”"
_SENTENCE = re.compile(r"[。；;！？!?\n]")
_CLAUSE_END = re.compile(r"[，,：:]")
_DATE_COMMA = re.compile(r"(?<=[年月日底末前期间])[，,]")


@dataclass(frozen=True, slots=True)
class Exact:
    """That much, or about as much."""

    quantity: Quantity
    about: bool = False

    def __str__(self) -> str:
        return f"{'~' if self.about else ''}{self.quantity}"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """That much or more; ``strict``: more (超过, 100余户)."""

    quantity: Quantity
    strict: bool = False

    def __str__(self) -> str:
        return f"{'>' if self.strict else '>='}{self.quantity}"


@dataclass(frozen=True, slots=True)
class AtMost:
    """That much or less; ``strict``: less (低于, 不满)."""

    quantity: Quantity
    strict: bool = False

    def __str__(self) -> str:
        return f"{'<' if self.strict else '<='}{self.quantity}"


@dataclass(frozen=True, slots=True)
class Range:
    """Between the two."""

    low: Quantity
    high: Quantity

    def __str__(self) -> str:
        return f"{self.low}..{self.high}"


@dataclass(frozen=True, slots=True)
class FromTo:
    """Changed from the one to the other."""

    before: Quantity
    after: Quantity

    def __str__(self) -> str:
        return f"{self.before}->{self.after}"


Bounds: TypeAlias = Exact | AtLeast | AtMost | Range | FromTo

_RULES: dict[type[Bounds], str] = {
    Exact: "amounts.exact",
    AtLeast: "amounts.at_least",
    AtMost: "amounts.at_most",
    Range: "amounts.range",
    FromTo: "amounts.from_to",
}
_NEGATED = {"over": "cap", "under": "floor", "at_least": "under"}
"""What a comparator is behind a word that turns it round: 未超过 is at most (domain.md §4.3, polarity)."""

_BOUNDS: dict[str, Callable[[Quantity], Bounds]] = {
    "": Exact,
    "about": partial(Exact, about=True),
    "about_after": partial(Exact, about=True),
    "at_least": AtLeast,
    "at_least_after": AtLeast,
    "floor": AtLeast,
    "over": partial(AtLeast, strict=True),
    "cap": AtMost,
    "fall": AtMost,
    "at_most_after": AtMost,
    "under": partial(AtMost, strict=True),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """How much, per what, and whether it is granted, aimed at or demanded.

    >>> from decimal import Decimal
    >>> print(Amount(AtMost(Quantity(Decimal(5000000), "元"), strict=False), is_condition=True))
    condition:<=5000000元
    >>> print(Amount(Exact(Quantity(Decimal(300), "元")), per=("人", "月"), modality="aim"))
    aim:300元/人/月
    """

    bounds: Bounds
    per: tuple[str, ...] = ()
    modality: str = ""
    is_condition: bool = False

    def __str__(self) -> str:
        said = ("condition" if self.is_condition else "", self.modality)
        return "".join(f"{each}:" for each in said if each) + "/".join((str(self.bounds), *self.per))


@dataclass(frozen=True, slots=True)
class _Before:
    """What stands right before a number: where that begins, per what, its comparator."""

    start: int
    start_of_change: int
    per: tuple[str, ...] = ()
    comparator: str = ""
    is_length: bool = False
    is_old: bool = False
    is_base: bool = False


@dataclass(frozen=True, slots=True)
class _After:
    """What stands right behind a number: where that ends, its comparator."""

    end: int
    comparator: str = ""


class Amounts:
    """Finds ``amounts``; rules ``amounts.exact``, ``.at_least``, ``.at_most``, ``.range``, ``.from_to``."""

    def __init__(self, article: Article, measures: Sequence[Measure], lexicon: Lexicon) -> None:
        self.text = article.text
        self.lexicon = lexicon
        self.words = _words(lexicon)

    def of(self, measure: Measure) -> Iterator[Attribute]:
        """The amounts of the whole item, in their order; a value is an `Amount` in its notation."""
        edge, end = measure.span.start, measure.span.end
        base = ""
        for phrase in find_phrases(self.text, edge, end, self.lexicon):
            first, last = phrase.tokens[0], phrase.tokens[-1]
            begin, edge = edge, last.span.end
            if not last.kind and last.scale < _LARGE:
                continue  # most numbers: 一批, 两个; nothing around them makes them an amount
            before, after = self._before(begin, first), self._after(edge, end)
            if before.is_base and first is last and first.kind:
                base = str(first.quantity) if first.quantity.value != 1 else first.quantity.unit
            elif self._is_amount(last, before, after):
                yield from self._attributes(phrase, before, after, base, measure.span)
                base = ""

    def _before(self, edge: int, first: Token) -> _Before:
        start = first.span.start
        window = max(edge, start - _BEFORE)
        shown = self.words.plain.sub(lambda match: "，" * len(match[0]), self.text[window:start])
        found = self.words.before.search(shown)
        if found is None:
            return _Before(start, start, is_base=bool(self.words.base.search(shown)))
        own, edge_of_own = found["own"], found.start("own")
        comparators = self.words.comparator.findall(own)
        length = self.words.length.search(shown)
        if length and not own and first.kind == "year":
            begins = length.start()
        else:
            begins = edge_of_own if own else len(shown)
        is_whole = not own or self.words.each.fullmatch(own) is not None
        return _Before(
            start=window + begins,
            start_of_change=window + found.start(),
            per=tuple(
                noun for each in self.words.each.findall(own) for noun in self.words.noun.findall(each)
            ),
            comparator=self._label(*comparators[-1]) if comparators else "",
            is_length=length is not None,
            is_old=found.end("from") == edge_of_own and is_whole,
            is_base=not own and bool(self.words.base.search(shown)),
        )

    def _label(self, negation: str, comparator: str) -> str:
        label = self.lexicon.label("amounts", comparator)
        return _NEGATED.get(label, label) if negation else label

    def _after(self, start: int, end: int) -> _After:
        found = self.words.after.match(self.text, start, min(end, start + _BEHIND))
        if found is None or self.words.plain.match(self.text, found.start("comparator")):
            return _After(start)
        return _After(found.end(), self.lexicon.label("amounts", found["comparator"]))

    def _is_amount(self, token: Token, before: _Before, after: _After) -> bool:
        """Whether the number is one that the table wants, by the kind of its unit."""
        said = bool(before.comparator or after.comparator)
        kind, is_han = token.kind, not token.numeral[:1].isdecimal()
        if kind == "none" or (kind in ("", "people") and token.quantity.value == 0):
            return False
        if not kind:
            return said or bool(self.words.free.match(self.text, token.span.end))
        if kind == "ratio" or (kind == "money" and token.scale):
            return True
        if kind == "year":
            return before.is_length or bool(before.comparator) or after.comparator == "at_least_after"
        if kind == "day":
            return said
        if kind == "count" and self.words.counted.match(self.text, token.span.end):
            return False
        short = kind == "time" and token.quantity.value != 1
        return said or not is_han or len(token.numeral) > 1 or short

    def _attributes(
        self, phrase: Phrase, before: _Before, after: _After, base: str, within: Span
    ) -> Iterator[Attribute]:
        """One attribute for each amount of a phrase; what stands around it holds for all of a list."""
        start, end = phrase.tokens[0].span.start, phrase.tokens[-1].span.end
        modality = self._modality(within.start, start)
        is_condition = self._is_condition(phrase, before, after, within)
        position = 0
        while position < len(phrase.tokens):
            bounds, used = _bounds(phrase, position, before, after)
            first, last = phrase.tokens[position], phrase.tokens[position + used - 1]
            per = before.per + last.per or ((base,) if base else ())
            amount = Amount(bounds, per, modality, is_condition)
            opening = before.start_of_change if isinstance(bounds, FromTo) else before.start
            span = Span(
                opening if first.span.start == start else first.span.start,
                after.end if last.span.end == end else last.span.end,
            )
            yield Attribute("amounts", str(amount), span, _RULES[type(bounds)])
            position += used

    def _modality(self, start: int, end: int) -> str:
        """The label of the last word of its clause that says how the amount is meant; a date may open it."""
        clause = _SENTENCE.split(self.text[max(start, end - _CLAUSE) : end])[-1]
        clause = _CLAUSE_END.split(_DATE_COMMA.sub(" ", clause))[-1]
        found = self.words.modality.findall(clause)
        return self.lexicon.label("amounts", found[-1]) if found else ""

    def _is_condition(self, phrase: Phrase, before: _Before, after: _After, within: Span) -> bool:
        """Whether it is a threshold: ``达到30%的，``, ``500万元以上的企业``, ``单户金额500万元及以下``."""
        token = phrase.tokens[-1]
        behind = self.text[after.end : min(within.end, after.end + _BEHIND)]
        if self.words.if_so.match(behind):
            return True
        if not (before.comparator or after.comparator or phrase.links):
            return False
        ahead = self.text[max(within.start, before.start - _CLAUSE) : before.start]
        clause = _CLAUSE_END.split(_SENTENCE.split(ahead)[-1])[-1]
        if self.words.condition.search(clause) or self._is_borne(token, after, behind):
            return True
        is_towards = self.words.towards.search(clause) and self.words.bearer.match(behind)
        return bool(after.comparator and is_towards)

    def _is_borne(self, token: Token, after: _After, behind: str) -> bool:
        """Whether somebody stands behind the number who has to meet it; 家 and 个 count what follows."""
        is_limit = token.kind in ("time", "day") and after.comparator == "at_most_after"
        holder = self.words.holder.match(behind)
        if holder is None or is_limit or token.kind in ("count", "year"):
            return False
        return bool(holder["of"]) or (bool(after.comparator) and token.kind != "people")


def _bounds(phrase: Phrase, position: int, before: _Before, after: _After) -> tuple[Bounds, int]:
    """The bounds of the amount that begins with a token, and how many tokens it takes."""
    tokens = phrase.tokens
    token = tokens[position]
    link = phrase.links[position] if position < len(phrase.links) else None
    is_last = position + 1 == len(tokens)
    if link is Link.CHANGE or (link is Link.RANGE and before.is_old):
        return FromTo(token.quantity, tokens[position + 1].quantity), 2
    if link is Link.RANGE or (link is Link.CLASS and after.comparator == "at_most_after"):
        return Range(token.quantity, tokens[position + 1].quantity), 2
    if link is Link.CLASS:
        return AtLeast(token.quantity), 1
    behind = after.comparator if is_last or phrase.printed == 1 else ""
    if behind == "about_after" and before.comparator in ("cap", "floor", "over", "under"):
        behind = ""
    label = behind or before.comparator or ("over" if token.is_open else "")
    return _BOUNDS[label](token.quantity), 1


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that a lexicon gives: built once for each."""

    before: re.Pattern[str]
    base: re.Pattern[str]
    each: re.Pattern[str]
    noun: re.Pattern[str]
    length: re.Pattern[str]
    comparator: re.Pattern[str]
    after: re.Pattern[str]
    plain: re.Pattern[str]
    free: re.Pattern[str]
    counted: re.Pattern[str]
    modality: re.Pattern[str]
    if_so: re.Pattern[str]
    condition: re.Pattern[str]
    towards: re.Pattern[str]
    bearer: re.Pattern[str]
    holder: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    def terms(*labels: str) -> str:
        return lexicon.alternation("amounts", *labels)

    other = rf"[^{_STOPS}\d]"
    noun = lexicon.alternation("units", "money", "extent", "time", "year", "day", "people", "count", "per")
    tight, loose = terms("at_least", "over", "under", "about", "fall"), terms("floor", "cap")
    each = rf"(?:每[个一]?{noun})+|{terms('average')}"
    length = rf"{terms('duration')}\s?"
    around = rf"{terms('not')}?{tight}\s?|{loose}{other}{{0,8}}?|(?:{each}){other}{{0,10}}?"
    within_brackets = r"(?:[（(]不?含[^（）()\n]{0,6}[）)])?"
    give = lexicon.alternation("beneficiaries", "give")
    counted = lexicon.alternation("count_units", "noun", "group")
    return _Words(
        before=re.compile(rf"(?:(?P<from>{terms('from')}){other}{{0,8}}?)?(?P<own>(?:{around})*)\s?$"),
        base=re.compile(rf"每{other}{{0,4}}$"),
        each=re.compile(each),
        noun=re.compile(rf"(?:[个一](?={noun}))?({noun})"),
        length=re.compile(rf"{length}$"),
        comparator=re.compile(rf"({terms('not')})?({tight}|{loose})"),
        after=re.compile(
            rf"\s?{within_brackets}(?P<comparator>{terms('at_least_after', 'at_most_after', 'about_after')})"
            rf"{within_brackets}"
        ),
        plain=re.compile(terms("plain")),
        free=re.compile(rf"[{_STOPS}]|$"),
        counted=re.compile(rf"{other}{{0,4}}?{counted}"),
        modality=re.compile(terms("aim", "in_principle", "expected", "ensured")),
        if_so=re.compile(rf"{other}{{0,12}}的(?=[，,；;。\n]|$)"),
        condition=re.compile(terms("condition")),
        towards=re.compile(rf"对(?:(?!{give})[^，,。；;\n])*$"),
        bearer=re.compile(rf"[^，,。；;！？\n]{{0,24}}的{other}{{1,20}}"),
        holder=re.compile(rf"(?P<of>的)?[^的{_STOPS}\d]{{0,8}}?{terms('holder')}"),
    )
