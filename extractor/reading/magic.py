"""Documents by their first bytes: which documents are read through LibreOffice, and which are mail.

Apart from `office` and `mail`, so that asking for the format of a file loads neither.
"""

from __future__ import annotations

import re

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SNIFFED = 64 * 1024
_WORD_XML = b'progid="Word.Document"'
"""The processing instruction of Word 2003, which also saved as one XML file under the suffix .doc."""
_XML_HEAD = 400
_RTF = b"{\\rtf"
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_WORD_ENTRY = "WordDocument".encode("utf-16-le")
_FIELD = re.compile(rb"([\x21-\x39\x3b-\x7e]{1,80}):[^\n]{0,10000}\n(?:[ \t][^\n]*\n)*")
_MAIL_FIELDS = frozenset({b"mime-version", b"message-id", b"received", b"return-path"})
MAX_FIELDS = 200


def name_office(data: bytes) -> str:
    """The office format of these bytes by content: ``doc``, ``rtf``, ``odt``; empty for anything else.

    >>> name_office(b"{\\\\rtf1 \\\\'d2\\\\'bb}"), name_office(b"text")
    ('rtf', '')
    """
    if data.startswith(OLE) or _is_word_xml(data):
        return "doc"
    if data[:64].lstrip().startswith(_RTF):
        return "rtf"
    return "odt" if data.startswith(b"PK") and _ODT in data[:200] else ""


def _is_word_xml(data: bytes) -> bool:
    head = data[:_XML_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"<?xml") and _WORD_XML in head


def holds_word(data: bytes) -> bool:
    """Whether a document whose format is ``doc`` by content is one of Word, whatever the file is called."""
    return _WORD_ENTRY in data if data.startswith(OLE) else _WORD_XML in data[:_XML_HEAD]


def is_mail(data: bytes) -> bool:
    """Whether bytes begin with a head of mail: fields, one a line, among them one of mail (RFC 5322, 2045).

    >>> is_mail(b"From: a@b.cn\\nMIME-Version: 1.0\\n\\n"), is_mail(b"Note: one\\n\\nMIME-Version: 1.0\\n")
    (True, False)
    """
    head = data[:SNIFFED].lstrip()
    place = 0
    for _ in range(MAX_FIELDS):
        field = _FIELD.match(head, place)
        if field is None:
            return False
        if field[1].lower() in _MAIL_FIELDS:
            return True
        place = field.end()
    return False
