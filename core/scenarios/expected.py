"""Everything a scenario can expect, by the key under ``expect``."""

from collections.abc import Iterator
from typing import Annotated

from core.decisions.records import Note, record
from core.scenarios.accounts import LoginIs, NumberIs, PasswordIs
from core.scenarios.figures import ChargeIs, FiguresAre, RateIs
from core.scenarios.scene import Scene
from core.scenarios.studying import CreditIs, PaperIs, PresenceIs
from core.scenarios.timetable import BookingIs, ClockIs, DutyIs, FreezeIs, RegistrationIs, SlotsAre
from core.scenarios.verdicts import (
    AttemptsAre,
    AudienceIs,
    CertificateIs,
    ExemptionIs,
    GateIs,
    StudyIs,
    VerdictIs,
)


@record
class Expect:
    """What must be so; each key may hold one expectation or a list of them."""

    verdict: Annotated[tuple[VerdictIs, ...], Note("the year's verdict")] = ()
    gate: Annotated[tuple[GateIs, ...], Note("whether an exam may be started")] = ()
    attempts: Annotated[tuple[AttemptsAre, ...], Note("attempts left")] = ()
    study: Annotated[tuple[StudyIs, ...], Note("what study adds up to")] = ()
    credit: Annotated[tuple[CreditIs, ...], Note("what an act earns")] = ()
    presence: Annotated[tuple[PresenceIs, ...], Note("what time counts")] = ()
    slots: Annotated[tuple[SlotsAre, ...], Note("the sittings of an exam")] = ()
    booking: Annotated[tuple[BookingIs, ...], Note("whether a place may be booked")] = ()
    paper: Annotated[tuple[PaperIs, ...], Note("what a paper holds")] = ()
    exemption: Annotated[tuple[ExemptionIs, ...], Note("exemptions")] = ()
    audience: Annotated[tuple[AudienceIs, ...], Note("who takes part")] = ()
    registration: Annotated[tuple[RegistrationIs, ...], Note("self-registration")] = ()
    freeze: Annotated[tuple[FreezeIs, ...], Note("changes allowed or frozen")] = ()
    certificate: Annotated[tuple[CertificateIs, ...], Note("certificates")] = ()
    charge: Annotated[tuple[ChargeIs, ...], Note("who owes how much")] = ()
    working_days: Annotated[tuple[ClockIs, ...], Note("promises in working days")] = ()
    duty: Annotated[tuple[DutyIs, ...], Note("what is due from offices and units")] = ()
    rate: Annotated[tuple[RateIs, ...], Note("rates with their denominators")] = ()
    password: Annotated[tuple[PasswordIs, ...], Note("passwords")] = ()
    account_number: Annotated[tuple[NumberIs, ...], Note("account numbers")] = ()
    login: Annotated[tuple[LoginIs, ...], Note("what may be typed to sign in")] = ()
    figures: Annotated[tuple[FiguresAre, ...], Note("single values that no decision shows")] = ()

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield every difference, named by its key."""
        for key, expectations in vars(self).items():
            for expectation in expectations:
                yield from (f"{key}: {fault}" for fault in expectation.faults(scene))
