"""The application's storage with its settings: where content and drafts lie, how large files may be, who hands them out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from flask import Flask, current_app

from core.files.purposes import MB, PURPOSES, Purpose, with_limits
from core.files.storage import PRIVATE, LocalFolder, Storage
from core.settings import FileSettings, Settings

EXTENSION = "files"
MOST_OF_TENANT = 100 * 1024 * MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A storage, the folder where uploads arrive, and the limits that an installation sets."""

    storage: Storage
    drafts: Path
    purposes: Mapping[str, Purpose] = field(default_factory=lambda: PURPOSES)
    most_of_tenant: int = MOST_OF_TENANT
    """Bytes that one tenant may keep altogether."""
    handing_over: str = ""
    """The internal address under which nginx finds the local folder; "" when we send content ourselves."""


def init_shelf(app: Flask, settings: Settings) -> None:
    """Give the application its storage; folders are made when the first file comes."""
    app.extensions[EXTENSION] = shelf_for(settings)


def shelf_for(settings: Settings) -> Shelf:
    """Return the storage that the settings choose: a folder in the home, or an S3 bucket. Raises BadSettings."""
    folder, chosen = settings.home / "files", dict(settings.files.limits)
    most = chosen.pop("tenant", MOST_OF_TENANT // MB) * MB
    return Shelf(
        storage=_bucket(settings.files) if settings.files.bucket else LocalFolder(folder),
        drafts=folder / ".drafts",
        purposes=with_limits(chosen),
        most_of_tenant=most,
        handing_over=settings.files.internal,
    )


def _bucket(chosen: FileSettings) -> Storage:
    from core.files.s3 import open_bucket  # noqa: PLC0415 (its client takes time to load and few need it)

    return open_bucket(chosen)


def shelf() -> Shelf:
    """Return the storage of the application."""
    return cast("Shelf", current_app.extensions[EXTENSION])


def purpose_of(name: str) -> Purpose:
    """Return a purpose with the limits of this installation."""
    return shelf().purposes[name]


def drafts() -> Path:
    """Return the folder where uploads arrive, made when it is missing; nobody but the server's user can look into it."""
    folder = shelf().drafts
    for one in (folder.parent, folder):
        one.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    return folder
