"""A form sent for one place of a draft, turned into changes of its text; every other byte stays as it is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.decisions.values import Cite, Text, say
from core.drafts.fields import Field, Spot, fields_of
from core.drafts.trying import Tryout
from core.errors import BadInput
from core.rules.delegations import Delegated, covering
from core.rules.editing import Path, Plain, plain_of, put, take_away, value_at
from core.rules.errors import RuleError, plain
from core.rules.scalars import MESSAGES
from core.rules.schema import Schemas
from core.rules.sources import documents_of
from core.rules.yaml import BLANK, Map, parse

SPLIT = re.compile(r"[、,，\n]+")
BY = ("above", "cite", "assumed")
"""How a value's source is given: as what stands above, by an article, or assumed with the reason."""
REASON_NEEDED = say("Please say why this is assumed.")
ARTICLE_NEEDED = say("Please name the article.")
SOURCE_NEEDED = say("Please say where this is from.")


@dataclass(frozen=True, slots=True)
class Source:
    """The source that a place states for itself: how, the document's key, the article and the reason."""

    by: str
    document: str = ""
    article: str = ""
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """What a place may do with a value: nothing, with the sentence that says who fixed it, or only to narrow it."""

    why: Text | None = None
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the place above leaves to this one; a province fixes everything itself, so nothing is locked there."""

    place: str
    given: tuple[Delegated, ...]
    above: Mapping[str, tuple[str, Cite]]
    """What stands above by path, and its source."""
    bound: bool

    def lock(self, path: str, keys: Path) -> Lock:
        """Return what may be done at a path."""
        names = tuple(key for key in keys if isinstance(key, str))
        if not self.bound or not names or names[0] in {"year", "documents", "areas", "not_applicable"}:
            return Lock()
        own = covering(self.given, names)
        if own is None and not self._opens_below(names):
            return Lock(say("{place} fixes this in {where}", place=self.place, where=self.where(path)))
        return Lock(narrow=own is not None and own.may == "narrow")

    def _opens_below(self, names: tuple[str, ...]) -> bool:
        return any(
            len(each.path) > len(names) and each.path[0] != "*" and _same(each.path, names)
            for each in self.given
        )

    def where(self, path: str) -> str:
        """Return the line that sets a value, or the first one below it."""
        near = (cite.where for key, (_, cite) in self.above.items() if key == path or key.startswith(path))
        return next(near, self.place)

    def part(self, path: str) -> str:
        """Return the part that stands above in a slot; "" for none."""
        if path in self.above:
            return self.above[path][0]
        below = (key[len(path) + 1 :] for key in self.above if key.startswith(f"{path}."))
        return next(below, "").partition(".")[0].partition("[")[0]

    def value(self, path: str) -> str:
        """Return what stands above at a path, "" for nothing."""
        found = self.above.get(path)
        if found:
            return found[0]
        listed = [value for key, (value, _) in self.above.items() if key.startswith(f"{path}[")]
        return "、".join(listed)


def _same(longer: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return all(own in {"*", key} for own, key in zip(longer, names, strict=False))


def source_of(spot: Spot, tree: Map) -> Source:
    """Return the source that a place states for itself."""
    raw = spot.raw if isinstance(spot.raw, Map) else Map(tree.mark)
    cite, assumed = str(raw.get("cite") or ""), str(raw.get("assumed") or "")
    if not cite and not assumed:
        return Source("above")
    key, slash, article = cite.partition("/")
    known = documents_of(tree)
    foreign = bool(slash) and re.fullmatch(r"[a-z][a-z0-9_]*", key)
    document, article = (key, article) if foreign else (next(iter(known), ""), cite)
    return Source("assumed" if assumed else "cite", document, article, assumed)


def takes_source(spot: Spot) -> bool:
    """Tell whether a place can state its own source: a group of values, not a list, and no place that needs none."""
    return spot.shape == "record" and bool(spot.keys) and spot.keys[0] not in {"documents", "not_applicable"}


def changed(content: str, spot: Spot, sent: Mapping[str, Any], schemas: Schemas) -> str:
    """Return the text with what a form has set; BadInput names the field of the source that is missing.

    A place that is not there yet is made with everything the form says.
    """
    tree = parse(content, "", blanks=True)
    wanted = dict(_wanted(spot, sent, schemas)) | _sourced(spot, tree, sent)
    if value_at(tree, spot.keys) is None or not isinstance(value_at(tree, spot.keys), dict | list):
        return put(content, spot.keys, _new(spot, wanted))
    for key, value in sorted(wanted.items(), key=lambda pair: str(pair[0])):
        path = (*spot.keys, key)
        content = take_away(content, path) if value is None else put(content, path, value)
    return content


def _new(spot: Spot, wanted: Mapping[str | int, Plain]) -> Plain:
    kept: dict[str, Plain] = {str(key): value for key, value in wanted.items() if value is not None}
    if spot.shape == "list":
        return [value for value in wanted.values() if value is not None]
    if isinstance(spot.raw, str) and spot.raw and not kept:
        return spot.raw
    short = getattr(spot.hint, "shorthand", "")
    return kept[short] if short and set(kept) == {short} and isinstance(spot.raw, str) else kept


def _wanted(spot: Spot, sent: Mapping[str, Any], schemas: Schemas) -> Iterator[tuple[str | int, Plain]]:
    new = spot.raw is None
    for field in fields_of(spot, schemas):
        if field.kind == "link" or field.name not in sent:
            continue
        value = _read(field, sent)
        if new or value != _now(spot, field):
            yield field.key, value
    if spot.shape == "group" and str(sent.get("new-key", "")).strip():
        yield str(sent["new-key"]).strip(), str(sent.get("new-value", "")).strip()
    if spot.shape == "list" and str(sent.get("new-value", "")).strip():
        yield len(spot.raw or ()), str(sent["new-value"]).strip()


def _now(spot: Spot, field: Field) -> Plain:
    raw = spot.raw
    if isinstance(raw, Map):
        found = plain_of(raw.get(str(field.key)))
    elif isinstance(raw, list) and isinstance(field.key, int):
        found = plain_of(raw[field.key])
    else:
        found = raw
    return None if found == BLANK else found


def _read(field: Field, sent: Mapping[str, Any]) -> Plain:
    text = sent[field.name]
    if field.kind in {"choices", "words"}:
        items = text if isinstance(text, list) else SPLIT.split(str(text))
        return [one.strip() for one in items if one.strip()] or None
    return str(text).replace("\r\n", "\n").strip() or None


def _sourced(spot: Spot, tree: Map, sent: Mapping[str, Any]) -> dict[str | int, Plain]:
    if not takes_source(spot):
        return {}
    by = str(sent.get("source", ""))
    if by not in BY:
        raise BadInput(SOURCE_NEEDED, fields={"source": SOURCE_NEEDED})
    now, asked = source_of(spot, tree), _asked(by, sent)
    if asked == now or (by == "above" and now.by == "above"):
        return {}
    main = next(iter(documents_of(tree)), "")
    article = asked.article if asked.document in {"", main} else f"{asked.document}/{asked.article}"
    return {"cite": article if asked.article else None, "assumed": asked.assumed or None}


def _asked(by: str, sent: Mapping[str, Any]) -> Source:
    if by == "above":
        return Source("above")
    article, assumed = (str(sent.get(name, "")).strip() for name in ("article", "assumed"))
    if by == "cite" and not article:
        raise BadInput(ARTICLE_NEEDED, fields={"article": ARTICLE_NEEDED})
    if by == "assumed" and not assumed:
        raise BadInput(REASON_NEEDED, fields={"assumed": REASON_NEEDED})
    return Source(by, str(sent.get("document", "")), article, assumed if by == "assumed" else "")


def new_faults(before: Tryout, after: Tryout, spot: Spot, fields: Sequence[Field]) -> tuple[RuleError, ...]:
    """Return what a change of a place has made wrong in it; what its links have still to fill in is no hindrance."""
    known = {(one.path, plain(one.text)) for one in before.faults}
    links = tuple(field.path for field in fields if field.kind == "link")
    return tuple(
        one
        for one in after.own
        if (one.path, plain(one.text)) not in known
        and one.path.startswith(spot.path)
        and not (one.text in MESSAGES["required"] and one.path.startswith(links or ("\0",)))
    )


def by_field(faults: Sequence[RuleError], fields: Sequence[Field]) -> dict[str, Text]:
    """Return the faults of a form by the name of the field that each stands at; "" for those at none."""
    made: dict[str, Text] = {}
    for one in faults:
        at = next((field.name for field in fields if one.path.startswith(field.path)), "")
        made.setdefault(at, one.text)
    return made
