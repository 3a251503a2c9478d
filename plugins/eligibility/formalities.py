"""Formal conditions: registered, profile complete, paid, rules acknowledged, marked by an administrator."""

from typing import Annotated

from core.decisions.case import Case
from core.decisions.eligibility import Check
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Line, Text, Verdict, Word, say


@part
class Registered(Check):
    """The learner has registered for the year."""

    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether the learner is registered."""
        period = case.rules.accounts.registration.period if case.rules.accounts.registration else None
        over = period is not None and case.at >= period.end(case.zone)
        verdict = yes_no(
            case.person.registered, say("Registration"), say("registration comes first"), self.cite
        )
        return Verdict(verdict.met, verdict.lines, () if verdict.met else (say("Register."),), over)


@part
class ProfileComplete(Check):
    """The learner has completed their details."""

    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether the profile is complete."""
        because = say("the details are to be completed first")
        verdict = yes_no(case.person.profile_complete, say("Personal details"), because, self.cite)
        return Verdict(verdict.met, verdict.lines, () if verdict.met else (say("Complete your details."),))


@part
class Paid(Check):
    """The fee for the learner is paid."""

    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether payment is confirmed."""
        verdict = yes_no(case.facts.paid, say("Fee"), say("the fee is to be paid first"), self.cite)
        return Verdict(
            verdict.met, verdict.lines, () if verdict.met else (say("Ask your unit to pay the fee."),)
        )


@part
class Acknowledged(Check):
    """The learner has read and acknowledged the rules of the exam in question."""

    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether the exam rules are acknowledged."""
        because = say("the exam rules are to be read and acknowledged first")
        verdict = yes_no(case.exam in case.facts.acknowledged, say("Exam rules"), because, self.cite)
        advice = () if verdict.met else (say("Read the exam rules and confirm them."),)
        return Verdict(verdict.met, verdict.lines, advice)


@part
class Marked(Check):
    """An administrator has put this mark on the record."""

    shorthand = "mark"

    mark: Annotated[str, Note("key of the mark")]
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether the mark is on the record."""
        because = say("put on the record by an administrator: {mark}", mark=Word(self.mark))
        return yes_no(self.mark in case.facts.marks, say("Mark on the record"), because, self.cite)


def yes_no(met: bool, item: Text, because: Text, cite: Cite) -> Verdict:  # noqa: FBT001
    """Return the verdict of a condition without a figure."""
    return Verdict(met, (Line(item, Word("yes" if met else "no"), because, cite, None, met),))
