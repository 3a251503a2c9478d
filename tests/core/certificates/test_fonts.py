"""The typeface is what its maker published, with its licence, and has the characters that names need."""

import hashlib
import json

import pytest

from core.certificates.typeface import FILE, without_shape

FOLDER = FILE.parent
(ASSET,) = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["assets"]


def test_every_file_has_the_digest_of_the_manifest_and_there_is_no_other():
    listed = {entry["file"]: entry["sha256"] for entry in ASSET["files"]}
    present = {path.name for path in FOLDER.iterdir()} - {"manifest.json"}
    assert present == set(listed)
    assert {name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() for name in listed} == listed


def test_the_manifest_names_version_licence_and_reason():
    assert all(ASSET[key] for key in ("name", "version", "licence", "why"))
    assert "SIL Open Font License" in (FOLDER / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", ["张𬭎", "李㛃", "王䶮", "陈堃", "赵喆犇", "阿卜杜热合曼·买买提", "John O'Neill"]
)
def test_names_can_be_printed(name):
    assert without_shape(name) == ""


def test_what_cannot_be_printed_is_told_once_each():
    assert without_shape("𠮷李𠮷😀") == "𠮷😀"
