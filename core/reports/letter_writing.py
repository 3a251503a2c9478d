"""Writing urging letters: whom to write to, what each letter tells of the unit's figures, and the job that numbers and sends them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.accounts.service import Acting
from core.audit.service import note
from core.db import db, now
from core.decisions.participation import MEASURES
from core.decisions.values import Cite, say
from core.errors import BadInput
from core.jobs import Progress, task
from core.notify.service import Draft, administrators_near, post
from core.reports.asking import Query
from core.reports.bulletins import rule_kept
from core.reports.models import LetterRun, UrgingLetter
from core.reports.people import Person, people_report
from core.reports.sight import Sight, sight_of_asker, site_at
from core.reports.units import Row, UnitReport, unit_report
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant, tenant_scope
from core.web.language import Reader

ALL = 10**6
MOST = 1000
"""Letters of one order."""
LISTED = 300
"""Names of one letter; where more are behind, it tells how many and where they stand."""
TITLE, TEXT = 100, 2000
HUNDRED = Decimal(100)
NOBODY = say("Choose at least one unit.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What the office writes itself, the same in every letter; everything else are figures."""

    title: str
    issuer: str
    due: str
    """The day until which something is to be done, as it is typed."""
    asks: str = ""
    """What is asked of the unit: a paragraph for each line."""
    contact: str = ""
    listed: bool = False
    """Whether those behind are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEnd:
    """The last day that the year's rules give, with its source."""

    last: date
    of_study: bool
    cite: Cite


def rule_end(sight: Sight) -> RuleEnd:
    """Return until when the year's rules let something be done: study ends, or the year where there is none."""
    study = sight.rules.study
    period = study.period if study else sight.rules.period
    cite = period.cite if period.cite.document or not study else study.cite
    return RuleEnd(last=period.last, of_study=study is not None, cite=cite)


def proposed_letter(sight: Sight, unit_name: str) -> Wording:
    """Return the wording that an office begins with."""
    return Wording(
        title=f"关于抓紧完成{sight.site.year}年度国家工作人员学法考试任务的函",
        issuer=unit_name or sight.site.name,
        due=max(rule_end(sight).last, sight.today).isoformat(),
        asks="请逐人提醒尚未合格的人员，安排好学习和考试时间，并通过平台回复办理情况。",
        listed=True,
    )


def candidates(sight: Sight, query: Query, rate: str = "", below: int = 100) -> tuple[UnitReport, list[Row]]:
    """Return the report and of its units those with somebody behind whose rate is under so many percent, the lowest first."""
    report = unit_report(sight, replace(query, group="unit", page=1, year=0), size=ALL)
    own = _own(report)
    rows = [row for row in (*own, *report.rows) if row.figures.behind and _under(row, rate, below)]
    return report, sorted(rows, key=lambda row: (_percent(row, rate), row.key))


def begin_letters(
    by: Acting, sight: Sight, query: Query, units: Sequence[str], wording: Wording
) -> LetterRun:
    """Queue letters to some units, with an audit entry, and commit; BadInput names the faulty field."""
    check_letters(sight, units, wording)
    identity = uuid4()
    row = LetterRun(
        id=identity,
        area=sight.site.area,
        unit=sight.home or sight.heads[0],
        units=list(dict.fromkeys(units)),
        asked=query.address().removeprefix("?"),
        wording=asdict(wording),
        asked_at=now(),
        asked_by=by.actor.id,
        asked_by_name=by.actor.name,
        progress=write_letters.enqueue(run=str(identity)),
    )
    db.session.add(row)
    note(by.actor, "send_letters", str(identity), about=wording.title.strip(), count=str(len(row.units)))
    db.session.commit()
    return row


def sample(sight: Sight, query: Query, unit: str, wording: Wording) -> UrgingLetter:
    """Return the letter that a unit would get, without a number and kept nowhere."""
    run = LetterRun(
        id=uuid4(),
        area=sight.site.area,
        unit=sight.home or sight.heads[0],
        units=[unit],
        wording=asdict(wording),
        asked_by=UUID(int=0),
        asked_by_name="",
    )
    return _letter(sight, run, *_found(sight, query, [unit])[unit], serial=0)


@task("reports.letters", attempts=3)
def write_letters(progress: Progress, run: str) -> None:
    """Write the letters of an order, one after the other kept; repeated, it writes none twice."""
    row = db.session.scalars(sa.select(LetterRun).where(LetterRun.id == UUID(run))).one_or_none()
    if row is None:
        return
    site = site_at(row.area)
    with tenant_scope(current_tenant(), row.area):
        sight = sight_of_asker(site, row.asked_by)
        query = Query.of(dict(parse_qsl(row.asked)))
        open_ = [code for code in row.units if code not in _written(row.id) and code in sight.scope.units]
        found = _found(sight, query, open_)
        for done, code in enumerate(open_, start=1):
            if code in found:
                _send(sight, row, *found[code])
            progress.report(len(row.units) - len(open_) + done, len(row.units))


def _send(sight: Sight, run: LetterRun, row: Row, report: UnitReport) -> None:
    """Number, keep and announce one letter; the lock keeps the numbers of a unit's year without gaps."""
    year = sight.today.year
    letter = _letter(sight, run, row, report, serial=0)
    take_locks([f"letters {current_tenant()} {run.unit} {year}"])
    highest = sa.select(sa.func.max(UrgingLetter.serial)).where(
        UrgingLetter.unit == run.unit, UrgingLetter.numbered_year == year
    )
    letter.serial = 1 + (db.session.scalar(highest) or 0)
    letter.number = f"〔{year}〕{letter.serial}号"
    db.session.add(letter)
    db.session.commit()
    post(_told(letter))


