"""Which verb carries a head: the one that says what is done, and not one in a phrase that stands before it.

In ``对促进消费成效明显的县给予奖励`` 促进 says which county, 给予 says what is done. A verb is passed over
while it belongs to a condition (``…的，``), to a phrase that 的, 中, 时 or 方面 closes (domain.md §4.4), or
stands as a noun (``对企业的支持``). The first verb that is left carries the head, but a verb bound to 应当,
将 or 可以 goes before one that only names its subject (``建设单位应当公开…``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.matching.clauses import END, PAUSES, Clause, WordClass
from extractor.matching.finder import Hit

_OPENING = WordClass.LEAD | WordClass.FRAME
_OPENING_VERB = WordClass.LEAD | WordClass.ACTION
_NOT_MOVED = WordClass.ADVERB | WordClass.ACTION
_TRIMMED = WordClass.ADVERB | WordClass.DEONTIC
_DESCRIBING = WordClass.ACTION | WordClass.FRAME
_RULING = WordClass.GRANT | WordClass.PERMIT | WordClass.SET
_SUBJECT_WORDS = 5  # 建设单位应当: so many words may lie between a subject's verb and the modal


@dataclass(frozen=True, slots=True)
class MainVerb:
    """Words ``first`` to before ``after`` carry the head; ``fronted`` are those between 将/把 and them.

    ``promised``: a word such as 将 or 应当 stands before them.
    """

    rule: str
    first: int
    after: int
    fronted: tuple[int, int] | None = None
    promised: bool = False


def find_main_verb(clause: Clause, hits: Sequence[Hit], start: int = 1) -> MainVerb | None:
    """The main verb among the words from ``start`` on, given where the patterns fit; ``None`` without one."""
    while clause.words[start] in PAUSES:
        start += 1
    parts = Parts(clause, start)
    opening = _opening_verb(clause, hits, parts)
    index = parts.first_free_verb() if opening is None else opening
    if opening is None:
        moved = _moved_verb(clause, hits, parts)
        if moved and (index is None or moved[0] <= index):
            return _complete(clause, "action.disposal", moved[1], moved[0])
    if index is None:
        return None
    bound = _bound_verb(clause, hits, parts, index)
    if bound is not None:
        return _complete(clause, "action.modal", bound)
    ruled = None if opening is not None else _ruled_verb(clause, parts, index)
    if ruled is not None:
        return _complete(clause, "action.later", ruled)
    if opening is not None:
        return _complete(clause, "action.verb", index)
    if clause.is_a(index, WordClass.FORBID):
        return _complete(clause, "action.modal", index)
    return _complete(clause, "action.after_frame" if parts.has_frame(index) else "action.later", index)


class Parts:
    """The parts of a clause between commas, and which words of them only lead up to the main verb."""

    def __init__(self, clause: Clause, start: int = 1) -> None:
        self._clause = clause
        self.start = start
        self._bounds = list(_split(clause, start))
        self._verbs = clause.places(WordClass.ACTION)
        self._sure_verbs = [place for place in self._verbs if not clause.is_weak(place)]
        self._condition_end = self._find_condition_end()
        self._aside = [False] * len(clause.words)
        for place in clause.places(WordClass.FRAME):
            self._set_aside(place)
        self._set_aside_long_phrase()

    def bounds(self, index: int) -> tuple[int, int]:
        """The first word of the part that holds ``index``, and the word after its last."""
        return next((b for b in self._bounds if b[0] <= index < b[1]), (index, index + 1))

    def is_aside(self, index: int) -> bool:
        """Whether a word belongs to a condition or to a phrase before the verb."""
        return index < self._condition_end or self._aside[index]

    def may_open(self, index: int) -> bool:
        """Whether a phrase that opens at ``index`` may belong to the main verb: all conditions are over."""
        return index >= self._condition_end and (index == self.start or not self._aside[index - 1])

    def is_attributive(self, index: int) -> bool:
        """Whether 的 and then a verb follow in the same part: the word only describes a noun."""
        first, after = self.bounds(index)
        particle = self._clause.find("的", index, after)
        if particle < 0:
            return False
        bound = self._clause.is_a(index - 1, WordClass.MODAL)  # 应当建立有效的决策、监督机制
        opens = bound or all(self._clause.is_a(i, WordClass.LEAD) for i in range(first, index))
        if opens and self._clause.is_a(index, WordClass.ACTION):  # 解除对病区采取的防治措施
            return any(self._clause.is_a(i, WordClass.GRANT) for i in range(particle + 1, after - 1))
        return self._verb_between(particle + 1, after) is not None

    def describes(self, index: int) -> bool:
        """Whether a word of the past only describes (已投保的农户，给予补贴): 的 and a verb come later.

        Or what is laid down for what is described (取得的收入，按照…).
        """
        clause, after = self._clause, self.bounds(index)[1]
        particle = clause.find("的", index, after)
        if particle < 0:
            return False
        is_ruled = after + 1 < len(clause.words) and clause.is_a(after + 1, WordClass.FRAME)
        return is_ruled or self._verb_between(particle + 1, len(clause.words) - 1) is not None

    def is_free(self, index: int) -> bool:
        """Whether the verb at ``index`` may carry the clause."""
        first, after = self.bounds(index)
        clause = self._clause
        if self.is_aside(index) or clause.words[index + 1] == "的" or self.is_attributive(index):
            return False
        if (
            clause.is_a(index + 1, WordClass.NOUN)
            and index + 2 == after
            and not clause.is_a(index, WordClass.GRANT)
        ):
            # 护岸加固项目 is a name, 为老人设立专区 and 可申领补贴 are not
            return self.has_frame(index) or clause.is_a(index - 1, WordClass.MODAL)
        closes = index + 1 == after and index > first
        return not (closes and not clause.is_a(index - 1, WordClass.MODAL) and not self.has_frame(index))

    def first_free_verb(self, start: int = 0) -> int | None:
        """The first verb that may carry the clause; 优先 and 聚焦, which also open phrases, come last."""
        free = (i for i in self._sure_verbs if i >= (start or self.start) and self.is_free(i))
        opening: int | None = None
        for place in free:
            if not self._clause.is_a(place, _OPENING):
                return place
            opening = place if opening is None else opening
        return opening

    def has_frame(self, index: int) -> bool:
        """Whether a phrase opens before ``index``: in its part, or at the start of the clause."""
        first = self.bounds(index)[0]
        places = (self.start, *range(first, index))
        return any(self._clause.is_a(i, WordClass.FRAME) and i != index for i in places)

    def _verb_between(self, first: int, after: int) -> int | None:
        words = self._clause.words
        verbs = (i for i in self._sure_verbs if first <= i < after)
        return next((i for i in verbs if words[i + 1] != "的" and (i + 1 < after or i == first)), None)

    def _find_condition_end(self) -> int:
        """Where the conditions end: after the last part that closes with 的 before a verb."""
        for first, after in reversed(self._bounds[:-1]):
            closes = self._clause.words[after - 1] == "的" and after - first > 1
            if closes and self._verb_between(after, len(self._clause.words) - 1) is not None:
                return after
        return self.start

    def _set_aside(self, opener: int) -> None:
        """Mark the phrase that a word opens, if it stands before the verb of its part."""
        if opener < self.start or self._aside[opener] or self._is_modal(opener):
            return
        end = self._phrase_end(opener, self.bounds(opener)[1])
        self._aside[opener:end] = [True] * (end - opener)

    def _is_modal(self, index: int) -> bool:
        """Whether 将 says that something will be done (将加快…), and opens no phrase (将权限下放…)."""
        clause = self._clause
        return clause.is_a(index, WordClass.MODAL) and clause.is_a(index + 1, _OPENING_VERB)

    def _set_aside_long_phrase(self) -> None:
        """Mark a phrase that 对 opens and only a later part closes (对促进外贸，优化环境成效明显的县，…)."""
        clause = self._clause
        if not clause.words[self.start].startswith("对"):
            return
        describes = clause.is_a(self.start + 1, _DESCRIBING)
        for first, after in self._bounds[:-1]:
            if self._closes_as_phrase(first, after):
                for place in range(self.start, after):
                    self._aside[place] = True
                return
            if not (describes and first == self.start) and any(
                clause.is_a(i, _RULING) and not self.is_aside(i) for i in range(first, after)
            ):
                return

    def _phrase_end(self, opener: int, after: int) -> int:
        """Where the phrase that opens at ``opener`` ends at least, by what closes it."""
        clause = self._clause
        end = opener + 1 if not clause.is_a(opener, WordClass.ACTION) else opener
        if clause.words[opener] == "以" and (pivot := clause.find("为", opener, after)) > 0:
            end = pivot + 1
        for index in range(after - 1, opener + 1, -1):
            closes = clause.words[index] == "的" or clause.is_a(index, WordClass.FRAME_END)
            if closes and self._verb_between(index + 1, after) is not None:
                return max(end, index + 1)
        later = self._verb_between(after, len(clause.words) - 1)
        if later is not None and (self._closes_as_phrase(opener, after) or self._leads_up(opener, after)):
            return after
        return end

    def _leads_up(self, opener: int, after: int) -> bool:
        """Whether a long opener's part (围绕…，按照…，) is followed by one that opens with a verb."""
        clause = self._clause
        place = after + 1
        while clause.is_a(place, WordClass.LEAD):
            place += 1
        return len(clause.words[opener]) > 1 and clause.is_a(place, WordClass.ACTION)

    def _closes_as_phrase(self, opener: int, after: int) -> bool:
        """Whether a part is nothing but a phrase (对…的县，在审批过程中，) without its verb."""
        clause = self._clause
        if clause.is_a(after - 1, WordClass.FRAME_END):
            return True
        particle = clause.find("的", opener, after)
        return particle > 0 and self._verb_between(particle + 1, after) is None


