"""Findings laid out in columns: one row for each measure, one row for each document.

Nothing is computed here that was not known before; every cell is a value of `extractor.model` under the name
that the researcher sees. Rows are typed (numbers are numbers, lists are lists); what a file format makes of
them is the business of the writers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from extractor.exporting.columns import COLUMNS, DOCUMENT_COLUMNS, LISTS, OPTIONAL, Row, Value
from extractor.exporting.fragments import Links
from extractor.model import Article, Attribute, Count, Evidence, Findings, Kind, Measure, Role, Verdict

DOCUMENT_SCOPE = "document"
QUOTED = ("deadline", "amounts", "recurring")
LISTED = ("bodies", "beneficiary", "instrument")


def rows(
    findings: Findings, kinds: Collection[Kind] = (Kind.ENUMERATED,), min_score: float = 0.0
) -> list[Row]:
    """The measures of the wanted kinds as rows with exactly the columns `COLUMNS`, in the order of the text.

    ``position`` counts the rows that are given, from 1, so that it runs without gaps for any choice of kinds;
    what names a measure for good is ``measure_id``. Offsets are code points of the article's text. ``score``
    is how likely the row is a measure, as a probability.
    """
    wanted = [m for m in findings.measures if m.kind in kinds and (m.probability or 0.0) >= min_score]
    article = findings.article
    links = Links(article.url, article.text, (measure.head for measure in wanted))
    return [
        _measure_row(findings, measure, position, links) for position, measure in enumerate(wanted, start=1)
    ]


def document_row(findings: Findings) -> Row:
    """What is known of a whole document, with exactly the columns `DOCUMENT_COLUMNS`."""
    enumerated = [measure for measure in findings.measures if measure.kind is Kind.ENUMERATED]
    count = _choose(findings.counts, (DOCUMENT_SCOPE,))
    values: Row = _metadata(findings.article)
    values |= {
        "article_id": findings.article.id,
        "format": findings.article.format,
        "encoding": findings.article.encoding,
        "characters": len(findings.article.text),
        "enumerated": len(enumerated),
        "core": sum(measure.role is Role.CORE for measure in enumerated),
        "safeguard": sum(measure.role is Role.SAFEGUARD for measure in enumerated),
        "stated": len(findings.measures) - len(enumerated),
        "rejected": len(findings.rejections),
        "declared": count.declared if count else None,
        "found": count.found if count else None,
        "count_check": count.verdict.value if count else "",
        "counts": [_describe_count(count) for count in findings.counts],
        "error": "",
        "written": _day(findings.article.written),
        "effective": _day(findings.article.effective),
        "expires": _day(findings.article.expires),
        "addressees": list(findings.article.addressees),
        "status": list(findings.article.status),
        "document_type": findings.article.document_type,
        "instruments": _instruments(enumerated),
        "with_bodies": _share(enumerated, "bodies"),
        "with_deadline": _share(enumerated, "deadline"),
        "with_amounts": _share(enumerated, "amounts"),
        "issuer_level": findings.article.issuer_level or "",
        "url": findings.article.url,
    }
    return {column: values[column] for column in DOCUMENT_COLUMNS}


def _instruments(measures: Iterable[Measure]) -> list[str]:
    """How many measures work by each kind of instrument, by their main one: ``supply=12``; the most first."""
    main = (measure.attribute("instrument") for measure in measures)
    kinds = Counter(re.split("[.:]", one.value)[0] for one in main if one)
    return [f"{kind}={number}" for kind, number in sorted(kinds.items(), key=lambda one: (-one[1], one[0]))]


def _share(measures: Sequence[Measure], name: str) -> float | None:
    """The share of measures that say so; None where there are no measures."""
    if not measures:
        return None
    return round(sum(measure.attribute(name) is not None for measure in measures) / len(measures), 2)


def failure_row(document: str, error: str) -> Row:
    """The row of a document that could not be read, so that the second table holds every input."""
    empty: Row = dict.fromkeys(DOCUMENT_COLUMNS)
    lists: Row = {column: [] for column in DOCUMENT_COLUMNS if column in LISTS}
    texts = dict.fromkeys(set(DOCUMENT_COLUMNS) - LISTS - OPTIONAL, "")
    return empty | lists | texts | {"document": document, "error": error}


def _measure_row(findings: Findings, measure: Measure, position: int, links: Links) -> Row:
    text = findings.article.text
    count = _choose(findings.counts, (*(label.text for label in reversed(measure.group)), DOCUMENT_SCOPE))
    values: Row = _metadata(findings.article)
    values |= {
        "measure_id": measure.id,
        "parent_id": measure.parent,
        "kind": measure.kind.value,
        "role": measure.role.value,
        "group": [label.text for label in measure.group],
        "number": measure.marker.span.of(text) if measure.marker else "",
        "position": position,
        "measure": measure.head.of(text),
        "text": measure.span.of(text),
        "list_style": measure.list_style,
        "declared": count.declared if count else None,
        "count_check": count.verdict.value if count else "",
        "start": measure.head.start,
        "end": measure.head.end,
        "text_start": measure.span.start,
        "text_end": measure.span.end,
        "rule": _rules(measure.evidence),
        "score": None if measure.probability is None else round(measure.probability, 2),
        "link": links.to(measure.head),
    }
    values |= _attributes(measure, text)
    return {column: values[column] for column in COLUMNS}


def _metadata(article: Article) -> Row:
    return {
        "document": article.source,
        "title": article.title,
        "published": _day(article.published),
        "issuer": article.issuer,
        "document_number": article.document_number,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _attributes(measure: Measure, text: str) -> dict[str, Value]:
    """``action``, ``object`` and ``speaker`` are single, ``in_quote`` is true or false; all others are lists,
    in the order in which they were found."""
    cells: dict[str, Value] = {}
    for name in ("action", "object", "speaker"):
        attribute = measure.attribute(name)
        cells[name] = attribute.value if attribute else ""
    cells["in_quote"] = measure.attribute("in_quote") is not None
    for name in LISTED:
        cells[name] = _distinct(a.value for a in measure.attributes if a.name == name)
    for name in QUOTED:
        cells[name] = _distinct(_quote(a, text) for a in measure.attributes if a.name == name)
    return cells


def _quote(attribute: Attribute, text: str) -> str:
    """The words as printed, then their meaning after ``=`` where it is known."""
    words = attribute.span.of(text)
    return f"{words}={attribute.value}" if attribute.value not in ("", words) else words


def _rules(evidence: Iterable[Evidence]) -> list[str]:
    return _distinct(item.rule for item in evidence)


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _choose(counts: Iterable[Count], scopes: tuple[str, ...]) -> Count | None:
    """The count of the nearest scope that can be compared with what was found there.

    Where one scope has several (三个方面、三十条, domain.md §3.1), the finest is meant: a row is a measure
    and no group.
    """
    usable = [c for c in counts if c.verdict is not Verdict.NOT_APPLICABLE]
    for scope in scopes:
        if here := [count for count in usable if count.scope == scope]:
            return max(here, key=lambda count: (count.found, count.declared))
    return None


def _describe_count(count: Count) -> str:
    return f"{count.scope}: {count.declared}{count.unit} declared, {count.found} found, {count.verdict.value}"
