"""Papers whose time is over are handed in by the server, by the worker and by whoever looks."""

import sqlalchemy as sa

from core.db import db
from core.exams import service
from core.exams.jobs import hand_in_due
from core.jobs import queue
from core.tenancy.models import JobProgress
from tests.core.exams.world import at, later
from tests.sites import TODAY


def test_the_server_hands_in_what_the_deadline_has_passed_with_what_was_saved(hall, li, zhao):
    first, second = li.start(), zhao.start()
    li.save(first, 1, [li.right(first)[0]], 1)
    later(hall, minutes=30)
    third = zhao.start("open")
    later(hall, minutes=31)
    with li.hall():
        assert service.hand_in_overdue() == 2
        assert service.hand_in_overdue() == 0
    row = li.row(first)
    assert (row.mark, row.handed_in_by, row.handed_in_at) == (20, "server", row.deadline)
    assert zhao.row(second).mark == 0
    assert zhao.row(third).handed_in_at is None


def test_a_paper_that_cannot_be_marked_holds_up_nobody_elses(hall, li, zhao):
    spoilt, fine = li.start(), zhao.start()
    with li.hall():
        row = li.row(spoilt)
        db.session.execute(
            sa.update(service.AttemptRow)
            .where(service.AttemptRow.id == row.id)
            .values(paper=[{"code": "gone", "version": 1}])
        )
        db.session.commit()
    later(hall, minutes=61)
    with li.hall():
        assert service.hand_in_overdue() == 1
    assert zhao.row(fine).handed_in_by == "server"
    assert li.row(spoilt).handed_in_at is None


def test_looking_at_an_overdue_paper_leads_to_its_result(hall, li):
    attempt = li.start()
    later(hall, minutes=61)
    answer = li.browser.get(attempt)
    assert answer.headers["Location"].endswith("/result")


def test_a_late_hand_in_counts_what_was_saved_in_time(hall, li):
    attempt = li.start()
    li.save(attempt, 1, [li.right(attempt)[0]], 1)
    later(hall, minutes=61)
    assert li.hand_in(attempt).status_code == 302
    row = li.row(attempt)
    assert (row.mark, row.handed_in_by, row.handed_in_at) == (20, "server", row.deadline)


def test_a_new_attempt_after_an_overdue_one_is_the_second(hall, li):
    first = li.start()
    later(hall, minutes=61)
    assert li.start() != first


def test_the_worker_hands_in_every_minute(hall, li):
    names = {task.task.name: task.cron for task in queue.periodic_registry.periodic_tasks.values()}
    assert names["exams.hand_in_overdue.every"] == "* * * * *"
    attempt = li.start()
    later(hall, minutes=61)
    with li.hall():
        progress = hand_in_due.enqueue()
        db.session.commit()
        row = db.session.scalars(sa.select(JobProgress).where(JobProgress.id == progress)).one()
        hand_in_due.run("east", str(progress), {})
        db.session.refresh(row)
        assert (row.state, row.done) == ("done", 1)
    assert li.row(attempt).handed_in_by == "server"
    at(hall, TODAY)
