"""Which lines head a section without a number of their own?

What the reader knows as a heading, a line that is only the name of a section (``总　　则``), the lines below
one that looks back or tells what is aimed at, those that stand between the numbers that run through them
(domain.md §1.1), and in an article without numbers those that their print sets off. In a text that lost its
line breaks only headings of years can be told.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile

from extractor.lexicon import Lexicon
from extractor.model import Article, BlockKind, MarkerStyle, Role, Span
from extractor.structure.announced import Announced
from extractor.structure.lines import Lines
from extractor.structure.sections import lost_headings, may_head, opens_annex, role_of_line
from extractor.structure.tokens import DIGITS, NUMERO, STRONG, Place, Token
from extractor.structure.verbs import verbs

UNNUMBERED = 6
"""The level of a heading that has none."""

_LEADING = frozenset({Role.BACKGROUND, Role.FRAME, Role.GOAL})
"""Sections behind which others come."""
_CHAPTERS = STRONG - {MarkerStyle.HAN_PAREN}
"""Numbers of chapters and articles: they end a section, which points do not."""
_ORDERING = STRONG | DIGITS | {MarkerStyle.DECIMAL, MarkerStyle.HAN_FORMAL, MarkerStyle.NAMED}
"""Numbers that order a text, so that its print need not."""
_SECTION_NAME = 20  # code points; 第七章 附则 has a number, 附　则 has none
_FIRST_LINES = 600  # code points in which the title of a document stands
_TITLE_LINES = 2
_TOPIC = 8  # code points of a line above a headline
_LONGEST = 30  # code points of a heading between numbers
_SEVERAL = 3  # headings that show by their number that they are some
_SEVERAL_IN_BOLD = 2  # lines in bold that show that they are headings
_TITLE_PART = 10  # code points of a line of the title that stands as a heading
_OPEN = ("，", "、", "；", "：", ":")
"""How a line ends that is not over."""
_LONGEST_TITLE = 60
_INTRODUCTION = 8  # lines between the title of a document and its first number
_MARKS = re.compile(r"[，。；：:;！？、]|^附|^第")
_QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》")
_EDITION = r"(?:[（(][^（）()]{1,12}[）)])?$"
_GOING_ON = ("是：", "：", "，", "、", "。")
"""How a line begins that goes on with the one above it."""
_BLANKS = re.compile(r"\s+")
_PARAGRAPH = 60  # code points of running text
_SENTENCE = 40  # code points of a paragraph below a headline
_TITLE = re.compile(
    rf"{NUMERO}\s[^。；;]{{4,60}}|"
    r"(?=(?:[^\u4e00-\u9fff]{0,16}[\u4e00-\u9fff]){4})"
    r"[^。；;：:？?！!，,▷●•]{4,40}(?:，[^。；;：:？?，,]{4,20})?[：:！!]?"
)
"""The headline of a digest; or two parts at most, four characters at least, no sentence, no question."""
_ENDS = ("。", "！", "？", "”", "）", ")", "…", "：", "；")  # how a paragraph ends
_STOPPED = ("。", "！", "；", "）", ")", "】", "]")  # how a line ends that is no heading


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a heading begins, and how deep it stands: 1 is the highest, 3.5 between 3 and 4."""

    start: int
    level: float


def find(article: Article, lines: Lines, tokens: Sequence[Token], lexicon: Lexicon) -> list[Heading]:
    """The headings without a number, in order; ``tokens`` are what may be numbers. No two begin alike."""
    finder = _Finder(article, lines, tokens, lexicon)
    found = {
        one.start: one
        for one in (*finder.between_numbers(), *finder.printed(), *finder.lost(), *finder.named())
    }
    return [found[start] for start in sorted(found)]


