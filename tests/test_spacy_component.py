"""The pipe for spaCy: the same rows as `extract`, at the same offsets, with any tokens, in any process."""

from __future__ import annotations

import importlib
import inspect
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import spacy
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from extractor import extract, read, read_string, spacy_component
from extractor.errors import LexiconError, UsageError
from extractor.model import Kind
from extractor.spacy_component import COLORS, DEFAULTS, LABELS, PolicyMeasures

SAMPLES = sorted((ROOT / "samples").iterdir(), key=lambda path: path.name)
TEXT = (
    "澜州市便利企业开办三项措施\n"
    "一、开通夜间服务窗口。由市行政审批局牵头，2025年6月底前完成。\n"
    "二、减免证照工本费。对小微企业每户补贴不超过500元。\n"
    "三、推行电子营业执照。\n"
)
HEADS = ["开通夜间服务窗口", "减免证照工本费", "推行电子营业执照"]
EVERYTHING = {"kinds": [kind.value for kind in Kind], "sub": True}
PLACES = ("start", "end", "text_start", "text_end")

Make = Callable[..., Language]


class Cut:
    """A tokenizer that knows nothing of words: tokens of the given lengths in turn, the text as it is."""

    def __init__(self, vocab: spacy.vocab.Vocab, *lengths: int) -> None:
        self.vocab = vocab
        self.lengths = lengths

    def __call__(self, text: str) -> Doc:
        words, start = [], 0
        while start < len(text):
            length = self.lengths[len(words) % len(self.lengths)]
            words.append(text[start : start + length])
            start += length
        return Doc(self.vocab, words=words, spaces=[False] * len(words))


def blank(tokens: str = "char", name: str = "policy_measures", **config: Any) -> Language:
    """A pipeline with our pipe and tokens of characters, of jieba's words, or of stretches of seven."""
    segmenter = "jieba" if tokens == "jieba" else "char"
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": segmenter}}})
    if tokens == "cut":
        nlp.tokenizer = Cut(nlp.vocab, 7)
    nlp.add_pipe("policy_measures", name=name, config=config)
    return nlp


def texts(doc: Doc, key: str = "measures") -> list[str]:
    """The measures of a document by their rows, as they stand in its text."""
    rows = [span._.measure for span in doc.spans[key]]
    assert [doc.text[row["start"] : row["end"]] for row in rows] == [row["measure"] for row in rows]
    return [row["measure"] for row in rows]


def labels(doc: Doc) -> set[str]:
    return {span.label_ for span in doc.spans["measures"]}


@pytest.fixture(scope="module", params=["char", "jieba", "cut"])
def pipeline(request: pytest.FixtureRequest) -> Language:
    return blank(request.param, **EVERYTHING)


# ---- the same rows with any tokens


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_rows_are_those_of_extract(path: Path, pipeline: Language) -> None:
    text = read(path).text
    expected = extract(read_string(text), sub=True)
    doc = pipeline(text)
    assert doc.text == text
    assert [span._.measure for span in doc.spans["measures"]] == expected.rows(tuple(Kind))
    assert doc._.measures == expected.rows(tuple(Kind))


@pytest.mark.parametrize("path", [path for path in SAMPLES if path.suffix == ".txt"], ids=lambda p: p.name)
def test_rows_of_a_plain_file_are_those_of_the_command(path: Path, pipeline: Language) -> None:
    """Apart from its path, which a text does not know."""
    expected = [row | {"document": ""} for row in extract(read(path), sub=True).rows(tuple(Kind))]
    assert pipeline(path.read_text("utf-8"))._.measures == expected


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_span_has_the_fewest_tokens_that_hold_its_measure(path: Path, pipeline: Language) -> None:
    doc = pipeline(read(path).text)
    for span in doc.spans["measures"]:
        first, last = span[0], span[-1]
        assert first.idx <= span._.measure["start"] < first.idx + len(first)
        assert last.idx < span._.measure["end"] <= last.idx + len(last)


