"""Pages and papers of study files and unit archives; each paper that an administrator takes stands in the audit trail."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.audit.service import note
from core.db import db, now
from core.decisions.values import Word, say
from core.dossiers.archives import Asked, unit_archive, units_of
from core.dossiers.files import study_file
from core.dossiers.paper import archive_paper, archive_sheet, study_file_paper
from core.errors import NotFound
from core.reports.service import sight_of
from core.web.access import administrator_only, for_work, learner_only
from core.web.language import Reader
from core.web.site import the_learner_id, the_site, viewer_here

blueprint = Blueprint("dossiers", __name__, template_folder="templates")
PDF = "application/pdf"


@blueprint.get("/study-file")
@learner_only
def own() -> str:
    """Show a learner their own study file."""
    file = study_file(the_site().the_tenant, the_learner_id())
    return render_template(
        "dossiers/file.html",
        file=file,
        word=Word,
        paper=url_for("dossiers.own_paper"),
        layout="base_learner.html",
    )


@blueprint.get("/study-file.pdf")
@learner_only
def own_paper() -> Response:
    """Give a learner their own study file as a paper."""
    return _paper(the_learner_id(), "study-file.pdf")


@blueprint.get("/admin/learners/<uuid:learner>/study-file")
@for_work("learners")
@administrator_only
def of_learner(learner: UUID) -> str:
    """Show a learner's study file, the same as they read themselves."""
    row = accounts.learner_in(accounts.scope_of(viewer_here()), learner)
    file = study_file(the_site().the_tenant, row.id)
    paper = url_for("dossiers.paper_of", learner=learner)
    return render_template("dossiers/file.html", file=file, word=Word, paper=paper, layout="base_admin.html")


@blueprint.get("/admin/learners/<uuid:learner>/study-file.pdf")
@for_work("learners")
@administrator_only
def paper_of(learner: UUID) -> Response:
    """Give a learner's study file as a paper; that it was taken stands in the trail."""
    row = accounts.learner_in(accounts.scope_of(viewer_here()), learner)
    answer = _paper(row.id, f"study-file-{row.account}.pdf")
    note(accounts.acting(the_site(), viewer_here()).actor, "take_study_file", str(row.id))
    db.session.commit()
    return answer


@blueprint.get("/admin/archives/<code>/<int:year>.<form>")
@for_work("reports")
@administrator_only
def unit_year(code: str, year: int, form: str) -> Response:
    """Give a unit's archive of a year as a paper or a sheet; that it was taken stands in the trail."""
    if form not in {"pdf", "xlsx"}:
        raise NotFound(say("There is nothing at this address."))
    archive = unit_archive(sight_of(the_site(), viewer_here()), code, year)
    content = archive_paper(archive, _read(), _taken()) if form == "pdf" else archive_sheet(archive, _read())
    actor = accounts.acting(the_site(), viewer_here()).actor
    note(actor, "take_unit_archive", f"unit/{code}", year=str(year), form=form)
    db.session.commit()
    return send_file(BytesIO(content), as_attachment=True, download_name=f"archive-{code}-{year}.{form}")


@blueprint.get("/admin/archives")
@for_work("reports")
@administrator_only
def archives() -> str:
    """List the units of the administrator whose archives can be taken, with their years."""
    sight = sight_of(the_site(), viewer_here())
    if not sight.scope.units:
        raise NotFound(say("There is nothing at this address."))
    found = units_of(sight.scope, Asked.of(request.args))
    years = [the_site().year, *sight.past_years]
    return render_template("dossiers/archives.html", found=found, query=found.query, years=years)


def _paper(learner: UUID, name: str) -> Response:
    content = study_file_paper(study_file(the_site().the_tenant, learner), _read(), _taken())
    return send_file(BytesIO(content), mimetype=PDF, as_attachment=True, download_name=name)


def _taken() -> str:
    """Who had a paper made, and when: what stands at its foot."""
    read = _read()
    return f"由{viewer_here().name}于{read.moment(now())}从{the_site().name}导出。"


def _read() -> Reader:
    site = the_site()
    return Reader("zh", site.words, site.zone)
