"""Downloads: files that a place offers to everybody, to its learners or to its administrators."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import IO
from uuid import UUID

import sqlalchemy as sa

from core.audit.service import note
from core.db import db, now
from core.decisions.values import say
from core.errors import NotFound, Refused
from core.files.service import BadFile, StoredFile, file_of, forget_file, keep_file
from core.front.editing import MISSING, Editor, chain_of, refuse, same_edition, text_of
from core.front.models import AUDIENCES, Audience, Download
from core.web.site import Site, Viewer

PURPOSE = "download"
LONGEST = 80
LONGEST_NOTE = 300
MOST = 100
NO_DOWNLOAD = say("There is no such file.")
FULL = say("A site offers at most {most} files.", most=MOST)
Offer = tuple[Download, StoredFile]


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a form says of a download."""

    title: str
    title_en: str
    note: str
    audience: Audience
    below: bool

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Described":
        """Read a form; raises BadInput that names each wrong field."""
        audience = next((one for one in AUDIENCES if one == sent.get("audience")), None)
        said = cls(
            title=text_of(sent, "title", LONGEST),
            title_en=text_of(sent, "title_en", LONGEST),
            note=text_of(sent, "note", LONGEST_NOTE),
            audience=audience or "everyone",
            below=sent.get("below") == "yes",
        )
        wrong = {"title": not said.title, "audience": audience is None}
        refuse({name: MISSING for name, is_wrong in wrong.items() if is_wrong})
        return said


def offered(site: Site, viewer: Viewer | None) -> Sequence[Offer]:
    """Return what a visitor may download, by title."""
    return [(row, file_of(row.file)) for row in db.session.scalars(_open_to(site, viewer))]


def file_for(site: Site, viewer: Viewer | None, download: UUID) -> StoredFile:
    """Return the file of a download that a visitor may have; NotFound for every other."""
    row = db.session.scalars(_open_to(site, viewer).where(Download.id == download)).one_or_none()
    if row is None:
        raise NotFound(NO_DOWNLOAD)
    return file_of(row.file)


def kept_by(by: Editor) -> Sequence[Offer]:
    """Return the downloads of an office's own place, by title."""
    query = sa.select(Download).where(Download.area == by.area).order_by(Download.title, Download.id)
    return [(row, file_of(row.file)) for row in db.session.scalars(query)]


def own(by: Editor, download: UUID, *, locked: bool = False) -> Download:
    """Return a download of an office's own place; NotFound for every other."""
    query = sa.select(Download).where(Download.id == download, Download.area == by.area)
    row = db.session.scalars(query.with_for_update() if locked else query).one_or_none()
    if row is None:
        raise NotFound(NO_DOWNLOAD)
    return row


def add(by: Editor, said: Described, stream: IO[bytes], name: str) -> Download:
    """Offer a file with an audit entry, and commit; raises BadFile that says what is wrong with it."""
    if db.session.scalar(sa.select(sa.func.count()).where(Download.area == by.area)) == MOST:
        raise Refused(FULL, code="full")
    row = Download(area=by.area, **asdict(said), changed_at=now(), changed_by_name=by.actor.name)
    row.file = _kept(by, stream, name).id
    db.session.add(row)
    db.session.flush()
    note(by.actor, "offer_download", str(row.id), title=row.title)
    db.session.commit()
    return row


def change(
    by: Editor, download: UUID, said: Described, sent: Mapping[str, str], newer: tuple[IO[bytes], str] | None
) -> None:
    """Save what a download is called, with a newer file if one was sent, with an audit entry, and commit."""
    row = own(by, download, locked=True)
    same_edition(sent, row.edits, row.changed_by_name)
    before = row.title
    if newer is not None:
        old, row.file = row.file, _kept(by, *newer).id
        forget_file(old)
    for name, value in asdict(said).items():
        setattr(row, name, value)
    row.edits += 1
    row.changed_at, row.changed_by_name = now(), by.actor.name
    note(by.actor, "change_download", str(row.id), title=row.title, before=before)
    db.session.commit()


def delete(by: Editor, download: UUID) -> None:
    """Offer a file no longer, with an audit entry, and commit."""
    row = own(by, download, locked=True)
    note(by.actor, "delete_download", str(row.id), title=row.title)
    db.session.execute(sa.delete(Download).where(Download.id == row.id))
    forget_file(row.file)
    db.session.commit()


def _kept(by: Editor, stream: IO[bytes], name: str) -> StoredFile:
    try:
        return keep_file(stream, name, PURPOSE, by.actor)
    except BadFile:
        db.session.rollback()
        raise


def _open_to(site: Site, viewer: Viewer | None) -> sa.Select[tuple[Download]]:
    mine = ["everyone"]
    if viewer is not None:
        mine += ["learners"] if viewer.is_learner else ["learners", "administrators"]
    from_above = sa.and_(Download.area.in_(chain_of(site.the_tenant, site.area)), Download.below)
    here = sa.or_(Download.area == site.area, from_above)
    query = sa.select(Download).where(here, Download.audience.in_(mine))
    return query.order_by(Download.title, Download.id)
