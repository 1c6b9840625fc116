"""Learning tables from labelled documents: the same labels give the same bytes, and mistakes are told."""

from __future__ import annotations

import math
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


# ---- documents without labels

STORIES = (
    "苇塘边来了候鸟",
    "集市上的瓜果很新鲜",
    "球场边坐满了观众",
    "河面结了冰",
    "码头的清晨很安静",
    "山坡上开满了杏花",
)
ARTICLES = """关于扶持夜校的若干措施之{number}

第一条 支持社区开办第{number}所夜校。

第二条 对第{number}批学员给予补贴。

第三条 公开第{number}期夜校收费目录。
"""


@pytest.fixture
def pupils(labelled: Path) -> Path:
    """The labelled articles, and beside them three lists of measures, all of whose articles are labelled."""
    for number in range(3):
        text = ARTICLES.format(number=number)
        (labelled / "documents" / f"A{number}.txt").write_text(text, encoding="utf-8")
        heads = [line.split(" ", 1)[1].rstrip("。") for line in text.splitlines() if line.startswith("第")]
        rows = "".join(f"enumerated\t\t\t{head}\tcore\t\t\n" for head in heads)
        (labelled / "rows" / f"A{number}.tsv").write_text(HEADER + rows, encoding="utf-8")
    return labelled


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Stories and a list of measures without labels, a file of no known kind, and a labelled one."""
    folder = tmp_path / "archive"
    folder.mkdir()
    for number, story in enumerate(STORIES):
        (folder / f"S{number}.txt").write_text(f"{story}。\n", encoding="utf-8")
    (folder / "B1.txt").write_text(ARTICLES.format(number=71), encoding="utf-8")
    (folder / "N0.txt").write_text("市水务局将关闭所有取水点。\n", encoding="utf-8")
    again = f"转载\n\n{PROMISES[1]}，方便居民。{OTHERS[1]}，一派平和的景象。\n"
    (folder / "again.txt").write_text(again, encoding="utf-8")
    (folder / "scan.pdf").write_bytes(b"%PDF")
    return folder


def read_pool(samples: training.Samples, archive: Path) -> training.Pool:
    return training.collect_unlabelled(training.documents_in([archive]), samples)


def test_human_labels_always_win(pupils: Path, archive: Path) -> None:
    """N0 is labelled under this name, and again.txt is N1 in other clothes."""
    pool = read_pool(training.collect([pupils]), archive)
    assert (pool.documents, pool.known, pool.unread) == (7, 2, 1)
    assert {one.document for one in pool.candidates} == {"B1", *(f"S{number}" for number in range(6))}
    assert {one.folder for one in pool.candidates} == {"archive"}


def test_a_sentence_that_is_labelled_comes_back_from_no_other_document(pupils: Path, archive: Path) -> None:
    text = f"{PROMISES[2]}，方便居民。老桥边的茶馆每天下午坐满了人。渡口的老船工每天清晨唱着号子。\n"
    (archive / "S9.txt").write_text(text, encoding="utf-8")
    pool = read_pool(training.collect([pupils]), archive)
    assert sum(one.document == "S9" for one in pool.candidates) == 2


def test_items_of_labelled_documents_teach_the_same_words(pupils: Path) -> None:
    samples = training.collect([pupils])
    assert (len(samples.sentences), len(samples.items)) == (12, 9)
    assert all(item.is_measure and item.listed for item in samples.items)
    alone = training.train(samples.sentences, samples.labelled).weights
    taught = training.train(samples.sentences, samples.labelled, training.Beside(samples.items)).weights
    assert "word:夜校" not in alone.of
    assert taught.of["word:夜校"] > 0
    assert "listed" not in taught.of, "that items are oftener measures is no weight of the table"


def test_labels_by_rules_need_rules_that_human_labels_confirm(pupils: Path, archive: Path) -> None:
    samples = training.collect([pupils])
    pool = read_pool(samples, archive)
    beside = training.Beside(samples.items, pool.candidates, 1.0)
    said = training.given_labels(beside, samples.sentences)
    labels = dict(zip(pool.candidates, said, strict=True))
    assert {said for one, said in labels.items() if one.document == "B1"} == {True}
    assert {said for one, said in labels.items() if one.document == "S3"} == {None}, "checked on six only"
    before = training.train(samples.sentences, samples.labelled, training.Beside(samples.items)).weights
    after = training.train(samples.sentences, samples.labelled, beside).weights
    assert before.of != after.of
    nothing = training.train(samples.sentences, samples.labelled, training.Beside((), pool.candidates))
    assert nothing.weights == training.train(samples.sentences, samples.labelled).weights


def test_a_learning_curve_has_a_figure_for_each_size(pupils: Path) -> None:
    samples = training.collect([pupils])
    beside = training.Beside(samples.items)
    names = sorted(samples.names)
    curve = training.learning_curve(samples.sentences, samples.labelled, names, (4, 99), beside, 2)
    sizes, figures = zip(*curve, strict=True)
    assert sizes == (4, 9)
    assert all(0 <= one <= 1 and not math.isnan(one) for one in figures)


def train_with(archive: Path, labelled: Path, *more: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "extractor", "train", str(labelled), "--weak", str(archive)]
    return subprocess.run(
        [*command, *map(str, more)], capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_the_command_tells_the_rules_and_writes_what_went_in(
    pupils: Path, archive: Path, tmp_path: Path
) -> None:
    done = train_with(archive, pupils, "-o", tmp_path / "one")
    assert done.returncode == 0, done.stderr
    lines = [line.split("\t") for line in done.stderr.splitlines()]
    (article,) = [line for line in lines if line[0] == "item.article"]
    assert article[1:8] == ["measure", "3", "0", "0", "9", "1.00", "yes"]
    assert "left out: 2 that have labels, 1 that cannot be read" in done.stderr
    assert "labelling" not in done.stdout, "figures only"
    table = (tmp_path / "one" / "weights" / "stated.tsv").read_text(encoding="utf-8")
    told = [line for line in table.splitlines() if line.startswith("#")]
    assert f"({pupils.name} 9 of 9)" in told[2]
    assert told[4].startswith("# labels by rules in 7 documents: 3, measures among them: 3 (archive 3 of 3)")
    assert "each counts 0.05" in told[4]
    assert told[5] == "# rules trusted: item.article 0.909"
    assert str(tmp_path.parent) not in table
    again = train_with(archive, pupils, "-o", tmp_path / "two")
    assert again.returncode == 0
    assert (tmp_path / "two" / "weights" / "stated.tsv").read_text(encoding="utf-8") == table


def test_a_label_by_rules_counts_as_much_as_is_said(pupils: Path, archive: Path, tmp_path: Path) -> None:
    done = train_with(archive, pupils, "--weak-weight", "0.5", "-o", tmp_path / "half")
    assert done.returncode == 0, done.stderr
    assert "each counts 0.5" in (tmp_path / "half" / "weights" / "stated.tsv").read_text(encoding="utf-8")
    assert train_with(archive, pupils, "--weak-weight", "2").returncode == 2


def test_a_folder_without_labels_that_is_none_is_told(pupils: Path, tmp_path: Path) -> None:
    done = train_with(tmp_path / "nowhere", pupils)
    assert done.returncode == 2
    assert "nowhere: is no folder" in done.stderr
