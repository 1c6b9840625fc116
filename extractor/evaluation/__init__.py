"""Found measures against labelled ones: how much is found, how much of it is right, and which rows differ.

Somebody reads some documents and writes down their measures (`labels`, one file for each document). A table
of found measures is paired with these labels document by document (`comparing`), what is equal is counted
(`figures`), and two reports on the same labels show what a change of words has won and lost (`changes`).

``evaluate(read_gold("labelled"), read_table("measures.csv")).figures.enumerated_head_exact.f1``
"""

from __future__ import annotations

from extractor.evaluation.changes import Change, compare, describe_changes
from extractor.evaluation.comparing import Comparison, Report, WrongValue, evaluate, find_id
from extractor.evaluation.documents import find_strangers, labelled_documents
from extractor.evaluation.figures import Figures, Score, Share
from extractor.evaluation.labels import COLUMNS, Declared, Entry, Gold, read_gold

__all__ = [
    "COLUMNS",
    "Change",
    "Comparison",
    "Declared",
    "Entry",
    "Figures",
    "Gold",
    "Report",
    "Score",
    "Share",
    "WrongValue",
    "compare",
    "describe_changes",
    "evaluate",
    "find_id",
    "find_strangers",
    "labelled_documents",
    "read_gold",
]
