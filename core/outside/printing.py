"""Printing papers for a room without network: drawn once from the bank, kept, and the same whenever they are printed."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting
from core.audit.service import note
from core.courses.service import AskedQuestion, questions_asked
from core.db import db, now
from core.decisions.drawing import Ticket
from core.decisions.on_paper import Asker, What, may_have
from core.decisions.slots import Sitting
from core.decisions.values import Verdict, say
from core.errors import BadInput, NotFound, Refused
from core.exams.service import Bank, bank_for, drawn
from core.outside.models import Printing
from core.outside.offers import Offer
from core.outside.wording import Said, letters_missing, said_of
from core.web.roles import as_rules_name
from core.web.site import Viewer

LETTERS = "ABCDEFGH"
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are taken for one another when a code is copied by hand."""

CODE_LENGTH = 6
LISTED = 50
NO_PRINTING = say("There are no such printed papers here.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be printed: how many variants for which sitting, and for whom."""

    sitting: Sitting
    variants: int
    room: str = ""
    tier: str = ""


def print_papers(by: Acting, viewer: Viewer, offer: Offer, order: Order) -> Printing:
    """Draw the variants of an order, keep them and commit.

    Raises BadInput for an order that cannot be, Refused where the bank cannot fill the paper or the typeface lacks a sign of it.
    """
    if not 1 <= order.variants <= len(LETTERS):
        text = say("Choose between 1 and {most} variants.", most=len(LETTERS))
        raise BadInput(text, fields={"variants": text})
    if offer.exam.blueprint is None or offer.on_paper is None:
        raise NotFound(NO_PRINTING)
    at = now()
    today = at.astimezone(by.site.zone).date()
    bank = bank_for(offer.rules.year, offer.area, today, counts=offer.exam.counts)
    row = Printing(
        year=offer.rules.year,
        area=offer.area,
        unit=viewer.unit,
        exam=offer.key,
        opens=order.sitting.opens,
        closes=order.sitting.closes,
        code="".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH)),
        seed=secrets.token_hex(16),
        tier=order.tier,
        rules_digest=offer.rules.digest,
        said=said_of(by.site, offer, order.sitting, order.room).stored(),
        by=by.actor.id,
        by_name=by.actor.name,
        at=at,
    )
    row.variants = draw_variants(row, offer, bank, order.variants)
    _check_shapes(row)
    db.session.add(row)
    db.session.flush()
    note(
        by.actor, "print_papers", subject_of(row), exam=offer.key, code=row.code, variants=str(order.variants)
    )
    db.session.commit()
    return row


def draw_variants(row: Printing, offer: Offer, bank: Bank, count: int) -> list[list[dict[str, object]]]:
    """Return the papers of a printing: for its seed, a bank and a blueprint always the same."""
    blueprint = offer.exam.blueprint
    if blueprint is None:
        raise NotFound(NO_PRINTING)
    return [
        drawn(
            Ticket(exam=row.exam, learner=f"{row.code}-{letter}", seed=row.seed, tier=row.tier),
            blueprint,
            bank,
        )
        for letter in LETTERS[:count]
    ]


def printings_in(by: Acting, year: int) -> Sequence[Printing]:
    """Return the last printings of a year in an administrator's units, the newest first."""
    query = sa.select(Printing).where(Printing.year == year, Printing.unit.in_(by.scope.units))
    return db.session.scalars(query.order_by(Printing.at.desc()).limit(LISTED)).all()


def printing_in(by: Acting, printing: UUID) -> Printing:
    """Return a printing of an administrator's units; NotFound for every other."""
    row = db.session.scalars(sa.select(Printing).where(Printing.id == printing)).one_or_none()
    if row is None or row.unit not in by.scope.units:
        raise NotFound(NO_PRINTING)
    return row


def variant_of(code: str) -> tuple[Printing, int] | None:
    """Return the printing and the place of a variant by the code on its sheets; None for an unknown one."""
    name, _, letter = code.strip().upper().partition("-")
    row = db.session.scalars(sa.select(Printing).where(Printing.code == name)).one_or_none()
    if row is None or letter not in LETTERS[: len(row.variants)] or len(letter) != 1:
        return None
    return row, LETTERS.index(letter)


def verdict_of(row: Printing, offer: Offer, what: What, viewer: Viewer) -> Verdict:
    """Return whether the viewer is given a file of a printing now."""
    if offer.exam.on_paper is None:
        raise NotFound(NO_PRINTING)
    asker = Asker(as_rules_name(viewer.role), sits=viewer.learner_id is not None)
    return may_have(offer.exam.on_paper, what, sitting_of(row), asker, now())


def take_file(by: Acting, row: Printing, what: What, letter: str, verdict: Verdict) -> int:
    """Note in the audit log that a file is taken, and commit; returns the variant's place.

    Raises Refused with the verdict where it is not given now, NotFound for a variant that there is none of.
    """
    if letter not in LETTERS[: len(row.variants)] or len(letter) != 1:
        raise NotFound(NO_PRINTING)
    if not verdict.met:
        raise Refused(say("This file is not handed out now."), verdict, code="not_handed_out")
    note(by.actor, f"take_{what}", subject_of(row), code=f"{row.code}-{letter}")
    db.session.commit()
    return LETTERS.index(letter)


def sitting_of(row: Printing) -> Sitting:
    """Return the sitting that a printing was made for."""
    return Sitting(opens=row.opens, closes=row.closes, latest_start=row.closes)


def subject_of(row: Printing) -> str:
    """Return what the audit log names a printing by."""
    return f"printing/{row.id}"


def questions_of(row: Printing) -> dict[str, AskedQuestion]:
    """Return the questions that a printing asks, in the versions that it asks, by code."""
    versions = {(kept["code"], kept["version"]) for paper in row.variants for kept in paper}
    return {code: question for (code, _), question in questions_asked(row.year, versions).items()}


def _check_shapes(row: Printing) -> None:
    missing = letters_missing(Said.of(row.said), questions_of(row).values())
    if missing:
        text = say(
            "The typeface has no shape for: {signs}. Please correct these questions first.", signs=missing
        )
        raise Refused(text, code="no_shape")
