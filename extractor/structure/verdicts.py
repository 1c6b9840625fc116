"""What the printed structure alone says against a candidate, and how heavily."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from extractor.model import Evidence, Span

RULES: Mapping[str, str] = MappingProxyType(
    {
        "document.genre": "a title or heading says that nothing is announced there (通报表扬, …会见…)",
        "document.author": "its author speaks of himself (笔者), so that what it lists is an opinion",
        "list.foreign": "the lead-in says that the list holds causes, merits, principles or wishes",
        "list.speech": "listed in a speech before others, for all of them to do (…论坛开幕式并致辞)",
        "list.cases": "one of several cases or breaches (未…的), which are looked into and no measures",
        "list.agenda": "only says what a meeting dealt with, which the text then tells",
        "list.repeated": "the same measure stands more fully in a table, in a list, or below a guide to it",
        "sentence.visit": "what a leader says to those whom he visits",
        "sentence.topic": "only names what the rest of its paragraph spells out",
        "table.progress": "a row of a table that reports what has been done",
        "lead.forbids": "its lead-in forbids it (不得有下列行为), so that the row is a ban",
        "marker.damaged": "its number is damaged; its neighbours tell which one it was",
        "marker.gap": "numbers before it are missing",
        "list.names": "does nothing and stands above a line of names",
        "list.unlisted": "only says how many measures there are and does not list them",
    }
)
_AGAINST = -9  # outweighs any word of the head


def flag(rule: str, span: Span) -> Evidence:
    """Evidence of one of `RULES` that only tells something: it weighs nothing."""
    return replace(against(rule, span), weight=0)


def against(rule: str, span: Span) -> Evidence:
    """Evidence of one of `RULES`, strong enough to reject whatever the words of the head say."""
    if rule not in RULES:
        raise KeyError(rule)
    return Evidence(rule, span, _AGAINST)
