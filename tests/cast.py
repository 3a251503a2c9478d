"""The cast of the tests: two provinces that know nothing of each other, and one that is live."""

from core.tenancy.directory import register_tenant
from core.tenancy.models import Mode

EAST = "east"
WEST = "west"
LIVE = "live"


def enter_the_provinces() -> None:
    """Enter east and west as demo systems, whose clocks may be set, and a live one."""
    register_tenant(EAST, Mode.DEMO)
    register_tenant(WEST, Mode.DEMO)
    register_tenant(LIVE, Mode.LIVE)
