"""What pages show of receipts, and the file of them that is kept."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Response

from core.exams import service
from core.keys.signing import public_keys, signing_key_at_hand
from core.web.site import keys_folder


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking a receipt: what it says, or why it is none."""

    said: service.Receipt | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A save of an attempt with its receipt; a later save to the same question takes its place."""

    said: service.Receipt
    line: str
    stands: bool


def checked(line: str) -> Checked:
    """Check a receipt with the keys of the tenant in scope."""
    try:
        return Checked(service.read(line, public_keys(keys_folder())))
    except service.NotGenuine as fault:
        return Checked(None, fault.why)


def receipts_page(attempt: service.AttemptRow) -> dict[str, Any]:
    """Return what the page of an attempt's receipts shows, the newest save first."""
    said, key = list(service.receipts_of(attempt)), signing_key_at_hand(keys_folder())
    latest = {one.question: one.seq for one in said}
    rows = [Row(one, service.sign(one, key), latest[one.question] == one.seq) for one in reversed(said)]
    return {"attempt": attempt, "rows": rows}


def kept_receipts(attempt: service.AttemptRow) -> dict[str, Any]:
    """Return all receipts of an attempt, signed."""
    return service.receipt_file(attempt, signing_key_at_hand(keys_folder()))


def receipts_response(attempt: service.AttemptRow) -> Response:
    """Return them as a file to be kept."""
    body = json.dumps(kept_receipts(attempt), ensure_ascii=False, indent=1)
    name = f"receipts-{attempt.exam}-{attempt.number}.json"
    return Response(
        body, mimetype="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
