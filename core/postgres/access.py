"""How a process reaches its database: the one that the environment names, or the embedded server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from core.postgres.roles import APP, DATABASE, OWNER, make_app_role
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Access:
    """The two addresses of one database; ``folder`` is the embedded server's, if it is used."""

    owner_url: str = field(repr=False)
    app_url: str = field(repr=False)
    folder: Path | None = None


@contextmanager
def database(settings: Settings) -> Iterator[Access]:
    """Give the addresses for as long as the block runs.

    DATABASE_URL wins. Otherwise the embedded server of the home: that of another process where one runs, else one
    started here and stopped at the end. Raises PostgresFailed.
    """
    if settings.database_url:
        yield _named(settings.database_url, settings.app_database_url)
        return
    from core.postgres.cluster import Cluster  # noqa: PLC0415 (with DATABASE_URL nothing of it is loaded)

    with Cluster.running(settings.home) or Cluster.start(settings.home) as cluster:
        yield Access(cluster.dsn(OWNER, DATABASE), cluster.dsn(APP, DATABASE), cluster.place.folder)


def _named(owner_url: str, app_url: str | None) -> Access:
    plain = "postgresql://" + owner_url.partition("://")[2]
    if app_url:
        return Access(plain, "postgresql://" + app_url.partition("://")[2])
    make_app_role(plain)
    return Access(plain, f"{plain}{'&' if '?' in plain else '?'}options=-crole%3D{APP}")
