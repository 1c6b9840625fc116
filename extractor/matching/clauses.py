"""A head as words with classes: what the rules look at.

Quoted and 《titled》 stretches become one word each, round and square brackets vanish (``新办（含扩建）食堂``
reads like ``新办食堂``), numbers become ``0``. So rules see the grammar of a head and not its words, and the
vocabulary stays that of a dictionary however many articles are read. Offsets are those of the article.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntFlag, auto
from functools import reduce
from operator import or_
from typing import NamedTuple

from extractor.enclosures import enclosed
from extractor.lexicon import Lexicon
from extractor.model import Span
from extractor.segmentation import Segmenter

MAX_LENGTH = 400
"""Characters of a head or sentence that are looked at; the longest head met in labelled documents has 310."""

START, END, QUOTE, TITLE, NUMBER = "^", "$", "“”", "《》", "0"

PAUSES = "，,；;：:。！？!?"

_NUMERALS = "0123456789０１２３４５６７８９.．,%％〇零一二三四五六七八九十百千万亿两"
_VERB = 2  # characters of the verb of a phrase
_LONG = 4  # characters from which a word may be a compound of two


class WordClass(IntFlag):
    """What a word can be. A word may be several things: 补贴 is a verb that grants and a noun.

    A verb is `RISKY` when its list gives a counter-example. A `PHRASE` is cut behind its verb (提高|效率).
    The last seven are signs and particles, which no list holds: ，, a number, 《…》, 了, 将 and 把, what
    follows the verb of what they move (下放至), and the end of a body's name that the tokenizer takes
    together with 将 (卫生健康|委将).
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
    ASKED = DEONTIC  # 请归还: whoever reads it is told to; inside 申请 and 聘请 it says nothing
    FRAME = auto()
    FRAME_END = auto()
    PROGRAMME = auto()
    INSTITUTION = auto()
    SERVICE = auto()
    SUPPORT = auto()
    ORGANISATION = auto()
    MATTER = auto()
    PAST = auto()
    REACHED = auto()
    PAST_TIME = auto()
    RESULT = auto()
    SAYS = auto()
    URGES = auto()
    REQUESTS = auto()
    ANNOUNCES = auto()
    ABROAD = auto()
    RISKY = auto()
    PHRASE = auto()
    PAUSE = auto()
    FIGURE = auto()
    NAME = auto()
    DONE = auto()
    MOVER = auto()
    TARGET = auto()
    GLUED = auto()
    MOVES = auto()
    NOUN = PROGRAMME | INSTITUTION | SERVICE | SUPPORT
    ACTION = ACT | SET | GRANT | PERMIT | FORBID
    MODAL = FUTURE | DEONTIC
    LAYS_DOWN = ANNOUNCES | URGES
    LEAD = ADVERB | TIME | FUTURE | DEONTIC


_SIGNS = {
    WordClass.PAUSE: PAUSES,
    WordClass.FIGURE: (NUMBER,),
    WordClass.NAME: (TITLE,),
    WordClass.DONE: "了",
    WordClass.MOVER: "将把",
    WordClass.TARGET: "至到为给入于由",
}
NO_CLASS = WordClass(0)
_BINDING = WordClass.LEAD | WordClass.FORBID
_BEFORE_VERB = WordClass.LEAD | WordClass.ACTION
_LISTS = ("actions", "openers", "nouns", "achievements", "speakers")


def word_classes(lexicon: Lexicon) -> Mapping[str, WordClass]:
    """The classes of every sign and every word of the lexicon; labels and classes have the same names."""
    classes: dict[str, WordClass] = {}
    for term in lexicon.terms("frames"):
        classes[term.text] = WordClass.FRAME_END if term.label == "end" else WordClass.FRAME
    for text in lexicon.texts("clauses", "moves"):
        classes[text] = classes.get(text, NO_CLASS) | WordClass.MOVES
    for file in _LISTS:
        for term in lexicon.terms(file):
            kind = WordClass[term.label.upper()]
            if term.counter and kind & WordClass.ACTION:
                kind |= WordClass.RISKY
            classes[term.text] = classes.get(term.text, NO_CLASS) | kind
    modals = [term.text for term in lexicon.terms("openers", "future") if len(term.text) == 1]
    endings = [ending for ending in lexicon.texts("bodies", "ending") if len(ending) == 1]
    classes |= {ending + modal: WordClass.GLUED for ending in endings for modal in modals}  # 所得 is a word
    for kind, signs in _SIGNS.items():
        for sign in signs:
            classes[sign] = classes.get(sign, NO_CLASS) | kind
    return classes


