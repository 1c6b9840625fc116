"""What the words of a plain sentence say of it before its verb is looked for.

It heads a paragraph, counts measures, fills in a form, grants a sum, asks no more than that a document is
kept, or only tells: what is expected, valued or thanked for (domain.md §2.3). A list or an outline makes such
words harmless; where nothing announces a sentence they decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.lexicon import Lexicon
from extractor.matching.members import say
from extractor.model import Evidence, Span
from extractor.numerals import HAN, count_pattern
from extractor.questions import QUESTIONS

_HEADING = 30  # code points of a heading
_TITLE = 22  # code points of a title that runs on into its paragraph
_SPELT = 9  # code points of what spells out such a title, at least
_NO_TITLE = re.compile(r"[，,：:；;《\d]")
_LINE_BELOW = re.compile(r"[ \t\u3000]{0,8}\n\s{0,20}(?P<line>[^\n]*)")
_PARTS = "！!？?"  # what stands between the parts of a headline
_STOPS = ("。", "！", "？", "”", "）", ")", "；")  # how a paragraph ends
_HEADLINES = 3  # lines of a headline and what stands above it
_NUMERAL = 12  # digits of a sum of money


class Plain:
    """The patterns of one version of the lexicon; built once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._count = count_pattern(lexicon)
        self._field = re.compile(rf"[^，。；：:]{{0,8}}{lexicon.alternation('clauses', 'field')}[：:]")
        self._granted, self._told = _granted(lexicon), _told(lexicon)
        leads = lexicon.alternation("openers", "adverb", "time", "future", "deontic")
        self._opens = re.compile(rf"{leads}{{0,4}}{lexicon.alternation('actions')}")
        self._abides, self._tells = _abides(lexicon), _tells(lexicon)

    def says(self, text: str, head: Span) -> Iterator[Evidence]:
        """What is said for and against the sentence ``head`` of ``text``, with the spans of the words."""
        if _is_heading(text, head):
            yield say("stated.heading", head)
        elif self._opens.match(text, head.start, head.end) and _is_title(text, head):
            yield say("stated.title", head)
        counts = self._count.finditer(text, head.start, head.end)
        yield from (say("stated.counts", Span(*one.span())) for one in counts if one["group"] is None)
        if field := self._field.match(text, head.start, head.end):
            yield say("text.field", Span(*field.span()))
        grant = self._granted.search(text, head.start, head.end)
        if grant and not self._told.search(text, head.start, head.end):
            yield say("stated.grants", Span(*grant.span()))
        if abides := self._abides.search(text, head.start, head.end):
            yield say("stated.abides", Span(*abides.span()))
        if tells := self._tells.match(text, head.start, head.end):
            yield say("stated.tells", Span(*tells.span()))


def _is_heading(text: str, head: Span) -> bool:
    """Whether a short line without a stop, or its last part, stands over a longer paragraph that ends in one.

    ``5月1日起！湖滨开放夜市`` is a headline of two parts. Further lines of it may stand between.
    """
    before = text[max(0, head.start - _HEADING) : head.start].rsplit("\n", 1)[-1].strip(" \t\u3000")
    if len(before) + len(head) > _HEADING or (before and before[-1] not in _PARTS):
        return False
    end = head.end
    for _ in range(_HEADLINES):
        below = _LINE_BELOW.match(text, end)
        if below is None:
            return False
        line, end = below["line"].rstrip(), below.end()
        if line.endswith(_STOPS):
            return len(line) > len(head)
        if len(line) > _HEADING:
            return False
    return False


def _is_title(text: str, head: Span) -> bool:
    """Whether a short act opens a paragraph that spells it out: ``优化服务。十所医院增设窗口，…``."""
    if len(head) > _TITLE or text[head.end : head.end + 1] != "。" or _NO_TITLE.search(head.of(text)):
        return False
    before = text[max(0, head.start - _HEADING) : head.start].rstrip(" \t\u3000")
    rest = text[head.end + 1 : head.end + 1 + _HEADING].split("\n")[0].strip(" \u3000”")
    return (not before or before[-1] == "\n") and len(rest) > _SPELT


def _granted(lexicon: Lexicon) -> re.Pattern[str]:
    """A grant and its sum or share, on either side: ``给予每户3000元``, ``30%的补贴``."""
    grant = "|".join(re.escape(word) for word in lexicon.texts("actions", "grant") if len(word) > 1)
    numeral = rf"(?:\d[\d,.．]{{0,{_NUMERAL}}}|[{HAN}]{{1,{_NUMERAL}}})"
    unit = "|".join(map(re.escape, lexicon.texts("units", "money", "ratio")))
    share = lexicon.alternation("clauses", "share")
    amount = rf"(?:{numeral}\s?[百千万亿]{{0,2}}(?:{unit}|％)|{share})"
    return re.compile(rf"(?:{grant})[^。；]{{0,60}}?{amount}|{amount}[^。；，]{{0,30}}?(?:{grant})")


def _told(lexicon: Lexicon) -> re.Pattern[str]:
    """What says of a grant that it was made, or is expected by somebody; 不超过 is its limit."""
    denied = "".join(f"(?<!{re.escape(word)})" for word in lexicon.texts("amounts", "not"))
    return re.compile(
        rf"{denied}{lexicon.alternation('achievements')}|{lexicon.alternation('clauses', 'forecast')}|了"
    )


def _abides(lexicon: Lexicon) -> re.Pattern[str]:
    """The end of a sentence that asks to keep a document: 贯彻落实《意见》的各项要求."""
    how, what, lawfully = (lexicon.alternation("clauses", one) for one in ("abides", "set_out", "lawfully"))
    return re.compile(rf"{how}《[^》]{{1,40}}》的?[^，。；]{{0,2}}{what}(?:，{lawfully}[^，。；]{{2,24}})?$")


def _tells(lexicon: Lexicon) -> re.Pattern[str]:
    """The beginning of a sentence that only tells, up to the word that says so.

    ``感谢您的关心``, ``《条例》旨在…``, ``…十分必要``, ``运输将保持增长势头``, ``国新办举行新闻发布会``.
    """
    words = {label: lexicon.alternation("telling", label) for label in QUESTIONS["telling"].labels}
    future = f"(?:{lexicon.alternation('openers', 'future')}|{words['modal']})"
    becomes = rf"{words['becomes']}[^，,。；、]{{1,2}}(?![^，,。；、])"  # 更加突出, and not 更加重视养老
    course = rf"{words['keeps']}[^，,。；]{{0,20}}{words['course']}(?![^，,。；])"
    return re.compile(
        rf"{words['opening']}|[^，,。；]{{0,40}}?(?:{words['aims']}|{words['since']}[，,])|"
        rf"[^。；]*?(?:{words['anywhere']}|{future}{becomes}|{future}[^，,。；]{{0,12}}?{course}|"
        rf"{words['holds']}(?!的)[^，,。；]{{0,20}}?{words['press']}(?!上)|{words['ending']}\Z)"
    )
