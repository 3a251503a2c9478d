"""Forms of a draft: each place of the rules with its fields, its parts to choose from, its source, and what is locked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.accounts.service import acting
from core.decisions.values import Cite, say
from core.drafts import service
from core.drafts.blueprint import blueprint
from core.drafts.fields import Field, Spot, chosen_part, fields_of, kind_of, part_spot, parts_for, spot_at
from core.drafts.forms import Bounds, Source, by_field, changed, new_faults, source_of, takes_source
from core.drafts.pages import Desk, desk_of
from core.drafts.trying import try_draft
from core.drafts.writing import Written
from core.errors import BadInput, NotFound, XuefaError
from core.rulebook.trails import trail_of
from core.rulebook.words import Wording, wording_of
from core.rules.editing import take_away
from core.rules.schema import shape_of
from core.rules.sources import documents_of
from core.rules.yaml import Map, parse
from core.web.access import administrator_only
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

LONGEST_PATH = 300
SUMMED = 3
"""Values told of what lies below a link."""
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Form:
    """The form of one place: where it is, its fields, the parts to choose from, its source, and what is left to it."""

    desk: Desk
    slot: Spot
    """The place itself; for a part the slot that it stands in."""
    spot: Spot
    """Where the fields are: the place, or the chosen part's numbers."""
    part: str
    tree: Map
    bounds: Bounds

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields and links; none where a part is still to be chosen."""
        return () if self.spot.shape == "part" else fields_of(self.spot, self.desk.shelf.tenant.schemas)

    @property
    def holds_values(self) -> bool:
        """Whether a list or group holds single values, which are fields of this form."""
        args = get_args(shape_of(self.spot.hint).base)
        inner = args[0] if self.spot.shape == "list" else args[-1]
        listed = self.spot.shape in {"list", "group"}
        return listed and kind_of(inner, self.desk.shelf.tenant.schemas)[0] != "link"

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """The parts that can stand here, each with its sentence in the reader's words."""
        if self.slot.shape != "part":
            return ()
        known = parts_for(self.slot, self.desk.shelf.tenant.schemas)
        return tuple((name, self.wording.note(says)) for name, says in known)

    @property
    def source(self) -> Source | None:
        """What the place states as its source; None where it cannot state one."""
        return source_of(self.spot, self.tree) if takes_source(self.spot) else None

    @property
    def documents(self) -> tuple[tuple[str, str], ...]:
        """The documents that can be cited here."""
        return tuple((key, f"{key} · {cited.number}") for key, cited in documents_of(self.tree).items())

    @property
    def wording(self) -> Wording:
        """How the year reads."""
        found = self.desk.tryout.found
        return wording_of(found.rules, reader()) if found else Wording(reader())

    @property
    def heading(self) -> tuple[tuple[str, str], ...]:
        """The steps that lead here, each with its path and its words."""
        steps, made = [], []
        for key in self.slot.keys:
            steps.append(f"[{key + 1}]" if isinstance(key, int) else str(key))
            path = ".".join(steps).replace(".[", "[")
            made.append((path, self.named(path, key)))
        return tuple(made)

    def named(self, path: str, key: str | int) -> str:
        """Return what a place is called."""
        if isinstance(key, int):
            return _("item {n}", n=key + 1)
        steps = trail_of(path, None, self.desk.shelf.tenant.schemas).steps
        above = steps[0].key if steps else ""
        return self.wording.step(steps[-1], above) if steps else str(key)

    def label(self, field: Field) -> str:
        """Return what a field is called."""
        return self.wording.note(field.note) if field.note else self.named(field.path, field.key)

    def summary(self, field: Field) -> str:
        """Return the first values below a link in words; as the file has them while the year is not complete."""
        values = self.desk.book.values if self.desk.book else ()
        below = [
            one
            for one in values
            if one.path == field.path or one.path.startswith((f"{field.path}.", f"{field.path}["))
        ]
        told = ("：".join(piece for piece in (one.label, one.figure) if piece) for one in below[:SUMMED])
        return "；".join(told) if below else field.value

    def locked(self, path: str) -> Any:
        """Return what may be done at a path."""
        return self.bounds.lock(path, spot_keys(path))


def spot_keys(path: str) -> tuple[str, ...]:
    """Return the keys of a path as delegations name them."""
    return tuple(step.partition("[")[0] for step in path.split("."))


@blueprint.get("/<uuid:draft>/form")
@administrator_only
def form(draft: UUID) -> str:
    """Show the form of one place of a draft."""
    return _page(_form(desk_of(draft)), {}, {})


