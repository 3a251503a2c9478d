"""The database's history, run by the role that owns it."""

import importlib
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from core.db import Model, engine_url

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Bring the database of this owner's URL to a revision; several callers at once wait for each other."""
    command.upgrade(configuration(owner_url), revision)


def configuration(owner_url: str) -> Config:
    """Give Alembic's configuration for a database; there is no ini file to keep in step."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = engine_url(owner_url)
    return config


def all_tables() -> sa.MetaData:
    """Give the tables of every domain's models."""
    for path in sorted([*ROOT.glob("core/*/models.py"), *ROOT.glob("core/*/models/__init__.py")]):
        importlib.import_module(
            ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        )
    return Model.metadata


def is_ours(_item: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:  # noqa: FBT001 (Alembic calls it)
    """Leave the job queue's own tables and Alembic's to their makers."""
    return not (kind == "table" and name is not None and name.startswith(("procrastinate_", "alembic_")))
