from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core.decisions.stored import restore, restore_cite, restore_line, store, store_cite, store_line
from core.decisions.values import Between, Cite, Line, Quantity, Until, Word, say

VALUES = [
    say("{n} of {of}", n=3, of=Quantity(Decimal("0.50"), "points")),
    Quantity(Decimal("12.345"), "minutes"),
    Word("required"),
    Until(datetime(2024, 10, 1, tzinfo=UTC)),
    Between(datetime(2024, 9, 1, 8, tzinfo=UTC), datetime(2024, 9, 1, 10, tzinfo=UTC)),
    Decimal("1.10"),
    7,
    "法治",
    date(2024, 2, 29),
    datetime(2024, 2, 29, 23, 59, tzinfo=UTC),
    timedelta(minutes=90),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_kept_value_comes_back_the_same(value):
    assert restore(store(value)) == value


def test_a_kept_line_comes_back_the_same():
    line = Line(
        say("Time"), Quantity(Decimal(3), "minutes"), say("because"), Cite("guide", "三"), None, met=False
    )
    assert restore_line(store_line(line)) == line


def test_a_citation_keeps_only_what_it_says():
    cite = Cite(article="三（1）", place="east")
    assert store_cite(cite) == {"article": "三（1）", "place": "east"}
    assert restore_cite(store_cite(cite)) == cite


def test_what_was_never_kept_is_refused():
    with pytest.raises(ValueError, match="not a kept value"):
        restore({"unknown": 1})
