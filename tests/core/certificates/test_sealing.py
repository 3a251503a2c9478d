"""The seal: a file is as it was issued in every byte, or it is refused; keys are kept and published."""

import json
import random
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from core.certificates.said import Said
from core.certificates.sealing import NotGenuine, holds, open_seal, seal, sign
from core.keys.signing import key_set, new_key, public_keys, read_key_set, signing_key
from tests.core.certificates.test_paper import SAID, a_paper


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("keys") / "east"


@pytest.fixture(scope="module")
def sealed(folder):
    return seal(a_paper(), SAID, signing_key(folder))


def why(file: bytes, folder) -> str:
    with pytest.raises(NotGenuine) as refused:
        open_seal(file, public_keys(folder))
    return refused.value.why


def test_a_file_as_issued_says_what_was_signed(folder, sealed):
    assert open_seal(sealed, public_keys(folder)) == SAID


def test_any_byte_changed_anywhere_is_found(folder, sealed):
    """Each byte of the seal and the file's end, and a thousand places before it, each with another bit."""
    chance = random.Random("positions")
    start = sealed.rindex(b"%xuefa-said")
    places = [*range(start, len(sealed)), *chance.sample(range(start), 1000)]
    keys = public_keys(folder)
    for place in places:
        changed = bytearray(sealed)
        changed[place] ^= 1 << chance.randrange(8)
        with pytest.raises(NotGenuine):
            open_seal(bytes(changed), keys)


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file + b"\n",
        lambda file: file[1:],
        lambda file: file[:-1],
        lambda file: file.replace(b"%PDF-", b"%PDF- ", 1),
        lambda file: file + file,
        lambda _file: b"",
    ],
)
def test_nothing_can_be_added_or_taken_away(folder, sealed, change):
    assert why(change(sealed), folder) in {"no_seal", "changed"}


def test_the_seal_of_one_paper_does_not_fit_another(folder, sealed):
    other = seal(a_paper(replace(SAID, name="王五")), replace(SAID, name="王五"), signing_key(folder))
    cut = [file.rindex(b"%xuefa-said") for file in (sealed, other)]
    assert why(other[: cut[1]] + sealed[cut[0] :], folder) == "changed"


def test_a_stranger_s_key_vouches_for_nothing(folder, tmp_path):
    forged = seal(a_paper(), SAID, signing_key(tmp_path / "forger"))
    assert why(forged, folder) == "unknown_key"


def test_a_plain_pdf_has_no_seal(folder):
    assert why(a_paper(), folder) == "no_seal"


def test_the_signature_over_the_words_holds_for_these_words_alone(folder):
    key = signing_key(folder)
    signature = sign(SAID, key)
    assert holds(SAID, signature, key.private.public_key())
    assert not holds(replace(SAID, score="86.4"), signature, key.private.public_key())


def test_what_is_said_has_one_form_of_bytes():
    text = SAID.canonical()
    assert text == SAID.canonical()
    assert Said.of(json.loads(text)) == SAID
    assert list(json.loads(text)) == sorted(json.loads(text))
    with pytest.raises(ValueError):
        Said.of({"name": "张三"})


def test_a_key_is_made_once_and_its_owner_alone_reads_it(tmp_path):
    folder = tmp_path / "keys" / "east"
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: signing_key(folder).id, range(8)))
    assert len(found) == 1
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_new_key_signs_and_the_old_one_still_vouches(tmp_path):
    folder = tmp_path / "east"
    old = seal(a_paper(), SAID, signing_key(folder))
    new_key(folder)
    new = seal(a_paper(), SAID, signing_key(folder))
    assert old != new
    assert open_seal(old, public_keys(folder)) == open_seal(new, public_keys(folder)) == SAID


def test_published_keys_are_public_and_read_back(folder, sealed):
    published = json.dumps(key_set(public_keys(folder)))
    assert '"d"' not in published
    assert open_seal(sealed, read_key_set(json.loads(published))) == SAID
    for wrong in ({}, [], {"keys": [{"x": "?"}]}, {"keys": [{}]}):
        with pytest.raises(ValueError):
            read_key_set(wrong)
