"""One embedded server: started for a home folder, addressed by role, stopped with its owner."""

import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from core.postgres import place as places
from core.postgres import roles, server
from core.postgres.leftovers import clear_leftovers
from core.postgres.place import Place


class Cluster:
    """A running server. ``start`` it or borrow one that is ``running``; only who started it stops it."""

    def __init__(self, place: Place, process: subprocess.Popen[bytes] | None, lock: int | None) -> None:
        self.place = place
        self._process = process
        self._lock = lock

    @classmethod
    def start(cls, home: Path, *, durable: bool = True, within: float = server.STARTING) -> Self:
        """Start the home's server, recovering from a crash where there was one; call it in the main thread.

        With ``durable`` off the data do not survive a power cut, for tests; ``within`` so many seconds it has to answer. Raises PostgresFailed.
        """
        home = home.absolute()
        home.mkdir(parents=True, exist_ok=True)
        lock = places.hold(home)
        try:
            place = places.settle(home)
            process = _launch(place, durable=durable, within=within)
        except BaseException:
            os.close(lock)
            raise
        return cls._with_roles(place, process, lock)

    @classmethod
    def running(cls, home: Path) -> Self | None:
        """Give the server that another process runs for this home, if there is one; stopping it does nothing."""
        home = home.absolute()
        place = places.known_place(home) if places.held(home) else None
        if place is None or not (place.socket_folder / ".s.PGSQL.5432").exists():
            return None
        return cls(place, None, None)

    @classmethod
    def _with_roles(cls, place: Place, process: subprocess.Popen[bytes], lock: int) -> Self:
        cluster = cls(place, process, lock)
        try:
            roles.make_roles(cluster.dsn(server.SUPERUSER, "postgres"))
        except BaseException:
            cluster.stop()
            raise
        return cluster

    def dsn(self, user: str = roles.OWNER, dbname: str = roles.DATABASE) -> str:
        """Give the address of a database for a role, in the form that libpq and SQLAlchemy's psycopg read."""
        return f"postgresql://{user}@/{dbname}?host={quote(str(self.place.socket_folder), safe='')}"

    @property
    def pid(self) -> int | None:
        """The server's process, where it is ours."""
        return self._process.pid if self._process else None

    def stop(self) -> None:
        """Stop the server fast and set the home free; a second call does nothing."""
        if self._process is not None:
            server.stop(self._process)
            self._process = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _launch(place: Place, *, durable: bool, within: float) -> subprocess.Popen[bytes]:
    if place.data.exists():
        clear_leftovers(place.data)
    programs = server.programs_for(place)
    server.make_data(place, programs, durable=durable)
    place.prepare_socket_folder()
    return server.spawn(place, programs, durable=durable, within=within)
