"""Archives: each member is a document with a name, and hostile archives are failures and nothing more."""

from __future__ import annotations

import gzip
import io
import random
import re
import struct
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from case_tables import load_cases
from conftest import ROOT, Command
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import ReadingError, find_inputs, read, read_all
from extractor.lexicon import load
from extractor.limits import Limits, using
from extractor.model import Article
from extractor.pipeline import Failure, extract_documents, find_documents
from extractor.reading import archives

ARTICLE = "一、推进联网通办。\n二、开通夜间热线。\n"
Members = dict[str, bytes | str]


def pack(members: Members) -> bytes:
    """A ZIP, deflated, with names as zipfile writes them: ASCII plain, others in UTF-8 with the flag."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def pack_tar(members: Members, mode: str = "w") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def all_of(path: Path) -> list[Article | ReadingError]:
    return list(read_all(path))


def told(path: Path, limits: Limits | None = None) -> list[str]:
    """What came out, in order: the names of articles below the archive, and the words of errors."""
    with using(limits or Limits()):
        return [
            one.source.removeprefix(f"{path}/")
            if isinstance(one, Article)
            else f"!{str(one).removeprefix(str(path))}"
            for one in all_of(path)
        ]


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("source", "expected"), load_cases("archive_names"))
def test_names_are_what_the_packer_meant_and_lead_nowhere(source: str, expected: str, tmp_path: Path) -> None:
    encoding, _, name = source.partition(":")
    raw = name.encode(encoding)
    placeholder = "x" * len(raw)
    data = pack({placeholder: ARTICLE}).replace(placeholder.encode(), raw)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not archive.infolist()[0].flag_bits & 0x800
    members = archives.open_members(io.BytesIO(data), ".zip", archives.Budget())
    assert [(member.name, member.load()) for member in members] == [(expected, ARTICLE.encode())]


def test_a_name_with_the_flag_is_utf_8_and_info_zips_field_counts() -> None:
    data = pack({"中文名.txt": ARTICLE})
    assert [m.name for m in archives.open_members(io.BytesIO(data), ".zip", archives.Budget())] == [
        "中文名.txt"
    ]
    info = zipfile.ZipInfo("plain.txt")
    name = "更好的名字.txt".encode()
    checksum = archives.zlib.crc32(b"plain.txt")
    info.extra = struct.pack("<HHBL", 0x7075, len(name) + 5, 1, checksum) + name
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, ARTICLE)
    assert [m.name for m in archives.open_members(buffer, ".zip", archives.Budget())] == ["更好的名字.txt"]


@pytest.mark.parametrize("suffix", [".zip", ".tar", ".tar.gz", ".tgz"])
def test_members_are_documents_as_the_files_of_a_folder_are(suffix: str, tmp_path: Path) -> None:
    members: Members = {
        "政策/a.txt": ARTICLE,
        "b.html": "<h1>通知</h1><p>一、推进建设。</p>".encode("gb18030"),
        "word.docx": (ROOT / "tests" / "test_archives.py").read_bytes(),
        "table.xyz": b"1",
        "noname": b"1",
        "empty.txt": b"",
        ".hidden.txt": ARTICLE,
        ".git/a.txt": ARTICLE,
        "__MACOSX/._a.txt": ARTICLE,
        "政策/~$a.docx": b"lock",
        "政策/Thumbs.png": b"\x89PNG\r\n",
    }
    data = pack(members) if suffix == ".zip" else pack_tar(members, "w" if suffix == ".tar" else "w:gz")
    path = put(tmp_path, f"archive{suffix}", data)
    folder = tmp_path / "folder"
    for name, content in members.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    packed = sorted(told(path))
    loose = [
        f"!{outcome.message.removeprefix(str(folder))}"
        if isinstance(outcome, Failure)
        else outcome.article.source.removeprefix(f"{folder}/")
        for one in find_documents([folder])
        for outcome in extract_documents(one, load())
    ]
    assert packed == sorted(loose)
    assert packed[-2:] == ["b.html", "政策/a.txt"]
    assert len(packed) == 7


def test_archives_in_archives_are_opened_up_to_a_depth(tmp_path: Path) -> None:
    inner = pack({"甲.txt": ARTICLE})
    for depth in (2, 3, 4):
        inner = pack({"inner.zip": inner, f"at{depth}.txt": ARTICLE})
    path = put(tmp_path, "a.zip", inner)
    deep = "/inner.zip/inner.zip/inner.zip: lies more than 3 archives deep; unpack the outer ones, "
    deep += "or raise --limit archive_depth"
    assert told(path) == [f"!{deep}", "inner.zip/inner.zip/at2.txt", "inner.zip/at3.txt", "at4.txt"]


def test_a_word_document_with_another_suffix_is_a_document(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("一、推进联网通办。")
    buffer = io.BytesIO()
    document.save(buffer)
    path = put(tmp_path, "renamed.zip", buffer.getvalue())
    assert [(one.source, one.format) for one in all_of(path)] == [(str(path), "docx")]  # type: ignore[union-attr]
    outer = put(tmp_path, "outer.zip", pack({"a.docx": buffer.getvalue(), "b.zip": buffer.getvalue()}))
    assert told(outer) == ["a.docx", "b.zip"]
    assert {one.format for one in all_of(outer)} == {"docx"}  # type: ignore[union-attr]


def test_a_zip_is_known_by_content_where_its_suffix_says_nothing(tmp_path: Path) -> None:
    data = pack({"a.txt": ARTICLE})
    assert told(put(tmp_path, "download", data)) == ["a.txt"]
    (error,) = all_of(put(tmp_path, "a.txt", data))
    assert "zip container" in str(error)
    (error,) = all_of(put(tmp_path, "b", pack({"mimetype": b"application/epub+zip", "a.xhtml": "<p>一</p>"})))
    assert "zip container" in str(error)


def test_standard_input_may_be_an_archive(jucuo: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(pack({"a.txt": ARTICLE, "b.txt": b""})))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert [one.source for one in read_all("-")] == ["-/a.txt", "-/b.txt"]


def test_a_member_is_found_again_by_its_name(tmp_path: Path) -> None:
    inner = pack({"丙.txt": ARTICLE})
    path = put(
        tmp_path, "a.zip", pack({"甲/乙.txt": ARTICLE, "in.zip": inner, "c.csv": "id,text\n7,一、推进。\n"})
    )
    for article in all_of(path):
        assert isinstance(article, Article)
        assert read(article.source) == article
        assert list(find_inputs([article.source])) == [Path(article.source)]
    with pytest.raises(ReadingError, match=r"a\.zip/no\.txt: there is no such document in .*a\.zip;"):
        read(path / "no.txt")
    with pytest.raises(ReadingError, match="there is no such document"):
        read(f"{path}/in.zip/no.txt")
    with pytest.raises(ReadingError, match="no such file"):
        read(tmp_path / "b.zip" / "a.txt")


def test_a_container_is_not_one_article(tmp_path: Path) -> None:
    path = put(tmp_path, "a.zip", pack({"a.txt": ARTICLE}))
    with pytest.raises(ReadingError, match=r"\.zip is not read as one article.*read_all"):
        read(path)
    with path.open("rb") as stream, pytest.raises(ReadingError, match="read_all"):
        read(stream)
    assert read(put(tmp_path, "a.csv", b"text\n1\n"), format="txt").text == "text\n1\n"


# Hostile archives: (the archive, what is told of it). A sound neighbour is read wherever the archive can be.


def with_flag(data: bytes, flag: int) -> bytes:
    """The same archive with a flag set for its first member, in its header and in the directory."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[data.index(mark) + offset] |= flag
    return bytes(changed)


