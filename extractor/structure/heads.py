"""Where a head ends: the title of an item, or its first sentence, without end punctuation.

Up to the first 。！？；： or the end of the line, outside quotes and brackets (GUIDE rule 3); a title printed
in bold ends with the bold unless a comma follows, a title in 【】 is what stands inside, and a note of who is
responsible is no part.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from extractor.enclosures import Enclosures
from extractor.lexicon import Lexicon
from extractor.model import Article, MarkerStyle, Span
from extractor.numerals import HAN
from extractor.structure.tokens import NUMERO

_STOP = r"[。！？；!?;\n]|(?<!\d)[：:]|[：:](?! ?\d)"
_END = re.compile(_STOP)
_WIDE_BLANK = re.compile(r"[\u3000\u00a0 ]{2,}(?=\S)")
_ONLY_NUMBER = re.compile(rf"【(?:[A-Za-z{HAN}]|\d{{1,2}})】")
_SPACED_HEADING = 4  # code points; 总　　则 is spaced, not cut
_CHAPTERS = (MarkerStyle.CHAPTER, MarkerStyle.HAN_COMMA, None)
NAME = re.compile(r"[：:][^，。；：:、\s\d（(]{2,20}(?=\n|\Z)")
"""What the line of a heading tells behind ： and nothing else: ``第一阶段：集中攻坚``."""
_NEWS = re.compile(rf"{NUMERO}\s+(?P<title>[^\n]+)")
_COMMAS = "，,、"
_COMMA = re.compile(f"[{_COMMAS}]")
_WORDS = re.compile(rf"(?![{HAN}]{{1,3}}[、是]|第[{HAN}\d]|[{HAN}]是)[\u4e00-\u9fff]")
_PICTURE = re.compile("[\U0001f000-\U0001faff\ufe0f]")  # 🚀, which decorates a heading
_EDGE = "。．，,、；;：:！!？? \t\u3000\u00a0"


class Heads:
    """Finds the heads of one article."""

    def __init__(self, article: Article, enclosures: Enclosures, lexicon: Lexicon) -> None:
        self.text = article.text
        self.enclosures = enclosures
        self.bold = article.bold
        self._bold_starts = [span.start for span in article.bold]
        self.responsibility = _responsibility(lexicon)
        self.announcing = _announcing(lexicon)
        self.phrase = _phrase(lexicon)

    def head(
        self,
        start: int,
        end: int,
        style: MarkerStyle | None = None,
        marker_start: int | None = None,
        *,
        in_cell: bool = False,
    ) -> Span:
        """The head of the item whose content is ``[start, end)``; may be empty.

        ``in_cell``: lines end with the width of a cell, also in mid-sentence.
        """
        if style is None and (news := _NEWS.match(self.text, start, end)):
            return self.trimmed(*news.span("title"))
        if self.text.startswith("【", start):
            title = self.enclosures.around(start)
            if title and title.end <= end:
                if not _ONLY_NUMBER.match(self.text, title.start):
                    return Span(title.start + 1, title.end - 1)
                start = title.end
        stop = self._first_stop(start, end, style, in_cell=in_cell)
        stop = self._bold_end(start, stop, marker_start)
        if style is None and (name := NAME.match(self.text, stop)) and name.end() <= end:
            stop = name.end()
        if style is MarkerStyle.ORDINAL:
            cue = self.enclosures.search(self.announcing, self.text, start, stop)
            if cue and not self.phrase.fullmatch(self.text, start, cue.start()):
                stop = cue.start()
        return self.without_tail(self.trimmed(start, stop))

    def _first_stop(self, start: int, end: int, style: MarkerStyle | None, *, in_cell: bool) -> int:
        """Where the head ends; wide blanks end it too, but not in a spaced heading (总　　则)."""
        mark = self.enclosures.search(_END, self.text, start, end)
        while in_cell and mark and self._goes_on(mark, end):
            mark = self.enclosures.search(_END, self.text, mark.end(), end)
        stop = mark.start() if mark else end
        blanks = self.enclosures.search(_WIDE_BLANK, self.text, start, stop)
        spaced = style in _CHAPTERS and blanks is not None and blanks.start() - start < _SPACED_HEADING
        return blanks.start() if blanks and not spaced else stop

    def _goes_on(self, mark: re.Match[str], end: int) -> bool:
        """Whether a line ends in mid-sentence: behind a comma, before words and not a number."""
        if mark[0] != "\n" or self.text[mark.start() - 1] not in _COMMAS:
            return False
        return _WORDS.match(self.text, mark.end(), end) is not None

    def trimmed(self, start: int, end: int) -> Span:
        """The span without white space and punctuation at its end, white space and pictures at its start."""
        while end > start and self.text[end - 1] in _EDGE:
            end -= 1
        while start < end and (self.text[start].isspace() or _PICTURE.match(self.text[start])):
            start += 1
        return Span(start, end)

    def without_tail(self, span: Span) -> Span:
        """The span without closing brackets that say who is responsible (domain.md §1.5)."""
        while len(span) and self.text[span.end - 1] in "）)〕":
            tail = self.enclosures.around(span.end - 1)
            if not tail or tail.start <= span.start:
                break
            if not self.responsibility.search(self.text, tail.start, tail.end):
                break
            span = self.trimmed(span.start, tail.start)
        return span

    def _bold_end(self, start: int, stop: int, marker_start: int | None) -> int:
        """Where the bold ends that begins with the item, if that is before ``stop``."""
        first = start if marker_start is None else marker_start
        index = bisect_left(self._bold_starts, first)
        if index < len(self.bold) and self.bold[index].start <= start < self.bold[index].end < stop:
            end = self.bold[index].end
            is_cut = bool(_COMMA.search(self.text, end - 1, end + 1)) or self.enclosures.is_inside(end)
            return stop if is_cut else end
        return stop


@lru_cache(maxsize=8)
def _responsibility(lexicon: Lexicon) -> re.Pattern[str]:
    labels = ("lead", "responsible", "support", "guide", "host")
    return re.compile(lexicon.alternation("responsibility", *labels))


@lru_cache(maxsize=8)
def _phrase(lexicon: Lexicon) -> re.Pattern[str]:
    """在…意见中，明确…, 对违反规定的，明确…, 为进一步保护…，要求…: what is no head yet."""
    frame, end = (lexicon.alternation("frames", label) for label in ("frame", "end"))
    aim = rf"为(?:了|{lexicon.alternation('openers', 'adverb')})"
    return re.compile(rf".*{end}|{frame}[^，,]*的|{aim}[^，,]*", re.DOTALL)


@lru_cache(maxsize=8)
def _announcing(lexicon: Lexicon) -> re.Pattern[str]:
    """What a member says further, behind its head; 明确分工 is an act like those beside it."""
    cue = lexicon.alternation("list_cues", "cue", "announce")
    return re.compile(rf"[，,]{cue}(?![\u4e00-\u9fff]{{2}}(?:[，,。；;]|\Z))")
