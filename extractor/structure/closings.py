"""Where the last item of a document ends: what closes the document is none of it.

Behind the last measure stand 附件：…, 联系人：…, 本办法自…起施行, the signature and its date. They begin
a line of their own, so an item without points ends before the first of them (domain.md §1.7, §2.2 closing).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest

from extractor.lexicon import Lexicon
from extractor.model import Span
from extractor.own_clauses import own_name

_DATE = re.compile(
    r"[\s\u3000]*(?:\d{4}|[二〇○零一三四五六七八九]{4})\s*年\s*[\d十一二三四五六七八九]{1,3}\s*月[^，。；]{0,8}\s*"
)
_SIGNATURE = 40  # code points; the names of the issuers in the line before the date
_MARK = re.compile(r"[。；：！？，]")


class Closings:
    """Recognises the closing lines of one article."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.closing = _closing(lexicon)

    def end(self, lines: Sequence[Span], end: int) -> int:
        """The end of an item that covers ``lines``: of the last line before what closes the document.

        The first line is the item's own, whatever it says; where nothing closes, the end is ``end``.
        """
        for line, after, following in zip_longest(lines, lines[1:], lines[2:]):
            if after is not None and (self._closes(after) or self._signs(after, following)):
                return line.end
        return end

    def _closes(self, line: Span) -> bool:
        return bool(self.closing.match(self.text, line.start, line.end) or self._is_date(line))

    def _signs(self, line: Span, following: Span | None) -> bool:
        """Whether a line holds the names that sign the text, right before its date."""
        if following is None or len(line) > _SIGNATURE or not self._is_date(following):
            return False
        return not _MARK.search(self.text, line.start, line.end)

    def _is_date(self, line: Span) -> bool:
        return bool(_DATE.fullmatch(self.text, line.start, line.end))


@lru_cache(maxsize=8)
def _closing(lexicon: Lexicon) -> re.Pattern[str]:
    """附件： and the like; or a sentence about the document itself with the words of its effect."""
    tail = lexicon.alternation("clauses", "tail")
    effect = lexicon.alternation("clauses", "closing", "effect", "validity")
    since = own_name(lexicon) + lexicon.alternation("clauses", "own_closing")
    return re.compile(rf"[（(\s\u3000]*(?:{tail}|{since}|[本上]述?[^。，；]{{1,8}}[^。；]{{0,30}}?{effect})")
