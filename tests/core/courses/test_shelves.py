"""What stands on whose shelf: drafts on nobody's, archived courses no more, courses of a tier or sector for those in it."""

import pytest
import sqlalchemy as sa

from core.courses import service
from core.courses.entry import ARCHIVED
from core.courses.models import Course, Lesson
from core.db import db
from core.errors import NotFound, Refused
from tests.core.courses.world import a_course, by_lesson, desk, sign_in

pytestmark = pytest.mark.usefixtures("east")


def put(table, state, **of):
    rows = db.session.scalars(sa.select(table).filter_by(**of)).all()
    for row in rows:
        row.state = state
    db.session.commit()


def shelf(learner):
    return [course.code for course in service.courses_for(learner.year())]


def test_a_draft_is_on_nobodys_shelf_and_cannot_be_opened_or_read():
    learner = desk(by_lesson())
    put(Course, "draft", code="law")
    assert shelf(learner) == []
    assert service.progress_for(learner.year()) == ()
    with pytest.raises(NotFound):
        learner.open()
    with pytest.raises(NotFound):
        service.course_of(learner.year(), "law")


def test_an_archived_course_leaves_the_shelf_and_says_why_it_cannot_be_opened():
    learner = desk(by_lesson())
    ticket = learner.open()
    learner.study(ticket, 2)
    put(Course, "archived", code="law")
    assert learner.finish(ticket).credited == 2
    assert shelf(learner) == []
    assert learner.earned() == 2
    with pytest.raises(Refused) as refused:
        learner.open("l2")
    assert refused.value.verdict.failing[0].because == ARCHIVED
    assert service.study_facts_of(learner.year())[1] == ()


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_a_course_is_finished_with_its_live_lessons(state):
    learner = desk(by_lesson())
    put(Lesson, state, code="l3")
    shown = service.shelf_for(learner.year()).lessons_of("law")
    assert [lesson.code for lesson in shown] == ["l1", "l2"]
    with pytest.raises(NotFound):
        learner.open("l3")
    for lesson in ("l1", "l2"):
        ticket = learner.open(lesson)
        learner.study(ticket, 2)
        done = learner.finish(ticket)
    assert done.course_finished


def test_a_lesson_archived_while_it_is_open_can_still_be_finished():
    learner = desk(by_lesson())
    ticket = learner.open("l2")
    learner.study(ticket, 2)
    put(Lesson, "archived", code="l2")
    assert learner.finish(ticket).credited == 2


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        ({"sector": "水利"}, True),
        ({"sector": "教育"}, False),
        ({}, False),
        ({"sector": "水利", "tier": "staff"}, False),
    ],
)
def test_a_course_of_a_sector_is_for_the_learners_of_its_units(person, seen):
    learner = desk(by_lesson(), **person)
    service.publish_course(a_course("water", sectors=("水利", "应急管理"), tiers=("leader",)))
    assert ("water" in shelf(learner)) is seen
    if not seen:
        with pytest.raises(Refused):
            service.open_lesson(learner.year(), "water", "l1", sign_in(learner.learner, "phone"))


def test_a_course_for_everybody_is_for_learners_of_every_sector():
    assert shelf(desk(by_lesson(), sector="教育")) == ["law"]
