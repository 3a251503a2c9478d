"""Announcements: what a visitor finds, and how an office writes, publishes and withdraws them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa

from core.audit.service import note
from core.db import db, now
from core.decisions.values import Text, say
from core.errors import NotFound, Refused
from core.front.editing import MISSING, Editor, chain_of, refuse, same_edition, text_of
from core.front.models import Announcement, State
from core.web.paging import Paged, list_address, page_number
from core.web.richtext import FORMATS, kept, plain_text
from core.web.site import Site

LONGEST_TITLE = 80
LONGEST = 20_000
NO_ANNOUNCEMENT = say("There is no such announcement here.")
TOO_LONG = say("This is longer than {most} characters.", most=LONGEST)
NO_DAY = say("Please give a day.")
ENDS_BEFORE = say("It would end before it begins.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of a list asks for."""

    search: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        return cls(search=sent.get("q", "").strip()[:LONGEST_TITLE], page=page_number(sent.get("page", "1")))

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed; another search begins at the first page."""
        values = asdict(self) | {"page": 1} | changed
        values["q"] = values.pop("search")
        return list_address(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Paged):
    """A page of announcements."""

    size: ClassVar[int] = 20
    query: Query
    rows: Sequence[Announcement]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An announcement as a form sends it."""

    title: str
    title_en: str
    text: str
    format: str
    text_en: str
    pinned: bool
    below: bool
    first_day: date
    last_day: date | None

    @classmethod
    def of(cls, sent: Mapping[str, str], today: date) -> "Written":
        """Read a form; raises BadInput that names each wrong field."""
        kind = sent.get("text_format", "")
        kind = kind if kind in FORMATS else "markdown"
        text, text_en = kept(sent.get("text", ""), kind), kept(sent.get("text_en", ""), "markdown")
        first, last = _day(sent.get("first_day", "")), _day(sent.get("last_day", ""))
        written = cls(
            title=text_of(sent, "title", LONGEST_TITLE),
            title_en=text_of(sent, "title_en", LONGEST_TITLE),
            text=text,
            format=kind,
            text_en=text_en,
            pinned=sent.get("pinned") == "yes",
            below=sent.get("below") == "yes",
            first_day=first or today,
            last_day=last,
        )
        refuse(_faults(written, sent))
        return written


def listed(site: Site, query: Query) -> Found:
    """Return a page of what a visitor may read, pinned first, then the newest."""
    return _page(_shown(site), query)


def newest(site: Site, most: int) -> Sequence[Announcement]:
    """Return the first announcements of the list."""
    return _page(_shown(site), Query()).rows[:most]


def one_of(site: Site, announcement: UUID) -> Announcement:
    """Return an announcement that a visitor may read; NotFound for every other."""
    row = db.session.scalars(_shown(site).where(Announcement.id == announcement)).one_or_none()
    if row is None:
        raise NotFound(NO_ANNOUNCEMENT)
    return row


def written_by(by: Editor, query: Query) -> Found:
    """Return a page of an office's own announcements in every state."""
    return _page(sa.select(Announcement).where(Announcement.area == by.area), query)


def own(by: Editor, announcement: UUID, *, locked: bool = False) -> Announcement:
    """Return an announcement of an office's own place; NotFound for every other."""
    query = sa.select(Announcement).where(Announcement.id == announcement, Announcement.area == by.area)
    row = db.session.scalars(query.with_for_update() if locked else query).one_or_none()
    if row is None:
        raise NotFound(NO_ANNOUNCEMENT)
    return row


def add(by: Editor, written: Written) -> Announcement:
    """Keep a draft with an audit entry, and commit."""
    row = Announcement(area=by.area, **asdict(written), changed_at=now(), changed_by_name=by.actor.name)
    db.session.add(row)
    db.session.flush()
    note(by.actor, "write_announcement", str(row.id), title=row.title)
    db.session.commit()
    return row


def change(by: Editor, announcement: UUID, written: Written, sent: Mapping[str, str]) -> Announcement:
    """Save an announcement with an audit entry, and commit; Refused when somebody else has saved meanwhile."""
    row = own(by, announcement, locked=True)
    same_edition(sent, row.edits, row.changed_by_name)
    before = row.title
    for name, value in asdict(written).items():
        setattr(row, name, value)
    _touch(row, by)
    note(by.actor, "change_announcement", str(row.id), title=row.title, before=before)
    db.session.commit()
    return row


def publish(by: Editor, announcement: UUID) -> Announcement:
    """Let visitors read an announcement from its first day on, with an audit entry, and commit."""
    row = own(by, announcement, locked=True)
    if row.state == "published":
        raise Refused(say("It is published already."), code="published")
    return _turn(by, row, "published", "publish_announcement")


def withdraw(by: Editor, announcement: UUID) -> Announcement:
    """Take an announcement from the site, with an audit entry, and commit; it can be published again."""
    row = own(by, announcement, locked=True)
    if row.state != "published":
        raise Refused(say("It is not published."), code="not_published")
    return _turn(by, row, "withdrawn", "withdraw_announcement")


def delete(by: Editor, announcement: UUID) -> None:
    """Delete an announcement that is not published, with an audit entry, and commit."""
    row = own(by, announcement, locked=True)
    if row.state == "published":
        raise Refused(say("Please withdraw it first."), code="published")
    note(by.actor, "delete_announcement", str(row.id), title=row.title)
    db.session.execute(sa.delete(Announcement).where(Announcement.id == row.id))
    db.session.commit()


def _turn(by: Editor, row: Announcement, state: State, act: str) -> Announcement:
    row.state = state
    _touch(row, by)
    note(by.actor, act, str(row.id), title=row.title)
    db.session.commit()
    return row


def _touch(row: Announcement, by: Editor) -> None:
    row.edits += 1
    row.changed_at, row.changed_by_name = now(), by.actor.name


def _shown(site: Site) -> sa.Select[tuple[Announcement]]:
    today = now().astimezone(site.zone).date()
    from_above = sa.and_(Announcement.area.in_(chain_of(site.the_tenant, site.area)), Announcement.below)
    return sa.select(Announcement).where(
        sa.or_(Announcement.area == site.area, from_above),
        Announcement.state == "published",
        Announcement.first_day <= today,
        sa.func.coalesce(Announcement.last_day, today) >= today,
    )


def _page(query: sa.Select[tuple[Announcement]], asked: Query) -> Found:
    if asked.search:
        words = sa.func.concat_ws(" ", Announcement.title, Announcement.title_en, Announcement.text)
        query = query.where(words.icontains(asked.search, autoescape=True))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    order = (Announcement.pinned.desc(), Announcement.first_day.desc(), Announcement.id)
    rows = db.session.scalars(query.order_by(*order).limit(Found.size).offset((asked.page - 1) * Found.size))
    return Found(query=asked, rows=rows.all(), total=total)


def _faults(written: Written, sent: Mapping[str, str]) -> dict[str, Text]:
    faults: dict[str, Text] = {}
    if not written.title:
        faults["title"] = MISSING
    if not plain_text(written.text, written.format):
        faults["text"] = MISSING
    faults |= {name: TOO_LONG for name in ("text", "text_en") if len(getattr(written, name)) > LONGEST}
    faults |= {
        name: NO_DAY for name in ("first_day", "last_day") if sent.get(name, "") and _day(sent[name]) is None
    }
    if written.last_day is not None and written.last_day < written.first_day:
        faults.setdefault("last_day", ENDS_BEFORE)
    return faults


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
