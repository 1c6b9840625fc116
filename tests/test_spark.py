"""Documents on a cluster: the tables of a local run, whatever happens to the machines.

One session serves all tests: two executors, processes of their own, each with a Python worker.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, Command
from typer.testing import CliRunner

from extractor.batch.outcomes import Outcome
from extractor.batch.records import OUTPUT
from extractor.batch.settings import Settings
from extractor.cli import app
from extractor.errors import BatchError, ExportError, ExtractorError, ReadingError, UsageError
from extractor.exporting import COLUMNS, DOCUMENT_COLUMNS
from extractor.limits import Limits
from extractor.model import Kind
from extractor.reading import Columns, Document
from extractor.reading.corpora import SAME_ID

pytest.importorskip("pyspark", reason="no PySpark; pip install 'jucuo[spark]'")

from pyspark import SparkContext
from pyspark.errors import PySparkException
from pyspark.sql import Observation, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from extractor.spark import (
    Counts,
    documents_of,
    extract_dataframe,
    extract_files,
    mapping,
    measures_of,
    open_corpus,
    start_session,
)
from extractor.spark.mapping import MOST_DOCUMENTS, extract_found
from extractor.spark.places import Naming
from extractor.spark.sessions import explained
from extractor.spark.sources import map_batches, of_frame

pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
    pytest.mark.skipif(os.name != "posix", reason="executors are found and killed as POSIX has them"),
]
Tables = tuple[pa.Table, pa.Table]
"""Measures and documents."""
EVERYTHING = Settings(kinds=tuple(Kind), sub=True, stated=True)
ARTICLE = """关于办好{name}的通知

一、主要成效
（一）推广{name}联网通办。
（二）建设{name}服务站点。
二、便民套餐
（一）延长{name}办理时间。2026年底前完成，由市政务服务局牵头。
（二）减免{name}工本费，每户不超过50元。
1. 免收表格费。
2. 免收邮寄费。

县政务服务局将为{name}开通夜间窗口。
"""
THRIFTY = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.task.maxFailures": "2",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
"""What makes Spark start faster; no job here is long enough for more."""
WORDS = "主要成效\toff\n便民套餐\tbackground\n"
"""Wins the measures of one section and loses those of another."""


def make_java() -> str:
    """Why there is no Java, ``""`` if there is one; it is installed where that may be done."""
    if shutil.which("java"):
        return ""
    if os.geteuid() or not shutil.which("apt-get"):
        return "no Java, which Spark needs; install openjdk-17-jre-headless"
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in ("update", "install --yes --no-install-recommends openjdk-17-jre-headless"):
        done = subprocess.run(
            ["apt-get", "-qq", *command.split()], env=environment, capture_output=True, timeout=300
        )
    return "" if done.returncode == 0 else "no Java, and openjdk-17-jre-headless cannot be installed"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Spark as it is installed, in a folder where executors may leave their files."""
    if missing := make_java():
        pytest.skip(missing)
    import pyspark

    folder = tmp_path_factory.mktemp("spark")
    for path in Path(pyspark.__file__).parent.iterdir():
        (folder / path.name).symlink_to(path)
    return folder


@pytest.fixture(scope="module")
def session(home: Path) -> Iterator[SparkSession]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_HOME", str(home))
        session = start_session("local-cluster[2,1,1024]", THRIFTY)
        yield session
        session.stop()
        gateway = SparkContext._gateway
        assert gateway is not None
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait(30)
        SparkContext._gateway = SparkContext._jvm = None


