"""What the pages of this domain share: the blueprint, and the administrator who looks as one who acts."""

from flask import Blueprint

from core.accounts.service import Acting, acting
from core.decisions.values import say
from core.errors import NotFound
from core.outside.offers import ROLES
from core.web.site import the_site, viewer_here

blueprint = Blueprint("outside", __name__, template_folder="templates", url_prefix="/admin")


def acting_here() -> Acting:
    """Return the administrator who looks as one who acts; NotFound for one who looks after questions alone."""
    if viewer_here().role not in ROLES:
        raise NotFound(say("There is nothing at this address."))
    return acting(the_site(), viewer_here())
