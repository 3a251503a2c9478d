"""Exemption by leave, post, rank or employment."""

from typing import Annotated, ClassVar

from core.decisions.case import Case
from core.decisions.exemptions import ExemptionCheck
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Line, Text, Verdict, Word, say

LISTED = say("this is one of those exempt")
NOT_LISTED = say("this is none of those exempt")


@part
class LeaveIs(ExemptionCheck):
    """The learner is on one of these leaves; once approved, the end of the leave does not end the exemption."""

    shorthand = "states"
    lasting: ClassVar[bool] = True

    states: Annotated[tuple[str, ...], Note("states of employment that are such a leave")]
    cite: Cite = NOWHERE

    def applies(self, case: Case) -> Verdict:
        """Return whether the state of employment is such a leave."""
        return listed(case.person.employment, self.states, say("Employment"), self.cite)


@part
class PostIs(ExemptionCheck):
    """The learner holds one of these kinds of post."""

    shorthand = "posts"

    posts: Annotated[tuple[str, ...], Note("kinds of post")]
    cite: Cite = NOWHERE

    def applies(self, case: Case) -> Verdict:
        """Return whether the kind of post is listed."""
        return listed(case.person.post, self.posts, say("Post"), self.cite)


@part
class RankIs(ExemptionCheck):
    """The learner holds one of these ranks."""

    shorthand = "ranks"

    ranks: Annotated[tuple[str, ...], Note("ranks")]
    cite: Cite = NOWHERE

    def applies(self, case: Case) -> Verdict:
        """Return whether the rank is listed."""
        return listed(case.person.rank, self.ranks, say("Rank"), self.cite)


def listed(value: str, allowed: tuple[str, ...], item: Text, cite: Cite) -> Verdict:
    """Return whether a word is one of those listed."""
    met = value in allowed
    figure = Word(value) if value else None
    return Verdict(met, (Line(item, figure, LISTED if met else NOT_LISTED, cite, None, met),))
