"""The cast's provinces with rules for a year to come, so that it can be opened."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from core.tenancy.registry import Registry
from tests.provinces import write_provinces

IN_JANUARY = datetime(2025, 1, 6, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ROUND = """\
confirmation: {period: {from: 2024-05-01, to: 2024-06-30}, cite: 十一}
"""
CASES = """\
year: 2025
cases:
  - name: nothing studied
    source: 三
    at: 2025-06-03 09:00
    expect: {verdict: {state: not_started}}
"""


def write_two_years(root: Path) -> None:
    """Write the provinces; the east and its bay have rules for 2025 too, those of 2024 a year later, with a case."""
    write_provinces(root)
    with (root / "east" / "rules" / "2024.yaml").open("a") as rules:
        rules.write(ROUND)
    for folder in (root / "east", root / "east" / "areas" / "bay"):
        rules = (folder / "rules" / "2024.yaml").read_text()
        (folder / "rules" / "2025.yaml").write_text(rules.replace("2024", "2025"))
        (folder / "scenarios").mkdir(exist_ok=True)
        (folder / "scenarios" / "2025.yaml").write_text(CASES)


def load_two_years(root: Path) -> Registry:
    write_two_years(root)
    return Registry.load([root])
