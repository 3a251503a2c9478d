"""Cohorts are tested in the place of booking."""

from tests.core.booking.conftest import east, filled_booking

__all__ = ["east", "filled_booking"]
