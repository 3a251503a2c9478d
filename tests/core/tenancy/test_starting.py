"""A new place from the skeleton: every blank is pointed out, and filled in it passes the check and serves."""

import re
from pathlib import Path

import pytest

from core.errors import BadInput
from core.rules.yaml import BLANK
from core.tenancy.registry import Registry
from core.tenancy.starting import check_place, new_place, places_in

ANSWERS = {
    "number": "测发〔2025〕1号", "title": "关于学法考试的通知", "from": "2025-09-01", "to": "2025-12-31",
    "total": "40", "value": "888888", "study": "40",
}  # fmt: skip


def fill_in(folder: Path) -> None:
    """Fill every blank by its key, as somebody with the notice at hand would."""
    for file in folder.rglob("*.yaml"):
        lines = file.read_text(encoding="utf-8").splitlines()
        lines = [line if line.lstrip().startswith("#") else _filled(line) for line in lines]
        file.write_text("\n".join(lines), encoding="utf-8")


def _filled(line: str) -> str:
    return re.sub(rf"(\w+): {BLANK}", lambda found: f"{found[1]}: {ANSWERS.get(found[1], '按通知')}", line)


def blanks(folder: Path) -> list[str]:
    """Every blank outside of remarks as "file:line"."""
    return [
        f"{file.relative_to(folder.parent)}:{number}"
        for file in sorted(folder.rglob("*.yaml"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        for _ in range(0 if line.startswith("#") else line.count(BLANK))
    ]


def test_every_blank_of_a_new_place_is_pointed_out(tmp_path: Path) -> None:
    folder = new_place(tmp_path, "coast", 2025)
    found = check_place(folder)
    assert sorted(str(error.mark) for error in found.errors) == sorted(blanks(folder))
    assert len(found.errors) > 20
    assert {error.text.message for error in found.errors} == {"this blank is still to be filled in"}


def test_a_filled_in_place_passes_and_serves(tmp_path: Path) -> None:
    folder = new_place(tmp_path, "coast", 2025)
    fill_in(folder)
    found = check_place(folder)
    assert [str(error) for error in found.errors] == []
    assert found.rule_sets == 1
    assert found.values > found.cited > 0
    assert {item.cite.assumed for item in found.assumptions} == {"按通知", "平台通用设置"}
    site = Registry.load([tmp_path]).site("coast.localhost")
    assert site is not None
    assert site.tenant.rules_for(2025).exams["yearly"].pass_mark == 60


def test_a_new_place_never_writes_over_another(tmp_path: Path) -> None:
    new_place(tmp_path, "coast", 2025)
    with pytest.raises(BadInput, match="there already"):
        new_place(tmp_path, "coast", 2025)


@pytest.mark.parametrize("name", ["", "Coast", "../x", "a b", "海岸", "-a", "x" * 40])
def test_a_name_that_is_no_host_label_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput):
        new_place(tmp_path, name, 2025)


def test_a_check_finds_the_places_of_a_folder(tmp_path: Path) -> None:
    coast, hills = new_place(tmp_path, "coast", 2025), new_place(tmp_path, "hills", 2025)
    (tmp_path / "notes").mkdir()
    assert places_in(tmp_path) == (coast, hills)
    assert places_in(coast) == (coast,)
    assert places_in(tmp_path / "nowhere") == ()


def test_a_check_reports_a_plug_in_that_fails(tmp_path: Path) -> None:
    folder = new_place(tmp_path, "coast", 2025)
    fill_in(folder)
    (folder / "plugin.py").write_text("raise SystemExit\n")
    assert "coast/plugin.py does not load: SystemExit" in str(check_place(folder).errors[0])
