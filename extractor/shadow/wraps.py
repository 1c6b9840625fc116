"""Hard wraps: lines broken at the width of a page, in mid-sentence, as in text from a PDF (domain.md §1.6).

A page is wrapped where lines crowd at one width, few are longer, and most full lines end in mid-sentence.
There a full line goes on in the next one, unless that one opens a paragraph: by its indentation, where the
page indents its paragraphs (or hangs them out, as Taiwan's laws do), else by a marker. A line that is not
full ends its paragraph. Numbers of pages between two halves of a sentence are stepped over. What cannot be
told is a heading that happens to be just as long as a line; then others with its kind of marker decide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from extractor.lexicon import Lexicon
from extractor.model import Article, Block, BlockKind, Span
from extractor.numerals import HAN, to_int
from extractor.questions import QUESTIONS

_NARROWEST, _WIDEST = 20, 130  # half characters of a wrapped line
_FEWEST, _FEWEST_RAGGED = 4, 8  # lines broken in mid-sentence that make a page, of one width or of about one
_FULL = 0.15  # share of the lines that are full
_LONGER = 0.25  # share of the lines that may be longer: a page's last line often runs on to the next page
_INDENTED = 0.05  # share of the lines inside paragraphs that may be indented like the first
_BROKEN = 0.5  # share of the full lines that end in mid-sentence
_SOLID = 0.97  # share of full lines above which there are no paragraphs
_EXACT = 0.8  # share of the full lines that have just one width: then nothing narrower is full
_RAGGED = 4  # half characters that a full line may lack or have too many, since no line begins with a comma
_HANGING = 6  # blanks before the further lines of paragraphs that have none before their first
_LOST_INDENT = 4  # half characters: the two blanks before a paragraph
_ALIKE = 5  # times as many lines that open a paragraph must be narrower as not
_LONGEST = {BlockKind.FURNITURE: 60, BlockKind.TITLE: 100}  # code points; what is longer is text

_STOPS = frozenset("。！？；：.!?;:")
_MAY_END = _STOPS | frozenset("）)”’】")
_NEVER_ENDS = re.compile(r"[，、,]$|[（(《“【〔][^）)》”】〕]*$")  # a comma, or an enclosure that is open
_OPEN = re.compile(r"[（(《“【〔][^（(《“【〔）)》”】〕]{1,12}$")
_CLOSES = re.compile(r"[^（(《“【〔）)》”】〕。；：，]{1,12}[）)》”】〕]")
_NEVER_BEGINS = frozenset("，。、；：）)》”】〕")
_INNER = re.compile(r"[，。、；：“《（.,:/](?!$)")
_DECIMAL = "0123456789.．"  # 2.1应急组织 is an entry of a table of contents, no sentence
_BLANK = " \t\u3000\u00a0"
_UNKNOWN = "\ufffd\ue000-\uf8ff"  # what a conversion leaves of a bullet that it does not know
_HUNG_LINE = re.compile(rf"\n[{_BLANK}]{{{_HANGING}}}")
_NUMBER = re.compile(r"(?!.{0,8}\d{5})[\s—–\-－·第页/\d]{1,12}")  # of a page, which has no five digits
_BRACKETS = frozenset("（(")
_BARE_ARTICLE = re.compile(rf"第(?:[{HAN}]{{1,6}}|\d{{1,3}})条")
_BESIDE = 12  # half characters around the number of an article: indentation, blanks, a ragged end
_NUMERAL = re.compile(rf"[{HAN}]+|\d+|[①-⒛㈠-㈩]")
_WIDE = str.maketrans("（）．", "().")
_NARROW = re.compile(r"[ -~]+")
_LATIN = re.compile(r"[A-Za-z]{2}")


@dataclass(frozen=True, slots=True)
class Wraps:
    """The blocks that are pieces of one paragraph, by index, and the breaks to be cut between them.

    ``spaces`` are the breaks between two Latin words: there a blank takes their place.
    """

    runs: tuple[tuple[int, ...], ...] = ()
    cuts: tuple[Span, ...] = ()
    spaces: tuple[int, ...] = ()

    def spaced(self, text: str) -> str:
        """The text with the blanks put in."""
        edges = [-1, *self.spaces, len(text)]
        return " ".join(text[start + 1 : end] for start, end in pairwise(edges))


@dataclass(frozen=True, slots=True)
class _Line:
    """A block on the page: its width from the page's edge, its indentation, the line ends before it."""

    index: int
    block: Block
    text: str
    width: int
    indent: int
    gap: int

    @property
    def is_number(self) -> bool:
        """Whether it may be the number of a page."""
        return bool(_NUMBER.fullmatch(self.text))

    @property
    def is_broken(self) -> bool:
        """Whether it ends in mid-sentence."""
        return self.text[-1] not in _STOPS


