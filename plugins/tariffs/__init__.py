"""Tariffs: who pays how much for whom."""

from core.decisions.charges import Tariff
from core.hooks import hookimpl
from plugins.tariffs.by_unit_kind import ByUnitKind
from plugins.tariffs.free import Free
from plugins.tariffs.per_head import LearnerPays, PerHead
from plugins.tariffs.seat_blocks import SeatBlocks
from plugins.tariffs.shares_by_area import SharesByArea


@hookimpl
def tariffs() -> list[type[Tariff]]:
    """Offer no fee, prices by head, block or kind of unit, learners who pay, and shares of areas."""
    return [Free, PerHead, LearnerPays, SharesByArea, SeatBlocks, ByUnitKind]
