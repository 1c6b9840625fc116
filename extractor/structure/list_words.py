"""The words around a list: what leads in to it, joins its members and closes it (domain.md §1.3).

``包括``, ``提出：`` lead in; ``以及`` joins; ``等措施``, ``等10个方面的任务`` close.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.numerals import HAN, count_pattern
from extractor.structure.hints import LEADS, TOTAL_REACH
from extractor.structure.labels import TOPIC, says_of_it

_MEANWHILE = 30  # code points of the time that stands between 将 and the first member: 将在政策执行期间，


@dataclass(frozen=True, slots=True)
class ListWords:
    """The patterns that a lexicon gives: built once for each."""

    before_colon: re.Pattern[str]
    cue: re.Pattern[str]
    announced: re.Pattern[str]
    closes: re.Pattern[str]
    topic: re.Pattern[str]
    tail: re.Pattern[str]
    total: re.Pattern[str]
    fields: re.Pattern[str]
    future: re.Pattern[str]
    joiner: re.Pattern[str]
    last: re.Pattern[str]
    joint: re.Pattern[str]
    count: re.Pattern[str]
    among: re.Pattern[str]
    among_them: re.Pattern[str]
    adverb: re.Pattern[str]
    asked: re.Pattern[str]
    done: re.Pattern[str]
    since: re.Pattern[str]
    meanwhile: re.Pattern[str]
    every: re.Pattern[str]
    goes_on: re.Pattern[str]
    ahead: re.Pattern[str]
    launched: re.Pattern[str]
    result: re.Pattern[str]
    openers: re.Pattern[str]


@lru_cache(maxsize=8)
def list_words(lexicon: Lexicon) -> ListWords:
    """The patterns of a lexicon."""
    cue = lexicon.alternation("list_cues", "cue")
    number, future = rf"(?:[{HAN}]+|\d+)", lexicon.alternation("openers", "future")
    says = lexicon.alternation("list_cues", "announce", "launch")
    lead = lexicon.alternation("list_cues", *LEADS)
    named = "".join(f"(?<!{re.escape(word)})" for word in lexicon.texts("list_tails", "noun"))  # 各项要求
    classifier = lexicon.alternation("count_units", "measure", "group")
    nouns_only = lexicon.alternation("count_units", "noun")
    several = lexicon.alternation("list_cues", "several")
    counted = lexicon.alternation("count_units", "measure", "classifier", "group")
    nouns = classifier + ".{0,4}" + nouns_only
    joiners = lexicon.texts("list_tails", "joiner", "last", "counted")
    phrase_end, during = lexicon.alternation("frames", "end"), lexicon.alternation("times", "during")
    openers = set(lexicon.texts("openers", "adverb", "time")) - set(joiners)
    begun = "|".join(sorted(re.escape(one) for one in openers if one.startswith(joiners))) or "$^"  # 及时
    tails = sorted(set(lexicon.texts("list_tails", "glue")) - {"等"}, key=len, reverse=True)
    last = rf"(?!{begun}){lexicon.alternation('list_tails', 'last', 'counted')}(?=\S)"
    return ListWords(
        before_colon=re.compile(
            rf"{lead}|(?:{lexicon.alternation('points', 'points')}"
            rf"|{lexicon.alternation('list_cues', 'several')})"
            rf"[^，。；：]{{0,{TOTAL_REACH}}}{nouns_only}[：:]?$"
            rf"|{says_of_it(lexicon)}[：:]$"
        ),
        cue=re.compile(
            rf"(?P<strong>{cue})(?P<comma>[：:，,]?)要?|{named}{says}(?P<weak>(?!{cue})[：:，,]|)要?"
        ),
        announced=re.compile(
            rf"{lexicon.alternation('list_cues', 'announce', 'launch', 'assign', 'push')}了?"
        ),
        closes=re.compile(
            rf"等?(?P<number>{number})(?:{counted})的?(?P<kind>[^，。；、]{{0,{TOTAL_REACH}}}{nouns_only})"
            rf"|等新?{nouns_only}{{1,2}}(?=[，。；]|$)"
            rf"|等{several}[^，。；、]{{0,{TOTAL_REACH}}}{nouns_only}"
        ),
        topic=re.compile(TOPIC),
        tail=re.compile("|".join(map(re.escape, tails)) + rf"|等$|等(?=[，,]|{number}{classifier})"),
        total=re.compile(rf"等?{number}(?:{nouns})$"),
        fields=re.compile(  # A、B等四方面20条措施: what the measures are about
            rf"等{number}个?{lexicon.alternation('count_units', 'group')}[^，。；、]{{0,3}}{number}"
            rf"{lexicon.alternation('count_units', 'measure')}"
        ),
        future=re.compile(future),
        joiner=re.compile(rf"{lexicon.alternation('list_tails', 'joiner')}(?=\S)|{last}"),
        last=re.compile(last),
        joint=re.compile(
            rf"(?P<last>{lexicon.alternation('list_tails', 'last')})"
            rf"|{lexicon.alternation('list_tails', 'counted')}"
        ),
        count=count_pattern(lexicon),
        among=re.compile(
            rf"{lexicon.alternation('count_scopes', 'subset')}有?(?P<number>{number}){classifier}"
        ),
        among_them=re.compile(rf"{lexicon.alternation('count_scopes', 'subset')}{cue}[：:]?$"),
        adverb=re.compile(lexicon.alternation("openers", "adverb")),
        asked=re.compile(rf"[，,]并?{says}{lexicon.alternation('list_tails', 'addressee')}"),
        done=re.compile(
            rf"{lexicon.alternation('openers', 'adverb')}{{0,2}}{lexicon.alternation('actions')}了"
        ),
        since=re.compile(lexicon.alternation("achievements", "past_time")),
        meanwhile=re.compile(rf"{future}在[^，。；：]{{2,{_MEANWHILE}}}(?:{phrase_end}|{during})$"),
        every=re.compile(lexicon.alternation("places", "every")),
        goes_on=re.compile(lexicon.alternation("list_tails", "joiner")),
        ahead=re.compile(
            rf"{lexicon.alternation('times', 'this_year', 'own_year', 'next_year')}(?={future})"
        ),
        launched=re.compile(rf"{says}了?[^，。；：]{{0,4}}?{count_pattern(lexicon).pattern}"),
        result=re.compile(lexicon.alternation("achievements", "result")),
        openers=re.compile(rf"\s*(?:{lexicon.alternation('openers', 'adverb', 'future')})*"),
    )
