"""What pages may ask of ordering without an account; the only code that commits is behind these names."""

from core.ordering.applying import (
    Applicant,
    Known,
    apply_new,
    find_known,
    give_up,
    preview_new,
    renew,
    send_voucher,
)
from core.ordering.finding import application_of
from core.ordering.forms import MOST_HEADS, NewUnitForm, new_unit_of
from core.ordering.handing_out import First, first_of, hand_out_again, has_opened
from core.ordering.links import address_of, hash_of
from core.ordering.models import UnitApplication
from core.ordering.opening import next_range, open_unit, show_sign_in
from core.ordering.quoting import PublicQuote, refuse_closed, regions_of

__all__ = [
    "MOST_HEADS",
    "Applicant",
    "First",
    "Known",
    "NewUnitForm",
    "PublicQuote",
    "UnitApplication",
    "address_of",
    "application_of",
    "apply_new",
    "find_known",
    "first_of",
    "give_up",
    "hand_out_again",
    "has_opened",
    "hash_of",
    "new_unit_of",
    "next_range",
    "open_unit",
    "preview_new",
    "refuse_closed",
    "regions_of",
    "renew",
    "send_voucher",
    "show_sign_in",
]