def _split(clause: Clause, start: int) -> Iterator[tuple[int, int]]:
    first = start
    for pause in (*clause.places(WordClass.PAUSE), len(clause.words) - 1):
        if first < pause:
            yield first, pause
        first = max(first, pause + 1)


def _opening_verb(clause: Clause, hits: Sequence[Hit], parts: Parts) -> int | None:
    """The verb that opens the clause, unless it opens a condition or a phrase (聚焦老人需求提供…)."""
    places = [hit.after - 1 for hit in hits if hit.rule == "action.verb" and hit.after - 1 >= parts.start]
    if parts.start > 1 and clause.is_a(parts.start, WordClass.ACTION):
        places = [parts.start]
    index = max(places, default=None)
    if index is None or parts.is_aside(index) or clause.words[index + 1] == "的":
        return None
    if clause.is_a(index, WordClass.FRAME) and parts.first_free_verb(index + 1) is not None:
        return None
    if clause.is_a(index, WordClass.ACT) and _grant_follows(clause, parts, index):
        return None
    return index


def _grant_follows(clause: Clause, parts: Parts, index: int) -> bool:
    """Whether the opening verb only says who is given something (引进高管的企业给予奖励)."""
    after = parts.bounds(index)[1]
    particle = clause.find("的", index, after)
    if particle < 0:
        return False
    if clause.is_a(after + 1, WordClass.FRAME):  # …的企业，按投资额给予奖励
        after = parts.bounds(after + 1)[1]
    return any(clause.is_a(i, WordClass.GRANT) for i in range(particle + 1, after - 1))


