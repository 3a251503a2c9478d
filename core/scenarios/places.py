"""Finds scenario files, and the place that each belongs to: the nearest folder above with a tenant.yaml."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from core.decisions.values import say
from core.errors import NotFound
from core.tenancy.place import TENANT_FILE

FOLDER = "scenarios"
AREAS = "areas"


class Home(NamedTuple):
    """Where a scenario file belongs: the province's folder and the area path below it."""

    root: Path
    area: str


def scenario_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the scenario files at or below each path, in order; NotFound for a path that is not there."""
    seen: set[Path] = set()
    for path in paths:
        for file in _below(path):
            if file.absolute() not in seen:
                seen.add(file.absolute())
                yield file


def _below(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.name == FOLDER and path.is_dir():
        yield from sorted(path.glob("*.yaml"))
    elif path.is_dir():
        yield from sorted(path.rglob(f"{FOLDER}/*.yaml"))
    else:
        raise NotFound(say("There is no file or folder {path}.", path=str(path)))


def home_of(file: Path) -> Home:
    """Return the place of a scenario file; NotFound when no folder above it has a tenant.yaml."""
    steps: list[str] = []
    for folder in file.absolute().parents:
        if folder.parent.name == AREAS:
            steps.insert(0, folder.name)
        elif folder.name != AREAS and (folder / TENANT_FILE).is_file():
            return Home(folder, "/".join(steps))
    raise NotFound(say("No folder above {file} has a {name}.", file=str(file), name=TENANT_FILE))
