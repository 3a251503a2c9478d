"""What an import would do with each row of its file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from uuid import UUID

from core.decisions.stored import store_text
from core.decisions.values import Text

What = Literal["added", "changed", "unchanged", "refused"]
ORDER: tuple[What, ...] = ("refused", "added", "changed", "unchanged")
"""The rows that need care come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What happens to one row."""

    line: int
    what: What
    source: Mapping[str, str]
    key: str = ""
    """The account number or the unit's code that it comes to."""
    name: str = ""
    unit: str = ""
    target: UUID | None = None
    """The learner whom it changes."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What is stored: everything of what is added, the changed fields of what is changed."""
    before: Mapping[str, Any] = field(default_factory=dict)
    why: tuple[Text, ...] = ()

    def stored(self) -> dict[str, Any]:
        """Return it as the import keeps it for its page."""
        return {
            "line": self.line,
            "what": self.what,
            "key": self.key,
            "name": self.name,
            "unit": self.unit,
            "why": [store_text(text) for text in self.why],
            "changes": {name: [_plain(old), _plain(self.values[name])] for name, old in self.before.items()},
            "cells": dict(self.source),
        }


def counts_of(planned: Sequence[Planned]) -> dict[str, int]:
    """Return how many rows are added, changed, unchanged and refused."""
    return {what: sum(one.what == what for one in planned) for what in ORDER}


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")
