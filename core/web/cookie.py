"""The sign-in cookie: a random token of 256 bits, of which the server keeps only the digest."""

import hashlib
import secrets

from flask import request
from werkzeug.wrappers import Response

NAME = "xuefa"
BEARER = "Bearer "


def new_token() -> str:
    """Return a fresh token of 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return what the database keeps of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).digest()


def token_of_request() -> str:
    """Return the token that came with the request, from the header of a program or the browser's cookie; "" for none."""
    return bearer_token() or request.cookies.get(NAME, "")


def bearer_token() -> str:
    """Return the token in the Authorization header; a browser never sends one by itself, so no form can be forged."""
    sent = request.headers.get("Authorization", "")
    return sent.removeprefix(BEARER) if sent.startswith(BEARER) else ""


def put_token(response: Response, token: str, *, secure: bool) -> Response:
    """Hand the token to the browser: for this host only, out of reach of scripts and of other sites' forms."""
    response.set_cookie(NAME, token, httponly=True, secure=secure, samesite="Lax", path="/")
    return response


def drop_token(response: Response) -> Response:
    """Make the browser forget the token."""
    response.delete_cookie(NAME, path="/", httponly=True, samesite="Lax")
    return response
