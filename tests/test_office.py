"""Old office documents: what they are by content, what LibreOffice may do, what is said where it cannot."""

from __future__ import annotations

import http.server
import io
import os
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from office import make_container, needs_office, save_as

from extractor.errors import ReadingError
from extractor.limits import Limits, using
from extractor.reading import office, read

WORDS = "云埠市推进社区食堂建设\n一、新建社区食堂三十家。\n二、减免房屋租金。"
WORD_HEAD = b"\xec\xa5\xc1\x00" + bytes(6)
LOCKED = make_container("WordDocument", content=WORD_HEAD + b"\x00\x01" + bytes(4084))
DAMAGED = make_container("WordDocument", content=b"none of Word" * 9)


def rtf(words: str, more: str = "") -> bytes:
    """A text as RTF, each character by its number."""
    escaped = "".join("\\par " if c == "\n" else f"\\u{(ord(c) + 32768) % 65536 - 32768}?" for c in words)
    return f"{{\\rtf1\\ansi {more}{escaped}}}".encode("ascii")


def named(data: bytes, name: str) -> io.BytesIO:
    stream = io.BytesIO(data)
    stream.name = name
    return stream


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.doc", LOCKED, "locked with a password"),
        ("a.doc", make_container("EncryptedPackage", "EncryptionInfo"), "locked with a password"),
        ("a.doc", make_container("Workbook"), "is a spreadsheet by its content; save what is to be read as"),
        ("a.wps", make_container("PowerPoint Document"), "is a presentation by its content"),
        ("a.wps", make_container("MatOST"), "a document of Microsoft Works"),
        ("a.doc", make_container("Contents"), "an Office file without a text"),
        ("a.doc", DAMAGED, "the document is damaged"),
        ("a.doc", make_container("WordDocument")[:700], "the document is damaged"),
        ("a.odt", b"PK\x03\x04" + b"rest", "by its content"),
    ],
)
def test_what_cannot_be_read_is_told_before_libreoffice_starts(
    name: str, data: bytes, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "_convert", lambda *_: pytest.fail("LibreOffice was started"))
    with pytest.raises(ReadingError, match=words) as caught:
        read(named(data, name))
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "data", "format"),
    [
        ("a.doc", f"<html><body><p>{WORDS}</p></body></html>".encode("gb18030"), "html"),
        ("a.doc", WORDS.encode(), "txt"),
        ("a.rtf", WORDS.encode(), "txt"),
        ("a.wps", f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{WORDS}".encode(), "mht"),
    ],
)
def test_pages_and_texts_that_call_themselves_doc_are_read_as_what_they_are(
    name: str,
    data: bytes,
    format: str,  # noqa: A002 - as in `read`
) -> None:
    article = read(named(data, name))
    assert article.format == format
    assert "减免房屋租金" in article.text


def test_a_docx_that_calls_itself_doc_is_read_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(office.VARIABLE, "/nowhere/soffice")
    document = docx.Document()
    document.add_paragraph("一、新建社区食堂三十家。")
    stream = io.BytesIO()
    document.save(stream)
    assert read(named(stream.getvalue(), "a.doc")).format == "docx"


