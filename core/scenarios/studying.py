"""What a scenario expects of study time, credit and papers."""

from collections.abc import Iterator
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from core.decisions.credit import Presence
from core.decisions.drawing import CannotDraw, Ticket, draw_paper
from core.decisions.papers import BankItem, Blueprint, PaperQuestion
from core.decisions.presence import Sign, Stretch, may_finish, settle, stretches
from core.decisions.records import Note, record
from core.scenarios.given import ActGiven, YesNo
from core.scenarios.scene import Scene, differing, weighed, yes


@record
class CreditIs(ActGiven):
    """What one act earns."""

    raw: Annotated[Decimal | None, Note("by the rule")] = None
    counted: Annotated[Decimal | None, Note("after caps")] = None
    code: Annotated[
        str | None, Note("why: counted, capped, outside_period, before_release, again, no_rule")
    ] = None

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        study = scene.rules.study
        if study is None:
            yield "credit: the year has no study"
            return
        found = weighed(scene.ground, study, self, self.counted_today)
        yield from differing("raw", self.raw, found.raw)
        yield from differing("counted", self.counted, found.counted)
        yield from differing("code", self.code, found.code)


@record
class SignGiven:
    """Another sign of presence, and when a second client was online; a bare moment is the sign."""

    shorthand: ClassVar[str] = "at"

    at: Annotated[datetime, Note("the sign")]
    other_from: Annotated[datetime | None, Note("since when a second client has been online")] = None
    other_until: Annotated[datetime | None, Note("when it left; still there when left out")] = None


@record
class PresenceIs:
    """What counts of the time between signs of presence, and whether a lesson may be finished."""

    opened: Annotated[datetime | None, Note("when the lesson was opened")] = None
    signs: Annotated[tuple[SignGiven, ...], Note("signs in order of time")] = ()
    how: Annotated[Literal["finished", "closed"], Note("how it ended")] = "finished"
    minutes: Annotated[Decimal | None, Note("minutes that count")] = None
    voids: Annotated[tuple[str, ...] | None, Note("reasons of the time that does not, in order")] = None
    may_finish: Annotated[YesNo | None, Note("whether the lesson may be finished with that")] = None
    heartbeat_seconds: Annotated[int | None, Note("seconds between two signs")] = None

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        study = scene.rules.study
        if study is None:
            yield "presence: the year has no study"
            return
        policy = study.presence
        found = tuple(self._stretches(policy, scene))
        seconds = sum(stretch.counted for stretch in found)
        yield from differing("minutes", self.minutes, Decimal(seconds) / 60)
        voids = tuple(stretch.code for stretch in found if stretch.code != "counted")
        yield from differing("voids", self.voids, voids)
        yield from differing("may_finish", self.may_finish, yes(may_finish(policy, seconds).met))
        yield from differing("heartbeat_seconds", self.heartbeat_seconds, policy.heartbeat_seconds)

    def _stretches(self, policy: Presence, scene: Scene) -> Iterator[Stretch]:
        aware = scene.ground.aware
        last = aware(self.opened) if self.opened else None
        for sign in self.signs:
            now = aware(sign.at)
            if last is not None:
                shared = {
                    "other_from": aware(sign.other_from) if sign.other_from else None,
                    "other_until": aware(sign.other_until) if sign.other_until else None,
                }
                for stretch in stretches(policy, Sign(last=last, now=now, **shared)):
                    yield settle(policy, stretch, self.how)
            last = now


@record
class PaperIs:
    """What a paper of an exam holds, drawn from a bank of plenty."""

    exam: Annotated[str, Note("the exam; the scenario's when left out")] = ""
    tier: Annotated[str, Note("tier of the learner")] = ""
    questions: Annotated[dict[str, int], Note("how many of each type")] = field(default_factory=dict)
    marks: Annotated[dict[str, Decimal], Note("mark of each question of a type")] = field(
        default_factory=dict
    )
    full_mark: Annotated[Decimal | None, Note("sum of all marks")] = None
    all_different: Annotated[YesNo | None, Note("whether two learners get different papers")] = None

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        exam = scene.ground.named(self.exam)
        blueprint = scene.rules.exams[exam].blueprint
        if blueprint is None:
            yield f"paper: {exam} makes no papers"
            return
        try:
            mine, other = (self._drawn(exam, learner, blueprint) for learner in ("first", "second"))
        except CannotDraw as problem:
            yield f"paper: {problem}"
            return
        yield from self._differing(mine)
        yield from differing("all_different", self.all_different, yes(mine != other))

    def _drawn(self, exam: str, learner: str, blueprint: Blueprint) -> tuple[PaperQuestion, ...]:
        ticket = Ticket(exam=exam, learner=learner, seed="scenario", tier=self.tier)
        return draw_paper(ticket, plenty(blueprint, self.tier), blueprint).questions

    def _differing(self, paper: tuple[PaperQuestion, ...]) -> Iterator[str]:
        yield from differing("full_mark", self.full_mark, sum((q.mark for q in paper), Decimal(0)))
        for kind, count in self.questions.items():
            yield from differing(f"questions.{kind}", count, sum(q.code.startswith(kind) for q in paper))
        for kind, mark in self.marks.items():
            found = sorted({q.mark for q in paper if q.code.startswith(kind)})
            yield from differing(f"marks.{kind}", [mark], found)


def plenty(blueprint: Blueprint, tier: str) -> tuple[BankItem, ...]:
    """Return a bank with three times the questions that a blueprint asks of each kind."""
    fixed = tuple(
        BankItem(code=code, type="single", options=4, key=frozenset({0}))
        for codes in blueprint.fixed.values()
        for code in codes
    )
    return fixed + tuple(
        BankItem(
            code=f"{section.type}-{part}-{number}",
            type=section.type,
            options=2 if section.type == "true_false" else 4,
            key=frozenset({0}),
            subject=section.subject,
            difficulty=section.difficulty or "medium",
        )
        for part, section in enumerate(blueprint.sections_for(tier))
        for number in range(3 * section.count)
    )
