"""A letter that the demo's office writes to a bureau below it; the worker numbers and sends it after the start."""

from core.accounts.service import Acting, Administrator, unit
from core.audit.service import Actor
from core.reports.asking import Query
from core.reports.letter_writing import begin_letters, proposed_letter
from core.reports.sight import sight_of
from core.web.site import Site, Viewer


def write_to(site: Site, office: Administrator, bureau: str) -> None:
    """Order a letter to a bureau, in the wording that the office is offered."""
    home = unit(office.unit)
    viewer = Viewer(
        id=office.id,
        kind="administrator",
        name=office.name,
        role="provincial_office",
        unit=home.code,
        unit_name=home.name,
        area=home.area,
    )
    sight = sight_of(site, viewer)
    by = Acting(site, Actor(office.id, office.name), sight.scope)
    begin_letters(by, sight, Query(), [bureau], proposed_letter(sight, home.name))
