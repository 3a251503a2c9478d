"""What an applicant does without an account: order for a new unit, order for one of last year, send the voucher, give up."""

import hmac
from dataclasses import dataclass
from typing import IO
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, Administrator, Scope, Unit, rules_of, subtree, true_now, unit
from core.audit.service import Actor, note
from core.db import db, now
from core.decisions.values import Text, say
from core.errors import BadInput, Refused
from core.fees import service as fees
from core.fees.service import Buyer, FeeOrder, Quote, Seen
from core.files.service import forget_file, keep_file
from core.notify.service import MailDraft, write_mail
from core.ordering.forms import NewUnitForm
from core.ordering.limits import count_guess, refuse_flood, refuse_guessing
from core.ordering.links import address_of, name_key, new_nonce
from core.ordering.models import UnitApplication
from core.ordering.quoting import PublicQuote, quote_new, regions_of, unit_pays
from core.web.site import Site

APPLICANT = UUID(int=1)
"""The number under which those without an account act; their names tell them apart."""
GONE = ("cancelled", "refunded")
CHANGED = say("The price has changed meanwhile. Please look at it again.")
KNOWN = say(
    "{name} is on this platform already. Its administrator orders after signing in, or with the unit's code under “Renew”."
)
TWICE = say(
    "There is an order of {name} already, placed on {day}. Please use the link in the mail, or call the hotline."
)
NOT_THE_UNITS = say("Others pay for units of this kind; there is nothing to order.")
NO_MATCH = say("There is no unit with this code whose administrator has this telephone number.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who applies: from which address of the net, as a digest, on which site."""

    site: Site
    from_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A unit of last year whose applicant has shown that they know its administrator."""

    unit: Unit
    quote: Quote


def preview_new(who: Applicant, form: NewUnitForm) -> PublicQuote:
    """Return the price of a unit to be; Refused when the unit is known, has an order already, or pays nothing itself."""
    parent = _parent(who.site, form.region)
    _refuse_known(who.site, form.name)
    quote = quote_new(who.site, form, parent)
    if not unit_pays(quote.charge):
        raise Refused(NOT_THE_UNITS, code="nothing_to_order")
    return quote


def apply_new(who: Applicant, form: NewUnitForm, seen: Seen) -> UnitApplication:
    """Order for a unit to be at the price that was shown, tell the applicant by mail, and commit."""
    refuse_flood(who.from_hash)
    _hold_applications()
    quote = preview_new(who, form)
    if (quote.heads, quote.charge.fen) != (seen.heads, seen.fen):
        raise Refused(CHANGED, code="price_changed")
    applied = fees.Applied(
        name=form.name,
        parent=_parent(who.site, form.region),
        heads=quote.heads,
        charge=quote.charge,
        buyer=form.buyer,
    )
    order = fees.enter_applied(actor_of(form.buyer), who.site, applied)
    row = _application(who, order, form.name)
    row.kind, row.region = form.kind, form.region
    return _entered(row, order, who.site)


def find_known(who: Applicant, code: str, phone: str) -> Known:
    """Return a unit of last year by its code and its administrator's telephone number, with the price of its roster.

    Raises BadInput for every pair that does not belong together, TooMany for who guesses.
    """
    refuse_guessing(who.from_hash)
    found = _unit_by(code.strip(), phone)
    if found is None:
        count_guess(who.from_hash)
        raise BadInput(NO_MATCH, fields={"code": NO_MATCH})
    return Known(unit=found, quote=fees.quote_for(who.site, found))


def renew(who: Applicant, known: Known, buyer: Buyer, seen: Seen) -> UnitApplication:
    """Order for everybody on the roster of a unit of last year, tell the applicant by mail, and commit."""
    refuse_flood(who.from_hash)
    _hold_applications()
    parents = dict(db.session.execute(sa.select(Unit.code, Unit.parent)).tuples().all())
    by = Acting(who.site, actor_of(buyer), Scope(subtree(known.unit.code, parents)))
    order = fees.enter_order(by, known.unit.code, seen, buyer)
    row = _application(who, order, known.unit.name)
    row.renews, row.kind, row.region = True, known.unit.kind, known.unit.region
    return _entered(row, order, who.site)


def send_voucher(row: UnitApplication, stream: IO[bytes], name: str) -> FeeOrder:
    """Keep the photo or PDF of the applicant's remittance voucher, and commit; BadFile, Refused for an ended order."""
    order = fees.order_of(row.order_id, lock=True)
    fees.refuse_ended(order)
    actor = Actor(order.ordered_by, order.ordered_by_name)
    before, order.voucher = order.voucher, keep_file(stream, name, "voucher", actor).id
    order.state, order.voucher_at = "voucher_sent", now()
    if before is not None:
        forget_file(before)
    note(actor, "send_voucher", order.reference)
    db.session.commit()
    return order


def give_up(row: UnitApplication, site: Site, reason: str) -> FeeOrder:
    """Cancel the applicant's own order, for which no money has come in, and commit; raises Refused."""
    order = fees.order_of(row.order_id)
    by = Acting(site, Actor(order.ordered_by, order.ordered_by_name), Scope(frozenset({order.unit})))
    return fees.cancel_order(by, order.id, reason)


def actor_of(buyer: Buyer) -> Actor:
    """Return an applicant as the audit trail names them; nobody's account."""
    return Actor(APPLICANT, buyer.contact)


def _application(who: Applicant, order: FeeOrder, name: str) -> UnitApplication:
    return UnitApplication(
        order_id=order.id,
        name=name,
        name_key=name_key(name),
        kind="",
        region="",
        renews=False,
        nonce=new_nonce(),
        from_hash=who.from_hash,
        applied_at=true_now(),
    )


def _entered(row: UnitApplication, order: FeeOrder, site: Site) -> UnitApplication:
    db.session.add(row)
    db.session.flush()
    write_mail(
        MailDraft(
            about=f"order/{order.id}",
            address=order.email,
            area=site.area,
            title=say("Your order {reference}", reference=order.reference),
            body=(
                say("{name}: {heads} people have been ordered for.", name=row.name, heads=order.heads),
                say(
                    "Keep the link below to yourself: with it you send the voucher and see what becomes of the order."
                ),
            ),
            link=address_of(row),
        )
    )
    db.session.commit()
    return row


def _hold_applications() -> None:
    """Let two who order for the same unit wait for each other, so that the second is told."""
    fees.hold_ledger()


def _parent(site: Site, region: str) -> Unit:
    return unit(regions_of(site).get(region, ""))


def _refuse_known(site: Site, name: str) -> None:
    key = name_key(name)
    names = db.session.scalars(sa.select(Unit.name).where(Unit.closed_on.is_(None)))
    if any(name_key(one) == key for one in names):
        raise Refused(Text(KNOWN.message, {"name": name}), code="unit_known")
    query = (
        sa.select(FeeOrder.ordered_at)
        .join(
            UnitApplication,
            sa.and_(UnitApplication.tenant == FeeOrder.tenant, UnitApplication.order_id == FeeOrder.id),
        )
        .where(
            UnitApplication.name_key == key,
            FeeOrder.year == rules_of(site).year,
            FeeOrder.state.not_in(GONE),
        )
    )
    placed = db.session.scalars(query.limit(1)).first()
    if placed is not None:
        day = placed.astimezone(site.zone).date()
        raise Refused(Text(TWICE.message, {"name": name, "day": day}), code="ordered_already")


def _unit_by(code: str, phone: str) -> Unit | None:
    """Compare with the number of every administrator of the unit, in the same time whether or not the unit exists."""
    query = sa.select(Unit).where(Unit.code == code, Unit.closed_on.is_(None))
    found = db.session.scalars(query).one_or_none()
    phones = sa.select(Administrator.phone).where(Administrator.unit == code, Administrator.active)
    typed = _digits(phone)
    known = [_digits(one) for one in db.session.scalars(phones)]
    matches = [hmac.compare_digest(one, typed) for one in known or [""]]
    return found if typed and any(matches) else None


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isascii() and sign.isdigit())
