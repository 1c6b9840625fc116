"""Does a clause open like a measure? A cheap test by word lists, before any tokenizer is asked.

``推广…``, ``将进一步加大…``, ``对…企业，给予…``: openers, then a verb; or up to three phrases, then a verb.
This decides where lists are cut (domain.md §5: split on 、 only when all members look parallel), never what a
measure is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extractor.lexicon import Lexicon

_NO_FUTURE = "来|军|领"  # 将来, 将军, 将领
_NAME = 16  # code points of the name of a body before its ending
_PHRASE = 60  # code points that a phrase before the verb can run to (domain.md §4.4)


class Verbs:
    """The verb test for one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        openers = lexicon.alternation("openers", "adverb", "time", "future", "deontic")
        actions = lexicon.alternation("actions")
        frames = lexicon.alternation("frames", "frame")
        sure = [w for w in lexicon.texts("openers", "adverb", "time", "future", "deontic") if len(w) > 1]
        sure += lexicon.texts("openers", "future")  # 将 opens even by itself, 得 in 取得突破 does not
        future = lexicon.alternation("openers", "future")
        self.opener_and_verb = re.compile(
            rf"(?:{'|'.join(map(re.escape, sure))}){openers}{{0,5}}{actions}(?!的)\w\w"
            rf"|{future}{openers}{{0,5}}(?!{_NO_FUTURE})\w{{4}}"
        )
        body = lexicon.alternation("bodies", "ending")
        self._by_body = re.compile(
            rf"[^，,。；;：:]{{1,{_NAME}}}?{body}(?:等[^，。；]{{0,4}})?{openers}{{0,4}}{actions}"
        )
        duty = "|".join(re.escape(w) for w in lexicon.texts("openers", "deontic") if len(w) > 1)
        self._by_duty = re.compile(
            rf"[^，,。；;：:]{{2,{_NAME}}}?"
            rf"(?:{lexicon.alternation('actions', 'forbid')}|(?:{duty}){openers}{{0,4}}{actions})"
        )
        province, city = lexicon.alternation("places", "province"), lexicon.alternation("places", "city")
        place = rf"(?:{province}[省市]?(?:{city}市?)?|{city}市?|[\u4e00-\u9fff]{{2,3}}市)"
        self.acting_place = re.compile(rf"{place}(?={openers}{{0,4}}{actions})")
        announce = lexicon.alternation("list_cues", "announce")
        self.place = re.compile(rf"{place}[则也还正]?在?{openers}{{0,6}}(?:{announce}|{actions})")
        self._disposes = re.compile(rf"{openers}{{0,4}}把")
        self._plain = re.compile(rf"{openers}{{0,6}}{actions}")
        phrase = rf"{frames}[^，,。；;]{{1,{_PHRASE}}}?"
        self._framed = re.compile(
            rf"{openers}{{0,4}}(?:{phrase}[，,]){{0,3}}(?:{phrase}[，,]?)?{openers}{{0,6}}{actions}"
        )

    def opens(self, text: str, start: int, end: int) -> bool:
        """Whether a verb, or a phrase and then a verb, stands at ``start``."""
        return self.opens_plainly(text, start, end) or self.opens_framed(text, start, end)

    def opens_by_body(self, text: str, start: int, end: int) -> bool:
        """Whether the name of a body and then a verb stand at ``start``: ``国家能源局发布…``."""
        return bool(self._by_body.match(text, start, end))

    def opens_by_duty(self, text: str, start: int, end: int) -> bool:
        """Whether somebody and what he must or must not do stand at ``start``: ``新闻媒体不得宣传…``."""
        return bool(self._by_duty.match(text, start, end))

    def disposes(self, text: str, start: int, end: int) -> bool:
        """Whether something to be dealt with stands at ``start``: ``将把电价作为监管重点``."""
        return bool(self._disposes.match(text, start, end))

    def opens_plainly(self, text: str, start: int, end: int) -> bool:
        """Whether a verb stands at ``start``, with nothing but openers before it."""
        return bool(self._plain.match(text, start, end))

    def opens_framed(self, text: str, start: int, end: int) -> bool:
        """Whether a phrase and then a verb stand at ``start``."""
        return bool(self._framed.match(text, start, end))


@lru_cache(maxsize=8)
def verbs(lexicon: Lexicon) -> Verbs:
    """The test for a lexicon, built once."""
    return Verbs(lexicon)
