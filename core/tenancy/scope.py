"""The tenant in whose name work is done, and the shape of a table whose rows belong to one."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import has_app_context
from sqlalchemy.orm import Mapped, declarative_mixin, declared_attr, mapped_column

from core.db import area_scope, db, scope


class TenancyBreach(RuntimeError):
    """Code reached for rows that are not its tenant's: a fault of the program, never an answer to a reader."""


class NoTenant(TenancyBreach):
    """Rows of tenants were asked for with no tenant in scope."""


class ForeignTenant(TenancyBreach):
    """Rows of one tenant were asked for, or written, in the scope of another."""


def scoped_tenant() -> str | None:
    """Give the tenant in scope, or None on pages that belong to the platform."""
    return scope.get()


def current_tenant() -> str:
    """Give the tenant in scope; raises NoTenant outside every scope."""
    tenant = scope.get()
    if tenant is None:
        raise NoTenant("no tenant in scope")
    return tenant


@contextmanager
def tenant_scope(tenant: str, area: str = "") -> Iterator[str]:
    """Do the block's work for one tenant, with a session of its own; what the block did not commit is dropped.

    A block inside a scope of the same tenant and area goes on with that scope's session. ``area`` chooses the clock alone:
    rows are the tenant's either way.
    """
    if not tenant:
        raise NoTenant("a tenant without a name")
    outer = (scope.get(), area_scope.get())
    token, area_token = scope.set(tenant), area_scope.set(area)
    try:
        yield tenant
    finally:
        if outer != (tenant, area) and has_app_context():
            db.session.remove()
        scope.reset(token)
        area_scope.reset(area_token)


@declarative_mixin
class TenantOwned:
    """Mix into a table whose rows belong to a tenant; the tenant comes first in its primary key.

    No foreign key leads to the directory: it would lock the tenant's one row for each row written.
    """

    @declared_attr
    def tenant(cls) -> Mapped[str]:  # noqa: N805
        return mapped_column(sa.String(40), primary_key=True, default=current_tenant, sort_order=-100)


def row_number() -> Mapped[int]:
    """Declare ``id``, a number that the database hands out, second in the primary key after the tenant."""
    return mapped_column(sa.BigInteger, sa.Identity(), primary_key=True, sort_order=-90)


def belongs_to(
    table: str, *columns: str, target: tuple[str, ...] = ("id",), ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    """Declare a foreign key to another table of the same tenant, the tenant first."""
    return sa.ForeignKeyConstraint(
        ["tenant", *columns], [f"{table}.tenant", *(f"{table}.{name}" for name in target)], ondelete=ondelete
    )


def is_owned(table: object) -> bool:
    """Tell whether the rows of a table belong to tenants."""
    return isinstance(table, sa.Table) and "tenant" in table.c and "outside_wall" not in table.info
