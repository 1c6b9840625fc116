"""Searching a long pattern only where it can begin.

`re` looks by itself for the characters with which a pattern may begin, but only where each of its branches
opens with a plain one. A pattern that opens with a look-behind, an optional word or a class is tried at every
character of a text: that takes most of the time. A `Scanner` is told these characters and finds the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.model import Span

LEAD = 8
"""Code points that a match may have before the spot that betrays it, at most."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """A pattern, and another one that looks cheaply where each of its matches may begin.

    >>> scanner = Scanner.of(re.compile(r"(?<!第)[一二三]项"), "一二三")
    >>> [match[0] for match in scanner.finditer("第一项和二项", 0, 6)]
    ['二项']
    >>> led = Scanner(re.compile(r"[一二三]+项"), re.compile("项(?<=[一二三].)"), re.compile("[一二三]+$"))
    >>> [match[0] for match in led.finditer("一、事项二三项", 0, 7)]
    ['二三项']
    """

    pattern: re.Pattern[str]
    begins: re.Pattern[str]
    lead: re.Pattern[str] | None = None
    """What a match opens with, where ``begins`` finds what stands behind that; it ends in ``$``."""

    @classmethod
    def of(
        cls, pattern: re.Pattern[str], characters: str, words: Iterable[str] = (), around: str = ""
    ) -> Scanner:
        """For a pattern that begins with ``characters`` (as inside ``[…]``) or like one of ``words``.

        ``around``: what must stand around such a character besides, as a fragment behind it that takes no
        character (``(?=项)``). A class at the head of a pattern is what `re` looks for fastest.
        """
        initials = "".join(sorted({re.escape(word[0]) for word in words}))
        return cls(pattern, re.compile(f"[{characters}{initials}]{around}"))

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """The matches in ``text[start:end]``, in order and disjoint, as `re.Pattern.finditer` gives them."""
        for spot in self.begins.finditer(text, start, end):
            at = spot.start() if self.lead is None else self._led(text, start, spot.start())
            if at >= start and (match := self.pattern.match(text, at, end)):
                yield match
                start = match.end()

    def scan(self, text: str, stretches: Sequence[Span]) -> Iterator[tuple[int, re.Match[str]]]:
        """For each match in one of some stretches of a text, in order, the index of its stretch and itself.

        The stretches are in order and apart, as the lines of an article are: in one pass over the text this
        finds what `finditer` finds in each.

        >>> scanner = Scanner.of(re.compile(r"[一二三]+项"), "一二三")
        >>> [(index, match[0]) for index, match in scanner.scan("一二项三", [Span(0, 1), Span(1, 4)])]
        [(1, '二项')]
        """
        if not stretches:
            return
        match_at = self.pattern.match
        index, free, end = -1, 0, 0
        for spot in self.begins.finditer(text, stretches[0].start, stretches[-1].end):
            start = spot.start()
            if start >= end:
                while start >= end:
                    index += 1
                    end = stretches[index].end
                free = stretches[index].start
            if self.lead is not None:
                start = self._led(text, free, start)
            if start >= free and (match := match_at(text, start, end)):
                yield index, match
                free = match.end()

    def _led(self, text: str, start: int, spot: int) -> int:
        """Where what leads to a spot begins, from ``start`` on; -1 where nothing does."""
        found = self.lead.search(text, max(start, spot - LEAD), spot) if self.lead else None
        return found.start() if found else -1


def find_spots(follows: Iterable[tuple[str, str]], words: Iterable[str] = ()) -> re.Pattern[str]:
    """What finds a character (as inside ``[…]``) with what must follow it, or the first one of a word.

    A class of all these characters stands at the head. Which of them it was a look-behind tells; each of its
    branches begins with a class as well, so that `re` passes over those of other characters at once.

    >>> pattern = find_spots([(r"\\d", "[项条]"), ("（", "")], ["首先"])
    >>> [match.start() for match in pattern.finditer("1：2项（首先")]
    [2, 4, 5]
    """
    spots = [*follows, *((re.escape(word[0]), re.escape(word[1:])) for word in words)]
    every = "".join(characters for characters, _ in spots)
    branches = "|".join(f"[{characters}](?={following})" for characters, following in spots)
    return re.compile(f"[{every}](?<={branches})")
