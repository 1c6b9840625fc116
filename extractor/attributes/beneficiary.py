"""Who gains: the noun phrase in ``对…的企业给予``, ``支持X做Y``, ``面向X开设``, ``为X提供`` (domain.md §4.4).

One pattern finds the words that open such a frame; the phrase behind each is read in a short window up to a
noun of persons, firms, institutions or places (``lexicons/beneficiaries.tsv``). Where the frame is not
complete or the phrase holds a verb of its own nothing is said: what is wrong costs more than what is missing.
So a body that acts is none (``支持银行向小微企业放贷``), nor anybody who is fined or inspected.

The value is the shortest phrase that answers "who": behind the last 的 (``对新落户的总部企业`` → 总部企业),
except that a noun which says little alone keeps what stands before it (``首次上规的企业``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Article, Attribute, Measure, Span

_WINDOW = 80  # code points behind an opening word that are looked at
_BACK = 30  # code points before 享受 that are looked at
_LONGEST = 24  # code points of a phrase around a noun that says little alone
_STOPS = r"，,。；;：:！!？?\n（）()"
_JOINERS = "、和及与或等"
_PREPOSITIONS = "在为向对给把将使从到"
_DIGIT = r"\d"
_PLAIN = ("plain", "give")
_FRAMES = ("support", "open", "serve", "toward", "eligible", "receive")


class Beneficiaries:
    """Finds ``beneficiary``, each phrase once; the rule names the frame: ``beneficiary.support``,
    ``.dative`` (对, 为, 向, 给), ``.open`` (面向), ``.eligible`` (符合条件的), ``.receive`` (可享受).
    """

    def __init__(self, article: Article, measures: Sequence[Measure], lexicon: Lexicon) -> None:
        self.text = article.text
        self.lexicon = lexicon
        self.words = _words(lexicon)

    def of(self, measure: Measure) -> Iterator[Attribute]:
        """The beneficiaries of the whole item in their order."""
        seen: set[str] = set()
        edge = measure.span.start
        for match in self.words.frames.finditer(self.text, measure.span.start, measure.span.end):
            frame = self.lexicon.label("beneficiaries", match[0])
            if match.start() < edge or frame in _PLAIN:
                continue
            phrase = self._phrase(match, frame, measure.span)
            if phrase is None:
                continue
            edge = max(edge, phrase.end)
            name = "dative" if frame in ("serve", "toward") else frame
            for span in self._shortest(phrase):
                value = span.of(self.text)
                if value not in seen:
                    seen.add(value)
                    yield Attribute("beneficiary", value, span, f"beneficiary.{name}")

    def _phrase(self, match: re.Match[str], frame: str, within: Span) -> Span | None:
        """The whole phrase of those who gain in a frame, if the frame is complete."""
        if frame == "receive":
            start = max(within.start, match.start() - _BACK)
            found = self.words.receivers.search(self.text, start, match.start())
        else:
            end = min(within.end, match.end() + _WINDOW)
            found = self.words.behind[frame].match(self.text, match.end(), end)
        if found is None or self._is_none(found, within) or self._is_forbidden(match, within):
            return None
        if frame != "receive" and self._acts(found["who"]):
            return None
        return Span(*found.span("who"))

    def _acts(self, who: str) -> bool:
        """Whether the phrase begins with a verb of its own: ``开展企业技改``, but not ``创新型企业``."""
        verb = self.words.verb.match(who)
        return verb is not None and "的" not in who and not self.words.attribute.match(who, verb.end())

    def _is_none(self, found: re.Match[str], within: Span) -> bool:
        """Whether those of the phrase are fined, inspected or made to serve others."""
        behind = self.text[found.end("who") : min(within.end, found.end("who") + _BACK)]
        return bool(self.words.harm.match(behind) or self.words.server.match(behind))

    def _is_forbidden(self, frame: re.Match[str], within: Span) -> bool:
        """Whether the clause forbids it (``不得向个人提供``) or is only an if (``为客户办理业务时，``)."""
        before = self.text[max(within.start, frame.start() - _BACK) : frame.end()]
        after = self.text[frame.end() : min(within.end, frame.end() + _WINDOW)]
        clause = self.words.clause.match(after)
        return bool(self.words.forbids.search(before) or (clause and self.words.when.search(clause[0])))

    def _shortest(self, phrase: Span) -> Iterator[Span]:
        """The phrase behind its last 的, or each part of it where all end in a noun of those who gain."""
        text = phrase.of(self.text)
        parts = [Span(*part.span()) for part in self.words.part.finditer(text)]
        last = text.rfind("的")
        if not all(self.words.ends.search(part.of(text)) for part in parts):
            parts = [Span(0, len(text))]
        elif last > parts[0].end:  # 招用毕业生、农民工的企业: what stands before 的 says which
            parts = [Span(0, part.end) if part.start <= last else part for part in parts if part.end > last]
        for part in parts:
            words = part.of(text)
            tail = words.rpartition("的")[2]
            keep = self.words.generic.fullmatch(tail) and len(words) <= _LONGEST
            start = part.start if keep else part.end - len(tail)
            yield Span(phrase.start + start, phrase.start + part.end)


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that a lexicon gives: built once for each."""

    frames: re.Pattern[str]
    behind: dict[str, re.Pattern[str]]
    receivers: re.Pattern[str]
    verb: re.Pattern[str]
    attribute: re.Pattern[str]
    harm: re.Pattern[str]
    server: re.Pattern[str]
    clause: re.Pattern[str]
    forbids: re.Pattern[str]
    when: re.Pattern[str]
    part: re.Pattern[str]
    ends: re.Pattern[str]
    generic: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    def terms(*labels: str) -> str:
        return lexicon.alternation("beneficiaries", *labels)

    action, opener = lexicon.alternation("actions"), lexicon.alternation("openers")
    give, noun = terms("give"), terms("noun", "generic")
    nouns = sorted(lexicon.texts("beneficiaries", "noun", "generic"), key=len, reverse=True)
    single = "|".join(re.escape(text) for text in nouns if len(text) == 1) or "(?!)"
    whole = f"(?:{'|'.join(re.escape(text) for text in nouns if len(text) > 1) or '(?!)'})"
    other = rf"[^{_STOPS}]"
    shut = f"{_STOPS}{_JOINERS}{_PREPOSITIONS}的"
    last = rf"(?:{whole})+|(?<=的)(?:{single})"

    def listed(shut: str) -> str:
        one = rf"(?:(?:(?!{whole})[^{shut}]){{0,12}}?(?:{last}))"
        return rf"{one}(?:(?:[{_JOINERS}]|以及){one}){{0,6}}"

    who = rf"(?P<who>(?:{other}{{0,24}}?的)??{listed(shut + _DIGIT)})"
    served = rf"(?P<who>(?:{other}{{0,24}}?的)??{listed(shut)})"
    far = rf"(?P<who>(?:[^。；;：:！？\n（）()]{{0,60}}?的)??{listed(shut)})"
    done = rf"等?(?=[{_STOPS}]|$|{action}|{opener}|{give}|{terms('do')}|[{_PREPOSITIONS}通以按由])"
    given = rf"[，,]?(?:(?!{whole}){other}){{0,10}}?{give}"
    return _Words(
        frames=re.compile(terms(*_PLAIN, *_FRAMES)),
        behind={
            "support": re.compile(rf"(?:[、和及与]{action})*{who}{done}"),
            "open": re.compile(rf"{who}{done}"),
            "serve": re.compile(rf"{served}{done}{given}"),
            "toward": re.compile(rf"{far}{done}{given}"),
            "eligible": re.compile(rf"{who}{done}"),
        },
        receivers=re.compile(rf"(?<=[{_STOPS}]){who}(?:等|均|都|也|依法|同等)?$"),
        verb=re.compile(action),
        attribute=re.compile(r"型|性|类"),
        harm=re.compile(rf"[，,]?{other}{{0,24}}?{terms('harm')}"),
        server=re.compile(rf"{other}{{0,10}}?(?:为|向|对|给){other}{{0,12}}?{noun}"),
        clause=re.compile(rf"{other}+[，,]"),
        forbids=re.compile(rf"{terms('forbid')}{other}*$"),
        when=re.compile(rf"{terms('when')}[，,]$"),
        part=re.compile(rf"(?:(?!以及|[{_JOINERS}]).)+"),
        ends=re.compile(rf"{noun}$"),
        generic=re.compile(terms("generic")),
    )
