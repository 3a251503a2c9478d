"""``xuefa certificates``: check a certificate's file without the site, and make a tenant a new key."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from core.certificates.said import Said
from core.certificates.sealing import NotGenuine, open_seal
from core.cli.ground import registry
from core.keys.signing import PublicKeys, new_key, public_keys, read_key_set
from core.settings import Settings

WHY: Mapping[str, str] = {
    "no_seal": "it carries no seal where one belongs: it is no certificate, or something was added or taken away",
    "unknown_key": "it was sealed with a key that is not among these",
    "changed": "it was changed after it was issued",
}
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group("certificates")
def certificates() -> None:
    """Check certificates, look after the keys that sign them."""


@certificates.command()
@click.argument("file", type=FILE)
@click.option(
    "--keys",
    "keys_file",
    type=FILE,
    default=None,
    help="The published keys, as saved from /.well-known/xuefa-certificate-keys.json; those of this machine when left out.",
)
def verify(file: Path, keys_file: Path | None) -> None:
    """Tell whether a certificate's PDF is as it was issued, to the last byte, and what it says.

    Needs neither network nor database. Exit code 1 when it is not genuine. Whether it was revoked since, only the
    site can say: its address is printed.
    """
    keys = keys_of(keys_file)
    try:
        said = open_seal(file.read_bytes(), keys)
    except NotGenuine as fault:
        raise click.ClickException(f"{file}: not genuine: {WHY[fault.why]}") from fault
    click.echo(f"{file}: genuine")
    for name, value in _lines(said).items():
        click.echo(f"  {name:8} {value}")


@certificates.command("new-key")
@click.argument("tenant")
def make_key(tenant: str) -> None:
    """Make a new key that signs a tenant's certificates from now on; what older keys signed stays valid."""
    if tenant not in registry().tenants:
        raise click.ClickException(f"there is no tenant {tenant}")
    path = new_key(Settings.from_env().home / "keys" / tenant)
    click.echo(f"{path} signs from now on; keep a copy in a safe place")


def keys_of(published: Path | None) -> PublicKeys:
    """Return the keys of a published set, or those of every tenant on this machine."""
    return _published(published) if published else _own()


def _published(file: Path) -> PublicKeys:
    try:
        return read_key_set(json.loads(file.read_text(encoding="utf-8")))
    except ValueError as fault:
        raise click.ClickException(f"{file}: this is no set of public keys") from fault


def _own() -> PublicKeys:
    """The keys of every tenant on this machine."""
    folder = Settings.from_env().home / "keys"
    tenants = folder.iterdir() if folder.is_dir() else ()
    return {name: key for tenant in tenants for name, key in public_keys(tenant).items()}


def _lines(said: Said) -> dict[str, str]:
    shown = {
        "number": said.number,
        "name": said.name,
        "unit": said.unit,
        "year": str(said.year),
        "result": said.result,
        "score": said.score,
        "issuer": said.issuer,
        "issued": said.issued,
        "rules": said.rules,
        "check": said.check,
    }
    return {name: value for name, value in shown.items() if value}
