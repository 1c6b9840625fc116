r"""A place in an article → the address that opens the page there: text fragments.

    https://example.org/page#:~:text=[prefix-,]start[,end][,-suffix]

A browser that follows such an address looks for ``start`` (or for everything from ``start`` to ``end``) in
the page, behind ``prefix`` and before ``suffix`` where these are given, scrolls there and marks it. The rules
are those of https://wicg.github.io/scroll-to-text-fragment/ (§ 3.2 Syntax, § 3.5 Navigating to a Text
Fragment), and four of them shape what is written here:

* The first match wins. Where a head occurs several times, words before or behind it are added until only one
  place is left.
* A start, an end, a prefix and a suffix each lie inside one block of the page; only the stretch from start to
  end goes over several. So a head over several lines is written as ``start,end``, its first and its last
  words, and so is a very long one. White space between a context and the match is passed over.
* Ends of a match are ends of words. Chinese has no blanks, and every browser has its own dictionary, so
  pieces are cut where punctuation or white space stands, where all of them agree.
* ``-``, ``&`` and ``,`` are percent-encoded, and so is all that is no letter or digit of ASCII.

What is looked at is the article's text, which is not letter for letter what the browser shows: a twin of a
head in a part of the page that the reader left out is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from extractor.model import Span

LONGEST_EXACT = 300
"""A head up to so many code points is quoted whole, as browsers do when they make such an address."""
PIECE = (6, 40)
"""The first and the last words of a longer one have at least and at most so many code points."""
CONTEXTS = (2, 10, 30)
"""How many code points of context are tried at least, the shortest first."""
LONGEST_CONTEXT = 60
TWINS = 200
"""So many places with the same beginning are looked at: a text that repeats itself costs no more."""

_KEY = 4  # code points by which the places of beginnings are found
_BREAK = re.compile(r"[\n\r\t]+")
_BLANKS = re.compile(r"\s+")
_DIRECTIVE = ":~:"


@dataclass(frozen=True, slots=True)
class Directive:
    """What a text fragment asks for; ``end``, ``prefix`` and ``suffix`` may be empty.

    >>> print(Directive("推广 A-B", suffix="，试点"))
    %E6%8E%A8%E5%B9%BF%20A%2DB,-%EF%BC%8C%E8%AF%95%E7%82%B9
    """

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        parts = (
            f"{encode(self.prefix)}-" if self.prefix else "",
            encode(self.start),
            encode(self.end),
            f"-{encode(self.suffix)}" if self.suffix else "",
        )
        return ",".join(part for part in parts if part)


def encode(words: str) -> str:
    """Words as a parameter of a directive; a run of white space is one blank, as in the page.

    >>> encode("a-b,c&d"), encode("办")
    ('a%2Db%2Cc%26d', '%E5%8A%9E')
    """
    return quote(_BLANKS.sub(" ", words), safe="", errors="replace").replace("-", "%2D")


def link(url: str, directive: Directive) -> str:
    """The address of a page with a directive; a fragment that the address has already stays before it.

    >>> link("https://example.org/a#top", Directive("ab"))
    'https://example.org/a#top:~:text=ab'
    """
    page = url.partition(_DIRECTIVE)[0]
    return f"{page}{'' if '#' in page else '#'}{_DIRECTIVE}text={directive}"


class Links:
    """The addresses of places of one text. ``url`` is where the text stands; without one all are empty.

    ``spans`` are the places that will be asked for, so that one walk through the text finds their twins.
    Addresses that are neither http nor https lead to no page that a browser scrolls, and give none.
    """

    def __init__(self, url: str, text: str, spans: Iterable[Span]) -> None:
        self._url = url if re.match(r"https?://", url, re.IGNORECASE) else ""
        self._text = text
        lower = text.lower()
        self._folded = lower if len(lower) == len(text) else text  # browsers do not look at the case
        self._places: dict[str, list[int]] = {}
        if self._url:
            self._places = {self._folded[span.start : span.start + _KEY]: [] for span in spans}
            self._walk()

    def to(self, span: Span) -> str:
        """The address of a place; empty where no address is known or nothing stands at the place."""
        if not self._url or not span.of(self._text).strip():
            return ""
        return link(self._url, self._directive(span))

    def _walk(self) -> None:
        text = self._folded
        for at in range(len(text) - _KEY + 1):
            places = self._places.get(text[at : at + _KEY])
            if places is not None and len(places) < TWINS:
                places.append(at)

    def _directive(self, span: Span) -> Directive:
        """The shortest directive that matches at the place and nowhere else, if there is one."""
        start, end = self._pieces(span)
        twins = [at for at in self._occurrences(span.start, start) if self._closes(at, span, start, end)]
        plain = Directive(start, end)
        if twins in ([span.start], []):
            return plain
        return next(self._told_apart(span, plain, twins), plain)

    def _pieces(self, span: Span) -> tuple[str, str]:
        """The whole head and nothing, or its first and its last words."""
        words = span.of(self._text)
        lines = [line.strip() for line in _BREAK.split(words) if line.strip()]
        if len(lines) == 1 and len(words) <= LONGEST_EXACT:
            return words, ""
        start, end = _first_words(lines[0], PIECE[0]), _last_words(lines[-1], PIECE[0])
        inner = self._text.find(end, span.start + len(start))
        if inner + len(end) < span.end:  # the words come before: more of them end at the right place
            end = lines[-1]
        return start, end

    def _occurrences(self, place: int, start: str) -> Iterator[int]:
        """Where the text has these words, as far as `TWINS` go."""
        words = start.lower() if self._folded is not self._text else start
        known = self._places.get(self._folded[place : place + _KEY], [])
        return (at for at in known if self._folded.startswith(words, at))

    def _closes(self, at: int, span: Span, start: str, end: str) -> bool:
        """Whether a match that begins there has an end at all."""
        return not end or at <= span.start or self._text.find(end, at + len(start)) >= 0

    def _told_apart(self, span: Span, plain: Directive, twins: Sequence[int]) -> Iterator[Directive]:
        """Directives with some context that match at one place only, the shortest first."""
        before, behind = self._contexts(span)
        choices = (
            *(("", suffix) for suffix in behind),
            *((prefix, "") for prefix in before),
            *((prefix, suffix) for prefix in before for suffix in behind),
        )
        for prefix, suffix in choices:
            left = [at for at in twins if self._fits(at, span, plain, prefix, suffix)]
            if left == [span.start]:
                yield Directive(plain.start, plain.end, prefix, suffix)

    def _contexts(self, span: Span) -> tuple[list[str], list[str]]:
        before = self._text[max(0, span.start - 2 * LONGEST_CONTEXT) : span.start].rstrip()
        behind = self._text[span.end : span.end + 2 * LONGEST_CONTEXT].lstrip()
        last, first = _BREAK.split(before)[-1].strip(), _BREAK.split(behind)[0].strip()
        return (
            list(dict.fromkeys(_last_words(last, least) for least in CONTEXTS if last)),
            list(dict.fromkeys(_first_words(first, least) for least in CONTEXTS if first)),
        )

    def _fits(self, at: int, span: Span, plain: Directive, prefix: str, suffix: str) -> bool:
        stop = span.end if plain.end else at + len(plain.start)
        behind = self._text[stop : stop + 2 * LONGEST_CONTEXT].lstrip()
        before = self._text[max(0, at - 2 * LONGEST_CONTEXT) : at].rstrip()
        return before.endswith(prefix) and behind.startswith(suffix)


def _first_words(line: str, least: int) -> str:
    """The beginning of a line up to the end of a word: at least so many code points, if it has them.

    >>> _first_words("建设物流枢纽，优化线路", 3)
    '建设物流枢纽'
    """
    for at in range(least, min(len(line), LONGEST_CONTEXT)):
        if _parts(line[at - 1], line[at]):
            return line[:at].rstrip()
    return line if len(line) <= LONGEST_CONTEXT else line[: max(least, PIECE[1])].rstrip()


def _last_words(line: str, least: int) -> str:
    """The end of a line from the beginning of a word on.

    >>> _last_words("建设物流枢纽，优化线路", 3)
    '优化线路'
    """
    for size in range(least, min(len(line), LONGEST_CONTEXT)):
        if _parts(line[-size - 1], line[-size]):
            return line[-size:].lstrip()
    return line if len(line) <= LONGEST_CONTEXT else line[-max(least, PIECE[1]) :].lstrip()


def _parts(left: str, right: str) -> bool:
    """Whether a word surely ends between two characters: one of them belongs to no word."""
    return not (left.isalnum() and right.isalnum())
