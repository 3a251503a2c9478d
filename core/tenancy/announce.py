"""Things that have happened, told after commit to those who subscribed: standings judge again, plug-ins hear of it.

A domain may not import those above it; it announces, and the application's composition subscribes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What has happened in the tenant in scope: "learner.studied", "account.locked", and whom it concerns."""

    name: str
    learner: UUID | None = None
    year: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


Listener: TypeAlias = Callable[[Event], None]

EVERY = "*"

_listeners: dict[str, list[Listener]] = {}


def subscribe(event: str, listener: Listener) -> None:
    """Have a listener called for each event of this name ("*": every event); twice the same is once."""
    known = _listeners.setdefault(event, [])
    if listener not in known:
        known.append(listener)


def unsubscribe(event: str, listener: Listener) -> None:
    """Undo ``subscribe``; no error when it was not subscribed."""
    if listener in _listeners.get(event, []):
        _listeners[event].remove(listener)


def announce(event: str, learner: UUID | None = None, year: int | None = None, **facts: str) -> None:
    """Tell the listeners; called after commit, so a listener that fails is logged and undoes nothing."""
    told = Event(name=event, learner=learner, year=year, facts=facts)
    for listener in [*_listeners.get(event, []), *_listeners.get(EVERY, [])]:
        try:
            listener(told)
        except Exception:
            log.exception("listener_failed", announced=event, listener=getattr(listener, "__qualname__", "?"))
