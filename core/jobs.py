"""Work that is too slow for a page: queued in the transaction that asks for it, done by workers, watched in a table.

A task belongs to a tenant and runs in its scope. It may run more than once, since a job whose worker died is
taken up again: its work must come to the same end when repeated. Arguments are keys of rows, never data of
persons, because the queue lies outside the wall.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString, TypeAlias
from uuid import UUID, uuid4

import procrastinate
import sqlalchemy as sa
import structlog
from flask import Flask, current_app
from procrastinate.jobs import DeleteJobCondition, Job, Status
from psycopg import sql

from core.connections import CONNECT_ARGS
from core.db import db, driver_url, hot
from core.decisions.values import say
from core.errors import NotFound
from core.tenancy.directory import each_tenant
from core.tenancy.models import JobProgress
from core.tenancy.scope import current_tenant, tenant_scope

log = structlog.get_logger(__name__)

Key: TypeAlias = str | int | bool | None
"""What a job's argument may be."""

LONGEST_KEY = 80
STALLED = timedelta(seconds=30)
"""How long a worker may be silent before its jobs are taken up by others; workers speak every 10 seconds."""

MOST_RUNS = 5
"""A job that has brought down its worker this often is given up."""

KEPT = timedelta(days=7)
"""How long a done job's account can be looked at; a failed one's longer."""

KEPT_FAILED = timedelta(days=90)
FORGET = sa.text(
    "DELETE FROM job_progress WHERE state = 'done' AND changed < now() - :done"
    " OR state = 'failed' AND changed < now() - :failed"
)

queue = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
"""The tasks; only a worker opens a connection for the queue."""

orders = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
"""Enqueues on the session's own connection, inside a worker too, where the queue's connector cannot: it is asynchronous."""

_workplace: list[Flask] = []


@dataclass(frozen=True, slots=True)
class Progress:
    """A running job's account of itself, seen at once by whoever watches."""

    id: UUID

    def report(self, done: int, total: int | None = None) -> None:
        """Say how many of how many items are done."""
        self._write("state = 'running', fault = NULL, done = %s, total = coalesce(%s, total)", done, total)

    def finish(self) -> None:
        self._write("state = 'done', done = coalesce(total, done)")

    def fail(self, fault: str) -> None:
        """Say that it has failed; ``fault`` is a stable word for the kind, without any person's data."""
        self._write("state = 'failed', fault = %s", fault[:LONGEST_KEY])

    def _write(self, changes: LiteralString, *values: object) -> None:
        statement = sql.SQL("UPDATE job_progress SET changed = now(), {} WHERE id = %s").format(
            sql.SQL(changes)
        )
        with hot().connection() as connection:
            connection.execute(statement, (*values, self.id))


