"""What a deadline means, as one of a few frozen types; each prints itself as an ISO 8601 interval.

Days are inclusive on both sides: ``6月30日前`` allows the 30th, as 以前 does in Chinese law (民法典 §1259).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class By:
    """Up to a day: ``2025年底前``."""

    last: date

    def __str__(self) -> str:
        return f"..{self.last}"


@dataclass(frozen=True, slots=True)
class From:
    """From a day on: ``自2019年1月1日起``."""

    first: date

    def __str__(self) -> str:
        return f"{self.first}.."


@dataclass(frozen=True, slots=True)
class Period:
    """Between two days: ``“十四五”期间``, ``2025年``. Raises `ValueError` where the first is the later."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period needs first <= last, not {self.first}..{self.last}")

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


@dataclass(frozen=True, slots=True)
class TargetYear:
    """The year in which a level is to be reached: ``到2027年``."""

    year: int

    def __str__(self) -> str:
        return f"..{self.year:04}-12-31"


@dataclass(frozen=True, slots=True)
class Ongoing:
    """Without an end: ``长期`` in a column of times."""

    def __str__(self) -> str:
        return "ongoing"


Meaning = By | From | Period | TargetYear | Ongoing
