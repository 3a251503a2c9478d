"""A first sign-in that was lost: finance has another one shown on the secret link, and never sees it."""

import secrets
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, Administrator, end_sign_ins, hash_password, unit
from core.audit.service import note
from core.db import db
from core.decisions.values import say
from core.errors import Refused
from core.fees.service import FeeOrder, order_in
from core.notify.service import MailDraft, write_mail
from core.ordering.finding import by_order
from core.ordering.links import address_of
from core.ordering.models import UnitApplication

NOT_SHOWN = say("The first sign-in has not been shown yet; it waits behind the link of the order.")
IN_USE = say(
    "The first administrator has signed in already and has a password of their own; for another person the unit is handed over."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """An application with its order and the administrator that its payment made, if it was paid."""

    row: UnitApplication
    order: FeeOrder
    administrator: Administrator | None

    @property
    def in_use(self) -> bool:
        """Tell whether the administrator has signed in with the password that was shown."""
        return self.administrator is not None and not self.administrator.must_change

    @property
    def lost(self) -> bool:
        """Tell whether another one may be handed out."""
        return self.administrator is not None and self.row.shown_at is not None and not self.in_use


def has_opened(order: UUID) -> bool:
    """Tell whether an order was placed for a unit to be, and has opened it."""
    query = sa.select(UnitApplication.administrator).where(UnitApplication.order_id == order)
    return db.session.scalars(query).one_or_none() is not None


def first_of(by: Acting, order: UUID) -> First:
    """Return the application of an order in scope with its first administrator; NotFound for every other."""
    found = order_in(by.scope, order).order
    row = by_order(order)
    who = sa.select(Administrator).where(Administrator.id == row.administrator)
    return First(row=row, order=found, administrator=db.session.scalars(who).one_or_none())


def hand_out_again(by: Acting, order: UUID, reason: str) -> None:
    """Let the secret link show another first sign-in, void the one before, mail the link, and commit.

    Refused before the first was shown, and after its administrator has chosen a password.
    """
    held = sa.select(UnitApplication).where(UnitApplication.order_id == order).with_for_update()
    db.session.execute(held)
    found = first_of(by, order)
    who = found.administrator
    if found.in_use:
        raise Refused(IN_USE, code="in_use")
    if who is None or not found.lost:
        raise Refused(NOT_SHOWN, code="not_shown")
    found.row.shown_at = None
    who.password_hash = hash_password(secrets.token_urlsafe(32))
    end_sign_ins(administrator=who.id)
    note(by.actor, "renew_sign_in", found.order.reference, reason, account=who.account)
    _tell(found)
    db.session.commit()


def _tell(found: First) -> None:
    order = found.order
    write_mail(
        MailDraft(
            about=f"order/{order.id}",
            address=order.email,
            area=unit(order.unit).area,
            title=say("A new first sign-in for your order {reference}", reference=order.reference),
            body=(
                say(
                    "{name}: the sign-in that was shown before is void. Open the link below to see another one. It is shown once.",
                    name=found.row.name,
                ),
            ),
            link=address_of(found.row),
        )
    )
