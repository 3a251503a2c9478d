"""A person at a browser: finds buttons, links and fields by the words on them, and reads what the page says."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response, expect

from tests.browser.demo import Account, Demo

IN_A_BROWSER = pytest.mark.browser
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 640}
AFTER_A_WRONG_TRY = 1_200
"""Milliseconds; the first wrong try costs one second."""
WALKED_ON = "net::ERR_ABORTED"
"""What a browser calls a request that it gave up because the reader left the page."""
DISCONNECTED = "net::ERR_INTERNET_DISCONNECTED"
TOLD_BY_RESPONSE = "Failed to load resource"


@dataclass
class Watch:
    """What went wrong on a page: errors of scripts and of the policy, requests that failed or were refused.

    A page that refuses answers with 4xx: that is no fault, its words are what a test reads.
    """

    faults: list[str] = field(default_factory=list)
    expected: set[str] = field(default_factory=lambda: {WALKED_ON})
    """Ways of failing that belong to what the test does."""

    def follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(TOLD_BY_RESPONSE):
            self.faults.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure not in self.expected:
            self.faults.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        its_own_page = response.request.is_navigation_request()
        if response.status >= (500 if its_own_page else 400):
            self.faults.append(f"answer {response.status}: {response.request.method} {response.url}")


@dataclass
class Walker:
    """Somebody on one site of the demo."""

    page: Page
    demo: Demo
    label: str

    def open(self) -> None:
        """Type the site's address."""
        self.page.goto(self.demo.address(self.label))

    def sign_in(self, who: Account, *, typed: str = "", password: str = "") -> None:
        """Go from the site's front to the sign-in form and fill it in; ``typed`` stands for the account number."""
        self.open()
        self.follow("登录")
        self._enter(typed or who.account, password or who.password)

    def sign_in_administrator(self, who: Account) -> None:
        self.open()
        self.follow("管理员登录")
        self._enter(who.account, who.password)

    def sign_in_operator(self, who: Account) -> None:
        self.open()
        self._enter(who.account, who.password)

    def _enter(self, account: str, password: str) -> None:
        self.page.locator("input[name=account]").fill(account)
        self.fill("密码", password)
        self.press("登录")

    def sign_out(self) -> None:
        self._open_menu()
        self.press("退出登录")
        expect(self.button("登录")).to_be_visible()

    def wait_out(self) -> None:
        """Wait as long as one must after a wrong password."""
        self.page.wait_for_timeout(AFTER_A_WRONG_TRY)

    def open_my_account(self) -> None:
        self._open_menu()
        self.follow("我的账号")
        expect(self.heading("我的账号")).to_be_visible()

    def _open_menu(self) -> None:
        self.page.locator("summary", has=self.page.locator(".x-icon-user")).click()

    def facts(self) -> dict[str, str]:
        """Return the labels and values of the page."""
        labels, values = (self.page.locator(f"main {tag}").all_inner_texts() for tag in ("dt", "dd"))
        return dict(zip(labels, values, strict=True))

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Click the first link of this name."""
        self.link(name).click()

    def press(self, name: str | re.Pattern[str]) -> None:
        """Click the button of this name."""
        self.button(name).click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def go(self, place: str, *, navigation: str = "导航") -> None:
        """Click a place of the navigation, on a phone in the menu if it is not at the thumb, and wait until one is there."""
        links = self.page.get_by_role("navigation", name=navigation, include_hidden=True).get_by_role(
            "link", name=place, exact=True, include_hidden=True
        )
        expect(links.first).to_be_attached()
        if not links.filter(visible=True).count():
            self.page.locator(".x-side-fold summary").click()
        links.filter(visible=True).first.click()
        expect(links.and_(self.page.locator("[aria-current=page]")).first).to_be_attached()

    def link(self, name: str | re.Pattern[str]) -> Locator:
        return self._named("link", name)

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self._named("button", name)

    def _named(self, role, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role(role, name=name, exact=isinstance(name, str)).first

    def heading(self, name: str | re.Pattern[str]) -> Locator:
        return self._named("heading", name)

    def sees(self, *texts: str | re.Pattern[str]) -> None:
        """Expect each of these somewhere in the page's content."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def sees_not(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).not_to_contain_text(text)

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the screen."""
        root = "document.scrollingElement"
        return self.page.evaluate(f"() => {root}.scrollWidth - {root}.clientWidth")

    def line(self, item: str) -> Locator:
        """Return a line of a receipt by what it is about."""
        about = self.page.locator(".x-line-item").get_by_text(item, exact=True)
        return self.page.get_by_role("listitem").filter(has=about).first

    def source_of(self, item: str) -> Locator:
        """Open a line's citation and return what stands behind it."""
        line = self.line(item)
        line.locator("summary").click()
        return line.locator(".x-cite-text")

    def let_minutes_pass(self, minutes: int) -> None:
        """Move the site's rehearsal clock on from the demo's start page, as any visitor of the demo may."""
        start = self.page.context.new_page()
        start.goto(self.demo.address())
        sheet = start.locator(".x-sheet", has_text=f"{self.label}.localhost")
        sheet.locator("summary", has_text="设定演练时钟").click()
        clock = sheet.get_by_label("设定演练时钟", exact=True)
        clock.fill(
            (datetime.fromisoformat(clock.input_value()) + timedelta(minutes=minutes)).isoformat()[:16]
        )
        sheet.get_by_role("button", name="设定时钟").click()
        expect(start.get_by_role("status")).to_have_text("时钟已设定。")
        start.close()

    def finish_lesson(self) -> None:
        """Stay in the lesson that is open until its time is up, and finish it."""
        self.sees("已计", "学习时间怎样计")
        self.let_minutes_pass(4)
        self.press("学完本课")

    def start_exam(self, title: str) -> None:
        self.go("考试")
        self.page.get_by_role("region", name=title).get_by_role("link", name="去考试").click()
        self.sees("现在可以开始考试。", "提交后不能再修改答案。")
        self.press("开始考试")

    def question(self, number: int) -> Locator:
        """Turn to a question through the grid and return it."""
        self.page.get_by_role("navigation", name="题目").get_by_role(
            "link", name=re.compile(rf"第 ?{number} ?题")
        ).click()
        return self.page.get_by_role("group", name=re.compile(rf"第 ?{number} ?题"))

    def answer(self, number: int, option: int = 0) -> None:
        """Choose an option of a question and wait until the page says that it is saved."""
        self.question(number).locator(".x-choice").nth(option).click()
        expect(self.page.locator("[data-save]")).to_have_attribute("data-state", "saved")
        expect(self.page.locator("[data-save]")).to_contain_text("已保存")
