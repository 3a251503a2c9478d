"""Places on disk become tenants; a broken one is out itself, the others serve, and the reason is kept."""

import textwrap
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.errors import NotFound
from core.hooks import Announcement
from core.rules.errors import LeftToAreas
from core.tenancy.registry import Registry, plain
from tests.core.rules.world import YEAR, changed
from tests.core.tenancy import small_parts

TENANT = f"""\
name: {{zh: 北方学法平台, en: North}}
hosts: [north]
plugins: [{small_parts.__name__}]
year: 2024
words: {{points: {{zh: 积分, en: points}}, required: {{zh: 必学}}}}
"""
AREA = "name: {zh: 北方市}\nhosts: [city]\n"
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write a tenant's folder: files by path, ``None`` takes one of the usual two away."""

    def write(name: str = "north", files: dict[str, str | None] | None = None, **options: str) -> Path:
        folder = tmp_path / name
        tenant = TENANT.replace("[north]", f"[{name}]").replace(
            "plugins: [", f"plugins: [{options.get('more', '')}"
        )
        for path, text in ({"tenant.yaml": tenant, "rules/2024.yaml": YEAR} | (files or {})).items():
            if text is not None:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(textwrap.dedent(text), encoding="utf-8")
        return folder

    return write


def loaded(tmp_path: Path) -> Registry:
    return Registry.load([tmp_path])


def why(tmp_path: Path, name: str = "north") -> str:
    registry = loaded(tmp_path)
    assert name not in registry.tenants
    return registry.broken[name]


def test_a_folder_with_a_tenant_file_is_a_tenant(tmp_path: Path, make: Make) -> None:
    make()
    (tmp_path / "notes").mkdir()
    registry = loaded(tmp_path)
    assert registry.broken == {}
    tenant = registry.tenants["north"]
    assert tenant.place().name == "北方学法平台"
    assert tenant.words == {"points": "积分", "points:en": "points", "required": "必学"}
    assert tenant.languages == ("zh", "en")
    assert str(tenant.zone) == "Asia/Shanghai"
    assert tenant.years() == (2024,)
    assert tenant.rules_for(2024).place == "north"


def test_rules_are_made_once_for_each_set_of_amendments_in_force(tmp_path: Path, make: Make) -> None:
    moved = "amends: {from: 2024-10-01}\nexams: {unified: {cite: 三, pass_mark: 70}}\n"
    make(files={"rules/2024-moved.yaml": moved})
    tenant = loaded(tmp_path).tenants["north"]
    assert tenant.rules_for(2024, on=date(2024, 9, 1)).exams["unified"].pass_mark == 60
    assert tenant.rules_for(2024, on=date(2024, 10, 1)).exams["unified"].pass_mark == 70
    assert tenant.rules_for(2024, on=date(2024, 9, 1)) is tenant.rules_for(2024, on=date(2024, 9, 30))
    assert tenant.rules_for(2024) is tenant.rules_for(2024, on=date(2024, 12, 1))


def test_unknown_years_and_areas_are_not_found(tmp_path: Path, make: Make) -> None:
    make()
    tenant = loaded(tmp_path).tenants["north"]
    with pytest.raises(NotFound):
        tenant.rules_for(2023)
    with pytest.raises(NotFound):
        tenant.rules_for(2024, "elsewhere")


def test_an_area_has_its_own_host_and_takes_the_rest_from_its_province(tmp_path: Path, make: Make) -> None:
    make(files={"areas/city/tenant.yaml": AREA, "areas/city/areas/county/tenant.yaml": "hotline: 12348\n"})
    registry = loaded(tmp_path)
    tenant = registry.tenants["north"]
    assert tenant.areas == ("city", "city/county")
    assert tenant.place("city").words["points"] == "积分"
    assert tenant.place("city").hosts == ("city",)
    assert tenant.place("city/county").hosts == ()
    assert tenant.place("city/county").hotline == "12348"
    assert tenant.place("city/county").area == "city/county"
    assert tenant.rules_for(2024, "city/county").place == "north/city/county"
    site = registry.site("city.localhost:8000")
    assert site is not None
    assert (site.tenant.id, site.area) == ("north", "city")


def test_a_year_left_to_areas_is_no_fault_of_the_province(tmp_path: Path, make: Make) -> None:
    own = {"areas/city/tenant.yaml": AREA, "areas/city/rules/2024.yaml": YEAR}
    left = "year: 2024\nassumed: no notice\nareas: [{key: '*', may: free}]\n"
    make(files={"rules/2024.yaml": left, **own})
    tenant = loaded(tmp_path).tenants["north"]
    assert (tenant.years(), tenant.years("city")) == ((), (2024,))
    with pytest.raises(LeftToAreas):
        tenant.rules_for(2024)


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("north.localhost", True), ("NORTH.localhost:8000", True), ("north.localhost.", True), ("law.example.cn", True),
        ("north", False), ("localhost", False), ("south.localhost", False), ("a.north.localhost", False),
        ("north.example.cn", False), ("", False), ("law.example.cn.localhost", False),
    ],
)  # fmt: skip
def test_a_host_is_found_by_label_or_full_name_only(
    tmp_path: Path, make: Make, host: str, found: bool
) -> None:
    make(files={"tenant.yaml": TENANT.replace("[north]", "[north, law.example.cn]")})
    assert (loaded(tmp_path).site(host) is not None) == found


def test_a_host_taken_twice_puts_the_later_tenant_out(tmp_path: Path, make: Make) -> None:
    make("north")
    make("south", {"tenant.yaml": TENANT})
    registry = loaded(tmp_path)
    assert list(registry.tenants) == ["north"]
    assert "the host north belongs to north already" in registry.broken["south"]


