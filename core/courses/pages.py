"""What the pages of study show, gathered from services: cards, the lesson with its counter, the words of what counts."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for

from core.courses import service
from core.courses.catalogue import Work
from core.courses.media import around_text
from core.courses.practice import Kind
from core.courses.service import CourseProgress, LearnerYear, OpenLesson
from core.decisions.credit import Event, Study
from core.decisions.values import Cite, Quantity, Text, say
from core.errors import BadInput
from core.web.cookie import token_hash, token_of_request
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.richtext import render
from core.web.site import the_learner_id

ZERO = Decimal(0)
DIGITS = 3
"""Of the number of an answer; no question has more."""
SECONDS = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")

ONE_CLIENT = say("Study on one device at a time: with two online, the time of both is void until one leaves.")
VOID = say(
    "Time counts when you finish the lesson or go on to another; closing or reloading the page makes it void."
)
COUNTS = say("Closing the page keeps the time up to then.")


def here() -> LearnerYear:
    """Return the year of the learner who looks."""
    return service.learner_year(the_learner_id())


def client() -> bytes:
    """Return what tells this client from others: the digest of its sign-in."""
    return token_hash(token_of_request())


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseCard:
    """A course as lists show it."""

    title: str
    url: str
    bucket: str
    bucket_label: str
    category: str
    lessons_done: int
    lessons: int
    earned: str
    state_label: str
    tone: str
    next_lesson: str = ""


def course_cards(ly: LearnerYear) -> list[CourseCard]:
    """Return the learner's courses as cards."""
    return [course_card(ly, progress) for progress in service.progress_for(ly)]


def course_card(ly: LearnerYear, progress: CourseProgress) -> CourseCard:
    """Return a course as a card, with its state in words."""
    course, upcoming = progress.course, progress.next_lesson
    label, tone = _state(progress)
    return CourseCard(
        title=course.title,
        url=url_for("courses.course", course=course.code),
        bucket=course.bucket,
        bucket_label=reader().word(course.bucket),
        category=course.category,
        lessons_done=len(progress.done),
        lessons=len(progress.lessons),
        earned=_earned(ly, progress),
        state_label=label,
        tone=tone,
        next_lesson=upcoming.title if upcoming else "",
    )


def bucket_tabs(cards: Sequence[CourseCard], chosen: str) -> list[dict[str, Any]]:
    """Return a tab for each bucket that has courses, and one for all where there are several."""
    buckets = list(dict.fromkeys(card.bucket for card in cards))
    order = sorted(buckets, key=lambda bucket: bucket != "required")
    if len(order) < 2:  # noqa: PLR2004 (one bucket needs no tabs)
        return []
    return [_tab(bucket, [c for c in cards if c.bucket == bucket], chosen) for bucket in order]


def _tab(bucket: str, cards: list[CourseCard], chosen: str) -> dict[str, Any]:
    return {
        "label": reader().word(bucket),
        "url": url_for("courses.courses", bucket=bucket),
        "current": bucket == chosen,
        "count": len(cards),
    }


def course_page(ly: LearnerYear, progress: CourseProgress) -> dict[str, Any]:
    """Return what a course's page shows."""
    course = progress.course
    verdict = service.entry_verdict(ly, course)
    practice = _practice_of(ly, progress) if verdict.met else None
    return {
        "course": course,
        "progress": progress,
        "card": course_card(ly, progress),
        "verdict": verdict,
        "lessons": [_lesson_row(progress, lesson, "") for lesson in progress.lessons],
        "offers": offers(ly, progress),
        "practice": practice,
        "cite": Cite(**course.cite),
        "place": "courses",
    }


def lesson_page(
    ly: LearnerYear, progress: CourseProgress, lesson: service.Lesson, opened: OpenLesson
) -> dict[str, Any]:
    """Return what the page of an open lesson shows."""
    codes = [one.code for one in progress.lessons]
    index = codes.index(lesson.code)
    upcoming = progress.lessons[index + 1] if index + 1 < len(codes) else None
    return {
        "course": progress.course,
        "lesson": lesson,
        "text": render(lesson.text, lesson.format),
        **around_text(lesson, ly.learner),
        "work": service.work_of(lesson.work),
        "lessons": [_lesson_row(progress, one, lesson.code) for one in progress.lessons],
        "opened": opened,
        "rules": what_counts(ly.study),
        "cite": ly.study.presence.cite,
        "offers": offers(ly, progress),
        "done": lesson.code in progress.done,
        "upcoming": upcoming,
        "place": "courses",
    }


