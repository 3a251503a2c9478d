"""From the files of a place and those above it to the rules of one year, in force on one day."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple

from core.decisions.records import Note, Parts, record
from core.decisions.values import say
from core.decisions.year import YearRules
from core.errors import NotFound
from core.rules.delegations import (
    Delegated,
    Level,
    awaited,
    covering,
    delegated_by,
    entry_above,
    trespasses,
    unknown_delegations,
    widened_delegations,
)
from core.rules.digest import digest_of
from core.rules.errors import LeftToAreas, Mark, RuleError, RulesInvalid
from core.rules.origins import Origin, origins_of
from core.rules.overlay import merge, without
from core.rules.scalars import MESSAGES
from core.rules.schema import Schemas, load_record
from core.rules.sources import Cited, documents_of, resolve
from core.rules.yaml import List, Map, parse

RULE_FILE = re.compile(r"(\d{4})(-[\w.-]+)?\.yaml")


class Later(NamedTuple):
    """A later revision of a rule file: the first day on which it is in force in place of what stood there before."""

    since: date
    name: str
    content: bytes
    cases: bytes = b""
    """The worked cases that were published with it."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The rule files of one place, from a folder or wherever they are kept: name of the place, file name → content."""

    place: str
    files: Mapping[str, bytes]
    folder: str = ""
    """Shown before the file names in messages."""
    later: tuple[Later, ...] = ()
    """Revisions published since, in the order in which they take each other's place."""

    def at(self, on: date | None) -> "Bundle":
        """Return the files as they stand on a day, or with every revision; a file that is new stands on every day."""
        if not self.later:
            return self
        files = dict(self.files)
        for each in self.later:
            if on is None or each.since <= on or each.name not in files:
                files[each.name] = each.content
        return Bundle(self.place, files, self.folder)

    def turns(self, year: int) -> Iterator[date]:
        """Yield the days on which a file of the year gives way to its next revision."""
        known = set(self.files)
        for each in self.later:
            match = RULE_FILE.fullmatch(each.name)
            if each.name in known and match and int(match[1]) == year:
                yield each.since
            known.add(each.name)

    def published_cases(self, year: int) -> bytes | None:
        """Return the cases that were last published with rules of the year; None where none were."""
        held = [each.cases for each in self.later if each.cases and each.name.startswith(str(year))]
        return held[-1] if held else None

    def years(self) -> tuple[int, ...]:
        """Return the years that have a rule file, in order."""
        found = (RULE_FILE.fullmatch(name) for name in self.at(None).files)
        return tuple(sorted(int(match[1]) for match in found if match and not match[2]))

    def strangers(self) -> tuple[str, ...]:
        """Return the YAML files whose names are no rule file's, which would be silently passed over."""
        return tuple(name for name in sorted(self.files) if not RULE_FILE.fullmatch(name))


def bundle_from(folder: Path, place: str, shown: str = "") -> Bundle:
    """Read the rule files of a folder; a folder that is not there holds none."""
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.y*ml")) if path.is_file()}
    return Bundle(place, files, shown or f"{place}/rules")


@record
class Amends:
    """The head of an amendment."""

    since: Annotated[date, Note("first day on which it is in force", key="from")]


class Layer(NamedTuple):
    """One file, read and sourced, without its documents."""

    tree: Map
    documents: Map
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Assembled:
    """A year's rules with what only the files know: where each value comes from, and what areas have still to set."""

    rules: YearRules
    origins: tuple[Origin, ...]
    awaiting: tuple[str, ...] = ()
    given: tuple[Delegated, ...] = ()
    """What the places above leave to this one; nothing for a province, which fixes everything itself."""
    left: tuple[Delegated, ...] = ()
    """What this place leaves to the areas below it."""


def load_year(chain: Sequence[Bundle], year: int, on: date | None, parts: Parts) -> YearRules:
    """Return the rules of a year as in force on a day (with every amendment when None), from province down to area.

    NotFound when the province has none; LeftToAreas when it leaves the year to them; RulesInvalid for faults.
    """
    return assemble(chain, year, on, Schemas(parts)).rules


def amendment_days(chain: Sequence[Bundle], year: int, parts: Parts) -> tuple[date, ...]:
    """Return the days from which amendments, and later revisions of a file, are in force, in order."""
    schemas = Schemas(parts)
    whole = [bundle.at(None) for bundle in chain]
    trees = (_parsed(bundle, name) for bundle in whole for name in _amendments(bundle, year))
    turns = {day for bundle in chain for day in bundle.turns(year)}
    return tuple(sorted({_since(tree, schemas) for tree in trees} | turns))


