"""The outline of an article as a tree of items with heads and section roles.

Roles are read off the printed headings and inherited downwards: what stands in 总体要求 stays frame, what
stands in 保障措施 is safeguard (domain.md §2.2). A table of contents is dropped: of two items with the same
head in one article, the one without a body.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from extractor.enclosures import Enclosures
from extractor.lexicon import Lexicon
from extractor.model import Article, Item, MarkerStyle, Role, Span
from extractor.numerals import HAN
from extractor.structure.boxes import with_boxes
from extractor.structure.closings import Closings
from extractor.structure.damage import repair
from extractor.structure.digests import tells_story
from extractor.structure.heads import Heads
from extractor.structure.hints import Hints
from extractor.structure.lines import Lines
from extractor.structure.markers import find_tokens
from extractor.structure.nodes import Node
from extractor.structure.sections import (
    end_of_heading,
    heading_in,
    is_section_heading,
    joint_end,
    lost_headings,
    parts_of_heading,
    plans_ahead,
    role_of_heading,
    tells_result,
)
from extractor.structure.series import build

_FEWEST_SECTIONS = 2
_AHEAD = 8  # code points before 下一步 in a heading: 当前及下一步
_SENTENCES = (MarkerStyle.ORDINAL, MarkerStyle.ARTICLE)
_POINTS = (MarkerStyle.ORDINAL, MarkerStyle.BULLET)
_SECTIONS = (MarkerStyle.CHAPTER, MarkerStyle.HAN_COMMA)
_HEADINGS = (*_SECTIONS, MarkerStyle.HAN_PAREN, MarkerStyle.DIGIT_DOT, MarkerStyle.DIGIT_COMMA)
_BARE_NAME = 10  # code points; 强化组织实施, but not 强化政策保障，加强财税支持
_HEADING = 30  # code points of a heading that has not run into its text
_NAME = 6  # code points of the name of a chapter that no other head begins with by chance
_NO_LEADER = re.compile("[^。；;：: \n\t\u3000.…·0123456789]")
_FEWEST_DOTS = 6
_ENTRY = 80  # code points of an entry in a table of contents with its dots
_DOTS = re.compile(rf"[.．…·](?:[.．…·]{{{_FEWEST_DOTS - 1},}}|(?<=…)…+(?=\s?\d{{1,3}}(?!\S)))")
"""A class at its head, which `re` looks for fastest: most texts have no such dots."""
_CONTENTS = re.compile(r"目\s{0,4}[录錄次]")
_OPENING = re.compile(rf"第?[{HAN}\d]{{1,3}}(?:[章节篇、.．]|部分)(?!\d)|[（(][{HAN}]{{1,3}}[)）]")
_SHORT = 60  # code points of a line in a table of contents
_FEWEST_ENTRIES = 4
_SEVERAL = 3  # headings of results, of which more than half tell that their section looks back
_DEEPEST = 40  # levels; no document nests deeper, a hostile one may


class Outline:
    """The tree of one article, and the tools that its readers share.

    A ``brief`` one lacks what gives no row and does not concern the rest: sections of running text without a
    list, and what stands under a heading that refuses it all, but for the first item.
    """

    def __init__(self, article: Article, lexicon: Lexicon, *, brief: bool = False) -> None:
        self.article = article
        self.lexicon = lexicon
        self.lines = Lines(article)
        self.enclosures = Enclosures(article.text, self.lines.spans)
        self.closings = Closings(article.text, lexicon)
        self.heads = Heads(article, self.enclosures, lexicon)
        found = find_tokens(article, self.lines, self.enclosures, lexicon)
        tokens = tuple(with_boxes(article.text, found, lexicon))
        self.hints = Hints(article.text, lexicon)
        self._brief = brief
        self._story = tells_story(lexicon)
        self._heads: dict[int, Span] = {}
        self._bare: dict[int, bool] = {}
        self._done: set[int] = set()
        self._tree = build(article, self.lines, tuple(repair(tokens)), lexicon)
        self._release(self._tree)
        self.root = self._item(self._tree, Role.CORE, 0)

    def is_story(self, head: Span) -> bool:
        """Whether a heading says that below it is told what somebody said (…会见…, 新闻摘要)."""
        return self._story.search(self.article.text, head.start, head.end) is not None

    @cached_property
    def _bodied(self) -> frozenset[str]:
        """The heads of the numbered items with a body, without blanks."""
        return frozenset(map(self._key, self._with_body))

    @cached_property
    def _entries(self) -> list[str]:
        """Number and head of each of them, sorted."""
        return sorted(map(self._entry, self._with_body))

    @cached_property
    def _with_body(self) -> list[Node]:
        return [node for node in _walk(self._tree) if node.token and not self._is_bare(node)]

    @cached_property
    def _last(self) -> dict[str, int]:
        """Where each chapter that may be listed in a lost line stands last."""
        if not any(self._may_be_listed(node) for node in _walk(self._tree)):
            return {}
        listed = sorted(
            (node for node in self._with_body if self._may_be_listed(node)), key=lambda node: node.start
        )
        return {self._entry(node): node.start for node in listed}

    @cached_property
    def _contents(self) -> Span:
        """The lines from 目录 to where the number of the first of them comes again; empty without it."""
        text, lines = self.article.text, self.lines.spans
        if not _CONTENTS.search(text):
            return Span(0, 0)
        top = next(
            (at for at, line in enumerate(lines) if _CONTENTS.fullmatch(text, line.start, line.end)), None
        )
        if top is None or top + 1 >= len(lines):
            return Span(0, 0)
        opening = _opening_of(text, lines[top + 1])
        for at in range(top + 2, len(lines)):
            if opening and _opening_of(text, lines[at]) == opening:
                return Span(lines[top].start, lines[at].start) if at - top > _FEWEST_ENTRIES else Span(0, 0)
            if len(lines[at]) > _SHORT:
                break
        return Span(0, 0)

    @cached_property
    def _dots(self) -> list[Span]:
        """Where dots lead to a page, in order."""
        return [Span(*match.span()) for match in _DOTS.finditer(self.article.text)]

    def _head_of(self, node: Node) -> Span:
        """The head of a node; many are never asked for."""
        if (head := self._heads.get(id(node))) is None:
            head = self._heads[id(node)] = self._find_head(node)
        return head

    def _item(self, node: Node, inherited: Role, depth: int) -> Item:
        """The item of a node; ``depth`` counts the numbers above it, headings without a number do not."""
        head = self._head_of(node)
        role = self._own_role(head.of(self.article.text), node, depth) or inherited
        if not inherited.holds_measures and (depth > 1 or (node.marker and node.marker.style in _POINTS)):
            role = inherited
        kept = list(self._kept(node, head)) if depth < _DEEPEST else []
        self._find_done(kept)
        children = tuple(
            self._item(child, inner, depth + (child.token is not None))
            for child, inner in _with_roles(kept, role)
        )
        span = Span(node.content, self._end_of(node))
        return Item(node.marker, head, span, children, role)

    def _find_done(self, nodes: Sequence[Node]) -> None:
        """Keep in mind which sections tell what was done: ``二、主要做法`` before ``三、下一步打算``."""
        if len(nodes) < _FEWEST_SECTIONS or nodes[0].marker is None:
            return
        heads = [self._head_of(node).of(self.article.text) for node in nodes]
        ahead, so_far = _of_report(self.lexicon)
        last = next((at for at in range(len(heads) - 1, 0, -1) if ahead.search(heads[at])), 0)
        before = zip(nodes[:last], heads[:last], strict=True)
        self._done |= {id(node) for node, head in before if so_far.fullmatch(head)}

    def _release(self, parent: Node) -> None:
        """Put what stands below a chapter whose heading is lost beside the chapter before it."""
        children: list[Node] = []
        for node in parent.children:
            if node.token is None:
                self._release(node)
            lost = self._below_lost_heading(node)
            children += (node, *lost)
            if lost:
                node.children = node.children[: -len(lost)]
                node.end = self.lines.content_end(node.content, lost[0].start)
        parent.children = children

    def _below_lost_heading(self, node: Node) -> list[Node]:
        """What is numbered on behind the sections that a heading names one by one: 指导思想、原则和目标."""
        if node.marker is None or node.marker.style not in _SECTIONS:
            return []
        head = self._head_of(node).of(self.article.text)
        style = MarkerStyle.HAN_PAREN
        listed = [child for child in node.children if child.marker and child.marker.style is style]
        heads = [self._head_of(child).of(self.article.text) for child in listed]
        names = self._names_in(node, heads)
        if not 1 < len(names) < len(listed):
            return []
        role = role_of_heading(head, self.lexicon, is_section=True)
        are_named = all(name in printed for name, printed in zip(names, heads, strict=False))
        if not are_named or role is None or role.holds_measures:
            return []
        return node.children[node.children.index(listed[len(names)]) :]

    def _names_in(self, node: Node, heads: Sequence[str]) -> list[str]:
        """What a heading names one by one; where it has run into its text, the heads below tell what goes
        on behind it: ``指导思想、基本原则|和规划目标做好工作…（三）规划目标``.
        """
        head = self._head_of(node)
        names = parts_of_heading(head.of(self.article.text))
        at = head.end
        for name in heads[len(names) :]:
            start = joint_end(self.article.text, at)
            if start is None or not name or not self.article.text.startswith(name, start):
                break
            names.append(name)
            at = start + len(name)
        return names

    def _kept(self, node: Node, head: Span) -> Iterable[Node]:
        """The children of a node that become items."""
        if not node.children:  # as in most sections of news
            return ()
        if self._brief and node.token is None and node.level >= 0 and self.is_story(head):
            return node.children[:1]
        return (
            child
            for child in node.children
            if not (self._brief and self._is_plain(child)) and not self._is_contents_entry(child)
        )

    def _is_plain(self, node: Node) -> bool:
        """Whether a section is running text without a list. Its neighbours may as well run on into it."""
        return not (node.token or node.children or self.hints.any(node.start, node.end))

    def _end_of(self, node: Node) -> int:
        """Where the content of a node ends; the last item of a document ends before what closes it."""
        end = self.lines.content_end(node.content, node.end)
        if node.children or node.token is None:
            return end
        return self.closings.end(self.lines.between(node.content, end), end)

    def _own_role(self, head: str, node: Node, depth: int) -> Role | None:
        """The role that the head gives; 一是 and 第一条 open sentences, no headings but bare names."""
        if id(node) in self._done:
            return Role.BACKGROUND
        is_section = node.token is None or depth == 1
        if is_section and self.lines.is_unbroken(node.start) and not self._ends_at_number(node):
            head = heading_in(head, self.lexicon, glued=self.lines.is_whole(node.start))
        is_sentence = node.marker is not None and node.marker.style in _SENTENCES
        role = role_of_heading(head, self.lexicon, is_section=is_section, in_list=is_sentence)
        if role is None and is_section and not is_sentence and self._tells_results(head, node):
            return Role.BACKGROUND
        if role is Role.FRAME and plans_ahead(head, self.lexicon) and any(one.token for one in node.children):
            return Role.CORE
        if is_sentence and role is not Role.SAFEGUARD and not is_section_heading(head, self.lexicon):
            is_spirit = role is Role.FRAME and len(head) <= _BARE_NAME  # 一是明确总体要求
            return role if is_spirit else None  # 明确适用对象 tells of a law, 适用对象 would head its scope
        return None if is_sentence and len(head) > _BARE_NAME else role

    def _ends_at_number(self, node: Node) -> bool:
        """Whether the first number below stands right behind the head: ``补贴对象和补贴标准（一）…``."""
        if node.token is None or not node.children or len(head := self._head_of(node)) > _HEADING:
            return False
        return not self.article.text[head.end : node.children[0].start].strip()

    def _tells_results(self, head: str, node: Node) -> bool:
        """Whether a section tells what was reached: its heading does, or most of those below it do.

        A headline over running text, in which 一方面 counts, says nothing of what is counted.
        """
        ordered = [one for one in node.children if one.marker and one.marker.style not in _SENTENCES]
        below = [self._head_of(child).of(self.article.text) for child in ordered]
        if (node.token or below) and tells_result(head, self.lexicon):
            return True
        told = sum(tells_result(one, self.lexicon) for one in below)
        return len(below) >= _SEVERAL and 2 * told > len(below)

    def _find_head(self, node: Node) -> Span:
        if node.level < 0:  # the root
            return Span(node.start, node.start)
        style = node.marker.style if node.marker else None
        limit = min([node.end, *(child.start for child in node.children[:1])])
        if style in _HEADINGS and self.lines.is_whole(node.start):
            limit = self._end_of_lost_heading(node, limit)
        elif style is None and self.lines.is_whole(node.start):
            lost = next(lost_headings(self.article.text, Span(node.start, limit), self.lexicon), None)
            limit = lost.end if lost else limit
        return self.heads.head(node.content, max(node.content, limit), style, node.start)

    def _end_of_lost_heading(self, node: Node, limit: int) -> int:
        """Where a heading ends that lost its break: as the list that tells the chapters has it, if any."""
        is_section = node.marker is not None and node.marker.style in _SECTIONS
        told = self._told.get(node.marker.value) if is_section and node.marker else None
        if told and self.article.text.startswith(told, node.content, limit):
            return node.content + len(told)
        return end_of_heading(self.article.text, node.content, limit, self.lexicon, of_section=is_section)

    @cached_property
    def _told(self) -> dict[int, str]:
        """The names in a sentence that tells the chapters: ``报告分两部分：（1）关于收成；（2）…``."""
        named = (node for node in _walk(self._tree) if node.until and node.marker)
        return {
            node.marker.value: name
            for node in named
            if node.marker
            and node.marker.style not in _SECTIONS
            and len(name := self._head_of(node).of(self.article.text)) >= _NAME
        }

    def _key(self, node: Node) -> str:
        return "".join(self._head_of(node).of(self.article.text).split())

    def _is_bare(self, node: Node) -> bool:
        """Whether an item is nothing but its head, as in a table of contents (dots and a page may follow)."""
        if node.token and node.token.marker.style is MarkerStyle.ARTICLE:
            return False  # no table lists the articles of a law
        known = self._bare.get(id(node))
        if known is None:
            end = node.children[0].start if node.children else node.end
            rest = _NO_LEADER.search(self.article.text, self._head_of(node).end, end)
            known = self._bare[id(node)] = not rest and all(map(self._is_bare, node.children))
        return known

    def _is_contents_entry(self, node: Node) -> bool:
        """Whether the same head stands elsewhere with its body, which it may run into in a lost line."""
        if self._contents.start <= node.start < self._contents.end:
            return True
        if self._last and self._last.get(self._entry(node), node.start) > node.start:
            return True
        if node.token and self._leads_to_page(node):
            return True
        if not (node.token and self._is_bare(node)):
            return False
        if node.children and not any(map(self._is_contents_entry, node.children)):
            return False  # （二）绩效奖励 over sentences that stand nowhere else
        if self._key(node) in self._bodied:
            return True
        if node.token.marker.style not in _SECTIONS or not self.lines.is_whole(node.start):
            return False
        entry = self._entry(node)
        after = bisect_right(self._entries, entry)
        return after < len(self._entries) and self._entries[after].startswith(entry)

    def _leads_to_page(self, node: Node) -> bool:
        """``（三）区域改革 ………… 16``: dots lead to a page, whatever the body calls the section."""
        end = min(self.lines.around(node.start).end, node.content + _ENTRY)
        first = bisect_right(self._dots, node.content, key=lambda dots: dots.end)
        return any(
            min(dots.end, end) - max(dots.start, node.content) >= min(_FEWEST_DOTS, len(dots))
            for dots in self._dots[first : first + 2]
        )

    def _may_be_listed(self, node: Node) -> bool:
        """``5.2 事件调查`` in a lost line: between entries stand chapters without a mark."""
        is_decimal = node.marker is not None and node.marker.style is MarkerStyle.DECIMAL
        return is_decimal and self.lines.is_whole(node.start)

    def _entry(self, node: Node) -> str:
        """Number and head of a node."""
        return f"{node.marker.span.of(self.article.text) if node.marker else ''}{self._key(node)}"


@lru_cache(maxsize=8)
def _of_report(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What heads the work ahead in a report (下一步), and what the work so far before it (主要做法)."""
    ahead, so_far = (lexicon.alternation("genres", label) for label in ("ahead", "so_far"))
    return re.compile(rf"^[^，。]{{0,{_AHEAD}}}{ahead}"), re.compile(rf"[^，。；：]{{0,{_AHEAD}}}{so_far}")


def _with_roles(children: Iterable[Node], role: Role) -> Iterator[tuple[Node, Role]]:
    """The children of an item with the role that they inherit.

    Where （三）规划目标 is followed by （一） again, the heading of another chapter is lost between them, and
    with it what holds no measures ends.
    """
    last = 0
    for child in children:
        if child.marker and child.marker.style is MarkerStyle.HAN_PAREN:
            role = Role.CORE if child.marker.value <= last and not role.holds_measures else role
            last = child.marker.value
        yield child, role


def _opening_of(text: str, line: Span) -> str:
    """The number with which a line opens."""
    match = _OPENING.match(text, line.start, line.end)
    return match[0] if match else ""


def _walk(root: Node) -> Iterator[Node]:
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack += node.children
