"""The yearly rules: everything that a notice fixes for one year, as one frozen value."""

from dataclasses import field
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Annotated, Literal

from core.decisions.accounts import Accounts, Confirmation, Freeze, Transfers
from core.decisions.certificates import Certificate
from core.decisions.charges import Fees
from core.decisions.credit import Study
from core.decisions.eligibility import Check
from core.decisions.exemptions import Exemptions
from core.decisions.on_paper import OnPaper
from core.decisions.outcome import OutcomeRule
from core.decisions.papers import Blueprint
from core.decisions.records import Note, Period, record
from core.decisions.slots import Attempts, Booking, Sitting, SlotPlan
from core.decisions.values import NOWHERE, Cite

OPENS = attrgetter("opens")


@record
class Document:
    """An official document that rules cite; ``via`` one is only named by those at hand, never read."""

    number: Annotated[str, Note("official number")]
    title: Annotated[str, Note("title")]
    via: Annotated[bool, Note("named by another document, not read itself")] = False


@record
class Audience:
    """Who takes part."""

    unit_kinds: Annotated[tuple[str, ...], Note("kinds of unit; all when left out")] = ()
    unit_levels: Annotated[tuple[str, ...], Note("levels of unit; all when left out")] = ()
    employment: Annotated[tuple[str, ...], Note("employment states that take part")] = ("serving",)
    ranks: Annotated[tuple[str, ...], Note("ranks that take part; all when left out")] = ()
    tiers: Annotated[tuple[str, ...], Note("audience tiers for content and papers")] = ()
    stationed: Annotated[
        Literal["own", "place"], Note("who organises stationed units: their own department or the place")
    ] = "place"
    cite: Cite = NOWHERE


@record
class Exam:
    """One exam, test or mock of the year."""

    title: Annotated[str, Note("title, in the tenant's language")]
    plan: Annotated[SlotPlan, Note("when it can be sat", narrower="within")]
    kind: Annotated[
        Literal["exam", "test", "mock", "paper"],
        Note("exam; test or mock that never counts; paper: marks come from outside"),
    ] = "exam"
    cohort: Annotated[str, Note("the cohort that sits it; everybody when left out")] = ""
    full_mark: Annotated[Decimal, Note("full mark")] = Decimal(100)
    pass_mark: Annotated[
        Decimal | None,
        Note("least mark that passes it; none when only the year's score counts", narrower="higher"),
    ] = None
    attempts: Annotated[Attempts, Note("how often")] = Attempts()
    blueprint: Annotated[Blueprint | None, Note("how papers are made")] = None
    gate: Annotated[Check | None, Note("what must be so before it may be started")] = None
    open_to: Annotated[
        Check | None,
        Note("who of its cohort may book and sit it: makeup groups, ranks; all of them when left out"),
    ] = None
    booking: Annotated[
        Booking | None, Note("whether and by whom a place is booked; none needed when left out")
    ] = None
    makeup_of: Annotated[tuple[str, ...], Note("the exams that it makes up for")] = ()
    shows: Annotated[Literal["nothing", "mark", "answers"], Note("what is shown after hand-in")] = "mark"
    acknowledge: Annotated[bool, Note("whether the exam rules must be acknowledged first")] = False
    on_paper: Annotated[
        OnPaper | None,
        Note("whether it may be sat on printed papers and its marks entered from a file; not when left out"),
    ] = None
    cite: Cite = NOWHERE

    @property
    def counts(self) -> bool:
        """Whether its mark can count for the year."""
        return self.kind in {"exam", "paper"}

    @property
    def takes_marks(self) -> bool:
        """Whether marks may come from outside."""
        return self.kind == "paper" or self.on_paper is not None


@record
class Cohorts:
    """Which cohort a learner sits with: the first of these to which they belong by rule or by an organiser's list."""

    precedence: Annotated[tuple[str, ...], Note("cohorts, the winning one first")]
    members: Annotated[
        dict[str, Check], Note("who belongs to a cohort by rule, besides those whom its organiser lists")
    ] = field(default_factory=dict)
    otherwise: Annotated[str, Note("the cohort of those whom none lists")] = ""
    cite: Cite = NOWHERE


@record
class Mocks:
    """Whether mock exams may be held: attempts on the exam page that never count, with papers of their own."""

    allowed: Annotated[bool, Note("whether exams of the kind mock may be laid out")]
    cite: Cite = NOWHERE


@record
class Rate:
    """A rate with its denominator: who is counted above and below the line."""

    over: Annotated[tuple[str, ...], Note("states below the line; all participants when left out")] = ()
    of: Annotated[
        tuple[str, ...],
        Note(
            "who of those below the line is above it: states, or deeds whatever the state (studied, finished_study, sat_exam)"
        ),
    ] = ()
    cite: Cite = NOWHERE


@record
class Reports:
    """What reports show."""

    as_of: Annotated[Literal["now", "yesterday"], Note("the moment figures are of")] = "now"
    rates: Annotated[dict[str, Rate], Note("rates by name")] = field(default_factory=dict)
    tables: Annotated[tuple[str, ...], Note("tables that administrators get")] = ()
    cite: Cite = NOWHERE


