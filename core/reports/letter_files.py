"""The letters of an order as one ZIP of PDFs, each named by its number and the unit it was written to."""

import re
from io import BytesIO
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from core.jobs import Progress
from core.reports.letter_pdf import letter_pdf
from core.reports.letter_text import letter_text
from core.reports.letters import letters_of, run_in
from core.reports.models import UrgingLetter
from core.reports.sight import Sight

UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
"""What a file's name may not hold on some system."""


def letters_zip(sight: Sight, run: UUID, progress: Progress) -> bytes:
    """Return the ZIP; NotFound for an order of units that the reader does not look after."""
    run_in(sight.scope, run)
    letters, stream = letters_of(run), BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        for done, row in enumerate(letters, start=1):
            packed.writestr(ZipInfo(file_name(row)), pdf_for(row, sight), ZIP_DEFLATED)
            progress.report(done, len(letters))
    return stream.getvalue()


def pdf_for(row: UrgingLetter, sight: Sight) -> bytes:
    """Return a letter as its reader may see it: the names of those behind only to who looks after the unit."""
    return letter_pdf(letter_text(row, sight.site.zone, names=row.to_unit in sight.scope.units))


def file_name(row: UrgingLetter) -> str:
    """Return what a letter's file is called."""
    return UNFIT.sub("_", f"督办函{row.number}{row.to_name}.pdf")
