"""Each act and each fact that code writes into the audit trail has its Chinese word."""

import ast
from collections.abc import Iterator
from pathlib import Path

from core.web.catalogue import sentences

CORE = Path(__file__).parents[3] / "core"


def noted() -> Iterator[ast.Call]:
    for path in CORE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "note":
                yield call


def test_every_fact_that_is_named_in_code_has_a_word():
    facts = {word.arg for call in noted() for word in call.keywords if word.arg not in {None, "reason"}}
    known = sentences("zh")
    assert {fact for fact in facts if f"word:fact_{fact}" not in known} == set()


def test_every_act_that_is_written_out_has_a_word():
    acts = {
        call.args[1].value
        for call in noted()
        if len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
    }
    known = sentences("zh")
    assert {act for act in acts if f"word:act_{act}" not in known} == set()
