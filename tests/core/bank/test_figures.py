"""What papers tell of a question, against figures that were worked out by hand."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
import sqlalchemy as sa

from core.accounts.models import Learner
from core.bank.figures import count_figures, count_year, figures_of, hint_of, papers_with
from core.db import db
from core.exams.models import AttemptRow
from core.jobs import job_progress
from tests.core.bank.world import browser_of, lived
from tests.sites import scope_of_site

AT = datetime(2024, 5, 1, 8, tzinfo=UTC)

# Three questions worth 10 each; rows are papers, columns what a, b, c earned.
#   a     1  1  0  0        with the rest of the paper (b + c):  20 10 10  0  ->  r = 0.7071
#   b     1  1  1  0        with a + c:                          20 10  0  0  ->  r = 0.5222
#   c     1  0  0  0        with a + b:                          20 20 10  0  ->  r = 0.5222
PAPERS = ((10, 10, 10), (10, 10, 0), (0, 10, 0), (0, 0, 0))


def put_papers(app, papers, exam="yearly", host="east", **more):
    with scope_of_site(app, host):
        learner = db.session.scalars(sa.select(Learner.id)).first()
        start = db.session.scalar(sa.select(sa.func.count()).select_from(AttemptRow))
        for number, earned in enumerate(papers, start=start + 1):
            marked = [
                {"code": c, "earned": str(e), "of": "10"} for c, e in zip("abc", earned or (), strict=False)
            ]
            db.session.add(
                AttemptRow(
                    learner=learner, year=2024, exam=exam, number=number, seed=uuid4().hex, started_at=AT, deadline=AT,
                    paper=[{"code": c, "version": 1, "mark": "10", "order": [0], "partial": None} for c in "abc"],
                    handed_in_at=AT if earned else None, handed_in_by="learner" if earned else "",
                    mark=sum(earned) if earned else None, marked=marked if earned else None, **more,
                )
            )  # fmt: skip
        db.session.commit()


def counted(app, host="east"):
    with scope_of_site(app, host):
        count_year(2024)
        found = {code: figures_of(2024, code) for code in "abc"}
    return {
        (code, one.row.exam): (one.row.papers, one.row.marked, one.row.correct, one.row.discrimination)
        for code, rows in found.items()
        for one in rows
    }


def test_figures_are_those_worked_out_by_hand(site_app):
    put_papers(site_app, PAPERS)
    assert counted(site_app) == {
        ("a", "yearly"): (4, 4, 2, Decimal("0.707")),
        ("b", "yearly"): (4, 4, 3, Decimal("0.522")),
        ("c", "yearly"): (4, 4, 1, Decimal("0.522")),
    }
    with scope_of_site(site_app, "east"):
        assert figures_of(2024, "b")[0].share == Decimal("0.75")


def test_a_key_that_is_wrong_shows_as_a_negative_figure(site_app):
    put_papers(site_app, ((0, 10, 10), (0, 10, 10), (10, 0, 0), (10, 0, 0)))
    assert counted(site_app)["a", "yearly"] == (4, 4, 2, Decimal(-1))


def test_where_nothing_varies_there_is_no_discrimination(site_app):
    put_papers(site_app, ((10, 10, 0), (10, 0, 0)))
    assert counted(site_app)["a", "yearly"] == (2, 2, 2, None)


def test_a_part_of_the_mark_counts_for_its_part_and_is_not_right(site_app):
    put_papers(site_app, ((5, 10, 0), (10, 10, 10), (0, 0, 0)))
    papers, marked, correct, discrimination = counted(site_app)["a", "yearly"]
    assert (papers, marked, correct) == (3, 3, 1)
    assert discrimination == Decimal("1.000")  # 0.5, 1, 0 against 10, 20, 0 of 20


def test_open_and_void_papers_ask_it_but_are_not_marked(site_app):
    put_papers(site_app, PAPERS)
    put_papers(site_app, ((0, 0, 0),), void=True)
    put_papers(site_app, (None,))
    assert counted(site_app)["a", "yearly"] == (6, 4, 2, Decimal("0.707"))


def test_exams_and_provinces_are_counted_apart_and_counting_twice_changes_nothing(site_app):
    put_papers(site_app, PAPERS)
    put_papers(site_app, PAPERS[:1], exam="test")
    put_papers(site_app, PAPERS[:2], host="west")
    first = counted(site_app)
    assert first["a", "test"][:3] == (1, 1, 1)
    assert first["a", "yearly"][0] == 4
    assert counted(site_app) == first
    assert counted(site_app, "west")["a", "yearly"][0] == 2
    with scope_of_site(site_app, "east"):
        assert {row.exam: row.papers for row in papers_with(2024, ["a"])["a"]} == {"test": 1, "yearly": 4}


@pytest.mark.parametrize(
    ("marked", "share", "discrimination", "tone", "says"),
    [
        (19, "0.5", "0.4", "calm", "too few"),
        (20, "0.5", "-0.01", "bad", "check the key"),
        (20, "0.19", "0.4", "warn", "too hard"),
        (20, "0.96", "0.4", "warn", "too easy"),
        (20, "0.5", "0.09", "warn", "hardly tells"),
        (20, "0.5", None, "warn", "hardly tells"),
        (20, "0.95", "0.1", "good", "its work"),
        (0, None, None, "calm", "too few"),
    ],
)
def test_the_hint_says_it_in_plain_words(marked, share, discrimination, tone, says):
    decimals = [None if value is None else Decimal(value) for value in (share, discrimination)]
    text, found = hint_of(marked, *decimals)
    assert found == tone
    assert says in text.message


def test_an_editor_has_them_counted_and_sees_them(site_app):
    lived(site_app)
    put_papers(site_app, PAPERS)
    editor = browser_of(site_app)
    assert (
        editor.post("/admin/question-figures", {"next": "/admin/questions/s1"}).headers["Location"]
        == "/admin/questions/s1"
    )
    with scope_of_site(site_app, "east"):
        progress = count_figures.enqueue()
        db.session.commit()
    with site_app.app_context():
        count_figures.run("east", str(progress), {})
    with scope_of_site(site_app, "east"):
        assert job_progress(progress).state == "done"
        db.session.execute(sa.text("UPDATE question_figures SET code = 's1' WHERE code = 'a'"))
        db.session.commit()
    page = editor.get("/admin/questions/s1").text
    assert "年度学法考试" in page
    assert "0.71" in page
    assert "50%" in page