@dataclass(frozen=True, slots=True)
class _Page:
    """What the lines have in common: the usual width, the least width of a full line and of a full one that
    opens a paragraph, the line ends between two, the indentation that opens a paragraph (``None`` where it
    tells nothing)."""

    usual: int
    full: int
    first: int
    gap: int
    indent: int | None
    is_solid: bool  # hardly a paragraph ends: the text had lost its line breaks before it was wrapped


def find_wraps(text: str, blocks: Sequence[Block], lexicon: Lexicon) -> Wraps:
    """The hard wraps of a text in plain print; none where no page can be seen."""
    runs, page = _hung(text, blocks), None
    if not runs:
        lines, page = _find_page(text, blocks)
        runs = tuple(_Paragraphs(lines, page, lexicon).runs()) if page else ()
    breaks = [
        _break(text, blocks[one].span.end, blocks[other].span.start, page)
        for run in runs
        for one, other in pairwise(run)
    ]
    spaces = tuple(gap.start for gap in breaks if _LATIN.match(text[gap.start - 1] + text[gap.end]))
    kept = frozenset(spaces)
    cuts = tuple(Span(gap.start + (gap.start in kept), gap.end) for gap in breaks)
    return Wraps(runs, cuts, spaces)


def _hung(text: str, blocks: Sequence[Block]) -> tuple[tuple[int, ...], ...]:
    """The paragraphs of a text whose further lines hang in by many blanks, each behind a broken sentence."""
    if len(_HUNG_LINE.findall(text)) < _FEWEST:  # as in most texts
        return ()
    lines = list(_lines(text, blocks, _count))
    hangs = [one.indent >= _HANGING and other.is_broken for other, one in pairwise(lines)]
    stray = sum(one.indent >= _HANGING for one in lines) - sum(hangs)
    runs: list[list[int]] = []
    for (other, one), hung in zip(pairwise(lines), hangs, strict=True):
        if hung and runs and runs[-1][-1] == other.index:
            runs[-1].append(one.index)
        elif hung:
            runs.append([other.index, one.index])
    is_sure = len(runs) >= _FEWEST and _ALIKE * stray <= sum(hangs)
    return tuple(map(tuple, runs)) if is_sure else ()


def _break(text: str, start: int, end: int, page: _Page | None) -> Span:
    """What to cut between two pieces: all; but where no paragraph is indented, blanks belong to the text."""
    between = text[start:end]
    if page is not None and page.is_solid and between.strip(_BLANK) == "\n":
        start += between.index("\n")
        return Span(start, start + 1)
    return Span(start, end)


def join_blocks(blocks: Sequence[Block], wraps: Wraps) -> tuple[Block, ...]:
    """The blocks, those of one paragraph made one; what is too long for furniture is none."""
    joined: list[Block] = []
    done = 0
    for run in wraps.runs:
        joined += blocks[done : run[0]]
        first = blocks[run[0]]
        length = sum(len(blocks[index].span) for index in run)
        kind = first.kind if length <= _LONGEST.get(first.kind, length) else BlockKind.PARAGRAPH
        joined.append(replace(first, span=Span(first.span.start, blocks[run[-1]].span.end), kind=kind))
        done = run[-1] + 1
    return (*joined, *blocks[done:])


def whole_title(article: Article, wraps: Wraps) -> str:
    """The title, of which a wrapped page may show only the first line; none where that line opens a text."""
    for run in wraps.runs:
        pieces = [article.blocks[index].span.of(article.text) for index in run]
        if article.blocks[run[0]].kind is BlockKind.TITLE and pieces[0] == article.title:
            title = "".join(pieces)
            return title if len(title) <= _LONGEST[BlockKind.TITLE] else ""
    return article.title


def _lines(text: str, blocks: Sequence[Block], width: Callable[[str], int]) -> Iterator[_Line]:
    """The blocks that are lines of text, as they stand on the page."""
    before = 0
    for index, block in enumerate(blocks):
        start, end = block.span.start, block.span.end
        between = text[before:start]
        before = end
        if block.cell is None and start < end:
            edge = start - (len(between) - between.rfind("\n") - 1)
            tail = text[end : end + _RAGGED]
            trailing = len(tail) - len(tail.lstrip(_BLANK))
            printed = text[edge : end + trailing]
            yield _Line(index, block, text[start:end], width(printed), start - edge, between.count("\n"))


def _count(line: str) -> int:
    """The width of a line where all characters are counted alike, in half characters."""
    return 2 * len(line)


def _measure(line: str) -> int:
    """The width of a line in print, in half characters: Latin letters, digits and blanks are one each."""
    return len(line) + len(_NARROW.sub("", line))


