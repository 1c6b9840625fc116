"""Older office documents (DOC, DOT, WPS, WPT, RTF, ODT): LibreOffice makes .docx of them, `docx` reads it.

Each document is converted by a LibreOffice of its own, in a temporary folder with a fresh profile, so that
neither the settings of the user nor a document before it has a say. Macros are off, linked files are not
updated, a proxy that answers nobody stands before the network, and time, memory and the size of what is
written are limited. What is no such document by its content, or is locked, is told before LibreOffice starts.

Sources: [MS-DOC] 2.5.2 (`FibBase`: wIdent, fEncrypted); [MS-CFB] for the container; ODF 1.3 part 2, 3.3 and
4.8 (mimetype, encryption-data).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import quoteattr

from extractor import limits
from extractor.errors import ReadingError
from extractor.reading import docx
from extractor.reading.drafts import Draft
from extractor.reading.magic import OLE, name_office

VARIABLE = "JUCUO_SOFFICE"
"""The environment variable that names the program of LibreOffice where it is at no usual place."""
OWN_FILES = 64 * 1024 * 1024
"""A file of so many bytes LibreOffice may always write: it has some of its own, however small a document."""

_WORD_IDENTIFIERS = (b"\xec\xa5", b"\xdc\xa5", b"\xdb\xa5")  # Word 97 and later, Word 6 and 95, Word 2
_ENCRYPTED = 0x01
_OTHERS = {
    "workbook": "a spreadsheet",
    "book": "a spreadsheet",
    "powerpoint document": "a presentation",
    "matost": "a document of Microsoft Works",
    "__properties_version1.0": "a mail of Outlook",
}
_LOCKED = "is locked with a password; open it in Word, WPS or LibreOffice, remove the password and save it"
_DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
_USUAL_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
_NOBODY = ("127.0.0.1", 9)  # the port at which what comes is thrown away (RFC 863)
_PROTOCOLS = ("HTTP", "HTTPS", "FTP")
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetNoProxy", ""),
    *(("Inet/Settings", f"ooInet{kind}ProxyName", _NOBODY[0]) for kind in _PROTOCOLS),
    *(("Inet/Settings", f"ooInet{kind}ProxyPort", str(_NOBODY[1])) for kind in _PROTOCOLS),
)


def parse(data: bytes) -> Draft:
    """The draft of an old Word, WPS, RTF or OpenDocument text, as LibreOffice turns it into .docx.

    Raises `ReadingError` without a source: for what is none of these, is locked, damaged or too large, and
    where LibreOffice is missing, fails or does not come to an end.
    """
    kind = name_office(data)
    if data.startswith(OLE):
        _refuse_in_container(data)
    elif kind == "odt":
        _refuse_in_archive(data)
    elif not kind:
        raise ReadingError(
            "",
            "is no old Word, WPS, RTF or OpenDocument text by its content; give it the suffix of what it is",
        )
    return docx.parse(_convert(data, kind))


def _refuse_in_container(data: bytes) -> None:
    """Raise for an OLE container that holds no text of Word, or one that is locked."""
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            names = {entry[0].lower() for entry in container.listdir()}
            if "encryptedpackage" in names:
                raise ReadingError("", _LOCKED)
            if "worddocument" not in names:
                kinds = [what for name, what in _OTHERS.items() if name in names]
                what = kinds[0] if kinds else "an Office file without a text"
                raise ReadingError("", f"is {what} by its content; save what is to be read as .docx")
            head = container.openstream("WordDocument").read(12)
    except ReadingError:
        raise
    except Exception as error:  # a library that meets hostile bytes: whatever it raises, the file is damaged
        raise ReadingError("", f"the document is damaged ({_explain(error)}); {_ANEW}") from None
    if head[:2] not in _WORD_IDENTIFIERS or len(head) < 12:
        raise ReadingError("", f"the document is damaged (its text does not begin as one of Word); {_ANEW}")
    if head[11] & _ENCRYPTED:
        raise ReadingError("", _LOCKED)


_ANEW = "open it in Word or WPS and save it as .docx, or get the file anew"
_SPLIT = "split the document, or raise --limit office_bytes"


def _refuse_in_archive(data: bytes) -> None:
    """Raise for an OpenDocument text that is locked, damaged or unpacks to too much."""
    most = limits.current().office_bytes
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if _unpacked(archive, most) > most:
                raise ReadingError("", f"unpacks to more than the {most:,} bytes that are read; {_SPLIT}")
            locked = _MANIFEST in archive.namelist() and b"encryption-data" in archive.read(_MANIFEST)
    except _DAMAGED_ZIP as error:
        raise ReadingError("", f"the document is damaged ({_explain(error)}); {_ANEW}") from None
    if locked:
        raise ReadingError("", _LOCKED)


_MANIFEST = "META-INF/manifest.xml"


def _unpacked(archive: zipfile.ZipFile, most: int) -> int:
    """How many bytes an archive unpacks to, counted a little beyond ``most``; what it says may be a lie."""
    size = 0
    for info in archive.infolist():
        with archive.open(info) as stream:
            while size <= most and (piece := stream.read(1 << 20)):
                size += len(piece)
    return size


def _explain(error: Exception) -> str:
    return " ".join(str(error).lower().split()) or type(error).__name__


def find_program() -> str:
    """The program that `VARIABLE` names, else one on the path or at a usual place; else empty."""
    named = os.environ.get(VARIABLE, "")
    if named:
        return shutil.which(named) or ""
    found = (shutil.which(name) for name in ("soffice", "libreoffice", *_USUAL_PLACES))
    return next((program for program in found if program), "")


def _convert(data: bytes, kind: str) -> bytes:
    """The document as .docx."""
    program = find_program()
    if not program:
        raise ReadingError(
            "",
            f"{kind} is read through LibreOffice, which is not {_where()};"
            " install it or save the document as .docx",
        )
    # on Windows a file that is still held must not turn a document that was read into an error
    with tempfile.TemporaryDirectory(prefix="jucuo-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, target = folder / f"document.{kind}", folder / "out" / "document.docx"
        source.write_bytes(data)
        _write_profile(folder / "profile")
        said = _run(_command(program, folder, source), folder)
        if not target.is_file():
            reason = said or "it wrote nothing"
            raise ReadingError("", f"LibreOffice could not read the document ({reason}); {_ANEW}")
        if target.stat().st_size >= (most := _largest_output()):  # what is longer may have been cut there
            raise ReadingError("", f"becomes more than the {most:,} bytes that are read; {_SPLIT}")
        return target.read_bytes()


def _largest_output() -> int:
    """Most bytes of the .docx that LibreOffice makes: it packs again what was unpacked."""
    return limits.current().office_bytes // 4


def _where() -> str:
    named = os.environ.get(VARIABLE, "")
    return f"at {named}, as {VARIABLE} says" if named else "installed"


def _command(program: str, folder: Path, source: Path) -> list[str]:
    profile, target = (folder / "profile").as_uri(), str(folder / "out")
    quiet = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard")
    command = [
        program, f"-env:UserInstallation={profile}", *quiet,
        "--convert-to", "docx:MS Word 2007 XML", "--outdir", target, str(source),
    ]  # fmt: skip
    if os.name != "posix":
        return command
    file, memory = max(_largest_output(), OWN_FILES), limits.current().office_memory
    bounds = f"ulimit -f {file // 512}; ulimit -v {memory // 1024}; ulimit -c 0"
    return ["/bin/sh", "-c", f'{{ {bounds}; }} 2>/dev/null; exec "$@"', "sh", *command]


def _run(command: list[str], folder: Path) -> str:
    """Run a command to its end or to the end of its time; the last line that it says of an error."""
    proxy = "http://{}:{}".format(*_NOBODY)
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), proxy)
    environment = {**os.environ, **proxies, "no_proxy": "", "HOME": str(folder), "TMPDIR": str(folder)}
    with (folder / "said").open("w+b") as said:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
        with _ended(process):
            seconds = limits.current().office_seconds
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                ways = "save it as .docx, or raise --limit office_seconds"
                raise ReadingError(
                    "", f"LibreOffice has not read the document in {seconds:g} seconds; {ways}"
                ) from None
        said.seek(0)
        lines = said.read(10_000).decode("utf-8", "replace").splitlines()
    errors = [line.strip() for line in lines if line.lower().startswith("error")]
    return errors[-1][:200].rstrip(".").replace(str(folder), "") if errors else ""


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Whatever happens, nothing that the process started goes on: its whole group is killed."""
    try:
        yield
    finally:
        if os.name == "posix":
            with suppress(ProcessLookupError, PermissionError):  # all of them may have ended
                os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()


def _write_profile(folder: Path) -> None:
    """A profile with the settings that keep a document from running macros and from loading anything."""
    items = "".join(
        f"<item oor:path={quoteattr(f'/org.openoffice.{path}')}><prop oor:name={quoteattr(name)} "
        f'oor:op="fuse"><value>{value}</value></prop></item>\n'
        for path, name, value in _SETTINGS
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
        f"{items}</oor:items>\n",
        "utf-8",
    )
