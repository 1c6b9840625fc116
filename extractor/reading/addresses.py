"""Where an article stands on the web: what a page, its front matter or its row in a corpus say of it.

An address counts only where it is absolute, of http or https, and of bounded length; it is kept as written.
Nothing is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePath
from urllib.parse import quote, urlsplit

from extractor.lexicon import Lexicon
from extractor.reading.containers import find_suffix

MAX_ADDRESS = 2_000
"""Longer ones are no addresses that a browser shows (in code points)."""
SAVED_ZONE = 4_000
"""So many first characters of a page may hold the note of the browser that saved it."""

_ADDRESS = re.compile(r"https?://[^\s<>\"\\^`{|}\x00-\x1f\x7f]+", re.IGNORECASE)
_SAVED = re.compile(r"<!--\s{0,9}saved from url=\(\d{1,6}\)(\S{1,2000}?)\s{0,9}-->", re.IGNORECASE)


def web_address(text: str) -> str:
    """The address that a text is, or ``""``.

    >>> web_address(" https://example.org/政策/a.html "), web_address("/a.html"), web_address("file:///a")
    ('https://example.org/政策/a.html', '', '')
    """
    text = text[: 2 * MAX_ADDRESS].strip()
    if len(text) > MAX_ADDRESS or not _ADDRESS.fullmatch(text):
        return ""
    try:
        return text if urlsplit(text).hostname else ""
    except ValueError:  # brackets that hold no IPv6 address
        return ""


def page_address(candidates: Iterable[str], text: str) -> str:
    """The address that an HTML page gives itself: of ``candidates`` (the canonical link, then og:url), else
    of the note that a browser wrote when it saved the page; ``""`` where there is none.

    One that leads to a page comes before one that leads only to a site: some sites name their front page as
    the canonical address of all pages.
    """
    saved = _SAVED.search(text, 0, SAVED_ZONE)
    found = [
        address for one in (*candidates, saved.group(1) if saved else "") if (address := web_address(one))
    ]
    return next((address for address in found if _leads_to_page(address)), found[0] if found else "")


def _leads_to_page(address: str) -> bool:
    parts = urlsplit(address)
    return parts.path not in ("", "/") or bool(parts.query)


def find_address(fields: Mapping[str, str], lexicon: Lexicon) -> str:
    """The address in fields of front matter or of a row, by ``lexicons/corpora.tsv``; ``""`` without one."""
    found = (web_address(fields[key]) for key in fields if lexicon.label("corpora", key) == "url")
    return next(filter(None, found), "")


def address_finder(tops: Iterable[str | Path], base: str) -> Callable[[str], str]:
    """What gives the source of a document in one of the folders or archives ``tops`` its address below
    ``base``, and ``""`` to all others: to what is given itself, lies in an archive in a folder, or is a row.

    >>> find = address_finder(["docs"], "https://example.org/zc/")
    >>> find("docs/2024/一 通知.html"), find("a.html"), find("docs/a.zip/a.html"), find("docs/a.jsonl#3")
    ('https://example.org/zc/2024/%E4%B8%80%20%E9%80%9A%E7%9F%A5.html', '', '', '')
    """
    places = tuple(dict.fromkeys(PurePath(top) for top in tops))

    def find(source: str) -> str:
        path = PurePath(source)
        place = next((path.relative_to(top) for top in places if top in path.parents), None)
        if place is None or any(map(_opens, [*place.parts[:-1], place.name.partition("#")[0]])):
            return ""
        return f"{base.rstrip('/')}/{quote(place.as_posix(), errors='replace')}"

    return find


def _opens(name: str) -> bool:
    """Whether what has this name holds documents, so that what is in it has no address of its own."""
    return bool(find_suffix(name))
