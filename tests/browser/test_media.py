"""A lesson with a video, a PDF and a picture: it plays, goes on where it stopped, and earns no time by itself."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.walking import DESK, IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER


@pytest.fixture
def student(demo):
    return demo.learner("gansu", "差 1 学时")


def open_lesson(walker, who, lesson="国家的性质与根本制度"):
    walker.sign_in(who)
    walker.page.goto(f"{walker.demo.address('gansu')}/courses/constitution/l1")
    expect(walker.heading(lesson)).to_be_visible()
    video = walker.page.locator("video")
    walker.page.wait_for_function("() => document.querySelector('video').readyState >= 1")
    return video


def play_to(page, seconds):
    """Play from there for a moment, and stop."""
    page.evaluate(
        """async (at) => {
            const video = document.querySelector('video');
            video.muted = true;
            video.currentTime = at;
            await video.play();
        }""",
        seconds,
    )
    page.wait_for_function("(at) => document.querySelector('video').currentTime > at + 0.3", arg=seconds)
    with page.expect_response(re.compile("/position$")) as told:
        page.evaluate("() => document.querySelector('video').pause()")
    assert told.value.status == 204


def test_a_video_plays_and_goes_on_where_it_stopped(visit, demo, student):
    walker = visit("gansu")
    video = open_lesson(walker, student)
    assert video.evaluate("video => video.duration") > 60
    assert video.evaluate("video => video.currentTime") == 0
    play_to(walker.page, 30)
    stopped = video.evaluate("video => video.currentTime")
    walker.page.reload()
    walker.page.wait_for_function("() => document.querySelector('video').currentTime > 1")
    assert video.evaluate("video => video.currentTime") == pytest.approx(stopped, abs=1)
    walker.sees("从上次停下的位置继续：", "00:3")
    walker.press("从头播放")
    walker.page.wait_for_function("() => document.querySelector('video').currentTime < 5")


def test_another_device_goes_on_there_too(visit, demo, student):
    first = visit("gansu")
    open_lesson(first, student)
    play_to(first.page, 40)
    first.page.goto(f"{demo.address('gansu')}/courses")
    other = visit("gansu", PHONE)
    video = open_lesson(other, student)
    other.page.wait_for_function("() => document.querySelector('video').currentTime > 1")
    assert video.evaluate("video => video.currentTime") == pytest.approx(40, abs=2)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_files_of_a_lesson_can_be_opened_at_every_width(visit, demo, student, size):
    walker = visit("gansu", size)
    open_lesson(walker, student)
    assert walker.overflow() == 0
    paper = walker.page.locator("iframe.x-media-paper")
    assert paper.is_visible() == (size == DESK)
    with walker.page.expect_popup() as opened:
        walker.follow("单独打开")
    assert "/files/" in opened.value.url
    walker.page.goto(f"{demo.address('gansu')}/courses/constitution/l3")
    picture = walker.page.get_by_role("img", name=re.compile("国家机构怎样产生"))
    picture.scroll_into_view_if_needed()
    walker.page.wait_for_function("() => [...document.images].some((one) => one.naturalWidth > 300)")
    assert walker.overflow() == 0
