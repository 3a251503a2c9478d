"""What pages and programs may ask of fees; the only code that commits is behind these names."""

from core.fees.activation import at_activation
from core.fees.applying import Applied, enter_applied, order_of
from core.fees.finding import Found, Query, Row, lines_of, order_in, orders_in
from core.fees.forms import Buyer, Received, buyer_of, reason_of, received_of
from core.fees.models import FeeEntry, FeeOrder, FeeReceipt
from core.fees.money import balances, due_of, hold_ledger, movements_of, receipts_of, rest_of
from core.fees.ordering import (
    OPEN,
    Seen,
    cancel_order,
    enter_order,
    open_voucher,
    place_order,
    refuse_ended,
    send_voucher,
)
from core.fees.paying import Paid, pay_back_rest, pay_order, refund_order
from core.fees.quoting import Promise, Quote, fees_of, promises, quote_for
from core.fees.seating import free_seats, seat_newcomers, units_of

__all__ = [
    "OPEN",
    "Applied",
    "Buyer",
    "FeeEntry",
    "FeeOrder",
    "FeeReceipt",
    "Found",
    "Paid",
    "Promise",
    "Query",
    "Quote",
    "Received",
    "Row",
    "Seen",
    "at_activation",
    "balances",
    "buyer_of",
    "cancel_order",
    "due_of",
    "enter_applied",
    "enter_order",
    "fees_of",
    "free_seats",
    "hold_ledger",
    "lines_of",
    "movements_of",
    "open_voucher",
    "order_in",
    "order_of",
    "orders_in",
    "pay_back_rest",
    "pay_order",
    "place_order",
    "promises",
    "quote_for",
    "reason_of",
    "receipts_of",
    "received_of",
    "refund_order",
    "refuse_ended",
    "rest_of",
    "seat_newcomers",
    "send_voucher",
    "units_of",
]