def sent_seconds(form: Mapping[str, str]) -> Decimal:
    """Return where a player says that it stopped; raises BadInput for what is no such number."""
    text = form.get("seconds", "")
    if not SECONDS.fullmatch(text):
        raise BadInput(say("The place in the video is a number of seconds."))
    return Decimal(text)


def work_text(work: Work | None) -> str:
    """Return a source work as it is cited: 《title》 article."""
    if work is None:
        return ""
    title = work.title if work.title.startswith("《") else f"《{work.title}》"
    return f"{title} {work.place}".strip()


def what_counts(study: Study) -> list[Text]:
    """Return in words what of the time in front of a lesson counts under the year's rules."""
    presence = study.presence
    idle = Quantity(Decimal(presence.idle_minutes), "minutes")
    texts = [VOID if presence.closing == "void" else COUNTS]
    texts.append(say("Time without any sign of presence for more than {idle} does not count.", idle=idle))
    if presence.clients == "one":
        texts.append(ONE_CLIENT)
    if presence.lesson_minutes:
        needed = Quantity(Decimal(presence.lesson_minutes), "minutes")
        texts.append(say("A lesson may be finished after {needed}.", needed=needed))
    if study.day_cap is not None:
        texts.append(say("At most {cap} count on one day.", cap=Quantity(study.day_cap.amount, study.unit)))
    return texts


def offers(ly: LearnerYear, progress: CourseProgress) -> list[Text]:
    """Return in words what a course earns under the year's rules."""
    if ly.rules.study is None:
        return []
    study, bucket = ly.rules.study, progress.course.bucket
    if bucket in study.ignored:
        return [say("This course never counts towards the target.")]
    minute = _offer(study, Event(kind="minutes", at=ly.at, bucket=bucket))
    whole = _whole_worth(ly, progress)
    texts = [say("Finishing the course earns {credit}.", credit=Quantity(whole, study.unit))] if whole else []
    if minute:
        texts.append(say("Each minute of study earns {credit}.", credit=Quantity(minute, study.unit)))
    return texts


def _offer(study: Study, event: Event) -> Decimal:
    raw = (rule.credit(event) for rule in study.credit)
    return next((earned for earned in raw if earned is not None), ZERO)


def _state(progress: CourseProgress) -> tuple[str, str]:
    if progress.finished is not None:
        return _("Finished"), "good"
    if not progress.released and progress.course.released is not None:
        return _("From {day}", day=progress.course.released), "calm"
    if progress.done:
        return _("In progress"), "now"
    return _("Not begun"), "calm"


def _earned(ly: LearnerYear, progress: CourseProgress) -> str:
    if progress.earned:
        return _("earned {amount}", amount=Quantity(progress.earned, ly.study.unit))
    worth = _whole_worth(ly, progress)
    return _("worth {credit}", credit=Quantity(worth, ly.study.unit)) if worth else ""


def _whole_worth(ly: LearnerYear, progress: CourseProgress) -> Decimal:
    """What finishing every lesson and with them the course earns; nothing where the bucket never counts."""
    study, course = ly.rules.study, progress.course
    if study is None or course.bucket in study.ignored:
        return ZERO
    lessons = (
        Event(kind="lesson", at=ly.at, bucket=course.bucket, worth=one.worth) for one in progress.lessons
    )
    whole = Event(kind="course", at=ly.at, bucket=course.bucket, worth=course.worth)
    return sum((_offer(study, event) for event in (whole, *lessons)), ZERO)


