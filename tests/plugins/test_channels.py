"""Channels against real counterparts on loopback: a mail server, and a gateway of text messages that checks signatures."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from core.decisions.channels import SENT, Answer, Contact, Letter
from plugins.channels.email import Email, mail_of
from plugins.channels.text_message import TextMessage, signature
from tests.mail_server import mail_server

KEY = "gateway-key"


def letter(to: str = "li@example.cn", **more: str) -> Letter:
    known = {
        "id": "1.email",
        "sender": "东省学法",
        "subject": "学习还有3天截止",
        "text": "李一：\n还差 2 学分。",
    }
    return Letter(to=to, **{**known, **more})


def deliver(letters, settings):
    return list(Email().deliver(letters, settings))


def test_a_letter_arrives_as_it_was_written():
    with mail_server() as post:
        assert deliver([letter()], post.settings) == [SENT]
    (mail,) = post.mails
    assert (mail["Subject"], mail["To"]) == ("学习还有3天截止", "li@example.cn")
    assert mail["From"].addresses[0].display_name == "东省学法"
    assert mail["From"].addresses[0].addr_spec == "xuefa@example.cn"
    assert mail["Message-ID"] == "<1.email@example.cn>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().splitlines() == ["李一：", "还差 2 学分。"]


def test_one_that_is_refused_keeps_no_other_back():
    refuse = {"gone@example.cn": "550 no such user", "full@example.cn": "452 mailbox full"}
    letters = [
        letter(to) for to in ("gone@example.cn", "li@example.cn", "full@example.cn", "zhao@example.cn")
    ]
    with mail_server(refuse=refuse) as post:
        answers = deliver(letters, post.settings)
    assert answers == [
        Answer("never", "recipient_refused_550"),
        SENT,
        Answer("later", "recipient_refused_452"),
        SENT,
    ]
    assert [mail["To"] for mail in post.mails] == ["li@example.cn", "zhao@example.cn"]


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("554 looks like spam", Answer("never", "refused_554")),
        ("451 try again", Answer("later", "refused_451")),
        ("hang", Answer("later", "timed_out")),
        ("hang up", Answer("later", "disconnected")),
    ],
)
def test_what_the_server_says_decides_whether_it_is_tried_again(reply, answer):
    with mail_server(data=reply) as post:
        (found,) = deliver([letter()], post.settings)
    assert found == answer


def test_after_the_server_has_hung_up_the_rest_is_tried_later():
    with mail_server(data="hang up") as post:
        answers = deliver([letter(), letter("zhao@example.cn")], post.settings)
    assert {answer.outcome for answer in answers} == {"later"}


def test_a_server_out_of_reach_is_tried_later():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings = {
            "host": "127.0.0.1",
            "port": str(free.getsockname()[1]),
            "security": "none",
            "from": "a@b.cn",
        }
        assert deliver([letter(), letter()], settings) == [Answer("later", "no_connection")] * 2


def test_a_server_without_the_security_that_is_asked_for_gets_nothing():
    with mail_server() as post:
        answers = deliver([letter()], {**post.settings, "security": "starttls"})
        assert [answer.outcome for answer in answers] == ["later"]
        assert deliver([letter()], {**post.settings, "security": "no"}) == [Answer("later", "bad_settings")]
        assert deliver([letter()], {**post.settings, "user": "x", "password": "y"})[0].outcome == "later"
    assert post.mails == []


@pytest.mark.parametrize("address", ["no address", "a@b.cn\nBcc: c@d.cn", "", "李@例.cn"])
def test_what_is_no_address_is_given_up(address):
    with mail_server() as post:
        assert deliver([letter(address)], post.settings) == [Answer("never", "bad_address")]
    assert post.mails == []


def test_a_subject_of_several_lines_adds_no_header():
    mail = mail_of(letter(subject="甲\r\nBcc: c@d.cn"), "a@b.cn")
    assert mail["Bcc"] is None
    assert mail["Subject"] == "甲 Bcc: c@d.cn"


def test_only_a_confirmed_address_is_used_and_nothing_without_settings():
    assert Email().address(Contact(phone="13800000001")) == ""
    assert not Email().ready({"host": "mail"})
    assert Email().ready({"host": "mail", "from": "a@b.cn"})


@contextmanager
def gateway(status: int) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A gateway that answers with this status, but 403 to what is not signed."""
    taken: list[dict[str, str]] = []

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            right = self.headers["X-Signature"] == signature(body, KEY)
            taken.append(json.loads(body))
            self.send_response(status if right else 403)
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sms", taken
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, SENT),
        (429, Answer("later", "gateway_429")),
        (503, Answer("later", "gateway_503")),
        (400, Answer("never", "gateway_400")),
    ],
)
def test_a_text_message_goes_signed_through_the_gateway(status, answer):
    with gateway(status) as (url, taken):
        sent = list(TextMessage().deliver([letter("13800000001")], {"url": url, "key": KEY}))
    assert sent == [answer]
    assert taken == [{"id": "1.email", "to": "13800000001", "text": "【东省学法】学习还有3天截止"}]


def test_a_gateway_refuses_what_another_key_has_signed():
    with gateway(200) as (url, _taken):
        assert list(TextMessage().deliver([letter("1")], {"url": url, "key": "other"})) == [
            Answer("never", "gateway_403")
        ]
    assert list(TextMessage().deliver([letter("1")], {"url": url, "key": KEY})) == [
        Answer("later", "no_connection")
    ]


def test_the_gateway_needs_an_address_and_a_key():
    assert TextMessage().address(Contact(phone="138", email="a@b.cn")) == "138"
    assert TextMessage().ready({"url": "https://sms", "key": "k"})
    assert not TextMessage().ready({"url": "file:///etc/passwd", "key": "k"})
    assert not TextMessage().ready({"url": "https://sms"})
