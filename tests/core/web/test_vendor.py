"""Vendored assets are what their makers published: each file is listed, licensed and has the recorded digest."""

import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).parents[3] / "core" / "web" / "static" / "vendor"


def assets() -> list[dict[str, object]]:
    listed = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))["assets"]
    assert isinstance(listed, list)
    return listed


def digests() -> dict[str, str]:
    found: dict[str, str] = {}
    for asset in assets():
        files = asset["files"]
        assert isinstance(files, list)
        found |= {entry["file"]: entry["sha256"] for entry in files}
    return found


def test_every_vendored_file_has_the_digest_of_the_manifest() -> None:
    actual = {name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name in digests()}
    assert actual == digests()


def test_no_file_lies_in_the_vendor_folder_without_a_line_in_the_manifest() -> None:
    present = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert present - {"manifest.json"} == set(digests())


def test_every_vendored_asset_names_its_version_its_licence_and_why_it_is_here() -> None:
    for asset in assets():
        assert all(asset[key] for key in ("name", "version", "licence", "why"))
        folder = (VENDOR / next(iter(digests_of(asset)))).parent
        assert (folder / "LICENSE").is_file()


def digests_of(asset: dict[str, object]) -> list[str]:
    files = asset["files"]
    assert isinstance(files, list)
    return [entry["file"] for entry in files]
