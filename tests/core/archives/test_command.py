"""The commands on whole tenants, as an operator types them."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.cli import cli
from core.errors import Refused


@pytest.fixture
def run(full, monkeypatch):
    """Run ``xuefa tenants`` over the full platform."""
    for name, value in {
        "DATABASE_URL": full.database.owner_url,
        "APP_DATABASE_URL": full.database.app_url,
        "XUEFA_HOME": str(full.home),
    }.items():
        monkeypatch.setenv(name, value)

    def command(*arguments: object, typed: str = "") -> Result:
        return CliRunner().invoke(cli, ["tenants", *map(str, arguments)], input=typed)

    return command


def test_an_operator_exports_erases_and_brings_back(run, full, tmp_path: Path):
    before, archive, proof = full.content("east"), tmp_path / "east.zip", tmp_path / "proof.json"
    assert "rows of east" in run("export", "east", archive).output
    assert "whole" in run("check-archive", archive).output
    assert isinstance(run("erase", "east", proof, "--yes", "east").exception, Refused)
    full.say("UPDATE tenants SET state = 'suspended' WHERE id = 'east'")
    erased = run("erase", "east", proof, typed="east\n")
    assert erased.exit_code == 0
    assert "0 rows name it still" in erased.output
    assert "east was erased on" in run("check-proof", proof).output
    assert "rows are here" in run("import", archive).output
    assert full.content("east") == before


def test_a_mistyped_name_erases_nothing(run, full, tmp_path: Path):
    full.say("UPDATE tenants SET state = 'suspended' WHERE id = 'east'")
    before = full.content("east")
    answer = run("erase", "east", tmp_path / "proof.json", typed="west\n")
    assert answer.exit_code == 1
    assert "nothing was erased" in answer.output
    assert full.content("east") == before
