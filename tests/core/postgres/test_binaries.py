"""Which server programs are taken, and that a copy of them runs elsewhere."""

import subprocess

import pytest

from core.postgres import PostgresFailed, binaries
from core.postgres.binaries import Binaries, find_binaries


def found(major, *, shipped=True):
    return Binaries(binaries.SYSTEM / str(major), major, shipped)


def test_shipped_programs_come_before_newer_ones_of_the_system(monkeypatch):
    monkeypatch.setattr(binaries, "_shipped", lambda: [found(16), found(18)])
    monkeypatch.setattr(binaries, "_system", lambda: [found(19, shipped=False)])
    assert find_binaries() == found(18)


def test_data_of_an_older_version_get_the_programs_that_made_them(monkeypatch):
    monkeypatch.setattr(binaries, "_shipped", lambda: [found(16), found(18)])
    assert find_binaries(16) == found(16)


def test_without_the_package_the_systems_programs_are_taken(monkeypatch):
    monkeypatch.setattr(binaries, "PACKAGE", "no_such_package")
    monkeypatch.setattr(binaries, "_system", lambda: [found(15, shipped=False)])
    assert find_binaries() == found(15, shipped=False)


def test_without_any_programs_the_message_says_what_to_do(monkeypatch):
    monkeypatch.setattr(binaries, "_shipped", list)
    monkeypatch.setattr(binaries, "_system", list)
    with pytest.raises(PostgresFailed, match="set DATABASE_URL"):
        find_binaries()


def test_programs_older_than_fifteen_are_not_taken(tmp_path):
    (tmp_path / "initdb").touch()
    program = tmp_path / "postgres"
    for version, usable in (("14.9", False), ("15.2", True)):
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        program.chmod(0o755)
        assert (binaries._look(tmp_path, shipped=False) is not None) is usable


def test_a_copy_of_the_shipped_programs_runs_in_another_folder(tmp_path):
    shipped = binaries._shipped()
    assert shipped, "the package of server programs is part of the requirements"
    copy = shipped[0].copied_to(tmp_path)
    assert tmp_path in copy.folder.parents
    for program in (copy.postgres, copy.initdb):
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        assert str(copy.major) in answer
    assert shipped[0].copied_to(tmp_path) == copy
