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


def test_the_backups_that_hold_an_erased_tenant_still_are_named_with_their_end(
    run, full, tmp_path, monkeypatch
):
    monkeypatch.setenv("BACKUPS", str(tmp_path / "backups"))
    monkeypatch.setenv("BACKUP_DAYS", "7")
    made = CliRunner().invoke(cli, ["backup", "tenant", "east"])
    (archive,) = (tmp_path / "backups").glob("east-*.zip")
    assert f"{archive}: kept until " in made.output
    assert archive.name in CliRunner().invoke(cli, ["backup", "list", "--tenant", "east"]).output
    assert archive.name not in CliRunner().invoke(cli, ["backup", "list", "--tenant", "west"]).output
    full.say("UPDATE tenants SET state = 'suspended' WHERE id = 'east'")
    proof = tmp_path / "proof.json"
    assert (
        f"still in backup {archive.name}, kept until " in run("erase", "east", proof, "--yes", "east").output
    )
    assert archive.name in proof.read_text()
    assert "east was erased on" in run("check-proof", proof).output
    assert "rows are here" in run("import", archive).output


def test_a_backup_that_cannot_be_taken_says_why_and_leaves_nothing(run, full, tmp_path, monkeypatch):
    platform = ["backup", "platform"]
    assert "BACKUPS is not set" in CliRunner().invoke(cli, platform).output
    monkeypatch.setenv("BACKUPS", str(tmp_path / "backups"))
    assert "BACKUP_DATABASE_URL is not set" in CliRunner().invoke(cli, platform).output
    monkeypatch.setenv("BACKUP_DATABASE_URL", full.database.owner_url)
    refused = CliRunner().invoke(cli, platform).exception
    assert isinstance(refused, Refused)
    assert "could not be copied" in str(refused)
    assert list((tmp_path / "backups").iterdir()) == []


@pytest.mark.parametrize(
    ("moment", "said"), [("soon", "is not a moment"), ("2026-03-01T09:30:00", "has no zone")]
)
def test_a_moment_to_restore_to_must_be_one(tmp_path, monkeypatch, moment, said):
    monkeypatch.setenv("XUEFA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BACKUPS", str(tmp_path / "backups"))
    missing = CliRunner().invoke(cli, ["restore", "platform-1", str(tmp_path / "new"), "--until", moment])
    assert said in missing.output
    assert not (tmp_path / "new").exists()
