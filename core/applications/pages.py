"""What the pages of exemptions show: the reasons on offer with what the record says, one application with its facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from flask import request

from core.decisions.case import Case
from core.decisions.exempting import has_ended, may_apply, may_be_exempted, revoked_case
from core.decisions.exemptions import Exemption
from core.decisions.outcome import Outcome
from core.decisions.standing import outcome
from core.decisions.values import Text, Verdict, Word, say
from core.errors import BadInput
from core.exams.service import case_of
from core.exemptions import service
from core.exemptions.service import Application, ExemptionRow, Sent
from core.files.service import StoredFile

Side = Literal["unit", "learner"]
GONE = ("refused", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One reason that people decide on: what the record says of it, and whether it is on file already."""

    reason: str
    rule: Exemption
    verdict: Verdict
    on_file: bool

    @property
    def open(self) -> bool:
        """Whether it may be applied for."""
        return self.verdict.met and not self.on_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an application: what was done, by whom, when, and in which words."""

    act: str
    name: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One application with what the record says of its reason now, its files, and who approves next."""

    row: ExemptionRow
    files: Sequence[StoredFile]
    facts: Verdict
    case: Case
    rule: Exemption | None
    level: str

    @property
    def waits(self) -> bool:
        """Whether a reviewer has to decide."""
        return self.row.state in service.WAITING

    @property
    def ended(self) -> bool:
        """Whether it was approved until a day that is over."""
        return has_ended(self.case, self.row.until)

    @property
    def undecided(self) -> bool:
        """Whether something may still be added, or all of it withdrawn."""
        return self.row.state in service.OPEN

    @property
    def steps(self) -> tuple[Step, ...]:
        """Everything that was done about it, in order."""
        return tuple(
            Step(act=one["act"], name=one["name"], at=datetime.fromisoformat(one["at"]), why=one["why"])
            for one in self.row.trail
        )

    @property
    def last(self) -> str:
        """The words of whoever acted last."""
        return str(self.row.trail[-1]["why"]) if self.row.trail else ""


def offers_of(case: Case, rows: Sequence[ExemptionRow]) -> tuple[Offer, ...]:
    """Return the year's reasons that people decide on, with what the record says of each."""
    known = case.rules.exemptions.reasons if case.rules.exemptions else {}
    held = {row.reason for row in rows if row.state not in GONE}
    return tuple(
        Offer(reason=key, rule=rule, verdict=may_be_exempted(case, key), on_file=key in held)
        for key, rule in known.items()
        if rule.approval
    )


def offer_named(case: Case, rows: Sequence[ExemptionRow], reason: str) -> Offer:
    """Return one of the reasons on offer; BadInput for a key that the year's rules do not know."""
    found = next((one for one in offers_of(case, rows) if one.reason == reason), None)
    if found is None:
        raise BadInput(say("Please choose a reason that this year's rules know."))
    return found


def applies(case: Case, side: Side) -> bool:
    """Tell whether the year's rules let this side apply."""
    return case.rules.exemptions is not None and side in case.rules.exemptions.by


def shown(row: ExemptionRow) -> Shown:
    """Return an application as its page shows it."""
    case = case_of(row.learner, row.year)
    rules = case.rules.exemptions
    return Shown(
        row=row,
        files=service.evidence_of(row.id),
        facts=may_apply(case, row.reason),
        case=case,
        rule=rules.reasons.get(row.reason) if rules else None,
        level=service.next_level(case, row),
    )


def if_revoked(row: ExemptionRow) -> tuple[Outcome, Outcome]:
    """Return the year's result as it is, and as it would be were this exemption revoked now."""
    case = case_of(row.learner, row.year)
    return outcome(case), outcome(revoked_case(case, row.reason))


def consequences(row: ExemptionRow) -> tuple[Text, ...]:
    """Return in words what follows when an approved exemption is revoked."""
    before, after = if_revoked(row)
    lines = [
        say(
            "The result of the year changes from {before} to {after}.",
            before=Word(before.grade or before.state),
            after=Word(after.grade or after.state),
        )
        if before.state != after.state
        else say("The result of the year stays {state}.", state=Word(before.grade or before.state))
    ]
    if after.consequence:
        lines.append(say("What follows by the rules: {what}", what=after.consequence))
    lines += [say("Still to be done: {what}", what=advice) for advice in after.advice]
    lines.append(
        say("The learner is told, and reads the reason. The same reason cannot be applied for again.")
    )
    return tuple(lines)


def application_sent(*, unit: bool) -> Application:
    """Return what a form asks for; what the unit keeps in words counts from the unit alone."""
    form = request.form
    return Application(
        reason=form.get("exemption", ""),
        remark=form.get("remark", ""),
        kept=form.get("evidence", "") if unit else "",
        files=files_sent(),
    )


def day_sent(text: str, field: str) -> date | None:
    """Return the day of a form's field, None for an empty one; BadInput for what is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        wrong = say("Please give a day like 2024-10-15.")
        raise BadInput(wrong, fields={field: wrong}) from error


def files_sent() -> tuple[Sent, ...]:
    """Return the files of a form; a field that was left empty sends none."""
    found = request.files.getlist("file")
    return tuple(Sent(one.stream, one.filename) for one in found if one.filename)


def own_rows(learner: UUID, case: Case) -> list[ExemptionRow]:
    """Return a learner's exemptions of the case's year, newest first."""
    return service.rows_of(learner, case.rules.year)[::-1]