def with_method(data: bytes, method: int) -> bytes:
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        changed[data.index(mark) + offset] = method
    return bytes(changed)


def with_size(data: bytes, size: int) -> bytes:
    """The same archive, whose directory lies about the unpacked size of its first member."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + offset
        changed[at : at + 4] = struct.pack("<L", size)
    return bytes(changed)


def with_damage(data: bytes) -> bytes:
    changed = bytearray(data)
    changed[data.index(b"PK\x03\x04") + 30 + len("a.txt") + 3] ^= 0xFF
    return bytes(changed)


def linked() -> bytes:
    info = zipfile.ZipInfo("a.txt")
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, "/etc/passwd")
        archive.writestr("b.txt", ARTICLE)
    return buffer.getvalue()


def twice() -> bytes:
    return pack({"a.txt": ARTICLE, "c.txt": ARTICLE, "b.txt": ARTICLE}).replace(b"c.txt", b"a.txt")


TWO: Members = {"a.txt": ARTICLE * 20, "b.txt": ARTICLE}
HOSTILE: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "bomb": (
        lambda: pack({"a.txt": b"0" * 30_000_000, "b.txt": ARTICLE}),
        [r"/a\.txt: unpacks from [\d,]+ to 30,000,000 bytes, as no document does", "b.txt"],
    ),
    "large": (
        lambda: with_size(pack(TWO), 40_000_000),
        [r"/a\.txt: 40,000,000 bytes are more than the", "b.txt"],
    ),
    "lies small": (
        lambda: with_size(pack(TWO), 60),
        [r"/a\.txt: is damaged in the archive \(.*crc", "b.txt"],
    ),
    "lies large": (lambda: with_size(pack(TWO), 99_999), [r"/a\.txt: is (damaged|cut off)", "b.txt"]),
    "locked": (lambda: with_flag(pack(TWO), 1), [r"/a\.txt: is locked with a password; unpack", "b.txt"]),
    "bzip2": (
        lambda: with_method(pack(TWO), 12),
        [r"/a\.txt: is packed in a way that is not read \(bzip2\); unpack it", "b.txt"],
    ),
    "damaged": (lambda: with_damage(pack(TWO)), [r"/a\.txt: is damaged in the archive \(", "b.txt"]),
    "traversal": (
        lambda: pack({"../../a.txt": ARTICLE, "/etc/b.txt": ARTICLE}),
        ["a.txt", "etc/b.txt"],
    ),
    "link": (linked, [r"/a\.txt: is a link or a device in the archive", "b.txt"]),
    "twice": (twice, ["a.txt", r"/a\.txt: a second file in the archive has this name", "b.txt"]),
    "truncated": (lambda: pack(TWO)[:-30], [": the archive is damaged or cut off"]),
    "no zip": (lambda: b"PK\x03\x04" + b"\0" * 90, [": the archive is damaged or cut off"]),
    "empty": (lambda: b"", [": the file is empty"]),
    "no files": (lambda: pack({}), [": the archive holds no files; hidden ones are skipped"]),
    "hidden": (lambda: pack({".a.txt": ARTICLE}), [": the archive holds no files"]),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_hostile_archive_gives_a_failure_for_each_fault(name: str, tmp_path: Path) -> None:
    make, expected = HOSTILE[name]
    found = told(put(tmp_path, "x.zip", make()))
    assert len(found) == len(expected), found
    for one, wanted in zip(found, expected, strict=True):
        if one.startswith("!"):
            assert re.match(wanted, one[1:]), one
        else:
            assert one == wanted
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.zip"]


def test_what_an_archive_unpacks_to_is_bounded_also_through_archives_inside(tmp_path: Path) -> None:
    low = Limits(archive_bytes=5_000)
    inner = pack({f"{n}.txt": ARTICLE for n in range(99)})
    path = put(tmp_path, "a.zip", pack({"first.txt": ARTICLE, "in.zip": inner, "last.txt": ARTICLE}))
    found = told(path, low)
    assert found[0] == "first.txt"
    assert found[-1].startswith("!: unpacks to more than the 5,000 bytes that are read; split")
    assert sum(one.startswith("!") for one in found) == 1
    tar = put(tmp_path, "a.tgz", pack_tar({f"{n}.txt": ARTICLE for n in range(99)}, "w:gz"))
    assert "more than the 5,000 bytes" in told(tar, low)[-1]


def test_the_members_of_an_archive_are_counted_also_through_archives_inside(tmp_path: Path) -> None:
    low = Limits(archive_members=6)
    five: Members = {f"{n}.txt": ARTICLE for n in range(5)}
    assert len(told(put(tmp_path, "five.zip", pack(five)), low)) == 5
    found = told(put(tmp_path, "nested.zip", pack({"in.zip": pack(five), "a.txt": ARTICLE})), low)
    ways = "unpack it and give the folder, split the archive, or raise --limit archive_members"
    assert found == [f"!: holds more than the 6 files that are read; {ways}"]
    many = put(tmp_path, "many.tar", pack_tar({f"{n}.txt": ARTICLE for n in range(9)}))
    assert "holds more than the 6 files" in told(many, low)[-1]


def test_a_directory_that_is_too_long_is_not_even_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names may have 64 KB each: it is the list that is bounded, in step with the number of members."""
    path = put(tmp_path, "a.zip", pack({f"{n}".rjust(12_000, "x") + ".txt": ARTICLE for n in range(99)}))
    assert len(told(path)) == 99
    monkeypatch.setattr(archives, "_name_in_zip", lambda _: pytest.fail("a member was looked at"))
    (found,) = told(path, Limits(archive_members=100))
    assert found == (
        "!: its list of files has more than the 1,048,576 bytes that are read; "
        "unpack it and give the folder, or raise --limit archive_members"
    )


