"""gunicorn with our application in it: one master, processes with threads, the application made after the fork.

A process whose threads are held by code that does not come back gives way to a new one: it takes no more requests,
answers those it has, and ends. One at a time, so that the others answer meanwhile.
"""

import gc
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import RawValue
from typing import Any

import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication

from core.app import create_app
from core.settings import Settings
from core.tenancy.registry import Registry
from core.tenancy.watch import Watch
from core.web.metrics import share
from core.web.site import composition

log = structlog.get_logger(__name__)

LAST_ANSWERS = 10.0
"""Seconds that a process which gives way has for the requests of others that it has begun."""
SUCCESSOR_WITHIN = 20.0
"""Seconds after which the next process may give way, though nobody has come for the last."""


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn's application object: options as given, the WSGI application made in each process."""

    def __init__(self, make: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._make = make
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Take the options over."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the application; connections are opened after the fork, never shared."""
        return self._make()


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the server listens and with how many processes and threads of each."""

    bind: str
    workers: int = 2
    threads: int = 8


SEARCH_AFTER = 20_000
"""So many new objects before the collector looks for cycles; a page makes a few thousand, and nearly all go by themselves."""


def _spare_the_collector() -> None:
    """Let the collector of cycles leave alone what stays as long as the process, and look less often at what is new."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(SEARCH_AFTER, 20, 20)


def share_of(threads: int) -> int:
    """Return how many of a process's threads one tenant may take: a quarter is left to the others."""
    return max(1, threads - max(1, threads // 4))


@dataclass(frozen=True, slots=True)
class GivingWay:
    """Lets the processes of one server give way one after the other; made before they are forked."""

    since: Any
    """Shared by all: when the last one began to give way, 0 once its successor is there."""

    def arrived(self) -> None:
        """Say that a new process answers."""
        self.since.value = 0.0

    def give_way(self, watch: Watch) -> None:
        """End this process as soon as it may, once it has answered what it began for others; comes back when it is not its turn."""
        if self.since.value and time.monotonic() - self.since.value < SUCCESSOR_WITHIN:
            return
        self.since.value = time.monotonic()
        log.error("process_gives_way", process=os.getpid(), held_by=watch.stuck())
        os.kill(os.getpid(), signal.SIGTERM)
        until, quiet = time.monotonic() + LAST_ANSWERS, 0
        while time.monotonic() < until and quiet < QUIET_LOOKS:
            time.sleep(0.1)
            quiet = 0 if watch.others() else quiet + 1
        os._exit(0)


QUIET_LOOKS = 5
"""So many looks in a row without work for others, because a request may just be on its way to a thread."""


def serve_forever(settings: Settings, registry: Registry, app_url: str, listening: Listening) -> None:
    """Serve until told to stop; a request has 30 seconds, a stopping process finishes what it has begun."""
    share(settings.home / "metrics" / listening.bind.rpartition(":")[2])
    giving_way = GivingWay(RawValue("d", 0.0))

    def make() -> Flask:
        app = create_app(settings, registry, app_url)
        watch = composition(app).watch
        watch.share = share_of(listening.threads)
        watch.start(app, lambda: giving_way.give_way(watch))
        _spare_the_collector()
        giving_way.arrived()
        return app

    options = {
        "bind": listening.bind,
        "workers": listening.workers,
        "threads": listening.threads,
        "worker_class": "gthread",
        "timeout": 30,
        "graceful_timeout": 20,
        "keepalive": 15,
        "accesslog": None,
        "proc_name": "xuefa",
        "control_socket_disable": True,
    }
    Server(make, options).run()
