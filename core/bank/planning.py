"""What an import would do, row by row: add, change, leave as it is, or refuse, and which questions ask nearly the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import sqlalchemy as sa

from core.bank.checking import Shelves, faults_of, tidied
from core.bank.exchange import MOST, Entry, Raw, Unread, question_from
from core.bank.gift import read_gift
from core.bank.likeness import Index, features_of
from core.bank.moodle_xml import read_moodle_xml
from core.bank.scope import Editor
from core.bank.sheet import read_sheet
from core.bank.twins import bank_index
from core.courses.service import NewQuestion, Question, content_of, question_row
from core.db import db
from core.decisions.stored import store_text
from core.decisions.values import Text, say
from core.errors import BadInput
from core.sheets.lexicon import Lexicon
from core.sheets.opening import OLE

Format = Literal["xlsx", "gift", "xml"]
What = Literal["added", "changed", "unchanged", "refused"]
SHOWN_TWINS = 5
SHOWN_STEM = 80
"""Signs of a stem that the preview shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What happens to one entry of a file."""

    entry: Entry
    code: str
    what: What
    why: tuple[Text, ...] = ()
    twins: tuple[str, ...] = ()
    question: NewQuestion | None = None

    def stored(self) -> dict[str, Any]:
        """Return it as the import keeps it for its page."""
        return {
            "line": self.entry.line,
            "code": self.code,
            "what": self.what,
            "why": [store_text(text) for text in self.why],
            "twins": list(self.twins),
            "stem": self.question.stem[:SHOWN_STEM] if self.question else "",
        }


def format_of(content: bytes) -> Format:
    """Tell the format by what the file holds, whatever its name says."""
    if content.startswith((b"PK", OLE)):
        return "xlsx"
    return "xml" if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") else "gift"


def entries_in(content: bytes, lexicon: Lexicon) -> list[Entry]:
    """Return what a file says; BadInput for one that cannot be read, is empty or too long."""
    entries = list(_readers(content, lexicon))
    if not entries:
        raise BadInput(say("There are no questions in this file."))
    if len(entries) > MOST:
        raise BadInput(say("The file holds more than {most} questions; please split it.", most=MOST))
    return entries


def plan(
    editor: Editor, shelves: Shelves, entries: Sequence[Entry], defaults: Mapping[str, str]
) -> list[Planned]:
    """Return what happens to each entry, in the file's order."""
    typed = [_typed(editor, shelves, entry, defaults) for entry in entries]
    newest = newest_of(editor.year, [one.code for one in typed])
    index = bank_index(editor)
    seen: set[str] = set()
    planned = []
    for one in typed:
        decided = _decided(editor, one, newest.get(one.code), seen)
        planned.append(_warned(decided, index))
        seen.add(one.code)
    return planned


def newest_of(year: int, codes: Iterable[str], *, lock: bool = False) -> dict[str, Question]:
    """Return the newest version of each question by code, whoever's it is; locked where they are to be changed."""
    query = sa.select(Question).where(Question.year == year, Question.code.in_(set(codes)))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return {row.code: row for row in db.session.scalars(query.order_by(Question.code, Question.version))}


def counts_of(planned: Sequence[Planned]) -> dict[str, int]:
    """Return how many entries are added, changed, unchanged and refused, and how many are warned of."""
    kinds: tuple[What, ...] = ("added", "changed", "unchanged", "refused")
    counts = {kind: sum(one.what == kind for one in planned) for kind in kinds}
    return counts | {"alike": sum(bool(one.twins) for one in planned)}


def _readers(content: bytes, lexicon: Lexicon) -> Iterable[Entry]:
    kind = format_of(content)
    if kind == "xlsx":
        return read_sheet(content, lexicon)
    if kind == "xml":
        return read_moodle_xml(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput(say("Line {line} is not text in UTF-8; save the file as UTF-8.", line=line)) from error
    if "\0" in text:
        raise BadInput(say("The file is none of the formats that are read: .xlsx, GIFT, Moodle XML."))
    return read_gift(text)


def _typed(editor: Editor, shelves: Shelves, entry: Entry, defaults: Mapping[str, str]) -> Planned:
    if isinstance(entry, Unread):
        return Planned(entry=entry, code=entry.code, what="refused", why=entry.why)
    return _judged(editor, shelves, entry, defaults)


def _judged(editor: Editor, shelves: Shelves, raw: Raw, defaults: Mapping[str, str]) -> Planned:
    typed = question_from(raw, editor.year, {"area": editor.area, **defaults})
    question = tidied(typed.question)
    faults = faults_of(editor, question, shelves) | typed.faults
    why = tuple(faults.values())
    what: What = "refused" if why else "added"
    return Planned(entry=raw, code=question.code, what=what, why=why, question=question)


def _decided(editor: Editor, one: Planned, known: Question | None, seen: set[str]) -> Planned:
    if one.question is None or one.what == "refused":
        return one
    if one.code in seen:
        return _refused(one, say("The code {code} stands twice in the file.", code=one.code))
    if known is None:
        return one
    if not editor.sees(known.area):
        return _refused(one, say("The code {code} is taken; please choose another one.", code=one.code))
    same = content_of(question_row(one.question, 1)) == content_of(known)
    return replace(one, what="unchanged" if same else "changed")


def _refused(one: Planned, why: Text) -> Planned:
    return replace(one, what="refused", why=(why,))


def _warned(one: Planned, index: Index) -> Planned:
    """Name the near duplicates of what is new, those in the same file included."""
    if one.question is None or one.what not in {"added", "changed"}:
        return one
    features = features_of(one.question)
    twins = tuple(twin.code for twin in index.twins(one.code, features)[:SHOWN_TWINS])
    index.add(one.code, features)
    return replace(one, twins=twins)
