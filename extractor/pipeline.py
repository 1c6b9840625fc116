"""The table of contents: an article walks through the rooms in this order; each adds what it knows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from extractor import attributes, counting, exporting, matching, reading, shadow, structure
from extractor.errors import ExtractorError, ReadingError
from extractor.lexicon import Lexicon, load
from extractor.model import Article, Findings, Kind

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Extraction(Findings):
    """All that is known of one article, with the table it makes."""

    def rows(
        self, kinds: Collection[Kind] = (Kind.ENUMERATED,), min_score: float = 0.0
    ) -> list[exporting.Row]:
        """The measures of the wanted kinds as rows of the table, in the order of the text.

        ``min_score`` leaves out those that are less likely measures (0 to 1).
        """
        return exporting.rows(self, kinds, min_score)

    def to_frame(self, kinds: Collection[Kind] = (Kind.ENUMERATED,), min_score: float = 0.0) -> pd.DataFrame:
        """The same rows as a pandas DataFrame."""
        return exporting.to_frame(self, kinds, min_score)


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that gave nothing, and why: in a batch it takes the place of an `Extraction`."""

    source: str
    error: BaseException

    def __post_init__(self) -> None:
        """The frames in which an expected error arose hold the whole input; a batch keeps many failures."""
        if isinstance(self.error, ExtractorError):
            self.error.__traceback__ = self.error.__context__ = None

    @property
    def expected(self) -> bool:
        """Whether the input is to blame; otherwise it is a mistake of this program."""
        return isinstance(self.error, ExtractorError | MemoryError | RecursionError)

    @property
    def message(self) -> str:
        """One line that names the document and the way out."""
        if isinstance(self.error, ExtractorError):
            return " ".join(str(self.error).split())
        if isinstance(self.error, MemoryError):
            return f"{self.source}: too large for the memory of this machine; split it"
        if isinstance(self.error, RecursionError):
            return f"{self.source}: nested too deeply to be read; save it as plain text and try again"
        what = " ".join(f"{type(self.error).__name__}: {self.error}".split())
        return f"{self.source}: internal error ({what}); please report it with the document"


def extract(
    article: Article, lexicon: Lexicon | None = None, *, sub: bool = False, stated: bool = True
) -> Extraction:
    """Find the measures of one article; without a lexicon the built-in word lists are used.

    With ``sub`` the points inside an item (（1）, ①, 一是) are rows too, each with its ``parent``. Without
    ``stated``, plain sentences are not looked at, which is faster: no measure is stated then and no sentence
    rejected; enumerated measures and counts are the same.
    """
    words = load() if lexicon is None else lexicon
    cast = shadow.cast(article, words)
    findings = cast.restore(_find(cast.article, words, sub=sub, stated=stated))
    return Extraction(article, findings.measures, findings.rejections, findings.counts)


def _find(article: Article, lexicon: Lexicon, *, sub: bool, stated: bool) -> Findings:
    """What stands in an article in plain print."""
    candidates = structure.find_candidates(article, lexicon, sub=sub, stated=stated)
    matched, rejections = matching.match(article, candidates, lexicon)
    measures = attributes.describe(article, matched, lexicon)
    return Findings(article, measures, rejections, counting.reconcile(article, measures, lexicon))


def extract_all(articles: Iterable[Article], lexicon: Lexicon | None = None) -> Iterator[Extraction]:
    """`extract` for many articles, one at a time and in their order."""
    words = load() if lexicon is None else lexicon
    return (extract(article, words) for article in articles)


def find_documents(paths: Iterable[str | Path], exclude: Collection[Path] = ()) -> list[str | Path | Failure]:
    """The documents behind paths and folders, each once, without the resolved paths of ``exclude``.

    ``-`` is standard input; what is missing or of an unknown format comes as a `Failure` in its place. An
    archive or a corpus is one of them; `extract_documents` opens it.
    """
    found: dict[str | Path, str | Path | Failure] = {}
    for path in paths:
        if path == "-":
            found.setdefault("-", "-")
            continue
        for document in reading.find_inputs([path]):
            if isinstance(document, Path):
                if (place := document.resolve()) not in exclude:
                    found.setdefault(place, document)
            elif Path(document.source).resolve() not in exclude:
                found.setdefault(str(document), Failure(document.source, document))
    return list(found.values())


def describe_rule(rule_id: str) -> str:
    """What a rule of the evidence says, in one line. Raises `KeyError` for an id that no rule has."""
    return structure.RULES.get(rule_id) or matching.describe_rule(rule_id)


def extract_document(
    document: str | Path | Failure, lexicon: Lexicon, *, sub: bool = False, stated: bool = True
) -> Extraction | Failure:
    """Read one document and `extract` it. Nothing but the end of the program gets past its `Failure`."""
    if isinstance(document, Failure):
        return document
    try:
        return extract(reading.read(document, lexicon=lexicon), lexicon, sub=sub, stated=stated)
    except Exception as error:
        return Failure(str(document), error)


def extract_documents(
    document: str | Path | Failure,
    lexicon: Lexicon,
    *,
    sub: bool = False,
    stated: bool = True,
    columns: reading.Columns | None = None,
    address: Callable[[str], str] | None = None,
) -> Iterator[Extraction | Failure]:
    """`extract_document` for an input that may hold many: the outcome of each, in their order.

    ``columns`` says which columns of a corpus count. ``address`` gives the address on the web for the source
    of an article that has none, or ``""``. One document at a time is held in memory.
    """
    if isinstance(document, Failure):
        yield document
        return
    try:
        for found in reading.open_documents(document, lexicon=lexicon, columns=columns):
            if isinstance(found, ReadingError):
                yield Failure(found.source, found)
            else:
                yield _extract_one(found, lexicon, sub=sub, stated=stated, address=address)
    except Exception as error:
        yield Failure(str(document), error)


def _extract_one(
    document: reading.Document,
    lexicon: Lexicon,
    *,
    sub: bool,
    stated: bool,
    address: Callable[[str], str] | None,
) -> Extraction | Failure:
    try:
        article = reading.read_document(document, lexicon=lexicon)
        if address and not article.url:
            article = replace(article, url=address(article.source))
        return extract(article, lexicon, sub=sub, stated=stated)
    except Exception as error:
        return Failure(document.source, error)
