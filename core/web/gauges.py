"""A figure for monitoring that is asked at the moment of reading."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gauge:
    """A name, what it says, and a value for each combination of its labels; no label is a person."""

    name: str
    help: str
    labels: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], float], ...]
