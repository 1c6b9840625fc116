"""Many documents: workers that die, runs that are stopped, and the table that comes out all the same."""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from conftest import ROOT, Command
from hazards import Hazards

from extractor import read_table
from extractor.batch.chunks import MOST_BYTES, Chunk, Cutter, Stamp
from extractor.batch.journal import Journal, folder_beside
from extractor.batch.opening import Opener
from extractor.batch.outcomes import Outcome, extract_outcome
from extractor.batch.processes import start_process
from extractor.batch.records import INPUT, OUTPUT, dump, extract_batches, pack, restore, unpack
from extractor.batch.running import Batch
from extractor.batch.settings import Settings
from extractor.batch.workers import Done, Pool, serve
from extractor.errors import BatchError, ReadingError
from extractor.limits import Limits
from extractor.pipeline import find_documents
from extractor.reading import Columns, Document

SAMPLES = ROOT / "samples"
posix_only = pytest.mark.skipif(os.name != "posix", reason="processes are killed as POSIX kills them")
MEASURE = "关于办好{name}的通知\n\n一、推广{name}联网通办。\n二、建设{name}服务站点。2026年底前完成。\n"
FINGERPRINT = {"options": "1", "word lists": "1", "program": "1"}


def article(name: str) -> Document:
    return Document(f"{name}.txt", MEASURE.format(name=name).encode())


def chunk(*documents: Document) -> Chunk:
    return Chunk(documents, [Stamp.of(one) for one in documents])


