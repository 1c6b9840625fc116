"""Which stretches of a text stand inside quotes, brackets or 《》, so that nothing is cut there.

Brackets pair by nesting, whatever their width (``（…)``). Quotes pair by nesting where they are printed
correctly; in a line where they are not (``”1+N“``, domain.md §1.6) they count by position instead: odd ones
open, even ones close, afresh after each 。 (domain.md §5). An opener without a closer encloses nothing, nor
does one whose closer stands farther off than anybody quotes: in a scanned text, or one without line breaks,
one lost mark would take in all that follows.

Of most lines nobody asks what is enclosed: each is read when it is asked for, and once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from extractor.model import Span

_CLOSER_OF = dict(zip("（(《〈【[〔「『“‘", "))>〉]]]」』”’", strict=True))
_CLOSERS = dict(zip("）)》〉】]〕」』”’", "))>〉]]]」』”’", strict=True))
_MARKS = re.compile(r"[（(《〈【\[〔「『“‘）)》〉】\]〕」』”’]")
_EVERY = re.compile(f'[{_MARKS.pattern[1:-1]}"]')
QUOTES = '“”‘’「」『』"'
"""The quotation marks, as inside ``[…]``; they are often reversed."""
_PAIR = re.compile(
    f"[{re.escape(''.join(_CLOSER_OF))}](?:"
    + "|".join(
        f"(?<=[{re.escape(''.join(opener for opener in _CLOSER_OF if _CLOSER_OF[opener] == kind))}])"
        f"[^{_EVERY.pattern[1:-1]}]*"
        f"[{re.escape(''.join(closer for closer in _CLOSERS if _CLOSERS[closer] == kind))}]"
        for kind in dict.fromkeys(_CLOSERS.values())
    )
    + ")"
)
"""Two marks of one kind with no other mark between them."""
_ANY = re.compile(r"[（(《〈【\[〔「『“‘”\"]")
_REACH = 500  # code points of an enclosed stretch; the longest quotation seen has 275
_NEAR = 60  # code points from the start of a line that may be looked through again and again
_LINE = re.compile(r"[^\n]+")
_DOUBLE = re.compile(r"[“”]")
_STRAIGHT = re.compile(r'"')
_STOP = re.compile(r"。")


class Enclosures:
    """The outermost enclosed stretches of a text, each with its marks, in order and disjoint.

    >>> text = "天津”1+N“体系；（一）推广“电等项目（A）”"
    >>> [span.of(text) for span in Enclosures.find(text, [Span(0, len(text))]).spans]
    ['”1+N“', '（一）', '“电等项目（A）”']
    """

    __slots__ = ("_lines", "_read", "_starts", "_text")

    def __init__(self, text: str, lines: Sequence[Span]) -> None:
        self._text = text
        self._lines = lines
        self._starts = [line.start for line in lines]
        self._read: dict[int, tuple[list[int], Sequence[Span]]] = {}

    @classmethod
    def find(cls, text: str, lines: Iterable[Span]) -> Enclosures:
        """Pair the marks of each line by itself, when it is asked for; time grows linearly with the text.

        The lines are in order and apart.
        """
        return cls(text, tuple(lines))

    @property
    def spans(self) -> tuple[Span, ...]:
        """All the stretches."""
        return tuple(span for index in range(len(self._lines)) for span in self._of_line(index)[1])

    def _of_line(self, index: int) -> tuple[list[int], Sequence[Span]]:
        """Where the stretches of a line begin, and themselves."""
        found = self._read.get(index)
        if found is None:
            spans = _enclosed_in(self._text, self._lines[index])
            found = self._read[index] = [span.start for span in spans], spans
        return found

    def around(self, position: int) -> Span | None:
        """The outermost stretch that holds the character at ``position``, its marks included."""
        line = bisect_right(self._starts, position) - 1
        if line < 0:
            return None
        known = self._read.get(line)
        if known is None:
            start = self._starts[line]
            if position - start < _NEAR and not _ANY.search(self._text, start, position + 1):
                return None  # nothing opens before it
            known = self._of_line(line)
        starts, spans = known
        index = bisect_right(starts, position) - 1
        if index >= 0 and position < spans[index].end:
            return spans[index]
        return None

    def is_inside(self, position: int) -> bool:
        """Whether the character at ``position`` stands behind an opening mark."""
        span = self.around(position)
        return span is not None and span.start < position

    def search(self, pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
        """The first match of ``pattern`` in ``text[start:end]`` outside all enclosures."""
        first = pattern.search(text, start, end)
        if first is None or not self.is_inside(first.start()):
            return first
        return next(self.finditer(pattern, text, start, end), None)

    def finditer(self, pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """All matches of ``pattern`` in ``text[start:end]`` that begin outside all enclosures."""
        found = pattern.finditer(text, start, end)
        line = bisect_right(self._starts, start) - 1
        if line >= 0 and end <= self._lines[line].end and not self._of_line(line)[1]:
            return found  # as in most lines nothing is enclosed
        return (match for match in found if not self.is_inside(match.start()))


def enclosed(text: str) -> tuple[Span, ...]:
    """The outermost stretches of a text, line by line, in quotes or brackets, marks included, in order.

    >>> [span.of("深化“新能源云”（试点）应用") for span in enclosed("深化“新能源云”（试点）应用")]
    ['“新能源云”', '（试点）']
    """
    if not _ANY.search(text):
        return ()
    lines = (Span(*match.span()) for match in _LINE.finditer(text))
    return Enclosures.find(text, lines).spans


def _enclosed_in(text: str, line: Span) -> Sequence[Span]:
    """The stretches of one line.

    Where pairs with no other mark between them take up all of its marks, none of them nests and each fits.
    """
    if not _ANY.search(text, line.start, line.end):
        return ()
    pairs = [Span(*match.span()) for match in _PAIR.finditer(text, line.start, line.end)]
    if 2 * len(pairs) == len(_EVERY.findall(text, line.start, line.end)):
        return [pair for pair in pairs if len(pair) <= _REACH]
    return _outermost(pair for pair in _pairs(text, line) if len(pair) <= _REACH)


def _pairs(text: str, line: Span) -> list[Span]:
    nested, quotes_fit = _nest(text, line)
    if not quotes_fit:
        nested = [pair for pair in nested if text[pair.start] != "“"]
        nested += _toggle(_DOUBLE, text, line)
    return nested + _toggle(_STRAIGHT, text, line)


def _nest(text: str, line: Span) -> tuple[list[Span], bool]:
    """Pairs by nesting, and whether every double quote found its partner."""
    pairs: list[Span] = []
    stack: list[tuple[str, int]] = []
    waiting: dict[str, int] = {}
    quotes_fit = True
    for match in _MARKS.finditer(text, line.start, line.end):
        mark, position = match[0], match.start()
        if mark in _CLOSER_OF:
            closer = _CLOSER_OF[mark]
            stack.append((closer, position))
            waiting[closer] = waiting.get(closer, 0) + 1
            continue
        closer = _CLOSERS[mark]
        if not waiting.get(closer):
            quotes_fit = quotes_fit and mark != "”"
            continue
        while stack:  # an opener inside that never closed is dropped
            wanted, start = stack.pop()
            waiting[wanted] -= 1
            if wanted == closer:
                pairs.append(Span(start, position + 1))
                break
            quotes_fit = quotes_fit and wanted != "”"
    return pairs, quotes_fit and not waiting.get("”")


def _toggle(pattern: re.Pattern[str], text: str, line: Span) -> list[Span]:
    """Pairs by position, afresh after each 。."""
    pairs: list[Span] = []
    if not pattern.search(text, line.start, line.end):
        return pairs
    opened: int | None = None
    stops = [match.start() for match in _STOP.finditer(text, line.start, line.end)]
    for match in pattern.finditer(text, line.start, line.end):
        position = match.start()
        if opened is not None and (
            position - opened >= _REACH or bisect_right(stops, opened) != bisect_right(stops, position)
        ):
            opened = None
        if opened is None:
            opened = position
        else:
            pairs.append(Span(opened, position + 1))
            opened = None
    return pairs


def _outermost(pairs: Iterable[Span]) -> tuple[Span, ...]:
    """The pairs that no other pair holds; of two that cross, the one that begins first."""
    kept: list[Span] = []
    for pair in sorted(pairs, key=lambda span: (span.start, -span.end)):
        if not kept or pair.start >= kept[-1].end:
            kept.append(pair)
    return tuple(kept)
