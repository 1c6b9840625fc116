"""Words tile their text, the two segmenters agree, and nobody else's dictionary is touched."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from case_tables import load_cases
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.enclosures import enclosed
from extractor.errors import UsageError
from extractor.lexicon import load
from extractor.segmentation import Segmenter, segmenter

AGREEMENT = 0.98  # measured with rjieba 0.2.2 and jieba 0.42.1: 0.994 on both sets of texts below


def boundaries(words: Segmenter, text: str) -> set[int]:
    return {word.end for word in words.words(text)}


def boundary_f1(texts: Iterable[str]) -> float:
    """Agreement of the two segmenters about where words end: harmonic mean of both points of view."""
    fast, reference = segmenter(load()), segmenter(load(), "jieba")
    both = ours = theirs = 0
    for text in texts:
        mine, yours = boundaries(fast, text), boundaries(reference, text)
        both, ours, theirs = both + len(mine & yours), ours + len(mine), theirs + len(yours)
    return 2 * both / (ours + theirs)


@pytest.mark.parametrize(("text", "expected"), load_cases("segmentation"))
def test_cuts_into_words(text: str, expected: str) -> None:
    assert "/".join(word.text for word in segmenter(load()).words(text)) == expected


@pytest.mark.parametrize("name", ["rjieba", "jieba"])
@settings(deadline=None)  # the reference loads its dictionary at the first text
@given(text=st.text(st.characters(codec="utf-8"), max_size=40))
def test_words_tile_the_text(name: str, text: str) -> None:
    """Offsets are code points and every character belongs to exactly one word, tagged or not."""
    for words in (segmenter(load(), name).words(text), segmenter(load(), name).tagged(text)):
        assert "".join(word.text for word in words) == text
        assert [word.start for word in words] == [0, *(word.end for word in words)][: len(words)]
        assert all(text[word.start : word.end] == word.text for word in words)


def test_the_two_segmenters_agree_on_the_examples_of_the_word_lists() -> None:
    assert boundary_f1(term.example for _, term in load() if term.example) >= AGREEMENT


def test_the_two_segmenters_agree_on_labelled_documents(shared: Path) -> None:
    documents = sorted((shared / "gold" / "documents").glob("*.md"))
    if not documents:
        pytest.skip(f"no documents under {shared}")
    texts = [re.sub(r"<[^>]*>", "", path.read_text(encoding="utf-8", errors="replace")) for path in documents]
    assert boundary_f1(texts) >= AGREEMENT


def test_the_dictionaries_of_the_process_stay_as_they_are() -> None:
    """Our words are known to our tokenizers only."""
    import jieba
    import rjieba

    segmenter(load())
    segmenter(load(), "jieba")
    assert not rjieba.has_word("一窗通办式推广")
    assert not rjieba.has_word("清理规范")
    assert "清理规范" not in jieba.dt.FREQ


def test_the_reference_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    """jieba reports on stderr that it builds its dictionary; here it does not."""
    segmenter.cache_clear()
    segmenter(load(), "jieba").words("推广社区助餐点")
    assert capfd.readouterr() == ("", "")


def test_a_segmenter_is_made_once() -> None:
    assert segmenter(load()) is segmenter(load())


def test_an_unknown_name_points_to_the_known_ones() -> None:
    with pytest.raises(UsageError, match="choose one of: rjieba, jieba"):
        segmenter(load(), "pkuseg")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("”1+N“体系", ["”1+N“"]),
        ("《助企（上）》和（试点（二期））", ["《助企（上）》", "（试点（二期））"]),
        ("“没有关上", []),
        ("（跨\n行）", []),
        ("（" * 5000, []),
    ],
)
def test_enclosures(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in enclosed(text)] == expected
