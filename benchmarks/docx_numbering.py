"""Automatic numbers of Word: who prints what Word prints? A case for each way in which documents number.

Each case is a document with lists described in raw `numbering.xml`, which hold no number as text, and the
lines that Word shows. A reader is right in a case if each of its lines begins with the number that Word
prints, white space aside; the marks of Markdown (`#`, `-`, bold) may stand around it, and a number in
another form (1. for 一、) is wrong, since a reader of it no longer knows what the author calls 第一条.

    python benchmarks/docx_numbering.py [--write]

The expected lines follow ECMA-376 part 1, 17.9, and what Word shows of such lists.
"""

from __future__ import annotations

import argparse
import importlib
import io
import re
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import docx
import results
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extractor.reading import read

COMMAND = "python benchmarks/docx_numbering.py --write"


class Case(NamedTuple):
    """A list: its levels as (format, pattern), ``num`` elements, and paragraphs as number.level=expected."""

    name: str
    levels: tuple[tuple[str, str], ...]
    paragraphs: str
    more: str = ""
    uses: str = ""
    styled: bool = False


HAN = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
CASES = (
    Case("chineseCounting 一、（一）1.", HAN, "1.0=一、 1.1=（一） 1.1=（二） 1.2=1. 1.0=二、 1.1=（一）"),
    Case("chineseCountingThousand, past ten", (("chineseCountingThousand", "第%1条"),),
         " ".join(f"1.0=第{n}条" for n in (*"一二三四五六七八九十", "十一", "十二"))),
    Case("japaneseCounting", (("japaneseCounting", "%1、"),), "1.0=一、 1.0=二、 1.0=三、"),
    Case("decimal", (("decimal", "%1."),), "1.0=1. 1.0=2. 1.0=3."),
    Case("decimalEnclosedCircle", (("decimalEnclosedCircle", "%1"),), "1.0=① 1.0=② 1.0=③"),
    Case("decimalEnclosedCircleChinese", (("decimalEnclosedCircleChinese", "%1"),), "1.0=① 1.0=②"),
    Case("parentheses in the pattern", (("decimal", "（%1）"),), "1.0=（1） 1.0=（2）"),
    Case("a word in the pattern", (("chineseCountingThousand", "第%1章"),), "1.0=第一章 1.0=第二章"),
    Case("upper letters", (("upperLetter", "%1."),), "1.0=A. 1.0=B."),
    Case("legal capitals", (("chineseLegalSimplified", "%1、"),), "1.0=壹、 1.0=贰、"),
    Case("several levels %1.%2", (("decimal", "%1"), ("decimal", "%1.%2")),
         "1.0=1 1.1=1.1 1.1=1.2 1.0=2 1.1=2.1"),
    Case("levels in two formats, isLgl", (("chineseCounting", "第%1章"), ("decimal", "%1.%2")),
         "1.0=第一章 1.1=1.1 1.0=第二章 1.1=2.1", more="<w:isLgl/>"),
    Case("first value 5", (("decimal", "%1."),), "1.0=5. 1.0=6.", more="start=5"),
    Case("goes on after an interruption", (("chineseCounting", "%1、"),), "1.0=一、 1.0=二、 - 1.0=三、"),
    Case("a second list of the same kind goes on", (("chineseCounting", "%1、"),),
         "1.0=一、 2.0=二、 1.0=三、",
         uses="<w:num w:numId='2'><w:abstractNumId w:val='0'/></w:num>"),
    Case("startOverride begins anew", (("chineseCounting", "%1、"),),
         "1.0=一、 1.0=二、 2.0=一、 2.0=二、",
         uses="<w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'>"
              "<w:startOverride w:val='1'/></w:lvlOverride></w:num>"),
    Case("lvlRestart 0 runs through", HAN[:2], "1.0=一、 1.1=（一） 1.0=二、 1.1=（二）", more="restart=0"),
    Case("a style carries the number", HAN[:1], "1.0=一、 1.0=二、", styled=True),
)  # fmt: skip


