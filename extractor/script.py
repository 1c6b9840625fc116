"""Traditional characters → simplified ones: the word lists are written in simplified characters."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache


def simplified(text: str) -> str:
    """The text in simplified characters, of the same length.

    OpenCC's t2s, which looks at phrases: 乾隆 and 著作 stay as they are.

    >>> simplified("臺北市政府"), simplified("乾隆年間")
    ('台北市政府', '乾隆年间')
    """
    convert = _converter()
    sound = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate is no text for OpenCC
    found = convert(sound)
    if len(found) != len(text):
        found = "".join(map(convert, sound))
    return found if len(found) == len(text) else text


def outside(text: str) -> int:
    """How many characters lie outside GB 2312, the set of simplified print."""
    return text.encode("gb2312", "replace").count(b"?") - text.count("?")


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC  # 40 ms that only traditional texts pay

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert
