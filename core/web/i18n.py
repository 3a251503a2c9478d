"""The language of a request: chosen by ``?lang=``, then a cookie, Chinese otherwise; ``_`` and filters for templates."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel

from core.decisions.values import Text, Value, say
from core.web.catalogue import DEFAULT, translate
from core.web.language import Reader

LOCALES = ("zh", "en")
COOKIE = "lang"
YEAR_IN_SECONDS = 365 * 24 * 3600
LARGE_TYPE = "large"


def reader() -> Reader:
    """Return the reader of the request; Chinese without tenant's words outside of one."""
    if has_request_context() and "reader" in g:
        known: Reader = g.reader
        return known
    return Reader()


def gettext(message: str, /, **values: Value) -> str:
    """Return an English sentence in the reader's language, its places ({name} or %(name)s) filled."""
    read = reader()
    if "%(" not in message:
        return read.sentence(Text(message, values))
    return translate(message, read.locale) % {name: read.text(value) for name, value in values.items()}


_ = gettext


def chosen_locale() -> str:
    """Return the language asked for by address or cookie, if it is one of ours."""
    for asked in (request.args.get("lang", ""), request.cookies.get(COOKIE, "")):
        if asked in LOCALES:
            return asked
    return DEFAULT


def large_type() -> bool:
    """Tell whether the reader asked for large letters, by address (``?type=large``) or cookie."""
    asked: str = request.args.get("type", "") or request.cookies.get("type", "")
    return asked == LARGE_TYPE


def set_reader(words: Mapping[str, str], zone: tzinfo) -> None:
    """Fix the language, words and zone that this request's texts are shown in."""
    g.reader = Reader(chosen_locale(), words, zone)


def keep_choice(response: Response) -> Response:
    """Remember a language or type size that the address asked for."""
    if request.args.get("lang", "") in LOCALES:
        response.set_cookie(COOKIE, request.args["lang"], max_age=YEAR_IN_SECONDS, samesite="Lax")
    if request.args.get("type", "") in {LARGE_TYPE, "normal"}:
        response.set_cookie("type", request.args["type"], max_age=YEAR_IN_SECONDS, samesite="Lax")
    return response


def init_i18n(app: Flask) -> None:
    """Let Flask-Babel know the reader; give templates ``_`` and the filters.

    say, day, moment (in the site's zone), own_moment (in the zone it carries), instant (to the second), time, number, percent, word.
    """
    Babel(
        app,
        default_locale=DEFAULT,
        locale_selector=chosen_locale,
        timezone_selector=lambda: str(reader().zone),
    )
    app.jinja_env.globals.update(_=gettext, say=say, LOCALES=LOCALES)
    filters: dict[str, Any] = {
        "say": lambda value: reader().text(value),
        "day": lambda value: reader().day(value),
        "moment": lambda value: reader().moment(value),
        "own_moment": lambda value: replace(reader(), zone=value.tzinfo).moment(value),
        "instant": lambda value: reader().instant(value),
        "time": lambda value: reader().time(value),
        "number": lambda value: reader().number(value),
        "percent": lambda value: reader().percent(value),
        "word": lambda key: reader().word(key),
    }
    app.jinja_env.filters.update(filters)
    app.after_request(keep_choice)
