"""Bytes as letters: plain base64, read strictly."""

from base64 import b64decode, b64encode


def letters_of(data: bytes) -> str:
    """Return bytes as base64."""
    return b64encode(data).decode()


def bytes_of(text: str) -> bytes:
    """Read base64; ValueError for anything else."""
    return b64decode(text, validate=True)
