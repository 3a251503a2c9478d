"""What pages and the command may ask of takeovers: one is sent in and checked; entering it is an import's own business."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import IO

from core.db import now
from core.decisions.values import Text, say
from core.errors import BadInput
from core.rosters.service import Desk, RosterImport, imports_of, send_in, write_template
from core.takeovers.columns import columns_of, whole_sheet
from core.takeovers.reading import Source

LONGEST = 60
NEEDED = say("Please fill this in.")


def take_over(desk: Desk, form: Mapping[str, str], stream: IO[bytes], name: str) -> RosterImport:
    """Keep a file of another platform's records, have it checked, and commit; BadInput for what is missing or unreadable."""
    return send_in(desk, "takeover", stream, name, _source(desk, form).stored())


def takeovers_of(desk: Desk) -> Sequence[RosterImport]:
    """Return the last takeovers of the office, newest first."""
    return imports_of(desk, "takeover")


def template_of(desk: Desk) -> bytes:
    """Return the sheet that another platform's records are entered in."""
    columns = columns_of(desk)
    return write_template(whole_sheet(columns), desk.accounts_of(desk.site.area), "full", columns.more)


def _source(desk: Desk, form: Mapping[str, str]) -> Source:
    faults: dict[str, Text] = {}
    given = {name: form.get(name, "").strip() for name in ("platform", "reference")}
    for field, text in given.items():
        if not text:
            faults[field] = NEEDED
        elif len(text) > LONGEST or not text.isprintable() or "#" in text:
            faults[field] = say("At most {most} characters on one line, and no “#”.", most=LONGEST)
    day = _day(form.get("day", ""))
    if day is None or day > now(desk.site.area).astimezone(desk.site.zone).date():
        faults["day"] = say("Please choose a day that does not lie ahead.")
    if faults or day is None:
        raise BadInput(next(iter(faults.values())), fields=faults)
    return Source(platform=given["platform"], reference=given["reference"], day=day)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
