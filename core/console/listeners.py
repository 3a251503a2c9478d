"""What the console hangs into the composition: its places on the desk, who is an operator, and the demo's clocks."""

from core.console.demo_start import below_sites
from core.console.operators import operator_of
from core.decisions.values import say
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition, viewer_here

PLACES = (
    DeskPlace(
        label=say("Overview"),
        endpoint="console.desk",
        covers=("console.desk",),
        icon="home",
        rank=10,
        by_rule=lambda: viewer_here().may("units"),
    ),
    DeskPlace(
        label=say("Learners"),
        endpoint="console.learners",
        covers=(
            "console.learners",
            "console.learner",
            "console.study_record",
            "outside.credit",
            "outside.enter_credit",
            "console.confirm_learner",
            "console.act_on_learner",
            "console.place",
            "people.",
            "bulk.",
        ),
        icon="people",
        rank=20,
    ),
    DeskPlace(
        label=say("Exams in progress"),
        endpoint="console.hall",
        covers=("console.hall", "console.extend", "console.attempt"),
        icon="clock",
        rank=25,
        group="exams",
    ),
    DeskPlace(
        label=say("Corrections"),
        endpoint="console.corrections",
        covers=("console.corrections", "console.preview_correction", "console.apply_correction"),
        icon="rules",
        rank=60,
        group="results",
    ),
    DeskPlace(
        label=say("Audit trail"),
        endpoint="console.trail",
        covers=("console.trail",),
        icon="file",
        rank=90,
        group="place",
    ),
)


def init(composed: Composition) -> None:
    """Enter the console's places; tell the ground floor whose tokens operators hold, and what stands below the demo's sites."""
    enter_places(composed.desk, PLACES)
    composed.operator_of = operator_of
    if composed.demo:
        composed.below_sites = below_sites