def assemble(chain: Sequence[Bundle], year: int, on: date | None, schemas: Schemas) -> Assembled:
    """Return a year's rules together with their origins; errors as for ``load_year``."""
    stack = _Stack(year, schemas)
    for bundle in chain:
        stack.add_place(bundle.at(on), on)
    return stack.finish(chain[-1].place)


class _Stack:
    """The layers of one year, laid over each other from the province down."""

    def __init__(self, year: int, schemas: Schemas) -> None:
        self.year = year
        self.schemas = schemas
        self.tree = Map(Mark())
        self.documents = Map(Mark())
        self.cited: dict[str, Cited] = {}
        self.given: tuple[Delegated, ...] = ()
        self.left: tuple[Delegated, ...] = ()
        self.asked: tuple[Delegated, ...] = ()
        self.errors: list[RuleError] = []

    def add_place(self, bundle: Bundle, on: date | None) -> None:
        above = Level(self.tree, self.left, bundle.place.rpartition("/")[0]) if self.tree else None
        self.given = self.left
        layers = list(self.layers(bundle, on))
        if not layers and above is None:
            raise NotFound(say("{place} has no rules for {year}", place=bundle.place, year=str(self.year)))
        for number, layer in enumerate(layers):
            self.lay(layer, above, first=number == 0)
        if layers:
            self.left = delegated_by(self.tree)
            self.asked += self.left
            self.errors += unknown_delegations(self.left, self.schemas)
            self.errors += widened_delegations(self.left, above.left) if above else ()

    def layers(self, bundle: Bundle, on: date | None) -> Iterator[Layer]:
        base = f"{self.year}.yaml"
        amendments = _amendments(bundle, self.year)
        if base not in bundle.files:
            if amendments:
                mark = Mark(_shown(bundle, amendments[0]))
                raise RulesInvalid([RuleError(mark, "amends", say("there is no {file} to amend", file=base))])
            return
        own = self.read(bundle, base, {})
        yield own
        further = [self.read(bundle, name, documents_of_layer(own)) for name in amendments]
        in_force = [layer for layer in further if layer.since and (on is None or layer.since <= on)]
        yield from sorted(in_force, key=lambda layer: (layer.since, layer.tree.mark.file))

    def read(self, bundle: Bundle, name: str, main: Mapping[str, Cited]) -> Layer:
        tree = _parsed(bundle, name)
        since = _since(tree, self.schemas) if name != f"{self.year}.yaml" else None
        own = documents_of(tree)
        self.errors += resolve(tree, bundle.place, {**own, **main, **self.cited, **main, **own})
        self.errors += _wrong_head(tree, self.year, amends=since is not None)
        documents = tree.get("documents")
        for key in ("documents", "amends"):
            tree.drop(key)
        return Layer(tree, documents if isinstance(documents, Map) else Map(tree.mark), since)

    def lay(self, layer: Layer, above: Level | None, *, first: bool) -> None:
        self.documents = _joined(self.documents, layer.documents, newest_first=first)
        if first:
            self.cited = {**documents_of_layer(layer), **self.cited}
        if not self.tree:
            self.tree = layer.tree
            return
        base = without(self.tree, ("areas",)) if first else self.tree
        self.tree = merge(base, layer.tree, YearRules, self.schemas)
        if above:
            self.errors += trespasses(above, layer.tree, self.tree, self.schemas)

    def finish(self, place: str) -> Assembled:
        tree, awaiting = _left_out(self.tree, self.asked, self.schemas)
        tree.put("documents", self.documents, self.documents.mark)
        rules = self.made(tree)
        rules = replace(rules, place=place)
        rules = replace(rules, digest=digest_of(rules))
        return Assembled(rules, tuple(origins_of(tree)), awaiting, self.given, self.left)

    def made(self, tree: Map) -> YearRules:
        try:
            rules = load_record(YearRules, tree, self.schemas)
        except RulesInvalid as found:
            self.errors += found.errors
            if all(self.is_left(error) for error in self.errors):
                text = say("{where} leaves the year to the areas", where=tree.mark.file)
                raise LeftToAreas(text) from None
            raise RulesInvalid(self.errors) from None
        if self.errors:
            raise RulesInvalid(self.errors)
        return rules

    def is_left(self, error: RuleError) -> bool:
        if error.text not in MESSAGES["required"]:
            return False
        found = covering(self.left, tuple(error.path.split(".")))
        return found is not None and found.may != "narrow"


