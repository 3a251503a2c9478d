"""A course and a lesson as an editor writes them, and what is wrong with them, fault by fault."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.authoring.offers import Offers
from core.bank.service import CODE, UNSHOWN, Editor
from core.courses.service import Work
from core.decisions.values import NOWHERE, Cite, Text, say
from core.web.richtext import FORMATS

LONGEST_LINE = 120
LONGEST_TEXT = 200_000
"""Characters of a lesson; a law code of a thousand articles has about half of that."""
MOST_WORTH = Decimal(10_000)

Faults = dict[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseDraft:
    """What the form of a course says."""

    code: str = ""
    title: str = ""
    area: str = ""
    category: str = ""
    bucket: str = "required"
    tiers: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    released: date | None = None
    worth: Decimal | None = None
    cite: Cite = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonDraft:
    """What the form of a lesson says."""

    title: str = ""
    text: str = ""
    format: str = "markdown"
    work: Work | None = None
    worth: Decimal | None = None


def course_faults(editor: Editor, draft: CourseDraft, offers: Offers) -> Faults:
    """Return what is wrong with a course, by the field that it is wrong in."""
    unknown_tiers = [tier for tier in draft.tiers if tier not in offers.tiers]
    unknown_sectors = [sector for sector in draft.sectors if sector not in offers.sectors]
    found = {
        "code": _code(draft.code),
        "title": _line(draft.title) or (None if draft.title else say("Please give it a title.")),
        "category": _line(draft.category),
        "area": None if draft.area in offers.areas and editor.sees(draft.area) else NOT_YOUR_AREA,
        "bucket": None
        if draft.bucket in offers.buckets
        else say("The year's rules name no such kind of course."),
        "tiers": say("There is no tier {tier} here.", tier=unknown_tiers[0]) if unknown_tiers else None,
        "sectors": say("There is no sector {sector} here.", sector=unknown_sectors[0])
        if unknown_sectors
        else None,
        "worth": _worth(draft.worth, offers.worth["course"].open),
        "article": _cite(draft.cite, offers),
    }
    return {name: fault for name, fault in found.items() if fault is not None}


def lesson_faults(draft: LessonDraft, offers: Offers) -> Faults:
    """Return what is wrong with a lesson, by the field that it is wrong in."""
    work = draft.work or Work(title="")
    nameless = say("Please name the law or book whose article or chapter this is.")
    found = {
        "title": _line(draft.title) or (None if draft.title else say("Please give it a title.")),
        "text": _text(draft),
        "work_title": _line(work.title) or (nameless if work.place and not work.title else None),
        "work_article": _line(work.article),
        "work_chapter": _line(work.chapter),
        "worth": _worth(draft.worth, offers.worth["lesson"].open),
    }
    return {name: fault for name, fault in found.items() if fault is not None}


NOT_YOUR_AREA = say("You cannot write courses for this area.")


def _code(code: str) -> Text | None:
    if CODE.fullmatch(code):
        return None
    return say("A code has 1 to 60 letters, digits, dots, dashes or underscores: {code}", code=code)


def _line(text: str) -> Text | None:
    if len(text) > LONGEST_LINE:
        return say("A text is longer than {most} characters.", most=LONGEST_LINE)
    if "\n" in text or UNSHOWN.search(text):
        return say("A text holds a sign that cannot be shown.")
    return None


def _text(draft: LessonDraft) -> Text | None:
    if len(draft.text) > LONGEST_TEXT:
        return say("A text is longer than {most} characters.", most=LONGEST_TEXT)
    if UNSHOWN.search(draft.text) or draft.format not in FORMATS:
        return say("A text holds a sign that cannot be shown.")
    return None


def _worth(worth: Decimal | None, carries: bool) -> Text | None:  # noqa: FBT001 (the rules' answer)
    if worth is None:
        return None
    if not carries:
        return say("Under the year's rules it carries no credit of its own.")
    if not 0 < worth <= MOST_WORTH or worth.as_tuple().exponent < -2:  # type: ignore[operator]  # noqa: PLR2004 (two decimals)
        return say("Credit is above 0 and at most {most}, with two decimals at most.", most=MOST_WORTH)
    return None


def _cite(cite: Cite, offers: Offers) -> Text | None:
    if cite.document and cite.document not in offers.documents:
        return say("The year's rules cite no such document.")
    if cite.article and not cite.document:
        return say("Please choose the document that this article stands in.")
    return _line(cite.article) or _line(cite.assumed)
