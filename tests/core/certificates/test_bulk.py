"""Issuing for a unit: everybody who earned one gets one, the papers are collected, and who is left out is told why."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID
from zipfile import ZipFile

import pytest
import sqlalchemy as sa

from core.accounts.service import Scope
from core.accounts.service import learner as learner_row
from core.certificates import bulk
from core.certificates.bulk import archive_of, batch_in, batches_in, state_of, units_below
from core.certificates.earners import preview_of
from core.certificates.jobs import begin_batch, forget_papers, issue_in_bulk
from core.certificates.models import Archive, Batch, CertificateRow
from core.certificates.sealing import open_seal
from core.db import db
from core.errors import NotFound
from core.jobs import Progress
from core.keys.signing import public_keys
from core.standings.service import judge_all
from core.web.site import keys_folder
from tests.core.certificates.world import ADDRESS, east, everybody, issued
from tests.sites import learner_id


@pytest.fixture
def site(office):
    with east(office) as found:
        list(judge_all())
        yield found


def run(site, unit: str = "u0") -> Batch:
    batch = begin_batch(everybody(site), unit, ADDRESS)
    issue_in_bulk.run("east", str(batch.progress), {"batch": str(batch.id)})
    db.session.expire_all()
    return batch_in(everybody(site).scope, batch.id)


def test_the_preview_counts_who_earned_and_who_has_one(office, site):
    assert (preview_of(units_below("u0")).earned, preview_of(units_below("u0")).have) == (3, 0)
    issued(office)
    preview = preview_of(units_below("u1"))
    assert (preview.earned, preview.have, preview.new) == (2, 1, 1)
    assert preview_of(units_below("b1")).earned == 0


def test_everybody_who_earned_one_gets_one_and_the_papers_are_sealed(office, site):
    first = issued(office)
    batch = run(site)
    state = state_of(batch)
    assert (state.state, state.papers, state.left) == ("done", 3, ())
    with ZipFile(BytesIO(archive_of(batch, 1))) as archive:
        names = archive.namelist()
        said = [open_seal(archive.read(name), public_keys(keys_folder())) for name in names]
    assert f"{first.number} 李一.pdf" in names
    assert {one.name for one in said} == {"李一", "赵二", "钱四"}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CertificateRow)) == 3


def test_doing_it_again_issues_nothing_new_and_comes_to_the_same_end(site):
    batch = run(site)
    issue_in_bulk.run("east", str(batch.progress), {"batch": str(batch.id)})
    db.session.expire_all()
    assert state_of(batch).papers == 3
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CertificateRow)) == 3


def test_papers_are_collected_in_parts(site, monkeypatch):
    monkeypatch.setattr(bulk, "PAPERS_IN_PART", 2)
    assert [part.papers for part in state_of(run(site)).parts] == [2, 1]


def test_who_cannot_be_printed_is_left_out_with_the_reason_and_the_others_are_not(office, site):
    learner_row(learner_id(office, "east", "1002")).name = "赵𠮷"
    db.session.commit()
    state = state_of(run(site))
    assert state.papers == 2
    (left,) = state.left
    assert (left.account, left.lines[0].figure) == ("1002", "𠮷 (U+20BB7)")


def test_the_progress_counts_up_to_everybody(site):
    batch = run(site)
    assert (state_of(batch).done, state_of(batch).total) == (3, 3)


def test_a_unit_outside_the_scope_is_not_found(site):
    batch, stranger = run(site), Scope(frozenset({"u2"}))
    with pytest.raises(NotFound):
        batch_in(stranger, batch.id)
    assert batches_in(stranger) == []
    with pytest.raises(NotFound):
        batch_in(stranger, UUID(int=1))


def test_old_papers_are_forgotten_and_certificates_are_not(site):
    batch = run(site)
    forget_papers.work(Progress(batch.progress))
    assert state_of(batch).papers == 3
    db.session.execute(sa.update(Batch).values(asked_at=sa.func.now() - timedelta(days=8)))
    forget_papers.work(Progress(batch.progress))
    assert db.session.scalars(sa.select(Archive.part)).all() == []
    with pytest.raises(NotFound):
        archive_of(batch, 1)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CertificateRow)) == 3
