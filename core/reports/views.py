"""Reports at the administrators' desk: units with what lies below them, and the people behind each figure."""

from flask import Blueprint, render_template, request

from core.accounts.service import masked
from core.decisions.participation import MEASURES
from core.decisions.values import Word, say
from core.errors import NotFound
from core.reports import service
from core.reports.asking import GROUPED
from core.reports.charts import bars_of
from core.reports.choices import choices_of
from core.reports.sheets import COLUMNS
from core.reports.sight import may_publish
from core.web.access import administrator_only, for_work
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

blueprint = for_work("reports")(
    Blueprint("reports", __name__, template_folder="templates", url_prefix="/admin/reports")
)


def sight_here() -> service.Sight:
    """Return what the viewer sees of the reports; NotFound for those who look after no unit."""
    sight = service.sight_of(the_site(), viewer_here())
    if not sight.scope.units:
        raise NotFound(say("There is nothing at this address."))
    return sight


@blueprint.get("")
@administrator_only
def units() -> str:
    """Show the figures of a unit and of what lies below it."""
    report = service.unit_report(sight_here(), service.Query.of(request.args))
    return render_template(
        "reports/units.html",
        report=report,
        query=report.query,
        bars=bars_of(report),
        groups=GROUPED,
        choices=choices_of(report.sight, report.query),
        measures=MEASURES,
        word=Word,
        may_write=not report.sight.past and may_publish(viewer_here(), report.sight.scope),
    )


def gives_to_personnel() -> bool:
    """Tell whether the place has a sheet for personnel systems, and the viewer looks after the people that it names."""
    place = the_site().place
    return place is not None and bool(place.personnel) and viewer_here().may("units")


@blueprint.get("/people")
@administrator_only
def people() -> str:
    """Show the people behind a figure."""
    report = service.people_report(sight_here(), service.Query.of(request.args))
    return render_template(
        "reports/people.html",
        for_personnel=gives_to_personnel(),
        report=report,
        query=report.query,
        choices=choices_of(report.sight, report.query),
        measures=MEASURES,
        word=Word,
        masked=masked,
        columns=[(name, reader().text(text)) for name, text in COLUMNS.items()],
    )