Work: TypeAlias = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of work for one tenant; made by ``task``."""

    name: str
    work: Work

    def enqueue(self, **keys: Key) -> UUID:
        """Queue the work for the scope's tenant, to begin once the caller has committed; gives the progress's id.

        Raises ValueError for an argument that is no key.
        """
        return self._queue(None, keys)

    def enqueue_at(self, moment: datetime, **keys: Key) -> UUID:
        """Queue the work for a moment of the true clock, as ``enqueue`` does."""
        return self._queue(moment, keys)

    def _queue(self, moment: datetime | None, keys: Mapping[str, Key]) -> UUID:
        _check(keys)
        row = JobProgress(id=uuid4(), tenant=current_tenant(), task=self.name)
        db.session.add(row)
        db.session.flush()
        connection = db.session.connection().connection.driver_connection
        arguments: dict[str, Any] = {"tenant": row.tenant, "progress": str(row.id), "keys": keys}
        later: dict[str, Any] = {} if moment is None else {"schedule_at": moment}
        job = orders.configure_task(self.name, connection=connection, **later)
        row.job_number = job.defer(**arguments)
        return row.id

    def run(self, tenant: str, progress: str, keys: Mapping[str, Key]) -> None:
        """Do a job's work in its tenant's scope; the worker calls it."""
        account = Progress(UUID(progress))
        with _application().app_context(), tenant_scope(tenant):
            account.report(0)
            try:
                _before_work()
                self.work(account, **keys)
            except Exception as error:
                db.session.rollback()
                account.fail(type(error).__name__)
                log.exception("job_failed", task=self.name, tenant=tenant, progress=progress)
                raise
            account.finish()


def task(name: str, attempts: int = 1) -> Callable[[Work], Task]:
    """Make a task of a function whose first argument is a Progress and whose others are keys; it commits its own work.

    ``attempts`` says how often it is tried when it raises, each time after a longer wait.
    """
    again = (
        procrastinate.RetryStrategy(max_attempts=attempts - 1, exponential_wait=5) if attempts > 1 else False
    )

    def make(work: Work) -> Task:
        made = Task(name, work)
        queue.task(name=name, retry=again)(made.run)
        return made

    return make


def every(cron: str, work: Task) -> None:
    """Queue a task for each active tenant at the times of a cron line, in UTC; it gets no keys."""

    def enqueue_for_all(timestamp: int) -> None:  # noqa: ARG001 (the queue passes it)
        with _application().app_context():
            for _ in each_tenant(f"due: {work.name}"):
                work.enqueue()
                db.session.commit()

    name = f"{work.name}.every"
    queue.periodic(cron=cron)(queue.task(name=name, queueing_lock=name)(enqueue_for_all))


def job_progress(progress: UUID) -> JobProgress:
    """Give how far a job of the scope's tenant has come; raises NotFound."""
    query = sa.select(JobProgress).where(JobProgress.id == progress, JobProgress.tenant == current_tenant())
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(say("There is no such job."))
    return row


@queue.periodic(cron="* * * * *")
@queue.task(name="core.jobs.rescue", queueing_lock="core.jobs.rescue", pass_context=True)
async def rescue(context: procrastinate.JobContext, timestamp: int) -> None:  # noqa: ARG001 (the queue passes it)
    """Take up the jobs whose worker is silent or gone, and give up those that keep bringing it down."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED.total_seconds()):
        log.warning("job_stalled", task=job.task_name, job=job.id, runs=job.attempts)
        if job.attempts < MOST_RUNS:
            await jobs.retry_job(job)
        else:
            await jobs.finish_job(job, Status.FAILED, delete_job=False)
            _give_up(job)


@queue.periodic(cron="15 18 * * *")
@queue.task(name="core.jobs.forget", queueing_lock="core.jobs.forget")
def forget(timestamp: int) -> None:  # noqa: ARG001 (the queue passes it)
    """Forget the accounts of jobs that ended long ago."""
    with _application().app_context():
        db.session.execute(FORGET, {"done": KEPT, "failed": KEPT_FAILED})
        db.session.commit()


def _give_up(job: Job) -> None:
    progress = job.task_kwargs.get("progress")
    if isinstance(progress, str):
        with _application().app_context():
            Progress(UUID(progress)).fail("worker_lost")


def run_worker(app: Flask, url: str, *, concurrency: int = 2, wait: bool = True) -> None:
    """Do queued and due work until a signal comes, or with ``wait`` off until the queue is empty.

    ``url`` must lead to the database itself, not to a transaction pooler: the worker listens for new jobs.
    """
    connector = procrastinate.PsycopgConnector(conninfo=driver_url(url), kwargs=CONNECT_ARGS)
    _workplace.append(app)
    try:
        with queue.replace_connector(connector) as opened:
            opened.run_worker(
                concurrency=concurrency,
                wait=wait,
                listen_notify=wait,
                install_signal_handlers=wait,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
            )
    finally:
        _workplace.pop()


def _before_work() -> None:
    """What the composition has to do in the scope of a job's tenant before its work, under ``before_work``."""
    for prepare in current_app.extensions.get("before_work", ()):
        prepare()


def _application() -> Flask:
    if _workplace:
        return _workplace[-1]
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]  # noqa: SLF001 (werkzeug's way)


def _check(keys: Mapping[str, object]) -> None:
    for name, value in keys.items():
        if not isinstance(value, str | int | bool | None) or len(str(value)) > LONGEST_KEY:
            raise ValueError(f"{name}: a job's argument is a short key, not data")
