"""What a certificate says, and the one form of bytes that is signed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Self

FORM = "xuefa-certificate/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Everything that stands on the paper, in the tenant's own words, and the digest of the rules behind it."""

    form: str = FORM
    tenant: str
    issuer: str
    number: str
    name: str
    unit: str
    year: int
    result: str
    score: str
    """The year score as shown, "" in a year without one."""
    issued: str
    """The instant of issue with the tenant's offset, in ISO 8601."""
    rules: str
    """Digest of the rules that judged the year."""
    check: str
    """The address where the paper can be checked."""

    @property
    def issued_at(self) -> datetime:
        """The instant of issue."""
        return datetime.fromisoformat(self.issued)

    def as_json(self) -> dict[str, str | int]:
        """Return the fields by name."""
        return asdict(self)

    def canonical(self) -> bytes:
        """Return the bytes that are signed: UTF-8 JSON, keys in order, no spaces."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Read what ``as_json`` gave; ValueError for anything else."""
        names = {field.name for field in fields(cls)}
        if kept.keys() != names or kept["form"] != FORM:
            raise ValueError("this is not what a certificate says")
        return cls(**kept)
