"""Exemptions through the services: applied for, approved level by level, refused, revoked."""

from datetime import date

import pytest
import sqlalchemy as sa

from core.accounts.models import Administrator
from core.accounts.service import Acting, acting, server_acting
from core.audit.service import SERVER
from core.db import db
from core.decisions.exempting import exemption_of
from core.errors import BadInput, NotFound, Refused
from core.exams.service import case_of
from core.exemptions import service
from core.exemptions.service import Application
from core.web.site import Viewer
from tests.sites import learner_id, scope_of_site


@pytest.fixture
def site(hall):
    with scope_of_site(hall, "east") as found:
        yield found


@pytest.fixture
def li(hall, site):
    return learner_id(hall, "east", "1001")


def by(site, account: str) -> Acting:
    row = db.session.scalars(sa.select(Administrator).where(Administrator.account == account)).one()
    viewer = Viewer(
        id=row.id, kind="administrator", name=row.name, administrator_id=row.id, unit=row.unit, role=row.role
    )
    return acting(site, viewer)


def apply_for(learner, reason="illness", evidence="证明存档"):
    asked = Application(reason=reason, kept=evidence)
    return service.apply_for(case_of(learner), learner, SERVER, asked).id


def state(learner):
    return exemption_of(case_of(learner)).state


def test_it_holds_once_every_level_has_approved(site, li):
    exemption = apply_for(li)
    assert state(li) == "pending"
    first = service.decide(by(site, "a1"), exemption, "approve", case_of(li))
    assert (first.state, state(li)) == ("reviewed", "pending")
    second = service.decide(by(site, "office"), exemption, "approve", case_of(li))
    assert (second.state, second.decided, state(li)) == ("approved", date(2024, 6, 3), "exempt")
    assert [step["name"] for step in second.trail] == ["xuefa", "钱四", "郑七"]


def test_a_refusal_needs_a_reason_and_is_final_but_may_be_asked_for_again(site, li):
    exemption = apply_for(li)
    with pytest.raises(BadInput):
        service.decide(by(site, "a1"), exemption, "refuse", case_of(li), " ")
    assert service.decide(by(site, "a1"), exemption, "refuse", case_of(li), "材料不符").state == "refused"
    with pytest.raises(Refused):
        service.decide(by(site, "office"), exemption, "approve", case_of(li))
    assert apply_for(li) != exemption


def test_the_same_reason_is_on_file_only_once(li):
    apply_for(li)
    with pytest.raises(Refused) as refused:
        apply_for(li)
    assert refused.value.code in {"on_file", "no_exemption"}
    assert len(service.rows_of(li, 2024)) == 1


def test_a_reason_that_the_rules_do_not_know_is_refused_with_lines(li):
    with pytest.raises(Refused) as refused:
        apply_for(li, "holiday")
    assert refused.value.verdict is not None
    assert not refused.value.verdict.met


def test_a_revoked_exemption_no_longer_exempts(site, li):
    exemption = apply_for(li)
    everybody = server_acting(site)
    with pytest.raises(Refused):
        service.revoke(everybody, exemption, "查实不符")
    for _ in range(2):
        service.decide(everybody, exemption, "approve", case_of(li))
    with pytest.raises(BadInput):
        service.revoke(everybody, exemption, "")
    assert service.revoke(everybody, exemption, "查实不符").state == "revoked"
    assert state(li) == "revoked"


def test_an_administrator_of_another_unit_finds_nothing(site, li):
    exemption = apply_for(li)
    with pytest.raises(NotFound):
        service.decide(by(site, "a2"), exemption, "approve", case_of(li))
    with pytest.raises(NotFound):
        service.revoke(by(site, "a2"), exemption, "查实不符")


def test_another_province_finds_nothing(hall, li):
    exemption = apply_for(li)
    case = case_of(li)
    with scope_of_site(hall, "west") as west, pytest.raises(NotFound):
        service.decide(server_acting(west), exemption, "approve", case)
