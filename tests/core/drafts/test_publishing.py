"""The way of a draft: reviewed by a second person, published from a day on, in force without a restart, withdrawn."""

import sqlalchemy as sa

from core.db import db
from core.drafts.following import fault_of
from core.drafts.models import ActRow, DraftRow
from core.standings.service import judge
from core.tenancy.clock import set_clock
from core.web.site import composition
from tests.core.drafts.world import CASES
from tests.sites import TODAY, learner_id, scope_of_site

MORE = CASES.replace("study: 10", "study: 14").replace("十个", "十四个")


def publishes(office, second, draft, since="2024-06-10", **more):
    office.steps(draft, "hand_in")
    second.steps(draft, "approve", signed="yes")
    return office.steps(draft, "publish", since=since, **more)


def raise_target(office, draft):
    office.fills_in(draft, "study.target", total="14")
    office.saves_cases(draft, MORE)


def in_force(app, on=None):
    from datetime import date

    rules = composition(app).registry.tenants["east"].rules_for(2024, on=on and date.fromisoformat(on))
    return str(rules.study.target.total)


def test_a_draft_is_handed_in_approved_by_a_second_person_and_published_from_a_day_on(office, second, draft):
    raise_target(office, draft)
    assert publishes(office, second, draft).status_code == 302
    assert "14" in office.get("/admin/rules?q=需要").text
    assert in_force(office.app, "2024-06-09") == "10"
    assert in_force(office.app, "2024-06-10") == "14"
    assert "第二人" in office.get(draft).text


def test_whoever_wrote_in_it_cannot_approve_it(office, draft):
    office.steps(draft, "hand_in")
    answer = office.steps(draft, "approve", signed="yes")
    assert answer.status_code == 409
    assert "须由本机关另一人审核" in answer.text


def test_the_table_of_cases_must_be_signed(office, second, draft):
    office.steps(draft, "hand_in")
    assert second.steps(draft, "approve").status_code == 400


def test_a_failing_case_holds_it_back(office, draft):
    office.fills_in(draft, "study.target", total="14")
    answer = office.steps(draft, "hand_in")
    assert answer.status_code == 409
    assert "算例须至少有一个并且全部通过" in answer.text
    office.saves_cases(draft, "")
    assert office.steps(draft, "hand_in").status_code == 409


def test_a_fault_holds_it_back(office, draft):
    office.saves(draft, office.text(draft).replace("pass_mark: 60", "pass_mark: 600"))
    answer = office.steps(draft, "hand_in")
    assert answer.status_code == 409
    assert "还有 1 处错误" in answer.text


def test_what_is_handed_in_is_not_changed_before_it_is_sent_back(office, second, draft):
    office.steps(draft, "hand_in")
    assert office.saves(draft, "year: 2024\n").status_code == 409
    assert second.steps(draft, "send_back").status_code == 400
    second.steps(draft, "send_back", reason="第三条出处不对")
    assert "第三条出处不对" in office.get(draft).text
    assert office.fills_in(draft, "study.target", total="12").status_code == 302


def test_it_cannot_be_published_before_it_is_approved(office, draft):
    assert office.steps(draft, "publish", since="2024-06-10").status_code == 409


def test_a_day_before_results_that_exist_is_refused_unless_it_is_meant(office, second, draft):
    with scope_of_site(office.app, "east"):
        judge(learner_id(office.app, "east", "1001"))
    raise_target(office, draft)
    answer = publishes(office, second, draft, since="2024-01-01")
    assert answer.status_code == 409
    assert "早于已有的结果（1 人）" in answer.text
    assert office.steps(draft, "publish", since="2024-01-01", deliberate="yes").status_code == 400
    meant = {"since": "2024-01-01", "deliberate": "yes", "reason": "更正目标"}
    assert office.steps(draft, "publish", **meant).status_code == 302
    with scope_of_site(office.app, "east"):
        found = db.session.execute(
            sa.text("SELECT count(*) FROM job_progress WHERE task = 'drafts.recompute'")
        )
        assert found.scalar_one() == 1


