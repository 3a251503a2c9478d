"""What pages and other domains may ask of paying online; the only code that commits is behind these names."""

from core.payments.asking import ask_one
from core.payments.channels import ready_channels
from core.payments.models import OnlinePayment
from core.payments.paying import begin_payment, odd_payments, payment_of, take_notice

__all__ = [
    "OnlinePayment",
    "ask_one",
    "begin_payment",
    "odd_payments",
    "payment_of",
    "ready_channels",
    "take_notice",
]
