"""Which exams an administrator may print papers and enter marks for, by the rules of the places that they look after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.accounts.service import lies_in, rules_of
from core.decisions.credit import OtherProgrammes, Study
from core.decisions.on_paper import OnPaper, Role
from core.decisions.slots import Sitting
from core.decisions.values import say
from core.decisions.year import Exam, YearRules
from core.errors import NotFound
from core.web.roles import as_rules_name, duties_of
from core.web.site import Site, Viewer

OFFICE: tuple[Role, ...] = ("provincial_office",)
NO_EXAM = say("There is no such exam here.")
MOST_SITTINGS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An exam of a place's rules that may be sat outside."""

    area: str
    key: str
    exam: Exam
    rules: YearRules

    @property
    def name(self) -> str:
        """What forms send for it: the exam's key behind the area's path."""
        return f"{self.area}:{self.key}"

    @property
    def on_paper(self) -> OnPaper | None:
        """The rule of its papers; None where they are made elsewhere, or nowhere."""
        return self.exam.on_paper if self.exam.blueprint is not None else None


def offers_of(site: Site, viewer: Viewer) -> tuple[Offer, ...]:
    """Return the exams of this year whose papers or marks are in the viewer's hands."""
    if not viewer.may("units"):
        return ()
    return tuple(
        offer
        for offer in _offers(site, viewer)
        if as_rules_name(viewer.role) in (offer.exam.on_paper.by if offer.exam.on_paper else OFFICE)
    )


def offer_of(site: Site, viewer: Viewer, name: str) -> Offer:
    """Return one of them by its name; NotFound for every other."""
    found = next((offer for offer in offers_of(site, viewer) if offer.name == name), None)
    if found is None:
        raise NotFound(NO_EXAM)
    return found


def printable(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """Return those whose papers are printed here."""
    return tuple(offer for offer in offers if offer.on_paper is not None)


def sittings_of(site: Site, offer: Offer) -> tuple[Sitting, ...]:
    """Return the sittings of an exam in the order in which they open."""
    return offer.rules.sittings(offer.key, site.zone)[:MOST_SITTINGS]


def _offers(site: Site, viewer: Viewer) -> Iterator[Offer]:
    """An area's exam that reads as the province's is the province's."""
    tenant, seen = site.the_tenant, list[tuple[str, Exam]]()
    areas = [area for area, place in tenant.places.items() if place.year == site.year]
    mine = [area for area in areas if lies_in(area, viewer.area)]
    for area in mine if duties_of(viewer.role).reach == "place" else [viewer.area]:
        rules = year_rules(site, area)
        if rules is None:
            continue
        for key, exam in rules.exams.items():
            if exam.takes_marks and (key, exam) not in seen:
                seen.append((key, exam))
                yield Offer(area=area, key=key, exam=exam, rules=rules)


def year_rules(site: Site, area: str) -> YearRules | None:
    """Return the rules of a place's current year; None where they are left to the areas below it."""
    try:
        return rules_of(site, area)
    except NotFound:
        return None


def elsewhere_rule(site: Site, viewer: Viewer) -> tuple[Study, OtherProgrammes] | None:
    """Return the rule of credit from other programmes of the viewer's place; None where it takes none."""
    rules = year_rules(site, viewer.area) if viewer.may("units") else None
    study = rules.study if rules else None
    return (
        None if study is None or study.from_other_programmes is None else (study, study.from_other_programmes)
    )
