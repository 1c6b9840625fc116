"""A head as words with classes: what the rules look at.

Quoted and 《titled》 stretches become one word each, round and square brackets vanish (``新办（含扩建）食堂``
reads like ``新办食堂``), numbers become ``0``. So rules see the grammar of a head and not its words, and the
vocabulary stays that of a dictionary however many articles are read. Offsets are those of the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntFlag, auto

from extractor.enclosures import enclosed
from extractor.lexicon import Lexicon
from extractor.model import Span
from extractor.segmentation import Segmenter

MAX_LENGTH = 400
"""Characters of a head or sentence that are looked at; the longest head met in labelled documents has 310."""

START, END, QUOTE, TITLE, NUMBER = "^", "$", "“”", "《》", "0"

PAUSES = "，,；;：:。！？!?"

_NUMBER = re.compile(r"[\d０-９.．,%％〇零一二三四五六七八九十百千万亿两]+")


class WordClass(IntFlag):
    """What a word can be. A word may be several things: 补贴 is a verb that grants and a noun.

    A verb is `RISKY` when its list gives a counter-example.
    """

    ACT = auto()
    SET = auto()
    GRANT = auto()
    PERMIT = auto()
    FORBID = auto()
    ADVERB = auto()
    TIME = auto()
    FUTURE = auto()
    DEONTIC = auto()
    FRAME = auto()
    FRAME_END = auto()
    PROGRAMME = auto()
    INSTITUTION = auto()
    SERVICE = auto()
    SUPPORT = auto()
    ORGANISATION = auto()
    MATTER = auto()
    PAST = auto()
    PAST_TIME = auto()
    RESULT = auto()
    SAYS = auto()
    URGES = auto()
    REQUESTS = auto()
    ANNOUNCES = auto()
    RISKY = auto()
    NOUN = PROGRAMME | INSTITUTION | SERVICE | SUPPORT
    ACTION = ACT | SET | GRANT | PERMIT | FORBID
    MODAL = FUTURE | DEONTIC
    LAYS_DOWN = ANNOUNCES | URGES
    LEAD = ADVERB | TIME | FUTURE | DEONTIC


_NO_CLASS = WordClass(0)
_BINDING = WordClass.LEAD | WordClass.FORBID
_BEFORE_VERB = WordClass.LEAD | WordClass.ACTION
_LISTS = ("actions", "openers", "nouns", "achievements", "speakers")


def word_classes(lexicon: Lexicon) -> Mapping[str, WordClass]:
    """The classes of every word of the lexicon; labels and classes have the same names."""
    classes: dict[str, WordClass] = {}
    for term in lexicon.terms("frames"):
        classes[term.text] = WordClass.FRAME_END if term.label == "end" else WordClass.FRAME
    for file in _LISTS:
        for term in lexicon.terms(file):
            kind = WordClass[term.label.upper()]
            if term.counter and kind & WordClass.ACTION:
                kind |= WordClass.RISKY
            classes[term.text] = classes.get(term.text, WordClass(0)) | kind
    return classes


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of a stretch of text; the first and the last are signs that stand for its ends.

    ``starts`` and ``ends`` are offsets in the article's text, ``tags`` parts of speech as the tokenizer gives
    them, ``classes`` the values of `WordClass`.
    """

    words: tuple[str, ...]
    tags: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    classes: tuple[int, ...]

    def span(self, first: int, after: int) -> Span:
        """The stretch of the article from word ``first`` to before word ``after``."""
        return Span(self.starts[first], self.ends[after - 1])

    def is_a(self, index: int, kind: WordClass) -> bool:
        """Whether the word at ``index`` exists and can be of the class ``kind``."""
        return 0 <= index < len(self.words) and bool(self.classes[index] & kind._value_)

    def is_weak(self, index: int) -> bool:
        """Whether a verb is here more likely a noun (服务机构, 培养计划); never behind 应当 or 不得."""
        if not self.is_a(index, WordClass.RISKY) or self.is_a(index - 1, _BINDING):
            return False
        if self.is_a(index, WordClass.GRANT) and self.words[index + 1] == NUMBER:
            return False
        names = self.is_a(index + 1, WordClass.NOUN) and self.words[index + 2] == END
        return self.tags[index] != "v" or names

    def find(self, word: str, start: int, end: int) -> int:
        """The place of ``word`` among the words ``start`` to before ``end``, or -1."""
        try:
            return self.words.index(word, start, end)
        except ValueError:
            return -1


def read_clause(text: str, span: Span, segmenter: Segmenter, classes: Mapping[str, WordClass]) -> Clause:
    """Cut ``text[span]`` (at most `MAX_LENGTH` characters of it) into words with classes.

    A stretch that stands in quotes as a whole is read without them.
    """
    start, end = span.start, min(span.end, span.start + MAX_LENGTH)
    piece = text[start:end]
    whole = next(iter(enclosed(piece)), None)
    if whole and whole.start == 0 and whole.end >= len(piece) and piece[0] not in "（(":
        start, piece = start + 1, piece[1:-1]
    words, tags, starts, ends, found = [START], ["x"], [start], [start], [0]
    for word, tag, first, after in _pieces(piece, segmenter, classes):
        words.append(word)
        tags.append(tag)
        starts.append(start + first)
        ends.append(start + after)
        found.append(classes.get(word, _NO_CLASS)._value_)
    words.append(END)
    tags.append("x")
    starts.append(ends[-1])
    ends.append(ends[-1])
    found.append(0)
    return Clause(tuple(words), tuple(tags), tuple(starts), tuple(ends), tuple(found))


_Piece = tuple[str, str, int, int]
"""A word, its part of speech, its start and its end in the piece."""


def _pieces(piece: str, segmenter: Segmenter, classes: Mapping[str, WordClass]) -> Iterator[_Piece]:
    """Words with offsets in ``piece``: those outside of enclosures, and one for each quote or title."""
    position = 0
    for stretch in enclosed(piece):
        yield from _plain(piece, position, stretch.start, segmenter, classes)
        position = stretch.end
        if piece[stretch.start] in "《":
            yield TITLE, "nz", stretch.start, stretch.end
        elif piece[stretch.start] not in "（([〔":
            yield QUOTE, "nz", stretch.start, stretch.end
    yield from _plain(piece, position, len(piece), segmenter, classes)


def _plain(
    piece: str, start: int, end: int, segmenter: Segmenter, classes: Mapping[str, WordClass]
) -> Iterator[_Piece]:
    """Words outside of enclosures; a dictionary's compound of opener and verb comes as two."""
    if start == end:
        return
    for word, first, after, tag in segmenter.tagged(piece[start:end]):
        if word in classes:
            yield word, tag, start + first, start + after
        elif cut := _cut_compound(word, classes):
            yield word[:cut], "v", start + first, start + first + cut
            yield from _plain(piece, start + first + cut, start + after, segmenter, classes)
        elif not word.isspace():
            yield NUMBER if _NUMBER.fullmatch(word) else word, tag, start + first, start + after


def _cut_compound(word: str, classes: Mapping[str, WordClass]) -> int:
    """Where to cut a compound of the dictionary, or 0: before its verb (大力|发展) or noun (养老|服务)."""
    for cut in range(2, len(word) - 1):
        left, right = classes.get(word[:cut], _NO_CLASS), classes.get(word[cut:], _NO_CLASS)
        if right & WordClass.NOUN or (right & WordClass.ACTION and left & _BEFORE_VERB):
            return cut
    return 0
