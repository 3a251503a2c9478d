"""What the page and programs are told of saved answers: the time, where the attempt stands, and a signed receipt."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from core.errors import XuefaError
from core.exams import service
from core.exams.pages import door_here
from core.keys.signing import signing_key_at_hand
from core.web.errors import as_json, fault_of
from core.web.site import keys_folder


def save_one(attempt: UUID, answer: service.Answer) -> dict[str, Any]:
    """Keep an answer and return the acknowledgement."""
    door = door_here()
    return _told(door, attempt, answer, service.save_answer(door, attempt, answer))


def save_many(attempt: UUID, answers: Sequence[service.Answer]) -> list[dict[str, Any]]:
    """Keep many answers in the order in which they were given, and return what became of each."""
    door = door_here()
    return [
        {"question": answer.question, "sent": answer.seq, **_became(door, attempt, answer, kept)}
        for answer, kept in service.save_answers(door, attempt, answers)
    ]


def _became(
    door: service.Door, attempt: UUID, answer: service.Answer, kept: service.Saved | XuefaError
) -> dict[str, Any]:
    if isinstance(kept, service.Saved):
        return {"saved": _told(door, attempt, answer, kept)}
    return {"error": as_json(fault_of(kept))}


def _told(door: service.Door, attempt: UUID, answer: service.Answer, saved: service.Saved) -> dict[str, Any]:
    receipt = service.receipt_of(door.tenant, attempt, answer, saved)
    return {
        "seq": saved.seq,
        "saved_at": saved.saved_at.isoformat(),
        "stale": saved.stale,
        "deadline": saved.deadline.isoformat(),
        "page": saved.page,
        "receipt": service.sign(receipt, signing_key_at_hand(keys_folder())) if receipt else None,
    }
