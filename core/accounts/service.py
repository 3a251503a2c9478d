"""What other domains, pages and commands may ask of accounts; the only code that commits is behind these names."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa

from core.accounts.areas import home_area, lies_in, signs_in_on
from core.accounts.audiences import recorded_sectors, recorded_tiers
from core.accounts.care import (
    Acting,
    acting,
    deactivate,
    post_to,
    reactivate,
    reset_administrator,
    reset_password,
    server_acting,
    transfer,
    transfer_verdict,
    unlock,
)
from core.accounts.cohorts import (
    OF_LEARNER,
    OF_LIST,
    ORGANISER,
    days_listed,
    in_force,
)
from core.accounts.hashing import hash_password, matches
from core.accounts.limits import Limit, take
from core.accounts.lists import Filters, Page, learners_in, narrowed
from core.accounts.models import (
    Administrator,
    CohortEntry,
    CohortList,
    Consent,
    IssuedNumber,
    Learner,
    SignIn,
    Unit,
)
from core.accounts.names import masked
from core.accounts.naming import Helped, helpers_at, plain_name, units_called, units_like
from core.accounts.numbers import Numbers, issue_numbers, numbers_for
from core.accounts.own import (
    after_password,
    bind_contacts,
    change_password,
    check_new_password,
    look_as_administrator,
    look_at_own_study,
    password_verdict,
    set_password,
    sign_out,
    skip_contacts,
)
from core.accounts.privacy import (
    PrivacyNotice,
    consent_behind,
    consents_of,
    give_consent,
    privacy_notice,
)
from core.accounts.roster import (
    NewAdministrator,
    NewLearner,
    NewUnit,
    add_administrator,
    add_learner,
    add_learners,
    add_unit,
    add_units,
    person_of,
    persons_of,
    stored_account,
)
from core.accounts.rules import rules_of
from core.accounts.scope import (
    Scope,
    administrator_now,
    administrators_of,
    all_in,
    everything,
    helpers_of,
    keepers_of,
    learner_in,
    scope_of,
    subtree,
    unit,
    unit_in,
)
from core.accounts.sessions import end_all as end_sign_ins
from core.accounts.sessions import viewer_of
from core.accounts.signing_in import (
    SecondFactNeeded,
    WrongSignIn,
    administrator_called,
    learner_called,
    second_fact_asked,
    sign_in,
    sign_in_administrator,
)
from core.accounts.tries import count_failure, refuse_early, stranger, true_now
from core.db import db
from core.decisions.values import say
from core.errors import NotFound

__all__ = [
    "OF_LEARNER",
    "OF_LIST",
    "ORGANISER",
    "Acting",
    "Administrator",
    "CohortEntry",
    "CohortList",
    "Consent",
    "Filters",
    "Helped",
    "IssuedNumber",
    "Learner",
    "Limit",
    "NewAdministrator",
    "NewLearner",
    "NewUnit",
    "Numbers",
    "Page",
    "PrivacyNotice",
    "Scope",
    "SecondFactNeeded",
    "SignIn",
    "Unit",
    "WrongSignIn",
    "acting",
    "add_administrator",
    "add_learner",
    "add_learners",
    "add_unit",
    "add_units",
    "administrator_called",
    "administrator_now",
    "administrators_of",
    "after_password",
    "all_in",
    "bind_contacts",
    "change_password",
    "check_new_password",
    "consent_behind",
    "consents_of",
    "count_failure",
    "days_listed",
    "deactivate",
    "end_sign_ins",
    "everything",
    "give_consent",
    "hash_password",
    "helpers_at",
    "helpers_of",
    "home_area",
    "in_force",
    "issue_numbers",
    "keepers_of",
    "learner",
    "learner_and_unit",
    "learner_called",
    "learner_in",
    "learners_and_units",
    "learners_in",
    "lies_in",
    "look_as_administrator",
    "look_at_own_study",
    "masked",
    "matches",
    "narrowed",
    "numbers_for",
    "password_verdict",
    "person_of",
    "persons_of",
    "plain_name",
    "post_to",
    "privacy_notice",
    "reactivate",
    "recorded_sectors",
    "recorded_tiers",
    "refuse_early",
    "reset_administrator",
    "reset_password",
    "rules_of",
    "scope_of",
    "second_fact_asked",
    "server_acting",
    "set_password",
    "sign_in",
    "sign_in_administrator",
    "sign_out",
    "signs_in_on",
    "skip_contacts",
    "stored_account",
    "stranger",
    "subtree",
    "take",
    "transfer",
    "transfer_verdict",
    "true_now",
    "unit",
    "unit_in",
    "units_called",
    "units_like",
    "unlock",
    "viewer_of",
]


def learner(learner_id: UUID) -> Learner:
    """Return a learner of the tenant; NotFound when there is none."""
    return learner_and_unit(learner_id)[0]


def learner_and_unit(learner_id: UUID) -> tuple[Learner, Unit]:
    """Return a learner with their unit; NotFound when there is no such learner in the tenant."""
    found = learners_and_units([learner_id])
    if not found:
        raise NotFound(say("There is no such learner here."))
    return found[0]


def learners_and_units(learners: Collection[UUID]) -> list[tuple[Learner, Unit]]:
    """Return learners with their units, in any order; who is not of the tenant is left out."""
    query = sa.select(Learner, Unit).join(
        Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit)
    )
    return list(db.session.execute(query.where(Learner.id.in_(learners))).tuples())
