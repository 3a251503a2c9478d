"""Issuing and revoking: numbers without gaps, a snapshot that stays, what a changed result does, who may do what."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from threading import Barrier

import pytest
import sqlalchemy as sa

from core.accounts.service import deactivate
from core.accounts.service import learner as learner_row
from core.audit.service import entries_of
from core.certificates.issuing import chance_of, says_still
from core.certificates.models import CertificateRow, Series
from core.certificates.service import by_number_and_code, certificate_in, issue, own_certificates, revoke
from core.db import db
from core.errors import BadInput, NotFound, Refused
from core.standings.service import current
from tests.core.certificates.world import asking, east, everybody, issued, many
from tests.sites import learner_id, scope_of_site

AT_ONCE = 20


def result_of(monkeypatch, **changes):
    """Let every judgement come to this instead."""
    from core.standings import judging

    real = judging.outcome_of
    monkeypatch.setattr(judging, "outcome_of", lambda case: replace(real(case), **changes))


def test_a_certificate_keeps_what_it_says(office, li):
    row = issued(office)
    said = row.said
    assert row.number == "DS2024000001"
    assert (said["name"], said["unit"], said["year"]) == ("李一", "东省甲局", 2024)
    assert said["issuer"] == "东省学法平台"
    assert said["check"] == "http://east.localhost/verify"
    with east(office):
        case, found = current(li)
        assert said["rules"] == case.rules.digest
        assert (row.state, row.grade, row.score) == (found.state, found.grade, found.score)
        learner_row(li).name = "李易"
        db.session.commit()
        assert own_certificates(li)[0].said.name == "李一"


def test_asking_again_gives_the_same_one(office, li):
    first, second = issued(office), issued(office)
    assert first.id == second.id
    with east(office):
        assert len(own_certificates(li)) == 1


def test_who_has_not_passed_is_refused_with_the_rule(office):
    with east(office), pytest.raises(Refused) as refused:
        issue(learner_id(office, "east", "1005"), asking())
    assert refused.value.verdict.failing[0].cite.article == "八"


def test_where_the_rules_know_none_the_answer_says_so(office):
    with scope_of_site(office, "west"):
        chance = chance_of(learner_id(office, "west", "1001"))
        assert not chance.verdict.met
        assert chance.verdict.lines[0].cite.document == "测发〔2024〕1号"


def test_numbers_count_without_gaps_past_refusals(office):
    with east(office):
        for account in ("1001", "1005", "1002", "1004"):
            try:
                issue(learner_id(office, "east", account), asking())
            except Refused:
                db.session.rollback()
        numbers = db.session.scalars(sa.select(CertificateRow.number).order_by(CertificateRow.number)).all()
    assert numbers == ["DS2024000001", "DS2024000002", "DS2024000003"]


def test_an_issue_that_fails_gives_its_number_back(office, monkeypatch):
    from core.certificates import issuing

    with monkeypatch.context() as broken, east(office):
        broken.setattr(issuing, "code_of", lambda _signature: None)
        with pytest.raises(sa.exc.IntegrityError):
            issue(learner_id(office, "east", "1001"), asking())
        db.session.rollback()
    assert issued(office, "1002").number == "DS2024000001"


def test_a_name_that_the_font_cannot_print_is_refused_with_the_character(office, li):
    with east(office):
        learner_row(li).name = "李𠮷"
        db.session.commit()
        with pytest.raises(Refused) as refused:
            issue(li, asking())
        assert refused.value.verdict.failing[0].figure == "𠮷 (U+20BB7)"
        learner_row(li).name = "李𬭎㛃䶮堃"
        db.session.commit()
        assert issue(li, asking()).said["name"] == "李𬭎㛃䶮堃"


def test_a_revocation_needs_a_reason_and_stays_on_file(office, li):
    row = issued(office)
    with east(office) as site:
        with pytest.raises(BadInput):
            revoke(everybody(site), row.id, "  ")
        revoke(everybody(site), row.id, "姓名有误")
        (held,) = own_certificates(li)
        assert (held.state, held.row.revoke_reason, held.row.revoked_by_name) == (
            "revoked",
            "姓名有误",
            "xuefa",
        )
        with pytest.raises(Refused):
            revoke(everybody(site), row.id, "再次")
        acts = [(entry.act, entry.facts) for entry in entries_of(str(li))]
        assert sorted(acts) == [
            ("issue_certificate", {"number": row.number}),
            ("revoke_certificate", {"number": row.number}),
        ]


def test_after_a_revocation_an_administrator_alone_issues_the_next(office, li):
    row = issued(office)
    with east(office) as site:
        revoke(everybody(site), row.id, "姓名有误")
        with pytest.raises(Refused) as refused:
            issue(li, asking())
        assert refused.value.verdict.failing[0].item.message == "Revoked on"
        with pytest.raises(Refused):
            issue(li, asking("administrator"))
        db.session.rollback()
        decided = replace(asking("administrator"), anew=True)
        assert issue(li, decided).number == "DS2024000002"


def test_who_leaves_keeps_a_valid_certificate(office, li):
    row = issued(office)
    with east(office) as site:
        deactivate(everybody(site), li, "退休")
        assert current(li)[1].state == "deactivated"
        assert by_number_and_code(row.number, row.code).state == "valid"


def test_a_certificate_is_never_deleted(office):
    row = issued(office)
    with east(office), pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
        db.session.execute(sa.delete(CertificateRow).where(CertificateRow.id == row.id))


def test_a_result_that_is_no_longer_passed_marks_the_certificate(office, li, monkeypatch):
    row = issued(office)
    result_of(monkeypatch, state="failed", grade="")
    with east(office):
        current(li)
        (held,) = own_certificates(li)
        assert (held.state, held.row.revoked_at) == ("superseded", None)
        chance = chance_of(li)
        assert chance.superseded
        assert not chance.verdict.met
        with pytest.raises(Refused):
            issue(li, asking())
        db.session.rollback()
        assert by_number_and_code(row.number, row.code).state == "superseded"


@pytest.mark.parametrize("change", [{"state": "failed"}, {"grade": "excellent"}, {"score": Decimal(81)}])
def test_the_list_tells_a_later_result_apart_as_the_decision_does(office, li, monkeypatch, change):
    row = issued(office)
    result_of(monkeypatch, **change)
    with east(office) as site:
        _, found = current(li)
        assert not says_still(row, found)
        assert certificate_in(everybody(site).scope, row.id).state == "superseded"


def test_a_result_that_changed_and_still_passes_replaces_the_certificate(office, li, monkeypatch):
    first = issued(office)
    result_of(monkeypatch, grade="excellent")
    second = issued(office)
    assert second.number == "DS2024000002"
    assert second.said["result"] == "优秀"
    with east(office):
        states = {held.row.number: (held.state, held.row.replaced_by) for held in own_certificates(li)}
        assert states == {first.number: ("revoked", second.number), second.number: ("valid", "")}
        assert chance_of(li).verdict.met


def test_an_administrator_of_another_unit_finds_nothing(office):
    from core.accounts.service import Scope

    row = issued(office)
    with east(office):
        assert certificate_in(Scope(frozenset({"u1"})), row.id).row.number == row.number
        with pytest.raises(NotFound):
            certificate_in(Scope(frozenset({"u2"})), row.id)


def test_another_provinces_certificate_is_unknown_here(office):
    row = issued(office)
    with east(office):
        assert by_number_and_code(row.number, row.code) is not None
    with scope_of_site(office, "west"):
        assert by_number_and_code(row.number, row.code) is None


def test_a_certificate_altered_in_the_database_is_no_longer_known(office):
    row = issued(office)
    with east(office):
        said = {**row.said, "name": "李二"}
        db.session.execute(sa.update(CertificateRow).where(CertificateRow.id == row.id).values(said=said))
        db.session.commit()
        db.session.expire_all()
        assert by_number_and_code(row.number, row.code) is None


def test_twenty_at_once_get_twenty_numbers_without_a_gap(busy_office):
    learners = many(busy_office, AT_ONCE)
    barrier = Barrier(AT_ONCE)

    def one(learner):
        with scope_of_site(busy_office, "east"):
            barrier.wait(60)
            return issue(learner, asking()).number

    with ThreadPoolExecutor(AT_ONCE) as pool:
        numbers = list(pool.map(one, learners))
    with east(busy_office):
        before = db.session.scalar(sa.select(Series.last)) - AT_ONCE
    assert sorted(numbers) == [f"DS2024{before + number:06}" for number in range(1, AT_ONCE + 1)]


def test_a_revocation_beside_an_issue_stands_with_its_own_reason(busy_office):
    """Whichever comes first: the revocation stands with its own reason, and nobody got a new one unasked."""
    learner = learner_id(busy_office, "east", "1004")
    with east(busy_office):
        row = issue(learner, asking()).id
    barrier = Barrier(2)

    def ask():
        barrier.wait(60)
        with scope_of_site(busy_office, "east"), suppress(Refused):
            issue(learner, asking())

    def take():
        with scope_of_site(busy_office, "east") as site:
            barrier.wait(60)
            revoke(everybody(site), row, "姓名有误")

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(ask), pool.submit(take)]:
            done.result()
    with east(busy_office):
        (held,) = own_certificates(learner)
        assert (held.state, held.row.revoke_reason) == ("revoked", "姓名有误")


def test_one_learner_who_asks_many_times_at_once_gets_one(busy_office):
    learner = learner_id(busy_office, "east", "1001")
    barrier = Barrier(AT_ONCE)

    def one(_number):
        with scope_of_site(busy_office, "east"):
            barrier.wait(60)
            return issue(learner, asking()).number

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert len(set(pool.map(one, range(AT_ONCE)))) == 1
