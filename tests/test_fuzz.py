"""Each sample of each format, broken at random a thousand times: no crash, no hang, only our errors.

What is broken depends on the sample and the number of the round alone, so that a failure comes again. Bytes
or, where the sample is a text, characters are changed, cut, doubled and swapped, and what the format itself
means something by is put in; an archive is broken in its members too, since otherwise it only fails to open.
Whatever can still be read must be matched and laid out in rows as well.
"""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from extractor import extract, read
from extractor.errors import ExtractorError
from extractor.reading import recognition

SAMPLES = sorted((ROOT / "samples").iterdir())
ROUNDS, PARTS = 1000, 4
HANGS = 20.0  # seconds of processor time for one document of a few pages
MATCHED = 5  # of so many that are read one is matched too
PICTURES = 25  # of so many one is read with its pictures of pages, which takes a hundred times as long
TEXTS = (".txt", ".md", ".html", ".mht", ".eml", ".rtf")
MEANT = [
    "\x00",
    "\ufeff",
    "\r",
    "\t",
    "\u3000",
    "<",
    "</",
    "<!--",
    "<![CDATA[",
    "<table>",
    "<td><tr>",
    "]]>",
    "&#x110000;",
    "&",
    "---",
    "|---|",
    "```",
    "#",
    "\u200b",
    "\ue000",
    "<td",
    'rowspan="999999"',
    "<td",
    'colspan="0"',
    "<!ENTITY",
    "a",
    '"&a;&a;">',
    'w:val="-1"',
    'w:val="99999999999"',
    'w:ilvl="77"',
    "<w:p>",
    "</w:p>",
    "endobj",
    "stream",
    "/Length",
    "99999999",
    "/Kids[1",
    "0",
    "R]",
    "startxref",
    "%PDF-",
    "{\\rtf1",
    "MIME-Version:",
    "1.0",
    "boundary=",
    "=HYPERLINK()",
    "一、",
    "（一）",
    "第一条",
    "①",
    "一是",
    "1.",
    "1.1",
    "；",
    "》",
    "“",
    "：",
    "。",
    "共30项",
    "2025年13月40日",
    "牵头单位：",
    "㊀",
]
TOKENS = (*MEANT, "9" * 400, "(" * 300, "（" * 300, "一是" * 100, "<div>" * 500, "、" * 200)

Change = Callable[[list[str], random.Random], None]


def replace(text: list[str], lot: random.Random) -> None:
    for _ in range(lot.randint(1, 20)):
        text[lot.randrange(len(text))] = chr(lot.randrange(256))


def cut(text: list[str], lot: random.Random) -> None:
    start = lot.randrange(len(text))
    del text[start : start + lot.choice((1, 3, 30, 300, len(text)))]


def double(text: list[str], lot: random.Random) -> None:
    start = lot.randrange(len(text))
    text[start:start] = text[start : start + lot.randint(1, 400)] * lot.choice((1, 2, 30))


def swap(text: list[str], lot: random.Random) -> None:
    first, second = sorted(lot.randrange(len(text)) for _ in range(2))
    text[:] = text[second:] + text[first:second] + text[:first]


def insert(text: list[str], lot: random.Random) -> None:
    for _ in range(lot.randint(1, 5)):
        place = lot.randrange(len(text) + 1)
        text[place:place] = lot.choice(TOKENS)


CHANGES: tuple[Change, ...] = (replace, cut, double, swap, insert)


def broken(text: str, lot: random.Random) -> str:
    """The text after one to three changes."""
    changed = list(text)
    for _ in range(lot.randint(1, 3)):
        if changed:
            lot.choice(CHANGES)(changed, lot)
    return "".join(changed)


def broken_bytes(data: bytes, lot: random.Random) -> bytes:
    """Each byte is a character here; what is put in becomes UTF-8."""
    return b"".join(
        bytes((ord(one),)) if ord(one) < 256 else one.encode() for one in broken(data.decode("latin-1"), lot)
    )


def broken_text(data: bytes, lot: random.Random) -> bytes:
    """The characters are changed and each stays whole."""
    return broken(data.decode("utf-8", "replace"), lot).encode("utf-8", "replace")


def broken_inside(data: bytes, lot: random.Random) -> bytes:
    """An archive of the same members, one or two of them broken; those that hold text the oftenest."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    texts = [name for name in sorted(members) if name.startswith("word/") and name.endswith(".xml")]
    for name in lot.sample(lot.choice((texts, sorted(members))), lot.randint(1, 2)):
        members[name] = broken_text(members[name], lot)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def variants(sample: Path, part: int) -> list[bytes]:
    """This part of the broken copies of a sample."""
    data = sample.read_bytes()
    other = broken_inside if zipfile.is_zipfile(sample) else broken_text
    ways = (
        (other, other, broken_bytes) if sample.suffix in TEXTS or other is broken_inside else (broken_bytes,)
    )
    rounds = range(part, ROUNDS, PARTS)
    return [ways[at // PARTS % len(ways)](data, random.Random(f"{sample.name}-{at}")) for at in rounds]


def read_and_match(data: bytes, name: str, match: bool) -> bool:
    """Whether a broken document can still be read; if so and if wanted, its measures are found."""
    stream = io.BytesIO(data)
    stream.name = name
    try:
        article = read(stream)
    except ExtractorError:
        return False
    if match:
        extract(article).rows()
    return True


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_broken_samples_give_our_errors_or_rows(
    sample: Path, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = 0
    has_ocr = recognition.is_installed()
    for at, data in enumerate(variants(sample, part)):
        monkeypatch.setattr(recognition, "is_installed", lambda at=at: has_ocr and at % PICTURES == 0)
        began = time.process_time()
        done += read_and_match(data, sample.name, done % MATCHED == 0)
        assert time.process_time() - began < HANGS, f"round {at}"
    assert done, "some of it can be read: else nothing behind the first check was tried"
