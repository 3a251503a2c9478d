"""What administrators do to accounts: upon whom, when it is refused, and that it is written down."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from core.accounts import service
from core.accounts.models import Administrator, Learner
from core.accounts.names import pinyin_of
from core.accounts.service import Filters, NewLearner
from core.audit.service import entries_of
from core.db import db
from core.errors import BadInput, NotFound, Refused
from core.tenancy.announce import Event, subscribe, unsubscribe
from core.tenancy.clock import set_clock
from core.web.site import Site, Viewer
from tests.sites import ID_NUMBER, Browser, scope_of_site

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def site(site_app):
    with scope_of_site(site_app, "east") as found:
        yield found


def learner(account: str) -> Learner:
    return db.session.execute(sa.select(Learner).where(Learner.account == account)).scalar_one()


def viewer(account: str) -> Viewer:
    row = db.session.execute(sa.select(Administrator).where(Administrator.account == account)).scalar_one()
    role = "provincial_office" if row.role == "provincial_office" else "unit_administrator"
    return Viewer(
        id=row.id,
        kind="administrator",
        name=row.name,
        administrator_id=row.id,
        role=role,
        unit=row.unit,
        area=service.unit(row.unit).area,
    )


def by(site: Site, account: str) -> service.Acting:
    return service.acting(site, viewer(account))


def test_a_reset_is_written_down_with_who_did_it(site):
    li = learner("1001")
    service.reset_password(by(site, "a1"), li.id)
    (entry,) = entries_of(str(li.id))
    assert (entry.act, entry.actor_name) == ("reset_password", "钱四")
    assert str(entry.told_at.astimezone(ZONE).date()) == "2024-06-03"


def test_an_audit_entry_can_be_neither_changed_nor_removed(site):
    service.unlock(by(site, "a1"), learner("1001").id)
    for statement in ("UPDATE audit_entries SET act = 'x'", "DELETE FROM audit_entries"):
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), db.session.begin_nested():
            db.session.execute(sa.text(statement))


def test_a_reset_ends_the_learners_sign_ins(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    with scope_of_site(site_app, "east") as site:
        service.reset_password(by(site, "a1"), learner("1001").id)
    assert browser.get("/account").status_code == 302


def test_a_deactivated_learner_is_out_at_once(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    with scope_of_site(site_app, "east") as site:
        service.deactivate(by(site, "a1"), learner("1001").id, "退休")
    assert browser.get("/account").status_code == 302


@pytest.mark.parametrize("account", ["a2", "bay"])
def test_learners_of_other_units_are_not_found(site, account):
    with pytest.raises(NotFound):
        service.reset_password(by(site, account), learner("1001").id)
    assert learner("1001").password_hash is not None


def test_the_provincial_office_sees_every_unit_and_an_areas_office_its_area(site):
    everything = service.scope_of(viewer("office")).units
    assert everything == {"u0", "u1", "u2", "b1"}
    assert service.scope_of(viewer("bay")).units == {"b1"}
    assert service.scope_of(viewer("a1")).units == {"u1"}


def test_a_units_administrator_sees_the_units_below(site):
    below = service.subtree("u0", {"u0": None, "u1": "u0", "u2": "u1", "x": None})
    assert below == {"u0", "u1", "u2"}


def test_a_learner_sees_nobody(site):
    row = learner("1001")
    me = Viewer(id=row.id, kind="learner", name="李一", learner_id=row.id, unit="u1")
    assert service.scope_of(me).units == frozenset()


def test_a_transfer_before_the_freeze_moves_the_learner_and_is_written_down(site):
    li = learner("1001")
    service.transfer(by(site, "office"), li.id, "u2")
    assert learner("1001").unit == "u2"
    assert entries_of(str(li.id))[0].facts == {"from": "u1", "to": "u2"}


def test_a_transfer_inside_the_freeze_is_refused_with_the_article(site):
    set_clock(datetime(2024, 9, 10, 0, 1, tzinfo=ZONE))
    with pytest.raises(Refused) as refusal:
        service.transfer(by(site, "office"), learner("1001").id, "u2")
    (line,) = refusal.value.verdict.failing
    assert line.cite.article == "六"
    assert learner("1001").unit == "u1"


def test_the_receiving_units_administrator_may_fetch_a_learner_but_no_third_one(site):
    with pytest.raises(NotFound):
        service.transfer(by(site, "a2"), learner("1001").id, "u0")
    service.transfer(by(site, "a2"), learner("1001").id, "u2")
    assert learner("1001").unit == "u2"


def test_an_administrator_cannot_reset_their_own_password_this_way(site):
    with pytest.raises(NotFound):
        service.reset_administrator(by(site, "a1"), viewer("a1").id)
    service.reset_administrator(by(site, "office"), viewer("a1").id)
    query = sa.select(Administrator.password_hash).where(Administrator.account == "a1")
    assert db.session.scalar(query) is None


def test_who_can_help_is_the_nearest_unit_with_an_administrator(site):
    assert [helper.name for helper in service.administrators_of("u1")] == ["钱四", "司一"]
    assert [helper.phone for helper in service.administrators_of("u2")] == [""]
    service.add_unit(service.NewUnit(code="u9", name="新站所", parent="u1"))
    assert [helper.name for helper in service.administrators_of("u9")] == ["钱四", "司一"]


def test_what_is_committed_is_announced(site):
    heard: list[Event] = []
    subscribe("learner.deactivated", heard.append)
    li = learner("1001")
    service.deactivate(by(site, "a1"), li.id, "退休")
    unsubscribe("learner.deactivated", heard.append)
    assert [(event.learner, event.year) for event in heard] == [(li.id, 2024)]


def test_a_listener_that_fails_undoes_nothing(site):
    def fall(_event: Event) -> None:
        raise RuntimeError

    subscribe("learner.deactivated", fall)
    service.deactivate(by(site, "a1"), learner("1001").id, "退休")
    unsubscribe("learner.deactivated", fall)
    assert not learner("1001").active


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("李", {"李一", "李伊"}),
        ("li yi", {"李一", "李伊"}),
        ("1002", {"赵二"}),
        ("13800000001", {"李一"}),
        ("%", set()),
    ],
)
def test_learners_are_found_by_name_pinyin_and_number(site, search, found):
    page = service.learners_in(service.scope_of(viewer("office")), Filters(search=search))
    assert {row.name for row, _ in page.rows} == found
    assert page.total == len(found)


def test_a_list_comes_in_pages_and_keeps_to_the_scope(site):
    scope = service.scope_of(viewer("office"))
    first = service.learners_in(scope, Filters(sort="account"), page=1, size=4)
    last = service.learners_in(scope, Filters(sort="account"), page=99, size=4)
    assert (first.total, first.pages, len(first.rows)) == (6, 2, 4)
    assert (last.number, len(last.rows)) == (2, 2)
    assert {row.name for row, _ in service.learners_in(service.scope_of(viewer("a2")), Filters()).rows} == {
        "赵二",
        "李伊",
    }


def test_birth_and_sex_are_read_from_the_id_number(site):
    sun = learner(ID_NUMBER)
    assert (str(sun.birth), sun.sex) == ("1949-12-31", "female")


def test_an_account_that_is_taken_is_refused_and_nobody_is_added(site):
    with pytest.raises(Refused):
        service.add_learners(
            site,
            [
                NewLearner(unit="u1", account="7001", name="新一"),
                NewLearner(unit="u1", account="1001", name="新二"),
            ],
        )
    assert db.session.scalar(sa.select(Learner.id).where(Learner.account == "7001")) is None


def test_one_account_twice_in_a_list_or_an_unknown_unit_is_bad_input(site):
    twice = [
        NewLearner(unit="u1", account="7001", name="新一"),
        NewLearner(unit="u1", account="7001", name="新二"),
    ]
    with pytest.raises(BadInput):
        service.add_learners(site, twice)
    with pytest.raises(BadInput):
        service.add_learner(site, NewLearner(unit="nowhere", account="7002", name="新三"))


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("曾小华", "zengxiaohua"),
        ("单雄信", "shanxiongxin"),
        ("吕一", "lvyi"),
        ("令狐冲", "linghuchong"),
        ("阿依古丽·买买提", "ayigulimaimaiti"),
    ],
)
def test_names_are_spelt_as_people_spell_them(name, pinyin):
    assert pinyin_of(name) == pinyin
