"""The morning of an exam: everybody presses start within ten seconds, saves now and then, and hands in while others start.

Learners come at random instants of the ten seconds, as many of each phase as of the one before, and wait for nobody: a
slow server gets the next request all the same. Start is the press of the button and the page of the paper together.
The generator shares the machine's cores with what it measures; its own processor time is told apart.
"""

import asyncio
import os
import random
import re
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bench.cpu import cpu_seconds
from bench.hall import Sitter, draw_papers_before, fill
from bench.line import Line, NoAnswer
from bench.servers import Server, running_server
from bench.world import World, world

EXAM = "unified"
OPENS = datetime(2017, 9, 10)  # noqa: DTZ001 (the zone is the tenant's)
PRESS_WITHIN = 10.0
BETWEEN_SAVES = 45.0
QUESTIONS_OF_A_SAVE = 5
START_AIM, SAVE_AIM = 1.0, 0.2
AT_MOST = 6
"""Sizes tried, so that the search ends."""
FOUND, MOVED = 200, 302
QUESTION = re.compile(rb'data-question="(\d+)"')


@dataclass(slots=True)
class Times:
    """How long the requests of one kind took, in seconds, and what went wrong."""

    took: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def p95(self) -> float:
        return sorted(self.took)[int(len(self.took) * 0.95)] if self.took else float("inf")


@dataclass(slots=True)
class Morning:
    """What one morning of so many learners gave."""

    learners: int
    starts: Times = field(default_factory=Times)
    saves: Times = field(default_factory=Times)
    hand_ins: Times = field(default_factory=Times)
    served: float = 0.0
    """Processor seconds of web processes and PostgreSQL, all phases together."""
    generated: float = 0.0
    """Processor seconds of the generator itself."""
    busy: float = 0.0
    """Cores that web processes and PostgreSQL kept busy while the first learners started."""

    @property
    def errors(self) -> int:
        return sum(len(times.wrong) for times in (self.starts, self.saves, self.hand_ins))

    @property
    def good(self) -> bool:
        return not self.errors and self.starts.p95 < START_AIM and self.saves.p95 < SAVE_AIM


@dataclass(frozen=True, slots=True)
class Gate:
    """Where the learners come to."""

    port: int
    host: str

    def line(self, sitter: Sitter) -> Line:
        return Line(self.port, self.host, sitter.token)


def largest_morning(first: int, most: int = AT_MOST) -> tuple[Morning, list[Morning]]:
    """Search the largest number of learners that reaches the aims; gives its morning and all that were tried."""
    tried: list[Morning] = []
    good, bad, size = 0, 0, first
    for _ in range(most):
        one = morning(size)
        tried.append(one)
        good, bad = (size, bad) if one.good else (good, size)
        size = (good + bad) // 2 if bad else good * 2
        if bad and bad - good < max(50, good // 8):
            break
    return max((one for one in tried if one.good), key=lambda one: one.learners, default=tried[-1]), tried


def morning(many: int) -> Morning:
    """Live one morning of so many learners, and as many who start while they hand in, on a database of its own."""
    with world() as filled:
        sitters = fill(filled, 2 * many)
        draw_papers_before(filled, OPENS)
        with running_server("full", filled, workers=2, threads=8) as server:
            asyncio.run(_warm(Gate(server.port, filled.host), fill(filled, 40, first=900_000)))
            return asyncio.run(_live(filled, server, sitters))


async def _warm(gate: Gate, sitters: list[Sitter]) -> None:
    """Let both processes open their connections and read their templates before anything counts."""
    times = Times()
    await asyncio.gather(*(_start(gate, one, times) for one in sitters))


async def _live(filled: World, server: Server, sitters: list[Sitter]) -> Morning:
    gate, roots = Gate(server.port, filled.host), (server.process.pid, filled.cluster.pid or 0)
    many = len(sitters) // 2
    early, late, seen = sitters[:many], sitters[many:], Morning(many)
    before, own, begin = cpu_seconds(*roots), time.process_time(), time.monotonic()
    await _crowd(early, PRESS_WITHIN, lambda one: _start(gate, one, seen.starts))
    seen.busy = (cpu_seconds(*roots) - before) / (time.monotonic() - begin)
    await _crowd(early, BETWEEN_SAVES, lambda one: _save(gate, one, seen.saves))
    await asyncio.gather(
        _crowd(early, PRESS_WITHIN, lambda one: _hand_in(gate, one, seen.hand_ins)),
        _crowd(late, PRESS_WITHIN, lambda one: _start(gate, one, seen.starts)),
    )
    seen.served, seen.generated = cpu_seconds(*roots) - before, time.process_time() - own
    return seen


async def _crowd(sitters: Iterable[Sitter], within: float, act: Callable[[Sitter], Awaitable[None]]) -> None:
    async def come(one: Sitter, after: float) -> None:
        await asyncio.sleep(after)
        await act(one)

    chance = random.Random(1)
    await asyncio.gather(*(come(one, chance.random() * within) for one in sitters))


async def _start(gate: Gate, sitter: Sitter, times: Times) -> None:
    begin = time.monotonic()
    try:
        async with gate.line(sitter) as line:
            pressed = await line.post(f"/exams/{EXAM}/start")
            page = await line.get(pressed.location) if pressed.status == MOVED else pressed
    except NoAnswer as error:
        times.wrong.append(str(error))
        return
    if page.status != FOUND or not QUESTION.search(page.body):
        times.wrong.append(f"start {page.status}")
        return
    sitter.paper = pressed.location
    times.took.append(time.monotonic() - begin)


async def _save(gate: Gate, sitter: Sitter, times: Times) -> None:
    """Five answers in one request, as a page sends what has gathered."""
    begin = time.monotonic()
    answers = []
    for number in range(1, QUESTIONS_OF_A_SAVE + 1):
        sitter.seq += 1
        answers.append({"question": number, "chosen": [0], "seq": sitter.seq})
    await _one(
        gate,
        sitter,
        times,
        begin,
        lambda line: line.send(f"{sitter.paper}/answers/batch", {"answers": answers}),
    )


async def _hand_in(gate: Gate, sitter: Sitter, times: Times) -> None:
    await _one(gate, sitter, times, time.monotonic(), lambda line: line.post(f"{sitter.paper}/hand-in"))


async def _one(
    gate: Gate, sitter: Sitter, times: Times, begin: float, ask: Callable[[Line], Awaitable[object]]
) -> None:
    try:
        async with gate.line(sitter) as line:
            answer = await ask(line)
    except NoAnswer as error:
        times.wrong.append(str(error))
        return
    status = getattr(answer, "status", 0)
    if status not in {FOUND, MOVED}:
        times.wrong.append(f"{status}")
        return
    times.took.append(time.monotonic() - begin)


def cores() -> int:
    """Return how many cores the machine lends us."""
    return len(os.sched_getaffinity(0))
