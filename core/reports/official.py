"""A bulletin as an official document says it: the parts in their order, before any file is made of them.

The layout is that of GB/T 9704-2012: A4, a type area of 156 mm by 225 mm that holds 22 lines of 28 characters.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from typing import Any, Literal

from core.decisions.rounding import half_up
from core.reports.bulletins import percent
from core.reports.models import Bulletin
from core.web.language import Reader

PAGE = (210.0, 297.0)
AREA = (156.0, 225.0)
TOP, LEFT = 37.0, 28.0
LINES, SIGNS = 22, 28
COUNTED = (
    ("enrolled", "在册"),
    ("exempt", "免考"),
    ("not_assessed", "不作考核"),
    ("due", "应参加"),
    ("started", "已开始"),
    ("finished", "完成学习"),
    ("passed", "合格"),
    ("failed", "不合格"),
    ("absent", "未参加"),
)
RANKS = ("一", "二", "三", "四", "五")

Style = Literal["heading", "body"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text."""

    style: Style
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What stands in the document, from the red head to the table that is attached."""

    head: str
    number: str
    title: str
    to: str
    text: Sequence[Paragraph]
    signed: str
    day: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str


def document_of(row: Bulletin, zone: tzinfo) -> Document:
    """Return a kept bulletin as a document; the same bulletin gives the same document for ever."""
    content, read = row.content, Reader("zh", {}, zone)
    return Document(
        head=f"{row.issuer}文件",
        number=f"通报{row.number}",
        title=row.title,
        to=content["to"],
        text=list(_text(row, read)),
        signed=row.issuer,
        day=read.day(row.issued_at.astimezone(zone).date()),
        columns=_columns(content),
        rows=[_row(content, one) for one in content["rows"]],
        caption=f"附件：{content['about']}学法考试情况表",
    )


def rate_text(share: Sequence[int]) -> str:
    """Return a rate as it is printed, with what stands above and below its line."""
    exact = percent(share)
    return "—" if exact is None else f"{half_up(exact, 2)}%（{share[0]}／{share[1]}）"


def change_text(change: str | None) -> str:
    """Return a change in points of percent."""
    if change is None:
        return "—"
    points = half_up(Decimal(change), 2)
    return "持平" if points == 0 else f"{'上升' if points > 0 else '下降'}{abs(points)}"


def _text(row: Bulletin, read: Reader) -> Iterator[Paragraph]:
    content, number = row.content, iter(RANKS)
    moment = read.day(row.day) if row.day else read.moment(row.issued_at)
    yield Paragraph("body", f"现将截至{moment}{content['about']}{row.year}年度学法考试情况通报如下。")
    yield Paragraph("heading", f"{next(number)}、总体情况")
    yield Paragraph("body", _overall(content))
    yield from (Paragraph("body", line) for line in _since(content))
    if content["rows"]:
        yield Paragraph("heading", f"{next(number)}、排名情况")
        yield Paragraph("body", _ranked(content))
    yield Paragraph("heading", f"{next(number)}、统计口径")
    yield from (Paragraph("body", line) for line in _denominators(content))
    if content["remarks"]:
        yield Paragraph("heading", f"{next(number)}、有关说明")
        yield from (Paragraph("body", line) for line in content["remarks"])


def _overall(content: Mapping[str, Any]) -> str:
    counts, shares = content["total"]["figures"], content["total"]["shares"]
    counted = "，".join(f"{word}{counts[name]}人" for name, word in COUNTED)
    rates = "，".join(
        f"{content['rates'][name]['name']}{rate_text(share)}"
        for name, share in ((name, shares[name]) for name in content["order"])
    )
    return f"{counted}。{rates}。" if rates else f"{counted}。"


def _since(content: Mapping[str, Any]) -> Iterator[str]:
    if content["last"] and content["last"]["changes"]:
        changes = "，".join(
            f"{content['rates'][name]['name']}{change_text(change)}{'' if change_text(change) == '持平' else '个百分点'}"
            for name, change in ((name, content["last"]["changes"].get(name)) for name in content["order"])
            if change is not None
        )
        yield f"与通报{content['last']['number']}相比，{changes}。"


def _ranked(content: Mapping[str, Any]) -> str:
    if not content["leading"]:
        return "各单位情况见附件。"
    name = content["rates"][content["leading"]]["name"]
    first = [row["name"] for row in content["rows"] if row["rank"] == 1]
    together = "并列" if len(first) > 1 else ""
    best = f"{'、'.join(first[:6])}{'等' if len(first) > 6 else ''}{together}第1名。" if first else ""  # noqa: PLR2004
    return f"按{name}由高到低排列，{name}相同的名次并列，其后名次顺延。{best}各单位情况见附件。"


def denominators(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield how each rate of a kept content is counted, with its source."""
    for rule in (content["rates"][name] for name in content["order"]):
        below = "、".join(rule["over"]) or "全部在册人员"
        source = " ".join(part for part in (rule["document"], rule["article"]) if part)
        cited = f"依据：{source}。" if source else ""
        assumed = f"{rule['assumed']}。" if rule["assumed"] else ""
        yield f"{rule['name']}：分母为年度状态为{below}的人员，分子为其中{'、'.join(rule['of'])}的人员。{cited}{assumed}"


def _denominators(content: Mapping[str, Any]) -> Iterator[str]:
    yield from denominators(content)
    yield "免考人员、不作考核人员和失效账号单独列示，不计入应参加人数。"


def _columns(content: Mapping[str, Any]) -> list[str]:
    rates = [content["rates"][name]["name"] for name in content["order"]]
    return ["名次", "名称", "应参加", "免考", "合格", *rates, *(["较上期"] if content["last"] else [])]


def _row(content: Mapping[str, Any], row: Mapping[str, Any]) -> list[str]:
    rank = "—" if row["rank"] is None else f"{row['rank']}{'（并列）' if row['tied'] else ''}"
    counts = [str(row["figures"][name]) for name in ("due", "exempt", "passed")]
    shares = [_plain(row["shares"][name]) for name in content["order"]]
    return [rank, row["name"], *counts, *shares, *([change_text(row["change"])] if content["last"] else [])]


def _plain(share: Sequence[int]) -> str:
    exact = percent(share)
    return "—" if exact is None else f"{half_up(exact, 2)}%"
