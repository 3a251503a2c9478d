"""Slips of account numbers to be cut out and handed over: ten on a sheet of A4, for all whom the list's filters show."""

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from core.accounts.service import Acting, rules_of
from core.audit.service import note
from core.certificates.typeface import NAME, typeface
from core.console.lists import Query, Row, every_row
from core.db import db
from core.decisions.accounts import InitialPassword
from core.decisions.values import Text, say
from core.errors import Refused
from core.web.language import Reader

MOST = 5_000
COLUMNS, LINES = 2, 5
MARGIN = 12 * mm
LEADING = 7.2 * mm
LONGEST = 24
"""Signs of a unit's name that fit on one line."""

FACTS = {
    "name": say("the full name"),
    "phone_last4": say("the last four digits of the mobile phone"),
    "id_last4": say("the last four places of the ID number"),
}


def slips(by: Acting, query: Query, reader: Reader, address: str) -> bytes:
    """Return the slips as PDF, noted in the audit trail; Refused for more than MOST people.

    The initial password stands only on the slips of those who still sign in with it.
    """
    rows = every_row(by.scope, query, by.site, MOST + 1)
    if len(rows) > MOST:
        raise Refused(
            say("These are more than {most} people; please narrow the list.", most=MOST), code="too_many"
        )
    return slips_of(by, rows, reader, address, query.address())


def slips_of(by: Acting, rows: Sequence[Row], reader: Reader, address: str, filters: str) -> bytes:
    """Return the slips of some learners as PDF, noted in the audit trail with how they were chosen."""
    texts = [_lines(by, row, reader, address) for row in rows]
    note(by.actor, "print_slips", "", people=str(len(rows)), filters=filters)
    db.session.commit()
    return _drawn(texts)


def _lines(by: Acting, row: Row, reader: Reader, address: str) -> list[str]:
    learner, initial = row.learner, rules_of(by.site, row.unit.area).accounts.initial
    said: list[Text] = [
        say("Name: {name}", name=learner.name),
        say("Account number: {account}", account=learner.account),
        say("Sign in at {address}", address=address),
    ]
    if initial is not None and learner.password_hash is None:
        said += _first_sign_in(initial, reset=learner.was_reset)
    return [row.unit.name[:LONGEST], *(reader.sentence(text) for text in said)]


def _first_sign_in(initial: InitialPassword, *, reset: bool) -> list[Text]:
    password = initial.reset_to if reset and initial.reset_to else initial.value
    return [
        say("Initial password: {password}", password=password),
        say("The first sign-in also asks {fact}.", fact=FACTS[initial.second_fact]),
    ]


def _drawn(texts: Sequence[Sequence[str]]) -> bytes:
    typeface()
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    each = COLUMNS * LINES
    for number, lines in enumerate(texts):
        if number and number % each == 0:
            canvas.showPage()
        _slip(canvas, number % each, lines)
    canvas.save()
    return stream.getvalue()


def _slip(canvas: Canvas, place: int, lines: Sequence[str]) -> None:
    wide, high = (A4[0] - 2 * MARGIN) / COLUMNS, (A4[1] - 2 * MARGIN) / LINES
    left = MARGIN + place % COLUMNS * wide
    top = A4[1] - MARGIN - place // COLUMNS * high
    canvas.setDash(1, 2)
    canvas.rect(left, top - high, wide, high)
    canvas.setDash()
    for number, line in enumerate(lines):
        canvas.setFont(NAME, 12 if number in {1, 2} else 9.5)
        canvas.drawString(left + 6 * mm, top - 10 * mm - number * LEADING, line)
