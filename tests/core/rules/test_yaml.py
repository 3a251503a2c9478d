"""Strict YAML: nothing is guessed, lines are remembered, tricks are refused."""

import pytest

from core.rules.errors import Mark, RulesInvalid
from core.rules.yaml import MOST_BYTES, parse


def faults(text: str | bytes) -> str:
    with pytest.raises(RulesInvalid) as caught:
        parse(text, "x.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    "written", ["14:30", "no", "yes", "010", "0.1", "2024-02-30", "888888", "1e3", "~", ".inf"]
)
def test_plain_values_stay_the_text_that_was_written(written: str) -> None:
    assert parse(f"a: {written}\n", "x.yaml") == {"a": written}


def test_only_an_empty_value_and_plain_null_mean_nothing() -> None:
    assert parse("a:\nb: null\nc: ''\nd: 'null'\n", "x.yaml") == {"a": None, "b": None, "c": "", "d": "null"}


def test_every_key_and_item_remembers_its_line() -> None:
    read = parse("a: 1\nb:\n  c: 2\n\n  d:\n    - x\n    - y\n", "x.yaml")
    assert read.marks == {"a": Mark("x.yaml", 1), "b": Mark("x.yaml", 2)}
    assert read["b"].marks["d"] == Mark("x.yaml", 5)
    assert [mark.line for mark in read["b"]["d"].marks] == [6, 7]


def test_a_repeated_key_is_refused_with_both_lines() -> None:
    assert faults("a: 1\nb:\n  c: 1\n  c: 2\n") == "x.yaml:4: b.c: the key stands twice, first in line 3"


def test_several_faults_are_reported_at_once() -> None:
    assert faults("a: 1\na: 2\nb: !t x\n").count("\n") == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: &x [1]\nb: *x\n", "references (*x) are not allowed"),
        ("a: &x 1\n", "anchors (&x) are not allowed"),
        ("a: !!python/name:os.system x\n", "tags (tag:yaml.org,2002:python/name:os.system) are not allowed"),
        ("", "the file is empty"),
        ("# a remark\n", "the file is empty"),
        ("- a\n", "the file must hold keys with values"),
        ("a: 1\n---\nb: 2\n", "only one document"),
        ("? [a]\n: 1\n", "a key must be plain text"),
        ("a: [\n", "not readable as YAML"),
        ("a: '\x00'\n", "not readable as YAML"),
        ("a:\n\t- b\n", "not readable as YAML"),
        (b"a: 1\nb: \xff\n", "x.yaml:2: the file is not UTF-8 text"),
        ("a: " + "[" * 60 + "]" * 60, "nested deeper"),
        ("a: " + "x" * MOST_BYTES, "larger than"),
    ],
)
def test_what_could_surprise_is_refused(text: str | bytes, says: str) -> None:
    assert says in faults(text)


def test_a_document_that_would_grow_a_billionfold_is_refused_unread() -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{c}: &{c} [{','.join(['*' + p] * 9)}]" for p, c in zip("abcdefgh", "bcdefghi", strict=True)]
    assert "references (*h) are not allowed" in faults("\n".join(lines))


def test_a_blank_of_the_skeleton_is_pointed_out_in_each_line() -> None:
    said = faults("a: __填写__\nb:\n  - __填写__\n  - x\n")
    assert said.splitlines() == [
        "x.yaml:1: a: this blank is still to be filled in",
        "x.yaml:3: b[1]: this blank is still to be filled in",
    ]
