"""A place of a test folder's own: the cast's provinces with rules of the folder, people in them, and what its tests stand on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

import sqlalchemy as sa
from flask import Flask

from core.postgres.cluster import Cluster
from core.tenancy.registry import Registry
from tests import databases
from tests.sites import fill_the_provinces, make_app

Place: TypeAlias = tuple[Flask, sa.Engine]


@contextmanager
def a_place(
    cluster: Cluster, root: Path, load: Callable[[Path], Registry], fill: Callable[[Flask], None]
) -> Iterator[Place]:
    """Give the application over a database of its own, filled once; what is committed stays until the end."""
    database = databases.copy_of_template(cluster, f"place_{uuid4().hex[:12]}")
    registry = load(root)
    assert not {name: why for name, why in registry.broken.items() if name != "broken"}
    with databases.committing(make_app(database, registry)) as app:
        fill_the_provinces(app)
        fill(app)
        engine = databases.one_connection(database)
        yield app, engine
        engine.dispose()
