"""May this exam be sat on printed papers, and may this administrator have papers and keys now?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal, TypeAlias

from core.decisions.records import Note, record
from core.decisions.slots import Sitting
from core.decisions.values import NOWHERE, Cite, Line, Text, Verdict, Word, both, say

Role: TypeAlias = Literal["provincial_office", "unit_administrator"]
What: TypeAlias = Literal["paper", "sheet", "key"]
"""Of a printed variant: the questions, the sheet that answers are written on, the right answers."""


@record
class OnPaper:
    """Whether an exam may also be sat on printed papers in a room without network, and who is given what, from when."""

    by: Annotated[tuple[Role, ...], Note("who prints papers and enters the marks")] = ("provincial_office",)
    key_to: Annotated[tuple[Role, ...], Note("who is given the key")] = ("provincial_office",)
    papers_hours: Annotated[int, Note("hours before the sitting opens from which papers are handed out")]
    key_hours: Annotated[int, Note("hours before the sitting opens from which the key is handed out")]
    cite: Cite = NOWHERE

    def since(self, what: What, sitting: Sitting) -> datetime:
        """Return the instant from which a file of a sitting's papers is handed out."""
        hours = self.key_hours if what == "key" else self.papers_hours
        return sitting.opens - timedelta(hours=hours)


@dataclass(frozen=True, slots=True)
class Asker:
    """The administrator who asks for papers; ``sits``: whether they are a learner of the place as well."""

    role: str
    sits: bool = False


def may_have(rule: OnPaper, what: What, sitting: Sitting, asker: Asker, at: datetime) -> Verdict:
    """Return whether an administrator is given a file of a sitting's papers now."""
    return both(
        (
            _by_role(rule, what, asker.role),
            *_by_own_exam(rule, sitting, asker, at),
            _by_now(rule, what, sitting, at),
        )
    )


def _by_role(rule: OnPaper, what: What, role: str) -> Verdict:
    roles = rule.key_to if what == "key" else rule.by
    met = role in roles
    because = say("the rules give it to: {who}", who=_named(roles))
    return Verdict(met, (Line(say("Who asks"), Word(role), because, rule.cite, None, met),))


def _named(roles: tuple[Role, ...]) -> Text:
    if len(roles) == 1:
        return say("{role}", role=Word(roles[0]))
    return say("{role} and {other}", role=Word(roles[0]), other=Word(roles[1]))


def _by_own_exam(rule: OnPaper, sitting: Sitting, asker: Asker, at: datetime) -> tuple[Verdict, ...]:
    if not asker.sits:
        return ()
    met = at >= sitting.closes
    because = say("who is a learner here as well is given it after the sitting has closed")
    return (Verdict(met, (Line(say("Own exam"), sitting.closes, because, rule.cite, None, met),)),)


def _by_now(rule: OnPaper, what: What, sitting: Sitting, at: datetime) -> Verdict:
    since = rule.since(what, sitting)
    met = at >= since
    because = say(
        "it is handed out from {since} on, the sitting opens at {opens}", since=since, opens=sitting.opens
    )
    advice = () if met else (say("Come back at {since}.", since=since),)
    return Verdict(met, (Line(say("Time"), at, because, rule.cite, None, met),), advice)
