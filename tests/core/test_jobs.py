"""Jobs: queued with the transaction, run in the tenant's scope, watched, retried, rescued."""

from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa

from core.db import db
from core.errors import NotFound
from core.jobs import MOST_RUNS, every, forget, job_progress, queue, run_worker, task
from core.tenancy.models import Clock, JobProgress
from core.tenancy.scope import NoTenant, current_tenant, tenant_scope
from tests.cast import EAST, LIVE, WEST

seen: list[object] = []


@task("tests.look")
def look(progress, word=""):
    """Note whose scope this is, and which clocks can be seen from it."""
    progress.report(1, 4)
    clocks = list(db.session.scalars(sa.select(Clock.tenant)))
    seen.append((current_tenant(), word, clocks))


every("0 3 * * *", look)


@task("tests.break")
def break_down(progress):
    seen.append("broken")
    raise ZeroDivisionError("with a name in it")


@task("tests.try_again", attempts=2)
def try_again(progress):
    seen.append("tried")
    if seen.count("tried") == 1:
        raise ZeroDivisionError


@pytest.fixture
def work(committed, own_database):
    """Runs the worker until the queue is empty."""
    seen.clear()
    return lambda: run_worker(committed, own_database.app_url, wait=False)


@pytest.fixture
def above(own_database):
    with psycopg.connect(own_database.superuser_url, autocommit=True) as connection:
        yield connection


def queued(above):
    return above.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE 'tests.%'").fetchone()[
        0
    ]


def enqueue(tenant, kind, **keys):
    with tenant_scope(tenant):
        progress = kind.enqueue(**keys)
        db.session.commit()
        return progress


def state_of(tenant, progress):
    with tenant_scope(tenant):
        row = job_progress(progress)
        return row.state, row.fault


def test_a_job_runs_in_its_tenants_scope_and_sees_its_rows_alone(work):
    for tenant in (EAST, WEST):
        with tenant_scope(tenant):
            db.session.execute(sa.insert(Clock).values(mode="demo", ahead=sa.text("interval '0'")))
            db.session.commit()
    first, second = enqueue(EAST, look, word="a"), enqueue(WEST, look, word="b")
    work()
    assert sorted(seen) == [(EAST, "a", [EAST]), (WEST, "b", [WEST])]
    assert state_of(EAST, first) == state_of(WEST, second) == ("done", None)


def test_a_job_is_queued_when_its_transaction_commits_and_not_before(work, above):
    with tenant_scope(EAST):
        look.enqueue()
        assert queued(above) == 0
        db.session.rollback()
        assert queued(above) == 0
        look.enqueue()
        db.session.commit()
        assert queued(above) == 1
    assert above.execute("SELECT count(*) FROM job_progress").fetchone() == (1,)


def test_progress_counts_up_to_its_total(work):
    progress = enqueue(EAST, look)
    work()
    with tenant_scope(EAST):
        assert (job_progress(progress).done, job_progress(progress).total) == (4, 4)


def test_another_tenants_job_is_not_found(work):
    progress = enqueue(EAST, look)
    with tenant_scope(WEST), pytest.raises(NotFound):
        job_progress(progress)
    with tenant_scope(EAST), pytest.raises(NotFound):
        job_progress(uuid4())


def test_a_failure_is_told_by_its_kind_without_its_words(work):
    progress = enqueue(EAST, break_down)
    work()
    assert state_of(EAST, progress) == ("failed", "ZeroDivisionError")
    assert seen == ["broken"]


def test_a_task_that_may_be_tried_again_is_queued_again(work, above):
    progress = enqueue(EAST, try_again)
    work()
    above.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
    work()
    assert seen == ["tried", "tried"]
    assert state_of(EAST, progress) == ("done", None)


def test_outside_every_scope_nothing_is_queued(rolled_back):
    with pytest.raises(NoTenant):
        look.enqueue()


def test_an_argument_is_a_key_and_never_data(east):
    for data in ({"name": "x"}, "x" * 81, [1]):
        with pytest.raises(ValueError, match="short key"):
            look.enqueue(word=data)


def test_what_is_due_is_queued_for_each_active_tenant(committed, above):
    queue.tasks["tests.look.every"].func(timestamp=0)
    tenants = above.execute("SELECT args->>'tenant' FROM procrastinate_jobs ORDER BY 1").fetchall()
    assert [tenant for (tenant,) in tenants] == [EAST, LIVE, WEST]


def leave_stalled(above, runs):
    """As a worker leaves it that was killed in the middle of the work."""
    above.execute(
        """WITH worker AS (INSERT INTO procrastinate_workers (last_heartbeat)
             VALUES (now() - interval '1 hour') RETURNING id)
           UPDATE procrastinate_jobs SET status = 'doing', attempts = %s, worker_id = (SELECT id FROM worker)""",
        (runs,),
    )
    above.execute(
        """INSERT INTO procrastinate_jobs (queue_name, task_name, args)
           VALUES ('default', 'core.jobs.rescue', '{"timestamp": 0}')"""
    )


def test_what_is_due_is_queued_and_done_by_a_worker(work, above):
    above.execute(
        "INSERT INTO procrastinate_jobs (task_name, queue_name, args) VALUES ('tests.look.every', 'default', '{\"timestamp\": 0}')"
    )
    work()
    work()  # what the first run has queued
    done = above.execute("SELECT tenant FROM job_progress WHERE task = 'tests.look' AND state = 'done'")
    assert sorted(tenant for (tenant,) in done) == [EAST, LIVE, WEST]


def test_a_job_whose_worker_died_is_done_by_another(work, above):
    progress = enqueue(EAST, look, word="again")
    leave_stalled(above, runs=1)
    work()
    work()
    assert [word for _, word, _ in seen] == ["again"]
    assert state_of(EAST, progress) == ("done", None)


def test_a_job_that_keeps_killing_its_worker_is_given_up(work, above):
    progress = enqueue(EAST, look)
    leave_stalled(above, runs=MOST_RUNS)
    work()
    work()
    assert seen == []
    assert state_of(EAST, progress) == ("failed", "worker_lost")


def test_the_progress_table_has_no_column_for_persons():
    assert {column.name for column in JobProgress.__table__.c} == {
        "id",
        "tenant",
        "task",
        "state",
        "done",
        "total",
        "fault",
        "job_number",
        "created",
        "changed",
    }


def test_accounts_of_jobs_that_ended_long_ago_are_forgotten(work, above, committed):
    kept, old, failed = (enqueue(EAST, kind) for kind in (look, look, break_down))
    work()
    above.execute(
        "UPDATE job_progress SET changed = now() - interval '8 days' WHERE id = ANY(%s)", ([old, failed],)
    )
    forget(timestamp=0)
    assert state_of(EAST, kept)[0] == "done"
    assert state_of(EAST, failed)[0] == "failed"
    with tenant_scope(EAST), pytest.raises(NotFound):
        job_progress(old)