@blueprint.get("/<uuid:draft>/entry")
@administrator_only
def entry(draft: UUID) -> Response:
    """Lead to the form of an entry with a key of the author's choice."""
    desk_of(draft)
    at, key = request.args.get("at", ""), request.args.get("key", "").strip()
    if not KEY.fullmatch(key):
        flash(_("A key is made of small letters, digits and underscores, like yearly_exam."), "bad")
        return redirect(url_for("drafts.form", draft=draft, at=at))
    return redirect(url_for("drafts.form", draft=draft, at=f"{at}.{key}"))


@blueprint.post("/<uuid:draft>/form")
@administrator_only
def save_form(draft: UUID) -> Any:
    """Change one place of a draft; what would be wrong there is told and not saved."""
    made = _form(desk_of(draft))
    sent = {
        key: request.form.getlist(key) if key in _lists(made) else request.form[key] for key in request.form
    }
    sent |= {key: [] for key in _lists(made) if key not in sent}
    try:
        _save(made, changed(made.desk.draft.text.content, made.spot, sent, made.desk.shelf.tenant.schemas))
    except service.Conflict as conflict:
        return _page(made, {"": reader().text(conflict.text)}, sent), conflict.status
    except BadInput as fault:
        return _page(made, faults_of(fault), sent), fault.status
    flash(_("The draft is saved."), "good")
    return redirect(url_for("drafts.form", draft=draft, at=made.slot.path))


@blueprint.post("/<uuid:draft>/take-away")
@administrator_only
def remove(draft: UUID) -> Any:
    """Take one place out of a draft."""
    made = _form(desk_of(draft))
    above = made.slot.path.rpartition("[" if made.slot.path.endswith("]") else ".")[0]
    try:
        _refuse_locked(made)
        _put(made, take_away(made.desk.draft.text.content, made.slot.keys))
    except (service.Conflict, BadInput) as fault:
        return _page(made, {"": reader().text(fault.text)}, {}), fault.status
    flash(_("It is taken out of the draft."), "good")
    return redirect(url_for("drafts.form", draft=draft, at=above))


def _form(desk: Desk) -> Form:
    path = request.values.get("at", "")[:LONGEST_PATH]
    try:
        tree = parse(desk.draft.text.content, desk.draft.row.file, blanks=True)
    except XuefaError:
        raise NotFound(say("The text cannot be read as YAML; mend it in the text first.")) from None
    schemas = desk.shelf.tenant.schemas
    slot = spot_at(tree, path, schemas)
    bounds = bounds_of(desk)
    part = request.values.get("part", "") or _part_at(slot, bounds)
    spot = part_spot(slot, part, schemas) if part and slot.shape == "part" else slot
    return Form(desk, slot, spot, part, tree, bounds)


def _part_at(slot: Spot, bounds: Bounds) -> str:
    """The part that stands there, otherwise the one that stands above."""
    return (chosen_part(slot) or bounds.part(slot.path)) if slot.shape == "part" else ""


def bounds_of(desk: Desk) -> Bounds:
    """Return what the place above leaves to a draft's place, and what stands above an area's or an amendment's file."""
    row, tenant = desk.draft.row, desk.shelf.tenant
    above = row.area.rpartition("/")[0]
    amends = row.file != f"{row.year}.yaml"
    values: Mapping[str, tuple[str, Cite]] = {}
    given: tuple[Any, ...] = ()
    try:
        found = tenant.assembled(row.year, row.area if amends else above)
        if row.area or amends:
            values = {one.path: (one.value or "", one.cite) for one in found.origins}
        given = (found.given if amends else found.left) if row.area else ()
    except XuefaError:
        pass
    return Bounds(tenant.place(above).id, given, values, bound=bool(row.area))


def _lists(made: Form) -> set[str]:
    return {field.name for field in made.fields if field.kind == "choices"}


def _save(made: Form, content: str) -> None:
    _refuse_locked(made)
    row = made.desk.draft.row
    if made.slot.shape == "part" and not made.part:
        text = say("Please choose one.")
        raise BadInput(text, fields={"": text})
    after = try_draft(made.desk.shelf.tenant, row.area, row.file, content)
    faults = new_faults(made.desk.tryout, after, made.slot, made.fields)
    if faults:
        told = by_field(faults, made.fields)
        raise BadInput(faults[0].text, fields=told)
    _put(made, content)


def _put(made: Form, content: str) -> None:
    held = made.desk.draft
    sent = request.form.get("version", "")
    version = int(sent) if sent.isdecimal() and sent.isascii() else 0
    written = Written(version, content, held.text.cases, " · ".join(words for _path, words in made.heading))
    service.save(acting(the_site(), viewer_here()), made.desk.shelf, held.row.id, written)


def _refuse_locked(made: Form) -> None:
    lock = made.locked(made.slot.path)
    if lock.why:
        raise BadInput(lock.why, fields={"": lock.why})


def _page(made: Form, errors: Mapping[str, str], sent: Mapping[str, Any]) -> str:
    return render_template(
        "drafts/form.html", form=made, desk=made.desk, here="read", errors=errors, sent=sent
    )