def build(case: Case) -> bytes:
    """The document of a case; each paragraph says 推进 and nothing of its number."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    first = re.match(r"start=(\d+)", case.more)
    levels = ""
    for depth, (kind, pattern) in enumerate(case.levels):
        more = case.more if depth and case.more.startswith("<") else ""
        restart = '<w:lvlRestart w:val="0"/>' if depth and case.more == "restart=0" else ""
        levels += (
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="{first[1] if first else 1}"/><w:numFmt w:val="{kind}"/>'
            f'{restart}{more}<w:suff w:val="nothing"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        )
    uses = f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{case.uses}'
    _append(numbering, f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{uses}')
    if case.styled:
        properties = document.styles["Heading 1"].element.get_or_add_pPr()
        _append(properties, '<w:numPr><w:numId w:val="1"/></w:numPr>')
    for place in case.paragraphs.split():
        listed, _, expected = place.partition("=")
        paragraph = document.add_paragraph(
            "推进" if expected else "其间", "Heading 1" if case.styled else None
        )
        if expected and not case.styled:
            number, depth = listed.split(".")
            _append(
                paragraph._p.get_or_add_pPr(),
                f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>',
            )
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _append(parent: Any, fragment: str) -> None:
    parent.extend(list(parse_xml(f"<w:body {nsdecls('w')}>{fragment}</w:body>")))


def expected(case: Case) -> list[str]:
    return [place.partition("=")[2] + "推进" for place in case.paragraphs.split() if "=" in place]


def as_jucuo(data: bytes) -> str:
    stream = io.BytesIO(data)
    stream.name = "case.docx"
    return read(stream).text


def as_python_docx(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def as_markitdown(data: bytes) -> str:
    converter = importlib.import_module("markitdown").MarkItDown()
    return str(converter.convert_stream(io.BytesIO(data), file_extension=".docx").text_content)


def as_docling(data: bytes) -> str:
    """The reader of Word documents alone: it needs none of the models of the whole package."""
    formats = importlib.import_module("docling.datamodel.base_models")
    documents = importlib.import_module("docling.datamodel.document")
    backend = importlib.import_module("docling.backend.msword_backend").MsWordDocumentBackend
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.docx"
        path.write_bytes(data)
        source = documents.InputDocument(
            path_or_stream=path, format=formats.InputFormat.DOCX, backend=backend, filename=path.name
        )
        return str(backend(source, path).convert().export_to_markdown())


READERS: dict[str, tuple[str, Callable[[bytes], str]]] = {
    "jucuo": ("jucuo", as_jucuo),
    "python-docx": ("python-docx", as_python_docx),
    "markitdown": ("markitdown", as_markitdown),
    "docling": ("docling-slim", as_docling),
}


_MARK = re.compile(r"\s*(?:[-*+]|#+) ")
"""What Markdown puts before an item or a heading; it is no number and does not count."""


def lines_of(text: str) -> list[str]:
    """The lines of the numbered paragraphs, without white space and marks of Markdown."""
    squeezed = (re.sub(r"[\s*\\]", "", _MARK.sub("", line)) for line in text.splitlines())
    return [line for line in squeezed if line.endswith("推进")]


def judge(case: Case, reader: Callable[[bytes], str]) -> str:
    found = lines_of(reader(build(case)))
    if found == expected(case):
        return "right"
    shown = " ".join(line.removesuffix("推进") or "–" for line in found[:3])
    return f"{shown or 'no lines'}{' …' if len(found) > 3 else ''}"


def main() -> None:
    parser = argparse.ArgumentParser(description="numbers of Word lists in the text of several readers")
    parser.add_argument("--write", action="store_true", help="keep the table in results.md")
    options = parser.parse_args()
    readers, header = {}, ["list"]
    for name, (package, reader) in READERS.items():
        try:
            header.append(f"{name} {version(package)}")
            readers[name] = reader
        except PackageNotFoundError:
            print(f"{name} is left out: it is not installed (pip install --group peers)")
    rows = [[case.name, *(judge(case, reader) for reader in readers.values())] for case in CASES]
    right = [sum(row[place] == "right" for row in rows) for place in range(1, len(header))]
    rows.append(["right", *(f"{count} of {len(CASES)}" for count in right)])
    results.show("Automatic numbers of Word", COMMAND, header, rows, options.write)


if __name__ == "__main__":
    main()
