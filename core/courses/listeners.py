"""What study hears of: a learner's first sign-in of a day is entered in the ledger."""

from core.courses import service
from core.web.site import Composition


def init(_composed: Composition) -> None:
    """Subscribe; called when the application is composed."""
    service.listen()
