"""Schemes of account numbers and of certificates' numbers."""

from core.decisions.accounts import NumberScheme
from core.decisions.certificates import CertificateScheme
from core.hooks import hookimpl
from plugins.numbers.certificates import UnitSerial, YearSerial
from plugins.numbers.schemes import Given, Mobile, Ranged, ResidentId


@hookimpl
def account_numbers() -> list[type[NumberScheme]]:
    """Offer numbers under the unit's range, resident ID numbers, mobile numbers and given ones."""
    return [Ranged, ResidentId, Mobile, Given]


@hookimpl
def certificate_numbers() -> list[type[CertificateScheme]]:
    """Offer serials that run through the year and serials that run within a unit."""
    return [YearSerial, UnitSerial]
