"""``xuefa years``: what stands where, what must be settled first, opening, closing and opening again with a reason."""

import pytest
from click.testing import CliRunner

from core.cli import cli
from core.tenancy.clock import set_clock
from tests.core.years.world import IN_JANUARY, load_two_years
from tests.databases import committing
from tests.sites import TODAY, fill_the_provinces, make_app, scope_of_site


@pytest.fixture
def years(own_database, tmp_path, monkeypatch):
    """Run ``xuefa years`` over the two years' provinces in the January after the first."""
    root = tmp_path / "tenants"
    registry = load_two_years(root)
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
        with scope_of_site(app, "east"):
            set_clock(IN_JANUARY)

        def run(*arguments):
            return CliRunner().invoke(cli, ["years", *arguments])

        run.app = app
        yield run


def test_a_year_is_checked_opened_closed_and_opened_again(years):
    assert years("check", "east").exit_code == 0
    refused = years("open", "east", "2025")
    assert refused.exit_code == 1
    assert "未完成的事项" in refused.output
    opened = years("open", "east", "2025", "--anyway")
    assert opened.exit_code == 0, opened.output
    assert "east: 2024 is closed, 2025 is open in 2 places" in opened.output
    listed = years("list", "east").output
    assert "2024 (20" in listed
    assert years("open", "east", "2025", "--anyway").exit_code == 1
    assert years("reopen", "east", "2024").exit_code == 2  # without a reason
    assert years("reopen", "east", "2024", "--reason", "漏记一人").exit_code == 0
    assert years("close", "east", "2024").exit_code == 0
    assert years("close", "east", "2025").exit_code == 1


def test_what_must_be_settled_is_exit_code_one(years):
    with scope_of_site(years.app, "east"):
        set_clock(TODAY)
    checked = years("check", "east")
    assert checked.exit_code == 1
    assert "STOP" in checked.output
    assert years("open", "east", "2025", "--anyway").exit_code == 1
    assert years("check", "nowhere").exit_code == 1
    assert years("check", "east", "--area", "nowhere").exit_code == 1
