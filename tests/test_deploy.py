"""What is deployed from ``deploy/``: units, proxy, image and environment name what the program really has; migrations fit the running version."""

import ast
import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import click
import pytest

from core.cli import cli
from core.environment import ENVIRONMENT, PAGE, page
from core.files.purposes import PURPOSES
from core.settings import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
NAMES = {each.name for each in ENVIRONMENT}
READ = re.compile(r"(?:env|environ)(?:\.get\(|\[)\"([A-Z][A-Z0-9_]+)\"|_(?:url|days)\(env, \"([A-Z_]+)\"\)")
EVENT = re.compile(r"\blog\.(?:info|warning|error|exception)\(\s*\"([a-z_]+)\"")
FIGURE = re.compile(r"(?:Gauge|Counter|Histogram)\(\s*\"(xuefa_[a-z_]+)\"")
FOREIGN = {"XDG_RUNTIME_DIR", "HTTP_HOST"}
NGINX = (DEPLOY / "nginx" / "xuefa.conf").read_text(encoding="utf-8")


def test_the_reference_of_the_configuration_is_as_written_from_the_code():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_variable_that_is_read_is_in_the_reference_and_the_other_way_round():
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "core").rglob("*.py")]
    read = {one or other for text in sources for one, other in READ.findall(text)} - FOREIGN
    assert read == {name for name in NAMES if "<" not in name}


def test_every_event_of_the_log_and_every_figure_is_in_the_catalogue():
    catalogue = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "core").rglob("*.py")]
    events = {event for text in sources for event in EVENT.findall(text)}
    figures = {figure for text in sources for figure in FIGURE.findall(text)}
    assert len(events) > 15
    assert len(figures) > 3
    assert [name for name in sorted(events | figures) if f"`{name}`" not in catalogue] == []


def unit(path: Path) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


def takes(words: list[str]) -> bool:
    """Whether the command line has this command with these options."""
    command: click.Command = cli
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    options = {name for parameter in command.params for name in parameter.opts}
    return {word for word in words if word.startswith("--")} <= options


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_there_is(path):
    words = unit(path)["Service"]["ExecStart"].split()
    assert words[0] == "/opt/xuefa/current/.venv/bin/xuefa"
    assert takes(words[1:])


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_unit_runs_without_rights_and_reads_the_one_environment(path):
    service = unit(path)["Service"]
    assert service["User"] == "xuefa"
    assert service["NoNewPrivileges"] == "yes"
    assert service["EnvironmentFile"] == "/etc/xuefa/xuefa.env"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_the_unit(path):
    done = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True, check=False)
    told = [line for line in done.stderr.splitlines() if "is not executable" not in line]
    assert [line for line in told if path.stem.rstrip("@") in line] == []


def test_the_example_of_the_environment_can_be_used(tmp_path):
    lines = (DEPLOY / "xuefa.env").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert set(example) <= NAMES
    settings = Settings.from_env(example | {"XUEFA_HOME": str(tmp_path)})
    assert settings.proxies == 1
    assert f"location {settings.files.internal}/ {{" in NGINX


def test_the_proxy_lets_through_the_largest_file_and_waits_longer_than_the_server():
    most = max(purpose.largest for purpose in PURPOSES.values())
    (body,) = re.findall(r"client_max_body_size (\d+)m", NGINX)
    (waits,) = re.findall(r"proxy_read_timeout (\d+)s", NGINX)
    assert int(body) * 1024 * 1024 > most
    assert int(waits) > 30


def test_the_proxy_takes_no_server_out_for_one_suspended_tenant():
    (retried,) = re.findall(r"proxy_next_upstream ([^;]+);", NGINX)
    assert retried == "error timeout"


def test_the_image_has_what_it_copies_and_starts_a_command():
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE):
        assert all((ROOT / name).exists() for name in line.split())
    (words,) = re.findall(r"^CMD \[(.+)\]$", text, re.MULTILINE)
    assert takes(re.findall(r'"([^"]+)"', words))


RELEASED = "0030_front"
"""The migrations up to here were made before anything was in service."""
BREAKING = re.compile(
    r"\b(DROP\s+(TABLE|COLUMN|VIEW)|RENAME\s+(TO|COLUMN|CONSTRAINT)|SET\s+NOT\s+NULL|ALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE)\b",
    re.IGNORECASE,
)


def breaks(source: str) -> list[str]:
    """What of a migration an older version that is still serving could not live with."""
    tree = ast.parse(source)
    tree.body = [node for node in tree.body if getattr(node, "name", "") != "downgrade"]
    found = [_broken(node) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return [each for each in found if each] + [text for text in texts if BREAKING.search(text)]


def _broken(call: ast.Call) -> str:
    name = getattr(call.func, "attr", "")
    given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
    if name in {"drop_table", "drop_column", "rename_table"}:
        return name
    if name == "alter_column" and (
        given.keys() & {"new_column_name", "type_"} or given.get("nullable") == "False"
    ):
        return name
    if (
        name == "add_column"
        and "nullable=False" in ast.unparse(call)
        and "server_default" not in ast.unparse(call)
    ):
        return "add_column without a value for old writers"
    return ""


def after_release() -> list[Path]:
    files = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    return [path for path in files if path.stem > RELEASED]


def excuse(source: str) -> str:
    """What a migration says for itself: since which version nothing uses what it takes away."""
    found = re.search(r'^UNUSED_SINCE = "(.+)"', source, re.MULTILINE)
    return found[1] if found else ""


def test_every_migration_fits_the_version_that_is_still_serving():
    texts = {path.name: path.read_text(encoding="utf-8") for path in after_release()}
    assert {name: breaks(text) for name, text in texts.items() if breaks(text) and not excuse(text)} == {}


@pytest.mark.parametrize(
    "line",
    [
        'op.drop_column("learners", "phone")',
        'op.drop_table("learners")',
        'op.alter_column("learners", "name", new_column_name="full_name")',
        'op.alter_column("learners", "name", nullable=False)',
        'op.add_column("learners", sa.Column("x", sa.Integer(), nullable=False))',
        'op.execute("ALTER TABLE learners DROP COLUMN phone")',
        'op.execute("alter table learners rename to people")',
    ],
)
def test_what_would_break_the_serving_version_is_found(line):
    assert breaks(f"def upgrade():\n    {line}\n")


@pytest.mark.parametrize(
    "line",
    [
        'op.add_column("learners", sa.Column("x", sa.Integer()))',
        'op.add_column("l", sa.Column("x", sa.Integer(), nullable=False, server_default="0"))',
        'op.create_table("x", sa.Column("id", sa.Uuid(), nullable=False))',
        'op.alter_column("learners", "x", server_default=None)',
    ],
)
def test_what_only_adds_is_let_through(line):
    assert breaks(f"def upgrade():\n    {line}\n") == []
    assert breaks(f'def downgrade():\n    op.drop_table("x")\n\n\ndef upgrade():\n    {line}\n') == []
