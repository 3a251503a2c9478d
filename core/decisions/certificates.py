"""What the rules of a year say about certificates: who gets one, who prints it, when, and how it is numbered."""

from typing import Annotated, Literal, Protocol

from core.decisions.records import Note, Part, Period, record
from core.decisions.values import NOWHERE, Cite

Printer = Literal["learner", "administrator"]


class CertificateScheme(Part, Protocol):
    """A part that writes the numbers of certificates."""

    def number(self, year: int, serial: int, unit: str) -> str:
        """Return the number of a serial, counted from 1; ``unit`` is the code of the learner's unit.

        Numbers that differ in nothing but their serial form one series, which is counted without gaps.
        """
        ...


@record
class Certificate:
    """Who gets a certificate, who may have it made and print it, when, and how it is numbered."""

    states: Annotated[tuple[str, ...], Note("states that earn one")]
    number: Annotated[CertificateScheme, Note("how certificates are numbered")]
    by: Annotated[tuple[Printer, ...], Note("who may have it made and print it")] = (
        "learner",
        "administrator",
    )
    period: Annotated[Period | None, Note("days on which it may be printed; always when left out")] = None
    kept_by_unit: Annotated[bool, Note("whether the unit collects it as an archive")] = False
    cite: Cite = NOWHERE
