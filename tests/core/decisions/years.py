"""Small rule years and facts for tests of decisions, made without files."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.decisions.accounts import Accounts, PasswordPolicy
from core.decisions.case import Case
from core.decisions.credit import Bucket, Presence, Study, Target
from core.decisions.facts import Attempt, DayTotal, Facts, Person
from core.decisions.outcome import Grade, OutcomeRule
from core.decisions.records import Period
from core.decisions.slots import Attempts
from core.decisions.values import Cite
from core.decisions.year import Audience, Document, Exam, YearRules
from plugins.credit import PerLesson
from plugins.login import AccountNumber
from plugins.numbers import Given
from plugins.outcome import StudyOnly
from plugins.slots import Window

ZONE = ZoneInfo("Asia/Shanghai")
ARTICLE = Cite(document="main", article="三（1）")
YEAR = Period(first=date(2024, 1, 1), last=date(2024, 12, 31))


def moment(text: str) -> datetime:
    """Return an instant of Beijing time written as 2024-09-10 08:30."""
    return (
        datetime.fromisoformat(text if " " in text else f"{text} 12:00").replace(tzinfo=ZONE).astimezone(UTC)
    )


def a_study(total: int | None = 100, **changes: object) -> Study:
    """Return a study side with a target, counted by lessons."""
    target = None if total is None else Target(total=Decimal(total), cite=ARTICLE)
    values: dict[str, object] = {
        "unit": "points",
        "period": Period(first=date(2024, 3, 1), last=date(2024, 11, 30)),
        "credit": (PerLesson(),),
        "presence": Presence(heartbeat_seconds=30, idle_minutes=5),
        "target": target,
    }
    return Study(**(values | changes))  # type: ignore[arg-type]


def an_exam(**changes: object) -> Exam:
    """Return an exam in September, passed at 60, three attempts."""
    values: dict[str, object] = {
        "title": "年度考试",
        "plan": Window(first=date(2024, 9, 10), last=date(2024, 9, 30), cite=ARTICLE),
        "pass_mark": Decimal(60),
        "attempts": Attempts(most=3),
        "cite": ARTICLE,
    }
    return Exam(**(values | changes))  # type: ignore[arg-type]


def a_year(formula: object = None, **changes: object) -> YearRules:
    """Return a rule year: study alone decides, unless another formula is given."""
    grades = changes.pop("grades", ())
    states = changes.pop("states", {})
    outcome = OutcomeRule(formula=formula or StudyOnly(cite=ARTICLE), grades=grades, states=states)  # type: ignore[arg-type]
    values: dict[str, object] = {
        "year": 2024,
        "period": YEAR,
        "documents": {"main": Document(number="1", title="Notice")},
        "audience": Audience(),
        "accounts": Accounts(
            login=(AccountNumber(),), number=Given(), password=PasswordPolicy(at_least=6, at_most=12)
        ),
        "outcome": outcome,
        "study": a_study(),
    }
    return YearRules(**(values | changes))  # type: ignore[arg-type]


def a_case(rules: YearRules, at: str = "2024-10-01", **facts: object) -> Case:
    """Return a case of a serving person; ``study`` may be a number earned on 2024-04-01."""
    study = facts.pop("study", ())
    if isinstance(study, int | Decimal):
        study = (DayTotal(date(2024, 4, 1), "required", Decimal(study)),)
    facts.setdefault("person", Person())
    return Case(rules=rules, facts=Facts(study=study, **facts), at=moment(at), zone=ZONE)  # type: ignore[arg-type]


def sat(mark: object, exam: str = "main", day: str = "2024-09-12 09:00", number: int = 1) -> Attempt:
    """Return an attempt handed in with a mark."""
    started = moment(day)
    value = None if mark is None else Decimal(str(mark))
    return Attempt(
        exam=exam, number=number, started=started, handed_in=started + timedelta(minutes=40), mark=value
    )


def buckets(**least_most: tuple[int, int | None]) -> dict[str, Bucket]:
    """Return buckets by name from (at least, at most)."""
    return {
        name: Bucket(at_least=Decimal(least), at_most=None if most is None else Decimal(most))
        for name, (least, most) in least_most.items()
    }


GRADES = (
    Grade(name="excellent", at_least=Decimal(90), cite=ARTICLE),
    Grade(name="good", at_least=Decimal(80), cite=ARTICLE),
    Grade(name="pass", at_least=Decimal(60), cite=ARTICLE),
    Grade(name="fail", at_least=Decimal(0), cite=ARTICLE),
)
