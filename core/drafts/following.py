"""Rules that were published in the browser, put in force in every process without a restart.

Each process asks every few seconds which publication is the last. When it is another than the one in force here, the
files are laid over those of the folder and tried whole; a set that is faulty is logged, and the last good one goes on.
"""

import time
from collections.abc import Mapping
from datetime import date

import structlog

from core.errors import XuefaError
from core.rules.loader import Bundle, Later
from core.tenancy.reading import Reading, Row, read
from core.tenancy.registry import rule_errors
from core.tenancy.scope import current_tenant, scoped_tenant
from core.tenancy.tenant import Tenant
from core.web.site import composition

log = structlog.get_logger(__name__)

FOLLOWED_FOR = 5.0
"""Seconds for which a process takes the last publication as known."""
LAST = Reading("""
SELECT coalesce(max(id), 0) FROM rule_acts WHERE tenant = %(tenant)s AND act IN ('publish', 'withdraw')
""")
PUBLISHED = Reading("""
SELECT d.area, d.since, d.file, v.content, v.cases FROM rule_drafts d
JOIN rule_versions v ON v.tenant = d.tenant AND v.draft = d.id AND v.version = d.version
WHERE d.tenant = %(tenant)s AND d.state = 'published'
ORDER BY d.since, (SELECT max(a.id) FROM rule_acts a WHERE a.tenant = d.tenant AND a.draft = d.id)
""")
_asked: dict[str, float] = {}
_faulty: dict[str, tuple[int, str]] = {}
"""The publication that could not be put in force, with what is wrong, by tenant."""


def follow() -> None:
    """Put the last publication of the tenant in scope in force here, unless it is already; never raises for faulty rules."""
    name = scoped_tenant()
    tenant = composition().registry.tenants.get(name or "")
    if tenant is None or time.monotonic() - _asked.get(tenant.id, -FOLLOWED_FOR) < FOLLOWED_FOR:
        return
    _asked[tenant.id] = time.monotonic()
    revision = int(read(LAST)[0][0])
    if revision not in {tenant.revision, _faulty.get(tenant.id, (-1, ""))[0]}:
        _take_in(tenant, revision)


def ask_again() -> None:
    """Let this process look for the last publication at once."""
    _asked.pop(current_tenant(), None)


def fault_of(tenant: Tenant) -> str:
    """Return why the last publication is not in force here; "" when it is."""
    return _faulty.get(tenant.id, (0, ""))[1]


def _take_in(tenant: Tenant, revision: int) -> None:
    bundles = bundles_with(tenant, read(PUBLISHED))
    trial = tenant.with_files(bundles)
    try:
        faults = "\n".join(str(error) for error in rule_errors(trial))
    except (XuefaError, ValueError, TypeError, KeyError) as fault:
        faults = f"{type(fault).__name__}: {fault}"
    if faults:
        _faulty[tenant.id] = revision, faults
        log.error("rules_faulty", tenant=tenant.id, revision=revision, why=faults)
        return
    _faulty.pop(tenant.id, None)
    tenant.adopt(bundles, revision)
    log.info("rules_in_force", tenant=tenant.id, revision=revision)


def bundles_with(tenant: Tenant, rows: list[Row]) -> Mapping[str, Bundle]:
    """Return the rule files of the folder with these laid over them: rows of area, first day, file, content and cases."""
    later: dict[str, list[Later]] = {}
    for area, since, file, content, cases in rows:
        later.setdefault(area, []).append(Later(since, file, content.encode(), cases.encode()))
    return {
        area: Bundle(bundle.place, bundle.files, bundle.folder, tuple(later.get(area, ())))
        for area, bundle in tenant.bundles.items()
    }


def laid_over(tenant: Tenant, area: str, revision: tuple[date, str, str]) -> Mapping[str, Bundle]:
    """Return the rule files in force with one more revision of a file of a place: first day, file and content."""
    since, file, content = revision
    own = tenant.bundles[area]
    one = (*own.later, Later(since, file, content.encode()))
    return {**tenant.bundles, area: Bundle(own.place, own.files, own.folder, one)}
