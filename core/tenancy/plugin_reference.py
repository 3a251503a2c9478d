"""Writes the reference of plug-ins from the hooks, the contracts and the parts at hand."""

import inspect
from typing import Any

from core.decisions.records import Parts
from core.hooks import FAMILIES, Hooks

HEAD = """\
# 插件参考 · Plug-in reference

*由程序从代码中的说明写成，请勿手改。 Written from the code by `python -m core.tenancy.references`; do not edit.*

A plug-in is a Python module whose functions carry the names below and `@hookimpl`. A tenant lists its plug-ins in
`tenant.yaml` under `plugins`; its own `plugin.py` always comes last. A plug-in may import `core.hooks` and
`core.decisions` and nothing else of the platform. What one raises, or two parts of one name in a family, takes
only the tenants out that list it.

A part is a frozen record of its figures, made with `@part`, with the methods of its contract. A rule file picks it
by its name, which is its class name in small letters (`WeightedSum` is `weighted_sum`), and gives the figures; every
figure has a `Note`. Figures that contradict each other are told by a method `problems() -> list[Text]`. The figures
of every shipped part stand in [the rule file reference](rule-file.md).

```python
from typing import Annotated

from core.decisions.eligibility import Check
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Verdict
from core.hooks import hookimpl


@part
class SomethingDone(Check):
    \"\"\"What it answers, in one sentence.\"\"\"

    times: Annotated[int, Note("how often")]
    cite: Cite = NOWHERE

    def check(self, case) -> Verdict: ...


@hookimpl
def eligibility_checks() -> list[type[Check]]:
    return [SomethingDone]
```
"""


def plugin_reference(parts: Parts) -> str:
    """Return the whole reference as Markdown: every hook, its contract's methods, the parts that come with it."""
    return "\n".join([HEAD, *(_hook(name, parts) for name in _hooks())])


def _hooks() -> list[str]:
    return [name for name in vars(Hooks) if not name.startswith("_")]


def _hook(name: str, parts: Parts) -> str:
    spec = getattr(Hooks, name)
    lines = [f"## `{name}`", "", inspect.getdoc(spec) or "", ""]
    contract = FAMILIES.get(name)
    if contract is None:
        return "\n".join([*lines, f"```python\n{_signature(name, spec)}\n```", ""])
    lines += [f"### {contract.__name__}", "", _summary(contract), ""]
    lines += [f"- `{_signature(method, found)}` {_summary(found)}" for method, found in _methods(contract)]
    named = parts.get(contract, {})
    lines += ["", "Parts that come with the platform:", ""]
    lines += [f"- `{part}` {_summary(named[part])}" for part in sorted(named)]
    return "\n".join([*lines, ""])


def _methods(contract: type[Any]) -> list[tuple[str, Any]]:
    own = vars(contract).items()
    return [(name, found) for name, found in own if callable(found) and not name.startswith("_")]


def _signature(name: str, function: Any) -> str:
    found = inspect.signature(function)
    kept = [parameter for key, parameter in found.parameters.items() if key != "self"]
    shown = str(found.replace(parameters=kept)).replace("core.decisions.", "").replace("collections.abc.", "")
    return f"def {name}{shown}"


def _summary(thing: Any) -> str:
    return (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ")
