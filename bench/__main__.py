"""``python -m bench``: one table; XUEFA_BENCH_DEMO=1 adds the demo's cold start."""

import os
from collections.abc import Iterator

from bench.deciding import deciding
from bench.demo_start import cold_start
from bench.hot_paths import hot_paths
from bench.importing import imports
from bench.signing_in import hash_share
from bench.whole_attempt import whole_attempt
from bench.world import world

WIDTHS = "{:<54}{:<58}{}"


def rows() -> Iterator[tuple[str, str, str]]:
    for one in deciding():
        yield f"years decided per CPU second, {one.system}", f"{one.per_second:,.0f}", "20,000"
    with world() as filled:
        yield "password hash in a sign-in's CPU", f"{hash_share(filled):.0%}", "-"
        attempt = whole_attempt(filled)
        figures = f"{attempt.seconds:.3f} CPU s with sign-in, {attempt.seconds - attempt.sign_in:.3f} without"
        yield f"a whole attempt of {attempt.questions} questions", figures, "0.05, 0.02"
        for name, ratio in hot_paths(filled):
            figures = f"{ratio.share:.0%}  ({ratio.full:.0f} of {ratio.bare:.0f} requests per CPU second)"
            yield f"{name} against a bare endpoint", figures, "70%"
        for one in imports(filled):
            figures = f"{one.check:.1f} + {one.enter:.1f} CPU s to check and enter, {one.ratio:.0f} times a plain COPY"
            yield f"roster of {one.people:,} from file to roster", figures, "60 s for 100,000"
    if os.environ.get("XUEFA_BENCH_DEMO"):
        yield "cold demo start", f"{cold_start():.1f} s", "15 s"


def main() -> None:
    """Print each row as soon as it is measured, so that a fault further down loses nothing."""
    print(WIDTHS.format("what", "measured", "aim"))
    for row in rows():
        print(WIDTHS.format(*row), flush=True)


if __name__ == "__main__":
    main()
