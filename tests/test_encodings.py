"""Encodings: told by mark, proof or look; binary and damaged files are refused with their byte."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from extractor.errors import ReadingError
from extractor.reading.encodings import decode

CASES = Path(__file__).parent / "cases" / "reading_encodings.tsv"
NAMES = {"big5hkscs": "big5", "utf-8-sig": "utf-8", "ascii": "utf-8", "utf-16": "utf-16-le"}


def load_cases() -> list[object]:
    """The rows of the case table as parameters; known failures are expected to fail."""
    with CASES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    known = pytest.mark.xfail(reason="known failure", strict=True)
    return [
        pytest.param(
            row["input"].replace("\\n", "\n"),
            row["expected"],
            id=f"{row['expected']}: {row['note']}",
            marks=[known] if row["origin"] == "known-failure" else [],
        )
        for row in rows
    ]


@pytest.mark.parametrize(("text", "encoding"), load_cases())
def test_text_and_encoding_are_recovered(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding), "a.txt")
    assert (decoded.text, decoded.encoding) == (text, NAMES.get(encoding, encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_a_character_cut_off_at_the_end_is_dropped(encoding: str) -> None:
    text = "一、簡化審批程序，縮短時限。二、補助中小企業"
    assert decode(text.encode(encoding)[:-1], "a.txt").text == text[:-1]


def test_a_wrong_declaration_is_not_believed() -> None:
    page = '<meta charset="big5"><p>一、简化审批流程，缩短办理时限。</p>'
    assert decode(page.encode("gb18030"), "a.html").encoding == "gb18030"
    page = '<meta charset="gb2312"><p>一、簡化審批程序，縮短時限。</p>'
    assert decode(page.encode("big5"), "a.html").encoding == "big5"
    assert decode(page.encode(), "a.html").encoding == "utf-8"


def test_damaged_utf8_is_not_read_as_nonsense() -> None:
    """GB18030 would decode the bytes without complaint, into other characters."""
    data = "一、推进平台建设，完善协调机制。\n".encode() * 5 + b"\xb3\xb3" + "二、优化服务。".encode()
    with pytest.raises(ReadingError, match=r"a\.txt: line 6, byte 245 \(0xb3\) is not UTF-8"):
        decode(data, "a.txt")


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        b"%PDF-1.4",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\x89PNG\r\n\x1a\n",
        b"\x7fELF\x02\x01\x01\x00\x00\x00",
        bytes(range(256)) * 4,
        b"\x00" * 40,
        b"\xff\xfe\x00\xd8\x00\x00",
    ],
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(ReadingError, match=r"^a\.txt: "):
        decode(data, "a.txt")


def test_other_encodings_are_refused_not_guessed() -> None:
    with pytest.raises(ReadingError, match="save it as UTF-8"):
        decode("Überführung geprüft, naïve façade".encode("latin-1"), "a.txt")
