"""What the payment of an application does by the same act: the unit with its range, its first administrator, its numbers."""

import re
import secrets
from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa

from core.accounts.service import Administrator, Unit, hash_password, issue_numbers, rules_of, unit
from core.audit.service import Actor, note
from core.db import db, now
from core.decisions.accounts import NumberScheme
from core.decisions.values import say
from core.errors import Refused
from core.fees.service import FeeOrder, order_of
from core.notify.service import MailDraft, write_mail
from core.ordering.links import address_of
from core.ordering.models import UnitApplication
from core.rosters.desk import site_of
from core.rosters.models import UnitChange
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant
from core.web.site import Site

FIRST_RANGE = "100001"
"""Where no unit of the tenant has a range yet."""
LETTERS, DIGITS = "abcdefghjkmnpqrstuvwxyz", "23456789"
"""Without the signs that are read one for another."""
SHOWN = say("The sign-in has been shown already. If it is lost, the hotline can have it handed out anew.")
NOT_YET = say("The sign-in is there as soon as the payment has come in.")


def open_unit(by: Actor, order: FeeOrder) -> None:
    """Make the unit that an order was placed for, in the transaction of its payment; nothing for orders of units that exist."""
    row = db.session.scalars(
        sa.select(UnitApplication).where(UnitApplication.order_id == order.id).with_for_update()
    ).one_or_none()
    if row is None:
        return
    if not row.renews:
        _open(by, order, row)
    _tell(order, row)


def show_sign_in(row: UnitApplication) -> tuple[str, str]:
    """Give the first administrator a password and return their account with it, once, and commit; Refused later on."""
    held = sa.select(UnitApplication).where(UnitApplication.order_id == row.order_id).with_for_update()
    kept = db.session.scalars(held.execution_options(populate_existing=True)).one()
    if kept.administrator is None:
        raise Refused(NOT_YET, code="not_paid")
    if kept.shown_at is not None:
        raise Refused(SHOWN, code="shown_already")
    who = db.session.scalars(sa.select(Administrator).where(Administrator.id == kept.administrator)).one()
    password = _password()
    who.password_hash, who.must_change, kept.shown_at = hash_password(password), True, now()
    order = order_of(kept.order_id)
    note(Actor(order.ordered_by, order.ordered_by_name), "show_sign_in", order.reference, account=who.account)
    db.session.commit()
    return who.account, password


def next_range(scheme: NumberScheme, ranges: Sequence[str], above: str, heads: int) -> str:
    """Return the next free range with room for so many: as long as most are, after the highest of that length.

    ``ranges`` are those of all units, ``above`` that of the unit above, which may hold it. "" where the scheme hands none out.
    """
    usual = Counter(map(len, ranges)).most_common(1)
    same = [one for one in ranges if usual and len(one) == usual[0][0]]
    candidate = str(int(max(same)) + 1).zfill(len(same[0])) if same else FIRST_RANGE
    others = [one for one in ranges if one != above]
    while any(candidate.startswith(one) or one.startswith(candidate) for one in others):
        candidate = str(int(candidate) + 1).zfill(len(candidate))
    return candidate if scheme.issue(candidate, heads) is not None else ""


def _open(by: Actor, order: FeeOrder, row: UnitApplication) -> None:
    take_locks([f"units/{current_tenant()}", f"numbers/{current_tenant()}"])
    parent = unit(order.unit)
    site = site_of(parent.area)
    made = _unit(order, row, parent, site)
    db.session.add(made)
    db.session.flush()
    db.session.add(_change(by, order, made))
    first = _administrator(order, made)
    db.session.add(first)
    db.session.flush()
    if made.number_range:
        issue_numbers(site, made, order.heads)
    order.unit, row.made_unit, row.administrator = made.code, made.code, first.id
    note(by, "open_unit", f"unit/{made.code}", unit=made.name, heads=str(order.heads))


def _unit(order: FeeOrder, row: UnitApplication, parent: Unit, site: Site) -> Unit:
    ranges = list(db.session.scalars(sa.select(Unit.number_range).where(Unit.number_range != "")))
    scheme = rules_of(site, parent.area).accounts.number
    return Unit(
        code=_code(order),
        parent=parent.code,
        name=row.name,
        level=parent.level,
        kind=row.kind,
        area=parent.area,
        region=row.region,
        number_range=next_range(scheme, ranges, parent.number_range, order.heads),
    )


def _code(order: FeeOrder) -> str:
    """The order's reference, unless somebody has given it to a unit by hand."""
    taken = set(db.session.scalars(sa.select(Unit.code).where(Unit.code.startswith(order.reference))))
    code = order.reference
    while code in taken:
        code += "-1"
    return code


def _change(by: Actor, order: FeeOrder, made: Unit) -> UnitChange:
    at = now()
    return UnitChange(
        unit=made.code,
        act="added",
        state="done",
        day=at.astimezone(site_of(made.area).zone).date(),
        before=None,
        after=made.parent,
        reason=order.reference,
        by=by.id,
        by_name=by.name,
        at=at,
    )


def _administrator(order: FeeOrder, made: Unit) -> Administrator:
    """Nobody knows the first password, the shared initial one least of all, until it is shown on the secret link."""
    return Administrator(
        account=re.sub(r"\W", "", made.code).lower(),
        name=order.contact,
        role="unit_administrator",
        unit=made.code,
        phone=order.phone,
        password_hash=hash_password(secrets.token_urlsafe(32)),
        must_change=True,
    )


def _tell(order: FeeOrder, row: UnitApplication) -> None:
    paid = say(
        "{name}: the payment has come in, and {heads} seats are active.", name=row.name, heads=order.heads
    )
    first = say(
        "Open the link below to see the sign-in of your unit's first administrator. It is shown once."
    )
    known = say("Your unit's administrator signs in as before.")
    write_mail(
        MailDraft(
            about=f"order/{order.id}",
            address=order.email,
            area=unit(order.unit).area,
            title=say("Your order {reference} is paid", reference=order.reference),
            body=(paid, known if row.renews else first),
            link=address_of(row),
        )
    )


def _password() -> str:
    """Five letters and five digits, mixed."""
    signs = [secrets.choice(LETTERS) for _ in range(5)] + [secrets.choice(DIGITS) for _ in range(5)]
    secrets.SystemRandom().shuffle(signs)
    return "".join(signs)