def fill(folder: Path, names: Iterable[str]) -> Path:
    """A folder with an article for each name."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.txt").write_text(MEASURE.format(name=name), encoding="utf-8")
    return folder


def run(paths: Sequence[Path], settings: Settings | None = None, **options: object) -> list[Outcome]:
    batch = Batch(find_documents(paths), settings or Settings(), workers=2, **options)  # type: ignore[arg-type]
    return list(batch.outcomes())


def outcomes_of(found: Iterable[Done | Outcome]) -> list[Outcome]:
    return [
        one
        for done in found
        for one in ([done] if isinstance(done, Outcome) else [o for b in done.batches for o in restore(b)])
    ]


# Record batches


def test_findings_come_through_arrow_as_they_are() -> None:
    documents = [Document(str(path)) for path in sorted(SAMPLES.iterdir())]
    documents += [
        Document("missing.txt"),
        Document("cell", "一、推进建设\ud800。", {"title": "关于建设的通知"}),
    ]
    settings = Settings(stated=True)
    expected = [extract_outcome(document, settings) for document in documents]
    (packed,) = extract_batches([pack(documents)], settings)
    assert packed.schema == OUTPUT
    assert packed.num_rows == len(documents)
    assert restore(packed)[:-1] == expected[:-1]
    assert restore(packed)[-1].measures[0]["measure"] == r"推进建设\ud800"
    assert sum(len(one.measures) for one in expected) > 100


def test_documents_come_through_arrow_as_they_are() -> None:
    documents = [
        Document("文件.txt"),
        Document(os.fsdecode(b"\xff.txt"), b"\x00\xff"),
        Document("corpus#1", "一、推进", {"title": "通知", "url": ""}),
    ]
    assert pack(documents).schema == INPUT
    assert list(unpack(pack(documents))) == documents


def test_a_batch_of_strangers_needs_names_and_texts_alone() -> None:
    batch = pa.RecordBatch.from_pydict(
        {"document": ["a", "b"], "text": [MEASURE.format(name="电桩"), ""], "more": [1, 2]}
    )
    (found,) = extract_batches([batch])
    first, second = restore(found)
    assert [row["measure"] for row in first.measures] == ["推广电桩联网通办", "建设电桩服务站点"]
    assert second.error == "b: holds no text (txt)"
    assert second.facts["error"] == second.error


# Chunks


def test_chunks_grow_until_they_take_a_second_and_stay_bounded() -> None:
    cutter = Cutter()
    known = Outcome("known.txt")
    stream: Iterator[tuple[Document, Stamp] | Outcome] = iter(
        [
            *((article(str(n)), Stamp(10)) for n in range(20)),
            known,
            (article("big"), Stamp(MOST_BYTES)),
            (article("small"), Stamp(10)),
        ]
    )
    sizes = []
    for found in cutter.cut(stream):
        sizes.append(len(found.documents) if isinstance(found, Chunk) else 0)
        if isinstance(found, Chunk):
            cutter.learn(found, 0.01 * len(found.documents))
    assert sizes == [1, 2, 4, 8, 5, 0, 1, 1]
    cutter.learn(chunk(article("slow")), 30.0)
    assert [len(one.documents) for one in cutter.cut([(article("a"), Stamp(1))] * 2)] == [1, 1]  # type: ignore[union-attr]


# Workers


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_order_is_that_of_the_inputs_however_many_workers_there_are(workers: int) -> None:
    documents = [article(f"第{number}号") for number in range(40)]
    chunks = [chunk(*documents[start : start + 3]) for start in range(0, 40, 3)]
    items = [*chunks[:5], Outcome("known"), *chunks[5:]]
    with Pool(Settings(), workers) as pool:
        outcomes = outcomes_of(pool.run(items))
    names = [one.source for one in documents]
    assert [one.document for one in outcomes] == [*names[:15], "known", *names[15:]]
    assert all(len(one.measures) == 2 for one in outcomes if one.document != "known")


@posix_only
@pytest.mark.parametrize(
    ("hazard", "reason"),
    [
        ("killed-once", ""),
        ("killed-always", "ended the process that read it, twice (SIGKILL)"),
        ("broken", "ended the process that read it, twice (SIGABRT)"),
        ("endless", "takes more than 4 seconds"),
        ("greedy", "too large for the memory"),
        ("bug", "internal error (ZeroDivisionError: a bug)"),
    ],
)
def test_a_document_that_ends_its_process_costs_itself_alone(
    tmp_path: Path, hazard: str, reason: str
) -> None:
    once = tmp_path / "once"
    once.touch()
    settings = Hazards(once=str(once), limits=Limits(article_seconds=4.0 if hazard == "endless" else 60.0))
    documents = [article("甲"), article("乙"), article(hazard), article("丙"), article("丁")]
    with Pool(settings, 2) as pool:
        chunks = [chunk(*documents), chunk(article("戊"))]
        outcomes = outcomes_of(pool.run(chunks))
    assert [one.document for one in outcomes] == [*(one.source for one in documents), "戊.txt"]
    failed = [one.error for one in outcomes if one.error]
    assert failed == ([failed[0]] if reason else [])
    assert all(f"{hazard}.txt: {reason}" in error for error in failed)
    assert all(len(one.measures) == 2 for one in outcomes if not one.error)
    assert all(bool(one.trace) == (hazard == "bug") for one in outcomes if one.error)


def test_workers_that_do_not_start_are_told(tmp_path: Path) -> None:
    settings = Settings(lexicons=(tmp_path / "missing",))
    with Pool(settings, 1) as pool:
        outcomes = outcomes_of(pool.run([chunk(article("甲"))]))
    assert "no such folder" in outcomes[0].error
    starved = Settings(limits=Limits(worker_memory=1024))
    with Pool(starved, 1) as pool, pytest.raises(BatchError, match="end before they begin"):
        list(pool.run([chunk(article("甲"))]))


# Archives and corpora


@posix_only
def test_a_container_that_ends_its_process_is_one_failure(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(400):
            archive.writestr(f"{number:03}.txt", MEASURE.format(name=str(number)) * 100)
    with Opener(Settings()) as opener:
        found = []
        for one in opener.open(path):
            found.append(one)
            if len(found) == 3:
                opener._process.kill()
        assert [isinstance(one, Document) for one in found][:3] == [True] * 3
        (failure,) = (one for one in found if isinstance(one, ReadingError))
        assert failure.reason.startswith("the process that opened it ended (SIGKILL)")
        assert len(list(opener.open(path))) == 400


def test_a_container_that_gives_nothing_for_too_long_is_one_failure(tmp_path: Path) -> None:
    fifo = tmp_path / "a.jsonl"
    fifo.write_text('{"text": "一、推进建设。"}\n', encoding="utf-8")
    with Opener(Settings(limits=Limits(article_seconds=1e-9))) as opener:
        (failure,) = opener.open(fifo)
    assert isinstance(failure, ReadingError)
    assert "gives no document for" in failure.reason


def test_a_batch_opens_archives_and_corpora_in_their_place(tmp_path: Path) -> None:
    fill(tmp_path / "a", ["甲", "乙"])
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.write(tmp_path / "a" / "甲.txt", "丙.txt")
        archive.writestr("丁.txt", "")
    (tmp_path / "c.jsonl").write_text(
        '{"k": 7, "t": "一、推进建设。"}\n{"k": 8, "t": ""}\n', encoding="utf-8"
    )
    (tmp_path / "d.xyz").write_text("?", encoding="utf-8")
    settings = Settings(columns=Columns("t", "k"))
    batch = Batch(find_documents([tmp_path, tmp_path / "e"]), settings, workers=2)
    outcomes = list(batch.outcomes())
    names = [one.document.removeprefix(f"{tmp_path}{os.sep}") for one in outcomes]
    assert names == [
        "a/乙.txt",
        "a/甲.txt",
        "b.zip/丙.txt",
        "b.zip/丁.txt",
        "c.jsonl#7",
        "c.jsonl#8",
        "d.xyz",
        "e",
    ]
    assert [bool(one.error) for one in outcomes] == [False] * 3 + [True, False, True, True, True]
    assert all(one.error.startswith(one.document) for one in outcomes if one.error)
    assert batch.inside == 2


# The journal


def test_a_run_goes_on_from_what_is_done(tmp_path: Path) -> None:
    folder = fill(tmp_path / "docs", [f"{number:02}" for number in range(30)])
    whole = run([folder])
    with Journal(tmp_path / "j", FINGERPRINT, resume=True) as journal:
        batch = Batch(find_documents([folder]), Settings(), workers=1, journal=journal)
        for number, _ in enumerate(batch.outcomes()):
            if number == 9:
                break  # as an interruption does
    with Journal(tmp_path / "j", FINGERPRINT, resume=True) as journal:
        assert 10 <= journal.known <= 30
        batch = Batch(find_documents([folder]), Settings(), workers=2, journal=journal)
        assert list(batch.outcomes()) == whole
        assert batch.taken == journal.known
        assert journal.count() == 30


def test_only_what_is_new_or_changed_is_read_again(tmp_path: Path) -> None:
    folder = fill(tmp_path / "docs", ["a", "b", "c", "d", "e"])

    def go(expected_known: int) -> list[Outcome]:
        with Journal(tmp_path / "j", FINGERPRINT, resume=True) as journal:
            batch = Batch(find_documents([folder]), Settings(), workers=1, journal=journal)
            outcomes = list(batch.outcomes())
            assert batch.taken == expected_known
            return outcomes

    first = go(0)
    os.utime(folder / "a.txt", ns=(1, 1))  # another time, the same content
    assert go(5) == first
    (folder / "b.txt").write_text(MEASURE.format(name="新"), encoding="utf-8")
    (folder / "c.txt").rename(folder / "c2.txt")  # rows name their document
    (folder / "d.txt").unlink()
    fill(folder, ["f"])
    (folder / "g.txt").write_bytes(b"")
    second = go(2)
    assert [Path(one.document).name for one in second] == [
        "a.txt",
        "b.txt",
        "c2.txt",
        "e.txt",
        "f.txt",
        "g.txt",
    ]
    assert second == run([folder])
    (folder / "g.txt").write_text(MEASURE.format(name="g"), encoding="utf-8")
    third = go(5)  # a failure is tried again
    assert not third[-1].error


def test_the_same_length_and_time_with_a_changed_text_in_an_archive_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for name, taken in (("甲", 0), ("甲", 1), ("乙", 0)):
        path.write_text(f'{{"id": 1, "text": "一、推进{name}建设。"}}\n', encoding="utf-8")
        os.utime(path, ns=(5, 5))
        with Journal(tmp_path / "j", FINGERPRINT, resume=True) as journal:
            batch = Batch(find_documents([path]), Settings(), workers=1, journal=journal)
            (outcome,) = batch.outcomes()
        assert (batch.taken, outcome.measures[0]["measure"]) == (taken, f"推进{name}建设")


@pytest.mark.parametrize("name", FINGERPRINT)
def test_other_settings_words_or_program_begin_anew(tmp_path: Path, name: str) -> None:
    documents = [article("甲"), article("乙")]
    with Journal(tmp_path / "j", FINGERPRINT, resume=False) as journal:
        journal.keep(chunk(*documents), [dump([extract_outcome(one, Settings()) for one in documents])])
    with Journal(tmp_path / "j", FINGERPRINT | {name: "2"}, resume=True) as journal:
        assert (journal.known, journal.changed, journal.dropped) == (0, name, 2)
        assert journal.find(documents[0], Stamp.of(documents[0])) is None
    assert list((tmp_path / "j" / "shards").iterdir()) == []


def test_a_lexicon_that_changed_has_another_fingerprint(tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.mkdir()
    (words / "actions.tsv").write_text("term\tlabel\n揭榜\tdo\n", encoding="utf-8")
    label = next(iter((ROOT / "lexicons" / "actions.tsv").read_text("utf-8").splitlines()[-1:])).split("\t")[
        1
    ]
    (words / "actions.tsv").write_text(f"term\tlabel\n揭榜\t{label}\n", encoding="utf-8")
    before, after = Settings().fingerprint(), Settings(lexicons=(words,)).fingerprint()
    assert before["word lists"] != after["word lists"]
    assert (before["options"], before["program"]) == (after["options"], after["program"])
    assert Settings(min_score=0.5).fingerprint()["options"] != before["options"]


@pytest.mark.parametrize("harm", ["truncate", "delete", "fill"])
def test_a_harmed_shard_is_done_again(tmp_path: Path, harm: str) -> None:
    document = article("甲")
    outcome = extract_outcome(document, Settings())
    with Journal(tmp_path / "j", FINGERPRINT, resume=True) as journal:
        journal.keep(chunk(document), [dump([outcome])])
    (shard,) = (tmp_path / "j" / "shards").iterdir()
    if harm == "truncate":
        shard.write_bytes(shard.read_bytes()[:100])
    elif harm == "fill":
        shard.write_bytes(bytes(shard.stat().st_size))
    else:
        shard.unlink()
    with Journal(tmp_path / "j", FINGERPRINT, resume=True) as journal:
        assert journal.known == 1
        assert journal.find(document, Stamp.of(document)) is None
        journal.keep(chunk(document), [dump([outcome])])
        assert journal.find(document, Stamp.of(document)) == outcome


def test_what_a_power_cut_leaves_behind_is_no_document(tmp_path: Path) -> None:
    """A shard may be on the disk and not in the manifest, whole or in part; never the other way round."""
    document = article("甲")
    outcome = extract_outcome(document, Settings())
    with Journal(tmp_path / "j", FINGERPRINT, resume=True) as journal:
        journal.keep(chunk(document), [dump([outcome])])
    shards = tmp_path / "j" / "shards"
    shutil.copy(shards / "00000001.arrow", shards / "00000002.arrow")
    (shards / "00000003.tmp").write_bytes(b"ARR")
    with Journal(tmp_path / "j", FINGERPRINT, resume=True) as journal:
        assert (journal.known, journal.count()) == (1, 1)
        assert [path.name for path in shards.iterdir()] == ["00000001.arrow"]


def test_a_journal_is_held_by_one_run(tmp_path: Path) -> None:
    with (
        Journal(tmp_path / "j", FINGERPRINT, resume=True),
        pytest.raises(BatchError, match="another run is writing this table"),
    ):
        Journal(tmp_path / "j", FINGERPRINT, resume=True)
    (tmp_path / "j" / "manifest.sqlite").write_bytes(b"no database, but long enough to look at" * 100)
    with pytest.raises(BatchError, match=r"is damaged .*; delete it and start anew"):
        Journal(tmp_path / "j", FINGERPRINT, resume=True)
    (tmp_path / "file").touch()
    with pytest.raises(BatchError, match="cannot be written"):
        Journal(tmp_path / "file" / "j", FINGERPRINT, resume=True)


def test_outcomes_of_any_kind_are_restored() -> None:
    outcomes = [
        Outcome.of_failure("a.txt", "a.txt: no", expected=False, trace="Trace"),
        Outcome.of_failure("", "x"),
    ]
    assert restore(dump(outcomes)) == outcomes


# The command


def test_a_broken_one_in_a_hundred_fails_and_nothing_else(tmp_path: Path, jucuo: Command) -> None:
    names = [f"{number:03}" for number in range(200)]
    folder = fill(tmp_path / "docs", names)
    broken = sorted(random.Random(7).sample(names, 2))
    (folder / f"{broken[0]}.txt").write_bytes(b"")
    (folder / f"{broken[1]}.txt").write_bytes(bytes(range(256)) * 8)
    target = tmp_path / "out.csv"
    done = jucuo("extract", folder, "-o", target, "--documents", tmp_path / "d.csv", "--workers", "2")
    assert done.returncode == 1
    *failures, summary = done.stderr.splitlines()
    assert [line.split(": ")[1] for line in failures] == [str(folder / f"{name}.txt") for name in broken]
    assert "396 rows from 198 documents, 2 failed" in summary
    rows = list(read_table(target))
    assert [row["document"] for row in rows[::2]] == [
        str(folder / f"{n}.txt") for n in names if n not in broken
    ]
    errors = {str(row["document"]) for row in read_table(tmp_path / "d.csv") if row["error"]}
    assert errors == {str(folder / f"{name}.txt") for name in broken}
    assert not folder_beside(target).exists()


def test_too_many_failures_stop_the_run(tmp_path: Path, jucuo: Command) -> None:
    folder = fill(tmp_path / "docs", ["a", "c", "e", "g"])
    for name in ("b", "d", "f"):
        (folder / f"{name}.txt").touch()
    target = tmp_path / "out.csv"
    for options, told in (
        (["--fail-fast"], "bd"[:1]),
        (["--max-failures", "1"], "bd"),
        (["--max-failures", "3"], "bdf"),
    ):
        done = jucuo("extract", folder, "-o", target, *options)
        assert done.returncode == 1
        *failures, end = done.stderr.splitlines()
        assert [Path(line.split(": ")[1]).stem for line in failures if ": the file" in line] == list(told)
        assert target.exists() == (told == "bdf")
        assert ("stopped: " in end) == (told != "bdf")


@posix_only
def test_ctrl_c_says_how_to_go_on(tmp_path: Path, jucuo: Command) -> None:
    folder = fill(tmp_path / "docs", [f"{number:04}" for number in range(1000)])
    target = tmp_path / "out.csv"
    process = start(folder, target)
    wait_for_shards(target, process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "documents; the same command with --resume goes on" in said
    assert [path.name for path in tmp_path.iterdir()].count("out.csv") == 0
    done = jucuo("extract", folder, "-o", target, "--resume")
    assert done.returncode == 0
    assert "going on: " in done.stderr
    assert len(list(read_table(target))) == 2000
    other = jucuo("extract", folder, "-o", target, "--resume", "--min-score", "0.01")
    assert "other options than last time: everything is read again" in other.stderr
    unasked = jucuo("extract", folder, "-o", tmp_path / "other.csv")
    assert len(unasked.stderr.splitlines()) == 1
    again = jucuo("extract", folder, "-o", target, "--min-score", "0.01")
    assert "1,000 documents of an earlier run are read again; --resume would go on" in again.stderr
    assert not folder_beside(target).exists()


@posix_only
def test_ten_kills_and_a_resumed_run_give_the_table_of_an_undisturbed_one(
    tmp_path: Path, jucuo: Command
) -> None:
    folder = fill(tmp_path / "docs", [f"{number:04}" for number in range(2500)])
    shutil.copytree(SAMPLES, folder / "samples")
    undisturbed, target = tmp_path / "a.csv", tmp_path / "out.csv"
    assert jucuo("extract", folder, "-o", undisturbed).returncode == 0
    chance = random.Random(11)
    counts = []
    for _ in range(10):
        process = start(folder, target)
        counts.append(wait_for_shards(target, process, more=chance.randint(0, 2), patience=chance.random()))
        process.kill()
        process.communicate(timeout=60)
        assert not target.exists()
    assert jucuo("extract", folder, "-o", target, "--resume").returncode == 0
    assert target.read_bytes() == undisturbed.read_bytes()


def start(folder: Path, target: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "extractor", "extract", str(folder), "-o", str(target), "--resume"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT)


def wait_for_shards(
    target: Path, process: subprocess.Popen[str], more: int = 2, patience: float = 20.0
) -> int:
    """Wait until the run has made some shards, or for some seconds behind the first one."""
    shards = folder_beside(target) / "shards"
    before = len(list(shards.glob("*.arrow")))
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        now = len(list(shards.glob("*.arrow")))
        if now > before:
            end = min(end, time.monotonic() + patience)
        if now > before + more:
            break
        time.sleep(0.01)
    return len(list(shards.glob("*.arrow")))


def test_resume_needs_a_file(tmp_path: Path, jucuo: Command) -> None:
    folder = fill(tmp_path / "docs", ["a", "b"])
    done = jucuo("extract", folder, "-o", "-", "--resume")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--resume needs a table in a file" in done.stderr


@posix_only
@pytest.mark.parametrize(("name", "rows"), [("", 4), ("b.rtf", 0)], ids=["folder", "alone"])
def test_a_program_that_hangs_ends_with_the_document_that_it_converts(
    tmp_path: Path, name: str, rows: int
) -> None:
    folder = fill(tmp_path / "docs", ["a", "c"])
    (folder / "b.rtf").write_bytes(b"{\\rtf1 text}")
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/began\nexec sleep 1000\n", encoding="utf-8")
    program.chmod(0o755)
    command = [
        sys.executable,
        "-m",
        "extractor",
        "extract",
        str(folder / name),
        "-o",
        str(tmp_path / "out.csv"),
    ]
    done = subprocess.run(
        [*command, "--limit", "article_seconds=2s"],
        env=os.environ | {"PYTHONPATH": str(ROOT), "JUCUO_SOFFICE": str(program)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "b.rtf: takes more than 2 seconds" in done.stderr
    assert len(list(read_table(tmp_path / "out.csv"))) == rows
    number = int((tmp_path / "began").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


@posix_only
def test_a_terminal_shows_documents_rows_failures_and_speed(tmp_path: Path) -> None:
    import pty

    folder = fill(tmp_path / "docs", [f"{number:04}" for number in range(1500)])
    (folder / "0000.txt").write_bytes(b"")
    command = [sys.executable, "-m", "extractor", "extract", str(folder), "-o", str(tmp_path / "out.csv")]
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, stderr=theirs, env=os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"}
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the end of a terminal
        while piece := os.read(ours, 4096):
            shown += piece
    os.close(ours)
    assert process.wait() == 1
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())
    assert re.search(r"\d+/1500 .*rows, 1 failed, [\d,]+ documents/s .*\d:\d\d:\d\d", text)
    assert "2,998 rows from 1,499 documents, 1 failed" in text


class _Interrupted:
    """A process during whose start somebody presses Ctrl-C, and the ends of its pipe."""

    def __init__(self, **_: object) -> None:
        self.has_begun = False

    def start(self) -> None:
        signal.raise_signal(signal.SIGINT)
        self.has_begun = True

    def close(self) -> None: ...


class _Maker:
    """What starts processes, and keeps the one that it has started."""

    def __init__(self) -> None:
        self.process = _Interrupted()

    def Pipe(self) -> tuple[_Interrupted, _Interrupted]:  # noqa: N802 - as multiprocessing calls it
        return _Interrupted(), _Interrupted()

    def Process(self, **_: object) -> _Interrupted:  # noqa: N802 - as multiprocessing calls it
        return self.process


def test_an_interrupt_waits_until_a_process_has_been_told_what_to_do() -> None:
    """One that is left alone in the middle of that ends with a traceback."""
    maker, before = _Maker(), signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        start_process(maker, serve, Settings())  # type: ignore[arg-type]
    assert maker.process.has_begun
    assert signal.getsignal(signal.SIGINT) is before
