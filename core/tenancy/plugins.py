"""Loads the plug-ins that a tenant lists, its own ``plugin.py`` last; whatever they raise is the tenant's fault alone."""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pluggy

from core.decisions.values import say
from core.hooks import PluginFault, build_manager

OWN_PLUGIN = "plugin.py"


def load_plugins(names: tuple[str, ...], folder: Path, tenant: str) -> pluggy.PluginManager:
    """Return the tenant's plugin manager; PluginFault names the plug-in that failed."""
    return build_manager(list(_modules(names, folder, tenant)))


def _modules(names: tuple[str, ...], folder: Path, tenant: str) -> Iterator[tuple[str, ModuleType]]:
    for name in names:
        yield name, _import(name)
    own = folder / OWN_PLUGIN
    if own.is_file():
        yield f"{tenant}/{OWN_PLUGIN}", _import_file(own, f"{tenant}/{OWN_PLUGIN}")


def _import(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except BaseException as fault:  # noqa: BLE001  # a plug-in may raise anything, also SystemExit
        raise _fault(name, fault) from None


def _import_file(file: Path, shown: str) -> ModuleType:
    # The name depends on the whole path, so that two roots may each hold a tenant of one name.
    name = f"xuefa_plugin_{sha256(str(file.absolute()).encode()).hexdigest()[:16]}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise PluginFault(say("{plugin} is no Python file", plugin=shown))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # the annotations of its parts are looked up there
    try:
        spec.loader.exec_module(module)
    except BaseException as fault:  # noqa: BLE001  # a plug-in may raise anything, also SystemExit
        del sys.modules[name]
        raise _fault(shown, fault) from None
    return module


def _fault(plugin: str, fault: BaseException) -> PluginFault:
    why = f"{type(fault).__name__}: {fault}"
    return PluginFault(say("the plug-in {plugin} does not load: {why}", plugin=plugin, why=why))
