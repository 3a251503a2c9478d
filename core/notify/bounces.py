"""Mails that came back: reading a mail server's report (RFC 3464) of one that it could not deliver."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import default
from uuid import UUID

FOR_GOOD = "5"
"""The first digit of a status that trying again will not change."""
MESSAGE_ID = re.compile(
    r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.email@[^>]+>", re.ASCII | re.IGNORECASE
)
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}", re.ASCII)
LARGEST = 1_000_000
"""Bytes; a report is small."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A message of ours that came back."""

    message: UUID
    status: str
    """As mail servers number it, such as 5.1.1."""

    @property
    def for_good(self) -> bool:
        """Whether trying again is no use."""
        return self.status.startswith(FOR_GOOD)


def bounce_of(raw: bytes) -> Bounce | None:
    """Read a report; None for a mail that is none, or not about a message of ours."""
    mail = message_from_bytes(raw[:LARGEST], policy=default)
    if mail.get_content_type() != "multipart/report":
        return None
    status, found = next(_statuses(mail), ""), next(_ours(mail), None)
    return Bounce(found, status) if found and status else None


def _statuses(mail: Message) -> Iterator[str]:
    """Only what failed or is late is told; a receipt of delivery is no bounce."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():
            action = str(block.get("Action", "")).strip().lower()  # type: ignore[union-attr]
            status = STATUS.search(str(block.get("Status", "")))  # type: ignore[union-attr]
            if action in {"failed", "delayed"} and status:
                yield status[0]


def _ours(mail: Message) -> Iterator[UUID]:
    for part in mail.walk():
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            yield from (UUID(found) for found in MESSAGE_ID.findall(part.as_string()))
