"""Strict YAML: every plain scalar stays text, nothing is guessed, and each key remembers its line.

PyYAML's own reading turns 14:30 into 870, 010 into 8, no into false and lets the second of two equal
keys win; here only an empty value or ``null`` means something (nothing), the rest is for the schema.
Anchors, aliases and tags are refused, so no document can grow when it is read.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

import yaml

from core.decisions.values import NOWHERE, Cite, Text, say
from core.rules.errors import Mark, RuleError, RulesInvalid

MOST_BYTES = 512 * 1024
MOST_DEPTH = 40
BLANK = "__填写__"
"""What the skeleton of a new place leaves to be filled in."""
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Node: TypeAlias = "Map | List | str | None"


class Map(dict[str, Any]):
    """A mapping that knows where it and each of its keys stand, and once resolved, the source of each."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.marks: dict[str, Mark] = {}
        self.source: Cite = NOWHERE
        self.sources: dict[str, Cite] = {}

    def put(self, key: str, value: Node, mark: Mark, source: Cite = NOWHERE) -> None:
        """Set a value together with its place and source."""
        self[key] = value
        self.marks[key] = mark
        self.sources[key] = source

    def drop(self, key: str) -> None:
        """Remove a key if it is there; its mark is kept for messages."""
        self.pop(key, None)
        self.sources.pop(key, None)


class List(list[Any]):
    """A sequence that knows where it and each of its items stand."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.marks: list[Mark] = []
        self.source: Cite = NOWHERE


def parse(text: str | bytes, file: str, *, blanks: bool = False) -> Map:
    """Return the mapping that a document holds; RulesInvalid names ``file`` and the line of every fault.

    ``blanks`` lets what is still to be filled in stand as it is, for those who fill it in.
    """
    size = len(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise _invalid(Mark(file, 1), say("the file is larger than {n} bytes", n=MOST_BYTES))
    reader = _Reader(file, blanks=blanks)
    try:
        root = reader.document(yaml.parse(_decoded(text, file), Loader=_Loader))
    except yaml.MarkedYAMLError as fault:
        raise _invalid(_mark(fault, file), say("not readable as YAML: {why}", why=_why(fault))) from None
    except yaml.YAMLError as fault:
        why = str(fault).splitlines()[0]
        raise _invalid(Mark(file, 1), say("not readable as YAML: {why}", why=why)) from None
    if reader.errors:
        raise RulesInvalid(reader.errors)
    return root


def _decoded(text: str | bytes, file: str) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = text[: fault.start].count(b"\n") + 1
        raise _invalid(Mark(file, line), say("the file is not UTF-8 text")) from None


def _invalid(mark: Mark, text: Text) -> RulesInvalid:
    return RulesInvalid([RuleError(mark, "", text)])


def _mark(fault: yaml.MarkedYAMLError, file: str) -> Mark:
    at = fault.problem_mark or fault.context_mark
    return Mark(file, at.line + 1 if at else 1)


def _why(fault: yaml.MarkedYAMLError) -> str:
    return " ".join(piece for piece in (fault.context, fault.problem) if piece)


class _Reader:
    """Turns parser events into marked values and gathers what is not allowed."""

    def __init__(self, file: str, *, blanks: bool) -> None:
        self.file = file
        self.blanks = blanks
        self.errors: list[RuleError] = []
        self.path: list[str] = []

    def document(self, events: Iterator[Any]) -> Map:
        next(events)
        if isinstance(next(events), yaml.StreamEndEvent):
            raise _invalid(Mark(self.file, 1), say("the file is empty"))
        root = self.node(next(events), events)
        next(events)
        further = next(events)
        if not isinstance(further, yaml.StreamEndEvent):
            self.fault(further, say("only one document may stand in a file"))
        if not isinstance(root, Map):
            raise _invalid(Mark(self.file, 1), say("the file must hold keys with values"))
        return root

    def fault(self, event: Any, text: Text) -> None:
        self.errors.append(RuleError(self.mark(event), ".".join(self.path).replace(".[", "["), text))

    def mark(self, event: Any) -> Mark:
        return Mark(self.file, event.start_mark.line + 1)

    def node(self, event: Any, events: Iterator[Any]) -> Node:
        if isinstance(event, yaml.AliasEvent):
            self.fault(event, say("references (*{name}) are not allowed", name=str(event.anchor)))
            return None
        self.plainness(event)
        if len(self.path) > MOST_DEPTH:
            raise _invalid(self.mark(event), say("nested deeper than {n} levels", n=MOST_DEPTH))
        if isinstance(event, yaml.ScalarEvent):
            if BLANK in event.value and not self.blanks:
                self.fault(event, say("this blank is still to be filled in"))
            return _scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, events)
        return self.mapping(event, events)

    def plainness(self, event: Any) -> None:
        if event.anchor:
            self.fault(event, say("anchors (&{name}) are not allowed", name=event.anchor))
        if event.tag:
            self.fault(event, say("tags ({name}) are not allowed", name=event.tag))

    def sequence(self, start: Any, events: Iterator[Any]) -> List:
        items = List(self.mark(start))
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            self.path.append(f"[{len(items) + 1}]")
            items.marks.append(self.mark(event))
            items.append(self.node(event, events))
            self.path.pop()
        return items

    def mapping(self, start: Any, events: Iterator[Any]) -> Map:
        made = Map(self.mark(start))
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.key(event, events)
            self.path.append(key)
            if key in made:
                self.fault(event, say("the key stands twice, first in line {n}", n=made.marks[key].line))
            value = self.node(next(events), events)
            if key not in made:
                made.put(key, value, self.mark(event))
            self.path.pop()
        return made

    def key(self, event: Any, events: Iterator[Any]) -> str:
        value = self.node(event, events)
        if isinstance(value, str) and value:
            return value
        self.fault(event, say("a key must be plain text"))
        return f"?{len(self.errors)}"


def _scalar(event: Any) -> str | None:
    text = str(event.value)
    return None if event.implicit[0] and text in {"", "null"} else text
