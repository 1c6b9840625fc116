"""Numbers in ornament: what posts and leaflets print around the number of a line, or in its place.

    ✅ 2.设立驿站   ● （一）设立驿站   ❷设立驿站   2️⃣设立驿站   02丨设立驿站   No.2 设立驿站

`plainly` exchanges characters one for one, `find` gives what is to be cut then; the outline reads what is
left as the number that it is (domain.md §1.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.model import Span
from extractor.numerals import HAN, POINTS

_INDENT = 12  # code points before the first of a line
_OPENS = re.compile(r"\n\s*\Z")
_CIRCLES = "❶➀➊⓵"
"""The first of ten, as of ①."""
_CIRCLED = {ord(first) + at: ord("①") + at for first in _CIRCLES for at in range(10)}
_KEY = "\u20e3"  # the frame of a key, behind its digit and perhaps a sign that asks for colour
_KEYED = re.compile(rf"(?<=\d)(\ufe0f?){_KEY}")
_KEY_INSIDE = re.compile(r"(?<=\d)\ufe0f?\.(?=\d\ufe0f\.)|\ufe0f(?=\.)")
_LINED = re.compile(
    r"(?m)^([ \t\u3000]{0,8}\d\d) ?[|丨｜]|^([ \t\u3000]{0,8}[Nn][Oo]\.\d{1,2})[ \u3000：:](?=[^\s\d])"
)
_NUMERO = re.compile(r"(?m)^[ \t\u3000]{0,8}[Nn][Oo]\.(?=\d{1,2}\.)")
_POINTED = re.compile(
    rf"[{POINTS}]\ufe0f?[ \t\u3000]{{0,4}}"
    rf"(?=\d{{1,3}}[.．、）](?!\d)|（(?:\d{{1,3}}|[{HAN}]{{1,3}})）|[{HAN}]{{1,3}}、)"
)
_LINES = ("丨", "|", "｜", "No.", "NO.", "no.")
"""What must stand in a text to look for more: most have none of it, and a class of characters costs more."""


def plainly(text: str) -> str:
    """The text with plain characters for ornaments, of the same length.

    >>> plainly("❶增设座椅\\n❷设立驿站"), plainly("02丨设立驿站"), plainly("No.2 设立驿站")
    ('①增设座椅\\n②设立驿站', '02.设立驿站', 'No.2.设立驿站')
    """
    if any(first in text for first in _CIRCLES):
        text = text.translate(_CIRCLED)
    if _KEY in text:
        text = _KEYED.sub(r"\1.", text)
    return _LINED.sub(_with_point, text) if any(mark in text for mark in _LINES) else text


def _with_point(number: re.Match[str]) -> str:
    printed = number[1] or number[2]
    return f"{printed}.".ljust(len(number[0]))


def find(text: str) -> Iterator[Span]:
    """What is printed besides the numbers of lines, in a text in plain characters.

    >>> text = "✅ 2.设立驿站，见图●1.5\\nNo.3.增设座椅"
    >>> [span.of(text) for span in find(text)]
    ['✅ ', 'No.']
    """
    is_pointed = any(point in text for point in POINTS)
    for match in _POINTED.finditer(text) if is_pointed else ():
        start = match.start()
        before = text[start - _INDENT : start] if start >= _INDENT else "\n" + text[:start]
        if _OPENS.search(before):
            yield Span(*match.span())
    if "\ufe0f." in text:
        yield from (Span(*match.span()) for match in _KEY_INSIDE.finditer(text))
    if any(mark in text for mark in _LINES):
        yield from (Span(*match.span()) for match in _NUMERO.finditer(text))
