"""A list in a sentence whose members all stand elsewhere as well is told twice: the fuller place counts.

News print some measures of a list, or all of them in brief, in their first lines, and the list itself below
(GUIDE rule 8). Of two equal lists the longer one is the fuller, else the later one. An item that is printed
again, word for word, is told twice where the whole article is: its first place counts.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from extractor.model import Candidate, Kind
from extractor.structure.verdicts import against

_LETTERS = 12  # by which the same measure is known again
_PRINTED = 16  # code points of an item that is printed again, not but named again
_FEWEST = 6  # letters of a member that is not alike by chance


def key_of(text: str, candidate: Candidate) -> str:
    """The first letters of an enumerated head, whatever their width; ``""`` for others."""
    if candidate.kind is not Kind.ENUMERATED:
        return ""
    head = unicodedata.normalize("NFKC", candidate.head.of(text))
    return "".join(filter(str.isalnum, head))[:_LETTERS]


def without_repeats(candidates: Iterable[Candidate], text: str) -> Iterator[Candidate]:
    """The candidates; the members of a list that is told again carry ``list.repeated``."""
    found = list(candidates)
    repeated: set[int] = set()
    if lists := sorted(_lists(found), key=lambda one: (len(one), _length(one), one[0].head.start)):
        told = _beginnings(key_of(text, one) for one in found if not one.evidence)
        for members in lists:
            keys = [key_of(text, one) for one in members]
            own = _beginnings(keys)
            if all(len(key) >= _FEWEST and told[key] > own[key] for key in keys):
                repeated.update(map(id, members))
                told.subtract(own)
    repeated |= _printed_again(found, text)
    for one in found:
        if id(one) in repeated:
            one = replace(one, evidence=(*one.evidence, against("list.repeated", one.head)))
        yield one


def _printed_again(found: Iterable[Candidate], text: str) -> set[int]:
    """Those in a list that stand word for word before, with the same number in the same group."""
    seen: set[tuple[str, ...]] = set()
    again: set[int] = set()
    for one in found:
        words = one.span.of(text) if one.kind is Kind.ENUMERATED and not one.evidence else ""
        if len(words) < _PRINTED or one.list_style == "table":
            continue
        number = one.marker.span.of(text) if one.marker else ""
        lead = one.context.of(text) if one.context else ""
        place = (*(label.text for label in one.group), lead, number, words)
        if place in seen:
            again.add(id(one))
        seen.add(place)
    return again


def _beginnings(keys: Iterable[str]) -> Counter[str]:
    """How many of some keys begin so, for each that is long enough to tell something."""
    return Counter(key[:end] for key in keys for end in range(_FEWEST, len(key) + 1))


def _lists(candidates: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """The lists in sentences that nothing refuses, each with its members."""
    listed = (one for one in candidates if one.context is not None and not (one.marker or one.evidence))
    for _, members in groupby(listed, key=lambda one: one.context):
        several = list(members)
        if len(several) > 1:
            yield several


def _length(members: Sequence[Candidate]) -> int:
    return sum(len(one.span) for one in members)
