"""What an office should know of its year's rules: assumptions, gaps, papers that the bank cannot fill, last days."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from core.decisions.balance import latest_start
from core.decisions.credit import Study
from core.decisions.values import Cite, Until
from core.decisions.year import YearRules
from core.exams.service import Lack, lacks_in
from core.rulebook.articles import Value
from core.rulebook.opening import Book, Shelf
from core.rulebook.trails import trail_of
from core.rulebook.words import Wording, wording_of
from core.rules.loader import Assembled
from core.rules.schema import Schemas, slots_of
from core.web.i18n import reader

OPTIONAL = frozenset({"areas", "mocks", "not_applicable", "duties", "contents", "texts", "confirmation"})
"""What a notice may well be silent about."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """What was read into the notice, where, and the values that rest on it."""

    cite: Cite
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last chances of an exam: the last instant to start it, and the last day to begin study with nothing yet."""

    title: str
    start: Until | None
    study: date | None


@dataclass(frozen=True, slots=True)
class Checks:
    """Everything that is looked at."""

    assumptions: tuple[Assumption, ...]
    awaiting: tuple[str, ...]
    silent: tuple[str, ...]
    """Articles that the year neither has nor says why it has not."""
    lacks: tuple[Lack, ...]
    last_days: tuple[LastDay, ...]


def checks_of(shelf: Shelf, book: Book) -> Checks:
    """Return what there is to know of an edition; the bank is that of the tenant in scope."""
    found, edition = book.found, book.edition
    wording = wording_of(found.rules, reader())
    return Checks(
        assumptions=assumptions_of(book.values),
        awaiting=tuple(_awaited(found, shelf.tenant.schemas, wording)),
        silent=tuple(silent_articles(found.rules, wording)),
        lacks=tuple(lacks_in(shelf.tenant, edition.area, edition.year)),
        last_days=tuple(last_days(found.rules, shelf)),
    )


def assumptions_of(values: tuple[Value, ...]) -> tuple[Assumption, ...]:
    """Return each assumption once with the values that rest on it."""
    held: dict[Cite, list[Value]] = {}
    for value in values:
        if value.mark.cite.assumed:
            held.setdefault(value.mark.cite, []).append(value)
    return tuple(Assumption(cite, tuple(many)) for cite, many in held.items())


def silent_articles(rules: YearRules, wording: Wording) -> Iterator[str]:
    """Yield the articles that are left out without a reason under ``not_applicable``."""
    for slot in slots_of(YearRules):
        excused = slot.key in rules.not_applicable or slot.key in OPTIONAL
        if not slot.required and not excused and not getattr(rules, slot.name):
            yield wording.note(slot.note.says)


def last_days(rules: YearRules, shelf: Shelf) -> Iterator[LastDay]:
    """Yield the last chances of each exam that counts; study for an exam with a gate ends when it can be started no more."""
    zone = shelf.tenant.zone
    for key in rules.counting_exams:
        start = rules.last_start(key, zone)
        until = start.astimezone(zone).date() if start and rules.exams[key].gate else None
        yield LastDay(rules.exams[key].title, Until(start) if start else None, _begin(rules.study, until))


def _begin(study: Study | None, until: date | None) -> date | None:
    """The last day on which one with nothing yet can begin to study and still reach the target."""
    if study is None or study.target is None:
        return None
    last = min(study.period.last, until) if until else study.period.last
    return latest_start(replace(study, period=replace(study.period, last=last)), study.target.total)


def _awaited(found: Assembled, schemas: Schemas, wording: Wording) -> Iterator[str]:
    for path in found.awaiting:
        steps = trail_of(path, None, schemas).steps
        yield " · ".join(wording.step(step, steps[0].key) for step in steps)
