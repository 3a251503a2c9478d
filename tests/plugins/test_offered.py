"""What holds for every part: offered through its hook, described, and said in Chinese as well."""

import ast
import importlib
import inspect
from dataclasses import fields
from pathlib import Path
from string import Formatter
from typing import get_type_hints

import pluggy
import pytest

from core.decisions.records import Note
from core.hooks import FAMILIES, PROJECT, Hooks
from core.web.catalogue import sentences

ROOT = Path(__file__).parents[2]
MODULES = sorted(f"plugins.{folder.parent.name}" for folder in (ROOT / "plugins").glob("*/__init__.py"))


def manager():
    made = pluggy.PluginManager(PROJECT)
    made.add_hookspecs(Hooks)
    for name in MODULES:
        made.register(importlib.import_module(name), name)
    made.check_pending()
    return made


def offered():
    calls = manager().hook
    return [(hook, part) for hook in FAMILIES for parts in getattr(calls, hook)() for part in parts]


PARTS = offered()
IDS = [f"{hook}.{part.name}" for hook, part in PARTS]


@pytest.mark.parametrize("hook", sorted(FAMILIES))
def test_every_hook_that_offers_parts_is_answered_by_a_plug_in(hook):
    assert [part for family, part in PARTS if family == hook]


def test_every_hook_has_a_docstring():
    hooks = [member for name, member in inspect.getmembers(Hooks, inspect.isfunction) if name[0] != "_"]
    assert [hook.__name__ for hook in hooks if not hook.__doc__] == []


def test_no_two_parts_of_a_family_share_a_name():
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize(("hook", "part"), PARTS, ids=IDS)
def test_every_part_is_frozen_described_and_cites_its_source(hook, part):
    assert part.__dataclass_params__.frozen
    assert part.__doc__
    assert not part.__doc__.startswith(f"{part.__name__}(")
    hints = get_type_hints(part, include_extras=True)
    assert "cite" in hints
    for field in fields(part):
        notes = [mark for mark in getattr(hints[field.name], "__metadata__", ()) if isinstance(mark, Note)]
        assert field.name == "cite" or notes, field.name


@pytest.mark.parametrize(("hook", "part"), PARTS, ids=IDS)
def test_every_method_of_a_part_has_a_docstring(hook, part):
    own = [member for name, member in vars(part).items() if inspect.isfunction(member) and name[0] != "_"]
    assert [method.__qualname__ for method in own if not method.__doc__] == []


@pytest.mark.parametrize(("hook", "part"), PARTS, ids=IDS)
def test_a_shorthand_names_a_field(hook, part):
    assert part.shorthand in {"", *(field.name for field in fields(part))}


def said(folder):
    """Yield every sentence and every word that the code of a folder says, with where."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    prefix = {"say": "", "Text": "", "Word": "word:"}.get(node.func.id)
                    if prefix is not None:
                        yield prefix + first.value, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("folder", ["core/decisions", "plugins"])
def test_every_sentence_and_word_of_the_decisions_has_its_chinese(folder):
    chinese = sentences("zh")
    assert [where for sentence, where in said(folder) if sentence not in chinese] == []


@pytest.mark.parametrize("folder", ["core/decisions", "plugins"])
def test_a_translation_has_the_places_of_its_sentence_and_no_exclamation_mark(folder):
    chinese = sentences("zh")

    def places(sentence):
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    found = {sentence: chinese[sentence] for sentence, _ in said(folder) if sentence in chinese}
    assert [s for s, text in found.items() if places(s) != places(text)] == []
    assert [text for text in found.values() if "!" in text or "！" in text] == []
