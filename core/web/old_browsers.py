"""A plain page for browsers that are too old for this site: it says so instead of falling apart, and names others."""

import re

from flask import Flask, render_template, request

from core.web.site import the_site

CHROME, FIREFOX, SAFARI = 80, 78, 13
"""The oldest versions whose language our scripts speak; browsers on the phone follow the same engines."""

ENGINES = (
    (re.compile(r"MSIE |Trident/"), 10**6),
    (re.compile(r"(?:Chrome|Chromium|CriOS)/(\d+)"), CHROME),
    (re.compile(r"(?:Firefox|FxiOS)/(\d+)"), FIREFOX),
    (re.compile(r"Version/(\d+)[.\d]* (?:Mobile/\S+ )?Safari/"), SAFARI),
)
"""How an engine names itself, and its oldest version that will do; the first that matches decides."""


def is_too_old(agent: str) -> bool:
    """Tell whether the browser that names itself so is too old; one that we do not know is not."""
    for named, oldest in ENGINES:
        found = named.search(agent)
        if found:
            return int(found[1]) < oldest if found.groups() else True
    return False


def init_old_browsers(app: Flask) -> None:
    """Answer old browsers with the plain page, on every page that a reader opens."""
    app.before_request(_plain_page)


def _plain_page() -> tuple[str, int] | None:
    if request.method != "GET" or not request.accept_mimetypes.accept_html or not _is_a_page():
        return None
    if not is_too_old(request.user_agent.string):
        return None
    site = the_site()
    return render_template("web/old_browser.html", name=site.name, hotline=site.hotline), 200


def _is_a_page() -> bool:
    """Pages alone are told: what they load, and programs, are answered as ever."""
    return (
        request.endpoint is not None
        and request.endpoint.split(".")[0] != "static"
        and "." not in request.path
    )
