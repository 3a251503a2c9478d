"""``xuefa certificates verify``: genuine or not, without site, network and database."""

import json

import pytest
from click.testing import CliRunner

from core.certificates.sealing import seal
from core.cli import cli
from core.keys.signing import key_set, public_keys, signing_key
from tests.core.certificates.test_paper import SAID, a_paper


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XUEFA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def paper(tmp_path, home):
    file = tmp_path / "paper.pdf"
    file.write_bytes(seal(a_paper(), SAID, signing_key(home / "keys" / "east")))
    return file


@pytest.fixture
def published(tmp_path, home, paper):
    file = tmp_path / "keys.json"
    file.write_text(json.dumps(key_set(public_keys(home / "keys" / "east"))))
    return file


def verify(*arguments):
    return CliRunner().invoke(cli, ["certificates", "verify", *map(str, arguments)])


def test_a_genuine_file_says_what_it_says(paper, published):
    for answer in (verify(paper), verify(paper, "--keys", published)):
        assert answer.exit_code == 0
        for part in ("genuine", SAID.number, SAID.name, SAID.unit, SAID.result, SAID.check):
            assert part in answer.output


def test_a_changed_byte_is_refused(paper, published):
    content = bytearray(paper.read_bytes())
    content[len(content) // 2] ^= 1
    paper.write_bytes(content)
    answer = verify(paper, "--keys", published)
    assert answer.exit_code == 1
    assert "changed after it was issued" in answer.output
    assert SAID.name not in answer.output


def test_a_plain_pdf_and_foreign_keys_are_refused(paper, published, tmp_path):
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(a_paper())
    assert "no seal" in verify(plain, "--keys", published).output
    foreign = tmp_path / "foreign.json"
    signing_key(tmp_path / "foreign")
    foreign.write_text(json.dumps(key_set(public_keys(tmp_path / "foreign"))))
    assert "not among these" in verify(paper, "--keys", foreign).output


def test_a_file_that_holds_no_keys_is_told(paper, tmp_path):
    wrong = tmp_path / "wrong.json"
    for content in ("[]", "no json", '{"keys": [{"x": "?"}]}'):
        wrong.write_text(content)
        answer = verify(paper, "--keys", wrong)
        assert answer.exit_code == 1
        assert "no set of public keys" in answer.output


def test_with_published_keys_nothing_is_written(paper, published, tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.setenv("XUEFA_HOME", str(elsewhere))
    assert verify(paper, "--keys", published).exit_code == 0
    assert not elsewhere.exists()


def test_a_new_key_signs_from_then_on(home, paper):
    old = signing_key(home / "keys" / "gansu").id
    answer = CliRunner().invoke(cli, ["certificates", "new-key", "gansu"])
    assert answer.exit_code == 0
    assert "0002.pem" in answer.output
    assert signing_key(home / "keys" / "gansu").id != old
    assert CliRunner().invoke(cli, ["certificates", "new-key", "nowhere"]).exit_code == 1
