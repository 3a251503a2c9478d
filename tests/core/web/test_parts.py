"""The shared parts of all screens: complete on the style guide, translated, listed, and free of inline code."""

import re
from collections.abc import Iterator
from datetime import UTC
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask, render_template
from jinja2.ext import babel_extract

from core.web.catalogue import sentences
from core.web.i18n import init_i18n, set_reader

WEB = Path(__file__).parents[3] / "core" / "web"
CORE = WEB.parent
TEMPLATES = WEB / "templates"
OWN = [*sorted((TEMPLATES / "ui").glob("*.html")), *sorted(TEMPLATES.glob("*.html"))]
INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style|<script(?![^>]*\ssrc=)|javascript:""", re.IGNORECASE
)


def exported() -> list[str]:
    return re.findall(r"{% set (\w+) = \w+\.\w+ %}", (TEMPLATES / "ui.html").read_text(encoding="utf-8"))


def styled(path: str, **context: object) -> str:
    app = Flask("styleguide", template_folder=str(TEMPLATES), static_folder=str(WEB / "static"))
    app.secret_key = "styleguide"
    init_i18n(app)
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    with app.test_request_context(path):
        set_reader({}, UTC)
        return render_template("styleguide.html", **context)


def sentences_of(template: Path) -> Iterator[str]:
    source = BytesIO(template.read_bytes())
    for _line, _function, message, _comments in babel_extract(source, ("_", "gettext"), (), {}):
        yield message if isinstance(message, str) else str((message or ("",))[0])


class Outline(HTMLParser):
    """Collects what must be linked up: ids, labels and descriptions."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [part for part in [given.get("id")] if part]
        for name in ("for", "aria-describedby", "aria-labelledby"):
            self.links |= set((given.get(name) or "").split())
        if (given.get("href") or "").startswith("#f-"):
            self.links.add(str(given["href"]).removeprefix("#"))


@pytest.mark.parametrize("template", sorted(CORE.rglob("templates/**/*.html")), ids=lambda path: path.name)
def test_no_template_carries_inline_code_that_the_content_policy_would_refuse(template: Path) -> None:
    assert not INLINE.findall(template.read_text(encoding="utf-8"))


@pytest.mark.parametrize("template", OWN, ids=lambda path: path.name)
def test_every_sentence_of_the_shared_templates_has_a_chinese_one(template: Path) -> None:
    assert not [said for said in sentences_of(template) if said not in sentences("zh")]


def test_every_part_is_described_at_the_top_of_the_list() -> None:
    described = (TEMPLATES / "ui.html").read_text(encoding="utf-8").split("#}")[0]
    assert exported()
    assert not [name for name in exported() if f"{name}(" not in described]


def test_the_style_guide_shows_every_part() -> None:
    page_parts = {
        "flashes",
        "side_nav",
        "receipt_line",
        "receipt",
        "cite_tag",
        "exam_option",
        "exam_attributes",
        "exam_top",
    }
    inner = {"post_button", "course_row", "icon"}
    shown = (TEMPLATES / "styleguide.html").read_text(encoding="utf-8")
    assert not [name for name in exported() if f"ui.{name}(" not in shown and name not in page_parts | inner]


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_labels_errors_and_hints_point_at_something_on_the_page(locale: str) -> None:
    outline = Outline(styled(f"/?lang={locale}", locale=locale))
    assert outline.links
    assert outline.links <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))


def test_an_unmet_line_says_so_in_words_and_names_its_document_and_article() -> None:
    page = styled("/", locale="zh")
    assert "未达到" in page
    assert "依据 三（四）" in page
    assert "某法宣办〔2024〕10号" in page
    assert "通知没有写明分数相同时取哪一次" in page


def test_the_page_wears_large_letters_and_the_language_that_the_reader_chose() -> None:
    page = styled("/?lang=en", locale="en", large_type=True)
    assert 'lang="en"' in page
    assert 'data-type="large"' in page
    assert "Skip to the content" in page
