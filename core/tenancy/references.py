"""Writes ``docs/rule-file.md`` and ``docs/plugins.md`` from the code: ``python -m core.tenancy.references``."""

import importlib
import pkgutil
from pathlib import Path

from core.decisions.records import Parts
from core.hooks import build_manager, parts_of
from core.rules.reference import rule_file_reference
from core.tenancy.plugin_reference import plugin_reference

ROOT = Path(__file__).parents[2]
RULE_FILE = ROOT / "docs" / "rule-file.md"
PLUG_INS = ROOT / "docs" / "plugins.md"
PLUGINS = "plugins"


def shipped_plugins() -> tuple[str, ...]:
    """Return the plug-in modules that come with the platform, one for each family."""
    package = importlib.import_module(PLUGINS)
    return tuple(
        sorted(f"{PLUGINS}.{found.name}" for found in pkgutil.iter_modules(package.__path__) if found.ispkg)
    )


def shipped_parts() -> Parts:
    """Return every part that comes with the platform."""
    return parts_of(build_manager((name, importlib.import_module(name)) for name in shipped_plugins()))


def main() -> None:
    """Write both references."""
    parts = shipped_parts()
    RULE_FILE.write_text(rule_file_reference(parts), encoding="utf-8")
    PLUG_INS.write_text(plugin_reference(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
