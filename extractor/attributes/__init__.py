"""What is known of a measure besides its words: one file for each question, each adding its attributes.

Each file offers a finder: made once for an article with all its measures, because some answers stand
elsewhere (下同, a cover notice, the heading of a group), then asked for one measure after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractor.attributes.action import Actions
from extractor.attributes.amounts import Amounts
from extractor.attributes.beneficiary import Beneficiaries
from extractor.attributes.bodies import Bodies
from extractor.attributes.deadline import Deadlines
from extractor.attributes.instrument import Instruments
from extractor.attributes.recurring import Recurrences
from extractor.attributes.speaker import Speakers
from extractor.lexicon import Lexicon
from extractor.model import Article, Measure

_FINDERS = (Actions, Bodies, Deadlines, Amounts, Beneficiaries, Instruments, Recurrences, Speakers)


def describe(article: Article, measures: Sequence[Measure], lexicon: Lexicon) -> tuple[Measure, ...]:
    """The same measures in the same order, each with its attributes added."""
    if not measures:
        return ()
    finders = [finder(article, measures, lexicon) for finder in _FINDERS]
    return tuple(
        replace(
            measure, attributes=(*measure.attributes, *(one for each in finders for one in each.of(measure)))
        )
        for measure in measures
    )
