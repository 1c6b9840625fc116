"""What a deadline means, as one of a few frozen types; each prints itself as an ISO 8601 interval.

Days are inclusive on both sides: ``6月30日前`` allows the 30th, as 以前 does in Chinese law (民法典 §1259).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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


class Cycle(StrEnum):
    """How often something comes back; the values are labels of ``lexicons/times.tsv``."""

    YEARLY = "yearly"
    TERMLY = "termly"
    HALF_YEARLY = "half_yearly"
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"
    WEEKLY = "weekly"

    @property
    def months(self) -> int:
        """How many months a round lasts; 0 where it is shorter, or where a school sets it."""
        return {"yearly": 12, "half_yearly": 6, "quarterly": 3, "monthly": 1}.get(self.value, 0)

    @property
    def has_months(self) -> bool:
        """Whether a day of a round is told by month and day."""
        return self.months > 1

    @property
    def last_day(self) -> int:
        """The last day of the last month, or of the week; 0 for a term, which ends when a school says."""
        return {"half_yearly": 30, "weekly": 7, "termly": 0}.get(self.value, 31)


@dataclass(frozen=True, slots=True)
class Recurring:
    """A date of each round: ``每年2月底前``. Prints the cycle, then month and day in it: ``yearly ..02-29``.

    ``month`` counts within the year, or within the round of a half or a quarter; it is None in rounds of a
    month or a week, and ``day`` where a whole month is meant. ``until``: up to then.
    """

    cycle: Cycle
    month: int | None
    day: int | None
    until: bool = False

    def __str__(self) -> str:
        place = "-".join(f"{part:02}" for part in (self.month, self.day) if part)
        return f"{self.cycle} {'..' if self.until else ''}{place or 'end'}"


Meaning = By | From | Period | TargetYear | Ongoing
