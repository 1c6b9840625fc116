"""From candidates to measures, each with the evidence for it; the rest with the evidence against it.

``clauses`` reads a head as words with classes; ``rules`` is the table of what can be said of it, in which
``word_places`` and ``patterns`` say where words must stand and which ``finder`` asks. ``verbs`` finds the
verb that carries a head, ``plain`` what the words of a plain sentence say, ``items`` what can be seen of a
list and its document, ``statistics`` how likely a candidate is a measure by what can be seen. ``evidence``
collects what all rules say of it, ``judging`` weighs it all and ``members`` the members of a list together;
``styles`` are the ways in which candidates are listed.
"""

from extractor.matching.items import RULES as PEERS
from extractor.matching.judging import Seen, as_sentences, items, match
from extractor.matching.members import score
from extractor.matching.rules import RULES, Rule
from extractor.matching.rules import describe_rule as _describe_rule
from extractor.matching.statistics import (
    ENUMERATED,
    SCALE,
    STATED,
    Weights,
    odds,
    probability,
    read_weights,
    show_weights,
)
from extractor.matching.statistics import RULES as WORDS

__all__ = [
    "ENUMERATED",
    "RULES",
    "SCALE",
    "STATED",
    "Rule",
    "Seen",
    "Weights",
    "as_sentences",
    "describe_rule",
    "items",
    "match",
    "odds",
    "probability",
    "read_weights",
    "score",
    "show_weights",
]


def describe_rule(rule_id: str) -> str:
    """What a rule, or the evidence of a table, says. Raises `KeyError` for an id that none has."""
    return WORDS.get(rule_id) or PEERS.get(rule_id) or _describe_rule(rule_id)
