"""A tenant's archive: whole, from one instant, into another platform; and erasing with its proof."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from core.archives.erasing import check_proof, erase_tenant, sign_proof
from core.archives.manifest import MANIFEST
from core.archives.reading import check_archive, read_archive
from core.archives.writing import write_archive
from core.errors import BadInput, NotFound, Refused


@pytest.fixture
def archive(full, tmp_path) -> Path:
    with full.open() as connection:
        write_archive(connection, "east", full.stores, tmp_path / "east.zip")
    return tmp_path / "east.zip"


def suspended(platform, tenant):
    platform.say("UPDATE tenants SET state = 'suspended' WHERE id = %s", tenant)


def test_what_is_exported_is_imported_row_by_row_and_nobody_elses(full, bare, archive):
    with bare.open() as connection:
        manifest = read_archive(connection, archive, bare.stores)
    east = full.content("east")
    assert bare.content("east") == east
    assert manifest.rows == sum(map(len, east.values()))
    assert len(east["learners"]) > 5
    assert all(east[table] for table in ("ledger", "attempts", "certificates", "objections"))
    assert not any(bare.content("west").values())
    assert bare.files("east") == full.files("east")
    assert {name.split("/")[0] for name in full.files("east")} == {"keys", "files"}


def test_numbers_that_the_database_hands_out_go_on_above_those_that_came(full, bare, archive):
    with bare.open() as connection:
        read_archive(connection, archive, bare.stores)
    numbers = bare.say(
        "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name)"
        " FROM information_schema.columns WHERE is_identity = 'YES' AND table_schema = 'public'"
        " AND table_name NOT LIKE 'procrastinate%%'"
    )
    east = full.content("east")
    checked = 0
    for table, column, sequence in numbers:
        if not east.get(table):
            continue
        with bare.open() as connection, connection.transaction():
            connection.execute("SELECT set_config('app.tenant', 'east', true)")
            most = connection.execute(f'SELECT max("{column}") FROM "{table}"').fetchone()[0]
        assert bare.say(f"SELECT nextval('{sequence}')")[0][0] > most
        checked += 1
    assert checked


def test_an_archive_is_its_owners_alone(archive):
    assert archive.stat().st_mode & 0o077 == 0


def test_an_unknown_tenant_leaves_no_file(full, tmp_path):
    with full.open() as connection, pytest.raises(NotFound):
        write_archive(connection, "nowhere", full.stores, tmp_path / "x.zip")
    assert not list(tmp_path.glob("*x.zip*"))


def test_an_archive_cut_in_half_is_refused(bare, archive, tmp_path):
    half = tmp_path / "half.zip"
    half.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    with bare.open() as connection, pytest.raises(BadInput, match="cut off"):
        read_archive(connection, half, bare.stores)
    assert not any(bare.content("east").values())


def test_a_changed_part_is_named(archive, tmp_path):
    changed = rewritten(archive, tmp_path, "tables/learners.csv", lambda text: text.replace(b"1001", b"1009"))
    with pytest.raises(BadInput, match=r"learners\.csv"):
        check_archive(changed)


def test_an_archive_of_a_newer_format_is_refused(archive, tmp_path):
    newer = rewritten(archive, tmp_path, MANIFEST, lambda text: text.replace(b'"format": 1', b'"format": 2'))
    with pytest.raises(BadInput, match="upgrade"):
        check_archive(newer)


def test_an_archive_of_another_revision_is_refused(bare, archive, tmp_path):
    other = rewritten(archive, tmp_path, MANIFEST, lambda text: _with(text, revision="9999"))
    with bare.open() as connection, pytest.raises(Refused, match="9999"):
        read_archive(connection, other, bare.stores)


def test_a_tenant_that_is_here_already_is_not_overwritten(full, archive):
    before = full.content("east")
    with full.open() as connection, pytest.raises(Refused, match="already has something"):
        read_archive(connection, archive, full.stores)
    assert full.content("east") == before


def test_rows_under_another_tenants_name_come_through_no_wall(full, bare, archive):
    """An archive that calls itself the west's but holds the east's rows."""
    posing = rewritten(archive, bare.home, MANIFEST, lambda text: _with(text, tenant="west"))
    with bare.open() as connection, pytest.raises(BadInput, match="does not fit"):
        read_archive(connection, posing, bare.stores)
    assert not any(bare.content("west").values())
    assert bare.files("west") == {}


def test_a_tenant_that_is_served_is_not_erased(full):
    before = full.content("east")
    with full.open() as connection, pytest.raises(Refused, match="still served"):
        erase_tenant(connection, "east", full.stores)
    assert full.content("east") == before


def test_erasing_leaves_nothing_and_proves_it_and_the_neighbour_stays(full):
    suspended(full, "east")
    neighbour = full.content("west")
    full.say(
        "INSERT INTO procrastinate_jobs (task_name, queue_name, args) VALUES ('t', 'q', %s)",
        json.dumps({"tenant": "east", "progress": "", "keys": {}}),
    )
    with full.open() as connection:
        proof = erase_tenant(connection, "east", full.stores)
    assert proof.removed["learners"] > 5
    assert proof.removed["procrastinate_jobs"] > 0
    assert (proof.removed["tenants"], proof.keys) == (1, 1)
    assert proof.files > 0
    assert proof.left == {}
    assert not any(full.content("east").values())
    assert full.content("west") == neighbour
    assert full.files("east") == {}


def test_a_row_that_is_left_is_found(full, monkeypatch):
    suspended(full, "east")
    monkeypatch.setattr("core.archives.erasing.OUTSIDE", {"tenants": "id", "job_progress": "tenant"})
    with full.open() as connection:
        assert set(erase_tenant(connection, "east", full.stores).left) == {"procrastinate_jobs"}


def test_an_erased_tenant_comes_back_from_its_archive(full, archive):
    before = full.content("east")
    suspended(full, "east")
    with full.open() as connection:
        erase_tenant(connection, "east", full.stores)
        read_archive(connection, archive, full.stores)
    assert full.content("east") == before


def test_a_proof_says_who_signed_it_and_no_word_can_be_changed(full):
    suspended(full, "east")
    with full.open() as connection:
        signed = sign_proof(erase_tenant(connection, "east", full.stores), full.stores)
    assert check_proof(signed).tenant == "east"
    with pytest.raises(BadInput):
        check_proof(signed.replace('"east"', '"west"'))


def rewritten(archive: Path, folder: Path, name: str, change) -> Path:
    """A copy of an archive with one part changed."""
    target = folder / "rewritten.zip"
    with ZipFile(archive) as source, ZipFile(target, "w") as made:
        for entry in source.namelist():
            content = source.read(entry)
            made.writestr(entry, change(content) if entry == name else content)
    return target


def _with(text: bytes, **changes: str) -> bytes:
    return json.dumps(json.loads(text) | changes).encode()
