"""Things that have happened, told after commit to those who subscribed: standings judge again, plug-ins hear of it.

A domain may not import those above it; it announces, and the application's composition subscribes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
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
Gatherer: TypeAlias = Callable[[Sequence[Event]], None]
"""A listener that takes what has happened to many learners at once in one call."""

EVERY = "*"

_listeners: dict[str, list[Listener]] = {}
_gatherers: dict[str, list[Gatherer]] = {}


def subscribe(event: str, listener: Listener) -> None:
    """Have a listener called for each event of this name ("*": every event); twice the same is once."""
    known = _listeners.setdefault(event, [])
    if listener not in known:
        known.append(listener)


def subscribe_all(event: str, gatherer: Gatherer) -> None:
    """Have a listener called once for all events of this name that one act has caused; twice the same is once."""
    known = _gatherers.setdefault(event, [])
    if gatherer not in known:
        known.append(gatherer)


def unsubscribe(event: str, listener: Listener) -> None:
    """Undo ``subscribe``; no error when it was not subscribed."""
    if listener in _listeners.get(event, []):
        _listeners[event].remove(listener)


def announce(event: str, learner: UUID | None = None, year: int | None = None, **facts: str) -> None:
    """Tell the listeners; called after commit, so a listener that fails is logged and undoes nothing."""
    _tell(event, [Event(name=event, learner=learner, year=year, facts=facts)])


def announce_all(event: str, learners: Iterable[UUID], year: int | None = None, **facts: str) -> None:
    """Tell the listeners the same of many learners: each event by itself, or all in one to those who gather."""
    _tell(event, [Event(name=event, learner=learner, year=year, facts=facts) for learner in learners])


def _tell(name: str, events: Sequence[Event]) -> None:
    if not events:
        return
    for gatherer in _gatherers.get(name, []):
        _call(gatherer, name, events)
    for listener in [*_listeners.get(name, []), *_listeners.get(EVERY, [])]:
        for event in events:
            _call(listener, name, event)


def _call(listener: Callable[[Any], None], name: str, told: object) -> None:
    try:
        listener(told)
    except Exception:
        log.exception("listener_failed", announced=name, listener=getattr(listener, "__qualname__", "?"))