def _find_page(text: str, blocks: Sequence[Block]) -> tuple[list[_Line], _Page | None]:
    """The lines and their page, if they show one: by the measure by which more lines are full."""
    lengths = [block.span.end - block.span.start for block in blocks if block.cell is None]
    if sum(2 * length > _WIDEST + _RAGGED for length in lengths) > _LONGER * len(lengths):
        return [], None  # paragraphs, as in most articles
    best: tuple[list[_Line], _Page | None] = ([], None)
    most = 0
    for width in (_count, _measure):
        lines = list(_lines(text, blocks, width))
        usual, number = _usual_width(lines)
        if number > most and (page := _page(lines, usual)):
            best, most = (lines, page), number
    return best


def _usual_width(lines: Sequence[_Line]) -> tuple[int, int]:
    """The width at which most lines end, and how many do."""
    widths = Counter(line.width for line in lines if _NARROWEST <= line.width <= _WIDEST)
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    return usual, widths[usual]


def _page(lines: Sequence[_Line], usual: int) -> _Page | None:
    """The page whose full lines have about the usual width."""
    full = [line for line in lines if abs(line.width - usual) <= _RAGGED]
    longer = sum(line.width > usual + _RAGGED for line in lines)
    if len(full) < _FULL * len(lines) or longer > _LONGER * len(lines):
        return None
    exact = sum(line.width == usual for line in full) >= _EXACT * len(full)
    broken = sum(line.is_broken and bool(_INNER.search(line.text.lstrip(_DECIMAL))) for line in full)
    if broken < max(_FEWEST if exact else _FEWEST_RAGGED, _BROKEN * len(full)):
        return None
    least = usual if exact else usual - _RAGGED
    gap = Counter(line.gap for line in lines[1:]).most_common(1)[0][0]
    solid = len(full) > _SOLID * len(lines)
    indent = None if solid else _paragraph_indent(lines, least)
    first = least if indent is not None or solid else _first_width(lines, usual, least)
    return _Page(usual, least, first, gap, indent, solid)


def _first_width(lines: Sequence[_Line], usual: int, full: int) -> int:
    """The least width of a full line that opens a paragraph: narrower where the blanks before it are lost."""
    widths = [b.width for a, b in pairwise(lines) if not a.is_broken and b.is_broken]
    narrower = sum(full - _LOST_INDENT <= width < usual - 1 for width in widths)
    alike = sum(width >= usual for width in widths)
    return full - _LOST_INDENT if narrower >= max(_FEWEST_RAGGED, _ALIKE * alike) else full


def _paragraph_indent(lines: Sequence[_Line], full: int) -> int | None:
    """How far paragraphs are indented, where the lines that go on are indented otherwise."""
    opening = Counter(b.indent for a, b in pairwise(lines) if a.width < full)
    inside = Counter(b.indent for a, b in pairwise(lines) if a.width >= full and a.is_broken)
    if not opening or not inside:
        return None
    indent = opening.most_common(1)[0][0]
    return indent if inside[indent] < _INDENTED * inside.total() + 1 else None


