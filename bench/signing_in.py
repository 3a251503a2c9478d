"""The share of the password hash in the processor time of a sign-in, inside one process and without the network."""

import time
from collections.abc import Callable

from bench.world import PASSWORD, World
from core.accounts.hashing import hash_password, matches
from core.accounts.service import sign_in

TIMES = 8


def hash_share(world: World) -> float:
    """Return hash time over sign-in time, both of this process."""
    stored = hash_password(PASSWORD)
    alone = _spent(lambda: matches(stored, PASSWORD))
    with world.scope() as site:
        whole = _spent(lambda: sign_in(site, world.account, PASSWORD))
    return alone / whole


def _spent(act: Callable[[], object]) -> float:
    act()
    begin = time.process_time()
    for _ in range(TIMES):
        act()
    return time.process_time() - begin
