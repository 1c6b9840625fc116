"""Marker tokens become a tree: a number counts only as a member of a series.

A token continues an open series (n+1), starts one (1), or takes up one that ran through an earlier chapter
(``4.`` under ``二、`` after ``3.`` under ``一、``, domain.md §1.1). Everything else that looks like a marker
is none: ``2.5万``, ``第十五条规定``, ``一、二年级``. The looser a token's place, the more it must prove:
inside a line it needs a successor, in the middle of a clause it is heard only in texts that lost their line
breaks. Where a style opens inside another follows GB/T 9704—2012 unless the document shows otherwise.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from extractor.lexicon import Lexicon
from extractor.model import Article, Marker, MarkerStyle, Span
from extractor.numerals import HAN
from extractor.structure import headings
from extractor.structure.boxes import is_inside
from extractor.structure.endings import SEVERAL, SHORT_LINE, close
from extractor.structure.headings import UNNUMBERED
from extractor.structure.lines import Lines
from extractor.structure.nodes import RANK, Node
from extractor.structure.open_path import OpenPath
from extractor.structure.sections import heading_behind, opens_annex
from extractor.structure.stream import TokenStream
from extractor.structure.tokens import DIGITS, STRONG, Place, Token
from extractor.structure.verbs import verbs

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
_RUNNING = frozenset(RANK) - {
    MarkerStyle.ORDINAL,
    MarkerStyle.BULLET,
    MarkerStyle.CIRCLED,
    MarkerStyle.CHAPTER,
    MarkerStyle.LETTER,
}
_GAP = 3  # a series may lose up to two numbers and go on (deleted items, damaged digits)
_LONG_GAP = 12  # and more of them where the number behind the gap counts on (a page is lost)
_HEADING = 30  # code points of a heading that has lost the break behind it
_MARK = re.compile(r"[。；;：:！？\n]")
_NUMBER = re.compile(r"\d+")
_COUNTED = re.compile(rf"第[{HAN}]+(?![{HAN}个])")
_STOP = re.compile(r"[。\n]")
_INSIDE = ("：", ":", "，", ",")
_BLANKS = " \u3000"
_BEFORE = 8  # code points before a number in which its colon stands
_NEAR_CHAPTER = 3  # code points; 第一章 总则第二章 is a table of contents that lost its breaks
_NOTED = 400  # code points in which an item names who is responsible
_NEAR = 4  # code points; markers closer than this are an enumeration of numbers (一、二、三产业)


def build(article: Article, lines: Lines, tokens: Sequence[Token], lexicon: Lexicon) -> Node:
    """The tree of all accepted tokens and of the headings without a number, under one root."""
    return _Builder(article, lines, tokens, lexicon).tree()


class _Builder:
    """Walks the tokens once; every token is pushed and popped at most once, so time is linear."""

    def __init__(self, article: Article, lines: Lines, tokens: Sequence[Token], lexicon: Lexicon) -> None:
        self.article = article
        self.lines = lines
        self.lexicon = lexicon
        self.verbs = verbs(lexicon)
        self.assigned = _assigned(lexicon)
        self.stream = TokenStream(article, lines, tokens, lexicon)
        self.open = OpenPath(article, lines, lexicon)
        self.root, self.path, self.last = self.open.root, self.open.nodes, self.open.last
        self.headings = self._bullets_above()
        self.annexes = [
            line.start
            for line in lines.spans
            if article.text[line.start] == "附" and opens_annex(line.of(article.text))
        ]
        self.sentence_end = 0  # of the sentence that was looked through last

    def tree(self) -> Node:
        found = headings.find(self.article, self.lines, self.stream.tokens, self.lexicon)
        titles = {token.content for token in self.stream.tokens if token.marker.style is MarkerStyle.BOX}
        waiting = [
            Node(None, one.start, level=one.level) for one in reversed(found) if one.start not in titles
        ]
        for index, token in enumerate(self.stream.tokens):
            start = token.marker.span.start
            while waiting and waiting[-1].start < start:
                self.open.open_heading(waiting.pop())
            if waiting and waiting[-1].start == start:
                self.open.leave_headings(waiting[-1].level, token)
            is_placed = self._place(index, token)
            if is_placed and waiting and waiting[-1].start == start:
                waiting.pop()  # it has a number
        while waiting:
            self.open.open_heading(waiting.pop())
        close(self.root, self.article.text, self.lines)
        return self.root

    def _place(self, index: int, token: Token) -> bool:
        """Whether a token is a marker; then it has its place in the tree."""
        token = self._as_expected(token)
        if token.marker.style is MarkerStyle.BOX:
            self.open.open_box(token, self._behind_box(index))
            return True
        if not is_inside(token):
            self.open.leave_box()
        if not self._is_heard(index, token):
            return False
        self._open_heading_behind(token)
        if self._heads_articles(index, token):
            self.open.leave_article()
        depth = self.open.resumes(token)
        if depth is None:
            depth = self._continues(index, token)
        if depth is None:
            self.open.leave_sentence(token)
            self.open.leave_line(token)
        if depth is None and self._starts(index, token):
            depth = self._depth_of_start(index, token)
        if depth is None:
            return False
        depth = self.open.depth_by_box(depth, token)
        self.open.suspend(depth, token)
        del self.path[depth:]
        until, last = self._sentence_of(token), not self.stream.goes_on(index, token.marker.value)
        self.open.push(Node(self._numbered(token), token.marker.span.start, until=until, is_last=last))
        return True

    def _behind_box(self, index: int) -> Token | None:
        """The first number behind a box that is none of its points."""
        tokens = self.stream.tokens
        return next((tokens[at] for at in range(index + 1, len(tokens)) if not is_inside(tokens[at])), None)

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
            self.open.open_heading(Node(None, heading, level=UNNUMBERED))

    def _as_expected(self, token: Token) -> Token:
        """``6.1+X证书`` reads as a decimal, but is number 6 where the series of ``5.`` waits for it.

        ``6.0版`` is none. ``。212.培训`` is number 2 behind the number of a page, where the series of
        ``1.`` waits for it.
        """
        if token.marker.style in DIGITS and self.lines.is_whole(token.marker.span.start):
            return self._without_page(token)
        if token.marker.style is not MarkerStyle.DECIMAL:
            return token
        printed = token.marker.span.of(self.article.text)
        head = re.match(r"\d+[.．](?!0$)", printed)
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
        after = self.stream.behind(index)
        if after is None or token.marker.style is MarkerStyle.ARTICLE or after.place is not Place.LINE:
            return False
        runs_on = after.marker.value == self.last.get(after.key, 0) + 1
        if after.marker.style is not MarkerStyle.ARTICLE or not runs_on or token.place is not Place.LINE:
            return False
        return self._is_heading_before(token, after)

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
            and self.verbs.opens_plainly(self.article.text, token.content, start + SHORT_LINE)
        )

    def _is_cited(self, index: int, token: Token) -> bool:
        """``…的通知》第十三条…`` in 第十二条: a number in a line is none where the next one opens its own.

        Nor is 三、 in ``举一反三、补齐短板。三、保障措施``, where the next one opens a sentence.
        """
        after = self.stream.next(index)
        return (
            after is not None and after.place > token.place and after.marker.value == token.marker.value > 1
        )

    def _is_over_decimals(self, index: int, token: Token) -> bool:
        """``4 应急响应`` is a number over 4.1, and behind 3 of the same kind (``6 附则``)."""
        if self.last.get(token.key, 0) == token.marker.value - 1 > 0:
            return True
        after = self.stream.behind(index)
        return after is not None and after.key == (MarkerStyle.DECIMAL, f"{token.marker.value}.")

    def _follows_a_title(self, index: int, token: Token) -> bool:
        """``…乡村需求一是优化服务。二是…``: 一是 behind a title without a mark; but not in ``统一是``."""
        successor = self.stream.next(index)
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
            gap = _LONG_GAP if self.stream.goes_on(index, token.marker.value) else _GAP
            may_skip = token.place is Place.LINE or self._opens_lost_line(token)
            skips = 1 < step <= gap and may_skip
            return depth if skips or (step > 1 and self._is_assigned(index, token)) else None
        return None

    def _is_counted(self, before: Token) -> bool:
        """Whether a member counts by itself (第三，): then 此外 opens another sentence, no member."""
        return not before.follows and bool(_COUNTED.match(self.article.text, before.marker.span.start))

    def _opens_lost_line(self, token: Token) -> bool:
        """Whether a number behind a sentence opened a line that is lost: ``。三、`` ``。24.``."""
        at = token.marker.span.start
        behind_sentence = self.article.text[max(0, at - _NEAR) : at].rstrip().endswith(("。", "！"))
        return token.marker.style in _OPENING and behind_sentence and self.lines.is_unbroken(at)

    def _is_awaited(self, token: Token, successor: Token | None) -> bool:
        """Whether what follows 首先 is the next number of the series in which it stands: ``第二，``."""
        if successor is None or self.stream.has_number(token) or not self.stream.has_number(successor):
            return False
        open_ones = (node.token for node in self.path if node.token and node.token.key == token.key)
        return any(
            self.stream.has_number(one) and one.marker.value == successor.marker.value - 1
            for one in open_ones
        )

    def _holds_list(self, index: int, token: Token) -> bool:
        """Whether the entry of an outer list, be it the only one, holds a list of several itself."""
        inner = self.stream.behind(index)
        is_inside = inner is not None and inner.inside == token.marker.span.start >= 0
        return is_inside and token.depth == 0 and self.stream.next(index + 1) is not None

    def _starts(self, index: int, token: Token) -> bool:
        """Whether the token opens a series, or takes one up that ran through an earlier chapter."""
        successor = self.stream.next(index)
        value, style = token.marker.value, token.marker.style
        if token.only_next or (token.inside >= 0 and all(node.start != token.inside for node in self.path)):
            return False
        followed = successor is not None and self._counts_on(value, successor.marker)
        apart = successor is not None and _is_apart(token.marker, successor.marker)
        if style in (MarkerStyle.ORDINAL, MarkerStyle.BULLET):
            is_first = not token.follows and value <= 1 and not self._is_awaited(token, successor)
            return is_first and ((followed and apart) or self._holds_list(index, token))
        if self._is_above(index, token):
            return True
        if value == 1:
            if self._is_in_run(token):
                return False
            return token.place is Place.LINE or (apart and (followed or self._is_followed_late(index, token)))
        return self._is_assigned(index, token) or self._begins_late(index, token, followed, apart)

    def _is_above(self, index: int, token: Token) -> bool:
        """Whether a number surely stands over what comes next: a chapter, a part, ``3`` over 3.1."""
        style = token.marker.style
        if style is MarkerStyle.CHAPTER and self._is_over_article(index, token):
            return True
        if style in _SECTIONS and self._opens_part(index, token):
            return True
        return style is MarkerStyle.DECIMAL and not token.family and token.place is Place.LINE  # it was heard

    def _begins_late(self, index: int, token: Token, followed: bool, apart: bool) -> bool:
        """Whether a number above 1 goes on from an earlier chapter, or begins a part of a longer text."""
        style = token.marker.style
        before = self.last.get(token.key, 0)
        if before:
            placed = token.place >= Place.CLAUSE or self._is_behind_heading(token)
            counts_on = token.marker.value == before + 1 or (followed and self._skips(token, before))
            return counts_on and style in _RUNNING and placed
        placed = token.place is Place.LINE or (style is MarkerStyle.ARTICLE and self._is_behind_blank(token))
        is_lost = self.lines.is_whole(token.marker.span.start)
        if style in _LOWER and self._is_behind_heading(token):
            placed = placed or is_lost
        is_run = is_lost and style in _SECTIONS and followed and self._runs_on(index)
        may_begin_late = style in _RUNNING or (style is MarkerStyle.CHAPTER and (placed or is_run))
        return (placed or is_run) and may_begin_late and followed and apart

    def _is_assigned(self, index: int, token: Token) -> bool:
        """``28.新建站台⏎牵头单位：市交通局⏎34.…``: taken out of a longer list with who shall do it."""
        if token.place is not Place.LINE or token.marker.style not in DIGITS:
            return False
        after = self.stream.behind(index)
        end = after.marker.span.start if after else len(self.article.text)
        return (
            self.assigned.search(self.article.text, token.content, min(end, token.content + _NOTED))
            is not None
        )

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
            if (after := self.stream.firm_next.get(one.marker.span.start))
        )

    def _runs_on(self, index: int) -> bool:
        """Whether several chapters count on from one that has none before it, and that stands right over
        another number: ``二、管好河道4.…三、…四、…``.
        """
        after = self.stream.behind(index)
        if after is None or not self._is_heading_before(self.stream.tokens[index], after):
            return False
        return self.stream.run(index, SEVERAL) == SEVERAL

    def _counts_on(self, value: int, after: Marker) -> bool:
        """Whether a marker is the next one behind a value; a page may have run together with it."""
        if after.value in (value + 1, 0):
            return True
        return _hides(after, value + 1) and self.lines.is_whole(after.span.start)

    def _is_over_article(self, index: int, token: Token) -> bool:
        """``第七章　损害赔偿 　第五十条``: a chapter whose articles follow, alone in a part of a law."""
        after = self.stream.behind(index)
        if after is None or after.marker.style is not MarkerStyle.ARTICLE or after.place is Place.GLUED:
            return False
        return self._is_heading_before(token, after)

    def _opens_part(self, index: int, token: Token) -> bool:
        """``四、主要任务`` as the first line, with （一） below it: a page or a part of a longer text."""
        lines, start = self.lines.spans, token.marker.span.start
        if token.place is not Place.LINE or not lines or lines[0].start != start or len(lines[0]) > _HEADING:
            return False
        after = self.stream.behind(index)
        is_below = after is not None and after.marker.value == 1 and after.key != token.key
        return is_below and _MARK.search(self.article.text, token.content, lines[0].end) is None

    def _is_heading_before(self, token: Token, after: Token) -> bool:
        """Whether a short heading without a stop is all that stands between two numbers."""
        heading = self.article.text[token.content : after.marker.span.start].strip()
        return 0 < len(heading) <= _HEADING and not _MARK.search(heading)

    def _is_followed_late(self, index: int, token: Token) -> bool:
        """``二、优化环境1.精简材料。…213.公开收费。``: 2. is lost, or ran together with a page number."""
        successor = self.stream.next(index)
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

    def _depth_of_start(self, index: int, token: Token) -> int:
        """Under the innermost open item; but a restart, or a higher style, first closes what it ends.

        Articles may stand inside any of these; ``第二条 收费政策`` heads （三） where that follows （二）.
        """
        if self._begins_annex(token):
            return 1
        rank = RANK[token.marker.style]
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
            if node.start in self.headings and token.marker.style in _LOWER:
                continue
            is_article = token.marker.style is MarkerStyle.ARTICLE
            if rank < node.rank and not (is_article and not self._interrupts(index, node.token)):
                return depth
        return len(self.path)

    def _begins_annex(self, token: Token) -> bool:
        """Whether a line 附件 stands between what is open and a first chapter: nothing goes on below it."""
        if token.marker.value != 1 or token.marker.style not in STRONG or not self.annexes:
            return False
        before = self.annexes[max(0, bisect_left(self.annexes, token.marker.span.start) - 1)]
        return self.path[-1].start < before < token.marker.span.start

    def _bullets_above(self) -> frozenset[int]:
        """Where points begin that head numbers (``■ 推動包租代管⏎1. …⏎■ 擴大參與⏎1. …``), two at least."""
        above = [
            token.marker.span.start
            for token, after in pairwise(self.stream.tokens)
            if token.marker.style is MarkerStyle.BULLET is not after.marker.style
            and after.marker.value == 1
            and after.place is Place.LINE
            and self._is_heading_before(token, after)
        ]
        return frozenset(above) if len(above) > 1 else frozenset()

    def _interrupts(self, index: int, open_token: Token) -> bool:
        """Whether right behind a heading the number comes that is next to an open one."""
        after = self.stream.behind(index)
        if after is None or after.key != open_token.key:
            return False
        counts_on = after.marker.value == open_token.marker.value + 1
        return counts_on and self._is_heading_before(self.stream.tokens[index], after)

    def _numbered(self, token: Token) -> Token:
        """另外 and 最后 take the number after the one before them."""
        if not token.follows:
            return token
        value = self.last[token.key] + 1
        return replace(token, marker=replace(token.marker, value=value))


@lru_cache(maxsize=8)
def _assigned(lexicon: Lexicon) -> re.Pattern[str]:
    """The label of a note of responsibility, alone on its line or in brackets."""
    return re.compile(
        rf"[\n（(][ \t\u3000]*{lexicon.alternation('responsibility', 'lead', 'responsible')}[：:]"
    )


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
