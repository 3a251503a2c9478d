"""What pages and programs may ask of fees; the only code that commits is behind these names."""

from core.fees.finding import Found, Query, Row, lines_of, order_in, orders_in
from core.fees.forms import Buyer, Received, buyer_of, reason_of, received_of
from core.fees.models import FeeEntry, FeeOrder, FeeReceipt
from core.fees.money import balances, due_of, movements_of, receipts_of, rest_of
from core.fees.ordering import OPEN, Seen, cancel_order, open_voucher, place_order, send_voucher
from core.fees.paying import Paid, pay_back_rest, pay_order, refund_order
from core.fees.quoting import Promise, Quote, fees_of, promises, quote_for

__all__ = [
    "OPEN",
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
    "balances",
    "buyer_of",
    "cancel_order",
    "due_of",
    "fees_of",
    "lines_of",
    "movements_of",
    "open_voucher",
    "order_in",
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
    "rest_of",
    "send_voucher",
]
