"""Rules that ask for a word of a class at a certain place of a clause: the first, the last or any.

They are functions over a clause and cost nearly nothing; `extractor.matching.rules` gives each its id and
weight. What words may lie apart for is in `extractor.matching.patterns`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractor.matching.clauses import Clause, WordClass

_NEAR = 4  # words at the end of a subject, among them the 的 of what describes it

Place = tuple[int, int]
"""Words of a clause: the first, and the one after the last."""


def _verbs_at(clause: Clause, place: int) -> Iterator[int]:
    """The verbs at ``place`` and those behind nothing but openers (进一步|推广)."""
    while True:
        if clause.is_a(place, WordClass.ACTION):
            yield place
        if not clause.is_a(place, WordClass.LEAD):
            return
        place += 1


def _first_pause(clause: Clause) -> int:
    """The place of the first comma or the like; else of the end."""
    return next(iter(clause.places(WordClass.PAUSE)), len(clause.words) - 1)


def verb(clause: Clause) -> Iterator[Place]:
    """It opens with a verb, also behind a time and its comma."""
    yield from ((0, place + 1) for place in _verbs_at(clause, 1))
    if clause.is_a(1, WordClass.TIME | WordClass.FIGURE):  # 年内，… and 2026年底前，…
        yield from ((0, place + 1) for place in _verbs_at(clause, _first_pause(clause) + 1))


def modal(clause: Clause) -> Iterator[Place]:
    """A modal, openers, a verb."""
    for place in clause.places(WordClass.MODAL):
        yield from ((place, after + 1) for after in _verbs_at(clause, place + 1))


def past(clause: Clause) -> Iterator[Place]:
    """A word of what is past, unless it describes an object, is a condition or still aimed at."""
    places = clause.places(WordClass.PAST | WordClass.REACHED | WordClass.DONE)
    condition, order = _last_condition(clause), max(clause.places(WordClass.MODAL), default=0)
    for place in places:
        is_said = place < condition or (_describes_noun(clause, place) and place < order)
        if not (is_said or _describes_object(clause, place) or _is_aimed(clause, place)):
            yield place, place + 1


def _is_aimed(clause: Clause, place: int) -> bool:
    """Whether it is still to be reached: ``推动改革取得突破``, ``力争取得进展``; not ``将租赁取得的所得``."""
    if not clause.is_a(place, WordClass.REACHED) or clause.words[place + 1] == "的":
        return False
    first = next((i for i in range(place, 0, -1) if clause.is_a(i, WordClass.PAUSE)), 0) + 1
    return any(clause.is_a(i, WordClass.MODAL | WordClass.MOVES) for i in range(first, place))


def _last_condition(clause: Clause) -> int:
    """Where the last condition ends; what is past before it only says who is meant: ``已签约的，可续租``."""
    ends = (i for i in range(len(clause.words) - 2, 0, -1) if clause.words[i] == "的")
    return next((i for i in ends if clause.is_a(i + 1, WordClass.PAUSE)), 0)


def _describes_noun(clause: Clause, place: int) -> bool:
    """Whether what was reached describes a noun, of which something is ordered: ``取得的奖金，应申报``."""
    return clause.is_a(place, WordClass.REACHED) and clause.words[place + 1] == "的"


def _describes_object(clause: Clause, place: int) -> bool:
    """Whether 已 and a verb only describe what is acted on: ``加快已上市新药审批``."""
    if clause.words[place] != "已" or clause.is_a(place + 1, WordClass.RESULT | WordClass.ACTION):
        return False
    first = next((i for i in range(place, 0, -1) if clause.is_a(i, WordClass.PAUSE)), 0) + 1
    while clause.is_a(first, WordClass.LEAD) and not clause.is_a(first, WordClass.ACTION):
        first += 1
    acts = first < place and clause.is_a(first, WordClass.ACTION) and "的" not in clause.words[first:place]
    return acts and len(clause.words[place + 1]) > 1 and clause.tags[place + 2].startswith("n")


def past_time(clause: Clause) -> Iterator[Place]:
    """A time that is past, before the first pause."""
    pause = _first_pause(clause)
    for place in clause.places(WordClass.PAST_TIME):
        is_date = clause.words[place].startswith("日") and clause.is_a(place - 1, WordClass.FIGURE)
        if place < pause and not is_date:  # 日前, and not 9月1日前
            yield 0, place + 1


def says(clause: Clause) -> Iterator[Place]:
    """A verb of saying at its start or before a pause."""
    for place in clause.places(WordClass.SAYS):
        if place == 1 or clause.is_a(place + 1, WordClass.PAUSE):
            yield place, place + 1


def urges(clause: Clause) -> Iterator[Place]:
    """A verb of urging before a pause."""
    for place in clause.places(WordClass.URGES):
        if clause.is_a(place + 1, WordClass.PAUSE):
            yield place, place + 1


def requests(clause: Clause) -> Iterator[Place]:
    """A verb of asking behind nothing but openers."""
    place = 1
    while clause.is_a(place, WordClass.LEAD) and not clause.is_a(place, WordClass.REQUESTS):
        place += 1
    if clause.is_a(place, WordClass.REQUESTS) and not _describes_subject(clause, place):
        yield 0, place + 1


def _describes_subject(clause: Clause, place: int) -> bool:
    """Whether a request only says of what the clause speaks: ``提请审议的议题，由…``."""
    ends = WordClass.PAUSE | WordClass.MODAL
    last = len(clause.words) - 1
    end = next((i for i in range(place + 1, last) if clause.is_a(i, ends)), place)
    return "的" in clause.words[max(place, end - _NEAR) : end - 1]


def chain(clause: Clause) -> Iterator[Place]:
    """Two parts that each have a verb behind nothing but openers, and something behind the verb."""
    pause = _first_pause(clause)
    if any(verb + 1 < pause for verb in _verbs_at(clause, 1)):
        second = next(_verbs_at(clause, pause + 1), 0)
        if second and not clause.is_a(second + 1, WordClass.PAUSE):
            yield 0, second + 2


def _last_words(clause: Clause, kind: WordClass) -> Iterator[int]:
    """Words of a class that end the first part of the clause, or the whole clause, behind another word."""
    pause, last = _first_pause(clause), len(clause.words) - 2
    if 1 < pause - 1 < last and clause.is_a(pause - 1, kind):
        yield pause - 1
    if clause.is_a(last, kind) and not clause.is_a(last - 1, WordClass.PAUSE):
        yield last


def noun(kind: WordClass) -> Callable[[Clause], Iterator[Place]]:
    """A rule for clauses, or their first parts, whose last word is of the class ``kind``."""
    return lambda clause: ((place - 1, place + 2) for place in _last_words(clause, kind))


def abroad(clause: Clause) -> Iterator[Place]:
    """A place abroad."""
    yield from ((place, place + 1) for place in clause.places(WordClass.ABROAD))


def final_verb(clause: Clause) -> Iterator[Place]:
    """A verb that ends a clause without a pause: ``充电桩维护``."""
    last = len(clause.words) - 2
    if last > 1 and clause.is_a(last, WordClass.ACT) and not clause.kinds & WordClass.PAUSE._value_:
        yield 0, last + 2
