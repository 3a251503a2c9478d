"""The watch over plug-ins' code, inside one process: what counts as coming back, whose share of threads is full."""

import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.tenancy.registry import Registry
from core.tenancy.tenant import Tenant
from core.tenancy.watch import Crowded, Limits, Watch
from tests.provinces import write_provinces

LOOP = """
import time


def compute(going_on):
    while going_on():
        sum(range(100))


def wait(going_on):
    while going_on():
        time.sleep(0.01)


def brief():
    return sum(range(20000))
"""


@pytest.fixture(scope="module")
def provinces(tmp_path_factory) -> Registry:
    root = tmp_path_factory.mktemp("tenants")
    write_provinces(root)
    with (root / "east" / "plugin.py").open("a") as own:
        own.write(LOOP)
    return Registry.load([root])


@pytest.fixture
def watch(provinces) -> Watch:
    return Watch(provinces, Limits(computing=0.4, waiting=600, slow=0.2, queueing=10))


def own_code(tenant: Tenant, name: str) -> Callable[..., object]:
    module = dict(tenant.manager.list_name_plugin())["east/plugin.py"]
    return getattr(module, name)


@contextmanager
def working(watch: Watch, tenant: str, work: Callable[..., object], threads: int = 1):
    """Let threads work for a tenant for as long as the block runs."""
    over = threading.Event()

    def one():
        with watch.work(tenant, "GET /some/page"):
            work(lambda: not over.is_set())

    started = [threading.Thread(target=one) for _ in range(threads)]
    for thread in started:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in started:
            thread.join()


def caught_within(watch: Watch, seconds: float):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = watch.look()
        if found:
            return found
        time.sleep(0.1)
    return []


def test_a_loop_in_a_plugin_is_caught_with_the_line_where_it_stands(watch, provinces):
    with working(watch, "east", own_code(provinces.tenants["east"], "compute")):
        (caught,) = caught_within(watch, 30)
    assert (caught.tenant, caught.why, caught.doing) == ("east", "busy", "GET /some/page")
    assert "in compute" in caught.stack
    assert "plugin.py" in caught.stack


def test_several_loops_are_caught_by_what_they_burn_together(watch, provinces):
    watch.limits = Limits(computing=1.0)
    with working(watch, "east", own_code(provinces.tenants["east"], "compute"), threads=4):
        assert caught_within(watch, 30)
        assert all(one.spent() - one.call_spent < 1.0 for one in watch._running.values())


def test_a_plugin_that_only_waits_is_given_longer_and_then_caught_too(watch, provinces):
    watch.limits = Limits(computing=60, waiting=1.0)
    with working(watch, "east", own_code(provinces.tenants["east"], "wait")):
        (caught,) = caught_within(watch, 30)
    assert caught.why == "waiting"


def test_many_short_calls_of_a_plugin_are_no_loop(watch, provinces):
    brief = own_code(provinces.tenants["east"], "brief")

    def report(going_on):
        while going_on():
            brief()

    with working(watch, "east", report):
        assert caught_within(watch, 2.5) == []


def test_our_own_long_work_is_no_loop_of_a_plugin(watch):
    def export(going_on):
        while going_on():
            sum(range(100))

    with working(watch, "east", export):
        assert caught_within(watch, 2.5) == []


def test_slow_work_takes_a_tenants_share_and_no_thread_more(watch, provinces):
    watch.share = 2
    with working(watch, "east", own_code(provinces.tenants["east"], "wait"), threads=2):
        time.sleep(watch.limits.slow + 0.1)
        with pytest.raises(Crowded), watch.work("east", "GET /"):
            pass
        with watch.work("west", "GET /"):
            assert watch.stuck() == []
    with watch.work("east", "GET /"):
        pass


def test_quick_work_above_the_share_waits_its_turn_and_is_done(watch):
    watch.share, done = 2, []

    def quick():
        with watch.work("east", "GET /"):
            time.sleep(0.02)
            done.append(1)

    threads = [threading.Thread(target=quick) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 12


def test_threads_of_a_tenant_that_is_out_are_told_from_those_of_others(watch, provinces):
    wait = own_code(provinces.tenants["east"], "wait")
    with working(watch, "east", wait), working(watch, "west", wait):
        time.sleep(watch.limits.slow + 0.1)
        watch.out = frozenset({"east"})
        assert (watch.stuck(), watch.others()) == (["east"], 1)


def test_the_code_of_a_shipped_package_counts_whole_and_a_lone_module_by_its_file(watch, provinces):
    code = watch._code_of("east")
    assert f"{Path(provinces.tenants['east'].folder).absolute()}/" in code
    assert any(start.endswith("/plugins/") for start in code)
    assert watch._code_of("nowhere") == ()
