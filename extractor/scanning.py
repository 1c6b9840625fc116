"""Searching a long pattern only where it can begin.

`re` looks by itself for the characters with which a pattern may begin, but only where each of its branches
opens with a plain one. A pattern that opens with a look-behind, an optional word or a class is tried at every
character of a text: that takes most of the time. A `Scanner` is told these characters and finds the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scanner:
    """A pattern, and another one that looks cheaply where each of its matches may begin.

    >>> scanner = Scanner.of(re.compile(r"(?<!第)[一二三]项"), "一二三")
    >>> [match[0] for match in scanner.finditer("第一项和二项", 0, 6)]
    ['二项']
    """

    pattern: re.Pattern[str]
    begins: re.Pattern[str]

    @classmethod
    def of(cls, pattern: re.Pattern[str], characters: str, words: Iterable[str] = ()) -> Scanner:
        """For a pattern that begins with ``characters`` (as inside ``[…]``) or like one of ``words``."""
        initials = "".join(sorted({re.escape(word[0]) for word in words}))
        return cls(pattern, re.compile(f"[{characters}{initials}]"))

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """The matches in ``text[start:end]``, in order and disjoint, as `re.Pattern.finditer` gives them."""
        for first in self.begins.finditer(text, start, end):
            if first.start() >= start and (match := self.pattern.match(text, first.start(), end)):
                yield match
                start = match.end()
