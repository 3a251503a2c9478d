"""Certificates: issued to those whose result earns one, numbered, signed, printed, checked by anybody, revoked."""
