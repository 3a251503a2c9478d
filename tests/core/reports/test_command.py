"""``xuefa reports recount``: nothing to say is exit code 0, a difference is printed and is exit code 1."""

import psycopg
import pytest
from click.testing import CliRunner

from core.cli import cli
from core.db import db
from core.tenancy.scope import tenant_scope
from tests.core.reports.test_counting import FIRST, a_tree, judged, people_in, standing
from tests.provinces import write_provinces


@pytest.fixture
def settings(committed, own_database, tmp_path, monkeypatch):
    write_provinces(tmp_path)
    for name, value in (
        ("XUEFA_TENANTS", str(tmp_path)),
        ("XUEFA_HOME", str(tmp_path / "home")),
        ("DATABASE_URL", own_database.owner_url),
        ("APP_DATABASE_URL", own_database.app_url),
        ("SECRET_KEY", "k" * 32),
    ):
        monkeypatch.setenv(name, value)
    with tenant_scope("east"):
        a_tree(3)
        judged(*(standing(one, FIRST, "passed") for one in people_in("u1", "u2")))
        db.session.commit()


def recount(*arguments):
    return CliRunner().invoke(cli, ["reports", "recount", *arguments])


def test_figures_that_agree_are_exit_code_nought(settings):
    answer = recount()
    assert answer.exit_code == 0, answer.output
    assert "east: no differences" in answer.output


def test_a_difference_is_printed_with_exit_code_one_until_it_is_mended(settings, own_database):
    assert recount("east").exit_code == 0
    with psycopg.connect(own_database.superuser_url) as connection:
        connection.execute("UPDATE counts SET people = 9 WHERE by = '' AND unit = 'u1' AND state = 'passed'")
    answer = recount("east")
    assert answer.exit_code == 1
    assert "unit=u1 state=passed did=-: kept 9, counted 1" in answer.output
    assert "east: 1 difference\n" in answer.output
    assert recount("east", "--mend").exit_code == 1
    assert recount("east").exit_code == 0
