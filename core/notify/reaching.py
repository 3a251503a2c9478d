"""Where people can be reached, by the channels that their place uses and the platform has settings for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Learner, Unit
from core.db import db
from core.decisions.channels import Channel, Contact
from core.notify.models import ContactChoice
from core.tenancy.notices import Notices
from core.tenancy.scope import current_tenant
from core.tenancy.tenant import Tenant
from core.web.site import composition


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Where a learner can be reached, whose place's settings hold, and whether they want reminders."""

    contact: Contact
    area: str
    reminders: bool


def reached_by(learners: Collection[UUID]) -> dict[UUID, Reached]:
    """Return where learners can be reached; who is not of the tenant or not active is left out."""
    query = (
        sa.select(Learner, Unit.area, ContactChoice)
        .join(Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit))
        .outerjoin(
            ContactChoice,
            sa.and_(ContactChoice.tenant == Learner.tenant, ContactChoice.learner == Learner.id),
        )
        .where(Learner.id.in_(learners), Learner.active)
    )
    return {
        learner.id: Reached(
            contact=contact_of(learner, choice), area=area, reminders=choice is None or choice.reminders
        )
        for learner, area, choice in db.session.execute(query)
    }


def contact_of(learner: Learner, choice: ContactChoice | None) -> Contact:
    """Return where a learner can be reached: by mail at the address alone that they have confirmed."""
    confirmed = choice is not None and choice.email == learner.email
    accounts: Mapping[str, str] = learner.profile.get("channels", {})
    return Contact(email=learner.email if confirmed else "", phone=learner.phone, accounts=accounts)


def channels_of(notices: Notices) -> list[tuple[str, Channel]]:
    """Return the channels of a place that the platform has settings for."""
    offered, platform = the_tenant().parts[Channel], composition().channels
    made = [(name, offered[name]()) for name in notices.channels]
    return [(name, channel) for name, channel in made if channel.ready(platform.get(name, {}))]


def the_tenant() -> Tenant:
    """Return the tenant in scope as the registry has it."""
    return composition().registry.tenants[current_tenant()]
