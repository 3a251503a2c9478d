"""What else is done by the act that activates an order; domains above fees enter their steps, since fees may not import them."""

from collections.abc import Callable
from typing import TypeAlias

from core.audit.service import Actor
from core.fees.models import FeeOrder

Step: TypeAlias = Callable[[Actor, FeeOrder], None]
"""Works in the transaction of the payment and does not commit; what it raises undoes the payment as well."""

_steps: list[Step] = []


def at_activation(step: Step) -> None:
    """Have a step taken whenever an order is paid in full; twice the same is once."""
    if step not in _steps:
        _steps.append(step)


def take_steps(by: Actor, row: FeeOrder) -> None:
    """Take every step for an order that has just become active."""
    for step in _steps:
        step(by, row)
