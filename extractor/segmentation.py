"""Text as words with offsets; this file owns the tokenizers.

Two segmenters answer the same calls: `RjiebaSegmenter` (fast, the default) and `JiebaSegmenter` (the
reference that the fast one is measured against). Both own their dictionary, so that a process which uses
jieba or rjieba itself sees nothing of ours; both know the verbs and nouns of the lexicon as words. Words
tile the text exactly. Where a measure begins and ends is never decided here: that is the structure's task.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import NamedTuple, Protocol

from extractor.errors import UsageError
from extractor.lexicon import Lexicon

WORD_LISTS = {
    "actions": "v",
    "openers": "d",
    "frames": "p",
    "nouns": "n",
    "achievements": "d",
    "speakers": "v",
}
"""The lists whose terms the tokenizers learn, and the part of speech they learn them with."""


class Word(NamedTuple):
    """A word and its place in the text that was given, in code points; ``tag`` as in ICTCLAS (v, n, …)."""

    text: str
    start: int
    end: int
    tag: str = ""


class Segmenter(Protocol):
    """Whatever cuts a text into words."""

    name: str

    def words(self, text: str) -> list[Word]:
        """The words of ``text``, which they tile from its first character to its last."""
        ...

    def tagged(self, text: str) -> list[Word]:
        """The same words, each with its part of speech."""
        ...

    def pairs(self, text: str) -> Sequence[tuple[str, str]]:
        """The same words with their parts of speech alone: for texts whose words are put together at once."""
        ...


class RjiebaSegmenter:
    """Words by rjieba: jieba's dictionary and algorithm in Rust."""

    name = "rjieba"

    def __init__(self, lexicon: Lexicon) -> None:
        import rjieba

        self._tokenizer = rjieba.Jieba()
        for text, tag in _vocabulary(lexicon):
            self._tokenizer.add_word(text, None, tag)

    def words(self, text: str) -> list[Word]:
        """See `Segmenter.words`."""
        return [Word(word, start, end) for word, start, end in self._tokenizer.tokenize(text)]

    def tagged(self, text: str) -> list[Word]:
        """See `Segmenter.tagged`."""
        return _laid_out(self.pairs(text))

    def pairs(self, text: str) -> Sequence[tuple[str, str]]:
        """See `Segmenter.pairs`."""
        return self._tokenizer.tag(text)


class JiebaSegmenter:
    """Words by jieba itself: slower by a factor of thirty, the reference."""

    name = "jieba"

    def __init__(self, lexicon: Lexicon) -> None:
        with _quiet_logger("jieba"):
            import jieba
            import jieba.posseg

            self._tokenizer = jieba.Tokenizer()
            self._tokenizer.initialize()
            for text, tag in _vocabulary(lexicon):
                self._tokenizer.add_word(text, None, tag)
            self._tagger = jieba.posseg.POSTokenizer(self._tokenizer)

    def words(self, text: str) -> list[Word]:
        """See `Segmenter.words`."""
        return _laid_out((word, "") for word in self._tokenizer.cut(text))

    def tagged(self, text: str) -> list[Word]:
        """See `Segmenter.tagged`."""
        return _laid_out(self.pairs(text))

    def pairs(self, text: str) -> Sequence[tuple[str, str]]:
        """See `Segmenter.pairs`."""
        return [(pair.word, pair.flag) for pair in self._tagger.cut(text)]


_SEGMENTERS: dict[str, type[RjiebaSegmenter] | type[JiebaSegmenter]] = {
    "rjieba": RjiebaSegmenter,
    "jieba": JiebaSegmenter,
}


@lru_cache(maxsize=4)
def segmenter(lexicon: Lexicon, name: str = "rjieba") -> Segmenter:
    """The segmenter called ``name`` with the words of ``lexicon``; one for each lexicon.

    The dictionary is loaded on the first call (0.2 s for rjieba, 1.5 s for jieba). Raises `UsageError` for an
    unknown name.
    """
    if name not in _SEGMENTERS:
        raise UsageError(f"no segmenter is called {name!r}; choose one of: {', '.join(_SEGMENTERS)}")
    return _SEGMENTERS[name](lexicon)


def _vocabulary(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """The terms that a tokenizer has to know; single characters are words anyway."""
    for file, tag in WORD_LISTS.items():
        for text in lexicon.texts(file):
            if len(text) > 1:
                yield text, tag


def _laid_out(pairs: Iterable[tuple[str, str]]) -> list[Word]:
    """Words that follow one another without a gap, with their places."""
    words: list[Word] = []
    start = 0
    for text, tag in pairs:
        end = start + len(text)
        words.append(Word(text, start, end, tag))
        start = end
    return words


@contextmanager
def _quiet_logger(name: str) -> Iterator[None]:
    """Without the chatter of a logger (jieba reports on stderr that it builds its dictionary)."""
    logger = logging.getLogger(name)
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before
