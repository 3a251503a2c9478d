"""Names what the worker does for payments, which enters it in the queue."""

from core.payments.asking import ask_after

ASKED_FOR = (ask_after,)
