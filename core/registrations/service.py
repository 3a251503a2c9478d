"""What pages and other domains may ask of registrations; the only code that commits is behind these names."""

from core.registrations.deciding import accept, accept_all, refuse, registration_in
from core.registrations.entering import PURPOSE, register, registration_called, said_on_sheet, spaced
from core.registrations.lists import Query, Registrations, registrations_of, waiting_in
from core.registrations.models import STATES, Registration
from core.registrations.sending import is_open, more_fields, rule_here

__all__ = [
    "PURPOSE",
    "STATES",
    "Query",
    "Registration",
    "Registrations",
    "accept",
    "accept_all",
    "is_open",
    "more_fields",
    "refuse",
    "register",
    "registration_called",
    "registration_in",
    "registrations_of",
    "rule_here",
    "said_on_sheet",
    "spaced",
    "waiting_in",
]
