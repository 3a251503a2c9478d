"""Bulletins: the figures of a day with rates, ranks and changes, numbered, kept for good, the same for whoever asks later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.accounts.service import Acting
from core.audit.service import note
from core.db import db, now
from core.decisions.participation import MEASURES, Share
from core.decisions.ranking import ranking
from core.decisions.values import say
from core.errors import BadInput, NotFound
from core.reports.asking import Query
from core.reports.models import Bulletin
from core.reports.sight import Sight
from core.reports.units import Row, UnitReport, unit_report
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant
from core.web.language import Reader

ALL = 10**6
"""Rows: a bulletin has no pages to turn."""
LEADING = ("pass", "study_participation")
"""The rate that units are ranked by: the first of these that the year's rules define and somebody has reached."""
LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What the office writes itself; everything else are figures."""

    title: str
    issuer: str
    to: str
    remarks: str = ""
    """Exempt groups, incidents, what is asked of whom: a paragraph for each line."""


def proposed(sight: Sight, unit_name: str) -> Wording:
    """Return the wording that an office begins with."""
    year = sight.site.year
    return Wording(
        title=f"关于{year}年度国家工作人员学法考试情况的通报",
        issuer=unit_name or sight.site.name,
        to="各单位：",
    )


def preview(sight: Sight, query: Query) -> UnitReport:
    """Return the whole report that a bulletin would hold."""
    return unit_report(sight, replace(query, page=1), size=ALL)


def issue(by: Acting, sight: Sight, query: Query, wording: Wording) -> Bulletin:
    """Take the figures, give the next number of the issuing unit's year, keep the bulletin and commit; BadInput without a title or issuer."""
    _check(wording)
    report = preview(sight, query)
    unit = report.path[-1][0] if report.path else sight.home or sight.heads[0]
    year = sight.today.year
    take_locks([f"bulletins {current_tenant()} {unit} {year}"])
    serial = 1 + (db.session.scalar(_highest(unit, year)) or 0)
    row = Bulletin(
        id=uuid4(),
        area=sight.site.area,
        number=f"〔{year}〕{serial}号",
        unit=unit,
        title=wording.title.strip(),
        issuer=wording.issuer.strip(),
        year=sight.site.year,
        numbered_year=year,
        serial=serial,
        day=report.day,
        issued_at=now(),
        issued_by=by.actor.id,
        issued_by_name=by.actor.name,
        content=_content(sight, report, wording, last_of(unit, query.group, sight.site.year)),
    )
    db.session.add(row)
    note(by.actor, "issue_bulletin", str(row.id), number=row.number)
    db.session.commit()
    return row


def last_of(unit: str, group: str, year: int) -> Bulletin | None:
    """Return the last bulletin that a unit issued on a year in the same grouping, or None."""
    query = sa.select(Bulletin).where(Bulletin.unit == unit, Bulletin.year == year)
    rows = db.session.scalars(query.order_by(Bulletin.issued_at.desc(), Bulletin.serial.desc()))
    return next((row for row in rows if row.content["group"] == group), None)


def bulletins_here(area: str) -> Sequence[Bulletin]:
    """Return the bulletins of a place, newest first; they are public among its administrators."""
    query = sa.select(Bulletin).where(Bulletin.area == area)
    return db.session.scalars(
        query.order_by(Bulletin.issued_at.desc(), Bulletin.serial.desc()).limit(200)
    ).all()


def bulletin_here(area: str, bulletin: UUID) -> Bulletin:
    """Return a bulletin of a place; NotFound for every other."""
    row = db.session.scalars(
        sa.select(Bulletin).where(Bulletin.id == bulletin, Bulletin.area == area)
    ).one_or_none()
    if row is None:
        raise NotFound(say("There is no such bulletin here."))
    return row


def _highest(unit: str, year: int) -> sa.Select[tuple[int]]:
    return sa.select(sa.func.max(Bulletin.serial)).where(
        Bulletin.unit == unit, Bulletin.numbered_year == year
    )


