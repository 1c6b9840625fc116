"""Where an article stands on the web: what it says itself, else what --base-url says of its folder."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from case_tables import load_cases
from conftest import Command

from extractor import read, read_string
from extractor.lexicon import load
from extractor.pipeline import Extraction, extract_documents, find_documents
from extractor.reading.addresses import MAX_ADDRESS, address_finder, web_address

PAGE = '<html><head><link rel="canonical" href="https://example.org/own"></head><p>一、推进</p></html>'


@pytest.mark.parametrize(("source", "expected"), load_cases("addresses"))
def test_the_address_that_a_document_gives_itself(source: str, expected: str) -> None:
    name, _, text = source.partition("|")
    assert read_string(text, format=name).url == expected


def test_an_address_is_bounded() -> None:
    whole = "https://example.org/" + "a" * (MAX_ADDRESS - 20)
    assert web_address(whole) == whole
    assert web_address(whole + "a") == ""
    assert web_address("https://example.org/" + "a" * 5_000_000) == ""


def test_what_the_caller_says_wins(tmp_path: Path) -> None:
    assert (
        read_string(PAGE, format="html", url="https://example.org/other").url == "https://example.org/other"
    )
    path = tmp_path / "a.html"
    path.write_text(PAGE, "utf-8")
    assert read(path).url == "https://example.org/own"
    assert read(path, url="https://example.org/other").url == "https://example.org/other"


def test_a_folder_that_stands_on_the_web_gives_its_documents_addresses(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    (folder / "2024").mkdir(parents=True)
    (folder / "2024" / "一 通知?.txt").write_text("一、推进", "utf-8")
    (folder / "own.html").write_text(PAGE, "utf-8")
    (folder / "c.csv").write_text("id,text\n1,一、推进\n", "utf-8")
    (tmp_path / "alone.txt").write_text("一、建设", "utf-8")
    for place in (folder / "in.zip", tmp_path / "site.zip"):
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr("a/b.txt", "一、完善")
    paths = [folder, tmp_path / "alone.txt", tmp_path / "site.zip"]
    find = address_finder(paths, "https://example.org/zc/")
    found = {}
    for document in find_documents(paths):
        for outcome in extract_documents(document, load(), address=find):
            assert isinstance(outcome, Extraction)
            found[outcome.article.source.removeprefix(f"{tmp_path}/")] = outcome.article.url
    assert found == {
        "docs/2024/一 通知?.txt": "https://example.org/zc/2024/%E4%B8%80%20%E9%80%9A%E7%9F%A5%3F.txt",
        "docs/own.html": "https://example.org/own",
        "docs/c.csv#1": "",
        "docs/in.zip/a/b.txt": "",
        "alone.txt": "",
        "site.zip/a/b.txt": "https://example.org/zc/a/b.txt",
    }


def test_a_base_that_is_no_address_is_wrong_usage(jucuo: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("一、推进联网通办。", "utf-8")
    done = jucuo("extract", ".", "-o", "out.csv", "--base-url", "example.org", cwd=tmp_path)
    assert done.returncode == 2
    assert "--base-url example.org: is no address" in done.stderr
    assert not (tmp_path / "out.csv").exists()
    done = jucuo("extract", ".", "-o", "out.csv", "--base-url", "https://example.org", cwd=tmp_path)
    assert done.returncode == 0
