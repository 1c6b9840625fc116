"""Rules whose words may lie apart: patterns for spaCy's `Matcher`. This is the only file here that knows it.

No pipeline is loaded: a `Doc` is made from our own words for each clause (a Matcher's ``*`` would cross 。),
and the classes of the word lists are flags of the vocabulary, so that a pattern reads like a sentence about
words. spaCy is loaded for the first clause that is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from extractor.matching.clauses import START, Clause, WordClass

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.vocab import Vocab

Token = dict[Any, Any]
Pattern = list[Token]

PLAIN_WORD = "·"
"""Stands in a `Doc` for every word without a class: patterns ask for none, and the vocabulary stays small."""


class Flags:
    """The classes of words as tokens of a pattern: ``flags(WordClass.LEAD, "*")``.

    Each class that a pattern names becomes a boolean attribute of the vocabulary, which asks once for each
    new word.
    """

    def __init__(self, vocabulary: Vocab, classes: Mapping[str, WordClass]) -> None:
        self._vocabulary = vocabulary
        self._classes = classes
        self._ids: dict[WordClass, int] = {}

    def __call__(self, kind: WordClass, op: str = "1") -> Token:
        """A token of the class ``kind``."""
        return {self._id(kind): True, "OP": op}

    def inside(self, op: str = "*") -> Token:
        """Any token but a comma or the like: what stays in the same part of the sentence."""
        return {self._id(WordClass.PAUSE): False, "OP": op}

    def _id(self, kind: WordClass) -> int:
        if kind not in self._ids:
            self._ids[kind] = self._vocabulary.add_flag(self._getter(kind))
        return self._ids[kind]

    def _getter(self, kind: WordClass) -> Callable[[str], bool]:
        classes = self._classes
        return lambda text: bool(classes.get(text, 0) & kind)


_BEGIN: Token = {"ORTH": START}


def disposal(f: Flags) -> list[Pattern]:
    """将 or 把, what is moved, the verb, and where to."""
    moved = [f(WordClass.MOVER), f.inside("+")]
    return [[*moved, f(WordClass.ACTION), f(WordClass.TARGET)], [*moved, f(WordClass.SET)]]


def result(f: Flags) -> list[Pattern]:
    """A verb of reaching with its figure, or at the start."""
    return [
        [f(WordClass.RESULT), f.inside(), f(WordClass.FIGURE)],
        [_BEGIN, f(WordClass.LEAD, "*"), f(WordClass.RESULT)],
    ]


def document(f: Flags) -> list[Pattern]:
    """The name of a document, and that it lays something down."""
    lays_down = [f.inside(), f(WordClass.NAME), f(WordClass.LEAD, "*"), f(WordClass.LAYS_DOWN)]
    return [[_BEGIN, *lays_down], [_BEGIN, f.inside(), f(WordClass.PAUSE), *lays_down]]


class Patterns:
    """The patterns of all rules that have some, over one lexicon's classes."""

    def __init__(
        self, of_rules: Mapping[str, Callable[[Flags], list[Pattern]]], classes: Mapping[str, WordClass]
    ) -> None:
        self._of_rules = of_rules
        self._classes = classes

    def matches(self, clause: Clause) -> Iterator[tuple[str, int, int]]:
        """Where they fit: the id of the rule, its first word and the one after its last."""
        from spacy.tokens import Doc

        vocabulary, matcher = self._matcher
        pairs = zip(clause.words, clause.classes, strict=True)
        words = [word if kind or word == START else PLAIN_WORD for word, kind in pairs]
        doc = Doc(vocabulary, words=words, spaces=[False] * len(words))
        return ((vocabulary.strings[rule], first, after) for rule, first, after in matcher(doc))

    @cached_property
    def _matcher(self) -> tuple[Vocab, Matcher]:
        """The Matcher with all patterns, and its vocabulary."""
        from spacy.matcher import Matcher
        from spacy.vocab import Vocab

        vocabulary = Vocab()
        matcher = Matcher(vocabulary, validate=False)  # flags are numbers, which validation rejects
        flags = Flags(vocabulary, self._classes)
        for rule, patterns in self._of_rules.items():
            matcher.add(rule, patterns(flags))
        return vocabulary, matcher
