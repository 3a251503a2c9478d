"""Figures for monitoring in Prometheus's text: requests by tenant and how long they took, tenants out of service, jobs.

No figure carries a person, an address or a path: labels are tenant, method and class of status.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from secrets import compare_digest
from time import perf_counter
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, request

from core.db import db
from core.decisions.values import say
from core.errors import NotFound
from core.tenancy.models import JobProgress
from core.web.gauges import Gauge
from core.web.site import composition

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram
    from prometheus_client.metrics_core import Metric

SHARED = "PROMETHEUS_MULTIPROC_DIR"
BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
TEXT = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Meters:
    """What this process counts."""

    registry: "CollectorRegistry"
    requests: "Counter"
    seconds: "Histogram"


def share(folder: Path) -> None:
    """Let the processes of one server add up in a folder, emptied first; to be called before the first of them counts."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    os.environ[SHARED] = str(folder)


@cache
def _meters() -> Meters:
    from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: PLC0415 (reads SHARED at import)

    registry = CollectorRegistry()
    return Meters(
        registry,
        Counter("xuefa_requests", "Requests answered.", ("tenant", "method", "status"), registry=registry),
        Histogram(
            "xuefa_request_seconds",
            "Seconds until an answer.",
            ("tenant",),
            buckets=BOUNDS,
            registry=registry,
        ),
    )


def init_metrics(app: Flask, token: str) -> None:
    """Count every answer but static files and health."""
    app.extensions["metrics_token"] = token
    app.after_request(_count)


def _count(response: Response) -> Response:
    if request.endpoint not in {"static", "web.livez", "web.readyz", "web.metrics"}:
        tenant = getattr(g.get("site"), "tenant", "")
        method = request.method if request.method in {"GET", "POST"} else "other"
        meters = _meters()
        meters.requests.labels(tenant, method, f"{response.status_code // 100}xx").inc()
        meters.seconds.labels(tenant).observe(perf_counter() - g.get("began", perf_counter()))
    return response


def refuse_strangers() -> None:
    """Let the machine itself read, and whoever brings the token; NotFound for everybody else."""
    token = current_app.extensions["metrics_token"]
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and compare_digest(sent.encode(), token.encode()):
        return
    if "X-Forwarded-For" in request.headers or not _is_loopback(request.remote_addr or ""):
        raise NotFound(say("There is nothing at this address."))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def exposition() -> bytes:
    """Return every figure in Prometheus's text."""
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415 (reads SHARED at import)
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    registry = _meters().registry
    if SHARED in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    asked = CollectorRegistry()
    asked.register(_Asked())
    return generate_latest(registry) + generate_latest(asked)


class _Asked:
    """A collector of what is asked at the moment of reading."""

    def collect(self) -> "Iterator[Metric]":
        from prometheus_client.metrics_core import GaugeMetricFamily  # noqa: PLC0415

        for gauge in _gauges():
            family = GaugeMetricFamily(gauge.name, gauge.help, labels=gauge.labels)
            for labels, value in gauge.rows:
                family.add_metric(labels, value)
            yield family


def _gauges() -> Iterator[Gauge]:
    composed = composition()
    ready = all(check() for check in composed.ready)
    yield Gauge("xuefa_ready", "1 while requests can be answered.", (), (((), float(ready)),))
    broken = composed.registry.broken
    out = [((name,), 1.0) for name in sorted(broken)] + [
        ((name,), 0.0) for name in sorted(composed.registry.tenants) if name not in broken
    ]
    yield Gauge("xuefa_tenant_out", "1 for a tenant that is out of service.", ("tenant",), tuple(out))
    if ready:
        yield _jobs()
        for ask in composed.gauges:
            yield ask()


def _jobs() -> Gauge:
    """Jobs as the platform remembers them, so that a queue that grows and one that fails are seen."""
    counted = sa.select(JobProgress.tenant, JobProgress.state, sa.func.count()).group_by(
        JobProgress.tenant, JobProgress.state
    )
    rows = [((tenant, state), float(count)) for tenant, state, count in db.session.execute(counted).tuples()]
    return Gauge("xuefa_jobs", "Jobs remembered, by state.", ("tenant", "state"), tuple(sorted(rows)))
