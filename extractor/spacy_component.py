"""A pipe for spaCy: ``nlp.add_pipe("policy_measures")`` puts the measures of a text into ``doc.spans``.

Every measure is a span of tokens, and its row of the table goes with it. The rows are kept once, in the
attributes of the span group, which spaCy saves, copies and sends to other processes together with the spans;
the custom extensions are only windows onto them. So a `DocBin` needs no user data, and two measures that
share their tokens keep a row each, where a value set on a span would be known by its offsets alone.

Offsets are those of ``doc.text``, whatever the tokens are. Where a measure begins or ends inside a token, its
span has the whole token; ``start`` and ``end`` of the row stay exact.

spaCy imports this module for whoever makes a pipeline while jucuo is installed; so the rooms that do the work
are imported when they are used. And spaCy reads the types of the factory's arguments, before 3.8 only where
they are no strings: therefore nothing is imported from ``__future__`` here.
"""

import json
import os
import re
import shutil
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, cast

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc, Span, SpanGroup

from extractor.errors import ReadingError, UsageError
from extractor.lexicon import WEIGHTS, Lexicon, find_folder, load
from extractor.model import Article, Count, Findings, Kind, Measure
from extractor.model import Span as Stretch

if TYPE_CHECKING:
    from extractor.exporting import Row

NAME = "policy_measures"
"""The name of the factory, and of what we keep among the attributes of a span group."""

COLORS = {
    "core": "#9cc9cc",
    "safeguard": "#ddbdd5",
    "enumerated": "#9cc9cc",
    "stated": "#ffd8a8",
    "supply": "#9cc9cc",
    "environment": "#c3d69b",
    "demand": "#ffd8a8",
}
"""The colours of our labels in displaCy, which finds them by the entry point ``spacy_displacy_colors``."""

DEFAULTS: dict[str, Any] = {
    "spans_key": "measures",
    "kinds": [Kind.ENUMERATED.value],
    "min_score": 0.0,
    "label": "role",
    "lexicons": None,
    "sub": False,
}


def _instrument(measure: Measure) -> str:
    """The kind of its main instrument: ``supply`` of ``supply.funds:补贴``."""
    main = measure.attribute("instrument")
    return re.split("[.:]", main.value)[0] if main else ""


LABELS: Mapping[str, Callable[[Measure], str]] = {
    "role": lambda measure: measure.role.value,
    "kind": lambda measure: measure.kind.value,
    "instrument": _instrument,
}
"""What the label of a span can say."""


# ---- the pipe


@Language.factory(
    NAME,
    default_config=DEFAULTS,
    assigns=["doc.spans", "doc._.measures", "doc._.measure_counts", "span._.measure"],
)
def make_policy_measures(
    nlp: Language,
    name: str,
    spans_key: str,
    kinds: list[str],
    min_score: float,
    label: str,
    lexicons: str | None,
    sub: bool,
) -> "PolicyMeasures":
    """Make the pipe for ``nlp.add_pipe("policy_measures", config={...})``.

    The arguments and errors are those of `PolicyMeasures`.
    """
    return PolicyMeasures(
        name, spans_key=spans_key, kinds=kinds, min_score=min_score, label=label, lexicons=lexicons, sub=sub
    )


