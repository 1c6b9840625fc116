"""Who says or promises a measure, and whether its words are quoted (domain.md §2.3).

    外交部发言人毛宁表示，将……            the name stands before the verb of the sentence
    李四介绍，下一步：一是……；二是……       … of the sentence that introduces the list
    “我们将……。”李四说，“还将……。”         … behind the quotation, or before it
    记者从市水务局获悉，将……             from whom one has it
    李四指出，要……。还要……。             … last in the paragraph: what follows is his too

Verbs are those of ``lexicons/speakers.tsv`` that say or urge, and some of ``lexicons/speech.tsv``, directly
before a comma or a colon. What stands before one is a name if nothing is left of it but a name when times,
adverbs and phrases (近日, 还, 在会上) are taken away; meetings, documents and news are nobody. A verb that
may be a noun (要求, with a counter-example in its list) needs a name that ends like that of a person or a
body. 他 stands for the speaker who was named last. A quotation may go on over paragraphs (`quotations`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.attributes.quotations import Quotation, Quotations
from extractor.lexicon import Lexicon
from extractor.model import Article, Attribute, Measure, Span
from extractor.numerals import HAN
from extractor.segmentation import Segmenter, Word, segmenter

YES = "yes"
LONGEST = 40
"""Code points of a name."""

_REACH = 80  # code points before a verb that are looked at
_BACK = 400  # code points before a sentence, a quotation or 他 in which its speaker is looked for
_EDGE = "。！？；：，“”\n!?;:,"
_BOUNDARY = re.compile(f"[{_EDGE}]")
_TIME = re.compile(
    r"[（(]?(?:\d{2,4}年)?(?:\d{1,2}月)?\d{1,2}[日月](?:[上下]午|晚上?|凌晨)?[）)]?|[（(]\d[^（）()]{0,10}[）)]|\d{4}年"
)
_SPACE = " \u3000\xa0"
_BETWEEN = "：:，, \u3000"
_BREAKS = re.compile(r"\n\s*")
_OPENS = re.compile(f"[{_BETWEEN}]*[“‘「『]")
_QUOTED = re.compile("“[^“”]*”")
_BEFORE_SPEECH = frozenset("。！？：:")
_STOP = re.compile("[。！？!?]")
_CLOSED = "。！？，,！？ \u3000"
_OPENERS = "“《（("
_PERSON = "nr"  # as the tokenizer tags names of persons
_WHEN = "t"
_PLACE_ENDS = "上中时里后间"


class Speakers:
    """Finds ``speaker``, the name as printed (its rule says where), and ``in_quote``."""

    def __init__(self, article: Article, measures: Sequence[Measure], lexicon: Lexicon) -> None:
        self.text = article.text
        self.words = _words(lexicon)
        self.quotations = Quotations(article.text)
        self._before_list: dict[Span, tuple[str, Span] | None] = {}

    def of(self, measure: Measure) -> Iterator[Attribute]:
        """At most one of each."""
        head = measure.head
        quotation = self.quotations.around(head)
        own = next(self._said(head.start, head.end), None)
        if quotation:
            found = self._around(quotation)
        elif own:
            found = ("speaker.sentence", own.name)
        else:
            found = self._ahead(measure)
        if found:
            rule, name = found
            yield Attribute("speaker", name.of(self.text), name, rule)
        if quotation or (own and self._is_quotation(own.end, head.end)):
            yield Attribute("in_quote", YES, quotation.span if quotation else head, "in_quote")

    def _ahead(self, measure: Measure) -> tuple[str, Span] | None:
        """Who is named in the lead-in of the list, or last in the paragraph before."""
        lead = measure.context
        if lead is None or lead.end > measure.head.start:
            return self._in_paragraph(measure.head.start)
        if lead not in self._before_list:
            said = self._last(lead.start, lead.end)
            found = ("speaker.list", said) if said else self._in_paragraph(lead.start)
            self._before_list[lead] = found
        return self._before_list[lead]

    def _in_paragraph(self, position: int) -> tuple[str, Span] | None:
        """Who was named last in the paragraph; 据悉 opens what somebody else says."""
        if self.words.hearsay.match(self.text, position):
            return None
        first = max(0, position - _BACK)
        start = max(first, self.text.rfind("\n", first, position) + 1)
        said = self._last(start, position)
        return ("speaker.paragraph", said) if said else None

    def _last(self, start: int, end: int) -> Span | None:
        """Who speaks last in a stretch, unless that is a quotation, which ends with it."""
        said = [*self._said(start, end)]
        if not said or _OPENS.match(self.text, said[-1].end):
            return None
        return None if self.words.hearsay.search(self.text, said[-1].end, end) else said[-1].name

    def _is_quotation(self, start: int, end: int) -> bool:
        """Whether a stretch is one quotation and nothing else."""
        while start < end and self.text[start] in _BETWEEN:
            start += 1
        quotation = self.quotations.at(start) if start < end else None
        return quotation is not None and -2 <= end - quotation.span.end <= 1

    def _around(self, quotation: Quotation) -> tuple[str, Span] | None:
        """Who speaks a quotation: named right before it, right behind it, or earlier in its sentence; else
        who was named last in the paragraph."""
        whole = self.quotations.whole(quotation)
        said = [*self._said(max(0, whole.start - _BACK), whole.start + 1, self.words.quoting)]
        between = _QUOTED.sub("", self.text[said[-1].end : whole.start]) if said else _EDGE
        if not between.strip(_BETWEEN + "\n"):
            return "speaker.quotation", said[-1].name
        first = whole.end
        while first < len(self.text) and self.text[first] in _CLOSED:
            first += 1
        for behind in self._behind(first):
            return "speaker.quotation", behind.name
        if not _STOP.search(between):
            return "speaker.quotation", said[-1].name
        opens = between.rstrip()[-1:] in _BEFORE_SPEECH  # 方案包括“…”: words of the plan
        return self._in_paragraph(whole.start) if opens else None

    def _behind(self, start: int) -> Iterator[_Said]:
        """``李四说。`` behind a quotation."""
        stop = _BOUNDARY.search(self.text, start, start + _REACH)
        verb = self.words.last.search(self.text, start, stop.start()) if stop else None
        if verb:
            yield from self._name(start, verb.start(), verb.end(), sure=verb["risky"] is not None)

    def _said(
        self, start: int, end: int, verbs: re.Pattern[str] | None = None, *, pronouns: bool = True
    ) -> Iterator[_Said]:
        """Everybody who is named before a verb in a stretch, in order; ``pronouns`` are brought back."""
        for verb in (verbs or self.words.verb).finditer(self.text, start, end):
            promise = verb.groupdict().get("promise")
            if verb["source"]:
                yield from self._name(*verb.span("source"), verb.end(), pronouns=pronouns)
            else:
                sure = (verb["risky"] or promise) is not None and not verb["counted"]
                yield from self._name(start, verb.start(), verb.end(), sure=sure, pronouns=pronouns)

    def _name(
        self, start: int, before: int, end: int, *, sure: bool = False, pronouns: bool = True
    ) -> Iterator[_Said]:
        """The name at the end of a stretch, where nothing else stands there; a ``sure`` one where asked."""
        verb = before
        first = max(start, before - _REACH)
        while before > first and self.text[before - 1] in _SPACE:
            before -= 1
        edge = self._edge(first, before)
        if edge == before or (edge == first and first > start):
            return
        if end - verb == 1 and self.words.noun.search(self.text, edge, end):
            return
        name = self.words.name(self.text, edge, before)
        if name and self.words.pronoun.fullmatch(self.text, name.start, name.end):
            name = self._named_before(edge) if pronouns else None
        elif name and sure and not self.words.is_sure(self.text, name):
            name = None
        if name:
            yield _Said(name, end)

    def _edge(self, first: int, before: int) -> int:
        """Where the clause begins that ends at ``before``: a term in quotes stands inside it."""
        edge = before
        while edge > first and self.text[edge - 1] not in _EDGE:
            edge -= 1
            if self.text[edge - 1] == "”" and edge > first + 1 and self.text[edge - 2] not in _EDGE:
                edge = max(first, self.text.rfind("“", first, edge))
        return edge

    def _named_before(self, position: int) -> Span | None:
        """The last speaker before a position, in its line or the one above."""
        first = max(0, position - _BACK)
        breaks = [*_BREAKS.finditer(self.text, first, position)]
        start = breaks[-2].end() if len(breaks) > 1 else first
        said = [*self._said(start, position, pronouns=False)]
        return said[-1].name if said else None


@dataclass(frozen=True, slots=True)
class _Said:
    """Somebody who says something: the name, and where what is said begins."""

    name: Span
    end: int


class _Words:
    """The patterns and the names that a lexicon knows; made once for each."""

    def __init__(self, lexicon: Lexicon) -> None:
        def choice(*labels: str) -> str:
            return lexicon.alternation("speech", *labels)

        risky = [term.text for term in lexicon.terms("speech", "verb", "promise") if term.counter]
        verbs = {*lexicon.texts("speakers", "says", "urges"), *lexicon.texts("speech", "verb", "promise")}
        verb = rf"(?:(?P<risky>{_any(risky)})|{_any(verbs - {*risky})})(?:{choice('hearer')})?"
        counted = rf"(?P<counted>[{HAN}\d]{{1,3}}{choice('counted')})"
        source = rf"{choice('source')}(?P<source>[^{_EDGE}]{{2,{LONGEST}}}?){choice('learnt')}(?=[，,：:])"
        ahead = f"(?:{lexicon.alternation('openers', 'future')}|{choice('phrase')})"
        promise = f"(?P<promise>{choice('promise')})(?={ahead})"
        self.verb = re.compile(rf"{source}|{promise}|{verb}(?=[，,：:]|{counted})")
        self.quoting = re.compile(rf"{source}|{verb}(?=[，,：:“]|{counted})")
        self.last = re.compile(f"{verb}$")
        self.noun = re.compile(choice("noun") + "$")
        self.pronoun = re.compile(choice("pronoun"))
        self._manner = frozenset(lexicon.texts("speech", "manner"))
        self._phrase = frozenset(lexicon.texts("speech", "phrase"))
        self._opener = re.compile(_any(phrase for phrase in self._phrase if len(phrase) > 1))
        self.hearsay = re.compile(
            _any(verb for verb in verbs if verb.startswith(lexicon.texts("speech", "source")))
        )
        self._short = frozenset(word for word in self._phrase | self._manner if len(word) == 1)
        self._broken = frozenset(lexicon.texts("speech", "broken"))
        self._nobody = re.compile(rf"(?:{choice('nobody', 'hearer')}|{_any(verbs)}|[》的所和与])$")
        self._weak = re.compile(lexicon.alternation("bodies", "weak", "member") + "$")
        self._sure = re.compile(f"(?:{lexicon.alternation('bodies', 'ending')}|{choice('person', 'post')})$")
        self._opens_source = re.compile(choice("source"))
        self._beside = re.compile(rf"(?P<name>.+){choice('phrase')}[^{_EDGE}]{{1,30}}[{_PLACE_ENDS}]$")
        self._segmenter: Segmenter = segmenter(lexicon)

    def name(self, text: str, start: int, end: int) -> Span | None:
        """The name in a stretch without what stands around it, or None where more than a name is left."""
        beside = self._beside.match(text, start, end)
        if beside and len(beside["name"]) > 1:
            end = beside.end("name")
        if source := self._opens_source.match(text, start, end):
            start = source.end()
        words = self._laid_out(text, start, end)
        first = 0
        while first < len(words) and self._is_manner(words[first]):
            first += 1
        if first < len(words) and words[first].text in self._phrase:
            first = self._behind_phrase(words, first)
        last = first
        while last < len(words) and not self._ends(words, last):
            last += 1
        kept = words[first:last]
        if not kept or any(word.text in self._broken for word in kept):
            return None
        if any(word.text == "的" for word in words[last:]) and self._nobody.search(text, start, end):
            return None  # 陈禾主持召开的会议: the meeting speaks
        name = self._trimmed(text, Span(start + kept[0].start, start + kept[-1].end))
        return name if self._is_somebody(text, name) else None

    def _is_somebody(self, text: str, name: Span) -> bool:
        if self.pronoun.fullmatch(text, name.start, name.end):
            return True
        nobody = text[name.start] in _OPENERS or self._nobody.search(text, name.start, name.end)
        return 1 < len(name) <= LONGEST and not (nobody or self._weak.match(text, name.start, name.end))

    def _trimmed(self, text: str, name: Span) -> Span:
        """The name before words that the tokenizer has taken for its end: 谷辽海接|受采访, 杨洋则, 邵鸿在."""
        end = name.end
        for found in self._opener.finditer(text, name.start + 2, end + 1):
            if found.start() < end < found.end():
                end = found.start()
                break
        while end - name.start > 2 and text[end - 1] in self._short:
            end -= 1
        return Span(name.start, end)

    def _ends(self, words: Sequence[Word], place: int) -> bool:
        """Whether the name ends before a word; 又 in 张又侠 is one of its characters."""
        if words[place].text in self._phrase:
            return True
        if not self._is_manner(words[place]):
            return False
        behind = words[place + 1] if place + 1 < len(words) else None
        is_short = len(words[place].text) == 1 and place > 0
        return not is_short or behind is None or self._is_manner(behind) or behind.text in self._phrase

    def is_sure(self, text: str, name: Span) -> bool:
        """Whether a name ends like that of a person or a body."""
        if self._sure.search(text, name.start, name.end):
            return True
        return self._segmenter.tagged(name.of(text))[-1].tag.startswith(_PERSON)

    def _is_manner(self, word: Word) -> bool:
        return word.tag == _WHEN or word.text in self._manner

    def _laid_out(self, text: str, start: int, end: int) -> list[Word]:
        """The words of a stretch; a time is one word."""
        words: list[Word] = []
        position = start
        times = [*_TIME.finditer(text, start, end)]
        for begin, stop in [*(time.span() for time in times), (end, end)]:
            for word in self._segmenter.words(text[position:begin]):
                offset = position - start
                words.append(Word(word.text, word.start + offset, word.end + offset))
            if stop > begin:
                words.append(Word(text[begin:stop], begin - start, stop - start, _WHEN))
            position = stop
        return [word for word in words if word.text.strip(_SPACE)]

    def _behind_phrase(self, words: Sequence[Word], first: int) -> int:
        """The word behind a phrase that opens a sentence: 在会上|陈禾."""
        for place in range(first + 1, len(words)):
            if words[place].text[-1] in _PLACE_ENDS:
                return place + 1
        return len(words)


def _any(words: Iterable[str]) -> str:
    """A group of words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=lambda one: (-len(one), one)))) + ")"


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    return _Words(lexicon)
