"""The public check by number and code: everybody may ask, and wrong answers to one number come ever more slowly.

The right code is always answered, so that nobody can keep a certificate from being checked by asking wrongly.
"""

from core.accounts.service import count_failure, refuse_early, stranger, true_now
from core.certificates.finding import Held, by_number_and_code
from core.db import db

FREE_TRIES = 3
"""Wrong tries for one number without a wait: people mistype."""


def check(number: str, code: str) -> Held | None:
    """Return the certificate of a number and code, or None whether the number, the code or both are wrong, and commit.

    Raises TooMany while a number that was asked wrongly several times rests, whether there is such a number or not.
    """
    found = by_number_and_code(number, code)
    if found is not None:
        return found
    at = true_now()
    tried = stranger(f"certificate {number.strip()}", at)
    refuse_early(tried, at)
    count_failure(tried, None, at)
    if tried.failures <= FREE_TRIES:
        tried.next_try_at = None
    db.session.commit()
    return None