def test_rules_of_a_year_that_is_over_change_its_results_only_when_it_is_meant(office, second, draft):
    with scope_of_site(office.app, "east"):
        judge(learner_id(office.app, "east", "1001"))
    raise_target(office, draft)
    with scope_of_site(office.app, "east"):
        set_clock(TODAY.replace(year=2025))
    answer = publishes(office, second, draft, since="2025-06-10")
    assert answer.status_code == 409
    assert "早于已有的结果" in answer.text


def test_a_publication_is_withdrawn_with_a_reason(office, second, draft):
    raise_target(office, draft)
    publishes(office, second, draft)
    assert office.steps(draft, "withdraw").status_code == 400
    assert office.steps(draft, "withdraw", reason="通知撤销").status_code == 302
    office.get("/admin/rules")
    assert in_force(office.app, "2024-12-01") == "10"


def test_a_new_year_is_published(office, second):
    address = office.begins(year="2025", start="east/2024")
    office.saves_cases(address, CASES.replace("2024", "2025"))
    this_year = composition(office.app).registry.tenants["east"].rules_for(2024).digest
    assert publishes(office, second, address, since="2025-01-01").status_code == 302
    office.get("/admin/rules")
    assert composition(office.app).registry.tenants["east"].rules_for(2024).digest == this_year
    assert 2025 in composition(office.app).registry.tenants["east"].years()


AMENDMENT = """\
amends: {from: 2024-07-01}

documents:
  amendment: {number: 测发〔2024〕9号, title: 关于调整学分的通知}

study:
  target: {total: 12, cite: amendment/一}
"""


def test_an_amendment_is_in_force_from_its_own_first_day(office, second):
    address = office.begins(kind="amendment", year="2024", name="target")
    office.saves(address, AMENDMENT)
    office.saves_cases(address, CASES.replace("study: 10", "study: 12"))
    assert publishes(office, second, address, since="").status_code == 302
    office.get("/admin/rules")
    assert in_force(office.app, "2024-06-30") == "10"
    assert in_force(office.app, "2024-07-01") == "12"


def test_a_learners_verdict_cites_the_new_rules_and_the_old_result_keeps_its_digest(office, second, draft):
    learner = learner_id(office.app, "east", "1001")
    with scope_of_site(office.app, "east"):
        judge(learner)
        old = db.session.execute(sa.text("SELECT rules_digest FROM standings")).scalar_one()
    office.fills_in(draft, "study.target", total="14", source="cite", document="main", article="三（新）")
    office.saves_cases(draft, MORE)
    publishes(office, second, draft, since="2024-06-03")
    office.get("/admin/rules")
    with scope_of_site(office.app, "east"):
        outcome = judge(learner)
        assert db.session.execute(sa.text("SELECT rules_digest FROM standings")).scalar_one() != old
        act = db.session.scalars(sa.select(ActRow).where(ActRow.act == "publish")).one()
        now = db.session.execute(sa.text("SELECT rules_digest FROM standings")).scalar_one()
    assert act.facts["digest"] == now
    assert "三（新）" in {line.cite.article for line in outcome.lines}


def test_a_faulty_set_leaves_the_last_good_one_in_force_and_says_so(office, second, draft):
    raise_target(office, draft)
    publishes(office, second, draft)
    office.get("/admin/rules")
    with scope_of_site(office.app, "east"):
        row = db.session.scalars(sa.select(DraftRow)).one()
        db.session.execute(
            sa.text(
                "INSERT INTO rule_versions SELECT tenant, draft, 99, 'year: [', cases, by, by_name, at, why FROM rule_versions WHERE version = 1"
            )
        )
        row.version = 99
        db.session.add(
            ActRow(
                draft=row.id, act="publish", version=99, by=row.id, by_name="x", at=row.started_at, facts={}
            )
        )
        db.session.commit()
        from core.drafts import service

        service.ask_again()
    page = office.get("/admin/rules/drafts").text
    assert "仍按此前的规则服务" in page
    assert fault_of(composition(office.app).registry.tenants["east"])
    assert in_force(office.app, "2024-12-01") == "14"


def test_an_area_publishes_what_is_left_to_it(bay):
    address = bay.begins(year="2024", start="east/2024")
    bay.fills_in(address, "accounts.password", at_least="8", source="cite", article="二")
    bay.saves_cases(address, CASES)
    assert bay.steps(address, "hand_in").status_code == 302
