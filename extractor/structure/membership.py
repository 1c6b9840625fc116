"""Whether a token is a number at all: it continues an open series, starts one, or takes up an earlier one.

The looser the place of a token, the more it must prove: inside a line it needs a successor, in the middle of
a clause it is heard only in texts that lost their line breaks. What looks like a number and is none of these
is part of the text: ``2.5万``, ``第十五条规定``, ``一、二年级`` (domain.md §1.1).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Article, Marker, MarkerStyle, Span
from extractor.numerals import HAN
from extractor.structure.endings import SEVERAL, SHORT_LINE
from extractor.structure.lines import Lines
from extractor.structure.nodes import RANK
from extractor.structure.open_path import OpenPath
from extractor.structure.points import COLONS
from extractor.structure.stream import HEADING, MARK, TokenStream
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
_NUMBER = re.compile(r"\d+")
_COUNTED = re.compile(rf"第[{HAN}]+(?![{HAN}个])")
_NEAR_CHAPTER = 3  # code points; 第一章 总则第二章 is a table of contents that lost its breaks
_NOTED = 400  # code points in which an item names who is responsible
_NEAR = 4  # code points; markers closer than this are an enumeration of numbers (一、二、三产业)


class Membership:
    """Looks at tokens one after the other, in the light of the series that are ``open``."""

    def __init__(
        self, article: Article, lines: Lines, stream: TokenStream, open_path: OpenPath, lexicon: Lexicon
    ) -> None:
        self._text, self._lines = article.text, lines
        self._stream = stream
        self._path, self._last = open_path.nodes, open_path.last
        self._verbs = verbs(lexicon)
        self._assigned = _assigned(lexicon)

    def as_expected(self, token: Token) -> Token:
        """``6.1+X证书`` reads as a decimal, but is number 6 where the series of ``5.`` waits for it.

        ``6.0版`` is none. ``。212.培训`` is number 2 behind the number of a page, where the series of
        ``1.`` waits for it.
        """
        if token.marker.style in DIGITS and self._lines.is_whole(token.marker.span.start):
            return self._without_page(token)
        if token.marker.style is not MarkerStyle.DECIMAL:
            return token
        printed = token.marker.span.of(self._text)
        head = re.match(r"\d+[.．](?!0$)", printed)
        opened = any(node.token and node.token.key == token.key for node in self._path)
        waiting = self._last.get((MarkerStyle.DIGIT_DOT, ""), 0)
        if not head or opened or waiting == 0 or int(head[0][:-1]) != waiting + 1:
            return token
        end = token.marker.span.start + head.end()
        marker = Marker(MarkerStyle.DIGIT_DOT, waiting + 1, Span(token.marker.span.start, end))
        return Token(marker, token.place, end, "")

    def _without_page(self, token: Token) -> Token:
        """The token without the number of a page that has run together with it, if its series needs that."""
        open_ones = (node.token for node in self._path[::-1] if node.token)
        waiting = next((one for one in open_ones if one.key == token.key), None)
        value = waiting.marker.value + 1 if waiting else 0
        if waiting is None or not _hides(token.marker, value):
            return token
        digits = _NUMBER.search(self._text, token.marker.span.start)
        start = digits.end() - len(str(value)) if digits else token.marker.span.start
        return replace(
            token, marker=replace(token.marker, value=value, span=Span(start, token.marker.span.end))
        )

    def is_heard(self, index: int, token: Token) -> bool:
        """Whether a marker may stand at such a place at all."""
        if token.marker.style is MarkerStyle.DECIMAL and not token.family:
            return token.is_counted or self._is_over_decimals(index, token)
        if self._is_cited(index, token) or self._is_broken_off(token):
            return False
        if token.place is not Place.GLUED:
            return True
        if token.marker.style is MarkerStyle.ORDINAL:
            return self._follows_a_title(index, token)
        if token.marker.style not in STRONG | DIGITS:
            return False
        return self._lines.is_unbroken(token.marker.span.start) or self._goes_on_in_line(token)

    def _is_broken_off(self, token: Token) -> bool:
        """Whether a line broke behind the 第 of a number in a sentence: ``产量全球第⏎一、出口增长``."""
        start = token.marker.span.start
        return token.place is Place.LINE and self._text[max(0, start - _NEAR) : start].rstrip().endswith("第")

    def _goes_on_in_line(self, token: Token) -> bool:
        """``1、加强巡查2、做好值班``: the next number in a line, before a verb, whose mark is lost."""
        if token.marker.style is not MarkerStyle.DIGIT_COMMA:
            return False
        before, start = self._path[-1], token.marker.span.start
        follows = before.token is not None and before.token.key == token.key
        follows = follows and before.token is not None and before.token.marker.value == token.marker.value - 1
        same_line = before.start >= self._lines.around(start).start
        return (
            follows and same_line and self._verbs.opens_plainly(self._text, token.content, start + SHORT_LINE)
        )

    def _is_cited(self, index: int, token: Token) -> bool:
        """``…的通知》第十三条…`` in 第十二条: a number in a line is none where the next one opens its own.

        Nor is 三、 in ``举一反三、补齐短板。三、保障措施``, where the next one opens a sentence.
        """
        after = self._stream.next(index)
        return (
            after is not None and after.place > token.place and after.marker.value == token.marker.value > 1
        )

    def _is_over_decimals(self, index: int, token: Token) -> bool:
        """``4 应急响应`` is a number over 4.1, and behind 3 of the same kind (``6 附则``)."""
        if self._last.get(token.key, 0) == token.marker.value - 1 > 0:
            return True
        after = self._stream.behind(index)
        return after is not None and after.key == (MarkerStyle.DECIMAL, f"{token.marker.value}.")

    def _follows_a_title(self, index: int, token: Token) -> bool:
        """``…乡村需求一是优化服务。二是…``: 一是 behind a title without a mark; but not in ``统一是``."""
        successor = self._stream.next(index)
        waits = any(
            node.token and node.token.key == token.key and node.token.marker.value == 1 for node in self._path
        )
        return successor is not None and successor.marker.value == 2 and not waits

    def continues(self, index: int, token: Token) -> int | None:
        """The depth at which the token is the next sibling of an open series."""
        value = token.marker.value
        for depth in range(len(self._path) - 1, 0, -1):
            node = self._path[depth]
            if not node.token or node.token.key != token.key:
                continue
            step = value - node.token.marker.value
            if token.follows and self._is_counted(node.token):
                return None
            if token.follows or step == 1 or token.marker.style is MarkerStyle.BULLET:
                apart = _is_apart(node.token.marker, token.marker) or token.place is Place.LINE
                return depth if apart else None
            gap = self._gap(index, token) if self._stream.goes_on(index, token.marker.value) else _GAP
            may_skip = token.place is Place.LINE or self._opens_lost_line(token)
            skips = 1 < step <= gap and may_skip
            return depth if skips or (step > 1 and self._is_assigned(index, token)) else None
        return None

    def _is_counted(self, before: Token) -> bool:
        """Whether a member counts by itself (第三，): then 此外 opens another sentence, no member."""
        return not before.follows and bool(_COUNTED.match(self._text, before.marker.span.start))

    def _opens_lost_line(self, token: Token) -> bool:
        """Whether a number behind a sentence opened a line that is lost: ``。三、`` ``。24.``."""
        at = token.marker.span.start
        behind_sentence = self._text[max(0, at - _NEAR) : at].rstrip().endswith(("。", "！"))
        return token.marker.style in _OPENING and behind_sentence and self._lines.is_unbroken(at)

    def _is_awaited(self, token: Token, successor: Token | None) -> bool:
        """Whether what follows 首先 is the next number of the series in which it stands: ``第二，``."""
        if successor is None or self._stream.has_number(token) or not self._stream.has_number(successor):
            return False
        open_ones = (node.token for node in self._path if node.token and node.token.key == token.key)
        return any(
            self._stream.has_number(one) and one.marker.value == successor.marker.value - 1
            for one in open_ones
        )

    def _holds_list(self, index: int, token: Token) -> bool:
        """Whether the entry of an outer list, be it the only one, holds a list of several itself."""
        inner = self._stream.behind(index)
        is_inside = inner is not None and inner.inside == token.marker.span.start >= 0
        return is_inside and token.depth == 0 and self._stream.next(index + 1) is not None

    def starts(self, index: int, token: Token) -> bool:
        """Whether the token opens a series, or takes one up that ran through an earlier chapter."""
        successor = self._stream.next(index)
        value, style = token.marker.value, token.marker.style
        if token.only_next or (token.inside >= 0 and all(node.start != token.inside for node in self._path)):
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
        before = self._last.get(token.key, 0)
        if before:
            placed = token.place >= Place.CLAUSE or self._is_behind_heading(token)
            skips = followed and (self._skips(index, token, before) or self._lost_first(token))
            counts_on = token.marker.value == before + 1 or self._lost_before(token, before)
            return (counts_on or skips) and style in _RUNNING and placed
        placed = token.place is Place.LINE or (style is MarkerStyle.ARTICLE and self._is_behind_blank(token))
        is_lost = self._lines.is_whole(token.marker.span.start)
        if style in _LOWER and self._is_behind_heading(token):
            placed = placed or is_lost
        is_run = is_lost and style in _SECTIONS and followed and self._runs_on(index)
        may_begin_late = style in _RUNNING or (style is MarkerStyle.CHAPTER and (placed or is_run))
        return (placed or is_run) and may_begin_late and followed and apart

    def _is_assigned(self, index: int, token: Token) -> bool:
        """``28.新建站台⏎牵头单位：市交通局⏎34.…``: taken out of a longer list with who shall do it."""
        if token.place is not Place.LINE or token.marker.style not in DIGITS:
            return False
        after = self._stream.behind(index)
        end = after.marker.span.start if after else len(self._text)
        return self._assigned.search(self._text, token.content, min(end, token.content + _NOTED)) is not None

    def _skips(self, index: int, token: Token, before: int) -> bool:
        """Whether a number that opens a line goes on behind ``before``, though the one between is lost."""
        if token.marker.style not in _RUNNING:
            return False
        if token.place is Place.LINE:
            gap = self._gap(index, token)
        else:
            is_article = token.marker.style is MarkerStyle.ARTICLE
            gap = _GAP - 1 if is_article and self._opens_lost_line(token) else 0
        return before < token.marker.value <= before + gap

    def _is_below(self, token: Token, marks: tuple[str, ...]) -> bool:
        """Whether a number opens the line below a heading, or below what ends in one of some marks."""
        above, start = self._path[-1].content, token.marker.span.start
        if token.marker.style not in _LOWER or token.place is not Place.LINE:
            return False
        before = Span(max(above, start - HEADING - _NEAR), start).of(self._text).rstrip()
        is_whole = start - above <= HEADING + _NEAR
        return before.endswith(marks) or (is_whole and bool(before) and not MARK.search(before))

    def _lost_first(self, token: Token) -> bool:
        """``四、保障措施⏎（二）严格责任。⏎（三）加强宣传。``: its first number is lost."""
        return token.marker.value <= _GAP and self._is_below(token, COLONS)

    def _lost_before(self, token: Token, before: int) -> bool:
        """``三、环境整治⏎（二十）清理河道。`` behind （十六）: the only one left below it."""
        return before < token.marker.value <= before + _LONG_GAP and self._is_below(token, ())

    def _gap(self, index: int, token: Token) -> int:
        """How far a number that counts on may be from the one before it: any way where both open their lines
        (an extract); but ``依照该法⏎第三十一条、第三十二条处罚`` cites two.
        """
        after = self._stream.next(index)
        opens = token.place is Place.LINE and after is not None and after.place is Place.LINE
        return token.marker.value if opens else _LONG_GAP

    def _is_in_run(self, token: Token) -> bool:
        """Whether what looks like 一、 stands between two of its kind that count on: ``统一、规范``."""
        if token.place is not Place.GLUED or token.marker.style is not MarkerStyle.HAN_COMMA:
            return False
        open_ones = (node.token for node in self._path if node.token and node.token.key == token.key)
        return any(
            after.marker.value == one.marker.value + 1
            for one in open_ones
            if (after := self._stream.firm_next.get(one.marker.span.start))
        )

    def _runs_on(self, index: int) -> bool:
        """Whether several chapters count on from one that has none before it, and that stands right over
        another number: ``二、管好河道4.…三、…四、…``.
        """
        after = self._stream.behind(index)
        if after is None or not self._stream.is_heading_between(self._stream.tokens[index], after):
            return False
        return self._stream.run(index, SEVERAL) == SEVERAL

    def _counts_on(self, value: int, after: Marker) -> bool:
        """Whether a marker is the next one behind a value; a page may have run together with it."""
        if after.value in (value + 1, 0):
            return True
        return _hides(after, value + 1) and self._lines.is_whole(after.span.start)

    def _is_over_article(self, index: int, token: Token) -> bool:
        """``第七章　损害赔偿 　第五十条``: a chapter whose articles follow, alone in a part of a law."""
        after = self._stream.behind(index)
        if after is None or after.marker.style is not MarkerStyle.ARTICLE or after.place is Place.GLUED:
            return False
        return self._stream.is_heading_between(token, after)

    def _opens_part(self, index: int, token: Token) -> bool:
        """``四、主要任务`` as the first line, with （一） below it: a page or a part of a longer text."""
        lines, start = self._lines.spans, token.marker.span.start
        if token.place is not Place.LINE or not lines or lines[0].start != start or len(lines[0]) > HEADING:
            return False
        after = self._stream.behind(index)
        is_below = after is not None and after.marker.value == 1 and after.key != token.key
        return is_below and MARK.search(self._text, token.content, lines[0].end) is None

    def _is_followed_late(self, index: int, token: Token) -> bool:
        """``二、优化环境1.精简材料。…213.公开收费。``: 2. is lost, or ran together with a page number."""
        successor = self._stream.next(index)
        late = successor is not None and successor.marker.value <= _GAP
        lost = self._lines.is_whole(token.marker.span.start)
        return late and lost and token.marker.style in DIGITS and self._is_behind_heading(token)

    def _is_behind_blank(self, token: Token) -> bool:
        """``第七章　损害赔偿 　　第五十条　造成…``: a part of a law that lost its line breaks."""
        start = token.marker.span.start
        return start > 0 and self._text[start - 1].isspace()

    def _is_behind_heading(self, token: Token) -> bool:
        """``三、完善服务（四）延长时间。``: right behind the head of an open item, no mark between them."""
        between = Span(self._path[-1].content, max(self._path[-1].content, token.marker.span.start))
        return 0 < len(between) <= HEADING and not MARK.search(between.of(self._text))


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
