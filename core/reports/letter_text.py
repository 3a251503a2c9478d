"""An urging letter as it reads: its paragraphs, the list of those behind, and a text for the unit's chat group."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from core.reports.models import UrgingLetter
from core.reports.official import denominators, rate_text
from core.web.language import Reader

COLUMNS = ("序号", "姓名", "单位", "状态", "还差什么")


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterText:
    """What stands in a letter, from the head to the list that is attached."""

    head: str
    number: str
    title: str
    to: str
    text: Sequence[str]
    signed: str
    day: str
    caption: str
    rows: Sequence[Sequence[str]]
    chat: str


def letter_text(row: UrgingLetter, zone: tzinfo, *, names: bool = True) -> LetterText:
    """Return a kept letter as it reads; the same letter reads the same for ever. ``names``: whether the reader may see who is behind."""
    read, people = Reader("zh", {}, zone), row.content["people"] if names else []
    return LetterText(
        head=row.issuer,
        number=f"督办函{row.number}" if row.number else "督办函",
        title=row.title,
        to=f"{row.to_name}：",
        text=list(_text(row, read, attached=bool(people))),
        signed=row.issuer,
        day=read.day(row.sent_at.astimezone(zone).date()),
        caption=f"附件：{row.to_name}尚未合格人员名单",
        rows=[[str(number), *one] for number, one in enumerate(people, start=1)],
        chat=_chat(row, read),
    )


def _text(row: UrgingLetter, read: Reader, *, attached: bool) -> Iterator[str]:
    content = row.content
    yield f"截至{_moment(row, read)}，{_counted(row)}{_rates(row)}"
    yield f"请你单位于{read.day(row.due)}前督促上述人员完成任务。{_end(row, read)}"
    yield from content["asks"]
    if attached:
        yield "尚未合格人员名单见附件。名单含个人信息，仅供办理本函使用。"
    elif content["listed"] and content["figures"]["behind"]:
        yield "尚未合格人员名单请在平台“学员报表”中查看。"
    yield from denominators(content)
    if content["contact"]:
        yield f"联系人及电话：{content['contact']}。"


def _moment(row: UrgingLetter, read: Reader) -> str:
    return read.day(row.day) if row.day else read.moment(row.sent_at)


def _counted(row: UrgingLetter) -> str:
    counts = row.content["figures"]
    missing = "学习未完成" if row.content["with_study"] else "未参加考试"
    return (
        f"你单位及所属单位{row.year}年度学法考试应参加{counts['due']}人，已合格{counts['passed']}人，"
        f"尚未合格{counts['behind']}人，其中尚未开始{counts['not_started']}人、{missing}{counts['unfinished']}人。"
    )


def _rates(row: UrgingLetter) -> str:
    content = row.content
    said = "，".join(
        f"{content['rates'][name]['name']}{rate_text(content['shares'][name])}" for name in content["order"]
    )
    return f"{said}。" if said else ""


def _end(row: UrgingLetter, read: Reader) -> str:
    end = row.content["end"]
    what = "本年度学习" if end["of_study"] else "本年度任务"
    source = " ".join(part for part in (end["document"], end["article"]) if part)
    cited = f"（依据：{source}{'；' + end['assumed'] if end['assumed'] else ''}）" if source else ""
    return f"按照规定，{what}于{read.day(date.fromisoformat(end['last']))}截止{cited}。"


def _chat(row: UrgingLetter, read: Reader) -> str:
    """Names nobody: a chat group is no place for it."""
    counts = row.content["figures"]
    return (
        f"【{row.issuer}】{row.to_name}各位同事：截至{_moment(row, read)}，{row.year}年度学法考试应参加{counts['due']}人，"
        f"尚有{counts['behind']}人未合格。请于{read.day(row.due)}前登录平台完成学习和考试。"
    )
