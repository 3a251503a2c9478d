"""gunicorn with our application in it: one master, processes with threads, the application made after the fork."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from core.app import create_app
from core.settings import Settings
from core.tenancy.registry import Registry
from core.web.metrics import share


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


def serve_forever(settings: Settings, registry: Registry, app_url: str, listening: Listening) -> None:
    """Serve until told to stop; a request has 30 seconds, a stopping process finishes what it has begun."""
    share(settings.home / "metrics" / listening.bind.rpartition(":")[2])

    def make() -> Flask:
        app = create_app(settings, registry, app_url)
        _spare_the_collector()
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
