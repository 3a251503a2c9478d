"""The reference of plug-ins names every hook, every contract's method and every shipped part."""

from core.hooks import FAMILIES, Hooks
from core.tenancy.plugin_reference import plugin_reference
from core.tenancy.references import PLUG_INS, shipped_parts


def test_the_committed_reference_is_current() -> None:
    assert PLUG_INS.read_text(encoding="utf-8") == plugin_reference(shipped_parts()), (
        "run: python -m core.tenancy.references"
    )


def test_every_hook_and_every_shipped_part_is_described() -> None:
    parts = shipped_parts()
    text = plugin_reference(parts)
    for hook in (name for name in vars(Hooks) if not name.startswith("_")):
        assert f"## `{hook}`" in text
    for contract in FAMILIES.values():
        assert f"### {contract.__name__}" in text
        for name in parts[contract]:
            assert f"- `{name}` " in text


def test_a_contracts_methods_stand_with_their_signature() -> None:
    assert "- `def issue(unit_range: str, serial: int) -> str | None` Return the number" in plugin_reference(
        {}
    )
