"""Measures from tables, case by case: tables of every format, flattened ones, hostile ones."""

from __future__ import annotations

import time

import pytest
from case_tables import load_cases

from extractor.lexicon import load
from extractor.model import Article, Candidate
from extractor.pipeline import extract
from extractor.reading import read_string
from extractor.structure import find_candidates


def article(source: str) -> Article:
    """HTML where there is a tag, Markdown where there is a delimiter row, else plain text."""
    kind = "html" if "<t" in source else "md" if "|--" in source else "txt"
    return read_string(source, format=kind)


def shown(text: str, row: Candidate) -> str:
    group = f"[{' / '.join(label.text for label in row.group)}] " if row.group else ""
    number = f"{row.marker.span.of(text)} " if row.marker else ""
    cells = [f"{field.name}={field.span.of(text)}" for field in row.fields]
    against = [f"!{one.rule}" for one in row.evidence if one.weight < 0]
    role = [] if row.role == "core" else [f"!{row.role}"]
    notes = "".join(f" <{each}>" for each in cells + against + role)
    return (group + number + row.head.of(text) + notes).replace("\n", "⏎")


@pytest.mark.parametrize(("source", "expected"), load_cases("tables"))
def test_rows_of_a_table(source: str, expected: str) -> None:
    read = article(source)
    found = find_candidates(read, load())
    assert " ‖ ".join(shown(read.text, row) for row in found) == expected


@pytest.mark.parametrize(("source", "expected"), load_cases("tables", known_failures=False))
def test_rows_cover_their_heads_in_order(source: str, expected: str) -> None:
    read = article(source)
    found = find_candidates(read, load())
    assert [row.head.start for row in found] == sorted(row.head.start for row in found)
    for row in found:
        assert row.span.covers(row.head)


def test_a_row_is_the_whole_printed_row_with_its_steps() -> None:
    """The span runs from the measure to the last cell of the last step, without number and group."""
    html = (
        "<table><tr><th>类别</th><th>序号</th><th>工作任务</th><th>时序进度</th></tr>"
        "<tr><td rowspan=2>河道</td><td rowspan=2>1</td><td rowspan=2>疏浚三条内河</td>"
        "<td>3月：招标</td></tr>"
        "<tr><td>9月：完工</td></tr></table>"
    )
    read = article(html)
    (row,) = find_candidates(read, load())
    assert row.span.of(read.text) == "疏浚三条内河\n3月：招标\n9月：完工"
    assert [field.span.of(read.text) for field in row.fields] == ["3月：招标", "9月：完工"]


def test_a_table_of_tasks_that_only_tells_the_plan_again_gives_no_rows() -> None:
    """An annex names the tasks of the plan again under their numbers; one that lists others is read."""
    items = (
        "1.建设冷藏设施。",
        "2.布局集配中心。",
        "3.盘活闲置冷库。",
        "4.发展冷链班列。",
        "5.健全冷链标准。",
    )
    plan = "".join(f"<p>{item}各县每年新增三处，财政按造价的三成给予补助。</p>" for item in items)
    again = ("冷藏设施建设", "集配中心布局", "闲置冷库盘活", "冷链班列发展", "冷链标准体系")
    others = ("改造老旧管网", "新建社区食堂", "开设青年夜校", "公开收费标准", "延长办理时间")

    def rows(tasks: tuple[str, ...]) -> list[str]:
        cells = "".join(
            f"<tr><td>{n}</td><td>{task}</td><td>市局</td></tr>" for n, task in enumerate(tasks, 1)
        )
        table = f"<table><tr><td>序号</td><td>重点任务</td><td>责任单位</td></tr>{cells}</table>"
        found = extract(article(f"<p>一、重点任务</p>{plan}{table}")).rows()
        return [str(row["measure"]) for row in found]

    told = [item[2:-1] for item in items]
    assert rows(again) == told
    assert rows(others) == [*told, *others]


def test_the_fuller_of_two_lists_gives_the_measures() -> None:
    """Of a list in the text and a table with the same measures one is refused, and says why."""
    html = (
        "<p>一、推广的举措</p><p>（一）便民方面2项：建设社区食堂；改造老旧电梯。</p><p>附件</p>"
        "<table><tr><td>序号</td><td>举措</td><td>责任单位</td></tr>"
        "<tr><td>1</td><td>建设社区食堂</td><td>市民政局</td></tr>"
        "<tr><td>2</td><td>改造老旧电梯</td><td>市住建局</td></tr></table>"
    )
    found = extract(article(html))
    assert [measure.list_style for measure in found.measures] == ["table", "table"]
    rules = {one.rule for rejection in found.rejections for one in rejection.evidence}
    assert "list.repeated" in rules


@pytest.mark.parametrize(
    "build",
    [
        lambda n: (
            "<table><tr><td>任务</td><td>责任单位</td></tr>"
            + "<tr><td>建设粮仓</td><td>市粮食局</td></tr>" * n
        ),
        lambda n: "<table><tr><td>任务</td><td>责任单位</td></tr></table>" * n,
        lambda n: (
            "<table><tr><td>任务</td><td>责任单位</td></tr><tr><td>建设粮仓</td><td>甲</td></tr></table>"
            + "<table><tr><td>建设仓库</td><td>甲</td></tr><tr><td>建设粮库</td><td>乙</td></tr></table>" * n
        ),
        lambda n: (
            "<table><tr>" + "<td rowspan=900>任务</td>" * n + "</tr>" + "<tr><td>建</td><td>设</td></tr>" * n
        ),
        lambda n: "序号|任务|责任单位\n\n" * n,
        lambda n: "序号\n任务\n责任单位\n" * n,
        lambda n: "序号 |\n任务 |\n责任单位 |\n" * n,
        lambda n: "任务\n|\n" * n,
        lambda n: "|\n" * n,
        lambda n: "任务 |\n要求 |\n责任单位 |\n" + "".join(f"建设粮仓 |\n{i} |\n" for i in range(1, n)),
        lambda n: "序号\n任务\n责任单位\n" + "".join(f"{i}\n建设粮仓\n市粮食局\n" for i in range(1, n)),
        lambda n: "一、重点任务\n" + "|任务|责任单位|\n|--|--|\n|建设粮仓|市粮食局|\n\n" * n,
    ],
)
def test_time_grows_with_the_table_and_no_faster(build) -> None:  # type: ignore[no-untyped-def]
    """Eight times the table may cost three times as much as eight times the time, never the square."""
    read = [article(build(size)) for size in (500, 4000)]
    spent = []
    for one in read:
        begin = time.process_time()
        find_candidates(one, load())
        spent.append(time.process_time() - begin)
    assert spent[1] < 24 * spent[0] + 0.3