def test_spans_of_characters_are_exact() -> None:
    doc = blank()(TEXT)
    places = [(row["start"], row["end"]) for row in doc._.measures]
    assert [(span.start_char, span.end_char) for span in doc.spans["measures"]] == places
    assert [span.text for span in doc.spans["measures"]] == HEADS


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=8))
def test_no_tokens_change_the_rows(lengths: list[int]) -> None:
    nlp = spacy.blank("zh")
    nlp.tokenizer = Cut(nlp.vocab, *lengths)
    nlp.add_pipe("policy_measures")
    assert texts(nlp(TEXT)) == HEADS


def test_measures_in_one_token_keep_a_row_each() -> None:
    nlp = blank("cut")
    nlp.tokenizer = Cut(nlp.vocab, len(TEXT))
    doc = nlp(TEXT)
    assert [span.text for span in doc.spans["measures"]] == [TEXT] * 3
    assert texts(doc) == HEADS


# ---- offsets are those of the text that was given


SURROUNDINGS: dict[str, Callable[[str], str]] = {
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "cr": lambda text: text.replace("\n", "\r"),
    "mixed": lambda text: text.replace("\n", "\r\n", 2),
    "blank lines": lambda text: text.replace("\n", "\r\n\r\n"),
    "bom": lambda text: "\ufeff" + text,
    "bom and crlf": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "full-width spaces": lambda text: "　　" + text.replace("\n", "　\n　　"),
    "tabs": lambda text: text.replace("\n", "\t\n\t"),
    "blanks": lambda text: text.replace("\n", "  \n "),
}


def one_line(value: object) -> str:
    """A value of a row without line ends: quoted words have those of their text."""
    return re.sub(r"(?:\\r|\\n)+", "", repr(value))


@pytest.mark.parametrize("dress", SURROUNDINGS.values(), ids=list(SURROUNDINGS))
@pytest.mark.parametrize("path", [SAMPLES[2], SAMPLES[3], SAMPLES[-1]], ids=lambda path: path.name)
def test_line_ends_and_blanks_move_no_offset(
    path: Path, dress: Callable[[str], str], pipeline: Language
) -> None:
    text = dress(read(path).text)
    expected = extract(read_string(text), sub=True)
    doc = pipeline(text)
    assert doc.text == text
    assert texts(doc) == [row["measure"] for row in expected.rows(tuple(Kind))] != []
    for row, other in zip(doc._.measures, expected.rows(tuple(Kind)), strict=True):
        moved = [name for name in row if one_line(row[name]) != one_line(other[name])]
        assert {*moved} <= {*PLACES, "measure_id", "parent_id"}
        assert text[row["text_start"] : row["text_end"]] == row["text"]
        assert row["measure_id"].endswith(f"-{row['start']}")
    for count, other_count in zip(doc._.measure_counts, expected.counts, strict=True):
        printed = text[count["start"] : count["end"]]
        assert printed == other_count.span.of(expected.article.text)
        assert (count["scope"], count["verdict"]) == (other_count.scope, other_count.verdict.value)


def test_labels_of_groups_stay_where_line_ends_are_not_ours() -> None:
    """A label need not be the words at its span: the name of a programme loses its quotes."""
    text = (
        "围绕文化惠民，全省实施“五个一”工程，即：开通一条夜间热线；推行一批电子票务；减免一批剧场场租。\r\n"
    )
    (expected,) = {tuple(row["group"]) for row in extract(read_string(text)).rows()}
    assert {tuple(row["group"]) for row in blank()(text)._.measures} == {expected}
    assert expected[0] not in text


@pytest.mark.parametrize("text", ["", " ", "\n", "\ufeff", "\r\n\t　\r\n"])
def test_a_text_without_words_has_no_measures(text: str) -> None:
    doc = blank()(text)
    assert (len(doc.spans["measures"]), doc._.measures, doc._.measure_counts) == (0, [], [])


def test_counts_say_what_is_announced() -> None:
    (count,) = blank()(TEXT)._.measure_counts
    assert count == {
        "scope": "document",
        "declared": 3,
        "unit": "项措施",
        "found": 3,
        "verdict": "match",
        "start": 9,
        "end": 13,
    }


def test_other_spans_and_documents_have_no_measure() -> None:
    doc = blank()(TEXT)
    assert doc[0:2]._.measure is None
    plain = spacy.blank("zh")(TEXT)
    assert (plain._.measures, plain._.measure_counts) == ([], [])


