"""Scenario files: read strictly, with what is said once at the top filled into every case."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from core.decisions.records import Note, record
from core.decisions.values import say
from core.rules.errors import Mark, RuleError, RulesInvalid
from core.rules.schema import Schemas, load_record
from core.rules.yaml import List, Map, parse
from core.scenarios.expected import Expect
from core.scenarios.given import Given
from core.scenarios.spelling import spell_out

SHARED = ("year", "area", "exam", "source", "at")
"""What the top of a file may say for all its cases."""


@record
class Scenario:
    """One case: what is given, and what is expected of it, with the article that says so."""

    name: Annotated[str, Note("a sentence that says what is shown")]
    year: Annotated[int, Note("rule year")]
    expect: Annotated[Expect, Note("what must be so")]
    source: Annotated[str, Note("article of the notice")] = ""
    area: Annotated[str, Note("area path below the place; the place itself when left out")] = ""
    exam: Annotated[str, Note("the exam it is about")] = ""
    at: Annotated[
        datetime | None, Note("wall-clock time of the question; once the year is over when left out")
    ] = None
    given: Annotated[Given, Note("what is taken as given")] = Given()
    where: str = ""


@record
class ScenarioFile:
    """A file of cases."""

    cases: Annotated[tuple[Scenario, ...], Note("the cases")]


_SCHEMAS = Schemas({})


def read_cases(content: str | bytes, file: str) -> tuple[Scenario, ...]:
    """Return the cases of a file; RulesInvalid names file, line and key of every fault."""
    tree = parse(content, file)
    top = Map(tree.mark)
    top.put("cases", _cases(tree), tree.marks.get("cases", tree.mark))
    for key in tree.keys() - {"cases", "given", *SHARED}:
        top.put(key, tree[key], tree.marks[key])
    made = load_record(ScenarioFile, spell_out(top, ScenarioFile, top.mark), _SCHEMAS)
    marks = top["cases"].marks
    return tuple(replace(case, where=str(mark)) for case, mark in zip(made.cases, marks, strict=True))


def _cases(tree: Map) -> List:
    listed = tree.get("cases")
    if not isinstance(listed, List) or not listed:
        raise RulesInvalid([RuleError(tree.mark, "cases", say("a list is needed here"))])
    made = List(listed.mark)
    for item, mark in zip(listed, listed.marks, strict=True):
        made.append(_filled(item, tree) if isinstance(item, Map) else item)
        made.marks.append(mark)
    return made


def _filled(case: Map, top: Map) -> Map:
    made = _over(case, top, SHARED)
    if isinstance(top.get("given"), Map):
        own = case.get("given") or Map(case.mark)
        if isinstance(own, Map):
            made.put("given", _given(own, top["given"]), case.marks.get("given", case.mark))
    return made


def _given(own: Map, shared: Map) -> Map:
    made = _over(own, shared, tuple(shared))
    mine, theirs = own.get("person"), shared.get("person")
    if isinstance(mine, Map) and isinstance(theirs, Map):
        made.put("person", _over(mine, theirs, tuple(theirs)), own.marks["person"])
    return made


def _over(own: Map, shared: Map, keys: tuple[str, ...]) -> Map:
    made = Map(own.mark)
    for key in keys:
        if key in shared and key not in own:
            made.put(key, shared[key], shared.marks.get(key, Mark()))
    for key, value in own.items():
        made.put(key, value, own.marks[key])
    return made
