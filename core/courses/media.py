"""Files of a lesson as its page shows them, and their addresses."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from flask import url_for

from core.courses.attachments import Attached, Role, files_of_lesson
from core.courses.models import Lesson
from core.courses.playing import positions_of
from core.files.service import StoredFile

KB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCard:
    """A file as a lesson's page shows it."""

    id: UUID
    role: Role
    title: str
    media_type: str
    url: str
    download_url: str
    size: str
    lasts: str
    width: int | None
    height: int | None
    position_url: str
    start: Decimal
    """Where it goes on, in seconds."""


def file_cards(lesson: Lesson, learner: UUID | None = None) -> list[FileCard]:
    """Return a lesson's files in order; with a learner videos go on where that learner's stopped."""
    shown = files_of_lesson(lesson)
    known = positions_of(learner, [one.file for one in shown]) if learner and shown else {}
    return [_card(one, known, keeps=learner is not None) for one in shown]


def in_text(lesson: Lesson, card: FileCard) -> bool:
    """Tell whether a picture stands in the lesson's text itself."""
    return card.role == "image" and f"/files/{card.id}" in lesson.text


def around_text(lesson: Lesson, learner: UUID | None = None) -> dict[str, list[FileCard]]:
    """Return the videos that stand above the text, and below it the files that it does not show itself."""
    cards = file_cards(lesson, learner)
    return {
        "films": [card for card in cards if card.role == "video"],
        "files": [card for card in cards if card.role != "video" and not in_text(lesson, card)],
    }


def file_url(file: StoredFile, save: str | None = None) -> str:
    """Return the address of a file for those who may see it; its name stands in it for those who save it."""
    return url_for("courses.file", number=file.id, name=file.name, save=save)


def size_text(size: int) -> str:
    """Return a size as people read it: 640 KB, 3.2 MB."""
    return f"{size / KB**2:.1f} MB" if size >= KB**2 else f"{max(1, round(size / KB))} KB"


def clock_text(seconds: Decimal) -> str:
    """Return how long something lasts as players show it: 1:12, 1:02:05."""
    whole = math.ceil(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def _card(one: Attached, known: Mapping[UUID, Decimal], *, keeps: bool) -> FileCard:
    file = one.file
    return FileCard(
        id=file.id,
        role=one.role,
        title=one.title,
        media_type=file.media_type,
        url=file_url(file),
        download_url=file_url(file, save="1"),
        size=size_text(file.size),
        lasts="" if file.seconds is None else clock_text(file.seconds),
        width=file.width,
        height=file.height,
        position_url=url_for("courses.play_position", number=file.id) if keeps else "",
        start=known.get(file.id, Decimal(0)),
    )
