"""What authoring hangs into the composition: its places on the content editors' desk."""

from core.authoring.desk import LIBRARY_DESK, has_library
from core.decisions.values import say
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition, the_site

REVIEW = "authoring.stale"
PLACES = (
    DeskPlace(
        label=say("Courses"),
        endpoint="authoring.courses",
        covers=tuple(
            f"authoring.{name}"
            for name in (
                *("courses", "course", "new_course", "add", "edit", "save", "confirm", "do"),
                *("order", "save_order", "copies", "copy", "new_lesson", "add_to", "lesson", "save_lesson"),
                *("confirm_lesson_act", "do_to_lesson", "save_lesson_order", "preview"),
            )
        ),
        icon="book",
        rank=20,
    ),
    DeskPlace(
        label=say("Library"),
        endpoint=f"{LIBRARY_DESK}.courses",
        covers=(f"{LIBRARY_DESK}.",),
        icon="report",
        rank=30,
        by_rule=lambda: has_library(the_site()),
    ),
    DeskPlace(
        label=say("Lessons to be reviewed"),
        endpoint=REVIEW,
        covers=(REVIEW,),
        icon="flag",
        rank=45,
    ),
)


def init(composed: Composition) -> None:
    """Enter the places."""
    enter_places(composed.desk, PLACES)
