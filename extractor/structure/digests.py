"""A section that tells in brief what the rest of an article tells, or what somebody said, gives no rows.

Where only rows are wanted, its lines need not be read: a daily news programme opens with dozens of numbered
headlines below 新闻摘要 (domain.md §2.2). Its first lines stay, so that it keeps apart what stands on both
sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Article, Block, BlockKind
from extractor.numerals import HAN

_KEPT = 3  # lines of a digest: what leads in to its numbers, and the first two of them


def without_digests(article: Article, lexicon: Lexicon) -> Article:
    """The article without the lines of such sections behind their first ones."""
    names = tells_story(lexicon)
    if not names.search(article.text):
        return article
    kept = tuple(_kept(article, names))
    return article if len(kept) == len(article.blocks) else replace(article, blocks=kept)


def _kept(article: Article, names: re.Pattern[str]) -> Iterator[Block]:
    level, lines = 0, 0  # of the heading of the digest, 0 outside one; how many lines stood below it
    for block in article.blocks:
        if block.kind is BlockKind.HEADING and not 0 < level < block.level:
            is_digest = names.search(article.text, block.span.start, block.span.end)
            level, lines = (block.level, 0) if is_digest else (0, 0)
        elif level:
            lines += 1
        if lines <= _KEPT:
            yield block


@lru_cache(maxsize=8)
def tells_story(lexicon: Lexicon) -> re.Pattern[str]:
    """What in a heading says that below it is told what somebody said (…会见…, 新闻摘要)."""
    return re.compile(rf"(?<![{HAN}]){lexicon.alternation('genres', 'story', 'digest')}")
