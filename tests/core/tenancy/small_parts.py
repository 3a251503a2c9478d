"""A plug-in with the few parts of the small world of rules."""

from core.decisions.accounts import LoginProvider, NumberScheme
from core.decisions.credit import CreditRule
from core.decisions.eligibility import Check
from core.decisions.outcome import Formula
from core.decisions.slots import SlotPlan
from core.hooks import hookimpl
from tests.core.rules import world


@hookimpl
def login_providers() -> list[type[LoginProvider]]:
    return [world.ByAccount]


@hookimpl
def account_numbers() -> list[type[NumberScheme]]:
    return [world.AsGiven]


@hookimpl
def credit_rules() -> list[type[CreditRule]]:
    return [world.PerMinute]


@hookimpl
def slot_planners() -> list[type[SlotPlan]]:
    return [world.Window, world.OneDay]


@hookimpl
def outcome_formulas() -> list[type[Formula]]:
    return [world.Weighted]


@hookimpl
def eligibility_checks() -> list[type[Check]]:
    return [world.AllOf, world.StudyDone]
