"""What is known of a measure besides its words: one file for each question, each adding its attributes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from extractor.attributes.action import find_action
from extractor.lexicon import Lexicon
from extractor.model import Article, Measure


def describe(article: Article, measures: Iterable[Measure], lexicon: Lexicon) -> tuple[Measure, ...]:
    """The same measures in the same order, each with its attributes added."""
    return tuple(_describe_one(article, measure, lexicon) for measure in measures)


def _describe_one(article: Article, measure: Measure, lexicon: Lexicon) -> Measure:
    found = (*find_action(article, measure),)
    return replace(measure, attributes=(*measure.attributes, *found)) if found else measure