def title_between(article: Article, lines: Lines, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether another document begins in ``[start, end)``: its title stands alone on a line or two, few lines
    above its first number, and behind what is over (``县停车设施建设实施方案``).
    """
    nearest = lines.between(start, end)[: -_INTRODUCTION - _TITLE_LINES - 1 : -1]
    between = [line.of(article.text) for line in nearest]
    last = min(len(between) - 1, _INTRODUCTION)
    return any(_is_title(between[at], between[at + 1 :][:_TITLE_LINES], lexicon) for at in range(last))


def _is_title(line: str, above: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a line is the title of a document, or its end: ``关于做好当前工作⏎促进就业的意见``.

    ``above`` are the lines above it, the nearest first.
    """
    if not _TITLE_PART <= len(line) <= _LONGEST_TITLE or above[0].endswith(_OPEN):
        return False
    title = _QUOTED.sub("", _BLANKS.sub("", line))
    if not _kinds(lexicon).search(title) or _MARKS.search(title):
        return False
    goes_on = any("关于" in one[:_LONGEST] and not _MARKS.search(one) for one in above)
    return goes_on or not verbs(lexicon).opens_plainly(title, 0, len(title))


class _Finder:
    """Looks through the lines of one article."""

    def __init__(self, article: Article, lines: Lines, tokens: Sequence[Token], lexicon: Lexicon) -> None:
        self.text, self.lines, self.lexicon = article.text, lines, lexicon
        self.title = _BLANKS.sub("", article.title)
        self._bold_ends = {span.start: span.end for span in article.bold}
        self.tokens = tokens
        self.numbers = [one for one in tokens if one.place is Place.LINE]

    def named(self) -> Iterator[Heading]:
        """The lines that are headings by their kind or by their name.

        Below one that looks back (``2031年工作回顾``) or tells what is aimed at, lines that look like it open
        other sections.
        """
        is_open = False
        is_numbered = any(one.marker.style in STRONG for one in self.numbers)
        has_chapters = any(one.marker.style in _CHAPTERS for one in self.numbers)
        for at, block in enumerate(self.lines.blocks):
            length = block.span.end - block.span.start
            if block.kind is BlockKind.HEADING:
                is_open = False
                if at < self._below_title or self._repeats_title(block.span):
                    continue
                yield Heading(block.span.start, block.level or UNNUMBERED)
            elif block.kind is BlockKind.PARAGRAPH and length <= _SECTION_NAME:
                line = block.span.of(self.text)
                if opens_annex(line) and self._begins_anew(block.span.end):
                    continue  # a document of its own stands below it
                role = role_of_line(line, self.lexicon)
                following = next(iter(self.lines.spans[at + 1 : at + 2]), None)
                if following and self.text.startswith(_GOING_ON, following.start):
                    continue
                is_above = following is not None and len(following) > length
                if role is not None or (is_open and (is_above or is_numbered) and may_head(line)):
                    looks_back = role is Role.BACKGROUND
                    is_open = looks_back if has_chapters else is_open or role in _LEADING
                    yield Heading(block.span.start, block.level or UNNUMBERED)

    @cached_property
    def _below_title(self) -> int:
        """The place of the first block behind the title: what a page prints as a heading above all text is a
        part of it where it ends like a title (``…的通知``) or is too long for the name of a section, and no
        heading below is printed like it.
        """
        if not self.title:
            return 0
        blocks = self.lines.blocks
        top = list(takewhile(lambda block: block.kind is BlockKind.HEADING, blocks))
        below = {block.level for block in blocks[len(top) :] if block.kind is BlockKind.HEADING}
        parts = (at for at, block in enumerate(top, start=1) if self._ends_title(block.span))
        return max((at for at in parts if top[at - 1].level not in below), default=0)

    def _repeats_title(self, line: Span) -> bool:
        """Whether a heading is the first line of the title: ``# 关于做好2031年度消费补贴政策``."""
        part = _BLANKS.sub("", line.of(self.text))
        return len(part) >= _TITLE_PART and self.title.startswith(part)

    def _ends_title(self, line: Span) -> bool:
        return len(line) > _LONGEST or _titles(self.lexicon).search(line.of(self.text)) is not None

    def _begins_anew(self, position: int) -> bool:
        """Whether the title of a document comes next, in a line or two above its first number."""
        index = bisect_left(self.numbers, position, key=lambda one: one.marker.span.start)
        first = self.numbers[index].marker if index < len(self.numbers) else None
        if first is None or first.value != 1 or first.style not in _CHAPTERS:
            return False
        above = self.lines.between(position, min(first.span.start, position + _FIRST_LINES))
        return any(_titles(self.lexicon).search(line.of(self.text)) for line in above[:_TITLE_LINES])

    def lost(self) -> Iterator[Heading]:
        """The headings whose line has lost its break."""
        if line := self.lines.whole:
            for place in lost_headings(self.text, line, self.lexicon):
                yield Heading(place.start, UNNUMBERED)

    def printed(self) -> Iterator[Heading]:
        """The lines that only their print shows to head what is below, where no numbers order the text.

        They are in bold, or short among long ones; of two in bold, and of a topic and a headline, the first
        is the higher.
        """
        if any(one.marker.style in _ORDERING for one in self.numbers):
            return
        lines = self.lines.spans
        above = [at for at in range(len(lines) - 1) if self._is_bold(at) and not self._is_bold(at + 1)]
        is_topic = self._is_bold
        if len(above) < _SEVERAL_IN_BOLD:
            above, is_topic = self._among_paragraphs(), self._is_topic
        elif self._are_measures(above):
            return
        for at in above:
            if at and is_topic(at - 1) and not (at > 1 and is_topic(at - 2)):
                yield Heading(lines[at - 1].start, UNNUMBERED - 1)
            yield Heading(lines[at].start, UNNUMBERED)

    def _among_paragraphs(self) -> list[int]:
        """The places of the headlines between paragraphs; fewer than three in all leave out the first line of
        a text, which may be anything.
        """
        found = [at for at in range(len(self.lines.spans) - 1) if self._stands_out(at)]
        return found[1:] if len(found) < _SEVERAL and found[:1] == [0] else found

    def _are_measures(self, titles: list[int]) -> bool:
        """Whether nothing is listed below these titles, and a count above announces them or most act.

        Titles that act behind an opening of plain prose are the headlines of its parts.
        """
        first = self.lines.spans[titles[0]].start
        if any(one.marker.span.start > first for one in self.tokens if one.place is not Place.GLUED):
            return False
        lines = [self.lines.spans[at] for at in titles]
        acting = sum(verbs(self.lexicon).opens(self.text, line.start, line.end) for line in lines)
        above = self.lines.blocks[titles[0] - 1 : titles[0]]
        opens = all(block.kind is BlockKind.HEADING for block in above)
        if opens and 2 * acting > len(lines):
            return True
        return Announced(self.text, self.lexicon).nearly(len(lines), before=first)

    def _is_topic(self, place: int) -> bool:
        """Whether a line of a few words may stand above a headline: ``公平就医``."""
        is_short = len(self.lines.spans[place]) <= _TOPIC
        return is_short and place > 0 and self._is_short_title(place)

    def _is_short_title(self, place: int) -> bool:
        """Whether a line may be a headline: short, no sentence, and greeting or naming nobody."""
        line = self.lines.spans[place]
        if len(line) > _LONGEST or self.lines.blocks[place].kind is not BlockKind.PARAGRAPH:
            return False
        if _TITLE.fullmatch(self.text, line.start, line.end) is None:
            return False
        is_somebody = _somebody(self.lexicon).fullmatch(self.text, line.start, line.end)
        return not is_somebody or verbs(self.lexicon).opens(self.text, line.start, line.end)

    def _stands_out(self, place: int) -> bool:
        """Whether a headline stands between two paragraphs, the first of which has ended; a topic may stand
        above it.
        """
        below = self.lines.spans[place + 1]
        if not (len(below) > _SENTENCE or self._asks(below)) or not self._is_short_title(place):
            return False
        top = place - 1 if place and self._is_topic(place - 1) else place
        before = self.lines.spans[top - 1].of(self.text) if top else ""
        return not before or (len(before) > _PARAGRAPH and before.endswith(_ENDS))

    def _asks(self, line: Span) -> bool:
        """Whether a line is the question of an interview: ``问：下一步有何打算？``"""
        return _asks(self.lexicon).match(self.text, line.start, line.end) is not None

    def _is_bold(self, place: int) -> bool:
        """Whether a line is nothing but a few words in bold that may head what follows."""
        block = self.lines.blocks[place]
        if self._bold_ends.get(block.span.start, -1) < block.span.end:
            return False
        is_paragraph = block.kind is BlockKind.PARAGRAPH
        return is_paragraph and _TITLE.fullmatch(block.span.of(self.text)) is not None

    def between_numbers(self) -> Iterator[Heading]:
        """The lines that head parts of a series which runs through them, or each of several that begin anew.

        ``2.培训司机。轮训一遍。⏎改造站点⏎3.新建站房。``: a line that may be a heading, behind a sentence and
        right before the next number; of two such lines the first is the higher one. There must be several,
        since one may be anything.
        """
        values = {
            self.lines.index(one.marker.span.start): one.marker.value
            for one in self.numbers
            if one.marker.style in DIGITS
        }
        above = {place: self._above(place, is_first=values[place] == 1) for place in sorted(values)}
        running = sum(bool(found) and values[place] > 1 for place, found in above.items())
        opening = [found for place, found in above.items() if values[place] == 1]
        restarts = len(opening) >= _SEVERAL and all(opening)
        for place, found in above.items():
            if running >= _SEVERAL or (restarts and values[place] == 1):
                yield from found

    def _above(self, place: int, *, is_first: bool) -> list[Heading]:
        """The one or two lines right above another that may head it, behind a sentence or a printed heading.

        Above the first number of a series a subtitle may stand as well.
        """
        top = place
        while place - top < 2 and top > 0 and self._may_head(top - 1):
            top -= 1
        if top == place or not (is_first or top == 0 or self._is_apart(top - 1)):
            return []
        numbered = self.lines.blocks[place]
        lowest = numbered.level - 0.5 if numbered.kind is BlockKind.HEADING and numbered.level else UNNUMBERED
        lines = self.lines.spans[top:place]
        return [Heading(line.start, lowest - higher / 4) for higher, line in enumerate(reversed(lines))]

    def _may_head(self, place: int) -> bool:
        block = self.lines.blocks[place]
        is_short = block.kind is BlockKind.PARAGRAPH and len(block.span) <= _LONGEST
        return is_short and may_head(block.span.of(self.text))

    def _is_apart(self, place: int) -> bool:
        """Whether a line is none of these: printed as a heading, ended by a stop or a note of who acts."""
        if self.lines.blocks[place].kind is BlockKind.HEADING:
            return True
        line = self.lines.spans[place].of(self.text)
        return line.endswith(_STOPPED) or _assigned(self.lexicon).match(line) is not None


@lru_cache(maxsize=8)
def _asks(lexicon: Lexicon) -> re.Pattern[str]:
    """What opens the line of a question."""
    return re.compile(rf"{lexicon.alternation('clauses', 'asks')}[：:]")


@lru_cache(maxsize=8)
def _somebody(lexicon: Lexicon) -> re.Pattern[str]:
    """What a line says that greets somebody or names who signs: ``各位代表``, ``市政府办公室``."""
    greeting, body = lexicon.alternation("documents", "salutation"), lexicon.alternation("bodies", "ending")
    return re.compile(rf"{greeting}.*|.{{,{_TITLE_PART}}}{body}")


@lru_cache(maxsize=8)
def _titles(lexicon: Lexicon) -> re.Pattern[str]:
    """How the title of a document ends that orders something: ``…实施方案（试行）``."""
    return re.compile(
        rf"(?:{_kinds(lexicon).pattern}|{lexicon.alternation('nouns', 'institution')}{_EDITION})"
    )


@lru_cache(maxsize=8)
def _kinds(lexicon: Lexicon) -> re.Pattern[str]:
    """How the title of a document ends, whatever its kind: ``…实施方案（试行）``."""
    return re.compile(lexicon.alternation("documents", "type", "law") + _EDITION)


@lru_cache(maxsize=8)
def _assigned(lexicon: Lexicon) -> re.Pattern[str]:
    """What opens a line that only says who is responsible."""
    names = lexicon.alternation("responsibility", "lead", "responsible", "support")
    return re.compile(rf"[（(【\[]?{names}[^：:]{{0,4}}[：:]")
