"""Signed receipts: each acknowledged save can be proven by its learner, to anybody, without the site.

A receipt is one line: what was saved, the id of the tenant's key, the signature. It is computed, not stored: the record
of the attempt holds every save, and signing the same words with the same key gives the same line.
"""

import json
from binascii import Error as NoLetters
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from core.exams.answers import Answer, Saved, kept
from core.exams.events import events_of
from core.exams.models import AttemptRow
from core.keys.letters import from_letters, to_letters
from core.keys.signing import PublicKeys, SigningKey, verifies

OF_RECEIPT = b"xuefa receipt\n"
"""What a signature is of stands before what is signed, so that none can be passed off as a certificate's."""
FORMAT = "xuefa-receipts/1"
PARTS = 3
LONGEST = 4000
"""Signs that a receipt can have: a blank's longest text in escapes, twice coded."""


class NotGenuine(ValueError):
    """A receipt that is not as it was given; ``why`` is no_receipt, unknown_key or changed."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the server vouches for: it had committed this answer to this question at this instant."""

    tenant: str
    attempt: str
    question: int
    chosen: tuple[int | str, ...]
    """Places of the options as shown on the paper, from 0, or the one text."""
    seq: int
    saved_at: str

    @property
    def at(self) -> datetime:
        """The instant at which it was committed."""
        return datetime.fromisoformat(self.saved_at)

    def canonical(self) -> bytes:
        """Return the bytes that are signed: always the same for the same content."""
        content = {
            "attempt": self.attempt,
            "chosen": self.chosen,
            "question": self.question,
            "saved_at": self.saved_at,
            "seq": self.seq,
            "tenant": self.tenant,
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def receipt_of(tenant: str, attempt: UUID, answer: Answer, saved: Saved) -> Receipt | None:
    """Return what an acknowledged save is given; None where a newer answer stood and nothing was saved."""
    if saved.stale:
        return None
    return Receipt(
        tenant=tenant,
        attempt=str(attempt),
        question=answer.question,
        chosen=tuple(kept(answer.chosen)),
        seq=saved.seq,
        saved_at=_instant(saved.saved_at),
    )


def receipts_of(attempt: AttemptRow) -> Iterator[Receipt]:
    """Yield a receipt for each save in an attempt's record, the first save first."""
    for event in events_of(attempt.id):
        if event.kind == "saved":
            told: Mapping[str, Any] = event.detail
            yield Receipt(
                tenant=attempt.tenant,
                attempt=str(attempt.id),
                question=told["question"],
                chosen=tuple(told["chosen"]),
                seq=told["seq"],
                saved_at=_instant(event.at),
            )


def sign(receipt: Receipt, key: SigningKey) -> str:
    """Return a receipt as one line that can be kept anywhere."""
    said = receipt.canonical()
    return f"{to_letters(said)}.{key.id}.{to_letters(key.private.sign(OF_RECEIPT + said))}"


def read(line: str, keys: PublicKeys) -> Receipt:
    """Return what a receipt says when it is as it was given; raises NotGenuine otherwise."""
    parts = line.strip().split(".")
    if len(parts) != PARTS or len(line) > LONGEST:
        raise NotGenuine("no_receipt")
    said, name, signature = parts
    key = keys.get(name)
    if key is None:
        raise NotGenuine("unknown_key")
    try:
        content, signed = from_letters(said), from_letters(signature)
    except (ValueError, NoLetters) as fault:
        raise NotGenuine("no_receipt") from fault
    if not verifies(key, signed, OF_RECEIPT + content):
        raise NotGenuine("changed")
    document = json.loads(content)
    return Receipt(**{**document, "chosen": tuple(document["chosen"])})


def receipt_file(attempt: AttemptRow, key: SigningKey) -> dict[str, Any]:
    """Return all receipts of an attempt as a document to be kept; each line speaks for itself."""
    lines = [
        {
            "question": one.question,
            "chosen": list(one.chosen),
            "saved_at": one.saved_at,
            "receipt": sign(one, key),
        }
        for one in receipts_of(attempt)
    ]
    return {"format": FORMAT, "tenant": attempt.tenant, "attempt": str(attempt.id), "receipts": lines}


def lines_in(text: str) -> list[str]:
    """Return the receipts of a file, be it the whole document or bare lines; ValueError for neither."""
    if not text.lstrip().startswith("{"):
        return text.split()
    try:
        return [str(one["receipt"]) for one in json.loads(text)["receipts"]]
    except (KeyError, TypeError) as fault:
        raise ValueError("this is no file of receipts") from fault


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
