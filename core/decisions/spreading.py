"""How are people spread over sittings: evenly, or one sitting after the other, never more than there is room for?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Way = Literal["evenly", "in_turn"]


@dataclass(slots=True)
class Room:
    """One sitting while people are spread: how many places are gone, and how many there are (None: without end)."""

    opens: datetime
    taken: int
    capacity: int | None = None

    @property
    def is_full(self) -> bool:
        """Whether nobody fits in any more."""
        return self.capacity is not None and self.taken >= self.capacity

    @property
    def share(self) -> float:
        """How full it is; where places have no end, how many have one."""
        return self.taken / self.capacity if self.capacity else float(self.taken)


@dataclass(slots=True)
class Spreading:
    """Rooms that fill up as people are given places, in the order of time."""

    rooms: list[Room]
    way: Way = "evenly"
    _by_time: list[Room] = field(init=False)

    def __post_init__(self) -> None:
        self._by_time = sorted(self.rooms, key=lambda room: room.opens)

    def place(self, fits: Iterable[datetime] | None = None) -> datetime | None:
        """Take a place for one more and return when its sitting opens; None where none is left among those that fit."""
        wanted = None if fits is None else frozenset(fits)
        free = [
            room for room in self._by_time if not room.is_full and (wanted is None or room.opens in wanted)
        ]
        if not free:
            return None
        chosen = free[0] if self.way == "in_turn" else min(free, key=lambda room: (room.share, room.opens))
        chosen.taken += 1
        return chosen.opens

    def give_back(self, opens: datetime) -> None:
        """Free the place of one who may not have it after all."""
        next(room for room in self._by_time if room.opens == opens).taken -= 1
