"""Bytes as letters: base64 for programs, and a short code that people can type."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O, U, which are taken for other signs or make words."""
MISREAD = str.maketrans("ILO", "110", "- ")
CODE_LETTERS = 12
"""Sixty bits: nobody finds one by trying."""
BITS = 5


def to_letters(data: bytes) -> str:
    """Return bytes in base64 that needs no escaping in addresses."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def from_letters(text: str) -> bytes:
    """Read what ``to_letters`` gave; ValueError for anything else, also for another spelling of the same bytes."""
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if to_letters(data) != text:
        raise ValueError("these letters stand for no bytes")
    return data


def code_of(signature: bytes) -> str:
    """Return the code of a certificate, which vouches for its signature and cannot be guessed without it."""
    number = int.from_bytes(sha256(signature).digest())
    return "".join(SIGNS[number >> BITS * place & len(SIGNS) - 1] for place in range(CODE_LETTERS))


def grouped(code: str) -> str:
    """Return a code as it is printed: ABCD-EFGH-JKMN."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def typed(code: str) -> str:
    """Return a code as it was meant: capital letters, no strokes, misread signs put right."""
    return code.strip().upper().translate(MISREAD)
