"""Exemptions until a day: told ahead, over when the day has passed, and the year asked for again."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from core.db import db
from core.errors import BadInput
from core.exams.service import case_of
from core.exemptions import service
from core.notify.models import Message
from core.tenancy.clock import set_clock
from tests.core.exemptions.test_exemptions import apply_for, by, state
from tests.sites import TODAY, learner_id, scope_of_site

LAST = date(2024, 6, 20)


@pytest.fixture
def site(hall):
    with scope_of_site(hall, "east") as found:
        yield found


@pytest.fixture
def li(hall, site):
    return learner_id(hall, "east", "1001")


def approved_until(site, learner, until=LAST):
    exemption = apply_for(learner)
    service.decide(by(site, "a1"), exemption, "approve", case_of(learner), until=until)
    service.decide(by(site, "office"), exemption, "approve", case_of(learner))
    return exemption


def later(days):
    set_clock(TODAY + timedelta(days=days))


def titles(learner):
    query = sa.select(Message).where(Message.reader == learner, Message.kind == "exemption")
    return [str(row.title) for row in db.session.scalars(query)]


def test_it_counts_until_its_day_and_no_longer(site, li):
    approved_until(site, li)
    assert state(li) == "exempt"
    later(17)
    assert state(li) == "exempt"
    later(18)
    assert state(li) == "none"


def test_one_up_to_the_end_of_the_year_counts_for_the_year(site, li):
    approved_until(site, li, date(2024, 12, 31))
    later(300)
    assert state(li) == "exempt"


def test_its_end_is_told_once_ahead_and_once_when_it_has_come(site, li):
    approved_until(site, li)
    today = TODAY.date()
    assert service.tell_ends(today) == 0
    assert [service.tell_ends(LAST - timedelta(days=14)) for _ in range(2)] == [1, 0]
    assert [service.tell_ends(LAST + timedelta(days=1)) for _ in range(2)] == [1, 0]
    told = " ".join(titles(li))
    assert "runs until" in told
    assert "has ended" in told


def test_a_day_that_is_over_is_refused(site, li):
    exemption = apply_for(li)
    with pytest.raises(BadInput):
        service.decide(
            by(site, "a1"), exemption, "approve", case_of(li), until=TODAY.date() - timedelta(days=1)
        )


def test_a_revoked_one_ends_nothing_more(site, li):
    exemption = approved_until(site, li)
    service.revoke(by(site, "office"), exemption, "材料不实")
    assert service.tell_ends(LAST + timedelta(days=1)) == 0