def article(number: int) -> str:
    return ARTICLE.format(name=f"事项{number}号")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 200 articles in two files, some of which fail, as pandas would write them."""
    folder = tmp_path_factory.mktemp("corpus") / "语料 100%"
    (folder / "2025").mkdir(parents=True)
    texts: list[str | None] = [article(number) for number in range(200)]
    ids: list[str | None] = [f"甲-{number}" for number in range(200)]
    texts[3] = None
    texts[4] = " \n\u3000"
    texts[5] = "<html><body></body></html>"
    ids[7] = None
    ids[11] = ids[4]  # of a row without a text: no other article has it
    ids[12] = ids[13] = ids[14] = "重号"
    ids[150] = " 甲\n150 "
    days = pa.array([datetime(2025, 3, 1)] * 200, pa.timestamp("ns"))
    table = pa.table({"编号": ids, "日期": days, "正文": texts, "link": ["https://example.org/a"] * 200})
    pq.write_table(table.slice(0, 150), folder / "一 月.parquet", row_group_size=40)
    pq.write_table(table.slice(150), folder / "2025" / "二月.parquet", compression="zstd")
    return folder


def written(folder: Path) -> Tables:
    """The tables that Spark wrote: measures and documents."""
    return pq.read_table(folder / "measures"), pq.read_table(folder / "documents")


@pytest.fixture(scope="module")
def run_locally(jucuo: Command, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Runs the local command and gives its two tables."""

    def run(*arguments: str | Path, cwd: Path = ROOT) -> Tables:
        folder = tmp_path_factory.mktemp("local")
        measures, documents = folder / "measures.parquet", folder / "documents.parquet"
        done = jucuo("extract", *arguments, "-o", measures, "--documents", documents, cwd=cwd)
        assert done.returncode in (0, 1), done.stderr
        return pq.read_table(measures), pq.read_table(documents)

    return run


def sorted_rows(table: pa.Table) -> list[dict[str, object]]:
    return sorted(
        table.to_pylist(), key=lambda row: (row["document"], row.get("position") or 0, row.get("error") or "")
    )


def assert_same(found: Tables, expected: Tables) -> None:
    """Names, order and types of the columns, and all rows."""
    for ours, theirs in zip(found, expected, strict=True):
        names = [[(one.name, one.type) for one in table.schema] for table in (ours, theirs)]
        assert names[0] == names[1]
        assert sorted_rows(ours) == sorted_rows(theirs)


@pytest.fixture(scope="module")
def local(run_locally: Any, corpus: Path) -> Tables:
    return run_locally(corpus)


def test_a_corpus_gives_the_tables_of_a_local_run(
    session: SparkSession, corpus: Path, local: Tables, tmp_path: Path
) -> None:
    counts = extract_files(session, str(corpus), str(tmp_path / "out"))
    assert_same(written(tmp_path / "out"), local)
    errors = [row["error"] for row in sorted_rows(local[1]) if row["error"]]
    assert len(errors) == 5
    assert sorted(counts.failed) == sorted(errors)
    assert (counts.rows, counts.documents, counts.failures) == (local[0].num_rows, 195, 5)
    assert counts.rows > 300
    assert {row["published"].isoformat() for row in local[0].to_pylist()} == {"2025-03-01"}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["documents", "measures"]


def test_word_lists_of_ones_own_go_to_the_executors(
    session: SparkSession,
    corpus: Path,
    local: Tables,
    run_locally: Any,
    tmp_path: Path,
    home: Path,
) -> None:
    words, output = tmp_path / "words", tmp_path / "out"
    words.mkdir()
    (words / "sections.tsv").write_text(WORDS, encoding="utf-8")
    one = corpus / "2025"
    options = ["--lexicons", words, "--kind", "all", "--sub"]
    settings = replace(EVERYTHING, lexicons=(words,))
    extract_files(session, str(one), str(output), settings, partitions=6)
    assert_same(written(output), run_locally(one, *options))
    heads = {row["measure"] for row in written(output)[0].to_pylist()}
    usual = {row["measure"] for row in local[0].to_pylist()}
    assert "推广事项160号联网通办" in heads - usual
    assert "延长事项160号办理时间" in usual - heads
    places = list(home.glob(f"work/*/*/jucuo-{settings.lexicon.version}/0/sections.tsv"))
    assert len(places) in (1, 2), "once on each executor"