class PolicyMeasures(Pipe):
    """Finds the measures (举措) that a Chinese policy text announces.

    Assigns ``doc.spans[spans_key]``, with ``span.label_`` as chosen and the ``measure_id`` as ``span.id_``;
    ``span._.measure``, the row of the table; ``doc._.measures``, all rows; ``doc._.measure_counts``, the
    announced numbers against the found ones.
    """

    def __init__(
        self,
        name: str = NAME,
        *,
        spans_key: str = "measures",
        kinds: Iterable[str] = (Kind.ENUMERATED.value,),
        min_score: float = 0.0,
        label: str = "role",
        lexicons: str | Path | None = None,
        sub: bool = False,
    ) -> None:
        """Make a pipe; see `PolicyMeasures` for what it does.

        name (str): The name of the pipe in its pipeline.
        spans_key (str): The key in ``doc.spans``. What stands there already is replaced.
        kinds (Iterable[str]): Which ones: ``enumerated`` (numbered or listed), ``stated`` (in a sentence).
        min_score (float): Only those that are measures with this probability, 0 to 1.
        label (str): What labels tell: ``role``, ``kind`` or ``instrument`` (the kind of the main one).
        lexicons (str | Path | None): A folder of word lists laid over the built-in ones, or the name of a
            taxonomy. A folder that is missing is told of only when it is needed, at the first text: a saved
            pipeline brings its own copy.
        sub (bool): Whether the points inside an item are measures too.

        Raises `UsageError` for a value that makes no sense or an extension name that another package has
        taken, `LexiconError` for mistakes in the word lists.
        """
        self.name = name
        self.spans_key = spans_key
        self.kinds = tuple(kinds)
        self.min_score = min_score
        self.label = label
        self.lexicons = None if lexicons is None else str(lexicons)
        self.sub = sub
        self._lexicon: Lexicon | None = None
        self._lists: dict[str, str] = {}
        self._check()
        _register_extensions()
        _check_extensions(name)
        if self.lexicons is None or find_folder(self.lexicons).exists():
            self._load()

    def __call__(self, doc: Doc) -> Doc:
        """Find the measures of a document.

        doc (Doc): The document; its tokens may be anything, for only its text is read.
        RETURNS (Doc): The same document, with the measures in the order of the text.

        Raises `LexiconError` where the folder of word lists is missing.
        """
        from extractor.exporting import rows

        found = self._find(doc.text)
        table = rows(found, [Kind(kind) for kind in self.kinds], self.min_score)
        by_id = {str(row["measure_id"]): row for row in table}
        doc.spans[self.spans_key] = SpanGroup(
            doc,
            name=self.spans_key,
            attrs={NAME: {"rows": by_id, "counts": [_count_row(count) for count in found.counts]}},
            spans=[self._span(doc, measure) for measure in found.measures if measure.id in by_id],
        )
        return doc

    def to_bytes(self, *, exclude: Collection[str] = ()) -> bytes:
        """Put the word lists of the user into bytes; the settings are in the config of the pipeline.

        exclude (Collection[str]): Not used; spaCy gives it.
        RETURNS (bytes): A JSON object with the text of each list, empty for the built-in ones alone.
        """
        self._require_words()
        return json.dumps(self._lists).encode()

    def from_bytes(self, bytes_data: bytes, *, exclude: Collection[str] = ()) -> "PolicyMeasures":
        """Take the word lists from bytes, in the place of those of the config.

        bytes_data (bytes): What `to_bytes` gave.
        exclude (Collection[str]): Not used; spaCy gives it.
        RETURNS (PolicyMeasures): The same pipe.

        Raises `UsageError` for bytes of something else, `LexiconError` for mistakes in the lists.
        """
        try:
            lists = json.loads(bytes_data)
        except ValueError:
            lists = None
        if not (isinstance(lists, dict) and all(isinstance(text, str) for text in lists.values())):
            raise UsageError(f"{self.name}: these bytes hold no word lists; give what to_bytes has returned")
        self._take(lists)
        return self

    def to_disk(self, path: str | Path, *, exclude: Collection[str] = ()) -> None:
        """Write the word lists of the user into a folder, as they are; it can be given as ``lexicons``.

        path (str | Path): The folder; it is made, and loses the lists of an earlier pipe.
        exclude (Collection[str]): Not used; spaCy gives it.
        """
        self._require_words()
        folder = Path(path)
        for old in _read_lists(folder):
            (folder / old).unlink()
        _write_lists(self._lists, folder)

    def from_disk(self, path: str | Path, *, exclude: Collection[str] = ()) -> "PolicyMeasures":
        """Take the word lists from a folder, in the place of those of the config.

        path (str | Path): What `to_disk` wrote.
        exclude (Collection[str]): Not used; spaCy gives it.
        RETURNS (PolicyMeasures): The same pipe.

        Raises `LexiconError` for mistakes that came into the lists since.
        """
        lists = _read_lists(Path(path))
        if lists:
            load.__wrapped__(Path(path))  # so that an error names the place of the list
        self._take(lists)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """For other processes: word lists go as text, since the views of a lexicon cannot be pickled."""
        state = {name: value for name, value in self.__dict__.items() if name != "_lexicon"}
        return type(self), (self.name,), (state, self._lexicon is not None)

    def __setstate__(self, state: tuple[dict[str, Any], bool]) -> None:
        settings, has_words = state
        self.__dict__.update(settings, _lexicon=None)
        if has_words:
            self._take(self._lists)

    def _check(self) -> None:
        """Raises `UsageError` for a setting that has the right type and makes no sense."""
        if not self.spans_key:
            raise UsageError(f"{self.name}: spans_key is empty; give a key for doc.spans, such as measures")
        valid = [kind.value for kind in Kind]
        for kind in self.kinds:
            if kind not in valid:
                raise UsageError(f"{self.name}: unknown kind {kind!r} in kinds; valid: {', '.join(valid)}")
        if not self.kinds:
            raise UsageError(f"{self.name}: kinds is empty; name one of {', '.join(valid)}")
        if not 0 <= self.min_score <= 1:
            raise UsageError(f"{self.name}: min_score is {self.min_score}; give a probability from 0 to 1")
        if self.label not in LABELS:
            raise UsageError(f"{self.name}: unknown label {self.label!r}; valid: {', '.join(LABELS)}")

    def _find(self, text: str) -> Findings:
        """What the text announces, with offsets in it; nothing where it has no word."""
        from extractor.pipeline import extract
        from extractor.reading import read_string

        words = self._require_words()
        try:
            article = read_string(text, lexicon=words)
        except ReadingError:  # a plain text has no other fault
            return Findings(Article(id="", source="", format="txt", text=text, blocks=()), measures=())
        return _as_given(extract(article, words, sub=self.sub, stated=Kind.STATED in self.kinds), text)

    def _span(self, doc: Doc, measure: Measure) -> Span:
        """The tokens of a measure; there always are some, for it begins and ends with a visible character."""
        span = doc.char_span(
            measure.head.start,
            measure.head.end,
            label=LABELS[self.label](measure),
            alignment_mode="expand",
            span_id=measure.id,
        )
        return cast("Span", span)

    def _require_words(self) -> Lexicon:
        return self._lexicon or self._load()

    def _load(self) -> Lexicon:
        """Read the word lists that the config names; a folder anew, for it may have been edited."""
        if self.lexicons is None:
            self._lexicon = load()
        else:
            folder = find_folder(self.lexicons)
            self._lexicon = load.__wrapped__(folder)
            self._lists = _read_lists(folder)
        return self._lexicon

    def _take(self, lists: Mapping[str, str]) -> None:
        """Lay these word lists over the built-in ones, and no others."""
        self._lists = dict(lists)
        self._lexicon = _lexicon_of(self._lists) if lists else load()