@record
class Duty:
    """Something due by a day or in a period from offices or units: bulletins or roster sheets."""

    what: Annotated[str, Note("what is due, in the tenant's language")]
    period: Annotated[Period | None, Note("when")] = None
    by: Annotated[str, Note("who owes it")] = ""
    cite: Cite = NOWHERE


@record
class Content:
    """A title or topic that the notice names for study; ``examined`` ones may be asked in papers."""

    title: Annotated[str, Note("title or topic")]
    examined: Annotated[bool, Note("whether papers may ask it")] = True
    cite: Cite = NOWHERE


@record
class Requirement:
    """Something that a notice asks without a figure; kept for readers and listed with its source."""

    says: Annotated[str, Note("what is asked, in the tenant's language and our own words")]
    cite: Cite = NOWHERE


@record
class Delegation:
    """What a place leaves to the areas below it."""

    key: Annotated[str, Note("path of the value, e.g. exams.regional.plan; * for everything")]
    may: Annotated[
        Literal["free", "narrow", "required"], Note("free to set, only to narrow, or to be set by each area")
    ]
    cite: Cite = NOWHERE


@record
class YearRules:
    """One place's rules for one year, complete, after amendments and overlays."""

    year: Annotated[int, Note("the rule year")]
    period: Annotated[Period, Note("the days that the year runs", narrower="within")]
    documents: Annotated[dict[str, Document], Note("documents cited, the main one first")]
    audience: Annotated[Audience, Note("who takes part")]
    accounts: Annotated[Accounts, Note("accounts and passwords")]
    outcome: Annotated[OutcomeRule, Note("how the year ends")]
    study: Annotated[Study | None, Note("the study side")] = None
    exams: Annotated[dict[str, Exam], Note("exams and tests")] = field(default_factory=dict)
    mocks: Annotated[Mocks | None, Note("mock exams; none may be laid out when left out")] = None
    cohorts: Annotated[Cohorts | None, Note("cohorts that organise exams")] = None
    exemptions: Annotated[Exemptions | None, Note("exemptions")] = None
    fees: Annotated[Fees | None, Note("fees")] = None
    freezes: Annotated[tuple[Freeze, ...], Note("freezes")] = ()
    confirmation: Annotated[Confirmation | None, Note("yearly confirmation of details")] = None
    transfers: Annotated[Transfers | None, Note("transfers between units")] = None
    certificate: Annotated[Certificate | None, Note("certificate")] = None
    reports: Annotated[Reports | None, Note("reports")] = None
    duties: Annotated[dict[str, Duty], Note("what offices and units owe")] = field(default_factory=dict)
    contents: Annotated[tuple[Content, ...], Note("titles and topics named")] = ()
    areas: Annotated[tuple[Delegation, ...], Note("what is left to areas; the rest is fixed")] = ()
    texts: Annotated[dict[str, Requirement], Note("requirements without a figure, kept for readers")] = field(
        default_factory=dict
    )
    not_applicable: Annotated[dict[str, str], Note("what the notice does not regulate, with the reason")] = (
        field(default_factory=dict)
    )
    place: str = ""
    digest: str = ""
    """Digest of the canonical content; a result keeps it as the mark of what judged it."""

    def ends(self, zone: tzinfo) -> datetime:
        """Return the first instant at which nothing of the year can be done; a makeup may lie beyond it."""
        if zone not in self._ends:
            spans = [span for exam in self.exams.values() if exam.counts for span in exam.plan.spans()]
            self._ends[zone] = max(span.end(zone) for span in (self.period, *spans))
        return self._ends[zone]

    def sittings(self, exam: str, zone: tzinfo) -> tuple[Sitting, ...]:
        """Return an exam's sittings in the order in which they open; they are laid out once for a rule set."""
        if (exam, zone) not in self._sittings:
            self._sittings[exam, zone] = tuple(sorted(self.exams[exam].plan.sittings(zone), key=OPENS))
        return self._sittings[exam, zone]

    def last_start(self, exam: str, zone: tzinfo) -> datetime | None:
        """Return the first instant from which an exam can be started no more; None where no sitting is laid out."""
        if (exam, zone) not in self._last_starts:
            starts = (sitting.latest_start for sitting in self.sittings(exam, zone))
            self._last_starts[exam, zone] = max(starts, default=None)
        return self._last_starts[exam, zone]

    @cached_property
    def _ends(self) -> dict[tzinfo, datetime]:
        return {}

    @cached_property
    def _last_starts(self) -> dict[tuple[str, tzinfo], datetime | None]:
        return {}

    @cached_property
    def _sittings(self) -> dict[tuple[str, tzinfo], tuple[Sitting, ...]]:
        return {}

    @cached_property
    def counting_exams(self) -> tuple[str, ...]:
        """The keys of the exams whose mark can count, makeups last."""
        keys = [key for key, exam in self.exams.items() if exam.counts]
        return tuple(sorted(keys, key=lambda key: bool(self.exams[key].makeup_of)))
