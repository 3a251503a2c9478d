"""Which column of a bank's statement holds what: guessed from its headings, confirmed once by finance, remembered for the bank."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.decisions.values import Text, say
from core.fees.cells import plain

FIELDS = ("day", "income", "outgoing", "direction", "payer", "account", "serial", "remark", "note")
NEEDED = ("day", "income", "payer")
WORDS: Mapping[str, tuple[str, ...]] = {
    "day": ("交易日期", "交易时间", "记账日期", "入账日期", "入账时间", "日期", "到账日期", "起息日", "date"),
    "income": (
        "贷方发生额", "贷方金额", "收入金额", "收入", "贷方", "转入金额", "来账金额", "到账金额",
        "交易金额", "发生额", "金额", "credit", "amount",
    ),
    "outgoing": ("借方发生额", "借方金额", "支出金额", "支出", "借方", "转出金额", "往账金额", "debit"),
    "direction": ("借贷标志", "借贷方向", "收支标志", "收支类型", "借贷", "收支", "交易方向", "来往账标志"),
    "payer": (
        "对方户名", "对方名称", "付款人名称", "付款方名称", "付款人户名", "对方单位", "对方账户名称",
        "付款人", "付款方", "交易对方", "户名", "payer",
    ),
    "account": ("对方账号", "付款人账号", "付款方账号", "对方账户", "对方卡号", "付款账号"),
    "serial": ("交易流水号", "流水号", "银行流水号", "凭证号", "凭证号码", "交易序号", "回单编号", "交易编号", "serial"),
    "remark": ("附言", "摘要", "用途", "备注", "交易摘要", "汇款附言", "remark"),
    "note": ("用途", "备注", "摘要", "附言", "客户附言", "个性化信息"),
}  # fmt: skip
"""How banks head their columns, the likeliest first."""
UNITS = re.compile(r"[((\[].*?[))\]]|\s|:")
MOST_HEAD = 30
"""Rows among which the headings are looked for; banks print titles and the account's particulars above them."""

ENOUGH = 3
IN_WORDS = frozenset({"贷", "贷方", "收", "收入", "来账", "转入", "入账", "c", "cr", "credit", "in", "+"})
OUT_WORDS = frozenset(
    {"借", "借方", "支", "支出", "付", "往账", "转出", "出账", "d", "dr", "debit", "out", "-"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The row of a statement that names its columns; ``row`` counts from 0."""

    row: int
    names: tuple[str, ...]


def head_of(rows: Sequence[Sequence[Any]], known: Sequence[Mapping[str, str]] = ()) -> Head | None:
    """Return the row of headings: the one that a known bank's columns stand in, or the one with most known words; None without."""
    heads = [Head(row=row, names=_names(cells)) for row, cells in enumerate(rows[:MOST_HEAD])]
    for head in heads:
        if any(fits(head.names, columns) for columns in known):
            return head
    best = max(heads, key=lambda head: len(guessed(head.names)), default=None)
    return best if best and len(guessed(best.names)) >= ENOUGH else None


def fits(names: Sequence[str], columns: Mapping[str, str]) -> bool:
    """Tell whether all of a bank's columns stand among headings."""
    return bool(columns) and set(columns.values()) <= set(names)


def guessed(names: Sequence[str]) -> dict[str, str]:
    """Return the heading that each field most likely has; each heading serves one field."""
    found: dict[str, str] = {}
    for fold in (_bare, _loose):
        bare = {fold(name): name for name in reversed(names) if name}
        for field in FIELDS:
            free = (bare[word] for word in WORDS[field] if word in bare and bare[word] not in found.values())
            if field not in found and (heading := next(free, None)):
                found[field] = heading
    return found


def faults_of(names: Sequence[str], columns: Mapping[str, str]) -> dict[str, Text]:
    """Return what is wrong with a choice of columns, by field."""
    faults = {name: say("Choose the column.") for name in NEEDED if not columns.get(name)}
    for field, heading in columns.items():
        if heading and heading not in names:
            faults[field] = say("There is no column “{heading}” in this file.", heading=heading)
    used: dict[str, str] = {}
    for field, heading in columns.items():
        if heading and used.setdefault(heading, field) != field:
            faults[field] = say("This column is chosen twice.")
    return faults


def _names(cells: Sequence[Any]) -> tuple[str, ...]:
    return tuple(plain(cell) if isinstance(cell, str) else "" for cell in cells)


def _bare(name: str) -> str:
    return UNITS.sub("", name).lower()


def _loose(name: str) -> str:
    """The heading without what banks put around it: 本方、人民币 and the like."""
    return re.sub(r"^(人民币|本次|银行|交易|账务)|(人民币|信息|内容)$", "", _bare(name))
