"""The demo's administrators with a narrower duty: an area's bureau, a cohort's organiser, a reviewer, finance, a reader."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from uuid import uuid4

from core.accounts.service import CohortEntry, CohortList, NewAdministrator, NewUnit, add_administrator
from core.db import db, now
from core.decisions.year import YearRules
from core.demo.content import Content
from core.demo.loading import PASSWORD
from core.demo.sheet import Account
from core.web.roles import Role


def other_roles(prefix: str, content: Content, rules: YearRules) -> Iterator[Account]:
    """Add those whom the place's rules give work, and yield their accounts."""
    head, *below = content.units()
    bureau = next((unit for unit in below if unit.level in {"city", "county"} and unit.region), None)
    if bureau is not None:
        about = f"{bureau.region}各单位的学员、名册、考试与报表；不含年度规则"
        yield _added(f"{prefix}-area", "area_office", bureau, about)
    if rules.cohorts is not None:
        yield _added(f"{prefix}-organiser", "cohort_organiser", head, "组考名单：跨单位查看名单内的学员")
        _list_duties(content.year, head, below, rules)
    if rules.exemptions is not None:
        yield _added(f"{prefix}-reviewer", "exemption_reviewer", head, "只审核免考申请")
    if rules.fees is not None:
        yield _added(
            f"{prefix}-finance",
            "finance",
            head,
            "只处理订单、到款与退款；可用数据文件夹 samples 中的对账单试导入",
        )
    yield _added(f"{prefix}-office2", "provincial_office", head, "审核本机关起草的规则")
    yield from _area_offices(content, rules.place.partition("/")[2])
    yield _added(f"{prefix}-reader", "reader", head, "只看报表与通报，不能改动任何内容")


def _area_offices(content: Content, own: str) -> Iterator[Account]:
    """The offices of areas that have no site of their own: they draft what the province leaves to them."""
    first = {unit.area: unit for unit in reversed(content.units()) if unit.area not in {"", own}}
    for area, unit in first.items():
        about = f"{unit.region or area}的年度规则：全省留给地方的部分"
        yield _added(f"{area.replace('/', '-')}-office", "provincial_office", unit, about)


def _list_duties(year: int, head: NewUnit, below: Sequence[NewUnit], rules: YearRules) -> None:
    """The head's list for the winning cohort names a unit that belongs to it by rule as well, so that nobody's exam changes."""
    unit = next((one for one in below if one.duty), None)
    if unit is None or rules.cohorts is None:
        return
    row = CohortList(
        id=uuid4(), year=year, cohort=rules.cohorts.precedence[0], title="省级部门组考名单", unit=head.code
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(
        CohortEntry(
            list=row.id, unit=unit.code, since=now(), until=rules.ends(UTC), reason="演示", by_name="xuefa"
        )
    )
    db.session.commit()


NAMES = {
    "provincial_office": "演示审核人（办公室）",
    "area_office": "演示地区司法局",
    "cohort_organiser": "演示组考人员",
    "exemption_reviewer": "演示免考审核员",
    "finance": "演示财务人员",
    "reader": "演示只读人员",
}


def _added(account: str, role: Role, unit: NewUnit, about: str) -> Account:
    one = add_administrator(
        NewAdministrator(
            account=account,
            name=NAMES[role],
            unit=unit.code,
            role=role,
            password=PASSWORD,
            must_change=False,
        )
    )
    return Account(role=role, account=one.account, password=PASSWORD, about=about)
