"""The command line, as an operator or an office types it."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from core.cli import cli
from core.tenancy.clock import set_clock
from core.tenancy.quarantine import Caught, put_out
from tests.databases import committing
from tests.provinces import write_provinces
from tests.sites import Browser, fill_the_provinces, make_app, scope_of_site

CASES = """\
year: 2024
cases:
  - name: nothing studied
    source: 三
    at: 2024-06-03 09:00
    expect: {verdict: {state: not_started}}
  - name: wrongly expected
    source: 三
    at: 2024-06-03 09:00
    expect: {verdict: {state: passed}}
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run ``xuefa`` over the cast's provinces."""
    write_provinces(tmp_path / "tenants")
    monkeypatch.setattr("core.cli.ground.ROOT", tmp_path)

    def command(*arguments: str) -> Result:
        return CliRunner().invoke(cli, arguments, catch_exceptions=True)

    return command


@pytest.fixture
def on_database(run, own_database, registry, tmp_path, monkeypatch):
    """The same, with the cast's people in a database that the settings name."""
    with committing(make_app(own_database, registry)) as app:
        fill_the_provinces(app)
        with scope_of_site(app, "east"):
            set_clock(datetime(2024, 6, 3, 9, tzinfo=ZoneInfo("Asia/Shanghai")))
    for name, value in {
        "DATABASE_URL": own_database.owner_url,
        "APP_DATABASE_URL": own_database.app_url,
        "XUEFA_HOME": str(tmp_path / "home"),
    }.items():
        monkeypatch.setenv(name, value)
    return run


def test_the_help_teaches_line_by_line(run):
    shown = run("--help").output
    assert "  Begin with             xuefa demo\n" in shown


def test_the_list_names_every_place_and_what_is_broken(run):
    shown = run("tenants", "list").output
    assert "east/bay" in shown
    assert "海湾市学法平台" in shown
    assert "broken" in shown


def test_rules_are_shown_whole_with_source_and_origin(run):
    shown = run("rules", "show", "east", "2024", "--area", "bay").output
    assert "测发〔2024〕1号 三" in shown
    assert "湾发〔2024〕1号 一" in shown
    assert "…" not in shown


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("rules", "show", "nowhere", "2024"), "there is no tenant nowhere"),
        (("rules", "show", "broken", "2024"), "broken is broken"),
        (("rules", "show", "east", "1999"), "1999"),
        (("rules", "show", "east", "2024", "--area", "moon"), "moon"),
        (("explain", "nowhere", "1001", "2024"), "there is no tenant nowhere"),
        (("explain", "bay", "1001", "2024"), "bay is an area of east"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(on_database, arguments, says):
    result = on_database(*arguments)
    assert result.exit_code == 1
    assert says in result.output
    assert "Traceback" not in result.output


def test_an_area_may_be_written_as_the_list_shows_it(run):
    shown = run("rules", "show", "east/bay", "2024").output
    assert "湾发〔2024〕1号 一" in shown


def test_a_check_tells_file_line_and_key_and_fails(run, tmp_path):
    result = run("tenants", "check", str(tmp_path / "tenants" / "broken"))
    assert result.exit_code == 1
    assert "2024.yaml:2" in result.output
    assert run("tenants", "check", str(tmp_path / "tenants" / "west")).exit_code == 0


def test_scenarios_run_on_any_folder_and_fail_with_a_count(run, tmp_path):
    folder = tmp_path / "tenants" / "west" / "scenarios"
    folder.mkdir()
    (folder / "2024.yaml").write_text(CASES)
    result = run("scenarios", "run", str(tmp_path / "tenants" / "west"))
    assert result.output.strip().splitlines()[-1] == "1 passed, 1 failed"
    assert "FAIL" in result.output
    assert result.exit_code == 1


@pytest.mark.parametrize(("language", "word"), [("zh", "学习合计"), ("en", "Study in all")])
def test_an_explanation_is_computed_again_and_agrees(on_database, language, word):
    result = on_database("explain", "east", "1001", "2024", "--lang", language)
    assert result.exit_code == 0, result.output
    assert word in result.output
    assert "测发〔2024〕1号 三" in result.output
    assert "+0800" in result.output
    assert "computed again from the kept inputs: the same" in result.output


def test_a_suspended_province_answers_nothing_until_it_is_resumed(on_database, own_database, registry):
    with committing(make_app(own_database, registry)) as app:
        assert "xuefa tenants resume east" in on_database("tenants", "suspend", "east").output
        closed = Browser(app, "east").get("/sign-in")
        assert closed.status_code == 503
        assert "暂停开放" in closed.text
        assert Browser(app, "west").get("/sign-in").status_code == 200
        on_database("tenants", "resume", "east")
        assert Browser(app, "east").get("/sign-in").status_code == 200
        assert "no such tenant" in str(on_database("tenants", "suspend", "nowhere").exception)


def test_explaining_nobody_says_so(on_database):
    result = on_database("explain", "east", "none", "2024")
    assert result.exit_code == 1
    assert "there is no learner none" in result.output


def test_the_exams_of_a_bank_that_is_too_small_are_named(on_database):
    told = on_database("exams", "check", "east", "--lang", "en")
    assert told.exit_code == 1
    assert "questions are needed, 0 can be had" in told.output


def test_papers_are_prepared_by_hand_for_what_opens_soon(on_database):
    assert on_database("exams", "prepare", "east").exit_code == 0


def test_a_caught_province_is_listed_with_its_reason_until_it_is_released(
    on_database, own_database, registry
):
    with committing(make_app(own_database, registry)) as app, app.app_context():
        put_out(
            Caught(tenant="east", why="busy", doing="GET /", stack='File "plugin.py", line 3\n  while True:')
        )
    shown = on_database("tenants", "list").output
    assert "quarantined: busy since" in shown
    assert "while True:" in shown
    assert "east is served again" in on_database("tenants", "release", "east").output
    assert "quarantined" not in on_database("tenants", "list").output
    assert "not out of service" in str(on_database("tenants", "release", "east").exception)
