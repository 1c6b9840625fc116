"""What a document says of itself: why it exists, what its words mean, whom it concerns, when it holds.

None of these is a measure (GUIDE rule 6). ``本办法`` and its like are 本 and the kind of document, of which
``documents.tsv`` has the names; what stands around them is in ``clauses.tsv``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extractor.lexicon import Lexicon


@lru_cache(maxsize=8)
def own_clauses(lexicon: Lexicon) -> re.Pattern[str]:
    """A pattern with one group for each kind of clause: ``frame``, ``definition`` and ``closing``.

    >>> from extractor.lexicon import load
    >>> clauses = own_clauses(load())
    >>> lines = "为规范评定，制定本标准。 本标准适用于全市。 自发布之日起施行。 自5月起实施阶梯水价。".split()
    >>> [found.lastgroup if (found := clauses.search(line)) else None for line in lines]
    ['frame', 'definition', 'closing', None]
    """

    def words(*labels: str) -> str:
        return lexicon.alternation("clauses", *labels)

    own = own_name(lexicon)
    enacts, kind = words("own_frame"), lexicon.alternation("documents", "type", "law")
    about = words("own_definition")
    return re.compile(
        rf"(?P<frame>{words('frame')}|{enacts}{own}|^为[^。；]{{4,300}}{enacts}(?:《|本[^，。；]{{1,8}}{kind}))"
        rf"|(?P<definition>{words('definition')}|{own}(?:中|[的之][^，。；：]{{0,10}})?{about}|{about}于?{own}"
        rf"|{words('own_scope')}{own}(?:的?(?:有关|相关)?规定)?(?:执行)?(?![^，。；：]))"
        rf"|(?P<closing>{words('closing')}|{own}{words('own_closing')}"
        rf"|{own}由[^，。；]{{2,40}}{words('interprets')}"
        rf"|^[^，。；]{{2,60}}{kind}(?:由[^，。；]{{2,60}})?{words('apart')}(?![^。])"
        rf"|^[^，。；]{{2,40}}，?{words('refers')}[^，。；]{{0,20}}{words('referred')}(?![^。])"
        rf"|^[^，。；]{{0,60}}{words('effect')}(?![^，。；：、（()）\s至到直有期])"
        rf"|^(?:[本上以此该《]|{own})[^。；]{{0,200}}{words('effect')})"
    )


@lru_cache(maxsize=8)
def own_name(lexicon: Lexicon) -> str:
    """A regex fragment for the name by which a document calls itself: ``本办法``, ``本实施细则``."""
    return rf"本(?:实施)?{lexicon.alternation('documents', 'type', 'law')}"
