"""Reads Chinese policy articles and finds every measure (举措) that they announce.

``extract(read("article.html")).rows()`` is the whole of it. Names are loaded when they are first used, so
that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.errors import ExportError, ExtractorError, LabelError, LexiconError, ReadingError
    from extractor.evaluation import Gold, Report, compare, evaluate, read_gold
    from extractor.exporting import COLUMNS, open_table, read_table, to_frame, write
    from extractor.lexicon import Lexicon, load
    from extractor.limits import Limits, using_limits
    from extractor.model import Article, Findings, Kind, Measure, Role, Span, Verdict
    from extractor.pipeline import Extraction, extract, extract_all
    from extractor.reading import Columns, find_inputs, read, read_all, read_string

__version__ = "0.1.0"

__all__ = [
    "COLUMNS",
    "Article",
    "Columns",
    "ExportError",
    "Extraction",
    "ExtractorError",
    "Findings",
    "Gold",
    "Kind",
    "LabelError",
    "Lexicon",
    "LexiconError",
    "Limits",
    "Measure",
    "ReadingError",
    "Report",
    "Role",
    "Span",
    "Verdict",
    "__version__",
    "compare",
    "evaluate",
    "extract",
    "extract_all",
    "find_inputs",
    "load",
    "open_table",
    "read",
    "read_all",
    "read_gold",
    "read_string",
    "read_table",
    "to_frame",
    "using_limits",
    "write",
]

_ROOMS = {
    "errors": ("ExportError", "ExtractorError", "LabelError", "LexiconError", "ReadingError"),
    "evaluation": ("Gold", "Report", "compare", "evaluate", "read_gold"),
    "exporting": ("COLUMNS", "open_table", "read_table", "to_frame", "write"),
    "lexicon": ("Lexicon", "load"),
    "limits": ("Limits", "using_limits"),
    "model": ("Article", "Findings", "Kind", "Measure", "Role", "Span", "Verdict"),
    "pipeline": ("Extraction", "extract", "extract_all"),
    "reading": ("Columns", "find_inputs", "read", "read_all", "read_string"),
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names}


if not TYPE_CHECKING:  # a type checker takes the imports above, and so finds misspelt names

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