# ---- settings


def test_the_arguments_have_the_defaults_of_the_config() -> None:
    arguments = inspect.signature(PolicyMeasures).parameters
    defaults = {name: arguments[name].default for name in DEFAULTS}
    assert defaults | {"kinds": list(defaults["kinds"])} == DEFAULTS


def test_labels_tell_what_was_asked_for() -> None:
    assert {label: labels(blank(label=label)(TEXT)) for label in LABELS} == {
        "role": {"core"},
        "kind": {"enumerated"},
        "instrument": {"supply", "environment", "unknown"},
    }


@pytest.mark.parametrize(
    ("config", "number"),
    [
        ({"kinds": ["enumerated"]}, 20),
        ({"kinds": ["stated"]}, 2),
        ({"kinds": ["stated", "enumerated"]}, 22),
        ({"kinds": ["stated", "enumerated"], "min_score": 1.0}, 0),
    ],
    ids=str,
)
def test_kinds_and_score_choose_the_rows(config: dict[str, Any], number: int) -> None:
    text = read(ROOT / "samples" / "water-utility-20.md").text
    kinds = [Kind(kind) for kind in config["kinds"]]
    expected = extract(read_string(text)).rows(kinds, config.get("min_score", 0.0))
    assert blank(**config)(text)._.measures == expected
    assert len(expected) == number


def test_points_are_measures_where_they_are_asked_for() -> None:
    text = read(ROOT / "samples" / "library-rules.txt").text
    assert [row["parent_id"] for row in blank()(text)._.measures] == [""] * 7
    rows = blank(sub=True)(text)._.measures
    (point,) = [row for row in rows if row["parent_id"]]
    assert len(rows) == 8
    assert point["parent_id"] in [row["measure_id"] for row in rows]


def test_spans_carry_the_id_of_their_row_under_the_wanted_key() -> None:
    doc = blank(spans_key="jucuo")(TEXT)
    assert list(doc.spans) == ["jucuo"]
    assert [span.id_ for span in doc.spans["jucuo"]] == [row["measure_id"] for row in doc._.measures]