def test_files_of_all_formats_give_the_tables_of_a_local_run(
    session: SparkSession, run_locally: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "文件 #1"
    shutil.copytree(ROOT / "samples", folder / "samples")
    (folder / "broken.docx").write_bytes(b"PK\3\4" + b"\0" * 100)
    (folder / "program.exe").write_bytes(b"MZ")
    (folder / ".hidden.txt").write_text(article(1), encoding="utf-8")
    (folder / "~$draft.txt").write_text(article(2), encoding="utf-8")
    (folder / "rows.jsonl").write_text(json.dumps({"id": 1, "text": article(3)}) + "\n{", encoding="utf-8")
    with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
        archive.writestr("内/a.txt", article(4))
        archive.writestr("b.exe", "MZ")
    with (folder / "large.txt").open("wb") as large:
        large.truncate(Limits().document_bytes + 1)
    counts = extract_files(session, str(folder), str(tmp_path / "out"), source_format="binaryfile")
    assert_same(written(tmp_path / "out"), run_locally(folder))
    assert counts.failures == 5
    assert counts.documents == len(list((ROOT / "samples").iterdir())) + 2


def test_rows_of_other_formats_are_known_by_their_ids(
    session: SparkSession, run_locally: Any, tmp_path: Path
) -> None:
    lines = [{"doc_id": f"L{number}", "content": article(number)} for number in range(4)]
    lines += [{"doc_id": "L2", "content": article(4)}, {"doc_id": "L5", "content": ""}]
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    extract_files(session, str(corpus), str(tmp_path / "out"), source_format="json", partitions=2)
    measures, documents = written(tmp_path / "out")
    expected = run_locally(corpus)
    assert sorted_rows(measures) == sorted_rows(expected[0])
    errors = [row["error"] for row in sorted_rows(documents) if row["error"]]
    assert errors == [
        f"{corpus}#L2: the row {SAME_ID}",
        f"{corpus}#L5: the row has no text in its column 'content'; fill it, or take the row out",
    ]


def refused(session: SparkSession, source: Path | str, output: Path, **options: Any) -> ExtractorError:
    """The error that an extraction ends with."""
    with pytest.raises(ExtractorError) as told:
        extract_files(session, str(source), str(output), **options)
    assert "\n" not in str(told.value)
    return told.value


def test_what_cannot_be_read_or_written_is_told_in_a_sentence(
    session: SparkSession, corpus: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps({"text": article(1)}) + "\n", encoding="utf-8")
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and no more")

    missing = refused(session, tmp_path / "nothing", output)
    assert isinstance(missing, ReadingError)
    assert str(missing).endswith("nothing: no such file or folder; check the spelling")

    no_text = refused(session, corpus, output, settings=Settings(columns=Columns(text="body")))
    assert "has no column 'body'; name one with --text-column: 编号" in str(no_text)
    no_id = refused(session, corpus, output, settings=Settings(columns=Columns(id="key")))
    assert "has no column 'key'; name one with --id-column" in str(no_id)
    unnumbered = refused(session, lines, output, source_format="json")
    assert "has no column of ids, and rows of json have no numbers" in str(unnumbered)

    damaged = refused(session, broken, output)
    assert isinstance(damaged, ReadingError)
    assert "broken.parquet: cannot be read as parquet (" in str(damaged)
    assert "nope" in str(refused(session, "nope://bucket/a.parquet", output))
    assert "cannot be read as kipper" in str(refused(session, corpus, output, source_format="kipper"))
    assert not output.exists()

    output.mkdir()
    (output / "note.txt").write_text("mine", encoding="utf-8")
    exists = refused(session, corpus, output)
    assert isinstance(exists, ExportError)
    assert "exists; choose another folder, or --overwrite" in str(exists)
    for inside in (corpus / "out", corpus.parent, corpus):
        assert isinstance(refused(session, corpus, inside, overwrite=True), UsageError)
    assert [path.name for path in output.iterdir()] == ["note.txt"]


def test_tables_stay_until_new_ones_are_complete(session: SparkSession, tmp_path: Path) -> None:
    """A Parquet file that turns out to be damaged ends the job; files that are not ours are left alone."""
    corpus, output = tmp_path / "corpus", tmp_path / "out"
    corpus.mkdir()
    pq.write_table(pa.table({"id": ["a"], "text": [article(1)]}), corpus / "a.parquet")
    assert extract_files(session, str(corpus), str(output), partitions=1).documents == 1
    (output / "note.txt").write_text("mine", encoding="utf-8")
    before = written(output)

    (corpus / "b.parquet").write_bytes(b"PAR1 and no more")
    assert "b.parquet" in str(refused(session, corpus, output, overwrite=True, partitions=1))
    refused(session, corpus, tmp_path / "new", partitions=1)
    assert not (tmp_path / "new").exists()
    assert written(output) == before

    pq.write_table(pa.table({"id": ["b"], "text": [article(2)]}), corpus / "b.parquet")
    assert extract_files(session, str(corpus), str(output), overwrite=True, partitions=1).documents == 2
    assert {row["document"] for row in written(output)[1].to_pylist()} == {
        f"{corpus}/{name}.parquet#{name}" for name in "ab"
    }
    assert sorted(path.name for path in output.iterdir()) == ["documents", "measures", "note.txt"]


def test_a_data_frame_gives_both_tables_and_counters_in_one_pass(session: SparkSession) -> None:
    rows = [(number, article(number), "标题") for number in range(5)] + [(5, "", ""), (None, article(6), "")]
    frame = session.createDataFrame(rows, "`a.key` int, words string, title string")
    counters = Observation()
    found = extract_dataframe(frame, text_column="words", id_column="a.key", counters=counters).cache()
    measures, documents = measures_of(found), documents_of(found)
    assert (measures.columns, documents.columns) == (list(COLUMNS), list(DOCUMENT_COLUMNS))
    titles = {row["document"]: (row["title"], row["error"]) for row in documents.collect()}
    no_text = "5: the row has no text in its column 'words'; fill it, or take the row out"
    no_id = "a row has no id in its column 'a.key'; fill it, or take the row out"
    failed = {"5": ("", no_text), "": ("", no_id)}
    assert titles == {str(number): ("标题", "") for number in range(5)} | failed
    assert measures.where("size(deadline) = 1").count() == 5
    assert Counts.of(counters) == Counts(rows=measures.count(), documents=5, failures=2)
    assert counters.get["rows"] == 15
    with pytest.raises(ReadingError, match="has no column of ids, and rows of a data frame have no numbers"):
        extract_dataframe(frame.select("title", "words"), text_column="words")


def test_rows_of_other_word_lists_or_another_program_are_none(session: SparkSession) -> None:
    frame = session.createDataFrame([("1", article(1))], "id string, text string")
    extract = of_frame(frame, Settings()).extract
    other = replace(extract, shipment=replace(extract.shipment, version="000000000000"))
    found = map_batches(frame, other, from_arrow_schema(OUTPUT))
    lists = "^the word lists on an executor .* are not those on the driver .*; install the same jucuo on .*$"
    with pytest.raises(BatchError, match=lists), explained():
        found.collect()
    with pytest.raises(BatchError, match=r"on an executor is not jucuo 0\.0 on the driver; install the same"):
        replace(extract.shipment, program="0.0").unpack()


def test_executors_without_jucuo_are_told() -> None:
    text = "Traceback (most recent call last):\n  ...\nModuleNotFoundError: No module named 'extractor'\n"
    with pytest.raises(BatchError, match="extractor is not installed on the executors"), explained():
        raise PySparkException(text)


def test_findings_come_in_batches_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    short = [Document(str(number), "一、推广联网通办。") for number in range(MOST_DOCUMENTS + 1)]
    sizes = [batch.num_rows for batch in extract_found([*short, Outcome.of_failure("x", "x: y")], Settings())]
    assert sizes == [MOST_DOCUMENTS, 1, 1]
    monkeypatch.setattr(mapping, "MOST_SIZE", 15)
    assert [batch.num_rows for batch in extract_found(short[:5], Settings())] == [2, 2, 1]


@pytest.mark.parametrize(
    ("root", "shown", "path", "name"),
    [
        ("/data/a.parquet", "a.parquet", "file:/data/a.parquet", "a.parquet"),
        ("/data/语料", "语料", "file:///data/语料/一%20月%2520.parquet", "语料/一 月%20.parquet"),
        ("/data/语", "语", "file:/data/语料/a.parquet", "/data/语料/a.parquet"),
        ("s3a://bucket/in", "s3a://bucket/in", "s3a://bucket/in/x.parquet", "s3a://bucket/in/x.parquet"),
        ("hdfs://node:8020/user/me/in", "in", "hdfs://node:8020/user/me/in/x", "in/x"),
        ("/", "/", "file:/a/b", "/a/b"),
    ],
)
def test_documents_are_called_after_the_given_path(root: str, shown: str, path: str, name: str) -> None:
    assert Naming(root, shown, encoded=True)(path) == name


def test_a_pattern_names_documents_as_the_shell_would(session: SparkSession, tmp_path: Path) -> None:
    for month in ("01", "02"):
        (tmp_path / month).mkdir()
        pq.write_table(pa.table({"id": ["a"], "text": [article(1)]}), tmp_path / month / "[1].parquet")
    for pattern in (f"{tmp_path}/*/*.parquet", f"{tmp_path}/{{01,02}}"):
        source = open_corpus(session, pattern, Settings())
        names = {source.extract.source.name_of(row["file"]) for row in source.frame.collect()}
        assert names == {f"{tmp_path}/{month}/[1].parquet" for month in ("01", "02")}
    source = open_corpus(session, f"{tmp_path}/01/[1].parquet", Settings())
    assert [source.extract.source.name_of(row["file"]) for row in source.frame.collect()] == [
        f"{tmp_path}/01/[1].parquet"
    ]


def test_the_command_writes_tables_and_tells_what_failed(
    home: Path, jucuo: Command, run_locally: Any, tmp_path: Path
) -> None:
    texts = [article(number) for number in range(3)]
    pq.write_table(pa.table({"key": ["a", "b", "c", "d"], "body": [*texts, ""]}), tmp_path / "corpus.parquet")
    columns = ["--text-column", "body", "--id-column", "key"]
    options = ["--master", "local[1]", "--partitions", "2"]
    options += [f"--conf={name}={value}" for name, value in THRIFTY.items()]
    done = jucuo("spark", "corpus.parquet", "out", *columns, *options, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    failed, summary = done.stderr.splitlines()
    no_text = "row 4 has no text in its column 'body'; fill it, or take the row out"
    assert failed == f"jucuo: corpus.parquet#d: {no_text}"
    assert re.fullmatch(r"jucuo: 9 rows from 3 documents, 1 failed, [\d.]+ s, written to out", summary)
    assert_same(written(tmp_path / "out"), run_locally("corpus.parquet", *columns, cwd=tmp_path))


def test_the_example_runs_with_spark_submit(home: Path, tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": ["a", "b"], "text": [article(1), ""]}), tmp_path / "corpus.parquet")
    options = [part for name, value in THRIFTY.items() for part in ("--conf", f"{name}={value}")]
    example = ROOT / "docs" / "spark_example.py"
    done = subprocess.run(
        [home / "bin" / "spark-submit", "--master", "local[1]", *options, example, "corpus.parquet", "out"],
        cwd=tmp_path,
        env=os.environ | {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(ROOT), "SPARK_HOME": str(home)},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "{'documents': 1, 'rows': 3, 'failures': 1}"
    measures, documents = written(tmp_path / "out")
    assert (measures.num_rows, documents.num_rows) == (3, 2)


def test_the_page_shows_the_example() -> None:
    example = (ROOT / "docs" / "spark_example.py").read_text("utf-8")
    assert example in (ROOT / "docs" / "scale.md").read_text("utf-8")


def test_without_java_the_command_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    done = CliRunner().invoke(app, ["spark", "in", str(tmp_path / "out")])
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "openjdk-17-jre-headless" in done.stderr


def test_without_pyspark_the_command_says_how_to_get_it(tmp_path: Path) -> None:
    code = "import sys; sys.modules['pyspark'] = None; from extractor.cli import main; main()"
    command = [sys.executable, "-c", code, "spark", "in", tmp_path / "out"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT)
    assert done.returncode == 2
    assert done.stderr == (
        "jucuo: jucuo spark needs PySpark, which is missing; install it with: pip install 'jucuo[spark]'\n"
    )


def test_a_setting_of_spark_needs_a_value() -> None:
    done = CliRunner().invoke(app, ["spark", "in", "out", "--conf", "spark.executor.cores"])
    assert (done.exit_code, "NAME=VALUE" in done.stderr) == (2, True)


def test_an_executor_that_is_killed_costs_nothing(
    session: SparkSession, corpus: Path, local: Tables, tmp_path: Path
) -> None:
    for attempt in range(ATTEMPTS):
        out = tmp_path / f"out{attempt}"
        with Killer(session, parts=16) as killer:
            extract_files(session, str(corpus), str(out), partitions=16)
        assert 0 < killer.done < 16, "it was killed while parts were done and others were not"
        assert killer.is_gone(), "its process has ended"
        assert_same(written(out), local)
        if killer.cost_something():
            return  # else it was between two parts and had none done that anybody still needed
    raise AssertionError("no executor had a part when it was killed")


ATTEMPTS = 4
"""So often an executor is killed until one had a part; few have none."""

PATIENCE = 20
"""Seconds in which a killed process ends and Spark hears of it."""


def _started(process: int) -> tuple[str, int]:
    """The state of a process and when it was started, in ticks since the machine was."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return fields[0], int(fields[19])


def _holds(condition: Callable[[], bool]) -> bool:
    """Whether a condition comes to hold in the time that there is."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


class Killer:
    """Kills the process of one executor when some parts of a job are done, while the ``with`` lasts.

    One that has done tasks before and has one now is known to Spark in full: one that is only just starting
    may never have been in its books when it is lost.
    """

    def __init__(self, session: SparkSession, parts: int) -> None:
        self.context = session.sparkContext
        self.tracker = self.context.statusTracker()
        self.parts = parts
        self.done = 0
        self.stage = self.process = -1
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._wait_and_kill)

    def __enter__(self) -> Killer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _wait_and_kill(self) -> None:
        while not self._ended.wait(0.02):
            for number in self.tracker.getActiveStageIds():
                stage = self.tracker.getStageInfo(number)
                if stage and stage.numTasks == self.parts and stage.numCompletedTasks:
                    executor = self._at_work()
                    if executor is not None:
                        self.stage, self.done = number, stage.numCompletedTasks
                        self.process = self._process_of(executor)
                        os.kill(self.process, signal.SIGKILL)
                        return

    def _at_work(self) -> str | None:
        """The number of an executor that has done tasks and is at work on one."""
        executors = self.context._jsc.sc().statusStore().executorList(True)
        for executor in (executors.apply(at) for at in range(executors.size())):
            if executor.id() != "driver" and executor.completedTasks() and executor.activeTasks():
                return str(executor.id())
        return None

    def _process_of(self, executor: str) -> int:
        """The process of an executor of this application: the oldest of those that bear its command line.

        A process that it has just forked bears it too until it runs another program: to kill that one would
        only cost the executor a worker.
        """
        found: dict[int, int] = {}
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):  # it has ended meanwhile
                words = path.read_bytes().decode("utf-8", "replace").split("\0")
                if self.context.applicationId in words and ("--executor-id", executor) in pairwise(words):
                    process = int(path.parent.name)
                    found[process] = _started(process)[1]
        return min(found, key=found.__getitem__)

    def is_gone(self) -> bool:
        """Whether the process has ended."""

        def has_ended() -> bool:
            try:
                return _started(self.process)[0] == "Z"
            except OSError:
                return True

        return _holds(has_ended)

    def cost_something(self) -> bool:
        """Whether Spark counts a part of the job as failed, or did parts again that had been done."""

        def was_lost() -> bool:
            stage = self.tracker.getStageInfo(self.stage)
            return bool(stage and (stage.numFailedTasks or stage.currentAttemptId))

        return _holds(was_lost)
