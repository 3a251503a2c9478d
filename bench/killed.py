"""Five hundred attempts while web processes, the worker and PostgreSQL are killed: what is found of them in the end.

A random web process dies every two seconds, the worker every ten, and PostgreSQL crashes twice. Half of the papers are handed in
by their learners, half by the worker once the deadline has passed.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from bench.hall import Sitter, draw_papers_before, fill
from bench.killing import Sitting, answer_all, children, kill_one
from bench.line import Line
from bench.servers import running_server
from bench.slot_start import EXAM, OPENS
from bench.world import TENANTS, World
from core.db import db, now
from core.exams.papers import marked, questions_of
from core.exams.service import AttemptRow, answers_of, events_of
from core.postgres.roles import APP
from core.tenancy.clock import clock_ahead, shift_clock

QUESTIONS, SAVES, PAUSE = 30, 10, 5.0
BETWEEN_KILLS = 2.0
WORKER_EVERY, CRASH_AT = 5, (8, 18)
"""In kills of web processes: how often the worker dies, and after how many PostgreSQL does."""
AT_MOST = 180.0
HANDED_IN_WITHIN = 200.0


@dataclass(slots=True)
class Survived:
    """What was killed, and what was found afterwards."""

    attempts: int
    saves: int = 0
    broken: int = 0
    web: int = 0
    workers: int = 0
    crashes: int = 0
    lost: int = 0
    """Acknowledged answers that are not in the marked result."""
    twice: int = 0
    """Saves that the record holds more than once."""
    refused: int = 0
    unmarked: int = 0


class Worker:
    """The worker, begun anew whenever it is killed, as a supervisor does."""

    def __init__(self, world: World) -> None:
        owner, app = world.cluster.dsn(), world.cluster.dsn(APP)
        self.env = {
            **os.environ,
            "DATABASE_URL": owner,
            "APP_DATABASE_URL": app,
            "XUEFA_TENANTS": str(TENANTS),
            "XUEFA_HOME": str(world.cluster.place.folder.parent / "worker"),
        }
        self.process = self._begin()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = self._begin()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()

    def _begin(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "core.cli", "worker"]
        return subprocess.Popen(command, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def killed(world: World, many: int) -> Survived:
    """Let so many attempts live through it, and compare what each learner was told with what was marked."""
    sitters = fill(world, many)
    draw_papers_before(world, OPENS)
    found, worker = Survived(many), Worker(world)
    try:
        with running_server("full", world, workers=3, threads=8) as server:
            asyncio.run(_start_all(sitters, server.port, world.host))
            sittings = [_sitting(one, world.host) for one in sitters]
            answer_all(sittings, server.port, _hunt(server.process.pid, world, worker, found), AT_MOST)
            asyncio.run(_hand_in_all(sitters[: many // 2], server.port, world.host))
        _pass_the_deadline(world)
        _wait_for_the_worker(world)
    finally:
        worker.end()
    _compare(world, sittings, found)
    return found


def _sitting(sitter: Sitter, host: str) -> Sitting:
    return Sitting(
        attempt=sitter.attempt,
        token=sitter.token,
        host=host,
        questions=QUESTIONS,
        saves=SAVES,
        options=2,
        pause=PAUSE,
    )


def _hunt(first: int, world: World, worker: Worker, found: Survived) -> Callable[[Callable[[], bool]], None]:
    chance = random.Random(2)

    def hunt(going_on: Callable[[], bool]) -> None:
        while going_on():
            time.sleep(BETWEEN_KILLS)
            found.web += kill_one(first, chance)
            if found.web % WORKER_EVERY == 0:
                worker.kill()
                found.workers += 1
            if found.web in CRASH_AT and children(world.cluster.pid or 0):
                found.crashes += kill_one(world.cluster.pid or 0, chance)

    return hunt


async def _start_all(sitters: list[Sitter], port: int, host: str) -> None:
    for one in sitters:
        async with Line(port, host, one.token) as line:
            one.paper = (await line.post(f"/exams/{EXAM}/start")).location


async def _hand_in_all(sitters: list[Sitter], port: int, host: str) -> None:
    for one in sitters:
        async with Line(port, host, one.token) as line:
            await line.post(f"{one.paper}/hand-in")


def _pass_the_deadline(world: World) -> None:
    with world.scope():
        latest = db.session.scalars(sa.select(sa.func.max(AttemptRow.deadline))).one()
        shift_clock(clock_ahead() + (latest - now()))


def _wait_for_the_worker(world: World) -> None:
    end = time.monotonic() + HANDED_IN_WITHIN
    while time.monotonic() < end:
        with world.scope():
            query = (
                sa.select(sa.func.count()).select_from(AttemptRow).where(AttemptRow.handed_in_at.is_(None))
            )
            if not db.session.scalar(query):
                return
        time.sleep(1)


def _compare(world: World, sittings: list[Sitting], found: Survived) -> None:
    with world.scope():
        for one in sittings:
            row = db.session.scalars(sa.select(AttemptRow).where(AttemptRow.id == one.attempt)).one()
            kept = {number: (answer.seq, answer.chosen) for number, answer in answers_of(one.attempt).items()}
            told = {number: chosen for number, (_, chosen) in one.acknowledged.items()}
            again = marked(row, questions_of([row])[row.id], told)
            found.lost += len(_missing(one, kept))
            found.lost += row.mark is not None and again.mark != row.mark
            found.unmarked += row.mark is None
            seqs = [event.detail["seq"] for event in events_of(one.attempt) if event.kind == "saved"]
            found.saves += len(seqs)
            found.twice += len(seqs) - len(set(seqs))
            found.broken += one.broken
            found.refused += len(one.refused)


def _missing(one: Sitting, kept: dict[int, tuple[int, list[int]]]) -> list[int]:
    return [number for number, answer in one.acknowledged.items() if kept.get(number) != answer]