# ---- what hangs on spans and documents


def _measure_of(span: Span) -> "Row | None":
    """``span._.measure``: its row of the table; None for a span that is no measure."""
    return next((left["rows"][span.id_] for left in _left_in(span.doc) if span.id_ in left["rows"]), None)


def _measures_of(doc: Doc) -> "list[Row]":
    """``doc._.measures``: the rows of all our pipes in the order of the text, each measure once."""
    rows: dict[str, Row] = {}
    for left in _left_in(doc):
        rows = left["rows"] | rows
    return sorted(rows.values(), key=lambda row: cast("int", row["start"]))


def _counts_of(doc: Doc) -> list[dict[str, Any]]:
    """``doc._.measure_counts``: the announced numbers, each once however many pipes found it."""
    counts: list[dict[str, Any]] = []
    for left in _left_in(doc):
        counts += [count for count in left["counts"] if count not in counts]
    return counts


def _left_in(doc: Doc) -> Iterator[dict[str, Any]]:
    """What each of our pipes left in the attributes of its span group: ``rows`` by id, and ``counts``."""
    return (group.attrs[NAME] for group in doc.spans.values() if NAME in group.attrs)


_EXTENSIONS: tuple[tuple[type[Doc] | type[Span], str, Callable[..., Any]], ...] = (
    (Span, "measure", _measure_of),
    (Doc, "measures", _measures_of),
    (Doc, "measure_counts", _counts_of),
)


