"""What the editor of a lesson shows of its files: each with its place, the pictures for the text, the limits of sizes."""

from dataclasses import asdict
from typing import Any

from core.authoring.files import PURPOSE
from core.courses.media import file_cards, in_text
from core.courses.service import Lesson
from core.files.service import Family, purpose_of

NAMED = ("video", "pdf", "image", "audio", "document")


def files_page(lesson: Lesson) -> dict[str, Any]:
    """Return what the editor's page shows of a lesson's files."""
    cards = file_cards(lesson)
    most = purpose_of(PURPOSE).most
    return {
        "files": [asdict(card) | {"in_text": in_text(lesson, card)} for card in cards],
        "pictures": [{"url": card.url, "name": card.title} for card in cards if card.role == "image"],
        "limits": {name: most[Family(name)] for name in NAMED},
    }
