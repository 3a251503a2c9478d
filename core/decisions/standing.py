"""What is this learner's year: its state, grade, lines, consequence, and what can still be done?"""

from dataclasses import replace

from core.decisions.audience import is_active, served
from core.decisions.case import Case
from core.decisions.chances import exam_advice, exam_is_open, study_advice, study_is_open
from core.decisions.exam_results import booked_sitting, own_exams, result_of
from core.decisions.exempting import Exempting, exemption_of
from core.decisions.outcome import EndState, Grade, Judgement, Outcome
from core.decisions.studying import study_verdict
from core.decisions.values import Line, Quantity, Text, Word, say

GRADE = say("Grade")
END_STATE = say("End state")
NOT_BEGUN = say("no attempt was begun, and none can be begun any more")
MARKED = say("an administrator has put this on the record")
REACHED = say("the condition of this end state is met")


def outcome(case: Case) -> Outcome:
    """Return the year's verdict as of ``case.at``.

    Order of steps: deactivated, exempt or revoked, not assessed, the formula, the end states of the rules.
    """
    found = _of_the_person(case) or _of_the_year(case)
    return _with_end_state(case, found) if case.rules.outcome.states else found


def _of_the_person(case: Case) -> Outcome | None:
    if not case.person.active:
        return Outcome(state="deactivated", lines=is_active(case).lines, final=True)
    exempting = exemption_of(case)
    if exempting.state == "revoked" and case.rules.exemptions is not None:
        return Outcome(state=case.rules.exemptions.revoked, lines=exempting.lines, final=True)
    if exempting.state == "exempt":
        return _exempt(case, exempting)
    audience = served(case)
    if not audience.met:
        return Outcome(state="not_assessed", lines=audience.lines, final=True, advice=audience.advice)
    return None


def _exempt(case: Case, exempting: Exempting) -> Outcome:
    if not exempting.needs_study:
        return Outcome(state="exempt", lines=exempting.lines, final=True)
    study = study_verdict(case)
    lines = (*exempting.lines, *study.lines)
    if study.met:
        return Outcome(state="exempt", lines=lines, final=True)
    is_open = study_is_open(case)
    return Outcome(
        state="studying" if is_open else "failed", lines=lines, final=not is_open, advice=study_advice(case)
    )


def _of_the_year(case: Case) -> Outcome:
    judgement = case.rules.outcome.formula.judge(case)
    if judgement.passed:
        state, final = "passed", _stays_passed(case)
    else:
        state, final = _unpassed(case, judgement)
    grade, grade_lines = _graded(case, judgement, state)
    return Outcome(
        state=state,
        lines=(*_study_behind(case, judgement), *judgement.lines, *_absence(case, state), *grade_lines),
        grade=grade,
        score=judgement.score,
        final=final,
        advice=() if final or judgement.passed else _advice(case, judgement),
    )


def _absence(case: Case, state: str) -> tuple[Line, ...]:
    """Return why one counts as absent: the exams that were not begun and can be begun no more."""
    if state != "absent":
        return ()
    main = (case.rules.exams[key] for key in own_exams(case) if not case.rules.exams[key].makeup_of)
    return tuple(
        Line(say("Taking part: {title}", title=rule.title), None, NOT_BEGUN, rule.cite, None, False)
        for rule in main
    )


def _study_behind(case: Case, judgement: Judgement) -> tuple[Line, ...]:
    """Return the study that opens the exam where the formula looks at the exam alone; it says why one is not ready."""
    study = study_verdict(case)
    return (
        ()
        if judgement.passed and not study.met
        else tuple(x for x in study.lines if x not in judgement.lines)
    )


def _stays_passed(case: Case) -> bool:
    exams = case.rules.exams
    at_risk = tuple(key for key in exams if exams[key].counts and exams[key].attempts.counts == "last")
    return not at_risk or not exam_is_open(case, at_risk)


def _advice(case: Case, judgement: Judgement) -> tuple[Text, ...]:
    return judgement.advice or (*study_advice(case), *exam_advice(case))


def _unpassed(case: Case, judgement: Judgement) -> tuple[str, bool]:
    exams = own_exams(case)
    sat = any(attempt.exam in exams and attempt.mark is not None for attempt in case.facts.attempts)
    if case.at >= case.rules.ends(case.zone) or not judgement.open:
        return ("failed" if sat or (not exams and case.facts.study) else "absent"), True
    if sat:
        return ("studying" if study_is_open(case) and not study_verdict(case).met else "failed"), False
    if _missed(case, exams):
        return "absent", False
    return _on_the_way(case), False


def _missed(case: Case, exams: tuple[str, ...]) -> bool:
    main = tuple(exam for exam in exams if not case.rules.exams[exam].makeup_of)
    begun = any(attempt.exam in main and not attempt.void for attempt in case.facts.attempts)
    return bool(main) and not begun and not exam_is_open(case, main) and not _place_ahead(case, main)


def _place_ahead(case: Case, exams: tuple[str, ...]) -> bool:
    """A booked place may still be moved or released, so nobody is absent while one lies ahead."""
    booked = (booked_sitting(case, exam) for exam in exams)
    return any(sitting is not None and sitting.opens > case.at for sitting in booked)


def _on_the_way(case: Case) -> str:
    if study_verdict(case).met:
        return "ready"
    return "studying" if any(total.measure != "logins" for total in case.facts.study) else "not_started"


def _graded(case: Case, judgement: Judgement, state: str) -> tuple[str, tuple[Line, ...]]:
    rule = case.rules.outcome
    if not rule.grades or state not in {"passed", "failed"}:
        return "", ()
    score = judgement.score if rule.grades_by == "score" else result_of(case, rule.grades_by).mark
    grade = None if score is None else next((g for g in rule.grades if score >= g.at_least), None)
    if grade is None:
        return "", ()
    return grade.name, (_grade_line(grade),)


def _grade_line(grade: Grade) -> Line:
    because = say("for {least} or more", least=Quantity(grade.at_least, "marks"))
    return Line(GRADE, Word(grade.name), because, grade.cite)


def _with_end_state(case: Case, found: Outcome) -> Outcome:
    states = case.rules.outcome.states
    for key, end in states.items():
        if key != found.state and _takes_over(case, found.state, key, end):
            line = Line(END_STATE, Word(key), REACHED if end.when else MARKED, end.cite)
            lines = (*found.lines, line, *_condition(case, end))
            return replace(found, state=key, lines=lines, consequence=end.consequence)
    reached = states.get(found.state)
    return replace(found, consequence=reached.consequence) if reached and reached.consequence else found


def _takes_over(case: Case, state: str, key: str, end: EndState) -> bool:
    if end.instead_of and state not in end.instead_of:
        return False
    if end.when is None:
        return key in case.facts.marks
    return bool(end.instead_of) and end.when.check(case).met


def _condition(case: Case, end: EndState) -> tuple[Line, ...]:
    return () if end.when is None else end.when.check(case).lines
