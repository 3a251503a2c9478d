"""One value of a rule file changed, and every other byte left as it stands."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.editing import CannotEdit, plain_of, put, take_away, value_at
from core.rules.yaml import parse

FILES = sorted(Path(__file__).parents[3].glob("tenants/*/rules/*.yaml"))
TEXTS = [file.read_text(encoding="utf-8") for file in FILES]


def paths_in(tree, path=()):
    """Every path of a read file that leads to something."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in pairs:
        yield (*path, key)
        yield from paths_in(value, (*path, key))


PATHS = [[*paths_in(plain_of(parse(text, "")))] for text in TEXTS]
SPOTS = [(number, path) for number, paths in enumerate(PATHS) for path in paths]
WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029\x85\ufeff"),
    min_size=1,
).filter(lambda text: text.strip() == text and text != "null")


def lines_that_differ(old: str, new: str) -> int:
    before, after = old.splitlines(), new.splitlines()
    head = next((n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), 0)
    tail = next(
        (n for n, pair in enumerate(zip(before[::-1], after[::-1], strict=False)) if pair[0] != pair[1]), 0
    )
    return len(after) - head - tail


@given(st.sampled_from(SPOTS), WORDS)
def test_any_value_is_set_and_only_its_own_line_changes(spot, word):
    number, path = spot
    text = TEXTS[number]
    old = value_at(plain_of(parse(text, "")), path)
    new = put(text, path, word)
    assert value_at(plain_of(parse(new, "")), path) == word
    if isinstance(old, str):
        assert lines_that_differ(text, new) <= 1
        assert put(new, path, old) == put(text, path, old)


@given(st.sampled_from(SPOTS))
def test_any_value_is_taken_away_and_the_rest_reads_as_before(spot):
    number, path = spot
    text = TEXTS[number]
    try:
        new = take_away(text, path)
    except CannotEdit:
        pytest.fail(f"{FILES[number]} {path}")
    left = plain_of(parse(text, ""))
    holder = value_at(left, path[:-1])
    del holder[path[-1]]
    assert plain_of(parse(new, "")) == left
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in new.splitlines() if line.startswith("#")
    ]


@given(st.sampled_from(SPOTS))
def test_a_value_set_to_what_it_is_changes_nothing_it_says(spot):
    number, path = spot
    text = TEXTS[number]
    old = value_at(plain_of(parse(text, "")), path)
    new = put(text, path, old)
    assert plain_of(parse(new, "")) == plain_of(parse(text, ""))
    if isinstance(old, str) and f'"{old}"' not in text and f"'{old}'" not in text:
        assert new == text


TEXT = """\
# 头
a: {x: 1}   # 尾
b:
  # 中
  c: 60
list:
  - one
"""


def test_a_key_is_added_where_its_group_ends():
    assert put(TEXT, ("b", "d"), "7") == TEXT.replace("  c: 60\n", "  c: 60\n  d: 7\n")
    assert put(TEXT, ("a", "y"), "2") == TEXT.replace("{x: 1}", "{x: 1, y: 2}")
    assert put(TEXT, ("list", 1), "two") == TEXT + "  - two\n"


def test_groups_on_the_way_are_made():
    assert put(TEXT, ("b", "e", "f"), "1") == TEXT.replace("  c: 60\n", "  c: 60\n  e: {f: 1}\n")
    assert put(TEXT, ("new",), {"k": ["a, b", "c"]}).endswith("new: {k: ['a, b', c]}\n")


def test_what_would_read_as_something_else_is_quoted():
    for text in ("null", "", "a: b", "x # y", "- z", "it's", "[a]"):
        assert parse(put(TEXT, ("b", "c"), text), "")["b"]["c"] == text


def test_a_group_that_is_empty_then_stays_as_one():
    assert take_away(TEXT, ("a", "x")) == TEXT.replace("{x: 1}", "{}")
    assert take_away(TEXT, ("b", "c")) == TEXT.replace("\n  # 中\n  c: 60", " {}")
    assert take_away(TEXT, ("nothing", "here")) == TEXT


def test_what_spans_lines_is_left_to_a_person():
    with pytest.raises(CannotEdit):
        put("a: |\n  long\n  text\n", ("a",), "x")
