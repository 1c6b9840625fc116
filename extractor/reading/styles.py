"""The styles of a Word document: what a paragraph or a run inherits from the style that it names.

A style says what differs from the one it is based on, so each answer is looked for along that chain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from extractor.reading.numbering import is_on, to_number, value_of

BODY_TEXT = 9
"""The outline level of paragraphs that are no headings."""
MAX_CHAIN = 40

_HEADING_NAME = re.compile(r"(?:heading|标题)\s?([1-9])", re.IGNORECASE)
_TITLE_NAME = re.compile(r"title|标题", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"toc\s?\d|目录\s?\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says with those it is based on; ``None`` and ``""`` where none of them says anything.

    ``outline`` is 0 for the first level of headings and `BODY_TEXT` for text, ``number`` is a ``numId``.
    """

    id: str = ""
    outline: int | None = None
    number: str = ""
    depth: int | None = None
    bold: bool | None = None
    is_title: bool = False
    is_contents: bool = False


class Styles:
    """The styles of one document by their ids."""

    def __init__(self, root: Any) -> None:
        self._elements: dict[str, Any] = {}
        self._found: dict[str, Style] = {}
        self._default = ""
        for element in root.iterchildren(qn("w:style")) if root is not None else ():
            name = element.get(qn("w:styleId"), "")
            self._elements[name] = element
            if element.get(qn("w:type")) == "paragraph" and element.get(qn("w:default")) in ("1", "true"):
                self._default = name

    def of_paragraph(self, name: str) -> Style:
        """The style of a paragraph that names this one, or none."""
        return self._get(name if name in self._elements else self._default)

    def of_run(self, name: str) -> Style:
        """The style of a run that names this one, or none."""
        return self._get(name) if name else _NO_STYLE

    def numbers(self) -> dict[str, str]:
        """The ``numId`` of each numbering style."""
        return {
            name: value_of(element.find(f"{qn('w:pPr')}/{qn('w:numPr')}"), "w:numId")
            for name, element in self._elements.items()
            if element.get(qn("w:type")) == "numbering"
        }

    def _get(self, name: str) -> Style:
        if name not in self._found:
            self._found[name] = self._read(name)
        return self._found[name]

    def _read(self, name: str) -> Style:
        chain = self._chain(name)
        if not chain:
            return _NO_STYLE
        names = [value_of(element, "w:name").strip() for element in chain]
        heading = _HEADING_NAME.fullmatch(names[0])
        outline = _first(value_of(one.find(qn("w:pPr")), "w:outlineLvl") for one in chain)
        numbers = [one.find(f"{qn('w:pPr')}/{qn('w:numPr')}") for one in chain]
        depth = _first(value_of(one, "w:ilvl") for one in numbers)
        bolds = [one.find(f"{qn('w:rPr')}/{qn('w:b')}") for one in chain]
        bold = next((one for one in bolds if one is not None), None)
        return Style(
            id=name,
            outline=to_number(outline, BODY_TEXT) if outline else int(heading[1]) - 1 if heading else None,
            number=_first(value_of(one, "w:numId") for one in numbers),
            depth=to_number(depth, 0) if depth else None,
            bold=is_on(bold) if bold is not None else None,
            is_title=bool(_TITLE_NAME.fullmatch(names[0])),
            is_contents=bool(_CONTENTS_NAME.fullmatch(names[0])),
        )

    def _chain(self, name: str) -> list[Any]:
        """The style and those it is based on, nearest first; a circle ends."""
        chain: list[Any] = []
        while name in self._elements and len(chain) < MAX_CHAIN and self._elements[name] not in chain:
            chain.append(self._elements[name])
            name = value_of(chain[-1], "w:basedOn")
        return chain


_NO_STYLE = Style()


def _first(values: Any) -> str:
    return next(filter(None, values), "")
