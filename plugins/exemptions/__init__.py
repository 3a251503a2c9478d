"""Exemption checks: what the record must show for a reason to apply."""

from core.decisions.exemptions import ExemptionCheck
from core.hooks import hookimpl
from plugins.exemptions.age import AgeBySex
from plugins.exemptions.by_approval import ByApproval
from plugins.exemptions.joined import AllOf, AnyOf
from plugins.exemptions.position import LeaveIs, PostIs, RankIs
from plugins.exemptions.retirement import RetiresInYear, YearsToRetirement


@hookimpl
def exemption_checks() -> list[type[ExemptionCheck]]:
    """Offer exemption by age, retirement, leave, post, rank, by approval alone, and ways to join them."""
    return [AgeBySex, YearsToRetirement, RetiresInYear, LeaveIs, PostIs, RankIs, ByApproval, AnyOf, AllOf]
