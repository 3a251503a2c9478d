"""Gives every value of a rule file its source: ``cite`` and ``assumed`` cover what lies below, a deeper one replaces them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.decisions.values import NOWHERE, Cite, Text, say
from core.rules.errors import Mark, RuleError
from core.rules.scalars import not_known
from core.rules.yaml import List, Map

UNSOURCED = frozenset({"year", "documents", "not_applicable", "amends"})
"""Top-level keys that need no source: they say what the file is, or carry their reasons themselves."""

_FOREIGN = re.compile(r"([a-z][a-z0-9_]*)/(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that may be cited: its official number, and whether it is only named by others."""

    number: str
    via: bool = False


@dataclass(slots=True)
class Sourcing:
    """One file's walk: the place that wrote it and the documents it may cite, the main one first."""

    place: str
    documents: Mapping[str, Cited]
    errors: list[RuleError] = field(default_factory=list)


def documents_of(tree: Map) -> dict[str, Cited]:
    """Return the documents that a file lists, as far as they can be read; the schema reports the rest."""
    listed = tree.get("documents")
    if not isinstance(listed, Map):
        return {}
    return {key: _cited(entry) for key, entry in listed.items() if isinstance(entry, Map)}


def _cited(entry: Map) -> Cited:
    return Cited(str(entry.get("number") or ""), entry.get("via") == "true")


def resolve(tree: Map, place: str, documents: Mapping[str, Cited]) -> list[RuleError]:
    """Take ``cite`` and ``assumed`` out of a file's mappings and set their source; return what is wrong with them."""
    walk = Sourcing(place, documents)
    exempt = {key: tree.pop(key) for key in UNSOURCED & tree.keys()}
    order = list(tree.marks)
    _mapping(walk, tree, NOWHERE, "")
    for key, value in exempt.items():
        tree.put(key, value, tree.marks[key], Cite(place=place, where=str(tree.marks[key])))
    _restore_order(tree, order)
    return walk.errors


def _restore_order(tree: Map, order: list[str]) -> None:
    for key in order:
        if key in tree:
            tree[key] = tree.pop(key)


def _mapping(walk: Sourcing, node: Map, inherited: Cite, path: str) -> None:
    node.source = _own(walk, node, path) or replace(inherited, where=str(node.mark))
    if not (node.source.document or node.source.assumed):
        _refuse_unsourced(walk, node, path)
    for key, value in node.items():
        node.sources[key] = replace(node.source, where=str(node.marks[key]))
        _below(walk, value, node.source, _join(path, key))


def _refuse_unsourced(walk: Sourcing, node: Map, path: str) -> None:
    for key, value in node.items():
        if _bare(value):
            text = say("no source: neither cite nor assumed stands here or above")
            walk.errors.append(RuleError(node.marks[key], _join(path, key), text))
            return


def _below(walk: Sourcing, value: Any, source: Cite, path: str) -> None:
    if isinstance(value, Map):
        _mapping(walk, value, source, path)
    elif isinstance(value, List):
        value.source = replace(source, where=str(value.mark))
        for number, item in enumerate(value, start=1):
            _below(walk, item, source, f"{path}[{number}]")


def _bare(value: Any) -> bool:
    if isinstance(value, Map):
        return not value
    return not isinstance(value, List) or any(not isinstance(item, Map) for item in value)


def _own(walk: Sourcing, node: Map, path: str) -> Cite | None:
    given = {key: node.pop(key) for key in ("cite", "assumed") if key in node}
    for key in given:
        node.drop(key)
    found = Cite(place=walk.place, where=str(node.mark))
    for key, text in given.items():
        mark = node.marks[key]
        if not isinstance(text, str) or not text.strip():
            walk.errors.append(RuleError(mark, _join(path, key), say("a text is needed here")))
        elif key == "assumed":
            found = replace(found, assumed=text.strip())
        else:
            found = _with_article(walk, found, text.strip(), (mark, _join(path, key)))
    return found if given else None


def _with_article(walk: Sourcing, cite: Cite, text: str, at: tuple[Mark, str]) -> Cite:
    key, article = next(iter(walk.documents), ""), text
    if foreign := _FOREIGN.fullmatch(text):
        key, article = foreign[1], foreign[2]
    wrong = _wrong_document(walk.documents, key, article)
    if wrong:
        walk.errors.append(RuleError(*at, wrong))
        return replace(cite, document=key or "?", article=article)
    return replace(cite, document=walk.documents[key].number or key, article=article)


def _wrong_document(documents: Mapping[str, Cited], key: str, article: str) -> Text | None:
    if not key:
        return say("nothing can be cited: the file lists no documents")
    if key not in documents:
        return say("no such document: {why}", why=not_known(key, list(documents)))
    if documents[key].via:
        return say("the document {key} is only named by others and was not read; cite what was read", key=key)
    return None if article else say("the article is missing behind {key}/", key=key)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
