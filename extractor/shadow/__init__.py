"""The shadow: the same article in plain simplified print, on which everything is matched.

Rules and word lists know one print: simplified characters, full-width punctuation, a paragraph on a line.
Many texts have another (domain.md §1.1, §1.6, trap 24). So that no rule has to know them all, and no word of
the text is edited, an article throws a shadow: a second `Article` that says the same in that one print. What
is found in the shadow is brought home to the printed words by `Shadow.restore`.

    printed   優(yōu)化營商環(huán)境,,實施   →   shadow   优化营商环境，实施

There are two kinds of steps. `rewriting` exchanges characters one for one, so that no offset moves, and finds
glosses and doubled commas to cut out. `wraps` finds line breaks in mid-sentence to cut out. So the way back
is nothing but a list of cuts (`mapping`).
"""

from __future__ import annotations

from dataclasses import replace

from extractor.lexicon import Lexicon
from extractor.model import Article
from extractor.shadow.mapping import Shadow
from extractor.shadow.rewriting import find_glosses, rewrite
from extractor.shadow.wraps import find_wraps, join_blocks, whole_title

__all__ = ["Shadow", "cast"]

_PASSES = 2  # a page may have been wrapped again, by a mail or a narrower page


def cast(article: Article, lexicon: Lexicon) -> Shadow:
    """The shadow of an article; where the print is plain already, it is the article itself.

    The printed article keeps its title; the title of the shadow is in plain print too, for rules to read.
    """
    shadow = _rewritten(Shadow(article, article))
    for _ in range(_PASSES):
        before, shadow = shadow, _unwrapped(shadow, lexicon)
        if shadow is before:
            break
    return shadow


def _rewritten(shadow: Shadow) -> Shadow:
    """The article in simplified characters and plain forms, without glosses."""
    article = shadow.article
    text = rewrite(article.text)
    cuts = tuple(find_glosses(text))
    if text == article.text and not cuts:
        return shadow
    return shadow.without(replace(article, text=text, title=rewrite(article.title)), cuts)


def _unwrapped(shadow: Shadow, lexicon: Lexicon) -> Shadow:
    """The article with every paragraph on one line."""
    article = shadow.article
    wraps = find_wraps(article.text, article.blocks, lexicon)
    if not wraps.runs:
        return shadow
    unbroken = replace(
        article,
        text=wraps.spaced(article.text),
        blocks=join_blocks(article.blocks, wraps),
        title=whole_title(article, wraps),
    )
    return shadow.without(unbroken, wraps.cuts)