def _check(wording: Wording) -> None:
    missing = {
        name: say("Please fill this in.")
        for name in ("title", "issuer")
        if not getattr(wording, name).strip()
    }
    if missing:
        raise BadInput(say("Please fill in what is missing."), fields=missing)
    for name in ("title", "issuer", "to", "remarks"):
        if len(getattr(wording, name)) > LONGEST:
            raise BadInput(say("At most {most} characters, please.", most=LONGEST))


def _content(sight: Sight, report: UnitReport, wording: Wording, last: Bulletin | None) -> dict[str, Any]:
    leading = _leading(report)
    before: Mapping[str, Any] = last.content if last else {}
    earlier = {row["key"]: row for row in before.get("rows", ())}
    shown = [
        row
        for row in (*([report.own] if report.own else []), *report.rows)
        if row.figures.due or row.figures.enrolled
    ]
    ranks = {
        one.key: one for one in ranking({row.key: row.shares[leading] for row in shown} if leading else {})
    }
    order = {key: place for place, key in enumerate(ranks)}
    rows = [
        _kept(row, sight, report)
        | {"rank": ranks[row.key].rank if leading else None, "tied": bool(leading) and ranks[row.key].tied}
        for row in sorted(shown, key=lambda row: order.get(row.key, 0))
    ]
    for row in rows:
        row["change"] = _change(row, earlier.get(row["key"]), leading)
    total = _kept(report.total, sight, report)
    return {
        "group": report.query.group,
        "leading": leading,
        "order": list(report.rates),
        "to": wording.to.strip(),
        "remarks": [line.strip() for line in wording.remarks.splitlines() if line.strip()],
        "about": report.name or sight.site.name,
        "total": total,
        "rows": rows,
        "rates": {name: rule_kept(sight, name, report) for name in report.rates},
        "last": {"number": last.number, "changes": _changes(total, before["total"])} if last else None,
        "rules": sight.rules.digest,
    }


def _leading(report: UnitReport) -> str:
    known = [name for name in (*LEADING, *report.rates) if name in report.rates]
    reached = (name for name in known if report.total.shares[name].above)
    return next(reached, known[0] if known else "")


def _kept(row: Row, sight: Sight, report: UnitReport) -> dict[str, Any]:
    read = Reader("zh", sight.site.words, sight.site.zone)
    plain = report.query.group in {"unit", "region"}
    name = row.name if plain or not row.name else read.word(row.name)
    return {
        "key": row.key,
        "name": name or (f"{report.name}（本级）" if report.query.group == "unit" else "未填写"),
        "figures": {measure: getattr(row.figures, measure) for measure in MEASURES},
        "shares": {rate: [one.above, one.below] for rate, one in row.shares.items()},
    }


def rule_kept(sight: Sight, name: str, report: UnitReport) -> dict[str, Any]:
    """Return how a rate is counted, in the words of the place, as it is kept with the figures."""
    rule, read = report.rates[name], Reader("zh", sight.site.words, sight.site.zone)
    return {
        "name": read.word(name) if name != "pass" else "合格率",
        "over": [read.word(state) for state in rule.over],
        "of": [read.word(one) for one in rule.of],
        "document": rule.cite.document,
        "article": rule.cite.article,
        "assumed": rule.cite.assumed,
    }


def percent(share: Sequence[int]) -> Decimal | None:
    """Return a kept share in percent, exactly; None where nobody stands below the line."""
    return Share(*share).percent


def _change(row: Mapping[str, Any], earlier: Mapping[str, Any] | None, leading: str) -> str | None:
    """Return by how many points of percent the leading rate has changed since the last bulletin."""
    if earlier is None or not leading or leading not in earlier["shares"]:
        return None
    new, old = percent(row["shares"][leading]), percent(earlier["shares"][leading])
    return None if new is None or old is None else str(new - old)


def _changes(total: Mapping[str, Any], earlier: Mapping[str, Any]) -> dict[str, str]:
    found = {rate: _change(total, earlier, rate) for rate in total["shares"]}
    return {rate: change for rate, change in found.items() if change is not None}
