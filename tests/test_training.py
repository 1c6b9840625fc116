"""Learning tables from labelled documents: the same labels give the same bytes, and mistakes are told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from extractor import training
from extractor.errors import ExportError, LabelError, UsageError
from extractor.lexicon import load
from extractor.matching import read_weights

HEADER = "kind\tnumber\tgroup\thead\trole\tbodies\tdeadline\n"
PROMISES = (
    "市水务局将在年内增设五处取水点",
    "区教育局将新建两所幼儿园",
    "市交通局将开通夜间公交",
    "县民政局将扩建养老院",
    "市商务局将举办年货节",
    "市文旅局将免费开放三座展馆",
)
OTHERS = (
    "去年全市降水偏少",
    "游客王女士说孩子玩得开心",
    "湖面上有几只野鸭",
    "老街的清晨很安静",
    "集市上的瓜果很新鲜",
    "球场边坐满了观众",
)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Six articles of two sentences, the first of which is labelled."""
    for name in ("documents", "rows"):
        (tmp_path / name).mkdir()
    for number, (promise, other) in enumerate(zip(PROMISES, OTHERS, strict=True)):
        text = f"港城见闻之{number}\n\n{promise}，方便居民。{other}，一派平和的景象。\n"
        (tmp_path / "documents" / f"N{number}.txt").write_text(text, encoding="utf-8")
        row = f"stated\t\t\t{promise}，方便居民\tcore\t\t\n"
        (tmp_path / "rows" / f"N{number}.tsv").write_text(HEADER + row, encoding="utf-8")
    return tmp_path


def test_the_same_labels_give_the_same_bytes(labelled: Path, tmp_path: Path) -> None:
    tables = []
    for place in ("one", "two"):
        samples = training.collect([labelled])
        models = {"stated": training.train(samples.sentences, samples.labelled)}
        (path,) = training.write_tables(tmp_path / place, models, ["six documents"])
        tables.append(path.read_bytes())
    assert tables[0] == tables[1]
    weights = read_weights(path)
    assert weights.of["word:将"] > 0


def test_what_is_learnt_tells_promises_from_the_rest(labelled: Path) -> None:
    samples = training.collect([labelled])
    assert (len(samples.sentences), samples.labelled, samples.documents) == (12, 6, 6)
    assert sum(sample.is_measure for sample in samples.sentences) == 6
    model = training.train(samples.sentences, samples.labelled)
    assert model.by_document.f1 > 0.8
    assert sum(number for _, number in model.reliability) == 12
    assert [documents for documents, _ in model.learning] == [2, 3, 4, 6]
    assert {sample.source for sample in samples.sentences} == {"N"}


def test_a_label_counts_for_one_sentence_and_a_document_once(labelled: Path) -> None:
    samples = training.collect([labelled, labelled])
    assert samples == training.collect([labelled])


def test_labels_of_measures_alone_teach_nothing(labelled: Path) -> None:
    samples = [sample for sample in training.collect([labelled]).sentences if sample.is_measure]
    with pytest.raises(UsageError, match="at least two documents"):
        training.train(samples)


def test_a_folder_without_labels_is_told(tmp_path: Path) -> None:
    with pytest.raises(LabelError):
        training.collect([tmp_path])


def test_without_scikit_learn_the_way_out_is_told(labelled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = training.collect([labelled])
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    with pytest.raises(UsageError, match=r"pip install 'jucuo\[train\]'"):
        training.train(samples.sentences)


def test_a_place_that_cannot_be_written_is_told(labelled: Path, tmp_path: Path) -> None:
    samples = training.collect([labelled])
    models = {"stated": training.train(samples.sentences)}
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(ExportError, match="cannot be written"):
        list(training.write_tables(tmp_path / "taken", models, []))


def test_the_command_writes_a_folder_for_lexicons(labelled: Path, tmp_path: Path) -> None:
    """Label, train, lay the folder over the built-in one."""
    own = tmp_path / "own"
    command = [sys.executable, "-m", "extractor", "train", str(labelled), "-o", str(own)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "other documents" in done.stdout
    assert str(own / "weights" / "stated.tsv") in done.stderr
    assert load(own).weights["stated"] == own / "weights" / "stated.tsv"
    assert load(own).weights["enumerated"] == load().weights["enumerated"]
