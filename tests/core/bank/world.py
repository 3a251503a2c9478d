"""The bank's cast: two editors of the east, the bay's and the west's, a course, and questions to work with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import sqlalchemy as sa
from flask import Flask

from core.accounts.models import Administrator
from core.bank.checking import Shelves, shelves_of
from core.bank.importing import Upload, apply_later, import_of, import_questions, preview
from core.bank.models import QuestionImport
from core.bank.review import Seen, add_question, check, make_live, send
from core.bank.scope import Editor, editor_of
from core.bank.sheet import lexicon_of
from core.courses.service import NewQuestion, Question, Work, publish_course
from core.db import db
from core.web.language import Reader
from core.web.site import Viewer
from tests.core.courses.world import a_course
from tests.sites import Browser, scope_of_site

READER = Reader()
WORK = Work(title="中华人民共和国宪法", article="第二条")
SINGLE = NewQuestion(
    year=2024,
    code="s1",
    type="single",
    stem="中华人民共和国的一切权力属于（ ）。",
    options=("人民", "公民", "国家", "工人阶级"),
    key=frozenset({0}),
    work=WORK,
)
MULTIPLE = replace(
    SINGLE, code="m1", type="multiple", stem="人民行使国家权力的机关是（ ）。",
    options=("全国人民代表大会", "地方各级人民代表大会", "国务院"), key=frozenset({0, 1}),
)  # fmt: skip
TRUE_FALSE = replace(
    SINGLE, code="t1", type="true_false", stem="国家尊重和保障人权。", options=(), key=frozenset({0})
)
FILL_IN = replace(
    SINGLE, code="f1", type="fill_in", stem="国家宪法日为每年的____。", options=(), key=frozenset(),
    accepted=("12月4日", "十二月四日"),
)  # fmt: skip
ALL = (SINGLE, MULTIPLE, TRUE_FALSE, FILL_IN)


@contextmanager
def desk(app: Flask, account: str = "editor", host: str = "east") -> Iterator[tuple[Editor, Shelves]]:
    """Work as an editor: in their site's scope, with what their questions may name."""
    with scope_of_site(app, host) as site:
        row = db.session.scalars(sa.select(Administrator).where(Administrator.account == account)).one()
        viewer = Viewer(
            id=row.id,
            kind="administrator",
            name=row.name,
            role="content_editor",
            unit=row.unit,
            area=site.area,
        )
        editor = editor_of(site, viewer)
        yield editor, shelves_of(editor, site.the_tenant)


def browser_of(app: Flask, account: str = "editor", host: str = "east") -> Browser:
    known = Browser(app, host)
    known.sign_in_administrator(account)
    return known


def put_course(app: Flask) -> None:
    with scope_of_site(app, "east"):
        publish_course(a_course())


def added(app: Flask, question: NewQuestion = SINGLE, account: str = "editor", host: str = "east") -> Seen:
    with desk(app, account, host) as (editor, shelves):
        return seen_of(add_question(editor, question, shelves))


def lived(app: Flask, question: NewQuestion = SINGLE) -> Seen:
    """Take a question all the way to live."""
    seen = added(app, question)
    return go_live(app, seen)


def go_live(app: Flask, seen: Seen) -> Seen:
    with desk(app) as (editor, _):
        send(editor, seen)
    with desk(app, "editor2") as (other, _):
        check(other, now_of(app, seen.code, seen.version))
        make_live(other, now_of(app, seen.code, seen.version))
    return now_of(app, seen.code, seen.version)


def seen_of(row: Question) -> Seen:
    return Seen(row.code, row.version, row.edits)


def row_of(app: Flask, code: str, version: int = 1, host: str = "east") -> Question:
    with scope_of_site(app, host):
        query = sa.select(Question).where(Question.code == code, Question.version == version)
        return db.session.scalars(query.execution_options(populate_existing=True)).one()


def now_of(app: Flask, code: str, version: int = 1) -> Seen:
    return seen_of(row_of(app, code, version))


def previewed(
    app: Flask, content: str | bytes, account: str = "editor", host: str = "east", **defaults: str
) -> QuestionImport:
    """Send a file in as an editor, up to its preview."""
    sent = content.encode() if isinstance(content, str) else content
    with desk(app, account, host) as (editor, shelves):
        return preview(editor, shelves, lexicon_of(READER, shelves), Upload("题目.txt", sent, defaults))


def applied(
    app: Flask, row: QuestionImport, *, partly: bool = False, account: str = "editor", host: str = "east"
) -> QuestionImport:
    """Let an import be done, as its worker does it."""
    with desk(app, account, host) as (editor, _):
        apply_later(editor, row.id, partly=partly)
    return run_again(app, row, account, host)


def run_again(app: Flask, row: QuestionImport, account: str = "editor", host: str = "east") -> QuestionImport:
    """Run an import's job, outside every other session of the test."""
    with desk(app, account, host) as (editor, _):
        progress = str(import_of(editor, row.id).progress)
    with app.app_context():
        import_questions.run(row.tenant, progress, {"number": str(row.id)})
    with desk(app, account, host) as (editor, _):
        return import_of(editor, row.id)
