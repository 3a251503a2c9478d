"""Correcting a question after it was asked: seen before, applied with a reason, the same as marking everything anew."""

from decimal import Decimal
from uuid import uuid4

import pytest
import sqlalchemy as sa

from core.accounts.service import server_acting
from core.courses.service import questions_asked
from core.db import db
from core.decisions.marking import Correction
from core.errors import BadInput, NotFound
from core.exams import regrade, service
from core.exams.jobs import regrade as regrade_job
from core.exams.models import AttemptRow
from core.exams.papers import marked, questions_of
from core.standings.service import stored


@pytest.fixture
def papers(li, zhao):
    """Li answers everything right, Zhao nothing; both have handed in. Gives their attempts and Li's first question."""
    attempts = []
    for sitter, right in ((li, True), (zhao, False)):
        attempt = sitter.start()
        for number in range(1, 6):
            if right:
                sitter.save(attempt, number, [sitter.right(attempt)[number - 1]], number)
        sitter.hand_in(attempt)
        attempts.append(attempt)
    kept = li.row(attempts[0]).paper[0]
    return (*attempts, (kept["code"], kept["version"]))


def correct(sitter, version, correction, reason="答案有误"):
    with sitter.hall() as site:
        row = regrade.enter_correction(server_acting(site), 2024, version, correction, reason)
        db.session.commit()
        done = sum(regrade.apply_correction(row.id))
        return row.id, done


def other_key(sitter, version):
    with sitter.hall():
        (right,) = questions_asked(2024, [version])[version].key
    return Correction(kind="key", key=frozenset({(right + 1) % 4}))


def test_a_preview_tells_who_changes_and_changes_nothing(li, papers):
    first, _, version = papers
    with li.hall():
        found = regrade.preview(2024, version, other_key(li, version))
    assert (found.higher, found.lower) == (0, 1)
    (change,) = found.changes
    assert (change.before, change.after) == (100, 80)
    assert li.row(first).mark == 100


@pytest.mark.parametrize(
    ("kind", "after_li", "after_zhao"), [("key", 80, 0), ("given", 100, 20), ("dropped", 100, 0)]
)
def test_an_applied_correction_marks_as_marking_everything_anew(li, zhao, papers, kind, after_li, after_zhao):
    first, second, version = papers
    correction = other_key(li, version) if kind == "key" else Correction(kind=kind)
    correct(li, version, correction)
    for sitter, attempt, mark in ((li, first, after_li), (zhao, second, after_zhao)):
        row = sitter.row(attempt)
        asked = {(kept["code"], kept["version"]) for kept in row.paper}
        assert row.mark == (mark if version in asked else sitter.row(attempt).mark)
        with sitter.hall():
            known = regrade.corrections_for(2024, asked)
            chosen = {number: one.chosen for number, one in service.answers_of(row.id).items()}
            anew = marked(row, questions_of([row])[row.id], chosen, known)
        assert anew.mark == row.mark
        assert [Decimal(one["earned"]) for one in row.marked] == [one.earned for one in anew.questions]


def test_a_correction_goes_on_the_record_and_the_standing_follows(li, papers):
    first, _, version = papers
    with li.hall():
        db.session.execute(sa.update(AttemptRow).where(AttemptRow.learner == li.id).values(mark=0))
        db.session.commit()
    correct(li, version, Correction(kind="given"), "题目超纲")
    assert li.row(first).mark == 100
    page = li.browser.get(f"{first}/record").text
    assert "重新评分" in page
    assert "题目超纲" in page
    with li.hall():
        kept = stored(li.id, 2024)
        assert kept is not None
        assert kept.inputs["attempts"][0]["mark"] == "100"


def test_applying_twice_changes_nothing_more(li, papers):
    first, _, version = papers
    row, done = correct(li, version, other_key(li, version))
    with li.hall():
        assert sum(regrade.apply_correction(row)) == done
        assert len([e for e in service.events_of(li.row(first).id) if e.kind == "regraded"]) == 1


def test_the_latest_correction_of_a_question_stands(li, papers):
    first, _, version = papers
    correct(li, version, other_key(li, version))
    correct(li, version, Correction(kind="given"))
    assert li.row(first).mark == 100


def test_a_paper_handed_in_later_is_marked_by_the_correction(li, zhao):
    attempt = li.start()
    kept = li.row(attempt).paper[0]
    version = (kept["code"], kept["version"])
    correct(li, version, Correction(kind="given"))
    li.hand_in(attempt)
    assert li.row(attempt).mark == 20


def test_what_cannot_be_a_correction_is_refused(li, papers):
    *_, version = papers
    for correction, reason in (
        (Correction(kind="key"), "因"),
        (Correction(kind="key", key=frozenset({9})), "因"),
        (Correction(kind="key", key=frozenset({0, 1})), "因"),
        (Correction(kind="given"), " "),
    ):
        with pytest.raises(BadInput):
            correct(li, version, correction, reason)
    with pytest.raises(NotFound):
        correct(li, ("none", 1), Correction(kind="given"))
    with li.hall(), pytest.raises(NotFound):
        list(regrade.apply_correction(uuid4()))


def test_the_job_applies_a_correction_with_progress(li, papers):
    first, _, version = papers
    with li.hall() as site:
        row = regrade.enter_correction(server_acting(site), 2024, version, other_key(li, version), "答案有误")
        progress = regrade_job.enqueue(correction=str(row.id))
        db.session.commit()
        regrade_job.run("east", str(progress), {"correction": str(row.id)})
    assert li.row(first).mark == 80
