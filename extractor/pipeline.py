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
    rejected, and of all that a heading rejects (``新闻摘要``) only the first is told; enumerated measures and
    counts are the same.
    """
    words = load() if lexicon is None else lexicon
    cast = shadow.cast(article, words)
    findings = cast.restore(_find(cast.article, words, sub=sub, stated=stated))
    return Extraction(article, findings.measures, findings.rejections, findings.counts)


def _find(article: Article, lexicon: Lexicon, *, sub: bool, stated: bool) -> Findings:
    """What stands in an article in plain print."""
    candidates = structure.find_candidates(article, lexicon, sub=sub, stated=stated, refused=stated)
    matched, rejections = matching.match(article, candidates, lexicon)
    measures = attributes.describe(article, matched, lexicon)
    return Findings(article, measures, rejections, counting.reconcile(article, measures, lexicon))


def extract_all(articles: Iterable[Article], lexicon: Lexicon | None = None) -> Iterator[Extraction]:
    """`extract` for many articles, one at a time and in their order."""
    words = load() if lexicon is None else lexicon
    return (extract(article, words) for article in articles)


def find_documents(
    paths: Iterable[str | Path], exclude: Collection[Path] = ()
) -> Iterator[str | Path | Failure]:
    """The documents behind paths and folders, each once, without the resolved paths of ``exclude``.

    ``-`` is standard input; what is missing or of an unknown format comes as a `Failure` in its place. An
    archive or a corpus is one of them; `extract_documents` opens it. They are found while one asks for them,
    and not held.
    """
    seen = _Seen(exclude)
    for path in paths:
        if path == "-":
            if seen.add(Path(path)):
                yield "-"
            continue
        folder = Path(path).resolve() if Path(path).is_dir() else None
        for document in reading.find_inputs([path]):
            place = Path(document.source) if isinstance(document, ReadingError) else document
            if seen.add(place, folder):
                yield Failure(document.source, document) if isinstance(document, ReadingError) else document
        if folder:
            seen.folders.append(folder)


class _Seen:
    """Which places were found before. Of a folder only its own place is kept: all that it shows was found."""

    def __init__(self, places: Iterable[Path]) -> None:
        self.excluded = frozenset(places)
        self.places: set[Path] = set()
        self.folders: list[Path] = []
        self._folder = Path(), Path()

    def add(self, path: Path, walked: Path | None = None) -> bool:
        """Whether a place is new; ``walked`` is the folder that is being walked and shows it."""
        place = self._resolve(path)
        if place in self.excluded or place in self.places or any(_shows(one, place) for one in self.folders):
            return False
        if walked is None:
            self.places.add(place)
        elif path.is_symlink() and _shows(walked, place):
            return False  # what it leads to is found by itself
        return True

    def _resolve(self, path: Path) -> Path:
        """The place without links; neighbours share the way to it."""
        if path.is_symlink() or path.name in ("", ".."):
            return path.resolve()
        if self._folder[0] != path.parent:
            self._folder = path.parent, path.parent.resolve()
        return self._folder[1] / path.name


def _shows(folder: Path, place: Path) -> bool:
    """Whether a walk through a folder finds what is at a place."""
    if folder not in place.parents or not place.exists():
        return False
    return not any(map(reading.is_hidden, place.relative_to(folder).parts))


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


def extract_loaded(
    document: reading.Document,
    lexicon: Lexicon,
    *,
    sub: bool = False,
    stated: bool = True,
    address: Callable[[str], str] | None = None,
) -> Extraction:
    """Read and `extract` a document that `reading.open_documents` found; ``address`` as there.

    Raises `ReadingError` as `reading.read` does.
    """
    article = reading.read_document(document, lexicon=lexicon)
    if address and not article.url:
        article = replace(article, url=address(article.source))
    return extract(article, lexicon, sub=sub, stated=stated)


def _extract_one(
    document: reading.Document,
    lexicon: Lexicon,
    *,
    sub: bool,
    stated: bool,
    address: Callable[[str], str] | None,
) -> Extraction | Failure:
    try:
        return extract_loaded(document, lexicon, sub=sub, stated=stated, address=address)
    except Exception as error:
        return Failure(document.source, error)
