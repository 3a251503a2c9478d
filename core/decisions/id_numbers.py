"""Is this a resident ID number? Its date and its check digit say so; counties come and go."""

import re
from datetime import date

SHAPE = re.compile(r"[1-9]\d{5}(\d{4})(\d{2})(\d{2})\d{3}[\dX]")
WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
CHECKS = "10X98765432"


def is_id_number(text: str) -> bool:
    """Return whether a text is a resident ID number of 18 places with a real date and the right check digit."""
    found = SHAPE.fullmatch(text) if text.isascii() else None
    return found is not None and born_on(text) is not None and text[17] == _check_digit(text)


def born_on(number: str) -> date | None:
    """Return the date of birth in a number of 18 places, or None where it is no date."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _check_digit(number: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return CHECKS[total % 11]
