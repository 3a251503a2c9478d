"""A signature as a short code that people can type."""

from hashlib import sha256

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O, U, which are taken for other signs or make words."""
MISREAD = str.maketrans("ILO", "110", "- ")
CODE_LETTERS = 12
"""Sixty bits: nobody finds one by trying."""
BITS = 5


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
