"""One demo and one Chromium for the whole run; a walker for each visit, whose pages are watched for faults."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.browser.demo import Demo, running_demo
from tests.browser.walking import DESK, Walker, Watch

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 30_000
"""Milliseconds; the machine may be busy with other tests."""

Visit = Callable[..., Walker]


def chromium_path() -> str | None:
    """Return where the system's Chromium is, or None."""
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without one the tests are skipped, unless the environment forbids it.

    It goes with the package: its event loop must not run on below other tests of the same process.
    """
    path = chromium_path()
    if path is None and os.environ.get("XUEFA_REQUIRE_BROWSER") == "1":
        pytest.fail("no Chromium was found, and XUEFA_REQUIRE_BROWSER=1 asks for one")
    if path is None:
        pytest.skip("no Chromium was found; on Debian: apt-get install chromium fonts-noto-cjk")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def demo(browser: Browser) -> Iterator[Demo]:
    """The demo, started once; asked for after the browser, so that without one nothing is started."""
    with running_demo() as running:
        yield running


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Holds the test to pages without errors, failed requests and broken policies."""
    watching = Watch()
    yield watching
    assert watching.faults == []


@pytest.fixture
def new_page(browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Makes pages of a browser that nobody has used before, of any size."""
    contexts = []

    def open_page(size: ViewportSize | None = None) -> Page:
        context = browser.new_context(viewport=size or DESK, locale="zh-CN", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        context.on("page", watch.follow)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def visit(demo: Demo, new_page: Callable[..., Page]) -> Visit:
    """Makes walkers: ``visit("hainan")``, or on another size of screen ``visit("hainan", PHONE)``."""

    def visit_site(label: str, size: ViewportSize | None = None) -> Walker:
        return Walker(new_page(size), demo, label)

    return visit_site
