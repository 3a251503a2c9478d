"""How certificates are numbered."""

from typing import Annotated

from core.decisions.certificates import CertificateScheme
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite


@part
class YearSerial(CertificateScheme):
    """A prefix, the year and a serial that runs through the whole year: XF202400000042."""

    shorthand = "digits"

    digits: Annotated[int, Note("digits of the serial, filled with zeros; a longer one is written whole")]
    prefix: Annotated[str, Note("what the number begins with")] = ""
    cite: Cite = NOWHERE

    def number(self, year: int, serial: int, unit: str) -> str:
        """Return prefix, year and serial in one."""
        return f"{self.prefix}{year}{serial:0{self.digits}d}"


@part
class UnitSerial(CertificateScheme):
    """A prefix with the year, the unit's code and a serial that runs within the unit: XF2024-0101-00007."""

    shorthand = "digits"

    digits: Annotated[int, Note("digits of the serial, filled with zeros; a longer one is written whole")]
    prefix: Annotated[str, Note("what the number begins with")] = ""
    cite: Cite = NOWHERE

    def number(self, year: int, serial: int, unit: str) -> str:
        """Return the three, with a stroke between."""
        return f"{self.prefix}{year}-{unit}-{serial:0{self.digits}d}"
