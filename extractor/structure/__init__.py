"""From an article to its outline and to everything in it that may be a measure.

numerals → enclosures → markers → series → outline (heads, section roles) → selection (rows, lists,
sentences).
"""

from __future__ import annotations

from extractor.lexicon import Lexicon
from extractor.model import Article, Candidate, Item
from extractor.structure.outline import Outline
from extractor.structure.selection import Selector
from extractor.structure.verdicts import RULES

__all__ = ["RULES", "find_candidates", "outline"]


def outline(article: Article, lexicon: Lexicon) -> tuple[Item, ...]:
    """The numbered items and headings of an article as a tree, in order (domain.md §1, §2.2)."""
    return Outline(article, lexicon).root.children


def find_candidates(article: Article, lexicon: Lexicon, *, sub: bool = False) -> tuple[Candidate, ...]:
    """Every stretch that may be a measure: numbered items, members of lists, sentences of plain prose.

    With ``sub`` the points inside an item come too, right behind it.
    """
    return tuple(Selector(Outline(article, lexicon), sub=sub).candidates())
