"""What is wrong with a rule file: where, at which key, in a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.decisions.values import Text, say
from core.errors import NotFound, XuefaError


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file; lines count from 1."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        """Return "file:line"."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class RuleError:
    """One fault in a rule file: the place, the path of the key and a sentence."""

    mark: Mark
    path: str
    text: Text

    @property
    def file(self) -> str:
        """The file, as its loader named it."""
        return self.mark.file

    @property
    def line(self) -> int:
        """The line, counted from 1; 0 when the whole file is meant."""
        return self.mark.line

    def __str__(self) -> str:
        """Return "file:line: path: sentence" in English."""
        return ": ".join(piece for piece in (str(self.mark), self.path, plain(self.text)) if piece)


def plain(text: Text) -> str:
    """Return a sentence in English, for logs and the command line."""
    values = {key: plain(value) if isinstance(value, Text) else value for key, value in text.values.items()}
    return text.message.format(**values)


class RulesInvalid(XuefaError):
    """Files that cannot be rules; ``errors`` holds every fault that was found, in the order of file and line."""

    code, status = "rules_invalid", 503

    def __init__(self, errors: Iterable[RuleError]) -> None:
        once = {str(error): error for error in errors}
        self.errors = tuple(sorted(once.values(), key=lambda error: error.mark))
        super().__init__(say("{n} faults in the rule files", n=len(self.errors)))

    def __str__(self) -> str:
        """Return one line per fault."""
        return "\n".join(str(error) for error in self.errors)


class LeftToAreas(NotFound):
    """A year that a place leaves to the areas below it, so that it has no complete rules of its own."""

    code = "left_to_areas"
