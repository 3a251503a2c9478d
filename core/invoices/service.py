"""What pages and other domains may ask of invoices; the only code that commits is behind these names."""

from core.invoices.exporting import export_batch
from core.invoices.finding import Query, invoice_in, invoice_of, invoices_in, is_late, promise_of
from core.invoices.models import STATES, Invoice
from core.invoices.requesting import correct_request, request_invoice, take_back, withdraw
from core.invoices.taking import Taken, about, file_of_invoice, mail_again, take_invoices

__all__ = [
    "STATES",
    "Invoice",
    "Query",
    "Taken",
    "about",
    "correct_request",
    "export_batch",
    "file_of_invoice",
    "invoice_in",
    "invoice_of",
    "invoices_in",
    "is_late",
    "mail_again",
    "promise_of",
    "request_invoice",
    "take_back",
    "take_invoices",
    "withdraw",
]
