"""Corpora: each row is an article, a bad row is one failure, and the file is never held as a whole."""

from __future__ import annotations

import csv
import io
import json
import random
import tarfile
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from case_tables import load_cases
from conftest import ROOT, Command, read_table

from extractor import Columns, Limits, ReadingError, find_inputs, read, read_all, using_limits
from extractor.lexicon import load
from extractor.model import Article
from extractor.pipeline import Extraction, extract_documents, find_documents
from extractor.training import collect_unlabelled

ARTICLE = "一、推进联网通办。\n二、开通夜间热线。\n"


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def put_parquet(folder: Path, columns: dict[str, list[object]], **options: object) -> Path:
    path = folder / "corpus.parquet"
    pq.write_table(pa.table(columns), path, **options)
    return path


def described(path: Path, columns: Columns | None = None) -> str:
    """``key:text`` of articles and ``key!reason`` of errors, with ``/`` between them."""
    found = []
    for one in read_all(path, columns=columns):
        key = one.source.removeprefix(str(path)).removeprefix("#")
        found.append(f"{key}:{one.text}" if isinstance(one, Article) else f"{key}!{one.reason}")
    return "/".join(found)


@pytest.mark.parametrize(("source", "expected"), load_cases("corpora"))
def test_rows_are_articles_or_one_failure_each(source: str, expected: str, tmp_path: Path) -> None:
    """Of a reason the case gives the beginning."""
    suffix, _, content = source.partition("|")
    path = put(tmp_path, f"corpus{suffix}", content)
    found = described(path).split("/")
    wanted = expected.replace("⏎", "\n").split("/")
    assert len(found) == len(wanted), found
    for one, beginning in zip(found, wanted, strict=True):
        assert one == beginning or ("!" in beginning and one.startswith(beginning)), one


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "cp950", "utf-16"])
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_a_table_is_read_in_the_encodings_of_chinese_files(
    encoding: str, suffix: str, tmp_path: Path
) -> None:
    mark = "\t" if suffix == ".tsv" else ","
    text = "一、推進聯網通辦，設立夜間熱線。" if encoding == "cp950" else "一、推进联网通办，设立夜间热线。"
    table = f"id{mark}内容\n".replace("内容", "text" if encoding == "cp950" else "内容") + f"甲{mark}{text}\n"
    path = put(tmp_path, f"a{suffix}", table.encode(encoding))
    assert described(path) == f"甲:{text}"


def test_json_lines_are_read_in_gb18030_too(tmp_path: Path) -> None:
    rows = [json.dumps({"编号": n, "正文": ARTICLE}, ensure_ascii=False) for n in (1, 2)]
    assert (
        described(put(tmp_path, "a.jsonl", "\n".join(rows).encode("gb18030"))) == f"1:{ARTICLE}/2:{ARTICLE}"
    )
    assert described(put(tmp_path, "b.jsonl", "\ufeff" + "\n".join(rows))) == f"1:{ARTICLE}/2:{ARTICLE}"


def test_bytes_of_another_encoding_fail_their_row(tmp_path: Path) -> None:
    rows = [f"{n},第{n}项工作要推进联网通办。\n".encode() for n in range(9_000)]
    rows[8_000] = b"8000,\xff\xfe\n"
    path = put(tmp_path, "a.csv", b"id,text\n" + b"".join(rows))
    outcomes = list(read_all(path))
    assert [str(one) for one in outcomes if isinstance(one, ReadingError)] == [
        f"{path}#8000: line 8002 holds bytes in another encoding; save the file as UTF-8"
    ]
    assert len(outcomes) == 9_000


