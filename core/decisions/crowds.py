"""Where do the starts of one sitting meet the hand-ins of another, and are these more at once than the platform was measured for?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.decisions.slots import Sitting

CLOSE = timedelta(minutes=5)
"""Starts and hand-ins so close together load the platform at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """One moment at which people start, and how many of other sittings hand in around it."""

    at: datetime
    starts: int
    ends: int
    most: int
    """How many at once the platform was measured for; 0 where that is not known."""

    @property
    def together(self) -> int:
        """How many start or hand in."""
        return self.starts + self.ends

    @property
    def too_many(self) -> bool:
        """Whether these are more than was measured."""
        return bool(self.most) and self.together > self.most


def crowds(sittings: Sequence[Sitting], taken: Mapping[datetime, int], most: int) -> tuple[Crowd, ...]:
    """Return the moments at which starts meet hand-ins, or at which more start than was measured, in order of time."""
    found = []
    for sitting in sittings:
        starts = taken.get(sitting.opens, 0)
        ends = sum(
            taken.get(other.opens, 0)
            for other in sittings
            if other.opens != sitting.opens and abs(other.closes - sitting.opens) <= CLOSE
        )
        crowd = Crowd(at=sitting.opens, starts=starts, ends=ends, most=most)
        if starts and (ends or crowd.too_many):
            found.append(crowd)
    return tuple(found)
