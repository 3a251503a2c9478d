"""Any so many continuous minutes inside a window."""

from collections.abc import Iterator
from datetime import date, tzinfo
from typing import Annotated, Literal

from core.decisions.records import Note, Period, TimeOfDay, part
from core.decisions.slots import Sitting, SlotPlan
from core.decisions.values import NOWHERE, Cite
from plugins.slots.window import sitting_in


@part
class AnyContinuous(SlotPlan):
    """An attempt runs for so many continuous minutes that the learner picks by starting it inside the window."""

    first: Annotated[date, Note("first day", key="from", narrower="higher")]
    last: Annotated[date, Note("last day, included", key="to", narrower="lower")]
    minutes: Annotated[int, Note("continuous minutes of an attempt")]
    late: Annotated[
        Literal["keeps_rest", "refused"],
        Note("one who starts with less time left keeps only what is left, or is refused"),
    ]
    opens: Annotated[TimeOfDay | None, Note("hour at which the first day opens; midnight when left out")] = (
        None
    )
    closes: Annotated[TimeOfDay | None, Note("hour at which the last day closes; 24:00 when left out")] = None
    cite: Cite = NOWHERE

    def sittings(self, zone: tzinfo) -> Iterator[Sitting]:
        """Yield the one sitting."""
        yield sitting_in(self.spans()[0], zone, self.minutes, self.late)

    def spans(self) -> tuple[Period, ...]:
        """Return the one period."""
        return (
            Period(first=self.first, last=self.last, opens=self.opens, closes=self.closes, cite=self.cite),
        )
