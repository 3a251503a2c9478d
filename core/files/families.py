"""What a content was found to be, and how it is refused."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.decisions.values import Text
from core.errors import BadInput


class Family(StrEnum):
    """Kinds of content that purposes tell apart."""

    VIDEO = "video"
    AUDIO = "audio"
    PDF = "pdf"
    IMAGE = "image"
    SHEET = "sheet"
    DOCUMENT = "document"
    TABLE = "table"
    OFD = "ofd"
    XML = "xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a content is, by looking into it."""

    family: Family
    media_type: str
    ending: str
    seconds: Decimal | None = None
    width: int | None = None
    height: int | None = None


class BadFile(BadInput):
    """A file cannot be taken; the text says why and what to do, and is shown beside the field."""

    code = "bad_file"

    def __init__(self, text: Text) -> None:
        super().__init__(text, fields={"file": text})
