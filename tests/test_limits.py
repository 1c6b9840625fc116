"""Limits: each acts where it says, in both directions; they hold for a block; a user can write them."""

from __future__ import annotations

import io
import pickle
import re
import sys
import threading
import zipfile
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, fields, replace
from pathlib import Path
from typing import Any

import docx
import pytest
from case_tables import load_cases
from conftest import ROOT, Command
from PIL import Image
from typeset import Pages

import extractor
from extractor import Limits, ReadingError, read, read_all, using_limits
from extractor.errors import UsageError
from extractor.limits import GB, KB, MB, Unit, current, parse, unit_of, using, write
from extractor.model import Article
from extractor.reading import office, recognition
from extractor.reading.printed import Row

ARTICLE = "一、推进联网通办。\n二、开通夜间热线。\n"
SIZE = len(ARTICLE.encode())
ODT = "application/vnd.oasis.opendocument.text"


def pack(members: dict[str, bytes | str], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", way) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def nested(depth: int) -> bytes:
    """An archive in an archive and so on, so many in all; the innermost holds an article."""
    data = pack({"a.txt": ARTICLE})
    for _ in range(depth - 1):
        data = pack({"in.zip": data})
    return data


def word(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def part_of(data: bytes) -> int:
    """The size of the text of a Word document, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.getinfo("word/document.xml").file_size


def ratio_of(data: bytes) -> int:
    """To how many times its packed size the first file of an archive unpacks, rounded up."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.infolist()[0]
    return -(-info.file_size // info.compress_size)


def printed(*pages: str) -> bytes:
    """A PDF with a line on each page."""
    found = Pages(number="")
    for number, line in enumerate(pages):
        if number:
            found.turn()
        found.line(line, 0)
    return found.save()


def picture(*sizes: tuple[int, int]) -> bytes:
    """A TIFF with pages of these sizes."""
    first, *others = (Image.new("1", size, 1) for size in sizes)
    buffer = io.BytesIO()
    first.save(buffer, "tiff", save_all=True, append_images=others)
    return buffer.getvalue()


def outcomes(folder: Path, name: str, data: bytes, limits: Limits) -> tuple[list[str], list[str]]:
    """The texts and the reasons of errors that come out of a file under limits."""
    path = folder / name
    path.write_bytes(data)
    with using(limits):
        found = list(read_all(path))
    texts = [one.text for one in found if isinstance(one, Article)]
    return texts, [one.reason for one in found if isinstance(one, ReadingError)]


BLANKS = pack({"a.txt": ARTICLE + " " * 2_000_000})
RATIO = ratio_of(BLANKS)
COMMENT = b"<!--%s-->" % (b"x" * MB)
LONG_WORD = word("一、推进联网通办。" * 20_000)


@dataclass(frozen=True)
class Exact:
    """A document that just fits in the limit of this value."""

    name: str
    make: Callable[[], bytes]
    limit: str
    value: int


EXACT = [
    Exact("a.txt", ARTICLE.encode, "document_bytes", SIZE),
    Exact("a.zip", lambda: pack({"a.txt": ARTICLE}), "document_bytes", SIZE),
    Exact("a.jsonl", lambda: b'{"text": "%s"}\n' % (b"a" * 985), "document_bytes", 985 * 3),
    Exact("a.csv", lambda: b"text\n" + b"a" * 985 + b"\n", "document_bytes", 985 * 3),
    Exact("a.zip", lambda: nested(3), "archive_depth", 3),
    Exact("a.zip", lambda: pack({f"{n}.txt": ARTICLE for n in range(7)}), "archive_members", 7),
    Exact("a.zip", lambda: pack({"a.txt": ARTICLE, "b.txt": ARTICLE}), "archive_bytes", 2 * SIZE),
    Exact("a.zip", lambda: BLANKS, "archive_ratio", RATIO),
    Exact("a.docx", lambda: LONG_WORD, "part_bytes", part_of(LONG_WORD)),
    Exact("a.pdf", lambda: printed("一、推进联网通办。", "二、开通热线。"), "pages", 2),
    Exact("a.pdf", lambda: printed("一二三四五六七八九十"), "pdf_characters", 10),
]  # fmt: skip


@pytest.mark.parametrize("one", EXACT, ids=lambda one: f"{one.limit}-{one.name}")
def test_a_limit_is_the_last_value_that_is_read(one: Exact, tmp_path: Path) -> None:
    """One less, and the sentence names the value and the way out."""
    read_all_of_it = replace(Limits(), **{one.limit: one.value})
    texts, reasons = outcomes(tmp_path, one.name, one.make(), read_all_of_it)
    assert texts
    assert reasons == []
    _, (reason, *more) = outcomes(
        tmp_path, one.name, one.make(), replace(Limits(), **{one.limit: one.value - 1})
    )
    assert more == []
    assert reason.endswith(f", or raise --limit {one.limit}")
    assert "\n" not in reason


BEYOND = {
    "document_bytes": ("a.html", lambda: "<p>一、推进</p>".encode() + COMMENT * 33, 40 * MB),
    "archive_depth": ("a.zip", lambda: nested(4), 4),
    "archive_ratio": ("a.zip", lambda: BLANKS, 1_032),
    "part_bytes": ("a.docx", lambda: commented(50), 60 * MB),
    "pages": ("a.pdf", lambda: printed(*(f"一、{chr(0x4E00 + n)}推进" for n in range(2_001))), 2_001),
}  # fmt: skip


def commented(megabytes: int) -> bytes:
    """A Word document whose text has so many megabytes of comments, which no reader shows."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word("一、推进联网通办。"))) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            blob = old.read(name)
            if name == "word/document.xml":
                blob = blob.replace(b"<w:body>", COMMENT * megabytes + b"<w:body>")
            new.writestr(name, blob)
    return buffer.getvalue()


@pytest.mark.parametrize("name", BEYOND)
def test_what_is_beyond_a_default_is_read_when_the_limit_is_raised(name: str, tmp_path: Path) -> None:
    file, make, value = BEYOND[name]
    data = make()
    texts, (reason,) = outcomes(tmp_path, file, data, Limits())
    assert texts == []
    assert f"raise --limit {name}" in reason
    texts, reasons = outcomes(tmp_path, file, data, replace(Limits(), **{name: value}))
    assert ([text[:2] for text in texts], reasons) == (["一、"], [])


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the pages that were given to a reader of pictures, which reads one line on each."""
    numbers: list[int] = []

    def look(_: Any, number: int) -> list[Row]:
        numbers.append(number)
        return [Row(f"第{number}页的话", 10, 90, 100 + 7 * number, 16, 80, number)]

    monkeypatch.setattr(recognition, "is_installed", lambda: True)
    monkeypatch.setattr(recognition, "_read", look)
    return numbers


def test_pages_of_pictures_are_read_up_to_the_limit(seen: list[int], tmp_path: Path) -> None:
    """What stands behind it is left out: a scan is not refused for its length."""
    paper = Pages(number="")
    for _ in range(3):
        paper.canvas.drawImage(ImageOf.noise(), 0, 0, *paper.page_size)
        paper.turn()
    paper.put(" ", 10, 10)
    for name, data in (("a.tiff", picture(*[(40, 60)] * 3)), ("a.pdf", paper.save())):
        for value, expected in ((2, [0, 1]), (3, [0, 1, 2])):
            seen.clear()
            texts, reasons = outcomes(tmp_path, name, data, Limits(scanned_pages=value))
            assert (len(texts), reasons) == (1, [])
            assert seen == expected


class ImageOf:
    """Pictures for pages."""

    @staticmethod
    def noise() -> Any:
        from reportlab.lib.utils import ImageReader

        return ImageReader(Image.effect_noise((100, 140), 60))


@pytest.mark.usefixtures("seen")
def test_the_pixels_of_each_page_of_a_picture_count(tmp_path: Path) -> None:
    data = picture((10, 10), (40, 60))
    assert outcomes(tmp_path, "a.tiff", data, Limits(image_pixels=2_400))[1] == []
    texts, (reason,) = outcomes(tmp_path, "a.tiff", data, Limits(image_pixels=2_399))
    assert texts == []
    assert reason == (
        "has 40 × 60 pixels, more than the 2,399 that are read; scale it down, or raise --limit image_pixels"
    )


@pytest.mark.usefixtures("seen")
def test_no_picture_may_be_larger_than_its_library_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Image.MAX_IMAGE_PIXELS is not None
    most = 2 * Image.MAX_IMAGE_PIXELS
    assert Limits(image_pixels=most).image_pixels == most
    with pytest.raises(UsageError, match="cannot be more than 178_956_970"):
        Limits(image_pixels=most + 1)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1_000)
    _, (reason,) = outcomes(tmp_path, "a.tiff", picture((40, 60)), Limits())
    assert reason.startswith("has too many pixels, more than the 100,000,000 that are read; scale it down")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that stands for LibreOffice: it waits, tells its bounds and hands out a finished document."""
    path = tmp_path / "soffice"
    (tmp_path / "finished.docx").write_bytes(word("一、推进联网通办。"))
    path.write_text(
        f"#!{sys.executable}\n"
        "import pathlib, resource, shutil, sys, time\n"
        "out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        f"here = pathlib.Path({str(tmp_path)!r})\n"
        "bounds = resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_FSIZE)[0]\n"
        "(here / 'bounds').write_text('%d %d' % bounds)\n"
        "time.sleep(0.5)\n"
        "out.mkdir()\nshutil.copy(here / 'finished.docx', out / 'document.docx')\n",
        "utf-8",
    )
    path.chmod(0o755)
    monkeypatch.setenv(office.VARIABLE, str(path))
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script with a first line for Python")
def test_libreoffice_gets_the_time_and_the_memory_of_the_limits(program: Path, tmp_path: Path) -> None:
    data = b"{\\rtf1\\ansi one}"
    texts, reasons = outcomes(tmp_path, "a.rtf", data, Limits(office_memory=3 * GB))
    assert (texts, reasons) == (["一、推进联网通办。"], [])
    assert (tmp_path / "bounds").read_text() == f"{3 * GB} {64 * MB}"
    outcomes(tmp_path, "a.rtf", data, Limits(office_memory=5 * GB, office_bytes=512 * MB))
    assert (tmp_path / "bounds").read_text() == f"{5 * GB} {128 * MB}"
    outcomes(tmp_path, "a.rtf", data, Limits(office_bytes=1 * MB))  # its own files need their place
    assert (tmp_path / "bounds").read_text() == f"{6 * GB} {64 * MB}"
    _, (reason,) = outcomes(tmp_path, "a.rtf", data, Limits(office_seconds=0.1))
    ways = "save it as .docx, or raise --limit office_seconds"
    assert reason == f"LibreOffice has not read the document in 0.1 seconds; {ways}"


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script with a first line for Python")
@pytest.mark.usefixtures("program")
def test_what_an_opendocument_text_unpacks_to_is_bounded(tmp_path: Path) -> None:
    finished = (tmp_path / "finished.docx").stat().st_size
    data = pack({"mimetype": ODT, "content.xml": b" " * (5 * finished - len(ODT))}, zipfile.ZIP_STORED)
    texts, _ = outcomes(tmp_path, "a.odt", data, Limits(office_bytes=5 * finished))
    assert texts == ["一、推进联网通办。"]
    _, (reason,) = outcomes(tmp_path, "a.odt", data, Limits(office_bytes=5 * finished - 1))
    assert reason.startswith(f"unpacks to more than the {5 * finished - 1:,} bytes")
    assert reason.endswith("split the document, or raise --limit office_bytes")
    _, (reason,) = outcomes(tmp_path, "a.rtf", b"{\\rtf1 one}", Limits(office_bytes=4 * finished))
    assert reason.startswith(f"becomes more than the {finished:,} bytes")
    assert reason.endswith("split the document, or raise --limit office_bytes")


def test_every_limit_of_reading_is_tried_here() -> None:
    tried = {one.limit for one in EXACT} | {
        "scanned_pages", "image_pixels", "office_bytes", "office_seconds", "office_memory"
    }  # fmt: skip
    assert {one.name for one in fields(Limits)} == tried | {"article_seconds", "worker_memory"}


def test_a_stream_is_asked_for_no_more_than_a_piece_at_once() -> None:
    """Some set aside as much as is asked for: a high limit must not make a small document need its memory."""

    class Asked(io.BytesIO):
        sizes: list[int] = []  # noqa: RUF012 - for this test

        def read(self, size: int | None = -1, /) -> bytes:
            self.sizes.append(size or 0)
            return super().read(size)

    with using(Limits(document_bytes=1_000 * GB)):
        assert read(Asked(ARTICLE.encode())).text == ARTICLE
    assert Asked.sizes == [32 * MB]


# What holds, and for how long.


def test_limits_hold_inside_a_block_and_end_with_it() -> None:
    low, lower = Limits(pages=5), Limits(pages=3)
    assert current() == Limits()
    with using(low) as given:
        assert given is current() is low
        with pytest.raises(KeyError, match="True"), using(lower):
            raise KeyError(current() is lower)
        assert current() is low
    assert current() == Limits()
    assert using_limits is using


def test_what_counts_is_the_value_at_the_time_of_reading(tmp_path: Path) -> None:
    """A generator that is made inside a block and run through behind it reads under the defaults."""
    path = tmp_path / "a.txt"
    path.write_text(ARTICLE, "utf-8")
    with using(Limits(document_bytes=5)):
        inside, outside = list(read_all(path)), read_all(path)
    assert isinstance(inside[0], ReadingError)
    assert [one.text for one in outside] == [ARTICLE]  # type: ignore[union-attr]


def test_another_thread_begins_with_the_defaults_and_may_be_given_others() -> None:
    found: list[Limits] = []

    def work(given: Limits) -> None:
        found.append(current())
        with using(given):
            found.append(current())

    with using(Limits(pages=5)):
        thread = threading.Thread(target=work, args=[current()])
        thread.start()
        thread.join()
    assert found == [Limits(), Limits(pages=5)]
    assert pickle.loads(pickle.dumps(found[1])) == found[1]


def test_a_value_is_frozen_and_checked_when_it_is_made() -> None:
    with pytest.raises(FrozenInstanceError):
        Limits().pages = 5  # type: ignore[misc]
    with pytest.raises(UsageError, match=r"^pages=0: a limit must be more than 0$"):
        Limits(pages=0)
    with pytest.raises(UsageError, match=r"^pages='5': it is no number$"):
        Limits(pages="5")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"^pages=True: it is no number$"):
        Limits(pages=True)
    with pytest.raises(UsageError, match=r"^pages=2\.5: it must be a whole number$"):
        Limits(pages=2.5)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"^office_seconds=nan: it is no number$"):
        Limits(office_seconds=float("nan"))
    with pytest.raises(UsageError, match=r"^office_seconds=inf: this limit cannot be more than"):
        Limits(office_seconds=float("inf"))
    assert Limits(office_seconds=2).office_seconds == 2


# How they are written.


@pytest.mark.parametrize(("given", "expected"), load_cases("limits"))
def test_limits_are_written_as_name_and_value(given: str, expected: str) -> None:
    """Of an error the case gives the beginning, or the whole."""
    if not expected.startswith("--limit"):
        name, value = expected.split()
        found = parse(given.splitlines())
        assert repr(getattr(found, name)) == value
        assert found == replace(Limits(), **{name: getattr(found, name)})
        return
    with pytest.raises(UsageError) as error:
        parse(given.splitlines())
    message = str(error.value)
    assert message.startswith(expected) if expected.endswith(" ") else message == expected


def test_the_error_for_an_unknown_name_lists_all_with_their_defaults() -> None:
    with pytest.raises(UsageError) as error:
        parse(["colour=1"])
    listed = str(error.value).partition("limits are ")[2].split(", ")
    assert [one.partition("=")[0] for one in listed] == [one.name for one in fields(Limits)]
    assert parse(listed) == Limits()


@pytest.mark.parametrize("name", [one.name for one in fields(Limits)])
def test_what_is_written_is_read_again(name: str) -> None:
    values: tuple[float, ...] = (1, 7, KB, 1_000, 3 * MB, 5 * MB + 1)
    if unit_of(name) is Unit.SECONDS:
        values = (0.25, 1.0, 59.0, 60.0, 90.0, 3_600.0, 100_000.0)
    for value in values if name != "archive_depth" else (1, 7):
        assert getattr(parse([f"{name}={write(name, value)}"]), name) == value


def test_every_message_names_a_limit_that_there_is() -> None:
    known = {one.name for one in fields(Limits)}
    sources = sorted((ROOT / "extractor" / "reading").glob("*.py"))
    named = {name for path in sources for name in re.findall(r"--limit (\w+)", path.read_text("utf-8"))}
    assert named == known - {"scanned_pages", "office_memory", "article_seconds", "worker_memory"}


# On the command line.


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(ARTICLE, "utf-8")
    return path


@pytest.mark.parametrize("command", ["extract", "text", "explain", "check"])
def test_a_command_reads_under_its_limits(command: str, article: Path, jucuo: Command) -> None:
    done = jucuo(command, article, "--limit", f"document_bytes={SIZE}", "--limit", "pages=1")
    assert (done.returncode, done.stderr) == (0, "")
    done = jucuo(command, article, "--limit", f"document_bytes={SIZE - 1}")
    assert done.returncode == 1
    assert done.stderr == (
        f"jucuo: {article}: {SIZE} bytes are more than the {SIZE - 1} that are read; "
        "split the file, or raise --limit document_bytes\n"
    )


def test_evaluation_reads_under_its_limits(jucuo: Command, tmp_path: Path) -> None:
    """A document that is too large has all its labels missed."""
    (tmp_path / "a.txt").write_text(ARTICLE, "utf-8")
    (tmp_path / "rows").mkdir()
    labels = "kind\tnumber\tgroup\thead\trole\tbodies\tdeadline\nenumerated\t一、\t\t推进联网通办\tcore\t\t\n"
    (tmp_path / "rows" / "a.tsv").write_text(labels, "utf-8")
    assert jucuo("evaluate", tmp_path, "--limit", f"document_bytes={SIZE}").returncode == 0
    done = jucuo("evaluate", tmp_path, "--limit", f"document_bytes={SIZE - 1}")
    assert done.returncode == 1
    assert "raise --limit document_bytes\n" in done.stderr
    assert "labels of the others, all missed: 1" in done.stderr


@pytest.mark.parametrize("command", ["extract", "text", "explain", "check", "evaluate", "train"])
def test_a_limit_that_cannot_be_meant_is_wrong_usage(command: str, jucuo: Command, tmp_path: Path) -> None:
    done = jucuo(command, tmp_path, "--limit", "pages=none")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "jucuo: --limit pages=none: 'none' is no number; give one such as pages=2_000\n"


def test_the_package_exports_what_a_program_needs() -> None:
    assert extractor.Limits is Limits
    assert extractor.using_limits is using
