"""The payment channels of a tenant, with its settings: secrets in files of the home, outside the database.

``XUEFA_HOME/payments/<tenant>/<channel>.toml`` holds the settings; a value that ends in ``.pem`` names a file beside it.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from core.decisions.payments import PaymentChannel
from core.decisions.values import say
from core.errors import NotFound
from core.tenancy.scope import current_tenant
from core.web.site import composition

NOTHING = say("There is nothing at this address.")


def ready_channels() -> Mapping[str, PaymentChannel]:
    """Return the channels that the tenant in scope can be paid through, by name."""
    offered = composition().registry.tenants[current_tenant()].parts[PaymentChannel]
    made = {name: offered[name]() for name in sorted(offered) if _file(name).is_file()}
    return {name: channel for name, channel in made.items() if channel.ready(settings_of(name))}


def channel_named(name: str) -> PaymentChannel:
    """Return a channel of the tenant; NotFound for one that it has not, or not set up."""
    found = ready_channels().get(name)
    if found is None:
        raise NotFound(NOTHING)
    return found


def settings_of(name: str) -> Mapping[str, str]:
    """Return a channel's settings, keys in place of the names of their files; empty for a file that cannot be read."""
    file = _file(name)
    try:
        said = tomllib.loads(file.read_text())
        return {key: _value(file.parent, str(value)) for key, value in said.items()}
    except (OSError, ValueError):
        return {}


def _value(folder: Path, value: str) -> str:
    return (folder / Path(value).name).read_text() if value.endswith(".pem") else value


def _file(name: str) -> Path:
    return composition().home / "payments" / current_tenant() / f"{name}.toml"
