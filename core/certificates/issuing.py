"""Issuing: the verdict asks the result as of now; a number is taken and the text signed in one transaction."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from core.accounts.service import Learner, Unit, learner_and_unit
from core.audit.service import Actor, note
from core.certificates.finding import in_force, last_revocation, lock_certificates
from core.certificates.letters import code_of
from core.certificates.models import CertificateRow, Series
from core.certificates.places import issuer_of, reader_of, the_tenant
from core.certificates.said import Said
from core.certificates.sealing import sign
from core.certificates.typeface import without_shape
from core.db import db
from core.decisions.case import Case
from core.decisions.certificates import Printer
from core.decisions.certifying import Asked, Result, may_have, same_result
from core.decisions.outcome import Outcome
from core.decisions.rounding import half_up, plain
from core.decisions.values import Verdict, Word, say
from core.errors import Refused
from core.keys.signing import signing_key
from core.standings.service import current
from core.tenancy.announce import announce
from core.tenancy.scope import current_tenant
from core.web.site import keys_folder

CHECK_PATH = "/verify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who has a certificate issued, and where the paper can be checked."""

    by: Printer
    actor: Actor
    address: str
    """Scheme and host of the tenant's site, without a path."""
    anew: bool = False
    """Whether an administrator decides on a new one after a revocation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """What stands in the way of a learner's certificate, if anything, and the one in force."""

    case: Case
    found: Outcome
    row: CertificateRow | None
    verdict: Verdict

    @property
    def superseded(self) -> bool:
        """Whether the certificate in force says something else than the result as of now."""
        return self.row is not None and not says_still(self.row, self.found)


def says_still(row: CertificateRow, found: Outcome) -> bool:
    """Tell whether a certificate was issued for this result."""
    return same_result(Result(row.state, row.grade, row.score), Result(found.state, found.grade, found.score))


def chance_of(learner: UUID, by: Printer = "learner", *, anew: bool = False) -> Chance:
    """Return whether a learner may have a certificate of the current year as of now; NotFound for no learner here."""
    return _chance(learner, current(learner), Asked(by=by, anew=anew))


def _chance(learner: UUID, judged: tuple[Case, Outcome], asked: Asked) -> Chance:
    case, found = judged
    row, unit = learner_and_unit(learner)
    live = in_force(learner, case.rules.year)
    asked = replace(
        asked,
        revoked=None if live else last_revocation(learner, case.rules.year, case.zone),
        unprintable=without_shape(_name(row) + unit.name),
    )
    return Chance(case=case, found=found, row=live, verdict=may_have(case, found, asked))


def issue(learner: UUID, asking: Asking) -> CertificateRow:
    """Return the certificate of the current year, issued now unless one in force says what the result is, and commit.

    One that says something else is revoked and replaced. Raises Refused with the verdict where the rules give none.
    """
    judged = current(learner)  # may commit, which would let the lock go
    lock_certificates(learner)
    chance = _chance(learner, judged, Asked(by=asking.by, anew=asking.anew))
    if chance.row is not None and not chance.superseded:
        db.session.commit()
        return chance.row
    if not chance.verdict.met:
        raise Refused(say("A certificate cannot be issued now."), chance.verdict, code="no_certificate")
    row = _issued(learner, chance, asking)
    db.session.commit()
    announce("certificate.issued", learner, row.year, number=row.number)
    return row


def _issued(learner: UUID, chance: Chance, asking: Asking) -> CertificateRow:
    person, unit = learner_and_unit(learner)
    said, key = _said(person, unit, chance, asking), signing_key(keys_folder())
    if chance.row is not None:
        _replace(chance.row, said.number, chance.case, asking.actor)
    signature = sign(said, key)
    row = CertificateRow(
        id=uuid4(),
        learner=learner,
        year=said.year,
        area=issuer_of(unit).area,
        number=said.number,
        code=code_of(signature),
        state=chance.found.state,
        grade=chance.found.grade,
        score=chance.found.score,
        said=said.as_json(),
        signature=signature,
        key=key.id,
        issued_at=chance.case.at,
        issued_by=asking.actor.id,
        issued_by_name=asking.actor.name,
    )
    db.session.add(row)
    note(asking.actor, "issue_certificate", str(learner), number=row.number)
    return row


def _said(person: Learner, unit: Unit, chance: Chance, asking: Asking) -> Said:
    case, found, place = chance.case, chance.found, issuer_of(unit)
    read = reader_of(place, the_tenant().zone)
    decimals = case.rules.outcome.decimals
    return Said(
        tenant=current_tenant(),
        issuer=place.names.read(read.locale),
        number=_next_number(case, unit),
        name=_name(person),
        unit=unit.name,
        year=case.rules.year,
        result=read.text(Word(found.grade or found.state)),
        score="" if found.score is None else plain(half_up(found.score, decimals)),
        issued=case.at.astimezone(case.zone).isoformat(timespec="seconds"),
        rules=case.rules.digest,
        check=asking.address + CHECK_PATH,
    )


def _name(person: Learner) -> str:
    return " ".join(person.name.split())


def _next_number(case: Case, unit: Unit) -> str:
    """The number after the last of its series; whoever else wants one waits until this transaction ends."""
    rule = case.rules.certificate
    if rule is None:
        raise LookupError("the year has no rule for certificates")
    year = case.rules.year
    counted = insert(Series).values(series=rule.number.number(year, 0, unit.code), last=1)
    counted = counted.on_conflict_do_update(
        index_elements=["tenant", "series"], set_={"last": Series.last + 1}
    )
    serial = db.session.execute(counted.returning(Series.last)).scalar_one()
    return rule.number.number(year, serial, unit.code)


def _replace(row: CertificateRow, number: str, case: Case, actor: Actor) -> None:
    row.revoked_at, row.revoked_by, row.revoked_by_name = case.at, actor.id, actor.name
    row.revoke_reason = row.replaced_by = number
    note(actor, "revoke_certificate", str(row.learner), row.revoke_reason, number=row.number)
    db.session.flush()  # the learner's next one may be in force only after this
