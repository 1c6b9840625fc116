"""The questions that the word lists answer: one for each file of ``lexicons/``, with the labels it may give.

A list holds words and labels and nothing else; what a rule makes of them is code. A new list begins here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Question:
    """What a file asks, and the labels it may answer with; none: a taxonomy, which names its own.

    The labels of a taxonomy are a kind, or a kind and a way within it: ``supply``, ``supply.funds``.
    """

    text: str
    labels: tuple[str, ...]


QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "actions": Question(
            "Which verbs open a measure, and what do they do?",
            ("act", "permit", "forbid", "grant", "set"),
        ),
        "openers": Question(
            "Which words may stand before the verb of a measure?",
            ("adverb", "time", "future", "deontic"),
        ),
        "frames": Question(
            "Which words make a phrase that stands before the verb of a measure?",
            ("frame", "word", "end"),
        ),
        "nouns": Question(
            "Which nouns end a head without a verb, and is it a measure (人才公寓) or a name (某某公司)?",
            ("programme", "institution", "service", "support", "organisation", "matter", "phrase"),
        ),
        "achievements": Question(
            "Which words say that something is done already?",
            ("past", "past_time", "result"),
        ),
        "speakers": Question(
            "Which words say that somebody speaks, urges or asks?",
            ("says", "urges", "requests", "announces", "abroad"),
        ),
        "sections": Question(
            "Which headings say what part a section plays?",
            (
                "frame",
                "goal",
                "scope",
                "core",
                "safeguard",
                "safeguard_alone",
                "closing_alone",
                "scope_alone",
                "notes",
                "safeguard_section",
                "closing",
                "background",
                "explanation",
            ),
        ),
        "genres": Question(
            "Which titles say that a document announces no measures of its own?",
            (
                *("recognition", "progress", "minutes", "request", "drafting", "digest", "story"),
                *("offer", "paragraphs", "author", "ahead"),
            ),
        ),
        "list_cues": Question(
            "Which words open a list inside a sentence?",
            ("cue", "announce", "launch", "assign", "introduce"),
        ),
        "labels": Question(
            "Which words of a lead-in stand around the topic of its list?",
            ("announce", "plain", "launch", "nameless", "original"),
        ),
        "list_tails": Question(
            "Which words close or join a list without belonging to a member?", ("glue", "joiner")
        ),
        "ordinals": Question(
            "Which words number the members of a list in running text?",
            ("first", "second", "third", "next", "last", "named"),
        ),
        "clauses": Question(
            "Which words say that a clause or list holds no measure (purpose, definition, validity, causes)?",
            (
                "frame",
                "definition",
                "closing",
                "effect",
                "own_frame",
                "own_definition",
                "own_scope",
                "own_closing",
                "validity",
                "tail",
                "overlap",
                "appeal",
                "other_list",
                "principle",
                "degree",
                "steadily",
                "became",
                "moves",
                "expert",
                "addressed",
                "dateline",
                "asks",
            ),
        ),
        "articles": Question(
            "Which words in an article of a law say that it orders nothing?",
            (
                *(
                    "penalty",
                    "breach",
                    "fraud",
                    "revoke",
                    "remedy",
                    "defines",
                    "creed",
                    "follows",
                    "fits",
                    "topic",
                    "subject",
                ),
                *("amends", "protects"),
            ),
        ),
        "points": Question(
            "What do the points below a lead-in hold: measures, or conditions of one?",
            ("class", "points", "case", "paper", "duty", "act", "conduct", "observe"),
        ),
        "count_units": Question(
            "Which units count measures, which count groups, which count something else?",
            ("measure", "classifier", "noun", "group", "never"),
        ),
        "count_scopes": Question(
            "Which words near a number say that it counts this article's measures, or another's?",
            ("own", "field", "other", "subset", "change", "law"),
        ),
        "times": Question(
            "Which words by a time make it a limit of an action, and which make it something else?",
            (
                "this_year",
                "next_year",
                "ahead",
                "since",
                "until",
                "report",
                "before",
                "within",
                "from",
                "during",
                "era",
                "done",
                "goal",
                "now",
                "yearly",
                "termly",
                "half_yearly",
                "quarterly",
                "monthly",
                "weekly",
                "ongoing",
                "all_year",
                "caption",
                "issue",
                "effect",
                "whole",
                "not_after",
                "whom",
                "condition",
            ),
        ),
        "responsibility": Question(
            "Which words say who is responsible, and for what part?",
            (
                "lead",
                "responsible",
                "support",
                "guide",
                "host",
                "with",
                "joint",
                "none",
                "stress",
                "manner",
                "after",
                "first",
                "rest",
                "alone",
                "later",
                "bears",
                "fulfils",
                "liability",
            ),
        ),
        "bodies": Question(
            "What do the names of bodies look like, and which name nobody in particular?",
            ("ending", "inner", "weak", "other", "act", "own"),
        ),
        "places": Question(
            "Which words make a name mean all the governments of a kind?",
            ("every", "place", "local", "government", "province"),
        ),
        "amounts": Question(
            "Which words stand around a number and say how it is meant?",
            (
                "at_least",
                "floor",
                "cap",
                "fall",
                "over",
                "under",
                "about",
                "not",
                "at_least_after",
                "at_most_after",
                "about_after",
                "from",
                "change",
                "aim",
                "in_principle",
                "expected",
                "ensured",
                "average",
                "duration",
                "condition",
                "holder",
                "plain",
            ),
        ),
        "units": Question(
            "Which words are units of an amount, and of what kind?",
            ("money", "ratio", "extent", "time", "year", "day", "people", "count", "per", "none"),
        ),
        "beneficiaries": Question(
            "Which words say who gains from a measure?",
            (
                "noun",
                "generic",
                "support",
                "give",
                "open",
                "serve",
                "toward",
                "receive",
                "eligible",
                "do",
                "harm",
                "forbid",
                "when",
                "plain",
            ),
        ),
        "offices": Question("Which words behind a word make it the name of somebody?", ("office", "rank")),
        "instruments": Question("Which words tell of a policy instrument, and of which?", ()),
        "columns": Question(
            "What does a column of a table hold?",
            (
                "number",
                "measure",
                "item",
                "detail",
                "group",
                "lead",
                "responsible",
                "support",
                "guide",
                "person",
                "deadline",
                "scope",
                "progress",
                "contact",
                "figure",
                "other",
                "annex",
                "lead_in",
            ),
        ),
        "furniture": Question(
            "Which lines of a page are furniture?",
            ("line", "start", "end", "inside"),
        ),
        "fields": Question(
            "Which labels of an information block hold metadata?",
            (
                "title",
                "issuer",
                "published",
                "issued",
                "written",
                "effective",
                "expires",
                "addressees",
                "document_number",
                "other",
            ),
        ),
        "corpora": Question(
            "Which columns of a corpus hold the text, the id and the address of an article?",
            ("text", "id", "url"),
        ),
        "documents": Question(
            "Which words say what a document is, and from when until when it applies?",
            (
                "type",
                "law",
                "state",
                "plain",
                "draft",
                "trial",
                "consult",
                "send",
                "issue",
                "adopt",
                "effect",
                "period",
                "own",
                "salutation",
                "every",
            ),
        ),
        "levels": Question(
            "Which words in the name of an issuer say at what level of the state it stands?",
            (
                "legislature",
                "centre",
                "state_council",
                "ministry",
                "province",
                "city",
                "county",
                "zone",
                "township",
                "sar",
                "taiwan",
                "office",
                "none",
                "plain",
            ),
        ),
        "speech": Question(
            "Which words stand around the name of a speaker?",
            (
                "verb",
                "promise",
                "hearer",
                "noun",
                "counted",
                "learnt",
                "source",
                "manner",
                "phrase",
                "pronoun",
                "nobody",
                "person",
                "broken",
            ),
        ),
    }
)
