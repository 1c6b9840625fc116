"""How a candidate is listed: by which style of number, in running text or not.

A style is that of `MarkerStyle`, or of a list without numbers (``semicolons``, ``paragraphs``).
"""

from __future__ import annotations

from extractor.model import MarkerStyle

RUNNING = frozenset({MarkerStyle.ORDINAL, MarkerStyle.BULLET})
"""Marks of members in running text."""
OUTLINES = frozenset(style.value for style in MarkerStyle if style not in RUNNING) | {"table"}
"""Numbers of an outline, and tasks of a table."""
HEADED = OUTLINES - {MarkerStyle.ARTICLE.value, "table"}
"""Numbers that stand before headings; 第一条 opens a sentence."""
INLINE = frozenset({"semicolons", "enumeration_commas", "commas", "sentences", "sentence"})
"""Members inside a sentence or of a few that their lead-in counts, and the plain sentence."""
LISTED = INLINE | {MarkerStyle.ORDINAL.value}
"""The same, and 一是…二是…."""
POINTS = frozenset({MarkerStyle.DIGIT_DOT.value, MarkerStyle.DIGIT_COMMA.value, MarkerStyle.LETTER.value})
"""Styles that number anything: steps, goods, figures; their items need a verb or a noun of a measure."""
