"""How a place gives its results to personnel systems: which columns, under which headings, in which codes."""

import dataclasses
from typing import Annotated, Literal

from core.decisions.records import Note, record

Field = Literal[
    "account",
    "name",
    "id_number",
    "unit",
    "unit_code",
    "tier",
    "rank",
    "year",
    "state",
    "earned",
    "mark",
    "score",
    "certificate",
]


@record
class PersonnelColumn:
    """One column of the sheet for personnel systems."""

    field: Annotated[Field, Note("what stands in it")]
    heading: Annotated[str, Note("its heading as the other system wants it")]
    codes: Annotated[
        dict[str, str], Note("what the other system calls a state, tier or rank; others are written in words")
    ] = dataclasses.field(default_factory=dict)
