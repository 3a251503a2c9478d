"""Bytes as letters: base64 that needs no escaping, for what is signed and what it is signed with."""

from base64 import urlsafe_b64decode, urlsafe_b64encode


def to_letters(data: bytes) -> str:
    """Return bytes in base64 that needs no escaping in addresses."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def from_letters(text: str) -> bytes:
    """Read what ``to_letters`` gave; ValueError for anything else, also for another spelling of the same bytes."""
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if to_letters(data) != text:
        raise ValueError("these letters stand for no bytes")
    return data
