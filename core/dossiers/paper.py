"""Study files and unit archives as papers and sheets, in Chinese as every official one."""

from collections.abc import Iterator, Mapping

from core.decisions.rounding import half_up
from core.decisions.values import Text, say
from core.dossiers.archives import Person, UnitArchive
from core.dossiers.files import StudyFile, YearEntry
from core.reports.pdf_file import SIGN, SMALL, TITLE, Paper, paragraph, table
from core.reports.sheets import COUNTED, RATES, notes_of
from core.sheets.book import Book
from core.sheets.lexicon import Lexicon
from core.web.language import Reader

HEADINGS: Mapping[str, Text] = {
    "account": say("Account number"),
    "name": say("Name"),
    "rank": say("Rank"),
    "state": say("State"),
    "earned": say("Study"),
    "score": say("Year score"),
    "exemption": say("Exemption"),
    "certificate": say("Certificate"),
}


def study_file_paper(file: StudyFile, read: Reader, taken: str) -> bytes:
    """Return a study file as PDF; ``taken`` says who had it made and when, on the paper itself."""
    paper = Paper(f"{file.learner.name}个人学法档案", file.unit.name)
    paper.line("个人学法档案", size=TITLE, align="centre")
    paper.skip(0.5)
    paper.line(f"姓名：{file.learner.name}　学号：{file.learner.account}")
    paper.line(f"单位：{file.unit.name}")
    paper.skip(0.5)
    columns = ["年度", "单位", "学习", "考试", "年度成绩", "结果", "证书"]
    table(paper, columns, [_line(one, read) for one in file.entries])
    for one in file.entries:
        for reason, state in one.exemptions:
            paragraph(paper, f"{one.year}年度免考：{read.word(reason)}（{read.word(state)}）", SMALL)
    paper.skip(0.5)
    paragraph(paper, taken, SMALL)
    return paper.content()


def _line(one: YearEntry, read: Reader) -> list[str]:
    marks = "、".join(read.number(mark.mark) for mark in one.marks if mark.mark is not None)
    numbers = "、".join(number if valid else f"{number}（已撤销）" for number, valid in one.certificates)
    return [
        str(one.year),
        one.unit,
        "—"
        if one.earned is None
        else f"{read.number(one.earned)}{read.word(one.measure) if one.measure else ''}",
        marks or "—",
        "—" if one.score is None else read.number(one.score),
        read.word(one.result) + ("" if one.final else "（未定）"),
        numbers or "—",
    ]


def archive_paper(archive: UnitArchive, read: Reader, taken: str) -> bytes:
    """Return a unit's archive as PDF: figures with denominators, then the roster with results, then incidents."""
    title = f"{archive.year}年度单位普法档案"
    paper = Paper(f"{archive.unit}{title}", archive.unit)
    paper.line(title, size=TITLE, align="centre")
    paper.skip(0.5)
    paper.line(f"单位：{archive.unit}（{len(archive.people)}人）")
    paper.skip(0.5)
    paper.line("一、统计（含下属单位）")
    table(paper, ["项目", "人数或比率", "计算"], list(_figures(archive, read)))
    for text in notes_of(archive.report, read):
        paragraph(paper, text, SMALL)
    paper.skip(0.5)
    paper.line("二、人员与结果")
    heads = [read.text(text) for text in HEADINGS.values()]
    table(paper, heads, [list(_cells(one, read).values()) for one in archive.people])
    paper.skip(0.5)
    paper.line("三、特殊情况")
    for name, reason in archive.incidents:
        paragraph(paper, f"{name}：追加考试机会，{reason}", SMALL)
    if not archive.incidents:
        paragraph(paper, "没有记录。", SMALL)
    paper.skip(0.5)
    paragraph(paper, taken, SMALL)
    paper.skip()
    paper.line("（单位盖章）", 16 * SIGN)
    return paper.content()


def _figures(archive: UnitArchive, read: Reader) -> Iterator[list[str]]:
    total = archive.report.total
    for name, text in COUNTED.items():
        yield [read.text(text), str(getattr(total.figures, name)), ""]
    for name, one in total.shares.items():
        percent = "—" if one.percent is None else f"{half_up(one.percent, 2)}%"
        yield [
            read.text(RATES[name]) if name in RATES else read.word(name),
            percent,
            f"{one.above}／{one.below}",
        ]


def archive_sheet(archive: UnitArchive, read: Reader) -> bytes:
    """Return the roster of a unit's archive with results as a spreadsheet."""
    book = Book(
        Lexicon(read, HEADINGS), f"{archive.year}", list(HEADINGS), {"account": 20, "certificate": 26}
    )
    for one in archive.people:
        book.row(_cells(one, read))
    return book.content()


def _cells(one: Person, read: Reader) -> dict[str, str]:
    learner, standing = one.learner, one.standing
    return {
        "account": learner.account,
        "name": learner.name,
        "rank": read.word(standing.rank) if standing.rank else "",
        "state": read.word(standing.grade or standing.state),
        "earned": "" if standing.earned is None else read.number(standing.earned),
        "score": "" if standing.score is None else read.number(half_up(standing.score, 2)),
        "exemption": read.word(one.exemption) if one.exemption else "",
        "certificate": one.certificate,
    }
