"""The official account against a stand-in that speaks its operator's dialect: tokens that run out, refusals, limits."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from core.decisions.channels import SENT, Answer, Contact
from plugins.channels import OfficialAccount
from tests.plugins.test_channels import letter


@dataclass
class Operator:
    """What the stand-in was sent, and how it behaves."""

    taken: list[dict[str, object]] = field(default_factory=list)
    tokens: int = 0
    stale: int = 0
    """So many tokens that are refused when they are used."""
    answer: int = 0
    """The error number of a message; 0 takes it."""
    status: int = 200
    url: str = ""

    def of(self, method: str, path: str, query: dict[str, list[str]], body: bytes) -> dict[str, object]:
        if path == "/cgi-bin/token" and method == "GET":
            if query["secret"] != ["s"]:
                return {"errcode": 40125, "errmsg": "invalid appsecret"}
            self.tokens += 1
            return {"access_token": f"t{self.tokens}", "expires_in": 7200}
        assert (path, method) == ("/cgi-bin/message/template/send", "POST")
        if query["access_token"] != [f"t{self.tokens}"] or self.tokens <= self.stale:
            return {"errcode": 42001, "errmsg": "access_token expired"}
        self.taken.append(json.loads(body))
        return {"errcode": self.answer, "errmsg": "", "msgid": 1}

    @property
    def settings(self) -> dict[str, str]:
        return {"url": self.url, "app": "a", "secret": "s", "template": "T", "timeout": "2"}


@contextmanager
def operator(**behaviour: int) -> Iterator[Operator]:
    known = Operator(**behaviour)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.answer_with(b"")

        def do_POST(self):
            self.answer_with(self.rfile.read(int(self.headers["Content-Length"])))

        def answer_with(self, body):
            address = urlsplit(self.path)
            found = known.of(self.command, address.path, parse_qs(address.query), body)
            self.send_response(known.status)
            self.end_headers()
            self.wfile.write(json.dumps(found).encode())

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    known.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield known
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def deliver(known, *people, **changes):
    return list(OfficialAccount().deliver([letter(one) for one in people], known.settings | changes))


def test_a_follower_has_a_template_message_with_the_subject_line():
    with operator() as known:
        assert deliver(known, "o1", "o2") == [SENT, SENT]
    assert known.tokens == 1
    first = known.taken[0]
    assert (first["touser"], first["template_id"]) == ("o1", "T")
    assert first["data"] == {"thing1": {"value": "东省学法"}, "thing2": {"value": "学习还有3天截止"}}


def test_a_token_that_has_run_out_is_fetched_anew_once():
    with operator(stale=1) as known:
        assert deliver(known, "o1") == [SENT]
    assert known.tokens == 2
    with operator(stale=9) as known:
        assert deliver(known, "o1") == [Answer("later", "account_42001")]
    assert known.tokens == 2


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        (43004, Answer("never", "account_43004")),
        (40003, Answer("never", "account_40003")),
        (45009, Answer("later", "account_45009")),
        (-1, Answer("later", "account_-1")),
    ],
)
def test_who_does_not_follow_is_given_up_and_a_limit_is_waited_for(number, answer):
    with operator(answer=number) as known:
        assert deliver(known, "o1") == [answer]


def test_a_wrong_secret_a_server_in_trouble_and_none_at_all_are_answers_too():
    with operator() as known:
        assert deliver(known, "o1", secret="x") == [Answer("never", "account_40125")]
    with operator(status=502) as known:
        assert deliver(known, "o1") == [Answer("later", "account_http_502")]
    assert deliver(known, "o1") == [Answer("later", "no_connection")]


def test_a_long_subject_is_cut_to_what_a_field_takes():
    with operator() as known:
        list(OfficialAccount().deliver([letter("o1", subject="长" * 30)], known.settings))
    assert known.taken[0]["data"]["thing2"] == {"value": "长" * 19 + "…"}


def test_the_account_needs_its_key_secret_and_template():
    assert OfficialAccount().address(Contact(accounts={"official": "o1"})) == "o1"
    assert OfficialAccount().address(Contact(phone="138")) == ""
    assert OfficialAccount().ready({"app": "a", "secret": "s", "template": "T"})
    assert not OfficialAccount().ready({"app": "a", "secret": "s"})
    assert not OfficialAccount().ready({"app": "a", "secret": "s", "template": "T", "url": "file:///etc"})
