"""Tenants: who they are, and the two rings that keep their rows apart.

The first ring is the guard in this process (``guard``), the second the wall in the database
(``wall``, row-level security). Each alone keeps a tenant's rows from the others, and both fail closed.
"""

from core.tenancy import guard as _guard

_guard.post()