def _register_extensions() -> None:
    """Make the extensions known, as often as one likes; what another package has taken is left to it."""
    for owner, name, getter in _EXTENSIONS:
        if not owner.has_extension(name) or _is_ours(owner, name):
            owner.set_extension(name, getter=getter, force=True)


def _check_extensions(pipe: str) -> None:
    for owner, name, _ in _EXTENSIONS:
        if not _is_ours(owner, name):
            kind = owner.__name__
            raise UsageError(
                f"{pipe}: another package has taken {kind.lower()}._.{name};"
                f" call {kind}.remove_extension({name!r}) before you add the pipe"
            )


def _is_ours(owner: type[Doc] | type[Span], name: str) -> bool:
    """By the module of the getter, which stays when the module is reloaded."""
    _, _, getter, _ = owner.get_extension(name)
    return getattr(getter, "__module__", "") == __name__


def _count_row(count: Count) -> dict[str, Any]:
    """A `Count` as data that can be saved; ``start`` and ``end`` delimit the words in ``doc.text``."""
    return {
        "scope": count.scope,
        "declared": count.declared,
        "unit": count.unit,
        "found": count.found,
        "verdict": count.verdict.value,
        "start": count.span.start,
        "end": count.span.end,
    }


# ---- offsets


_NOT_READ = re.compile(r"\A\ufeff|\r(?=\n)")


def _as_given(found: Findings, text: str) -> Findings:
    r"""The findings with offsets in the text as it was given.

    Reading takes away a byte order mark and makes ``\r\n`` and ``\r`` one ``\n``. So the article is a shadow
    of the text, and what was found in it is brought home in the same way; its blocks are needed no more.
    """
    if found.article.text == text:
        return found
    from extractor.shadow import Shadow

    given = replace(found.article, text=text, blocks=(), bold=())
    cuts = tuple(Stretch(*match.span()) for match in _NOT_READ.finditer(text))
    return Shadow(given, found.article, cuts, kept=found.article.text).restore(found)


# ---- word lists of the user


_LIST = re.compile(rf"(?:{WEIGHTS}/)?[^/\\:]+\.tsv")


def _read_lists(folder: Path) -> dict[str, str]:
    """The text of each list and table of weights in a folder, by its place there, to the byte."""
    paths = sorted([*folder.glob("*.tsv"), *(folder / WEIGHTS).glob("*.tsv")])
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", "surrogateescape")
        for path in paths
    }


def _write_lists(lists: Mapping[str, str], folder: Path) -> None:
    """Undo `_read_lists`. Raises `UsageError` for a place that no list can have."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, text in lists.items():
        if not _LIST.fullmatch(place):
            raise UsageError(f"{place!r} is no word list; load what a policy_measures pipe has saved")
        path = folder / place
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))


def _lexicon_of(lists: Mapping[str, str]) -> Lexicon:
    """The lexicon of lists that are at hand as text; a folder holds them for as long as it lives."""
    folder = Path(mkdtemp(prefix="jucuo-"))
    try:
        _write_lists(lists, folder)
        lexicon = load.__wrapped__(folder)
    except BaseException:
        shutil.rmtree(folder)
        raise
    weakref.finalize(lexicon, _remove, folder, os.getpid())
    return lexicon


def _remove(folder: Path, owner: int) -> None:
    """Remove a folder, in the process that made it: a forked one must not take it from the others."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


_register_extensions()
