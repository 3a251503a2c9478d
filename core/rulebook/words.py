"""Notes of the schema, values and keys of a rule file in the reader's words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_origin

from core.decisions.year import YearRules
from core.rulebook.trails import Step
from core.rules.schema import shape_of
from core.web.catalogue import sentences
from core.web.language import Reader

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Wording:
    """How one year reads: the reader's language, and the titles that its own keys stand for."""

    reader: Reader
    titles: Mapping[str, str] = field(default_factory=dict)
    """Titles by dotted key: ``exams.yearly``, ``duties.bulletin``."""

    def note(self, says: str) -> str:
        """Return a note of the schema, or a part's sentence, in the reader's language."""
        return sentences(self.reader.locale).get(f"rule:{says}", says)

    def step(self, step: Step, above: str = "") -> str:
        """Return what a step is called; an entry is told by its title, or by the word that its key is."""
        if step.says:
            return self.note(step.says)
        return self.titles.get(f"{above}.{step.key}") or self.word(step.key)

    def word(self, key: str) -> str:
        """Return the word that a key is; anything else as it stands."""
        if not _KEY.fullmatch(key):
            return key
        found = self.reader.word(key)
        return self.choice(key) if found == key.replace("_", " ") else found

    def choice(self, key: str) -> str:
        """Return what one of the schema's own alternatives is called: the same key may be another word elsewhere."""
        return sentences(self.reader.locale).get(f"choice:{key}") or self.reader.word(key)

    def value(self, hint: Any, raw: str | None) -> str:
        """Return a value as it is written in the file in the reader's words."""
        base = shape_of(hint).base
        if raw is None:
            return self.reader.text(None)
        if base is date and _DAY.fullmatch(raw):
            return self.reader.day(date.fromisoformat(raw))
        if base in {int, Decimal} and not raw.endswith("%"):
            return self.reader.number(Decimal(raw))
        if base is bool:
            return self.reader.word("yes" if raw == "true" else "no")
        if get_origin(base) is Literal:
            return self.choice(raw)
        return self.titles.get(f"exams.{raw}") or self.word(raw)


def wording_of(rules: YearRules, reader: Reader) -> Wording:
    """Return the wording of a year: exams go by their titles, duties by what is due."""
    exams = {f"exams.{key}": exam.title for key, exam in rules.exams.items()}
    duties = {f"duties.{key}": duty.what for key, duty in rules.duties.items()}
    return Wording(reader, exams | duties)
