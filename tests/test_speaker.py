"""Who says a measure, and whether its words are quoted."""

from __future__ import annotations

import re

import pytest
from case_tables import load_cases

from extractor.attributes.quotations import Quotations
from extractor.attributes.speaker import Speakers
from extractor.exporting import rows
from extractor.lexicon import Term, load
from extractor.model import Article, Kind, Measure, Role, Span
from extractor.pipeline import extract
from extractor.reading import read_string
from extractor.segmentation import segmenter

MARKS = re.compile("[【】‹›]")


def described(marked: str) -> str:
    """``speaker`` of the head in 【】, whose lead-in stands in ‹›, and ``quoted`` where it is."""
    places = {mark[0]: mark.start() - index for index, mark in enumerate(MARKS.finditer(marked))}
    text = MARKS.sub("", marked)
    head = Span(places["【"], places["】"])
    lead = Span(places["‹"], places["›"]) if "‹" in places else None
    measure = Measure("a-0", Kind.STATED, Role.CORE, (), None, head, head, "sentence", context=lead)
    article = Article("a", "", "txt", text, ())
    found = {one.name: one for one in Speakers(article, (measure,), load()).of(measure)}
    name = found["speaker"].value if "speaker" in found else ""
    assert not name or found["speaker"].span.of(text) == name
    return name + (" quoted" if "in_quote" in found else "")


@pytest.mark.parametrize(("marked", "expected"), load_cases("speaker"))
def test_a_speaker_is_found_or_nobody(marked: str, expected: str) -> None:
    assert described(marked) == expected


@pytest.fixture(autouse=True)
def one_tokenizer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its dictionary takes long to load, and the words that are left out are none of its own."""
    monkeypatch.setattr("extractor.attributes.speaker.segmenter", lambda lexicon: segmenter(load()))


def name_in(example: str, without: Term | None = None) -> str:
    """The speaker of an example, perhaps with a lexicon that lacks one term."""
    lexicon = load()
    if without:
        files = {name: dict(terms) for name, terms in lexicon.files.items()}
        del files["speech"][without.text]
        lexicon = type(lexicon)(files)
    head = Span(0, len(example))
    measure = Measure("a-0", Kind.STATED, Role.CORE, (), None, head, head, "sentence")
    speakers = Speakers(Article("a", "", "txt", example, ()), (measure,), lexicon)
    return next((one.value for one in speakers.of(measure) if one.name == "speaker"), "")


@pytest.mark.parametrize("term", load().terms("speech", "verb", "promise"), ids=lambda term: term.text)
def test_a_verb_makes_a_speaker_and_as_a_noun_none(term: Term) -> None:
    assert name_in(term.example)
    assert not term.counter or not name_in(term.counter)


@pytest.mark.parametrize(
    "term",
    [term for term in load().terms("speech") if term.label not in ("verb", "promise", "pronoun", "source")],
    ids=lambda term: term.text,
)
def test_every_other_word_changes_who_speaks_in_its_example(term: Term) -> None:
    """Without 通知 the notice would speak, without 近日 the time would be a part of the name."""
    assert name_in(term.example) != name_in(term.example, term)
    nobody = term.label in ("nobody", "broken", "noun")
    assert (name_in(term.example) == "") == nobody


def test_the_columns_hold_them() -> None:
    text = "澜州夜市开放\n镇长江禾表示，下一步将继续开放夜市。\n“我们还将延长夜班公交。”站长周渡说。\n"
    found = rows(extract(read_string(text)), (Kind.STATED,))
    assert [(row["speaker"], row["in_quote"]) for row in found] == [("镇长江禾", False), ("站长周渡", True)]


def test_traditional_text_keeps_the_printed_name() -> None:
    text = "瀾州夜市開放\n鎮長歐陽禾表示，將開放夜市，並延長夜班公車。\n"
    text += "「我們還將優(yōu)化夜校。」站長龔渡說。\n"
    article = read_string(text)
    found = extract(article)
    names = [measure.attribute("speaker") for measure in found.measures]
    assert [(one.value, one.span.of(article.text)) for one in names if one] == [
        ("鎮長歐陽禾", "鎮長歐陽禾"),
        ("站長龔渡", "站長龔渡"),
    ]
    assert [row["in_quote"] for row in found.rows((Kind.STATED,))] == [False, True]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("推广“一网通办”，“夜校”。", ["“一网通办”", "“夜校”"]),
        ("天津”1+N“体系。", ["”1+N“"]),
        ("他说：“将“夜校”办好。”", ["“将“夜校”办好。”"]),
        ("“将办夜校。\n“将修桥。”", ["“将办夜校。", "“将修桥。”"]),
        ("“将办夜校。\n将修桥。", []),
        ('开办"夜校"。', ['"夜校"']),
        ("没有引号。", []),
    ],
)
def test_quotations_of_a_text(text: str, quoted: list[str]) -> None:
    quotations = Quotations(text)
    found = [quotations.at(place) for place in range(len(text))]
    assert [one.span.of(text) for one in found if one] == quoted


def test_a_quotation_over_paragraphs_is_one() -> None:
    text = "他说：\n“将办夜校。\n\n“将修桥。\n“将种树。”\n完。"
    quotations = Quotations(text)
    middle = quotations.around(Span(text.index("将修桥"), text.index("将修桥") + 3))
    assert middle is not None
    assert middle.goes_on
    assert quotations.whole(middle).of(text) == text[text.index("“") : text.rindex("”") + 1]
