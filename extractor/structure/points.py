"""What stands below a lead-in: measures of their own, or conditions, papers and cases of the one above?

``履行下列职责：`` leads to duties, ``符合下列条件的，给予补助：`` to conditions (GUIDE, "Groups").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Item, MarkerStyle, Span
from extractor.numerals import HAN
from extractor.structure.verbs import verbs

COLONS = ("：", ":")
STOP = re.compile(r"[。！？]")
LEAD = 160
"""Code points of a lead-in behind 下列情形之一的."""
_SEVERAL = 3  # sub-items that are alike not by chance
_EDGE = "。 \n\u3000-—–－0123456789"  # the number of a page may stand behind the colon
_COMMA = re.compile("[，,]")
_SUM = re.compile(rf"[{HAN}\d.]{{1,12}}[万亿]?元(?:以[上下])?")
_CLASSES = 300  # code points in which the classes of a grant say their sums
_SAID = 4  # code points of what a point says again after its lead-in
_STEP = re.compile(rf"[^\d{HAN}，。；：]{{2,10}}(?=\d)")


def start_of(item: Item) -> int:
    """Where an item begins, its number included."""
    return item.marker.span.start if item.marker else item.span.start


class Points:
    """Answers for the points below the lead-ins of one article."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.verbs = verbs(lexicon)
        self.words = _words(lexicon)

    def only_conditions(self, item: Item) -> bool:
        """``对达到下列标准之一的单位，给予补助：`` and conditions or classes below (GUIDE, Groups).

        What stands below an article of a law are conditions, papers or cases, unless its lead-in names duties
        (``履行下列职责：``) or each of them grants something. ``下列事项，应当报经审批：`` orders by itself
        what is to be done with them.
        """
        is_article = item.marker is not None and item.marker.style is MarkerStyle.ARTICLE
        lead = self._lead(item)
        if self._assign(item) or (self.words.carried.search(lead) and self.most_act(item)):
            return False
        are_objects = self.lists_objects(lead) and (is_article or not self.most_act(item))
        if self._are_classes(lead, item) or are_objects:
            return True
        if not is_article and any(child.children for child in item.children):
            return False
        if self.words.promises_list.search(lead.rstrip("：:")) and (not is_article or self.most_act(item)):
            return False
        if not lead.endswith(COLONS) and not self.words.classes.search(lead):
            return is_article and self.words.refers.search(lead) is not None and not self.most_act(item)
        named = self._points_named(lead, item)
        if (named and named["duty"]) or self.words.apart.search(lead):
            return False
        if self.words.conduct.search(lead) or (is_article and named and named["act"]):
            return False
        if self.words.classes.search(lead) or (named and named["paper"]):
            grants = (self.words.grants.search(child.head.of(self.text)) for child in item.children)
            return not (all(grants) or self._order(item))
        if not (is_article or self.words.points.search(lead)):
            return False
        return not self.most_act(item)

    def _lead(self, item: Item) -> str:
        """The last sentence before the points of an item, or the one before it that leads in to classes:
        ``符合以下条件之一的，可申请补贴。应当于毕业前申请。（1）…``.
        """
        said = STOP.split(self.text[item.span.start : start_of(item.children[0])].rstrip(_EDGE))
        if said[-1].endswith(COLONS) or self.words.classes.search(said[-1]):
            return said[-1]
        classes = (one for one in said if self.words.refers.search(one) and self.words.classes.search(one))
        return next(classes, said[-1])

    def _points_named(self, lead: str, item: Item) -> re.Match[str] | None:
        """What a lead-in calls the points below it, unless its sentence goes on to what is done with them."""
        named = self.words.points_below.search(lead)
        if named is None or "，" not in named["more"] or self.words.hands_in.search(named["more"]):
            return named
        goes_on = not named["act"] and (named["paper"] or not self.most_act(item))
        return None if goes_on else named

    def _are_classes(self, lead: str, item: Item) -> bool:
        """Whether the points say for whom or for which sum a lead-in acts, or what it looks into."""
        asks = sum(self.words.asks.search(child.head.of(self.text)) is not None for child in item.children)
        if self._repeat(lead, item):
            return True
        is_step = self.words.gives.search(lead) is not None and self.are_steps(item)
        return is_step or 2 * asks > len(item.children) or self.words.recipients.search(lead) is not None

    def _repeat(self, lead: str, item: Item) -> bool:
        """Whether most points end in what the lead-in says of all: ``有下列情形之一的，不予奖励：`` above
        ``（一）无法验证身份的，不予奖励；``, or ``颁发奖金：`` above ``牺牲的，颁发五十万元奖金；``.
        """
        heads = (_SUM.sub("", child.head.of(self.text)) for child in item.children)
        said = [_COMMA.split(head)[1:] for head in heads]
        return 2 * sum(bool(one) and len(one[-1]) >= _SAID and one[-1] in lead for one in said) > len(said)

    def _order(self, item: Item) -> bool:
        """Whether most points say for their own case what must be done: ``地址变更的，应当换证；``."""
        ordered = [self.words.ordered.search(child.head.of(self.text)) for child in item.children]
        return 2 * sum(map(bool, ordered)) > len(ordered)

    def _assign(self, item: Item) -> bool:
        """Whether most points say whose they are: ``一、再生能源發展事項：由經濟部主辦``."""
        ends = (min(child.span.end, child.head.end + LEAD) for child in item.children)
        assigned = [
            self.words.assigned.match(self.text, child.head.end, end)
            for child, end in zip(item.children, ends, strict=True)
        ]
        return 2 * sum(map(bool, assigned)) > len(assigned)

    def are_steps(self, item: Item) -> bool:
        """Whether the points differ in a figure first: ``金额在10万元以下的，``, ``金额在10万元以上的，``."""
        steps = [_STEP.match(self.text, child.head.start, child.head.end) for child in item.children]
        return len(steps) > 1 and all(steps) and len({step[0] for step in steps if step}) == 1

    def lists_objects(self, lead: str) -> bool:
        """Whether a lead-in ends in what its points are: papers, contents, cases (``检查内容包括：``), or a
        heading in papers (``企业报送材料``).
        """
        return self.words.objects.search(lead) is not None

    def lists_duties(self, lead: str) -> bool:
        """Whether a lead-in says that its points are orders or grants: ``履行下列职责：``."""
        named = self.words.points_below.search(lead)
        return named is not None and named["duty"] is not None

    def bans_conduct(self, head: Span) -> bool:
        """Whether a head forbids what stands below it, and says no more: ``禁止行为``."""
        return self.words.bans.fullmatch(head.of(self.text)) is not None

    def ban_in(self, lead: Span) -> Span | None:
        """Where a lead-in forbids at its end what stands below it: ``企业|不得有下列行为``."""
        found = self.words.bans_below.search(self.text, lead.start, lead.end)
        return Span(*found.span()) if found else None

    def refers(self, head: Span) -> bool:
        """Whether a head speaks of what follows: ``推出以下便民措施``."""
        return self.words.refers.search(self.text, head.start, head.end) is not None

    def names_duties(self, head: Span) -> bool:
        """Whether a head leads to duties, rights or tasks and says nothing itself: ``会员享有以下权利``."""
        named = self.words.points_below.search(head.of(self.text))
        return bool(named and named["duty"] and not named["more"])

    def is_duty_list(self, head: Span) -> bool:
        """Whether below a heading each line says what a body does: ``二、成员单位职责分工``."""
        return self.words.duties.search(head.of(self.text)) is not None

    def bears_duty(self, line: Span) -> bool:
        """Whether a line opens with a body and what it does: ``综合科负责值班``, ``财务科：拨付资金``."""
        match = self.words.bearer.match(self.text, line.start, line.end)
        if match is None:
            return False
        return match["bears"] is not None or self.verbs.opens(self.text, match.end(), line.end)

    def are_cases(self, item: Item) -> bool:
        """Whether each of several sub-items is a case or a breach: ``未办理审批手续的``."""
        heads = [child.head.of(self.text) for child in item.children]
        ends = all(head.endswith("的") for head in heads)
        return len(heads) >= _SEVERAL and ends and not any(map(self.words.grants.search, heads))

    def is_case(self, item: Item, lead: Span) -> bool:
        """Whether an item that does nothing stands behind a lead-in to conditions or classes:
        ``符合以下条件之一的，可以申领：1.沿河各村；``.
        """
        return self.words.classes.search(lead.of(self.text)) is not None and not self.acts(item)

    def gives_sums(self, item: Item) -> bool:
        """Whether an item names several sums of money, as the classes of a grant have: ``一档为二千元；…``;
        not from which sum on something belongs to a class.
        """
        end = min(item.span.end, item.span.start + _CLASSES)
        sums = _SUM.findall(self.text, item.span.start, end)
        return sum(not one.endswith(("以上", "以下")) for one in sums) > 1

    def most_act(self, item: Item) -> bool:
        """Whether at least half of the sub-items do something of their own."""
        return 2 * sum(map(self.acts, item.children)) >= len(item.children)

    def acts(self, item: Item) -> bool:
        """Whether a sub-item grants, orders or does something of its own."""
        head = item.head
        if self.words.grants.search(head.of(self.text)) or self.words.allows.search(head.of(self.text)):
            return True
        is_condition = self.text.startswith("的", head.end - 1)  # 年产值超过一亿元的；
        is_condition = is_condition or self.words.names_paper.search(head.of(self.text)) is not None
        return not is_condition and self.verbs.opens(self.text, head.start, head.end)


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that a lexicon gives: built once for each."""

    promises_list: re.Pattern[str]
    points_below: re.Pattern[str]
    conduct: re.Pattern[str]
    refers: re.Pattern[str]
    bans: re.Pattern[str]
    bans_below: re.Pattern[str]
    hands_in: re.Pattern[str]
    duties: re.Pattern[str]
    bearer: re.Pattern[str]
    names_paper: re.Pattern[str]
    classes: re.Pattern[str]
    recipients: re.Pattern[str]
    objects: re.Pattern[str]
    points: re.Pattern[str]
    grants: re.Pattern[str]
    ordered: re.Pattern[str]
    assigned: re.Pattern[str]
    carried: re.Pattern[str]
    gives: re.Pattern[str]
    allows: re.Pattern[str]
    asks: re.Pattern[str]
    apart: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    points = lexicon.alternation("points", "points")
    cited = "".join(f"(?<!{re.escape(kind)})" for kind in lexicon.texts("documents", "type", "law"))
    duty = f"{cited}{lexicon.alternation('points', 'duty')}"  # not 根据本办法规定
    act = lexicon.alternation("points", "act")
    paper = lexicon.alternation("points", "paper", "conduct")
    observe = lexicon.alternation("points", "observe")
    introduce = lexicon.alternation("list_cues", "introduce", "cue")
    orders = "|".join(w for w in lexicon.texts("openers", "deontic") if len(w) > 1)
    forbid = lexicon.alternation("actions", "forbid")
    bans = rf"{forbid}[^，。；]{{0,16}}?{lexicon.alternation('points', 'conduct')}"
    allows = "|".join(word for word in lexicon.texts("actions", "permit") if len(word) > 1)
    bears = lexicon.alternation("responsibility", "lead", "responsible")
    hosts = lexicon.alternation("responsibility", "host", "lead", "responsible")
    return _Words(
        promises_list=re.compile(rf"{lexicon.alternation('list_cues', 'introduce')}[^。]{{0,6}}$"),
        points_below=re.compile(
            rf"{points}[^，。：]{{0,16}}?(?:(?P<duty>{duty})(?!之一)|(?P<act>{act})(?!之一)"
            rf"|(?P<paper>{paper}))(?P<more>[^。]{{0,40}})$"
        ),
        conduct=re.compile(
            rf"(?:{lexicon.alternation('actions', 'forbid', 'permit')}|{observe})[^。]{{0,40}}?{points}"
            rf"[^，。：]{{0,30}}?{lexicon.alternation('points', 'conduct')}[：:]?$"
            rf"|{observe}{points}[^，。：]{{0,30}}?{lexicon.alternation('points', 'paper', 'case')}[：:]?$"
        ),
        refers=re.compile(points),
        apart=re.compile(rf"{lexicon.alternation('points', 'apart')}[^，。：；]{{1,6}}[：:]?$"),
        bans=re.compile(bans),
        bans_below=re.compile(f"{bans}$"),
        hands_in=re.compile(lexicon.alternation("points", "hands_in")),
        duties=re.compile(rf"{lexicon.alternation('points', 'duties')}(?:如下)?[。：:]?$"),
        bearer=re.compile(
            rf"[^，。；：:\s]{{2,24}}?(?:[：:]\s?)?(?P<bears>{bears})"
            r"|[^，。；：:\s]{2,24}[：:]\s?"
        ),
        names_paper=re.compile(rf"的{lexicon.alternation('points', 'paper')}$"),
        classes=re.compile(rf"{lexicon.alternation('points', 'class')}[^。]{{0,{LEAD}}}$"),
        recipients=re.compile(
            rf"{points}[^，。：]{{0,12}}?{lexicon.alternation('points', 'case')}的[^，。：]{{2,{LEAD}}}$"
        ),
        objects=re.compile(
            rf"{points}[^，。：]{{0,12}}?{paper}，[^。]{{0,{LEAD}}}?(?:{orders})[^。]{{0,{LEAD}}}$"
            rf"|{paper}[^，。：]{{0,3}}{introduce}[：:]?$"
            rf"|{lexicon.alternation('points', 'handed')}[^，。：；]{{0,8}}[：:]?$"
        ),
        points=re.compile(rf"{lexicon.alternation('points', 'points')}[^。]{{0,{LEAD}}}$"),
        grants=re.compile(lexicon.alternation("actions", "grant", "forbid")),
        ordered=re.compile(rf"的，[^，。；：]{{0,8}}(?:{orders}|{forbid})"),
        assigned=re.compile(rf"[：:，]由[^，。；：]{{2,40}}?{hosts}"),
        carried=re.compile(
            rf"{lexicon.alternation('openers', 'deontic')}{lexicon.alternation('points', 'carries')}"
            rf"[^，。；：]{{0,24}}?"
            rf"{lexicon.alternation('points', 'carried')}[：:]?$"
        ),
        asks=re.compile(lexicon.alternation("points", "asks")),
        gives=re.compile(lexicon.alternation("actions", "grant")),
        allows=re.compile(f"[，,](?:{allows})"),
    )