def test_two_pipes_share_a_document() -> None:
    nlp = blank(name="listed", spans_key="listed")
    nlp.add_pipe("policy_measures", name="all", config={"spans_key": "all", **EVERYTHING})
    text = read(ROOT / "samples" / "water-utility-20.md").text
    doc = nlp(text)
    assert set(texts(doc, "listed")) < set(texts(doc, "all"))
    assert [row["measure"] for row in doc._.measures] == texts(doc, "all")
    assert len(doc._.measure_counts) == len(extract(read_string(text)).counts)


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ({"kinds": ["listed"]}, "policy_measures: unknown kind 'listed' in kinds; valid: enumerated, stated"),
        ({"kinds": []}, "policy_measures: kinds is empty; name one of enumerated, stated"),
        ({"min_score": 3.0}, "policy_measures: min_score is 3.0; give a probability from 0 to 1"),
        ({"min_score": -0.1}, "policy_measures: min_score is -0.1; give a probability from 0 to 1"),
        ({"label": "colour"}, "policy_measures: unknown label 'colour'; valid: role, kind, instrument"),
        (
            {"spans_key": ""},
            "policy_measures: spans_key is empty; give a key for doc.spans, such as measures",
        ),
    ],
    ids=str,
)
def test_a_value_that_makes_no_sense_is_told_in_a_sentence(config: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        blank(**config)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("config", [{"kinds": "stated"}, {"min_score": "high"}, {"sub": "no"}, {"key": "m"}])
def test_types_and_names_are_checked_by_spacy(config: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"policy_measures -> {next(iter(config))}"):
        blank(**config)


# ---- word lists


@pytest.fixture
def own_words(tmp_path: Path) -> Path:
    """A folder with a taxonomy of one word, as Excel may write it."""
    folder = tmp_path / "my-words"
    folder.mkdir()
    (folder / "instruments.tsv").write_bytes("\ufeff窗口\tservice.counter\r\n".encode())
    return folder


def instruments(doc: Doc) -> list[list[str]]:
    return [row["instrument"] for row in doc._.measures]


OWN = [["service.counter:窗口"], ["unknown"], ["unknown"]]


def test_own_word_lists_lie_over_the_built_in_ones(own_words: Path) -> None:
    assert instruments(blank(lexicons=str(own_words))(TEXT)) == OWN
    assert instruments(blank()(TEXT)) != OWN


def test_an_edited_folder_is_read_anew(own_words: Path) -> None:
    assert instruments(blank(lexicons=str(own_words))(TEXT)) == OWN
    (own_words / "instruments.tsv").write_text("减免\trelief\n", "utf-8")
    assert instruments(blank(lexicons=str(own_words))(TEXT)) == [["unknown"], ["relief:减免"], ["unknown"]]


def test_a_taxonomy_is_known_by_its_name() -> None:
    (first, *_) = instruments(blank(lexicons="howlett-ramesh")(TEXT))
    assert first != instruments(blank()(TEXT))[0]


def test_a_missing_folder_is_told_at_the_first_text(tmp_path: Path) -> None:
    nlp = blank(lexicons=str(tmp_path / "my-wrods"))
    with pytest.raises(LexiconError, match=r"my-wrods: no such folder; give a folder with \.tsv word lists"):
        nlp(TEXT)
    with pytest.raises(LexiconError, match="no such folder"):
        list(nlp.pipe([TEXT]))


def test_mistakes_in_word_lists_are_told_at_once(own_words: Path) -> None:
    (own_words / "actions.tsv").write_text("宣讲\tdeed\n", "utf-8")
    with pytest.raises(LexiconError, match=r"actions\.tsv:1:4: unknown label 'deed'"):
        blank(lexicons=str(own_words))


# ---- saved, copied, sent to other processes


def test_a_saved_pipeline_has_its_settings_and_its_own_word_lists(own_words: Path, tmp_path: Path) -> None:
    nlp = blank("jieba", lexicons=str(own_words), label="instrument", spans_key="jucuo")
    nlp.to_disk(tmp_path / "saved")
    for path in (*own_words.iterdir(), own_words):
        path.unlink() if path.is_file() else path.rmdir()
    loaded = spacy.load(tmp_path / "saved")
    doc = loaded(TEXT)
    assert instruments(doc) == OWN
    assert [span.label_ for span in doc.spans["jucuo"]] == ["service", "unknown", "unknown"]
    loaded.to_disk(tmp_path / "again")
    assert instruments(spacy.load(tmp_path / "again")(TEXT)) == OWN


def test_what_was_saved_counts_and_not_what_became_of_the_folder(own_words: Path, tmp_path: Path) -> None:
    blank(lexicons=str(own_words)).to_disk(tmp_path / "saved")
    (own_words / "instruments.tsv").write_text("减免\trelief\n", "utf-8")
    assert instruments(spacy.load(tmp_path / "saved")(TEXT)) == OWN


def test_saving_over_an_older_pipeline_leaves_none_of_its_lists(own_words: Path, tmp_path: Path) -> None:
    blank(lexicons=str(own_words)).to_disk(tmp_path / "saved")
    blank().to_disk(tmp_path / "saved")
    assert instruments(spacy.load(tmp_path / "saved")(TEXT)) == instruments(blank()(TEXT))


def test_saved_lists_are_the_files_to_the_byte(own_words: Path, tmp_path: Path) -> None:
    (own_words / "weights").mkdir()
    weights = (ROOT / "lexicons" / "weights" / "stated.tsv").read_bytes()
    (own_words / "weights" / "stated.tsv").write_bytes(weights)
    nlp = blank(lexicons=str(own_words))
    nlp.to_disk(tmp_path / "saved")
    places = ["instruments.tsv", "weights/stated.tsv"]
    saved = tmp_path / "saved" / "policy_measures"
    assert [(saved / place).read_bytes() for place in places] == [
        (own_words / place).read_bytes() for place in places
    ]


def test_a_mistake_in_a_saved_list_is_told_at_its_place(own_words: Path, tmp_path: Path) -> None:
    blank(lexicons=str(own_words)).to_disk(tmp_path / "saved")
    (tmp_path / "saved" / "policy_measures" / "actions.tsv").write_text("宣讲\tdeed\n", "utf-8")
    with pytest.raises(LexiconError, match=r"saved.policy_measures.actions\.tsv:1:4: unknown label"):
        spacy.load(tmp_path / "saved")


def test_bytes_take_the_word_lists_along(own_words: Path) -> None:
    data = blank(lexicons=str(own_words)).to_bytes()
    assert instruments(blank().from_bytes(data)(TEXT)) == OWN
    plain = blank().to_bytes()
    other = blank(lexicons=str(own_words)).from_bytes(plain)
    assert instruments(other(TEXT)) == instruments(blank()(TEXT))


@pytest.mark.parametrize("data", [b"", b"\x80", b"[]", b'{"actions.tsv": 1}', b'{"../actions.tsv": ""}'])
def test_bytes_of_something_else_are_told_in_a_sentence(data: bytes) -> None:
    with pytest.raises(UsageError, match="word list"):
        PolicyMeasures().from_bytes(data)


def test_word_lists_from_bytes_leave_no_folder_behind(
    own_words: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder holds them while they may be read, and is gone with the process."""
    data = tmp_path / "bytes"
    data.write_bytes(blank(lexicons=str(own_words)).get_pipe("policy_measures").to_bytes())
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    code = (
        "import os, sys; from extractor.spacy_component import PolicyMeasures; pipe = PolicyMeasures()\n"
        "pipe.from_bytes(open(sys.argv[1], 'rb').read()); print(len(os.listdir(sys.argv[2])))\n"
        'try: PolicyMeasures().from_bytes(b\'{"actions.tsv": "x"}\')\n'
        "except Exception as error: print(type(error).__name__, len(os.listdir(sys.argv[2])))"
    )
    told = run_python("-c", code, data, scratch, TMPDIR=str(scratch))
    assert told.split() == ["1", "LexiconError", "1"]
    assert list(scratch.iterdir()) == []


def test_rows_and_counts_survive_every_way_of_keeping_a_document() -> None:
    nlp = blank("jieba")
    doc = nlp(TEXT)
    vocab = spacy.blank("zh").vocab
    binned = DocBin(docs=[doc], store_user_data=False).to_bytes()
    kept = [
        doc.copy(),
        Doc(vocab).from_bytes(doc.to_bytes()),
        pickle.loads(pickle.dumps(doc)),
        next(iter(DocBin().from_bytes(binned).get_docs(spacy.blank("zh").vocab))),
    ]
    for other in kept:
        assert texts(other) == HEADS
        assert [span.label_ for span in other.spans["measures"]] == ["core"] * 3
        assert (other._.measures, other._.measure_counts) == (doc._.measures, doc._.measure_counts)
    assert doc.to_json(underscore=["measures"])["_"]["measures"] == doc._.measures


def test_joined_documents_keep_spans_and_ids_alone() -> None:
    nlp = blank()
    doc = nlp(TEXT)
    joined = Doc.from_docs([doc, nlp("附件")])
    assert [span.id_ for span in joined.spans["measures"]] == [span.id_ for span in doc.spans["measures"]]
    assert [span._.measure for span in joined.spans["measures"]] == [None] * 3


@pytest.mark.parametrize("lexicons", [True, False])
def test_a_pickled_pipe_is_the_same_pipe(lexicons: bool, own_words: Path) -> None:
    pipe = blank(lexicons=str(own_words) if lexicons else None, **EVERYTHING).get_pipe("policy_measures")
    pipe.set_error_handler(print)
    again = pickle.loads(pickle.dumps(pipe))
    assert again.get_error_handler() is print
    doc = spacy.blank("zh")(TEXT)
    assert instruments(again(doc)) == (OWN if lexicons else instruments(blank(**EVERYTHING)(TEXT)))


SCRIPT = f"""
import multiprocessing, sys, spacy
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    nlp = spacy.blank("zh")
    nlp.add_pipe("policy_measures", config={{"lexicons": sys.argv[2]}})
    for doc in nlp.pipe([{TEXT!r}] * 5, n_process=2, batch_size=2):
        print(*(row["instrument"][0] for row in doc._.measures), len(doc.spans["measures"]))
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_two_processes_give_the_same_documents(method: str, own_words: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, "utf-8")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    told = run_python(script, method, own_words, TMPDIR=str(scratch))
    assert told.splitlines() == ["service.counter:窗口 unknown unknown 3"] * 5
    assert [path.name for path in scratch.iterdir() if path.name.startswith("jucuo-")] == []


# ---- a good neighbour


def run_python(*arguments: str | Path, **environment: str) -> str:
    """What a fresh interpreter prints; it must end well."""
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_spacy_finds_the_pipe_by_itself_and_loads_nothing_heavy_for_others() -> None:
    code = (
        "import sys, spacy; assert 'extractor' not in sys.modules; nlp = spacy.blank('zh')\n"
        "print(*[name for name in sys.modules if name.startswith('extractor.')])\n"
        "print(*{'pandas', 'jieba', 'rjieba', 'lxml', 'opencc', 'docx'} & set(sys.modules))\n"
        f"nlp.add_pipe('policy_measures'); print(len(nlp({TEXT!r}).spans['measures']))"
    )
    rooms, heavy, found = run_python("-c", code).splitlines()
    assert set(rooms.split()) == {
        f"extractor.{room}" for room in ("errors", "lexicon", "model", "questions", "spacy_component")
    }
    assert (heavy, found) == ("", "3")


def test_the_extensions_are_known_without_the_pipe(tmp_path: Path) -> None:
    """So that saved documents can be read in a process that adds no pipe."""
    (tmp_path / "doc").write_bytes(blank()(TEXT).to_bytes())
    code = (
        "import pathlib, sys, spacy; nlp = spacy.blank('zh')\n"
        "doc = spacy.tokens.Doc(nlp.vocab).from_bytes(pathlib.Path(sys.argv[1]).read_bytes())\n"
        "print(*[span._.measure['measure'] for span in doc.spans['measures']])"
    )
    assert run_python("-c", code, tmp_path / "doc").split() == HEADS


def test_the_module_can_be_loaded_again() -> None:
    before = Span.get_extension("measure")
    importlib.reload(spacy_component)
    assert Span.get_extension("measure") != before
    assert texts(blank()(TEXT)) == HEADS


@pytest.fixture
def taken() -> Iterator[None]:
    """Another package has an extension of one of our names."""
    ours = Span.remove_extension("measure")
    Span.set_extension("measure", default="4/4")
    yield
    Span.set_extension("measure", getter=ours[2], force=True)


@pytest.mark.usefixtures("taken")
def test_an_extension_of_another_package_is_left_alone() -> None:
    importlib.reload(spacy_component)
    assert spacy.blank("zh")("音乐")[0:1]._.measure == "4/4"
    with pytest.raises(UsageError, match=r"another package has taken span\._\.measure"):
        blank()
    Span.remove_extension("measure")
    assert texts(blank()(TEXT)) == HEADS


def test_the_pipeline_knows_what_the_pipe_assigns() -> None:
    nlp = blank()
    assert nlp.get_pipe_meta("policy_measures").assigns == [
        "doc.spans",
        "doc._.measures",
        "doc._.measure_counts",
        "span._.measure",
    ]
    assert nlp.analyze_pipes()["problems"] == {"policy_measures": []}


def test_it_works_in_any_language() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("policy_measures")
    assert texts(nlp(TEXT)) == HEADS


@pytest.mark.parametrize("tokens", ["char", "jieba", "cut"])
def test_displacy_shows_the_measures_in_our_colours(tokens: str) -> None:
    page = displacy.render(
        blank(tokens)(TEXT), style="span", options={"spans_key": "measures"}, jupyter=False
    )
    assert len(re.findall(r">\s*core\s*<", page)) == 3
    assert COLORS["core"] in page


def test_every_label_of_ours_has_a_colour() -> None:
    shown = [blank(label=label, **EVERYTHING) for label in LABELS]
    seen = set().union(*(labels(nlp(read(path).text)) for nlp in shown for path in SAMPLES))
    assert seen - {"unknown"} == set(COLORS)
