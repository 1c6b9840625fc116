"""Is an item a group, a row, a question, or no measure at all? The decisions of the walk, one question each.

They are those of the labelling guide (rules 1 and 6, "Groups") and of domain.md §2.5; none looks at anything
but the printed item, its lead-in and its children. What the children are to their lead-in is asked of
`extractor.structure.points`, what a sentence says of its document of `extractor.structure.provisions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from extractor.lexicon import Lexicon
from extractor.model import Evidence, Item, MarkerStyle, Role, Span
from extractor.numerals import count_pattern, to_int
from extractor.structure.hints import LEADS
from extractor.structure.labels import said_of_field
from extractor.structure.outline import Outline
from extractor.structure.points import COLONS, LEAD, STOP, Points, start_of
from extractor.structure.provisions import Provisions
from extractor.structure.tokens import OPEN_DIGITS
from extractor.structure.verbs import verbs
from extractor.structure.verdicts import against, flag

SUB = frozenset(
    {
        MarkerStyle.DIGIT_PAREN,
        MarkerStyle.DIGIT_CLOSE,
        MarkerStyle.LETTER,
        MarkerStyle.CIRCLED,
        MarkerStyle.ORDINAL,
        MarkerStyle.BULLET,
    }
)
"""Styles that number points inside an item rather than items."""

CHAPTERS = frozenset({MarkerStyle.CHAPTER, MarkerStyle.HAN_FORMAL, MarkerStyle.HAN_COMMA})
"""Styles that number the sections of a document."""

_INSIDE = ("：", ":", "；", ";", "，", ",")
_BLANKS = " \u3000"
_BEFORE = 8  # code points before a number in which its colon stands
_EDGE = "：:；;，,。 \n\t\u3000"
_SPOKEN = ("是", "要", "為", "为")
_STOPS = ("。", "！", "？")
_HEADING = 30  # code points; a longer heading has run on into its text
_TURN = 16  # code points of a sentence that turns to a list: 其主要职责是：
_NAME = 8  # code points of a name among others
_MANY_NAMES = 5
_LINE_OF_NAMES = 1000  # code points in which names are looked for
_PARAGRAPH = 40  # code points of running text
_EVEN = 5  # times as long as the shortest of several paragraphs the longest is
_PARAGRAPHS = 6  # paragraphs that are known by their lengths
_SEVERAL = 3  # paragraphs below a heading of the press
_HEADLINE = 4  # code points of a headline in a newspaper's box (亮点, 回应, 相关链接)
_LATE = 30  # the number of the first paragraph in a part of an address; no list begins so late
_LONG_POINT = 120  # code points of a paragraph; a point of a list in running text is shorter
_ABOUT = 2  # points that say when and where
_SHORT_LEAD = 2  # sentences before the first ordinal of a chapter that only introduces


class Decisions:
    """Answers for the items of one outline."""

    def __init__(self, outline: Outline) -> None:
        self.root = outline.root
        self._is_story = outline.is_story
        self.text = outline.article.text
        self.lexicon = outline.lexicon
        self.verbs = verbs(outline.lexicon)
        self.words = _words(outline.lexicon)
        self.points = Points(self.text, outline.lexicon)
        self.provisions = Provisions(outline.lexicon)
        self.numbers_paragraphs = bool(self.words.paragraphs.search(outline.article.title))
        self.numbers_paragraphs = self.numbers_paragraphs or _is_part_of_address(self.root)
        self.is_whole = outline.lines.is_whole
        self.is_official = bool(outline.article.document_type)

    @cached_property
    def gaps(self) -> frozenset[int]:
        """Where the items begin before which numbers are missing."""
        return frozenset(_gaps(self.root))

    def is_story(self, item: Item) -> bool:
        """Whether a heading of a page says that below it is told what somebody said (…会见…, 十大新闻)."""
        return item.marker is None and self._is_story(item.head)

    def is_question(self, item: Item) -> bool:
        """Whether the head asks or names what was asked (关于…问题): it counts no measures."""
        if self.text[item.head.end : item.head.end + 1] in ("？", "?") or self.is_paragraph(item):
            return True
        if self.words.asks.fullmatch(self.text, item.head.start, item.head.end):
            return True
        if not self.words.asked.fullmatch(self.text, item.head.start, item.head.end):
            return False
        request = self.words.requests.search(self.text, item.head.end, item.span.end)
        if request is None or item.children:
            return request is not None
        return not self._is_answered(Span(request.end(), item.span.end))

    def _is_answered(self, rest: Span) -> bool:
        """Whether a promise follows on another line than the request: ``你省请求…。\n水利部将…``.

        Where the line breaks are lost, in another sentence.
        """
        line = self.text.find("。" if self.is_whole(rest.start) else "\n", rest.start, rest.end)
        return line > 0 and bool(self.words.future.search(self.text, line, rest.end))

    def is_paragraph(self, item: Item) -> bool:
        """In an address whose paragraphs are numbered, 1. counts a paragraph (domain.md §1.1, trap 20)."""
        return self.numbers_paragraphs and item.marker is not None and item.marker.style in OPEN_DIGITS

    def is_mere_heading(self, item: Item) -> bool:
        """``■⏎亮点`` above paragraphs: a point that heads running text and does nothing itself; in the press
        also one that acts, above several of them.
        """
        is_point = item.marker is not None and item.marker.style is MarkerStyle.BULLET
        if not is_point or self.text[item.head.end : item.head.end + 1] != "\n":
            return False
        below = self.text[item.head.end : item.span.end].strip().split("\n")
        if len(item.head) <= _HEADLINE and len(below) > 1 and not self.points.acts(item):
            return True
        return not self.is_official and sum(len(line) > _PARAGRAPH for line in below) >= _SEVERAL

    def is_section(self, item: Item, parent: Item) -> bool:
        """Whether an item is a 一、 of the document itself."""
        return item.marker is not None and item.marker.style in CHAPTERS and parent is self.root

    def has_numbered_rows(self, item: Item) -> bool:
        """Whether items outside running text are numbered; numbered questions are none, nor are the headlines
        of a digest (新闻摘要) or what somebody said.
        """
        return any(
            not self.is_story(child) and self.has_numbered_rows(child)
            if child.marker is None
            else child.marker.style not in SUB and not self.is_question(child) and self.orders(child)
            for child in item.children
        )

    def orders(self, item: Item) -> bool:
        """Whether a number orders the text: it stands in no sentence and above no line of names."""
        return not (self.is_told(item) or self.lists_names(item))

    def lists_names(self, item: Item) -> bool:
        """Whether an item that does nothing stands above a line of names: ``二、其他城市⏎甲市、乙县。``"""
        if item.children or self.text[item.head.end : item.head.end + 1] != "\n" or self.points.acts(item):
            return False
        line = (
            self.text[item.head.end : min(item.span.end, item.head.end + _LINE_OF_NAMES)]
            .strip()
            .split("\n", 1)[0]
        )
        names = line.rstrip(_EDGE).split("、")
        return len(names) >= _MANY_NAMES and max(map(len, names)) <= _NAME

    def is_told(self, item: Item) -> bool:
        """Whether an item is part of a sentence: ``报告分两部分：一、回顾；二、展望。``"""
        if item.marker is None or item.children:
            return False
        start = item.marker.span.start
        before = self.text[max(0, start - _BEFORE) : start].rstrip(_BLANKS)
        return before.endswith(_INSIDE) and "。" not in self.text[item.span.start : item.span.end - 1]

    def is_group(self, item: Item, parent: Item) -> bool:
        """Whether the children of an item are the rows, and it only names them."""
        if not item.children or self._is_event(item):
            return False
        if any(child.marker is None or child.marker.style not in SUB for child in item.children):
            return not self.points.only_conditions(item)
        return self._only_introduces(item, parent)

    def _is_event(self, item: Item) -> bool:
        """Whether points only say when and where an item takes place, and what it holds: ``（一）消防演练
        1.演练时间 2.演练地点 3.演练内容``.
        """
        where = sum(child.role is Role.SCOPE for child in item.children)
        others = [child for child in item.children if child.role is not Role.SCOPE]
        few = 0 < len(others) <= where and where >= _ABOUT
        return few and not any(self.points.acts(child) or child.children for child in others)

    def _only_introduces(self, item: Item, parent: Item) -> bool:
        """Whether nothing but a title or a lead-in ending in ： stands before the first sub-item."""
        first = self._first_point(item)
        lead = self.text[item.head.end : start_of(first)].strip(_EDGE)
        ordinal = _is_ordinal(first)
        if ordinal and self._answers(item, parent):
            return not self.points.only_conditions(item)
        if not lead:
            says_it = self._is_titled(item, parent, first) or self._says_it(item)
            says_it = says_it or (ordinal and self._is_spelt_out(item, parent))
            return not (self.points.only_conditions(item) or says_it)
        if ordinal and self._only_turns_to(item):
            return True
        if ordinal and self.is_section(item, parent):
            if self.are_paragraphs(item) and not self._is_damaged(item) and self.points.most_act(item):
                return True
            return not self.is_official and len(STOP.findall(lead)) < _SHORT_LEAD
        is_lettered = first.marker is not None and first.marker.style is MarkerStyle.LETTER
        points = is_lettered or self.points.lists_objects(lead)  # 检查内容包括：①图纸；②台账
        if points and not self.points.most_act(item):
            return False
        if not ordinal and self.is_bare_heading(item) and not self.points.only_conditions(item):
            acting = sum(map(self.points.acts, item.children))
            if self._is_topmost(item, parent) or 2 * acting > len(item.children):
                return True
        introduces = self.words.introduces.search(lead) or self.points.lists_duties(lead)
        return bool(introduces) and not self.points.only_conditions(item)

    def _first_point(self, item: Item) -> Item:
        """The first of the children, or behind 一是, 二是 in its introduction the first of those on lines of
        their own that a line ending in ： leads to and that are most of what stands below it.
        """
        numbered = [child for child in item.children if not _is_ordinal(child)]
        are_most = 2 * sum(len(child.span) for child in numbered) > len(item.span)
        if not (are_most and len(numbered) > 1):
            return item.children[0]
        start = start_of(numbered[0])
        leads = self.text[start - 1] == "\n" and self._is_behind_colon(start)
        return numbered[0] if leads else item.children[0]

    def _is_topmost(self, item: Item, parent: Item) -> bool:
        """Whether an item is a section: a 一、 of the document, or a ``1.工作安排`` of one without 一、."""
        if self.is_section(item, parent):
            return True
        is_digit = item.marker is not None and item.marker.style in OPEN_DIGITS
        return is_digit and parent is self.root and not self.points.acts(item)

    def _is_spelt_out(self, item: Item, parent: Item) -> bool:
        """``1.加强工程管理⏎一是…；二是…``: below a section 一是 only spells out an item that neither counts
        nor introduces what follows. So in an official text, or where 一、 and （一） stand above 1.
        """
        head = item.head.of(self.text)
        leads = self.words.introduces.search(head) or self._ends_in_count(head) or self._counts_points(item)
        leads = leads or self.points.refers(item.head)
        is_digit = item.marker is not None and item.marker.style in OPEN_DIGITS
        is_deep = is_digit and parent.marker is not None and parent.marker.style is MarkerStyle.HAN_PAREN
        return (self.is_official or is_deep) and not (leads or self.is_section(item, parent))

    def _answers(self, item: Item, parent: Item) -> bool:
        """``五、有哪些措施？（一）减少材料。一是…；二是…``: an answer is no official text; 一是 counts
        the measures in it, as in the news.
        """
        return not _is_ordinal(item) and self.is_question(parent)

    def _only_turns_to(self, item: Item) -> bool:
        """``其次，介绍有关情况。…：一是…；二是…``: a speaker turns to what he lists then."""
        if item.marker is None or not _is_ordinal(item) or self.is_official:
            return False
        printed = item.marker.span.of(self.text)
        is_word = bool(self.lexicon.label("ordinals", printed.rstrip("是要为為")))
        return (is_word or not printed.endswith(_SPOKEN)) and not self.points.acts(item)

    def are_paragraphs(self, item: Item) -> bool:
        """Whether each child opens a line of its own; where breaks are lost, 第一， after a stop does, and
        behind a colon if all are long; so does 一是 in a speech, of several as long as paragraphs are.
        """
        starts = [start_of(child) for child in item.children]
        if not (starts and self.is_whole(starts[0])):
            return all(self.text[start - 1] == "\n" for start in starts)
        lengths = [len(child.span) for child in item.children]
        counted = all(self.text.startswith("第", start) for start in starts)
        are_long = counted and min(lengths) > _LONG_POINT
        are_even = min(lengths) > _PARAGRAPH and max(lengths) < _EVEN * min(lengths)
        are_even = are_even and len(starts) >= _PARAGRAPHS and not self.is_official
        first = [] if (are_long or are_even) and self._is_behind_colon(starts[0]) else starts[:1]
        return (counted or are_even) and all(map(self._is_behind_sentence, [*first, *starts[1:]]))

    def _is_behind_colon(self, start: int) -> bool:
        return self.text[max(0, start - _BEFORE) : start].rstrip().endswith(COLONS)

    def _is_behind_sentence(self, start: int) -> bool:
        return self.text[max(0, start - _BEFORE) : start].rstrip(_BLANKS).endswith("。")

    def _is_damaged(self, item: Item) -> bool:
        """Whether a number has lost its digits."""
        return item.marker is not None and not any(map(str.isalnum, item.marker.span.of(self.text)))

    def lead_of_article(self, item: Item) -> Span | None:
        """``不得有下列行为：`` above points of an article, 禁止行为 elsewhere: what they are stands there."""
        is_article = item.marker is not None and item.marker.style is MarkerStyle.ARTICLE
        leads = is_article and self.text[item.head.end : item.head.end + 1] in COLONS
        return item.head if leads or self.points.bans_conduct(item.head) else None

    def says_of_points(self, item: Item) -> tuple[Evidence, ...]:
        """What a heading says of all below it: that it is told, forbidden, or looked into."""
        if self.is_story(item):
            return (against("document.genre", item.head),)
        if self.points.are_cases(item):
            return (against("list.cases", item.head),)
        ban = self.points.ban_in(item.head)
        return (flag("lead.forbids", ban),) if ban else ()

    def only_leads_in(self, item: Item) -> bool:
        """Whether an article turns to its points behind a sentence: ``交易平台是交易所，其职责是：``.

        ``承储企业应当履行下列职责：`` and ``支持研发：`` say whose and what the points are.
        """
        if item.marker is None or item.marker.style is not MarkerStyle.ARTICLE or not item.children:
            return False
        rest = self.text[item.head.end : start_of(item.children[0])]
        return rest.rstrip().endswith(COLONS) and 0 < len(rest.strip(_EDGE)) <= _TURN < len(item.head)

    def is_bare_heading(self, item: Item) -> bool:
        """Whether the head stands alone on its line, without a mark: what stands below is its own.

        Where the line breaks are lost it runs on into the text below, or was cut off from it.
        """
        after = self.text[item.head.end : item.head.end + 1]
        if item.marker is None or item.marker.style not in CHAPTERS or not self.is_whole(item.head.start):
            return after == "\n"
        return len(item.head) > _HEADING or after not in (*_STOPS, *_EDGE)

    def _is_titled(self, item: Item, parent: Item, first: Item) -> bool:
        """``（一）减少材料。一是取消…；二是…``: the title is the measure, its points belong to it.

        Where the breaks are lost, numbers behind a long sentence stood on lines of their own, and those that
        are sentences below a head that does nothing.
        """
        run_in = self.text[item.head.end : item.head.end + 1] in _STOPS
        same_line = "\n" not in self.text[item.head.end : start_of(first)]
        is_ordinal = _is_ordinal(first)
        if self.is_whole(start_of(first)) and not is_ordinal:
            are_sentences = all(self._is_behind_sentence(start_of(child)) for child in item.children[1:])
            same_line = len(item.head) <= _HEADING and (self.points.acts(item) or not are_sentences)
        is_point = is_ordinal or (first.marker is not None and first.marker.style is MarkerStyle.CIRCLED)
        if not run_in or self.is_section(item, parent) or self._counts_points(item):
            return False
        return same_line or is_point

    def _counts_points(self, item: Item) -> bool:
        """``（二）做好三方面工作。`` above three points: it names them, and they are the measures."""
        numbers = (match["number"] for match in self.words.counted.finditer(item.head.of(self.text)))
        return any(to_int(number) == len(item.children) for number in numbers)

    def _says_it(self, item: Item) -> bool:
        """``推进垃圾分类，推广“户分类”模式：一是…``: the head does what its points spell out."""
        head = item.head.of(self.text)
        leads = self.words.introduces.search(head) or self._ends_in_count(head)
        leads = leads or self.points.refers(item.head)
        says_it = "，" in head and self.is_official and self.points.acts(item) and not leads
        return says_it and not self.is_bare_heading(item)

    def with_own_role(self, item: Item) -> Item:
        """An article that gives a purpose, a definition or a validity is no measure (GUIDE rule 6).

        Nor is a heading that only leads to the text (``十一、原文链接``).
        """
        if item.marker is None:
            return item
        if not item.children and self.lexicon.label("labels", item.head.of(self.text)) == "nameless":
            return replace(item, role=Role.SCOPE)
        sentence = STOP.split(item.span.of(self.text), maxsplit=1)[0].replace("\n", "")
        if item.children:
            lead = self.text[item.span.start : start_of(item.children[0])]
            punishes = len(lead) < LEAD and self.provisions.punishes_or_names_principles(
                item.marker, lead.rstrip(_EDGE)
            )
            if punishes or not self.points.only_conditions(item):
                return _with_role(item, Role.CLOSING) if punishes else item
        role = self.provisions.role_of(item.marker, sentence)
        if role is Role.EXPLANATION and self.points.gives_sums(item):
            return item  # 资助标准分为两档。一档为每人每年二千元；…
        return replace(item, role=role) if role else item

    def unlisted(self, item: Item) -> tuple[Evidence, ...]:
        """``（四）军民融合方面6项。``: a count whose list is not printed (domain.md §7, trap 7)."""
        rest = self.text[item.head.end : item.span.end].strip(_EDGE)
        if not rest and self._ends_in_count(item.head.of(self.text)):
            return (against("list.unlisted", item.head),)
        return (against("list.names", item.head),) if self.lists_names(item) else ()

    def flags(self, item: Item) -> tuple[Evidence, ...]:
        """What a reader should know of the number: it is damaged, or others before it are missing."""
        if item.marker is None or item.marker.style is MarkerStyle.BULLET:
            return ()
        damaged = self._is_damaged(item)
        missing = item.marker.span.start in self.gaps
        names = ["marker.damaged"] * damaged + ["marker.gap"] * missing
        return tuple(flag(name, item.marker.span) for name in names)

    def leads_in(self, line: Span) -> bool:
        """Whether a line before its colon says that a list follows: ``主要任务是``, ``具体如下``."""
        if self.text.endswith(_SPOKEN, line.start, line.end):
            return True
        return bool(self.words.introduces.search(self.text, line.start, line.end))

    def names_document(self, line: Span) -> bool:
        """Whether a line ends in a kind of document: ``湖滨区工作方案``."""
        return self.words.kind.search(self.text, line.start, line.end) is not None

    def announces_list(self, item: Item) -> bool:
        """Whether the head ends in a count or a cue and a colon: the list behind it holds the rows."""
        if item.children or self.text[item.head.end : item.head.end + 1] not in COLONS:
            return False
        head = item.head.of(self.text)
        leads = self.words.lead_end.search(head) or said_of_field(self.lexicon).fullmatch(head)
        return self._ends_in_count(head) or leads is not None

    def _ends_in_count(self, head: str) -> bool:
        return any(match.end() == len(head) for match in self.words.counted.finditer(head))


def _is_ordinal(item: Item) -> bool:
    """Whether an item is counted by a word: 一是, 首先."""
    return item.marker is not None and item.marker.style is MarkerStyle.ORDINAL


def _is_part_of_address(root: Item) -> bool:
    """Whether the first number is too late for a list, and no 一、 stands above it as in a part of a plan."""
    chapters = (child.marker is not None and child.marker.style in CHAPTERS for child in root.children)
    return _first_number(root) >= _LATE and not any(chapters)


def _first_number(root: Item) -> int:
    """The value of the first 1. of an article, or 0: it stands first in its text and in its series."""
    items = [root]
    while items:
        item = items.pop()
        if item.marker and item.marker.style in OPEN_DIGITS:
            return item.marker.value
        items += reversed(item.children)
    return 0


def _with_role(item: Item, role: Role) -> Item:
    """The item and all below it with another role."""
    return replace(item, role=role, children=tuple(_with_role(child, role) for child in item.children))


def _gaps(root: Item) -> Iterator[int]:
    """Where the items begin whose number does not follow that of the item before."""
    stack = [root]
    while stack:
        item = stack.pop()
        stack += item.children
        for before, after in pairwise(item.children):
            if not before.marker or not after.marker or before.marker.style is not after.marker.style:
                continue
            if after.marker.value > before.marker.value + 1:
                yield after.marker.span.start


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that a lexicon gives: built once for each."""

    paragraphs: re.Pattern[str]
    asks: re.Pattern[str]
    asked: re.Pattern[str]
    requests: re.Pattern[str]
    future: re.Pattern[str]
    introduces: re.Pattern[str]
    counted: re.Pattern[str]
    lead_end: re.Pattern[str]
    kind: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    lead = lexicon.alternation("list_cues", *LEADS)
    counted = set(lexicon.texts("count_units", "noun"))  # 政策 names groups too
    kinds = [kind for kind in lexicon.texts("documents", "type", "law") if kind not in counted]
    return _Words(
        paragraphs=re.compile(lexicon.alternation("genres", "paragraphs")),
        asks=re.compile(lexicon.alternation("clauses", "asks", "answers")),
        asked=re.compile(r"关于[^。；]{2,50}问题"),
        requests=re.compile(lexicon.alternation("speakers", "requests")),
        future=re.compile(lexicon.alternation("openers", "future")),
        introduces=re.compile(rf"{lexicon.alternation('list_cues', 'introduce', 'cue')}[^。]{{0,6}}$"),
        counted=count_pattern(lexicon),
        lead_end=re.compile(rf"{lead}$"),
        kind=re.compile(f"(?:{'|'.join(map(re.escape, kinds))})$"),
    )