def test_without_libreoffice_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(office.VARIABLE, "/nowhere/soffice")
    with pytest.raises(ReadingError, match=r"^a\.rtf: rtf is read through LibreOffice, which is not at /now"):
        read(named(rtf(WORDS), "a.rtf"))
    monkeypatch.delenv(office.VARIABLE)
    monkeypatch.setattr(office, "_USUAL_PLACES", ())
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ReadingError, match=r"not installed; install it or save the document as \.docx"):
        read(named(rtf(WORDS), "a.rtf"))


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that stands for LibreOffice; a test writes what it does."""
    if os.name != "posix":
        pytest.skip("the stand-in is a script with a first line that names Python")
    path = tmp_path / "soffice"
    monkeypatch.setenv(office.VARIABLE, str(path))
    return path


def make_program(path: Path, code: str) -> None:
    path.write_text(f"#!{sys.executable}\n{code}", "utf-8")
    path.chmod(0o755)


def test_a_libreoffice_that_does_not_end_is_killed_with_all_that_it_started(
    program: Path, tmp_path: Path
) -> None:
    child = tmp_path / "child"
    make_program(
        program,
        "import subprocess, sys, time\n"
        "inner = 'import sys, time; time.sleep(4); open(sys.argv[1], \"w\")'\n"
        f"subprocess.Popen([sys.executable, '-c', inner, {str(child)!r}])\ntime.sleep(60)",
    )
    with (
        using(Limits(office_seconds=2)),
        pytest.raises(ReadingError, match=r"has not read the document in 2 seconds"),
    ):
        read(named(rtf(WORDS), "a.rtf"))
    time.sleep(4)
    assert not child.exists()


def test_a_libreoffice_that_fails_or_writes_too_much_gives_a_sentence(program: Path) -> None:
    make_program(program, "print('Error: source file could not be loaded')")
    with pytest.raises(
        ReadingError, match=r"could not read the document .Error: source file could not"
    ) as caught:
        read(named(rtf(WORDS), "a.rtf"))
    assert "\n" not in str(caught.value)
    make_program(
        program,
        "import pathlib, sys\nout = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        "out.mkdir()\n(out / 'document.docx').write_bytes(b'x' * 10_240)\n"
        "(out / 'document.docx').open('ab').write(b'x')",
    )
    with (
        using(Limits(office_bytes=40_960)),
        pytest.raises(ReadingError, match="becomes more than the 10,240 bytes that are read"),
    ):
        read(named(rtf(WORDS), "a.rtf"))


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    with (
        using(Limits(office_bytes=1000)),
        pytest.raises(ReadingError, match="unpacks to more than the 1,000 bytes"),
    ):
        read(named(odt("<text:p>一、新建</text:p>", filler=b" " * 2000), "a.odt"))
    with using(Limits(office_bytes=1_000_000)), pytest.raises(ReadingError, match="locked with a password"):
        read(named(odt("", manifest="<manifest:encryption-data/>"), "a.odt"))


def odt(body: str, manifest: str = "", filler: bytes = b"") -> bytes:
    """An OpenDocument text with this body."""
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"'
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media}"/>'
        for path, media in (("/", kind), ("content.xml", "text/xml"))
    )
    space = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml", f"<manifest:manifest {space}>{entries}{manifest}</manifest:manifest>"
        )
        if filler:
            archive.writestr("filler", filler)
    return stream.getvalue()


@needs_office
@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_old_documents_are_read_with_their_numbers_and_tables(suffix: str, tmp_path: Path) -> None:
    """A list with automatic numbers and a table; `test_formats_agree` compares whole rows."""
    document = docx.Document()
    document.add_paragraph("云埠市推进社区食堂建设")
    for words in ("新建社区食堂。", "减免房屋租金。"):
        document.add_paragraph(words, style="List Number")
    table = document.add_table(2, 2)
    for cell, words in zip(
        (c for row in table.rows for c in row.cells),
        ["任务", "责任单位", "新建食堂", "市民政局"],
        strict=True,
    ):
        cell.text = words
    document.add_paragraph("附则")
    document.save(str(tmp_path / "a.docx"))
    article = read(save_as(tmp_path / "a.docx", suffix, tmp_path / "old"))
    assert article.format == suffix
    lines = [block.span.of(article.text) for block in article.blocks]
    assert [line.replace(" ", "") for line in lines[:3]] == [
        "云埠市推进社区食堂建设",
        "1.新建社区食堂。",
        "2.减免房屋租金。",
    ]
    assert [block.cell is not None for block in article.blocks] == [False] * 3 + [True] * 4 + [False]
    renamed = named((tmp_path / "old" / f"a.{suffix}").read_bytes(), "a.txt")
    assert read(renamed).text == article.text


@needs_office
def test_word_2003_wrote_xml_under_the_same_suffix() -> None:
    space = "http://schemas.microsoft.com/office/word/2003/wordml"
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in WORDS.split("\n"))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Word.Document"?>\n'
    data = f'{head}<w:wordDocument xmlns:w="{space}"><w:body>{body}</w:body></w:wordDocument>'.encode()
    article = read(named(data, "a.doc"))
    assert (article.format, article.text) == ("doc", WORDS)


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server of this machine, and the paths for which it was asked."""
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815 - the names that the library wants

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()


@needs_office
def test_nothing_is_fetched_and_no_file_of_this_machine_gets_into_the_text(
    asked: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, paths = asked
    secret = tmp_path / "secret.txt"
    secret.write_text("机密内容", "utf-8")
    body = (
        f'<text:p>一、新建食堂。<draw:frame svg:width="2cm" svg:height="2cm">'
        f'<draw:image xlink:href="{address}/a.png"/></draw:frame></text:p>'
        f'<text:section text:name="S"><text:section-source xlink:href="{secret.as_uri()}"/>'
        "<text:p>二、减免租金。</text:p></text:section>"
        f'<text:section text:name="T"><text:section-source xlink:href="{address}/b.odt"/>'
        "<text:p>三、增加座位。</text:p></text:section>"
    )
    article = read(named(odt(body), "a.odt"))
    assert "一、新建食堂" in article.text
    assert "机密" not in article.text
    picture = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{address}/c.png" \\\\d}}{{\\fldrslt }}}}'
    linked = f'{{\\field{{\\*\\fldinst INCLUDETEXT "{secret}"}}{{\\fldrslt }}}}'
    article = read(named(rtf("一、新建食堂。", picture + linked), "a.rtf"))
    assert "机密" not in article.text
    assert paths == []
