"""Finance confirms proposals: money pays orders and activates them once, is taken back before activation, goes back with a reason."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from core.db import db
from core.errors import BadInput, NotFound, Refused, XuefaError
from core.fees import service
from core.fees.entering import AT_ONCE, enter_statement
from core.fees.models import FeeReceipt, FeeSeat, FeeStatement
from core.files.service import BadFile
from core.tenancy.announce import subscribe, unsubscribe
from tests.core.fees.world import BANK, COLUMNS, HEAD, acting_as, entered, ordered, pay, state_of, statement
from tests.core.files import samples


def proposals(app, account="office"):
    with acting_as(app, account) as by:
        return service.matched(by)


def confirmed(app, *kinds):
    with acting_as(app, "office") as by:
        keys = [one.key for one in service.matched(by).proposals if not kinds or one.kind in kinds]
        return service.confirm(by, keys)


def ledger(app):
    with acting_as(app, "office"):
        return service.balances()


def test_a_statement_brings_its_money_into_suspense_and_the_same_file_twice_adds_nothing(site_app):
    text = statement(("F1", 4500, "东省甲局", ""), ("F2", 100, "某公司", "货款"))
    first = entered(site_app, text)
    assert (first.state, first.bank, first.counts["new"], first.counts["fen"]) == ("entered", BANK, 2, 4600)
    again = entered(site_app, text)
    assert (again.counts["new"], again.counts["known"]) == (0, 2)
    assert ledger(site_app) == {"owed": 0, "fees": 0, "bank": 4600, "unassigned": -4600}


def test_a_new_banks_columns_are_asked_once_and_remembered(site_app):
    text = statement(("F1", 4500, "东省甲局", ""))
    with acting_as(site_app, "office") as by:
        row = service.send_statement(by, io.BytesIO(text), "a.csv")
        assert row.state == "columns"
        head, guess, below = service.head_of_statement(row)
        assert guess == COLUMNS
        assert (head.row, len(below)) == (0, 1)
        with pytest.raises(BadInput) as fault:
            service.choose_columns(by, row.id, " ", COLUMNS | {"payer": "没有这一列"})
        assert set(fault.value.facts["fields"]) == {"bank", "payer"}
        assert service.choose_columns(by, row.id, BANK, guess).state == "entered"
        with pytest.raises(Refused):
            service.choose_columns(by, row.id, BANK, guess)
        with pytest.raises(Refused):
            service.drop_statement(by, row.id)
        later = service.send_statement(by, io.BytesIO(statement(("F9", 100, "丙", ""))), "b.csv")
        assert (later.state, later.bank) == ("entered", BANK)


def test_a_statement_that_waits_for_its_columns_can_be_taken_away(site_app):
    with acting_as(site_app, "office") as by:
        row = service.send_statement(by, io.BytesIO(statement(("F1", 4500, "甲", ""))), "a.csv")
        service.drop_statement(by, row.id)
        with pytest.raises(NotFound):
            service.statement_of(by, row.id)


def test_another_banks_file_is_refused_and_nothing_of_it_is_kept(site_app):
    entered(site_app, statement(("F1", 4500, "东省甲局", "")))
    with acting_as(site_app, "office") as by:
        with pytest.raises(BadInput):
            service.send_statement(
                by,
                io.BytesIO("交易时间,收入金额,支出金额,对方名称\n20230703,1,,甲\n".encode()),
                "b.csv",
                BANK,
            )
        assert db.session.scalar(sa.select(sa.func.count()).select_from(FeeStatement)) == 1


@pytest.mark.parametrize(
    "content", [b"MZ\x90\x00" + b"\0" * 200, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_a_renamed_program_and_a_locked_workbook_are_refused(site_app, content):
    with acting_as(site_app, "office") as by, pytest.raises(BadFile):
        service.send_statement(by, io.BytesIO(content), "流水.xlsx")


def test_a_picture_is_no_statement(site_app):
    with acting_as(site_app, "office") as by, pytest.raises(BadFile):
        service.send_statement(by, io.BytesIO(samples.PDF), "流水.csv")


def test_money_that_was_entered_by_hand_is_not_entered_again(site_app):
    row = ordered(site_app)
    pay(site_app, row.id, 4500, "F1")
    text = statement(("F1", 4500, "东省甲局", ""), ("F2", 4500, "东省甲局", ""))
    counts = entered(site_app, text).counts
    assert (counts["new"], counts["known"]) == (1, 1)
    without = HEAD.replace("交易流水号", "序").encode() + "\n2024-06-03,1,,45,,东省甲局,,,\n".encode()
    columns = {name: one for name, one in COLUMNS.items() if name != "serial"}
    with acting_as(site_app, "office") as by:
        waiting = service.send_statement(by, io.BytesIO(without), "c.csv")
        found = service.choose_columns(by, waiting.id, "无流水号的银行", columns)
    assert (found.counts["new"], found.counts["known"]) == (0, 1), "the hand's day, sum and payer"


def test_a_known_number_with_another_sum_is_told_and_enters_nothing(site_app):
    entered(site_app, statement(("F1", 4500, "东省甲局", "")))
    row = entered(site_app, statement(("F1", 4600, "东省甲局", "")))
    assert (row.counts["differing"], row.counts["new"]) == (1, 0)
    assert [one["what"] for one in row.left_out] == ["differing"]


def test_confirming_activates_by_the_same_act(site_app):
    row = ordered(site_app)
    entered(site_app, statement(("F1", 4500, "东省甲局", row.reference)))
    told = []
    subscribe("fees.activated", told.append)
    with acting_as(site_app, "office") as by:
        (found,) = service.matched(by).proposals
        assert found.sure
        done = service.confirm_sure(by, 1, 4500)
    unsubscribe("fees.activated", told.append)
    assert (done.done, done.activated, done.fen, len(told)) == (1, 1, 4500, 1)
    assert state_of(site_app, row.id) == "active"
    with acting_as(site_app):
        assert list(db.session.scalars(sa.select(FeeSeat.active))) == [True] * 3
    assert proposals(site_app) == service.Matched((), ())


def test_a_split_and_a_joint_payment_are_confirmed_together(site_app):
    first, second = ordered(site_app), ordered(site_app, "a2", "u2", heads=2)
    entered(
        site_app,
        statement(("F1", 3000, "东省甲局", first.reference), ("F2", 1500, "东省甲局", first.reference)),
    )
    assert confirmed(site_app, "split").activated == 1
    other = ordered_again(site_app, first)
    both = f"{other.reference} {second.reference}"
    entered(site_app, statement(("F3", 7500, "东省司法厅", both)))
    assert confirmed(site_app, "joint").activated == 2
    assert ledger(site_app)["unassigned"] == 0


def ordered_again(app, row):
    with acting_as(app, "office") as by:
        service.refund_order(by, row.id, "演练")
    return ordered(app)


def test_a_short_payment_is_told_and_can_be_undone_until_activation(site_app):
    row, told = ordered(site_app), []
    entered(site_app, statement(("F1", 3000, "东省甲局", row.reference)))
    subscribe("fees.short", told.append)
    assert confirmed(site_app, "short").activated == 0
    unsubscribe("fees.short", told.append)
    assert [event.facts["due"] for event in told] == ["1500"]
    with acting_as(site_app, "office") as by:
        receipt = db.session.scalars(sa.select(FeeReceipt.id)).one()
        assert service.undo(by, receipt, row.id, "附言有误") == 3000
        assert service.receipt_of(by, receipt).rest == 3000
        assert service.order_in(by.scope, row.id).due == 4500
        with pytest.raises(Refused):
            service.undo(by, receipt, row.id, "再次")
        service.assign(by, receipt, row.reference)
        service.pay_order(
            by, row.id, service.Received(serial="H1", day=row.ordered_at.date(), fen=1500, payer="甲")
        )
        with pytest.raises(Refused):
            service.undo(by, receipt, row.id, "已激活")
    assert ledger(site_app) == {"owed": 0, "fees": -4500, "bank": 4500, "unassigned": 0}


def test_what_is_too_much_is_paid_back_or_used_for_another_order(site_app):
    first, second = ordered(site_app), ordered(site_app, "a2", "u2", heads=2)
    entered(site_app, statement(("F1", 9500, "东省甲局", first.reference)))
    assert confirmed(site_app, "over").activated == 1
    with acting_as(site_app, "office") as by:
        receipt = db.session.scalars(sa.select(FeeReceipt.id)).one()
        assert service.assign(by, receipt, second.reference).state == "active"
        assert service.pay_back(by, receipt, "多付") == 2000
        with pytest.raises(Refused):
            service.pay_back(by, receipt, "再次")
    assert set(ledger(site_app).values()) == {0, -7500, 7500}


@pytest.mark.parametrize("reference", ["", "2023-999999", "x", "9" * 40, "1999-000001"])
def test_money_is_assigned_to_open_orders_alone(site_app, reference):
    entered(site_app, statement(("F1", 4500, "某", "")))
    with acting_as(site_app, "office") as by:
        receipt = db.session.scalars(sa.select(FeeReceipt.id)).one()
        with pytest.raises(BadInput):
            service.assign(by, receipt, reference)


def test_a_proposal_that_has_changed_is_not_confirmed(site_app):
    row = ordered(site_app)
    entered(site_app, statement(("F1", 4500, "东省甲局", row.reference)))
    key = proposals(site_app).proposals[0].key
    pay(site_app, row.id, 1000, "H1")
    with acting_as(site_app, "office") as by:
        with pytest.raises(Refused) as refused:
            service.confirm(by, [key])
        assert refused.value.code == "proposals_changed"
        with pytest.raises(Refused):
            service.confirm_sure(by, 1, 4500)


def test_two_clerks_confirm_once(busy):
    orders = [ordered(busy), ordered(busy, "a2", "u2", heads=2)]
    lines = [
        (f"F{n}", row.fen, "东省甲局" if n == 0 else "东省乙局", row.reference)
        for n, row in enumerate(orders)
    ]
    entered(busy, statement(*lines))
    keys = [one.key for one in proposals(busy).proposals]

    def attempt(number):
        try:
            with acting_as(busy, "office") as by:
                if number % 2:
                    return service.confirm_sure(by, 2, 7500).done
                return service.confirm(by, keys).done
        except XuefaError as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(attempt, range(4)))
    assert sorted(map(str, found)) == ["2", *["proposals_changed"] * 3]
    assert ledger(busy) == {"owed": 0, "fees": -7500, "bank": 7500, "unassigned": 0}


def test_two_clerks_send_the_same_statement_once(busy):
    entered(busy, statement(("F0", 1, "甲", "")))
    text = statement(*((f"F{n}", 100 + n, "甲", "") for n in range(1, 40)))

    def attempt(_number):
        return entered(busy, text).counts["new"]

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(attempt, range(3))) == [0, 0, 39]


def test_fifty_thousand_lines_are_entered_by_the_worker(site_app):
    entered(site_app, statement(("F0", 1, "甲", "")))
    row = ordered(site_app)
    lines = ((f"L{n}", 1500 + n, f"单位{n}", "") for n in range(50_000))
    text = statement(*lines, ("LX", 4500, "东省甲局", row.reference))
    assert len(text) > AT_ONCE
    with acting_as(site_app, "office") as by:
        sent = service.send_statement(by, io.BytesIO(text), "大.csv")
        assert sent.state == "entering"
    for _again in range(2):
        with site_app.app_context():
            enter_statement.run(sent.tenant, str(sent.progress), {"number": str(sent.id)})
    with acting_as(site_app, "office") as by:
        assert service.statement_of(by, sent.id).counts["new"] == 50_001
        found = service.matched(by)
    assert [one.sure for one in found.proposals if one.orders[0].id == row.id] == [True]
    assert len(found.left) >= 49_999


def test_a_large_statement_with_a_bad_line_enters_nothing(site_app):
    entered(site_app, statement(("F0", 1, "甲", "")))
    text = statement(*((f"L{n}", 1500, "单位", "") for n in range(5000))) + "昨天,X,,45,,甲,,,\n".encode()
    with acting_as(site_app, "office") as by:
        sent = service.send_statement(by, io.BytesIO(text), "大.csv")
    with site_app.app_context():
        enter_statement.run(sent.tenant, str(sent.progress), {"number": str(sent.id)})
    with acting_as(site_app, "office") as by:
        row = service.statement_of(by, sent.id)
        assert (row.state, "A5002" in str(row.fault)) == ("refused", True)
        assert service.balances()["bank"] == 1
        service.drop_statement(by, row.id)


def test_an_areas_finance_sees_nothing_of_the_provinces_money(site_app):
    from tests.core.objections.world import administrator
    from tests.sites import scope_of_site

    row = entered(site_app, statement(("F1", 4500, "东省甲局", "")))
    with acting_as(site_app, "office") as by:
        receipt = db.session.scalars(sa.select(FeeReceipt.id)).one()
    with scope_of_site(site_app, "bay") as site:
        by = administrator(site, "bay")
        assert service.open_money(by) == []
        for look in (lambda: service.statement_of(by, row.id), lambda: service.receipt_of(by, receipt)):
            with pytest.raises(NotFound):
                look()