def test_a_member_larger_than_a_piece_is_read_whole(tmp_path: Path) -> None:
    text = "".join(f"第{n}项工作，推进{n * 7919 % 10007}号项目建设。\n" for n in range(90_000))
    for path in (
        put(tmp_path, "a.zip", pack({"a.txt": text})),
        put(tmp_path, "a.tar", pack_tar({"a.txt": text, "b.txt": ARTICLE})),
        put(tmp_path, "a.tgz", pack_tar({"a.txt": text, "b.txt": ARTICLE}, "w:gz")),
    ):
        first = all_of(path)[0]
        assert isinstance(first, Article)
        assert first.text == text


def test_a_tar_that_ends_too_early_says_so_after_what_it_holds(tmp_path: Path) -> None:
    data = pack_tar({"a.txt": ARTICLE, "b.txt": ARTICLE * 50})
    for end, names in ((1_024, ["a.txt"]), (1_024 + 200, ["a.txt"]), (2_000, ["a.txt"])):
        found = told(put(tmp_path, "a.tar", data[:end]))
        assert found[:-1] == names
        assert found[-1].startswith("!: the archive is damaged or cut off")
    packed = gzip.compress(data)
    found = told(put(tmp_path, "a.tar.gz", packed[: len(packed) // 2]))
    assert found[-1].startswith("!: the archive is damaged or cut off")


def test_links_and_huge_headers_of_a_tar_are_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        fifo = tarfile.TarInfo("pipe.txt")
        fifo.type = tarfile.FIFOTYPE
        archive.addfile(fifo)
    found = told(put(tmp_path, "a.tar", buffer.getvalue()))
    assert [one.partition(":")[0] for one in found] == ["!/link.txt", "!/pipe.txt"]
    assert all("is a link or a device" in one for one in found)
    huge = tarfile.TarInfo("a.txt")
    huge.type, huge.size = tarfile.GNUTYPE_LONGNAME, 1 << 33
    (found_huge,) = told(put(tmp_path, "b.tar", huge.tobuf(tarfile.GNU_FORMAT) + b"\0" * 9_000))
    assert "a part of it claims an impossible size" in found_huge


def test_a_bomb_in_a_tar_is_refused_by_its_ratio(tmp_path: Path) -> None:
    data = pack_tar({f"{n}.txt": b"0" * 20_000_000 for n in range(10)}, "w:gz")
    began = time.perf_counter()
    found = told(put(tmp_path, "a.tgz", data))
    assert "unpacks to more than 200 times its size" in found[-1]
    assert sum(one.startswith("!") for one in found) == 1
    assert time.perf_counter() - began < 20


def test_only_our_errors_come_out_of_mutated_archives(tmp_path: Path) -> None:
    """Archives with changed, lost and doubled bytes: articles and errors, never anything else."""
    chance = random.Random(20261128)
    inner = pack({"丁.txt": ARTICLE})
    members: Members = {
        "甲.txt": ARTICLE * 3,
        "b.html": "<p>一、推进。</p>",
        "in.zip": inner,
        "c.jsonl": '{"text":"一"}',
    }
    sound = {".zip": pack(members), ".tar": pack_tar(members), ".tgz": pack_tar(members, "w:gz")}
    for number in range(600):
        suffix = chance.choice([*sound, ".zip"])
        data = bytearray(sound[suffix])
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            action = chance.randrange(3)
            if action == 0:
                data[at] = chance.randrange(256)
            elif action == 1:
                del data[at : at + chance.randint(1, 40)]
            else:
                data[at:at] = data[at : at + chance.randint(1, 40)]
        path = put(tmp_path, f"x{suffix}", bytes(data))
        try:
            outcomes = all_of(path)
        except Exception as error:  # pragma: no cover
            raise AssertionError(f"archive {number}{suffix}") from error
        assert outcomes
        for one in outcomes:
            assert one.source.startswith(str(path))
            assert "\n" not in one.source


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_anything_may_stand_in_an_archive(rest: bytes) -> None:
    for suffix, data in (
        (".zip", b"PK\x03\x04" + rest),
        (".zip", rest + pack({"a.txt": rest})),
        (".tar", rest),
    ):
        members = archives.open_members(io.BytesIO(data), suffix, archives.Budget())
        try:
            for member in members:
                member.load()
        except ReadingError:
            continue


def test_memory_stays_flat_over_a_large_archive(tmp_path: Path, jucuo: Command) -> None:
    """Forty documents of two megabytes: the most that is held at once is that of one, not of all."""
    chance = random.Random(7)
    path = tmp_path / "large.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(40):
            words = "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(350_000))
            archive.writestr(f"{number}.txt", words * 2)
    import tracemalloc

    tracemalloc.start()
    peaks = []
    for one in read_all(path):
        assert isinstance(one, Article)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.reset_peak()
    tracemalloc.stop()
    assert len(peaks) == 40
    assert max(peaks[5:]) < 1.2 * max(peaks[:5])


def test_a_batch_with_archives_lists_each_failure_and_goes_on(jucuo: Command, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    put(folder, "a.zip", with_flag(pack(TWO), 1))
    put(folder, "b.zip", pack(TWO)[:-30])
    (folder / "c.txt").write_text(ARTICLE, "utf-8")
    done = jucuo("extract", "docs", "-o", "out.csv", "--documents", "documents.jsonl", cwd=tmp_path)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert [line.split(": ")[1] for line in lines[:2]] == ["docs/a.zip/a.txt", "docs/b.zip"]
    assert lines[2].startswith("jucuo: 4 rows from 2 documents, 2 failed")
    again = jucuo("text", "docs/a.zip/b.txt", cwd=tmp_path)
    assert again.stdout == ARTICLE
    assert "docs/a.zip/b.txt" in jucuo("explain", "docs/a.zip/b.txt", cwd=tmp_path).stdout
    assert "docs/a.zip/b.txt" in jucuo("check", "docs/a.zip", cwd=tmp_path).stdout
