"""What the console hangs into the composition: who is an operator, and the demo's clocks."""

from core.console.demo_start import below_sites
from core.console.operators import operator_of
from core.web.site import Composition


def init(composed: Composition) -> None:
    """Tell the ground floor whose tokens operators hold, and in the demo what stands below each site."""
    composed.operator_of = operator_of
    if composed.demo:
        composed.below_sites = below_sites
