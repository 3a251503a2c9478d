"""One whole attempt as a browser makes it: sign-in, home, entry, start, paper, saves, summary, hand-in, result.

Ten saves bring five answers each, fifty in all; where a paper asks fewer questions, some are answered twice.
"""

import http.client
import json
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.cpu import cpu_seconds
from bench.servers import Server, running_server
from bench.world import PASSWORD, World

EXAM = "unified"
WARM, MEASURED = 2, 5
"""The exam allows eight attempts."""
SAVES, ANSWERS = 10, 5
MARK = re.compile(r'name="csrf-token" content="([^"]+)"')
QUESTION = re.compile(r'data-question="(\d+)"')


@dataclass(frozen=True, slots=True)
class WholeAttempt:
    """Processor seconds of all server processes and PostgreSQL for one attempt, and for its sign-in alone."""

    seconds: float
    sign_in: float
    questions: int


@dataclass
class Walker:
    """A browser without pictures: keeps its cookies and the mark against forged forms."""

    server: Server
    host: str
    cookies: dict[str, str] = field(default_factory=dict)
    mark: str = ""

    def get(self, path: str) -> str:
        return self._ask("GET", path, None, "")[1]

    def post(self, path: str, **form: str) -> str:
        """Send a form; gives where it leads."""
        sent = urlencode({**form, "csrf_token": self.mark})
        return self._ask("POST", path, sent, "application/x-www-form-urlencoded")[0]

    def send(self, path: str, body: dict[str, object]) -> None:
        self._ask("POST", path, json.dumps(body), "application/json")

    def _ask(self, method: str, path: str, body: str | None, kind: str) -> tuple[str, str]:
        headers = {"Host": self.host, "X-CSRFToken": self.mark, "Accept": "text/html,application/json"}
        headers |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Content-Type": kind} if kind else {}
        line = self.server.line
        line.request(method, path, body, headers)
        answer = line.getresponse()
        text = answer.read().decode()
        if answer.status >= http.client.BAD_REQUEST:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]}")
        for one in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
        found = MARK.search(text)
        self.mark = found[1] if found else self.mark
        return answer.headers.get("Location", ""), text


def whole_attempt(world: World, account: str = "") -> WholeAttempt:
    """Return what an attempt costs, the mean of a few after warm ones."""
    with running_server("full", world) as server:
        return attempts_at(server, world, account or world.sitters[0])


def attempts_at(server: Server, world: World, account: str) -> WholeAttempt:
    """Return the same at a server that runs already."""
    roots = (server.process.pid, world.cluster.pid or 0)
    questions = 0
    for _ in range(WARM):
        questions = _sit(_sign_in(server, world, account))
    before = cpu_seconds(*roots)
    walkers = [_sign_in(server, world, account) for _ in range(MEASURED)]
    between = cpu_seconds(*roots)
    for walker in walkers:
        _sit(walker)
    after = cpu_seconds(*roots)
    sign_in = (between - before) / MEASURED
    return WholeAttempt((after - between) / MEASURED + sign_in, sign_in, questions)


def _sign_in(server: Server, world: World, account: str) -> Walker:
    walker = Walker(server, world.host)
    walker.get("/sign-in")
    walker.post("/sign-in", account=account, password=PASSWORD)
    walker.get("/")
    return walker


def _sit(walker: Walker) -> int:
    walker.get(f"/exams/{EXAM}")
    attempt = walker.post(f"/exams/{EXAM}/start")
    numbers = [int(number) for number in QUESTION.findall(walker.get(attempt))]
    for save in range(SAVES):
        walker.send(
            f"{attempt}/answers/batch", {"answers": [_answer(numbers, save, one) for one in range(ANSWERS)]}
        )
    walker.get(f"{attempt}/hand-in")
    walker.get(walker.post(f"{attempt}/hand-in"))
    return len(numbers)


def _answer(numbers: list[int], save: int, one: int) -> dict[str, object]:
    seq = save * ANSWERS + one + 1
    return {"question": numbers[(seq - 1) % len(numbers)], "chosen": [0], "seq": seq}
