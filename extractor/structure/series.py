"""Marker tokens become a tree: a number counts only as a member of a series.

A token continues an open series (n+1), starts one (1), or takes up one that ran through an earlier chapter
(``4.`` under ``二、`` after ``3.`` under ``一、``, domain.md §1.1). Everything else that looks like a marker
is none: ``2.5万``, ``第十五条规定``, ``一、二年级``. The looser a token's place, the more it must prove:
inside a line it needs a successor, in the middle of a clause it is heard only in texts that lost their line
breaks. Where a style opens inside another follows GB/T 9704—2012 unless the document shows otherwise.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from extractor.lexicon import Lexicon
from extractor.model import Article, Marker, MarkerStyle, Span
from extractor.numerals import HAN, to_int
from extractor.structure import headings
from extractor.structure.headings import UNNUMBERED
from extractor.structure.lines import Lines
from extractor.structure.sections import heading_behind, opens_notes
from extractor.structure.tokens import DIGITS, STRONG, Place, Token
from extractor.structure.verbs import verbs

_RANK = {
    MarkerStyle.CHAPTER: 1,
    MarkerStyle.ARTICLE: 2,
    MarkerStyle.HAN_FORMAL: 3,
    MarkerStyle.HAN_COMMA: 4,
    MarkerStyle.HAN_PAREN: 5,
    MarkerStyle.NAMED: 5,
    MarkerStyle.DECIMAL: 6,
    MarkerStyle.DIGIT_DOT: 6,
    MarkerStyle.DIGIT_COMMA: 6,
    MarkerStyle.DIGIT_PAREN: 7,
    MarkerStyle.LETTER: 7,
    MarkerStyle.DIGIT_CLOSE: 8,
    MarkerStyle.CIRCLED: 9,
    MarkerStyle.ORDINAL: 10,
    MarkerStyle.BULLET: 11,
}
_OPENING = frozenset(
    {
        MarkerStyle.CHAPTER,
        MarkerStyle.ARTICLE,
        MarkerStyle.HAN_COMMA,
        MarkerStyle.DIGIT_DOT,
        MarkerStyle.DIGIT_COMMA,
    }
)
_LOWER = DIGITS | {MarkerStyle.HAN_PAREN}
_SECTIONS = frozenset({MarkerStyle.CHAPTER, MarkerStyle.HAN_COMMA})
_RUNNING = frozenset(_RANK) - {
    MarkerStyle.ORDINAL,
    MarkerStyle.BULLET,
    MarkerStyle.CIRCLED,
    MarkerStyle.CHAPTER,
    MarkerStyle.LETTER,
}
_GAP = 3  # a series may lose up to two numbers and go on (deleted items, damaged digits)
_LONG_GAP = 12  # and more of them where the number behind the gap counts on (a page is lost)
_HEADING = 30  # code points of a heading that has lost the break behind it
_CODE = re.compile(r"[0-9０-９A-Za-z.．%％〔\[第图表至—–\-]")  # what stands before the digits of a number
_NOTE = re.compile(r"\s*[（(]?(\d{1,2})[.．、）)](?!\d)")
_MARK = re.compile(r"[。；;：:！？\n]")
_NUMBER = re.compile(r"\d+")
_COUNTED = re.compile(rf"第[{HAN}]+(?![{HAN}个])")
_NUMERALS = re.compile(rf"[{HAN}]、")
_NEXT_NUMERAL = re.compile(rf"([{HAN}]{{1,2}})(?:(?![{HAN}是、])|、[{HAN}](?![{HAN}是]))")
_STOP = re.compile(r"[。\n]")
_INSIDE = ("：", ":", "，", ",")
_BLANKS = " \u3000"
_BEFORE = 8  # code points before a number in which its colon stands
_SPOKEN = 2000  # code points of a spoken series that is one sentence, or several
_SEVERAL = 3  # members of a series that show how long each is
_ALONE = 40  # code points; an ordinal with so short a line has its body in the next one
_NEAR_CHAPTER = 3  # code points; 第一章 总则第二章 is a table of contents that lost its breaks
_NEAR = 4  # code points; markers closer than this are an enumeration of numbers (一、二、三产业)


@dataclass(slots=True)
class Node:
    """A place in the outline while it is being built; ``end`` is known when all tokens are placed."""

    token: Token | None
    start: int
    level: int = 0  # of a heading without a number
    end: int = 0
    until: int = 0  # where the sentence ends in which its series stands: 报告分两部分：一、回顾；二、展望。
    is_last: bool = False  # no number follows it that would be the next of its series
    children: list[Node] = field(default_factory=list)

    @property
    def marker(self) -> Marker | None:
        """The printed number, if there is one."""
        return self.token.marker if self.token else None

    @property
    def content(self) -> int:
        """Where the text behind the marker begins."""
        return self.token.content if self.token else self.start

    @property
    def rank(self) -> int:
        """Depth that the style has by convention; headings without a number stand above all."""
        return _RANK[self.token.marker.style] if self.token else 0


def build(article: Article, lines: Lines, tokens: Sequence[Token], lexicon: Lexicon) -> Node:
    """The tree of all accepted tokens and of the headings without a number, under one root."""
    return _Builder(article, lines, tokens, lexicon).tree()


class _Builder:
    """Walks the tokens once; every token is pushed and popped at most once, so time is linear."""

    def __init__(self, article: Article, lines: Lines, tokens: Sequence[Token], lexicon: Lexicon) -> None:
        self.article = article
        self.lines = lines
        self.bold_starts = frozenset(span.start for span in article.bold)
        self.lexicon = lexicon
        self.verbs = verbs(lexicon)
        notes = list(self._notes())
        self.tokens = [
            self._promote(token)
            for token in tokens
            if not (_is_in(notes, token.marker.span.start) or self._is_part_of_number(token))
        ]
        self.root = Node(None, 0, level=-1, end=len(article.text))
        self.path = [self.root]
        self.last: dict[object, int] = {}  # the number of the newest marker of each key
        self.firm_next: dict[int, Token] = {}  # by the start of each token its next one behind a mark
        self.next_at = self._successors()
        self.next_of = [None if at is None else self.tokens[at] for at in self.next_at]
        self.sentence_end = 0  # of the sentence that was looked through last

    def tree(self) -> Node:
        found = headings.find(self.article, self.lines, self.tokens, self.lexicon)
        waiting = [Node(None, one.start, level=one.level) for one in reversed(found)]
        for index, token in enumerate(self.tokens):
            start = token.marker.span.start
            while waiting and waiting[-1].start < start:
                self._open_heading(waiting.pop())
            if waiting and waiting[-1].start == start:
                self._leave_headings(waiting[-1].level, token)
            is_placed = self._place(index, token)
            if is_placed and waiting and waiting[-1].start == start:
                waiting.pop()  # it has a number
        while waiting:
            self._open_heading(waiting.pop())
        _close(self.root, self.article.text, self.lines)
        return self.root

    def _notes(self) -> Iterator[Span]:
        """The lines that list notes or annexes: ``附件：1.…`` and below it ``2.…``."""
        value = -1  # of the last note; -1 outside notes
        for block in self.lines.blocks:
            line = block.span
            number = _NOTE.match(self.article.text, line.start, line.end)
            if opens_notes(self.article.text, line.start, self.lexicon):
                value = 0 if line.of(self.article.text).rstrip().endswith(("：", ":")) else 1
            elif number and int(number[1]) == value + 1:
                value += 1
            else:
                value = -1
            if value >= 0:
                yield line

    def _promote(self, token: Token) -> Token:
        """A number in bold behind running text opens a paragraph that lost its break."""
        in_line = token.place is not Place.LINE and token.marker.style is not MarkerStyle.ORDINAL
        if in_line and token.marker.span.start in self.bold_starts:
            return replace(token, place=Place.LINE)
        return token

    def _is_part_of_number(self, token: Token) -> bool:
        """Whether digits in the middle of a clause belong to a number or a code: ``3.5%``, ``2025.``.

        Or numerals to an enumeration: ``二、三、四中学``, ``二、三级公司``, ``。一、二、三产业``.
        """
        if token.place is not Place.LINE and token.marker.style is MarkerStyle.HAN_COMMA:
            after = _NEXT_NUMERAL.match(self.article.text, token.content)
            around = (token.content, max(0, token.marker.span.start - 2))
            listed = any(_NUMERALS.match(self.article.text, at) for at in around)
            return (listed and token.place is Place.GLUED) or (
                after is not None and to_int(after[1]) == token.marker.value + 1
            )
        if token.place is not Place.GLUED or token.marker.style not in DIGITS:
            return False
        text, place = self.article.text, token.marker.span
        decimal = token.marker.style is MarkerStyle.DIGIT_DOT and text[place.end : place.end + 1].isdecimal()
        return decimal or _CODE.match(text, place.start - 1) is not None

    def _successors(self) -> list[int | None]:
        """For each token the place of the next one of the same key.

        Where the breaks are lost, words like 统一、 stand between the numbers of the chapters: one in the
        middle of a clause counts as the next only if it counts on.
        """
        following: dict[object, int] = {}
        firm: dict[object, int] = {}
        result: list[int | None] = [None] * len(self.tokens)
        for index in range(len(self.tokens) - 1, -1, -1):
            token = self.tokens[index]
            after = following.get(token.key)
            if after is not None and self._is_word(token, self.tokens[after]):
                after = firm.get(token.key)
            result[index] = after
            if token.key in firm:
                self.firm_next[token.marker.span.start] = self.tokens[firm[token.key]]
            is_glued = token.place is Place.GLUED
            if not ((is_glued and token.marker.style is MarkerStyle.ORDINAL) or token.only_next):
                following[token.key] = index
            if not is_glued:
                firm[token.key] = index
        return result

    def _is_word(self, token: Token, after: Token) -> bool:
        """Whether what looks like the next number is the end of a word: ``统一、规范``."""
        is_word = after.place is Place.GLUED and after.marker.style is MarkerStyle.HAN_COMMA
        counts_on = after.marker.value == token.marker.value + 1
        return is_word and not counts_on and self.lines.is_whole(token.marker.span.start)

    def _open_heading(self, node: Node) -> None:
        while len(self.path) > 1 and (self.path[-1].token or self.path[-1].level >= node.level):
            self.path.pop()
        self._push(node)

    def _leave_headings(self, level: int, token: Token) -> None:
        """Close the headings without a number that one of the same or a higher level with a number ends, but
        not those in which its series is open.
        """
        for depth, node in enumerate(self.path[1:], start=1):
            if node.token and node.token.key == token.key:
                return
            if node.token is None and node.level >= level:
                if all(one.token is None or one.token.key != token.key for one in self.path[depth:]):
                    del self.path[depth:]
                return

    def _push(self, node: Node) -> None:
        self.path[-1].children.append(node)
        self.path.append(node)
        if node.token:
            self.last[node.token.key] = node.token.marker.value

    def _place(self, index: int, token: Token) -> bool:
        """Whether a token is a marker; then it has its place in the tree."""
        token = self._as_expected(token)
        if not self._is_heard(index, token):
            return False
        self._open_heading_behind(token)
        if self._heads_articles(index, token):
            self._leave_article()
        depth = self._continues(index, token)
        if depth is None:
            self._leave_sentence(token)
            self._leave_line(token)
        if depth is None and self._starts(index, token):
            depth = self._depth_of_start(token)
        if depth is None:
            return False
        del self.path[depth:]
        until, last = self._sentence_of(token), not self._goes_on(index, token)
        self._push(Node(self._numbered(token), token.marker.span.start, until=until, is_last=last))
        return True

    def _open_heading_behind(self, token: Token) -> None:
        """Open the heading without a number that stands right before the first number of a lost line.

        Chapters are below no such heading: an annex with chapters is a text of its own.
        """
        start = token.marker.span.start
        if token.marker.value != 1 or token.marker.style is MarkerStyle.CHAPTER:
            return
        heading = (
            heading_behind(self.article.text, start, self.lexicon) if self.lines.is_whole(start) else None
        )
        if heading is not None and (len(self.path) == 1 or heading > self.path[-1].start):
            self._open_heading(Node(None, heading, level=UNNUMBERED))

    def _as_expected(self, token: Token) -> Token:
        """``6.1+X证书`` reads as a decimal, but is number 6 where the series of ``5.`` waits for it.

        ``。212.培训`` is number 2 behind the number of a page, where the series of ``1.`` waits for it.
        """
        if token.marker.style in DIGITS and self.lines.is_whole(token.marker.span.start):
            return self._without_page(token)
        if token.marker.style is not MarkerStyle.DECIMAL:
            return token
        printed = token.marker.span.of(self.article.text)
        head = re.match(r"\d+[.．]", printed)
        opened = any(node.token and node.token.key == token.key for node in self.path)
        waiting = self.last.get((MarkerStyle.DIGIT_DOT, ""), 0)
        if not head or opened or waiting == 0 or int(head[0][:-1]) != waiting + 1:
            return token
        end = token.marker.span.start + head.end()
        marker = Marker(MarkerStyle.DIGIT_DOT, waiting + 1, Span(token.marker.span.start, end))
        return Token(marker, token.place, end, "")

    def _without_page(self, token: Token) -> Token:
        """The token without the number of a page that has run together with it, if its series needs that."""
        open_ones = (node.token for node in self.path[::-1] if node.token)
        waiting = next((one for one in open_ones if one.key == token.key), None)
        value = waiting.marker.value + 1 if waiting else 0
        if waiting is None or not _hides(token.marker, value):
            return token
        digits = _NUMBER.search(self.article.text, token.marker.span.start)
        start = digits.end() - len(str(value)) if digits else token.marker.span.start
        return replace(
            token, marker=replace(token.marker, value=value, span=Span(start, token.marker.span.end))
        )

    def _heads_articles(self, index: int, token: Token) -> bool:
        """``（二）绩效奖励`` alone on its line before 第四条: articles number through such headings."""
        after = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if after is None or token.marker.style is MarkerStyle.ARTICLE or after.place is not Place.LINE:
            return False
        runs_on = after.marker.value == self.last.get(after.key, 0) + 1
        if after.marker.style is not MarkerStyle.ARTICLE or not runs_on or token.place is not Place.LINE:
            return False
        return self._is_heading_before(token, after)

    def _leave_article(self) -> None:
        """Close the open article, so that what comes next stands beside it."""
        for depth, node in enumerate(self.path):
            if node.token and node.token.marker.style is MarkerStyle.ARTICLE:
                del self.path[depth:]
                return

    def _sentence_of(self, token: Token) -> int:
        """The end of the sentence in which the series so far stands, behind a colon or a comma; else 0."""
        if token.marker.style is MarkerStyle.ORDINAL or token.place is Place.LINE:
            return 0
        before = self.path[-1].children[-1] if self.path[-1].children else None
        if token.marker.value > 1 and before:
            return before.until if token.content <= before.until else 0
        start = token.marker.span.start
        if not self.article.text[max(0, start - _BEFORE) : start].rstrip(_BLANKS).endswith(_INSIDE):
            return 0
        if self.sentence_end <= start:  # tokens come in their order: each sentence is looked through once
            stop = _STOP.search(self.article.text, start)
            self.sentence_end = stop.end() if stop else len(self.article.text)
        return self.sentence_end

    def _goes_on(self, index: int, token: Token) -> bool:
        """Whether the next token of the same kind would be its next sibling."""
        successor = self.next_of[index]
        return successor is not None and successor.marker.value == token.marker.value + 1

    def _leave_sentence(self, token: Token) -> None:
        """Close a series that stood in one sentence, once that has ended; one that it cut into may go on."""
        for depth, node in enumerate(self.path):
            ended = 0 < node.until <= token.marker.span.start and node.is_last
            if ended and node.token and node.token.marker.value > 1:
                self._leave(depth, node.token)
                return

    def _leave(self, depth: int, token: Token) -> None:
        """Close the series that ends with a token; one of its kind that it cut into may go on."""
        siblings = self.path[depth - 1].children[: -token.marker.value]
        if siblings and siblings[-1].token and siblings[-1].token.key == token.key:
            self.last[token.key] = siblings[-1].token.marker.value
        del self.path[depth:]

    def _leave_line(self, token: Token) -> None:
        """Close a spoken series (第一…第三) that ended before the paragraph in which another begins, and a
        list of paragraphs.

        Where the breaks are lost, before the sentence.
        """
        if token.marker.style is not MarkerStyle.ORDINAL or token.marker.value > 1:
            return
        start = token.marker.span.start
        line = self.lines.around(start).start
        is_lost = self.lines.is_whole(start)
        for depth, node in enumerate(self.path):
            is_spoken = node.token is not None and node.token.marker.style is MarkerStyle.ORDINAL
            has_ended = node.start < line or (is_lost and is_spoken and self._has_ended(depth, start))
            if not (node.token and node.is_last and has_ended):
                continue
            if is_spoken or self._is_end_of_lines(depth):
                self._leave(depth, node.token)
                return

    def _is_end_of_lines(self, depth: int) -> bool:
        """Whether the open number at a depth is the last of a list of paragraphs."""
        node = self.path[depth]
        siblings, members = self.path[depth - 1].children, node.marker.value if node.marker else 0
        first = siblings[-members] if 0 < members <= len(siblings) else node
        return _is_same_series(first, node) and _are_lines(
            node, first, members, self.article.text, self.lines
        )

    def _has_ended(self, depth: int, start: int) -> bool:
        """Whether the open series at a depth has ended before a place: it is one sentence, or several of its
        members are one each, and the sentence of the last is over.
        """
        node, text = self.path[depth], self.article.text
        value = node.marker.value if node.marker else 0
        first = self.path[depth - 1].children[-value:][0]
        if node.start - first.start > _SPOKEN:
            return False
        stops = text.count("。", first.start, node.start)
        is_single = stops == 0 or (stops < value and value >= _SEVERAL)
        return is_single and text.find("。", node.content, min(start, node.content + _SPOKEN)) >= 0

    def _is_heard(self, index: int, token: Token) -> bool:
        """Whether a marker may stand at such a place at all."""
        if token.marker.style is MarkerStyle.DECIMAL and not token.family:
            return token.is_counted or self._is_over_decimals(index, token)
        if self._is_cited(index, token):
            return False
        if token.place is not Place.GLUED:
            return True
        if token.marker.style is MarkerStyle.ORDINAL:
            return self._follows_a_title(index, token)
        if token.marker.style not in STRONG | DIGITS:
            return False
        return self.lines.is_unbroken(token.marker.span.start) or self._goes_on_in_line(token)

    def _goes_on_in_line(self, token: Token) -> bool:
        """``1、加强巡查2、做好值班``: the next number in a line, before a verb, whose mark is lost."""
        if token.marker.style is not MarkerStyle.DIGIT_COMMA:
            return False
        before, start = self.path[-1], token.marker.span.start
        follows = before.token is not None and before.token.key == token.key
        follows = follows and before.token is not None and before.token.marker.value == token.marker.value - 1
        same_line = before.start >= self.lines.around(start).start
        return (
            follows
            and same_line
            and self.verbs.opens_plainly(self.article.text, token.content, start + _ALONE)
        )

    def _is_cited(self, index: int, token: Token) -> bool:
        """``…的通知》第十三条…`` in 第十二条: a number in a line is none where the next one opens its own.

        Nor is 三、 in ``举一反三、补齐短板。三、保障措施``, where the next one opens a sentence.
        """
        after = self.next_of[index]
        return (
            after is not None and after.place > token.place and after.marker.value == token.marker.value > 1
        )

    def _is_over_decimals(self, index: int, token: Token) -> bool:
        """``4 应急响应`` is a number over 4.1, and behind 3 of the same kind (``6 附则``)."""
        if self.last.get(token.key, 0) == token.marker.value - 1 > 0:
            return True
        after = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        return after is not None and after.key == (MarkerStyle.DECIMAL, f"{token.marker.value}.")

    def _follows_a_title(self, index: int, token: Token) -> bool:
        """``…乡村需求一是优化服务。二是…``: 一是 behind a title without a mark; but not in ``统一是``."""
        successor = self.next_of[index]
        waits = any(
            node.token and node.token.key == token.key and node.token.marker.value == 1 for node in self.path
        )
        return successor is not None and successor.marker.value == 2 and not waits

    def _continues(self, index: int, token: Token) -> int | None:
        """The depth at which the token is the next sibling of an open series."""
        value = token.marker.value
        for depth in range(len(self.path) - 1, 0, -1):
            node = self.path[depth]
            if not node.token or node.token.key != token.key:
                continue
            step = value - node.token.marker.value
            if token.follows and self._is_counted(node.token):
                return None
            if token.follows or step == 1 or token.marker.style is MarkerStyle.BULLET:
                apart = _is_apart(node.token.marker, token.marker) or token.place is Place.LINE
                return depth if apart else None
            gap = _LONG_GAP if self._goes_on(index, token) else _GAP
            may_skip = token.place is Place.LINE or self._opens_lost_line(token)
            return depth if 1 < step <= gap and may_skip else None
        return None

    def _is_counted(self, before: Token) -> bool:
        """Whether a member counts by itself (第三，): then 此外 opens another sentence, no member."""
        return not before.follows and bool(_COUNTED.match(self.article.text, before.marker.span.start))

    def _opens_lost_line(self, token: Token) -> bool:
        """Whether a number behind a sentence opened a line that is lost: ``。三、`` ``。24.``."""
        at = token.marker.span.start
        behind_sentence = self.article.text[max(0, at - _NEAR) : at].rstrip().endswith(("。", "！"))
        return token.marker.style in _OPENING and behind_sentence and self.lines.is_unbroken(at)

    def _holds_list(self, index: int, token: Token) -> bool:
        """Whether the entry of an outer list, be it the only one, holds a list of several itself."""
        inner = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        is_inside = inner is not None and inner.inside == token.marker.span.start >= 0
        return is_inside and token.depth == 0 and self.next_of[index + 1] is not None

    def _starts(self, index: int, token: Token) -> bool:
        """Whether the token opens a series, or takes one up that ran through an earlier chapter."""
        successor = self.next_of[index]
        value, style = token.marker.value, token.marker.style
        if token.only_next or (token.inside >= 0 and all(node.start != token.inside for node in self.path)):
            return False
        followed = successor is not None and self._counts_on(value, successor.marker)
        apart = successor is not None and _is_apart(token.marker, successor.marker)
        if style in (MarkerStyle.ORDINAL, MarkerStyle.BULLET):
            is_first = not token.follows and value <= 1
            return is_first and ((followed and apart) or self._holds_list(index, token))
        if style is MarkerStyle.CHAPTER and self._is_over_article(index, token):
            return True
        if style is MarkerStyle.DECIMAL and not token.family and token.place is Place.LINE:
            return True  # it was heard: it stands over 3.1, or lines count on from it
        if value == 1:
            if self._is_in_run(token):
                return False
            return token.place is Place.LINE or (apart and (followed or self._is_followed_late(index, token)))
        before = self.last.get(token.key, 0)
        if before:
            placed = token.place >= Place.CLAUSE or self._is_behind_heading(token)
            counts_on = value == before + 1 or (followed and self._skips(token, before))
            return counts_on and style in _RUNNING and placed
        placed = token.place is Place.LINE or (style is MarkerStyle.ARTICLE and self._is_behind_blank(token))
        is_lost = self.lines.is_whole(token.marker.span.start)
        if style in _LOWER and self._is_behind_heading(token):
            placed = placed or is_lost
        is_run = is_lost and style in _SECTIONS and followed and self._runs_on(index)
        may_begin_late = style in _RUNNING or (style is MarkerStyle.CHAPTER and (placed or is_run))
        return (placed or is_run) and may_begin_late and followed and apart

    def _skips(self, token: Token, before: int) -> bool:
        """Whether a number that opens a line goes on behind ``before``, though the one between is lost."""
        is_article = token.marker.style is MarkerStyle.ARTICLE
        if token.marker.style not in DIGITS and not is_article:
            return False
        opens = token.place is Place.LINE or (is_article and self._opens_lost_line(token))
        is_headed = self.path[-1].token is None and len(self.path) > 1
        return opens and before < token.marker.value <= before + (_LONG_GAP if is_headed else _GAP - 1)

    def _is_in_run(self, token: Token) -> bool:
        """Whether what looks like 一、 stands between two of its kind that count on: ``统一、规范``."""
        if token.place is not Place.GLUED or token.marker.style is not MarkerStyle.HAN_COMMA:
            return False
        open_ones = (node.token for node in self.path if node.token and node.token.key == token.key)
        return any(
            after.marker.value == one.marker.value + 1
            for one in open_ones
            if (after := self.firm_next.get(one.marker.span.start))
        )

    def _runs_on(self, index: int) -> bool:
        """Whether several chapters count on from one that has none before it, and that stands right over
        another number: ``二、管好河道4.…三、…四、…``.
        """
        if not self._is_heading_before(self.tokens[index], self.tokens[index + 1]):
            return False
        value = self.tokens[index].marker.value
        for step in range(1, _SEVERAL):
            following = self.next_at[index]
            if following is None or self.tokens[following].marker.value != value + step:
                return False
            index = following
        return True

    def _counts_on(self, value: int, after: Marker) -> bool:
        """Whether a marker is the next one behind a value; a page may have run together with it."""
        if after.value in (value + 1, 0):
            return True
        return _hides(after, value + 1) and self.lines.is_whole(after.span.start)

    def _is_over_article(self, index: int, token: Token) -> bool:
        """``第七章　损害赔偿 　第五十条``: a chapter whose articles follow, alone in a part of a law."""
        after = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if after is None or after.marker.style is not MarkerStyle.ARTICLE or after.place is Place.GLUED:
            return False
        return self._is_heading_before(token, after)

    def _is_heading_before(self, token: Token, after: Token) -> bool:
        """Whether a short heading without a stop is all that stands between two numbers."""
        heading = self.article.text[token.content : after.marker.span.start].strip()
        return 0 < len(heading) <= _HEADING and not _MARK.search(heading)

    def _is_followed_late(self, index: int, token: Token) -> bool:
        """``二、优化环境1.精简材料。…213.公开收费。``: 2. is lost, or ran together with a page number."""
        successor = self.next_of[index]
        late = successor is not None and successor.marker.value <= _GAP
        lost = self.lines.is_whole(token.marker.span.start)
        return late and lost and token.marker.style in DIGITS and self._is_behind_heading(token)

    def _is_behind_blank(self, token: Token) -> bool:
        """``第七章　损害赔偿 　　第五十条　造成…``: a part of a law that lost its line breaks."""
        start = token.marker.span.start
        return start > 0 and self.article.text[start - 1].isspace()

    def _is_behind_heading(self, token: Token) -> bool:
        """``三、完善服务（四）延长时间。``: right behind the head of an open item, no mark between them."""
        between = Span(self.path[-1].content, max(self.path[-1].content, token.marker.span.start))
        return 0 < len(between) <= _HEADING and not _MARK.search(between.of(self.article.text))

    def _depth_of_start(self, token: Token) -> int:
        """Under the innermost open item; but a restart, or a higher style, first closes what it ends."""
        rank = _RANK[token.marker.style]
        opens_line = token.place is Place.LINE or self.lines.is_whole(token.marker.span.start)
        is_chapter = token.marker.style is MarkerStyle.CHAPTER and opens_line
        for depth in range(1, len(self.path)):
            node = self.path[depth]
            if node.token is None:
                if is_chapter and node.level == UNNUMBERED:  # 总则, whose own number is lost
                    return depth
                continue
            are_bullets = node.token.marker.style is token.marker.style is MarkerStyle.BULLET
            of_list = are_bullets and node.token.depth >= token.depth
            if node.token.key == token.key or of_list or _is_past(node.token, token):
                return depth
            if rank < node.rank and token.marker.style is not MarkerStyle.ARTICLE:
                return depth
        return len(self.path)

    def _numbered(self, token: Token) -> Token:
        """另外 and 最后 take the number after the one before them."""
        if not token.follows:
            return token
        value = self.last[token.key] + 1
        return replace(token, marker=replace(token.marker, value=value))


def _is_in(lines: Sequence[Span], position: int) -> bool:
    """Whether a position stands in one of some lines, which are in order."""
    index = bisect_right(lines, position, key=lambda line: line.start) - 1
    return index >= 0 and position <= lines[index].end


def _is_apart(marker: Marker, after: Marker) -> bool:
    """Whether something stands between two markers; a chapter may be called 总则."""
    near = _NEAR_CHAPTER if after.style is MarkerStyle.CHAPTER else _NEAR
    return after.span.start - marker.span.end >= near


def _hides(marker: Marker, value: int) -> bool:
    """Whether the digits of a marker end in a value that is not theirs: 212 in 2."""
    return marker.style in DIGITS and marker.value > value and str(marker.value).endswith(str(value))


def _is_past(open_token: Token, token: Token) -> bool:
    """``5.1`` closes 4.2.3, ``4.2.1`` stands inside 4.2."""
    if open_token.marker.style is not MarkerStyle.DECIMAL or token.marker.style is not MarkerStyle.DECIMAL:
        return False
    return not token.family.startswith(f"{open_token.family}{open_token.marker.value}.")


def _close(root: Node, text: str, lines: Lines) -> None:
    """Give every node its end: where the next node begins that is not inside it."""
    stack = [(root, root.end)]
    while stack:
        node, limit = stack.pop()
        node.end = _trim(text, node.start, limit)
        first, members = node, 0  # of the series that is being read
        for child, after in zip_longest(node.children, node.children[1:]):
            first, members = (first, members + 1) if _is_same_series(first, child) else (child, 1)
            end = after.start if after else node.end
            if _ends_run(child, after):
                end = min(end, _end_of_last(child, first, members, text, lines))
            stack.append((child, max(end, child.content)))


def _ends_run(node: Node, after: Node | None) -> bool:
    """Whether a number is the last of its series."""
    if node.marker is None:
        return False
    if after is None or after.marker is None:
        return True
    if node.marker.style is MarkerStyle.BULLET:
        return not _are_bullets(node, after)
    return after.marker.value <= node.marker.value


def _are_bullets(node: Node, after: Node) -> bool:
    """Whether both are members of one list that shows points and no numbers."""
    if node.token is None or after.token is None or node.token.key != after.token.key:
        return False
    return node.token.marker.style is MarkerStyle.BULLET


def _is_same_series(first: Node, node: Node) -> bool:
    """Whether a node goes on in the series that another one opened."""
    if first.token is None or node.token is None or first.token.key != node.token.key:
        return False
    return node.token.marker.value > first.token.marker.value or _are_bullets(first, node)


def _end_of_last(node: Node, first: Node, members: int, text: str, lines: Lines) -> int:
    """Where the last of a series ends at the latest: running text goes on behind ordinals, behind points of
    which each is a line, and behind a series inside one sentence.
    """
    if node.marker and node.marker.style is MarkerStyle.ORDINAL:
        return _end_of_ordinal(node, first, members, text, lines)
    if _are_bullets(node, first):
        has_lines_alone = len(lines.between(first.start, node.start)) < members
        return lines.around(node.start).end if members > 1 and has_lines_alone else len(text)
    if _are_lines(node, first, members, text, lines) and not node.children:
        return lines.around(node.start).end
    return min(node.until, lines.around(node.start).end) if members > 1 and node.until else len(text)


def _are_lines(node: Node, first: Node, members: int, text: str, lines: Lines) -> bool:
    """Whether a number is the last of several of which each is one paragraph that ends with its sentence."""
    if members < _SEVERAL or lines.index(node.start) - lines.index(first.start) != members - 1:
        return False
    ends = (lines.around(one.start).end for one in (first, node))
    return all(text[end - 1] in "。；" for end in ends)


def _end_of_ordinal(node: Node, first: Node, members: int, text: str, lines: Lines) -> int:
    """The end of its line, or of the next one where the heads of its series stand alone on theirs.

    In a line that may have lost its breaks it is the end of its sentence, where several members before it are
    one sentence each, or all of them one; ``members`` counts it and them.
    """
    line = lines.around(node.start)
    stops = text.count("。", first.start, node.start)
    is_sentence = stops == 0 and members > 1 and lines.is_whole(node.start)
    is_single = stops < members and members >= _SEVERAL and lines.is_unbroken(node.start)
    if is_sentence or is_single:
        stop = text.find("。", node.content, line.end)
        return stop + 1 if stop >= 0 else line.end
    alone = first is not node and lines.around(first.start).end - first.start < _ALONE
    return max(line.end, lines.around(node.start, ahead=1).end) if alone else line.end


def _trim(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