def _moved_verb(clause: Clause, hits: Sequence[Hit], parts: Parts) -> tuple[int, int] | None:
    """Place of 将/把 and of its verb; not where 将 says that something will be done."""
    for hit in hits:
        if hit.rule != "action.disposal" or not parts.may_open(hit.first):
            continue
        index = hit.after - 1 if clause.is_a(hit.after - 1, WordClass.SET) else hit.after - 2
        follows = clause.is_a(hit.first + 1, _NOT_MOVED)
        follows = follows or (clause.is_a(index, WordClass.LEAD) and clause.is_a(index + 1, WordClass.ACTION))
        if not follows and hit.first + 1 < index and clause.words[index + 1] != "的":
            return hit.first, index
    return None


def _bound_verb(clause: Clause, hits: Sequence[Hit], parts: Parts, verb: int) -> int | None:
    """The verb behind a modal in the part of ``verb``, where ``verb`` only names the modal's subject."""
    first, after = parts.bounds(verb)
    forbidding = (
        range(verb + 1, min(after, verb + _SUBJECT_WORDS + 1)) if clause.is_a(verb, WordClass.ACT) else ()
    )
    for index in forbidding:  # 任何组织不得…
        if clause.is_a(index, WordClass.FORBID) and clause.find("的", verb, index) < 0:
            return index
    for hit in hits:
        index = hit.after - 1
        if hit.rule != "action.modal" or not first <= index < after or parts.is_aside(index):
            continue
        if index == verb and hit.first > first:
            return index
        if first < hit.first < index < verb and not clause.is_a(index + 1, WordClass.LEAD | WordClass.ACTION):
            return index  # 我们将加快城市管网更新改造: 更新改造 is the object
        names_subject = clause.is_a(verb, WordClass.ACT) and 0 < hit.first - verb <= _SUBJECT_WORDS
        if names_subject and clause.find("的", verb, hit.first) < 0:
            return index
    return None


def _ruled_verb(clause: Clause, parts: Parts, verb: int) -> int | None:
    """The verb behind 应当, with words between (应当及时、公正地开展), where ``verb`` is in its subject."""
    for modal in clause.places(WordClass.DEONTIC):
        if parts.is_aside(modal):
            continue
        if modal < verb:
            return None
        after = parts.bounds(modal)[1]
        for index in range(modal + 1, after - 1):
            if parts.is_aside(index) or clause.words[index + 1] in ("的", "地"):
                continue
            if clause.is_a(index, WordClass.ACTION) or (index == modal + 1 and clause.tags[index] == "v"):
                return index
    return None


def _complete(clause: Clause, rule: str, index: int, opener: int = 0) -> MainVerb:
    """The verb with its partners: 不得 and its verb, verbs joined by 、."""
    first, after = index, index + 1
    if clause.is_a(index, WordClass.FORBID):
        while clause.tags[after] == "d" or clause.is_a(after, WordClass.ADVERB):
            after += 1
        after = (
            after + 1 if clause.is_a(after, WordClass.ACTION) or clause.tags[after][0] == "v" else index + 1
        )
    while clause.words[after] in "、和与并及" and clause.is_a(after + 1, WordClass.ACTION):
        if clause.words[after + 2] in PAUSES or clause.words[after + 2] == END:
            break
        after += 2
    fronted = None
    if opener:
        last = first
        while last > opener + 1 and clause.is_a(last - 1, _TRIMMED):
            last -= 1
        fronted = (opener + 1, last)
    before = range(max(1, (opener or first) - 4), first)
    promised = any(clause.is_a(i, WordClass.MODAL) for i in before) and not opener
    return MainVerb(rule, first, after, fronted, promised)
