"""The same text in another rendering gives the same rows (domain.md appendix B 10), without any labels.

The renderings and the comparison are those of `benchmarks/robustness.py`, which also lists the exceptions.
Here stand the samples, each in every rendering, and a fixed part of the public documents beside the checkout;
with ``JUCUO_ALL_DOCUMENTS=1`` all of them. The floors are a little below what is reached.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from itertools import product

import pytest
from conftest import ROOT, SHARED

sys.path.insert(0, str(ROOT / "benchmarks"))

import robustness

SAMPLES = [path for path in sorted((ROOT / "samples").iterdir()) if path.suffix in (".txt", ".md", ".html")]
DOCUMENTS = SHARED / "corpus" / "documents"
EVERY = 11  # one document in so many: about forty
FLOORS = {
    robustness.NO_BREAKS: 0.92,
    robustness.WRAPPED: 0.98,
    "half-width punctuation": 0.99,
    "pinyin glosses": 0.99,
    "traditional characters": 0.99,
    "paragraph in front": 0.99,
}
"""Shares of all documents."""

SLACK = 0.03  # a part of the documents may do worse by one or two


KNOWN_FAILURES = {
    (
        "task-table.html",
        robustness.NO_BREAKS,
    ): "a table without lines is none: the list in the text counts",
    ("wrapped-plan.txt", robustness.NO_BREAKS): "decimal numbers are read at the beginning of a line only",
}


def samples() -> list[object]:
    """Each sample with each rendering; known failures are marked."""
    found = []
    for path, rendering in product(SAMPLES, robustness.RENDERINGS):
        reason = KNOWN_FAILURES.get((path.name, rendering))
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        found.append(pytest.param(path.name, rendering, marks=marks))
    return found


@pytest.mark.parametrize(("name", "rendering"), samples())
def test_a_sample_has_the_same_rows_in_every_rendering(name: str, rendering: str) -> None:
    outcome = robustness.compare(name, sample_texts()[name], [rendering])
    assert outcome.differences == ()


@pytest.mark.parametrize("rendering", robustness.RENDERINGS)
def test_public_documents_have_the_same_rows_in_most_renderings(rendering: str) -> None:
    if not DOCUMENTS.is_dir():
        pytest.skip(f"no folder {DOCUMENTS}: the public documents are kept beside the checkout")
    every = 1 if os.environ.get("JUCUO_ALL_DOCUMENTS") else EVERY
    outcomes = [robustness.compare(name, text, [rendering]) for name, text in public_texts(every)]
    (share,) = robustness.shares(outcomes, [rendering])
    changed = [outcome.document for outcome in outcomes if outcome.differences]
    assert share.same >= (FLOORS[rendering] - (SLACK if every > 1 else 0)) * share.tried, changed


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("優(yōu)化營商環(huán)境", "优化营商环境"),
        ("推广试点(A)。", "推广试点（A）"),
        ("推广\n试点", "推广试点"),
        ("坐標", "座标"),
    ],
)
def test_normalised_texts_say_the_same(left: str, right: str) -> None:
    assert robustness.normalise(left) == robustness.normalise(right)


def test_a_lost_row_is_a_difference() -> None:
    text = "关于便民措施的通知\n\n一、推广智能水表。\n二、公开供热价格。\n三、开放学校操场。"
    rows = robustness.rows_of(text)
    assert len(rows) == 3
    assert not robustness.is_same(rows[0], rows[1], robustness.WRAPPED)
    assert robustness.is_same(rows[0], rows[0], robustness.NO_BREAKS)


@cache
def sample_texts() -> dict[str, str]:
    return dict(robustness.texts_in(ROOT / "samples"))


@cache
def public_texts(every: int) -> list[tuple[str, str]]:
    return list(robustness.texts_in(DOCUMENTS, every))
