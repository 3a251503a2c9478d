"""Is this payer that unit? Names as banks write them, compared with names as rosters and invoices have them."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】|〔[^〕]*〕")
NOISE = re.compile(r"[\s·.,、，。:;\-_/\"'“”‘’*#]")
ACCOUNTS = re.compile(
    r"(财政)?(零余额|基本存款|一般存款|专用存款|代管资金|工会经费)?(账户|专户|基本户|零余额|支付专户)$"
)
NUMERALS = re.compile(r"[0-9一二三四五六七八九十]")
SHORTEST = 4
"""Signs below which one name being the end of another says nothing."""

ALIKE = 0.7


@lru_cache(maxsize=20_000)
def bare_name(name: str) -> str:
    """Return a name without spaces, punctuation, brackets and the kind of account that banks put behind it."""
    narrow = unicodedata.normalize("NFKC", name).lower()
    return ACCOUNTS.sub("", NOISE.sub("", BRACKETS.sub("", narrow)))


def pairs_of(bare: str) -> Counter[str]:
    """Return the pairs of neighbouring signs of a bare name."""
    return Counter(bare[at : at + 2] for at in range(len(bare) - 1))


def alike(one: str, other: str) -> bool:
    """Tell whether two bare names may be the same unit's: one ends the other, or most of their pairs are the same.

    Names whose numerals differ (第一中学, 第二中学) are never alike.
    """
    if not one or not other or NUMERALS.findall(one) != NUMERALS.findall(other):
        return False
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= SHORTEST and longer.endswith(shorter):
        return True
    first, second = pairs_of(one), pairs_of(other)
    both = sum((first & second).values())
    return 2 * both >= ALIKE * (sum(first.values()) + sum(second.values()))
