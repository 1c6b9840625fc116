"""The tables of weights: what is seen in a sentence, what it adds up to, and what a wrong table is told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import LexiconError
from extractor.lexicon import WEIGHTS, Lexicon, builtin_folder, load
from extractor.matching import (
    describe_rule,
    items,
    match,
    odds,
    probability,
    read_weights,
    score,
    show_weights,
)
from extractor.matching.clauses import read_clause, word_classes
from extractor.matching.statistics import DECISIVE, DECISIVE_FOR, Weights, sentence_features, weigh
from extractor.model import Article, Candidate, Evidence, Kind, Span
from extractor.pipeline import extract
from extractor.reading import read_string
from extractor.segmentation import segmenter
from extractor.structure import find_candidates


def clause_of(text: str):  # type: ignore[no-untyped-def]
    lexicon = load()
    return read_clause(text, Span(0, len(text)), segmenter(lexicon), word_classes(lexicon))


def stated(text: str) -> Candidate:
    return Candidate(Kind.STATED, Span(0, len(text)), Span(0, len(text)), "sentence")


def test_features_name_rules_words_and_the_beginning() -> None:
    features = dict(sentence_features(clause_of("市水务局将增设5处取水点"), ["stated.promise"]))
    assert features["rule:stated.promise"] == 0
    assert {"word:增设", "word:将", "length:0"} <= features.keys()
    assert features["word:增设"] > features["word:将"] > 0
    assert sum(name.startswith("figures:") for name in features) == 1
    assert any(name.startswith("first:") for name in features)


def test_evidence_adds_up_to_the_sum_of_the_table() -> None:
    text = "市水务局将增设5处取水点"
    clause, candidate = clause_of(text), stated(text)
    said = [Evidence("stated.sentence", candidate.head, -2), Evidence("stated.promise", Span(4, 5), 3)]
    features = [name for name, _ in sentence_features(clause, [one.rule for one in said])]
    weights = Weights(-7, 5, {name: place + 1 for place, name in enumerate(features)})
    evidence = weigh(weights, candidate, clause, said)
    assert score(evidence) == weights.sum(features) - weights.threshold + 1
    assert {one.rule for one in said} <= {one.rule for one in evidence}
    assert all(0 <= one.span.start < one.span.end <= len(text) for one in evidence)


@pytest.mark.parametrize("rule", sorted(DECISIVE))
def test_a_decisive_rule_outweighs_every_word(rule: str) -> None:
    text = "市水务局将增设5处取水点"
    weights = Weights(30, 0, {})
    assert score(weigh(weights, stated(text), clause_of(text), [])) >= 1
    against = [Evidence(rule, Span(0, 2), -4)]
    assert score(weigh(weights, stated(text), clause_of(text), against)) < 1


@pytest.mark.parametrize("rule", sorted(DECISIVE_FOR))
def test_a_rule_that_decides_for_a_measure_yields_to_one_against(rule: str) -> None:
    text = "市水务局将增设5处取水点"
    weights = Weights(-20, 0, {})
    assert score(weigh(weights, stated(text), clause_of(text), [])) < 1
    said = [Evidence(rule, Span(4, 5), 3)]
    assert score(weigh(weights, stated(text), clause_of(text), said)) >= 1
    against = [*said, Evidence("speaker.abroad", Span(0, 2), -4)]
    assert score(weigh(weights, stated(text), clause_of(text), against)) < 1


@given(st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_more_weight_is_more_likely(one: int, other: int) -> None:
    assert 0 <= probability(one) <= 1
    assert (one <= other) == (probability(one) <= probability(other)) or probability(one) == probability(
        other
    )


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    weights = Weights(-30, -16, {"word:将": 9, "rule:stated.promise": 4, "first:“": -2})
    path = tmp_path / "stated.tsv"
    path.write_text(show_weights(weights, ["from twenty documents"]), encoding="utf-8")
    assert read_weights(path) == weights


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("feature\tweight\nbias\t1\nthreshold\t0\nword:将\tmany\n", ":4:8", "whole number"),
        ("feature\tweight\nbias\t1\nthreshold\t0\nword:将\n", ":4:7", "whole number"),
        ("feature\tweight\nword:将\t3\n", "", "no bias or no threshold"),
    ],
)
def test_a_wrong_table_is_told_where(tmp_path: Path, text: str, place: str, says: str) -> None:
    path = tmp_path / "stated.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=says) as caught:
        read_weights(path)
    assert f"{path}{place}" in str(caught.value)


def test_a_table_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "stated.tsv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LexiconError, match="cannot be read"):
        read_weights(path)


def test_the_tables_that_ship_are_small_and_sound() -> None:
    for path in (builtin_folder() / WEIGHTS).glob("*.tsv"):
        assert path.stat().st_size < 300_000
        assert read_weights(path).of


def test_a_folder_of_the_users_takes_the_place_of_a_table(tmp_path: Path) -> None:
    """Its weights alone make a folder of word lists; whoever changes them changes the version."""
    (tmp_path / WEIGHTS).mkdir()
    never = show_weights(Weights(-500, 0, {}), [])
    (tmp_path / WEIGHTS / "stated.tsv").write_text(never, encoding="utf-8")
    own = load(tmp_path)
    article = read_string("港城消息\n\n市水务局将在年内增设五处取水点，方便居民取水。")
    assert [m.kind for m in extract(article).measures] == [Kind.STATED]
    assert extract(article, own).measures == ()
    assert own.version != load().version


def test_every_measure_has_a_probability() -> None:
    article = read_string("水务新举措\n\n一、增设取水点。\n二、公开水质报告。\n三、压缩报装时限。")
    found = extract(article)
    assert [0 < (m.probability or 0) < 1 for m in found.measures] == [True] * 3
    likely = found.rows(min_score=0.5)
    assert [row["score"] for row in likely] == [round(m.probability or 0, 2) for m in found.measures]
    assert found.rows(min_score=1.0) == []


def test_without_a_table_no_sentence_is_weighed() -> None:
    article = Article("a", "a.txt", "txt", "市水务局将增设取水点。", ())
    lexicon = load()
    bare = type(lexicon)(lexicon.files, "bare", {})
    measures, rejections = match(article, [stated("市水务局将增设取水点")], bare)
    assert len(measures) + len(rejections) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("检查内容包括：工程招标是否合规；监管责任是否落实；是否存在转包；问题整改情况。", 0),
        ("市水务局采取三项措施，包括：校舍水质是否合规排查；监管责任落实督查；质量问题整改情况通报。", 3),
        ("市水务局提出：增设取水点；公开水质报告；建立巡检制度。", 3),
        ("公司将认真落实部署，扶持企业。\n一是带宽翻番，实现“宽上加宽”。二是速率翻番，实现“快上加快”。", 2),
        ("我们将按照部署，从以下几个方面开展工作：一是通堵点，保障货物运输。二是聚合力，缓解物流压力。", 2),
        ("公司的部署扶持了企业。\n一是带宽翻番，实现“宽上加宽”。二是速率翻番，实现“快上加快”。", 0),
        ("市政府推出多项便民措施：市民可在任一窗口办理，当场取证；公开收费清单；逾期未办的，移交督办。", 3),
        ("检查组查看多项便民措施：市民可在任一窗口办理，当场取证；公开收费清单；逾期未办的，移交督办。", 0),
        ("大会上他说：一是更富活力的邻里格局；二是更具规模的志愿格局；三是更为平衡的城乡格局。", 0),
    ],
)
def test_a_list_that_hardly_holds_measures_is_left_out(text: str, found: int) -> None:
    assert len(extract(read_string(f"检查组进驻两市\n{text}")).measures) == found


def test_a_doubted_list_tells_why() -> None:
    text = "检查内容包括：工程招标是否合规；监管责任是否落实；是否存在转包；问题整改情况。"
    refused = extract(read_string(f"检查组进驻两市\n{text}")).rejections
    assert [any(e.rule == "list.unlikely" for e in one.evidence) for one in refused] == [True] * 4


PROFILE = (
    "湖滨县特产\n\n"
    "一、草莓种植\n草莓园占地三十亩。\n二、苹果种植\n苹果园占地百亩。\n三、花卉种植\n花卉远销外省。"
)
PLAN = (
    "湖滨县人民政府关于扶持特产的通知\n\n"
    "一、建设草莓大棚\n县财政局负责落实补助。\n二、推广苹果新品种\n应当签订协议。\n三、开设特产网店\n支持农户入驻。"
)


def features_of(text: str) -> list[set[str]]:
    article = read_string(text, format="md")
    return [set(features) for _, features in items(article, find_candidates(article, load()), load())]


def test_features_of_an_item_tell_of_its_list_and_its_document() -> None:
    plan = features_of(PLAN)
    assert {"members:3", "opening:4", "acting:4", "rows:2", "grouped:no"} <= plan[0]
    assert "charged:yes" in plan[0]
    assert "ordered:yes" in plan[1]
    profile = features_of(PROFILE)
    assert {"opening:0", "acting:0", "ordered:no", "charged:no"} <= profile[0]


@pytest.mark.parametrize(
    ("rule", "feature"),
    [("unlikely.document", "acting:0"), ("unlikely.list", "opening:0"), ("unlikely.words", "ordered:no")],
)
def test_an_item_below_the_threshold_is_turned_down_for_what_weighs_most(
    tmp_path: Path, rule: str, feature: str
) -> None:
    own = with_table(tmp_path, {feature: -9, "members:3": 1})
    found = extract(read_string(PROFILE, format="md"), own)
    assert found.measures == ()
    assert [rejection.evidence[-1].rule for rejection in found.rejections] == [rule] * 3
    assert describe_rule(rule)


def test_an_item_without_a_table_or_at_its_threshold_is_kept(tmp_path: Path) -> None:
    for weights in ({}, {"acting:0": -7}):
        found = extract(read_string(PROFILE, format="md"), with_table(tmp_path, weights))
        assert len(found.measures) == 3


def test_an_item_with_only_its_company_against_it_is_believed_where_its_list_is(tmp_path: Path) -> None:
    own = with_table(tmp_path, {"head:1": -9})
    short, long = "开设夜校", "开设夜间学校和图书馆"
    for heads, kept in (([short, short, long], 3), ([short, long, long], 1)):
        text = "\n".join(f"{number}、{head}\n免费。" for number, head in zip("一二三", heads, strict=True))
        assert len(extract(read_string(f"湖滨县通知\n\n{text}", format="md"), own).measures) == kept


def with_table(folder: Path, weights: dict[str, int]) -> Lexicon:
    (folder / WEIGHTS).mkdir(exist_ok=True)
    (folder / WEIGHTS / "enumerated.tsv").write_text(show_weights(Weights(0, -7, weights), []), "utf-8")
    return load(folder)


def test_members_that_are_judged_as_sentences_are_left_to_that(tmp_path: Path) -> None:
    text = "港城消息\n\n港城推出三项措施：一是增设取水点；二是公开水质报告；三是压缩报装时限。"
    own = with_table(tmp_path, {"style:ordinal": -90})
    assert len(extract(read_string(text), own).measures) == 3


@given(st.floats(0.01, 0.99))
def test_odds_say_what_probability_says_back(likely: float) -> None:
    assert abs(probability(odds(likely)) - likely) < 0.013


def test_the_items_of_an_article_are_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The features of each tell how many there are in all, which would take longer the more there are."""
    counted = []

    def total(self: Counter[object]) -> int:
        counted.append(self)
        return sum(self.values())

    monkeypatch.setattr(Counter, "total", total)
    text = "".join(f"{number}、推广充电桩。\n" for number in range(1, 60))
    article = read_string(text)
    found = list(items(article, find_candidates(article, load()), load()))
    assert len(found) > 50
    assert len(counted) < 10
