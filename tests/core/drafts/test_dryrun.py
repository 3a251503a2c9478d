"""A draft tried on the roster: who would change, with reasons, by unit, and the cost; nothing is written."""

import json
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.db import db
from core.decisions.facts import Attempt, DayTotal, Facts
from core.drafts.counting import moved_facts
from core.drafts.dryrun import dry_run
from core.drafts.models import DryRunRow
from core.standings.service import judge_all, restore_facts, store_facts
from core.web.site import composition
from tests.sites import TODAY, learner_id, scope_of_site

STUDIED = Facts(
    study=(DayTotal(TODAY.date(), "required", Decimal(10)),),
    attempts=(Attempt(exam="yearly", number=1, started=TODAY, handed_in=TODAY, mark=Decimal(70)),),
)
PASSED = sa.text(
    "UPDATE standings SET state = 'passed', inputs = CAST(:inputs AS jsonb) WHERE learner = :learner"
)


@pytest.fixture
def judged(fresh):
    """Everybody of the east judged; Li has ten credits and seventy marks, and has passed."""
    with scope_of_site(fresh, "east"):
        list(judge_all())
        facts = json.dumps(store_facts(STUDIED))
        db.session.execute(PASSED, {"inputs": facts, "learner": learner_id(fresh, "east", "1001")})
        db.session.commit()
    return fresh


def tries(office, draft):
    """Begin a dry run and let the worker do it."""
    answer = office.post(f"{draft}/roster")
    with scope_of_site(office.app, "east"):
        row = db.session.scalars(sa.select(DryRunRow).order_by(DryRunRow.at.desc())).first()
        identity, progress = row.id, row.progress
    with office.app.app_context():
        dry_run.run("east", str(progress), {"run": str(identity)})
    return answer


def standings(app):
    with scope_of_site(app, "east"):
        return db.session.execute(
            sa.text("SELECT learner, state, rules_digest FROM standings ORDER BY 1")
        ).all()


def test_it_says_who_would_change_and_why_and_writes_nothing(office, judged, draft):
    before = standings(judged)
    office.fills_in(draft, "study.target", total="14", source="cite", document="main", article="三（新）")
    tries(office, draft)
    page = office.get(f"{draft}/roster").text
    assert "6 名学员中有 1 名结果会改变" in page
    assert "合格 → 学习中" in page
    assert "李一" in page
    assert "三（新）" in page
    assert "东省甲局" in page
    assert standings(judged) == before


def test_it_says_what_the_learners_would_cost(office, judged, draft):
    office.fills_in(
        draft, "fees.tariff", part="per_head", price="20", payer="unit", provincial_direct="province"
    )
    tries(office, draft)
    page = office.get(f"{draft}/roster").text
    assert "120" in page
    assert "90" in page


def test_before_each_step_a_glance_says_who_would_change(office, judged, draft):
    office.fills_in(draft, "study.target", total="14")
    page = office.get(f"{draft}/step/hand_in").text
    assert "前 6 名学员中有 1 名结果会改变" in page
    assert "合格 → 学习中" in page
    assert "前 6 名" not in office.get(f"{draft}/step/drop").text
    tries(office, draft)
    page = office.get(f"{draft}/step/hand_in").text
    assert "6 名学员中有 1 名结果会改变" in page
    assert "前 6 名" not in page


def test_next_years_rules_are_tried_on_this_years_facts(office, judged):
    address = office.begins(year="2025", start="east/2024")
    tries(office, address)
    page = office.get(f"{address}/roster").text
    assert "6 名学员中有 0 名结果会改变" in page
    assert "依据 2024 年度的在档事实" in page


def test_it_says_when_the_draft_was_changed_since(office, judged, draft):
    tries(office, draft)
    assert "又有修改" not in office.get(f"{draft}/roster").text
    office.fills_in(draft, "study.target", total="14")
    assert "又有修改" in office.get(f"{draft}/roster").text


def test_a_draft_with_faults_is_not_tried(office, draft):
    office.saves(draft, office.text(draft).replace("pass_mark: 60", "pass_mark: 600"))
    assert office.post(f"{draft}/roster").status_code == 409


def test_one_dry_run_at_a_time(office, judged, draft):
    assert office.post(f"{draft}/roster").status_code == 302
    assert office.post(f"{draft}/roster").status_code == 409
    assert "名学员" in office.get(f"{draft}/roster").text


def test_facts_are_moved_by_whole_years_and_unknown_exams_left_out(fresh):
    rules = composition(fresh).registry.tenants["east"].rules_for(2024)
    leap = Facts(study=(DayTotal(TODAY.date().replace(month=2, day=29), "required", Decimal(1)),))
    assert str(moved_facts(leap, 1, rules).study[0].day) == "2025-02-28"
    moved = moved_facts(STUDIED, 1, rules)
    assert moved.attempts[0].started.year == TODAY.year + 1
    assert not moved_facts(
        Facts(attempts=(Attempt(exam="gone", number=1, started=TODAY),)), 1, rules
    ).attempts
    assert moved_facts(STUDIED, 0, rules) == restore_facts(store_facts(STUDIED))


def test_the_checks_say_who_is_left_behind(office, judged, draft):
    office.fills_in(draft, "study.period", **{"from": "2024-01-01", "to": "2024-05-01"})
    page = office.get(f"{draft}/checks").text
    assert "最迟须在 2024年5月1日 开始学习，这一天已过" in page or "已无法达到学习目标" in page


def test_the_checks_compare_places_with_the_roster(office, judged, draft):
    text = office.text(draft).replace(
        "      window: {from: 2024-03-01, to: 2024-11-30, minutes: 60}",
        "      daily_slots: {from: 2024-03-01, to: 2024-03-01, times: ['09:00'], minutes: 60, capacity: 2}",
    )
    office.saves(draft, text)
    page = office.get(f"{draft}/checks").text
    assert "共有 2 个考位，应考学员 6 人" in page