PLUGIN = """\
from typing import Annotated
from core.decisions.accounts import LoginKey, LoginProvider
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Text, say
from core.hooks import hookimpl

@part
class {name}(LoginProvider):
    digits: Annotated[int, Note("digits")] = 4
    cite: Cite = NOWHERE
    def key(self, typed: str) -> LoginKey | None: return None
    def label(self) -> Text: return say("x")

@hookimpl
def login_providers(): return {offers}
"""


def test_a_provinces_own_part_can_be_picked_by_its_rules(tmp_path: Path, make: Make) -> None:
    rules = changed("login: [by_account]", "login: [by_account, {by_badge: {digits: 6}}]")
    make(files={"plugin.py": PLUGIN.format(name="ByBadge", offers="[ByBadge]"), "rules/2024.yaml": rules})
    assert loaded(tmp_path).tenants["north"].rules_for(2024).accounts.login[1].digits == 6  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"tenant.yaml": "name: North\n"}, "north/tenant.yaml:1: name: a group of keys is needed here"),
        ({"tenant.yaml": TENANT + "year: 2023\n"}, "north/tenant.yaml:6: year: the key stands twice"),
        ({"tenant.yaml": TENANT + "colour: red\n"}, 'colour: "colour" is not known here'),
        ({"tenant.yaml": TENANT + "zone: Asia/Nowhere\n"}, "there is no time zone Asia/Nowhere"),
        ({"tenant.yaml": TENANT.replace("[north]", "[North_1]")}, '"North_1" is no host name'),
        ({"tenant.yaml": TENANT.replace("2024", "2025")}, "north/tenant.yaml: year: there are no rules for 2025"),
        ({"tenant.yaml": TENANT.replace("small_parts", "no_parts")}, "does not load: ModuleNotFoundError"),
        ({"areas/city/tenant.yaml": AREA + "plugins: [x]\n"}, "north/city/tenant.yaml:3: plugins: only the province says this"),
        ({"rules/2024.yaml": changed("most: 8", "most: eight")}, "north/rules/2024.yaml:25: exams.unified.attempts.most"),
        ({"rules/2024.yaml": changed("most: 8", "most: 8, most: 9")}, "the key stands twice"),
        ({"rules/2024.yml": YEAR}, "north/rules/2024.yml: a rule file is named like 2024.yaml"),
        ({"areas/city/rules/2023.yaml": YEAR}, "north/city/rules/2023.yaml: the place above has no rules for 2023"),
        ({"plugin.py": "raise SystemExit(3)\n"}, "the plug-in north/plugin.py does not load: SystemExit: 3"),
        ({"plugin.py": "class Odd(BaseException): pass\nraise Odd('x')\n"}, "does not load: Odd: x"),
        ({"plugin.py": "def broken(:\n"}, "does not load: SyntaxError"),
        ({"plugin.py": PLUGIN.format(name="ByAccount", offers="[ByAccount]")}, 'two parts are named "by_account": one in tests.core.rules.world, one in xuefa_plugin_'),
        ({"plugin.py": PLUGIN.format(name="X", offers="[3]")}, "3 is offered as a LoginProvider and is not made with @part"),
        ({"plugin.py": PLUGIN.format(name="X", offers="None")}, "login_providers: TypeError"),
        ({"plugin.py": PLUGIN.format(name="X", offers="1/0")}, "login_providers: ZeroDivisionError"),
        ({"plugin.py": PLUGIN.format(name="X", offers="[X]").replace("def key", "def other")}, "X is offered as a LoginProvider and has no key()"),
        ({"plugin.py": "from core.hooks import hookimpl\n@hookimpl\ndef no_such_hook(): return []\n"}, "no_such_hook"),
        ({"plugin.py": PLUGIN.format(name="X", offers="[X]").replace('Annotated[int, Note("digits")] = 4', "complex"), "rules/2024.yaml": changed("login: [by_account]", "login: [x]")}, "TypeError"),
    ],
)  # fmt: skip
def test_a_broken_tenant_is_out_alone_and_says_why(
    tmp_path: Path, make: Make, files: dict[str, str], says: str
) -> None:
    make("north", files)
    make("south")
    registry = loaded(tmp_path)
    assert list(registry.tenants) == ["south"]
    assert says in registry.broken["north"]
    assert registry.site("north.localhost") is None
    assert registry.site("south.localhost") is not None


def test_the_host_of_a_broken_tenant_is_known_as_such(tmp_path: Path, make: Make) -> None:
    make("north", {"rules/2024.yaml": "year: 2024\n", "areas/city/tenant.yaml": AREA})
    registry = loaded(tmp_path)
    assert registry.broken_at("city.localhost") == "north"
    assert registry.broken_at("south.localhost") == ""


def test_a_plug_in_that_fails_to_hear_is_logged_and_undoes_nothing(
    tmp_path: Path, make: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    deaf = "from core.hooks import hookimpl\n@hookimpl\ndef announce(announcement): raise RuntimeError(announcement.event)\n"
    make(files={"plugin.py": deaf})
    happened = Announcement(
        event="learner.passed", tenant="north", subject="1", at=datetime(2024, 9, 1, tzinfo=UTC)
    )
    loaded(tmp_path).tenants["north"].announce(happened)
    printed = capsys.readouterr()
    assert "RuntimeError: learner.passed" in printed.out + printed.err  # another test may have set logging up


def test_a_host_name_is_compared_without_case_port_and_dot() -> None:
    assert plain("North.LocalHost.:8000") == "north.localhost"
