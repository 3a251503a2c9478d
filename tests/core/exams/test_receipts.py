"""Signed receipts: what the server acknowledged can be proven, and nothing else can."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

import pytest
from click.testing import CliRunner

from core.cli import cli
from core.courses import service as courses
from core.exams import service
from core.exams.receipts import NotGenuine, lines_in, read
from core.keys.signing import key_set, new_key, public_keys
from core.web.site import keys_folder
from tests.access_table import OVER_LI, Row
from tests.access_world import World


def keys(sitter):
    with sitter.hall():
        return public_keys(keys_folder())


@pytest.fixture
def saved(li):
    """Li's attempt and the receipt of one saved answer."""
    attempt = li.start()
    return attempt, li.save(attempt, 2, [3], 7).json["receipt"]


def test_a_receipt_says_what_was_saved_and_when(li, saved):
    attempt, line = saved
    said = read(line, keys(li))
    assert (said.tenant, said.attempt) == ("east", attempt.rpartition("/")[2])
    assert (said.question, said.chosen, said.seq) == (2, (3,), 7)
    with li.hall():
        kept = service.answers_of(UUID(said.attempt))[2]
        assert said.at == kept.saved_at


def test_the_same_save_sent_again_has_the_same_receipt(li, saved):
    attempt, line = saved
    assert li.save(attempt, 2, [3], 7).json["receipt"] == line


def test_what_changed_nothing_has_no_receipt(li, saved):
    attempt, _ = saved
    assert li.save(attempt, 2, [1], 6).json["receipt"] is None
    assert li.save(attempt, 2, [1], 7).json["receipt"] is None


def test_a_text_has_a_receipt_too(li):
    with li.hall():
        courses.add_questions(
            [courses.NewQuestion(year=2024, code="b1", type="fill_in", stem="____", accepted=("宪法",))]
        )
    attempt = li.start("blank")
    assert read(li.save(attempt, 1, "宪法", 1).json["receipt"], keys(li)).chosen == ("宪法",)


@pytest.mark.parametrize("part", [0, 2])
def test_no_sign_of_a_receipt_can_be_changed(li, saved, part):
    _, line = saved
    parts = line.split(".")
    content = bytearray(urlsafe_b64decode(parts[part] + "=="))
    content[len(content) // 2] ^= 1
    parts[part] = urlsafe_b64encode(bytes(content)).decode().rstrip("=")
    with pytest.raises(NotGenuine, match="changed"):
        read(".".join(parts), keys(li))


@pytest.mark.parametrize("line", ["", "x", "a.b", "a.b.c.d", "é.b.c", "x" * 5000])
def test_what_is_no_receipt_is_told_so(li, saved, line):
    with pytest.raises(NotGenuine):
        read(line, keys(li))


def test_a_receipt_of_another_tenants_key_is_not_genuine(li, saved, tmp_path):
    new_key(tmp_path)
    with pytest.raises(NotGenuine, match="unknown_key"):
        read(saved[1], public_keys(tmp_path))


def test_a_new_key_signs_from_now_on_and_old_receipts_stay_good(li, saved):
    attempt, line = saved
    with li.hall():
        new_key(keys_folder())
    newer = li.save(attempt, 1, [0], 8).json["receipt"]
    assert newer.split(".")[1] != line.split(".")[1]
    assert read(line, keys(li)).seq == 7
    assert read(newer, keys(li)).seq == 8


def test_all_receipts_of_an_attempt_can_be_kept_and_are_those_that_were_given(li, saved):
    attempt, line = saved
    second = li.save(attempt, 2, [0], 9).json["receipt"]
    for path in (f"{attempt}/receipts.json", f"/api/v1{attempt}/receipts"):
        document = li.browser.get(path).json
        assert [one["receipt"] for one in document["receipts"]] == [line, second]


def test_the_page_of_receipts_says_which_answer_stands(li, saved):
    attempt, _ = saved
    assert "有效" in li.browser.get(f"{attempt}/receipts").text
    li.save(attempt, 2, [0], 9)
    page = li.browser.get(f"{attempt}/receipts").text
    assert ("有效" in page, "后来改过" in page) == (True, True)


def test_an_attempt_without_saves_has_an_empty_page(li):
    assert "没有保存过作答" in li.browser.get(f"{li.start()}/receipts").text


def test_anybody_can_check_a_receipt_on_the_site(li, saved):
    _, line = saved
    stranger = World(li.app)
    row = Row("exams.check_receipt", "GET", "/receipts", frozenset())
    page = stranger.call("stranger", row, f"/receipts?receipt={line}").text
    assert "凭据属实" in page
    assert "不属实" in stranger.call("stranger", row, f"/receipts?receipt={line[:-4]}AAAA").text


def test_an_administrator_has_the_same_receipts(li, saved):
    attempt, line = saved
    row = Row("console.attempt_receipts", "GET", "", frozenset())
    answer = World(li.app).call(OVER_LI, row, f"/admin{attempt}/receipts.json")
    assert [one["receipt"] for one in answer.json["receipts"]] == [line]


def test_receipts_are_checked_without_the_site(li, saved, tmp_path):
    attempt, line = saved
    file, published = tmp_path / "receipts.json", tmp_path / "keys.json"
    file.write_text(li.browser.get(f"{attempt}/receipts.json").text)
    published.write_text(json.dumps(key_set(keys(li))))
    verify = ("exams", "receipt", "verify", str(file), "--keys", str(published))
    told = CliRunner().invoke(cli, verify)
    assert (told.exit_code, "question 2: D" in told.output) == (0, True), told.output
    file.write_text(line.replace("a", "b", 1))
    assert CliRunner().invoke(cli, verify).exit_code == 1
    file.write_text('{"receipts": 5}')
    assert "no file of receipts" in CliRunner().invoke(cli, verify).output


def test_a_file_of_bare_lines_is_read_as_well():
    assert lines_in("a.b.c\n\nd.e.f\n") == ["a.b.c", "d.e.f"]