def _told(letter: UrgingLetter) -> list[Draft]:
    return [
        Draft(
            kind="notice",
            administrator=one,
            title=say(
                "A letter has come from {issuer}: {number}", issuer=letter.issuer, number=letter.number
            ),
            body=(
                say("{text}", text=letter.title),
                say("Please read and acknowledge it by {day}.", day=letter.due),
            ),
            link=f"/admin/reports/letters/{letter.id}",
            once=f"letter:{letter.id}",
        )
        for one in administrators_near(letter.to_unit)
        if one != letter.sent_by
    ]


def _written(run: UUID) -> set[str]:
    return set(db.session.scalars(sa.select(UrgingLetter.to_unit).where(UrgingLetter.run == run)))


def _found(sight: Sight, query: Query, units: Collection[str]) -> dict[str, tuple[Row, UnitReport]]:
    """Return the figures of units: from one report where they lie side by side, else one by one."""
    report, rows = candidates(sight, query)
    found = {row.key: (row, report) for row in rows if row.key in units}
    for code in units:
        if code not in found:
            one = unit_report(sight, replace(query, unit=code, group="unit", page=1, year=0))
            found[code] = (replace(one.total, key=code, name=one.name), one)
    return found


def _letter(sight: Sight, run: LetterRun, row: Row, report: UnitReport, *, serial: int) -> UrgingLetter:
    wording = Wording(**run.wording)
    return UrgingLetter(
        id=uuid4(),
        run=run.id,
        number="",
        unit=run.unit,
        to_unit=row.key,
        to_name=row.name,
        title=wording.title.strip(),
        issuer=wording.issuer.strip(),
        year=sight.site.year,
        numbered_year=sight.today.year,
        serial=serial,
        day=report.day,
        sent_at=now(),
        sent_by=run.asked_by,
        sent_by_name=run.asked_by_name,
        due=date.fromisoformat(wording.due),
        content=_content(sight, row, report, wording),
    )


def _content(sight: Sight, row: Row, report: UnitReport, wording: Wording) -> dict[str, Any]:
    end = rule_end(sight)
    people = _behind(sight, row, report) if wording.listed and row.figures.behind <= LISTED else []
    return {
        "figures": {measure: getattr(row.figures, measure) for measure in MEASURES},
        "shares": {rate: [one.above, one.below] for rate, one in row.shares.items()},
        "order": list(report.rates),
        "rates": {name: rule_kept(sight, name, report) for name in report.rates},
        "with_study": sight.with_study,
        "end": {
            "last": end.last.isoformat(),
            "of_study": end.of_study,
            "document": end.cite.document,
            "article": end.cite.article,
            "assumed": end.cite.assumed,
        },
        "asks": [line.strip() for line in wording.asks.splitlines() if line.strip()],
        "contact": wording.contact.strip(),
        "listed": wording.listed,
        "people": people,
        "rules": sight.rules.digest,
    }


def _behind(sight: Sight, row: Row, report: UnitReport) -> list[list[str]]:
    read = Reader("zh", sight.site.words, sight.site.zone)
    query = Query(unit=row.key, on=report.query.on, measure="behind")
    found = people_report(sight, query, size=LISTED, counted=row.counted)
    return [_line(one, read) for one in found.rows]


def _line(one: Person, read: Reader) -> list[str]:
    return [one.found.name, one.found.unit, read.word(one.found.state), read.text(one.left)]


def _own(report: UnitReport) -> Iterator[Row]:
    """A unit without others below it is written to itself."""
    if report.path and not report.rows:
        code, name = report.path[-1]
        yield replace(report.total, key=code, name=name)


def _under(row: Row, rate: str, below: int) -> bool:
    return rate not in row.shares or _percent(row, rate) < below or below >= HUNDRED


def _percent(row: Row, rate: str) -> Decimal:
    """The rate that rows are chosen by; without one, how many of those who have to take part have passed."""
    if rate in row.shares:
        found = row.shares[rate].percent
        return HUNDRED if found is None else found
    return HUNDRED * row.figures.passed / row.figures.due if row.figures.due else HUNDRED


def check_letters(sight: Sight, units: Sequence[str], wording: Wording) -> None:
    """Raise NotFound for a unit that the writer does not see, BadInput for whatever else could not be sent."""
    for code in units:
        sight.heads_at(code)
    faults = {
        name: say("Please fill this in.")
        for name in ("title", "issuer")
        if not getattr(wording, name).strip()
    }
    for name, most in (("title", TITLE), ("issuer", TITLE), ("asks", TEXT), ("contact", TITLE)):
        if len(getattr(wording, name)) > most:
            faults[name] = say("At most {most} characters, please.", most=most)
    due = _day(wording.due)
    if due is None or due < sight.today:
        faults["due"] = say("Please name a day that is not over.")
    if not units:
        faults["picked"] = NOBODY
    elif len(set(units)) > MOST:
        faults["picked"] = say("At most {most} letters at once, please.", most=MOST)
    if faults:
        raise BadInput(next(iter(faults.values())), fields=faults)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
