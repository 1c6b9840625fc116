"""What an article or an item says of its document: why it exists, when it holds, what follows a breach.

None of these is a measure (GUIDE rule 6). What holds for articles of laws alone is asked of them alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Marker, MarkerStyle, Role
from extractor.numerals import HAN
from extractor.own_clauses import own_clauses
from extractor.structure.verbs import verbs

_ROLES = {"frame": Role.FRAME, "definition": Role.EXPLANATION, "closing": Role.CLOSING}
_EDGE = "：:；;，,。 \n\t\u3000"
_PART = re.compile(r"[：:；;]")
_FIRST_ARTICLES = 10  # among which a law says in what spirit it is to be carried out


class Provisions:
    """Answers for the sentences of one article."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.verbs = verbs(lexicon)
        self.words = _words(lexicon)

    def role_of(self, marker: Marker, sentence: str) -> Role | None:
        """The role of an item by its first sentence; ``None`` where it may be a measure."""
        if marker.style is MarkerStyle.ARTICLE and self.words.defines.search(sentence):
            return Role.EXPLANATION
        clause = self.words.clause.search(sentence)
        if clause:
            return _ROLES[str(clause.lastgroup)]
        is_closing = (
            self.words.validity.match(sentence)
            or self.words.overlap.match(sentence)
            or self.words.amends.match(sentence)
            or self.punishes_or_names_principles(marker, sentence)
        )
        return Role.CLOSING if is_closing else None

    def punishes_or_names_principles(self, marker: Marker, sentence: str) -> bool:
        """Articles that punish or only name principles (GUIDE rule 6); elsewhere, what follows a breach."""
        sanction = self.words.sanctions.match(sentence)
        if sanction and not self.words.orders.search(sentence, 0, sanction.start("breach")):
            return True
        if marker.style is not MarkerStyle.ARTICLE:
            return False
        if marker.value == 1 and self.words.enacts.fullmatch(sentence.rstrip(_EDGE)):
            return True
        breach = self.words.penalty.search(sentence)
        punishes = breach and not self.words.orders.search(sentence, 0, breach.start())
        acts = self.verbs.opens(sentence, 0, len(sentence))
        if not acts and self.words.protects.search(sentence):
            return True
        remedies = self.words.remedy.search(_PART.split(sentence, maxsplit=1)[0])
        spirit = marker.value <= _FIRST_ARTICLES and self.words.spirit.match(sentence)
        return bool(punishes or remedies or spirit or self.words.creed.search(sentence))


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that a lexicon gives: built once for each."""

    clause: re.Pattern[str]
    defines: re.Pattern[str]
    validity: re.Pattern[str]
    overlap: re.Pattern[str]
    amends: re.Pattern[str]
    penalty: re.Pattern[str]
    remedy: re.Pattern[str]
    protects: re.Pattern[str]
    creed: re.Pattern[str]
    spirit: re.Pattern[str]
    sanctions: re.Pattern[str]
    enacts: re.Pattern[str]
    orders: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    creed = lexicon.alternation("articles", "creed")
    topic, follows = (lexicon.alternation("articles", label) for label in ("topic", "follows"))
    subject = lexicon.alternation("articles", "topic", "subject")
    spirit = rf"(?:{follows}|[与以][^，。；]{{2,40}}?{lexicon.alternation('articles', 'fits')})"
    orders = "|".join(w for w in lexicon.texts("openers", "deontic") if len(w) > 1)
    breaks = lexicon.alternation("articles", "breach", "breaks")
    sanction = lexicon.alternation("articles", "penalty", "sanction")
    fraud, revoke = (lexicon.alternation("articles", label) for label in ("fraud", "revoke"))
    return _Words(
        clause=own_clauses(lexicon),
        defines=re.compile(lexicon.alternation("articles", "defines")),
        validity=re.compile(rf"(?:本[^。]{{0,20}}?)?{lexicon.alternation('clauses', 'validity')}"),
        overlap=re.compile(rf"[同本].*{lexicon.alternation('clauses', 'overlap')}"),
        amends=re.compile(
            rf"(?=[^。：；]{{0,40}}第[{HAN}]{{1,6}}[条款项])[^。：；]{{0,60}}"
            rf"{lexicon.alternation('articles', 'amends')}"
        ),
        penalty=re.compile(
            rf"{lexicon.alternation('articles', 'breach')}[^。；：]{{0,80}}的，|"
            rf"{lexicon.alternation('articles', 'penalty')}|"
            rf"{fraud}[^。；：]{{0,60}}的，[^。；：]{{0,60}}{revoke}"
        ),
        remedy=re.compile(lexicon.alternation("articles", "remedy")),
        protects=re.compile(rf"{lexicon.alternation('articles', 'protects')}$"),
        creed=re.compile(
            rf"{creed}$|^[^，。；]{{2,40}}?{topic}[^。；]{{0,40}}?{follows}[^。；]{{2,60}}{creed}"
        ),
        spirit=re.compile(
            rf"[^，。；：]{{2,60}}(?:，(?:{orders})|{subject}(?:{orders})?){spirit}|{follows}[^，。；]{{2,40}}领导"
        ),
        sanctions=re.compile(
            rf"[^。；：]{{0,30}}?(?P<breach>{breaks})[^。；：]{{0,60}}?[者的员户位定为生][，,][^。；：]{{0,80}}?{sanction}"
        ),
        enacts=re.compile(
            rf"为[^。；]{{4,300}}{lexicon.alternation('clauses', 'own_frame')}[^，。；]{{2,40}}?"
            rf"{lexicon.alternation('documents', 'type', 'law')}"
        ),
        orders=re.compile(rf"(?:{orders})(?!的)"),  # 直接负责的主管人员 are punished
    )
