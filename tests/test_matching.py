"""Which candidates become measures, why, and that every rule does what it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from case_tables import load_cases

from extractor.lexicon import Term, load
from extractor.matching import RULES, Rule, describe_rule, match, score
from extractor.matching.clauses import read_clause, word_classes
from extractor.matching.members import runs
from extractor.model import Article, Candidate, Kind, MarkerStyle, Measure, Rejection, Role, Span
from extractor.pipeline import extract
from extractor.reading import read_string
from extractor.segmentation import segmenter

WITHOUT_WORDS = {"section.excluded": Role.FRAME}  # rules that look at the section: tried in it


def lay_out(text: str, style: str, role: Role = Role.CORE) -> tuple[Article, list[Candidate]]:
    """An article with a line for each ``|``-separated candidate; a head ends at the first 。.

    What stands before a ``※`` is the lead-in of the list; ``・`` opens a member of a list among sentences.
    """
    kind = Kind.STATED if style == "sentence" else Kind.ENUMERATED
    lines: list[str] = []
    candidates: list[Candidate] = []
    lead, _, rest = text.rpartition("※")
    context = Span(0, len(lead)) if lead else None
    lines += [lead] if lead else []
    start = len(lead) + 1 if lead else 0
    for line in rest.split("|"):
        is_member, line = line.startswith("・"), line.removeprefix("・")
        head = line.split("。")[0]
        span = Span(start, start + len(line))
        own, listed = (Kind.ENUMERATED, "semicolons") if is_member else (kind, style)
        candidates.append(
            Candidate(own, Span(start, start + len(head)), span, listed, role=role, context=context)
        )
        lines.append(line)
        start = span.end + 1
    article = Article("a", "a.txt", "txt", "\n".join(lines) + "\n", (), published=date(2024, 5, 6))
    return article, candidates


def judge(text: str, style: str, role: Role = Role.CORE) -> tuple[tuple[Measure, ...], tuple[Rejection, ...]]:
    article, candidates = lay_out(text, style, role)
    return match(article, candidates, load())


def rules_that_speak(text: str, style: str, role: Role = Role.CORE) -> set[str]:
    measures, rejections = judge(text, style, role)
    found = [measure.evidence for measure in measures] + [rejection.evidence for rejection in rejections]
    return {one.rule for evidence in found for one in evidence}


@pytest.mark.parametrize(("text", "expected"), load_cases("matching"))
def test_accepts_and_rejects_with_a_reason(text: str, expected: str) -> None:
    """``+rule``: a measure, and the rule speaks for it; ``-rule``: rejected, and it speaks against it."""
    style, head = text.split(" ", 1)
    measures, rejections = judge(head, style)
    found = measures if expected[0] == "+" else rejections
    assert [expected[1:] in {one.rule for one in each.evidence} for each in found] == [True]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_speaks_in_its_example_and_not_in_its_counter_example(rule: Rule) -> None:
    role = WITHOUT_WORDS.get(rule.id, Role.CORE)
    assert rule.id in rules_that_speak(rule.example, rule.style, role)
    style = "semicolons" if rule.id == "list.marker" else rule.style
    style = "digit_dot" if rule.id in {"list.member", "stated.sentence"} else style
    assert rule.id not in rules_that_speak(rule.counter, style)


def test_rules_are_described_once() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert describe_rule("action.forbid") == "forbids or ends something"


def test_an_unknown_rule_has_no_description() -> None:
    with pytest.raises(KeyError):
        describe_rule("action.nonsense")


@pytest.mark.parametrize("file", ["actions", "openers", "nouns", "achievements", "speakers"])
def test_every_term_is_a_word_of_its_example(file: str) -> None:
    """The tokenizer keeps it whole, so that the rules can see it; a phrase is cut behind its verb."""
    lexicon = load()
    classes, words = word_classes(lexicon), segmenter(lexicon)
    lost = []
    for term in lexicon.terms(file):
        kept = term.text[:2] if term.label == "phrase" else term.text
        if kept not in read_clause(term.example, Span(0, len(term.example)), words, classes).words:
            lost.append(term.text)
    assert lost == []


def test_what_was_reached_is_past_unless_something_makes_it_an_aim() -> None:
    def is_past(sentence: str) -> bool:
        article, candidates = lay_out(sentence.rstrip("。"), "semicolons")
        _, rejections = match(article, candidates, load())
        return any(one.rule == "achievement.past" for each in rejections for one in each.evidence)

    terms = [term for term in load().terms("achievements") if term.label == "reached"]
    assert [is_past(term.example) for term in terms] == [True] * len(terms)
    assert [is_past(term.counter) for term in terms] == [False] * len(terms)


def test_every_verb_acts_in_its_example() -> None:
    """The verb itself carries it, or it opens a phrase before another verb (围绕…增开…)."""
    silent = []
    for term in load().terms("actions"):
        article, candidates = lay_out(term.example.rstrip("。"), "semicolons")
        measures, _ = match(article, candidates, load())
        spoken = [one for each in measures for one in each.evidence if one.rule.startswith("action.")]
        own = [one for one in spoken if term.text in one.span.of(article.text)]
        opens = load().label("openers", term.text) or load().label("frames", term.text)
        if not (own or (spoken and opens)):
            silent.append(term.text)
    assert silent == []


def test_no_verb_of_the_list_carries_its_counter_example() -> None:
    """A risky verb does not open a measure in its counter-example."""
    wrong = []
    for term in load().terms("actions"):
        if not term.counter:
            continue
        article, candidates = lay_out(term.counter.rstrip("。"), "semicolons")
        measures, _ = match(article, candidates, load())
        for measure in measures:
            spoken = [one for one in measure.evidence if one.rule == "action.verb"]
            wrong += [term.text for one in spoken if one.span.of(article.text) == term.text]
    assert wrong == []


def test_every_noun_ends_its_example() -> None:
    for term in load().terms("nouns"):
        spoken = rules_that_speak(term.example.rstrip("。"), "digit_dot")
        others = {"organisation": "text.name", "matter": "text.matter", "phrase": "action.modal"}
        expected = others.get(term.label, f"noun.{term.label}")
        assert expected in spoken, term


def test_openers_stand_before_a_verb_in_their_examples() -> None:
    silent = [
        term.text
        for term in load().terms("openers", "adverb", "future", "deontic")
        if not any(r.startswith("action.") for r in rules_that_speak(term.example.rstrip("。"), "semicolons"))
    ]
    assert silent == []


@pytest.mark.parametrize("term", load().terms("clauses", "field"), ids=lambda term: term.text)
def test_a_label_of_a_form_heads_no_promise(term: Term) -> None:
    """A colon makes it one."""
    assert "text.field" in rules_that_speak(term.example.rstrip("。"), "sentence")
    assert "text.field" not in rules_that_speak(term.example.rstrip("。").replace("：", "，"), "sentence")


@pytest.mark.parametrize("term", load().terms("clauses", "forecast"), ids=lambda term: term.text)
def test_what_is_expected_of_a_grant_grants_nothing(term: Term) -> None:
    told = term.example.rstrip("。")
    assert "stated.grants" not in rules_that_speak(told, "sentence")
    assert "stated.grants" in rules_that_speak(told.replace(term.text, "："), "sentence")


@pytest.mark.parametrize("term", load().terms("clauses", "share"), ids=lambda term: term.text)
def test_a_share_makes_a_grant(term: Term) -> None:
    granted = term.example.rstrip("。")
    assert "stated.grants" in rules_that_speak(granted, "sentence")
    assert "stated.grants" not in rules_that_speak(granted.replace(term.text, "由"), "sentence")


@pytest.mark.parametrize(
    ("items", "listed"),
    [
        ("应设置夜灯的，未设置夜灯|未设置应急照明|设置杂物间", True),
        ("设置杂物间|未设置夜灯|开设窗口|泵房未通电", True),
        ("未设置夜灯的，应当设置|未设置照明的，责令设置|设置杂物间", False),
        ("开设夜校|未设置夜灯|设置杂物间", False),
    ],
)
def test_half_of_a_list_of_faults_decide_and_an_order_behind_a_fault_is_none(
    items: str, listed: bool
) -> None:
    said = rules_that_speak(items, "digit_dot")
    assert ("list.faults" in said) is listed


@pytest.mark.parametrize(
    ("items", "style", "listed"),
    [
        ("市水务局局长李某某|市城管局副局长王某某、秘书长赵某|修建花圃", "semicolons", True),
        ("张某某党组书记、局长|李某某副局长（正处长级），总工程师|王某组长", "han_comma", True),
        ("大陆居民前往台湾|市民代表参加|公布代表名单", "digit_dot", False),
    ],
)
def test_a_list_of_persons_and_their_offices_is_known(items: str, style: str, listed: bool) -> None:
    assert ("list.persons" in rules_that_speak(items, style)) is listed


def test_what_is_not_done_is_a_measure_under_a_label_that_forbids() -> None:
    items = "1.不以贷转存。\n2.不存贷挂钩。\n3.不转嫁成本。"
    for label, number in (("严格执行“七不准”", 3), ("规范服务行为", 0)):
        found = extract(read_string(f"一、公开服务项目。\n二、{label}\n{items}\n三、优化流程。"), load())
        assert sum(one.head.of(found.article.text).startswith("不") for one in found.measures) == number


def test_a_body_is_a_row_where_a_heading_says_that_its_duties_follow() -> None:
    items = "（一）湖滨电信公司：与供电所查看线路。\n（二）湖滨供电公司：与电信局查看线路。"
    for heading, number in (("工作职责", 2), ("联络方式", 0)):
        found = extract(read_string(f"一、公开服务项目。\n二、{heading}\n{items}\n三、优化流程。"), load())
        heads = [one.head.of(found.article.text) for one in found.measures]
        assert sum(head.startswith("湖滨") for head in heads) == number, heads


def test_the_last_part_of_a_headline_is_no_sentence() -> None:
    body = "近日，湖滨市将全面开展网约车专项整治，线上线下联动执法，保障出行安全。"
    for between, number in (("\n", 1), ("\n湖滨还将整治黑车\n", 1), ("记者获悉。", 2)):
        text = f"晚报\n5月1日起！湖滨将开展网约车整治{between}{body}"
        found = extract(read_string(text), load())
        assert len(found.measures) == number, text


_TELLING = [term for term in load().terms("telling") if term.label != "fault"]


@pytest.mark.parametrize("term", load().terms("telling", "fault"), ids=lambda term: term.text)
def test_a_list_of_faults_holds_no_measure(term: Term) -> None:
    """Its examples number three faults; without the word they are no faults any more."""
    for text, listed in ((term.example, True), (term.example.replace(term.text, ""), False)):
        found = extract(read_string(text.replace("；", "；\n")), load())
        said = {one.rule for rejection in found.rejections for one in rejection.evidence}
        assert ("list.faults" in said) is listed
        assert not (listed and found.measures)


@pytest.mark.parametrize("term", _TELLING, ids=lambda term: term.text)
def test_a_sentence_that_only_tells_is_no_measure(term: Term) -> None:
    """Nor does it tell without the word, or where the word means something else."""
    told = term.example.rstrip("。")
    assert "stated.tells" in rules_that_speak(told, "sentence")
    assert "stated.tells" not in rules_that_speak(told.replace(term.text, ""), "sentence")
    assert not term.counter or "stated.tells" not in rules_that_speak(term.counter.rstrip("。"), "sentence")


def test_measures_keep_order_identity_and_place() -> None:
    article, candidates = lay_out("推广夜校|已建成水厂|开放球场", "digit_dot")
    measures, rejections = match(article, candidates, load())
    assert [measure.id for measure in measures] == ["a-0", "a-11"]
    assert [measure.head.of(article.text) for measure in measures] == ["推广夜校", "开放球场"]
    assert [rejection.candidate for rejection in rejections] == [candidates[1]]


def test_evidence_adds_up_and_lies_in_the_article() -> None:
    article, candidates = lay_out("将占道审批权限下放至街道|青年夜校。面向新市民开设课程。", "han_paren")
    measures, _ = match(article, candidates, load())
    assert [score(measure.evidence) for measure in measures] == [4, 2]
    spans = [(one.rule, one.span.of(article.text)) for measure in measures for one in measure.evidence]
    assert ("object.fronted", "占道审批权限") in spans
    assert ("action.body", "开设") in spans


@pytest.mark.parametrize("role", [role for role in Role if not role.holds_measures])
def test_sections_without_measures_are_rejected_whole(role: Role) -> None:
    measures, rejections = judge("推广夜校", "digit_dot", role)
    assert not measures
    assert "section.excluded" in {one.rule for one in rejections[0].evidence}


def test_a_year_is_past_only_before_the_articles_own() -> None:
    """The article is of 2024: what was built in 2023 is done, what is to be built in 2024 is announced."""
    assert [len(found) for found in judge("2023年建成环湖步道", "digit_dot")] == [0, 1]
    assert [len(found) for found in judge("2024年建成环湖步道", "digit_dot")] == [1, 0]


def test_a_list_carries_its_members_without_a_verb() -> None:
    """Two of three members have a verb, so the third is taken; alone it is a topic."""
    assert len(judge("开设夜校|开放校园球场|学生境外互访", "semicolons")[0]) == 3
    assert len(judge("学生境外互访", "semicolons")[0]) == 0


def test_a_spirit_among_acts_is_one_and_a_list_of_spirits_holds_none() -> None:
    """GUIDE: ；-lists of frame sentences are no rows; members of a list are."""
    assert len(judge("坚定不移深化改革|扩大有效投资|推进乡村建设", "semicolons")[0]) == 3
    assert len(judge("坚定不移深化改革|坚持不懈推进投资|推进乡村建设", "semicolons")[0]) == 1


def test_three_characters_and_an_act_are_no_doubtful_member() -> None:
    """``一是强服务，及时解决难题``: a slogan whose verb no list knows, and what it means."""
    assert len(judge("强服务，及时解决企业难题", MarkerStyle.ORDINAL.value)[0]) == 1
    assert len(judge("企业负担重，解决难题少", MarkerStyle.ORDINAL.value)[0]) == 0


def test_what_is_told_as_done_counts_where_most_of_an_announced_list_is_taken() -> None:
    """设置了…体系 has no verb that the rules know; the other members of what the rules set up carry it."""
    law = "《条例》共8章42条，设置了层级合理的奖励体系；构建了管理模式；规范了评审工作；完善了保密要求。"
    article = read_string(f"县长签署命令 公布条例\n{law}")
    heads = [m.head.of(article.text) for m in extract(article).measures if m.kind is Kind.ENUMERATED]
    assert [head[:3] for head in heads] == ["设置了", "构建了", "规范了", "完善了"]


def test_the_words_of_the_lexicon_decide(tmp_path: Path) -> None:
    """A verb that the user adds opens a measure, one that is turned off does not."""
    (tmp_path / "actions.tsv").write_text("焕亮\tact\n推广\toff\n", encoding="utf-8")
    article, candidates = lay_out("焕亮背街小巷|推广夜校", "enumeration_commas")
    measures, _ = match(article, candidates[:1], load(tmp_path))
    assert [one.rule for one in measures[0].evidence][1:] == ["action.verb"]
    assert "action.verb" not in {
        one.rule
        for found in match(article, candidates[1:], load(tmp_path))
        for each in found
        for one in each.evidence
    }


@pytest.mark.parametrize(
    "head", ["", "的", "，，，", "将", "对" * 300, "不得" * 200, "（" * 900, "\u200b", "将把" * 150]
)
def test_odd_heads_are_judged_without_an_error(head: str) -> None:
    article = Article("a", "a.txt", "txt", head, ())
    candidate = Candidate(Kind.ENUMERATED, Span(0, len(head)), Span(0, len(head)), "semicolons")
    measures, rejections = match(article, [candidate], load())
    assert len(measures) + len(rejections) == 1


@pytest.mark.parametrize(
    ("between", "apart"), [("；", 1), ("；同时，", 1), ("。如今水质成为城市的名片。", 2)]
)
def test_lists_of_two_sentences_are_judged_apart(between: str, apart: int) -> None:
    """Neither has a lead-in; whether the sentences between them are candidates makes no difference."""
    heads = ("疏浚内河", "加固堤岸")
    text = between.join(heads)
    spans = [Span(text.index(head), text.index(head) + len(head)) for head in heads]
    listed = [(Candidate(Kind.ENUMERATED, one, one, "semicolons"), ()) for one in spans]
    assert len(list(runs(listed))) == apart


@pytest.mark.parametrize(
    ("bodies", "listed"),
    [
        (("教务处统一安排考场", "线上方式，任课教师要提前告知学生平台", "加强巡考"), 3),
        (("教务处统一安排考场", "线上，每场两小时", "加强巡考"), 3),
        (("教学楼三层", "线上，每场两小时", "全程录像两份"), 0),
    ],
)
def test_numbered_topics_count_where_bodies_say_what_is_done(bodies: tuple[str, ...], listed: int) -> None:
    """A topic without a verb in its body counts by its company only."""
    heads = ("考试安排", "考试形式", "考场纪律")
    pairs = enumerate(zip(heads, bodies, strict=True), 1)
    text = "\n".join(f"{number}.{head}：{body}。" for number, (head, body) in pairs)
    found = [measure.head.of(text) for measure in extract(read_string(text), load()).measures]
    assert found == list(heads[:listed])


@pytest.mark.parametrize(("numbers", "listed"), [("1234567", 7), ("1234123", 5), ("1234568", 6)])
def test_topics_count_where_numbers_run_on_through_chapters_of_measures(numbers: str, listed: int) -> None:
    """A chapter with more topics than verbs (domain.md §1.1): the whole series speaks for them."""
    items = ["支持创新载体", "打造科创平台", "优化人才落户", "推广电子证照"]
    more = [
        "人才引培重点。以用以业为本，招才和引智并重。",
        "加强技能培训",
        "人才分类界定。树立大人才观，分为四个层次。",
    ]
    lines = [f"{number}.{item}" for number, item in zip(numbers, items + more, strict=True)]
    text = "\n".join(["一、支持科创载体", *lines[:4], "二、扶持创业项目", *lines[4:]])
    assert len(extract(read_string(text), load()).measures) == listed


@pytest.mark.parametrize(
    ("members", "found"),
    [
        (("重点是清理妨碍竞争的政策", "重点是规范执法检查"), 2),
        (("将清理妨碍竞争的政策", "将规范执法检查"), 2),
        (("政策比较完善", "执法比较规范"), 0),
    ],
)
def test_members_that_open_with_their_field_and_a_verb_are_believed(
    members: tuple[str, str], found: int
) -> None:
    text = f"江城优化环境\n王某介绍有关情况。在市场环境方面，{members[0]}；在法治环境方面，{members[1]}。"
    assert len(extract(read_string(text, format="txt"), load()).measures) == found
