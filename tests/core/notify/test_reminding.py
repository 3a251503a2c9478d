"""The morning's job: who is behind finds a reminder in the inbox, once."""

from datetime import datetime
from zoneinfo import ZoneInfo

from core.notify.service import remind_everybody
from core.tenancy.clock import set_clock
from tests.core.notify.world import east, inbox
from tests.core.objections.world import study


def remind(app, day="2024-11-22 06:30"):
    with east(app):
        set_clock(datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("Asia/Shanghai")))
        return remind_everybody(lambda _seen: None)


def test_everybody_who_is_behind_is_reminded_once_for_each_of_the_days(shelved):
    assert remind(shelved) == 6
    assert inbox(shelved) == ["距学习截止还有 40 天"]
    assert remind(shelved, "2024-11-23 06:30") == 0
    assert remind(shelved, "2024-11-27 06:30") == 6
    assert inbox(shelved) == ["距学习截止还有 40 天", "距学习截止还有 35 天"]


def test_the_reminder_leads_to_the_courses_and_says_what_is_missing(shelved, li):
    study(shelved)
    remind(shelved)
    page = li.get("/messages").text
    assert "8 学分" in page
    assert 'href="/messages/' in page


def test_the_window_of_the_exam_is_told_the_day_before(shelved):
    remind(shelved, "2024-02-29 06:30")
    assert inbox(shelved) == ["考试明天开始：年度学法考试"]
