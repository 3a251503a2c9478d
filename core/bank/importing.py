"""Imports from upload to result: a checked preview first, then a job that does all of it, or what the editor chose.

The job plans anew from the file, since the bank may have changed since the preview; what it did is kept with the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import defer

from core.audit.service import Actor, note
from core.bank import gift, moodle_xml
from core.bank.checking import Shelves, shelves_of
from core.bank.models import QuestionImport
from core.bank.planning import Planned, counts_of, entries_in, format_of, newest_of, plan
from core.bank.review import new_draft, reworded, subject_of
from core.bank.scope import Editor
from core.bank.sheet import lexicon_of
from core.bank.sheet_writing import write_refused
from core.db import db, now
from core.decisions.stored import restore_text
from core.decisions.values import say
from core.errors import NotFound, Refused
from core.jobs import Progress, job_progress, task
from core.sheets.lexicon import Lexicon
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant
from core.web.language import Reader
from core.web.site import composition

STEP = 50
"""Questions between two reports of progress."""

LISTED = 30
NO_IMPORT = say("There is no such import here.")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent, with what rows that do not say it take (by the names of ``exchange.META``)."""

    name: str
    content: bytes
    defaults: Mapping[str, str]


def preview(editor: Editor, shelves: Shelves, lexicon: Lexicon, upload: Upload) -> QuestionImport:
    """Keep a file with what it would do, and commit; nothing enters the bank. BadInput for one that cannot be read."""
    planned = plan(editor, shelves, entries_in(upload.content, lexicon), upload.defaults)
    row = QuestionImport(
        year=editor.year,
        area=editor.area,
        file_name=upload.name[:120],
        format=format_of(upload.content),
        by=editor.actor.id,
        by_name=editor.actor.name,
        content=upload.content,
        defaults=dict(upload.defaults),
        rows=[one.stored() for one in planned],
        counts=counts_of(planned),
        at=now(),
    )
    db.session.add(row)
    db.session.commit()
    return row


def import_of(editor: Editor, number: UUID, *, lock: bool = False) -> QuestionImport:
    """Return an import of the editor's place; NotFound for every other."""
    query = sa.select(QuestionImport).where(QuestionImport.id == number)
    if lock:
        query = query.with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None or not editor.sees(row.area) or row.year != editor.year:
        raise NotFound(NO_IMPORT)
    return row


def imports_of(editor: Editor) -> Sequence[QuestionImport]:
    """Return the last imports of the editor's place, newest first, without what stood in them."""
    query = sa.select(QuestionImport).where(QuestionImport.year == editor.year, _in_area(editor))
    light = query.options(defer(QuestionImport.content), defer(QuestionImport.rows))
    return db.session.scalars(light.order_by(QuestionImport.at.desc()).limit(LISTED)).all()


def apply_later(editor: Editor, number: UUID, *, partly: bool) -> None:
    """Have an import done by a worker, and commit; with ``partly`` what can be is imported and the rest left out.

    Refused for one that is done or under way, and for one with refused rows unless the editor chose to leave them out.
    """
    row = import_of(editor, number, lock=True)
    if row.state != "preview" and not has_failed(row):
        raise Refused(say("This import is done or under way already."), code="import_done")
    if row.counts["refused"] and not partly:
        text = say("Some rows are refused. Correct them, or choose to import the others.")
        raise Refused(text, code="rows_refused")
    row.state, row.partly = "applying", partly
    row.progress = import_questions.enqueue(number=str(row.id))
    db.session.commit()


def has_failed(row: QuestionImport) -> bool:
    """Tell whether the job of an import has broken down; nothing was imported then, and it may be asked for again."""
    return (
        row.state == "applying" and row.progress is not None and job_progress(row.progress).state == "failed"
    )


@task("bank.import_questions")
def import_questions(progress: Progress, number: str) -> None:
    """Do an import; one that is done stays as it is, so that it may run again."""
    query = sa.select(QuestionImport).where(QuestionImport.id == UUID(number)).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if row.state != "applying":
        return
    editor, shelves, lexicon = _worker(row)
    take_locks([f"bank/{row.tenant}/{row.year}"])
    planned = plan(editor, shelves, entries_in(row.content, lexicon), row.defaults)
    row.rows, row.counts = [one.stored() for one in planned], counts_of(planned)
    if row.counts["refused"] and not row.partly:
        row.state = "stopped"
    else:
        _enter(editor, planned, row, progress)
        row.state = "applied"
        note(editor.actor, "question_import", f"question-import/{row.id}", row.file_name, **_told(row.counts))
    db.session.commit()


def refused_file(editor: Editor, number: UUID, lexicon: Lexicon) -> tuple[bytes, str]:
    """Return the refused rows of an import as a file of its format, each with its reason, and the file's name."""
    row = import_of(editor, number)
    entries = entries_in(row.content, lexicon)
    reader = lexicon.reader
    refused = [
        (entry.source, _reasons(reader, kept))
        for entry, kept in zip(entries, row.rows, strict=True)
        if kept["what"] == "refused"
    ]
    name = f"refused-{row.id.hex[:8]}.{'txt' if row.format == 'gift' else row.format}"
    if row.format == "xlsx":
        return write_refused(refused, lexicon), name
    if row.format == "xml":
        parts = [moodle_xml.written_back(source, why) for source, why in refused]
        return "\n".join(["<quiz>", *parts, "</quiz>"]).encode(), name
    return "\n\n".join(gift.written_back(source, why) for source, why in refused).encode(), name


def _in_area(editor: Editor) -> sa.ColumnElement[bool]:
    below = QuestionImport.area.startswith(f"{editor.area}/", autoescape=True)
    return sa.or_(sa.literal(editor.area) == "", QuestionImport.area == editor.area, below)


def _reasons(reader: Reader, kept: Mapping[str, Any]) -> str:
    why = [reader.text(text) for text in (restore_text(one) for one in kept["why"]) if text is not None]
    return reader.sentence(say("Line {line}: {why}", line=kept["line"], why=" ".join(why)))


def _enter(editor: Editor, planned: Sequence[Planned], row: QuestionImport, progress: Progress) -> None:
    entering = [one for one in planned if one.what in {"added", "changed"}]
    newest = newest_of(editor.year, [one.code for one in entering], lock=True)
    for done, one in enumerate(entering, start=1):
        if one.question is None:
            continue
        known = newest.get(one.code)
        kept = new_draft(editor, one.question) if known is None else reworded(editor, one.question, known)
        act = "question_add" if known is None else "question_change" if kept is known else "question_version"
        note(editor.actor, act, subject_of(kept), row.file_name, version=str(kept.version))
        if done % STEP == 0:
            progress.report(done, len(entering))


def _worker(row: QuestionImport) -> tuple[Editor, Shelves, Lexicon]:
    """The editor who asked for it, as the worker stands in for them."""
    tenant = composition().registry.tenants[current_tenant()]
    editor = Editor(Actor(row.by, row.by_name), row.area, row.year, tenant.zone)
    shelves = shelves_of(editor, tenant)
    return editor, shelves, lexicon_of(Reader("zh", tenant.place(row.area).words, tenant.zone), shelves)


def _told(counts: Mapping[str, int]) -> dict[str, str]:
    return {name: str(count) for name, count in counts.items()}
