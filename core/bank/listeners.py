"""What the bank hangs into the composition: its places on the content editors' desk."""

from core.decisions.values import say
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition

PLACES = (
    DeskPlace(
        label=say("Questions"),
        endpoint="bank.questions",
        covers=(
            "bank.questions",
            "bank.question",
            "bank.new",
            "bank.edit",
            "bank.add",
            "bank.save",
            "bank.act",
        ),
        icon="check",
        rank=10,
    ),
    DeskPlace(
        label=say("To be reviewed"),
        endpoint="bank.stale",
        covers=("bank.stale",),
        icon="flag",
        rank=40,
    ),
    DeskPlace(
        label=say("Source works"),
        endpoint="bank.works",
        covers=("bank.works", "bank.change_work"),
        icon="rules",
        rank=50,
    ),
    DeskPlace(
        label=say("Import"),
        endpoint="bank.imports",
        covers=("bank.imports", "bank.upload", "bank.one_import"),
        icon="file",
        rank=60,
    ),
)


def init(composed: Composition) -> None:
    """Enter the places."""
    enter_places(composed.desk, PLACES)
