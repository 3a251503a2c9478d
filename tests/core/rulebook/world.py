"""A province with an amendment and an area, assembled from files in memory and told in Chinese."""

from datetime import date

from core.rulebook.articles import Telling, Value, values_of
from core.rulebook.words import wording_of
from core.rules.loader import Assembled, Bundle, assemble
from core.rules.schema import Schemas
from core.tenancy.references import shipped_parts
from core.web.language import Reader
from tests.provinces import BAY_RULES, RULES

AMENDMENT = """\
amends: {from: 2024-06-01}
documents:
  second: {number: 测发〔2024〕9号, title: 关于调整学分的通知}
study:
  target: {total: 12, cite: second/一, assumed: 按调整后的学分}
"""
SCHEMAS = Schemas(shipped_parts())
PROVINCE = Bundle(
    "east",
    {
        "2024.yaml": RULES.format(login="[account_number, phone]", practice="").encode(),
        "2024-more.yaml": AMENDMENT.encode(),
    },
)
BAY = Bundle("east/bay", {"2024.yaml": BAY_RULES.encode()})


def assembled(*, bay: bool = False, on: date | None = None) -> Assembled:
    return assemble([PROVINCE, BAY] if bay else [PROVINCE], 2024, on, SCHEMAS)


def told(found: Assembled, locale: str = "zh", *, own: bool = False) -> dict[str, Value]:
    """The values by path."""
    left = found.given if own else found.left
    values = values_of(found, Telling(SCHEMAS, wording_of(found.rules, Reader(locale)), left))
    return {value.path: value for value in values}