def documents_of_layer(layer: Layer) -> dict[str, Cited]:
    """Return what a read file lets others cite."""
    holder = Map(layer.tree.mark)
    holder.put("documents", layer.documents, layer.tree.mark)
    return documents_of(holder)


def _amendments(bundle: Bundle, year: int) -> list[str]:
    found = (RULE_FILE.fullmatch(name) for name in sorted(bundle.files))
    return [match[0] for match in found if match and match[2] and int(match[1]) == year]


def _shown(bundle: Bundle, name: str) -> str:
    return f"{bundle.folder}/{name}" if bundle.folder else name


def _parsed(bundle: Bundle, name: str) -> Map:
    return parse(bundle.files[name], _shown(bundle, name))


def _since(tree: Map, schemas: Schemas) -> date:
    head = tree.get("amends")
    if not isinstance(head, Map):
        text = say("an amendment begins with amends: {{from: its first day}}")
        raise RulesInvalid([RuleError(tree.marks.get("amends", tree.mark), "amends", text)])
    return load_record(Amends, head, schemas).since


def _wrong_head(tree: Map, year: int, *, amends: bool) -> Iterator[RuleError]:
    if "year" in tree and tree["year"] != str(year):
        text = say("the file's name says {year}", year=str(year))
        yield RuleError(tree.marks["year"], "year", text)
    if "amends" in tree and not amends:
        text = say("an amendment's file is named like {file}", file=f"{year}-moved.yaml")
        yield RuleError(tree.marks["amends"], "amends", text)


def _joined(old: Map, new: Map, *, newest_first: bool) -> Map:
    """All documents that the layers cite; an older one whose key is taken again gets a number behind its key."""
    made = Map(new.mark if new else old.mark)
    for source in (new, old) if newest_first else (old, new):
        for key, value in source.items():
            if made.get(key) == value:
                continue
            free = next(name for name in _numbered(key) if name not in made)
            made.put(free, value, source.marks[key])
    return made


def _numbered(key: str) -> Iterator[str]:
    yield key
    number = 2
    while True:
        yield f"{key}_{number}"
        number += 1


def _left_out(tree: Map, asked: tuple[Delegated, ...], schemas: Schemas) -> tuple[Map, tuple[str, ...]]:
    """Take out the entries that wait for an area's value, and what refers to them."""
    waiting = list(dict.fromkeys(awaited(tree, asked)))
    made = without(tree, ("",))
    for path in waiting:
        entry = entry_above(path, schemas)
        if not entry:
            text = say("{key} is left to the areas", key=".".join(path))
            raise LeftToAreas(text)
        made = without(made, entry)
        if entry[0] == "exams":
            made = _without_mention(made, entry[1])
    return made, tuple(".".join(path) for path in waiting)


def _without_mention(tree: Map, exam: str) -> Map:
    """A makeup stays for the other exams that it makes up for."""
    made = tree
    for name, other in tree.get("exams", {}).items():
        named = other.get("makeup_of") if isinstance(other, Map) else None
        if isinstance(named, List) and exam in named:
            kept = _fewer(named, exam)
            over = _entry(tree, name, other, kept)
            made = merge(made, over, YearRules, Schemas({}))
    return made


def _fewer(items: List, gone: str) -> List:
    kept = List(items.mark)
    kept.source = items.source
    for item, mark in zip(items, items.marks, strict=True):
        if item != gone:
            kept.append(item)
            kept.marks.append(mark)
    return kept


def _entry(tree: Map, name: str, exam: Map, kept: List) -> Map:
    inner, middle, outer = Map(exam.mark), Map(tree["exams"].mark), Map(tree.mark)
    inner.source, middle.source, outer.source = exam.source, tree["exams"].source, tree.source
    inner.put("makeup_of", kept, exam.marks["makeup_of"], exam.sources["makeup_of"])
    middle.put(name, inner, tree["exams"].marks[name], tree["exams"].sources[name])
    outer.put("exams", middle, tree.marks["exams"], tree.sources["exams"])
    return outer
