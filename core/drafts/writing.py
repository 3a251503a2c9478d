"""Writing a draft: begun, saved version by version, dropped. Who saves over another's change is told, and nothing is lost."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.accounts.service import Acting
from core.audit.service import note
from core.db import db, now
from core.decisions.values import say
from core.drafts.files import Asked, Begun, begin_with
from core.drafts.finding import Draft, draft_in
from core.drafts.models import OPEN, ActRow, DraftRow, VersionRow
from core.errors import BadInput, Refused
from core.rulebook.opening import Shelf
from core.rules.yaml import MOST_BYTES
from core.web.site import composition

MOST_CHARACTERS = MOST_BYTES
LONGEST_REASON = 500


class Conflict(Refused):
    """Somebody else has saved meanwhile; ``facts`` holds their version, and what was sent is for the page to keep."""

    def __init__(self, theirs: Draft) -> None:
        super().__init__(
            say(
                "{name} has saved this draft meanwhile. Nothing is lost: compare both texts below.",
                name=theirs.text.by_name,
            ),
            theirs=theirs,
        )


@dataclass(frozen=True, slots=True)
class Written:
    """What is to be saved: the version it began from, the text, the cases, and why."""

    version: int
    content: str
    cases: str
    why: str = ""


def begin(by: Acting, shelf: Shelf, asked: Asked, sent: str | None = None) -> DraftRow:
    """Begin a draft of the office's own place, from an uploaded text or as asked, and commit.

    Refused while the same file is on its way already.
    """
    _refuse_second(shelf.area, asked.file)
    begun = begin_with(
        composition().registry, shelf.tenant, shelf.area, asked, now().astimezone(shelf.tenant.zone).date()
    )
    if sent is not None:
        begun = Begun(_fitting(sent), begun.cases, "upload")
    row = DraftRow(
        id=uuid4(),
        area=shelf.area,
        year=asked.year,
        file=asked.file,
        state="draft",
        version=1,
        origin=begun.origin,
        started_at=now(),
        changed_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    _add_version(by, row, Written(0, begun.content, begun.cases))
    enter(by, row, "begin")
    db.session.commit()
    return row


def save(by: Acting, shelf: Shelf, draft: UUID, written: Written) -> Draft:
    """Save a next version and commit; Conflict when somebody else has saved since, Refused once it is handed in.

    What is the same as before makes no version.
    """
    held = draft_in(shelf, draft, lock=True)
    _refuse_closed(held.row)
    same = (held.text.content, held.text.cases) == (_fitting(written.content), written.cases)
    if held.row.version != written.version and not same:
        raise Conflict(held)
    if not same:
        held.row.version += 1
        held.row.changed_at = now()
        _add_version(by, held.row, written)
        enter(by, held.row, "save", written.why[:LONGEST_REASON])
        db.session.commit()
    return draft_in(shelf, draft)


def with_content(held: Draft, content: str) -> Written:
    """Return what is to be saved when only the rules change."""
    return Written(held.row.version, content, held.text.cases)


def with_cases(held: Draft, cases: str) -> Written:
    """Return what is to be saved when only the cases change."""
    return replace(with_content(held, held.text.content), cases=cases)


def drop(by: Acting, shelf: Shelf, draft: UUID, reason: str) -> None:
    """Give up a draft that is on its way, and commit; its versions stay readable."""
    held = draft_in(shelf, draft, lock=True)
    if held.row.state not in OPEN:
        raise Refused(say("Only a draft on its way can be dropped."))
    held.row.state, held.row.changed_at = "dropped", now()
    enter(by, held.row, "drop", reason)
    db.session.commit()


def enter(by: Acting, row: DraftRow, act: str, reason: str = "", **facts: object) -> ActRow:
    """Add an act to a draft's way and to the audit trail, in the transaction of the act itself."""
    made = ActRow(
        draft=row.id,
        act=act,
        version=row.version,
        by=by.actor.id,
        by_name=by.actor.name,
        at=now(),
        reason=reason.strip()[:LONGEST_REASON],
        facts=facts,
    )
    db.session.add(made)
    if act != "save":
        place = f"{row.area}/{row.file}".lstrip("/")
        note(by.actor, f"rules_{act}", str(row.id), reason, file=place, version=str(row.version))
    return made


def _refuse_second(area: str, file: str) -> None:
    query = sa.select(DraftRow.id).where(
        DraftRow.area == area, DraftRow.file == file, DraftRow.state.in_(OPEN)
    )
    if db.session.scalar(query) is not None:
        text = say("A draft of {file} is on its way already.", file=file)
        raise BadInput(text, fields={"year": text})


def _refuse_closed(row: DraftRow) -> None:
    if row.state != "draft":
        raise Refused(say("This draft is handed in and can be changed only after it is sent back."))


def _add_version(by: Acting, row: DraftRow, written: Written) -> None:
    db.session.add(
        VersionRow(
            draft=row.id,
            version=row.version,
            content=_fitting(written.content),
            cases=written.cases,
            by=by.actor.id,
            by_name=by.actor.name,
            at=now(),
            why=written.why[:LONGEST_REASON],
        )
    )


def _fitting(text: str) -> str:
    if len(text.encode()) > MOST_CHARACTERS or "\x00" in text:
        raise BadInput(say("the file is larger than {n} bytes", n=MOST_CHARACTERS))
    return text
