"""Erasing a tenant whole, and the proof: what was removed, and a search of every table that finds nothing of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from psycopg import Connection, sql

from core.archives.stores import Stores
from core.archives.tables import owned_tables
from core.archives.writing import Told, untold
from core.db import AS_IS, SET_SCOPE
from core.decisions.values import say
from core.errors import BadInput, NotFound, Refused
from core.keys.letters import from_letters, to_letters
from core.keys.signing import signing_key
from core.tenancy.models import State

PLATFORM = "_platform"
"""The folder of the platform's own signing keys; no tenant's name begins so."""

_TABLES = """
SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
OUTSIDE = {
    "job_progress": "tenant",
    "procrastinate_jobs": "args->>'tenant'",
    "quarantines": "tenant",
    "tenants": "id",
}
"""Tables outside the wall that name tenants, and how; the directory goes last."""

_NAMED = """
SELECT count(*) FROM {} AS t WHERE jsonb_path_exists(to_jsonb(t), '$.** ? (@ == $tenant)', jsonb_build_object('tenant', %s::text))
"""
"""Rows in which any value, however deep, is the tenant's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What erasing removed by table, and how many rows of each table still name the tenant: 0 everywhere, or it failed."""

    tenant: str
    at: str
    removed: Mapping[str, int]
    keys: int
    files: int
    """Contents in the storage."""
    left: Mapping[str, int]
    searched: int
    """Tables that were searched."""
    backups: Sequence[str] = ()
    """Backups that hold the tenant still, each with the day until when it is kept."""

    def text(self) -> str:
        """Return the proof as it is signed."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=1)


def erase_tenant(
    connection: Connection[Any],
    tenant: str,
    stores: Stores,
    told: Told = untold,
    *,
    backups: Sequence[str] = (),
) -> Proof:
    """Remove every row, file, key and queued job of a suspended tenant and its entry in the directory; returns the proof.

    ``connection`` is the owner's, in no transaction. Raises NotFound, or Refused for a tenant that is still served.
    The tenant's folder of rules is the operator's to remove; copies in ``backups``, which the proof names, go with their expiry.
    """
    with connection.transaction():
        connection.execute(SET_SCOPE, (tenant, ""))
        connection.execute(AS_IS)
        _refuse_served(connection, tenant)
        removed = _remove(connection, tenant, told)
    keys, files = stores.forget(tenant)
    with connection.transaction():
        connection.execute(SET_SCOPE, (tenant, ""))
        left = _left(connection, tenant)
        (at,) = connection.execute("SELECT now()::text").fetchone() or ("",)
    return Proof(
        tenant=tenant,
        at=at,
        removed=removed,
        keys=keys,
        files=files,
        left={name: rows for name, rows in left.items() if rows},
        searched=len(left),
        backups=tuple(backups),
    )


def sign_proof(proof: Proof, stores: Stores) -> str:
    """Return a proof with the platform's signature and the key that checks it, as one JSON document."""
    key, text = signing_key(stores.keys / PLATFORM), proof.text()
    document = {
        "proof": json.loads(text),
        "key": to_letters(key.private.public_key().public_bytes_raw()),
        "signature": to_letters(key.private.sign(text.encode())),
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1)


def check_proof(signed: str) -> Proof:
    """Return what a signed proof says; raises BadInput for one that was changed."""
    try:
        document = json.loads(signed)
        proof = Proof(**document["proof"])
        key = Ed25519PublicKey.from_public_bytes(from_letters(document["key"]))
        key.verify(from_letters(document["signature"]), proof.text().encode())
    except (ValueError, KeyError, TypeError, InvalidSignature) as error:
        raise BadInput(say("This is not a proof as it was signed.")) from error
    return proof


def _refuse_served(connection: Connection[Any], tenant: str) -> None:
    row = connection.execute("SELECT state FROM tenants WHERE id = %s FOR UPDATE", (tenant,)).fetchone()
    if row is None:
        raise NotFound(say("There is no such tenant: {tenant}.", tenant=tenant))
    if row[0] != State.SUSPENDED:
        raise Refused(say("{tenant} is still served. Please suspend it first.", tenant=tenant))


def _remove(connection: Connection[Any], tenant: str, told: Told) -> dict[str, int]:
    removed = {}
    for table in reversed(owned_tables(connection)):
        removed[table.name] = connection.execute(sql.SQL("DELETE FROM {}").format(table.quoted)).rowcount
        told(table.name, removed[table.name])
    for name, named in OUTSIDE.items():
        statement = sql.SQL("DELETE FROM {} WHERE {} = %s").format(sql.Identifier(name), sql.SQL(named))
        removed[name] = connection.execute(statement, (tenant,)).rowcount
    return removed


def _left(connection: Connection[Any], tenant: str) -> dict[str, int]:
    """Search every table of the database; behind the wall only the tenant's own rows are to be seen, and none may be."""
    left = {}
    for (name,) in connection.execute(_TABLES).fetchall():
        statement = sql.SQL(_NAMED).format(sql.Identifier(name))
        (left[name],) = connection.execute(statement, (tenant,)).fetchone() or (0,)
    return left
