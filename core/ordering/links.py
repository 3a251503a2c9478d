"""The secret link of an application: made of the platform's secret and the application's nonce, kept nowhere."""

import hashlib
import hmac
import secrets
import unicodedata

from flask import current_app

from core.ordering.models import UnitApplication
from core.tenancy.scope import current_tenant

LETTERS = 40
"""Hexadecimal: 160 bits, which nobody tries out."""


def new_nonce() -> str:
    """Return what makes an application's link unlike every other."""
    return secrets.token_hex(16)


def token_of(row: UnitApplication) -> str:
    """Return the secret part of an application's link."""
    return _digest(f"ordering:{current_tenant()}:{row.order_id}:{row.nonce}")[:LETTERS]


def is_token(row: UnitApplication, token: str) -> bool:
    """Tell whether a token is the application's, in the same time for every wrong one."""
    return token.isascii() and hmac.compare_digest(token_of(row), token)


def address_of(row: UnitApplication) -> str:
    """Return the secret link inside the site."""
    return f"/ordering/{row.order_id}/{token_of(row)}"


def hash_of(remote: str) -> str:
    """Return the digest under which an address of the net is counted; the address itself is not kept."""
    return _digest(f"ordering-from:{current_tenant()}:{remote}")[:LETTERS]


def name_key(name: str) -> str:
    """Return a unit's name as it is compared: full-width signs as plain ones, without spaces and punctuation."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def _digest(said: str) -> str:
    return hmac.new(current_app.config["SECRET_KEY"].encode(), said.encode(), hashlib.sha256).hexdigest()
