"""``xuefa takeovers``: a file is checked and entered as an administrator of the office, and as nobody else."""

from uuid import UUID

import pytest
from click.testing import CliRunner

from core.cli import cli
from core.rosters.service import import_of
from tests.core.rosters.world import desk
from tests.core.takeovers.test_takeovers import FORM, HEAD, LI, NEW
from tests.databases import committing
from tests.provinces import load_provinces
from tests.sites import fill_the_provinces, make_app

SOURCE = [part for name, text in FORM.items() for part in (f"--{name}", text)]


@pytest.fixture
def takeovers(own_database, tmp_path, monkeypatch):
    root = tmp_path / "tenants"
    registry = load_provinces(root)
    for name, value in (
        ("XUEFA_TENANTS", str(root)),
        ("XUEFA_HOME", str(tmp_path / "home")),
        ("DATABASE_URL", own_database.owner_url),
        ("APP_DATABASE_URL", own_database.app_url),
        ("SECRET_KEY", "k" * 32),
    ):
        monkeypatch.setenv(name, value)
    with committing(make_app(own_database, registry)) as app:
        fill_the_provinces(app)

        def command(*arguments):
            return CliRunner().invoke(cli, ["takeovers", *arguments])

        command.app = app
        yield command


def test_a_file_is_checked_then_entered_and_names_what_is_refused(takeovers, tmp_path):
    file = tmp_path / "原平台.csv"
    file.write_text(HEAD + NEW + LI.replace(",3,", ",x,"))
    sent = takeovers("send", "east", str(file), "--as", "office", *SOURCE)
    assert sent.exit_code == 0, sent.output
    assert "3: F3" in sent.output
    number = sent.output.split("\n")[-2].split(":")[0]
    assert takeovers("enter", "east", number, "--as", "office").exit_code == 1
    assert takeovers("enter", "east", number, "--as", "a1", "--partly").exit_code == 1
    assert takeovers("enter", "east", number, "--as", "office", "--partly").exit_code == 0
    with desk(takeovers.app, "office") as by:
        row = import_of(by, UUID(number))
    assert (row.state, row.partly) == ("applying", True)


def test_a_source_without_a_day_is_one_line_and_exit_code_one(takeovers, tmp_path):
    file = tmp_path / "原平台.csv"
    file.write_text(HEAD + LI)
    answer = takeovers("send", "east", str(file), "--as", "office", *SOURCE[:-1], "x")
    assert answer.exit_code == 1
    assert takeovers("send", "east", str(file), "--as", "a1", *SOURCE).exit_code == 1
