"""Who is paid for, and who is held back until then where the year's rules say so."""

from uuid import UUID

from core.decisions.facts import Person
from core.decisions.year import YearRules
from core.fees.quoting import unit_pays
from core.tenancy.reading import Reading, read

SEATS = Reading("""
SELECT learner FROM fee_seats
WHERE tenant = %(tenant)s AND learner = ANY(%(learners)s) AND year = %(year)s AND active
""")
"""The seats that are active; read together with the other facts of learners."""


def needs_seat(rules: YearRules, person: Person) -> bool:
    """Tell whether a person's own unit has to pay for them, so that without an active seat they are not paid for."""
    return rules.fees is not None and unit_pays(rules.fees.tariff.charge([person]))


def is_released(rules: YearRules, learner: UUID, person: Person) -> bool:
    """Tell whether no fee holds a learner back from study; one statement, and none where no seat is asked for."""
    if rules.fees is None or not rules.fees.gates or not needs_seat(rules, person):
        return True
    return bool(read(SEATS, learners=[learner], year=rules.year))
