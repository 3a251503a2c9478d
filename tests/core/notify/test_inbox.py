"""The inbox of the site: sealed by person and tenant, counted at the bell, read in the reader's language."""

import re

import pytest
import sqlalchemy as sa

from core.db import db
from core.notify.models import Message
from tests.core.notify.world import east, happen, inbox, tell
from tests.sites import PASSWORD, Browser


def address(browser: Browser) -> str:
    found = re.search(r'href="(/messages/[0-9a-f-]{36})"', browser.get("/messages").text)
    assert found
    return found[1]


def bell(browser: Browser, page: str = "/") -> str:
    found = re.search(r'x-bell" href="/messages" aria-label="([^"]+)"', browser.get(page).text)
    assert found
    return found[1]


def test_an_empty_inbox_says_what_will_stand_there(li):
    assert "还没有消息" in li.get("/messages").text
    assert bell(li) == "消息：没有未读"


def test_the_bell_counts_what_is_not_read_until_it_is(shelved, li):
    tell(shelved, "甲", "乙")
    assert bell(li) == "消息：2 条未读"
    opened = li.get(address(li))
    assert "正文" in opened.text
    assert bell(li) == "消息：1 条未读"
    assert li.get("/messages?unread=yes").text.count("x-message-unread") == 1


def test_everything_of_one_kind_is_marked_as_read_at_once(shelved, li):
    tell(shelved, "甲", "乙", kind="reminder")
    tell(shelved, "丙", kind="exam")
    done = li.post("/messages/read", {"kind": "reminder"}, follow_redirects=True)
    assert "已将 2 条消息标为已读" in done.text
    assert bell(li) == "消息：1 条未读"


def test_one_message_is_marked_as_read_from_the_list_which_stays_as_it_was(shelved, li):
    tell(shelved, "甲")
    answer = li.post(f"{address(li)}/read", {"kind": "notice", "unread": "yes", "page": "1"})
    assert answer.headers["Location"] == "/messages?kind=notice&unread=yes"
    assert bell(li) == "消息：没有未读"


def test_the_list_has_pages_and_filters(shelved, li):
    tell(shelved, *(f"第{n}条" for n in range(25)))
    tell(shelved, "考试一条", kind="exam")
    first = li.get("/messages").text
    assert "1 至 20" in first or "第 1" in first or "1–20" in first, first[:0]
    assert first.count("<h3><a") == 20
    assert li.get("/messages?page=2").text.count("<h3><a") == 6
    assert li.get("/messages?page=²").text.count("<h3><a") == 20
    assert li.get("/messages?kind=exam").text.count("<h3><a") == 1
    assert "没有符合条件的消息" in li.get("/messages?kind=mark").text


def test_a_message_is_read_in_the_language_of_whoever_reads(shelved, li):
    happen(shelved, "account.reset", "1001")
    assert "您的密码已重置" in li.get("/messages").text
    assert "Your password has been reset" in li.get("/messages?lang=en").text


@pytest.mark.parametrize(("host", "account"), [("east", "1002"), ("west", "1001")])
def test_nobody_else_finds_a_message(shelved, li, host, account):
    tell(shelved, "甲")
    other = Browser(shelved, host)
    other.sign_in(account)
    assert other.get(address(li)).status_code == 404
    assert other.post(f"{address(li)}/read").status_code == 404
    other.post("/messages/read")
    assert bell(li) == "消息：1 条未读"


def test_an_administrator_has_an_inbox_of_their_own_beside_their_own_study(shelved, qian):
    happen(shelved, "account.reset", "1004")
    assert bell(qian, "/admin") == "消息：没有未读"
    qian.post("/my-study")
    assert bell(qian) == "消息：1 条未读"


def test_messages_go_with_the_learner_and_belong_to_exactly_one_reader(shelved):
    tell(shelved, "甲")
    with east(shelved), pytest.raises(sa.exc.IntegrityError, match="one_reader"):
        db.session.execute(sa.update(Message).values(administrator=Message.learner))


def test_what_is_named_is_told_once(shelved):
    tell(shelved, "甲", once="x")
    tell(shelved, "甲", once="x")
    tell(shelved, "甲", once="x", account="1002")
    assert inbox(shelved) == ["甲"]
    assert inbox(shelved, "1002") == ["甲"]


def test_the_bell_costs_no_query_of_its_own(shelved, li):
    tell(shelved, "甲")
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        seen.append(statement)

    with shelved.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", note)
        try:
            assert bell(li, "/account") == "消息：1 条未读"
        finally:
            sa.event.remove(db.engine, "before_cursor_execute", note)
    assert not [statement for statement in seen if "messages" in statement]


def test_a_stranger_is_asked_to_sign_in(shelved):
    stranger = Browser(shelved, "east")
    assert stranger.get("/messages").status_code in {302, 401}
    assert stranger.sign_in("1001", PASSWORD).status_code == 302
