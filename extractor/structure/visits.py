"""A leader who visits a place exhorts those who work there: what is reported of that is no measure.

``市长李明前往泵站检查。…李明强调，要…。要…。``: who was seen on a visit (``市长李明一行检查泵站``) is known
by the name alone later, and the sentences of the same line that go on with 要 are still told by him (GUIDE
rule 7).
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Span

_MOST = 20  # leaders on visits in one article
_PARTY = 16  # code points of who comes along
_NEAR = 800  # code points behind a visit in which 他 is the leader
_REACH = 60  # code points of where a visit leads and what it is for


class Visits:
    """Follows the sentences of one article, in order."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon
        self._pronouns = lexicon.texts("speech", "pronoun")
        self._urged = Span(0, 0)  # the line in which a leader exhorts

    def urges(self, sentence: Span, line: Span) -> bool:
        """Whether a sentence is what a leader says on a visit; ``line`` is the one in which it stands.

        >>> from extractor.lexicon import load
        >>> text = "市长李明前往泵站检查。李明强调，要加强巡查。要备足物资。县里将扩建泵站。"
        >>> visits = Visits(text, load())
        >>> spans = [Span(0, 11), Span(11, 22), Span(22, 28), Span(28, 36)]
        >>> [visits.urges(span, Span(0, len(text))) for span in spans]
        [False, True, True, False]
        """
        if self._says is None:
            return False
        if self.leads(sentence):
            self._urged = line
            return True
        goes_on = self._urged == line and _goes_on(self._lexicon).match(self._text, sentence.start)
        self._urged = line if goes_on else Span(0, 0)
        return bool(goes_on)

    def leads(self, lead: Span) -> bool:
        """Whether the lead-in of a list is what a leader says on a visit, under his name or as 他."""
        said = self._says.search(self._text, lead.start, lead.end) if self._says else None
        if said is None or not said[0].startswith(self._pronouns):
            return said is not None
        return bool(_visit(self._lexicon).search(self._text, max(0, lead.start - _NEAR), lead.start))

    @cached_property
    def _says(self) -> re.Pattern[str] | None:
        """What says that one of those who were seen on a visit speaks; ``None`` where nobody was."""
        found = _visit(self._lexicon).finditer(self._text)
        names = sorted({re.escape(one["name"]) for one in found})[:_MOST]
        if not names:
            return None
        says = self._lexicon.alternation("speakers", "says", "urges")
        announces = self._lexicon.alternation("list_cues", "announce")
        who = "|".join([*names, *self._pronouns])
        return re.compile(rf"(?:{who})[^，,。；：:]{{0,8}}(?:{says}|{announces})[，,：:]")


@lru_cache(maxsize=8)
def _visit(lexicon: Lexicon) -> re.Pattern[str]:
    """Behind an office a name, unless it is left out: ``总书记在某省考察时指出``."""
    leader, goes, inspects, party, nobody = (
        lexicon.alternation("clauses", label) for label in ("leader", "goes", "inspects", "party", "nobody")
    )
    name = rf"(?P<name>(?!{goes}|{party}|{nobody})[一-龥]{{2,3}}?)"
    others = rf"(?:{party}[^，。；、]{{0,{_PARTY}}})?"
    return re.compile(rf"{leader}{name}{others}(?:{goes}[^。；]{{0,{_REACH}}})?{inspects}")


@lru_cache(maxsize=8)
def _goes_on(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.alternation("openers", "deontic"))