def _lesson_row(progress: CourseProgress, lesson: service.Lesson, current: str) -> dict[str, Any]:
    url = url_for("courses.lesson", course=progress.course.code, lesson=lesson.code)
    return {
        "title": lesson.title,
        "url": url if progress.released and lesson.code != current else "",
        "done": lesson.code in progress.done,
        "current": lesson.code == current,
        "note": "",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeCard:
    """A practice as its list shows it."""

    kind: Kind
    subject: str
    title: str
    open: bool
    earned: Decimal
    rounds: int
    questions: int


def practice_cards(ly: LearnerYear) -> dict[str, list[PracticeCard]]:
    """Return the practices that the year's rules give credit for: after courses, and after categories."""
    courses, rounds = service.courses_for(ly), service.rounds_of(ly)
    categories = dict.fromkeys(course.category for course in courses if course.category)
    return {
        "courses": _practice_cards(ly, "practice", [c.code for c in courses], rounds),
        "categories": _practice_cards(ly, "topical_practice", categories, rounds),
    }


def _practice_cards(
    ly: LearnerYear, kind: Kind, names: Iterable[str], rounds: Sequence[service.PracticeRound]
) -> list[PracticeCard]:
    if not service.has_practice(ly, kind):
        return []
    return [_practice_card(ly, kind, name, rounds) for name in names]


def _practice_card(
    ly: LearnerYear, kind: Kind, name: str, rounds: Sequence[service.PracticeRound]
) -> PracticeCard:
    subject = service.subject_of(ly, kind, name)
    own = [r for r in rounds if r.kind == kind and r.subject == name and r.handed_in_at is not None]
    return PracticeCard(
        kind=kind,
        subject=name,
        title=subject.title,
        open=service.practice_verdict(ly, subject).met,
        earned=sum((r.credited for r in own), ZERO),
        rounds=len(own),
        questions=service.ASKED[kind],
    )


def _practice_of(ly: LearnerYear, progress: CourseProgress) -> PracticeCard | None:
    if progress.finished is None or not service.has_practice(ly, "practice"):
        return None
    return _practice_card(ly, "practice", progress.course.code, service.rounds_of(ly))


def sent_answers(questions: Sequence[service.Asked], form: Any) -> dict[str, frozenset[int] | str]:
    """Return the answers of a practice form by question; what was left blank is left out."""
    given: dict[str, frozenset[int] | str] = {}
    for question in questions:
        values = form.getlist(f"q-{question.code}")
        if question.type == "fill_in":
            given[question.code] = "".join(values)
        else:
            given[question.code] = frozenset(
                int(value) for value in values if value.isdecimal() and len(value) <= DIGITS
            )
    return {code: answer for code, answer in given.items() if answer}


def option_text(question: service.Asked, text: str) -> str:
    """Return an option as shown; true and false in the reader's words."""
    return reader().word(text) if question.type == "true_false" else text


KINDS = {
    "minutes": say("Time in a lesson"),
    "lesson": say("Lesson finished"),
    "course": say("Course finished"),
    "practice": say("Practice of a course"),
    "topical_practice": say("Topical practice"),
    "exercises": say("Questions answered"),
    "login": say("Signed in"),
    "profile": say("Details completed"),
    "grant": say("Opening balance"),
    "correction": say("Correction"),
    "other_programme": say("Credit of another programme"),
    "taken_over": say("Opening entry from another platform"),
    "answer": say("Right answers"),
}


def record_page(ly: LearnerYear, page: int, address: Callable[[int], str]) -> dict[str, Any]:
    """Return what a page of the study record shows, to its learner and to administrators; ``address`` gives a page's."""
    record = service.study_record(ly, page)
    unit = "" if ly.rules.study is None else ly.rules.study.unit
    first = (page - 1) * service.PAGE + 1
    return {
        "record": record,
        "unit": unit,
        "kinds": KINDS,
        "amount_of": amount_of,
        "first": min(first, record.total),
        "last": min(first + service.PAGE - 1, record.total),
        "prev_url": address(page - 1) if page > 1 else "",
        "next_url": address(page + 1) if page < record.pages else "",
    }


def amount_of(row: service.RecordRow, unit: str) -> Quantity:
    """Return what an entry counts for, in the unit of its measure."""
    return Quantity(row.counted, unit if row.measure == "study" else UNITS.get(row.measure, row.measure))


UNITS = {
    "minutes": "minutes",
    "logins": "times",
    "exercises": "questions",
    "sessions": "sessions",
    "days": "days",
}
