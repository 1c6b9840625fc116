"""Saved pages (MHT, MHTML) and mails (EML): the one part that a reader sees is read as a page or as a text.

Both are MIME messages (RFC 2045, RFC 2557); the standard library takes them apart. Of several renderings the
page is taken, of a page with its pictures the page; attachments are left out. The address from which a page
was saved becomes the address of the article. A mail's subject and date serve where its page states none; the
date of a saved page is the day on which somebody saved it, and serves nobody.
"""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.policy import default
from email.utils import parsedate_to_datetime

from extractor.errors import ReadingError
from extractor.reading import html, text
from extractor.reading.drafts import Draft
from extractor.reading.encodings import decode

MAX_PARTS = 5_000
"""Most parts of a message; a saved page has one for each of its pictures and styles."""
MAX_NESTED = 30
"""Most parts that hold parts: the standard library takes one inside the other apart by recursion."""
PUBLISHED = "pubdate"
"""The meta element in which pages state their date."""

_PART = re.compile(rb"^content-type:", re.IGNORECASE | re.MULTILINE)
_HOLDER = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)
_LOCATIONS = ("Snapshot-Content-Location", "Content-Location", "Content-Base")
_WEB = re.compile(r"https?://\S{3,2000}", re.IGNORECASE)
_ANEW = "open it in a browser or mail program and save it as .html, or get the file anew"
_CHINESE = ("gb2312", "gbk", "gb18030", "gb_2312-80", "big5", "big5-hkscs", "utf-8", "utf8", "us-ascii", "")
"""What the charsets of Chinese texts are called; which of them it is, the bytes say better (`encodings`)."""


def parse(data: bytes) -> Draft:
    """The draft of a saved page or a mail, with the address from which it was saved in ``url``.

    Raises `ReadingError` without a source: for what is no such message, is damaged, has too many parts, or
    holds neither a page nor a text.
    """
    _refuse_crowds(data)
    try:
        message = message_from_bytes(data.lstrip(), policy=default)
        part = _find_body(message)
        if part is None:
            raise ReadingError("", f"holds neither a page nor a text; {_ANEW}")
        is_page = part.get_content_subtype() in ("html", "xhtml+xml")
        words = _decode(part)
        address = _find_address(message, part)
        subject, sent = _header(message, "Subject"), _header(message, "Date")
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        # the parts of a damaged message may lack whatever the library expects of them
        raise ReadingError("", f"the message is damaged ({_explain(error)}); {_ANEW}") from None
    draft = html.parse(words) if is_page else text.parse(words)
    meta = dict(draft.meta)
    if not address and not any("date" in name for name in meta):
        meta |= _state_date(sent)
    return replace(draft, meta=meta, page_title=draft.page_title or subject, url=draft.url or address)


def _refuse_crowds(data: bytes) -> None:
    """Raise for a message with more parts, or more of them inside each other, than any has."""
    if len(_PART.findall(data)) > MAX_PARTS:
        raise ReadingError("", f"has more than the {MAX_PARTS:,} parts that are read; save the page as .html")
    if len(_HOLDER.findall(data)) > MAX_NESTED:
        raise ReadingError(
            "", f"has more than the {MAX_NESTED} parts of parts that are read; save the page as .html"
        )


def _explain(error: Exception) -> str:
    return " ".join(str(error).lower().split())[:200] or type(error).__name__


def _find_body(message: EmailMessage) -> MIMEPart | None:
    """The part that is shown: the page or the text of the message, else the first page or text in it."""
    body = message.get_body(("html", "plain"))
    if body is not None:
        return body
    parts = [part for part in message.walk() if not part.is_multipart()]
    shown = [part for part in parts if part.get_content_disposition() != "attachment"]
    for kind in ("text/html", "application/xhtml+xml", "text/plain"):
        for part in shown:
            if part.get_content_type() == kind:
                return part
    return None


def _decode(part: MIMEPart) -> str:
    """The text of a part: in its declared charset, or where that is a Chinese one, as the bytes show it."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if not data.strip():
        return ""
    charset = (part.get_content_charset() or "").lower()
    if charset not in _CHINESE:
        try:
            return data.decode(charset)
        except (UnicodeDecodeError, LookupError):
            pass  # declared wrongly: look at the bytes
    return decode(data, "").text


def _find_address(message: EmailMessage, part: MIMEPart) -> str:
    """The address on the web from which the page was saved; empty for a mail and for a page from a disk."""
    found = (_header(one, name) for name in _LOCATIONS for one in (part, message))
    return next((address for address in found if _WEB.fullmatch(address)), "")


def _header(message: MIMEPart, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _state_date(sent: str) -> dict[str, str]:
    """The day of a mail as the meta element in which a page would state it."""
    try:
        return {PUBLISHED: parsedate_to_datetime(sent).date().isoformat()}
    except (ValueError, TypeError, IndexError):
        return {}
