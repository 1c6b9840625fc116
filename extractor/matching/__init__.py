"""From candidates to measures, each with the evidence for it; the rest with the evidence against it.

``clauses`` reads a head as words with classes, ``rules`` says what patterns of words mean, ``verbs`` finds
the verb that carries a head, ``judging`` weighs it all.
"""

from extractor.matching.judging import match, score
from extractor.matching.rules import RULES, Rule, describe_rule

__all__ = ["RULES", "Rule", "describe_rule", "match", "score"]
