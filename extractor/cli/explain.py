"""``jucuo explain``: why each row is there, and why the other candidates are not."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.cli.options import Debug, IdColumn, Lexicons, LimitValues, Paths, TextColumn
from extractor.cli.running import Work, clear_errors, load_words
from extractor.cli.screen import describe_count, describe_document, one_line
from extractor.limits import parse, using
from extractor.model import Attribute, Evidence, Marker, Measure, Rejection, Span

LONGEST_QUOTE = 60


def explain(
    paths: Paths,
    text_column: TextColumn = "",
    id_column: IdColumn = "",
    lexicons: Lexicons = None,
    limit: LimitValues = None,
    debug: Debug = False,
) -> None:
    """Show the rules and words that made each row, and those that spoke against the rest.

    Offsets are [start:end) in the text that `jucuo text` prints.
    """
    with clear_errors(debug), using(parse(limit or ())):
        words = load_words(lexicons)
        from extractor.pipeline import find_documents
        from extractor.reading import Columns

        work = Work(list(find_documents(paths)), words, debug, columns=Columns(text_column, id_column))
        for extraction in work.extractions(quiet=True):
            text = extraction.article.text
            print(describe_document(extraction, len(extraction.measures)))
            for position, measure in enumerate(extraction.measures, start=1):
                _print_measure(position, measure, text)
            if extraction.rejections:
                print(f"\nNot taken: {len(extraction.rejections)}")
            for rejection in extraction.rejections:
                _print_rejection(rejection, text)
            if extraction.counts:
                print("\nCounts")
            for count in extraction.counts:
                print(f"    {describe_count(count)}  {_quote(count.span, text)}")
            print()
        work.finish()


def _print_measure(position: int, measure: Measure, text: str) -> None:
    print(f"\n{position}. {_number(measure.marker, text)}{_quote(measure.head, text)}")
    place = " / ".join(one_line(label.text) for label in measure.group) or "no group"
    weight = sum(item.weight for item in measure.evidence)
    print(f"    {measure.kind}, {measure.role}, {place}, listed as {measure.list_style}, weight {weight:+d}")
    _print_evidence(measure.evidence, text)
    for attribute in measure.attributes:
        print(f"    {_describe_attribute(attribute, text)}")


def _print_rejection(rejection: Rejection, text: str) -> None:
    candidate = rejection.candidate
    print(f"\n-  {_number(candidate.marker, text)}{_quote(candidate.head, text)}")
    _print_evidence((*candidate.evidence, *rejection.evidence), text)


def _print_evidence(evidence: Iterable[Evidence], text: str) -> None:
    """A line for each rule: whether it spoke for or against, its id, its words, and what it says."""
    from extractor.pipeline import describe_rule

    for item in dict.fromkeys(evidence):
        meaning = one_line(describe_rule(item.rule))
        print(f"    {item.weight:+d} {item.rule}  {_quote(item.span, text)}  {meaning}")


def _describe_attribute(attribute: Attribute, text: str) -> str:
    words = attribute.span.of(text)
    value = f" = {one_line(attribute.value)}" if attribute.value != words else ""
    return f"{attribute.name}: {_quote(attribute.span, text)}{value}  by {attribute.rule}"


def _number(marker: Marker | None, text: str) -> str:
    return f"{one_line(marker.span.of(text))} " if marker else ""


def _quote(span: Span, text: str) -> str:
    """The words in quotes with their offsets; long ones lose their middle, the offsets say where to look."""
    words = one_line(span.of(text))
    if len(words) > LONGEST_QUOTE:
        words = f"{words[: LONGEST_QUOTE // 2]} … {words[-LONGEST_QUOTE // 2 :]}"
    return f"‘{words}’ [{span.start}:{span.end}]"