class Clause(NamedTuple):
    """The words of a stretch of text; the first and the last are signs that stand for its ends.

    ``starts`` and ``ends`` are offsets in the article's text, ``tags`` parts of speech as the tokenizer gives
    them, ``classes`` the values of `WordClass`, ``kinds`` all of these together.
    """

    words: tuple[str, ...]
    tags: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    classes: tuple[int, ...]
    kinds: int

    def span(self, first: int, after: int) -> Span:
        """The stretch of the article from word ``first`` to before word ``after``."""
        return Span(self.starts[first], self.ends[after - 1])

    def is_a(self, index: int, kind: WordClass) -> bool:
        """Whether the word at ``index`` exists and can be of the class ``kind``."""
        return 0 <= index < len(self.words) and bool(self.classes[index] & kind._value_)

    def places(self, kind: WordClass) -> list[int]:
        """The places of all words that can be of the class ``kind``, in order."""
        mask = kind._value_
        return [index for index, found in enumerate(self.classes) if found & mask]

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
    stretches = enclosed(piece)
    if stretches and len(stretches[0]) == len(piece) and piece[0] not in "（(":
        start, piece = start + 1, piece[1:-1]
        stretches = enclosed(piece)
    pieces: list[_Piece] = [(START, "x", 0, 0, 0)]
    position = 0
    for stretch in stretches:
        pieces += _plain(piece, position, stretch.start, segmenter, classes)
        position = stretch.end
        if piece[stretch.start] not in "（([〔":
            word = TITLE if piece[stretch.start] == "《" else QUOTE
            pieces.append((word, "nz", stretch.start, stretch.end, classes.get(word, NO_CLASS)._value_))
    pieces += _plain(piece, position, len(piece), segmenter, classes)
    pieces.append((END, "x", pieces[-1][3], pieces[-1][3], 0))
    words, tags, starts, ends, kinds = zip(*pieces, strict=True)
    starts, ends = tuple(start + first for first in starts), tuple(start + after for after in ends)
    return Clause(words, tags, starts, ends, kinds, reduce(or_, kinds))


_Piece = tuple[str, str, int, int, int]
"""A word, its part of speech, its start and its end in the piece, its classes."""


def _plain(
    piece: str, start: int, end: int, segmenter: Segmenter, classes: Mapping[str, WordClass]
) -> Iterator[_Piece]:
    """Words outside of enclosures; a dictionary's compound of opener and verb comes as two."""
    if start == end:
        return
    for word, tag in segmenter.pairs(piece[start:end]):
        after = start + len(word)
        kind = classes.get(word)
        if kind is WordClass.GLUED:
            yield word[0], "n", start, start + 1, classes.get(word[0], NO_CLASS)._value_
            yield word[1], "d", start + 1, after, classes[word[1]]._value_
        elif kind is WordClass.PHRASE:
            yield word[:_VERB], "v", start, start + _VERB, classes.get(word[:_VERB], NO_CLASS)._value_
            yield word[_VERB:], "n", start + _VERB, after, classes.get(word[_VERB:], NO_CLASS)._value_
        elif kind is not None:
            yield word, tag, start, after, kind._value_
        elif len(word) >= _LONG and (cut := _cut_compound(word, classes)):
            left = classes.get(word[:cut], NO_CLASS)
            yield word[:cut], "v", start, start + cut, left._value_
            yield from _plain(piece, start + cut, after, segmenter, classes)
        elif not word.strip(_NUMERALS):
            yield NUMBER, tag, start, after, WordClass.FIGURE._value_
        elif not word.isspace():
            yield word, tag, start, after, 0
        start = after


def _cut_compound(word: str, classes: Mapping[str, WordClass]) -> int:
    """Where to cut a compound of the dictionary, or 0: before its verb (大力|发展) or noun (养老|服务)."""
    for cut in range(2, len(word) - 1):
        left, right = classes.get(word[:cut], NO_CLASS), classes.get(word[cut:], NO_CLASS)
        if right & WordClass.NOUN or (right & WordClass.ACTION and left & _BEFORE_VERB):
            return cut
    return 0