def test_other_columns_say_what_front_matter_would(tmp_path: Path) -> None:
    facts = {
        "id": 7,
        "title": "关于推进联网通办的通知",
        "date": "2024-03-05",
        "发文机关": "某市人民政府",
        "文号": "某政发〔2024〕3号",
        "link": "https://example.org/7.html",
        "comment": "不读",
    }
    json_lines = put(tmp_path, "a.jsonl", json.dumps(facts | {"text": ARTICLE}))
    with (tmp_path / "a.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [*facts, "text"])
        writer.writeheader()
        writer.writerow(facts | {"text": ARTICLE})
    parquet = put_parquet(
        tmp_path,
        {name: [value] for name, value in (facts | {"date": date(2024, 3, 5), "text": ARTICLE}).items()},
    )
    for path in (json_lines, tmp_path / "a.csv", parquet):
        (article,) = read_all(path)
        assert isinstance(article, Article)
        assert article.title == "关于推进联网通办的通知"
        assert (article.published, article.issuer) == (date(2024, 3, 5), "某市人民政府")
        assert (article.document_number, article.url) == ("某政发〔2024〕3号", "https://example.org/7.html")
        assert (article.source, article.text) == (f"{path}#7", ARTICLE)


def test_the_user_names_columns(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "key,id,memo,text\nA,1,一、推进。,二\nB,1,一、建设。,三\n")
    assert (
        described(path)
        == "1:二/1!row 2 has the id of another row; name another column with --id-column, or - for none"
    )
    assert described(path, Columns(text="memo", id="key")) == "A:一、推进。/B:一、建设。"
    assert described(path, Columns(text=" Memo", id="-")) == "1:一、推进。/2:一、建设。"
    assert (
        described(path, Columns(text="body"))
        == "!has no column 'body'; name one with --text-column: key, id, memo, text"
    )
    own = put(tmp_path, "own.csv", "document,measure,text\na,推进,一、推进。\n")
    assert described(own, Columns(text="text")) == "1:一、推进。"


def test_a_cell_may_hold_a_page_or_markdown(tmp_path: Path) -> None:
    page = '<html><head><link rel="canonical" href="https://example.org/a"></head><body><p>一、推进</p></body></html>'
    cells = {
        "h": page,
        "m": "# 通知\n\n**一、推进**",
        "f": "---\ntitle: 通知\n---\n一、推进",
        "t": "一、推进",
    }
    path = put(tmp_path, "a.jsonl", "\n".join(json.dumps({"id": k, "text": v}) for k, v in cells.items()))
    found = {one.source[-1]: one for one in read_all(path) if isinstance(one, Article)}
    assert {key: one.format for key, one in found.items()} == {"h": "html", "m": "md", "f": "md", "t": "txt"}
    assert found["h"].url == "https://example.org/a"
    assert found["f"].title == "通知"


def test_a_cell_is_no_word_document(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", '{"id": 1, "text": "一、推进"}')
    assert read(f"{path}#1", format="md").format == "md"
    with pytest.raises(ReadingError, match=r"#1: a cell of a corpus is text, and docx is none"):
        read(f"{path}#1", format="docx")


def test_a_row_is_found_again_by_its_name(tmp_path: Path) -> None:
    ids = ["7", "2021/3", "https://example.org/a.html", "a#b", "甲 乙", "x.csv"]
    path = put(tmp_path, "a.jsonl", "\n".join(json.dumps({"id": one, "text": f"一、{one}"}) for one in ids))
    for article in read_all(path):
        assert isinstance(article, Article)
        assert read(article.source) == article
        assert read(next(iter(find_inputs([article.source])))).text == article.text  # type: ignore[arg-type]
    with pytest.raises(ReadingError, match=r"a\.jsonl#8: there is no such document in .*a\.jsonl"):
        read(f"{path}#8")
    empty = put(tmp_path, "b.jsonl", '{"id": 3, "text": ""}\n{"id": 4, "text": "一"}')
    with pytest.raises(ReadingError, match=r"b\.jsonl#3: line 1 has no text in its column"):
        read(f"{empty}#3")


def test_parquet_of_other_kinds_and_shapes(tmp_path: Path) -> None:
    assert described(put_parquet(tmp_path, {"n": [1, 2]})) == (
        "!has no column of texts; name one with --text-column: n"
    )
    path = put_parquet(tmp_path, {"text": ["一、推进", None, ""], "id": [1.0, 2.0, 3.0]})
    fault = "has no text in its column 'text'; fill it, or take the row out"
    assert described(path) == f"1:一、推进/2!row 2 {fault}/3!row 3 {fault}"
    path = put_parquet(tmp_path, {"text": [b"\xe4\xb8\x80"]})
    assert described(path) == "1:一"
    path = put_parquet(tmp_path, {"text": []})
    assert described(path) == "!holds no articles: there is no row"
    broken = put(tmp_path, "b.parquet", path.read_bytes()[:-9])
    assert described(broken).startswith("!the Parquet file is damaged (")


@pytest.fixture
def one_thousand_bytes() -> Iterator[None]:
    """A limit so low that a test can reach it."""
    with using_limits(Limits(document_bytes=1_000)):
        yield


@pytest.mark.usefixtures("one_thousand_bytes")
def test_rows_are_bounded(tmp_path: Path) -> None:
    ways = ", or raise --limit document_bytes"
    long = json.dumps({"id": 1, "text": "一" * 400})
    path = put(tmp_path, "a.jsonl", f'{{"id": 0, "text": "一"}}\n{long}\n{{"id": 2, "text": "二"}}\n')
    assert described(path) == (
        f"0:一/2!line 2 has more than the 1,000 bytes that are read; split the text{ways}/2:二"
    )
    path = put(tmp_path, "a.csv", "id,text\n1,一\n2," + "字" * 400 + "\n3,三\n")
    assert (
        described(path)
        == f"1:一/2!line 3: 400 characters are more than the 333 that are read; split the text{ways}/3:三"
    )
    path = put(tmp_path, "b.csv", 'id,text\n1,一\n2,"' + "二\n" * 900 + "3,三\n")
    assert described(path) == (
        "1:一/!the row that begins in line 3 has more than the 1,000 characters that are read; "
        f"look for a quotation mark that is not closed{ways}"
    )


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_memory_stays_flat_over_a_large_corpus(suffix: str, tmp_path: Path) -> None:
    """Twenty-four megabytes in three hundred rows: what is held does not grow with them."""
    chance = random.Random(3)
    texts = ["".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(27_000)) for _ in range(300)]
    path = tmp_path / f"a{suffix}"
    if suffix == ".parquet":
        pq.write_table(pa.table({"text": texts}), path, write_batch_size=16)
    else:
        with path.open("w", encoding="utf-8") as file:
            if suffix == ".csv":
                file.write("text\n" + "\n".join(texts))
            else:
                file.writelines(json.dumps({"text": text}) + "\n" for text in texts)
    del texts
    tracemalloc.start()
    count = sum(isinstance(one, Article) for one in read_all(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 300
    assert peak < 6_000_000


def test_only_our_errors_come_out_of_mutated_corpora(tmp_path: Path) -> None:
    chance = random.Random(20261128)
    table = io.BytesIO()
    pq.write_table(pa.table({"id": [1, 2, 3], "text": [ARTICLE] * 3}), table)
    line = json.dumps({"id": "甲", "text": ARTICLE}, ensure_ascii=False)
    sound = {
        ".csv": f'id,title,text\n1,通知,"{ARTICLE}"\n2,通知,{ARTICLE}'.encode(),
        ".tsv": f"编号\t正文\n1\t{ARTICLE}".encode("gb18030"),
        ".jsonl": f"{line}\n{line}\n".encode(),
        ".parquet": table.getvalue(),
    }
    for number in range(800):
        suffix = chance.choice(list(sound))
        data = bytearray(sound[suffix])
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            if chance.random() < 0.6:
                data[at] = chance.choice((chance.randrange(256), 34, 10, 0))
            else:
                del data[at : at + chance.randint(1, 20)]
        path = put(tmp_path, f"x{suffix}", bytes(data))
        try:
            outcomes = list(read_all(path))
        except Exception as error:  # pragma: no cover
            raise AssertionError(f"corpus {number}{suffix}: {bytes(data)!r}") from error
        assert outcomes
        assert all(one.source.startswith(str(path)) for one in outcomes)


def test_a_folder_with_tables_reads_those_with_texts(jucuo: Command, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    put(folder, "a.csv", f'id,text\n7,"{ARTICLE}"\n8,\n')
    put(folder, "b.csv", "region,gdp\n甲,3\n")
    put(folder, "c.txt", ARTICLE)
    for _ in range(2):  # the second time the table of the first lies in the folder
        done = jucuo("extract", "docs", "-o", "docs/out.csv", "--documents", "d.jsonl", cwd=tmp_path)
        assert done.returncode == 1
        first, second, summary = done.stderr.splitlines()
        assert first.startswith("jucuo: docs/a.csv#8: line 5 has no text")
        assert second == (
            "jucuo: docs/b.csv: has no column of texts; name one with --text-column: region, gdp"
        )
        assert summary.startswith("jucuo: 4 rows from 2 documents, 2 failed")
        rows = read_table(folder / "out.csv")
        assert [row["document"] for row in rows] == ["docs/a.csv#7"] * 2 + ["docs/c.txt"] * 2
    third = jucuo("extract", "docs", "-o", "other.csv", cwd=tmp_path)
    assert "docs/out.csv: is a table of measures that jucuo wrote, not a corpus" in third.stderr
    assert jucuo("text", "docs/a.csv#7", cwd=tmp_path).stdout == ARTICLE
    named = jucuo("text", "docs/b.csv#1", "--text-column", "region", cwd=tmp_path)
    assert named.stdout == "甲"
    assert "docs/a.csv#7" in jucuo("explain", "docs/a.csv#7", "--id-column", "id", cwd=tmp_path).stdout


def test_documents_for_training_are_files(tmp_path: Path) -> None:
    """A corpus among unlabelled documents is counted as one that cannot be read, and stops nothing."""
    from extractor.training.samples import Samples, documents_in

    put(tmp_path, "a.csv", f'id,text\n7,"{ARTICLE}"\n')
    put(tmp_path, "b.txt", ARTICLE)
    pool = collect_unlabelled(documents_in([tmp_path]), Samples((), (), (), 0, frozenset(), frozenset()))
    assert (pool.documents, pool.unread) == (1, 1)


def make_folder(place: Path, texts: dict[str, str]) -> Path:
    place.mkdir()
    for name, text in texts.items():
        put(place, name, text)
    return place


def make_zip(place: Path, texts: dict[str, str]) -> Path:
    with zipfile.ZipFile(place.with_suffix(".zip"), "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return place.with_suffix(".zip")


def make_tar(place: Path, texts: dict[str, str]) -> Path:
    with tarfile.open(place.with_suffix(".tgz"), "w:gz") as archive:
        for name, text in texts.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    return place.with_suffix(".tgz")


def make_json_lines(place: Path, texts: dict[str, str]) -> Path:
    lines = (json.dumps({"id": name, "text": text}) for name, text in texts.items())
    return put(place.parent, "c.jsonl", "\n".join(lines))


def make_csv(place: Path, texts: dict[str, str]) -> Path:
    path = place.with_suffix(".csv")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("id", "text"), *texts.items()])
    return path


def make_parquet(place: Path, texts: dict[str, str]) -> Path:
    return put_parquet(place.parent, {"id": list(texts), "text": list(texts.values())})


@pytest.mark.parametrize("make", [make_zip, make_tar, make_json_lines, make_csv, make_parquet])
def test_the_same_documents_give_the_same_rows_wherever_they_lie(make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Text samples in a folder, in an archive and in a corpus: only the column document differs."""

    def rows_of(path: Path) -> list[dict[str, object]]:
        outcomes = [one for found in find_documents([path]) for one in extract_documents(found, load())]
        rows = []
        for outcome in outcomes:
            assert isinstance(outcome, Extraction)
            rows += [
                {**row, "document": Path(str(row["document"]).replace("#", "/")).name}
                for row in outcome.rows()
            ]
        return rows

    texts = {
        path.name: path.read_text("utf-8")
        for path in sorted((ROOT / "samples").iterdir())
        if path.suffix in (".txt", ".md", ".html") and "gb18030" not in path.name
    }
    expected = rows_of(make_folder(tmp_path / "folder", texts))
    assert len(expected) > 80
    assert rows_of(make(tmp_path / "packed", texts)) == expected
