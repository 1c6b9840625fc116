"""A list in a sentence whose members all stand elsewhere as well is told twice: the fuller place counts.

News print the last measures of a list, or all of them in brief, in their first lines, and the list itself
below (GUIDE rule 8). Of two equal lists the longer one is the fuller, else the later one.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from extractor.model import Candidate, Kind
from extractor.structure.verdicts import against

_LETTERS = 12  # by which the same measure is known again
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
        keys = {id(one): key_of(text, one) for one in found if not one.evidence}
        for members in lists:
            own = {id(one) for one in members}
            others = sorted(key for one, key in keys.items() if one not in own)
            if all(_is_among(others, keys[one]) for one in own):
                repeated |= own
                keys = {one: key for one, key in keys.items() if one not in own}
    for one in found:
        if id(one) in repeated:
            one = replace(one, evidence=(*one.evidence, against("list.repeated", one.head)))
        yield one


def _is_among(keys: Sequence[str], key: str) -> bool:
    """Whether one of some keys, which are sorted, is or begins like another."""
    place = bisect_left(keys, key)
    return len(key) >= _FEWEST and place < len(keys) and keys[place].startswith(key)


def _lists(candidates: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """The lists in sentences that nothing refuses, each with its members."""
    listed = (one for one in candidates if one.context is not None and not (one.marker or one.evidence))
    for _, members in groupby(listed, key=lambda one: one.context):
        several = list(members)
        if len(several) > 1:
            yield several


def _length(members: Sequence[Candidate]) -> int:
    return sum(len(one.span) for one in members)
