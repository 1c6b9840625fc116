"""From an article to its outline and to everything in it that may be a measure.

tables (their cells leave the text) → enclosures → markers → series → outline (heads, section roles) →
selection (rows, lists, sentences, and the rows of the tables among them).
"""

from __future__ import annotations

from extractor.lexicon import Lexicon
from extractor.model import Article, Candidate, Item
from extractor.structure.digests import without_digests
from extractor.structure.originals import without_guide
from extractor.structure.outline import Outline
from extractor.structure.repeats import without_repeats
from extractor.structure.selection import Selector
from extractor.structure.tables import Tables
from extractor.structure.verdicts import RULES

__all__ = ["RULES", "find_candidates", "outline"]


def outline(article: Article, lexicon: Lexicon) -> tuple[Item, ...]:
    """The numbered items and headings of an article as a tree, in order (domain.md §1, §2.2)."""
    return Outline(Tables(article, lexicon).rest, lexicon).root.children


def find_candidates(
    article: Article, lexicon: Lexicon, *, sub: bool = False, stated: bool = True, refused: bool = True
) -> tuple[Candidate, ...]:
    """Every stretch that may be a measure: numbered items, rows of tables, members of lists, sentences.

    With ``sub`` the points inside an item come too, right behind it; without ``stated`` no sentences do, and
    most prose is passed over unread. Without ``refused`` either, of what a heading refuses as a whole only
    the first comes, which keeps apart the lists on both sides; tables that tell the same again need it all.
    """
    tables = Tables(article, lexicon)
    brief = not (stated or refused or tables.hold_rows)
    rest = without_digests(tables.rest, lexicon) if brief else tables.rest
    selector = Selector(Outline(rest, lexicon, brief=brief), tables, sub=sub, stated=stated)
    found = without_guide(selector.candidates(), article, lexicon)
    return tuple(without_repeats(found, article.text))
