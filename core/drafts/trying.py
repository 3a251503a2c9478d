"""A draft tried: the tenant as it would be with it, what is wrong with the file line by line, and its cases run."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from core.drafts.following import laid_over
from core.errors import XuefaError
from core.rulebook.cases import Tried, tried
from core.rules.errors import RuleError, RulesInvalid
from core.rules.loader import Assembled
from core.scenarios import read_cases
from core.tenancy.registry import rule_errors
from core.tenancy.tenant import Tenant


@dataclass(frozen=True)
class Tryout:
    """What comes of a draft; ``tenant`` serves nobody."""

    tenant: Tenant
    area: str
    year: int
    file: str
    faults: tuple[RuleError, ...]
    """Everything that is wrong, in this file and in what other files say on top of it."""

    @property
    def own(self) -> tuple[RuleError, ...]:
        """What is wrong in the draft's own lines."""
        return tuple(fault for fault in self.faults if fault.file == self.file)

    @property
    def elsewhere(self) -> tuple[RuleError, ...]:
        """What other files of the place, or of its areas, could say no more."""
        return tuple(fault for fault in self.faults if fault.file != self.file)

    @cached_property
    def found(self) -> Assembled | None:
        """The year as it would be; None while it is not complete."""
        try:
            return self.tenant.assembled(self.year, self.area)
        except XuefaError:
            return None


@dataclass(frozen=True, slots=True)
class CasesRun:
    """The cases beside a draft, those that fail first, and why the file cannot be read, if it cannot."""

    cases: tuple[Tried, ...] = ()
    unreadable: tuple[RuleError, ...] = ()

    @property
    def failed(self) -> int:
        """How many cases differ."""
        return sum(1 for one in self.cases if one.faults)

    @property
    def passes(self) -> bool:
        """Whether there is a case, and all pass."""
        return bool(self.cases) and not self.failed and not self.unreadable


def try_draft(tenant: Tenant, area: str, file: str, content: str, since: date = date.min) -> Tryout:
    """Lay a draft over the rules in force, from a day on, and say all that is wrong."""
    year = int(file[:4])
    bundle = tenant.bundles[area]
    trial = tenant.with_files(laid_over(tenant, area, (since, file, content)))
    shown = f"{bundle.folder}/{file}"
    return Tryout(
        trial, area, year, shown, tuple({str(one): one for one in rule_errors(trial, year)}.values())
    )


def run_cases(tryout: Tryout, text: str) -> CasesRun:
    """Run the cases beside a draft against it; nothing is kept."""
    if not text.strip():
        return CasesRun()
    try:
        cases = read_cases(text, f"scenarios/{tryout.year}.yaml")
    except RulesInvalid as fault:
        return CasesRun(unreadable=fault.errors)
    made = [tried(case, tryout.tenant, tryout.area) for case in cases]
    return CasesRun(tuple(sorted(made, key=lambda one: not one.faults)))
