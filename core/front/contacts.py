"""How to reach the office: hotlines, codes to scan, and the filing numbers at the foot of every page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO
from uuid import UUID

import sqlalchemy as sa

from core.audit.service import note
from core.db import db, now
from core.decisions.values import Text, say
from core.errors import NotFound, Refused
from core.files.service import BadFile, StoredFile, file_of, forget_file, keep_file
from core.front.editing import Editor, refuse, same_edition, text_of
from core.front.models import FrontCode, FrontPage

PURPOSE = "code"
MOST_HOTLINES = 6
MOST_CODES = 6
LONGEST = 40
NUMBER = re.compile(r"[0-9+][0-9 ()-]{2,24}", re.ASCII)
NO_NUMBER = say("This is no telephone number.")
NO_LABEL = say("Please say whose number it is.")
NO_CODE = say("There is no such file.")
NO_CAPTION = say("Please say what is reached by the code.")
FULL = say("A site shows at most {most} codes.", most=MOST_CODES)


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number to call: what for, and when somebody answers ("" where it does not say)."""

    label: str
    number: str
    hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """What stands at the foot of every page and on the page of contacts."""

    hotlines: Sequence[Hotline] = ()
    filing: str = ""
    police: str = ""
    edits: int = 0
    changed_by: str = ""

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Contacts":
        """Read a form; raises BadInput that names each wrong field."""
        lines: list[Hotline] = []
        faults: dict[str, Text] = {}
        for place in range(1, MOST_HOTLINES + 1):
            label, number, hours = (
                text_of(sent, f"{name}_{place}", LONGEST) for name in ("label", "number", "hours")
            )
            if not (label or number or hours):
                continue
            lines.append(Hotline(label, number, hours))
            if not label:
                faults[f"label_{place}"] = NO_LABEL
            if not NUMBER.fullmatch(number):
                faults[f"number_{place}"] = NO_NUMBER
        refuse(faults)
        return cls(hotlines=lines, filing=text_of(sent, "filing", 60), police=text_of(sent, "police", 60))


def contacts_of(area: str) -> Contacts:
    """Return what an office has said of itself; nothing where it has not."""
    row = db.session.scalars(sa.select(FrontPage).where(FrontPage.area == area)).one_or_none()
    if row is None:
        return Contacts()
    return Contacts(
        hotlines=[Hotline(**one) for one in row.hotlines],
        filing=row.filing,
        police=row.police,
        edits=row.edits,
        changed_by=row.changed_by_name,
    )


def save(by: Editor, said: Contacts, sent: Mapping[str, str]) -> None:
    """Keep how an office is reached, with an audit entry, and commit; Refused when somebody else has saved meanwhile."""
    query = sa.select(FrontPage).where(FrontPage.area == by.area).with_for_update()
    row = db.session.scalars(query).one_or_none() or FrontPage(area=by.area, edits=0, changed_by_name="")
    same_edition(sent, row.edits, row.changed_by_name)
    row.hotlines = [{"label": one.label, "number": one.number, "hours": one.hours} for one in said.hotlines]
    row.filing, row.police = said.filing, said.police
    row.edits += 1
    row.changed_at, row.changed_by_name = now(), by.actor.name
    db.session.add(row)
    numbers = {"filing": row.filing, "police": row.police}
    note(by.actor, "change_contacts", by.area, **{name: text for name, text in numbers.items() if text})
    db.session.commit()


def codes_of(area: str) -> Sequence[tuple[FrontCode, StoredFile]]:
    """Return the codes to scan, in the order in which they were added."""
    query = sa.select(FrontCode).where(FrontCode.area == area).order_by(FrontCode.added_at, FrontCode.id)
    return [(row, file_of(row.file)) for row in db.session.scalars(query)]


def code_file(area: str, code: UUID) -> StoredFile:
    """Return the picture of a code of a place; NotFound for every other."""
    return file_of(_code(area, code).file)


def add_code(by: Editor, caption: str, stream: IO[bytes], name: str) -> None:
    """Show a code, with an audit entry, and commit; raises BadFile that says what is wrong with its picture."""
    caption = " ".join(caption.split())[:LONGEST]
    refuse({} if caption else {"caption": NO_CAPTION})
    if db.session.scalar(sa.select(sa.func.count()).where(FrontCode.area == by.area)) == MOST_CODES:
        raise Refused(FULL, code="full")
    try:
        file = keep_file(stream, name, PURPOSE, by.actor)
    except BadFile:
        db.session.rollback()
        raise
    row = FrontCode(area=by.area, caption=caption, file=file.id, added_at=now())
    db.session.add(row)
    note(by.actor, "add_code", by.area, caption=caption)
    db.session.commit()


def delete_code(by: Editor, code: UUID) -> None:
    """Show a code no longer, with an audit entry, and commit."""
    row = _code(by.area, code)
    note(by.actor, "delete_code", by.area, caption=row.caption)
    db.session.execute(sa.delete(FrontCode).where(FrontCode.id == row.id))
    forget_file(row.file)
    db.session.commit()


def _code(area: str, code: UUID) -> FrontCode:
    query = sa.select(FrontCode).where(FrontCode.id == code, FrontCode.area == area)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound(NO_CODE)
    return row
