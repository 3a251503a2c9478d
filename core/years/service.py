"""What pages and commands may ask of years; the only code that commits is behind these names."""

from core.years.checking import Check, Checks, checks_of, counts_of
from core.years.models import YearOpening
from core.years.opening import (
    LONGEST,
    NOT_CONFIRMED,
    close_year,
    going_on,
    has_failed,
    open_here,
    open_later,
    open_now,
    opening_of,
    openings_of,
    reopen_year,
)
from core.years.turning import Turn, turn_in, turn_of

__all__ = [
    "LONGEST",
    "NOT_CONFIRMED",
    "Check",
    "Checks",
    "Turn",
    "YearOpening",
    "checks_of",
    "close_year",
    "counts_of",
    "going_on",
    "has_failed",
    "open_here",
    "open_later",
    "open_now",
    "opening_of",
    "openings_of",
    "reopen_year",
    "turn_in",
    "turn_of",
]
