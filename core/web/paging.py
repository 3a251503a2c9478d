"""What the address of a list carries: the page asked for, and the filters that stay when one of them changes."""

from collections.abc import Mapping
from urllib.parse import urlencode

MOST_PAGES = 10**6


def page_number(text: str) -> int:
    """Return the page that an address asks for; the first where it asks for none that can be."""
    plain = text.isascii() and text.isdecimal() and len(text) < len(str(MOST_PAGES))
    return int(text) if plain and int(text) else 1


def list_address(values: Mapping[str, object], usual: Mapping[str, object] | None = None) -> str:
    """Return the address of a list with these values; what is empty, usual or the first page is left out."""
    left_out = {"page": 1, **(usual or {})}
    kept = {name: value for name, value in values.items() if value and left_out.get(name) != value}
    return f"?{urlencode(kept)}" if kept else "?"
