"""Declared counts, their scopes and verdicts, case by case."""

from __future__ import annotations

import pytest
from case_tables import load_cases
from test_structure import article, is_row

from extractor.counting import reconcile
from extractor.lexicon import load
from extractor.model import Measure
from extractor.structure import find_candidates


@pytest.mark.parametrize(("text", "expected"), load_cases("counting"))
def test_counts_of_an_article(text: str, expected: str) -> None:
    read = article(text)
    measures = [
        Measure("", c.kind, c.role, c.group, c.marker, c.head, c.span, c.list_style, context=c.context)
        for c in find_candidates(read, load())
        if is_row(c)
    ]
    counts = reconcile(read, measures, load())
    assert " ‖ ".join(f"{c.scope} {c.declared} {c.found} {c.verdict.value}" for c in counts) == expected
