"""Adds the tenant's criterion where SQLAlchemy's own loader criteria do not reach.

Loader criteria bind the mapped classes that a select names as its entities. They miss plain tables, and classes
that only a WHERE clause mentions (``exists().where(Learner.id == 1)``); this module binds those.
"""
# ruff: noqa: SLF001 (what a statement is made of has no public name; SQLAlchemy is pinned below 2.1)

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import AliasedReturnsRows

from core.tenancy.scope import ForeignTenant, is_owned


def bound(statement: Any, tenant: str) -> Any:
    """Give the statement with every part of it that loader criteria would miss held to the tenant."""
    parts: list[Any] = list(visitors.iterate(statement))
    if not any(_is_loose(part) for part in parts):
        return statement

    def hold(part: Any) -> None:
        for source in _loose_sources(part):
            part._where_criteria += (source.c.tenant == tenant,)

    # Options of the ORM are values that nothing here changes, and not all of them can be copied.
    options = [option for part in parts for option in getattr(part, "_with_options", ())]
    visits = {"select": hold, "update": hold, "delete": hold}
    return visitors.cloned_traverse(statement, {"stop_on": options}, visits)


def _is_loose(part: object) -> bool:
    return isinstance(part, (sa.Select, sa.Update, sa.Delete)) and any(True for _ in _loose_sources(part))


def _loose_sources(part: Any) -> Iterator[Any]:
    held = set(_entities(part))
    for source in _sources(part):
        if _table_of(source) is not None and source not in held:
            held.add(source)
            yield source


def _entities(part: Any) -> Iterator[Any]:
    """Give the tables that the loader criteria will bind: those of mapped classes named as entities."""
    named = [part.table] if isinstance(part, (sa.Update, sa.Delete)) else _named(part)
    for element in named:
        if "parententity" in getattr(element, "_annotations", {}):
            yield from _flat(element._from_objects if isinstance(element, sa.ColumnElement) else [element])


def _named(part: Any) -> list[Any]:
    joined = [target for target, *_ in part._setup_joins]
    return [*part._raw_columns, *part._from_obj, *joined]


def _sources(part: Any) -> Iterator[Any]:
    conditions = part._where_criteria
    if isinstance(part, (sa.Update, sa.Delete)):
        yield from _flat([part.table])
    else:
        conditions = (*conditions, *part._having_criteria)
        for element in _named(part):
            yield from _flat(element._from_objects)
    for condition in conditions:
        yield from _flat(condition._from_objects)


def _flat(sources: Iterable[Any]) -> Iterator[Any]:
    for source in sources:
        if not isinstance(source, sa.Join):
            yield source
            continue
        outer = source.isouter or source.full
        if outer and any(_is_plain(side) for side in _flat([source.left, source.right])):
            raise ForeignTenant("write an outer join of tenants' tables with mapped classes")
        yield from _flat([source.left, source.right])


def _is_plain(source: Any) -> bool:
    return _table_of(source) is not None and "parententity" not in source._annotations


def _table_of(source: Any) -> sa.Table | None:
    table = source.element if isinstance(source, AliasedReturnsRows) else source
    return table if isinstance(table, sa.Table) and is_owned(table) else None