class _Paragraphs:
    """Puts the lines of one page together again."""

    def __init__(self, lines: Sequence[_Line], page: _Page, lexicon: Lexicon) -> None:
        self.lines = lines
        self.page = page
        self.markers = [_marker(line.text, lexicon) for line in lines]
        self.next_number = _following(self.markers)
        self.headings = self._heading_styles()
        self.last: dict[str, int] = {}  # the number of the newest paragraph of each style

    def runs(self) -> Iterator[tuple[int, ...]]:
        """The indices of the blocks that are one paragraph, for each that has several."""
        paragraph: list[int] = []
        for here, line in enumerate(self.lines):
            if (
                paragraph
                and line.is_number
                and self._is_full(self.lines[paragraph[-1]], opens=len(paragraph) == 1)
            ):
                continue
            if paragraph and self._goes_on(paragraph, here):
                paragraph.append(here)
                continue
            if len(paragraph) > 1:
                yield tuple(self.lines[piece].index for piece in paragraph)
            paragraph = [here]
            if marker := self.markers[here]:
                self.last[marker[0]] = marker[1]
        if len(paragraph) > 1:
            yield tuple(self.lines[piece].index for piece in paragraph)

    def _goes_on(self, paragraph: Sequence[int], here: int) -> bool:
        """Whether the line ``here`` belongs to the paragraph whose lines come before it."""
        line, last = self.lines[here], self.lines[paragraph[-1]]
        kinds = (line.block.kind, self.lines[paragraph[0]].block.kind)
        if BlockKind.METADATA in kinds or line.block.kind is BlockKind.TITLE:
            return False
        if len(paragraph) == 1 and self._is_beside_number(paragraph[0]):
            return last.is_broken and line.gap <= self.page.gap + 1 and self.markers[here] is None
        if line.gap > self.page.gap:
            return False
        if not self._is_full(last, opens=len(paragraph) == 1):  # a heading in larger print, cut inside quotes
            is_wide = 2 * last.width > self.page.usual
            return is_wide and bool(_OPEN.search(last.text[-_WIDEST:]) and _CLOSES.match(line.text))
        if not last.is_broken and line.is_broken and not self._is_full(line):
            return False  # behind a sentence a signature or a heading
        if self.page.first < self.page.full and not last.is_broken and line.width < self.page.usual - 1:
            return line.text[0] in _NEVER_BEGINS  # the blanks before it are lost
        if _NEVER_ENDS.search(last.text[-_WIDEST:]) or line.text[0] in _NEVER_BEGINS:
            return True
        if self.page.indent is not None:
            return line.indent != self.page.indent
        if self.markers[here] and not self.page.is_solid:
            return not (last.text[-1] in _MAY_END or self._is_next(here))
        return line.text[0] in _BRACKETS or not (len(paragraph) == 1 and self._is_heading(paragraph[0], line))

    def _is_beside_number(self, here: int) -> bool:
        """Whether a line filled one together with the number that stands alone above it, as a tool prints
        ``第二条`` in bold: between empty lines both, so that what follows seems a paragraph of its own.
        """
        line, before = self.lines[here], self.lines[here - 1] if here else None
        if before is None or line.gap <= self.page.gap or not _BARE_ARTICLE.fullmatch(before.text):
            return False
        return line.width + before.width + _BESIDE >= self.page.usual

    def _is_next(self, here: int) -> bool:
        """Whether a marker behind a line without an end is the next of its style, or the first of several."""
        style, number = self.markers[here] or ("", 0)
        if number == 1:
            return self.next_number[here] == 2
        return number == self.last.get(style, 0) + 1

    def _is_heading(self, here: int, after: _Line) -> bool:
        """Whether a full line is a heading by chance: others with its kind of marker stand alone on theirs,
        and the line after it is full too, so it is no rest of a heading. No sentence ends in a heading."""
        marker, line = self.markers[here], self.lines[here]
        is_styled = marker is not None and marker[0] in self.headings
        return is_styled and "。" not in line.text and line.is_broken and self._is_full(after)

    def _is_full(self, line: _Line, *, opens: bool = False) -> bool:
        return line.width >= (self.page.first if opens and line.is_broken else self.page.full)

    def _heading_styles(self) -> frozenset[str]:
        """The styles of markers whose lines are oftener headings, of one line or two, than text."""
        alone = Counter[str]()
        for line, after, marker in zip(self.lines, [*self.lines[1:], None], self.markers, strict=False):
            if marker is None or not line.is_broken:
                continue
            last = after if after and self._is_full(line, opens=True) else line
            alone[marker[0]] += 1 if last.is_broken and not self._is_full(last) else -1
        return frozenset(style for style, surplus in alone.items() if surplus > 0)


def _following(markers: Sequence[tuple[str, int] | None]) -> list[int]:
    """For each marker the number of the next one of its style."""
    after: dict[str, int] = {}
    numbers = [0] * len(markers)
    for index in range(len(markers) - 1, -1, -1):
        if marker := markers[index]:
            numbers[index] = after.get(marker[0], 0)
            after[marker[0]] = marker[1]
    return numbers


def _marker(line: str, lexicon: Lexicon) -> tuple[str, int] | None:
    """Style and number of the marker that a line opens with; words and bullets all count as 1."""
    found = _opening(lexicon).match(line)
    if not found:
        return None
    *before, number = ["", *_NUMERAL.findall(found[0])]
    style = found[0].replace(number, "").translate(_WIDE).strip() + "".join(before)
    return style, to_int(number) or 1


@lru_cache(maxsize=8)
def _opening(lexicon: Lexicon) -> re.Pattern[str]:
    """What opens a paragraph where no indentation tells."""
    named = lexicon.alternation("ordinals", "named")
    numbering = [label for label in QUESTIONS["ordinals"].labels if label != "named"]
    words = lexicon.alternation("ordinals", *numbering)
    han = rf"[{HAN}]"
    return re.compile(
        rf"\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}(?![.\d%％])|0[1-9](?=[{_BLANK}])"
        rf"|{han}{{1,4}}[、.．是]|[（(](?:{han}{{1,4}}|\d{{1,3}})[)）]|\d{{1,3}}(?:[.．](?!\d)|、|[)）])"
        rf"|第(?:{han}{{1,6}}|\d{{1,3}})(?:[章节篇编条]|部分|[，,])|{named}(?:{han}{{1,3}}|\d)|{words}(?:是|，)"
        rf"|[①-⒛㈠-㈩■●◆•]|——|[{_UNKNOWN}][{_BLANK}]"
    )
