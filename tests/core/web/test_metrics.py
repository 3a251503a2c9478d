"""The figures for monitoring: who may read them, what they count, and that they name nobody."""

import json
import os
import subprocess
import sys

import pytest
import structlog
from flask import request

from core.app import create_app
from core.settings import BadSettings, Settings
from core.tenancy.scope import tenant_scope
from core.web.logs import configure_logs
from tests.databases import committing
from tests.sites import Browser

TOKEN = "t" * 24
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def ask(peopled, registry, tmp_path):
    """Asks /metrics of an application that has a token, from an address."""
    url = str(peopled[1].url.render_as_string(hide_password=False))
    settings = Settings(home=tmp_path, port=8000, secret_key="k" * 32, metrics_token=TOKEN, proxies=1)
    with committing(create_app(settings, registry, url)) as app:

        def get(address="127.0.0.1", **headers):
            sent = {"Host": "localhost"} | {name.replace("_", "-"): value for name, value in headers.items()}
            return app.test_client().get("/metrics", headers=sent, environ_base={"REMOTE_ADDR": address})

        yield get


def test_the_machine_itself_reads_the_figures(ask):
    answer = ask()
    assert answer.status_code == 200
    assert "xuefa_ready 1.0" in answer.text
    assert 'xuefa_tenant_out{tenant="broken"} 1.0' in answer.text
    assert 'xuefa_tenant_out{tenant="east"} 0.0' in answer.text


def test_nobody_else_does_without_the_token(ask):
    assert ask("203.0.113.9").status_code == 404
    assert ask("203.0.113.9", Authorization="Bearer wrong").status_code == 404
    assert ask("203.0.113.9", Authorization="Bearer 错").status_code == 404
    assert ask("203.0.113.9", Authorization=f"Bearer {TOKEN}").status_code == 200


def test_what_comes_through_the_proxy_is_not_the_machine_itself(ask):
    assert ask(X_Forwarded_For="203.0.113.9").status_code == 404
    assert ask(X_Forwarded_For="127.0.0.1").status_code == 404


def test_requests_are_counted_by_tenant_and_name_nobody(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    browser.get("/account")
    text = Browser(site_app, "").get("/metrics").text
    assert 'xuefa_requests_total{method="GET",status="2xx",tenant="east"}' in text
    assert 'xuefa_request_seconds_bucket{le="0.25",tenant="east"}' in text
    assert "1001" not in text
    assert "/account" not in text


def test_an_unheard_of_method_makes_no_label_of_its_own(site_app):
    site_app.test_client().open("/livez2", method="BREW", headers={"Host": "east.localhost"})
    text = Browser(site_app, "").get("/metrics").text
    assert "BREW" not in text
    assert 'method="other"' in text


COUNT = """
import os
from core.web.metrics import _meters, exposition, share
from pathlib import Path
from unittest.mock import patch
share(Path(os.environ["FOLDER"]))
for _ in range(2):
    if os.fork() == 0:
        _meters().requests.labels("east", "GET", "2xx").inc(3)
        os._exit(0)
    os.wait()
with patch("core.web.metrics._gauges", lambda: iter(())):
    print(exposition().decode())
"""


def test_the_processes_of_one_server_are_added_up(tmp_path):
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "counter_1.db").write_text("left by the server before")
    env = os.environ | {"FOLDER": str(tmp_path / "shared")}
    done = subprocess.run([sys.executable, "-c", COUNT], env=env, capture_output=True, text=True, check=True)
    assert 'xuefa_requests_total{method="GET",status="2xx",tenant="east"} 6.0' in done.stdout


def test_readers_are_known_by_the_address_that_the_proxy_names(peopled, registry, tmp_path):
    url = str(peopled[1].url.render_as_string(hide_password=False))
    settings = Settings(home=tmp_path, port=8000, secret_key="k" * 32, proxies=1)
    with committing(create_app(settings, registry, url)) as app:
        seen = []
        app.before_request(lambda: seen.append(request.remote_addr))
        headers = {"Host": "localhost", "X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
        app.test_client().get("/livez", headers=headers)
    assert seen == ["203.0.113.9"]


@pytest.mark.parametrize(
    ("name", "value"), [("PROXIES", "one"), ("PROXIES", "9"), ("PROXIES", "-1"), ("METRICS_TOKEN", "short")]
)
def test_settings_that_cannot_be_used_are_named(name, value, tmp_path):
    with pytest.raises(BadSettings, match=name):
        Settings.from_env({"XUEFA_HOME": str(tmp_path), name: value})


def test_a_line_of_the_log_names_the_tenant_in_scope_and_the_request(capsys):
    structlog.reset_defaults()
    try:
        configure_logs()
        with tenant_scope("east"), structlog.contextvars.bound_contextvars(request="r-1"):
            structlog.get_logger("job").info("job_failed")
        structlog.get_logger("job").info("role_above_the_wall")
    finally:
        structlog.reset_defaults()
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (first["event"], first["tenant"], first["request"]) == ("job_failed", "east", "r-1")
    assert second["tenant"] == ""
