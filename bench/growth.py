"""How the cost of pages and of an attempt grows with the learners of a tenant: the same flow among ever more of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.cpu import cpu_seconds
from bench.crowd import crowd
from bench.servers import Server, running_server
from bench.whole_attempt import Walker, attempts_at
from bench.world import OFFICE, PASSWORD, World

SIZES = (1_000, 100_000, 1_000_000)
TIMES = 5
PAGES = {
    "office's list": "/admin/learners",
    "office's search": "/admin/learners?q=%E5%AD%A6%E5%91%98999",
    "hall": "/admin/exams",
    "certificates": "/admin/certificates",
}
"""What an office looks at; a page that grows with the tenant shows here first."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor milliseconds of web process and PostgreSQL for one look at a page, among so many learners."""

    learners: int
    what: str
    milliseconds: float


def growth(world: World, sizes: tuple[int, ...] = SIZES) -> Iterator[Cost]:
    """Yield what each page and a whole attempt cost at each size."""
    there = 0
    for size, account in zip(sizes, world.sitters[1:], strict=False):
        crowd(world, last=size, first=there + 1)
        there = size
        with running_server("full", world) as server:
            yield from _pages(world, server, size)
            whole = attempts_at(server, world, account)
            yield Cost(size, "sign-in with its pages", whole.sign_in * 1000)
            yield Cost(size, "attempt without sign-in", (whole.seconds - whole.sign_in) * 1000)


def _pages(world: World, server: Server, size: int) -> Iterator[Cost]:
    office = Walker(server, world.host)
    office.get("/admin/sign-in")
    office.post("/admin/sign-in", account=OFFICE, password=PASSWORD)
    roots = (server.process.pid, world.cluster.pid or 0)
    for what, path in PAGES.items():
        office.get(path)
        before = cpu_seconds(*roots)
        for _ in range(TIMES):
            office.get(path)
        yield Cost(size, what, (cpu_seconds(*roots) - before) / TIMES * 1000)
