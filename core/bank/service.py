"""What other domains may ask of the bank: who edits, and which source works have changed since a day."""

from core.bank.changes import changed_works, concerns
from core.bank.checking import CODE, MARKS, UNSHOWN
from core.bank.desk import the_editor
from core.bank.likeness import plain
from core.bank.scope import Editor, editor_of

__all__ = [
    "CODE",
    "MARKS",
    "UNSHOWN",
    "Editor",
    "changed_works",
    "concerns",
    "editor_of",
    "plain",
    "the_editor",
]
