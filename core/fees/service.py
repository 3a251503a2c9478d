"""What pages and programs may ask of fees; the only code that commits is behind these names."""

from core.fees.activation import at_activation
from core.fees.applying import Applied, enter_applied, order_of
from core.fees.columns import FIELDS, NEEDED
from core.fees.confirming import Confirmed, assign, confirm, confirm_sure, pay_back, sure_in, undo, undoable
from core.fees.entering import (
    banks_known,
    choose_columns,
    drop_statement,
    head_of_statement,
    open_statement,
    send_statement,
    statement_of,
    statements_of,
)
from core.fees.finding import Found, Query, Row, lines_of, order_in, order_with, orders_in
from core.fees.forms import Buyer, Received, buyer_of, reason_of, received_of
from core.fees.gating import SEATS, needs_seat
from core.fees.ledger import LedgerQuery, ledger_book, ledger_of
from core.fees.matching import Matched, Money, Proposal
from core.fees.models import OPEN, FeeEntry, FeeOrder, FeeReceipt, FeeStatement
from core.fees.money import balances, due_of, hold_ledger, movements_of, payers_of, receipts_of, rest_of
from core.fees.ordering import (
    Seen,
    cancel_order,
    enter_order,
    open_voucher,
    place_order,
    refuse_ended,
    send_voucher,
)
from core.fees.paying import Paid, keep_receipt, pay_back_rest, pay_order, refund_order
from core.fees.proposing import Held, matched, movements_of_receipt, open_money, open_orders, receipt_of
from core.fees.quoting import Promise, Quote, fees_of, late_before, promises, quote_for
from core.fees.seating import free_seats, seat_newcomers, units_of

__all__ = [
    "FIELDS",
    "NEEDED",
    "OPEN",
    "SEATS",
    "Applied",
    "Buyer",
    "Confirmed",
    "FeeEntry",
    "FeeOrder",
    "FeeReceipt",
    "FeeStatement",
    "Found",
    "Held",
    "LedgerQuery",
    "Matched",
    "Money",
    "Paid",
    "Promise",
    "Proposal",
    "Query",
    "Quote",
    "Received",
    "Row",
    "Seen",
    "assign",
    "at_activation",
    "balances",
    "banks_known",
    "buyer_of",
    "cancel_order",
    "choose_columns",
    "confirm",
    "confirm_sure",
    "drop_statement",
    "due_of",
    "enter_applied",
    "enter_order",
    "fees_of",
    "free_seats",
    "head_of_statement",
    "hold_ledger",
    "keep_receipt",
    "late_before",
    "ledger_book",
    "ledger_of",
    "lines_of",
    "matched",
    "movements_of",
    "movements_of_receipt",
    "needs_seat",
    "open_money",
    "open_orders",
    "open_statement",
    "open_voucher",
    "order_in",
    "order_of",
    "order_with",
    "orders_in",
    "pay_back",
    "pay_back_rest",
    "pay_order",
    "payers_of",
    "place_order",
    "promises",
    "quote_for",
    "reason_of",
    "receipt_of",
    "receipts_of",
    "received_of",
    "refund_order",
    "refuse_ended",
    "rest_of",
    "seat_newcomers",
    "send_statement",
    "send_voucher",
    "statement_of",
    "statements_of",
    "sure_in",
    "undo",
    "undoable",
    "units_of",
]
