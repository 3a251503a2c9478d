"""The reference of rule files says what the code says."""

from core.rules.reference import rule_file_reference
from core.rules.schema import slots_of
from core.tenancy.references import RULE_FILE, shipped_parts
from tests.core.rules.world import PARTS


def test_the_committed_reference_is_current() -> None:
    assert RULE_FILE.read_text(encoding="utf-8") == rule_file_reference(shipped_parts()), (
        "run: python -m core.tenancy.references"
    )


def test_every_field_of_every_part_is_described() -> None:
    text = rule_file_reference(PARTS)
    for named in PARTS.values():
        for name, cls in named.items():
            assert f"#### `{name}`" in text
            for slot in slots_of(cls):
                assert f"| `{slot.key}` |" in text
                assert slot.note.says in text


def test_a_row_tells_type_default_and_the_way_to_narrow() -> None:
    text = rule_file_reference(PARTS)
    assert (
        "| `pass_mark` | number | – | least mark that passes it; none when only the year's score counts (narrower: higher) |"
        in text
    )
    assert "| `from` | day, 2024-08-20 | **needed** | first day (narrower: higher) |" in text
    assert "| `full_mark` | number | `100` | full mark |" in text
    assert "| `gate` | part: [Check](#check) | – |" in text
