"""What part a section plays: frame, goal, scope, core, safeguard, closing, background or explanation.

The printed heading decides, not the content (domain.md §2.2). A term of ``lexicons/sections.tsv`` counts
where a heading, or one of its comma parts, begins or ends with it; the longest one wins. Safeguards are known
by the heading of a whole section only (GUIDE, decision on role): ``（三）加强组织领导`` inside 主要任务 is
core.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Role, Span
from extractor.numerals import HAN
from extractor.questions import QUESTIONS
from extractor.structure.verbs import verbs

_PARTS = re.compile(r"(?:[，,、；;：:和与\s]|及(?!时))+")
_JOINT = re.compile(r"(?:[和与及、]|以及)(?:“[^“”]{2,6}”)?(?:(?:19|20)\d\d年(?:的)?)?")
_AND = re.compile(r"[和与及、]|以及")
_MARKED = re.compile(r"[。！？；：，!?;:,\n]")
_BLANKS = re.compile(r"\s+")
_CLAUSE = re.compile(r"[，,]")
_BETWEEN = 4  # code points between how far something has come and its verb or noun (取得新进展新成效)
_SPELLED_OUT = ("frame", "goal")  # item heads that may run on: 指导思想以…为统领
_ALONE = ("safeguard_alone", "closing_alone", "scope_alone", "notes")
"""Names that are the whole of a part: 监督管理, but not 许可证的监督管理; 处罚, but not 加大处罚; 备注."""
_FACTS = ("scope", "goal", "frame")  # what the endings of a heading tell that only names it
_PIECES = ("scope_of", "scope_end", "background_degree")
"""Words that make a name with others: 办理 and 时间. Alone on a line they may be anything."""
_ENDINGS = (*(f"{name}_end" for name in _FACTS), *_PIECES, "background_end", "background_rise")
_LASTS = ("background_alone", "background_rise")
"""The last parts of a heading that tells what was before: 工作与成效, 困难与问题."""
_NAMES = tuple(label for label in QUESTIONS["sections"].labels if label not in (*_ALONE, *_ENDINGS, *_LASTS))
_CHECKING = "safeguard_section"  # 督查考核: a safeguard over a section, a measure among others in a list
_LONGEST_HEADING = 40  # code points; a longer head is a sentence, and only its beginning may be a heading
_GLUED_HEADING = 24  # code points in which a heading without a break behind it ends
_LONGEST_GLUED = 30  # code points; a longer head has run into its sentence
_GLUED_SENTENCE = 60  # code points in which the first sentence below such a heading must show itself
_VERB = 2  # code points of a verb before what it acts on
_ACT = 6  # code points of an act before the name of whom it concerns; 支持对象 is but a name
_ANNEX = 100  # code points of the name of an annex, which may stand below itself
_SHORTEST_HEADING = 4  # code points; so long is a heading at least
_SHORTEST_LINE = 6  # code points of a line without a number that opens another section
_SHORTEST_PART = 4  # code points; one of the two parts of a heading (强链补链，壮大工业)
_TOPIC = 24  # code points of a topic that the first sentence takes up from the heading
BEFORE_NAME = r"(?!\d(?!\d{3}年))"
"""Behind the number of a note or an annex: no digit, unless its name begins with a year."""
_IS = re.compile("[是为]")
_STOPS = re.compile(r"[。！？；：!?;:\n]")
_QUESTION = re.compile(r"关于[^。；：，,]{2,40}?问题(?![的、，,和与及])")
_BLANK_LEFT = re.compile(
    r"([^。！？；：!?;: \u3000\n]{4,40})[ \u3000]{1,4}(?=[\u4e00-\u9fff][^。！？；：!?;:\n]{16,200}[。；：])"
)
"""A heading, and the blank that its lost break left before a sentence: not ``强化管理 落实责任。``."""
_WHILE = re.compile(r"^在[^，、]{2,8}?中")  # 在接续奋斗中|某镇建设取得新成效
_PERIOD = re.compile(rf"(?:关于)?“[{HAN}]{{3}}”(?:(?:时期|期间)(?:经济社会)?(?:发展)?)?的?")
_BRACKETS = "（）()【】[]：:"
_MARKS = re.compile(r"[。！？；：，、!?;:,]")
_NUMBER = re.compile(rf"[（(第]?[{HAN}\d]{{1,3}}[)）、.．章节条]|[①-⑳■●◆★▶▪•·◎○—]")
_ANNEX_LINE = re.compile(rf"附[件录][{HAN}\d]{{0,2}}")
_BEFORE_NAME = re.compile(rf"(?:19|20)\d\d年|过去[{HAN}]年|[附表]?附[件录]?[{HAN}\d]{{0,2}}[：:.]?")


def role_of_heading(head: str, lexicon: Lexicon, *, is_section: bool, in_list: bool = False) -> Role | None:
    """The role that a heading announces, or ``None``; ``is_section``: it heads a whole section.

    ``in_list``: it is a member of 一是…二是…, where 加强监督检查 is a measure and 保障措施 still a section.

    >>> from extractor.lexicon import load
    >>> [role_of_heading(h, load(), is_section=True) for h in ("强化保障措施", "总体要求", "壮大市场主体")]
    [<Role.SAFEGUARD: 'safeguard'>, <Role.FRAME: 'frame'>, None]
    >>> role_of_heading("加强组织领导", load(), is_section=False)
    """
    starts, ends, starts_phrase = _patterns(lexicon), _ends(lexicon), _phrases(lexicon).match
    name = _name_in(head, lexicon)
    if role := _role_of_form(head, name, lexicon, is_section=is_section):
        return role
    head = name
    if is_section_heading(head, lexicon):
        head = _BLANKS.sub("", head)
    found = [match[0] for match in [starts.match(head)] if match]
    if not found and not is_section:
        return Role.SCOPE if lexicon.label("sections", head) == "scope_alone" else None
    parts = parts_of_heading(head) if len(head) <= _LONGEST_HEADING else []
    if is_section:
        is_name = not _duty(lexicon).search(head)  # 应当贯彻公开的原则
        names = [p for p in parts if is_name and (p is parts[-1] or not starts_phrase(p))]  # 根据公开的原则，
        named = ((end, _clause_of(part, head)) for part in names if (end := ends.of(part)))
        found += [end for end, clause in named if not _acts_on(clause, end, lexicon)]
        whole = [] if in_list and len(parts) > 1 else parts  # 二是明确任务，狠抓落实
        alone = [label for part in whole if (label := lexicon.label("sections", part)) in _ALONE]
        of_parts = {lexicon.label("sections", part) for part in parts}
        if alone and (alone[0] != "scope_alone" or of_parts.isdisjoint(("", Role.SAFEGUARD))):
            return _role(alone[0])  # 补贴对象和补贴标准 says more than whom it concerns
    elif not (parts and all(_label(lexicon, part) for part in parts)):
        found = [term for term in found if lexicon.label("sections", term) in _SPELLED_OUT]
    if not found:
        return None
    labels = {lexicon.label("sections", term) for term in found}
    is_joined = is_section and len(parts) > 1
    if is_joined and (joined := _role_of_joined(labels, lexicon.label("sections", ends.of(parts[-1])))):
        return joined
    label = lexicon.label("sections", max(reversed(found), key=len))
    if label == _CHECKING:
        return Role.SAFEGUARD if is_section and not in_list else None
    role = _role(label)
    return role if is_section or role is not Role.SAFEGUARD else None


def _role_of_joined(labels: set[str], last: str) -> Role | None:
    """The role of a section that is named for tasks and something else; ``last`` is the label of the last.

    总体要求和重点任务 and 目标任务和主要工作 hold the tasks, 主要工作和发展成就 tells what was done.
    """
    if Role.CORE not in labels:
        return None
    if labels & {Role.FRAME, Role.GOAL}:
        return Role.CORE
    return Role.BACKGROUND if last == Role.BACKGROUND else None


def plans_ahead(head: str, lexicon: Lexicon) -> bool:
    """Whether a heading names what is thought of a time ahead; where numbers stand below, they are its work.

    >>> from extractor.lexicon import load
    >>> [plans_ahead(head, load()) for head in ("2031年工作思路和目标", "工作思路")]
    [True, False]
    """
    names = tuple(lexicon.texts("sections", "frame_listed"))
    return any(part.endswith(names) for part in parts_of_heading(head))


def _clause_of(part: str, head: str) -> str:
    """The clause of a heading that holds one of its parts, up to the end of that part."""
    return next(clause[: clause.index(part) + len(part)] for clause in _CLAUSE.split(head) if part in clause)


def _acts_on(clause: str, name: str, lexicon: Lexicon) -> bool:
    """Whether a clause does something to what it names: ``选举新一届组成人员``, ``及时发布安全提示``.

    What went before is acted on where its list gives a counter-example (``夯实发展基础``):
    ``制定条例的背景`` is but a name.
    """
    term = lexicon.files["sections"].get(name)
    if term is None or term.label not in (Role.SCOPE, Role.EXPLANATION, Role.BACKGROUND):
        return False
    if term.label == Role.BACKGROUND and not term.counter:
        return False
    before = len(clause) - len(name)
    if term.label == Role.SCOPE and before < _ACT:
        return before >= _VERB and _changes(lexicon).match(clause) is not None
    acts = verbs(lexicon)
    return before >= _VERB and (
        acts.opens_plainly(clause, 0, len(clause)) or acts.opens_by_body(clause, 0, len(clause))
    )


@lru_cache(maxsize=8)
def _duty(lexicon: Lexicon) -> re.Pattern[str]:
    """What says that somebody shall act, and is in no name of a section (需要关注的问题)."""
    names = " ".join(lexicon.texts("sections"))
    words = [word for word in lexicon.texts("openers", "deontic") if len(word) > 1 and word not in names]
    return re.compile("|".join(map(re.escape, words)) or "(?!)")


@lru_cache(maxsize=8)
def _changes(lexicon: Lexicon) -> re.Pattern[str]:
    """A verb that is no noun as well, or that sets what it names: 缩短办理时间; not 支持对象."""
    sure = (t for t in lexicon.terms("actions") if t.label == "set" or (t.label == "act" and not t.counter))
    openers = lexicon.alternation("openers", "adverb", "future", "deontic")
    return re.compile(rf"{openers}{{0,4}}(?:{'|'.join(re.escape(term.text) for term in sure)})")


def _role_of_form(head: str, name: str, lexicon: Lexicon, *, is_section: bool) -> Role | None:
    """The role of a heading that asks for reasons (有何意义), tells what was before (工作与成效), or only
    says when, where or for whom (禁火时间)."""
    looks_back = (
        _asks_why(lexicon).search(head) or _tells_past(name, lexicon) or _past_work(lexicon).fullmatch(name)
    )
    if is_section and looks_back:
        return Role.BACKGROUND
    fact = None if lexicon.label("sections", name) == Role.CORE else _facts(lexicon).fullmatch(name)
    return Role(str(fact.lastgroup)) if fact else None


def _tells_past(name: str, lexicon: Lexicon) -> bool:
    """Whether what a heading names last is what was before, and nothing acts on it: not 提升质量和成效."""
    parts = parts_of_heading(name) if len(name) <= _LONGEST_HEADING else []
    return (
        bool(parts)
        and lexicon.label("sections", parts[-1]) in _LASTS
        and not verbs(lexicon).opens_plainly(name, 0, len(name))
    )


def _name_in(head: str, lexicon: Lexicon) -> str:
    """The name of a section in a heading: 制定的背景 in 制定的背景是什么."""
    return _without_period(_asked(lexicon).sub("", head), lexicon)


def _without_period(head: str, lexicon: Lexicon) -> str:
    """The head without the years that its name concerns: ``“十六五”时期发展目标``."""
    period = _PERIOD.match(head)
    name = head[period.end() :] if period else ""
    return name if lexicon.label("sections", name) in _SPELLED_OUT else head


def tells_result(head: str, lexicon: Lexicon) -> bool:
    """Whether a heading tells what was reached: its last clause opens with a subject and ends in a result.

    >>> from extractor.lexicon import load
    >>> [tells_result(h, load()) for h in ("扩大内需，内生动力有效激发", "推动消费明显增强", "激发活力")]
    [True, False, False]
    """
    clause = _WHILE.sub("", _CLAUSE.split(head.rstrip())[-1])
    found = _results(lexicon).search(clause)
    return found is not None and found.start() > 0 and not verbs(lexicon).opens(clause, 0, len(clause))


def parts_of_heading(head: str) -> list[str]:
    """What a heading names one by one.

    >>> parts_of_heading("指导思想、基本原则和规划目标")
    ['指导思想', '基本原则', '规划目标']
    """
    return [part for part in _PARTS.split(head) if part]


def heading_in(head: str, lexicon: Lexicon, *, glued: bool = False) -> str:
    """The heading that a head begins with, where the break behind it is lost.

    It ends with the name of a section that holds no measures, in its first clause; names of safeguards are
    everyday words and tell nothing in running text. A head that is ``glued`` to a sentence ends as the
    sentence does: of a long one only the beginning is a heading.

    >>> from extractor.lexicon import load
    >>> heading_in("去年工作回顾过去一年，全县经济平稳运行", load())
    '去年工作回顾'
    """
    found: re.Match[str] | None = None
    for name in _patterns(lexicon).finditer(head, 0, _LONGEST_GLUED):
        role = _role(lexicon.label("sections", name[0]))
        if found and role is Role.CORE and _JOINT.fullmatch(head, found.end(), name.start()):
            return head[: name.end()]  # 目标任务和主要工作
        if not role.holds_measures and "，" not in head[: name.start()]:
            found = found or name
    if found:
        return head[: found.end()]
    return head[:_GLUED_HEADING] if glued and len(head) > _LONGEST_GLUED else head


def end_of_heading(text: str, start: int, limit: int, lexicon: Lexicon, *, of_section: bool = False) -> int:
    """Where a heading ends that has lost the break behind it; ``limit`` where nothing tells.

    A blank is left of it before a long sentence. The heading of a section is its name (``of_section``), it
    names a question (关于…问题), or the text below begins with a time and a comma or takes up words of the
    heading as its subject. Other beginnings look like words of the heading.

    >>> from extractor.lexicon import load
    >>> text = "完善河道管护过去一年，全县清淤。 做强县域农业县域农业是立县之本。 加强巡查各村每周报告。"
    >>> [text[at : end_of_heading(text, at, stop, load())] for at, stop in ((0, 16), (17, 33), (34, 46))]
    ['完善河道管护', '做强县域农业', '加强巡查各村每周报告。']
    """
    if blank := _BLANK_LEFT.match(text, start, limit):
        return blank.end(1)
    end = _end_of_names(text, start, limit, lexicon) if of_section else None
    if end is None and (question := _QUESTION.match(text, start, limit)):
        end = question.end()
    if end is not None and not _STOPS.match(text, end, limit):
        return end
    mark = _STOPS.search(text, start, min(limit, start + _GLUED_SENTENCE))
    stop = mark.start() if mark else min(limit, start + _GLUED_SENTENCE)
    first = start + _SHORTEST_HEADING
    time = _times(lexicon).search(text, first, stop)
    ends = [time.start()] if time else []
    topic = _topic(text, start, stop)
    return min([*ends, topic], default=limit) if topic >= first else min(ends, default=limit)


def _end_of_names(text: str, start: int, limit: int, lexicon: Lexicon) -> int | None:
    """Where the names of a section end that are joined in its heading: ``指导思想、基本原则和目标任务``.

    What is joined without being a name is part of a heading up to the number that follows it at once.
    """
    at, end = start, None
    name = _names(lexicon).match(text, at, limit)
    while name:
        end = name.end()
        behind = joint_end(text, end)
        if behind is None:
            return end
        at = behind
        name = _names(lexicon).match(text, at, limit)
    is_short = end is not None and limit - start <= _LONGEST_GLUED
    return limit if is_short and not _MARKED.search(text, start, limit) else end


def joint_end(text: str, at: int) -> int | None:
    """Where what joins two names ends (和, 、), if one stands there.

    >>> [joint_end("原则和目标", at) for at in (2, 3)]
    [3, None]
    """
    joint = _AND.match(text, at)
    return joint.end() if joint else None


def heading_behind(text: str, end: int, lexicon: Lexicon) -> int | None:
    """Where the heading without a number begins that stands right before ``end`` in a lost line.

    It is the name of what closes a document, with a title behind it at most: ``。附件：1.``. An annex with a
    number may hold anything, if its name says no more.

    >>> from extractor.lexicon import load
    >>> heading_behind("请认真执行。附件：1.任务清单", 9, load())
    6
    >>> heading_behind("请认真执行。附件12031年重点任务1.修渠", 19, load())
    """
    found = _closings(lexicon).search(text, max(0, end - _ANNEX), end)
    return found.start("name") if found else None


def lost_headings(text: str, line: Span, lexicon: Lexicon) -> Iterator[Span]:
    """The headings without a number inside a line that holds a whole text: a year and the name of a section,
    between two sentences, the name of what closes a document behind its date, or ``（原文）`` above the text
    itself.

    >>> from extractor.lexicon import load
    >>> text = "请予审议。2030年工作回顾过去一年，成绩显著。2031年重点工作包括三项。"
    >>> [span.of(text) for span in lost_headings(text, Span(0, len(text)), load())]
    ['2030年工作回顾']
    """
    patterns = (_of_years(lexicon), _annexes(lexicon), _glossaries(lexicon))
    found = [
        Span(*one.span("name")) for kind in patterns for one in kind.finditer(text, line.start, line.end)
    ]
    original = original_in(text, line, lexicon)
    yield from sorted([*found, *([original] if original else [])])


def original_in(text: str, line: Span, lexicon: Lexicon) -> Span | None:
    """Where a line that has lost its breaks says that the text itself begins: in brackets, or behind the end
    of a sentence.

    >>> from extractor.lexicon import load
    >>> original_in("补贴如下。（原文）第一条", Span(0, 12), load())
    Span(start=5, end=9)
    >>> original_in("补贴按原文执行。", Span(0, 8), load())
    """
    found = _originals(lexicon).search(text, line.start, line.end)
    return Span(*found.span()) if found else None


def _topic(text: str, start: int, stop: int) -> int:
    """Where words of the heading come again, right before 是 or 为; -1 if they do not."""
    for verb in _IS.finditer(text, start, stop):
        at = verb.start()
        for length in range(_TOPIC, _SHORTEST_HEADING - 1, -1):
            words = text[at - length : at]
            if at - 2 * length >= start and words in text[start : at - length]:
                return at - length
    return -1


def is_section_heading(line: str, lexicon: Lexicon) -> bool:
    """Whether a line is nothing but the name of a section: ``附则``, ``总　　则``."""
    return bool(_label(lexicon, "".join(line.split())))


def role_of_line(line: str, lexicon: Lexicon) -> Role | None:
    """The role of the section that a line without a number heads, or ``None`` where it heads none.

    The line is the name of a section, behind a year or the number of an annex at most, or says that the text
    itself begins (（原文）).

    >>> from extractor.lexicon import load
    >>> [role_of_line(line, load()) for line in ("2031年工作回顾", "附件2 名词解释", "工作回顾全面总结")]
    [<Role.BACKGROUND: 'background'>, <Role.CLOSING: 'closing'>, None]
    """
    bare = "".join(line.split())
    if lexicon.label("labels", bare.strip(_BRACKETS)) == "original":
        return Role.CORE
    name = _BEFORE_NAME.match(bare)
    label = _label(lexicon, bare) or _label(lexicon, bare[name.end() :] if name else bare)
    if not label and bare.endswith(("：", ":")):  # 整改措施：; 适用范围： is a part of the item above
        label = _label(lexicon, bare[:-1])
        return _role(label) if label and _role(label).holds_measures else None
    return _role(label) if label else None


def _label(lexicon: Lexicon, name: str) -> str:
    """What a name says of its section; ``""`` for words that are but pieces of one."""
    label = lexicon.label("sections", name)
    return "" if label in _PIECES else label


def opens_annex(line: str) -> bool:
    """Whether a line says nothing but that an annex begins: the title of a document may stand below it.

    >>> [opens_annex(line) for line in ("附件", "附 件2", "附件：", "附则")]
    [True, True, False, False]
    """
    return _ANNEX_LINE.fullmatch("".join(line.split())) is not None


def find_notes(text: str, lexicon: Lexicon) -> Iterator[int]:
    """Where a text names notes or annexes whose first number stands right behind, in order.

    >>> from extractor.lexicon import load
    >>> [list(find_notes(line, load())) for line in ("附件：1.名单", "附件：1.2030年名单", "附件：任务表")]
    [[0], [0], []]
    """
    return (match.start() for match in _notes(lexicon).finditer(text))


@lru_cache(maxsize=8)
def _notes(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(
        rf"{lexicon.alternation('sections', 'notes', 'closing')}[：:]\s{{0,12}}"
        rf"[（(]?[1１][.．、）)]{BEFORE_NAME}"
    )


def may_head(line: str) -> bool:
    """Whether a line has no mark that a sentence, a list or a number would have, and more than a name.

    It may have two parts.

    >>> [may_head(line) for line in ("强链补链，壮大工业", "建强园区。", "投产、达产", "王某某")]
    [True, False, False, False]
    """
    first, comma, second = line.partition("，")
    parts = (first, second) if comma else (first,)
    if len(line) < _SHORTEST_LINE or min(map(len, parts)) < _SHORTEST_PART or _NUMBER.match(line):
        return False
    return not any(map(_MARKS.search, parts))


@lru_cache(maxsize=8)
def _names(lexicon: Lexicon) -> re.Pattern[str]:
    """The names of sections that are long enough not to be the first words of a heading."""
    terms = sorted((term for term in lexicon.texts("sections") if len(term) >= _SHORTEST_HEADING), key=len)
    return re.compile("|".join(map(re.escape, reversed(terms))))


@lru_cache(maxsize=8)
def _closings(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(
        rf"(?:[。！？）)％%]|\d日)\s*(?P<name>{_closing(lexicon)})[：:]?[^。！？；，：:《》]{{0,{_ANNEX}}}$"
    )


@lru_cache(maxsize=8)
def _annexes(lexicon: Lexicon) -> re.Pattern[str]:
    """``2030年5月4日（此件公开发布）附件``"""
    return re.compile(rf"月\d{{1,2}}日\s*(?:[（(][^（()）]{{2,12}}[)）]\s*)?(?P<name>{_closing(lexicon)})")


@lru_cache(maxsize=8)
def _glossaries(lexicon: Lexicon) -> re.Pattern[str]:
    """``…新的贡献！附件《报告》有关内容名词注释1.``: an annex whose points explain words."""
    title = r"(?:《[^《》]{2,20}》[^，。；：、《]{0,8})?"
    names = lexicon.alternation("sections", "closing")
    return re.compile(rf"(?<=[。！!])\s*(?P<name>附件\s?\d{{0,2}}\s?{title}{names})(?=1[.．、])")


def _closing(lexicon: Lexicon) -> str:
    """What closes a document; of annexes those without a number, or with a name behind it (附件2名词解释)."""
    names = lexicon.alternation("sections", "closing")
    return rf"(?:附件\d{{1,2}}\s*)?{names}(?!\d{{1,2}}(?!\d)|\d{{1,2}}(?:19|20)\d\d年)"


@lru_cache(maxsize=8)
def _of_years(lexicon: Lexicon) -> re.Pattern[str]:
    """``2030年工作回顾`` between the end of a sentence and one that opens with a time or a number."""
    names = lexicon.alternation("sections", "background", "core")
    year = rf"(?:(?:19|20)\d\d年|{lexicon.alternation('times', 'this_year', 'own_year')})"
    opens = rf"(?:{_times(lexicon).pattern}|{year}是|[（(]一|一[、是])"
    name = rf"(?:19|20)\d\d年?{names}[^，。；：、（一]{{0,4}}?"
    return re.compile(rf"(?<=[。！？!])\s*(?P<name>{name})(?={opens})")


@lru_cache(maxsize=8)
def _originals(lexicon: Lexicon) -> re.Pattern[str]:
    names = lexicon.alternation("labels", "original")
    return re.compile(rf"[（(【\[]{names}[)）】\]]|(?<=[。！]){names}")


@lru_cache(maxsize=8)
def _times(lexicon: Lexicon) -> re.Pattern[str]:
    """A time that opens a sentence: ``一年来，`` ``过去五年，`` ``从目前来看，`` ``2005年，``; not 期间."""
    times = {*lexicon.texts("openers", "time")} - {*lexicon.texts("times", "during")}
    words = "|".join(
        (
            lexicon.alternation("achievements", "past_time"),
            *map(re.escape, sorted(times, key=len, reverse=True)),
            lexicon.alternation("times", "this_year", "own_year"),
        )
    )
    before = lexicon.alternation("times", "since", "until")
    years = rf"(?:(?:19|20)\d\d年(?:\d{{1,2}}月份?)?|\d{{1,2}}月份?|[{HAN}]{{1,3}}年来)"
    return re.compile(
        rf"(?<!\d)(?:{before})?(?:(?:{words})(?:{years}|[{HAN}]{{1,3}}年)?|{years})(?:{words})?[，,]"
    )


def _role(label: str) -> Role:
    """The role behind a label; there are three kinds of safeguards and two of what closes."""
    return Role.CLOSING if label == "notes" else Role(label.partition("_")[0])


@lru_cache(maxsize=8)
def _patterns(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.alternation("sections", *_NAMES))


@dataclass(frozen=True, slots=True)
class _Ends:
    """The names with which a part of a heading may end; mostly its last character tells that it does not."""

    names: frozenset[str]
    last: frozenset[str]
    longest: int

    def of(self, part: str) -> str:
        """The longest name that ends a part, or ``""``."""
        if part[-1] in self.last:
            for start in range(max(0, len(part) - self.longest), len(part)):
                if part[start:] in self.names:
                    return part[start:]
        return ""


@lru_cache(maxsize=8)
def _facts(lexicon: Lexicon) -> re.Pattern[str]:
    """A heading that only says when, where, for whom, to what end, in what spirit: 禁火时间, 办理时间, not
    延长时间.
    """
    acts = "|".join(re.escape(verb.text) for verb in lexicon.terms("actions") if verb.label != "grant")
    kinds = "|".join(f"(?P<{name}>{lexicon.alternation('sections', f'{name}_end')})" for name in _FACTS)
    of = lexicon.alternation("sections", "scope_of")
    return re.compile(rf"(?:{of}|(?!(?:{acts}))(?:[^，、。\s]{{2,8}}的)?[^，、。\s]{{2,4}})?(?:{kinds})")


@lru_cache(maxsize=8)
def _asked(lexicon: Lexicon) -> re.Pattern[str]:
    """How a heading ends that asks for the section it names: 制定《办法》的背景是什么."""
    return re.compile(rf"(?:主要)?(?:是|有|包括){lexicon.alternation('asked', 'asks')}[^，。]{{0,6}}$")


@lru_cache(maxsize=8)
def _asks_why(lexicon: Lexicon) -> re.Pattern[str]:
    """A heading that asks for reasons, problems or benefits: 为什么要出台《办法》, 有何贡献与助益."""
    why, asks, background = (lexicon.alternation("asked", label) for label in ("why", "asks", "background"))
    return re.compile(rf"^{why}|{asks}[^，。]{{0,8}}{background}$")


@lru_cache(maxsize=8)
def _past_work(lexicon: Lexicon) -> re.Pattern[str]:
    """What was done in a time before: 一年来主要工作, 过去五年的工作."""
    past = lexicon.alternation("achievements", "past_time")
    return re.compile(rf"{past}(?:[{HAN}\d]{{1,3}}年)?来?的?(?:主要|重点|各项)?工作(?:情况)?")


@lru_cache(maxsize=8)
def _results(lexicon: Lexicon) -> re.Pattern[str]:
    end, rise, degree = (
        lexicon.alternation("sections", f"background_{label}") for label in ("end", "rise", "degree")
    )
    return re.compile(rf"(?:{degree}[^，、]{{0,{_BETWEEN}}}{rise}|{end})$")


@lru_cache(maxsize=8)
def _phrases(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.alternation("frames", "frame"))


@lru_cache(maxsize=8)
def _ends(lexicon: Lexicon) -> _Ends:
    names = frozenset(lexicon.texts("sections", *_NAMES))
    last = frozenset(name[-1] for name in names)
    return _Ends(names, last, max(map(len, names), default=0))
