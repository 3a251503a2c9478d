"""Watches over the code of plug-ins while it runs, so that what does not come back takes only its own tenant out.

A thread cannot be stopped from outside. So each tenant has only a share of a process's threads, a thread of ours looks
twice a second where the others stand, and a tenant found in one call of a plug-in for too long is put out of service;
the process then gives way to a new one, which does not serve the tenant until an operator lets it in again.
"""

import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import structlog
from flask import Flask

from core.tenancy.quarantine import Caught, put_out, those_out
from core.tenancy.registry import Registry
from core.tenancy.tenant import Tenant

log = structlog.get_logger(__name__)

LOOKS_EVERY = 0.5
"""Seconds between two looks."""
YOUNG = 0.5
"""Seconds before which nobody asks where a piece of work stands; nearly all are done by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds after which code does not count as coming back any more."""

    computing: float = 3.0
    """Of processor time in calls of plug-ins that a tenant's threads are in at once, taken together."""
    waiting: float = 60.0
    """Of the clock in one call of a plug-in; a provider that it asks has given up long before."""
    slow: float = 2.0
    """Of the clock; slow work may not take more than the tenant's share of threads."""
    queueing: float = 2.5
    """Of the clock, for which work waits for a thread of the tenant's share."""


class Crowded(Exception):
    """The tenant's share of threads is taken by work that is slow."""


@dataclass(slots=True, eq=False)
class Running:
    """A piece of work that a thread does for a tenant, and the call of a plug-in in which it was last seen."""

    tenant: str
    doing: str
    thread: int
    clock: int
    """The thread's own clock of processor time."""
    began: float
    call: FrameType | None = None
    call_began: float = 0.0
    call_spent: float = 0.0

    def seen_in(self, call: FrameType | None, at: float) -> None:
        """Take note of the call in which the thread stands; the same frame means that it has not come back since."""
        if call is not self.call:
            self.call, self.call_began, self.call_spent = call, at, self.spent()

    def spent(self) -> float:
        """Return the thread's processor time so far; 0 once it is gone."""
        try:
            return time.clock_gettime(self.clock)
        except OSError:
            return 0.0


def stack_of(call: FrameType | None, thread: int) -> str:
    """Return where a thread stands, as lines of code without values."""
    frame = sys._current_frames().get(thread) or call  # noqa: SLF001 (documented, and the only way)
    return "".join(traceback.format_stack(frame)) if frame is not None else ""


