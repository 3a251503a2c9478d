"""Writes ``docs/scenarios.md``, the reference of scenario files, from the records: ``python -m core.scenarios.reference``."""

import inspect
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, get_args

from core.rules.reference import type_name
from core.rules.schema import Slot, shape_of, slots_of
from core.scenarios.cases import SHARED, Scenario
from core.scenarios.expected import Expect
from core.scenarios.given import Given

TARGET = Path(__file__).parents[2] / "docs" / "scenarios.md"

HEAD = f"""\
# 算例文件参考 · Scenario file reference

*由程序从代码中的说明写成，请勿手改。 Written from the code by `python -m core.scenarios.reference`; do not edit.*

算例放在一个地方的 `scenarios/` 文件夹里，照通知写，不照程序写：给定什么、什么时刻来问、应当得到什么、依据哪一条。
`xuefa scenarios run 文件夹` 逐例运行，不在本项目里的文件夹也可以；最后一行是通过和不通过的数目。
A place's cases stand in its `scenarios` folder and are written from the notice. The place is the nearest folder above with a
`tenant.yaml`; a file below `areas/<city>` asks the city's rules.

```yaml
year: 2017
exam: unified
given:
  person: {{unit_kind: organ, unit_level: county}}

cases:
  - name: 2999 积分、考试 20 分，差一点点，不合格
    source: 三（1）、三（2）3
    given: {{study: 2999, attempts: [20]}}
    expect:
      verdict: {{state: failed, score: 59.98, final: yes}}

  - name: 考了 8 次，不能再考第 9 次
    source: 三（2）2
    at: 2017-09-20 10:00
    given: {{attempts: {{mark: 50, times: 8}}}}
    expect:
      attempts: 0
      gate: {{may_start: no, fails: [三（2）2]}}
```

- 写在文件开头的 {", ".join(f"`{key}`" for key in SHARED)} 和 `given` 对每一例都有效，例中再写就替换（`person` 逐项替换）。
  What stands once at the top holds for every case unless the case says otherwise.
- 没有写 `at` 的，按年度全部结束之后来问；`24:00` 就是次日零点。
  Without `at` the question is asked once the year is over.
- 只有一项时不必写成列表；注明“可直接写值”的记录可以只写那个值：`verdict: passed`、`study: 40`、`attempts: [59.5, 88]`。
  One thing needs no list, and a record with a shorthand may be written as that value alone.
- 不认识的键会被拒绝，并指出文件、行号和键；什么都不期望的算例不通过。
  Unknown keys are refused with file, line and key; a case that expects nothing fails.
"""


def scenario_reference() -> str:
    """Return the whole reference as Markdown."""
    pieces = [HEAD, _table(Scenario, "## 一个算例 · A case"), "## 给定 · Given\n", _table(Given, "### Given")]
    pieces += [_table(cls, f"### {cls.__name__}") for cls in _below(Given)]
    pieces.append("## 期望 · Expected\n")
    pieces.append(_table(Expect, "### Expect"))
    pieces += [_table(cls, f"### {cls.__name__}") for cls in _below(Expect)]
    return "\n".join(pieces)


def _below(cls: type[Any]) -> list[type[Any]]:
    found: dict[type[Any], None] = {}
    for slot in slots_of(cls):
        for inner in _records_in(slot.hint):
            if inner not in found:
                found[inner] = None
                found |= dict.fromkeys(_below(inner))
    return list(found)


def _records_in(hint: Any) -> list[type[Any]]:
    base = shape_of(hint).base
    if is_dataclass(base) and isinstance(base, type):
        return [base]
    return [found for arg in get_args(base) if arg is not Ellipsis for found in _records_in(arg)]


def _table(cls: type[Any], heading: str) -> str:
    lines = [heading, "", inspect.getdoc(cls) or "", ""]
    if shorthand := getattr(cls, "shorthand", ""):
        lines += [f"可直接写值 · shorthand for `{shorthand}`.", ""]
    if rest := getattr(cls, "rest", ""):
        lines += [f"其他的键都归入 `{rest}` · any other key belongs to `{rest}`.", ""]
    lines += ["| key | value | | meaning |", "| --- | --- | --- | --- |"]
    lines += [_row(slot) for slot in slots_of(cls)]
    return "\n".join([*lines, ""])


def _row(slot: Slot) -> str:
    need = "**needed**" if slot.required else ""
    cells = (f"`{slot.key}`", type_name(slot.hint), need, slot.note.says)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    TARGET.write_text(scenario_reference(), encoding="utf-8")
