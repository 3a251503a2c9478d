"""``python -m bench``: one table. With names of measurements only those, which reaches the long ones too.

Short: deciding hash attempt hot imports. Long: start (the slot's start), killed, growth, reports, regrade, drafts (the dry run), demo (the cold start).
XUEFA_BENCH_DEMO=1 adds the cold start to the short ones.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping

from bench.deciding import deciding
from bench.demo_start import cold_start
from bench.drafting import drafting
from bench.growth import growth
from bench.hot_paths import hot_paths
from bench.importing import imports
from bench.killed import killed
from bench.regrading import regrading
from bench.reporting import reporting
from bench.signing_in import hash_share
from bench.slot_start import cores, largest_morning
from bench.whole_attempt import whole_attempt
from bench.world import world

Row = tuple[str, str, str]
WIDTHS = "{:<54}{:<58}{}"
FIRST_MORNING = 300
KILLED = 500
REGRADED = 100_000


def _deciding() -> Iterator[Row]:
    for one in deciding():
        yield f"years decided per CPU second, {one.system}", f"{one.per_second:,.0f}", "20,000"


def _hash() -> Iterator[Row]:
    with world() as filled:
        yield "password hash in a sign-in's CPU", f"{hash_share(filled):.0%}", "-"


def _attempt() -> Iterator[Row]:
    with world() as filled:
        one = whole_attempt(filled)
        figures = f"{one.seconds:.3f} CPU s with sign-in, {one.seconds - one.sign_in:.3f} without"
        yield f"a whole attempt of {one.questions} questions", figures, "0.05, 0.02"


def _hot() -> Iterator[Row]:
    with world() as filled:
        for name, ratio in hot_paths(filled):
            figures = f"{ratio.share:.0%}  ({ratio.full:.0f} of {ratio.bare:.0f} requests per CPU second)"
            yield f"{name} against a bare endpoint", figures, "70%"


def _imports() -> Iterator[Row]:
    with world() as filled:
        for one in imports(filled):
            figures = f"{one.check:.1f} + {one.enter:.1f} CPU s to check and enter, {one.ratio:.0f} times a plain COPY"
            yield f"roster of {one.people:,} from file to roster", figures, "60 s for 100,000"


def _start() -> Iterator[Row]:
    best, tried = largest_morning(FIRST_MORNING)
    for one in tried:
        figures = (
            f"start p95 {one.starts.p95:.2f} s, save p95 {one.saves.p95 * 1000:.0f} ms, {one.errors} errors; "
            f"served in {one.served:.0f}, generated in {one.generated:.0f} CPU s"
        )
        yield f"a slot's start of {one.learners:,}", figures, "1 s, 200 ms, 0"
    reached = best.learners if best.good else 0
    yield "learners per core at a slot's start", f"{reached / cores():,.0f}  ({reached:,} in all)", "250"


def _killed() -> Iterator[Row]:
    with world() as filled:
        one = killed(filled, KILLED)
        hits = f"{one.web} web processes, {one.workers} workers, {one.crashes} crashes of PostgreSQL"
        found = f"{one.lost} lost, {one.twice} twice, {one.refused} refused, {one.unmarked} unmarked"
        yield f"{one.attempts} attempts while killing {hits}", f"{one.saves:,} saves: {found}", "0"


def _growth() -> Iterator[Row]:
    with world() as filled:
        for one in growth(filled):
            yield f"{one.what} among {one.learners:,}", f"{one.milliseconds:.0f} CPU ms", "as among 1,000"


def _reports() -> Iterator[Row]:
    with world() as filled:
        for one in reporting(filled):
            tree = f"{one.tree * 1000:.0f} ms now (p95; {one.cpu * 1000:.0f} CPU ms), {one.past * 1000:.0f} ms a past day"
            yield (
                f"unit report of {one.learners:,}",
                f"{tree}, {one.tree / one.plain:.2f} of plain SQL",
                "300 ms",
            )
            ratio = f"{one.export:.2f} s, {one.export / one.read:.0f} times the plain SQL"
            yield f"export of 2,000 among {one.learners:,}", ratio, "3.6 s"


def _regrade() -> Iterator[Row]:
    with world() as filled:
        one = regrading(filled, REGRADED)
        figures = f"seen in {one.looked:.0f} s, done in {one.seconds:.0f} s ({one.cpu:.0f} CPU s)"
        yield (
            f"regrade of {one.attempts:,} attempts",
            f"{figures}, {'the same' if one.same else 'NOT the same'}",
            "60 s",
        )


def _drafts() -> Iterator[Row]:
    with world() as filled:
        for one in drafting(filled):
            figures = f"{one.seconds:.0f} s ({one.cpu:.0f} CPU s), {one.changed:,} would change"
            yield f"dry run of rules over {one.learners:,}", figures, "600 s for 1,000,000"


def _demo() -> Iterator[Row]:
    yield "cold demo start", f"{cold_start():.1f} s", "15 s"


SHORT: Mapping[str, Callable[[], Iterator[Row]]] = {
    "deciding": _deciding,
    "hash": _hash,
    "attempt": _attempt,
    "hot": _hot,
    "imports": _imports,
}
LONG: Mapping[str, Callable[[], Iterator[Row]]] = {
    "start": _start,
    "killed": _killed,
    "growth": _growth,
    "reports": _reports,
    "regrade": _regrade,
    "drafts": _drafts,
    "demo": _demo,
}


def main(*names: str) -> None:
    """Print each row as soon as it is measured, so that a fault further down loses nothing."""
    wanted = names or (*SHORT, *(("demo",) if os.environ.get("XUEFA_BENCH_DEMO") else ()))
    print(WIDTHS.format("what", "measured", "aim"))
    for name in wanted:
        for row in {**SHORT, **LONG}[name]():
            print(WIDTHS.format(*row), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
