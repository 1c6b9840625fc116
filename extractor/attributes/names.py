"""Which names stand in a list of bodies? The list as printed, cut at 、，和 but never inside a name.

``和`` joins two names only where a name ends before it (``财政部和税务总局``, but ``工业和信息化部``); what
stands in brackets belongs to its name; kinds of places under one 各 are one name (``各省、自治区、直辖市人民
政府``); 等 and what follows it is no part of a name (domain.md §4.1), unless it makes names of mere fields:
``民政、财政等部门`` and ``民政、财政部门`` are one, since no body is called 民政.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extractor.enclosures import enclosed
from extractor.lexicon import Lexicon
from extractor.model import Span
from extractor.numerals import POINTS

_SHORTEST, _SHORT = 4, 12  # code points of a name whose end is not known
LONGEST = 40
"""Code points; what is longer is a sentence, no name."""

_SEPARATOR = re.compile(r"[、，,；;\n\t]|以及|或者|[和及与或](?![其时])| +|\u3000+")
_FIELD = 2  # code points of a field that looks like a name: 人社, 海关
_CERTAIN = "、，,；;"
_JOINTS = ("、", "和", "及", "以及", "与", "或", "或者")
_ETC = re.compile(r"(?<![高中初平同优上劣])等(?![级教院])")
_OF_FIELDS = re.compile(r"(?<=.)等(?:有关|相关|各有关|各相关)?(?:部门|单位|机构)")
BRACKET = re.compile(r"[（(][^（）()]*[）)]|〔[^〔〕]*〕|〈[^〈〉]*〉")
_NUMBER = re.compile(r"(?:[-—–]\s?\d{1,3}\s?[-—–]|\d{1,2}[.．、]|[（(][\d一二三四五六七八九十]{1,3}[）)])\s*")
_EDGE = f" \t\n\u3000\u00a0、，,；;：:。.和及与*＊{POINTS}"
_QUOTED = re.compile(r"“[^“”，。；]{1,8}”(?=[^，。；“”])")  # 市“两新”组织党工委
PREPOSITION = re.compile(r"[将把被向]|对(?![外口])")
"""What opens a phrase behind a name: ``区防汛办|对泵站的巡查``."""
_SENTENCE = re.compile(rf"[。！？：:！?“”《]|\d+[年月日]|(?<!的)的(?!士)|{PREPOSITION.pattern}")
_NO_SUBJECT = re.compile(rf"[。！？：:！?“”《》，]|\d+[年月日]|由|{PREPOSITION.pattern}")


class Names:
    """Cuts lists of bodies and says what kind of name each is."""

    def __init__(self, lexicon: Lexicon) -> None:
        ending = lexicon.alternation("bodies", "ending")
        weak = lexicon.alternation("bodies", "weak", "member")
        every = lexicon.alternation("places", "every")
        mere = lexicon.alternation("places", "place", "local")
        kind = lexicon.alternation("places", "place", "local", "zone")
        local = lexicon.alternation("places", "local")
        seat = f"(?:{mere}(?={every}))"  # 市|各功能区
        governs = lexicon.alternation("places", "government")
        self.ending = re.compile(ending)
        self._ends = re.compile(rf"(?:{ending}|{weak}|等)[）)]?$")
        self._weak = re.compile(
            rf"{lexicon.alternation('bodies', 'weak')}(?:[（(][^（）()]{{1,4}}[）)])?$"
            rf"|^{every}*{lexicon.alternation('bodies', 'member')}$"
        )
        self._inner = re.compile(lexicon.alternation("bodies", "inner"))
        self.weak = re.compile(weak)
        self._act = re.compile(lexicon.alternation("bodies", "act"))
        self._other = re.compile(lexicon.alternation("bodies", "other"))
        self._places = re.compile(rf"{every}+(?:{kind}[、和及]?)+$")
        self._place = re.compile(rf"{mere}(?:[、和及]{mere})*")
        self._more_places = re.compile(rf"(?:{kind}[、和及]?)+(?:{governs}|$)")
        self._local = re.compile(
            rf"{seat}?{every}*(?:{local}|{every}+{kind})(?:[、和及]|{every}|{kind})*{governs}*$"
        )
        one = lexicon.alternation("places", "place")
        seats = "|".join(word for word in lexicon.texts("places", "government") if word.endswith("政府"))
        self._set = re.compile(rf"(?:{mere}|国务院|[^各、，]{{0,6}}(?:{seats}))各(?:工作)?部门")
        self._government = re.compile(rf"[^各、，]{{1,6}}?{one}(?:{seats})")
        self._zone = re.compile(
            rf"[^各、，]{{1,8}}?{lexicon.alternation('places', 'local', 'zone')}(?:{governs}|{ending})?"
        )
        self._authority = re.compile(
            rf"(?:{every}|{kind}|{local}|国务院|[^，。；、的]{{2,8}}?{ending}[^，。；的]{{2,24}}的[^，。；、的]{{0,6}}{ending}$)"
        )
        self._choice = re.compile(rf"{kind}[（(]{kind}(?:、{kind})*[）)]{governs}*$")

    def split(self, text: str, start: int, end: int) -> Iterator[Span]:
        """The names in ``text[start:end]`` in their order; none is empty, none longer than `LONGEST`."""
        listed: list[Span] = []
        for name in self._split(text, start, end):
            if listed and text[listed[-1].end : name.start] != "、":
                yield from listed
                listed = []
            etc = _OF_FIELDS.match(text, name.end, end)
            if (etc and self._is_field(name.of(text))) or self._is_of_field(name.of(text)):
                name = self._with_fields(text, listed, name, etc.end() if etc else name.end)
            listed.append(name)
        yield from listed

    def _with_fields(self, text: str, listed: list[Span], last: Span, end: int) -> Span:
        """The last name up to ``end`` with the fields before it that share its 部门; they leave the list.

        What are all bodies by their own names (``公安、海关等部门``) share nothing.
        """
        first = len(listed)
        while first and self._is_field(listed[first - 1].of(text)):
            first -= 1
        fields = [*listed[first:], last]
        if all(self._is_somebody(field.of(text)) for field in fields):
            return last
        del listed[first:]
        return Span(fields[0].start, end)

    def _is_field(self, name: str) -> bool:
        """Whether a name may be that of a field, as 民政 and 人社 are."""
        return len(_bare(name)) <= _FIELD or not self._is_somebody(name)

    def _is_of_field(self, name: str) -> bool:
        """Whether a name is that of a field and 部门 (``财政部门``), which others may share."""
        return name.endswith("部门") and not self.is_weak(name)

    def _split(self, text: str, start: int, end: int) -> Iterator[Span]:
        """The names one by one."""
        open_list: Span | None = None
        for piece in self._pieces(text, start, end):
            if open_list and self._goes_on(text, open_list, piece):
                piece = Span(open_list.start, piece.end)
            elif open_list:
                yield from self._name(text, open_list)
            bare = _bare(piece.of(text))
            open_list = piece if self._places.fullmatch(bare) or self._place.fullmatch(bare) else None
            if not open_list:
                yield from self._name(text, piece)
        if open_list:
            yield from self._name(text, open_list)

    def _goes_on(self, text: str, places: Span, piece: Span) -> bool:
        """Whether a piece belongs to the places before it: ``各省、直辖市``, ``市和`` ``县财政部门``."""
        if text[places.end : piece.start] not in _JOINTS:
            return False
        is_mere = self._place.fullmatch(_bare(places.of(text)))
        return bool(is_mere or self._more_places.match(_bare(piece.of(text))))

    def is_name(self, name: str) -> bool:
        """Whether a name ends as the names of bodies do, and holds nothing that only sentences have."""
        bare = _bare(name)
        return 2 <= len(bare) <= LONGEST and bool(self._ends.search(bare)) and self.may_be_name(name)

    def fills(self, words: str) -> bool:
        """Whether words that fill a whole subject are one name: ``市、县（区）财政部门``.

        One with 的 must begin like that of an authority: ``县级以上人民政府管理节能的部门``.
        """
        bare = _bare(words)
        if not 2 <= len(bare) <= LONGEST or _NO_SUBJECT.search(bare) or self._act.search(bare, 2):
            return False
        if not self._ends.search(bare) or self._other.search(bare):
            return False
        return "的" not in bare or bool(self._authority.match(bare))

    def _is_somebody(self, name: str) -> bool:
        return self.is_name(name) or self.is_local(name)

    def is_list(self, values: Sequence[str], *, is_open: bool = False) -> bool:
        """Whether all members of a list are names, the last for certain, unless 等部门 has followed it."""
        sure = is_open or self.is_name(values[-1]) or self.is_local(values[-1])
        return sure and all(self.may_be_name(value) and not self._act.search(value) for value in values)

    def may_be_name(self, name: str) -> bool:
        """Whether a member of a list of bodies can be one: neither a time nor a remark nor a sentence."""
        plain = _QUOTED.sub("", name)
        return not (_SENTENCE.search(plain) or self._other.search(_bare(name))) and len(_bare(name)) > 1

    def may_lead(self, name: str) -> bool:
        """Whether what stands right before 牵头 may be a name, though its end is that of none: 江城铁塔."""
        return _SHORTEST <= len(name) <= _SHORT and self.may_be_name(name) and not self._act.search(name)

    def is_named_government(self, name: str) -> bool:
        """Whether it is the government of one place: ``韩城市政府``."""
        return self._government.fullmatch(name) is not None

    def is_zone(self, name: str) -> bool:
        """Whether it is a zone or who runs it: ``西咸新区管委会``, ``杨凌示范区``."""
        return self._zone.fullmatch(name) is not None

    def is_local(self, name: str) -> bool:
        """Whether a name means all the governments of a kind (``各区``, ``各省级人民政府``, ``地方``)."""
        return bool(self._local.fullmatch(_bare(name)) or self._choice.fullmatch(name))

    def is_weak(self, name: str) -> bool:
        """Whether a name means nobody in particular (``有关部门``).

        ``民政等有关部门``, ``专班各成员单位`` and ``省级各部门`` do not.
        """
        return bool(self._weak.search(name)) and not (_OF_FIELDS.search(name) or self._set.fullmatch(name))

    def _name(self, text: str, piece: Span) -> Iterator[Span]:
        """The piece without what belongs to no name: numbers, 等有关部门, what stands around it."""
        start, end = piece.start, piece.end
        etc = _ETC.search(text, start, end)
        end = etc.start() if etc else end
        while end > start and text[end - 1] in _EDGE:
            end -= 1
        while start < end and text[start] in _EDGE:
            start += 1
        number = _NUMBER.match(text, start, end)
        start = number.end() if number else start
        if 0 < end - start <= LONGEST:
            yield Span(start, end)

    def _pieces(self, text: str, start: int, end: int) -> Iterator[Span]:
        """The stretches between separators outside brackets."""
        piece = text[start:end]
        kept = [*enclosed(piece), *(Span(*match.span()) for match in self._inner.finditer(piece))]
        kept.sort()
        position, index = 0, 0
        for match in _SEPARATOR.finditer(piece):
            while index < len(kept) and kept[index].end <= match.start():
                index += 1
            if index < len(kept) and kept[index].start <= match.start():
                continue
            before = piece[max(position, match.start() - LONGEST) : match.start()]
            if match[0] in _CERTAIN or self._ends_name(before):
                yield Span(start + position, start + match.start())
                position = match.end()
        yield Span(start + position, end)

    def _ends_name(self, before: str) -> bool:
        """Whether a name ends here, so that 和 or a blank parts it from the next."""
        bare = _bare(before.rstrip())
        return bool(self._ends.search(bare)) or self.is_local(before)


def _bare(name: str) -> str:
    """The name without its brackets."""
    return BRACKET.sub("", name).strip()


@lru_cache(maxsize=8)
def names(lexicon: Lexicon) -> Names:
    """The cutter of a lexicon, made once."""
    return Names(lexicon)
