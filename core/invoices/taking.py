"""Issued invoices come back: each file is read, matched with its request, kept, and mailed to the buyer; none is taken twice."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import IO
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, unit
from core.audit.service import note
from core.db import db, now
from core.decisions.values import Text, say
from core.errors import BadInput
from core.fees.service import FeeOrder, order_of
from core.files.service import BadFile, StoredFile, file_of, keep_file
from core.invoices.matching import Wanted, match
from core.invoices.models import Invoice
from core.invoices.reading import read_invoice
from core.notify.service import MailDraft, write_mail
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant

MOST_FILES = 500
MOST_ONE = 20 * 1024 * 1024
MOST_ALL = 200 * 1024 * 1024
BAD_ZIP = say(
    "The ZIP cannot be opened, is locked, or holds more than {most} files or 200 MB.", most=MOST_FILES
)
TOO_LARGE = say("The file is larger than 20 MB.")
NOTHING = say("There is no file in it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file as it was sent, alone or out of a ZIP."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a file: the invoice that it is now, or why it was not taken."""

    name: str
    invoice: Invoice | None = None
    why: tuple[Text, ...] = ()


def take_invoices(by: Acting, files: Sequence[tuple[str, IO[bytes]]]) -> list[Taken]:
    """Take issued invoices as PDF, OFD, XML or several in a ZIP, each by itself, and commit; a fault of one keeps no other out.

    Raises BadInput where nothing was sent or a ZIP cannot be opened; then nothing is taken.
    """
    sent = [one for name, stream in files for one in _unpacked(name, stream.read())]
    if not sent:
        raise BadInput(NOTHING, fields={"file": NOTHING})
    return [_taken(by, one) for one in sent]


def mail_invoice(row: Invoice, order: FeeOrder) -> None:
    """Mail an issued invoice to its buyer, in the caller's transaction."""
    write_mail(
        MailDraft(
            about=about(row.id),
            address=row.email,
            area=unit(order.unit).area,
            title=say("Invoice {code} for order {reference}", code=row.code, reference=order.reference),
            body=(
                say("The invoice to {title} is attached.", title=row.title),
                say("Sum: {sum} yuan", sum=f"{row.fen // 100}.{row.fen % 100:02}"),
            ),
            file=row.file,
        )
    )


def mail_again(by: Acting, invoice: Invoice, order: FeeOrder) -> None:
    """Mail an issued invoice once more, and commit."""
    mail_invoice(invoice, order)
    note(by.actor, "mail_invoice", invoice.request)
    db.session.commit()


def about(invoice: UUID) -> str:
    """Return what mails with an invoice are about."""
    return f"invoice/{invoice}"


def file_of_invoice(row: Invoice) -> StoredFile:
    """Return the file of an invoice; NotFound without one."""
    return file_of(row.file or UUID(int=0))


def _unpacked(name: str, content: bytes) -> Iterator[Sent]:
    if not content.startswith(b"PK\x03\x04") or b"OFD.xml" in content:
        yield Sent(name=PurePath(name).name, content=content)
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = [one for one in packed.infolist() if not one.is_dir()]
            locked = any(one.flag_bits & 1 for one in parts)
            if locked or len(parts) > MOST_FILES or sum(one.file_size for one in parts) > MOST_ALL:
                raise BadInput(BAD_ZIP, fields={"file": BAD_ZIP})
            for one in parts:
                if not PurePath(one.filename).name.startswith((".", "__")):
                    yield Sent(name=PurePath(one.filename).name, content=packed.read(one))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as fault:
        raise BadInput(BAD_ZIP, fields={"file": BAD_ZIP}) from fault


def _taken(by: Acting, sent: Sent) -> Taken:
    try:
        if len(sent.content) > MOST_ONE:
            raise BadFile(TOO_LARGE)
        taken = _take(by, sent)
    except BadInput as fault:
        db.session.rollback()
        return Taken(name=sent.name, why=(fault.text,))
    if taken.invoice is None:
        db.session.rollback()
    else:
        db.session.commit()
    return taken


def _take(by: Acting, sent: Sent) -> Taken:
    take_locks([f"invoices/{current_tenant()}"])
    read = read_invoice(sent.content)
    known = db.session.scalars(sa.select(Invoice).where(Invoice.code == read.code)).one_or_none()
    if read.code and known is not None:
        text = say("Invoice {code} was taken already, for {request}.", code=read.code, request=known.request)
        return Taken(name=sent.name, why=(text,))
    found = match(read, sent.name, _wanted(by))
    if found.wanted is None or found.faults:
        return Taken(name=sent.name, why=found.faults)
    return Taken(name=sent.name, invoice=_issue(by, found.wanted.id, read.code, sent))


def _issue(by: Acting, invoice: UUID, code: str, sent: Sent) -> Invoice:
    row = db.session.scalars(sa.select(Invoice).where(Invoice.id == invoice).with_for_update()).one()
    row.file = keep_file(BytesIO(sent.content), sent.name, "invoice", by.actor).id
    row.state, row.code, row.issued_at = "issued", code, now()
    note(by.actor, "issue_invoice", row.request, code=code)
    mail_invoice(row, order_of(row.order_id))
    return row


def _wanted(by: Acting) -> list[Wanted]:
    query = (
        sa.select(Invoice, FeeOrder)
        .join(FeeOrder, sa.and_(FeeOrder.tenant == Invoice.tenant, FeeOrder.id == Invoice.order_id))
        .where(Invoice.state == "requested", FeeOrder.unit.in_(by.scope.units))
    )
    return [
        Wanted(id=row.id, request=row.request, reference=order.reference, taxpayer=row.taxpayer, fen=row.fen)
        for row, order in db.session.execute(query)
    ]
