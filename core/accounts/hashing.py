"""Password hashes: argon2id at 19 MiB, two passes, one lane, about 30 ms; the same work for accounts that do not exist."""

import secrets
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import Argon2Error, InvalidHashError

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1

_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES, type=Type.ID)


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, with its own salt."""
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Tell whether a password is the stored one; without a stored one it is never, after the same work."""
    try:
        _hasher.verify(stored or _nobodys_hash(), password)
    except (Argon2Error, InvalidHashError):
        return False
    return stored is not None


@cache
def _nobodys_hash() -> str:
    return hash_password(secrets.token_urlsafe(32))
