"""What the pages of this domain share: the blueprint, and the administrator who looks as one who acts."""

from flask import Blueprint

from core.accounts.service import Acting, acting
from core.web.site import the_site, viewer_here

blueprint = Blueprint("outside", __name__, template_folder="templates", url_prefix="/admin")


def acting_here() -> Acting:
    """Return the administrator who looks as one who acts."""
    return acting(the_site(), viewer_here())
