"""Answer save and heartbeat through gunicorn, against the bare endpoints: requests per second of processor time."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from bench.cpu import cpu_seconds
from bench.servers import Server, running_server
from bench.world import World

ROUNDS, REQUESTS, WARM = 4, 125, 20
"""Rounds alternate between the two servers, so that a busy machine is busy for both."""
AT_MOST = 60.0
"""Seconds for all rounds of one path; what is done by then counts."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """Requests per processor second of the application and of the bare endpoint."""

    full: float
    bare: float

    @property
    def share(self) -> float:
        return self.full / self.bare


def hot_paths(world: World) -> Iterator[tuple[str, Ratio]]:
    """Yield both paths with their ratio."""
    seq = count(1)
    with running_server("bare", world) as bare, running_server("full", world) as full:
        for name, full_path, bare_path, more in (
            ("answer save", f"/attempts/{world.attempt}/answers", "/answer", {"question": 1, "chosen": [1]}),
            ("heartbeat", f"/study/{world.ticket}/beat", "/beat", {}),
        ):
            for server in (bare, full):
                server.spent, server.done = 0.0, 0
            _measure(world, ((bare, bare_path), (full, full_path)), more, seq)
            yield name, Ratio(full.done / full.spent, bare.done / bare.spent)


def _measure(
    world: World, servers: tuple[tuple[Server, str], ...], more: dict[str, object], seq: Iterator[int]
) -> None:
    until = time.monotonic() + AT_MOST
    for server, path in servers:
        for _ in range(WARM):
            server.ask(path, {**more, "seq": next(seq)})
    for _ in range(ROUNDS):
        for server, path in servers:
            roots = (server.process.pid, world.cluster.pid or 0)
            before = cpu_seconds(*roots)
            for _ in range(REQUESTS):
                server.ask(path, {**more, "seq": next(seq)})
            server.spent += cpu_seconds(*roots) - before
            server.done += REQUESTS
        if time.monotonic() > until:
            return
