"""One whole attempt as a browser makes it: sign-in, entry, start, paper, a save for each answer, hand-in, result."""

import http.client
import json
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.cpu import cpu_seconds
from bench.servers import Server, running_server
from bench.world import PASSWORD, World

EXAM = "unified"
WARM, MEASURED = 1, 5
"""The exam allows eight attempts; the world has begun one of them."""
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


def whole_attempt(world: World) -> WholeAttempt:
    """Return what an attempt costs, the mean of a few after a warm one."""
    with running_server("full", world) as server:
        roots = (server.process.pid, world.cluster.pid or 0)
        questions = 0
        for _ in range(WARM):
            _sign_in(server, world)
            questions = _sit(_sign_in(server, world))
        before = cpu_seconds(*roots)
        walkers = [_sign_in(server, world) for _ in range(MEASURED)]
        between = cpu_seconds(*roots)
        for walker in walkers:
            _sit(walker)
        after = cpu_seconds(*roots)
    sign_in = (between - before) / MEASURED
    return WholeAttempt((after - between) / MEASURED + sign_in, sign_in, questions)


def _sign_in(server: Server, world: World) -> Walker:
    walker = Walker(server, world.host)
    walker.get("/sign-in")
    walker.post("/sign-in", account=world.account, password=PASSWORD)
    walker.get("/")
    return walker


def _sit(walker: Walker) -> int:
    walker.get(f"/exams/{EXAM}")
    attempt = walker.post(f"/exams/{EXAM}/start")
    numbers = [int(number) for number in QUESTION.findall(walker.get(attempt))]
    for number in numbers:
        walker.send(f"{attempt}/answers", {"question": number, "chosen": [0], "seq": number})
    walker.get(f"{attempt}/hand-in")
    walker.get(walker.post(f"{attempt}/hand-in"))
    return len(numbers)
