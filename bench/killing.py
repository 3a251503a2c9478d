"""Processes that die while learners answer: web processes, the worker, PostgreSQL; and what was acknowledged by then.

The suite runs the short way of it (``tests/core/exams/test_killed.py``), the bench the long one.
"""

import http.client
import json
import os
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

AGAIN_AFTER = 0.05
"""Seconds after which a page sends again what was not acknowledged."""
GONE = 500
"""From this status on the server has failed, and a page sends again."""


@dataclass
class Sitting:
    """A learner who answers on and on: what the server has acknowledged last of each question, and what went wrong."""

    attempt: UUID
    token: str
    host: str
    questions: int
    saves: int
    options: int = 4
    pause: float = 0.0
    """Seconds between one answer and the next, on average."""
    acknowledged: dict[int, tuple[int, list[int]]] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)
    broken: int = 0

    def answer(self, port: int, stop: threading.Event) -> None:
        """Give the answers one by one, each again and again until it is acknowledged."""
        chance = random.Random(str(self.attempt))
        for seq in range(1, self.saves + 1):
            if stop.wait(self.pause * 2 * chance.random()):
                return
            question, chosen = chance.randrange(self.questions) + 1, [chance.randrange(self.options)]
            if not self._until_acknowledged(port, stop, {"question": question, "chosen": chosen, "seq": seq}):
                return
            self.acknowledged[question] = (seq, chosen)

    def _until_acknowledged(self, port: int, stop: threading.Event, answer: dict[str, object]) -> bool:
        while not stop.is_set():
            status = self._send(port, json.dumps(answer))
            if status == http.client.OK:
                return True
            if 0 < status < GONE:
                self.refused.append(status)
                return False
            self.broken += 1
            time.sleep(AGAIN_AFTER)
        return False

    def _send(self, port: int, body: str) -> int:
        """The answer's status; 0 for a connection that broke."""
        headers = {
            "Host": self.host,
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
        }
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            line.request("POST", f"/api/v1/attempts/{self.attempt}/answers", body, headers)
            answer = line.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            line.close()


def children(parent: int) -> list[int]:
    """Return the processes that a process has started."""
    return [int(one) for one in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def kill_one(parent: int, chance: random.Random) -> bool:
    """Kill one of a process's children, with no chance to finish anything; whether there was one."""
    found = children(parent)
    if found:
        os.kill(chance.choice(found), signal.SIGKILL)
    return bool(found)


def answer_all(
    sittings: list[Sitting], port: int, meanwhile: Callable[[Callable[[], bool]], None], most: float
) -> None:
    """Let everybody answer at once while something else happens, which is told how to see whether anybody still does."""
    stop = threading.Event()
    threads = [threading.Thread(target=one.answer, args=(port, stop), daemon=True) for one in sittings]
    for thread in threads:
        thread.start()
    end = time.monotonic() + most
    meanwhile(lambda: time.monotonic() < end and any(thread.is_alive() for thread in threads))
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    stop.set()
