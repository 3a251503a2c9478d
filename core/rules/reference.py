"""Writes the reference of rule files from the annotations, so that it says what the loader does."""

import inspect
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, Literal, get_args, get_origin

from core.decisions.records import Parts
from core.decisions.year import YearRules
from core.rules.digest import canonical
from core.rules.scalars import SCALARS
from core.rules.schema import Slot, is_family, shape_of, slots_of

HEAD = """\
# 规则文件参考 · Rule file reference

*由程序从代码中的说明写成，请勿手改。 Written from the code by `python -m core.tenancy.references`; do not edit.*

## 怎样读写 · How a rule file works

- 一个年度一个文件：`rules/2024.yaml`。改动另立一个文件，如 `rules/2024-moved.yaml`，开头写
  `amends: {from: 2024-10-01}`，从这一天起生效，只写有变动的键。
  One file per year; a change is a further file that begins with `amends`, in force from its day on, with the changed keys only.
- 每个数值都要有出处：`cite: 三（1）` 指主文件（`documents` 里的第一份）的条目，`cite: guide/附件4` 指键为 `guide` 的文件；
  文件没写的，用 `assumed: 理由`，也可以两样都写。写在上面就管住下面各项，下面再写就替换。
  Every value needs a source. `cite` and `assumed` cover all that lies below until a deeper one replaces them; a value that neither covers is refused.
- 值按所写的字面读：`08:30`、`24:00`、`010`、`888888`、`no` 都不会变样；真假只写 `true`、`false`；空着或 `null` 表示没有。
  Values are read as written. Only an empty value or `null` means nothing.
- 不认识的键、重复的键、锚点和标签都会被拒绝，并指出文件、行号和键。
  Unknown keys, repeated keys, anchors and tags are refused with file, line and key.
- 写着“部件”的地方写一个部件的名称，下面是它的数值：`formula: {weighted_sum: {study: 50%, exam: 50%, at_least: 60}}`；
  不需要数值的部件只写名称：`gate: study_done`。表中注明“可直接写值”的键可以省去：`all_of: [study_done, paid]`。
  A part slot takes one part by name with its figures below; a part that needs none is written as its bare name.
- 市州、区县的文件（`areas/<地方>/rules/<年度>.yaml`）只写与上级不同的键。上级在 `areas` 里写明哪些交给下级：
  `free` 自定、`narrow` 只能从严、`required` 必须自定；没有写的都不能改。下级没有给出的 `required`，那场考试等条目在本级就不出现。
  An area's file holds only what differs. What the place above does not leave to it by `areas` is fixed; `*` in a key stands for any key, alone for everything.
- 键可以由作者自定的地方（如 `exams`、`duties`），下级或修订文件写 `键: null` 就是取消这一条。
  Where keys are the author's choice, `key: null` in an area or amendment takes the entry away.
"""


def rule_file_reference(parts: Parts) -> str:
    """Return the whole reference as Markdown: how a file works, every record, every part by family."""
    records = _records(parts)
    pieces = [HEAD, "## 记录 · Records\n"]
    pieces += [_record(cls, f"### {_title(cls)}") for cls in records]
    pieces.append("## 部件 · Parts\n")
    for contract, named in parts.items():
        pieces.append(f"### {_family(contract)}\n\n{_summary(contract)}\n")
        pieces += [_record(named[name], f"#### `{name}`") for name in sorted(named)]
    return "\n".join(pieces)


def _records(parts: Parts) -> list[type[Any]]:
    """Every record that can be reached from a year, in the order of reading; those of parts come after."""
    starts: list[type[Any]] = [
        YearRules,
        *(cls for named in parts.values() for _, cls in sorted(named.items())),
    ]
    of_parts = {cls for named in parts.values() for cls in named.values()}
    found: dict[type[Any], None] = {}
    waiting = list(starts)
    while waiting:
        cls = waiting.pop(0)
        if cls not in found:
            found[cls] = None
            waiting += [inner for slot in slots_of(cls) for inner in _inner(slot.hint)]
    return [cls for cls in found if cls not in of_parts]


def _inner(hint: Any) -> Iterator[type[Any]]:
    base = shape_of(hint).base
    if is_dataclass(base) and isinstance(base, type):
        yield base
    for arg in get_args(base):
        if arg is not Ellipsis:
            yield from _inner(arg)


def _title(cls: type[Any]) -> str:
    return "一个年度 · The year (the top of a file)" if cls is YearRules else cls.__name__


def _family(contract: type[Any]) -> str:
    return contract.__name__


def _summary(cls: type[Any]) -> str:
    text = inspect.getdoc(cls) or ""
    return text.split("\n\n")[0].replace("\n", " ")


def _record(cls: type[Any], heading: str) -> str:
    slots = slots_of(cls)
    lines = [heading, "", inspect.getdoc(cls) or "", ""]
    shorthand = getattr(cls, "shorthand", "")
    if shorthand:
        lines += [f"可直接写值 · shorthand for `{shorthand}`.", ""]
    if slots:
        lines += ["| key | value | when left out | meaning |", "| --- | --- | --- | --- |"]
        lines += [_row(slot) for slot in slots]
        lines.append("")
    return "\n".join(lines)


def _row(slot: Slot) -> str:
    meaning = slot.note.says
    if slot.note.narrower:
        meaning += f" (narrower: {slot.note.narrower})"
    cells = (f"`{slot.key}`", type_name(slot.hint), _default(slot), meaning)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _default(slot: Slot) -> str:
    if slot.required:
        return "**needed**"
    if slot.default in ((), {}, "", None):
        return "–"
    if is_dataclass(slot.default):
        return "its own defaults"
    found = canonical(slot.default, shape_of(slot.hint).marks)
    return f"`{', '.join(found)}`" if isinstance(found, list) else f"`{found}`"


def type_name(hint: Any) -> str:
    """Return what the reference calls a type: "day, 2024-08-20", "list of Grade", "part: Check"."""
    base, marks, _ = shape_of(hint)
    for known in (*(mark for mark in marks if isinstance(mark, str)), base):
        if isinstance(known, type | str) and known in SCALARS:
            return SCALARS[known][1]
    if is_dataclass(base) or is_family(base):
        return f"part: {_link(base)}" if is_family(base) else _link(base)
    return _compound_name(base)


def _compound_name(base: Any) -> str:
    origin, args = get_origin(base), get_args(base)
    if origin is Literal:
        return ", ".join(f"`{arg}`" for arg in args)
    if origin is tuple:
        return f"list of {type_name(args[0])}"
    if origin is dict:
        return f"by key: {type_name(args[1])}"
    return " or ".join(type_name(arg) for arg in args)


def _link(cls: type[Any]) -> str:
    return f"[{cls.__name__}](#{cls.__name__.lower()})"
