"""At what level of the state an issuer stands, told by its name alone (政策力度, domain.md §2.6).

Studies of Chinese policy weigh a document by who issued it and in which form; this is the first half, and
`kinds` the other. The words are those of ``lexicons/levels.tsv``, in simplified characters; a name in
traditional ones is converted first. A name tells its level in this order:

* It ends like the name of no organ of the state (公司, 协会, 日报, a branch office): no level.
* It opens with the name of a body of Hong Kong, Macau or Taiwan, which stand outside the order.
* It tells of a place: the last one counts (某市某区教育局 is of the county level), so 国家税务总局某省税务局
  stands at the province. 某市 without more is a city unless it is known as a county-level one (义乌市).
* It opens with the name of a central organ, perhaps behind that of the state. The State Council and the
  centre of the party speak through their office too; any other body below them counts as a ministry.

Any other name (财政局, 长江水利委员会) tells none, and none is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Level
from extractor.script import outside, simplified

_PLACES = ("province", "city", "county", "zone", "township")
_OUTSIDE = ("sar", "taiwan")
_SPEAK_FOR_THEMSELVES = ("centre", "state_council")
_CENTRAL = ("legislature", *_SPEAK_FOR_THEMSELVES, "ministry")
_BLANK = re.compile(r"\s+")
_RANK = {level: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that a lexicon gives: built once for each."""

    none: re.Pattern[str]
    beyond: re.Pattern[str]
    place: re.Pattern[str]
    central: re.Pattern[str]
    state: re.Pattern[str]
    office: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    def choice(*labels: str) -> str:
        return lexicon.alternation("levels", *labels)

    return _Words(
        none=re.compile(choice("none") + "$"),
        beyond=re.compile(choice(*_OUTSIDE)),
        place=re.compile(choice(*_PLACES, "plain")),
        central=re.compile(choice(*_CENTRAL)),
        state=re.compile(lexicon.alternation("documents", "state")),
        office=re.compile(choice("office")),
    )


def find_level(issuers: Iterable[str], lexicon: Lexicon) -> Level | None:
    """The highest level that a name of ``issuers`` tells (joint issuers), or None."""
    levels = [level for name in issuers if (level := level_of(name, lexicon))]
    return min(levels, key=lambda level: _RANK[level], default=None)


def level_of(name: str, lexicon: Lexicon) -> Level | None:
    """The level that the name of one body tells, or None.

    >>> from extractor.lexicon import load
    >>> [level_of(name, load()) for name in ("国务院办公厅", "国务院国资委", "某市某区教育局", "某协会")]
    [<Level.STATE_COUNCIL: 'state_council'>, <Level.MINISTRY: 'ministry'>, <Level.COUNTY: 'county'>, None]
    """
    words = _words(lexicon)
    name = _BLANK.sub("", name)
    if outside(name):
        name = simplified(name)
    if not words.central.match(name) and (state := words.state.match(name)):
        name = name[state.end() :]
    central = words.central.match(name)
    if words.none.search(name) and not (central and central.end() == len(name)):
        return None
    if beyond := words.beyond.match(name):
        return Level(lexicon.label("levels", beyond[0]))
    labels = [lexicon.label("levels", found[0]) for found in words.place.finditer(name)]
    if places := [label for label in labels if label in _PLACES]:
        return Level(places[-1])
    return _central_level(name, central, words, lexicon) if central else None


def _central_level(name: str, central: re.Match[str], words: _Words, lexicon: Lexicon) -> Level:
    label = lexicon.label("levels", central[0])
    if label in _SPEAK_FOR_THEMSELVES:
        rest = name[central.end() :]
        return Level(label) if not rest or words.office.fullmatch(rest) else Level.MINISTRY
    return Level(label)
