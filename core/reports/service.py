"""What pages, commands and other domains may ask of reports; the only code that commits is behind these names."""

from core.reports.asking import Query
from core.reports.counting import fold
from core.reports.people import PeopleReport, people_report
from core.reports.sight import Sight, sight_of
from core.reports.units import Row, UnitReport, counted_in, rates_of, unit_report

__all__ = [
    "PeopleReport",
    "Query",
    "Row",
    "Sight",
    "UnitReport",
    "counted_in",
    "fold",
    "people_report",
    "rates_of",
    "sight_of",
    "unit_report",
]
