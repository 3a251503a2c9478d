"""What pages and commands may ask of certificates; the only code that commits is behind these names."""

from core.certificates.bulk import (
    BatchState,
    archive_of,
    batch_in,
    batches_in,
    state_of,
    units_below,
    units_in,
)
from core.certificates.checking import check
from core.certificates.earners import preview_of
from core.certificates.finding import (
    Found,
    Held,
    Query,
    by_number_and_code,
    certificate_in,
    certificates_in,
    own_certificates,
)
from core.certificates.issuing import Asking, Chance, chance_of, issue
from core.certificates.jobs import begin_batch
from core.certificates.models import Batch, CertificateRow
from core.certificates.printing import file_name, look_of_row, paper_of, pdf_of
from core.certificates.revoking import revoke

__all__ = [
    "Asking",
    "Batch",
    "BatchState",
    "CertificateRow",
    "Chance",
    "Found",
    "Held",
    "Query",
    "archive_of",
    "batch_in",
    "batches_in",
    "begin_batch",
    "by_number_and_code",
    "certificate_in",
    "certificates_in",
    "chance_of",
    "check",
    "file_name",
    "issue",
    "look_of_row",
    "own_certificates",
    "paper_of",
    "pdf_of",
    "preview_of",
    "revoke",
    "state_of",
    "units_below",
    "units_in",
]