@dataclass(slots=True, eq=False)
class Watch:
    """Knows what each thread of this process works on, and whom not to serve."""

    registry: Registry
    limits: Limits = Limits()
    share: int = 0
    """How many threads one tenant may take; 0 for any number."""
    out: frozenset[str] = frozenset()
    _running: dict[int, Running] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _unsaved: dict[str, Caught] = field(default_factory=dict)
    _code: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @contextmanager
    def work(self, tenant: str, doing: str) -> Iterator[None]:
        """Do the block's work in the tenant's share of threads; raises Crowded when slow work has taken it."""
        thread = threading.get_ident()
        one = Running(tenant, doing, thread, time.pthread_getcpuclockid(thread), time.monotonic())
        with self._changed:
            if self.share and not self._changed.wait_for(lambda: self._has_room(one), self.limits.queueing):
                raise Crowded(tenant)
            outer, self._running[thread] = self._running.get(thread), one
        try:
            yield
        finally:
            with self._changed:
                self._running.pop(thread)
                if outer is not None:
                    self._running[thread] = outer
                self._changed.notify()

    def _has_room(self, new: Running) -> bool:
        """Raises Crowded at once where slow work has taken the whole share."""
        its = [one for one in self._running.values() if one.tenant == new.tenant]
        late = time.monotonic() - self.limits.slow
        if sum(one.began < late for one in its) >= self.share:
            raise Crowded(new.tenant)
        return len(its) < self.share

    def look(self) -> list[Caught]:
        """Look once where every thread stands, and return the tenants, one line each, whose code does not come back."""
        at = time.monotonic()
        late = [one for one in list(self._running.values()) if at - one.began > YOUNG]
        frames = sys._current_frames() if late else {}  # noqa: SLF001 (documented, and the only way)
        for one in late:
            one.seen_in(self._call(one.tenant, frames.get(one.thread)), at)
        caught = {one.tenant: found for one in late if (found := self._caught(one, late, at))}
        return list(caught.values())

    def _caught(self, one: Running, late: list[Running], at: float) -> Caught | None:
        if one.call is None:
            return None
        its = [other for other in late if other.tenant == one.tenant and other.call is not None]
        if sum(other.spent() - other.call_spent for other in its) > self.limits.computing:
            return Caught(
                tenant=one.tenant, why="busy", doing=one.doing, stack=stack_of(one.call, one.thread)
            )
        if at - one.call_began > self.limits.waiting:
            return Caught(
                tenant=one.tenant, why="waiting", doing=one.doing, stack=stack_of(one.call, one.thread)
            )
        return None

    def _call(self, tenant: str, frame: FrameType | None) -> FrameType | None:
        """The outermost frame that runs code of the tenant's plug-ins."""
        code, found = self._code_of(tenant), None
        while frame is not None:
            if frame.f_code.co_filename.startswith(code):
                found = frame
            frame = frame.f_back
        return found

    def _code_of(self, tenant: str) -> tuple[str, ...]:
        if tenant not in self._code:
            known = self.registry.tenants.get(tenant)
            self._code[tenant] = code_of(known) if known else ()
        return self._code[tenant]

    def put_out(self, caught: Caught) -> None:
        """Serve a tenant no more: here at once, elsewhere when they look next."""
        if caught.tenant in self.out:
            return
        self.out |= {caught.tenant}
        self._unsaved[caught.tenant] = caught
        log.error("tenant_quarantined", tenant=caught.tenant, why=caught.why, doing=caught.doing)

    def keep_up(self) -> None:
        """Save whom this process has caught, and take over whom others have caught or let in."""
        for tenant, caught in list(self._unsaved.items()):
            put_out(caught)
            del self._unsaved[tenant]
        self.out = those_out()

    def stuck(self) -> list[str]:
        """Return, one for each thread, the tenants that are out and whose work still holds it."""
        late = time.monotonic() - self.limits.slow
        running = list(self._running.values())
        return [one.tenant for one in running if one.tenant in self.out and one.began < late]

    def others(self) -> int:
        """Return how many threads work for tenants that are served."""
        return sum(one.tenant not in self.out for one in list(self._running.values()))

    def start(self, app: Flask, give_way: Callable[[], None]) -> None:
        """Look on from now in a thread of this process; ``give_way`` is called when threads stay stuck."""
        with app.app_context():
            self._one_round(lambda: None)
        threading.Thread(target=self._go_on, args=(app, give_way), name="watch", daemon=True).start()

    def _go_on(self, app: Flask, give_way: Callable[[], None]) -> None:
        while True:
            time.sleep(LOOKS_EVERY)
            with app.app_context():
                self._one_round(give_way)

    def _one_round(self, give_way: Callable[[], None]) -> None:
        try:
            for caught in self.look():
                self.put_out(caught)
            self.keep_up()
        except Exception as fault:  # noqa: BLE001  # the watch goes on whatever happens, also without a database
            log.warning("watch_hindered", why=f"{type(fault).__name__}: {fault}")
        if self.stuck():
            give_way()


def code_of(tenant: Tenant) -> tuple[str, ...]:
    """Return how the names of the files begin that hold the code of a tenant's plug-ins."""
    modules = [module for _, module in tenant.manager.list_name_plugin() if module is not None]
    names = [str(getattr(module, "__name__", "")) for module in modules]
    return (f"{tenant.folder.absolute()}/", *(_root(name, sys.modules) for name in names))


def _root(module: str, loaded: Mapping[str, object]) -> str:
    """The folder of the package that a plug-in was shipped in, or its own file when it is alone."""
    file = Path(str(getattr(loaded.get(module.partition(".")[0]), "__file__", None) or f"<{module}>"))
    return f"{file.parent}/" if file.name == "__init__.py" else str(file)
