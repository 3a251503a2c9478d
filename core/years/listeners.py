"""What years hang into the composition: places on the desk, and the learner's yearly confirmation."""

from core.decisions.values import Word, say
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition, HomeTask, Site, Viewer, the_site, the_viewer
from core.years.confirming import round_of, said_of


def _own_place() -> bool:
    """An office opens years on the site of its own place."""
    viewer = the_viewer()
    return viewer is not None and viewer.area == the_site().area


def _has_round() -> bool:
    return round_of(the_site()) is not None


def _confirm_task(viewer: Viewer, site: Site) -> HomeTask | None:
    """Ask a learner for their confirmation while the round is open and nothing, or something wrong, has been said."""
    found = round_of(site, viewer.area)
    if found is None or not found.open or "learner" not in found.rule.who:
        return None
    said = said_of(viewer.id, found.year)
    if said is not None and said.state == "confirmed":
        return None
    return HomeTask(
        label=say("Confirm my details"),
        url="/confirm",
        hint=say("until {day}", day=found.rule.period.last),
        state=Word(f"confirmation_{said.state if said else 'missing'}"),
    )


PLACES = (
    DeskPlace(
        label=say("Confirmations"),
        endpoint="confirmations.listed",
        covers=("confirmations.",),
        icon="check",
        rank=24,
        group="people",
        by_rule=_has_round,
    ),
    DeskPlace(
        label=say("Years"),
        endpoint="years.years",
        covers=("years.",),
        icon="clock",
        rank=75,
        group="place",
        by_rule=_own_place,
    ),
)


def init(composed: Composition) -> None:
    """Enter the places, and what learners are asked for on their home page."""
    enter_places(composed.desk, PLACES)
    composed.home_tasks.append(_confirm_task)
