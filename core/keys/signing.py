"""The keys that sign certificates and receipts: files outside the database, a folder for each tenant, the newest signs.

``XUEFA_HOME/keys/<tenant>/0001.pem`` is made at first use. Older keys stay, so that what they signed can be checked.
"""

import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from core.keys.letters import from_letters, to_letters

ID_LETTERS = 16
PublicKeys = Mapping[str, Ed25519PublicKey]
"""Public keys by id."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A tenant's key with its id, which names it wherever it has signed."""

    id: str
    private: Ed25519PrivateKey


def signing_key(folder: Path) -> SigningKey:
    """Return the newest key of a tenant's folder; the first is made where there is none."""
    files = _files(folder)
    return _read(files[-1] if files else _make(folder, 1))


def signing_key_at_hand(folder: Path) -> SigningKey:
    """Return the same from the process's memory, read again when the folder has changed; for what signs at every request."""
    try:
        changed = folder.stat().st_mtime_ns
    except FileNotFoundError:
        return signing_key(folder)
    return _remembered(folder, changed)


@lru_cache(maxsize=256)
def _remembered(folder: Path, changed: int) -> SigningKey:  # noqa: ARG001 (when it was read)
    return signing_key(folder)


def verifies(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    """Tell whether a signature is this key's over a message."""
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def new_key(folder: Path) -> Path:
    """Make the next key of a tenant's folder and return its file, which its owner alone can read."""
    return _make(folder, len(_files(folder)) + 1)


def _make(folder: Path, number: int) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / f"{number:04d}.pem"
    draft = folder / f".{secrets.token_hex(8)}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its key is the one
    finally:
        draft.unlink()
    return path


def public_keys(folder: Path) -> PublicKeys:
    """Return every public key of a tenant's folder by id; none where nothing was ever signed."""
    keys = map(_read, _files(folder))
    return {key.id: key.private.public_key() for key in keys}


def key_set(keys: PublicKeys) -> dict[str, Any]:
    """Return public keys as they are published: a JSON Web Key Set."""
    return {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "alg": "EdDSA",
                "use": "sig",
                "kid": name,
                "x": to_letters(_raw(key)),
            }
            for name, key in keys.items()
        ]
    }


def read_key_set(published: Any) -> PublicKeys:
    """Read what ``key_set`` gave; ValueError for anything else."""
    try:
        found = [Ed25519PublicKey.from_public_bytes(from_letters(one["x"])) for one in published["keys"]]
    except (KeyError, TypeError) as fault:
        raise ValueError("this is no set of public keys") from fault
    return _named(found)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9]*.pem"))


def _read(path: Path) -> SigningKey:
    private = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise TypeError(f"{path} is no Ed25519 key")
    return SigningKey(_id(private.public_key()), private)


def _named(keys: Iterable[Ed25519PublicKey]) -> PublicKeys:
    return {_id(key): key for key in keys}


def _id(key: Ed25519PublicKey) -> str:
    return sha256(_raw(key)).hexdigest()[:ID_LETTERS]


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
