"""The translations: every ``zh.po`` (and ``en.po``) beside the code that says the sentences, read once."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
HOMES = ("core", "plugins", "tenants")
DEFAULT = "zh"


def po_files(locale: str, root: Path = ROOT) -> Iterator[Path]:
    """Yield the locale's files in a fixed order: core, plug-ins, tenants."""
    for home in HOMES:
        yield from sorted((root / home).rglob(f"{locale}.po"))


def read_file(path: Path, locale: str) -> dict[str, str]:
    """Return the sentences of one file with their translation; those without one are left out."""
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=locale)
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}


@cache
def sentences(locale: str) -> Mapping[str, str]:
    """Return every sentence that has a translation, all files merged; a later file wins."""
    merged: dict[str, str] = {}
    for path in po_files(locale):
        merged |= read_file(path, locale)
    return merged


def translate(message: str, locale: str) -> str:
    """Return the sentence in the language, or as it was written where there is no translation."""
    return sentences(locale).get(message, message)
