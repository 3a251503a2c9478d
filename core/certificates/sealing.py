"""Signatures: over what a certificate says, and over the whole of its file, so that no byte of it can change unseen.

The seal stands in three remarks before the file's last lines, where readers of PDF pass over it. The file's signature
covers everything before itself and everything after.
"""

import json
import re
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.certificates.said import Said
from core.keys.letters import from_letters, to_letters
from core.keys.signing import PublicKeys, SigningKey, verifies

OF_SAID = b"xuefa certificate\n"
OF_FILE = b"xuefa certificate file\n"
"""What a signature is of stands before what is signed, so that none can be passed off as the other."""

LAST = b"startxref\n"
SEALED = re.compile(
    rb"(?P<before>.*\n%xuefa-said (?P<said>[\w-]+)\n%xuefa-key (?P<key>[0-9a-f]{16})\n)"
    rb"%xuefa-signature (?P<signature>[0-9a-f]{128})\n"
    rb"(?P<after>startxref\n\d+\n%%EOF\n)",
    re.DOTALL,
)


class NotGenuine(ValueError):
    """A file that is not as it was issued; ``why`` is no_seal, unknown_key or changed."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def sign(said: Said, key: SigningKey) -> bytes:
    """Return the signature over what a certificate says."""
    return key.private.sign(OF_SAID + said.canonical())


def holds(said: Said, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Tell whether a signature is this key's over this text."""
    return verifies(key, signature, OF_SAID + said.canonical())


def seal(pdf: bytes, said: Said, key: SigningKey) -> bytes:
    """Return the file with what it says and the signature over all of it."""
    at = pdf.rindex(LAST)
    remarks = f"%xuefa-said {to_letters(said.canonical())}\n%xuefa-key {key.id}\n"
    before, after = pdf[:at] + remarks.encode(), pdf[at:]
    signature = key.private.sign(_signed(before, after))
    return before + f"%xuefa-signature {signature.hex()}\n".encode() + after


def open_seal(file: bytes, keys: PublicKeys) -> Said:
    """Return what a file says when every byte of it is as it was issued; raises NotGenuine otherwise."""
    found = SEALED.fullmatch(file)
    if found is None:
        raise NotGenuine("no_seal")
    key = keys.get(found["key"].decode())
    if key is None:
        raise NotGenuine("unknown_key")
    if not verifies(
        key, bytes.fromhex(found["signature"].decode()), _signed(found["before"], found["after"])
    ):
        raise NotGenuine("changed")
    return Said.of(json.loads(from_letters(found["said"].decode())))


def _signed(before: bytes, after: bytes) -> bytes:
    return OF_FILE + sha256(before).digest() + sha256(after).digest()
