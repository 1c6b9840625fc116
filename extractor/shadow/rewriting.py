"""One print for all: characters exchanged one for one, and what is printed besides the text.

The script by OpenCC, where the text is traditional; corner brackets as quotation marks, where there are no
others; forms for which Unicode keeps a plain one (Kangxi radicals, full-width digits, small punctuation);
half-width punctuation beside a Han character, but not that of numbers, times and addresses; the points of a
text whose full stops a conversion lost. Pinyin glosses, doubled commas and the ornaments of numbers are
found, to be cut (domain.md §1.6).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from extractor.model import Span
from extractor.numerals import HAN
from extractor.script import outside, simplified
from extractor.shadow import ornaments

_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_FORMS = r"\u2e80-\u2fdf\uf900-\ufaff０-９︰\ufe50-\ufe5a\uff61-\uff64ㄧ"
_SPECIAL = re.compile(rf"[{_FORMS}ー](?:(?<!ー)|(?=[、）)]))")
"""A single class at its head, which `re` looks for fastest."""
_UNUSUAL = re.compile(rf"[{_FORMS}ー,;:?!()]")
"""Without one there is nothing to exchange."""
_PRINTED_FOR = {"︰": ":", "ㄧ": "一", "ー": "一"}  # two dots, a sign of Zhuyin, one of kana
_HALF = dict(zip(",;:?!()", "，；：？！（）", strict=True))
_BESIDE = rf"{_HAN}“”‘’「」『』《》〈〉【】〔〕（）"
_HALF_BESIDE_HAN = re.compile(rf"[,;:?!()](?:(?<=[{_BESIDE}].)|(?=[{_BESIDE}]))")
_QUOTES = str.maketrans("「」『』", "“”‘’")
_POINT = re.compile(rf"[.．](?<=[{_HAN}）)”’%％].)(?<![{HAN}].)(?=[\s{_HAN}（(“‘]|$)")
"""A point behind a word and before another, but not that of a number (一.)."""
_MANY = 10  # points that show it, and so many times as many as 。
_TRADITIONAL = 0.005  # share of characters outside GB 2312; names and signs alone stay below
_FEW = 3

_SYLLABLE = r"(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?[aeiouüāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{1,4}(?:ng?|r)?"
_TONE = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_TONED = re.compile(rf"[(（](?<=[{_HAN}].)[a-zü]{{0,5}}[{_TONE}][a-zü]{{0,4}}[)）]")
_GLOSS = re.compile(rf"[(（](?<=[{_HAN}].){_SYLLABLE}[)）]")
_DOUBLED = re.compile(r"，(?=，)|；(?=；)")


def rewrite(text: str) -> str:
    """The text in simplified characters and plain forms, of the same length.

    >>> rewrite("優化營商環境:「三減」⽉,12:30")
    '优化营商环境：“三减”月，12:30'
    >>> rewrite("实施「三减」工程")
    '实施“三减”工程'
    """
    if _is_traditional(text):
        text = simplified(text).translate(_QUOTES)
    elif "「" in text and "“" not in text:
        text = text.translate(_QUOTES)
    if _lost_its_stops(text):
        text = _POINT.sub("。", text)
    text = ornaments.plainly(text)
    if not _UNUSUAL.search(text):
        return text
    return _HALF_BESIDE_HAN.sub(_widened, _SPECIAL.sub(_plain, text))


def find_glosses(text: str) -> Iterator[Span]:
    """Pinyin behind a character, then doubled commas and what ornaments numbers, in a text in plain forms.

    A syllable without a tone (``們(men)``) counts only in a text that has glosses with one.

    >>> text = "优(yōu)化，，我们(men)"
    >>> [span.of(text) for span in find_glosses(text)]
    ['(yōu)', '(men)', '，']
    """
    if _TONED.search(text):
        yield from (Span(*match.span()) for match in _GLOSS.finditer(text))
    if "，，" in text or "；；" in text:
        yield from (Span(*match.span()) for match in _DOUBLED.finditer(text))
    yield from ornaments.find(text)


def _plain(match: re.Match[str]) -> str:
    plain = _PRINTED_FOR.get(match[0]) or unicodedata.normalize("NFKC", match[0])
    return plain if len(plain) == 1 else match[0]


def _widened(match: re.Match[str]) -> str:
    return _HALF[match[0]]


def _lost_its_stops(text: str) -> bool:
    """Whether points stand where 。 should: many of them, and hardly any 。."""
    fewest = max(_MANY, _MANY * text.count("。") + 1)
    if text.count(".") + text.count("．") < fewest:  # as in most texts
        return False
    return sum(1 for _ in _POINT.finditer(text)) >= fewest


def _is_traditional(text: str) -> bool:
    """Whether more characters than a name here and there are not of simplified print."""
    others = outside(text)
    return others >= _FEW and others > _TRADITIONAL * len(text)
