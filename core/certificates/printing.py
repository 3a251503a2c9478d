"""From a certificate on file to its paper: the words, and the sealed PDF, the same bytes every time."""

import segno

from core.certificates.models import CertificateRow
from core.certificates.paper import Look, draw
from core.certificates.places import look_of, reader_of, the_tenant
from core.certificates.said import Said
from core.certificates.sealing import seal
from core.certificates.wording import Words, link_of, words_of
from core.keys.signing import signing_key
from core.web.site import keys_folder


def paper_of(row: CertificateRow) -> Words:
    """Return the words of a certificate's paper, in the language of the place that issued it."""
    tenant = the_tenant()
    return words_of(Said.of(row.said), row.code, reader_of(tenant.place(row.area), tenant.zone))


def pdf_of(row: CertificateRow) -> bytes:
    """Return the PDF of a certificate, sealed with the tenant's newest key."""
    pdf = draw(paper_of(row), look_of_row(row))
    return seal(pdf, Said.of(row.said), signing_key(keys_folder()))


def look_of_row(row: CertificateRow) -> Look:
    """Return how a certificate's paper looks."""
    return look_of(the_tenant().place(row.area))


def qr_of(row: CertificateRow) -> str:
    """Return the QR code of a certificate as an address for a page's picture."""
    code = segno.make_qr(link_of(Said.of(row.said), row.code), error="m")
    return str(code.svg_data_uri(border=0, omitsize=True))


def file_name(row: CertificateRow) -> str:
    """Return the name of the file: number and holder."""
    said = Said.of(row.said)
    return f"{said.number} {said.name}.pdf".replace("/", "_")
