"""The import contracts see every module and fail when the law of dependency is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TREES = ("core", "plugins", "tenants")
BREACHES = [
    ("core/decisions/breach.py", "import flask", "Decisions are pure"),
    ("core/decisions/breach.py", "import time", "Decisions are pure"),
    ("core/rules/breach.py", "import core.db", "Decisions, hooks and rules know neither"),
    ("core/settings.py", "import core.tenancy", "each domain imports only what stands below it"),
    ("core/tenancy/breach.py", "import plugins", "Tenants stand on plug-ins"),
    ("plugins/credit/breach.py", "import plugins.slots", "Families of plug-ins do not know one another"),
    ("plugins/credit/breach.py", "import core.db", "Plug-ins and tenants see only"),
    ("tenants/north/plugin.py", "import core.accounts", "Plug-ins and tenants see only"),
    ("tenants/north/plugin.py", "import tenants.south", "Provinces do not know one another"),
    (
        "tenants/north/areas/hill/plugin.py",
        "import tenants.north.areas.vale",
        "Areas do not know one another",
    ),
]


@pytest.fixture(scope="module")
def breached(tmp_path_factory):
    """A copy of the project with two more provinces and every breach in it; gives the contracts' report."""
    copy = tmp_path_factory.mktemp("project")
    python = shutil.ignore_patterns("__pycache__", "static", "templates", "demo", "rules/*.yaml")
    for tree in TREES:
        shutil.copytree(ROOT / tree, copy / tree, ignore=python)
    shutil.copy(ROOT / "pyproject.toml", copy)
    for place in ("north", "south", "north/areas", "north/areas/hill", "north/areas/vale"):
        (copy / "tenants" / place).mkdir(parents=True)
        (copy / "tenants" / place / "__init__.py").touch()
    for path, statement, _ in BREACHES:
        with (copy / path).open("a") as module:
            module.write(f"\n{statement}\n")
    return report(copy)


def report(folder):
    """Run in another process, whose working folder comes before the project on the path."""
    code = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize(("path", "statement", "contract"), BREACHES)
def test_a_breach_is_found_by_its_contract(breached, path, statement, contract):
    broken = [line for line in breached.splitlines() if contract in line and "BROKEN" in line]
    assert broken, breached
    module = path.removesuffix(".py").replace("/", ".")
    assert f"{module} -> {statement.removeprefix('import ')}" in breached


@pytest.mark.parametrize("tree", TREES)
def test_every_folder_with_python_is_a_package_so_that_the_contracts_see_it(tree):
    for module in (ROOT / tree).rglob("*.py"):
        for folder in module.relative_to(ROOT).parents[:-1]:
            assert (ROOT / folder / "__init__.py").is_file(), f"{folder} has no __init__.py"
